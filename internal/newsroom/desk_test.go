package newsroom_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// someone is a person signed in with one grant.
func (d *desk) someone(user news.UserID, p news.Position, sections ...news.SectionID) newsroom.Actor {
	return newsroom.Someone(newsroom.Person{User: user, Name: fmt.Sprint("Orang ", user), At: d.clock.At, Strong: true,
		Grants: []news.Grant{{ID: 1, User: user, Position: p, Sections: sections}}, Session: "s1", Address: "203.0.113.77:1234", Request: "r1"})
}

func (d *desk) do(who newsroom.Actor, cmd newsroom.Command) newsroom.Result {
	d.Helper()
	r, err := d.room.Do(d.ctx, who, cmd)
	if err != nil {
		d.Fatalf("%T: %v", cmd, err)
	}
	return r
}

// no runs a command that must be refused with the kind.
func (d *desk) no(kind news.Kind, who newsroom.Actor, cmd newsroom.Command) {
	d.Helper()
	if _, err := d.room.Do(d.ctx, who, cmd); !news.Is(err, kind) {
		d.Errorf("%T: got %v, want kind %s", cmd, err, kind)
	}
}

func (d *desk) listed(who newsroom.Actor, f newsroom.Filter) []news.ArticleID {
	d.Helper()
	rows, err := d.room.Articles(d.ctx, who, newsroom.ListRequest{Edition: d.edition, Filter: f, Limit: 100})
	if err != nil {
		d.Fatal(err)
	}
	return rowIDs(rows)
}

func rowIDs(rows []store.DeskRow) (ids []news.ArticleID) {
	for _, r := range rows {
		ids = append(ids, r.Article)
	}
	return ids
}

func (d *desk) same(what string, got, want []news.ArticleID) {
	d.Helper()
	if !slices.Equal(got, want) {
		d.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func (d *desk) sought(who newsroom.Actor, text string) []news.ArticleID {
	d.Helper()
	// A busy machine may need longer than a person would wait.
	if err := d.room.Index().CatchUp(d.ctx); err != nil {
		d.Fatal(err)
	}
	a, err := d.room.Search(d.ctx, who, newsroom.SearchRequest{Edition: d.edition, Text: text, Limit: 50})
	if err != nil {
		d.Fatal(err)
	}
	return rowIDs(a.Rows)
}

// embargo puts an article under one, which takes no command of this package's
// to try out who sees it.
func (d *desk) embargo(id news.ArticleID, until time.Time) {
	d.Helper()
	err := d.db.Write(d.ctx, func(tx store.Tx) error {
		a, err := tx.Articles().Get(d.ctx, id)
		if err != nil {
			return err
		}
		a.Embargo = &news.Embargo{Until: until}
		return tx.Articles().Save(d.ctx, &a, a.Revision)
	})
	if err != nil {
		d.Fatal(err)
	}
}

// The newsroom's lists follow every command, show each person what they may
// read and nothing else, and page by keyset.
func TestListsShowWhatOneMayRead(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		var ids []news.ArticleID
		for i, headline := range []string{"Pasar Kota Terbakar", "Laga Derbi Malam", "Jembatan Baru Diresmikan"} {
			d.clock.At = morning.Add(time.Duration(i) * time.Minute)
			c := d.content(headline)
			if i == 1 {
				c.Section, c.Byline = d.sport, []news.Credit{{Name: "Rina Tamu", Role: news.RoleGuest}}
			}
			ids = append(ids, d.must(newsroom.Create{Edition: d.edition, Content: c}).Article)
		}
		chief, city := d.someone(7, news.Pemred), d.someone(8, news.Redaktur, d.city)
		writer, admin := d.someone(9, news.Penulis), d.someone(10, news.Admin)
		all := []news.ArticleID{ids[2], ids[1], ids[0]}
		d.same("everything, newest first", d.listed(chief, newsroom.Filter{}), all)
		d.same("one section's editor", d.listed(city, newsroom.Filter{}), []news.ArticleID{ids[2], ids[0]})
		d.same("by section", d.listed(chief, newsroom.Filter{Sections: []news.SectionID{d.sport}}), ids[1:2])
		d.same("by author", d.listed(chief, newsroom.Filter{Authors: []news.PersonID{d.person.ID}}), []news.ArticleID{ids[2], ids[0]})
		d.same("by a name without a profile", d.listed(chief, newsroom.Filter{Names: []string{"rina tamu"}}), ids[1:2])
		d.same("by state", d.listed(chief, newsroom.Filter{Public: []news.PublicState{news.Live}}), nil)
		d.same("without a photo", d.listed(chief, newsroom.Filter{Lacks: []string{"photo"}}), all)

		d.clock.At = morning.Add(time.Hour)
		d.embargo(ids[0], d.clock.At.Add(time.Hour))
		chief, city, writer, admin = d.someone(7, news.Pemred), d.someone(8, news.Redaktur, d.city), d.someone(9, news.Penulis), d.someone(10, news.Admin)
		d.same("a change comes to the top", d.listed(chief, newsroom.Filter{}), []news.ArticleID{ids[0], ids[2], ids[1]})
		d.same("a writer does not see what is under embargo", d.listed(writer, newsroom.Filter{}), []news.ArticleID{ids[2], ids[1]})
		d.same("nor does the technician", d.listed(admin, newsroom.Filter{}), []news.ArticleID{ids[2], ids[1]})
		d.same("nor search", d.sought(writer, "terbakar"), nil)
		d.same("nor by number", d.sought(writer, ids[0].String()), nil)
		d.same("who may read finds it", d.sought(city, "pasar terbakar"), ids[:1])
		d.same("an editor of the other section does not", d.sought(d.someone(8, news.Redaktur, d.sport), "terbakar"), nil)
		rows, _ := d.room.Articles(d.ctx, admin, newsroom.ListRequest{Edition: d.edition, Limit: 10})
		if len(rows) == 0 || rows[0].Headline == "" || rows[0].Words != 0 || rows[0].People != nil {
			d.Errorf("the technician sees more than headline and state: %+v", rows)
		}
		if _, err := d.room.Articles(d.ctx, d.someone(11, "nobody"), newsroom.ListRequest{Edition: d.edition}); !news.Is(err, news.Forbidden) {
			d.Errorf("somebody without a grant lists: %v", err)
		}

		// A page at a time, nothing twice and nothing left out.
		var paged []news.ArticleID
		q := newsroom.ListRequest{Edition: d.edition, Limit: 2}
		for {
			page, err := d.room.Articles(d.ctx, chief, q)
			if err != nil {
				d.Fatal(err)
			}
			paged = append(paged, rowIDs(page)...)
			if len(page) < 2 {
				break
			}
			q.AfterAt, q.AfterID = page[1].Changed, page[1].Article
		}
		d.same("pages", paged, []news.ArticleID{ids[0], ids[2], ids[1]})
	})
}

// Every word of the newsroom is found, by filters in both languages, and the
// index follows what changes without anybody's doing.
func TestSearchOfTheNewsroom(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		chief := d.someone(7, news.Pemred)
		live := d.publish("Banjir Merendam Pasar Lawang")
		draft := d.must(newsroom.Create{Edition: d.edition, Content: d.content("Rapat Anggaran Ditunda")})
		var note news.Note
		d.do(chief, newsroom.AddNote{Article: draft.Article, Text: "Tanyakan lagi kepada bendahara Sulastri", Note: &note})
		for text, want := range map[string][]news.ArticleID{
			"banjir":                        {live.Article},
			"sulastri":                      {draft.Article},
			"rahasia meja":                  {draft.Article, live.Article},
			"author:ranita":                 {draft.Article, live.Article},
			"penulis:ranita status:ditulis": {draft.Article},
			"oleh:ranita state:terbit":      {live.Article},
			"anggaran tag:pasar":            {draft.Article},
			"kanal:kota rapat":              {draft.Article},
			"rapat -ditunda":                nil,
			`"anggaran ditunda"`:            {draft.Article},
			"has:notes":                     {draft.Article},
			live.Path:                       {live.Article},
			"https://koran.example" + live.Path + "?x": {live.Article},
			"id:" + draft.Article.String():             {draft.Article},
			"merendamnya":                              {live.Article},
		} {
			d.same("search "+text, d.sought(chief, text), want)
		}
		a, err := d.room.Search(d.ctx, chief, newsroom.SearchRequest{Edition: d.edition, Text: "banjir state:entah"})
		if err != nil || len(a.Rows) != 0 || !slices.Equal(a.Unknown, []string{"state:entah"}) {
			d.Errorf("an unknown state: %+v, %v", a, err)
		}
		c := d.content("Rapat Dimajukan")
		err = d.db.Write(d.ctx, func(tx store.Tx) error { return tx.Articles().PutDraft(d.ctx, draft.Article, &c) })
		if err != nil {
			d.Fatal(err)
		}
		d.same("an old word", d.sought(chief, "anggaran"), nil)
		d.same("a saved word, without a row of the ledger", d.sought(chief, "dimajukan"), []news.ArticleID{draft.Article})
		// Readers' search knows nothing of it.
		if r, err := d.db.Search().Words(d.ctx, "dimaju", 5); err != nil || len(r) != 0 {
			d.Errorf("a draft's word is in the readers' index: %v, %v", r, err)
		}
	})
}

func TestBoard(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		chief := d.someone(7, news.Pemred)
		old := d.publish("Kemarin")
		d.clock.At = morning.Add(3 * time.Hour)
		fresh := d.publish("Baru Saja")
		draft := d.must(newsroom.Create{Edition: d.edition, Content: d.content("Ditulis")})
		lanes, err := d.room.Board(d.ctx, chief, d.edition, newsroom.Filter{}, 10)
		if err != nil || len(lanes) != len(newsroom.Columns) {
			d.Fatalf("board: %+v, %v", lanes, err)
		}
		for _, l := range lanes {
			want := map[newsroom.Column][]news.ArticleID{newsroom.ColumnWriting: {draft.Article}, newsroom.ColumnLive: {fresh.Article}}[l.Column]
			d.same("column "+string(l.Column), rowIDs(l.Cards), want)
		}
		_ = old
		// Saved views are one's own.
		if err := d.room.SaveView(d.ctx, chief, store.DeskView{Name: "Pagi", Query: "section=1"}); err != nil {
			d.Fatal(err)
		}
		mine, _ := d.room.Views(d.ctx, chief)
		others, _ := d.room.Views(d.ctx, d.someone(8, news.Pemred))
		if len(mine) != 1 || len(others) != 0 {
			d.Errorf("views: %v and %v", mine, others)
		}
		if err := d.room.DropView(d.ctx, chief, "Pagi"); err != nil {
			d.Error(err)
		}
	})
}

// Notes stay with their words through edits, and never vanish.
func TestNotesFollowTheirWords(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		chief, writer := d.someone(7, news.Pemred), d.someone(9, news.Penulis)
		r := d.must(newsroom.Create{Edition: d.edition, Content: d.content("Catatan")})
		block := d.content("Catatan").Body.Blocks[0].BlockID()
		var n news.Note
		d.do(chief, newsroom.AddNote{Article: r.Article, Text: "Benarkah?", MustFix: true, Note: &n,
			Anchor: news.Anchor{Block: block, From: 4, To: 10, Quote: "berita"}})
		d.do(writer, newsroom.AddNote{Article: r.Article, Thread: n.ID, Text: "Sudah dicek."})
		d.no(news.Invalid, chief, newsroom.AddNote{Article: r.Article, Text: "  "})
		row, err := d.room.Articles(d.ctx, chief, newsroom.ListRequest{Edition: d.edition, Limit: 1})
		if err != nil || row[0].Notes != 1 || row[0].MustFix != 1 {
			d.Errorf("the list shows %+v, %v", row, err)
		}
		notes, err := d.room.Notes(d.ctx, writer, r.Article)
		if err != nil || len(notes) != 2 || notes[0].Anchor.From != 4 || notes[1].Thread != n.ID || notes[1].Author != 9 {
			d.Errorf("notes %+v, %v", notes, err)
		}
		d.do(writer, newsroom.ResolveNote{Note: n.ID})
		if row, _ = d.room.Articles(d.ctx, chief, newsroom.ListRequest{Edition: d.edition, Limit: 1}); row[0].Notes != 0 {
			d.Errorf("a resolved note counts: %+v", row[0])
		}
		d.do(writer, newsroom.ResolveNote{Note: n.ID, Reopen: true})
		d.embargo(r.Article, d.clock.At.Add(time.Hour))
		if _, err := d.room.Notes(d.ctx, writer, r.Article); !news.Is(err, news.NotFound) {
			d.Errorf("a writer reads notes of another's embargoed article: %v", err)
		}
		d.no(news.NotFound, writer, newsroom.AddNote{Article: r.Article, Text: "Hai"})
	})
}

func TestReattach(t *testing.T) {
	d := (&desk{}).plain("Satu dua tiga dua empat.", "Lima enam.")
	first, second := d.Blocks[0].BlockID(), d.Blocks[1].BlockID()
	for name, c := range map[string]struct{ in, want news.Anchor }{
		"where it was":          {news.Anchor{Block: first, From: 5, To: 8, Quote: "dua"}, news.Anchor{Block: first, From: 5, To: 8, Quote: "dua"}},
		"the nearest of two":    {news.Anchor{Block: first, From: 15, To: 18, Quote: "dua"}, news.Anchor{Block: first, From: 14, To: 17, Quote: "dua"}},
		"in another block":      {news.Anchor{Block: first, From: 0, To: 4, Quote: "enam"}, news.Anchor{Block: second, From: 5, To: 9, Quote: "enam"}},
		"the block alone":       {news.Anchor{Block: first, From: 0, To: 4, Quote: "tujuh"}, news.Anchor{Block: first, Quote: "tujuh"}},
		"the article alone":     {news.Anchor{Block: "zzzzzzzzzzzz", Quote: "tujuh"}, news.Anchor{Quote: "tujuh"}},
		"a block without words": {news.Anchor{Block: second}, news.Anchor{Block: second}},
		"nothing":               {news.Anchor{}, news.Anchor{}},
	} {
		if got := newsroom.Reattach(c.in, d); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

// plain is a document of paragraphs.
func (*desk) plain(paragraphs ...string) body.Doc {
	doc := body.Doc{Version: body.SchemaVersion}
	for _, p := range paragraphs {
		doc.Blocks = append(doc.Blocks, &body.Paragraph{Text: body.Text(p)})
	}
	doc.AssignIDs("plain")
	return doc
}
