package cache

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestEncodingIsNegotiated(t *testing.T) {
	c := open(t, Options{})
	serve(t, c, "long", give(page(long, 1)))
	serve(t, c, "short", give(page("pendek", 1)))
	c.back.wait() // all encodings made
	for _, tt := range []struct {
		name, key string
		accept    []string
		want      string
		status    int
	}{
		{"no field", "long", nil, "", 200},
		{"empty field", "long", []string{""}, "", 200},
		{"a browser's", "long", []string{"gzip, deflate, br, zstd"}, "br", 200},
		{"gzip alone", "long", []string{"gzip"}, "gzip", 200},
		{"old name, odd case", "long", []string{"X-GZip"}, "gzip", 200},
		{"unknown alone", "long", []string{"zstd"}, "", 200},
		{"several lines", "long", []string{"deflate", "br"}, "br", 200},
		{"weights", "long", []string{"br;q=0.5, gzip;q=0.8"}, "gzip", 200},
		{"brotli forbidden", "long", []string{"br;q=0, gzip"}, "gzip", 200},
		{"brotli forbidden in thousandths", "long", []string{"gzip, br;q=0.000"}, "gzip", 200},
		{"identity preferred", "long", []string{"identity, gzip;q=0.5"}, "", 200},
		{"anything", "long", []string{"*"}, "br", 200},
		{"anything but brotli", "long", []string{"br;q=0, *"}, "gzip", 200},
		{"identity forbidden", "long", []string{"gzip, identity;q=0"}, "gzip", 200},
		{"identity forbidden, short page", "short", []string{"gzip, identity;q=0"}, "gzip", 200},
		{"identity forbidden, brotli alone, short page", "short", []string{"br, identity;q=0"}, "br", 200},
		{"short page", "short", []string{"gzip, br"}, "", 200},
		{"nothing acceptable", "long", []string{"*;q=0"}, "", 406},
		{"identity forbidden, unknown alone", "long", []string{"zstd, identity;q=0"}, "", 406},
		{"malformed weight", "long", []string{"br;q=x, gzip"}, "gzip", 200},
		{"malformed list", "long", []string{",;q=1,, gzip ;q=0.9;x"}, "gzip", 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var h []string
			for _, a := range tt.accept {
				h = append(h, "Accept-Encoding", a)
			}
			w := serve(t, c, tt.key, nil, h...)
			if got := w.Header().Get("Content-Encoding"); got != tt.want || w.Code != tt.status {
				t.Fatalf("got %d %q, want %d %q", w.Code, got, tt.status, tt.want)
			}
			if w.Code != 200 {
				return
			}
			want := long
			if tt.key == "short" {
				want = "pendek"
			}
			if got := decoded(t, w); got != want {
				t.Errorf("body does not decode to the page: %.40q", got)
			}
			if got := w.Header().Get("Vary"); got != "Accept-Encoding" {
				t.Errorf("Vary = %q", got)
			}
		})
	}
}

func TestTagsConfirmOnlyEqualBytes(t *testing.T) {
	c := open(t, Options{})
	tag := func(accept string) string {
		return serve(t, c, "x", give(page(long, 1)), "Accept-Encoding", accept).Header().Get("ETag")
	}
	first := tag("gzip, br") // gzip: brotli is not made yet, or already is
	c.back.wait()
	br, gz, plain := tag("br"), tag("gzip"), tag("")
	if br == gz || gz == plain || br == plain {
		t.Fatalf("encodings share a tag: %s %s %s", br, gz, plain)
	}
	w := httptest.NewRecorder()
	other := strings.Replace(long, "tamu", "Tamu", 1)
	if err := c.Serve(w, httptest.NewRequest("GET", "/", nil), "y", give(page(other, 1))); err != nil {
		t.Fatal(err)
	}
	foreign := w.Header().Get("ETag")
	for _, tt := range []struct {
		name, accept, match string
		want                int
	}{
		{"same", "br", br, 304},
		{"weak form", "br", "W/" + br, 304},
		{"in a list", "gzip", `"a", ` + gz + `, "b"`, 304},
		{"from before the swap", "gzip, br", first, 304},
		{"other encoding that this reader takes", "gzip, br", gz, 304},
		{"other encoding that this reader does not take", "gzip", br, 200},
		{"encoded copy, reader takes none", "", gz, 200},
		{"other content", "", foreign, 200},
		{"any", "br", "*", 304},
		{"no tag at all", "br", "rubbish", 200},
		{"unclosed", "br", `"abc`, 200},
		{"prefix of a tag", "br", strings.TrimSuffix(plain, `"`) + `-zzz"`, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := serve(t, c, "x", nil, "Accept-Encoding", tt.accept, "If-None-Match", tt.match)
			if w.Code != tt.want {
				t.Fatalf("got %d, want %d", w.Code, tt.want)
			}
			h := w.Header()
			if tt.want == 304 {
				if w.Body.Len() > 0 || h.Get("Content-Length") != "" || h.Get("Content-Encoding") != "" {
					t.Errorf("a 304 describes a body: %v", h)
				}
				if h.Get("Vary") == "" || h.Get("ETag") == "" || h.Get("Cache-Control") != "public, max-age=10" {
					t.Errorf("a 304 lacks what a 200 has: %v", h)
				}
				if tt.match != "*" && !strings.Contains(tt.match, h.Get("ETag")) {
					t.Errorf("a 304 confirms %s, asked for %s", h.Get("ETag"), tt.match)
				}
			}
		})
	}
}

func TestHeadAndHeaders(t *testing.T) {
	c := open(t, Options{})
	p := page(long, 1, "b", "a", "b")
	p.Header.Set("Vary", "Accept-Language")
	serve(t, c, "x", give(p))
	full := serve(t, c, "x", nil, "Accept-Encoding", "gzip")
	r := httptest.NewRequest("HEAD", "/x", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	if !c.Hit(w, r, "x") {
		t.Fatal("no hit")
	}
	if w.Body.Len() != 0 || w.Header().Get("Content-Length") != full.Header().Get("Content-Length") {
		t.Errorf("HEAD: %d bytes, Content-Length %s, want 0 and %s", w.Body.Len(), w.Header().Get("Content-Length"), full.Header().Get("Content-Length"))
	}
	if got := w.Header().Get("Vary"); got != "Accept-Encoding, Accept-Language" {
		t.Errorf("Vary = %q", got)
	}
	if got := w.Header().Get("Surrogate-Key"); got != "a b" {
		t.Errorf("Surrogate-Key = %q", got)
	}
}

func TestOtherAnswersHaveNoTag(t *testing.T) {
	c := open(t, Options{})
	for _, status := range []int{301, 404, 410} {
		p := page(long, 1)
		p.Status = status
		w := serve(t, c, http.StatusText(status), give(p), "If-None-Match", "*")
		if w.Code != status || w.Header().Get("ETag") != "" {
			t.Errorf("got %d with tag %q, want %d without", w.Code, w.Header().Get("ETag"), status)
		}
	}
}

func FuzzParseAccept(f *testing.F) {
	for _, s := range []string{"gzip, br;q=0.5", "*;q=0", "identity;q=0, *", ";;q=,", "br;q=1.001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := parseAccept([]string{s})
		for enc, q := range a {
			if q < 0 || q > 1000 {
				t.Errorf("weight of %s is %d", encoding(enc), q)
			}
			// A coding that is not named, without a star, is not acceptable.
			if q > 0 && encoding(enc) != identity && !strings.Contains(s, "*") &&
				!strings.Contains(strings.ToLower(s), encoding(enc).String()) {
				t.Errorf("%q accepts %s", s, encoding(enc))
			}
		}
	})
}
