package store_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// BenchmarkSearchAssets asks a library of WARTA_BENCH_ASSETS assets (10,000
// without) what a photo desk asks (MDK-7: 30 ms at 1,000,000). Words are spread
// as in captions: few are in most of them.
func BenchmarkSearchAssets(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("WARTA_BENCH_ASSETS"))
	if err != nil {
		n = 10_000
	}
	db := storetest.SQLite(b)
	if os.Getenv("WARTA_BENCH_POSTGRES") != "" {
		db = storetest.Postgres(b)
	}
	ctx := b.Context()
	e := news.Edition{}
	start := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)
	rnd := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(rnd, 1.07, 4, 40_000)
	cities := []string{"Jakarta", "Bandung", "Surabaya", "Medan", "Makassar", "Denpasar", "Ambon", "Kupang"}
	rights := []news.RightsCategory{"agency", "own", "staff", "handout", ""}
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	must(db.Write(ctx, func(tx store.Tx) error { return tx.Editions().Put(ctx, &e) }))
	for from := 0; from < n; from += 1000 {
		must(db.Write(ctx, func(tx store.Tx) error {
			for i := from; i < min(n, from+1000); i++ {
				a := news.Asset{Edition: e.ID, Hash: fmt.Sprint(i), Kind: "photo", Credit: fmt.Sprintf("Fotografer %d", rnd.IntN(300)),
					City: cities[rnd.IntN(len(cities))], Added: start.Add(time.Duration(i) * time.Minute * 3), People: []string{fmt.Sprintf("Tokoh %d", zipf.Uint64())},
					Rights: news.Rights{Category: rights[rnd.IntN(len(rights))]}, Look: fmt.Sprintf("%016x", rnd.Uint64())}
				a.TakenAt = a.Added
				for range 12 {
					a.Caption += fmt.Sprintf("kata%d ", zipf.Uint64())
				}
				if err := tx.Media().Put(ctx, &a); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	for _, c := range []struct {
		name string
		q    store.AssetQuery
	}{
		{"newest", store.AssetQuery{}},
		{"common word", store.AssetQuery{Words: "kata0"}},
		{"two common words", store.AssetQuery{Words: "kata0 kata1"}},
		{"five common words", store.AssetQuery{Words: "kata0 kata1 kata2 kata3 kata4"}},
		{"common words in a city and month", store.AssetQuery{Words: "kata0 kata1", City: "Ambon", Date: "2015-03", Rights: "own", Usable: true}},
		{"rare word", store.AssetQuery{Words: "kata31000"}},
		{"person", store.AssetQuery{Person: "Tokoh 3", Usable: true}},
		{"no result of common words", store.AssetQuery{Words: "kata0 kata1 kata2 kata3 kata5 kata8", City: "Kupang", Kind: "photo", Rights: "handout"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			c.q.Edition, c.q.Limit = e.ID, 50
			began := processor(b)
			defer func() { b.ReportMetric(float64(processor(b)-began)/float64(b.N)/1e6, "cpu-ms/op") }()
			for b.Loop() {
				must(db.Read(ctx, func(tx store.Tx) error {
					_, err := tx.Library().Search(ctx, c.q)
					return err
				}))
			}
		})
	}
	b.Run("alike", func(b *testing.B) {
		for b.Loop() {
			must(db.Read(ctx, func(tx store.Tx) error {
				_, err := tx.Library().Alike(ctx, e.ID, "0123456789abcdef", 10)
				return err
			}))
		}
	})
}

// processor is the time that this process had: on a busy machine the clock tells
// of the others. What PostgreSQL takes is not in it.
func processor(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
