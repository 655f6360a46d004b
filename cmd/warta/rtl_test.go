package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"warta/internal/news"
)

// TestRightToLeft prints the sample newspaper as an Arabic paper would be: there
// is no Arabic catalogue, so the words are English, but the pages mirror (CT-3).
// Both themes do it by logical properties alone.
func TestRightToLeft(t *testing.T) {
	d := newDemo(t)
	for _, theme := range []string{"cetak", "pagi"} {
		d.settings(t, func(s *news.Settings) { s.Locale, s.Theme = "ar", theme })
		_, _, front := get(t, d.home+"/")
		if !bytes.Contains(front, []byte(`lang="ar" dir="rtl"`)) {
			t.Fatalf("%s: the page does not say that it reads from right to left: %.120s", theme, front)
		}
		// Two pages at a time, and then the next theme.
		t.Run(theme, func(t *testing.T) {
			for name, path := range map[string]string{"front": "/", "article": d.path("layang-layang-pari-empat-belas-meter"),
				"section": "/daerah", "index": "/index"} {
				for _, width := range []int{360, 1280} {
					t.Run(fmt.Sprintf("%s %d", name, width), func(t *testing.T) {
						t.Parallel()
						v := d.look(t, "rtl-"+theme+"-"+name, path, width)
						raw, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](mirrored))
						if err != nil {
							t.Fatal(err)
						}
						var got struct {
							First, Second float64
							Direction     string
						}
						if err := json.Unmarshal([]byte(raw), &got); err != nil {
							t.Fatal(err)
						}
						if got.First <= got.Second {
							t.Errorf("the sections run from left to right: the first at %.0f, the second at %.0f", got.First, got.Second)
						}
						// Cetak centres its sections on a desk; on a phone they begin at the edge.
						if width == 360 && got.First < 330 {
							t.Errorf("the sections begin at %.0f of 360", got.First)
						}
						if got.Direction != "ltr" {
							t.Errorf("a Latin headline stands %s", got.Direction)
						}
					})
				}
			}
		})
	}
}

// mirrored asks where the first two sections end at the right, and which way a
// headline in Latin letters runs.
const mirrored = `(() => {
	const a = [...document.querySelectorAll('header nav:last-of-type li a')].map(e => e.getBoundingClientRect().right);
	const h = [...document.querySelectorAll('h1 bdi, h2 a, h3 a')].find(e => /^[\x20-\x7e]+$/.test(e.textContent.trim()) && (e.dir || e.tagName === 'BDI'));
	return JSON.stringify({first: a[0], second: a[1], direction: h ? getComputedStyle(h).direction : ''});
})()`
