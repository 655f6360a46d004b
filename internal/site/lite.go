package site

import (
	"net/http"
	"net/url"
	"strings"

	"warta/internal/body"
	"warta/internal/cache"
)

// Every page for readers has a lite page: without scripts, fonts and pictures,
// at the same address under the lite word (LT-1). The request's path loses that
// word and is matched as ever; the page struct is the same and meets the
// templates of lite/ instead of the theme's.

// serveLite looks at a request below the lite word before it is matched; path is
// what follows. It reports whether to go on: what is not a page for readers has
// no lite form.
func (s *Server) serveLite(w http.ResponseWriter, r *http.Request, rq request, path string) bool {
	switch {
	case path == "/" && strings.HasSuffix(r.URL.EscapedPath(), "/"):
		to := rq.base + rq.litePrefix()
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		w.Header().Set("Location", to)
		w.Header().Set("Cache-Control", pageCacheControl)
		w.WriteHeader(http.StatusMovedPermanently)
		return false
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		s.otherMethod(w, r, rq, path)
		return false
	case strings.HasPrefix(path, "/-/"):
		s.notFound(w, r, rq)
		return false
	}
	return true
}

// readable reports whether an answer is for readers: feeds and other files for
// machines have no lite form.
func readable(p *cache.Page) bool {
	return p.Header.Get("Location") != "" || strings.HasPrefix(p.Header.Get("Content-Type"), "text/html")
}

// other is the address of this page in the other profile.
func (a *assembly) other() string {
	path := a.rq.path
	if strings.HasPrefix(path, "/-/") {
		return "" // it has no address of its own
	}
	query := url.Values{}
	for key, value := range a.rq.asked {
		if key != "query.page" {
			query.Set(a.word(key), value)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	if a.rq.lite {
		return path
	}
	return body.InLite(path, a.rq.litePrefix())
}
