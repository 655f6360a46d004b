package admin

import (
	"net/http"
	"strconv"
	"strings"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// namesPerPage is a page of tags or people.
const namesPerPage = 100

type tagsData struct {
	Tabs  []listTab
	Q     string
	Lines []tagLine
	Next  string
	Empty emptyState
	Form  *tagForm
	Merge bool
}

type tagLine struct {
	ID                         news.TagID
	Name, Kind, Href           string
	Aliases, Live, Last, Into  string
	Forbidden, Merge, Splitted bool
}

type tagForm struct {
	ID                              news.TagID
	Name, Slug, Kind, Aliases, Text field
	Image                           field
	Forbidden                       bool
	Merge, Split                    string
	Live                            string
}

func (s *Server) tagsPage(v *visit) error {
	return s.showTags(v, http.StatusOK, page{}, news.Tag{}, nil)
}

func (s *Server) showTags(v *visit, status int, p page, typed news.Tag, wrong map[string]string) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	after, _ := articleID(q.Get("id"))
	d := tagsData{Tabs: nameTabs(v, "tags"), Q: strings.TrimSpace(q.Get("q")), Merge: v.may(newsroom.PermTagMerge)}
	list, err := s.o.Newsroom.TagTable(ctx, v.who, paper.Edition.ID, d.Q, q.Get("after"), news.TagID(after), namesPerPage)
	if err != nil {
		return err
	}
	for _, t := range list {
		line := tagLine{ID: t.ID, Name: t.Name, Kind: v.msg("room.tag.type." + string(t.Type)), Href: tagAddress(t.ID), Aliases: strings.Join(t.Aliases, ", "),
			Live: v.words.Number(t.Live), Last: s.agoOf(v, t.Last, paper.Now), Into: t.Into, Forbidden: t.Forbidden, Merge: d.Merge && t.MergedInto == 0}
		d.Lines = append(d.Lines, line)
	}
	if len(list) == namesPerPage && d.Q == "" {
		last := list[len(list)-1]
		u := *v.r.URL
		u.Path = tagsPath
		d.Next = changedAddress(&u, "after", last.Name, "id", strconv.FormatInt(int64(last.ID), 10))
	}
	d.Empty = emptyState{Title: v.msg("room.tag.none"), Text: v.msg("room.tag.none_text")}
	if d.Q != "" {
		d.Empty = emptyState{Title: v.msg("room.names.no_match"), Href: tagsPath, Link: v.msg("room.names.all")}
	}
	if v.may(newsroom.PermTag) {
		d.Form = s.tagForm(v, typed, wrong)
	}
	p.Title, p.Place = v.msg("room.names.tags"), "kanal"
	return s.show(v, status, p, "tags", d)
}

func tagAddress(id news.TagID) string { return tagsPath + "/" + strconv.FormatInt(int64(id), 10) }

func (s *Server) tagForm(v *visit, t news.Tag, wrong map[string]string) *tagForm {
	text := func(name, value, hint string) field {
		return field{Name: name, Label: v.msg("room.tag." + name), Hint: hint, Type: "text", Auto: "off", Value: value, Error: wrong[name], Prose: name != "slug"}
	}
	f := &tagForm{ID: t.ID, Name: text("name", t.Name, ""), Slug: text("slug", t.Slug, v.msg("room.names.slug_hint")), Aliases: text("aliases", strings.Join(t.Aliases, "\n"), v.msg("room.tag.aliases_hint")),
		Text: text("description", t.Description, ""), Forbidden: t.Forbidden}
	f.Aliases.Rows, f.Text.Rows = 2, 2
	f.Kind = field{Name: "type", Label: v.msg("room.tag.type"), Error: wrong["type"]}
	for _, k := range news.TagTypes {
		f.Kind.Options = append(f.Kind.Options, option{string(k), v.msg("room.tag.type." + string(k)), k == t.Type || t.Type == "" && k == news.TagSubject})
	}
	image := ""
	if t.Image != 0 {
		image = strconv.FormatInt(int64(t.Image), 10)
	}
	f.Image = text("image", image, v.msg("room.names.image_hint"))
	return f
}

func (s *Server) tagPage(v *visit) error {
	id, ok := articleID(v.r.PathValue("id"))
	if !ok {
		return news.E(news.NotFound, "find a tag", nil)
	}
	t, err := s.o.Newsroom.Tag(v.r.Context(), v.who, news.TagID(id))
	if err != nil {
		return err
	}
	if !v.may(newsroom.PermTag) {
		return news.E(news.Forbidden, string(newsroom.PermTag), nil)
	}
	return s.showTag(v, http.StatusOK, page{}, t, nil)
}

func (s *Server) showTag(v *visit, status int, p page, t newsroom.TagLine, wrong map[string]string) error {
	f := s.tagForm(v, t.Tag, wrong)
	f.Live = v.msg("room.names.articles", "n", t.Live)
	if v.may(newsroom.PermTagMerge) {
		if t.MergedInto == 0 {
			f.Merge = tagAddress(t.ID) + "/merge"
		} else {
			f.Split = tagsPath + "/split?id=" + strconv.FormatInt(int64(t.ID), 10)
		}
	}
	p.Title, p.Place, p.Page = firstOf(t.Name, v.msg("room.tag.new")), "kanal", true
	return s.show(v, status, p, "tag_edit", f)
}

func (s *Server) saveTag(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	form := func(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }
	line := newsroom.TagLine{Tag: news.Tag{Edition: paper.Edition.ID}}
	id, _ := articleID(form("id"))
	if id != 0 {
		if line, err = s.o.Newsroom.Tag(ctx, v.who, news.TagID(id)); err != nil {
			return err
		}
	}
	t := line.Tag
	t.Name, t.Slug, t.Type, t.Description, t.Forbidden = form("name"), form("slug"), news.TagType(form("type")), form("description"), form("forbidden") == "1"
	t.Aliases = splitList(form("aliases"), "\n")
	image, _ := articleID(form("image"))
	t.Image = news.AssetID(image)
	_, err = s.o.Newsroom.Do(ctx, v.who, newsroom.DefineTag{Tag: &t})
	if err == nil {
		return v.leave(tagsPath+"?q="+escape(t.Name), flash{Code: "tag", Args: map[string]string{"name": t.Name}})
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	if id != 0 {
		line.Tag = t
		return s.showTag(v, status, p, line, v.fieldErrors(err))
	}
	return s.showTags(v, status, p, t, v.fieldErrors(err))
}

func (s *Server) mergeTagPage(v *visit) error { return s.showMergeTag(v, http.StatusOK, page{}) }

// tagNamed finds the tag that a merge form names, by number or by name.
func (s *Server) tagNamed(v *visit, e news.EditionID) (news.TagID, error) {
	if id, ok := articleID(v.r.FormValue("into")); ok {
		return news.TagID(id), nil
	}
	name := strings.TrimSpace(v.r.FormValue("name"))
	if name == "" {
		return 0, nil
	}
	t, err := s.o.Newsroom.TagCalled(v.r.Context(), v.who, e, name)
	return t.ID, err
}

func (s *Server) showMergeTag(v *visit, status int, p page) error {
	ctx := v.r.Context()
	id, _ := articleID(v.r.PathValue("id"))
	if !v.may(newsroom.PermTagMerge) {
		return news.E(news.Forbidden, string(newsroom.PermTagMerge), nil)
	}
	t, err := s.o.Newsroom.Tag(ctx, v.who, news.TagID(id))
	if err != nil {
		return err
	}
	d := mergeView{Path: tagAddress(t.ID) + "/merge", Back: tagAddress(t.ID), Name: t.Name, Live: v.msg("room.names.articles", "n", t.Live), Text: v.msg("room.names.merge_text")}
	d.Find = field{Name: "name", Label: v.msg("room.names.into"), Type: "text", Auto: "off", Value: strings.TrimSpace(v.r.FormValue("name")), Required: true}
	into, err := s.tagNamed(v, t.Edition)
	switch {
	case news.Is(err, news.NotFound):
		d.Find.Error, status = v.msg("room.tag.no_such"), http.StatusNotFound
	case err != nil:
		return err
	case into == t.ID && into != 0:
		d.Find.Error, status = v.msg("room.names.itself"), http.StatusBadRequest
	case into != 0:
		preview, err := s.o.Newsroom.PreviewTagMerge(ctx, v.who, t.ID, into)
		if err != nil {
			if !told(err) {
				return err
			}
			p.Problem, status = v.sentence(err)
			break
		}
		other, err := s.o.Newsroom.Tag(ctx, v.who, into)
		if err != nil {
			return err
		}
		d.fill(v, preview, other.Name, int64(into))
	}
	p.Title, p.Place, p.Page = v.msg("room.names.merge_this", "name", t.Name), "kanal", true
	return s.show(v, status, p, "merge", d)
}

// fill puts what a merge would touch into its page.
func (d *mergeView) fill(v *visit, p newsroom.MergePreview, into string, id int64) {
	d.Into, d.IntoID, d.From, d.To = into, strconv.FormatInt(id, 10), p.From, p.To
	d.Live = v.msg("room.names.articles", "n", p.Live)
	for _, r := range p.Articles {
		d.Articles = append(d.Articles, mergeArticle{Href: articlePath + r.Article.String(), Headline: firstOf(r.Headline, r.Slugline, r.Article.String())})
	}
}

func (s *Server) mergeTag(v *visit) error {
	id, _ := articleID(v.r.PathValue("id"))
	into, _ := articleID(v.r.PostFormValue("into"))
	left, err := s.untilDone(v, func(left *bool) newsroom.Command {
		return newsroom.MergeTags{From: news.TagID(id), Into: news.TagID(into), Left: left}
	})
	if err == nil {
		return v.leave(tagsPath, flash{Code: mergedCode("tag_merged", left), Undo: "tag", Args: map[string]string{"id": strconv.FormatInt(int64(id), 10)}})
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	return s.showMergeTag(v, status, p)
}

// splitTag takes a merge back, within a day.
func (s *Server) splitTag(v *visit) error {
	id, _ := articleID(firstOf(v.r.URL.Query().Get("id"), v.r.PostFormValue("id")))
	left, err := s.untilDone(v, func(left *bool) newsroom.Command {
		return newsroom.SplitTag{Tag: news.TagID(id), Left: left}
	})
	if err == nil {
		return v.leave(tagAddress(news.TagID(id)), splitFlash("tag", "tag_split", id, left))
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	return s.showTags(v, status, p, news.Tag{}, nil)
}

type nearData struct {
	Tabs   []listTab
	Groups []nearGroup
	Empty  emptyState
}

type nearGroup struct {
	Why  string
	Keep nearTag
	Rest []nearTag
}

type nearTag struct{ Name, Href, Merge, Live string }

// nearPage shows tags that may be one, the one with the most articles first.
func (s *Server) nearPage(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	list, err := s.o.Newsroom.NearDuplicates(ctx, v.who, paper.Edition.ID, 100)
	if err != nil {
		return err
	}
	d := nearData{Tabs: nameTabs(v, "tags"), Empty: emptyState{Title: v.msg("room.tag.no_near"), Text: v.msg("room.tag.no_near_text"), Href: tagsPath, Link: v.msg("room.names.all")}}
	for _, g := range list {
		group := nearGroup{Why: v.msg("room.tag.near." + g.Why)}
		for i, t := range g.Tags {
			line := nearTag{Name: t.Name, Href: tagAddress(t.ID), Live: v.msg("room.names.articles", "n", t.Live)}
			if i == 0 {
				group.Keep = line
				continue
			}
			line.Merge = tagAddress(t.ID) + "/merge?into=" + strconv.FormatInt(int64(g.Tags[0].ID), 10)
			group.Rest = append(group.Rest, line)
		}
		d.Groups = append(d.Groups, group)
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.tag.near"), Place: "kanal", Page: true}, "tags_near", d)
}
