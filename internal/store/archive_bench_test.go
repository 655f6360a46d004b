//go:build unix

package store_test

import (
	"database/sql"
	"fmt"
	"math"
	"path/filepath"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// archiveTimes is how much larger the large archive is, in the same two weeks:
// every list, day and month has a hundred times as many articles.
const archiveTimes = 100

// multiply copies each article of the archive, beside itself in every list.
// Texts are not copied: no list reads them.
func multiply(b *testing.B, dir string) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "warta.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	var others string
	if err := db.QueryRow(`SELECT group_concat(name) FROM pragma_table_info('pub_article') WHERE name NOT IN ('id', 'path', 'at')`).
		Scan(&others); err != nil {
		b.Fatal(err)
	}
	copies := fmt.Sprintf("WITH RECURSIVE copy (k) AS (VALUES (1) UNION ALL SELECT k + 1 FROM copy WHERE k < %d)", archiveTimes-1)
	for _, text := range []string{
		"PRAGMA synchronous = off",
		copies + " INSERT INTO pub_article (id, path, at, " + others + ") SELECT id + k * 1000000, path || '-' || k, at + k, " + others +
			" FROM pub_article, copy",
		copies + ` INSERT INTO pub_list SELECT edition, kind, id, at + k, article + k * 1000000, ad FROM pub_list, copy ORDER BY 1, 2, 3, 4, 5`,
		copies + ` INSERT INTO pub_url (edition, path, article, section) SELECT edition, path || '-' || k, article + k * 1000000, 0 FROM pub_url, copy
			WHERE article > 0`,
		fmt.Sprintf("UPDATE pub_count SET n = n * %d", archiveTimes),
		fmt.Sprintf("UPDATE pub_month SET n = n * %d", archiveTimes),
		"PRAGMA wal_checkpoint(truncate)",
	} {
		if _, err := db.Exec(text); err != nil {
			b.Fatalf("%s: %v", text, err)
		}
	}
}

// BenchmarkArchive compares what pages ask of 1,000 and of 100,000 articles,
// and fails where that grows with the archive (architecture.md, invariant 7).
func BenchmarkArchive(b *testing.B) {
	const n = 1000
	place := func() (string, store.Database) {
		dir := b.TempDir()
		db := storetest.Open(b, store.Options{Dir: dir})
		fill(b, db, n)
		return dir, db
	}
	_, small := place()
	dir, large := place()
	multiply(b, dir)
	ctx := b.Context()
	if err := large.Check(ctx, true); err != nil {
		b.Fatal(err)
	}
	middle := benchArticle(n / 2).Dates.Display.Truncate(24 * time.Hour)
	month := make([]time.Time, 32)
	for i := range month {
		month[i] = middle.AddDate(0, 0, i-16)
	}
	list := func(l store.List, change func(*store.ListQuery)) func(store.View) error {
		q := store.ListQuery{List: l, Limit: 20}
		if change != nil {
			change(&q)
		}
		return func(v store.View) error {
			cards, err := v.List(ctx, q)
			if err == nil && len(cards) == 0 {
				err = fmt.Errorf("%v is empty", l)
			}
			return err
		}
	}
	for _, c := range []struct {
		name string
		ask  func(store.View) error
	}{
		{"edition", list(store.List{By: "edition"}, nil)},
		{"section", list(store.List{By: "section", ID: 1}, nil)},
		{"tag", list(store.List{By: "tag", ID: 3}, nil)},
		{"person", list(store.List{By: "person", ID: 41}, nil)},
		{"kind", list(store.List{By: "kind", ID: 0}, nil)},
		{"index day", list(store.List{By: "edition"}, func(q *store.ListQuery) { q.Since, q.BeforeAt = middle, middle.AddDate(0, 0, 1) })},
		{"oldest first", list(store.List{By: "section", ID: 1}, func(q *store.ListQuery) { q.Oldest, q.Since = true, middle })},
		{"calendar", func(v store.View) error { _, err := v.Has(ctx, store.List{By: "edition"}, month); return err }},
		{"nearest", func(v store.View) error {
			_, _, err := v.Nearest(ctx, store.List{By: "section", ID: 2}, middle, false)
			return err
		}},
		{"months", func(v store.View) error { _, err := v.Months(ctx); return err }},
		{"count", func(v store.View) error { _, err := v.Count(ctx, store.List{By: "edition"}); return err }},
		{"lists", func(v store.View) error { _, err := v.Lists(ctx, "person", 3, 0, 20); return err }},
		{"register", func(v store.View) error { _, err := v.Register(ctx, store.RegisterQuery{Limit: 20}); return err }},
		{"links", func(v store.View) error { _, err := v.Links(ctx, 500); return err }},
		{"resolve", func(v store.View) error { _, err := v.Resolve(ctx, benchArticle(500).Path); return err }},
		{"rendition", func(v store.View) error {
			_, err := v.Rendition(ctx, "0123456789abcdef0123456789abcdef-320.webp")
			return err
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			// The fastest of many short pieces: whatever else the machine does only
			// makes one slower.
			piece := func(db store.Database) time.Duration {
				began := time.Now()
				for range 20 {
					if err := db.Published().View(ctx, news.EditionID(1), c.ask); err != nil {
						b.Fatal(err)
					}
				}
				return time.Since(began) / 20
			}
			few, many := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
			for range 60 {
				few, many = min(few, piece(small)), min(many, piece(large))
			}
			ratio := float64(many) / float64(few)
			b.ReportMetric(float64(few.Nanoseconds())/1e3, "µs-1k")
			b.ReportMetric(float64(many.Nanoseconds())/1e3, "µs-100k")
			b.ReportMetric(ratio, "ratio")
			if ratio > 1.3 {
				b.Errorf("100,000 articles cost %.2f times as much as 1,000", ratio)
			}
		})
	}
}
