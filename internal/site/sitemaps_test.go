package site_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/feed"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/site/sitetest"
)

// sitemapFile is what a crawler reads of a sitemap or an index.
type sitemapFile struct {
	Maps []sitemapEntry `xml:"sitemap"`
	URLs []sitemapEntry `xml:"url"`
}

type sitemapEntry struct {
	Loc     string   `xml:"loc"`
	LastMod string   `xml:"lastmod"`
	Images  []string `xml:"http://www.google.com/schemas/sitemap-image/1.1 image>loc"`
	News    *struct {
		Name  string `xml:"publication>name"`
		Lang  string `xml:"publication>language"`
		Title string `xml:"title"`
		At    string `xml:"publication_date"`
	} `xml:"http://www.google.com/schemas/sitemap-news/0.9 news"`
}

func readSitemap(t *testing.T, p *sitetest.Paper, path string) sitemapFile {
	t.Helper()
	a := p.Get(path)
	if a.Status != http.StatusOK {
		t.Fatalf("GET %s: %d\n%s", path, a.Status, p.Log)
	}
	if got := a.Header.Get("Content-Type"); got != "application/xml; charset=utf-8" {
		t.Errorf("GET %s: Content-Type %q", path, got)
	}
	var f sitemapFile
	if err := xml.Unmarshal(a.Body, &f); err != nil {
		t.Fatalf("GET %s: %v\n%s", path, err, a.Body)
	}
	for _, e := range append(f.Maps, f.URLs...) {
		if _, err := time.Parse(time.RFC3339, e.LastMod); err != nil && e.LastMod != "" {
			t.Errorf("%s: lastmod %q", e.Loc, e.LastMod)
		}
		if len(e.Loc) > 2047 {
			t.Errorf("an address of %d bytes", len(e.Loc))
		}
	}
	return f
}

func pathOf(t *testing.T, loc string) string {
	t.Helper()
	u, err := url.Parse(loc)
	if err != nil || u.Host != sitetest.Host {
		t.Fatalf("address %q: %v", loc, err)
	}
	return u.EscapedPath()
}

// allSitemaps reads the index and everything that it names.
func allSitemaps(t *testing.T, p *sitetest.Paper) map[string]sitemapEntry {
	t.Helper()
	out := map[string]sitemapEntry{}
	for _, m := range readSitemap(t, p, "/sitemap.xml").Maps {
		f := readSitemap(t, p, pathOf(t, m.Loc))
		if len(f.URLs) == 0 || len(f.URLs) > feed.SitemapURLs {
			t.Errorf("%s holds %d addresses", m.Loc, len(f.URLs))
		}
		for _, u := range f.URLs {
			if _, twice := out[u.Loc]; twice {
				t.Errorf("%s stands in two sitemaps", u.Loc)
			}
			out[u.Loc] = u
		}
	}
	return out
}

func sitemapPaper(t *testing.T) (p *sitetest.Paper, hidden map[string]string) {
	p = seedPaper(t, sitetest.Options{})
	sec := p.Section("DAERAH & KOTA")
	tag := news.Tag{Edition: p.Edition.ID, Name: "Panen"}
	few := news.Tag{Edition: p.Edition.ID, Name: "Sepi"}
	who := news.Person{Name: "Ayu Lestari", Active: true}
	p.Do(newsroom.DefineTag{Tag: &tag})
	p.Do(newsroom.DefineTag{Tag: &few})
	p.Do(newsroom.DefinePerson{Edition: p.Edition.ID, Person: &who})
	hidden = map[string]string{}
	add := func(hours int, fn func(*news.Content)) newsroom.Result {
		c := news.Content{Headline: fmt.Sprintf("Panen & pasar %d", hours), Section: sec, Body: sitetest.Body("Isi."),
			Tags: []news.TagID{tag.ID}, Byline: []news.Credit{{Person: who.ID, Role: news.RoleReporter}}}
		if fn != nil {
			fn(&c)
		}
		return p.Article(c, sitetest.Moment.Add(-time.Duration(hours)*time.Hour))
	}
	// A month whose only article is not to be shown has no file.
	add(200*24, func(c *news.Content) { c.Flags.NoIndex = true })
	add(1, nil)
	add(2, nil)
	add(47, nil)
	add(49, nil)
	add(40*24, func(c *news.Content) { c.Tags = append(c.Tags, few.ID) })
	hidden["noindex"] = add(3, func(c *news.Content) { c.Flags.NoIndex = true }).Path
	hidden["its home is elsewhere"] = add(4, func(c *news.Content) { c.Canonical = "https://lain.example/berita" }).Path
	gone := add(5, nil)
	p.Do(newsroom.Withdraw{Article: gone.Article, Ground: news.GroundCourt, Reason: "Putusan pengadilan yang berkekuatan tetap."})
	hidden["withdrawn"] = gone.Path
	ad := add(6, func(c *news.Content) { c.Kind, c.Label = news.KindAdvertorial, "IKLAN" })
	p.Clock.At = p.Clock.At.Add(time.Second)
	_ = ad
	add(7, func(c *news.Content) { c.Kind, c.Slug, c.Headline = news.KindPage, "kode-etik", "Kode Etik" })
	return p, hidden
}

func TestSitemapsNameEveryPage(t *testing.T) {
	p, hidden := sitemapPaper(t)
	all := allSitemaps(t, p)
	base := "http://" + sitetest.Host
	for _, path := range []string{"/", "/kode-etik", "/daerah-kota", "/tag/panen", "/penulis/ayu-lestari", p.Path} {
		if _, ok := all[base+path]; !ok {
			t.Errorf("%s is in no sitemap", path)
		}
	}
	for why, path := range hidden {
		if _, ok := all[base+path]; ok {
			t.Errorf("%s is in a sitemap: %s", path, why)
		}
	}
	if _, ok := all[base+"/tag/sepi"]; ok {
		t.Error("a tag with one article is in a sitemap")
	}
	for loc := range all {
		if a := p.Get(pathOf(t, loc)); a.Status != http.StatusOK {
			t.Errorf("%s answers %d", loc, a.Status)
		} else if bytes.Contains(a.Body, []byte(`content="noindex`)) {
			t.Errorf("%s is in a sitemap and says noindex", loc)
		}
	}
	for _, path := range []string{"/sitemap-2025-13.xml", "/sitemap-1999-01.xml", "/sitemap-2025-06-1.xml", "/sitemap-2025-06-2.xml",
		"/sitemap-tags-2.xml", "/sitemap-x.xml", "/sitemap-.xml", "/sitemap-tags-02.xml", "/sitemap-pages-2.xml", "/sitemap-topics.xml"} {
		if a := p.Get(path); a.Status != http.StatusNotFound {
			t.Errorf("GET %s: %d, want 404", path, a.Status)
		}
	}
}

// TestSitemapsFollow: lastmod is true, and what a sitemap says changes with
// the paper.
func TestSitemapsFollow(t *testing.T) {
	p, _ := sitemapPaper(t)
	base := "http://" + sitetest.Host
	month := "/sitemap-2025-03.xml"
	before := readSitemap(t, p, month)
	index := readSitemap(t, p, "/sitemap.xml")
	i := slices.IndexFunc(before.URLs, func(e sitemapEntry) bool { return e.Loc == base+p.Path })
	if i < 0 {
		t.Fatalf("%s lacks %s: %v", month, p.Path, before)
	}
	p.Clock.At = p.Clock.At.Add(time.Hour)
	p.Do(newsroom.Correct{Article: p.Seed, Kind: news.Koreksi, Note: "Angka pada paragraf kedua keliru dan sudah dibetulkan."})
	after := readSitemap(t, p, month)
	want := p.Clock.At.In(time.FixedZone("WIB", 7*3600)).Format(time.RFC3339)
	if got := after.URLs[i].LastMod; got != want || got == before.URLs[i].LastMod {
		t.Errorf("lastmod after a correction is %s, want %s", got, want)
	}
	at := func(f sitemapFile) string {
		for _, m := range f.Maps {
			if m.Loc == base+month {
				return m.LastMod
			}
		}
		return "absent"
	}
	if now := readSitemap(t, p, "/sitemap.xml"); at(now) == at(index) || at(now) != want {
		t.Errorf("the index says %s of the month, want %s", at(now), want)
	}
	p.Do(newsroom.Withdraw{Article: p.Seed, Ground: news.GroundCourt, Reason: "Putusan pengadilan yang berkekuatan tetap."})
	if _, ok := allSitemaps(t, p)[base+p.Path]; ok {
		t.Error("a withdrawn article is still in its month")
	}
}

// TestNewsSitemap holds the last 48 hours, and lets go of them by the clock.
func TestNewsSitemap(t *testing.T) {
	p, _ := sitemapPaper(t)
	titles := func() (out []string) {
		for _, u := range readSitemap(t, p, "/sitemap-news.xml").URLs {
			n := u.News
			if n == nil || n.Name != "Koran Metro" || n.Lang != "id" {
				t.Fatalf("%s: %+v", u.Loc, n)
			}
			if at, err := time.Parse(time.RFC3339, n.At); err != nil || p.Clock.At.Sub(at) > feed.NewsAge {
				t.Errorf("%s was published at %s", u.Loc, n.At)
			}
			if strings.HasPrefix(n.Title, "Panen") {
				out = append(out, n.Title)
			}
		}
		return out
	}
	if got := titles(); !slices.Equal(got, []string{"Panen & pasar 1", "Panen & pasar 2", "Panen & pasar 47"}) {
		t.Errorf("the news sitemap holds %q", got)
	}
	p.Clock.At = p.Clock.At.Add(61 * time.Minute)
	if got := titles(); !slices.Equal(got, []string{"Panen & pasar 1", "Panen & pasar 2"}) {
		t.Errorf("an hour later it holds %q", got)
	}
	p.Article(news.Content{Headline: "Panen raya", Section: p.Content(p.Seed).Section, Body: sitetest.Body("Isi.")}, time.Time{})
	if got := titles(); len(got) != 3 || got[0] != "Panen raya" {
		t.Errorf("after a publication it holds %q", got)
	}
}

// TestSitemapsAgainstTheirSchema lets xmllint judge every file.
func TestSitemapsAgainstTheirSchema(t *testing.T) {
	if _, err := exec.LookPath("xmllint"); err != nil {
		t.Skip("no xmllint on this machine: run make setup")
	}
	xsd := testdata(t, "sitemap-xsd")
	p, _ := sitemapPaper(t)
	photo := news.Asset{Edition: p.Edition.ID, Kind: "photo", Hash: strings.Repeat("ab", 32), MIME: "image/jpeg", Width: 1200, Height: 800,
		Renditions: []news.Rendition{{Name: "panen-1200.jpg", MIME: "image/jpeg", Width: 1200, Height: 800, Size: 9}}}
	p.Do(newsroom.AddAsset{Asset: &photo})
	p.Edit(p.Seed, func(c *news.Content) { c.Lead = &news.LeadMedia{Asset: photo.ID} })
	ours, err := filepath.Abs("../feed/testdata/xsd")
	if err != nil {
		t.Fatal(err)
	}
	// processContents is strict in the protocol's schema, so the extensions'
	// must be known beside it.
	all := filepath.Join(t.TempDir(), "all.xsd")
	err = os.WriteFile(all, fmt.Appendf(nil, `<schema xmlns="http://www.w3.org/2001/XMLSchema">
<import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="file://%s/sitemap.xsd"/>
<import namespace="http://www.google.com/schemas/sitemap-image/1.1" schemaLocation="file://%s/image.xsd"/>
<import namespace="http://www.google.com/schemas/sitemap-news/0.9" schemaLocation="file://%s/news.xsd"/>
</schema>`, xsd, ours, ours), 0o644)
	if err != nil {
		t.Fatal(err)
	}
	check := func(schema, path string) {
		t.Helper()
		doc := p.Get(path).Body
		cmd := exec.Command("xmllint", "--noout", "--nonet", "--schema", schema, "-")
		cmd.Stdin = bytes.NewReader(doc)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s\n%.2000s", path, err, out, doc)
		}
	}
	check(filepath.Join(xsd, "siteindex.xsd"), "/sitemap.xml")
	pictures := 0
	for _, m := range readSitemap(t, p, "/sitemap.xml").Maps {
		path := pathOf(t, m.Loc)
		check(all, path)
		for _, u := range readSitemap(t, p, path).URLs {
			pictures += len(u.Images)
		}
	}
	if pictures == 0 {
		t.Error("no picture in any sitemap")
	}
	check(all, "/sitemap-news.xml")
}

// testdata finds a folder of shared/testdata, which lies beside the repository
// where there is one.
func testdata(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		at := filepath.Join(dir, "shared", "testdata", name)
		if _, err := os.Stat(at); err == nil {
			return at
		}
		if filepath.Dir(dir) == dir {
			t.Skip("shared/testdata/" + name + " is not beside the repository")
		}
		dir = filepath.Dir(dir)
	}
}
