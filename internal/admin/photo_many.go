package admin

import (
	"net/http"
	"strconv"
	"strings"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// mostPhotos are changed at once.
const mostPhotos = 100

type manyData struct {
	Done   []manyLine
	Failed []manyLine
	// Undone says that this page tells of changes taken back.
	Undone bool
}

// manyLine is one asset of many, with what it said before.
type manyLine struct {
	ID                          news.AssetID
	Href, Name, Problem         string
	Caption, Credit, Category   string
	HadCaption, HadCredit, HadR bool
}

// describeMany gives captions, a credit or rights to many photos at once. What
// was said before goes along to the page that tells of it, and comes back with
// one press.
func (s *Server) describeMany(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return &news.Error{Kind: news.Invalid, Op: "read form", Err: err}
	}
	ids := v.r.PostForm["asset"]
	caption, credit, rights := strings.TrimSpace(v.r.PostFormValue("caption")), strings.TrimSpace(v.r.PostFormValue("credit")), v.r.PostFormValue("rights")
	switch {
	case len(ids) == 0:
		return v.leave(safeList(v), flash{Code: "photo_none_chosen"})
	case caption == "" && credit == "" && rights == "":
		return v.leave(safeList(v), flash{Code: "photo_nothing_said"})
	case len(ids) > mostPhotos:
		return news.Refuse(news.TooLarge, "describe many photos", "upload_many", map[string]any{"limit": mostPhotos})
	}
	var d manyData
	ctx := v.r.Context()
	for i, text := range ids {
		id, ok := articleID(text)
		if !ok {
			continue
		}
		a, err := s.o.Newsroom.Asset(ctx, v.who, news.AssetID(id))
		line := manyLine{ID: news.AssetID(id), Href: photoAddress(news.AssetID(id)), Name: firstOf(a.Caption, a.Title, a.Name, text), Caption: a.Caption, Credit: a.Credit, Category: string(a.Rights.Category)}
		if err == nil && (caption != "" || credit != "") {
			c := newsroom.DescribeAsset{Asset: a.ID}
			if caption != "" {
				said := strings.ReplaceAll(caption, "{n}", strconv.Itoa(i+1))
				c.Caption, line.HadCaption, line.Name = &said, said != a.Caption, said
			}
			if credit != "" {
				c.Credit, line.HadCredit = &credit, credit != a.Credit
			}
			_, err = s.o.Newsroom.Do(ctx, v.who, c)
		}
		if err == nil && rights != "" {
			r := a.Rights
			r.Category = news.RightsCategory(rights)
			line.HadR = r != a.Rights
			_, err = s.o.Newsroom.Do(ctx, v.who, newsroom.SetRights{Asset: a.ID, Rights: r})
		}
		if err != nil && news.Is(err, news.Internal) {
			return err
		}
		if err != nil {
			line.Problem, _ = v.sentence(err)
			d.Failed = append(d.Failed, line)
			continue
		}
		d.Done = append(d.Done, line)
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.photo.many_done", "n", len(d.Done)), Place: "foto", Page: true}, "photos_many", d)
}

// safeList is the list that a form came from.
func safeList(v *visit) string {
	if back := safeBack(v.r.PostFormValue("next")); strings.HasPrefix(back, photosPath) {
		return back
	}
	return photosPath
}

// describeBack takes a change of many back, photo by photo.
func (s *Server) describeBack(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return &news.Error{Kind: news.Invalid, Op: "read form", Err: err}
	}
	ctx := v.r.Context()
	d := manyData{Undone: true}
	for i, text := range v.r.PostForm["asset"] {
		id, ok := articleID(text)
		if !ok || i == mostPhotos {
			continue
		}
		key := "." + text
		c := newsroom.DescribeAsset{Asset: news.AssetID(id)}
		if had, ok := v.r.PostForm["caption"+key]; ok {
			c.Caption = &had[0]
		}
		if had, ok := v.r.PostForm["credit"+key]; ok {
			c.Credit = &had[0]
		}
		_, err := s.o.Newsroom.Do(ctx, v.who, c)
		a, err2 := s.o.Newsroom.Asset(ctx, v.who, c.Asset)
		if had, ok := v.r.PostForm["rights"+key]; ok && err == nil && err2 == nil {
			r := a.Rights
			r.Category = news.RightsCategory(had[0])
			_, err = s.o.Newsroom.Do(ctx, v.who, newsroom.SetRights{Asset: a.ID, Rights: r})
		}
		line := manyLine{ID: c.Asset, Href: photoAddress(c.Asset), Name: firstOf(a.Caption, a.Title, a.Name, text)}
		if err != nil {
			line.Problem, _ = v.sentence(err)
			d.Failed = append(d.Failed, line)
			continue
		}
		d.Done = append(d.Done, line)
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.photo.many_back", "n", len(d.Done)), Place: "foto", Page: true}, "photos_many", d)
}
