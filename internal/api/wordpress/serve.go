package wordpress

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"warta/internal/cache"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/web"
)

// cacheControl is the contract of pages (operations.md 6.3).
const cacheControl = "public, max-age=10, stale-while-revalidate=30, stale-if-error=3600"

// fault is an error in WordPress's shape.
type fault struct {
	Status  int               `json:"-"`
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Params  map[string]string `json:"-"`
}

func (f *fault) Error() string { return f.Code }

// Definite: what is not there has no last good copy.
func (f *fault) Definite() bool { return f.Status < 500 }

func refuse(status int, code, message string) *fault {
	return &fault{Status: status, Code: code, Message: message}
}

func badParam(name, why string) *fault {
	return &fault{Status: http.StatusBadRequest, Code: "rest_invalid_param", Message: "Invalid parameter(s): " + name, Params: map[string]string{name: why}}
}

func noRoute() *fault {
	return refuse(http.StatusNotFound, "rest_no_route", "No route was found matching the URL and request method.")
}

func noPost() *fault { return refuse(http.StatusNotFound, "rest_post_invalid_id", "Invalid post ID.") }

// answer is one answer in the making: a snapshot, and the keys of what it shows.
type answer struct {
	ctx   context.Context
	f     *Facade
	view  store.View
	set   news.Settings
	ed    news.EditionID
	zone  *time.Location
	base  string
	words *locale.Locale
	ask   *ask
	keys  map[string]bool
	head  http.Header
	// volatile answers come from the index; unkept ones it has not caught up with.
	volatile, unkept bool

	tree map[news.SectionID]store.SectionEntry
	list []store.SectionEntry
}

func (a *answer) show(keys ...string) {
	for _, k := range keys {
		a.keys[k] = true
	}
}

// ServeHTTP answers. Nothing of a request but host, path and questions can change
// an answer: no cookie and no Authorization is looked at.
func (f *Facade) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	web.SetRoute(r, Prefix)
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "X-WP-Total, X-WP-TotalPages, Link")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("X-Content-Type-Options", "nosniff")
	switch r.Method {
	case http.MethodOptions:
		h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
		h.Set("Access-Control-Allow-Headers", "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type")
		h.Set("Allow", "GET")
		w.WriteHeader(http.StatusNoContent)
		return
	case http.MethodGet, http.MethodHead:
	default:
		tell(w, noRoute())
		return
	}
	q, bad := read(r)
	if bad != nil {
		tell(w, bad)
		return
	}
	ed, base, words := f.o.Edition(r)
	key := "wp " + base + " " + q.key()
	if f.o.Cache.Hit(w, r, key) {
		return
	}
	if err := f.misses.Allow(web.ClientAddr(r)); err != nil {
		w.Header().Set("Retry-After", "1")
		tell(w, refuse(http.StatusTooManyRequests, "rest_too_many_requests", "Too many requests."))
		return
	}
	err := f.o.Cache.Serve(w, r, key, func(ctx context.Context) (*cache.Page, error) { return f.render(ctx, ed, base, words, q) })
	if err != nil && r.Context().Err() == nil {
		var told *fault
		if !errors.As(err, &told) {
			told = refuse(http.StatusServiceUnavailable, "rest_unavailable", "The paper cannot answer at the moment.")
			w.Header().Set("Retry-After", "10")
		}
		tell(w, told)
	}
}

func tell(w http.ResponseWriter, f *fault) {
	data := map[string]any{"status": f.Status}
	if f.Params != nil {
		data["params"] = f.Params
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(f.Status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": f.Code, "message": f.Message, "data": data})
}

// searchAge is how long an answer of the index is kept.
const searchAge = 30 * time.Second

func (f *Facade) render(ctx context.Context, ed news.EditionID, base string, words *locale.Locale, q *ask) (*cache.Page, error) {
	var page *cache.Page
	err := f.o.Published.View(ctx, ed, func(v store.View) error {
		e := v.Edition()
		a := &answer{ctx: ctx, f: f, view: v, set: e.Settings.WithDefaults(), ed: e.ID, base: base, words: words, ask: q, keys: map[string]bool{}, head: http.Header{}}
		a.zone = a.set.Location()
		// KeyArchive goes with every change of a live article, tag, person or topic:
		// no answer outlives one.
		a.show(news.KeyEdition(a.ed), news.KeyArchive(a.ed), news.KeyLatest(a.ed))
		out, err := a.route()
		if err != nil {
			return err
		}
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(q.only(out)); err != nil {
			return err
		}
		a.head.Set("Content-Type", "application/json; charset=UTF-8")
		a.head.Set("Cache-Control", cacheControl)
		keys := make([]string, 0, len(a.keys))
		for k := range a.keys {
			keys = append(keys, k)
		}
		page = &cache.Page{Status: http.StatusOK, Header: a.head, Body: b.Bytes(), Keys: keys, Seq: int64(v.Seq()), NoCopy: true}
		if a.volatile {
			page.MaxAge, page.NoStore = searchAge, a.unkept
		}
		return nil
	})
	return page, err
}

// total sets the headers of a list and its neighbours.
func (a *answer) total(n int64) error {
	pages := (n + int64(a.ask.perPage) - 1) / int64(a.ask.perPage)
	if int64(a.ask.page) > max(pages, 1) && a.ask.offset == 0 {
		return refuse(http.StatusBadRequest, "rest_post_invalid_page_number", "The page number requested is larger than the number of pages available.")
	}
	a.head.Set("X-WP-Total", strconv.FormatInt(n, 10))
	a.head.Set("X-WP-TotalPages", strconv.FormatInt(pages, 10))
	var links []string
	if a.ask.page > 1 {
		links = append(links, "<"+a.ask.address(a.base, a.ask.page-1)+`>; rel="prev"`)
	}
	if int64(a.ask.page) < pages {
		links = append(links, "<"+a.ask.address(a.base, a.ask.page+1)+`>; rel="next"`)
	}
	if links != nil {
		a.head.Set("Link", strings.Join(links, ", "))
	}
	return nil
}

// sections reads the tree once.
func (a *answer) sections() (map[news.SectionID]store.SectionEntry, error) {
	if a.tree != nil {
		return a.tree, nil
	}
	list, err := a.view.Sections(a.ctx)
	if err != nil {
		return nil, err
	}
	a.list, a.tree = list, make(map[news.SectionID]store.SectionEntry, len(list))
	for _, s := range list {
		a.tree[s.ID] = s
		a.show(news.KeySection(s.ID))
	}
	return a.tree, nil
}

func (a *answer) abs(path string) string {
	if strings.HasPrefix(path, "/") {
		return a.base + path
	}
	return path
}

// api is the address of a route.
func (a *answer) api(route string) string { return a.base + Prefix + "/wp/v2/" + route }
