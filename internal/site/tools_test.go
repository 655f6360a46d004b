package site_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"warta/internal/news"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// TestKeepingFiles: what a browser needs to keep the paper, in the words of the
// edition, with the right headers.
func TestKeepingFiles(t *testing.T) {
	p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{Settings: func(s *news.Settings) {
		s.Messages = map[string]string{"path.saved": "rak", "path.search": "telusur", "path.lite": "hemat"}
	}})
	p.ImportSeed()

	sw := p.Get("/sw.js")
	if sw.Status != http.StatusOK || sw.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || sw.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("the worker: %d %q %q", sw.Status, sw.Header.Get("Content-Type"), sw.Header.Get("Cache-Control"))
	}
	if csp := sw.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "connect-src 'self'") || strings.Contains(csp, "sandbox") {
		t.Errorf("the worker may not do its work: %s", csp)
	}
	if n := compressed(sw.Body); n > 3<<10 {
		t.Errorf("the worker has %d bytes compressed, may have 3 KB", n)
	}
	head, _, _ := bytes.Cut(sw.Body, []byte("\n"))
	var conf struct {
		Saved, Lite  string
		Files, Never []string
	}
	if err := json.Unmarshal(bytes.TrimPrefix(head, []byte("var C=")), &conf); err != nil {
		t.Fatalf("%s: %v", head, err)
	}
	if conf.Saved != "/rak" || conf.Lite != "/hemat" || !strings.Contains(strings.Join(conf.Never, " "), "/telusur") {
		t.Errorf("the worker does not speak the edition's words: %+v", conf)
	}
	for _, f := range conf.Files {
		if a := p.Get(f); a.Status != http.StatusOK {
			t.Errorf("the worker keeps %s, which answers %d", f, a.Status)
		}
	}
	for _, path := range []string{"/rak", "/hemat/rak"} {
		a := p.Get(path)
		if a.Status != http.StatusOK || !bytes.Contains(a.Body, []byte(`content="noindex"`)) {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	if a := p.Get("/tersimpan"); a.Status != http.StatusNotFound {
		t.Errorf("another edition's word leads somewhere: %d", a.Status)
	}
	if a := p.Get(p.Path); a.Header.Get("Warta-Page") != "article" {
		t.Errorf("the worker cannot tell an article: %q", a.Header.Get("Warta-Page"))
	}

	mf := p.Get("/manifest.webmanifest")
	var m struct {
		Name  string
		Start string `json:"start_url"`
		Theme string `json:"theme_color"`
		Icons []struct{ Src, Sizes, Type string }
	}
	if err := json.Unmarshal(mf.Body, &m); err != nil || mf.Header.Get("Content-Type") != "application/manifest+json" {
		t.Fatalf("the manifest: %v, %q", err, mf.Header.Get("Content-Type"))
	}
	if m.Name != "Koran Metro" || m.Start != "/" || m.Theme != "#FFFDF8" || len(m.Icons) != 3 {
		t.Errorf("the manifest says %+v", m)
	}
	for _, i := range m.Icons {
		a := p.Get(i.Src)
		if a.Status != http.StatusOK || a.Header.Get("Content-Type") != i.Type {
			t.Errorf("the icon %s: %d %q", i.Src, a.Status, a.Header.Get("Content-Type"))
		}
		if i.Type == "image/png" {
			pic, err := png.DecodeConfig(bytes.NewReader(a.Body))
			if err != nil || fmt.Sprintf("%dx%d", pic.Width, pic.Height) != i.Sizes {
				t.Errorf("the icon %s is %dx%d: %v", i.Src, pic.Width, pic.Height, err)
			}
		}
	}
	fav := p.Get("/favicon.ico")
	if fav.Status != http.StatusOK || !bytes.HasPrefix(fav.Body, []byte{0, 0, 1, 0, 1, 0, 32, 32}) {
		t.Errorf("favicon: %d % x", fav.Status, fav.Body[:min(8, len(fav.Body))])
	}
	if pic, err := png.DecodeConfig(bytes.NewReader(fav.Body[22:])); err != nil || pic.Width != 32 {
		t.Errorf("the picture in favicon.ico: %v", err)
	}
	if a := p.Get("/apple-touch-icon.png"); a.Status != http.StatusOK {
		t.Errorf("apple-touch-icon: %d", a.Status)
	}
}
