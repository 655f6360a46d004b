package site_test

import (
	"net/http"
	"strings"
	"testing"

	"warta/internal/news"
	"warta/internal/site/sitetest"
)

func filled(image news.AssetID, frames bool) func(*news.Settings) {
	return func(s *news.Settings) {
		s.Ads = news.Advertising{Slots: map[string]news.Ad{}, AllowFrames: frames}
		for _, slot := range news.AdSlots {
			s.Ads.Slots[slot] = news.Ad{Image: image, Alt: "Pasar buka", URL: "https://toko.example/a?b=1&c=2"}
		}
		s.Ads.Slots["after-article"] = news.Ad{Frame: "https://iklan.example/f.html"}
		s.Ads.Slots["header"] = news.Ad{Frame: "https://iklan.example/kepala.html"}
		s.Ads.Slots["sidebar"] = news.Ad{Image: image, Off: true}
	}
}

// TestSlots: none by default; every filled one is labelled and sized; frames come
// after the article only, with exactly their origins in the policy; and nothing
// stands where AD-5 wants none.
func TestSlots(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	if page := p.Get(p.Path); strings.Contains(string(page.Body), "iklan") {
		t.Error("a paper without advertising speaks of it")
	}
	image := asset(p, "pasar", nil)
	p.Change(filled(image, true))
	mustHave(t, "the privacy page", string(p.Get("/privasi").Body), []string{"Selain bingkai iklan", "iklan.example"},
		[]string{"<li>Halaman tidak memuat apa pun dari pihak ketiga"})
	a := p.Get(p.Path)
	page := string(a.Body)
	mustHave(t, "the article", page, []string{"i-below-headline", "i-in-text-1", "i-sticky-bottom", "i-after-article",
		`<a href="/-/iklan/in-text-1" rel="sponsored nofollow"><img src="/-/media/pasar-640.jpg"`,
		`<iframe src="https://iklan.example/f.html" title="Iklan" width="300" height="250" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"`},
		[]string{"iklan i-sidebar", "iklan i-header", "kepala.html", "toko.example"})
	if ads, labels := strings.Count(page, `<div class="iklan`), strings.Count(page, "<p>Iklan</p>"); ads != labels || ads < 4 {
		t.Errorf("%d advertisements, %d labels", ads, labels)
	}
	if csp := a.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src 'self' https://iklan.example;") {
		t.Errorf("policy: %s", csp)
	}
	list := p.Get("/internasional")
	mustHave(t, "a list", string(list.Body), []string{"i-in-list-3"}, nil)
	if csp := list.Header.Get("Content-Security-Policy"); strings.Contains(csp, "iklan.example") {
		t.Errorf("a page without a frame allows it: %s", csp)
	}
	for _, path := range []string{"/lite" + p.Path, "/lite", "/tidak-ada"} {
		mustHave(t, path, string(p.Get(path).Body), nil, []string{`class="iklan`})
	}
	p.Change(filled(image, false))
	off := p.Get(p.Path)
	if strings.Contains(string(off.Body), "iklan.example") || strings.Contains(off.Header.Get("Content-Security-Policy"), "iklan.example") {
		t.Error("a frame is shown though the edition has not switched frames on")
	}
	for name, flag := range map[string]func(*news.Content){
		"child": func(c *news.Content) { c.Flags.Child = true }, "victim": func(c *news.Content) { c.Flags.Child, c.Flags.Victim = false, true }} {
		p.Edit(p.Seed, flag)
		mustHave(t, name, string(p.Get(p.Path).Body), nil, []string{`class="iklan`})
	}
}

// TestClickLeadsToTheStoredAddress, and nowhere else.
func TestClickLeadsToTheStoredAddress(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	image := asset(p, "pasar", nil)
	p.Change(filled(image, true))
	p.Get(p.Path)
	for path, want := range map[string]string{"/-/iklan/in-text-1": "https://toko.example/a?b=1&c=2",
		"/-/iklan/in-text-1?to=https://jahat.example/": "https://toko.example/a?b=1&c=2"} {
		a := p.Get(path)
		if a.Status != http.StatusFound || a.Header.Get("Location") != want || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Set-Cookie") != "" {
			t.Errorf("GET %s: %d to %q", path, a.Status, a.Header.Get("Location"))
		}
	}
	for _, path := range []string{"/-/iklan/sidebar", "/-/iklan/after-article", "/-/iklan/lain", "/-/iklan/"} {
		if a := p.Get(path); a.Status != http.StatusNotFound {
			t.Errorf("GET %s: %d to %q", path, a.Status, a.Header.Get("Location"))
		}
	}
}
