package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
)

// A live site tells over its REST interface what it shows to everybody: finished
// HTML instead of what authors wrote, published articles only, approved comments
// only, no menus. An export has more; this is for papers that cannot make one.

// Fetcher sends requests to addresses that somebody else wrote: package web's
// Client.
type Fetcher interface {
	Do(*http.Request) (*http.Response, error)
}

// StreamWordPress reads a site from its address. Records come in the order site,
// authors, terms, media, articles, pages, other types, comments; At.Offset counts
// in that order, and a run that goes on From one asks for no page before it.
func StreamWordPress(ctx context.Context, f Fetcher, site string, o StreamOptions) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		o.Options = o.Options.withDefaults()
		r := &rest{ctx: ctx, f: f, o: o, site: strings.TrimRight(site, "/"), wp: newWordPress(o), yield: yield, wait: sleep, taxonomies: map[string]string{},
			users: map[int64]*Author{}}
		if err := r.read(); err != nil && !errors.Is(err, errStopped) {
			yield(Record{}, err)
		}
	}
}

// sleep waits, unless the run is called off.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

type rest struct {
	ctx  context.Context
	f    Fetcher
	o    StreamOptions
	site string
	// root is the address of the interface; in a site without readable addresses
	// it ends with "rest_route=/".
	root  string
	wp    *wordpress
	yield func(Record, error) bool
	wait  func(context.Context, time.Duration) error
	// taxonomies are the vocabularies by the member that holds them in an article.
	taxonomies map[string]string
	users      map[int64]*Author
	collection int64
}

// perPage is the most that WordPress gives at once.
const perPage = 100

// aCollection is the distance between the offsets of two collections.
const aCollection = 10_000_000_000

func (r *rest) refuse(kind news.Kind, code string, args map[string]any, cause error) error {
	if args == nil {
		args = map[string]any{}
	}
	args["site"] = r.site
	e := news.Refuse(kind, "import wordpress "+r.site, "import.rest_"+code, args)
	e.Err = cause
	return e
}

func (r *rest) read() error {
	if err := r.discover(); err != nil {
		return err
	}
	types, err := r.names("wp/v2/types")
	if err != nil {
		return err
	}
	taxonomies, err := r.names("wp/v2/taxonomies")
	if err != nil {
		return err
	}
	if err := r.all("wp/v2/users", "&orderby=id", true, r.user); err != nil {
		return err
	}
	for _, base := range withDefault(taxonomies, map[string]string{"category": "categories", "post_tag": "tags"}) {
		r.taxonomies[base[1]] = base[0]
		if err := r.all("wp/v2/"+base[1], "&orderby=id", true, r.term); err != nil {
			return err
		}
	}
	if err := r.all("wp/v2/media", "&orderby=id", false, r.medium); err != nil {
		return err
	}
	for _, base := range withDefault(types, map[string]string{"post": "posts", "page": "pages"}) {
		if base[0] == "attachment" || base[0] == "nav_menu_item" || typeOf(base[0]) != "" || strings.HasPrefix(base[0], "wp_") {
			continue
		}
		if err := r.all("wp/v2/"+base[1], "&orderby=id&_embed=author,wp:featuredmedia,wp:term", false, r.post); err != nil {
			return err
		}
	}
	if err := r.all("wp/v2/comments", "&orderby=id", false, r.comment); err != nil {
		return err
	}
	return r.emit(Record{End: &End{}}, 0)
}

// withDefault gives pairs of type and address, WordPress's own first.
func withDefault(found, usual map[string]string) [][2]string {
	var out [][2]string
	for _, name := range sortedKeys(usual) {
		base := usual[name]
		if f := found[name]; f != "" {
			base = f
		}
		out = append(out, [2]string{name, base})
	}
	if usual["post"] != "" {
		slices.Reverse(out) // posts before pages
	}
	for _, name := range sortedKeys(found) {
		if usual[name] == "" && found[name] != "" && !strings.ContainsAny(found[name], "(?<") {
			out = append(out, [2]string{name, found[name]})
		}
	}
	return out
}

func sortedKeys(m map[string]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

var (
	apiLink  = regexp.MustCompile(`<([^>]+)>;\s*rel="?https://api\.w\.org/"?`)
	apiTag   = regexp.MustCompile(`<link[^>]+rel=["']https://api\.w\.org/["'][^>]*>`)
	hrefAttr = regexp.MustCompile(`href=["']([^"']+)["']`)
	langAttr = regexp.MustCompile(`<html[^>]*\slang=["']([A-Za-z-]{2,20})["']`)
)

// discover finds the interface, and what the site says of itself.
func (r *rest) discover() error {
	if u, err := url.Parse(r.site); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return r.refuse(news.Invalid, "address", nil, err)
	}
	var roots []string
	language := ""
	if page, header, _, err := r.fetch(r.site + "/"); err == nil {
		for _, l := range header.Values("Link") {
			if m := apiLink.FindStringSubmatch(l); m != nil {
				roots = append(roots, m[1])
			}
		}
		head := page[:min(len(page), 256<<10)]
		if m := apiTag.Find(head); m != nil {
			if h := hrefAttr.FindSubmatch(m); h != nil {
				roots = append(roots, strings.ReplaceAll(string(h[1]), "&amp;", "&"))
			}
		}
		if m := langAttr.FindSubmatch(head); m != nil {
			language = string(m[1])
		}
	} else if r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	roots = append(roots, r.site+"/wp-json/", r.site+"/?rest_route=/")
	var last error
	for _, root := range roots {
		if u, err := url.Parse(root); err != nil || u.Host == "" {
			continue
		}
		body, _, status, err := r.fetch(root)
		if err != nil {
			if r.ctx.Err() != nil {
				return r.ctx.Err()
			}
			last = err
			continue
		}
		var about map[string]json.RawMessage
		if status != http.StatusOK || json.Unmarshal(afterNoise(body), &about) != nil || !bytes.Contains(about["namespaces"], []byte(`"wp/v2"`)) {
			last = fmt.Errorf("%s answered %d", root, status)
			continue
		}
		r.root = root
		s := Site{Name: plainTitle(text(about["name"])), Tagline: plainTitle(text(about["description"])), URL: strings.TrimRight(firstText(text(about["home"]), text(about["url"]), r.site), "/"),
			Zone: text(about["timezone_string"]), Language: language, Generator: "WordPress REST", IconID: wholeOf(about["site_icon"]), LogoID: wholeOf(about["site_logo"])}
		if s.Zone == "" {
			if h, err := strconv.ParseFloat(firstText(text(about["gmt_offset"]), "0"), 64); err == nil && h == 7 {
				s.Zone = "Asia/Jakarta"
			}
		}
		r.wp.setSite(s)
		return r.emit(Record{Site: &s}, 0)
	}
	return r.refuse(news.Invalid, "none", nil, last)
}

// address of a page of a collection.
func (r *rest) address(path, query string) string {
	if strings.Contains(r.root, "rest_route=") {
		return r.root + path + "&" + query
	}
	sep := "?"
	if strings.Contains(r.root, "?") {
		sep = "&"
	}
	return strings.TrimSuffix(r.root, "/") + "/" + path + sep + query
}

const (
	maxTries    = 6
	longestWait = 5 * time.Minute
)

// fetch asks once, and again when the server says that it is busy.
func (r *rest) fetch(address string) (body []byte, header http.Header, status int, err error) {
	for try := 0; ; try++ {
		var q *http.Request
		if q, err = http.NewRequestWithContext(r.ctx, http.MethodGet, address, nil); err != nil {
			return nil, nil, 0, err
		}
		q.Header.Set("Accept", "application/json, text/html;q=0.5")
		pause := time.Duration(1<<try) * time.Second
		res, err := r.f.Do(q)
		if err == nil {
			status, header = res.StatusCode, res.Header
			body, err = io.ReadAll(res.Body)
			res.Body.Close()
			if err != nil && news.Is(err, news.TooLarge) {
				return nil, header, status, err
			}
			if err == nil {
				switch {
				case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
					pause = max(pause, retryAfter(header.Get("Retry-After"), time.Now()))
				case status == http.StatusBadGateway || status == http.StatusGatewayTimeout:
				default:
					return body, header, status, nil
				}
				err = fmt.Errorf("%s answered %d", address, status)
			}
		}
		if r.ctx.Err() != nil {
			return nil, nil, status, r.ctx.Err()
		}
		if try+1 >= maxTries || news.Is(err, news.Invalid) {
			return nil, header, status, err
		}
		if err := r.wait(r.ctx, min(pause, longestWait)); err != nil {
			return nil, nil, status, err
		}
	}
}

// retryAfter reads seconds or a date.
func retryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n >= 0 {
		return time.Duration(min(n, 86400)) * time.Second
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(0, t.Sub(now))
	}
	return 0
}

// afterNoise skips what broken plugins print before the JSON.
func afterNoise(b []byte) []byte {
	b = bytes.TrimPrefix(b, utf8Mark)
	if i := bytes.IndexAny(b, "[{"); i > 0 {
		return b[i:]
	}
	return b
}

// names gives the types or taxonomies that the site has, by the address of each.
// A site that does not say has the usual ones.
func (r *rest) names(path string) (map[string]string, error) {
	body, _, status, err := r.fetch(r.address(path, "context=view"))
	if r.ctx.Err() != nil {
		return nil, r.ctx.Err()
	}
	if err != nil || status != http.StatusOK {
		return nil, nil
	}
	var list map[string]struct {
		Base any `json:"rest_base"`
	}
	if json.Unmarshal(afterNoise(body), &list) != nil {
		return nil, nil
	}
	out := map[string]string{}
	for name, t := range list {
		if base, ok := t.Base.(string); ok && base != "" {
			out[name] = url.PathEscape(base)
		}
	}
	return out, nil
}

// all reads a collection page by page. What later records need is read from the
// start in any case.
func (r *rest) all(path, query string, always bool, each func(map[string]json.RawMessage) Record) error {
	r.collection++
	first := r.collection * aCollection
	index := int64(0)
	if !always && r.o.From > first {
		index = min(r.o.From-first, aCollection-1)
	}
	size := int64(perPage)
	for {
		page := index/size + 1
		q := fmt.Sprintf("per_page=%d&page=%d&order=asc%s", size, page, query)
		body, header, status, err := r.fetch(r.address(path, q))
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		switch {
		case (err != nil && news.Is(err, news.TooLarge) || status == http.StatusInternalServerError) && size > 5:
			size /= 2 // a page that the server, or we, cannot hold
			continue
		case status == http.StatusBadRequest && strings.Contains(query, "orderby=id") && page == 1:
			query = strings.Replace(query, "&orderby=id", "", 1)
			continue
		case status == http.StatusBadRequest && page > 1:
			return nil // beyond the last page, of a site that does not say how many
		case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound, status == http.StatusBadRequest, status == http.StatusGone:
			return r.emit(Record{Kept: &Kept{What: path, Why: "forbidden", Raw: excerpt(string(body))}}, first+index)
		case err != nil || status != http.StatusOK:
			return r.refuse(news.Unavailable, "unavailable", map[string]any{"address": r.address(path, q), "status": status}, err)
		}
		var list []json.RawMessage
		if err := json.Unmarshal(afterNoise(body), &list); err != nil {
			return r.refuse(news.Unavailable, "json", map[string]any{"address": r.address(path, q)}, err)
		}
		start := (page - 1) * size
		for i, raw := range list {
			at := start + int64(i)
			if at < index {
				continue
			}
			var m map[string]json.RawMessage
			rec := Record{Kept: &Kept{What: path, Why: "broken", Raw: string(raw)}}
			if json.Unmarshal(raw, &m) == nil && len(m) > 0 {
				rec = each(m)
			}
			if err := r.emit(rec, first+at); err != nil {
				return err
			}
		}
		index = start + size
		pages, known := 0, false
		if header != nil {
			if n, err := strconv.Atoi(header.Get("X-WP-TotalPages")); err == nil {
				pages, known = n, true
			}
		}
		if known && page >= int64(pages) || !known && int64(len(list)) < size || len(list) == 0 {
			return nil
		}
	}
}

func (r *rest) emit(rec Record, at int64) error {
	rec.At.Offset = at
	if !r.yield(rec, nil) {
		return errStopped
	}
	return nil
}
