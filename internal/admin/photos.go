package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

func declarePhotos(s *Server, member func(string, handler)) {
	member("GET "+photosPath, s.photosPage)
	member("GET "+photosPath+"/pick", s.photoPicker)
	// The address that was agreed with the editor.
	member("GET /newsroom/foto/pilih", s.photoPicker)
	member("GET "+photosPath+"/upload", s.uploadPage)
	member("POST "+photosPath+"/upload", s.upload)
	member("POST "+photosPath+"/bulk", s.describeMany)
	member("POST "+photosPath+"/bulk/undo", s.describeBack)
	member("GET "+photosPath+"/{id}", s.photoPage)
	member("POST "+photosPath+"/{id}/describe", s.describePhoto)
	member("POST "+photosPath+"/{id}/rights", s.photoRights)
	member("POST "+photosPath+"/{id}/frame", s.framePhoto)
	member("POST "+photosPath+"/{id}/again", s.developAgain)
	member("POST "+photosPath+"/{id}/replace", s.replacePhoto)
	member("GET "+photosPath+"/{id}/original", s.photoOriginal)
	member("GET "+photosPath+"/{id}/delete", s.deletePhotoPage)
	member("POST "+photosPath+"/{id}/delete", s.deletePhoto)
}

// photosPerPage is a page of the photo desk (S6.1).
const photosPerPage = 60

// renditionsPath is where files of assets are; the newsroom's host opens those
// that are not public for whoever is signed in.
const renditionsPath = "/-/media/"

// photoFilters are the photo desk's lists, in order.
var photoFilters = []string{"", "mine", "unused", "no_credit", "no_alt", "expiring", "unknown", "denied", "expired", "failed"}

type photosData struct {
	Q, Filter, View      string
	Date, Credit, Rights field
	Tabs                 []listTab
	Views                []listTab
	Photos               []photoLine
	Older                string
	// Narrowed says that something was asked for.
	Narrowed    bool
	Empty       emptyState
	Upload      bool
	Bulk        *photoBulk
	Plain, Pick bool
}

// listTab is one of several lists or ways to show one.
type listTab struct {
	Name, Href string
	On         bool
}

// emptyState is what stands where a list has nothing.
type emptyState struct{ Title, Text, Href, Link, Key string }

// photoLine is an asset in a list.
type photoLine struct {
	ID                       news.AssetID
	Href, Thumb, Alt         string
	Caption, Credit, Name    string
	When, Kind, Size, Reason string
	Width, Height            int
	Stamps                   []photoStamp
	// Picked is what the editor takes over.
	Asset news.Asset
	// Barred ones cannot be chosen; Reason says why.
	Barred bool
}

type photoStamp struct{ Class, Text string }

type photoBulk struct{ Rights []option }

// thumb is the smallest whole rendition that fills a place so many pixels wide.
func thumb(a *news.Asset, width int) (r news.Rendition, ok bool) {
	for _, x := range a.Renditions {
		if x.Crop != "" || !strings.HasPrefix(x.MIME, "image/") {
			continue
		}
		better := !ok || x.Width >= width && (r.Width < width || x.Width < r.Width) || r.Width < width && x.Width > r.Width
		if better {
			r, ok = x, true
		}
	}
	return r, ok
}

// photoQuery reads what a list was asked for from the address.
func (s *Server) photoQuery(v *visit, paper newsroom.Paper) store.AssetQuery {
	form := v.r.URL.Query()
	q := store.AssetQuery{Edition: paper.Edition.ID, Words: strings.TrimSpace(form.Get("q")), Credit: strings.TrimSpace(form.Get("credit")),
		Date: strings.TrimSpace(form.Get("date")), Limit: photosPerPage}
	if r := news.RightsCategory(form.Get("rights")); slices.Contains(news.RightsCategories, r) {
		q.Rights = r
	}
	switch form.Get("filter") {
	case "mine":
		q.Uploader = v.me.User.ID
	case "no_alt":
		q.Lacks = "alt"
	case "no_credit":
		q.Lacks = "credit"
	case "unknown":
		q.Rights = "unknown"
	case "failed":
		q.Making = news.MakingFailed
	case "denied", "expired":
		q.State = news.RightsState(form.Get("filter"))
	case "expiring":
		for i := range 8 {
			q.Ends = append(q.Ends, paper.Now.UTC().AddDate(0, 0, i).Format(time.DateOnly))
		}
	}
	if id, err := strconv.ParseInt(form.Get("before"), 10, 64); err == nil && id > 0 {
		at, err := strconv.ParseInt(form.Get("at"), 10, 64)
		if err == nil {
			q.Before, q.BeforeAt = news.AssetID(id), time.UnixMicro(at)
		}
	}
	return q
}

// findPhotos gives a page of a list, and the address of the next one.
func (s *Server) findPhotos(v *visit, paper newsroom.Paper) (list []news.Asset, older string, err error) {
	q := s.photoQuery(v, paper)
	ctx := v.r.Context()
	var last news.Asset
	if v.r.URL.Query().Get("filter") == "unused" {
		list, last, err = s.o.Newsroom.UnusedAssets(ctx, v.who, q)
	} else {
		if list, err = s.o.Newsroom.Assets(ctx, v.who, q); len(list) == q.Limit {
			last = list[len(list)-1]
		}
	}
	if err != nil {
		return nil, "", err
	}
	if last.ID != 0 {
		older = changedAddress(v.r.URL, "before", strconv.FormatInt(int64(last.ID), 10), "at", strconv.FormatInt(last.Added.UnixMicro(), 10))
	}
	return list, older, nil
}

// changedAddress is an address with other values in its query; empty ones go.
func changedAddress(u *url.URL, pairs ...string) string {
	q := u.Query()
	for i := 0; i < len(pairs); i += 2 {
		if q.Del(pairs[i]); pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return u.Path
	}
	return u.Path + "?" + q.Encode()
}

func (s *Server) photosPage(v *visit) error {
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	d, err := s.photoList(v, paper)
	if err != nil {
		return err
	}
	p := page{Title: v.msg("room.place.foto"), Place: "foto", Regions: map[string]string{"foto": "photo_list"}}
	return s.show(v, http.StatusOK, p, "photos", d)
}

func (s *Server) photoList(v *visit, paper newsroom.Paper) (photosData, error) {
	list, older, err := s.findPhotos(v, paper)
	if err != nil {
		return photosData{}, err
	}
	q := v.r.URL.Query()
	d := photosData{Q: q.Get("q"), Filter: q.Get("filter"), View: q.Get("view"), Older: older, Plain: plainMode(v.r), Upload: v.may(newsroom.PermMediaAdd)}
	d.Date = field{Name: "date", Label: v.msg("room.photo.date"), Hint: v.msg("room.photo.date_hint"), Type: "text", Value: q.Get("date"), Auto: "off"}
	d.Credit = field{Name: "credit", Label: v.msg("room.photo.credit"), Type: "text", Value: q.Get("credit"), Auto: "off"}
	d.Rights = field{Name: "rights", Label: v.msg("room.photo.rights"), Options: rightsOptions(v, news.RightsCategory(q.Get("rights")), true)}
	for _, f := range photoFilters {
		name := v.msg("room.photo.filter.all")
		if f != "" {
			name = v.msg("room.photo.filter." + f)
		}
		d.Tabs = append(d.Tabs, listTab{Name: name, Href: changedAddress(v.r.URL, "filter", f, "before", "", "at", ""), On: f == d.Filter})
	}
	for _, view := range []string{"", "list"} {
		name := v.msg("room.photo.grid")
		if view != "" {
			name = v.msg("room.photo.list")
		}
		d.Views = append(d.Views, listTab{Name: name, Href: changedAddress(v.r.URL, "view", view), On: view == d.View})
	}
	for i := range list {
		d.Photos = append(d.Photos, s.photoLine(v, &list[i], paper.Now))
	}
	d.Narrowed = d.Q != "" || d.Filter != "" || q.Get("date") != "" || q.Get("credit") != "" || q.Get("rights") != ""
	switch {
	case d.Narrowed:
		d.Empty = emptyState{Title: v.msg("room.photo.none"), Text: v.msg("room.photo.none_text"), Href: v.r.URL.Path, Link: v.msg("room.photo.all")}
	case d.Upload:
		d.Empty = emptyState{Title: v.msg("room.photo.empty"), Text: v.msg("room.photo.empty_text"), Href: photosPath + "/upload", Link: v.msg("room.photo.upload")}
	default:
		d.Empty = emptyState{Title: v.msg("room.photo.empty"), Text: v.msg("room.photo.empty_text")}
	}
	if v.may(newsroom.PermMediaEdit) && len(d.Photos) > 0 {
		d.Bulk = &photoBulk{Rights: rightsOptions(v, "-", true)}
	}
	return d, nil
}

func rightsOptions(v *visit, on news.RightsCategory, any bool) (out []option) {
	if any {
		out = append(out, option{"", v.msg("room.photo.rights.any"), on == ""})
	}
	for _, c := range news.RightsCategories {
		out = append(out, option{string(c), v.msg("room.rights." + string(c)), c == on || !any && on == "" && c == "unknown"})
	}
	return out
}

// photoLine makes an asset's line; now decides what its rights come to.
func (s *Server) photoLine(v *visit, a *news.Asset, now time.Time) photoLine {
	p := photoLine{ID: a.ID, Href: photoAddress(a.ID), Caption: firstOf(a.Caption, a.Title, a.Name, v.msg("room.photo.nameless")), Credit: a.Credit, Alt: a.Alt, Name: a.Name,
		Kind: v.msg("room.photo.kind." + a.Kind), Width: a.Width, Height: a.Height, Asset: *a}
	if !a.Added.IsZero() {
		p.When = s.date(v, a.Added)
	}
	if a.Size > 0 {
		p.Size = v.words.FileSize(a.Size)
	}
	if r, ok := thumb(a, 320); ok {
		p.Thumb = renditionsPath + r.Name
	}
	add := func(class, key string, args ...any) {
		p.Stamps = append(p.Stamps, photoStamp{class, v.msg("room.photo.stamp."+key, args...)})
	}
	switch a.Making.State {
	case news.MakingWaiting:
		add("scheduled", "waiting")
	case news.MakingFailed:
		add("withdrawn", "failed")
		p.Reason = makingProblem(v, a)
	}
	switch a.Rights.State(now) {
	case news.RightsDenied:
		add("withdrawn", "denied")
		p.Barred, p.Reason = true, v.msg("room.photo.denied_because", "why", a.Rights.Reason)
	case news.RightsExpired:
		add("withdrawn", "expired")
		p.Barred, p.Reason = true, v.msg("room.photo.expired_at", "at", s.date(v, a.Rights.ExpiresAt))
	case news.RightsUnknown:
		add("off", "unknown")
	default:
		if e := a.Rights.ExpiresAt; !e.IsZero() && e.Before(now.AddDate(0, 0, 7)) {
			add("desk", "expiring", "at", s.date(v, e))
		}
	}
	if a.Credit == "" {
		add("returned", "no_credit")
	}
	if a.AISource != "" {
		add("embargo", "machine")
	}
	return p
}

// makingProblem is the sentence of a making that failed, with what is known of
// the file.
func makingProblem(v *visit, a *news.Asset) string {
	_, format, _ := strings.Cut(a.MIME, "/")
	return v.msg("error."+firstOf(a.Making.Problem, "media_making"), "format", strings.ToUpper(format), "width", a.Width, "height", a.Height)
}

func photoAddress(id news.AssetID) string { return photosPath + "/" + strconv.FormatInt(int64(id), 10) }

// photoPicker is the photo desk's list to choose from (S6.4): as a fragment in a
// layer for scripts, which read data-asset, and as a page whose choice leads back
// to where it was asked for.
func (s *Server) photoPicker(v *visit) error {
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	d, err := s.photoList(v, paper)
	if err != nil {
		return err
	}
	d.Pick, d.Bulk = true, nil
	back := safeBack(v.r.URL.Query().Get("for"))
	for i := range d.Photos {
		p := &d.Photos[i]
		if p.Asset.Kind != "photo" {
			p.Barred, p.Reason = true, v.msg("room.photo.no_picture")
		}
		if p.Asset.Making.State == news.MakingFailed {
			p.Barred = true
		}
		p.Href = ""
		if back != "" && !p.Barred {
			u, err := url.Parse(back)
			if err == nil {
				p.Href = changedAddress(u, "asset", strconv.FormatInt(int64(p.ID), 10))
			}
		}
	}
	p := page{Title: v.msg("room.photo.pick"), Place: "foto", Regions: map[string]string{"foto": "photo_list"}}
	return s.show(v, http.StatusOK, p, "photo_pick", d)
}

// safeBack is an address of the newsroom to go back to, or nothing.
func safeBack(path string) string {
	if !strings.HasPrefix(path, "/newsroom/") || strings.ContainsAny(path, "\\\r\n") {
		return ""
	}
	return path
}
