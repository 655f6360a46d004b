package site

import (
	"io/fs"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"warta/internal/news"
)

func cetak(t *testing.T) fs.FS {
	t.Helper()
	base, err := fs.Sub(embedded, "theme")
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// TestContrastOfCetak: all colours of Cetak that meet, and the sections'
// (reader-site.md CT-1). The pairs stand in theme.json.
func TestContrastOfCetak(t *testing.T) {
	theme, err := LoadTheme(cetak(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(theme.Manifest.Contrast) < 20 {
		t.Fatalf("only %d pairs are listed", len(theme.Manifest.Contrast))
	}
	for _, w := range theme.contrasts() {
		t.Error(w)
	}
	day, night := sectionColours(string(theme.files["css/colours.css"].data))
	for _, name := range news.SectionColours {
		if day[name] == night[name] {
			t.Errorf("%s has no value for the dark", name)
		}
	}
	if len(day) != len(news.SectionColours) {
		t.Errorf("the sheet has %d colours, the list %d", len(day), len(news.SectionColours))
	}
}

func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#777777", "#FFFFFF", 4.48}, {"#16130E", "#FFFDF8", 18.2}, {"#fff", "#000000", 0}} {
		if got := contrast(c.a, c.b); math.Abs(got-c.want) > 0.05 {
			t.Errorf("contrast(%s, %s) = %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestThemeCheckFindsFaults(t *testing.T) {
	own := func(name, text string) fstest.MapFS {
		return fstest.MapFS{"theme.json": {Data: []byte(`{"name":"x","title":"X","contract":1}`)}, name: {Data: []byte(text)}}
	}
	for name, c := range map[string]struct {
		files fstest.MapFS
		fault string
		where func(ThemeReport) []string
	}{
		"no manifest":      {fstest.MapFS{}, "theme.json", faultsOf},
		"an old contract":  {fstest.MapFS{"theme.json": {Data: []byte(`{"name":"x","contract":99}`)}}, "contract 99", faultsOf},
		"a broken file":    {own("part/card.html", "{{if}}"), "card.html:1", faultsOf},
		"a hidden label":   {own("part/label.html", " "), "label", faultsOf},
		"two headings":     {own("part/empty.html", "<h1>Kosong</h1>"), "2 h1", faultsOf},
		"an inline style":  {own("part/empty.html", `<p style="color:red">x</p>`), "inline style", faultsOf},
		"a pale ink":       {own("css/tokens.css", ":root{--paper:#FFFFFF;--ink:#CCCCCC}"), "ink on paper", faultsOf},
		"an unasked sheet": {own("css/lonely.css", "p{}"), "css/lonely.css", func(r ThemeReport) []string { return r.Unused }},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := CheckTheme(c.files)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range c.where(r) {
				if strings.Contains(f, c.fault) {
					return
				}
			}
			t.Errorf("no word of %q in %q", c.fault, c.where(r))
		})
	}
}

func faultsOf(r ThemeReport) []string { return r.Faults }

func TestCetakPassesItsOwnCheck(t *testing.T) {
	r, err := CheckTheme(cetak(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(r.Faults, r.Warnings...) {
		t.Error(f)
	}
	if len(r.Unused) > 0 {
		t.Errorf("nobody asks for %v", r.Unused)
	}
}
