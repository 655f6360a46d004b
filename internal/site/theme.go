package site

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"warta/internal/body"
	"warta/internal/poster"
)

// Theme is a theme's files, read once and whole, so that a page never meets
// half of an edit. What a file says is told by its place:
//
//	theme.json     manifest
//	base.html      the page around every page; executed as "base"
//	page/TYPE.html what differs for one page type
//	page/other.html page types that have no file of their own (OtherPage)
//	part/*.html    partials, called as {{template "part/card" .}}
//	block/KIND.html replaces the body's own markup of one kind of block
//	css/*.css      for the function stylesheet; url(asset/NAME) becomes the
//	               hashed address of asset/NAME
//	js/*.js        for the functions script and asset
//	icon/*.svg     for the function icon
//	asset/**       fonts and pictures, for the function asset
//
// A file that the theme lacks is the default theme's.
type Theme struct {
	Manifest Manifest
	// Version changes when any file does.
	Version string

	files map[string]themeFile
	// metered is true for themes that came over another: their templates are not
	// ours (meter.go).
	metered bool

	poster     sync.Once
	posterMade *poster.Type
	posterErr  error
}

type themeFile struct {
	data []byte
	// own is false for what came from the default theme.
	own  bool
	hash string
}

// maxThemeBytes bounds a theme, which is held in memory.
const maxThemeBytes = 16 << 20

// LoadTheme reads a theme from fsys, and from fallback what fsys lacks.
// fallback is nil for the default theme itself. Template files are parsed; the
// error of a broken one names file and line.
func LoadTheme(fsys fs.FS, fallback fs.FS) (*Theme, error) {
	t := &Theme{files: map[string]themeFile{}}
	var base Manifest
	if fallback != nil {
		if err := t.read(fallback, false); err != nil {
			return nil, fmt.Errorf("default theme: %w", err)
		}
		var err error
		if base, err = readManifest(t.files["theme.json"].data); err != nil {
			return nil, fmt.Errorf("default theme: %w", err)
		}
		delete(t.files, "theme.json")
		t.metered = true
	}
	if err := t.read(fsys, true); err != nil {
		return nil, err
	}
	m, ok := t.files["theme.json"]
	if !ok {
		return nil, fmt.Errorf("theme.json: %w", fs.ErrNotExist)
	}
	var err error
	if t.Manifest, err = readManifest(m.data); err != nil {
		return nil, err
	}
	t.Manifest = t.Manifest.over(base)
	t.Version = t.version()
	// Parsing with words that are never spoken finds syntax errors now.
	if _, err := t.Face(Words{}); err != nil {
		return nil, err
	}
	if len(t.Manifest.Share) > 0 {
		if _, err := t.posterType(); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Theme) read(fsys fs.FS, own bool) error {
	total := 0
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != "." && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		// Links could lead out of the folder; a theme has no use for them.
		if !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if total += len(data); total > maxThemeBytes {
			return fmt.Errorf("%s: the theme is larger than %d bytes", name, maxThemeBytes)
		}
		sum := sha256.Sum256(data)
		t.files[name] = themeFile{data: data, own: own, hash: hex.EncodeToString(sum[:6])}
		return nil
	})
}

func (t *Theme) version() string {
	names := make([]string, 0, len(t.files))
	for name := range t.files {
		names = append(names, name)
	}
	sort.Strings(names)
	h := sha256.New()
	for _, name := range names {
		fmt.Fprintf(h, "%s %s\n", name, t.files[name].hash)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// names lists the files of one folder with one extension, without both, sorted.
func (t *Theme) names(dir, ext string) []string {
	var out []string
	for name := range t.files {
		if path.Dir(name) == dir && path.Ext(name) == ext {
			out = append(out, strings.TrimSuffix(path.Base(name), ext))
		}
	}
	sort.Strings(out)
	return out
}

// asset finds a file that has an address: under asset/ or js/.
func (t *Theme) asset(name string) (themeFile, bool) {
	for _, p := range []string{"asset/" + name, "js/" + name} {
		if f, ok := t.files[p]; ok {
			return f, true
		}
	}
	return themeFile{}, false
}

// sheets are the theme's sheets, css/block/KIND.css and css/format/FORMAT.css,
// for what an article uses.
func (t *Theme) sheets(kinds []body.Kind, formats ...string) (out []string) {
	add := func(name string) {
		if _, ok := t.files["css/"+name+".css"]; ok && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, k := range kinds {
		add("block/" + string(k))
		if k == body.KindVideo || k == body.KindAudio {
			// Another's player is printed as an embed.
			add("block/" + string(body.KindEmbed))
		}
	}
	for _, f := range formats {
		add("format/" + f)
	}
	return out
}

// assetURL is the address of such a file; its hash makes it immutable.
func (t *Theme) assetURL(name string) (string, error) {
	f, ok := t.asset(name)
	if !ok {
		return "", fmt.Errorf("asset %q: the theme has no such file", name)
	}
	return "/-/assets/" + f.hash + "/" + name, nil
}

// stampOf is the newest change among a folder's files, for Reload.
func stampOf(fsys fs.FS) (time.Time, int) {
	var newest time.Time
	n := 0
	// An unreadable folder is found by LoadTheme, which can say so.
	_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			n++
			if info.ModTime().After(newest) {
				newest = info.ModTime()
			}
		}
		return nil
	})
	return newest, n
}
