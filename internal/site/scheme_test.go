package site

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestFollowChoice: a theme writes plain media queries, and the reader's choice
// of colours holds all the same.
func TestFollowChoice(t *testing.T) {
	for _, c := range []struct{ name, css, want string }{
		{"nothing to do", "a{color:red}", "a{color:red}"},
		{"tokens", "@media(prefers-color-scheme:dark){:root{--a:#000}}b{}",
			"@media(prefers-color-scheme:dark){:root:where(:not([data-theme=light])){--a:#000}}:root:where([data-theme=dark]){--a:#000}b{}"},
		{"spaces", "@media ( prefers-color-scheme : dark ) { .a { color : red } }",
			"@media ( prefers-color-scheme : dark ) {:where(:root:not([data-theme=light])) .a{ color : red }}:where(:root[data-theme=dark]) .a{ color : red }"},
		{"light", "@media(prefers-color-scheme:light){.a{b:c}}",
			"@media(prefers-color-scheme:light){:where(:root:not([data-theme=dark])) .a{b:c}}:where(:root[data-theme=light]) .a{b:c}"},
		{"several selectors, commas in brackets", "@media(prefers-color-scheme:dark){.a,:is(b,c) d{e:f}}",
			"@media(prefers-color-scheme:dark){:where(:root:not([data-theme=light])) .a,:where(:root:not([data-theme=light])) :is(b,c) d{e:f}}" +
				":where(:root[data-theme=dark]) .a,:where(:root[data-theme=dark]) :is(b,c) d{e:f}"},
		{"braces in a string", `@media(prefers-color-scheme:dark){a:after{content:"}\"{"}}i{}`,
			`@media(prefers-color-scheme:dark){:where(:root:not([data-theme=light])) a:after{content:"}\"{"}}:where(:root[data-theme=dark]) a:after{content:"}\"{"}i{}`},
		{"two conditions stay", "@media(prefers-color-scheme:dark) and (min-width:1em){a{b:c}}", "@media(prefers-color-scheme:dark) and (min-width:1em){a{b:c}}"},
		{"rules within rules stay", "@media(prefers-color-scheme:dark){@supports(a:b){c{d:e}}}", "@media(prefers-color-scheme:dark){@supports(a:b){c{d:e}}}"},
		{"not closed", "@media(prefers-color-scheme:dark){a{b:c}", "@media(prefers-color-scheme:dark){a{b:c}"},
		{"empty", "@media(prefers-color-scheme:dark){}", "@media(prefers-color-scheme:dark){}"},
	} {
		if got := followChoice(c.css); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// FuzzFollowChoice: a theme's stylesheet is foreign text. Whatever it is, no
// rule is lost and the work ends.
func FuzzFollowChoice(f *testing.F) {
	f.Add("@media(prefers-color-scheme:dark){:root{--a:#000}}")
	f.Add(`@media(prefers-color-scheme:dark){a{b:"}"}`)
	f.Add("@media(prefers-color-scheme:dark){{{}}}}}")
	f.Fuzz(func(t *testing.T, css string) {
		out := followChoice(css)
		if !strings.Contains(css, "prefers-color-scheme") && out != css {
			t.Errorf("%q became %q", css, out)
		}
		if len(out) > 200*(len(css)+1) {
			t.Errorf("%d bytes became %d", len(css), len(out))
		}
	})
}

func TestToken(t *testing.T) {
	theme := &Theme{files: map[string]themeFile{"css/tokens.css": {data: []byte(
		":root{--paper:#FFF;--ink:#111111}@media(prefers-color-scheme:dark){:root{--paper:#000}}")}}}
	for _, c := range []struct{ name, scheme, want string }{
		{"paper", "light", "#FFF"}, {"paper", "dark", "#000"}, {"ink", "dark", "#111111"}, {"bata", "light", ""},
	} {
		if got := theme.token(c.name, c.scheme); got != c.want {
			t.Errorf("%s in the %s: %q, want %q", c.name, c.scheme, got, c.want)
		}
	}
	if got := theme.token("paper"); got != "#FFF" {
		t.Errorf("without a scheme: %q", got)
	}
}

// TestIconsAreOfOneDrawing: a theme with its own drawing does not lend the
// default theme's pictures of another one.
func TestIconsAreOfOneDrawing(t *testing.T) {
	base := fstest.MapFS{"theme.json": {Data: []byte(`{"name":"a","contract":1}`)}, "base.html": {Data: []byte("{{block \"main\" .}}{{end}}")},
		"asset/icon.svg": {Data: []byte("<svg/>")}, "asset/icon-192.png": {Data: []byte("png")}}
	own := fstest.MapFS{"theme.json": {Data: []byte(`{"name":"b","contract":1}`)}, "asset/icon.svg": {Data: []byte("<svg b/>")}}
	for _, c := range []struct {
		name  string
		theme fstest.MapFS
		want  bool
	}{{"default", base, true}, {"own drawing alone", own, false}} {
		fallback := base
		if c.name == "default" {
			fallback = nil
		}
		var theme *Theme
		var err error
		if fallback == nil {
			theme, err = LoadTheme(c.theme, nil)
		} else {
			theme, err = LoadTheme(c.theme, fallback)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := theme.hasIcon("icon-192.png"); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
