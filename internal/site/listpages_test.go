package site_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

func emptyPaper(t testing.TB, fn func(*news.Settings)) *sitetest.Paper {
	t.Helper()
	return sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{Settings: fn})
}

func story(p *sitetest.Paper, sec news.SectionID, headline string, at time.Time, change ...func(*news.Content)) newsroom.Result {
	p.TB.Helper()
	c := news.Content{Headline: headline, Section: sec, Kind: news.KindNews, Body: sitetest.Body("Isi " + headline + ".")}
	for _, fn := range change {
		fn(&c)
	}
	return p.Article(c, at)
}

func moment(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func parsedPage(t testing.TB, page []byte) *html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// hrefs are the links of a page that begin with a prefix, in order, each once.
func hrefs(t testing.TB, page []byte, prefix string) []string {
	t.Helper()
	var out []string
	seen := map[string]bool{}
	for _, n := range sitetest.Find(parsedPage(t, page), func(n *html.Node) bool { return n.DataAtom == atom.A }) {
		if h, _ := sitetest.Attr(n, "href"); strings.HasPrefix(h, prefix) && !seen[h] {
			seen[h] = true
			out = append(out, h)
		}
	}
	return out
}

func has(t testing.TB, page sitetest.Answer, what string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !bytes.Contains(page.Body, []byte(want)) {
			t.Errorf("%s: the page lacks %q", what, want)
		}
	}
}

func lacks(t testing.TB, page sitetest.Answer, what string, nots ...string) {
	t.Helper()
	for _, not := range nots {
		if bytes.Contains(page.Body, []byte(not)) {
			t.Errorf("%s: the page holds %q", what, not)
		}
	}
}

// fresh compares what the cache answers with what a site that forgot all prints.
func fresh(t testing.TB, p *sitetest.Paper, path string) {
	t.Helper()
	if got, want := p.Get(path), p.Fresh(path); got.Status != want.Status || !bytes.Equal(got.Body, want.Body) {
		t.Errorf("GET %s: the kept page (%d) is not the fresh one (%d)", path, got.Status, want.Status)
	}
}

// TestIndexTellsDaysApartByTheZone: an article stands on the day that its
// edition's clocks showed, and nowhere else.
func TestIndexTellsDaysApartByTheZone(t *testing.T) {
	for _, c := range []struct{ zone, at, day, clock string }{
		{"Asia/Jakarta", "2025-05-27T16:59:59Z", "2025/05/27", "23:59 WIB"},
		{"Asia/Jakarta", "2025-05-27T17:00:00Z", "2025/05/28", "00:00 WIB"},
		{"Asia/Makassar", "2025-05-27T15:59:59Z", "2025/05/27", "23:59 WITA"},
		{"Asia/Makassar", "2025-05-27T16:00:00Z", "2025/05/28", "00:00 WITA"},
		{"Asia/Jayapura", "2025-05-27T14:59:59Z", "2025/05/27", "23:59 WIT"},
		{"Asia/Jayapura", "2025-05-27T15:00:00Z", "2025/05/28", "00:00 WIT"},
		{"Africa/Cairo", "2025-04-24T21:59:59Z", "2025/04/24", "23:59 EET"}, // the day that begins at one
		{"Africa/Cairo", "2025-04-24T22:00:00Z", "2025/04/25", "01:00 EEST"},
		{"America/Havana", "2024-11-03T04:00:00Z", "2024/11/03", "00:00 CDT"}, // the hour that comes twice
		{"America/Havana", "2024-11-03T05:00:00Z", "2024/11/03", "00:00 CST"},
	} {
		p := emptyPaper(t, func(s *news.Settings) { s.Zone = c.zone })
		sec := p.Section("Daerah")
		at := moment(t, c.at)
		story(p, sec, "Berita yang dicari", at)
		zone, _ := time.LoadLocation(c.zone)
		for _, off := range []int{-1, 0, 1} {
			day := at.In(zone).AddDate(0, 0, off).Format("2006/01/02")
			a := p.Get("/indeks/" + day)
			if off == -1 { // nothing was before the first article
				if a.Status != http.StatusNotFound {
					t.Errorf("%s: the day before the first article answers %d", c.zone, a.Status)
				}
				continue
			}
			found := bytes.Contains(a.Body, []byte("Berita yang dicari"))
			if a.Status != http.StatusOK || found != (day == c.day) {
				t.Errorf("%s %s: %s answers %d, has the article: %v", c.zone, c.at, day, a.Status, found)
			}
			if found {
				has(t, a, c.zone, ">"+c.clock+"</time>")
			}
		}
	}
}

// TestIndexRefusesWhatNoCalendarHas: one form of an address, and no future.
func TestIndexRefusesWhatNoCalendarHas(t *testing.T) {
	p := emptyPaper(t, nil)
	story(p, p.Section("Daerah"), "Kabar lama", moment(t, "2024-02-28T05:00:00Z"))
	for _, c := range []struct {
		path   string
		status int
		to     string
	}{
		{"/indeks", 200, ""}, {"/indeks/2025", 200, ""}, {"/indeks/2025/06", 200, ""}, {"/indeks/2025/06/28", 200, ""},
		{"/indeks/2024/02/29", 200, ""}, {"/indeks/2025/02/29", 404, ""}, {"/indeks/2025/06/31", 404, ""},
		{"/indeks/2025/13", 404, ""}, {"/indeks/2025/00", 404, ""}, {"/indeks/2025/06/00", 404, ""}, {"/indeks/0000", 404, ""},
		{"/indeks/2025/6/28", 404, ""}, {"/indeks/2025/06/8", 404, ""}, {"/indeks/25", 404, ""}, {"/indeks/2025/06/28/1", 404, ""},
		{"/indeks/%D9%A2%D9%A0%D9%A2%D9%A5/06/28", 404, ""}, {"/indeks/2025/%D9%A0%D9%A6/28", 404, ""},
		{"/indeks/2025/06/29", 404, ""}, {"/indeks/2025/07", 404, ""}, {"/indeks/2026", 404, ""}, {"/indeks/9999/12/31", 404, ""},
		{"/indeks/2024/02/27", 404, ""}, {"/indeks/2024/01", 404, ""}, {"/indeks/2023", 404, ""}, {"/indeks/2024", 200, ""},
		{"/indeks/", 301, "/indeks"}, {"/indeks/2025/06/28/", 301, "/indeks/2025/06/28"}, {"/indeks/2025/06/", 301, "/indeks/2025/06"},
		{"/indeks/feed/", 404, ""}, {"/indeks/2025/06/28/feed.xml", 404, ""}, {"/terbaru/", 301, "/terbaru"}, {"/populer/", 301, "/populer"},
		{"/indeks/2025/06/28?rubrik=tidak-ada", 404, ""}, {"/indeks/2025/06/28?rubrik=daerah", 200, ""},
		{"/indeks/2025/06/28?rubrik=../..", 200, ""}, {"/indeks?rubrik=%3Cscript%3E", 200, ""}, {"/indeks?rubrik=", 200, ""},
		{"/indeks/2025/06/28?sebelum=1-1", 404, ""}, {"/lite/indeks/2025/06/28", 200, ""},
	} {
		a := p.Get(c.path)
		if to := strings.TrimPrefix(a.Header.Get("Location"), "http://"+sitetest.Host); a.Status != c.status || to != c.to {
			t.Errorf("GET %s: %d to %q, want %d to %q", c.path, a.Status, to, c.status, c.to)
		}
	}
	p.Clock.At = p.Clock.At.Add(24 * time.Hour)
	if a := p.Get("/indeks/2025/06/29"); a.Status != http.StatusOK {
		t.Errorf("the next day, its page answers %d", a.Status)
	}
}

// TestIndexOfDays: 0, 1 and 500 articles a day, with the neighbours that have
// some.
func TestIndexOfDays(t *testing.T) {
	p := sitetest.Archive(t, 10)
	sec := p.Section("Banyak")
	one := story(p, sec, "Satu berita saja", moment(t, "2025-04-02T05:00:00Z"))
	full := moment(t, "2025-05-10T01:00:00Z") // 08:00 in Jakarta
	err := p.DB.Write(context.Background(), func(tx store.Tx) error {
		for i := range 500 {
			pub := store.PublishedArticle{ID: news.ArticleID(10000 + i), Edition: p.Edition.ID, Version: news.VersionID(10000 + i), Listed: true,
				Path: fmt.Sprintf("/penuh/%d", i), Sections: []news.SectionID{sec}}
			// Many carry the very same time.
			pub.Dates.Display = full.Add(time.Duration(i/40) * time.Minute)
			pub.Content = news.Content{Headline: fmt.Sprintf("Hari penuh %d", i), Section: sec, Kind: news.KindNews, Body: sitetest.Body("Isi.")}
			if err := tx.Publishing().Show(context.Background(), &pub, full); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if a := p.Get("/indeks/2025/04/03"); a.Status != 200 {
		t.Errorf("a day without articles: %d", a.Status)
	} else {
		has(t, a, "a day without articles", "Tidak ada berita pada tanggal ini.", `content="noindex, follow"`,
			`<a href="/indeks/2025/04/02">`, `<a href="/indeks/2025/05/10">`, "Sabtu, 10 Mei 2025")
	}
	first := p.Get("/indeks/2025/04/02")
	has(t, first, "a day with one article", one.Path, "12:00 WIB", `<link rel="canonical" href="http://`+sitetest.Host+`/indeks/2025/04/02">`,
		`"@type":"ItemList"`, `"@type":"BreadcrumbList"`, "<caption>")
	lacks(t, first, "the first day", "Hari sebelumnya", "Bulan sebelumnya")
	if got := hrefs(t, first.Body, "/indeks/2025/04/"); len(got) != 1 {
		t.Errorf("the calendar links to %v, want the one day", got)
	}

	seen := map[string]bool{}
	pages := 0
	for next := "/indeks/2025/05/10"; next != ""; pages++ {
		a := p.Get(next)
		for _, h := range hrefs(t, a.Body, "/penuh/") {
			if seen[h] {
				t.Fatalf("%s stands on two pages of the day", h)
			}
			seen[h] = true
		}
		if pages > 0 {
			has(t, a, next, `content="noindex, follow"`, "Kembali ke awal hari ini")
		}
		next = ""
		for _, n := range sitetest.Find(parsedPage(t, a.Body), func(n *html.Node) bool { return n.DataAtom == atom.A }) {
			if rel, _ := sitetest.Attr(n, "rel"); rel == "next" {
				next, _ = sitetest.Attr(n, "href")
			}
		}
	}
	if len(seen) != 500 || pages != 7 {
		t.Errorf("the day has %d articles on %d pages, want 500 on 7", len(seen), pages)
	}
	if got := p.Get("/indeks/2025").Body; len(hrefs(t, got, "/indeks/2025/")) != 3 {
		t.Errorf("the year links to %v, want April, May and June", hrefs(t, got, "/indeks/2025/"))
	}
	month := p.Get("/indeks/2025/05")
	has(t, month, "a month", "<h2>Sabtu, 10 Mei 2025</h2>", "Hari penuh 499", `<a rel="next" href="/indeks/2025/05/10?sebelum=`, `/indeks/2025/04">`, `/indeks/2025/06">`)
}

// TestIndexOfASection: the form's sections are the tree's, with names as they
// are, and each has its own days.
func TestIndexOfASection(t *testing.T) {
	p := emptyPaper(t, nil)
	daerah := p.Section("DAERAH")
	hostile := p.Section(`"><script>alert(1)</script>&amp; 'x`)
	sub := news.Section{Edition: p.Edition.ID, Parent: daerah, Name: "Pesisir"}
	p.Do(newsroom.DefineSection{Section: &sub})
	story(p, daerah, "Kabar daerah", moment(t, "2025-06-20T05:00:00Z"))
	story(p, sub.ID, "Kabar pesisir", moment(t, "2025-06-21T05:00:00Z"))
	story(p, hostile, "Kabar lain", moment(t, "2025-06-22T05:00:00Z"))
	a := p.Get("/indeks/2025/06/21?rubrik=daerah")
	has(t, a, "a section's day", "Kabar pesisir", "Indeks DAERAH, Sabtu, 21 Juni 2025", `<option value="daerah" selected>DAERAH</option>`,
		`<option value="daerah/pesisir">– Pesisir</option>`, `href="/indeks/2025/06/20?rubrik=daerah"`, `content="noindex, follow"`)
	lacks(t, a, "a section's day", "<script>alert", "/indeks/2025/06/22?rubrik=daerah")
	has(t, p.Get("/indeks?rubrik=daerah/pesisir"), "a section below", "Kabar pesisir")
	has(t, p.Get("/indeks?rubrik=daerah"), "the newest day of the section", "Sabtu, 21 Juni 2025")
	lacks(t, p.Get("/indeks/2025/06/20?rubrik=daerah/pesisir"), "a section below", "Kabar daerah")
	moved := p.Get("/indeks/2025/06/21?rubrik=pesisir")
	if to := moved.Header.Get("Location"); moved.Status != 301 || !strings.HasSuffix(to, "/indeks/2025/06/21?rubrik=daerah/pesisir") {
		t.Errorf("a slug alone: %d to %q", moved.Status, to)
	}
	if a := p.Get("/indeks/2025/06/21?rubrik=daerah%2Fpesisir"); a.Status != 200 {
		t.Errorf("as a form sends it: %d", a.Status)
	}
}

// TestListPagesFollowThePaper: what is published, moved or withdrawn is on
// every list at once, and kept pages are as fresh ones.
func TestListPagesFollowThePaper(t *testing.T) {
	// The printed count may be a minute older than the page (RD-1).
	p := emptyPaper(t, func(s *news.Settings) { never := -1; s.ReadsFrom = &never })
	daerah, ekonomi := p.Section("Daerah"), p.Section("Ekonomi")
	topic := news.Topic{Edition: p.Edition.ID, Name: "Tanggul Teluk", Summary: "Tanggul dibangun.\n\nWarga menunggu."}
	p.Do(newsroom.DefineTopic{Topic: &topic})
	in := func(c *news.Content) { c.Topic = topic.ID }
	first := story(p, daerah, "Kabar pertama", moment(t, "2025-06-26T05:00:00Z"), in)
	paths := []string{"/indeks", "/indeks/2025", "/indeks/2025/06", "/indeks/2025/06/26", "/indeks/2025/06/28", "/terbaru", "/populer", "/populer?rentang=minggu",
		"/topik/" + topic.Slug, "/topik/" + topic.Slug + "?urut=terlama", "/daerah", "/ekonomi", "/indeks?rubrik=ekonomi", "/indeks/2025/06/26?rubrik=ekonomi",
		"/populer?rubrik=ekonomi", first.Path, "/lite/terbaru", "/lite/indeks", "/topik/" + topic.Slug + "/feed.xml"}
	check := func() {
		t.Helper()
		for _, path := range paths {
			fresh(t, p, path)
		}
	}
	check()
	second := story(p, daerah, "Kabar kedua", moment(t, "2025-06-28T05:00:00Z"), in)
	has(t, p.Get("/indeks"), "the index's door", "Kabar kedua")
	has(t, p.Get("/terbaru"), "the latest", "Kabar kedua")
	has(t, p.Get("/topik/"+topic.Slug), "the topic", "Kabar kedua", "Kabar pertama", "<p class=\"stand\">Tanggul dibangun.</p>", "2 berita")
	check()
	read(t, p, map[news.ArticleID]int64{first.Article: 5, second.Article: 9})
	p.Clock.At = p.Clock.At.Add(6 * time.Minute)
	has(t, p.Get("/populer"), "the most read", "Kabar kedua")
	check()
	p.Edit(second.Article, func(c *news.Content) { c.Section, c.Headline = ekonomi, "Kabar pindahan" })
	has(t, p.Get("/populer?rubrik=ekonomi"), "the most read of the section", "Kabar pindahan")
	lacks(t, p.Get("/populer?rubrik=daerah"), "the most read of the other", "Kabar pindahan")
	has(t, p.Get("/indeks/2025/06/28?rubrik=ekonomi"), "the section's day", "Kabar pindahan")
	check()
	p.Edit(second.Article, func(c *news.Content) { c.Topic = 0 })
	lacks(t, p.Get("/topik/"+topic.Slug), "the topic", "Kabar pindahan")
	check()
	has(t, p.Get(first.Path), "the article", `<a href="/topik/`+topic.Slug+`">Tanggul Teluk</a>`)
	topic.Name = "Tanggul Baru"
	p.Do(newsroom.DefineTopic{Topic: &topic})
	has(t, p.Get(first.Path), "the article", "Tanggul Baru")
	check()
	p.Do(newsroom.Withdraw{Article: second.Article, Ground: news.GroundCourt, Reason: "Putusan pengadilan negeri."})
	for _, path := range paths {
		lacks(t, p.Get(path), path, "Kabar pindahan")
	}
	check()
	p.Clock.At = p.Clock.At.Add(24 * time.Hour)
	check()
}

func read(t testing.TB, p *sitetest.Paper, counts map[news.ArticleID]int64) {
	t.Helper()
	if err := p.DB.Reads().Add(context.Background(), rand.Text(), p.Clock.At, counts); err != nil {
		t.Fatal(err)
	}
}

// TestMostRead: places by readings of the range, without paid content and,
// where the edition says so, without protected people.
func TestMostRead(t *testing.T) {
	p := emptyPaper(t, nil)
	daerah, ekonomi := p.Section("Daerah"), p.Section("Ekonomi")
	at := moment(t, "2025-06-10T05:00:00Z")
	a := story(p, daerah, "Paling banyak", at).Article
	b := story(p, ekonomi, "Kedua", at).Article
	ad := story(p, ekonomi, "Iklan yang laku", at, func(c *news.Content) { c.Kind, c.Label = news.KindAdvertorial, news.AdLabels[0] }).Article
	child := story(p, daerah, "Anak yang dilindungi", at, func(c *news.Content) { c.Flags.Child = true }).Article
	old := story(p, daerah, "Dibaca pekan lalu", at).Article
	empty := p.Get("/populer")
	has(t, empty, "nothing is read", "Belum ada cukup pembaca", `<a href="/terbaru">`, `content="noindex, follow"`)

	now := p.Clock.At
	p.Clock.At = now.Add(-3 * 24 * time.Hour)
	read(t, p, map[news.ArticleID]int64{old: 900})
	p.Clock.At = now.Add(10 * time.Minute)
	read(t, p, map[news.ArticleID]int64{a: 1204, b: 7, ad: 5000, child: 800, 4711: 99999})
	order := func(path string, want ...string) {
		t.Helper()
		page := p.Get(path)
		text := textOf(t, page.Body)
		at := 0
		for _, w := range want {
			i := strings.Index(text[at:], w)
			if i < 0 {
				t.Fatalf("%s: %q is missing, or too high:\n%s", path, w, text)
			}
			at += i + len(w)
		}
		if n := len(sitetest.Find(parsedPage(t, page.Body), func(n *html.Node) bool { return n.DataAtom == atom.Article })); n != len(want) {
			t.Errorf("%s has %d places, want %d", path, n, len(want))
		}
		lacks(t, page, path, "Iklan yang laku")
		fresh(t, p, path)
	}
	order("/populer", "Paling banyak", "Anak yang dilindungi", "Kedua")
	order("/populer?rentang=hari", "Paling banyak", "Anak yang dilindungi", "Kedua")
	order("/populer?rentang=minggu", "Paling banyak", "Dibaca pekan lalu", "Anak yang dilindungi", "Kedua")
	order("/populer?rubrik=ekonomi", "Kedua")
	has(t, p.Get("/populer"), "counts", "dibaca 1.204 kali", `<link rel="canonical" href="http://`+sitetest.Host+`/populer">`)
	has(t, p.Get("/populer?rentang=hari"), "the range that goes without saying", `<link rel="canonical" href="http://`+sitetest.Host+`/populer">`)
	has(t, p.Get("/populer?rentang=bulan&rubrik=daerah"), "the form", `<input type="hidden" name="rentang" value="bulan">`)
	has(t, p.Get("/daerah"), "the section", "Terpopuler di rubrik ini pekan ini", `/populer?rentang=minggu&amp;rubrik=daerah`)
	lacks(t, p.Get("/ekonomi"), "a section that few read", "Terpopuler di rubrik")

	// The list stands for five minutes, whatever is read meanwhile.
	p.Clock.At = now.Add(12 * time.Minute)
	read(t, p, map[news.ArticleID]int64{b: 5000})
	order("/populer", "Paling banyak", "Anak yang dilindungi", "Kedua")
	p.Clock.At = now.Add(15 * time.Minute)
	order("/populer", "Kedua", "Paling banyak", "Anak yang dilindungi")

	p.Change(func(s *news.Settings) { never := -1; s.PopularWithoutChildren, s.ReadsFrom = true, &never })
	order("/populer", "Kedua", "Paling banyak")
	lacks(t, p.Get("/populer"), "an edition that prints no counts", "kali</p>")
	p.Edit(child, func(c *news.Content) { c.Flags.Child = false })
	order("/populer", "Kedua", "Paling banyak", "Anak yang dilindungi")
}

// TestTopicFromEitherEnd: days in order, each article once, from the newest and
// from the beginning, while the story goes on.
func TestTopicFromEitherEnd(t *testing.T) {
	p := emptyPaper(t, func(s *news.Settings) { s.ListLength = 10 })
	sec := p.Section("Daerah")
	topic := news.Topic{Edition: p.Edition.ID, Name: `Tanggul "Teluk" <b>`}
	p.Do(newsroom.DefineTopic{Topic: &topic})
	start := moment(t, "2025-05-01T05:00:00Z")
	add := func(i int) {
		story(p, sec, fmt.Sprintf("Babak %02d", i), start.Add(time.Duration(i)*9*time.Hour), func(c *news.Content) { c.Topic = topic.ID })
	}
	for i := range 34 {
		add(i)
	}
	chapter := regexp.MustCompile(`Babak \d\d`)
	walk := func(path string, between func()) []string {
		t.Helper()
		var all []string
		for next := path; next != ""; {
			a := p.Get(next)
			if a.Status != 200 {
				t.Fatalf("GET %s: %d", next, a.Status)
			}
			main := string(a.Body[bytes.Index(a.Body, []byte("<main")):])
			all = append(all, chapter.FindAllString(main, -1)...)
			if next != path {
				has(t, a, next, `content="noindex, follow"`)
			}
			next = ""
			for _, n := range sitetest.Find(parsedPage(t, a.Body), func(n *html.Node) bool { return n.DataAtom == atom.A }) {
				if rel, _ := sitetest.Attr(n, "rel"); rel == "next" {
					next, _ = sitetest.Attr(n, "href")
				}
			}
			between()
		}
		return all
	}
	n := 34
	newest := walk("/topik/"+topic.Slug, func() { add(n); n++ })
	if len(newest) != 34 {
		t.Errorf("from the newest: %d articles, want 34: %v", len(newest), newest)
	}
	for i, got := range newest {
		if want := fmt.Sprintf("Babak %02d", 33-i); got != want {
			t.Fatalf("from the newest, place %d is %s, want %s", i, got, want)
		}
	}
	oldest := walk("/topik/"+topic.Slug+"?urut=terlama", func() {})
	if len(oldest) != n {
		t.Errorf("from the beginning: %d articles, want %d", len(oldest), n)
	}
	for i, got := range oldest {
		if want := fmt.Sprintf("Babak %02d", i); got != want {
			t.Fatalf("from the beginning, place %d is %s, want %s", i, got, want)
		}
	}
	a := p.Get("/topik/" + topic.Slug)
	has(t, a, "the topic", "Tanggul &#34;Teluk&#34; &lt;b&gt;", "Yang baru", "Baca dari awal", `"@type":"CollectionPage"`, `/topik/`+topic.Slug+`/feed.xml`)
	if feed := p.Get("/topik/" + topic.Slug + "/feed.xml"); feed.Status != 200 {
		t.Errorf("the feed: %d", feed.Status)
	}
}

// TestPersonInEveryRole: what somebody did is said where it is not reporting,
// and a name alone is a page, too.
func TestPersonInEveryRole(t *testing.T) {
	p := emptyPaper(t, nil)
	sec := p.Section("Daerah")
	who := news.Person{Name: "Sri Wahyuni"}
	p.Do(newsroom.DefinePerson{Edition: p.Edition.ID, Person: &who})
	by := func(credits ...news.Credit) func(*news.Content) {
		return func(c *news.Content) { c.Byline = credits }
	}
	at := moment(t, "2025-06-20T05:00:00Z")
	story(p, sec, "Yang diliput", at, by(news.Credit{Person: who.ID, Role: news.RoleReporter}))
	story(p, sec, "Yang disunting", at.Add(time.Hour), by(news.Credit{Name: "Ayu", Role: news.RoleReporter}, news.Credit{Person: who.ID, Role: news.RoleEditor}))
	story(p, sec, "Yang dua kali", at.Add(2*time.Hour), by(news.Credit{Person: who.ID, Role: news.RolePhotographer}, news.Credit{Person: who.ID, Role: news.RoleWriter}))
	text := p.Text("/penulis/" + who.Slug)
	for _, want := range []string{"Yang diliput\n", "Fotografer dan Penulis", "· Editor", "3 berita"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Jurnalis") {
		t.Error("the page says that a reporter reported")
	}
	fresh(t, p, "/penulis/"+who.Slug)
}

// TestLatestKeepsItsPlace: continuing is stable while new articles arrive, and
// paid content is not news.
func TestLatestKeepsItsPlace(t *testing.T) {
	p := emptyPaper(t, func(s *news.Settings) { s.ListLength = 10 })
	sec := p.Section("Daerah")
	start := moment(t, "2025-06-20T05:00:00Z")
	for i := range 25 {
		story(p, sec, fmt.Sprintf("Kabar ke-%02d", i), start.Add(time.Duration(i)*time.Hour))
	}
	story(p, sec, "Iklan", start.Add(30*time.Hour), func(c *news.Content) { c.Kind, c.Label = news.KindAdvertorial, news.AdLabels[0] })
	first := p.Get("/terbaru")
	lacks(t, first, "the latest", "Iklan</a>")
	has(t, first, "the latest", "Kabar ke-24", "Kabar ke-15", `href="/feed.xml"`)
	next := hrefs(t, first.Body, "/terbaru?sebelum=")
	if len(next) != 1 {
		t.Fatalf("the latest continues at %v", next)
	}
	before := p.Get(next[0])
	story(p, sec, "Kabar baru sekali", start.Add(40*time.Hour))
	after := p.Get(next[0])
	list := regexp.MustCompile(`Kabar ke-\d\d`)
	if a, b := list.FindAllString(string(before.Body), -1), list.FindAllString(string(after.Body), -1); fmt.Sprint(a) != fmt.Sprint(b) || len(a) < 10 || a[0] != "Kabar ke-14" {
		t.Errorf("the second page moved:\n%v\n%v", a, b)
	}
	has(t, after, "the second page", `<a href="/terbaru">Kembali ke berita terbaru</a>`, `content="noindex, follow"`)
	has(t, p.Get("/terbaru"), "the latest", "Kabar baru sekali")
}

// TestListPagesAreLight: the budgets of reader-site.md section 11, also for a
// full day in a paper with many sections.
func TestListPagesAreLight(t *testing.T) {
	for name, page := range storybook(t, "id", samplePhotos(t)) {
		switch kind, _, _ := strings.Cut(name, "-"); kind {
		case "section", "tag", "person", "latest", "topic", "popular", "index":
		default:
			continue
		}
		n := 0
		eachElement(parsedPage(t, page.Body), func(*html.Node) { n++ })
		if got := compressed(page.Body); n > 900 || got > 16<<10 {
			t.Errorf("%s has %d elements and %d bytes compressed, may have 900 and %d", name, n, got, 16<<10)
		} else {
			t.Logf("%s: %d elements, %d bytes", name, n, got)
		}
	}
}
