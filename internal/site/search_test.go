package site_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// searchPaper is a paper with a few articles to find.
func searchPaper(t *testing.T, o sitetest.Options) (*sitetest.Paper, map[string]news.ArticleID) {
	t.Helper()
	p := sitetest.Open(t, store.Options{Dir: t.TempDir()}, o)
	daerah, ekonomi := p.Section("DAERAH"), p.Section("EKONOMI")
	ids := map[string]news.ArticleID{}
	add := func(name, headline string, section news.SectionID, days int, change func(*news.Content), paragraphs ...string) {
		c := news.Content{Headline: headline, Section: section, Byline: []news.Credit{{Name: "Ratna Dewi", Role: news.RoleReporter}}, Body: sitetest.Body(paragraphs...)}
		if change != nil {
			change(&c)
		}
		ids[name] = p.Article(c, sitetest.Moment.AddDate(0, 0, -days)).Article
	}
	add("banjir", "Banjir Rendam Tiga Kampung", daerah, 1, nil, "Warga mengungsi ke balai desa sejak dini hari. Ketinggian air <b>dua meter</b> & naik.")
	add("beras", "Harga Beras Turun", ekonomi, 3, nil, "Pedagang di pasar induk menjual beras lebih murah.", "Kampung nelayan ikut menikmatinya.")
	add("lama", "Pertemuan Menteri di Makassar", daerah, 400, nil, "Menteri bertemu warga.")
	add("iklan", "Promo Beras Hemat", ekonomi, 2, func(c *news.Content) { c.Kind, c.Label = news.KindAdvertorial, "ADVERTORIAL" }, "Beras hemat untuk semua.")
	return p, ids
}

func cari(q string, more ...string) string {
	v := url.Values{"q": {q}}
	for i := 0; i < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return "/cari?" + v.Encode()
}

func TestSearchPage(t *testing.T) {
	p, _ := searchPaper(t, sitetest.Options{})
	for _, c := range []struct {
		name, path string
		has, lacks []string
	}{
		{"by the root", cari("bertemu"), []string{"Hasil Pencarian", `&#34;bertemu&#34; menemukan 1 berita`, "<mark>Pertemuan</mark> Menteri"}, nil},
		{"text is escaped", cari("warga mengungsi meter"), []string{"&lt;b&gt;dua <mark>meter</mark>&lt;/b&gt; &amp; naik", "<mark>Warga</mark> <mark>mengungsi</mark>"}, []string{"<b>dua"}},
		{"the question is escaped", cari(`<script>alert(1)</script>`), []string{"&lt;script&gt;"}, []string{"<script>alert"}},
		{"a phrase", cari(`"pasar induk"`), []string{"Harga Beras Turun"}, []string{"Promo Beras"}},
		{"without a word", cari("beras -promo"), []string{"Harga <mark>Beras</mark> Turun"}, []string{"Promo"}},
		{"paid content says so", cari("beras"), []string{"ADVERTORIAL"}, nil},
		{"a section", cari("kampung", "rubrik", "daerah"), []string{"menemukan 1 berita", "Tiga"}, []string{"Harga Beras"}},
		{"an unknown section narrows nothing", cari("kampung", "rubrik", "tidak-ada"), []string{"menemukan 2 berita"}, nil},
		{"since a day", cari("warga", "dari", "2025-06-01"), []string{"menemukan 1 berita", "Banjir"}, []string{"Makassar"}},
		{"to a day", cari("warga", "sampai", "2025-01-01"), []string{"menemukan 1 berita", "Makassar"}, []string{"Banjir"}},
		{"by a writer", cari("ratna dewi"), []string{"menemukan 4 berita"}, nil},
		{"a better spelling", cari("bnajir kampugn"), []string{"Tidak ada berita tentang", "banjir kampung</a>", "Berita terbaru"}, nil},
		{"filters can be dropped", cari("banjir", "sampai", "2020-01-01"), []string{`<a href="/cari?q=banjir">Cari tanpa saringan`}, nil},
		{"no question", "/cari", []string{"Cari berita", "Banjir Rendam", `href="/indeks"`}, []string{"menemukan"}},
		{"empty fields of the form", "/cari?q=banjir&rubrik=&dari=&sampai=&urut=", []string{"menemukan 1 berita"}, nil},
		{"wildcards", cari("* % _ ?"), []string{"Tidak ada berita"}, nil},
		{"ten thousand characters", cari(strings.Repeat("banjir ", 1400)), []string{"Hanya 32 kata atau 500 huruf"}, nil},
		{"a thousand terms", cari(strings.Repeat("a1 b2 c3 d4 ", 250)), []string{"Hanya 32 kata"}, nil},
		{"lite", "/lite" + cari("bertemu"), []string{"menemukan 1 berita", "<mark>Pertemuan</mark>"}, []string{"<script", "<img"}},
	} {
		start := time.Now()
		a := p.Get(c.path)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s took %v", c.name, took)
		}
		body := string(a.Body)
		if a.Status != http.StatusOK || a.Header.Get("X-Robots-Tag") != "noindex" {
			t.Errorf("%s: %d, robots %q", c.name, a.Status, a.Header.Get("X-Robots-Tag"))
		}
		for _, want := range c.has {
			if !strings.Contains(body, want) {
				t.Errorf("%s: %q is missing", c.name, want)
			}
		}
		for _, not := range c.lacks {
			if strings.Contains(body, not) {
				t.Errorf("%s: %q stands there", c.name, not)
			}
		}
		if _, err := html.Parse(strings.NewReader(body)); err != nil {
			t.Error(err)
		}
	}
}

// TestSearchFollows: what is published, corrected and withdrawn is found, marked
// and gone at once on the node that did it.
func TestSearchFollows(t *testing.T) {
	p, ids := searchPaper(t, sitetest.Options{})
	if a := p.Get(cari("gempa")); strings.Contains(string(a.Body), "menemukan") {
		t.Error("found before it was published")
	}
	draft := p.Do(newsroom.Create{Edition: p.Edition.ID, Content: news.Content{Headline: "Gempa Kecil", Section: p.Content(ids["banjir"]).Section,
		Byline: []news.Credit{{Name: "A", Role: news.RoleReporter}}, Body: sitetest.Body("Tidak ada kerusakan.")}})
	if a := p.Get(cari("gempa")); strings.Contains(string(a.Body), "Gempa Kecil") {
		t.Error("a draft is found")
	}
	p.Do(newsroom.Publish{Article: draft.Article})
	if a := p.Get(cari("gempa")); !strings.Contains(string(a.Body), "<mark>Gempa</mark> Kecil") {
		t.Error("not found after it was published")
	}
	p.Edit(draft.Article, func(c *news.Content) { c.Headline = "Guncangan Kecil" })
	if a := p.Get(cari("gempa")); strings.Contains(string(a.Body), "<mark>") {
		t.Error("found by a word that it has no more")
	}
	p.Do(newsroom.Withdraw{Article: draft.Article, Ground: news.GroundTrauma, Reason: "Memuat keterangan yang keliru tentang korban."})
	if a := p.Get(cari("guncangan")); strings.Contains(string(a.Body), "<mark>") {
		t.Error("found after it was withdrawn")
	}
	if a := p.Get("/-/saran?q=guncang"); !strings.Contains(string(a.Body), `"words":[]`) {
		t.Errorf("its words are suggested: %s", a.Body)
	}
}

func TestSearchIsLimitedAndNotKeptOnDisk(t *testing.T) {
	dir := t.TempDir()
	p, _ := searchPaper(t, sitetest.Options{CacheDir: dir, SearchBurst: 3})
	for i := range 3 {
		if a := p.Get(cari(fmt.Sprint("kata", i))); a.Status != http.StatusOK {
			t.Fatalf("search %d: %d", i, a.Status)
		}
	}
	a := p.Get(cari("kata9"))
	if a.Status != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" || !strings.Contains(string(a.Body), "Terlalu banyak") {
		t.Errorf("the fourth: %d, %q", a.Status, a.Body)
	}
	if a := p.Get(cari("kata1")); a.Status != http.StatusOK {
		t.Errorf("a kept answer: %d", a.Status)
	}
	if a := p.Get("/2025/06/28/banjir-apa-ini"); a.Status != http.StatusNotFound || !strings.Contains(string(a.Body), "Berita terbaru") {
		t.Errorf("a lost reader who asked too much: %d, not the page for all", a.Status)
	}
	n := 0
	p.Cache.Each(func(key string, page *cache.Page) {
		if strings.Contains(key, "/cari") {
			n++
			if page.MaxAge > 30*time.Second || !page.NoCopy {
				t.Errorf("%s is kept for %v, on disk: %v", key, page.MaxAge, !page.NoCopy)
			}
		}
	})
	if n != 3 {
		t.Errorf("%d answers are kept, want 3", n)
	}
	p.Cache.Close()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte("/cari?")) {
			t.Errorf("%s holds an answer", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestSuggestions(t *testing.T) {
	p, _ := searchPaper(t, sitetest.Options{})
	var got struct {
		Words    []string
		Articles []struct{ Title, URL string }
	}
	a := p.Get("/-/saran?q=harga+ber")
	if err := json.Unmarshal(a.Body, &got); err != nil {
		t.Fatalf("%s: %v", a.Body, err)
	}
	if len(got.Words) == 0 || got.Words[0] != "harga beras" {
		t.Errorf("words %q", got.Words)
	}
	a = p.Get("/-/saran?q=banjir")
	if err := json.Unmarshal(a.Body, &got); err != nil || len(got.Articles) != 1 || got.Articles[0].Title != "Banjir Rendam Tiga Kampung" {
		t.Errorf("articles %v, %v", got.Articles, err)
	}
	if a := p.Get("/-/saran"); a.Status != http.StatusOK {
		t.Errorf("without a question: %d", a.Status)
	}
}

// TestLostReaders: the page for an address that leads nowhere looks for the
// words of the address.
func TestLostReaders(t *testing.T) {
	p, _ := searchPaper(t, sitetest.Options{})
	for _, c := range []struct{ path, want string }{
		{"/2025/06/27/banjir-rendam-kampung", "Banjir Rendam Tiga Kampung"},
		{"/berita/read/123456/harga-beras-turun.html", "Harga Beras Turun"},
		{"/berkas.php?x=1", "Berita terbaru"},
		{"/xyzzy-plugh", "Berita terbaru"},
		{"/lite/2025/06/27/banjir-rendam-kampung", "Banjir Rendam Tiga Kampung"},
	} {
		a := p.Get(c.path)
		if a.Status != http.StatusNotFound || !strings.Contains(string(a.Body), c.want) || !strings.Contains(string(a.Body), `role="search"`) {
			t.Errorf("GET %s: %d, %q is missing", c.path, a.Status, c.want)
		}
	}
	one, other := p.Get("/2025/06/27/banjir-rendam-kampung"), p.Get("/x/banjir_rendam_kampung.php")
	if !bytes.Equal(one.Body, other.Body) {
		t.Error("the same words give other bytes")
	}
	if gz := p.Get("/2025/06/27/banjir-beras-pertemuan", "Accept-Encoding", "gzip"); gz.Sent > 8<<10 {
		t.Errorf("weighs %d bytes, want at most 8 KiB", gz.Sent)
	}
}
