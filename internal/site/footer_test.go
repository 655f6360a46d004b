package site_test

import (
	"strings"
	"testing"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// TestTheFooterFollowsTheSettings: pages stand in the order that the newsroom
// chose, others of the house's own among them; the rest follows, each once, and
// what is not there has no line.
func TestTheFooterFollowsTheSettings(t *testing.T) {
	for _, theme := range []string{"", "pagi"} {
		t.Run("theme "+theme, func(t *testing.T) {
			p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{ThemeDir: "../../themes", Settings: func(s *news.Settings) { s.Theme = theme }})
			page := func(slug, headline string) news.ArticleID {
				return p.Article(news.Content{Headline: headline, Slug: slug, Kind: news.KindPage, Body: sitetest.Body("Isi halaman.")}, sitetest.Moment).Article
			}
			id := page("karier", "Karier di Koran Metro")
			page("tentang", "Tentang kami, panjang")
			foot := func() string {
				t.Helper()
				s := string(p.Get("/").Body)
				return s[strings.LastIndex(s, "<footer"):]
			}
			order := func(want ...string) {
				t.Helper()
				f, at := foot(), -1
				for _, w := range want {
					i := strings.Index(f, w)
					if i <= at || strings.Count(f, w) != 1 {
						t.Errorf("%s stands at %d, after %d, %d times", w, i, at, strings.Count(f, w))
					}
					at = i
				}
			}
			order(`href="/redaksi"`, `href="/tentang"`)
			p.Change(func(s *news.Settings) { s.Pages = []string{"tentang", "karier", "tidak-ada", "redaksi", "karier"} })
			order(`href="/tentang"`, `href="/karier">Karier di Koran Metro<`, `href="/redaksi"`)
			if f := foot(); strings.Contains(f, "tidak-ada") || strings.Contains(f, "panjang") {
				t.Errorf("the footer is %s", f)
			}
			p.Edit(id, func(c *news.Content) { c.Headline = "Lowongan" })
			order(`href="/tentang"`, `href="/karier">Lowongan<`, `href="/redaksi"`)
			p.Do(newsroom.Withdraw{Article: id, Ground: "kedaluwarsa", Reason: "Halaman ini tidak berlaku lagi sejak hari ini."})
			if strings.Contains(foot(), "karier") {
				t.Error("a withdrawn page has its line still")
			}
		})
	}
}
