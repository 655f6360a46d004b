package site

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/news"
	"warta/internal/web"
)

// route is one line of the paper's map. Words in braces that begin with "path."
// are the edition's locale's.
type route struct {
	// methods are the allowed ones, "GET" standing for GET and HEAD.
	methods string
	// pattern is the path: words, {name} for one part of it, {name…} for the rest.
	pattern string
	// page makes a page that the cache keeps; handle answers by itself.
	page   func(*assembly, vars) (*cache.Page, error)
	handle func(http.ResponseWriter, *http.Request, request, vars)
	// query are the keys that change the page, as message keys of the locale.
	query []string
	// pin keeps the page's disk copy from eviction.
	pin bool
	// machine is no page for readers: it has no lite form.
	machine bool
	// limited asks the limiter before the page is made: it costs, and there can
	// be any number of it. Cached pages are never limited (threat N7).
	limited bool
	// asks: what is asked here is counted (PV-4).
	asks bool
}

type vars map[string]string

// install lists every address of the paper, first match first. A stored path
// (article, section, old address) is the last resort, so that no article can
// hide a word of ours.
func (s *Server) install() []route {
	list := []route{
		{methods: "GET", pattern: "/", page: (*assembly).frontPage, pin: true},
		{methods: "GET", pattern: "/sitemap.xml", page: (*assembly).sitemapIndex, pin: true, machine: true},
		{methods: "GET", pattern: "/sitemap-news.xml", page: (*assembly).sitemapNews, pin: true, machine: true},
		{methods: "GET", pattern: "/sitemap-{part}.xml", page: (*assembly).sitemapPart, pin: true, machine: true},
		{methods: "GET", pattern: "/{path.saved}", page: (*assembly).savedPage},
		{methods: "GET", pattern: "/sw.js", page: (*assembly).serviceWorker},
		{methods: "GET", pattern: "/manifest.webmanifest", page: (*assembly).manifest, pin: true},
		{methods: "GET", pattern: "/favicon.ico", page: (*assembly).favicon, pin: true},
		{methods: "GET", pattern: "/apple-touch-icon.png", page: (*assembly).touchIcon, pin: true},
		{methods: "GET", pattern: "/-/assets/{hash}/{name…}", handle: s.serveAsset},
		{methods: "GET", pattern: "/-/media/{name}", handle: s.serveMedia},
		{methods: "GET", pattern: "/-/share/{name}", page: (*assembly).sharePage},
		{methods: "POST", pattern: "/-/baca/{id}", handle: s.countBeacon},
		{methods: "GET", pattern: "/-/baca/{id}.gif", handle: s.countPixel},
		{methods: "GET", pattern: "/-/saran", page: (*assembly).suggestions, query: []string{"query.q"}, limited: true},
		{methods: "GET", pattern: "/-/iklan/{slot}", handle: s.leaveForAd},
		{methods: "GET", pattern: "/-/pratinjau/{token}", handle: s.servePreview},
		{methods: "GET", pattern: "/-/pratinjau/{token}/{name}", handle: s.servePreviewFile},
		{methods: "GET", pattern: "/-/{rest…}", handle: s.noMachinePath},
		{methods: "GET", pattern: "/{path.latest}", page: (*assembly).latestPage, query: []string{"query.before"}},
		{methods: "GET", pattern: "/{path.popular}", page: (*assembly).popularPage, query: []string{"query.range", "query.section"}},
		{methods: "GET", pattern: "/{path.index}", page: (*assembly).indexPage, query: []string{"query.section"}},
		{methods: "GET", pattern: "/{path.index}/{year}", page: (*assembly).indexOfDate, query: []string{"query.section"}},
		{methods: "GET", pattern: "/{path.index}/{year}/{month}", page: (*assembly).indexOfDate, query: []string{"query.section"}},
		{methods: "GET", pattern: "/{path.index}/{year}/{month}/{day}", page: (*assembly).indexOfDate, query: []string{"query.section", "query.before"}},
		{methods: "GET", pattern: "/{path.topic}/{slug}", page: (*assembly).topicPage, query: []string{"query.order", "query.before"}},
		{methods: "GET", pattern: "/{path.search}", page: (*assembly).searchPage, limited: true, asks: true,
			query: []string{"query.q", "query.section", "query.from", "query.to", "query.sort", "query.page"}},
		{methods: "GET", pattern: "/{path.tag}/{slug}", page: (*assembly).tagPage, query: []string{"query.before"}},
		{methods: "GET", pattern: "/{path.author}/{slug}", page: (*assembly).personPage, query: []string{"query.before"}},
	}
	list = append(list, aboutRoutes()...)
	list = append(list, machineRoutes()...)
	for _, f := range feed.Formats {
		page := func(a *assembly, v vars) (*cache.Page, error) { return a.feedPage(f, v["list"]) }
		list = append(list, route{methods: "GET", pattern: "/" + f.File, page: page, pin: true, machine: true},
			route{methods: "GET", pattern: "/{list…}/" + f.File, page: page, pin: true, machine: true})
	}
	if s.o.Storybook {
		// Before the line that ends /-/.
		list = append([]route{
			{methods: "GET", pattern: "/-/storybook", page: (*assembly).storybookPage},
			{methods: "GET", pattern: "/-/storybook/{story}", page: (*assembly).storybookPage},
			{methods: "GET", pattern: "/-/storybook/lite/{story}", page: (*assembly).storybookLite},
		}, list...)
	}
	list = append(list, route{methods: "GET", pattern: "/{key}.txt", page: (*assembly).indexNowKey})
	return append(list, route{methods: "GET", pattern: "/{path…}", page: (*assembly).storedPage,
		query: []string{"query.before", "query.page"}})
}

// match finds the variables of a path; word gives the edition's words.
func (r *route) match(path string, word func(string) string) (vars, bool) {
	var v vars
	set := func(name, value string) {
		if v == nil {
			v = vars{}
		}
		v[name] = value
	}
	pattern, rest := r.pattern[1:], strings.TrimPrefix(path, "/")
	for {
		part, more, deeper := strings.Cut(pattern, "/")
		prefix, name, isVar := strings.Cut(part, "{")
		name, suffix, _ := strings.Cut(name, "}")
		if isVar && strings.HasSuffix(name, "…") {
			value := rest
			if deeper {
				var ok bool
				if value, ok = strings.CutSuffix(rest, "/"+more); !ok {
					return nil, false
				}
			}
			if value == "" {
				return nil, false
			}
			set(strings.TrimSuffix(name, "…"), value)
			return v, true
		}
		got, left, has := strings.Cut(rest, "/")
		switch {
		case isVar && strings.HasPrefix(name, "path."):
			if got != word(name) {
				return nil, false
			}
		case isVar:
			value, ok := strings.CutPrefix(got, prefix)
			if ok {
				value, ok = strings.CutSuffix(value, suffix)
			}
			if !ok || value == "" || suffix == "" && strings.Contains(part, "}.") {
				return nil, false
			}
			set(name, value)
		case got != part:
			return nil, false
		}
		if !deeper {
			return v, !has
		}
		if !has {
			return nil, false
		}
		pattern, rest = more, left
	}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	rq, ok := s.request(w, r)
	if !ok {
		return
	}
	path := r.URL.EscapedPath()
	if path, rq.lite = rq.unlite(path); rq.lite && !s.serveLite(w, r, rq, path) {
		return
	}
	if s.oldQuery(w, r, rq, path) {
		return
	}
	for i := range s.routes {
		rt := &s.routes[i]
		v, ok := rt.match(path, rq.word)
		if !ok || !rt.allows(r.Method) || rq.lite && (rt.page == nil || rt.machine) {
			continue
		}
		web.SetRoute(r, rt.methods+" "+rt.pattern)
		if rt.handle != nil {
			rt.handle(w, r, rq, v)
			return
		}
		rq.path = path
		s.servePage(w, r, rq, rt, v)
		return
	}
	s.otherMethod(w, r, rq, path)
}

func (r *route) allows(method string) bool {
	return method == r.methods || method == http.MethodHead && r.methods == http.MethodGet
}

// servePage answers from the cache, which makes the page if it must.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request, rq request, rt *route, v vars) {
	query := rq.query(r, rt.query)
	if rq.lite && !rt.limited {
		delete(query, "query.page") // a lite page has the whole text (MP-2)
	}
	key := rq.key(r.URL.EscapedPath(), query)
	page := rt.page
	pin := rt.pin && !rq.lite
	rq.asked = query
	if rt.asks && query["query.page"] == "" {
		s.reads.asked(r, rq.edition, query["query.q"])
	}
	if rt.limited {
		if s.o.Cache.Hit(w, r, key) {
			return
		}
		if err := s.misses.Allow(web.ClientAddr(r)); err != nil {
			s.tooMany(w, rq, err)
			return
		}
	}
	err := s.o.Cache.Serve(w, r, key, func(ctx context.Context) (*cache.Page, error) {
		return s.make(ctx, rq, func(a *assembly) (*cache.Page, error) {
			p, err := page(a, v)
			if rq.lite && p != nil && !readable(p) {
				return nil, errNoPage
			}
			if p != nil {
				p.Pin = p.Pin || pin
			}
			return p, err
		})
	})
	switch {
	case err == nil || r.Context().Err() != nil:
	case news.Is(err, news.NotFound):
		s.notFound(w, r, rq)
	default:
		s.unavailable(w, r, rq, err)
	}
}

// notFound answers for every address that leads nowhere. Its page is made from
// the words of the address and from nothing else, so that an address that is
// not public yet cannot be told from one that never was. Whoever asks for many
// gets one page for all.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request, rq request) {
	words := s.wordsOf(rq, r.URL.Path)
	rq.path, rq.asked = "/-/404", nil
	path := rq.path
	if rq.lite {
		path = rq.litePrefix() + path
	}
	key := rq.key(path, nil)
	if words != "" {
		asked := map[string]string{"query.q": words}
		if k := rq.key(path, asked); s.o.Cache.Hit(w, r, k) {
			return
		} else if s.misses.Allow(web.ClientAddr(r)) == nil {
			key, rq.asked = k, asked
		}
	}
	err := s.o.Cache.Serve(w, r, key, func(ctx context.Context) (*cache.Page, error) {
		return s.make(ctx, rq, (*assembly).notFoundPage)
	})
	if err != nil && r.Context().Err() == nil {
		s.unavailable(w, r, rq, err)
	}
}

// unavailable is the answer when the page could not be made and no copy of it
// is left: 503, made without the database.
func (s *Server) unavailable(w http.ResponseWriter, r *http.Request, rq request, cause error) {
	s.log.Error("a page could not be made", "path", r.URL.Path, "error", cause)
	h := w.Header()
	h.Set("Retry-After", "10")
	h.Set("Cache-Control", "no-store")
	body, csp := s.unavailablePage(rq)
	h.Set("Content-Type", "text/html; charset=utf-8")
	if csp != "" {
		h.Set("Content-Security-Policy", csp)
	}
	w.WriteHeader(http.StatusServiceUnavailable)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

// tooMany tells a reader to wait.
func (s *Server) tooMany(w http.ResponseWriter, rq request, err error) {
	after := time.Second
	if limited := new(web.Limited); errors.As(err, &limited) {
		after = limited.After
	}
	seconds := int((after + time.Second - 1) / time.Second)
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	s.plainText(w, rq, http.StatusTooManyRequests,
		rq.word("toomany.title")+"\n\n"+rq.locale.Message("toomany.text", "seconds", strconv.Itoa(seconds)))
}

// plain is a short text in the edition's language.
func (s *Server) plain(w http.ResponseWriter, rq request, status int, key string) {
	s.plainText(w, rq, status, rq.word(key))
}

func (s *Server) plainText(w http.ResponseWriter, rq request, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Language", rq.locale.Tag())
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write([]byte(text + "\n"))
}

// Patterns lists every address of the paper as text, for whoever must try them
// all.
func (s *Server) Patterns() []string {
	var out []string
	for _, r := range s.routes {
		out = append(out, r.pattern)
	}
	return out
}
