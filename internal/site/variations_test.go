package site_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
)

var update = flag.Bool("update", false, "write the goldens anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := sitetest.Differ(got, string(want)); err != nil {
		t.Errorf("%s: %v", file, err)
	}
}

// variation changes one thing of the seed's paper (S4 of seed-page.md). has and
// hasNot are asked of both themes' texts; the goldens hold the rest.
type variation struct {
	name        string
	change      func(p *sitetest.Paper)
	query       string
	has, hasNot []string
	// seed and cetak are asked of one theme alone.
	seed, cetak []string
	// theme gives another folder of themes.
	theme func(t *testing.T) string
}

func settings(fn func(*news.Settings)) func(*sitetest.Paper) {
	return func(p *sitetest.Paper) { p.Change(fn) }
}

func content(fn func(*news.Content)) func(*sitetest.Paper) {
	return func(p *sitetest.Paper) { p.Edit(p.Seed, fn) }
}

func reads(n int64) func(*sitetest.Paper) {
	return func(p *sitetest.Paper) {
		if err := p.DB.Reads().Set(context.Background(), p.Seed, n); err != nil {
			p.TB.Fatal(err)
		}
	}
}

func both(a, b func(*sitetest.Paper)) func(*sitetest.Paper) {
	return func(p *sitetest.Paper) { a(p); b(p) }
}

// inThree puts page breaks before the second and the third subhead.
func inThree(c *news.Content) {
	c.Paged = true
	var out []body.Block
	heads := 0
	for _, b := range c.Body.Blocks {
		if b.Kind() == body.KindHeading {
			if heads++; heads > 1 {
				out = append(out, &body.PageBreak{})
			}
		}
		out = append(out, b)
	}
	c.Body.Blocks = out
	c.Body.AssignIDs("pages")
}

const hostileText = "zero\u200bwidth 👩‍👩‍👧‍👦 é́ \u202e rtl \u202c <b>&amp;</b>"

func longHeadline(n int) string {
	s := strings.Repeat("Judul panjang sekali ", n/21+1)
	return strings.TrimSpace(s[:n])
}

var variations = []variation{
	{name: "01-time-off", change: settings(func(s *news.Settings) { s.DateStyle = "date" }),
		has: []string{"\nSabtu, 1 Maret 2025\n"}, hasNot: []string{"19:13"}},
	{name: "02-makassar", change: settings(func(s *news.Settings) { s.Zone = "Asia/Makassar" }),
		has: []string{"20:13 WITA", "Sabtu, 28 Jun 2025 - 17:13 WITA"}, hasNot: []string{"WIB"}},
	{name: "02-jayapura", change: both(settings(func(s *news.Settings) { s.Zone = "Asia/Jayapura" }), func(p *sitetest.Paper) {
		late := sitetest.Moment.Add(-18*time.Hour - 30*time.Minute) // Friday 23:30 in Jakarta
		p.Article(news.Content{Headline: "Menjelang tengah malam", Section: p.Content(p.Seed).Section, Body: sitetest.Body("Isi.")}, late)
	}), has: []string{"21:13 WIT", "Sabtu, 28 Juni 2025 - 01:30 WIT"}, hasNot: []string{"WIB"}},
	{name: "03-no-label", change: content(func(c *news.Content) { c.Byline = []news.Credit{{Name: "Ayu Lestari"}} }),
		has: []string{"\nAyu Lestari\n"}, hasNot: []string{"Ayu Lestari -", "Jurnalis"}},
	{name: "03-name", change: content(func(c *news.Content) { c.Byline[0].Name = "Ayu Lestari" }),
		has: []string{"\nAyu Lestari - Jurnalis\n"}},
	{name: "03-two-writers", change: content(func(c *news.Content) {
		c.Byline = []news.Credit{{Name: "Ayu Lestari", Role: news.RoleReporter}, {Name: "Budi Rahman", Role: news.RoleContributor}}
	}), has: []string{"\nAyu Lestari - Jurnalis dan Budi Rahman - Kontributor\n"}},
	{name: "04-alt", change: content(func(c *news.Content) { c.Lead.Alt = "Dua orang berjabat tangan" }),
		seed: []string{"\n\nDua orang berjabat tangan\n\nPresiden Rusia Vladimir Putin bertemu"}},
	{name: "05-folded", theme: foldedTheme, has: []string{"Presiden Rusia Vladimir Putin bertemu dengan pejabat tinggi"},
		seed: []string{"\n+\n"}},
	{name: "07-credits", change: content(func(c *news.Content) {
		c.Byline = append(c.Byline, news.Credit{Name: "Citra Dewi", Role: news.RoleWriter}, news.Credit{Name: "Eko Wibowo", Role: news.RoleEditor})
		c.Source = &news.Source{Name: "Kantor Berita"}
	}), has: []string{"Penulis : Citra Dewi\n\nEditor : Eko Wibowo\n\nSumber Berita : Kantor Berita"}},
	{name: "08-page-one", change: content(inThree), seed: []string{"\nHalaman : 1 2 3 Selanjutnya\n"}, hasNot: []string{"Implikasi Global"}},
	{name: "08-page-two", change: content(inThree), query: "?halaman=2", has: []string{"Putin Beri Apresiasi"},
		hasNot: []string{"Implikasi Global", "JAKARTA, koranmetro.com –"}},
	{name: "08-all", change: content(inThree), query: "?halaman=semua",
		has: []string{"JAKARTA, koranmetro.com –", "Putin Beri Apresiasi", "Implikasi Global"}, hasNot: []string{"Halaman :"}},
	{name: "09-channel-tags-note", change: both(settings(func(s *news.Settings) { s.ChannelURL = "https://chat.example/koran" }), func(p *sitetest.Paper) {
		tag := news.Tag{Edition: p.Edition.ID, Name: "Diplomasi"}
		p.Do(newsroom.DefineTag{Tag: &tag})
		p.Edit(p.Seed, func(c *news.Content) {
			c.Tags, c.ClosingNote = []news.TagID{tag.ID}, "Naskah ini ditutup di sini."
			c.Byline = append(c.Byline, news.Credit{Name: "Eko Wibowo", Role: news.RoleEditor})
		})
	}), has: []string{"Ikuti WhatsApp Channel koranmetro.com untuk update berita terbaru", "Diplomasi", "Naskah ini ditutup di sini."}},
	{name: "10-reads-none", change: reads(0), hasNot: []string{"kali dibaca"}},
	{name: "10-reads-one", change: reads(1), has: []string{"Berita ini 1 kali dibaca"}},
	{name: "10-reads-many", change: reads(1204), has: []string{"Berita ini 1.204 kali dibaca"}},
	{name: "10-reads-below", change: settings(func(s *news.Settings) { ten := 10; s.ReadsFrom = &ten }), hasNot: []string{"kali dibaca"}},
	{name: "11-target-withdrawn", change: func(p *sitetest.Paper) {
		p.Text(p.Path) // in the cache, so that the page must go by itself
		p.Do(newsroom.Withdraw{Article: p.Cited["readalso"][0], Ground: news.GroundCourt, Reason: "Putusan pengadilan negeri yang berkekuatan tetap."})
	}, hasNot: []string{"Israel Klaim Operasi Intelijen"}, has: []string{"CEO Maskapai Bingung"}},
	{name: "11-target-renamed", change: func(p *sitetest.Paper) {
		p.Text(p.Path)
		p.Edit(p.Cited["readalso"][0], func(c *news.Content) { c.Headline = "Judul yang Baru" })
	}, has: []string{"Baca Juga :\u00a0 Judul yang Baru"}, hasNot: []string{"Israel Klaim Operasi Intelijen"}},
	{name: "12-no-related", change: alone(0), hasNot: []string{"Berita Terkait"}},
	{name: "12-three-related", change: alone(3), has: []string{"Berita Terkait", "Kabar nomor 3"}},
	{name: "12-twenty-related", change: alone(20), has: []string{"Kabar nomor 20", "Kabar nomor 13"}, hasNot: []string{"Kabar nomor 12\n"}},
	{name: "13-correction", change: func(p *sitetest.Paper) {
		p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Ralat, Note: "Nama jabatan pada paragraf pertama keliru; yang benar tertulis sekarang."})
	}, has: []string{"RALAT", "Sabtu, 28 Juni 2025 - 18:00 WIB", "Nama jabatan pada paragraf pertama keliru"}},
	{name: "14-english", change: settings(func(s *news.Settings) { s.Locale = "en" }),
		has: []string{"Read also:", "Read 2 times", "Related", "Latest", "Reporter"}, hasNot: []string{"Berita Terkait", "Jurnalis"}},
	{name: "15-unusual-text", change: content(func(c *news.Content) {
		c.Body.Blocks = append(c.Body.Blocks, &body.Paragraph{Text: body.Text(hostileText)})
		c.Body.AssignIDs("odd")
		c.Headline = longHeadline(200)
	}), has: []string{hostileText, longHeadline(200) + "\n"}},
	{name: "15-imported-headline", change: content(func(c *news.Content) { c.Headline = longHeadline(400) }),
		has: []string{longHeadline(400) + "\n"}},
}

// foldedTheme is the seed theme with its option set.
func foldedTheme(t *testing.T) string {
	return seedThemeWith(t, "theme.json", `"fold_caption": false`, `"fold_caption": true`)
}

// alone moves the article to a section of its own, with n others.
func alone(n int) func(*sitetest.Paper) {
	return func(p *sitetest.Paper) {
		sec := p.Section("DAERAH")
		for i := range n {
			at := sitetest.Moment.Add(-1000*time.Hour + time.Duration(i)*time.Minute)
			p.Article(news.Content{Headline: fmt.Sprintf("Kabar nomor %d", i+1), Section: sec, Body: sitetest.Body("Isi.")}, at)
		}
		p.Edit(p.Seed, func(c *news.Content) { c.Section = sec })
	}
}

func TestVariations(t *testing.T) {
	for _, v := range variations {
		t.Run(v.name, func(t *testing.T) {
			o := sitetest.Options{ThemeDir: themeDir, Settings: withTheme("seed")}
			if v.theme != nil {
				o.ThemeDir = v.theme(t)
			}
			p := seedPaper(t, o)
			if v.change != nil {
				v.change(p)
			}
			v.check(t, "seed", p.Text(p.Path+v.query), v.seed)
			p.Change(withTheme("cetak"))
			v.check(t, "cetak", p.Text(p.Path+v.query), v.cetak)
		})
	}
}

func (v variation) check(t *testing.T, theme, text string, own []string) {
	t.Helper()
	golden(t, theme+"/"+v.name, text)
	for _, want := range slices.Concat(own, v.has) {
		if !strings.Contains(text, want) {
			t.Errorf("%s: the text lacks %q:\n%s", theme, want, text)
		}
	}
	for _, not := range v.hasNot {
		if strings.Contains(text, not) {
			t.Errorf("%s: the text holds %q:\n%s", theme, not, text)
		}
	}
}
