package public

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"warta/internal/api/protocol"
	"warta/internal/cache"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/web"
)

// cacheControl is the contract of pages (operations.md 6.3): a moment in
// browsers, and longer while we are away.
const cacheControl = "public, max-age=10, stale-while-revalidate=30, stale-if-error=3600"

// maxQuery bounds the questions of an address.
const maxQuery = 1024

// seat is all of a request that an answer may depend on.
type seat struct {
	edition news.EditionID
	base    string
	words   *locale.Locale
	path    string
	query   url.Values
	// answered is what the answer was made from.
	answered struct {
		volatile bool
		noStore  bool
	}
}

type seatKey struct{}

func seatOf(ctx context.Context) *seat {
	s, _ := ctx.Value(seatKey{}).(*seat)
	return s
}

// problemAnswer carries an answer that is no page through the cache.
type problemAnswer struct{ *protocol.Problem }

// Definite: what is not there, or not any more, has no last good copy.
func (p problemAnswer) Definite() bool { return p.Status < 500 }

// Over wraps the router's handler: answers of the public half come from the
// page cache. Nothing of a request but host, path and questions reaches inner.
func (p *Paper) Over(inner http.Handler) http.Handler {
	p.inner = inner
	return http.HandlerFunc(p.serve)
}

func (p *Paper) serve(w http.ResponseWriter, r *http.Request) {
	r, _ = protocol.Begin(r)
	web.SetRoute(r, protocol.Prefix+"/public")
	h := w.Header()
	// Anybody may read it, from any page (there are no cookies here).
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Link, ETag")
	h.Set("X-Robots-Tag", "noindex")
	query, err := asked(r)
	if err != nil {
		protocol.Write(w, r, err)
		return
	}
	s := seat{path: r.URL.EscapedPath(), query: query}
	s.edition, s.base, s.words = p.o.Edition(r)
	key := "api " + s.base + s.path
	if len(query) > 0 {
		key += "?" + query.Encode()
	}
	if p.o.Cache.Hit(w, r, key) {
		return
	}
	if err := p.misses.Allow(web.ClientAddr(r)); err != nil {
		protocol.Write(w, r, err)
		return
	}
	err = p.o.Cache.Serve(w, r, key, func(ctx context.Context) (*cache.Page, error) { return p.render(ctx, s) })
	if err != nil && r.Context().Err() == nil {
		var told problemAnswer
		if !errors.As(err, &told) && !news.Is(err, news.Internal) {
			protocol.Write(w, r, err)
			return
		}
		if told.Problem != nil {
			err = told.Problem
		} else {
			err = news.E(news.Unavailable, "answer from the published side", err)
		}
		protocol.Write(w, r, err)
	}
}

// asked reads the questions of an address: the first value of each.
func asked(r *http.Request) (url.Values, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, protocol.Refuse(http.StatusMethodNotAllowed, "method").Set("Allow", "GET, HEAD")
	}
	if len(r.URL.RawQuery) > maxQuery || len(r.URL.Path) > maxQuery {
		return nil, protocol.Refuse(http.StatusRequestURITooLong, "address_long")
	}
	all, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, protocol.Refuse(http.StatusBadRequest, "query")
	}
	out := url.Values{}
	for name, values := range all {
		out.Set(name, strings.ToValidUTF8(values[0], "\uFFFD"))
	}
	return out, nil
}

// render makes an answer with a request of its own, which carries nothing of
// the reader's.
func (p *Paper) render(ctx context.Context, s seat) (*cache.Page, error) {
	c := &protocol.Call{Locale: s.words}
	ctx = context.WithValue(protocol.With(ctx, c), seatKey{}, &s)
	u, err := url.Parse(s.path)
	if err != nil {
		return nil, problemAnswer{protocol.ProblemOf(news.E(news.NotFound, "find "+s.path, err))}
	}
	u.RawQuery = s.query.Encode()
	r := (&http.Request{Method: http.MethodGet, URL: u, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{}, Body: http.NoBody, RequestURI: u.RequestURI()}).WithContext(ctx)
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	p.inner.ServeHTTP(w, r)
	if c.Problem != nil {
		if c.Problem.Status >= 500 && c.Err != nil {
			return nil, c.Err
		}
		return nil, problemAnswer{c.Problem}
	}
	if w.status != http.StatusOK {
		return nil, problemAnswer{protocol.Refuse(http.StatusNotFound, news.NotFound.String())}
	}
	w.header.Set("Cache-Control", cacheControl)
	w.header.Set("Content-Language", s.words.Tag())
	page := &cache.Page{Status: w.status, Header: w.header, Body: w.body.Bytes(), Keys: unique(c.Keys), Seq: int64(c.Seq), NoCopy: true}
	if s.answered.volatile {
		page.MaxAge = searchAge
		page.NoStore = s.answered.noStore
	}
	return page, nil
}

func unique(keys []string) []string {
	seen := make(map[string]bool, len(keys))
	out := keys[:0]
	for _, k := range keys {
		if !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}

// recorder takes an answer as bytes.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header         { return w.header }
func (w *recorder) WriteHeader(status int)      { w.status = status }
func (w *recorder) Write(b []byte) (int, error) { return w.body.Write(b) }
