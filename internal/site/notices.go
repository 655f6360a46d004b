package site

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"warta/internal/cache"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// gonePage is the notice at a withdrawn article's address: when, on what
// ground, why, whom to ask (PRS-22).
func (a *assembly) gonePage(id news.ArticleID) (*cache.Page, error) {
	a.key(news.KeyArticle(id))
	w, err := a.view.Withdrawal(a.ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the withdrawal of article %s: %w", id, err)
	}
	page, err := a.page("gone", 0)
	if err != nil {
		return nil, err
	}
	page.Crumbs = a.crumbs(0)
	page.Meta.Title = a.word("withdrawn.title") + " - " + a.set.Name
	page.Meta.Robots = "noindex"
	p := GonePage{Page: page, At: a.at(w.At), Ground: a.word("ground." + string(w.Ground)), Reason: w.Reason,
		Contact: a.set.Masthead.Email}
	if w.Ground == news.GroundEditing {
		// Taken back within its ten seconds: nothing was withdrawn (WF-10).
		p.Editing, p.Ground = true, ""
		page.Meta.Title = a.word("retracted.title") + " - " + a.set.Name
		p.Page = page
	}
	// The store keeps no headline that the ground hides; a second lock costs
	// nothing.
	if !w.Ground.HidesHeadline() {
		p.Headline = w.Headline
	}
	out, err := a.print(http.StatusGone, p)
	if out != nil {
		out.Pin = true
		out.Header.Set("X-Robots-Tag", "noindex")
	}
	return out, err
}

// unnamedPage answers for an address that named somebody who must not be named:
// 410, and not a word that could lead there.
func (a *assembly) unnamedPage(since time.Time) (*cache.Page, error) {
	a.key(news.KeyRedirects(a.ed.ID))
	page, err := a.page("gone", 0)
	if err != nil {
		return nil, err
	}
	// Its other form has the same address behind it.
	page.Other = ""
	page.Crumbs = a.crumbs(0)
	page.Meta.Title = a.word("withdrawn.title") + " - " + a.set.Name
	page.Meta.Robots = "noindex"
	out, err := a.print(http.StatusGone, GonePage{Page: page, At: a.at(since), Reason: a.word("withdrawn.redacted"), Contact: a.set.Masthead.Email})
	if out != nil {
		// A page that is kept is kept under its address, which names somebody.
		out.NoStore = true
		out.Header.Set("X-Robots-Tag", "noindex")
	}
	return out, err
}

const (
	// notFoundCards are the articles a lost reader is offered.
	notFoundCards = 5
	// notFoundAge bounds the one page that all lost readers get.
	notFoundAge = 10 * time.Second
)

func (a *assembly) notFoundPage() (*cache.Page, error) {
	page, err := a.page("notfound", 0)
	if err != nil {
		return nil, err
	}
	p := NotFoundPage{Form: SearchForm{Action: "/" + a.word("path.search"), Query: a.rq.asked["query.q"]}}
	behind := false
	var offered []news.ArticleID
	if p.Form.Query != "" {
		found, late, err := a.alike(p.Form.Query, notFoundCards)
		if err != nil {
			return nil, fmt.Errorf("search for the words of an address: %w", err)
		}
		p.Cards, behind = a.cards(found), late
		for _, c := range found {
			offered = append(offered, c.ID)
		}
	}
	if n := notFoundCards - len(p.Cards); n > 0 {
		a.key(news.KeyLatest(a.ed.ID))
		list, err := a.view.List(a.ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: n, Without: offered, NoAds: true})
		if err != nil {
			return nil, fmt.Errorf("list the newest articles: %w", err)
		}
		p.Newest = len(offered) == 0
		p.Cards = append(p.Cards, a.cards(list)...)
	}
	page.Meta.Title = a.word("notfound.title") + " - " + a.set.Name
	page.Meta.Robots = "noindex"
	p.Page = page
	out, err := a.print(http.StatusNotFound, p)
	if out != nil {
		out.MaxAge, out.Pin = notFoundAge, true
		if p.Form.Query != "" {
			out.MaxAge, out.Pin = searchAge, false
			a.volatile(out, behind)
		}
	}
	return out, err
}

// unavailablePage is printed without the database: with the edition's theme if
// it has been active, else as bare text.
func (s *Server) unavailablePage(rq request) (body []byte, csp string) {
	if face, set := s.themes.last(rq.edition, rq.lite); face != nil {
		profile := ""
		if rq.lite {
			profile = "lite"
		}
		loc := face.Words.Locale
		p := Page{Type: "unavailable", Profile: profile, Site: siteOf(set, loc, s.o.Now().In(face.Words.Zone))}
		p.Meta.Title = loc.Message("unavailable.title") + " - " + set.Name
		p.Meta.Robots = "noindex"
		out, err := face.Render(p)
		if err == nil {
			return out.Body, out.CSP
		}
		s.log.Error("the theme could not print the page for faults", "error", err)
	}
	return bareUnavailable(rq.locale), ""
}

var bareNotice = template.Must(template.New("").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Title}}</title></head>
<body><main><h1>{{.Title}}</h1><p>{{.Text}}</p></main></body></html>
`))

func bareUnavailable(loc *locale.Locale) []byte {
	var b bytes.Buffer
	// A buffer takes everything and the values are texts.
	_ = bareNotice.Execute(&b, struct{ Lang, Title, Text string }{loc.Tag(), loc.Message("unavailable.title"), loc.Message("unavailable.text")})
	return b.Bytes()
}
