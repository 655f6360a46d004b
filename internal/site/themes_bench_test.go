package site

import (
	"io/fs"
	"testing"

	"warta/internal/locale"
	"warta/internal/news"
)

// BenchmarkActivate is what a switch of themes costs before the first page.
func BenchmarkActivate(b *testing.B) {
	base, err := fs.Sub(embedded, "theme")
	if err != nil {
		b.Fatal(err)
	}
	t, err := LoadTheme(base, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		f, err := t.Face(Words{Locale: locale.Get("id"), Zone: news.Settings{}.Location()})
		if err == nil {
			err = f.check()
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
