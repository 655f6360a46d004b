package site

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"

	"warta/internal/cache"
	"warta/internal/locale"
)

// ThemeReport is what a look at a theme folder finds (TH-5).
type ThemeReport struct {
	Name, Title string
	// Version is the digest of its files, Contract what it was written for.
	Version  string
	Contract int
	// Own are the theme's files, Inherited what it takes from the default theme,
	// Unused those of its own that no page of it uses.
	Own, Inherited, Unused []string
	// Weights are the compressed sizes of sample pages, in bytes.
	Weights []PageWeight
	// Faults keep the theme from being used; Warnings do not.
	Faults, Warnings []string
}

// PageWeight is a sample page's HTML with its styles as brotli, and the bar
// for its type.
type PageWeight struct {
	Page       string
	Bytes, Bar int
}

// weightBars are those of reader-site.md section 11 for HTML with inline CSS.
var weightBars = map[string]int{"article": 14 << 10, "front": 25 << 10, "section": 16 << 10, "tag": 16 << 10, "person": 16 << 10,
	"topic": 16 << 10, "index": 16 << 10, "latest": 16 << 10, "popular": 16 << 10, "search": 16 << 10, "notfound": 8 << 10}

// maxCSS and maxScripts bound a theme's own sheets and scripts, as brotli (PF-2).
const (
	maxCSS     = 10 << 10
	maxScripts = 6 << 10
)

// CheckTheme looks at a theme folder as the paper would before it uses it, and
// then more closely: weight, contrast, markup, files that nobody asks for. A
// folder that is no theme at all is one fault.
func CheckTheme(folder fs.FS) (ThemeReport, error) {
	base, err := fs.Sub(embedded, "theme")
	if err != nil {
		return ThemeReport{}, fmt.Errorf("check a theme: %w", err)
	}
	t, err := LoadTheme(folder, base)
	if err != nil {
		return ThemeReport{Faults: []string{err.Error()}}, nil
	}
	r := ThemeReport{Name: t.Manifest.Name, Title: t.Manifest.Title, Version: t.Version, Contract: t.Manifest.Contract}
	for name, f := range t.files {
		if f.own {
			r.Own = append(r.Own, name)
		} else {
			r.Inherited = append(r.Inherited, name)
		}
	}
	sort.Strings(r.Own)
	sort.Strings(r.Inherited)
	r.Unused = t.unused(r.Own)
	r.Faults = append(r.Faults, t.contrasts()...)
	for _, lang := range []string{"id", "en"} {
		face, err := t.Face(Words{Locale: locale.Get(lang).With(t.messages(lang)), Zone: sampleSite.Now.Location()})
		if err == nil {
			err = face.check()
		}
		if err != nil {
			r.Faults = append(r.Faults, err.Error())
			return r, nil
		}
		if lang == "id" {
			if err := r.look(face); err != nil {
				return r, err
			}
		}
	}
	r.weighScripts(t)
	return r, nil
}

// look prints every page of the storybook and reads its markup.
func (r *ThemeReport) look(f *Face) error {
	stories, err := f.Storybook(sampleSite, nil)
	if err != nil {
		return fmt.Errorf("check a theme: %w", err)
	}
	for _, s := range stories {
		out, err := f.Render(s.Page)
		if err != nil {
			return fmt.Errorf("check a theme: %w", err)
		}
		for _, m := range markup(string(out.Body)) {
			r.Faults = append(r.Faults, s.Name+": "+m)
		}
		if s.Name != "" {
			r.weighStyles(s.Name, out.Body)
		}
		if bar := weightBars[s.Name]; bar > 0 {
			w := PageWeight{Page: s.Name, Bytes: len(cache.Brotli(out.Body)), Bar: bar}
			r.Weights = append(r.Weights, w)
			if w.Bytes > w.Bar {
				r.Warnings = append(r.Warnings, fmt.Sprintf("%s: the sample page weighs %d bytes compressed, %d are the bar", w.Page, w.Bytes, w.Bar))
			}
		}
	}
	return nil
}

// weighStyles weighs what stands in the style elements of a page: a reader gets
// the sheets of one page, never all of them (PF-2).
func (r *ThemeReport) weighStyles(name string, page []byte) {
	var css []byte
	for _, m := range styleElement.FindAllSubmatch(page, -1) {
		css = append(css, m[1]...)
	}
	if n := len(cache.Brotli(css)); n > maxCSS {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%s: the styles of the sample page weigh %d bytes compressed, %d are the bar", name, n, maxCSS))
	}
}

var styleElement = regexp.MustCompile(`(?s)<style>(.*?)</style>`)

func (r *ThemeReport) weighScripts(t *Theme) {
	var js []byte
	for _, name := range slices.Sorted(keysOf(t.files)) {
		// The others are fetched on demand.
		if path.Dir(name) == "js" && name != "js/sw.js" && name != "js/tools.js" && name != "js/viewer.js" {
			js = append(js, t.files[name].data...)
		}
	}
	if n := len(cache.Brotli(js)); n > maxScripts {
		r.Warnings = append(r.Warnings, fmt.Sprintf("js: the scripts of every page weigh %d bytes compressed, %d are the bar", n, maxScripts))
	}
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// fromGo are assets that the server itself asks for.
var fromGo = regexp.MustCompile(`^(share/|icon-|storybook\.svg$)`)

// unused finds own files that no template, sheet or script of the theme names.
func (t *Theme) unused(own []string) []string {
	var all strings.Builder
	for name, f := range t.files {
		switch path.Ext(name) {
		case ".html", ".css", ".js", ".json":
			all.WriteString(name + "\n")
			all.Write(f.data)
			all.WriteByte('\n')
		}
	}
	text := all.String()
	var out []string
	for _, name := range own {
		dir, base := path.Dir(name), path.Base(name)
		plain := strings.TrimSuffix(base, path.Ext(base))
		asked := true
		switch dir {
		case "part":
			asked = strings.Contains(text, `"part/`+plain+`"`)
		case "css", "icon":
			asked = strings.Contains(text, `"`+plain+`"`)
		case "js":
			asked = strings.Contains(text, `"`+plain+`"`) || strings.Contains(text, base)
		default:
			if rest, ok := strings.CutPrefix(name, "asset/"); ok && path.Ext(name) != ".txt" && path.Ext(name) != ".md" && path.Ext(name) != ".py" {
				asked = strings.Contains(text, rest) || fromGo.MatchString(rest)
			}
		}
		if !asked {
			out = append(out, name)
		}
	}
	return out
}

var (
	tagName   = regexp.MustCompile(`<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)>`)
	idValue   = regexp.MustCompile(`\sid="([^"]*)"`)
	inlineRun = regexp.MustCompile(`\s(style|on[a-z]+)=`)
)

// markup finds what readers with other senses or other browsers would stumble
// over. It reads tags, not grammar: the tests of this repository also run the
// Nu checker and axe.
func markup(page string) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	h1, mains, level := 0, 0, 0
	ids := map[string]bool{}
	for _, m := range tagName.FindAllStringSubmatch(page, -1) {
		if m[1] == "/" {
			continue
		}
		name, attrs := strings.ToLower(m[2]), m[3]
		if inlineRun.MatchString(attrs) && name != "meta" {
			say("<%s> has an inline style or handler, which the page's own policy forbids", name)
		}
		if id := idValue.FindStringSubmatch(attrs); id != nil {
			if ids[id[1]] {
				say("the id %q stands twice", id[1])
			}
			ids[id[1]] = true
		}
		switch name {
		case "html":
			if !strings.Contains(attrs, "lang=") || !strings.Contains(attrs, "dir=") {
				say("<html> lacks lang or dir")
			}
		case "main":
			mains++
		case "img":
			if !strings.Contains(attrs, "alt=") {
				say("a picture lacks alt")
			}
			if !strings.Contains(attrs, "width=") || !strings.Contains(attrs, "height=") {
				say("a picture lacks width or height, so the page would move")
			}
		case "h1", "h2", "h3", "h4", "h5", "h6":
			n := int(name[1] - '0')
			if n == 1 {
				h1++
			}
			if n > level+1 && level > 0 {
				say("a heading of level %d follows one of level %d", n, level)
			}
			level = n
		}
	}
	if h1 != 1 {
		say("%d h1, want one", h1)
	}
	if mains != 1 {
		say("%d main, want one", mains)
	}
	if !strings.Contains(page, "<title>") {
		say("no title")
	}
	slices.Sort(wrong)
	return slices.Compact(wrong)
}
