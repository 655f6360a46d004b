package site

import (
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"warta/internal/body"
	"warta/internal/locale"
)

// functions are all that a template can call besides the language's own. None
// of them reads a file, an environment or the network, and none turns foreign
// text into markup: HTML, CSS and JS come from the theme's files alone (TH-2).
func (f *Face) functions() template.FuncMap {
	return template.FuncMap{
		"msg":        f.message,
		"date":       f.date,
		"iso":        f.iso,
		"number":     f.number,
		"sep":        f.separator,
		"asset":      f.Theme.assetURL,
		"stylesheet": f.stylesheet,
		"script":     f.script,
		"icon":       f.icon,
		"option":     f.option,
		"lite":       f.inLite,
		"token":      f.Theme.token,
		"bytes":      f.bytes,
		"dict":       dict,
		"first":      first,
		"after":      after,
		"add":        func(a, b int) int { return a + b },
		"sub":        func(a, b int) int { return a - b },
		"eqfold":     strings.EqualFold,
		"srcset":     srcset,
	}
}

// message is a text of the catalogue: {{msg "reads.article" "n" .Reads.Count}}.
func (f *Face) message(key string, args ...any) string {
	return f.Words.Locale.Message(key, args...)
}

// dateStyles maps the edition's style to that of articles and that of cards
// (SP-5).
var dateStyles = map[string][2]locale.Style{
	"":      {locale.Long, locale.Short},
	"seed":  {locale.Long, locale.Short},
	"dot":   {locale.Dot, locale.ShortDot},
	"date":  {locale.LongDate, locale.ShortDate},
	"short": {locale.Short, locale.Short},
}

// templateStyles are the names that a template may give to date, besides
// "published" and "card".
var templateStyles = map[string]locale.Style{
	"long": locale.Long, "short": locale.Short, "long_date": locale.LongDate,
	"short_date": locale.ShortDate, "dot": locale.Dot, "short_dot": locale.ShortDot, "clock": locale.Clock,
	"day": locale.Day,
}

// date writes a time: {{date "published" .Article.Published}}.
func (f *Face) date(style string, t time.Time) (string, error) {
	if t.IsZero() {
		return "", nil
	}
	var s locale.Style
	switch style {
	case "published":
		s = dateStyles[f.Words.DateStyle][0]
	case "card":
		s = dateStyles[f.Words.DateStyle][1]
	default:
		s = templateStyles[style]
	}
	if s == "" {
		return "", fmt.Errorf("date: there is no style %q", style)
	}
	return f.Words.Locale.Date(s, t, f.Words.Zone), nil
}

// iso is the time for a datetime attribute, with the edition's offset (RS-6).
func (f *Face) iso(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(f.Words.Zone).Format(time.RFC3339)
}

// inLite is the lite page of an address of ours: {{lite .URL}}. What has none
// stays as it is.
func (f *Face) inLite(address string) string {
	return body.InLite(address, "/"+f.Words.Locale.Message("path.lite"))
}

// bytes writes a size, rounded to whole units: {{bytes .Photo.Bytes}}. What is
// not known is empty.
func (f *Face) bytes(n int64) string { return body.Size(n, f.Words.Locale.Message) }

func (f *Face) number(n any) (string, error) {
	v := reflect.ValueOf(n)
	switch {
	case v.CanInt():
		return f.Words.Locale.Number(v.Int()), nil
	case v.CanUint() && v.Uint() <= 1<<62:
		return f.Words.Locale.Number(int64(v.Uint())), nil
	}
	return "", fmt.Errorf("number: %T is not a whole number", n)
}

// separator is what the locale writes before item i of n: "" , ", " or " dan ".
// It is read off the locale's own list, so that there is one rule.
func (f *Face) separator(i, n int) string {
	if i <= 0 || i >= n {
		return ""
	}
	const item = "\x00"
	items := make([]string, n)
	for k := range items {
		items[k] = item
	}
	return strings.Split(f.Words.Locale.List(items), item)[i]
}

// stylesheet gives css/NAME.css of each name, in order, for a style element.
func (f *Face) stylesheet(names ...string) (template.CSS, error) {
	text, err := f.inline.of("css", names, func() (string, error) {
		var b strings.Builder
		for _, name := range names {
			file, ok := f.Theme.files["css/"+name+".css"]
			if !ok {
				return "", fmt.Errorf("stylesheet %q: the theme has no css/%s.css", name, name)
			}
			css, err := f.Theme.css(string(file.data))
			if err != nil {
				return "", fmt.Errorf("css/%s.css: %w", name, err)
			}
			b.WriteString(css)
			if name == "tokens" {
				b.WriteString(f.Theme.ownColours(f.Words.Colours))
			}
		}
		return b.String(), nil
	})
	return template.CSS(text), err
}

// script gives js/NAME.js for an inline script element. Keep it tiny.
func (f *Face) script(name string) (template.JS, error) {
	text, err := f.inline.of("js", []string{name}, func() (string, error) {
		file, ok := f.Theme.files["js/"+name+".js"]
		if !ok {
			return "", fmt.Errorf("script %q: the theme has no js/%s.js", name, name)
		}
		if strings.Contains(strings.ToLower(string(file.data)), "</script") {
			return "", fmt.Errorf("js/%s.js: holds </script", name)
		}
		text := strings.TrimSpace(string(file.data))
		// What the file says of itself at its head is not for every page.
		if strings.HasPrefix(text, "/*") {
			if _, rest, ok := strings.Cut(text, "*/"); ok {
				text = strings.TrimSpace(rest)
			}
		}
		return text, nil
	})
	return template.JS(text), err
}

// icon gives icon/NAME.svg as markup.
func (f *Face) icon(name string) (template.HTML, error) {
	file, ok := f.Theme.files["icon/"+name+".svg"]
	if !ok {
		return "", fmt.Errorf("icon %q: the theme has no icon/%s.svg", name, name)
	}
	return template.HTML(strings.TrimSpace(string(file.data))), nil
}

func (f *Face) option(name string) (any, error) {
	v, ok := f.Theme.Manifest.Options[name]
	if !ok {
		return nil, fmt.Errorf("option %q: theme.json has no such option", name)
	}
	return v, nil
}

// srcset is a photo's, without the widths beyond the first that is enough for
// a place: {{srcset .Photo 640}}. Without a width it is whole.
func srcset(p *Photo, enough any) (string, error) {
	switch {
	case p == nil:
		return "", nil
	case enough == nil:
		return p.Srcset, nil
	}
	limit, ok := enough.(int)
	if !ok {
		return "", fmt.Errorf("srcset: %T is not a width", enough)
	}
	end := 0
	for end < len(p.Srcset) {
		next := strings.Index(p.Srcset[end:], ", ")
		if next < 0 {
			return p.Srcset, nil
		}
		one := p.Srcset[end : end+next]
		width, err := strconv.Atoi(strings.TrimSuffix(one[strings.LastIndexByte(one, ' ')+1:], "w"))
		if end += next; err != nil || width >= limit {
			return p.Srcset[:end], nil
		}
		end += len(", ")
	}
	return p.Srcset, nil
}

// dict hands several values to a partial: {{template "part/x" (dict "Card" . "N" 3)}}.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict: a key has no value")
	}
	out := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v is not a text", pairs[i])
		}
		out[key] = pairs[i+1]
	}
	return out, nil
}

// first gives the first n of a list, or all of a shorter one.
func first(n int, list any) (any, error) {
	return part("first", list, func(l int) (int, int) { return 0, min(n, l) })
}

// after leaves out the first n of a list.
func after(n int, list any) (any, error) {
	return part("after", list, func(l int) (int, int) { return min(n, l), l })
}

func part(name string, list any, bounds func(int) (int, int)) (any, error) {
	v := reflect.ValueOf(list)
	if !v.IsValid() {
		return nil, nil
	}
	if v.Kind() != reflect.Slice {
		return nil, fmt.Errorf("%s: %T is not a list", name, list)
	}
	from, to := bounds(v.Len())
	if from < 0 || to < from {
		return nil, fmt.Errorf("%s: a negative number", name)
	}
	return v.Slice(from, to).Interface(), nil
}

// inlineTexts remembers what stylesheet and script gave, with hashes. It grows
// with the theme's files only.
type inlineTexts struct {
	mu    sync.RWMutex
	made  map[string]string // by kind and names
	known map[string]string // text → CSP hash of exactly that text
}

func newInlineTexts() *inlineTexts {
	return &inlineTexts{made: map[string]string{}, known: map[string]string{}}
}

func (in *inlineTexts) of(kind string, names []string, make func() (string, error)) (string, error) {
	key := kind + "\x00" + strings.Join(names, "\x00")
	in.mu.RLock()
	text, ok := in.made[key]
	in.mu.RUnlock()
	if ok {
		return text, nil
	}
	text, err := make()
	if err != nil {
		return "", err
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.made[key], in.known[text] = text, cspHash([]byte(text))
	return text, nil
}

// hash gives the CSP hash of an element's content if that is, but for white
// space around it, a text of the theme.
func (in *inlineTexts) hash(content []byte) (string, bool) {
	in.mu.RLock()
	defer in.mu.RUnlock()
	if h, ok := in.known[string(content)]; ok {
		return h, true
	}
	if _, ok := in.known[strings.TrimSpace(string(content))]; ok {
		return cspHash(content), true
	}
	return "", false
}
