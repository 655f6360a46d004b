package site

import (
	"slices"
	"testing"

	"warta/internal/news"
)

func TestFormerNames(t *testing.T) {
	for _, c := range []struct {
		path  string
		names []string
		width int
	}{
		{"/u/foto.jpg", []string{"/u/foto.jpg", "/u/foto-scaled.jpg"}, 0},
		{"/u/foto-300x200.jpg", []string{"/u/foto-300x200.jpg", "/u/foto.jpg", "/u/foto-scaled.jpg"}, 300},
		{"/u/foto-scaled.jpg", []string{"/u/foto-scaled.jpg", "/u/foto.jpg"}, 0},
		{"/u/foto-scaled-768x512.jpg", []string{"/u/foto-scaled-768x512.jpg", "/u/foto-scaled.jpg", "/u/foto.jpg"}, 768},
		{"/u/foto-e1612345678901.png", []string{"/u/foto-e1612345678901.png", "/u/foto.png", "/u/foto-scaled.png"}, 0},
		{"/u/rapor-2x3-kelas.pdf", []string{"/u/rapor-2x3-kelas.pdf", "/u/rapor-2x3-kelas-scaled.pdf"}, 0},
	} {
		names, width := formerNames(c.path)
		if !slices.Equal(names, c.names) || width != c.width {
			t.Errorf("%s: %q, %d; want %q, %d", c.path, names, width, c.names, c.width)
		}
	}
}

func TestNearestRendition(t *testing.T) {
	list := []news.Rendition{{Name: "640", Width: 640}, {Name: "320", Width: 320}, {Name: "crop", Width: 300, Crop: "4:3"}, {Name: "1280", Width: 1280}}
	for width, want := range map[int]string{0: "1280", 150: "320", 320: "320", 321: "640", 700: "1280", 4000: "1280"} {
		if got := nearest(list, width); got != want {
			t.Errorf("%d wide: %s, want %s", width, got, want)
		}
	}
	if got := nearest(nil, 100); got != "" {
		t.Errorf("of none: %s", got)
	}
}
