package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warta/internal/news"
)

// fakeSite answers as WordPress 6 does; its knobs are the ways in which sites are
// different.
type fakeSite struct {
	*httptest.Server
	plain     bool // no readable addresses
	hideUsers bool
	noTotals  bool
	notice    bool // a plugin prints a notice before the JSON
	weak      int  // the largest per_page that its memory allows
	busy      int  // how many requests are answered with 429
	down      string
	requests  []string
	posts     int
}

func newFakeSite(t *testing.T, set func(*fakeSite)) *fakeSite {
	f := &fakeSite{posts: 120}
	if set != nil {
		set(f)
	}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *fakeSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	route := r.URL.Query().Get("rest_route")
	if !f.plain && strings.HasPrefix(r.URL.Path, "/wp-json/") {
		route = strings.TrimPrefix(r.URL.Path, "/wp-json")
	}
	f.requests = append(f.requests, route+"?"+r.URL.Query().Get("page"))
	if route == "" {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, `<!DOCTYPE html><html lang="id-ID"><head></head><body></body></html>`)
		return
	}
	if f.busy > 0 {
		f.busy--
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	if f.notice {
		fmt.Fprint(w, "<br />\n<b>Notice</b>: Undefined index in <b>x.php</b><br />\n")
	}
	if f.down != "" && strings.Contains(route+"?"+r.URL.RawQuery, f.down) {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	switch route {
	case "/":
		f.json(w, map[string]any{"name": "Koran &amp; Kota", "description": "Semboyan", "url": f.URL, "home": f.URL, "gmt_offset": "7", "timezone_string": "Asia/Jakarta",
			"namespaces": []string{"oembed/1.0", "wp/v2"}, "site_icon": 9})
	case "/wp/v2/types":
		f.json(w, map[string]any{"post": map[string]any{"rest_base": "posts"}, "page": map[string]any{"rest_base": "pages"}, "attachment": map[string]any{"rest_base": "media"},
			"wp_block": map[string]any{"rest_base": "blocks"}, "resep": map[string]any{"rest_base": "resep"}})
	case "/wp/v2/taxonomies":
		f.json(w, map[string]any{"category": map[string]any{"rest_base": "categories"}, "post_tag": map[string]any{"rest_base": "tags"}})
	case "/wp/v2/users":
		if f.hideUsers {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"code":"rest_user_cannot_view","message":"x","data":{"status":401}}`)
			return
		}
		f.list(w, r, []any{map[string]any{"id": 2, "name": "Ani Wijaya", "slug": "ani", "description": "", "link": f.URL + "/author/ani/", "avatar_urls": map[string]string{"96": "https://g.example/a"}}})
	case "/wp/v2/categories":
		f.list(w, r, []any{f.term(3, "category", "Kota", "kota", 0), f.term(4, "category", "Pasar", "pasar", 3)})
	case "/wp/v2/tags":
		f.list(w, r, []any{f.term(5, "post_tag", "Cabai", "cabai", 0)})
	case "/wp/v2/media":
		f.list(w, r, []any{f.media()})
	case "/wp/v2/posts":
		var all []any
		for i := range f.posts {
			all = append(all, f.post(100+i, "post"))
		}
		f.list(w, r, all)
	case "/wp/v2/pages":
		f.list(w, r, []any{f.post(50, "page")})
	case "/wp/v2/resep":
		f.list(w, r, []any{"kaput", f.post(60, "resep")})
	case "/wp/v2/comments":
		f.list(w, r, []any{map[string]any{"id": 8, "post": 100, "parent": 0, "author": 0, "author_name": "Pembaca", "author_url": "", "date": "2024-05-02T07:00:00",
			"date_gmt": "2024-05-02T00:00:00", "content": map[string]any{"rendered": "<p>Mahal</p>\n"}, "status": "approved", "type": "comment"}})
	default:
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"code":"rest_no_route"}`)
	}
}

func (f *fakeSite) json(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	json.NewEncoder(w).Encode(v)
}

func (f *fakeSite) list(w http.ResponseWriter, r *http.Request, all []any) {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	if f.weak > 0 && size > f.weak {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	pages := (len(all) + size - 1) / size
	if page > max(pages, 1) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"code":"rest_post_invalid_page_number"}`)
		return
	}
	if !f.noTotals {
		w.Header().Set("X-WP-Total", strconv.Itoa(len(all)))
		w.Header().Set("X-WP-TotalPages", strconv.Itoa(pages))
	}
	f.json(w, all[(page-1)*size:min(page*size, len(all))])
}

func (f *fakeSite) term(id int, taxonomy, name, slug string, parent int) map[string]any {
	return map[string]any{"id": id, "count": 1, "description": "", "link": f.URL + "/" + taxonomy + "/" + slug + "/", "name": name, "slug": slug, "taxonomy": taxonomy, "parent": parent, "meta": []any{}}
}

func (f *fakeSite) media() map[string]any {
	return map[string]any{"id": 9, "date": "2024-05-01T19:00:00", "date_gmt": "2024-05-01T12:00:00", "slug": "foto", "type": "attachment", "link": f.URL + "/foto/", "title": map[string]any{"rendered": "Foto"},
		"author": 2, "caption": map[string]any{"rendered": "<p>Ket.</p>\n"}, "alt_text": "Alt", "media_type": "image", "mime_type": "image/jpeg",
		"media_details": map[string]any{"width": 640, "height": "480", "image_meta": map[string]any{"credit": "Ani"}}, "post": 100, "source_url": f.URL + "/wp-content/foto.jpg"}
}

func (f *fakeSite) post(id int, kind string) map[string]any {
	return map[string]any{"id": id, "date": "2024-05-01T19:13:00", "date_gmt": "2024-05-01T12:13:00", "guid": map[string]any{"rendered": f.URL + "/?p=" + strconv.Itoa(id)},
		"modified": "2024-05-01T19:13:00", "modified_gmt": "2024-05-01T12:13:00", "slug": "judul-" + strconv.Itoa(id), "status": "publish", "type": kind, "link": f.URL + "/judul-" + strconv.Itoa(id) + "/",
		"title":   map[string]any{"rendered": "Judul &#8220;" + strconv.Itoa(id) + "&#8221;"},
		"content": map[string]any{"rendered": "\n<p>Harga naik di pasar.</p>\n\n\n\n<figure class=\"wp-block-image\"><img src=\"" + f.URL + "/wp-content/b.jpg\" alt=\"\"/></figure>\n", "protected": false},
		"excerpt": map[string]any{"rendered": "<p>Harga naik di [&hellip;]</p>\n", "protected": false}, "author": 2, "featured_media": 9, "comment_status": "open", "ping_status": "closed", "sticky": id == 100,
		"format": "standard", "meta": []any{}, "acf": map[string]any{"editor": "Citra"}, "categories": []int{4, 3}, "tags": []int{5}, "post_views_count": "12",
		"yoast_head_json": map[string]any{"title": "Judul &#8220;" + strconv.Itoa(id) + "&#8221; - Koran", "description": "Uraian", "robots": map[string]any{"index": "index"}, "canonical": f.URL + "/judul-" + strconv.Itoa(id) + "/"},
		"_embedded":       map[string]any{"author": []any{map[string]any{"id": 2, "name": "Ani Wijaya", "slug": "ani"}}, "wp:featuredmedia": []any{f.media()}, "wp:term": []any{[]any{f.term(4, "category", "Pasar", "pasar", 3)}}}}
}

// readSite collects the records of a site; waits are noted, not waited.
func readSite(t *testing.T, f *fakeSite, o StreamOptions) (out []Record, waits []time.Duration, err error) {
	t.Helper()
	r := &rest{ctx: context.Background(), f: f.Client(), o: o, site: f.URL, wp: newWordPress(o), taxonomies: map[string]string{}, users: map[int64]*Author{},
		wait: func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil },
		yield: func(rec Record, _ error) bool {
			out = append(out, rec)
			return true
		}}
	err = r.read()
	return out, waits, err
}

func TestASiteIsReadOverItsInterface(t *testing.T) {
	for _, tc := range []struct {
		name string
		set  func(*fakeSite)
	}{
		{"as usual", nil}, {"without readable addresses", func(f *fakeSite) { f.plain = true }}, {"users are hidden", func(f *fakeSite) { f.hideUsers = true }},
		{"no totals", func(f *fakeSite) { f.noTotals = true }}, {"notices", func(f *fakeSite) { f.notice = true }}, {"little memory", func(f *fakeSite) { f.weak = 30 }},
		{"no totals, whole pages", func(f *fakeSite) { f.noTotals, f.posts = true, 200 }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFakeSite(t, tc.set)
			recs, _, err := readSite(t, f, StreamOptions{})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int{}
			seen := map[int64]bool{}
			last := int64(-1)
			for _, r := range recs {
				got[r.Kind()]++
				if r.Item != nil {
					if seen[r.Item.Number] {
						t.Errorf("%d came twice", r.Item.Number)
					}
					seen[r.Item.Number] = true
				}
				if r.End == nil && r.At.Offset < last {
					t.Errorf("%s is out of order", r.Kind())
				}
				last = r.At.Offset
			}
			want := map[string]int{"site": 1, "author": 1, "term": 3, "medium": 1, "item": f.posts + 2, "comment": 1, "kept": 1, "end": 1}
			if f.hideUsers {
				want["author"], want["kept"] = 0, 2
				delete(want, "author")
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatal(d)
			}
		})
	}
}

func TestAnArticleOfASite(t *testing.T) {
	f := newFakeSite(t, func(f *fakeSite) { f.hideUsers = true })
	recs, _, err := readSite(t, f, StreamOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range recs {
		switch {
		case r.Item != nil && r.Item.Number == 100:
			it := r.Item
			got := fmt.Sprint(it.Headline, "|", it.Standfirst, "|", it.Description, "|", it.Byline, "|", it.Section, it.More, it.Tags, "|", it.Sticky, it.CommentsOpen, it.State, it.Work, "|",
				*it.Reads, "|", it.Published, "|", *it.Lead, "|", it.Kept, it.Headlines, it.Canonical)
			want := "Judul “100”||Uraian|[{Ani Wijaya   ani} {Citra editor  }]|Pasar[Kota] [Cabai]|true truelivesettled|12|2024-05-01 12:13:00 +0000 UTC|{Ket. Alt Ani -2}|[] map[]"
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff("paragraph Harga naik di pasar.\nimage "+f.URL+"/wp-content/b.jpg\n", sketch(Mapped{Doc: it.Body, Media: it.Media})); d != "" {
				t.Error(d)
			}
			u, _ := url.Parse(f.URL)
			if it.Origin.Key != bareHost(u.Hostname())+"/?p=100" {
				t.Errorf("%+v", it.Origin)
			}
		case r.Medium != nil:
			if m := r.Medium; m.Kind != "photo" || m.Caption != "Ket." || m.Alt != "Alt" || m.Credit != "Ani" || m.Width != 640 || m.Height != 480 || m.Parent != 100 {
				t.Errorf("%+v", m)
			}
		case r.Site != nil:
			if s := r.Site; s.Name != "Koran & Kota" || s.Zone != "Asia/Jakarta" || s.Language != "id-ID" {
				t.Errorf("%+v", s)
			}
		case r.Term != nil && r.Term.Slug == "pasar":
			if r.Term.Parent != "kota" {
				t.Errorf("%+v", r.Term)
			}
		}
	}
}

func TestABusySiteIsWaitedFor(t *testing.T) {
	f := newFakeSite(t, func(f *fakeSite) { f.busy, f.posts = 2, 1 })
	_, waits, err := readSite(t, f, StreamOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]time.Duration{7 * time.Second, 7 * time.Second}, waits); d != "" {
		t.Error(d)
	}
	if d := retryAfter("Wed, 21 Oct 2015 07:28:30 GMT", time.Date(2015, 10, 21, 7, 28, 0, 0, time.UTC)); d != 30*time.Second {
		t.Error(d)
	}
}

func TestASiteGoesOnWhereARunStopped(t *testing.T) {
	f := newFakeSite(t, func(f *fakeSite) { f.posts, f.down = 230, "page=3&order" })
	recs, waits, err := readSite(t, f, StreamOptions{})
	if err == nil {
		t.Fatal("no error")
	}
	if s := said(t, err); !strings.Contains(s, "502") || len(waits) != maxTries-1 {
		t.Error(s, waits)
	}
	n := 0
	from := int64(0)
	for _, r := range recs {
		if r.Item != nil {
			n++
			from = r.At.Offset + 1
		}
	}
	f.down, f.requests = "", nil
	rest, _, err := readSite(t, f, StreamOptions{From: from})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rest {
		if r.Item != nil {
			n++
		}
		if r.Medium != nil {
			t.Error("a medium came again")
		}
	}
	if n != f.posts+2 {
		t.Errorf("%d articles", n)
	}
	for _, q := range f.requests {
		if q == "/wp/v2/posts?1" || q == "/wp/v2/posts?2" {
			t.Errorf("%s was asked for again", q)
		}
	}
}

func TestWhatIsNoSite(t *testing.T) {
	none := httptest.NewServer(http.NotFoundHandler())
	defer none.Close()
	for _, address := range []string{"koran.example", "ftp://x.example", none.URL} {
		var last error
		for _, err := range StreamWordPress(context.Background(), none.Client(), address, StreamOptions{}) {
			if last != nil {
				t.Error("something follows an error")
			}
			last = err
		}
		if last == nil || !news.Is(last, news.Invalid) {
			t.Fatalf("%s: %v", address, last)
		}
		said(t, last)
	}
}
