package admin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// sheet is an article as its pages show it: what stands, what may be done, and
// the head that all its pages share.
type sheet struct {
	newsroom.Workbench
	Paper newsroom.Paper
	ID    news.ArticleID
	// Base is the address that its pages and commands stand below.
	Base   string
	May    map[string]bool
	Stamps []stamp
	Tab    string
	Tabs   []tab
	Strips []strip
	// Section, Owner and Assignee are names.
	Section, Owner, Assignee string
	Mine, Counted            bool
}

// can reports whether the person may give a command now.
func (d *sheet) can(cmd news.Command) bool { return d.May[string(cmd)] }

// stamp is a state in print.
type stamp struct{ Class, Text string }

type tab struct {
	Name, Path string
	Count      int
	On         bool
}

// strip is a sentence across the page.
type strip struct{ Class, Text string }

// tabNames are the inspector's pages, in order.
var tabNames = []string{"terbit", "periksa", "catatan", "riwayat", "seo"}

var tabPaths = map[string]string{"terbit": "/publish", "periksa": "/checks", "catatan": "/notes", "riwayat": "/history", "seo": "/seo"}

func declareArticle(s *Server, member func(string, handler)) {
	const a = "/newsroom/a/{id}"
	member("GET "+newPath, s.newPage)
	member("POST "+newPath, s.newArticle)
	member("GET "+a, s.articlePage)
	member("POST "+a, s.saveArticle)
	member("GET "+a+"/checks", s.checksPage)
	member("POST "+a+"/tick", s.tick)
	member("POST "+a+"/ai", s.approveAI)
	member("GET "+a+"/notes", s.notesPage)
	member("POST "+a+"/notes", s.addNote)
	member("POST "+a+"/notes/{note}", s.resolveNote)
	member("GET "+a+"/seo", s.seoPage)
	member("GET "+a+"/history", s.historyPage)
	member("GET "+a+"/history/{revision}", s.comparePage)
	member("POST "+a+"/history/{revision}/restore", s.restore)
	member("GET "+a+"/log", s.logPage)
	member("POST "+a+"/conflicts/{number}", s.resolveConflict)
	member("GET "+a+"/preview", s.previewPage)
	member("GET "+a+"/preview/page", s.previewFrame)
	member("POST "+a+"/preview/share", s.sharePreview)
	member("GET "+a+"/publish", s.publishPage)
	member("POST "+a+"/publish", s.publish)
	member("GET "+a+"/return", s.returnPage)
	member("GET "+a+"/withdraw", s.withdrawPage)
	member("POST "+a+"/withdraw", s.withdraw)
	member("GET "+a+"/embargo", s.embargoPage)
	for name := range moves {
		member("POST "+a+"/"+name, s.move)
	}
}

// openArticle reads the article that an address names.
func (s *Server) openArticle(v *visit, tab_ string) (*sheet, error) {
	id, ok := articleID(v.r.PathValue("id"))
	if !ok {
		return nil, news.E(news.NotFound, "find an article by "+strconv.Quote(v.r.PathValue("id")), nil)
	}
	ctx := v.r.Context()
	bench, err := s.o.Newsroom.Workbench(ctx, v.who, id)
	if err != nil {
		return nil, err
	}
	d := &sheet{Workbench: bench, ID: id, Base: articlePath + id.String(), May: map[string]bool{}, Tab: tab_}
	if d.Paper, err = s.o.Newsroom.Paper(ctx, v.who); err != nil {
		return nil, err
	}
	for _, c := range bench.Allowed {
		d.May[string(c)] = true
	}
	a := bench.Article
	called, err := s.o.Newsroom.Called(ctx, v.who, []news.UserID{a.Creator, a.Assignee}, nil, nil)
	if err != nil {
		return nil, err
	}
	d.Section, d.Owner, d.Assignee = d.Paper.Section(a.Section).Name, called.Users[a.Creator], called.Users[a.Assignee]
	d.Mine = a.Assignee != 0 && a.Assignee == v.me.User.ID
	d.Stamps = s.stamps(v, &a, d.Paper.Now)
	d.Strips = s.strips(v, d)
	d.Counted = a.Public != news.Never && v.may(newsroom.PermStats) && (newsroom.Can(v.who, newsroom.PermStats, newsroom.Subject{}) || a.Creator == v.me.User.ID || d.Mine)
	for _, name := range tabNames {
		t := tab{Name: name, Path: d.Base + tabPaths[name], On: name == tab_}
		d.Tabs = append(d.Tabs, t)
	}
	return d, nil
}

// stamps says the states of an article in words.
func (s *Server) stamps(v *visit, a *news.Article, now time.Time) (out []stamp) {
	if a.Work != news.Settled {
		out = append(out, stamp{string(a.Work), v.msg("room.stamp." + string(a.Work))})
	}
	if a.Embargoed(now) {
		out = append(out, stamp{"embargo", v.msg("room.stamp.embargo")})
	}
	if a.Public == news.Scheduled || a.Scheduled != 0 {
		text := v.msg("room.stamp.scheduled")
		if f := a.Flow.Schedule; f != nil {
			text += " " + s.moment(v, now, f.At)
		}
		out = append(out, stamp{"scheduled", text})
	}
	if a.Public == news.Live || a.Public == news.Withdrawn {
		out = append(out, stamp{string(a.Public), v.msg("room.stamp." + string(a.Public))})
	}
	return out
}

func (s *Server) strips(v *visit, d *sheet) (out []strip) {
	a := &d.Article
	if a.Embargoed(d.Paper.Now) {
		out = append(out, strip{"embargo", v.msg("room.embargo.strip", "at", s.date(v, a.Embargo.Until), "reason", a.Embargo.Reason)})
	}
	if w := a.Withdrawal; w != nil {
		out = append(out, strip{"bad", v.msg("room.withdrawn.strip", "at", s.date(v, w.At), "ground", v.msg("ground."+string(w.Ground)))})
	}
	if a.Flow.Stuck != "" {
		out = append(out, strip{"bad", v.msg("room.stuck.strip")})
	}
	if a.Scheduled != 0 && a.Work != news.Settled {
		out = append(out, strip{"", v.msg("room.rebind.strip")})
	}
	return out
}

// moment is a time as short as it can be said: the clock today, else the day.
func (s *Server) moment(v *visit, now, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	zone := s.o.Zone()
	n, w := now.In(zone), t.In(zone)
	clock := w.Format("15.04") + " " + locale.ZoneLabel(t, zone)
	if n.Year() == w.Year() && n.YearDay() == w.YearDay() {
		return clock
	}
	return v.words.Date(locale.ShortDate, t, zone) + " " + clock
}

// age is how long ago something was, as short as a card allows: "4 m", "3 j".
func age(v *visit, now, t time.Time) string {
	d := max(0, now.Sub(t))
	switch {
	case d < time.Hour:
		return v.msg("room.age.minutes", "n", int(d/time.Minute))
	case d < 48*time.Hour:
		return v.msg("room.age.hours", "n", int(d/time.Hour))
	}
	return v.msg("room.age.days", "n", int(d/(24*time.Hour)))
}

// called gives the names of actors as revisions and audit rows write them.
func (s *Server) called(ctx context.Context, v *visit, actors ...string) (func(string) string, error) {
	var users []news.UserID
	for _, a := range actors {
		if id := userOf(a); id != 0 {
			users = append(users, id)
		}
	}
	called, err := s.o.Newsroom.Called(ctx, v.who, users, nil, nil)
	return func(actor string) string {
		if name := called.Users[userOf(actor)]; name != "" {
			return name
		}
		kind, _, _ := strings.Cut(actor, " ")
		if key := "room.actor." + kind; v.words.Has(key) {
			return v.msg(key)
		}
		return actor
	}, err
}

// userOf finds the account behind "user 7" or "token 3 of user 7"; zero for
// none.
func userOf(actor string) news.UserID {
	_, n, ok := strings.Cut(actor, "user ")
	if !ok {
		return 0
	}
	id, _ := strconv.ParseInt(n, 10, 64) // zero is nobody
	return news.UserID(id)
}

// articleView is the article's first page: the text with its form, and the
// inspector beside it.
type articleView struct {
	*sheet
	Form   articleForm
	Clashs []clashView
	Read   []readPart
	// Inspector is what stands beside the text: the first tab.
	Publish publishView
	Checks  checksView
	Island  *Island
}

// readPart is a paragraph for those who may read and not write.
type readPart struct{ Text string }

func (s *Server) articlePage(v *visit) error {
	d, err := s.openArticle(v, "")
	if news.Is(err, news.Forbidden) {
		return s.glancePage(v)
	}
	if err != nil {
		return err
	}
	return s.showArticle(v, http.StatusOK, page{}, d, nil, nil)
}

// showArticle shows the form with what stands, or with what was typed and what
// is wrong with it.
func (s *Server) showArticle(v *visit, status int, p page, d *sheet, typed map[string][]string, wrong map[string]string) error {
	view := articleView{sheet: d}
	var err error
	if view.Form, err = s.formOf(v, d, *d.Content, d.Article.Revision, typed, wrong); err != nil {
		return err
	}
	if view.Clashs, err = s.clashes(v, d); err != nil {
		return err
	}
	if view.Publish, err = s.publishViewOf(v, d); err != nil {
		return err
	}
	if view.Checks, err = s.checksOf(v, d); err != nil {
		return err
	}
	// The form as it was typed stays what the person sees; so does the plain one
	// that was asked for.
	if view.Form.Editing && typed == nil && !plainMode(v.r) && v.r.FormValue("plain") == "" {
		view.Island = s.islandOf(v, d.Workbench)
		p.Scripts, p.Styles = append(p.Scripts, "editor.js"), append(p.Styles, "editor.css")
	}
	p.Place = "meja"
	p.Bare = headlineOf(v, d)
	p.Regions = map[string]string{"inspektur": "article_inspector"}
	return s.show(v, status, p, "article", view)
}

// headlineOf is what an article is called in titles and lists.
func headlineOf(v *visit, d *sheet) string {
	switch {
	case d.Content != nil && d.Content.Headline != "":
		return d.Content.Headline
	case d.Content != nil && d.Content.Slugline != "":
		return d.Content.Slugline
	}
	return v.msg("room.untitled")
}

// glancePage is for those who may know headline and state alone.
func (s *Server) glancePage(v *visit) error {
	id, _ := articleID(v.r.PathValue("id"))
	look, err := s.o.Newsroom.Look(v.r.Context(), v.who, id)
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, page{Title: look.Headline, Place: "meja", Page: true}, "article_glance", struct {
		Stamps []stamp
		Path   string
	}{s.stamps(v, &look.Article, look.Article.Dates.Updated), look.Article.Path})
}

// do runs a command for the person.
func (s *Server) do(v *visit, cmd newsroom.Command) (newsroom.Result, error) {
	return s.o.Newsroom.Do(v.r.Context(), v.who, cmd)
}

// shownAgain reports whether an error can be told on the page that was sent.
func shownAgain(err error) bool {
	return slices.Contains([]news.Kind{news.Invalid, news.Conflict, news.Stale, news.Forbidden, news.TooLarge}, news.KindOf(err)) && !isStepUp(err)
}
