package site

import (
	"html/template"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"warta/internal/body"
)

func smallTheme() fstest.MapFS {
	out := fstest.MapFS{}
	dir := os.DirFS("testdata/themes/small")
	fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(dir, name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	return out
}

func load(t *testing.T, fsys fs.FS) *Face {
	t.Helper()
	theme, err := LoadTheme(fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	face, err := theme.Face(Words{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	return face
}

func TestThemePrintsPage(t *testing.T) {
	face := load(t, smallTheme())
	page := NotFoundPage{Page: Page{Type: "notfound", Site: Site{Lang: "id"},
		Meta: Meta{Title: "A & <b>", JSONLD: []template.JS{`{"a":"\u003c/script\u003e"}`}}},
		Cards: []Card{{URL: "/a", Headline: "One"}, {URL: "javascript:alert(1)", Headline: "Two"}, {Headline: "Three"}}}
	got, err := face.Render(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(got.Body)
	for _, want := range []string{"<title>A &amp; &lt;b&gt;</title>", `<a href="/a">One</a>`,
		`{"a":"\u003c/script\u003e"}`, `url(/-/assets/`, `"A /* b */ c"`, "<svg viewBox"} {
		if !strings.Contains(text, want) {
			t.Errorf("page lacks %q:\n%s", want, text)
		}
	}
	for _, not := range []string{"javascript:alert", "Three", "The whole look"} {
		if strings.Contains(text, not) {
			t.Errorf("page holds %q", not)
		}
	}
	// One style, one inline script; the data block and the src are no scripts
	// that need a hash.
	if n := strings.Count(got.CSP, "'sha256-"); n != 2 {
		t.Errorf("policy has %d hashes, want 2: %s", n, got.CSP)
	}
}

func TestPolicyAllowsOnlyTheThemesOwnText(t *testing.T) {
	face := load(t, smallTheme())
	if _, err := face.stylesheet("main"); err != nil {
		t.Fatal(err)
	}
	csp := face.inline.policy([]byte(`<style>body{display:none}</style><script>alert(1)</script>`))
	if strings.Contains(csp, "sha256") {
		t.Errorf("a foreign text is allowed: %s", csp)
	}
	if !strings.Contains(csp, "style-src 'self';") {
		t.Errorf("policy: %s", csp)
	}
}

func TestBrokenThemesNameTheirFile(t *testing.T) {
	for _, c := range []struct{ name, file, data, want string }{
		{"syntax in a page", "page/notfound.html", "{{define \"main\"}}\n{{if}}\n{{end}}", "page/notfound.html:2"},
		{"syntax in a partial", "part/card.html", "a\nb\n{{.URL", "part/card.html:3"},
		{"unknown function", "base.html", "{{exec \"rm\"}}", "base.html:1"},
		{"manifest", "theme.json", "{", "theme.json"},
		{"contract", "theme.json", `{"contract": 99}`, "contract 99"},
		{"rule", "theme.json", `{"contract": 1, "lists": {"x": {"rule": "random"}}}`, `rule "random"`},
		{"limit", "theme.json", `{"contract": 1, "lists": {"x": {"rule": "latest", "limit": 5000}}}`, "limit 5000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := smallTheme()
			files[c.file] = &fstest.MapFile{Data: []byte(c.data)}
			_, err := LoadTheme(files, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v does not name %q", err, c.want)
			}
		})
	}
}

func TestRunningErrorsNameFileAndLine(t *testing.T) {
	files := smallTheme()
	files["part/card.html"] = &fstest.MapFile{Data: []byte("<p>\n{{.NoSuchField}}</p>")}
	_, err := load(t, files).Render(NotFoundPage{Page: Page{Type: "notfound"}, Cards: []Card{{}}})
	if err == nil || !strings.Contains(err.Error(), "part/card.html:2") {
		t.Errorf("error %v does not name part/card.html:2", err)
	}
}

func TestEndlessPageStops(t *testing.T) {
	files := smallTheme()
	files["page/notfound.html"] = &fstest.MapFile{Data: []byte(`{{define "main"}}{{range 1000000000}}spam{{end}}{{end}}`)}
	if _, err := load(t, files).Render(NotFoundPage{Page: Page{Type: "notfound"}}); err == nil {
		t.Error("an endless page was printed")
	}
}

func TestMissingFilesAreTheDefaults(t *testing.T) {
	own := fstest.MapFS{
		"theme.json":     {Data: []byte(`{"name": "own", "contract": 1, "options": {"fold": true}}`)},
		"part/card.html": {Data: []byte(`<i>{{.Headline}}</i>`)},
	}
	theme, err := LoadTheme(own, smallTheme())
	if err != nil {
		t.Fatal(err)
	}
	face, err := theme.Face(Words{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	got, err := face.Render(NotFoundPage{Page: Page{Type: "notfound"}, Cards: []Card{{Headline: "One"}}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(got.Body), "<i>One</i>") || !strings.Contains(string(got.Body), "<!doctype html>") {
		t.Errorf("page is not the theme's card in the default's base:\n%s", got.Body)
	}
	if v, _ := face.option("fold"); v != true {
		t.Errorf("option fold = %v, want the theme's own", v)
	}
	if theme.Manifest.Lists["latest"].Limit != 3 {
		t.Errorf("lists = %v, want the default's", theme.Manifest.Lists)
	}
}

func TestVersionFollowsFiles(t *testing.T) {
	a, _ := LoadTheme(smallTheme(), nil)
	files := smallTheme()
	files[path.Join("css", "main.css")] = &fstest.MapFile{Data: []byte("b{}")}
	b, err := LoadTheme(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a.Version == b.Version {
		t.Error("another stylesheet, the same version")
	}
}

func TestFramesOfPlayersAreAllowedWhereThereIsOne(t *testing.T) {
	in := newInlineTexts()
	plain := in.policy([]byte("<main><p>teks</p></main>"))
	if !strings.Contains(plain, "frame-src 'self';") {
		t.Errorf("a page without a player: %s", plain)
	}
	with := in.policy([]byte(`<main><button type="button" class="embed-load" data-url="x">Muat</button></main>`))
	for _, origin := range body.FrameOrigins() {
		if !strings.Contains(with, origin) {
			t.Errorf("the frame of %s would be blocked after the click: %s", origin, with)
		}
		if strings.Contains(plain, origin) {
			t.Errorf("a page without a player allows %s", origin)
		}
	}
}
