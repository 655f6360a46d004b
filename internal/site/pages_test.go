package site_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

func seedPaper(t *testing.T, o sitetest.Options) *sitetest.Paper {
	t.Helper()
	p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, o)
	p.ImportSeed()
	return p
}

// sectionPath finds the address of a section's page through its menu link.
func paths(t *testing.T, p *sitetest.Paper) (section, tag, person string, tagged news.ArticleID) {
	t.Helper()
	tg := news.Tag{Edition: p.Edition.ID, Name: "Energi & Alam"}
	p.Do(newsroom.DefineTag{Tag: &tg})
	who := news.Person{Name: "Ayu <Lestari>", Title: "Redaktur", Bio: "Menulis tentang energi.", Active: true}
	p.Do(newsroom.DefinePerson{Edition: p.Edition.ID, Person: &who})
	p.Edit(p.Seed, func(c *news.Content) {
		c.Tags = []news.TagID{tg.ID}
		c.Byline = []news.Credit{{Person: who.ID, Role: news.RoleReporter}}
	})
	return "/internasional", "/tag/" + tg.Slug, "/penulis/" + who.Slug, p.Seed
}

func TestEveryPageAnswers(t *testing.T) {
	p := seedPaper(t, sitetest.Options{Storybook: true})
	section, tag, person, _ := paths(t, p)
	headline := p.Content(p.Seed).Headline
	for _, c := range []struct {
		path, kind string
		has        []string
	}{
		{"/", "text/html", []string{"LIFE STYLE &amp; ENTERTAINMENT", `"@type":"NewsMediaOrganization"`, `"@type":"WebSite"`}},
		{p.Path, "text/html", []string{headline, "Ayu &lt;Lestari&gt;", `"@type":"BreadcrumbList"`, `property="article:tag"`}},
		{section, "text/html", []string{"INTERNASIONAL", `"@type":"CollectionPage"`}},
		{tag, "text/html", []string{"Energi &amp; Alam", headline}},
		{person, "text/html", []string{"Ayu &lt;Lestari&gt;", headline, `"@type":"ProfilePage"`}},
		{"/feed.xml", "application/rss+xml", []string{"<title>" + headline + "</title>", `isPermaLink="false"`}},
		{section + "/feed.xml", "application/rss+xml", []string{headline}},
		{tag + "/feed.xml", "application/rss+xml", []string{headline, "Energi &#x26; Alam"}},
		{tag + "/atom.xml", "application/atom+xml", []string{headline, "Energi &#x26; Alam"}},
		{tag + "/feed.json", "application/feed+json", []string{headline, "Energi & Alam"}},
		{"/koreksi/feed.xml", "application/rss+xml", []string{"Koreksi dan pencabutan"}},
		{person + "/feed.xml", "application/rss+xml", []string{headline, "<dc:creator>Ayu &#x3C;Lestari&gt;</dc:creator>"}},
		{"/robots.txt", "text/plain", []string{"User-agent: *"}},
		{"/-/storybook", "text/html", nil},
		{"/-/storybook/article-extreme", "text/html", nil},
	} {
		a := p.Get(c.path)
		if a.Status != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), c.kind) {
			t.Errorf("GET %s: %d %s", c.path, a.Status, a.Header.Get("Content-Type"))
			continue
		}
		for _, want := range c.has {
			if !bytes.Contains(a.Body, []byte(want)) {
				t.Errorf("GET %s lacks %q", c.path, want)
			}
		}
		if !strings.HasPrefix(c.path, "/-/") && a.Header.Get("Cache-Control") != "public, max-age=10, stale-while-revalidate=30, stale-if-error=3600" {
			t.Errorf("GET %s: Cache-Control %q", c.path, a.Header.Get("Cache-Control"))
		}
		if head := p.Send(http.MethodHead, c.path); head.Status != http.StatusOK || len(head.Body) != 0 {
			t.Errorf("HEAD %s: %d with %d bytes", c.path, head.Status, len(head.Body))
		}
	}
	if p.Log.Len() > 0 {
		t.Errorf("the log: %s", p.Log)
	}
}

func TestOtherFormsMoveOnce(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	section, tag, person, _ := paths(t, p)
	for _, c := range []struct{ from, to string }{
		{p.Path + "/", p.Path},
		{"/" + p.Path, p.Path},
		{strings.ToUpper(p.Path), p.Path},
		{p.Path + "/amp", p.Path},
		{p.Path + "/amp/", p.Path},
		{section + "/", section},
		{tag + "/", tag},
		{person + "/", person},
		{"/feed/", "/feed.xml"},
		{"/rss", "/feed.xml"},
		{section + "/feed/", section + "/feed.xml"},
		{tag + "/feed/", tag + "/feed.xml"},
		{p.Path + "?halaman=1", p.Path},
		{p.Path + "?halaman=2", p.Path}, // it is not in several pages
		{p.Path + "?sebelum=1-1", p.Path},
		{section + "?halaman=2", section},
	} {
		a := p.Get(c.from)
		if got := a.Header.Get("Location"); a.Status != http.StatusMovedPermanently || got != "http://"+sitetest.Host+c.to {
			t.Errorf("GET %s: %d to %q, want %s", c.from, a.Status, got, c.to)
			continue
		}
		if end := p.Get(c.to); end.Status != http.StatusOK {
			t.Errorf("GET %s leads to %s, which answers %d", c.from, c.to, end.Status)
		}
	}
	other := p.Get(p.Path+"?utm_source=x", "Host", "www.koranmetro.example")
	if got := other.Header.Get("Location"); other.Status != 301 || got != "http://"+sitetest.Host+p.Path+"?utm_source=x" {
		t.Errorf("another host: %d to %q", other.Status, got)
	}
}

func TestUnknownQueryKeysChangeNothing(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	first := p.Get(p.Path)
	for _, q := range []string{"?utm_source=x", "?fbclid=1&x=%zz", "?halaman=abc", "?halaman=0", "?sebelum=x", "?sebelum=1-1e5", "?halaman="} {
		a := p.Get(p.Path + q)
		if a.Status != http.StatusOK || !bytes.Equal(a.Body, first.Body) {
			t.Errorf("GET %s%s: %d, other bytes", p.Path, q, a.Status)
		}
	}
	pages := 0
	p.Cache.Each(func(key string, _ *cache.Page) {
		if strings.Contains(key, p.Path) {
			pages++
		}
	})
	if pages != 1 {
		t.Errorf("the cache holds %d copies of one page", pages)
	}
}

// TestNotPublicIsNotThere: an address of a draft answers as one that never was:
// the words of an address make its page, whatever is or is not there.
func TestNotPublicIsNotThere(t *testing.T) {
	p := seedPaper(t, sitetest.Options{})
	draft := p.Do(newsroom.Create{Edition: p.Edition.ID, Content: news.Content{Headline: "Rahasia Negara", Slug: "rahasia-negara", Byline: []news.Credit{{Name: "A", Role: news.RoleReporter}},
		Section: p.Content(p.Seed).Section, Body: sitetest.Body("Isi.")}})
	never := p.Get("/2019/02/03/rahasia-negara")
	hidden := p.Get("/2025/06/28/rahasia-negara")
	if never.Status != http.StatusNotFound || hidden.Status != http.StatusNotFound || !bytes.Equal(never.Body, hidden.Body) {
		t.Errorf("a draft's address: %d, an invented one: %d; the bytes must be equal", hidden.Status, never.Status)
	}
	if len(never.Body) > 8<<10+20<<10 {
		t.Errorf("the page has %d bytes", len(never.Body))
	}
	if gz := p.Get("/x", "Accept-Encoding", "gzip"); gz.Sent > 8<<10 {
		t.Errorf("the 404 page weighs %d bytes, want at most 8 KiB", gz.Sent)
	}
	offered := 0
	for _, list := range p.Cited {
		for _, id := range list {
			if strings.Contains(string(never.Body), p.Content(id).Headline) {
				offered++
			}
		}
	}
	if offered == 0 {
		t.Error("no article is offered")
	}
	for _, path := range []string{"/" + strings.Repeat("x", 3000), "/\x25zz", "/..%2f..%2fetc/passwd", "/-/media/../../x", "/-/assets/x/y", "/-/x", "/tag/none", "/penulis/none", "/none/feed.xml", "/2025/06/28/rahasia-negara/amp", p.Path + "?halaman=99999"} {
		if strings.Contains(path, "%zz") {
			continue // refused by net/http itself
		}
		a := p.Get(path)
		if a.Status == http.StatusOK && !strings.Contains(path, "halaman") || a.Status >= 500 {
			t.Errorf("GET %.40s: %d", path, a.Status)
		}
	}
	p.Do(newsroom.Publish{Article: draft.Article})
}

func TestWithdrawnAnswersGone(t *testing.T) {
	for _, c := range []struct {
		ground news.Ground
		shows  bool
	}{{news.GroundSARA, true}, {news.GroundChild, false}, {news.GroundTrauma, false}} {
		p := seedPaper(t, sitetest.Options{Settings: func(s *news.Settings) { s.Masthead.Email = "redaksi@koranmetro.example" }})
		headline := p.Content(p.Seed).Headline
		for _, path := range []string{p.Path, "/", "/internasional", "/feed.xml"} {
			if a := p.Get(path); !bytes.Contains(a.Body, []byte(headline)) && path == p.Path {
				t.Fatalf("GET %s lacks the article", path)
			}
		}
		reason := "Memuat identitas yang seharusnya dilindungi <sesuai> pedoman."
		p.Do(newsroom.Withdraw{Article: p.Seed, Ground: c.ground, Reason: reason})
		a := p.Get(p.Path)
		if a.Status != http.StatusGone || a.Header.Get("X-Robots-Tag") != "noindex" {
			t.Fatalf("%s: status %d, robots %q", c.ground, a.Status, a.Header.Get("X-Robots-Tag"))
		}
		text := textOf(t, a.Body)
		for _, want := range []string{reason, "Sabtu, 28 Juni 2025", "redaksi@koranmetro.example"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the notice lacks %q:\n%s", c.ground, want, text)
			}
		}
		if got := bytes.Contains(a.Body, []byte(headline)); got != c.shows {
			t.Errorf("%s: headline shown %v, want %v", c.ground, got, c.shows)
		}
		for _, path := range []string{"/", "/internasional", "/feed.xml", "/internasional/feed.xml"} {
			if bytes.Contains(p.Get(path).Body, []byte(headline)) {
				t.Errorf("GET %s still names the withdrawn article", path)
			}
		}
	}
}

func TestFaultsWithoutACopy(t *testing.T) {
	var db *switchable
	p := seedPaper(t, sitetest.Options{Published: func(s store.Published) store.Published { db = &switchable{Published: s}; return db }})
	p.Get("/")
	db.off.Store(true)
	a := p.Get(p.Path)
	if a.Status != http.StatusServiceUnavailable || a.Header.Get("Retry-After") != "10" {
		t.Fatalf("status %d, Retry-After %q", a.Status, a.Header.Get("Retry-After"))
	}
	if text := textOf(t, a.Body); !strings.Contains(text, "sedang tidak tersedia") {
		t.Errorf("the page for faults says %q", text)
	}
	if a := p.Get("/"); a.Status != http.StatusOK {
		t.Errorf("a cached page answers %d while the database is away", a.Status)
	}
}

func TestListsContinueByKeyset(t *testing.T) {
	p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{Settings: func(s *news.Settings) { s.ListLength = 10 }})
	sec := p.Section("EKONOMI")
	for i := range 25 {
		at := sitetest.Moment.Add(-time.Duration(i/3) * time.Hour) // several at one moment
		p.Article(news.Content{Headline: fmt.Sprintf("Kabar %02d.", i), Section: sec, Body: sitetest.Body("Isi.")}, at)
	}
	var seen []string
	path := "/ekonomi"
	for range 5 {
		a := p.Get(path)
		text := textOf(t, a.Body)
		for i := range 25 {
			if h := fmt.Sprintf("Kabar %02d.", i); strings.Contains(text, h) {
				seen = append(seen, h)
			}
		}
		_, rest, ok := strings.Cut(string(a.Body), `<link rel="next" href="`)
		if strings.Contains(path, "?") != strings.Contains(string(a.Body), "noindex, follow") {
			t.Errorf("GET %s: robots", path)
		}
		if !ok {
			break
		}
		path, _, _ = strings.Cut(rest, `"`)
	}
	slices.Sort(seen)
	if len(seen) != 25 || len(slices.Compact(seen)) != 25 {
		t.Errorf("%d entries on three pages, want 25 different ones: %v", len(seen), seen)
	}
}

// TestPaidContentIsLabelled is PRS-60 on every output of this stage.
func TestPaidContentIsLabelled(t *testing.T) {
	for _, theme := range []string{"cetak", "seed"} {
		p := seedPaper(t, sitetest.Options{ThemeDir: themeDir, Settings: withTheme(theme)})
		sec := p.Content(p.Seed).Section
		doc := sitetest.Body("Beli sekarang juga.")
		doc.Blocks = append(doc.Blocks, &body.Paragraph{Text: body.Inline{body.LinkTo("https://toko.example/", "Toko")}})
		doc.AssignIDs("ad")
		ad := p.Article(news.Content{Headline: "Kulkas Hemat", Kind: news.KindAdvertorial, Label: "KERJA SAMA", Section: sec, Body: doc},
			sitetest.Moment.Add(-time.Minute))
		page := p.Get(ad.Path).Body
		for _, want := range []string{"AdvertiserContentArticle", `sponsored"`} {
			if !bytes.Contains(page, []byte(want)) {
				t.Errorf("%s: the page lacks %s", theme, want)
			}
		}
		for path, want := range map[string]string{ad.Path: "KERJA SAMA", "/internasional": "KERJA SAMA", "/feed.xml": "[KERJA SAMA] Kulkas Hemat"} {
			if !bytes.Contains(p.Get(path).Body, []byte(want)) {
				t.Errorf("%s: GET %s lacks the label", theme, path)
			}
		}
		if text := p.Text(p.Path); strings.Contains(text, "Kulkas Hemat") {
			t.Errorf("%s: paid content stands in related or latest", theme)
		}
	}
}

func TestUnverifiedNoteEndsTheText(t *testing.T) {
	for _, theme := range []string{"cetak", "seed"} {
		p := seedPaper(t, sitetest.Options{ThemeDir: themeDir, Settings: withTheme(theme)})
		p.Edit(p.Seed, func(c *news.Content) {
			c.Flags.Unverified = &news.Unverified{Source: "Saksi mata", Ground: "Keselamatan umum", Note: "Masih kami periksa."}
		})
		page := p.Get(p.Path).Body
		if !bytes.Contains(page, []byte("<em>(Masih kami periksa.)</em>")) {
			t.Errorf("%s: the note is not in brackets and italics", theme)
		}
		if feed := p.Get("/feed.xml").Body; !bytes.Contains(feed, []byte("<p><em>(Masih kami periksa.)</em></p>")) {
			t.Errorf("the feed lacks the note")
		}
	}
}

func TestBrokenThemeLeavesTheFormerOne(t *testing.T) {
	dir := seedThemeWith(t, "part/card.html", "{{with .Section}}", "{{with .Sektion}}")
	p := seedPaper(t, sitetest.Options{ThemeDir: dir})
	before := p.Text(p.Path)
	p.Change(withTheme("seed"))
	if got := p.Text(p.Path); got != before {
		t.Error("a broken theme changed the page")
	}
	if log := p.Log.String(); !strings.Contains(log, "part/card.html:") || !strings.Contains(log, "Sektion") {
		t.Errorf("the log does not name file and line: %s", log)
	}
	p.Change(withTheme("../seed"))
	p.Change(withTheme("nosuch"))
	if got := p.Text(p.Path); got != before {
		t.Error("an unknown theme changed the page")
	}
}

func TestThemeThatHidesLabelsIsRefused(t *testing.T) {
	for _, c := range []struct{ file, old, new, names string }{
		{"part/label.html", "<p>{{.}}</p>", "", "label"},
		{"part/amendments.html", "<p>{{.Note}}</p>", "", "amendment"},
		{"page/gone.html", "<p>{{.Reason}}</p>", "", "reason"},
		{"page/article.html", "<p><em>{{.}}</em></p>", "", "unverified"},
		{"base.html", "<a href=\"{{.URL}}\">{{.Text}}</a> {{end}}</footer>", "{{end}}</footer>", "guideline"},
	} {
		p := seedPaper(t, sitetest.Options{ThemeDir: seedThemeWith(t, c.file, c.old, c.new)})
		before := p.Text(p.Path)
		p.Change(withTheme("seed"))
		if p.Text(p.Path) != before || !strings.Contains(p.Log.String(), c.names) {
			t.Errorf("a theme without %s in %s became active, or the log does not say why: %s", c.names, c.file, p.Log)
		}
	}
}

// TestThemeFilesChangeWhileRunning: a newspaper's theme is edited on disk; a
// mistake in it changes nothing but the log.
func TestThemeFilesChangeWhileRunning(t *testing.T) {
	dir := seedThemeWith(t, "theme.json", `"seed"`, `"seed"`)
	p := seedPaper(t, sitetest.Options{ThemeDir: dir, Settings: withTheme("seed")})
	p.Text(p.Path)
	file := filepath.Join(dir, "seed", "part", "byline.html")
	write := func(text string, age time.Duration) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(age)
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	write("<p>BYLINE BARU</p>", time.Hour)
	if err := p.Site.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if text := p.Text(p.Path); !strings.Contains(text, "BYLINE BARU") {
		t.Error("the changed file is not used")
	}
	write("<p>\n{{if}}</p>", 2*time.Hour)
	err := p.Site.Reload(t.Context())
	if err == nil || !strings.Contains(err.Error(), "part/byline.html:2") {
		t.Errorf("the error %v does not name file and line", err)
	}
	if text := p.Text(p.Path); !strings.Contains(text, "BYLINE BARU") {
		t.Error("a broken file took the former theme away")
	}
	write("<p>PULIH</p>", 3*time.Hour)
	if err := p.Site.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if text := p.Text(p.Path); !strings.Contains(text, "PULIH") {
		t.Error("the mended file is not used")
	}
}
