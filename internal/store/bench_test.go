//go:build unix

package store_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// Benchmarks run on SQLite, or on PostgreSQL with WARTA_BENCH_DB=postgres.
func benchDatabase(b *testing.B) store.Database {
	if os.Getenv("WARTA_BENCH_DB") == "postgres" {
		return storetest.Postgres(b)
	}
	return storetest.SQLite(b)
}

// cpu reports the processor time of an operation, which says more than the
// clock on a machine that is busy with other things. Call it when the timed
// part begins and run what it gives at the end.
func cpu(b *testing.B) func() {
	used := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := used()
	return func() { b.ReportMetric(float64((used()-before).Microseconds())/float64(b.N), "cpu-µs/op") }
}

// paragraph is 40 words long; an article has ten.
var paragraph = strings.TrimSpace(strings.Repeat("kata yang bukan-bukan tetapi panjangnya ", 8))

// benchArticle is an article as a newspaper has them: 400 words, a photo, four
// tags, two people, a section with a parent.
func benchArticle(id news.ArticleID) *store.PublishedArticle {
	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(id) * 17 * time.Minute)
	p := &store.PublishedArticle{
		ID: id, Edition: 1, Version: news.VersionID(id), Path: fmt.Sprintf("/2020/01/01/judul-artikel-nomor-%d", id),
		Dates: news.Dates{Created: at, FirstPublished: at, Display: at}, Listed: true, Words: 400,
		Content: news.Content{
			Headline: fmt.Sprintf("Judul Artikel Nomor %d yang Cukup Panjang untuk Dua Baris", id), Slug: "judul-artikel",
			Standfirst: paragraph[:150], Kind: news.KindNews, Language: "id",
			Byline: []news.Credit{{Person: news.PersonID(1 + id%40), Role: news.RoleReporter}, {Person: news.PersonID(41 + id%5), Role: news.RoleEditor}},
			Lead:   &news.LeadMedia{Asset: news.AssetID(1 + id%200), Caption: "Keterangan foto yang menyebut tempat dan waktu.", Alt: "Foto"},
			// Sections 1 to 6 stand at the top, 7 to 12 below them.
			Section: news.SectionID(7 + id%6),
			Tags:    []news.TagID{news.TagID(1 + id%300), news.TagID(1 + id%11), news.TagID(1 + id%7), news.TagID(1 + id%1000)},
			Related: []news.ArticleID{id - 1, id - 2, id - 3},
		},
	}
	p.Sections = []news.SectionID{p.Content.Section, p.Content.Section - 6}
	p.Content.Body.Version = body.SchemaVersion
	for i := range 10 {
		p.Content.Body.Blocks = append(p.Content.Body.Blocks,
			&body.Paragraph{Node: body.Node{ID: fmt.Sprintf("%012d", i)}, Text: body.Text(paragraph)})
	}
	return p
}

// fill makes a newspaper with n articles and everything that they name.
func fill(b *testing.B, db store.Database, n int) {
	b.Helper()
	ctx := context.Background()
	write := func(fn func(store.Publishing) error) {
		if err := db.Write(ctx, func(tx store.Tx) error { return fn(tx.Publishing()) }); err != nil {
			b.Fatal(err)
		}
	}
	write(func(p store.Publishing) error { return fillNames(ctx, p) })
	for first := 1; first <= n; first += 500 {
		write(func(p store.Publishing) error {
			for id := first; id < first+500 && id <= n; id++ {
				if err := p.Show(ctx, benchArticle(news.ArticleID(id)), time.Now()); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func fillNames(ctx context.Context, p store.Publishing) error {
	if err := p.PutEdition(ctx, news.Edition{ID: 1, Settings: news.Settings{Name: "Uji"}}); err != nil {
		return err
	}
	for i := 1; i <= 12; i++ {
		s := news.Section{ID: news.SectionID(i), Edition: 1, Name: fmt.Sprint("Rubrik ", i), Slug: fmt.Sprint("rubrik-", i)}
		if i > 6 {
			s.Parent = news.SectionID(i - 6)
		}
		if err := p.PutSection(ctx, s); err != nil {
			return err
		}
	}
	for i := 1; i <= 1000; i++ {
		if err := p.PutTag(ctx, news.Tag{ID: news.TagID(i), Edition: 1, Name: fmt.Sprint("Tag ", i), Slug: fmt.Sprint("tag-", i)}); err != nil {
			return err
		}
	}
	for i := 1; i <= 45; i++ {
		if err := p.PutPerson(ctx, news.Person{ID: news.PersonID(i), Name: fmt.Sprint("Orang ", i), Slug: fmt.Sprint("orang-", i)}); err != nil {
			return err
		}
	}
	for i := 1; i <= 200; i++ {
		a := news.Asset{ID: news.AssetID(i), Edition: 1, Hash: fmt.Sprint(i), Kind: "photo", MIME: "image/jpeg", Width: 3000, Height: 2000,
			Credit: "Foto: Orang", Alt: "Foto", Colour: "#aabbcc"}
		for _, w := range []int{320, 640, 960, 1280} {
			a.Renditions = append(a.Renditions, news.Rendition{Name: fmt.Sprintf("0123456789abcdef0123456789abcdef-%d.webp", w),
				MIME: "image/webp", Width: w, Height: w * 2 / 3, Size: int64(w * 50)})
		}
		if err := p.PutAsset(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// articlePage runs every query of a cold article page.
func articlePage(ctx context.Context, db store.Database, path string) error {
	return db.Published().View(ctx, 1, func(v store.View) error {
		a, err := v.Resolve(ctx, path)
		if err != nil {
			return err
		}
		p, err := v.Article(ctx, a.Article)
		if err != nil {
			return err
		}
		if _, err := v.Cards(ctx, p.Content.Related); err != nil {
			return err
		}
		if _, err := v.List(ctx, store.ListQuery{List: store.List{By: "primary", ID: int64(p.Content.Section)}, Limit: 8,
			Without: []news.ArticleID{p.ID}}); err != nil {
			return err
		}
		if _, err := v.List(ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: 3, Without: []news.ArticleID{p.ID}}); err != nil {
			return err
		}
		if _, err := v.Sections(ctx); err != nil {
			return err
		}
		if _, err := v.Tags(ctx, p.Content.Tags); err != nil {
			return err
		}
		people := []news.PersonID{p.Content.Byline[0].Person, p.Content.Byline[1].Person}
		if _, err := v.People(ctx, people); err != nil {
			return err
		}
		_, err = v.Assets(ctx, []news.AssetID{p.Content.Lead.Asset})
		return err
	})
}

func BenchmarkArticlePageQueries(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			db := benchDatabase(b)
			fill(b, db, n)
			ctx := b.Context()
			i := 0
			defer cpu(b)()
			for b.Loop() {
				i = (i + 7919) % n
				if err := articlePage(ctx, db, benchArticle(news.ArticleID(i+1)).Path); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkListPage(b *testing.B) {
	const n = 10000
	db := benchDatabase(b)
	fill(b, db, n)
	for name, at := range map[string]news.ArticleID{"newest": n, "deep": 50} {
		b.Run(name, func(b *testing.B) {
			ctx := b.Context()
			q := store.ListQuery{List: store.List{By: "edition"}, Limit: 20, BeforeAt: benchArticle(at).Dates.Display, BeforeID: at}
			defer cpu(b)()
			for b.Loop() {
				err := db.Published().View(ctx, 1, func(v store.View) error {
					_, err := v.List(ctx, q)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkShow publishes in batches of 500, as an import does; one operation
// is one article.
func BenchmarkShow(b *testing.B) {
	for name, again := range map[string]bool{"first": false, "again unchanged": true} {
		b.Run(name, func(b *testing.B) {
			db := benchDatabase(b)
			fill(b, db, 500)
			ctx := b.Context()
			b.ResetTimer()
			defer cpu(b)()
			for done := 0; done < b.N; done += 500 {
				err := db.Write(ctx, func(tx store.Tx) error {
					for i := range min(500, b.N-done) {
						id := news.ArticleID(1 + i)
						if !again {
							id += 500 + news.ArticleID(done)
						}
						if err := tx.Publishing().Show(ctx, benchArticle(id), tx.Now()); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkReadsAdd flushes the counts of 200 articles.
func BenchmarkReadsAdd(b *testing.B) {
	db := benchDatabase(b)
	ctx := b.Context()
	counts := map[news.ArticleID]int64{}
	for id := range news.ArticleID(200) {
		counts[id*37+1] = int64(id + 1)
	}
	i := 0
	defer cpu(b)()
	for b.Loop() {
		i++
		if err := db.Reads().Add(ctx, fmt.Sprint(i), time.Now(), counts); err != nil {
			b.Fatal(err)
		}
	}
}
