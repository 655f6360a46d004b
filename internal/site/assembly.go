package site

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// assembly makes one page from one snapshot. Everything it reads adds the
// surrogate key of what was asked for, found or not, so that the page goes when
// the answer changes.
type assembly struct {
	ctx   context.Context
	s     *Server
	rq    request
	view  store.View
	ed    news.Edition
	set   news.Settings
	face  *Face
	plain *Face
	// lite prints lite pages; it is face when the request asks for one.
	lite *Face
	loc  *locale.Locale
	zone *time.Location
	now  time.Time
	// until is when the page becomes untrue by the clock alone.
	until time.Time

	// draft is a front that is printed instead of the published one; nil for none.
	draft *news.Front

	keys     []string
	hasKey   map[string]bool
	sections []store.SectionEntry
	bySec    map[news.SectionID]store.SectionEntry
}

// pageCacheControl is the contract with browsers and with a CDN that is not
// purged (operations.md 6.4).
const pageCacheControl = "public, max-age=10, stale-while-revalidate=30, stale-if-error=3600"

// make opens the snapshot, has fn make the page in it, and finishes it.
func (s *Server) make(ctx context.Context, rq request, fn func(*assembly) (*cache.Page, error)) (*cache.Page, error) {
	if s.o.Development && s.themes.rescan() {
		s.purgeThemes()
	}
	var page *cache.Page
	err := s.o.Published.View(ctx, rq.edition, func(v store.View) error {
		a := &assembly{ctx: ctx, s: s, rq: rq, view: v, ed: v.Edition(), hasKey: map[string]bool{}}
		a.set = a.ed.Settings.WithDefaults()
		active, err := s.themes.face(a.ed)
		if active == nil {
			return err
		}
		s.learn(a.ed)
		a.face, a.plain, a.lite = active.face, active.plain, active.lite
		if rq.lite {
			a.face, a.plain = a.lite, a.lite
		}
		a.loc, a.zone = a.face.Words.Locale, a.face.Words.Zone
		a.now = s.o.Now().In(a.zone)
		// The nameplate prints the day.
		y, m, d := a.now.Date()
		a.until = midnight(y, m, d+1, a.zone)
		a.key(news.KeyEdition(a.ed.ID), keyTheme)
		if page, err = fn(a); err != nil {
			return err
		}
		page.Seq, page.Keys = int64(v.Seq()), a.keys
		return nil
	})
	if err != nil {
		if news.Is(err, news.NotFound) {
			return nil, definite{err}
		}
		return nil, err
	}
	return page, nil
}

// definite marks "there is no such page", for which no last good copy may be
// served.
type definite struct{ error }

func (definite) Definite() bool  { return true }
func (d definite) Unwrap() error { return d.error }

var errNoPage = news.E(news.NotFound, "find the page", nil)

// key notes what the page was made from.
func (a *assembly) key(keys ...string) {
	for _, k := range keys {
		if !a.hasKey[k] {
			a.hasKey[k] = true
			a.keys = append(a.keys, k)
		}
	}
}

// print has the theme print a page struct; if the theme fails at it, the
// default theme prints the page and the fault is logged (TH-3).
func (a *assembly) print(status int, page any) (*cache.Page, error) {
	out, err := a.face.Render(page)
	age := a.until.Sub(a.now)
	if err != nil {
		age = min(age, secondBestAge)
		a.s.log.Error("a theme failed; the default theme prints the page", "theme", a.set.Theme, "path", a.rq.path, "error", err)
		if out, err = a.plain.Render(page); err != nil {
			return nil, fmt.Errorf("print %s: %w", a.rq.path, err)
		}
	}
	h := http.Header{}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", a.loc.Tag())
	h.Set("Cache-Control", pageCacheControl)
	h.Set("Content-Security-Policy", out.CSP)
	if t, ok := page.(typed); ok {
		// The reader's own service worker keeps articles and nothing else.
		h.Set("Warta-Page", t.pageType())
	}
	return &cache.Page{Status: status, Header: h, Body: out.Body, MaxAge: age}, nil
}

// secondBestAge bounds a page that the theme failed at: a slow moment passes.
const secondBestAge = 10 * time.Second

// moved is one redirect to the final address. keep is true for addresses that
// were once public; inventions are not worth a place in the cache.
func (a *assembly) moved(path string, keep bool) *cache.Page {
	h := http.Header{}
	if a.rq.lite && strings.HasPrefix(path, "/") {
		path = body.InLite(path, a.rq.litePrefix())
	}
	// The operator's redirects alone lead to other hosts.
	h.Set("Location", a.abs(path))
	h.Set("Cache-Control", pageCacheControl)
	return &cache.Page{Status: http.StatusMovedPermanently, Header: h, NoStore: !keep}
}

// word is a message of the edition.
func (a *assembly) word(key string, args ...any) string { return a.loc.Message(key, args...) }

// abs is the absolute form of a path of this edition.
func (a *assembly) abs(path string) string {
	if path == "" || strings.Contains(path, "://") {
		return path
	}
	return a.rq.base + path
}

// at is a stored time in the edition's zone, which templates and structured
// data write with its offset.
func (a *assembly) at(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(a.zone)
}

func (a *assembly) loadSections() error {
	if a.bySec != nil {
		return nil
	}
	list, err := a.view.Sections(a.ctx)
	if err != nil {
		return fmt.Errorf("read the sections: %w", err)
	}
	a.sections = list
	a.bySec = make(map[news.SectionID]store.SectionEntry, len(list))
	for _, sec := range list {
		a.bySec[sec.ID] = sec
	}
	return nil
}

// colour of a section; the palette's first when it has none.
func colour(name string) string {
	if name == "" {
		return news.SectionColours[0]
	}
	return name
}

// line leads from the top section to the given one.
func (a *assembly) line(id news.SectionID) []store.SectionEntry {
	var out []store.SectionEntry
	for range 4 { // depth is at most three (TAX-1); a loop in the data ends here
		sec, ok := a.bySec[id]
		if !ok {
			break
		}
		out = append([]store.SectionEntry{sec}, out...)
		id = sec.Parent
	}
	return out
}

// page fills what every page has. current is the section it belongs to, or 0.
func (a *assembly) page(kind string, current news.SectionID) (Page, error) {
	if err := a.loadSections(); err != nil {
		return Page{}, err
	}
	var top news.SectionID
	if l := a.line(current); len(l) > 0 {
		top = l[0].ID
	}
	site := a.site()
	if len(a.set.Menu) > 0 {
		site.Sections = a.menu(a.set.Menu, top)
	}
	for _, sec := range a.sections {
		// Empty ones, too: no page carries the key of every section.
		if sec.Parent == 0 && len(a.set.Menu) == 0 {
			site.Sections = append(site.Sections, NavSection{Name: sec.Name, URL: sec.Path,
				Colour: colour(sec.Colour), Current: sec.ID == top && top != 0})
		}
	}
	var err error
	if site.Footer, err = a.footer(); err != nil {
		return Page{}, err
	}
	p := Page{Type: kind, Site: site, Other: a.other()}
	if a.rq.lite {
		p.Profile = "lite"
	}
	p.Meta.Feeds = a.announced(kind)
	if p.Ads, err = a.ads(kind); err != nil {
		return Page{}, err
	}
	if breaks[kind] {
		if p.Breaking, err = a.breaking(); err != nil {
			return Page{}, err
		}
	}
	return p, nil
}

func (a *assembly) site() Site { return siteOf(a.set, a.loc, a.now) }

// siteOf is the newspaper around a page, as far as settings tell it.
func siteOf(set news.Settings, loc *locale.Locale, now time.Time) Site {
	m := set.Masthead
	s := Site{Name: set.Name, Tagline: set.Tagline, Lang: loc.Tag(), Dir: loc.Dir(), Home: "/", Now: now,
		Masthead: Masthead{Company: m.Company, Address: m.Address, Responsible: m.Responsible, Chief: m.Chief,
			Email: m.Email, Phone: m.Phone, DewanPers: m.DewanPers}}
	s.Search, s.Latest, s.Popular = "/"+loc.Message("path.search"), "/"+loc.Message("path.latest"), "/"+loc.Message("path.popular")
	s.Index, s.Saved = "/"+loc.Message("path.index"), "/"+loc.Message("path.saved")
	if set.ChannelURL != "" {
		name := set.ChannelName
		if name == "" {
			name = set.Outlet
		}
		s.Channel = Link{Text: loc.Message("channel.follow", "outlet", name), URL: set.ChannelURL}
	}
	return s
}

// footer are the pages by which the paper explains itself (PRS-70); words of
// texts and of addresses are the locale's. Made ones are always there, the
// others when an editor has published them.
var footer = []struct {
	text, path string
	made       bool
}{
	{"footer.redaksi", "path.masthead", true},
	{"footer.pedoman", "path.guideline", false},
	{"footer.kode_etik", "path.ethics", false},
	{"footer.hak_jawab", "path.reply", true},
	{"footer.koreksi", "path.corrections", true},
	{"footer.pencabutan", "path.withdrawals", true},
	{"footer.tentang", "path.about", false},
	{"footer.kontak", "path.contact", false},
	{"footer.privasi", "path.privacy", true},
	{"footer.metode_hitung", "path.counting", true},
}

// crumbs lead from the front page to a section.
func (a *assembly) crumbs(id news.SectionID) []Link {
	out := []Link{{Text: a.word("crumb.home"), URL: "/"}}
	for _, sec := range a.line(id) {
		out = append(out, Link{Text: sec.Name, URL: sec.Path})
	}
	return out
}

func (a *assembly) feedCrumbs(links []Link) []feed.Crumb {
	out := make([]feed.Crumb, len(links))
	for i, l := range links {
		out[i] = feed.Crumb{Name: l.Text, URL: a.abs(l.URL)}
	}
	return out
}

// paper is the newspaper as feeds tell it.
func (a *assembly) paper() feed.Paper {
	p := feed.Paper{Name: a.set.Name, Tagline: a.set.Tagline, URL: a.abs("/"), Lang: a.loc.Tag(), Masthead: a.set.Masthead,
		Guideline: a.abs("/" + a.word("path.guideline")), Ethics: a.abs("/" + a.word("path.ethics")),
		Corrections: a.abs("/" + a.word("path.corrections")), MastheadURL: a.abs("/" + a.word("path.masthead"))}
	p.Hubs = a.set.Machine.Hubs
	p.SameAs = slices.Clone(a.set.Masthead.SameAs)
	if a.set.ChannelURL != "" && !slices.Contains(p.SameAs, a.set.ChannelURL) {
		p.SameAs = append(p.SameAs, a.set.ChannelURL)
	}
	if id := a.set.Masthead.Logo; id != 0 {
		// A read that fails dooms the snapshot, which tells it.
		if m, err := a.readAssets([]news.AssetID{id}); err == nil {
			if asset, ok := m[id]; ok {
				p.Logo = a.largest(&asset)
			}
		}
	}
	return p
}

// parseBefore reads the keyset of a list's continuation: microseconds of the
// last card's time, and its id (URL-4).
func parseBefore(s string) (time.Time, news.ArticleID, bool) {
	us, id, ok := strings.Cut(s, "-")
	if !ok || !digits(us) || !digits(id) {
		return time.Time{}, 0, false
	}
	t, err1 := strconv.ParseInt(us, 10, 64)
	n, err2 := strconv.ParseInt(id, 10, 64)
	if errors.Join(err1, err2) != nil {
		return time.Time{}, 0, false
	}
	return time.UnixMicro(t).UTC(), news.ArticleID(n), true
}

func (a *assembly) before(path string, last store.Card) string {
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return path + sep + a.word("query.before") + "=" + strconv.FormatInt(last.At.UnixMicro(), 10) + "-" + last.ID.String()
}
