package newsroom_test

import (
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
	"warta/internal/store"
)

const exportHead = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Koran Lama</title><link>https://koran.example</link><language>id-ID</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://koran.example</wp:base_blog_url>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login>ani</wp:author_login><wp:author_email>ani@koran.example</wp:author_email><wp:author_display_name>Ani Wijaya</wp:author_display_name></wp:author>
<wp:author><wp:author_id>3</wp:author_id><wp:author_login>tamu</wp:author_login><wp:author_email></wp:author_email><wp:author_display_name>Tamu Kita</wp:author_display_name></wp:author>
<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>pelabuhan</wp:category_nicename><wp:category_parent>kota</wp:category_parent><wp:cat_name>Pelabuhan</wp:cat_name></wp:category>
<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>kota</wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name>Kota</wp:cat_name></wp:category>
<wp:tag><wp:term_id>5</wp:term_id><wp:tag_slug>pasar</wp:tag_slug><wp:tag_name>Pasar</wp:tag_name></wp:tag>
`

// exported is an item of an export in a few words.
type exported struct {
	id           int
	status, kind string
	title, text  string
	link, date   string
	more         string
}

func (x exported) String() string {
	if x.kind == "" {
		x.kind = "post"
	}
	if x.date == "" {
		x.date = "2024-06-05 08:00:00"
	}
	if x.link == "" {
		x.link = fmt.Sprintf("https://koran.example/2024/06/artikel-%d/", x.id)
	}
	return fmt.Sprintf(`<item><title>%s</title><link>%s</link><dc:creator>ani</dc:creator><guid isPermaLink="false">https://koran.example/?p=%d</guid>
<content:encoded><![CDATA[%s]]></content:encoded><wp:post_id>%d</wp:post_id><wp:post_date>%s</wp:post_date><wp:post_date_gmt>%s</wp:post_date_gmt>
<wp:post_name>artikel-%d</wp:post_name><wp:status>%s</wp:status><wp:post_type>%s</wp:post_type>
<category domain="category" nicename="pelabuhan"><![CDATA[Pelabuhan]]></category><category domain="post_tag" nicename="pasar"><![CDATA[Pasar]]></category>%s</item>
`, x.title, x.link, x.id, x.text, x.id, x.date, x.date, x.id, x.status, x.kind, x.more)
}

// exportFile writes an export file.
func exportFile(t testing.TB, items ...exported) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(exportHead)
	for _, x := range items {
		b.WriteString(x.String())
	}
	b.WriteString("</channel></rss>")
	file := filepath.Join(t.TempDir(), "export.xml")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// everyState is one article in each state that WordPress knows.
func everyState() []exported {
	comment := `<wp:comment><wp:comment_id>7</wp:comment_id><wp:comment_author>Pembaca</wp:comment_author><wp:comment_author_email>p@example.org</wp:comment_author_email><wp:comment_date_gmt>2024-06-06 01:00:00</wp:comment_date_gmt><wp:comment_content>Setuju.</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent></wp:comment>`
	return []exported{
		{id: 2001, status: "publish", title: "Kapal garam sandar", text: "<p>Isi pertama.</p>\n<p>Baca juga: <a href=\"https://koran.example/2024/06/artikel-2009/\">Dermaga baru dibuka</a></p>\n<img src=\"https://koran.example/wp-content/uploads/2024/06/kapal-300x200.jpg\" alt=\"Kapal\">",
			more: `<wp:is_sticky>1</wp:is_sticky><wp:postmeta><wp:meta_key>views</wp:meta_key><wp:meta_value>41</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>_yoast_wpseo_metadesc</wp:meta_key><wp:meta_value>Kata mesin</wp:meta_value></wp:postmeta><wp:postmeta><wp:meta_key>lain</wp:meta_key><wp:meta_value>disimpan</wp:meta_value></wp:postmeta>` + comment},
		{id: 2002, status: "draft", title: "Rancangan", text: "Belum selesai."},
		{id: 2003, status: "pending", title: "Menunggu meja", text: "Diperiksa."},
		{id: 2004, status: "private", title: "Hanya untuk kita", text: "Rahasia."},
		{id: 2005, status: "publish", title: "Berkata sandi", text: "Rahasia.", more: `<wp:post_password>buka</wp:post_password>`},
		{id: 2006, status: "future", title: "Esok hari", text: "Nanti.", date: "2031-01-01 00:00:00"},
		{id: 2007, status: "trash", title: "Dibuang", text: "Tidak jadi."},
		{id: 2008, status: "publish", kind: "page", title: "Tentang kami", text: "Kami.", link: "https://koran.example/tentang/"},
		{id: 2009, status: "publish", title: "Dermaga baru dibuka", text: "Isi kedua."},
		{id: 2010, status: "inherit", kind: "attachment", title: "Kapal", link: "https://koran.example/kapal/",
			more: `<wp:post_parent>2001</wp:post_parent><wp:attachment_url>https://koran.example/wp-content/uploads/2024/06/kapal.jpg</wp:attachment_url>`},
	}
}

func (d *desk) order(file string) newsroom.ImportOrder {
	return newsroom.ImportOrder{Edition: d.edition, Source: "wxr", Publish: true, NoMedia: true,
		Files: []newsroom.ImportFile{{Name: filepath.Base(file), Path: file}}}
}

// runImport starts a run and waits for it.
func (d *desk) runImport(o newsroom.ImportOrder) (int64, newsroom.ImportReport) {
	d.Helper()
	id, err := d.room.StartImport(d.ctx, newsroom.Importer(), o, false)
	if err == nil {
		err = d.room.RunImport(d.ctx, newsroom.Importer(), id, nil)
	}
	if err != nil {
		d.Fatal(err)
	}
	r, err := d.room.ImportReportOf(d.ctx, newsroom.Importer(), id)
	if err != nil {
		d.Fatal(err)
	}
	return id, r
}

func (d *desk) theArticle(id news.ArticleID) (a news.Article, c news.Content) {
	d.Helper()
	err := d.db.Read(d.ctx, func(tx store.Tx) (err error) {
		if a, err = tx.Articles().Get(d.ctx, id); err != nil {
			return err
		}
		c, err = tx.Desk().Head(d.ctx, id)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return a, c
}

func (d *desk) answers(path string) (store.Address, error) {
	var out store.Address
	err := d.db.Published().View(d.ctx, d.edition, func(v store.View) (err error) {
		out, err = v.Resolve(d.ctx, path)
		return err
	})
	return out, err
}

func TestAnImportBringsEveryState(t *testing.T) {
	eachDesk(t, func(d *desk) {
		_, r := d.runImport(d.order(exportFile(t, everyState()...)))
		for _, want := range []struct {
			id     news.ArticleID
			work   news.WorkState
			public news.PublicState
		}{{2001, news.Settled, news.Live}, {2002, news.Writing, news.Never}, {2003, news.Desk, news.Never}, {2004, news.Writing, news.Never},
			{2005, news.Writing, news.Never}, {2006, news.Settled, news.Scheduled}, {2007, news.Spiked, news.Never}, {2008, news.Settled, news.Live},
			{2009, news.Settled, news.Live}} {
			if a, _ := d.theArticle(want.id); a.Work != want.work || a.Public != want.public {
				d.Errorf("article %d is %s/%s, want %s/%s", want.id, a.Work, a.Public, want.work, want.public)
			}
		}
		if c := r.Counts["post"]; c == nil || c.Source != 8 || c.Imported != 8 {
			d.Errorf("posts: %+v", c)
		}
		a, c := d.theArticle(2001)
		if want := "/2024/06/artikel-2001/"; a.Path != want {
			d.Errorf("the address is %s, want %s", a.Path, want)
		}
		if at := time.Date(2024, 6, 5, 8, 0, 0, 0, time.UTC); !a.Dates.FirstPublished.Equal(at) {
			d.Errorf("first published %s", a.Dates.FirstPublished)
		}
		if refs := c.Body.Refs(); !slices.Contains(refs.Articles, 2009) || !slices.Contains(refs.Assets, 2010) {
			d.Errorf("the text points to %v and shows %v: what stands further down in the file is not known", refs.Articles, refs.Assets)
		}
		if c.Description != "Kata mesin" {
			d.Errorf("description %q", c.Description)
		}
		if _, held := d.theArticle(2004); held.NotesInternal == "" {
			d.Error("a private article says nowhere why it is not public")
		}
		for path, want := range map[string]news.ArticleID{"/2024/06/artikel-2001/": 2001, "/tentang/": 2008, "/kapal/": 2001} {
			if got, err := d.answers(path); err != nil || got.Article != want {
				d.Errorf("%s leads to article %d (%v), want %d", path, got.Article, err, want)
			}
		}
		if _, err := d.answers("/2024/06/artikel-2002/"); !news.Is(err, news.NotFound) {
			d.Errorf("a draft's address answers: %v", err)
		}
		if totals, err := d.db.Reads().Totals(d.ctx, []news.ArticleID{2001}); err != nil || totals[2001] != 41 {
			d.Errorf("readings %d (%v)", totals[2001], err)
		}
		d.checkRest(c)
		if err := d.db.Check(d.ctx, true); err != nil {
			d.Error(err)
		}
	})
}

// checkRest looks at what came with the articles.
func (d *desk) checkRest(c news.Content) {
	d.Helper()
	err := d.db.Read(d.ctx, func(tx store.Tx) error {
		s, err := tx.Taxonomy().Section(d.ctx, c.Section)
		if err != nil {
			return err
		}
		if s.Name != "Pelabuhan" || s.Parent != d.city {
			d.Errorf("filed under %q below %d; the paper's own KOTA is %d", s.Name, s.Parent, d.city)
		}
		if len(c.Tags) != 1 || c.Tags[0] != d.tag.ID {
			d.Errorf("tags %v, want the paper's own %d", c.Tags, d.tag.ID)
		}
		if len(c.Byline) != 1 || c.Byline[0].Person == 0 {
			d.Errorf("byline %+v", c.Byline)
		}
		u, err := tx.Accounts().ByEmail(d.ctx, "ani@koran.example")
		if err != nil {
			return err
		}
		grants, err := tx.Accounts().Grants(d.ctx, u.ID)
		if err != nil {
			return err
		}
		if len(grants) != 1 || !grants[0].Pending {
			d.Errorf("an imported account has the grants %+v; they must wait (PERM-6)", grants)
		}
		comments, err := tx.Imports().Comments(d.ctx, 2001)
		if err != nil || len(comments) != 1 || comments[0].Text != "Setuju." || comments[0].State != "approved" {
			d.Errorf("comments %+v (%v)", comments, err)
		}
		kept, err := tx.Imports().KeptOf(d.ctx, 2001)
		if err != nil || len(kept) != 1 || !strings.Contains(string(kept[0].Data), "disimpan") {
			d.Errorf("kept beside the article: %+v (%v)", kept, err)
		}
		front, err := tx.Fronts().Get(d.ctx, d.edition, news.FrontOf{})
		if err != nil || len(front.Containers) == 0 || front.Containers[0].Cards[0].Article != 2001 || !front.Containers[0].Cards[0].Pin {
			d.Errorf("the sticky article is not pinned: %+v (%v)", front, err)
		}
		return err
	})
	if err != nil {
		d.Error(err)
	}
}

// A second run of the same export changes nothing; one of a newer export changes
// what changed there, unless somebody wrote on it here.
func TestAnImportRunAgain(t *testing.T) {
	eachDesk(t, func(d *desk) {
		items := everyState()
		file := exportFile(t, items...)
		d.runImport(d.order(file))
		before, _ := d.theArticle(2001)
		_, r := d.runImport(d.order(file))
		if c := r.Counts["post"]; c.Unchanged != 8 || c.Imported != 0 || c.Updated != 0 {
			d.Errorf("the second run: %+v", c)
		}
		if a, _ := d.theArticle(2001); a.Revision != before.Revision {
			d.Errorf("revision %d became %d", before.Revision, a.Revision)
		}
		d.write(2009, "Dermaga baru dibuka hari ini")
		items[0].text, items[8].text = "<p>Isi yang diperbaiki.</p>", "<p>Isi lain.</p>"
		items = append(items, exported{id: 2011, status: "publish", title: "Baru sama sekali", text: "Isi."})
		_, r = d.runImport(d.order(exportFile(t, items...)))
		if c := r.Counts["post"]; c.Updated != 1 || c.Conflict != 1 || c.Imported != 1 || c.Unchanged != 6 || len(r.Conflicts) != 1 {
			d.Errorf("the newer export: %+v, conflicts %+v", c, r.Conflicts)
		}
		if p, err := d.seen(2001); err != nil || p.Content.Body.Text() != "Isi yang diperbaiki." || p.Path != "/2024/06/artikel-2001/" {
			d.Errorf("readers see %q at %s (%v)", p.Content.Body.Text(), p.Path, err)
		}
		if _, c := d.theArticle(2009); c.Headline != "Dermaga baru dibuka hari ini" {
			d.Errorf("what was written here was overwritten: %q", c.Headline)
		}
	})
}

// write changes an article's headline as an editor does.
func (d *desk) write(id news.ArticleID, headline string) {
	d.Helper()
	a, c := d.theArticle(id)
	c.Headline = headline
	d.must(newsroom.Update{Article: id, IfRevision: a.Revision, Content: &c, Class: news.Substantial, Override: "judul diperjelas oleh redaksi"})
}

// A number that somebody here has already is not taken from them; the old address
// with the number still finds the article.
func TestAnImportLeavesNumbersAlone(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := news.Content{Headline: "Sudah di sini", Section: d.city, Byline: []news.Credit{{Person: d.person.ID}}}
		c.Body = body.Doc{Version: body.SchemaVersion, Blocks: []body.Block{&body.Paragraph{Text: body.Text("Isi.")}}}
		c.Body.AssignIDs("uji")
		d.must(newsroom.Create{Edition: d.edition, ID: 2001, Content: c, Imported: true})
		_, r := d.runImport(d.order(exportFile(t, everyState()...)))
		if r.Renumbered != 1 {
			d.Errorf("%d renumbered, want 1", r.Renumbered)
		}
		if _, c := d.theArticle(2001); c.Headline != "Sudah di sini" {
			d.Errorf("article 2001 is %q now", c.Headline)
		}
		got, err := d.answers("/?p=2001")
		if err != nil || got.Article == 2001 || got.To != "/2024/06/artikel-2001/" {
			d.Errorf("/?p=2001 leads to article %d at %q (%v)", got.Article, got.To, err)
		}
		// Whoever writes meanwhile gets a number that no import was promised.
		if id := d.must(newsroom.Create{Edition: d.edition, Content: c}).Article; id <= 2010 {
			d.Errorf("a new article got the number %d", id)
		}
	})
}

func TestADryRunWritesNothing(t *testing.T) {
	eachDesk(t, func(d *desk) {
		o := d.order(exportFile(t, everyState()...))
		o.DryRun = true
		_, dry := d.runImport(o)
		err := d.db.Read(d.ctx, func(tx store.Tx) error {
			all, err := tx.Articles().Newest(d.ctx, d.edition, 0, 10)
			if len(all) != 0 {
				d.Errorf("%d articles were written", len(all))
			}
			return err
		})
		if err != nil {
			d.Fatal(err)
		}
		o.DryRun = false
		_, wet := d.runImport(o)
		for kind, c := range wet.Counts {
			if got := dry.Counts[kind]; got == nil || got.Source != c.Source {
				d.Errorf("%s: the dry run says %+v, the run %+v", kind, got, c)
			}
		}
	})
}

// Undo takes back what the run made and leaves what was here; after an edit it is
// refused.
func TestAnImportIsTakenBack(t *testing.T) {
	eachDesk(t, func(d *desk) {
		file := exportFile(t, everyState()...)
		id, _ := d.runImport(d.order(file))
		if err := d.room.UndoImport(d.ctx, newsroom.Importer(), id); err != nil {
			d.Fatal(err)
		}
		err := d.db.Read(d.ctx, func(tx store.Tx) error {
			all, err := tx.Articles().Newest(d.ctx, d.edition, 0, 10)
			if err != nil || len(all) != 0 {
				d.Errorf("%d articles are left (%v)", len(all), err)
			}
			if _, err := tx.Taxonomy().FindSection(d.ctx, d.edition, "Pelabuhan"); !news.Is(err, news.NotFound) {
				d.Errorf("the run's section is still here: %v", err)
			}
			if s, err := tx.Taxonomy().Section(d.ctx, d.city); err != nil || s.Name != "KOTA" {
				d.Errorf("the paper's own section went, too: %v", err)
			}
			if tags, err := tx.Taxonomy().Tags(d.ctx, []news.TagID{d.tag.ID}); err != nil || len(tags) != 1 {
				d.Errorf("the paper's own tag went, too: %v", err)
			}
			u, err := tx.Accounts().ByEmail(d.ctx, "ani@koran.example")
			if err != nil || u.Active {
				d.Errorf("the run's account can still sign in: %+v (%v)", u, err)
			}
			return nil
		})
		if err != nil {
			d.Fatal(err)
		}
		if _, err := d.answers("/2024/06/artikel-2001/"); !news.Is(err, news.NotFound) {
			d.Errorf("the address still answers: %v", err)
		}
		if err := d.db.Check(d.ctx, true); err != nil {
			d.Error(err)
		}
		id, r := d.runImport(d.order(file))
		if c := r.Counts["post"]; c.Imported != 8 {
			d.Errorf("after that the same export brings %+v", c)
		}
		d.write(2009, "Dermaga baru dibuka hari ini")
		if err := d.room.UndoImport(d.ctx, newsroom.Importer(), id); !news.Is(err, news.Conflict) {
			d.Errorf("a run with an edited article was taken back: %v", err)
		}
	})
}

// A broken file is refused at the first look: nothing of it is written, and the
// run's row says why.
func TestABrokenExportWritesNothing(t *testing.T) {
	eachDesk(t, func(d *desk) {
		file := exportFile(t, everyState()...)
		whole, err := os.ReadFile(file)
		if err != nil {
			d.Fatal(err)
		}
		if err := os.WriteFile(file, whole[:len(whole)-400], 0o600); err != nil {
			d.Fatal(err)
		}
		id, err := d.room.StartImport(d.ctx, newsroom.Importer(), d.order(file), false)
		if err != nil {
			d.Fatal(err)
		}
		if err := d.room.RunImport(d.ctx, newsroom.Importer(), id, nil); !news.Is(err, news.Invalid) {
			d.Errorf("a broken file: %v", err)
		}
		p, err := d.room.ImportRunOf(d.ctx, newsroom.Importer(), id)
		if err != nil || p.State != newsroom.ImportFailed || p.Problem == "" {
			d.Errorf("the run says %+v (%v)", p, err)
		}
		err = d.db.Read(d.ctx, func(tx store.Tx) error {
			all, err := tx.Articles().Newest(d.ctx, d.edition, 0, 10)
			if len(all) != 0 {
				d.Errorf("%d articles were written", len(all))
			}
			return err
		})
		if err != nil {
			d.Fatal(err)
		}
	})
}

// A run that is paused stops behind its batch and goes on from there.
func TestAnImportIsPausedAndGoesOn(t *testing.T) {
	eachDesk(t, func(d *desk) {
		var items []exported
		for n := range 1200 {
			items = append(items, exported{id: 3000 + n, status: "publish", title: fmt.Sprintf("Kabar ke-%d", n), text: "Isi."})
		}
		id, err := d.room.StartImport(d.ctx, newsroom.Importer(), d.order(exportFile(t, items...)), false)
		if err != nil {
			d.Fatal(err)
		}
		paused := false
		err = d.room.RunImport(d.ctx, newsroom.Importer(), id, func(p newsroom.ImportProgress) {
			if p.Stage == "write" && p.Items > 0 && !paused {
				paused = true
				if err := d.room.PauseImport(d.ctx, newsroom.Operator(), id); err != nil {
					d.Error(err)
				}
			}
		})
		p, err2 := d.room.ImportRunOf(d.ctx, newsroom.Importer(), id)
		if err != nil || err2 != nil || p.State != newsroom.ImportPaused || p.Items == 0 || p.Items >= 1200 {
			d.Fatalf("paused: %+v (%v, %v)", p, err, err2)
		}
		if err := d.room.ResumeImport(d.ctx, newsroom.Operator(), id); err != nil {
			d.Fatal(err)
		}
		if err := d.room.RunImport(d.ctx, newsroom.Importer(), id, nil); err != nil {
			d.Fatal(err)
		}
		r, err := d.room.ImportReportOf(d.ctx, newsroom.Importer(), id)
		if c := r.Counts["post"]; err != nil || c.Source != 1200 || c.Imported != 1200 {
			d.Errorf("in the end: %+v (%v)", c, err)
		}
		if err := d.db.Check(d.ctx, true); err != nil {
			d.Error(err)
		}
	})
}
