package newsroom

import (
	"fmt"
	"testing"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// BenchmarkHistory reads the history of an article of 1,500 words that was saved
// 10,000 times, each save by another person than the one before, so that no two
// make one line.
func BenchmarkHistory(b *testing.B) {
	const saves = 10_000
	db := storetest.SQLite(b)
	_, id := archive(b, db, 0)
	ctx := b.Context()
	text := longText(1500)
	for done := 1; done < saves; done += 500 {
		err := db.Write(ctx, func(tx store.Tx) error {
			a, err := tx.Articles().Get(ctx, id)
			if err != nil {
				return err
			}
			was := a.Revision
			for i := range 500 {
				k := (done + i) * 7 % len(text.Body.Blocks)
				p := *text.Body.Blocks[k].(*body.Paragraph)
				p.Text = body.Text(fmt.Sprintf("ketik%d ", done+i) + p.Text.Text()[8:])
				text.Body.Blocks[k] = &p
				a.Revision++
				r := &news.Revision{Article: id, Number: a.Revision, Kind: news.RevisionManual, Base: a.Revision - 1, At: tx.Now(),
					By: fmt.Sprint("user ", (done+i)%2), Changed: []string{"body"}, Content: &text}
				if err := tx.Articles().AddRevision(ctx, r); err != nil {
					return err
				}
			}
			if err := tx.Articles().PutDraft(ctx, id, &text); err != nil {
				return err
			}
			return tx.Articles().Save(ctx, &a, was)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	room := New(db, Options{})
	b.Run("one revision", func(b *testing.B) {
		i := 0
		for b.Loop() {
			i++
			err := db.Read(ctx, func(tx store.Tx) error {
				r, err := tx.Articles().Revision(ctx, id, 2+i*6151%(saves-2))
				if err == nil && (r.Content == nil || len(r.Content.Body.Blocks) != 30) {
					err = fmt.Errorf("revision %d is %+v", r.Number, r.Content)
				}
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("two compared", func(b *testing.B) {
		for b.Loop() {
			if _, err := room.Compare(ctx, Operator(), id, 17, saves-100); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, n := range []int{50, saves} {
		b.Run(fmt.Sprintf("list of %d", n), func(b *testing.B) {
			for b.Loop() {
				lines, _, err := room.History(ctx, Operator(), id, 0, n)
				if err != nil || len(lines) < min(n, saves-10) {
					b.Fatal(len(lines), err)
				}
			}
		})
	}
}

// BenchmarkPublish publishes an article of 1,500 words with its checklist, one
// with 50 protected names, and looks it through for them alone.
func BenchmarkPublish(b *testing.B) {
	for _, names := range []int{0, 50} {
		b.Run(fmt.Sprintf("%d protected names", names), func(b *testing.B) {
			db := storetest.SQLite(b)
			e, _ := archive(b, db, 0)
			room := New(db, Options{})
			ctx := b.Context()
			section := &news.Section{Edition: e, Name: "Kota"}
			if _, err := room.Do(ctx, Operator(), DefineSection{Section: section}); err != nil {
				b.Fatal(err)
			}
			person := &news.Person{Name: "Ranita Dewi"}
			if _, err := room.Do(ctx, Operator(), DefinePerson{Person: person}); err != nil {
				b.Fatal(err)
			}
			n := 0
			for b.Loop() {
				b.StopTimer()
				n++
				c := longText(1500)
				c.Headline, c.Section, c.Byline = fmt.Sprintf("%s Hari Ke-%d", c.Headline, n), section.ID, []news.Credit{{Person: person.ID}}
				r, err := room.Do(ctx, Operator(), Create{Edition: e, Content: c})
				if err != nil {
					b.Fatal(err)
				}
				if names > 0 {
					var list []news.ProtectedName
					for i := range names {
						list = append(list, news.ProtectedName{Name: fmt.Sprintf("Bunga Melati %d", i), Kind: "name"})
					}
					if _, err := room.Do(ctx, Operator(), ProtectNames{Article: r.Article, Names: list}); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				if _, err := room.Do(ctx, Operator(), Publish{Article: r.Article, Override: "Pengukuran kecepatan saja."}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
