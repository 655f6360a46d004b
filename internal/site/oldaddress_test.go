package site_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// oldPaper is a paper with one of everything that may have had another address.
type oldPaper struct {
	*sitetest.Paper
	article, paged, gone, moved newsroom.Result
	topic                       news.Topic
	tag                         news.Tag
	person                      news.Person
}

func newOldPaper(t *testing.T) *oldPaper {
	p := &oldPaper{Paper: sitetest.Open(t, store.Options{Dir: t.TempDir()}, sitetest.Options{})}
	city := p.Section("KOTA")
	harbour := news.Section{Edition: p.Edition.ID, Parent: city, Name: "Pelabuhan"}
	p.Do(newsroom.DefineSection{Section: &harbour})
	p.topic = news.Topic{Edition: p.Edition.ID, Name: "Banjir Besar"}
	p.Do(newsroom.DefineTopic{Topic: &p.topic})
	p.tag = news.Tag{Edition: p.Edition.ID, Name: "Pasar Malam"}
	p.Do(newsroom.DefineTag{Tag: &p.tag})
	p.person = news.Person{Name: "Ranita Wulung", Active: true}
	p.Do(newsroom.DefinePerson{Edition: p.Edition.ID, Person: &p.person})
	at := time.Date(2025, 2, 28, 3, 0, 0, 0, time.UTC)
	write := func(headline string, change func(*news.Content)) newsroom.Result {
		c := news.Content{Headline: headline, Section: harbour.ID, Topic: p.topic.ID, Tags: []news.TagID{p.tag.ID},
			Byline: []news.Credit{{Person: p.person.ID, Role: news.RoleReporter}}, Body: sitetest.Body("Isi berita.")}
		if change != nil {
			change(&c)
		}
		return p.Article(c, at)
	}
	p.article = write("Pasar Dibuka", nil)
	p.paged = write("Cerita Panjang", func(c *news.Content) {
		c.Paged = true
		c.Body.Blocks = append(c.Body.Blocks, &body.PageBreak{}, &body.Paragraph{Text: body.Text("Halaman dua.")})
		c.Body.AssignIDs("paged")
	})
	p.gone = write("Dicabut", nil)
	p.Do(newsroom.Withdraw{Article: p.gone.Article, Ground: news.GroundCourt, Reason: "Putusan pengadilan meminta pencabutan."})
	first := write("Judul Lama", nil)
	content := p.Content(first.Article)
	content.Slug = "judul-baru"
	p.moved = p.Do(newsroom.Update{Article: first.Article, Content: &content, Class: news.Minor})
	tag, person, topic := p.tag, p.person, p.topic
	tag.Slug, person.Slug, topic.Slug = "pasar-baru", "r-wulung", "banjir"
	p.Do(newsroom.DefineTag{Tag: &tag})
	p.Do(newsroom.DefinePerson{Edition: p.Edition.ID, Person: &person})
	p.Do(newsroom.DefineTopic{Topic: &topic})
	for from, to := range map[string]string{"/berita.php?id=7": p.article.Path, "/lama/sekali": first.Path, "/?p=4242": p.article.Path,
		"/mitra": "https://mitra.example/halaman", "/tagar": "/tag/pasar-malam", "/bekas": p.gone.Path} {
		p.Do(newsroom.SendElsewhere{Edition: p.Edition.ID, From: from, To: to})
	}
	return p
}

// Any URL that was ever public answers with one 301 to a page that is there
// (reader-site.md URL-1 to 5, FD-2, SD-3, MP-2).
func TestOldAddressesMoveOnce(t *testing.T) {
	p := newOldPaper(t)
	article, paged, id := p.article.Path, p.paged.Path, p.article.Article.String()
	for _, c := range []struct{ from, to string }{
		// URL-1: changed slugs.
		{"/2025/02/28/judul-lama", p.moved.Path},
		{"/2025/02/28/judul-lama/", p.moved.Path},
		{"/2025/02/28/judul-lama/amp/", p.moved.Path},
		{"/tag/pasar-malam", "/tag/pasar-baru"},
		{"/tag/pasar-malam/", "/tag/pasar-baru"},
		{"/tag/pasar-malam/feed.xml", "/tag/pasar-baru/feed.xml"},
		{"/tag/pasar-malam/feed/", "/tag/pasar-baru/feed.xml"},
		{"/penulis/ranita-wulung", "/penulis/r-wulung"},
		{"/topik/banjir-besar", "/topik/banjir"},
		{"/topik/banjir-besar/", "/topik/banjir"},
		// The operator's redirects.
		{"/berita.php?id=7", article},
		{"/lama/sekali", p.moved.Path},
		{"/tagar", "/tag/pasar-baru"},
		{"/?p=4242", article},
		{"/index.php?p=4242", article},
		// WordPress: numbers and queries.
		{"/?p=" + id, article},
		{"/?page_id=" + id, article},
		{"/index.php?p=" + id + "&utm_source=x", article},
		{"/?tag=pasar-baru", "/tag/pasar-baru"},
		{"/?author_name=r-wulung", "/penulis/r-wulung"},
		{"/?category_name=pelabuhan", "/kota/pelabuhan"},
		{"/?m=202502", "/indeks/2025/02"},
		{"/?m=20250228", "/indeks/2025/02/28"},
		{"/?feed=rss2", "/feed.xml"},
		{"/?feed=atom", "/atom.xml"},
		// WordPress: paths.
		{"/index.php" + article, article},
		{"/index.php" + article + "/", article},
		{"/index.php/category/kota/pelabuhan/", "/kota/pelabuhan"},
		{"/category/kota/", "/kota"},
		{"/category/kota/pelabuhan/", "/kota/pelabuhan"},
		{"/category/pelabuhan/", "/kota/pelabuhan"},
		{"/kategori/kota", "/kota"},
		{"/category/kota/page/2/", "/kota"},
		{"/category/kota/pelabuhan/page/12/", "/kota/pelabuhan"},
		{"/page/2/", "/"},
		{"/kota/page/3", "/kota"},
		{"/author/r-wulung/", "/penulis/r-wulung"},
		{"/author/r-wulung/page/2/", "/penulis/r-wulung"},
		{"/topic/banjir/", "/topik/banjir"},
		{"/tags/pasar-baru/", "/tag/pasar-baru"},
		{"/2025/", "/indeks/2025"},
		{"/2025/02/", "/indeks/2025/02"},
		{"/2025/02/28/", "/indeks/2025/02/28"},
		{"/2025/2/28", "/indeks/2025/02/28"},
		{"/2025/02/page/2/", "/indeks/2025/02"},
		{article + "/gambar-pasar/", article},
		{article + "/gambar-pasar", article},
		{article + "/2/", article},
		{article + "/embed/", article},
		{article + "/trackback/", article},
		// MP-2.
		{paged + "/2/", paged + "?halaman=2"},
		{paged + "/2", paged + "?halaman=2"},
		{paged + "/9/", paged},
		// SD-3.
		{article + "/amp", article}, {article + "/amp/", article}, {article + "?amp=1", article}, {article + "?amp", article},
		{"/2025/02/28/judul-lama?amp=1", p.moved.Path},
		{"/amp/", "/"}, {"/?amp=1", "/"}, {"/kota/amp/", "/kota"},
		// FD-2.
		{"/feed/", "/feed.xml"}, {"/feed", "/feed.xml"}, {"/feed/atom/", "/atom.xml"}, {"/feed/rss/", "/feed.xml"},
		{"/feed/rss2/", "/feed.xml"}, {"/comments/feed/", "/feed.xml"}, {"/rss/", "/feed.xml"}, {"/rss", "/feed.xml"},
		{"/category/kota/feed/", "/kota/feed.xml"}, {"/category/kota/feed/atom/", "/kota/atom.xml"},
		{"/author/r-wulung/rss/", "/penulis/r-wulung/feed.xml"}, {"/tag/pasar-baru/feed/", "/tag/pasar-baru/feed.xml"},
		{article + "/feed/", article},
		// URL-3.
		{"//" + strings.TrimPrefix(article, "/"), article},
		{strings.ToUpper(article), article},
		{"/terbaru/", "/terbaru"}, {"/indeks/", "/indeks"}, {"/indeks/2025/02/", "/indeks/2025/02"},
	} {
		a := p.Get(c.from)
		if got := a.Header.Get("Location"); a.Status != http.StatusMovedPermanently || got != "http://"+sitetest.Host+c.to {
			t.Errorf("GET %s: %d to %q, want %s", c.from, a.Status, got, c.to)
			continue
		}
		if end := p.Get(c.to); end.Status != http.StatusOK {
			t.Errorf("GET %s leads to %s, which answers %d", c.from, c.to, end.Status)
		}
		// The lite form of a page moves to a lite page.
		if !strings.Contains(c.to, ".xml") && !strings.Contains(c.from, "?") && !strings.HasPrefix(c.from, "//") && c.to != "/" {
			lite := p.Get("/lite" + c.from)
			if got := lite.Header.Get("Location"); lite.Status == http.StatusMovedPermanently && !strings.HasPrefix(got, "http://"+sitetest.Host+"/lite/") {
				t.Errorf("GET /lite%s leads to %q", c.from, got)
			}
		}
	}
	if p.Log.Len() > 0 {
		t.Errorf("the log: %s", p.Log)
	}
}

// What stood here and was withdrawn says so under every address that it had.
func TestOldAddressesOfWithdrawn(t *testing.T) {
	p := newOldPaper(t)
	for _, from := range []string{p.gone.Path, "/bekas", "/?p=" + p.gone.Article.String()} {
		if a := p.Get(from); a.Status != http.StatusGone {
			t.Errorf("GET %s: %d, want 410", from, a.Status)
		}
	}
	for _, from := range []string{p.gone.Path + "/", p.gone.Path + "/amp/", p.gone.Path + "?amp=1", p.gone.Path + "/gambar/"} {
		a := p.Get(from)
		if got := a.Header.Get("Location"); a.Status != http.StatusMovedPermanently || got != "http://"+sitetest.Host+p.gone.Path {
			t.Errorf("GET %s: %d to %q, want one 301 to the notice", from, a.Status, got)
		}
	}
}

// What never was is not there, and no address leads to another host unless the
// operator said so.
func TestNoSuchOldAddress(t *testing.T) {
	p := newOldPaper(t)
	for _, from := range []string{
		"/category/tidak-ada/", "/category/", "/tag/tidak-ada/", "/author/x/feed/", "/feed/x/", "/amp/amp2", "/2024/", "/2031/01/", "/2025/13/",
		"/2025/02/30/", "/page/x/", "/wp-content/uploads/2025/03/foto.jpg", "/wp-login.php", "/xmlrpc.php", "/xmlrpc.php?rsd", "/index.php/x",
		"/berita.php", "/berita.php?id=8", "/lama", "/kota/gambar", "/2025/02/28/tidak-ada/2/", "//evil.example/x", "/%5Cevil.example", "/.//evil.example",
		"/index.php//evil.example", "/category//evil.example/", "/x/amp", "/-/amp/", "/embed", "/page/2/page/x", "/indeks/1999/01/01/", "/tag/x/feed.xml",
	} {
		if a := p.Get(from); a.Status != http.StatusNotFound || a.Header.Get("Location") != "" {
			t.Errorf("GET %s: %d to %q, want 404", from, a.Status, a.Header.Get("Location"))
		}
	}
	for _, from := range []string{"/?s=//evil.example", "/?p=0", "/?p=99999", "/?p=x", "/?cat=3", "/?m=9", "/?m=300001", "/?tag=//evil.example", "/?amp=//evil.example"} {
		a := p.Get(from)
		if got := a.Header.Get("Location"); got != "" && !strings.HasPrefix(got, "http://"+sitetest.Host+"/") {
			t.Errorf("GET %s leads to %q", from, got)
		}
		if a.Status == http.StatusNotFound {
			t.Errorf("GET %s: unknown keys of the front page are ignored", from)
		}
	}
	if a := p.Get("/mitra"); a.Status != http.StatusMovedPermanently || a.Header.Get("Location") != "https://mitra.example/halaman" {
		t.Errorf("the operator's redirect: %d to %q", a.Status, a.Header.Get("Location"))
	}
}

// A redirect in the cache goes when the operator changes his mind, and when
// what it leads to moves.
func TestRedirectsAreNotKeptTooLong(t *testing.T) {
	p := newOldPaper(t)
	lead := func(from, to string) {
		t.Helper()
		if a := p.Get(from); a.Header.Get("Location") != "http://"+sitetest.Host+to {
			t.Errorf("GET %s: %d to %q, want %s", from, a.Status, a.Header.Get("Location"), to)
		}
	}
	lead("/lama/sekali", p.moved.Path)
	content := p.Content(p.moved.Article)
	content.Slug = "judul-terbaru"
	now := p.Do(newsroom.Update{Article: p.moved.Article, Content: &content, Class: news.Minor})
	lead("/lama/sekali", now.Path)
	lead(p.moved.Path, now.Path)
	p.Do(newsroom.SendElsewhere{Edition: p.Edition.ID, From: "/lama/sekali", To: "/kota"})
	lead("/lama/sekali", "/kota")
	if a := p.Get("/nanti"); a.Status != http.StatusNotFound {
		t.Errorf("an address of nothing: %d", a.Status)
	}
	p.Do(newsroom.SendElsewhere{Edition: p.Edition.ID, From: "/nanti", To: "/kota"})
	lead("/nanti", "/kota")
	// Another tag takes the slug that the first one left.
	lead("/tag/pasar-malam", "/tag/pasar-baru")
	other := news.Tag{Edition: p.Edition.ID, Name: "Pasar Malam Kota", Slug: "pasar-malam"}
	p.Do(newsroom.DefineTag{Tag: &other})
	content = p.Content(p.article.Article)
	content.Tags = append(content.Tags, other.ID)
	p.Do(newsroom.Update{Article: p.article.Article, Content: &content, Class: news.Minor})
	if a := p.Get("/tag/pasar-malam"); a.Status != http.StatusOK {
		t.Errorf("the new tag's page: %d to %q", a.Status, a.Header.Get("Location"))
	}
}
