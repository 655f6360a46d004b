package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"sort"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/locale"
	"warta/internal/news"
)

// Words are what a theme speaks with: an edition's locale with its own
// messages, its zone and its style of dates.
type Words struct {
	Locale *locale.Locale
	Zone   *time.Location
	// DateStyle is news.Settings.DateStyle.
	DateStyle string
	// Colours are news.Settings.Colours.
	Colours news.Colours
}

// Face is a theme that speaks: its templates bound to the words of one
// edition, ready to print any page. It is safe for concurrent use.
type Face struct {
	Theme *Theme
	Words Words

	pages  map[string]*press
	blocks map[body.Kind]*press
	// inline holds every text that stylesheet or script can have given.
	inline *inlineTexts
	limits renderLimits
}

// renderLimits stop a template that never ends (TH-3). No time means no limit.
type renderLimits struct {
	bytes int
	time  time.Duration
}

// A second is hundreds of times what a page takes: the clock on the wall runs
// on while a busy machine does something else, and that is no theme's fault
// (docs/adr/0006). The default theme is ours and has no such limit; it is what
// readers get when another theme fails.
var defaultLimits = renderLimits{bytes: 2 << 20, time: time.Second}

var (
	errTooMuchOutput = errors.New("the page is larger than 2 MiB")
	errTooSlow       = errors.New("the page took too long")
)

// Rendered is a printed page.
type Rendered struct {
	Body []byte
	// CSP is the Content-Security-Policy with the hashes of the theme's own
	// inline styles and scripts that this page carries.
	CSP string
}

// Face binds the theme to an edition's words. The error of a broken template
// names file and line.
func (t *Theme) Face(w Words) (*Face, error) {
	f := &Face{Theme: t, Words: w, pages: map[string]*press{},
		blocks: map[body.Kind]*press{}, inline: newInlineTexts(), limits: defaultLimits}
	common := template.New("").Funcs(f.functions())
	if t.metered {
		common.Funcs((&tally{}).functions())
	}
	if err := f.parse(common, "base.html", "base"); err != nil {
		return nil, err
	}
	for _, part := range t.names("part", ".html") {
		if err := f.parse(common, "part/"+part+".html", "part/"+part); err != nil {
			return nil, err
		}
	}
	for _, page := range t.names("page", ".html") {
		set, err := common.Clone()
		if err != nil {
			return nil, fmt.Errorf("page/%s.html: %w", page, err)
		}
		if err := f.parse(set, "page/"+page+".html", ""); err != nil {
			return nil, err
		}
		f.pages[page] = f.press(set)
	}
	for _, kind := range t.names("block", ".html") {
		set, err := common.Clone()
		if err != nil {
			return nil, fmt.Errorf("block/%s.html: %w", kind, err)
		}
		if err := f.parse(set, "block/"+kind+".html", "block"); err != nil {
			return nil, err
		}
		f.blocks[body.Kind(kind)] = f.press(set)
	}
	return f, nil
}

func (f *Face) press(set *template.Template) *press {
	if f.Theme.metered {
		meter(set)
	}
	return newPress(set, f.Theme.metered)
}

// parse adds a file to a set of templates under its own file name, so that
// errors name it, and as name unless the file defines everything itself.
func (f *Face) parse(set *template.Template, file, name string) error {
	src, ok := f.Theme.files[file]
	if !ok {
		return fmt.Errorf("%s: the theme has no such file", file)
	}
	own, err := set.New(file).Parse(string(src.data))
	if err != nil {
		return err
	}
	if name == "" || own.Tree == nil || len(bytes.TrimSpace([]byte(own.Tree.Root.String()))) == 0 {
		return nil
	}
	if _, err := set.AddParseTree(name, own.Tree.Copy()); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// typed is any of the page structs: they embed Page.
type typed interface {
	pageType() string
	frameOrigins() []string
}

func (p Page) pageType() string { return p.Type }

// Render prints a page struct of page.go through base.html.
func (f *Face) Render(page any) (Rendered, error) {
	p, ok := page.(typed)
	if !ok {
		return Rendered{}, fmt.Errorf("render %T: not a page", page)
	}
	set, ok := f.pages[p.pageType()]
	if !ok {
		// A page type that a theme has no template for.
		if set, ok = f.pages["other"]; ok {
			page = plainPage(page)
		}
	}
	if !ok {
		return Rendered{}, fmt.Errorf("render %s: page/%s.html: the theme has no such file", p.pageType(), p.pageType())
	}
	out := newLimitedBuffer(f.limits)
	if err := set.execute(out, "base", page); err != nil {
		return Rendered{}, fmt.Errorf("render %s: %w", p.pageType(), err)
	}
	b := out.Bytes()
	return Rendered{Body: b, CSP: f.inline.policy(b, p.frameOrigins()...)}, nil
}

// Part prints one of the theme's parts by itself, for what stands inside a text.
func (f *Face) Part(name string, data any) (body.HTML, error) {
	set, ok := f.pages["article"]
	if !ok {
		return "", fmt.Errorf("render %s: page/article.html: the theme has no such file", name)
	}
	out := newLimitedBuffer(f.limits)
	if err := set.execute(out, name, data); err != nil {
		return "", fmt.Errorf("render %s: %w", name, err)
	}
	return body.HTML(out.Bytes()), nil
}

// Block prints one block with the theme's own template; ok is false when the
// theme leaves the kind to package body.
func (f *Face) Block(kind body.Kind, view any) (html body.HTML, ok bool, err error) {
	set, ok := f.blocks[kind]
	if !ok {
		return "", false, nil
	}
	out := newLimitedBuffer(f.limits)
	if err := set.execute(out, "block", view); err != nil {
		return "", true, fmt.Errorf("render block %s: %w", kind, err)
	}
	return body.HTML(out.Bytes()), true, nil
}

// limitedBuffer collects a page and refuses to grow for ever. It looks at the
// clock when something is written, which every endless template does.
type limitedBuffer struct {
	bytes.Buffer
	max   int
	until time.Time
}

func newLimitedBuffer(l renderLimits) *limitedBuffer {
	b := &limitedBuffer{max: l.bytes}
	if l.time > 0 {
		b.until = time.Now().Add(l.time)
	}
	b.Grow(32 << 10)
	return b
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.max {
		return 0, errTooMuchOutput
	}
	if !b.until.IsZero() && time.Now().After(b.until) {
		return 0, errTooSlow
	}
	return b.Buffer.Write(p)
}

// policyRest is the Content-Security-Policy but for inline hashes: nothing from
// another host, no plugin, no frame around us (RS-2, operations.md section 4).
const policyRest = "default-src 'none'; img-src 'self' data:; font-src 'self'; media-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; frame-src 'self'"

// players allows the known players' frames, on pages that have one to load.
var players = " " + strings.Join(body.FrameOrigins(), " ")

// policy finds the page's inline styles and scripts and allows those that are
// the theme's own, and nothing else.
func (in *inlineTexts) policy(page []byte, origins ...string) string {
	styles := in.hashes(page, "style")
	scripts := in.hashes(page, "script")
	// Our own files: print.css and panel.css.
	style := strings.Join(append([]string{"'self'"}, styles...), " ")
	frames := ""
	for _, o := range origins {
		frames += " " + o
	}
	if bytes.Contains(page, []byte(`class="embed-load"`)) {
		frames += players
	}
	return policyRest + frames + "; style-src " + style + "; script-src " + strings.Join(append([]string{"'self'"}, scripts...), " ")
}

func (in *inlineTexts) hashes(page []byte, element string) []string {
	var out []string
	open, end := []byte("<"+element), []byte("</"+element)
	for {
		i := bytes.Index(page, open)
		if i < 0 {
			break
		}
		page = page[i+len(open):]
		start := bytes.IndexByte(page, '>')
		stop := bytes.Index(page, end)
		if start < 0 || stop < 0 {
			break
		}
		if start < stop {
			if h, ok := in.hash(page[start+1 : stop]); ok {
				out = append(out, h)
			}
		}
		page = page[stop:]
	}
	sort.Strings(out)
	return compact(out)
}

func compact(s []string) []string {
	var out []string
	for i, x := range s {
		if i == 0 || s[i-1] != x {
			out = append(out, x)
		}
	}
	return out
}

func cspHash(text []byte) string {
	sum := sha256.Sum256(text)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
