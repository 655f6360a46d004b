package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"warta/internal/news"
)

// looks are the page types that a reader can meet, with an example of each.
func looks(d *demoPaper) map[string]string {
	return map[string]string{
		"front":         "/",
		"section":       "/daerah",
		"article-seed":  d.seed,
		"article-photo": d.path("jaga-malam-di-mercusuar-karang-sunyi"),
		"article-plain": d.path("catatan-bahasa-61-kali-segera"),
		"gallery":       d.path("satu-hari-delapan-cahaya-di-pelabuhan"),
		"table":         d.path("harga-pasar-lawang-dua-hari-sebelum-festival"),
		"english":       d.path("solar-nights-on-rindang-island"),
		"advertorial":   d.path("kopi-lereng-walira-membuka-gudang-untuk-tamu"),
		"person":        "/penulis/maheswari-lintang",
		"tag":           d.aTag(),
		"latest":        "/terbaru",
		"popular":       "/populer?rentang=bulan",
		"popular none":  "/populer?rubrik=uncategorized",
		"topic":         "/topik/festival-layar",
		"topic oldest":  "/topik/festival-layar?urut=terlama",
		"index":         "/indeks",
		"index month":   "/indeks/2025/06",
		"index year":    "/indeks/2025",
		"index empty":   "/indeks/2025/06/27",
		"index full":    "/-/storybook/index-overfull",
		"section front": "/budaya",
		"film":          d.ofKind(news.KindVideo),
		"photo story":   d.ofKind(news.KindPhoto),
		"later page":    d.path("jaga-malam-di-mercusuar-karang-sunyi") + "?halaman=2",
		"whole story":   d.path("jaga-malam-di-mercusuar-karang-sunyi") + "?halaman=semua",
		"search":        "/cari?q=festival",
		"search none":   "/cari?q=qwzx",
		"search start":  "/cari",
		"corrections":   "/koreksi",
		"withdrawals":   "/pencabutan",
		"masthead":      "/redaksi",
		"reply":         "/hak-jawab",
		"privacy":       "/privasi",
		"counting":      "/metode-hitung",
		"guideline":     "/pedoman-media-siber",
		"saved":         "/tersimpan",
		"lite front":    "/lite",
		"lite article":  "/lite" + d.path("jaga-malam-di-mercusuar-karang-sunyi"),
		"lite search":   "/lite/cari?q=festival",
		"notfound":      "/tidak-ada",
		"gone":          "/-/storybook/gone",
		"unavailable":   "/-/storybook/unavailable",
		"every block":   "/-/storybook/article-blocks",
		"extremes":      "/-/storybook/article-extreme",
		"empty front":   "/-/storybook/front-empty",
	}
}

// TestEveryPageInABrowser opens every page type on a phone and on a laptop, in
// the light and, without loading it again, in the dark.
func TestEveryPageInABrowser(t *testing.T) {
	d := sharedDemo(t)
	for name, path := range looks(d) {
		for _, width := range []int{360, 1280} {
			t.Run(fmt.Sprintf("%s %d", name, width), func(t *testing.T) {
				t.Parallel()
				v := open(t, d.home+path, screen{width: width})
				if f := v.foreign(d.home); len(f) > 0 {
					t.Errorf("requests to other hosts: %s", strings.Join(f, ", "))
				}
				if v.cookies != 0 {
					t.Errorf("%d cookies", v.cookies)
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
				if !strings.HasPrefix(name, "lite") {
					if width == 360 {
						v.fingers(t)
					} else {
						v.keyboard(t)
					}
				}
				for _, scheme := range schemes(width) {
					v.scheme(t, scheme)
					v.picture(t, fmt.Sprintf("%s-%d-%s", name, width, scheme))
					for _, a := range v.axe(t) {
						t.Errorf("axe, %s: %s", scheme, a)
					}
				}
				if width == 360 {
					v.narrow(t)
				}
			})
		}
	}
}

// TestEveryStoryInABrowser opens the storybook: every page type empty, as it
// usually is, and with more than anybody should ask of it.
func TestEveryStoryInABrowser(t *testing.T) {
	d := sharedDemo(t)
	_, _, index := get(t, d.home+"/-/storybook")
	links := storyLink.FindAllSubmatch(index, -1)
	if len(links) < 20 {
		t.Fatalf("the storybook has %d stories", len(links))
	}
	for _, m := range links {
		if !telling(string(m[1])) {
			continue
		}
		t.Run(string(m[1]), func(t *testing.T) {
			t.Parallel()
			v := open(t, d.home+"/-/storybook/"+string(m[1]), screen{width: 360})
			if v.shift >= visibleShift {
				t.Errorf("the layout moved by %.4f", v.shift)
			}
			v.scheme(t, "dark")
			for _, a := range v.axe(t) {
				t.Errorf("axe: %s", a)
			}
			v.narrow(t)
		})
	}
}

// telling says whether a story shows what the walks over the real pages do not:
// by day those that are usual are left to them.
func telling(story string) bool {
	if os.Getenv("WARTA_NIGHTLY") != "" {
		return true
	}
	extreme := false
	for _, word := range []string{"empty", "overfull", "none", "extreme", "bare", "short", "breaking", "marked", "ads", "-ai", "-2000-", "editing", "hidden"} {
		extreme = extreme || strings.Contains(story, word)
	}
	lite := strings.HasPrefix(story, "lite/")
	return extreme && (!lite || strings.Contains(story, "extreme") || strings.Contains(story, "overfull") || strings.Contains(story, "empty"))
}

// TestMarkup checks every page type with html-validate.
func TestMarkup(t *testing.T) {
	if found := htmlValidate(t, everyPage(t)); found != "" {
		t.Error(found)
	}
}

// TestNu checks every page type with the Nu Html Checker: no error (RS-5).
func TestNu(t *testing.T) {
	if found := nu(t, everyPage(t)); found != "" {
		t.Error(found)
	}
}

// everyPage is every page type and every page of the storybook.
func everyPage(t *testing.T) map[string][]byte {
	d := sharedDemo(t)
	pages := map[string][]byte{}
	for name, path := range looks(d) {
		_, _, pages[name] = get(t, d.home+path)
		if !strings.HasPrefix(path, "/-/") {
			_, _, pages["lite "+name] = get(t, d.home+"/lite"+strings.TrimSuffix(path, "/"))
		}
	}
	_, _, index := get(t, d.home+"/-/storybook")
	for _, m := range storyLink.FindAllSubmatch(index, -1) {
		_, _, pages["story "+string(m[1])] = get(t, d.home+"/-/storybook/"+string(m[1]))
	}
	return pages
}

var storyLink = regexp.MustCompile(`href="/-/storybook/((?:lite/)?[a-z0-9-]+)"`)
