package site

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"path"

	"warta/internal/cache"
)

// The server's share in what readers can keep: the page of what is kept, the
// service worker, the manifest and the icons. All of it is the same for
// everybody; what a reader keeps never comes here (PV-1).

// savedPage is an empty shelf that the reader's own script fills. Offline it
// stands in for pages that are not kept.
func (a *assembly) savedPage(vars) (*cache.Page, error) {
	page, err := a.page("saved", 0)
	if err != nil {
		return nil, err
	}
	name := a.word("saved.title")
	page.Crumbs = append(a.crumbs(0), Link{Text: name, URL: page.Site.Saved})
	m := &page.Meta
	m.Title, m.Description = name+" - "+a.set.Name, a.word("saved.text")
	m.Canonical, m.Robots = a.abs(page.Site.Saved), "noindex"
	out, err := a.print(http.StatusOK, SavedPage{Page: page, Name: name})
	if out != nil {
		out.Pin = !a.rq.lite
	}
	return out, err
}

// workerScripts are the scripts that a kept page needs.
var workerScripts = []string{"warta.js", "tools.js"}

// serviceWorker is the theme's worker with what it has to know of the edition.
func (a *assembly) serviceWorker(vars) (*cache.Page, error) {
	src, ok := a.face.Theme.files["js/sw.js"]
	if !ok {
		return nil, errNoPage
	}
	c := struct {
		Saved string   `json:"saved"`
		Lite  string   `json:"lite"`
		Page  string   `json:"page"`
		Files []string `json:"files"`
		Never []string `json:"never"`
	}{Saved: "/" + a.word("path.saved"), Lite: a.rq.litePrefix(), Page: a.word("query.page"),
		Never: []string{"/-", "/newsroom", "/api", "/" + a.word("path.search"), a.rq.litePrefix() + "/" + a.word("path.search")}}
	for _, name := range workerScripts {
		url, err := a.face.Theme.assetURL(name)
		if err != nil {
			return nil, fmt.Errorf("write the service worker: %w", err)
		}
		c.Files = append(c.Files, url)
	}
	conf, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("write the service worker: %w", err)
	}
	h := http.Header{}
	h.Set("Content-Type", fileType("sw.js"))
	// Browsers ask for it anew at least once a day; we would rather have them ask
	// each time they look.
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'")
	text := fmt.Sprintf("var C=%s\n%s", conf, src.data)
	return &cache.Page{Status: http.StatusOK, Header: h, Body: []byte(text), Pin: true}, nil
}

// manifestIcons are the theme's icons by size; a theme with its own drawing and
// without its own pictures has the drawing alone.
var manifestIcons = []struct{ file, sizes, kind string }{
	{"icon.svg", "any", "image/svg+xml"},
	{"icon-192.png", "192x192", "image/png"},
	{"icon-512.png", "512x512", "image/png"},
}

// hasIcon reports whether a picture is of the theme's own drawing.
func (t *Theme) hasIcon(file string) bool {
	f, ok := t.files["asset/"+file]
	return ok && f.own == t.files["asset/icon.svg"].own
}

// manifest tells a telephone how the paper looks on its first screen.
func (a *assembly) manifest(vars) (*cache.Page, error) {
	type icon struct {
		Src   string `json:"src"`
		Sizes string `json:"sizes"`
		Type  string `json:"type"`
	}
	t := a.face.Theme
	m := struct {
		Name        string `json:"name"`
		ShortName   string `json:"short_name"`
		Description string `json:"description,omitempty"`
		Lang        string `json:"lang"`
		Dir         string `json:"dir"`
		ID          string `json:"id"`
		Start       string `json:"start_url"`
		Scope       string `json:"scope"`
		Display     string `json:"display"`
		Background  string `json:"background_color,omitempty"`
		Theme       string `json:"theme_color,omitempty"`
		Icons       []icon `json:"icons"`
	}{Name: a.set.Name, ShortName: a.set.Name, Description: a.set.Tagline, Lang: a.loc.Tag(), Dir: a.loc.Dir(), ID: "/", Start: "/",
		Scope: "/", Display: "minimal-ui", Background: t.token("paper"), Theme: t.token("paper"), Icons: []icon{}}
	for _, i := range manifestIcons {
		if !t.hasIcon(i.file) {
			continue
		}
		url, err := t.assetURL(i.file)
		if err != nil {
			return nil, fmt.Errorf("write the manifest: %w", err)
		}
		m.Icons = append(m.Icons, icon{url, i.sizes, i.kind})
	}
	body, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("write the manifest: %w", err)
	}
	return a.file("manifest.webmanifest", body), nil
}

// favicon is for programs that ask for the old address.
func (a *assembly) favicon(vars) (*cache.Page, error) {
	if a.face.Theme.hasIcon("icon-32.png") {
		return a.file("favicon.ico", ico(a.face.Theme.files["asset/icon-32.png"].data, 32)), nil
	}
	return a.icon("icon.svg")
}

// touchIcon is for the first screens that ask for an address of their own.
func (a *assembly) touchIcon(vars) (*cache.Page, error) {
	if a.face.Theme.hasIcon("icon-192.png") {
		return a.icon("icon-192.png")
	}
	return nil, errNoPage
}

func (a *assembly) icon(name string) (*cache.Page, error) {
	f, ok := a.face.Theme.files["asset/"+name]
	if !ok {
		return nil, errNoPage
	}
	return a.file(name, f.data), nil
}

// file is a small file at an address that stays when the file changes.
func (a *assembly) file(name string, body []byte) *cache.Page {
	h := http.Header{}
	h.Set("Content-Type", fileType(path.Base(name)))
	h.Set("Cache-Control", "public, max-age=3600, stale-while-revalidate=86400")
	sealFile(h)
	return &cache.Page{Status: http.StatusOK, Header: h, Body: body, Pin: true}
}

// ico wraps one PNG, as every browser since 2007 reads it.
func ico(png []byte, size byte) []byte {
	const head = 6 + 16
	b := []byte{0, 0, 1, 0, 1, 0, size, size, 0, 0, 1, 0, 32, 0}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(png)))
	b = binary.LittleEndian.AppendUint32(b, head)
	return append(b, png...)
}
