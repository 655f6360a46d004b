package newsroom_test

import (
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// aBatch is a page with one article that it cites.
func aBatch(headline, text, hash string) *ingest.Batch {
	reads := int64(12)
	doc := body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Text: body.Text(text)}, &body.ReadAlso{Refs: []int64{-2}}}}
	doc.AssignIDs(headline)
	return &ingest.Batch{
		Items: []ingest.Item{
			{Ref: -1, Origin: news.Origin{Source: "page", Key: "one", Hash: hash}, Headline: headline, Section: "KOTA", Body: doc,
				Byline: []ingest.Credit{{Name: "Ranita Wulung", Role: news.RoleReporter}, {Role: news.RoleEditor}},
				Tags:   []string{"Pasar", "Festival"}, State: news.Live, Published: morning.Add(-24 * time.Hour), Reads: &reads},
			{Ref: -2, Origin: news.Origin{Source: "page", Key: "two", Hash: "s"}, Stub: true, Headline: "Yang Dirujuk",
				State: news.Live, SectionHint: "PELABUHAN"},
		},
		Lines: []ingest.Line{{Number: 7, Use: "share", Left: true, Text: "facebook twitter"}},
	}
}

func (d *desk) bring(b *ingest.Batch) []newsroom.Imported {
	d.Helper()
	got, err := d.room.Import(d.ctx, newsroom.Importer(), newsroom.ImportRun{Edition: d.edition, Batch: b, Publish: true})
	if err != nil {
		d.Fatal(err)
	}
	return got
}

func TestImport(t *testing.T) {
	eachDesk(t, func(d *desk) {
		first := d.bring(aBatch("Pasar Dibuka", "Isi pertama.", "h1"))
		if first[0].Outcome != newsroom.Created || first[0].Path != "/2025/02/28/pasar-dibuka" {
			d.Errorf("the page: %+v", first[0])
		}
		if first[1].Outcome != newsroom.Created || first[1].Path != "" || first[1].Why != "no_time" {
			d.Errorf("the citation: %+v", first[1])
		}
		p, err := d.seen(first[0].Article)
		if err != nil {
			d.Fatal(err)
		}
		if refs := p.Content.Body.Refs().Articles; len(refs) != 1 || refs[0] != int64(first[1].Article) {
			d.Errorf("read-also points to %v, want %d", refs, first[1].Article)
		}
		if c := p.Content.Byline; len(c) != 2 || c[0].Person != d.person.ID || c[0].Name != "" || c[1].Person != 0 || c[1].Name != "" {
			d.Errorf("byline %+v: want our reporter, and a role without a name", c)
		}
		if !p.Dates.FirstPublished.Equal(morning.Add(-24 * time.Hour)) {
			d.Errorf("published %v", p.Dates.FirstPublished)
		}
		if reads, err := d.db.Reads().Totals(d.ctx, []news.ArticleID{first[0].Article}); err != nil || reads[first[0].Article] != 12 {
			d.Errorf("reads %v, %v", reads, err)
		}

		// The same again changes nothing: no event, no row, no revision.
		before, _, _ := d.db.Ledger().Head(d.ctx)
		for _, r := range d.bring(aBatch("Pasar Dibuka", "Isi pertama.", "h1")) {
			if r.Outcome != newsroom.Unchanged {
				d.Errorf("a second run: %+v", r)
			}
		}
		if after, _, _ := d.db.Ledger().Head(d.ctx); after != before {
			d.Errorf("a second run wrote events %d to %d", before+1, after)
		}

		// News at the source comes in.
		if r := d.bring(aBatch("Pasar Dibuka", "Isi kedua.", "h2"))[0]; r.Outcome != newsroom.Updated || r.Article != first[0].Article {
			d.Errorf("a changed page: %+v", r)
		}
		if p, _ = d.seen(first[0].Article); !strings.Contains(p.Content.Body.Text(), "Isi kedua.") {
			d.Errorf("readers get %q", p.Content.Body.Text())
		}

		// What was edited here since is left alone and reported.
		mine := p.Content
		mine.Headline = "Pasar Dibuka, Kata Kami"
		d.must(newsroom.Update{Article: first[0].Article, Content: &mine, Class: news.Minor, Imported: true})
		if r := d.bring(aBatch("Pasar Dibuka", "Isi ketiga.", "h3"))[0]; r.Outcome != newsroom.Differs {
			d.Errorf("a page that was edited here: %+v", r)
		}
		if p, _ = d.seen(first[0].Article); p.Content.Headline != mine.Headline {
			d.Errorf("our edit was overwritten: %q", p.Content.Headline)
		}
	})
}

func TestImportIsWholeOrNothing(t *testing.T) {
	eachDesk(t, func(d *desk) {
		b := aBatch("Judul", "Isi.", "h")
		b.Items[1].Headline = "Judul dengan \xff rusak"
		before, _, _ := d.db.Ledger().Head(d.ctx)
		if _, err := d.room.Import(d.ctx, newsroom.Importer(), newsroom.ImportRun{Edition: d.edition, Batch: b, Publish: true}); !news.Is(err, news.Invalid) {
			d.Fatalf("got %v", err)
		}
		if after, _, _ := d.db.Ledger().Head(d.ctx); after != before {
			d.Error("a broken batch left events behind")
		}
		if _, err := d.resolve("/2025/02/28/judul"); !news.Is(err, news.NotFound) {
			d.Errorf("half a batch is public: %v", err)
		}
	})
}

func TestAnArticleOfTheFutureStaysADraft(t *testing.T) {
	eachDesk(t, func(d *desk) {
		b := aBatch("Esok", "Isi.", "h")
		b.Items[0].Published = morning.Add(time.Hour)
		if r := d.bring(b)[0]; r.Path != "" || r.Why != "future" {
			d.Errorf("an article of the future: %+v", r)
		}
	})
}
