package newsroom_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// What is offered as "read also" shares tags, words or a section with the text, is
// live, and stands nowhere in it yet.
func TestSuggestionsForReadAlso(t *testing.T) {
	eachDesk(t, func(d *desk) {
		rare := news.Tag{Edition: d.edition, Name: "Rob"}
		d.must(newsroom.DefineTag{Tag: &rare})
		write := func(headline, text string, section news.SectionID, tags ...news.TagID) news.ArticleID {
			c := d.content(headline)
			c.Section, c.Tags = section, tags
			c.Body.Blocks = []body.Block{&body.Paragraph{Text: body.Text(text)}}
			c.Body.AssignIDs(headline)
			return d.must(newsroom.Create{Edition: d.edition, Content: c}).Article
		}
		publish := func(id news.ArticleID) news.ArticleID {
			d.must(newsroom.Publish{Article: id})
			d.clock.At = d.clock.At.Add(time.Hour)
			return id
		}
		old := publish(write("Banjir rob tahun lalu di pesisir", "Air laut masuk ke kampung nelayan.", d.sport))
		d.clock.At = d.clock.At.Add(90 * 24 * time.Hour)
		tagged := publish(write("Pompa Kaligawe menyala lagi", "Petugas menyalakan pompa.", d.sport, rare.ID))
		worded := publish(write("Pesisir utara terendam banjir", "Rob merendam jalan pesisir.", d.sport))
		near := publish(write("Pasar malam dibuka", "Pedagang kembali berjualan.", d.city))
		other := publish(write("Tim bola menang besar", "Skor akhir lima nol.", d.sport))
		draft := write("Banjir rob pesisir belum tayang", "Rob.", d.city, rare.ID)

		c := d.content("Banjir rob merendam pesisir utara")
		c.Section, c.Tags = d.city, []news.TagID{rare.ID}
		mine := d.must(newsroom.Create{Edition: d.edition, Content: c}).Article
		if err := d.room.Index().CatchUp(d.ctx); err != nil {
			d.Fatal(err)
		}
		ask := func(who newsroom.Actor) (ids []news.ArticleID) {
			list, err := d.room.Suggest(d.ctx, who, mine, 20)
			if err != nil {
				d.Fatal(err)
			}
			for _, s := range list {
				ids = append(ids, s.Row.Article)
				if len(s.Why) == 0 {
					d.Errorf("%d is offered without a reason", s.Row.Article)
				}
			}
			return ids
		}
		got := ask(newsroom.Operator())
		if len(got) < 4 || !slices.Contains(got[:2], tagged) || !slices.Contains(got[:2], worded) {
			d.Errorf("got %v, want %d and %d first", got, tagged, worded)
		}
		if slices.Index(got, near) < slices.Index(got, worded) || !slices.Contains(got, near) {
			d.Errorf("the same section alone ranks before shared words: %v", got)
		}
		if i := slices.Index(got, old); i >= 0 && i < slices.Index(got, worded) {
			d.Errorf("an old article ranks before a young one: %v", got)
		}
		for _, id := range []news.ArticleID{draft, mine, other} {
			if slices.Contains(got, id) {
				d.Errorf("%d is offered: %v", id, got)
			}
		}

		// What the text names already is not offered again.
		r, err := d.room.Open(d.ctx, newsroom.Operator(), mine)
		if err != nil {
			d.Fatal(err)
		}
		with := r.Content
		with.Related = []news.ArticleID{worded}
		with.Body.Blocks = append(slices.Clone(with.Body.Blocks), &body.ReadAlso{Refs: []int64{int64(tagged)}})
		with.Body.AssignIDs("also")
		raw, err := with.Body.MarshalJSON()
		if err != nil {
			d.Fatal(err)
		}
		related, _ := news.FieldOf("related")
		d.must(newsroom.Save{Article: mine, Base: r.Revision, Client: "tab", Seq: 1, Body: raw, Fields: map[string]json.RawMessage{"related": related.Get(&with)}})
		if got := ask(newsroom.Operator()); slices.Contains(got, worded) || slices.Contains(got, tagged) {
			d.Errorf("what is linked already is offered: %v", got)
		}
		if _, err := d.room.Suggest(d.ctx, newsroom.Someone(newsroom.Person{User: 99}), mine, 5); !news.Is(err, news.NotFound) && !news.Is(err, news.Forbidden) {
			d.Errorf("somebody without rights: %v", err)
		}
	})
}
