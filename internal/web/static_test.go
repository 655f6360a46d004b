package web

import (
	"bufio"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func newReader(s string) *bufio.Reader { return bufio.NewReader(strings.NewReader(s)) }

func staticFixture(t *testing.T) *Static {
	t.Helper()
	s, err := NewStatic(fstest.MapFS{
		"css/paper.css":    {Data: []byte(strings.Repeat("body{margin:0}\n", 100))},
		"css/paper.css.br": {Data: []byte("brotli")},
		"font.woff2":       {Data: []byte(strings.Repeat("font", 100))},
		"a.js":             {Data: []byte("a")},
	}, "/-/statis/")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStaticFiles(t *testing.T) {
	s := staticFixture(t)
	css, font := s.URL("css/paper.css"), s.URL("font.woff2")
	for _, tt := range []struct {
		name, url, accept string
		want              int
		encoding, kind    string
	}{
		{"brotli", css, "gzip, br", 200, "br", "text/css; charset=utf-8"},
		{"gzip", css, "gzip", 200, "gzip", "text/css; charset=utf-8"},
		{"brotli forbidden", css, "br;q=0, gzip;q=0.1", 200, "gzip", "text/css; charset=utf-8"},
		{"plain", css, "", 200, "", "text/css; charset=utf-8"},
		{"a font is not encoded", font, "gzip, br", 200, "", "font/woff2"},
		{"too small to encode", s.URL("a.js"), "gzip", 200, "", "text/javascript; charset=utf-8"},
		{"without its hash", "/-/statis/css/paper.css", "", 404, "", ""},
		{"its encoded twin", css + ".br", "", 404, "", ""},
		{"folder", "/-/statis/css/", "", 404, "", ""},
		{"up", "/-/statis/../../etc/passwd", "", 404, "", ""},
		{"encoded up", "/-/statis/%2e%2e%2fetc/passwd", "", 404, "", ""},
		{"absolute", "/-/statis//etc/passwd", "", 404, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("GET", tt.url, nil)
			r.Header.Set("Accept-Encoding", tt.accept)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			h := w.Header()
			if w.Code != tt.want || h.Get("Content-Encoding") != tt.encoding {
				t.Fatalf("got %d %q", w.Code, h.Get("Content-Encoding"))
			}
			if tt.want == 200 && (h.Get("Content-Type") != tt.kind || h.Get("Cache-Control") != Immutable || h.Get("ETag") == "") {
				t.Errorf("headers %v", h)
			}
			if tt.encoding == "gzip" {
				z, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				if b, _ := io.ReadAll(z); !strings.HasPrefix(string(b), "body{") {
					t.Errorf("decodes to %.20q", b)
				}
			}
		})
	}
	if s.URL("nothing") != "" {
		t.Error("a file that is not there has an address")
	}
}

func TestStaticConditionalAndRange(t *testing.T) {
	s := staticFixture(t)
	ask := func(url string, headers ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", url, nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	for _, accept := range []string{"", "gzip", "br"} {
		tag := ask(s.URL("css/paper.css"), "Accept-Encoding", accept).Header().Get("ETag")
		if w := ask(s.URL("css/paper.css"), "Accept-Encoding", accept, "If-None-Match", tag); w.Code != 304 || w.Body.Len() > 0 {
			t.Errorf("%q: got %d", accept, w.Code)
		}
	}
	if w := ask(s.URL("font.woff2"), "Range", "bytes=4-7"); w.Code != http.StatusPartialContent || w.Body.String() != "font" {
		t.Errorf("range: %d %q", w.Code, w.Body)
	}
}

func TestStaticDoesNotFollowLinksOut(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret.css"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(outside, "secret.css"), filepath.Join(dir, "a.css")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if s, err := NewStatic(root.FS(), "/"); err == nil {
		t.Errorf("a link out of the folder was read: %v", s.urls)
	}
}

func TestServeMedia(t *testing.T) {
	for _, tt := range []struct {
		name, header, value string
		want                int
		body                string
	}{
		{"whole", "X", "", 200, "0123456789"},
		{"piece", "Range", "bytes=2-4", 206, "234"},
		{"end", "Range", "bytes=-3", 206, "789"},
		{"beyond", "Range", "bytes=20-", 416, ""},
		{"known", "If-None-Match", `"abc"`, 304, ""},
	} {
		r := httptest.NewRequest("GET", "/m/a.jpg", nil)
		r.Header.Set(tt.header, tt.value)
		w := httptest.NewRecorder()
		ServeMedia(w, r, "ab/a.jpg", "abc", strings.NewReader("0123456789"))
		if w.Code != tt.want || tt.body != "" && w.Body.String() != tt.body {
			t.Errorf("%s: %d %q", tt.name, w.Code, w.Body)
		}
		if tt.want == 200 && w.Header().Get("Content-Type") != "image/jpeg" {
			t.Errorf("%s: %v", tt.name, w.Header())
		}
	}
}
