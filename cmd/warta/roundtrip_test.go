package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"warta/internal/archive"
	"warta/internal/body"
	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/store"
)

// told is what an export says of its articles, by number.
type told struct {
	Headline, Standfirst, State, Slug, Text string
	Published                               time.Time
	Authors, Sections, Tags                 []string
	Comments                                int
}

func toldBy(t *testing.T, file string) map[int64]told {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[int64]told{}
	for r, err := range ingest.StreamWXR(t.Context(), f, ingest.StreamOptions{Options: ingest.Options{Name: "uji.xml"}}) {
		if err != nil {
			t.Fatal(err)
		}
		it := r.Item
		if it == nil {
			continue
		}
		x := told{Headline: it.Headline, Standfirst: it.Standfirst, State: string(it.State), Slug: it.Slug, Text: it.Body.Text(), Published: it.Published, Tags: it.Tags, Comments: len(it.Comments)}
		for _, c := range it.Byline {
			x.Authors = append(x.Authors, string(c.Role)+" "+c.Name)
		}
		for _, s := range it.Sections {
			x.Sections = append(x.Sections, s.Name)
		}
		slices.Sort(x.Tags)
		out[it.Number] = x
	}
	return out
}

// WordPress → Warta's store → WordPress → another Warta → WordPress: the two
// exports say the same of every article (seed-page.md S3).
func TestAPaperGoesThroughTheStoreAndBack(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	step := func(args ...string) {
		t.Helper()
		if code, out, errs := warta(t, append(args, "--log", "error")...); code != 0 {
			t.Fatalf("%v: exit %d\n%s%s", args, code, out, errs)
		}
	}
	out := []string{"--base", "https://koran.example", "--drafts", "--comments"}
	step("import", "wxr", "../../internal/ingest/testdata/wxr/kota.xml", "--data", at("a"), "--no-media")
	step(append([]string{"export", "wxr", at("1.xml"), "--data", at("a")}, out...)...)
	step("import", "wxr", at("1.xml"), "--data", at("b"), "--no-media")
	step(append([]string{"export", "wxr", at("2.xml"), "--data", at("b")}, out...)...)
	first, second := toldBy(t, at("1.xml")), toldBy(t, at("2.xml"))
	if len(first) < 2 {
		t.Fatalf("only %d articles", len(first))
	}
	if d := cmp.Diff(first, second); d != "" {
		t.Error(d)
	}
}

// What papers on WordPress have and the format does not promise: names escaped
// twice, read-also boxes in three forms, credits and sources in fields, a counter
// of views, a chosen primary category, an author without a display name
// (seed-page.md S3, legs b and d).
const hazards = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Koran Uji</title><link>https://koran.example</link><language>id</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://koran.example</wp:base_site_url><wp:base_blog_url>https://koran.example</wp:base_blog_url>
<wp:author><wp:author_id>3</wp:author_id><wp:author_login><![CDATA[redaksi]]></wp:author_login><wp:author_display_name><![CDATA[]]></wp:author_display_name></wp:author>
<wp:category><wp:term_id>5</wp:term_id><wp:category_nicename>internasional</wp:category_nicename><wp:cat_name><![CDATA[INTERNASIONAL]]></wp:cat_name></wp:category>
<wp:category><wp:term_id>6</wp:term_id><wp:category_nicename>life-style</wp:category_nicename><wp:cat_name><![CDATA[LIFE STYLE &amp; ENTERTAINMENT]]></wp:cat_name></wp:category>
<item><title>Israel Klaim Operasi</title><link>https://koran.example/2025/02/28/israel-klaim/</link><dc:creator><![CDATA[redaksi]]></dc:creator><wp:post_id>11</wp:post_id><wp:post_date>2025-02-28 09:00:00</wp:post_date><wp:post_date_gmt>2025-02-28 02:00:00</wp:post_date_gmt><wp:post_name>israel-klaim</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><content:encoded><![CDATA[Isi berita pertama.]]></content:encoded><category domain="category" nicename="internasional"><![CDATA[INTERNASIONAL]]></category></item>
<item><title>CEO Maskapai Bingung</title><link>https://koran.example/2025/02/27/ceo-maskapai/</link><dc:creator><![CDATA[redaksi]]></dc:creator><wp:post_id>12</wp:post_id><wp:post_date>2025-02-27 09:00:00</wp:post_date><wp:post_date_gmt>2025-02-27 02:00:00</wp:post_date_gmt><wp:post_name>ceo-maskapai</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type><content:encoded><![CDATA[Isi berita kedua.]]></content:encoded><category domain="category" nicename="internasional"><![CDATA[INTERNASIONAL]]></category></item>
<item><title>Presiden Rusia Bertemu Pejabat Korut</title><link>https://koran.example/2025/03/01/presiden-rusia/</link><dc:creator><![CDATA[redaksi]]></dc:creator><guid isPermaLink="false">https://koran.example/?p=10</guid><wp:post_id>10</wp:post_id><wp:post_date>2025-03-01 19:13:00</wp:post_date><wp:post_date_gmt>2025-03-01 12:13:00</wp:post_date_gmt><wp:post_name>presiden-rusia</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<content:encoded><![CDATA[JAKARTA, koranmetro.com – Presiden bertemu pejabat tinggi dalam pertemuan yang panjang.

<strong>Baca Juga :</strong> <a href="https://koran.example/2025/02/28/israel-klaim/">Israel Klaim Operasi</a>

<h2>Pertemuan Strategis</h2>
Paragraf kedua dengan 5&nbsp;orang.

<div class="inline-related"><p>Baca juga:</p><ul><li><a href="https://koran.example/2025/02/27/ceo-maskapai/">CEO Maskapai Bingung</a></li></ul></div>

Paragraf penutup.]]></content:encoded>
<category domain="category" nicename="life-style"><![CDATA[LIFE STYLE &amp; ENTERTAINMENT]]></category><category domain="category" nicename="internasional"><![CDATA[INTERNASIONAL]]></category>
<wp:postmeta><wp:meta_key>penulis</wp:meta_key><wp:meta_value><![CDATA[Ani Wijaya]]></wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>editor</wp:meta_key><wp:meta_value><![CDATA[Budi Santosa]]></wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>sumber</wp:meta_key><wp:meta_value><![CDATA[Antara]]></wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>post_views_count</wp:meta_key><wp:meta_value><![CDATA[2]]></wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>_yoast_wpseo_primary_category</wp:meta_key><wp:meta_value><![CDATA[5]]></wp:meta_value></wp:postmeta>
</item></channel></rss>`

func TestHazardsOfWordPressComeInAndGoOut(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(at("in.xml"), []byte(hazards), 0o600); err != nil {
		t.Fatal(err)
	}
	step := func(says string, args ...string) {
		t.Helper()
		code, out, errs := warta(t, append(args, "--log", "error")...)
		if code != 0 || !strings.Contains(out, says) {
			t.Fatalf("%v: exit %d, want %q\n%s%s", args, code, says, out, errs)
		}
	}
	step(", 0 otherwise", "import", "wxr", at("in.xml"), "--data", at("a"), "--no-media")
	sums := func() map[string]archive.Total {
		db, err := store.Open(t.Context(), store.Options{Dir: at("a")})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		all, err := archive.Sums(t.Context(), db.Archive())
		if err != nil {
			t.Fatal(err)
		}
		for name := range all {
			if strings.HasPrefix(name, "import_") || strings.HasPrefix(name, "audit") || name == "outbox" || name == "job" {
				delete(all, name)
			}
		}
		return all
	}
	db, err := store.Open(t.Context(), store.Options{Dir: at("a")})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Published().View(t.Context(), 0, func(v store.View) error {
		x, err := v.Article(t.Context(), 10)
		if err != nil {
			return err
		}
		if strings.TrimSuffix(x.Path, "/") != "/2025/03/01/presiden-rusia" {
			t.Errorf("its address is %s", x.Path)
		}
		c := x.Content
		people, err := v.People(t.Context(), []news.PersonID{c.Byline[0].Person, c.Byline[len(c.Byline)-1].Person})
		var names []string
		for _, b := range c.Byline {
			name := b.Name
			if p, ok := people[b.Person]; ok {
				name = p.Name
			}
			names = append(names, string(b.Role)+" "+name)
		}
		if d := cmp.Diff([]string{"penulis Ani Wijaya", "editor Budi Santosa"}, names); d != "" {
			t.Error(d)
		}
		sections, err := v.Sections(t.Context())
		titles := map[news.SectionID]string{}
		for _, s := range sections {
			titles[s.ID] = s.Name
		}
		if titles[c.Section] != "INTERNASIONAL" || len(c.More) != 1 || titles[c.More[0]] != "LIFE STYLE & ENTERTAINMENT" {
			t.Errorf("sections %v %v of %v", c.Section, c.More, titles)
		}
		var refs []int64
		for _, b := range c.Body.Blocks {
			if r, ok := b.(*body.ReadAlso); ok {
				refs = append(refs, r.Refs...)
			}
		}
		if !slices.Equal(refs, []int64{11, 12}) || c.Dateline.Place != "JAKARTA" || c.Source == nil || c.Source.Name != "Antara" || !strings.Contains(c.Body.Text(), "5\u00a0orang") {
			t.Errorf("article %d, read also %v, %+v", x.ID, refs, c)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if reads, err := db.Reads().Totals(t.Context(), []news.ArticleID{10}); err != nil || reads[10] != 2 {
		t.Errorf("read %v times, %v", reads, err)
	}
	db.Close()
	before := sums()
	step("", "import", "wxr", at("in.xml"), "--data", at("a"), "--no-media")
	if d := cmp.Diff(before, sums()); d != "" {
		t.Errorf("a second run changed:\n%s", d)
	}
	step("", "export", "wxr", at("out.xml"), "--data", at("a"), "--base", "https://koran.example")
	in, out := toldBy(t, at("in.xml")), toldBy(t, at("out.xml"))
	if d := cmp.Diff(in, out); d != "" {
		t.Error(d)
	}
}
