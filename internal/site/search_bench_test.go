//go:build unix

package site_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"testing"
	"time"

	"warta/internal/cache"
	"warta/internal/search"
	"warta/internal/site"
	"warta/internal/site/sitetest"
	"warta/internal/store"
)

// coldSearch is coldSite with an index of the archive.
func coldSearch(tb testing.TB, n int) func(path string) time.Duration {
	tb.Helper()
	p := sitetest.Archive(tb, n)
	// The archive comes past the ledger, so the index is made anew.
	st, err := p.DB.Search().State(tb.Context())
	if err == nil {
		err = p.DB.Search().Apply(tb.Context(), st, store.SearchChange{Clear: true})
	}
	if err != nil {
		tb.Fatal(err)
	}
	before := worked(tb)
	if err := search.NewIndexer(search.Options{Published: p.DB.Published(), Search: p.DB.Search(), Ledger: p.DB.Ledger()}).CatchUp(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	tb.Logf("indexing %d articles took %v each", n, (worked(tb)-before)/time.Duration(n))
	c, err := cache.New(cache.Options{Now: p.Clock.Now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Close() })
	s, err := site.New(site.Options{Published: p.DB.Published(), Search: search.NewEngine(p.DB.Search()), SearchRate: 1e6, SearchBurst: 1e6,
		Cache: c, RenderTime: 10 * time.Second, Now: p.Clock.Now})
	if err != nil {
		tb.Fatal(err)
	}
	return func(path string) time.Duration {
		c.Reset(0)
		w := httptest.NewRecorder()
		start := worked(tb)
		s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://"+sitetest.Host+path, nil))
		took := worked(tb) - start
		if w.Code != http.StatusOK {
			tb.Fatalf("GET %s: %d\n%s", path, w.Code, p.Log)
		}
		return took
	}
}

// TestSearchCostsTheSameForAnyArchive compares the medians of search pages that
// the cache does not have. The bar is 1.3.
func TestSearchCostsTheSameForAnyArchive(t *testing.T) {
	const big, rounds, bar = 100_000, 151, 1.3
	if os.Getenv("WARTA_NIGHTLY") == "" {
		t.Skip("times are measured by make nightly, on a quiet machine")
	}
	small, large := coldSearch(t, 1000), coldSearch(t, big)
	for _, q := range []struct{ name, path string }{
		{"two words of every article", cari("warga desa")},
		{"the same by time", cari("warga desa", "urut", "terbaru")},
		{"a phrase", cari(`"balai desa"`)},
		{"a headline", cari("putaran 77")},
		{"no hit", cari("xyzzy plugh")},
	} {
		var a, b []time.Duration
		for range rounds {
			a, b = append(a, small(q.path)), append(b, large(q.path))
		}
		slices.Sort(a)
		slices.Sort(b)
		ma, mb := a[len(a)/2], b[len(b)/2]
		ratio := float64(mb) / float64(ma)
		t.Logf("%-28s %8v of 1,000, %8v of %d: %.2f", q.name, ma, mb, big, ratio)
		if ratio > bar {
			t.Errorf("%s costs %.2f times as much in a paper of %d articles", q.name, ratio, big)
		}
	}
}
