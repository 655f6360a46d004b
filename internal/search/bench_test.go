//go:build unix

package search_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// cpu is the processor time of this process, which says more than the clock on
// a machine that is busy with other things.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// vocabulary are the roots in an order of their own; texts draw from it as
// language does, a few words often and most of them seldom (Zipf).
func vocabulary(b *testing.B) []string {
	text, err := os.ReadFile("roots.txt")
	if err != nil {
		b.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			out = append(out, strings.Fields(line)...)
		}
	}
	// Names and figures: the long tail of a newspaper.
	for i := range 30_000 {
		out = append(out, "nama"+strconv.FormatInt(int64(i), 36))
	}
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(3000, func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// archive indexes n articles of 250 words, a quarter of an hour apart.
func archive(b *testing.B, n int) (store.Database, []string) {
	db := storetest.Open(b, store.Options{Dir: b.TempDir()})
	words := vocabulary(b)
	r := rand.New(rand.NewPCG(3, uint64(n)))
	zipf := rand.NewZipf(r, 1.07, 12, uint64(len(words)-1))
	some := func(k int) string {
		var s strings.Builder
		for range k {
			s.WriteString(words[zipf.Uint64()])
			s.WriteByte(' ')
		}
		return s.String()
	}
	start := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	var st store.SearchState
	before := cpu(b)
	for first := 0; first < n; first += 500 {
		var put []store.SearchDoc
		for i := first; i < min(n, first+500); i++ {
			put = append(put, search.Document(store.PublishedArticle{ID: news.ArticleID(i + 1), Edition: 1,
				Dates: news.Dates{Display: start.Add(time.Duration(i) * 15 * time.Minute)},
				Content: news.Content{Headline: some(9), Standfirst: some(20), Language: "id", Section: news.SectionID(1 + i%8),
					Body: body.Doc{Blocks: []body.Block{&body.Paragraph{Text: body.Text(some(220))}}}}}))
		}
		next := store.SearchState{Version: 1, Seq: st.Seq + 1}
		if err := db.Search().Apply(b.Context(), st, store.SearchChange{Put: put, State: next}); err != nil {
			b.Fatal(err)
		}
		st = next
	}
	b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(n), "cpu-µs/article")
	return db, words
}

// BenchmarkFind asks typical questions of two words of archives of two sizes.
// What a question costs is to be the same in both (RS-7). WARTA_BENCH_ARCHIVE
// sets the larger size.
func BenchmarkFind(b *testing.B) {
	large := 20_000
	if n, err := strconv.Atoi(os.Getenv("WARTA_BENCH_ARCHIVE")); err == nil {
		large = n
	}
	for _, n := range []int{1000, large} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			db, words := archive(b, n)
			engine, a := search.NewEngine(db.Search()), search.For("id")
			now := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * 15 * time.Minute)
			for _, kind := range []struct {
				name     string
				from, to int
			}{{"often", 20, 120}, {"usual", 120, 1000}, {"seldom", 1000, 3000}} {
				b.Run(kind.name, func(b *testing.B) {
					r := rand.New(rand.NewPCG(5, 6))
					before, found, i := cpu(b), 0, 0
					for b.Loop() {
						q := words[kind.from+r.IntN(kind.to-kind.from)] + " " + words[kind.from+r.IntN(kind.to-kind.from)]
						res, err := engine.Find(b.Context(), a.Parse(q), search.Filter{Edition: 1, Loose: true, Now: now, Limit: 20})
						if err != nil {
							b.Fatal(err)
						}
						found += res.Found
						i++
					}
					b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(i), "cpu-µs/op")
					b.ReportMetric(float64(found)/float64(i), "hits/op")
				})
			}
		})
	}
}
