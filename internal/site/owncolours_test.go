package site

import (
	"fmt"
	"strings"
	"testing"

	"warta/internal/locale"
	"warta/internal/news"
)

// Whatever a paper chooses can be read: in the light and in the dark, on every
// ground that the theme's manifest names, and what is written upon it.
func TestOwnColoursCanBeRead(t *testing.T) {
	own, err := shippedThemes()
	if err != nil {
		t.Fatal(err)
	}
	theme := own.base
	for _, want := range []string{"#000000", "#FFFFFF", "#FFFF00", "#00FF00", "#7F7F7F", "#1D3F8C", "#F2B705", "#a3231c", "#FF69B4"} {
		got := theme.chosen(news.Colours{Accent: want, Link: want})
		if len(got) != 4 {
			t.Fatalf("%s: %d colours", want, len(got))
		}
		for _, c := range got {
			token := theme.Manifest.Colours[c.Name]
			if !theme.pays(c.Colour, token, c.Scheme) || c.Contrast < 4.5 || contrast(c.On, c.Colour) < 4.5 {
				t.Errorf("%s as %s in the %s: %+v", want, c.Name, c.Scheme, c)
			}
			if c.Changed == strings.EqualFold(c.Colour, want) {
				t.Errorf("%s: it says that it is changed: %v, to %s", want, c.Changed, c.Colour)
			}
		}
	}
	if got := theme.chosen(news.Colours{Accent: "#1D3F8C"}); len(got) != 2 || got[0].Changed || got[0].Colour != "#1D3F8C" {
		t.Errorf("a colour that can be read was moved: %+v", got)
	}
	// A theme that names no tokens keeps its own.
	bare := &Theme{files: theme.files, Manifest: theme.Manifest}
	bare.Manifest.Colours = nil
	if css := bare.ownColours(news.Colours{Accent: "#1D3F8C"}); css != "" {
		t.Errorf("it prints %q", css)
	}
}

// The chosen colours stand in the page's own sheet after the theme's, in both
// schemes and for the reader's own choice of one.
func TestOwnColoursInTheSheet(t *testing.T) {
	own, err := shippedThemes()
	if err != nil {
		t.Fatal(err)
	}
	sheet := func(c news.Colours) string {
		f, err := own.base.Face(Words{Locale: locale.Get("id"), Colours: c})
		if err != nil {
			t.Fatal(err)
		}
		css, err := f.stylesheet("tokens")
		if err != nil {
			t.Fatal(err)
		}
		return string(css)
	}
	plain, chosen := sheet(news.Colours{}), sheet(news.Colours{Accent: "#1D3F8C"})
	rest, ok := strings.CutPrefix(chosen, plain)
	if !ok || !strings.HasPrefix(rest, ":root{--bata:#1D3F8C;--on-bata:#FFFFFF;}") {
		t.Fatalf("the sheet ends with %q", fmt.Sprintf("%.200s", rest))
	}
	for _, want := range []string{"prefers-color-scheme:dark", "[data-theme=dark]"} {
		if !strings.Contains(rest, want) {
			t.Errorf("%q lacks %s", rest, want)
		}
	}
	if strings.Contains(rest, "--link") {
		t.Errorf("a colour that nobody chose: %q", rest)
	}
}
