package search_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// sharedFile finds a file of the corpora that stand beside the repository.
func sharedFile(t testing.TB, parts ...string) string {
	t.Helper()
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		name := filepath.Join(append([]string{dir, "shared", "testdata"}, parts...)...)
		if _, err := os.Stat(name); err == nil {
			return name
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("shared/testdata/" + strings.Join(parts, "/") + " is not beside the repository")
		}
		dir = up
	}
}

func lines(t testing.TB, name string, each func(fields []string)) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		each(strings.Split(s.Text(), "\t"))
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
}

// The set of questions and passages that the design measures search with
// (SE-3): how often the passage that answers is among the first ten, and how
// far up.
func TestRetrieval(t *testing.T) {
	docs, queries, qrels := sharedFile(t, "search-id", "docs.jsonl"), sharedFile(t, "search-id", "queries.tsv"), sharedFile(t, "search-id", "qrels.tsv")
	db := storetest.Open(t, store.Options{Dir: t.TempDir()})
	at := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	number := map[string]news.ArticleID{}
	var put []store.SearchDoc
	lines(t, docs, func(f []string) {
		var d struct{ ID, Text string }
		if err := json.Unmarshal([]byte(f[0]), &d); err != nil {
			t.Fatal(err)
		}
		id := news.ArticleID(len(number) + 1)
		number[d.ID] = id
		put = append(put, search.Document(store.PublishedArticle{ID: id, Edition: 1, Dates: news.Dates{Display: at},
			Content: news.Content{Language: "id", Body: body.Doc{Blocks: []body.Block{&body.Paragraph{Text: body.Text(d.Text)}}}}}))
	})
	err := db.Search().Apply(t.Context(), store.SearchState{}, store.SearchChange{Put: put, State: store.SearchState{Version: 1, Seq: 1}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]news.ArticleID{}
	lines(t, qrels, func(f []string) { want[f[0]] = append(want[f[0]], number[f[1]]) })
	engine, a := search.NewEngine(db.Search()), search.For("id")
	type figures struct{ n, recall, mrr float64 }
	by := map[string]*figures{}
	var took time.Duration
	lines(t, queries, func(f []string) {
		start := time.Now()
		r, err := engine.Find(t.Context(), a.Parse(f[2]), search.Filter{Edition: 1, Loose: true, Now: at, Limit: 10})
		took += time.Since(start)
		if err != nil {
			t.Fatal(err)
		}
		place := slices.IndexFunc(r.Hits, func(h store.SearchHit) bool { return slices.Contains(want[f[0]], h.Article) })
		for _, kind := range []string{f[1], "all"} {
			if by[kind] == nil {
				by[kind] = &figures{}
			}
			by[kind].n++
			if place >= 0 {
				by[kind].recall++
				by[kind].mrr += 1 / float64(place+1)
			}
		}
		if place < 0 && testing.Verbose() && os.Getenv("WARTA_SHOW_MISSES") != "" {
			t.Logf("missed %s: %s -> %+v", f[0], f[2], a.Parse(f[2]).Terms)
		}
	})
	for _, kind := range []string{"wiki", "news", "all"} {
		f := by[kind]
		t.Logf("%-4s %4.0f questions: recall@10 %.3f, MRR@10 %.3f", kind, f.n, f.recall/f.n, f.mrr/f.n)
	}
	all := by["all"]
	t.Logf("%v per question", took/time.Duration(all.n))
	if all.recall/all.n < 0.94 || all.mrr/all.n < 0.88 {
		t.Errorf("worse than it was")
	}
}
