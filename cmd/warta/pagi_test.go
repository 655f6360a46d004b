package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// settings changes the newspaper's settings as its own people would.
func (d *demoPaper) settings(t *testing.T, change func(*news.Settings)) {
	t.Helper()
	e, err := d.edition()
	if err != nil {
		t.Fatal(err)
	}
	change(&e.Settings)
	if _, err := d.room.Do(d.ctx(), newsroom.Operator(), newsroom.ChangeSettings{Edition: &e}); err != nil {
		t.Fatal(err)
	}
}

// look opens a page at a width and finds what no page may do, in the light and
// in the dark. Rules of axe that are named in spare are not held against it.
func (d *demoPaper) look(t *testing.T, name, path string, width int, spare ...string) *visit {
	t.Helper()
	v := open(t, d.home+path, screen{width: width})
	if f := v.foreign(d.home); len(f) > 0 {
		t.Errorf("requests to other hosts: %s", strings.Join(f, ", "))
	}
	if v.beforePaint != 1 {
		t.Errorf("%d requests before the first paint, want the page alone", v.beforePaint)
	}
	if v.shift >= visibleShift {
		t.Errorf("the layout moved by %.4f", v.shift)
	}
	if len(v.violations) > 0 {
		t.Errorf("the page's own policy or scripts complain: %s", strings.Join(v.violations, "; "))
	}
	if w := v.sideways(t); w > 0 {
		t.Errorf("the page is %d px wider than the screen", w)
	}
	for _, scheme := range schemes(width) {
		v.scheme(t, scheme)
		v.picture(t, fmt.Sprintf("%s-%d-%s", name, width, scheme))
	axe:
		for _, a := range v.axe(t) {
			for _, rule := range spare {
				if strings.HasPrefix(a, rule+":") {
					continue axe
				}
			}
			t.Errorf("axe, %s: %s", scheme, a)
		}
	}
	return v
}

// TestPagiInABrowser prints the sample newspaper in the second theme, without a
// restart, and holds it to what the default theme is held to: front, article,
// section, search and index, and the extremes of the storybook.
func TestPagiInABrowser(t *testing.T) {
	d := newDemo(t)
	_, _, before := get(t, d.home+"/")
	d.settings(t, func(s *news.Settings) { s.Theme = "pagi" })
	_, _, front := get(t, d.home+"/")
	if bytes.Equal(before, front) || !bytes.Contains(front, []byte(`class="band"`)) {
		t.Fatal("the front is still printed in the former theme")
	}
	pages := map[string]string{
		"front":      "/",
		"article":    d.path("layang-layang-pari-empat-belas-meter"),
		"photo":      d.path("satu-hari-delapan-cahaya-di-pelabuhan"),
		"section":    "/daerah",
		"search":     "/cari?q=kapal",
		"index":      "/indeks",
		"popular":    "/populer?rentang=bulan",
		"topic":      "/topik/festival-layar",
		"person":     "/penulis/maheswari-lintang",
		"notfound":   "/tidak-ada",
		"masthead":   "/redaksi",
		"blocks":     "/-/storybook/article-blocks",
		"extremes":   "/-/storybook/article-extreme",
		"full front": "/-/storybook/front-overfull",
		"no front":   "/-/storybook/front-empty",
	}
	// Two pages at a time; the settings change only when all are seen.
	t.Run("pages", func(t *testing.T) {
		for name, path := range pages {
			for _, width := range []int{360, 1280} {
				t.Run(fmt.Sprintf("%s %d", name, width), func(t *testing.T) { t.Parallel(); d.look(t, "pagi-"+name, path, width) })
			}
			t.Run(name+" at 400 %", func(t *testing.T) {
				t.Parallel()
				v := open(t, d.home+path, screen{width: 320, height: 256})
				if w := v.sideways(t); w > 0 {
					t.Errorf("the page is %d px wider than the screen", w)
				}
			})
		}
	})
	t.Run("no words on photos", func(t *testing.T) {
		// The panel of the lead lies over the photo with a ground of its own.
		v := open(t, d.home+"/", screen{width: 1280})
		const ask = `(() => {
			const p = document.querySelector('.hero .words'), s = getComputedStyle(p), i = document.querySelector('.hero img').getBoundingClientRect(), r = p.getBoundingClientRect();
			return JSON.stringify({over: i.bottom - r.top, ground: s.backgroundColor, link: document.elementFromPoint(i.left + 20, i.top + 20).tagName});
		})()`
		raw, err := chromedp.Run(v.ctx, chromedp.Evaluate[string](ask))
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Over         float64
			Ground, Link string
		}
		if err := json.Unmarshal([]byte(raw), &got); err != nil {
			t.Fatal(err)
		}
		if got.Over < 40 || got.Ground != "rgb(11, 31, 75)" || got.Link != "A" {
			t.Errorf("the lead's panel: %+v; want it over the photo's lower edge, opaque, and the photo a link", got)
		}
	})
	t.Run("markup", func(t *testing.T) {
		all := map[string][]byte{}
		for name, path := range pages {
			_, _, all[name] = get(t, d.home+path)
		}
		if found := htmlValidate(t, all); found != "" {
			t.Error(found)
		}
	})
	d.settings(t, func(s *news.Settings) { s.Theme = "cetak" })
	if _, _, after := get(t, d.home+"/"); !bytes.Equal(before, after) {
		t.Error("back in the former theme, the front is not what it was")
	}
}
