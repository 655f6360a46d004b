package newsroom

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// longText is an article of so many words in paragraphs of fifty.
func longText(words int) news.Content {
	c := news.Content{Headline: "Pasar Lawang Dibuka Kembali Setelah Banjir", Body: body.Doc{Version: body.SchemaVersion}}
	for i := 0; i < words; i += 50 {
		var w []string
		for j := range 50 {
			w = append(w, fmt.Sprintf("kata%d", (i+j)*7919%1777))
		}
		c.Body.Blocks = append(c.Body.Blocks, paragraph(fmt.Sprintf("%012d", i), strings.Join(w, " ")))
	}
	return c
}

// archive is a newspaper with n articles, each with a draft and a revision.
func archive(tb testing.TB, db store.Database, n int) (news.EditionID, news.ArticleID) {
	tb.Helper()
	room := New(db, Options{})
	e := &news.Edition{Settings: news.Settings{Name: "Kabar Uji"}}
	if _, err := room.Do(tb.Context(), Operator(), ChangeSettings{Edition: e}); err != nil {
		tb.Fatal(err)
	}
	small := longText(400)
	for i := 0; i < n; i += 1000 {
		err := db.Write(tb.Context(), func(tx store.Tx) error {
			for range min(1000, n-i) {
				if _, err := create(tb.Context(), tx, Operator(), Create{Edition: e.ID, Content: small}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	r, err := room.Do(tb.Context(), Operator(), Create{Edition: e.ID, Content: longText(1500)})
	if err != nil {
		tb.Fatal(err)
	}
	return e.ID, r.Article
}

// saver types a word into an article of 1,500 words and saves it.
type saver struct {
	room *Newsroom
	id   news.ArticleID
	text news.Content
	base int
	seq  int64
	tab  string
}

func (s *saver) save(tb testing.TB) {
	tb.Helper()
	s.seq++
	i := int(s.seq) * 7 % len(s.text.Body.Blocks)
	p := s.text.Body.Blocks[i].(*body.Paragraph)
	w := strings.Fields(p.Text.Text())
	w[int(s.seq)*13%len(w)] = fmt.Sprint("ketik", s.seq)
	s.text.Body.Blocks[i] = paragraph(p.ID, strings.Join(w, " "))
	raw, err := body.BlockJSON(s.text.Body.Blocks[i])
	if err != nil {
		tb.Fatal(err)
	}
	r, err := s.room.Do(tb.Context(), Operator(), Save{Article: s.id, Client: s.tab, Seq: s.seq, Base: s.base, Blocks: []json.RawMessage{raw}})
	if err != nil {
		tb.Fatal(err)
	}
	s.base = r.Revision
}

// BenchmarkSave is one acknowledged save of a word in an article of 1,500 words,
// among WARTA_BENCH_ARTICLES others (100,000); the commit's fsync is told apart,
// as the time of a commit of one small row.
func BenchmarkSave(b *testing.B) {
	n := 100_000
	if s := os.Getenv("WARTA_BENCH_ARTICLES"); s != "" {
		if _, err := fmt.Sscan(s, &n); err != nil {
			b.Fatal(err)
		}
	}
	db := storetest.SQLite(b)
	_, id := archive(b, db, n)
	s := &saver{room: New(db, Options{}), id: id, text: longText(1500), base: 1, tab: "a"}
	var all, bare []time.Duration
	for b.Loop() {
		start := time.Now()
		s.save(b)
		all = append(all, time.Since(start))
		start = time.Now()
		err := db.Write(b.Context(), func(tx store.Tx) error {
			return tx.Saving().PutAnswer(b.Context(), id, "leer", s.seq, json.RawMessage("{}"))
		})
		if err != nil {
			b.Fatal(err)
		}
		bare = append(bare, time.Since(start))
	}
	slices.Sort(all)
	slices.Sort(bare)
	at := func(d []time.Duration, p int) float64 { return float64(d[len(d)*p/100].Microseconds()) }
	b.ReportMetric(at(all, 50), "p50-µs")
	b.ReportMetric(at(all, 95), "p95-µs")
	b.ReportMetric(at(all, 50)-at(bare, 50), "p50-less-commit-µs")
}

// TestAThousandSavesStaySmall: 1,000 saves of a 1,500-word article take at most
// 1.5 MB before thinning (ART-4), and memory does not grow with the history
// (RevisionFlood at a tenth; all of it at night).
func TestAThousandSavesStaySmall(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand commits")
	}
	dir := t.TempDir()
	db := storetest.Open(t, store.Options{Dir: dir})
	_, id := archive(t, db, 0)
	s := &saver{room: New(db, Options{}), id: id, text: longText(1500), base: 1, tab: "a"}
	size := func() (total int64) {
		for _, name := range []string{"warta.db", "warta.db-wal"} {
			if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
				total += info.Size()
			}
		}
		return total
	}
	fold := func() {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		db = storetest.Open(t, store.Options{Dir: dir})
		s.room = New(db, Options{})
	}
	fold()
	before := size()
	n := nightly(1000)
	for range n {
		s.save(t)
	}
	fold()
	grown := size() - before
	t.Logf("%d saves take %d bytes, with their answers", n, grown)
	if grown > int64(n)*1500 {
		t.Error("that is too much")
	}
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	was := heap()
	for _, r := range []int{1, n / 2, n - 3, n + 1} {
		if _, err := s.room.Compare(t.Context(), Operator(), id, r, n+1); err != nil {
			t.Fatal(err)
		}
	}
	lines, _, err := s.room.History(t.Context(), Operator(), id, 0, 50)
	if err != nil || len(lines) == 0 {
		t.Fatal(lines, err)
	}
	if now := heap(); now > was+8<<20 {
		t.Errorf("looking at the history keeps %d bytes", now-was)
	}
}
