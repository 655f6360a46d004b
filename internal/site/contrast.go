package site

import (
	"fmt"
	"math"
	"regexp"
	"sort"
	"strings"

	"warta/internal/news"
)

// Contrast of a theme's colours (CT-1, WCAG 2.2 1.4.3 and 1.4.11). A theme's
// manifest lists which of its tokens meet and what they owe; the colours of
// sections are checked against the token "paper".

var cssColour = regexp.MustCompile(`\.c-([a-z]+)\{--c:\s*(#[0-9A-Fa-f]{6})\}`)

const darkQuery = "@media(prefers-color-scheme:dark)"

// sectionColours reads a sheet's colours of sections, in light and in dark. The
// dark ones stand after the media query and replace the light ones.
func sectionColours(css string) (light, dark map[string]string) {
	day, night, _ := strings.Cut(css, darkQuery)
	light, dark = map[string]string{}, map[string]string{}
	for _, m := range cssColour.FindAllStringSubmatch(day, -1) {
		light[m[1]], dark[m[1]] = m[2], m[2]
	}
	for _, m := range cssColour.FindAllStringSubmatch(night, -1) {
		dark[m[1]] = m[2]
	}
	return light, dark
}

// contrast is the ratio of two colours "#rrggbb" by WCAG's definition, 1 to 21;
// 0 when one is none.
func contrast(a, b string) float64 {
	x, err := hexColour(a)
	y, err2 := hexColour(b)
	if err != nil || err2 != nil {
		return 0
	}
	l, m := luminance(x.R, x.G, x.B), luminance(y.R, y.G, y.B)
	return (max(l, m) + 0.05) / (min(l, m) + 0.05)
}

func luminance(r, g, b uint8) float64 {
	part := func(v uint8) float64 {
		c := float64(v) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(r) + 0.7152*part(g) + 0.0722*part(b)
}

// contrasts finds pairs of colours below what they owe.
func (t *Theme) contrasts() (wrong []string) {
	for pair, owed := range t.Manifest.Contrast {
		front, ground, ok := strings.Cut(pair, "/")
		for _, scheme := range []string{"light", "dark"} {
			switch got := contrast(t.token(front, scheme), t.token(ground, scheme)); {
			case !ok || got == 0:
				wrong = append(wrong, fmt.Sprintf("css/tokens.css: %s: %s or %s is no colour token", scheme, front, ground))
			case got < owed:
				wrong = append(wrong, fmt.Sprintf("css/tokens.css: %s: %s on %s has a contrast of %.2f, owes %.1f", scheme, front, ground, got, owed))
			}
		}
	}
	day, night := sectionColours(string(t.files["css/colours.css"].data))
	for _, name := range news.SectionColours {
		for scheme, v := range map[string][2]string{"light": {day[name], t.token("paper")}, "dark": {night[name], t.token("paper", "dark")}} {
			if got := contrast(v[0], v[1]); got < 4.5 {
				wrong = append(wrong, fmt.Sprintf("css/colours.css: %s: the section colour %s has a contrast of %.2f, owes 4.5", scheme, name, got))
			}
		}
	}
	sort.Strings(wrong)
	return wrong
}
