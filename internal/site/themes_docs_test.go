package site

import (
	"os"
	"strings"
	"testing"
)

// TestThemesAreExplained: docs/themes.md names every function that a template
// can call and every page type, so that it cannot fall behind.
func TestThemesAreExplained(t *testing.T) {
	b, err := os.ReadFile("../../docs/themes.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for name := range (&Face{Theme: &Theme{}}).functions() {
		if !strings.Contains(text, "`"+name+"`") || !strings.Contains(text, "{{"+name+" ") &&
			!strings.Contains(text, "("+name+" ") && !strings.Contains(text, " "+name+" ") {
			t.Errorf("docs/themes.md does not show the function %s", name)
		}
	}
	theme, err := LoadTheme(cetak(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range theme.names("page", ".html") {
		if !strings.Contains(text, "`"+page+"`") {
			t.Errorf("docs/themes.md does not name the page type %s", page)
		}
	}
	for style := range templateStyles {
		if !strings.Contains(text, "`"+style+"`") {
			t.Errorf("docs/themes.md does not name the style of dates %s", style)
		}
	}
}
