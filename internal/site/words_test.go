package site_test

import (
	"bytes"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/site/sitetest"
)

var (
	templateAction = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	attributeWords = regexp.MustCompile(`\s(?:alt|title|aria-label|placeholder)="[^"]*\pL[^"]*"`)
	markupTag      = regexp.MustCompile(`(?s)<[^>]*>`)
	letters        = regexp.MustCompile(`\pL{2,}`)
)

// TestTemplatesSpeakNoLanguage: what a page says comes from the catalogue or
// from the newspaper, never from a template (SP-3). The storybook is for those
// who make themes; "Aa" is a sign.
func TestTemplatesSpeakNoLanguage(t *testing.T) {
	for _, pattern := range []string{"theme/*.html", "theme/*/*.html", "lite/*.html", "lite/*/*.html", "../../themes/*/*.html", "../../themes/*/*/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			// part/ago.html is an attribute, and has no tag around it.
			if base := filepath.Base(file); base == "storybook.html" || base == "ago.html" {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			// An action may stand inside a tag and hold brackets of its own.
			text := templateAction.ReplaceAllString(string(b), "")
			if m := attributeWords.FindString(text); m != "" {
				t.Errorf("%s: the attribute %s speaks a language", file, strings.TrimSpace(m))
			}
			for _, word := range letters.FindAllString(markupTag.ReplaceAllString(text, " "), -1) {
				if word != "Aa" {
					t.Errorf("%s: %q stands in the template, not in the catalogue", file, word)
				}
			}
		}
	}
}

// TestTimesNameTheirZone: the hour on a page means something only with its
// zone, in Indonesia's three and anywhere else; machines get the offset (RS-6).
func TestTimesNameTheirZone(t *testing.T) {
	for _, c := range []struct{ zone, printed, offset string }{
		{"Asia/Jakarta", "19:13 WIB", "2025-03-01T19:13:00+07:00"},
		{"Asia/Makassar", "20:13 WITA", "2025-03-01T20:13:00+08:00"},
		{"Asia/Jayapura", "21:13 WIT", "2025-03-01T21:13:00+09:00"},
		{"America/New_York", "07:13 EST", "2025-03-01T07:13:00-05:00"},
	} {
		p := emptyPaper(t, func(s *news.Settings) { s.Zone = c.zone })
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2025, 3, 1, 12, 13, 0, 0, time.UTC)
		a := p.Article(news.Content{Headline: "Kapal berangkat", Section: p.Section("Daerah"), Body: sitetest.Body("Ia berangkat pagi.")}, at)
		for _, page := range []string{a.Path, "/terbaru", "/lite" + a.Path} {
			got := []byte(html.UnescapeString(string(p.Get(page).Body)))
			if !bytes.Contains(got, []byte(c.printed)) {
				t.Errorf("%s: %s does not print %q", c.zone, page, c.printed)
			}
			if page != "/lite"+a.Path && !bytes.Contains(got, []byte(`datetime="`+c.offset+`"`)) {
				t.Errorf("%s: %s does not say %s to machines", c.zone, page, c.offset)
			}
		}
		for feed, want := range map[string]string{"/feed.json": c.offset, "/atom.xml": c.offset,
			"/feed.xml": at.In(zone).Format("Mon, 02 Jan 2006 15:04:05 -0700")} {
			if got := p.Get(feed); !bytes.Contains(got.Body, []byte(want)) {
				t.Errorf("%s: %s does not give the time as %s", c.zone, feed, want)
			}
		}
	}
}
