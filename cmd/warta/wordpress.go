package main

import (
	"net/http"

	"warta/internal/api/wordpress"
	"warta/internal/search"
	"warta/internal/site"
)

// overWordPress answers what clients of the paper's former site ask, on readers'
// addresses alone, and tells them at the front page where.
func overWordPress(p *newspaper, newsroom []string, inner http.Handler) http.Handler {
	f := wordpress.New(wordpress.Options{Published: p.db.Published(), Cache: p.cache, Edition: p.site.Paper,
		Search: search.NewEngine(p.db.Search()), SearchKey: site.KeySearch})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case len(newsroom) > 0 && isNewsroom(r, newsroom):
			inner.ServeHTTP(w, r)
		case wordpress.Mine(r):
			f.ServeHTTP(w, r)
		case r.URL.Path == "/":
			_, base, _ := p.site.Paper(r)
			inner.ServeHTTP(&linking{ResponseWriter: w, link: wordpress.Discover(base)}, r)
		default:
			inner.ServeHTTP(w, r)
		}
	})
}

// linking adds a Link header beside those of the page, which are set as a whole.
type linking struct {
	http.ResponseWriter
	link string
	done bool
}

func (l *linking) WriteHeader(status int) {
	if !l.done {
		l.done = true
		l.Header().Add("Link", l.link)
	}
	l.ResponseWriter.WriteHeader(status)
}

func (l *linking) Write(b []byte) (int, error) {
	if !l.done {
		l.WriteHeader(http.StatusOK)
	}
	return l.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController through.
func (l *linking) Unwrap() http.ResponseWriter { return l.ResponseWriter }
