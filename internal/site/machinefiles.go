package site

import (
	"time"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/store"
)

const plainText = "text/plain; charset=utf-8"

// machineFile is a text for machines at a fixed address. An empty one is not
// there: it answers 404 like any address that leads nowhere.
type machineFile struct {
	path string
	// instead is the address that has it; empty means that this one has.
	instead string
	// holds says what is in it, for the documentation.
	holds string
	text  func(*assembly) ([]byte, bool)
}

// securityPath is where RFC 9116 wants it.
const securityPath = "/.well-known/security.txt"

var machineFiles = []machineFile{
	{path: "/robots.txt", holds: "RFC 9309: which crawlers may come, where the sitemaps are", text: (*assembly).robots},
	{path: "/ads.txt", holds: "the edition's text", text: func(a *assembly) ([]byte, bool) { return feed.Text(a.set.Machine.Ads) }},
	{path: "/app-ads.txt", holds: "the edition's text", text: func(a *assembly) ([]byte, bool) { return feed.Text(a.set.Machine.AppAds) }},
	{path: "/humans.txt", holds: "the edition's text", text: func(a *assembly) ([]byte, bool) { return feed.Text(a.set.Machine.Humans) }},
	{path: securityPath, holds: "RFC 9116: whom to tell of a hole; not after its expiry", text: (*assembly).security},
	{path: "/security.txt", instead: securityPath, holds: "its former address"},
	{path: "/.well-known/trust.txt", holds: "journallist.net: the masthead for machines", text: (*assembly).trust},
	{path: "/trust.txt", holds: "the same, where the specification first looked", text: (*assembly).trust},
}

// machineRoutes are the lines of these files in the paper's map.
func machineRoutes() []route {
	var out []route
	for _, f := range machineFiles {
		out = append(out, route{methods: "GET", pattern: f.path, pin: true, machine: true, page: func(a *assembly, _ vars) (*cache.Page, error) {
			if f.instead != "" {
				return a.moved(f.instead, true), nil
			}
			text, ok := f.text(a)
			if !ok {
				return nil, errNoPage
			}
			page := machinePage(plainText, text)
			if f.path == securityPath {
				// Not a moment longer than it may be believed.
				page.MaxAge = a.set.Machine.Security.Expires.Sub(a.now)
			}
			return page, nil
		}})
	}
	return out
}

// robots is robots.txt. What readers may see is for search engines, too, lite
// pages included: their noindex must be read to be obeyed. Closed are answers
// to questions (an endless space), a reader's own list, and addresses that are
// no pages. Files and renditions below /-/ stay open, or pages could not be
// rendered by those who judge them.
func (a *assembly) robots() ([]byte, bool) {
	return feed.Robots(a.set.Machine, feed.Closed{
		Pages: []string{"/" + a.word("path.search"), "/" + a.word("path.saved")},
		Trees: []string{"/-/baca/", "/-/pratinjau/", "/-/storybook", "/newsroom/", "/api/"},
	}, a.abs("/sitemap.xml"), a.abs("/sitemap-news.xml")), true
}

// security refuses an expiry that is past. The operator is told once a day, and
// at each start: an old file is worse than none, and nobody looks for it.
func (a *assembly) security() ([]byte, bool) {
	s := a.set.Machine.Security
	out, ok := feed.Security(s, a.abs(securityPath), a.now)
	if !ok && len(s.Contacts) > 0 && a.s.remind("security.txt", a.now) {
		a.s.log.Warn("security.txt is not served: its expiry is missing or past", "expires", s.Expires)
	}
	return out, ok
}

// trust names the pages that are there. Publishing a static page purges
// KeyEdition, so the answer holds for as long as the file does.
func (a *assembly) trust() ([]byte, bool) {
	p := a.paper()
	for word, address := range map[string]*string{"path.guideline": &p.Guideline, "path.ethics": &p.Ethics, "path.masthead": &p.MastheadURL} {
		if a.s.has(word) {
			continue
		}
		if addr, err := a.view.Resolve(a.ctx, "/"+a.word(word)); err != nil || addr.Kind != store.AddressArticle {
			*address = ""
		}
	}
	return feed.Trust(p, a.set.Machine)
}

// remind reports whether a day has passed since it last did for this matter.
func (s *Server) remind(matter string, now time.Time) bool {
	last, ok := s.reminded.Load(matter)
	if ok && now.Sub(last.(time.Time)) < 24*time.Hour {
		return false
	}
	s.reminded.Store(matter, now)
	return true
}
