package newsroom_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
	"warta/internal/store/storetest/pgtest"
)

// benchArticles is the archive of the bar: lists, filters and search of the
// newsroom answer within 30 ms (newsroom.md section 14).
const benchArticles = 100_000

// shortArticles is a tenth, for a machine that others work on (-short).
const shortArticles = benchArticles / 10

// benchDatabase is SQLite, or PostgreSQL with WARTA_BENCH_DB=postgres.
func benchDatabase(b *testing.B) store.Database {
	b.Helper()
	if os.Getenv("WARTA_BENCH_DB") == "postgres" {
		return storetest.Open(b, store.Options{URL: pgtest.URL(b)})
	}
	return storetest.SQLite(b)
}

// BenchmarkNewsroom fills a newspaper once and measures what screens ask. Every
// article changed within the last minutes, as after an import; one of a
// thousand really went out just now. One name stands over a fifth of them, in
// all sections but the first.
func BenchmarkNewsroom(b *testing.B) {
	db := benchDatabase(b)
	room := newsroom.New(db, newsroom.Options{})
	ctx := b.Context()
	e := &news.Edition{Settings: news.Settings{Name: "Kabar Uji"}}
	if _, err := room.Do(ctx, newsroom.Operator(), newsroom.ChangeSettings{Edition: e}); err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	var sections []news.SectionID
	var people []news.PersonID
	var tags []news.TagID
	for i := range 20 {
		s := &news.Section{Edition: e.ID, Name: fmt.Sprint("Kanal ", i)}
		if _, err := room.Do(ctx, newsroom.Operator(), newsroom.DefineSection{Section: s}); err != nil {
			b.Fatal(err)
		}
		sections = append(sections, s.ID)
	}
	err := db.Write(ctx, func(tx store.Tx) error {
		for i := range 50_000 {
			p := news.Person{Name: fmt.Sprintf("Orang %c%c %d", 'A'+i%26, 'a'+i/26%26, i), Slug: fmt.Sprint("orang-", i)}
			if err := tx.People().Put(ctx, &p); err != nil {
				return err
			}
			if i < 200 {
				people = append(people, p.ID)
			}
		}
		for i := range 500 {
			g := news.Tag{Edition: e.ID, Name: fmt.Sprint("Tag ", i), Slug: fmt.Sprint("tag-", i), Type: news.TagSubject}
			if err := tx.Taxonomy().PutTag(ctx, &g); err != nil {
				return err
			}
			tags = append(tags, g.ID)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	words := make([]string, 3000)
	for i := range words {
		for range 2 + r.IntN(3) {
			words[i] += []string{"ba", "ri", "to", "mu", "sa", "ken", "li", "war", "ja", "pu"}[r.IntN(10)]
		}
	}
	text := func(n int) (s string) {
		for range n {
			s += words[int(float64(len(words))*r.Float64()*r.Float64())] + " "
		}
		return s
	}
	total := benchArticles
	if testing.Short() {
		total = shortArticles
	}
	// The bar of the offers for "read also" is at 200,000 (S3.4).
	if n, err := strconv.Atoi(os.Getenv("WARTA_BENCH_ARTICLES")); err == nil {
		total = n
	}
	for done := 0; done < total; done += 1000 {
		err := db.Write(ctx, func(tx store.Tx) error {
			for i := range 1000 {
				n := done + i
				c := news.Content{Headline: text(8), Section: sections[r.IntN(len(sections))], Tags: []news.TagID{tags[r.IntN(500)], tags[r.IntN(500)]},
					Byline: []news.Credit{{Person: people[r.IntN(len(people))]}},
					Body:   body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Text: body.Text(text(60))}}}}
				if n%5 == 0 && c.Section != sections[0] {
					c.Byline = []news.Credit{{Name: "Redaksi"}}
				}
				a := news.Article{Edition: e.ID, Work: news.Settled, Public: news.Live, Revision: 1, Section: c.Section}
				a.Dates.FirstPublished = time.Now().Add(-time.Duration(n+1) * 3 * time.Hour)
				if n%1000 == 7 {
					a.Dates.FirstPublished = time.Now()
				}
				if n%500 == 0 {
					a.Work, a.Public, a.Dates.FirstPublished = news.Ready, news.Never, time.Time{}
				}
				if err := tx.Articles().Create(ctx, &a, &c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	began := time.Now()
	if err := room.Index().CatchUp(ctx); err != nil {
		b.Fatal(err)
	}
	b.Logf("indexed %d articles in %s", total, time.Since(began).Round(time.Second))
	chief := newsroom.Someone(newsroom.Person{User: 7, At: time.Now(), Grants: []news.Grant{{Position: news.Pemred}}})
	desk := newsroom.Someone(newsroom.Person{User: 8, At: time.Now(), Grants: []news.Grant{{Position: news.Redaktur, Sections: sections[3:4]}}})
	list := func(who newsroom.Actor, f newsroom.Filter) func() error {
		return func() error {
			_, err := room.Articles(ctx, who, newsroom.ListRequest{Edition: e.ID, Filter: f, Limit: 100})
			return err
		}
	}
	search := func(text string) func() error {
		return func() error {
			_, err := room.Search(ctx, chief, newsroom.SearchRequest{Edition: e.ID, Text: text, Limit: 20})
			return err
		}
	}
	for _, m := range []struct {
		name string
		run  func() error
	}{
		{"list", list(chief, newsroom.Filter{})},
		{"list of one desk", list(desk, newsroom.Filter{})},
		{"list by section and author", list(chief, newsroom.Filter{Sections: sections[:1], Authors: people[:1]})},
		{"list by state and author", list(chief, newsroom.Filter{Work: []news.WorkState{news.Ready}, Authors: people[:3]})},
		{"list of live by section without photo", list(chief, newsroom.Filter{Public: []news.PublicState{news.Live}, Sections: sections[1:2], Lacks: []string{"photo"}})},
		{"list by two long lists with nothing in common", list(chief, newsroom.Filter{Sections: sections[:1], Names: []string{"Redaksi"}})},
		{"board of one desk", func() error { _, err := room.Board(ctx, desk, e.ID, newsroom.Filter{}, 50); return err }},
		{"board", func() error { _, err := room.Board(ctx, chief, e.ID, newsroom.Filter{}, 50); return err }},
		{"search a frequent word", search(words[3])},
		{"search two words", search(words[10] + " " + words[700])},
		{"search a word by author and state", search(words[3] + " state:siap author:Orang")},
		{"search by filters alone", search("state:siap kanal:kanal-3")},
		{"offers for read also", func() error {
			offers, err := room.Suggest(ctx, chief, news.ArticleID(total/2), 5)
			if err == nil && len(offers) < 5 {
				err = fmt.Errorf("%d offers", len(offers))
			}
			return err
		}},
		{"offers for a new article", func() error {
			offers, err := room.Suggest(ctx, chief, news.ArticleID(total), 5)
			if err == nil && len(offers) < 5 {
				err = fmt.Errorf("%d offers", len(offers))
			}
			return err
		}},
		{"picker of 50,000 people", func() error { _, err := room.PeopleNamed(ctx, chief, "Orang Ab", 20); return err }},
	} {
		b.Run(m.name, func(b *testing.B) {
			for b.Loop() {
				if err := m.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
