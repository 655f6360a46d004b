package storetest

import (
	"encoding/json"
	"fmt"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// importRuns: a run's row, its lease, what it made, kept and numbered.
func importRuns(h *house) {
	run := store.ImportRun{Edition: h.edition, Source: "wxr", State: "waiting", Digest: "d1", Data: json.RawMessage(`{"a":1}`)}
	h.write(func(tx store.Tx) error { return tx.Imports().PutRun(h.ctx, &run) })
	run.State, run.LastArticle, run.LastAsset = "running", 900, 70
	h.write(func(tx store.Tx) error {
		m := tx.Imports()
		h.must(m.PutRun(h.ctx, &run))
		for _, c := range []struct {
			holder string
			lease  time.Duration
			want   bool
		}{{"a", time.Minute, true}, {"b", time.Minute, false}, {"a", -time.Second, true}, {"b", time.Minute, true}} {
			got, err := m.Hold(h.ctx, run.ID, c.holder, c.lease)
			h.must(err)
			h.same("holds "+c.holder, got, c.want)
		}
		h.must(m.Promise(h.ctx, "article", 900))
		h.must(m.PutThings(h.ctx, h.edition, []store.ImportThing{{Kind: "tag", Key: "a", ID: 5, Run: run.ID}, {Kind: "tag", Key: "b", ID: 6}}))
		// What another run had made stays that run's.
		h.must(m.PutThings(h.ctx, h.edition, []store.ImportThing{{Kind: "tag", Key: "a", ID: 5, Run: run.ID + 1, Hash: "x"}}))
		h.must(m.PutNumbers(h.ctx, run.ID, "article", map[int64]int64{7: 800, -9: 801}))
		h.must(m.Keep(h.ctx, run.ID, 1, []store.ImportKept{{What: "element", Number: 3, Data: json.RawMessage(`"x"`)},
			{What: "fields", Article: 4, Data: json.RawMessage(`[]`)}}))
		h.must(m.PutComments(h.ctx, run.ID, []store.ReaderComment{{Article: 4, Number: 2, Parent: 1, Author: "P", At: morning, State: "approved",
			Type: "comment", Text: "Setuju.", Data: json.RawMessage(`{}`)}}))
		return nil
	})
	h.read(func(tx store.Tx) error {
		m := tx.Imports()
		got, err := m.LastRun(h.ctx, h.edition, "wxr", "d1")
		h.must(err)
		h.same("state and holder", []string{got.State, got.Holder, string(got.Data)}, []string{"running", "b", `{"a":1}`})
		all, err := m.Runs(h.ctx, h.edition, 0, 10)
		h.must(err)
		h.same("runs", len(all), 1)
		_, err = m.Run(h.ctx, run.ID+1)
		h.refused(err, news.NotFound)
		things, err := m.Things(h.ctx, h.edition, "tag", []string{"a", "b", "c"})
		h.must(err)
		h.same("things", things, map[string]store.ImportThing{"a": {Kind: "tag", Key: "a", ID: 5, Run: run.ID, Hash: "x"}, "b": {Kind: "tag", Key: "b", ID: 6}})
		made, err := m.Made(h.ctx, run.ID, "tag", 0, 10)
		h.must(err)
		h.same("made", len(made), 1)
		numbers, err := m.Numbers(h.ctx, run.ID, "article")
		h.must(err)
		h.same("numbers", numbers, map[int64]int64{7: 800, -9: 801})
		kept, err := m.Kept(h.ctx, run.ID, 1, 10)
		h.must(err)
		h.same("kept", kept, []store.ImportKept{{N: 2, What: "fields", Article: 4, Data: json.RawMessage(`[]`)}})
		kept, err = m.KeptOf(h.ctx, 4)
		h.must(err)
		h.same("kept of an article", len(kept), 1)
		comments, err := m.Comments(h.ctx, 4)
		h.must(err)
		h.same("comments", len(comments), 1)
		for kind, want := range map[string]int64{"article": 900, "asset": 70} {
			highest, err := m.Highest(h.ctx, kind)
			h.must(err)
			h.same("highest "+kind, highest, want)
		}
		return nil
	})
	// Whoever writes meanwhile gets no promised number.
	if id := h.article(); id <= 900 {
		h.Errorf("a new article got number %d", id)
	}
	h.write(func(tx store.Tx) error {
		ids, err := tx.Imports().NewNumbers(h.ctx, "article", 3)
		h.must(err)
		if len(ids) != 3 || ids[0] <= 901 || ids[2] == ids[1] {
			h.Errorf("new numbers %v", ids)
		}
		h.must(tx.Imports().Forget(h.ctx, run.ID, "tag", 5))
		return tx.Imports().RemoveRest(h.ctx, run.ID)
	})
}

// bulkIsAsOneByOne: articles that are brought stand on both sides as if each had
// been written by itself, and go without a trace.
func bulkIsAsOneByOne(h *house) {
	section := h.section(0, "Kota")
	lead := news.Asset{ID: 40, Edition: h.edition, Kind: "photo", Credit: "Budi", Revision: 1, Added: morning}
	brought := func(id news.ArticleID, shown bool) store.Brought {
		p := h.piece(id, fmt.Sprintf("Kabar ke-%d", id))
		c := p.Content
		c.Section, c.Lead = section.ID, &news.LeadMedia{Asset: lead.ID}
		a := &news.Article{ID: id, Edition: h.edition, Work: news.Writing, Public: news.Never, Revision: 1, Section: section.ID,
			Dates: news.Dates{Created: morning}, Origin: news.Origin{Source: "wordpress", Key: fmt.Sprintf("koran.example/?p=%d", id), Hash: "h"}}
		b := store.Brought{Run: 1, Article: a, Content: &c, By: "import", Picture: "ok"}
		if shown {
			a.Work, a.Public, a.Path, a.Dates = news.Settled, news.Live, p.Path, p.Dates
			b.Frozen, b.Shown, b.Sections, b.Addresses = true, true, []news.SectionID{section.ID}, []string{p.Path + "/lama"}
		}
		return b
	}
	var list []store.Brought
	for id := news.ArticleID(101); id <= 140; id++ {
		list = append(list, brought(id, id != 140))
	}
	h.write(func(tx store.Tx) error {
		h.must(tx.Imports().BringAssets(h.ctx, []news.Asset{lead}))
		return tx.Imports().Bring(h.ctx, list)
	})
	h.sound()
	if ids := h.listed(store.List{By: "section", ID: int64(section.ID)}); len(ids) != 39 {
		h.Errorf("the section lists %d articles", len(ids))
	}
	if a, _ := h.resolve("/2025/03/01/kabar-ke-101/lama"); a.Article != 101 || a.To != "/2025/03/01/kabar-ke-101" {
		h.Errorf("a former address leads to %+v", a)
	}
	h.read(func(tx store.Tx) error {
		m := tx.Imports()
		origins, err := m.Origins(h.ctx, []news.Origin{bareOrigin(list[0]), {Source: "wordpress", Key: "anderswo"}})
		h.must(err)
		h.same("origins", origins, map[news.Origin]store.OriginOf{bareOrigin(list[0]): {Article: 101, Hash: "h"}})
		taken, err := m.Taken(h.ctx, "article", []int64{100, 101, 140})
		h.must(err)
		h.same("taken", taken, map[int64]bool{101: true, 140: true})
		taken, err = m.Taken(h.ctx, "asset", []int64{40, 41})
		h.must(err)
		h.same("taken assets", taken, map[int64]bool{40: true})
		owners, err := m.Addresses(h.ctx, h.edition, []string{"/2025/03/01/kabar-ke-101", "/tidak-ada", "/kota"})
		h.must(err)
		h.same("addresses", owners, map[string]news.ArticleID{"/2025/03/01/kabar-ke-101": 101, "/kota": 0})
		used, err := m.Used(h.ctx, []news.AssetID{40, 41})
		h.must(err)
		h.same("used", used, map[news.AssetID]bool{40: true})
		edited, err := m.Edited(h.ctx, 101, "import")
		h.must(err)
		h.same("edited", edited, false)
		n, err := m.EditedOf(h.ctx, 1, "somebody else")
		h.must(err)
		h.same("edited by others than somebody else", n, 40)
		r, err := tx.Articles().Revision(h.ctx, 140, 1)
		h.must(err)
		h.same("the draft's revision", r.Content.Headline, "Kabar ke-140")
		return nil
	})
	// Showing it again, as any command does, finds nothing to change but the time.
	h.write(func(tx store.Tx) error {
		a, err := tx.Articles().Get(h.ctx, 101)
		h.must(err)
		v, err := tx.Articles().Version(h.ctx, a.Live)
		h.must(err)
		h.must(tx.Publishing().Show(h.ctx, &store.PublishedArticle{ID: a.ID, Edition: a.Edition, Version: v.ID, Path: a.Path, Dates: a.Dates,
			Content: v.Content, Sections: []news.SectionID{section.ID}, Listed: true, Words: v.Content.Body.Words(), Photos: v.Content.Photos()}, morning))
		rows, err := tx.Desk().Rows(h.ctx, []news.ArticleID{101})
		h.must(err)
		if len(rows) != 1 || rows[0].Picture != "ok" || !rows[0].In(store.FacetSection(section.ID)) {
			h.Errorf("the newsroom's row: %+v", rows)
		}
		return nil
	})
	h.sound()
	// A number that is taken is refused, and nothing of the batch stays.
	err := h.db.Write(h.ctx, func(tx store.Tx) error {
		return tx.Imports().Bring(h.ctx, []store.Brought{brought(200, true), brought(101, true)})
	})
	h.refused(err, news.Conflict)
	h.write(func(tx store.Tx) error {
		for _, b := range list {
			h.must(tx.Imports().RemoveArticle(h.ctx, b.Article.ID))
		}
		gone, err := tx.Imports().RemoveAsset(h.ctx, lead.ID)
		h.must(err)
		h.same("the asset goes", gone, true)
		gone, err = tx.Imports().RemoveSection(h.ctx, section.ID)
		h.must(err)
		h.same("the section goes", gone, true)
		tag := news.Tag{Edition: h.edition, Name: "Sementara", Slug: "sementara", Type: news.TagSubject}
		h.must(tx.Taxonomy().PutTag(h.ctx, &tag))
		gone, err = tx.Imports().RemoveTag(h.ctx, tag.ID)
		h.must(err)
		h.same("the tag goes", gone, true)
		p := news.Person{Name: "Sementara", Slug: "sementara", Active: true}
		h.must(tx.People().Put(h.ctx, &p))
		gone, err = tx.Imports().RemovePerson(h.ctx, p.ID)
		h.must(err)
		h.same("the person goes", gone, true)
		return nil
	})
	h.sound()
	if _, kind := h.resolve("/2025/03/01/kabar-ke-101"); kind != news.NotFound {
		h.Errorf("an address that was taken back: %v", kind)
	}
	h.must(h.db.Reads().SetAll(h.ctx, map[news.ArticleID]int64{1: 5, 2: 7}))
	totals, err := h.db.Reads().Totals(h.ctx, []news.ArticleID{1, 2})
	h.must(err)
	h.same("totals", totals, map[news.ArticleID]int64{1: 5, 2: 7})
	h.refused(h.db.Reads().SetAll(h.ctx, map[news.ArticleID]int64{1: -1}), news.Invalid)
}

func bareOrigin(b store.Brought) news.Origin {
	o := b.Article.Origin
	o.Hash = ""
	return o
}
