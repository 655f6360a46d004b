package site

import (
	"fmt"
	"image/color"
	"strings"

	"warta/internal/news"
)

// A paper may choose two colours of its own (S16.1). A theme says in its manifest
// which of its tokens they are; what the paper chose is made darker in the light
// and lighter in the dark until it owes nothing that the theme's colours owe, so
// that no choice makes a page that somebody cannot read.

// ChosenColour is a colour of the paper as readers get it.
type ChosenColour struct {
	// Name is "accent" or "link", Scheme "light" or "dark".
	Name, Scheme string
	// Colour, On and Paper are "#rrggbb": the colour, what is written upon it, and
	// the ground that it is written upon.
	Colour, On, Paper string
	// Contrast is that of colour and paper.
	Contrast float64
	// Changed says that it is not what was chosen.
	Changed bool
}

// inks are what may be written upon a chosen colour.
var inks = []string{"#FFFFFF", "#14120F"}

// chosen works out the colours of an edition in both schemes.
func (t *Theme) chosen(c news.Colours) (out []ChosenColour) {
	for _, name := range []string{"accent", "link"} {
		want := map[string]string{"accent": c.Accent, "link": c.Link}[name]
		token := t.Manifest.Colours[name]
		if want == "" || token == "" {
			continue
		}
		for _, scheme := range []string{"light", "dark"} {
			x := ChosenColour{Name: name, Scheme: scheme, Paper: t.token("paper", scheme), Colour: t.fit(want, token, scheme)}
			x.Contrast, x.Changed = contrast(x.Colour, x.Paper), !strings.EqualFold(x.Colour, want)
			for _, ink := range inks {
				if x.On == "" || contrast(ink, x.Colour) > contrast(x.On, x.Colour) {
					x.On = ink
				}
			}
			out = append(out, x)
		}
	}
	return out
}

// fit is the colour that is nearest to the wanted one and owes nothing.
func (t *Theme) fit(want, token, scheme string) string {
	c, err := hexColour(want)
	if err != nil {
		return t.token(token, scheme)
	}
	towards := color.RGBA{A: 255}
	if scheme == "dark" {
		towards = color.RGBA{255, 255, 255, 255}
	}
	for step := range 101 {
		mixed := mix(c, towards, float64(step)/100)
		if t.pays(mixed, token, scheme) {
			return mixed
		}
	}
	return t.token(token, scheme)
}

func mix(a, b color.RGBA, part float64) string {
	one := func(x, y uint8) uint8 { return uint8(float64(x)*(1-part) + float64(y)*part + 0.5) }
	return fmt.Sprintf("#%02X%02X%02X", one(a.R, b.R), one(a.G, b.G), one(a.B, b.B))
}

// pays reports whether a colour in a token's place has the contrast that the
// theme asks of the token on every ground.
func (t *Theme) pays(colour, token, scheme string) bool {
	for pair, owed := range t.Manifest.Contrast {
		if front, ground, _ := strings.Cut(pair, "/"); front == token && contrast(colour, t.token(ground, scheme)) < owed {
			return false
		}
	}
	return true
}

// ownColours are the rules that put the paper's colours into the tokens' places.
func (t *Theme) ownColours(c news.Colours) string {
	var light, dark strings.Builder
	for _, x := range t.chosen(c) {
		into := &light
		if x.Scheme == "dark" {
			into = &dark
		}
		token := t.Manifest.Colours[x.Name]
		fmt.Fprintf(into, "--%s:%s;", token, x.Colour)
		if t.token("on-"+token) != "" {
			fmt.Fprintf(into, "--on-%s:%s;", token, x.On)
		}
	}
	if light.Len() == 0 {
		return ""
	}
	return followChoice(":root{" + light.String() + "}" + darkQuery + "{:root{" + dark.String() + "}}")
}

// Colours are an edition's own colours as its theme would print them, for whoever
// chooses them.
func (s *Server) Colours(set news.Settings) []ChosenColour {
	return s.themes.colours(set)
}
