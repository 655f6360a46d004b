package site

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
)

// DefaultTheme is the name of the embedded theme.
const DefaultTheme = "cetak"

// themes chooses the theme of each edition and changes it while the paper
// runs. A theme becomes active only after it was parsed and has printed a
// sample of every page type; until then, and for good if it fails, the former
// one stays (TH-1).
type themes struct {
	base fs.FS
	// lite is the face of lite pages, whatever the theme.
	lite   *Theme
	dir    string
	log    *slog.Logger
	limits renderLimits

	mu     sync.Mutex
	loaded map[string]*loadedTheme
	active map[news.EditionID]*activeFace
	// assets are all files that a page may still cite, by hash and name: those
	// of the active themes and, while the process lives, of former ones.
	assets map[string][]byte
	newest map[string][]byte
}

type loadedTheme struct {
	theme *Theme
	// err is why the files as they stand now cannot be used.
	err   error
	stamp time.Time
	files int
}

type activeFace struct {
	words wordsKey
	// settings are those it was made from, for pages that have no snapshot.
	settings news.Settings
	face     *Face
	// plain is the default theme with the same words: it prints the pages that
	// the theme fails at.
	plain *Face
	// lite prints the lite pages, with the theme's words.
	lite *Face
	// failed is the choice that was refused, so that it is reported once.
	failed *wordsKey
	err    error
}

// wordsKey is all of the settings that a face is made from.
type wordsKey struct {
	theme                   *Theme
	locale, zone, dateStyle string
	colours                 news.Colours
	messages                map[string]string
}

func (k wordsKey) equal(o wordsKey) bool {
	return k.theme == o.theme && k.locale == o.locale && k.zone == o.zone && k.dateStyle == o.dateStyle && k.colours == o.colours &&
		maps.Equal(k.messages, o.messages)
}

// shippedThemes are the default theme's files, the theme itself, and that of lite
// pages. They are in the binary and read once, however many sites a process has.
var shippedThemes = sync.OnceValues(func() (own struct {
	files      fs.FS
	base, lite *Theme
}, err error) {
	if own.files, err = fs.Sub(embedded, "theme"); err != nil {
		return own, err
	}
	lite, err := fs.Sub(embedded, "lite")
	if err != nil {
		return own, err
	}
	if own.base, err = LoadTheme(own.files, nil); err != nil {
		return own, fmt.Errorf("default theme: %w", err)
	}
	if own.lite, err = LoadTheme(lite, nil); err != nil {
		return own, fmt.Errorf("lite pages: %w", err)
	}
	return own, nil
})

func newThemes(o Options) (*themes, error) {
	own, err := shippedThemes()
	if err != nil {
		return nil, err
	}
	ts := &themes{base: own.files, lite: own.lite, dir: o.ThemeDir, log: o.Logger, limits: renderLimits{bytes: defaultLimits.bytes, time: o.RenderTime},
		loaded: map[string]*loadedTheme{}, active: map[news.EditionID]*activeFace{},
		assets: map[string][]byte{}, newest: map[string][]byte{}}
	ts.loaded[""] = &loadedTheme{theme: own.base}
	ts.keepAssets(own.base)
	return ts, nil
}

func (ts *themes) keepAssets(t *Theme) {
	for _, dir := range []string{"asset/", "js/"} {
		for name, f := range t.files {
			if rest, ok := cutPrefix(name, dir); ok {
				ts.assets[f.hash+"/"+rest] = f.data
				ts.newest[rest] = f.data
			}
		}
	}
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) > len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):], true
	}
	return "", false
}

func (ts *themes) colours(set news.Settings) []ChosenColour {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return ts.load(set.WithDefaults().Theme).theme.chosen(set.Colours)
}

// asset finds a file by hash and name. exact is false when only another
// version of the file is left, as for a last good copy of an older release.
func (ts *themes) asset(hash, name string) (data []byte, exact, ok bool) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if data, ok = ts.assets[hash+"/"+name]; ok {
		return data, true, true
	}
	data, ok = ts.newest[name]
	return data, false, ok
}

// face gives the theme of an edition, speaking its words. The error tells why
// the edition's choice was refused; the face is good all the same, unless even
// the default theme cannot speak.
func (ts *themes) face(e news.Edition) (*activeFace, error) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	set := e.Settings.WithDefaults()
	l := ts.load(set.Theme)
	want := wordsKey{theme: l.theme, locale: set.Locale, zone: set.Zone, dateStyle: set.DateStyle, colours: set.Colours, messages: set.Messages}
	now := ts.active[e.ID]
	if now != nil && l.err == nil && now.words.equal(want) {
		return now, nil
	}
	if now != nil && now.failed != nil && now.failed.equal(want) {
		return now, now.err
	}
	err := l.err
	if err == nil {
		var next *activeFace
		if next, err = ts.speak(want, set); err == nil {
			ts.active[e.ID] = next
			ts.keepAssets(l.theme)
			return next, nil
		}
	}
	err = fmt.Errorf("theme %q: %w", set.Theme, err)
	if now == nil {
		plain := want
		plain.theme = ts.loaded[""].theme
		fallback, perr := ts.speak(plain, set)
		if perr != nil {
			return nil, errors.Join(err, perr)
		}
		now = fallback
	}
	ts.active[e.ID] = &activeFace{words: now.words, settings: now.settings, face: now.face, plain: now.plain, lite: now.lite, failed: &want, err: err}
	ts.log.Error("a theme was refused; the former one stays", "theme", set.Theme, "error", err)
	return ts.active[e.ID], err
}

// spoken are faces that were bound and checked, by what they were made of: a
// paper that changes a setting and changes it back waits once, and editions that
// speak alike share one. Words of an edition's own are not kept.
var spoken struct {
	sync.Mutex
	faces map[spokenKey]activeFace
}

// maxSpoken bounds them; a newspaper has one or two.
const maxSpoken = 16

type spokenKey struct {
	theme                   string
	metered                 bool
	locale, zone, dateStyle string
	colours                 news.Colours
	limits                  renderLimits
}

// speak binds a theme to words and has it print a sample of every page.
func (ts *themes) speak(k wordsKey, set news.Settings) (*activeFace, error) {
	key := spokenKey{k.theme.Version, k.theme.metered, k.locale, k.zone, k.dateStyle, k.colours, ts.limits}
	spoken.Lock()
	known, ok := spoken.faces[key]
	spoken.Unlock()
	if ok && len(k.messages) == 0 {
		known.words, known.settings = k, set
		return &known, nil
	}
	a, err := ts.bind(k, set)
	if err == nil && len(k.messages) == 0 {
		spoken.Lock()
		if spoken.faces == nil || len(spoken.faces) >= maxSpoken {
			spoken.faces = map[spokenKey]activeFace{}
		}
		spoken.faces[key] = *a
		spoken.Unlock()
	}
	return a, err
}

func (ts *themes) bind(k wordsKey, set news.Settings) (*activeFace, error) {
	with := func(t *Theme) (*Face, error) {
		loc := locale.Get(set.Locale)
		words := t
		if t == ts.lite {
			words = k.theme
		}
		if m := words.messages(loc.Tag()); len(m) > 0 {
			loc = loc.With(m)
		}
		if len(set.Messages) > 0 {
			loc = loc.With(set.Messages)
		}
		f, err := t.Face(Words{Locale: loc, Zone: set.Location(), DateStyle: set.DateStyle, Colours: set.Colours})
		if err != nil {
			return nil, err
		}
		f.limits = ts.limits
		if t == ts.loaded[""].theme || t == ts.lite {
			f.limits.time = 0
		}
		return f, nil
	}
	face, err := with(k.theme)
	if err != nil {
		return nil, err
	}
	if err := face.check(); err != nil {
		return nil, err
	}
	plain := face
	if base := ts.loaded[""].theme; base != k.theme {
		if plain, err = with(base); err != nil {
			return nil, err
		}
	}
	lite, err := with(ts.lite)
	if err != nil {
		return nil, fmt.Errorf("lite pages: %w", err)
	}
	return &activeFace{words: k, settings: set, face: face, plain: plain, lite: lite}, nil
}

// messages are the theme's words for a language, those of the base language
// under those of the regional one.
func (t *Theme) messages(tag string) map[string]string {
	base := tag
	for i := range tag {
		if tag[i] == '-' {
			base = tag[:i]
			break
		}
	}
	return merged(t.Manifest.Messages[base], t.Manifest.Messages[tag])
}

// load finds a theme by name: a folder, else the embedded one.
func (ts *themes) load(name string) *loadedTheme {
	if name == DefaultTheme && !ts.onDisk(name) {
		name = ""
	}
	if l, ok := ts.loaded[name]; ok {
		return l
	}
	l := ts.readFolder(name, nil)
	ts.loaded[name] = l
	return l
}

func (ts *themes) onDisk(name string) bool {
	if ts.dir == "" {
		return false
	}
	info, err := os.Stat(filepath.Join(ts.dir, name))
	return err == nil && info.IsDir()
}

// readFolder reads a theme from its folder; what was read before stays beside
// the error.
func (ts *themes) readFolder(name string, old *loadedTheme) *loadedTheme {
	l := &loadedTheme{}
	if old != nil {
		l.theme = old.theme
	}
	if !filepath.IsLocal(name) || name != filepath.Base(name) {
		l.err = errors.New("this is not the name of a folder")
		return l
	}
	if !ts.onDisk(name) {
		l.err = fmt.Errorf("there is no such folder: %w", fs.ErrNotExist)
		return l
	}
	folder := os.DirFS(filepath.Join(ts.dir, name))
	l.stamp, l.files = stampOf(folder)
	t, err := LoadTheme(folder, ts.base)
	if err != nil {
		l.err = err
		return l
	}
	l.theme = t
	return l
}

// rescan reads themes whose folders changed; it says whether one did.
func (ts *themes) rescan() bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	changed := false
	for name, l := range ts.loaded {
		if name == "" {
			continue
		}
		var stamp time.Time
		n := 0
		if ts.onDisk(name) {
			stamp, n = stampOf(os.DirFS(filepath.Join(ts.dir, name)))
		}
		if stamp.Equal(l.stamp) && n == l.files {
			continue
		}
		ts.loaded[name] = ts.readFolder(name, l)
		changed = true
	}
	if changed {
		for _, a := range ts.active {
			a.failed = nil
		}
	}
	return changed
}

// last is the face that an edition was last printed with, and nil before that.
func (ts *themes) last(e news.EditionID, lite bool) (*Face, news.Settings) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	a := ts.active[e]
	if a == nil && e == 0 && len(ts.active) == 1 {
		for _, a = range ts.active {
		}
	}
	if a == nil {
		return nil, news.Settings{}
	}
	if lite {
		return a.lite, a.settings
	}
	return a.face, a.settings
}
