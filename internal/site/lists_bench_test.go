//go:build unix

package site_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/site"
	"warta/internal/site/sitetest"
)

// listAddresses are the pages whose cost must not grow with the archive.
var listAddresses = []struct{ name, path string }{
	{"index", "/indeks"}, {"index day", "/indeks/2025/06/25"}, {"index of a section", "/indeks/2025/06/25?rubrik=rubrik-1"}, {"index month", "/indeks/2025/06"},
	{"index year", "/indeks/2025"}, {"section", "/rubrik-1"}, {"tag", "/tag/tag-1"}, {"person", "/penulis/orang-1"}, {"latest", "/terbaru"},
	{"popular", "/populer"},
}

// worked is the processor time that the process has used, which says more than
// the clock on a machine that is busy with other things.
func worked(tb testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// coldSite is a site on a paper of n articles whose cache is emptied before
// each page. What it gives asks for a page and says what that cost.
func coldSite(tb testing.TB, n int) func(path string) time.Duration {
	tb.Helper()
	p := sitetest.Archive(tb, n)
	counts := map[news.ArticleID]int64{}
	for i := range 500 {
		counts[news.ArticleID(n-i)] = int64(1000 - i)
	}
	read(tb, p, counts)
	c, err := cache.New(cache.Options{Now: p.Clock.Now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Close() })
	s, err := site.New(site.Options{Published: p.DB.Published(), Reads: p.DB.Reads(), Cache: c, RenderTime: 10 * time.Second, Now: p.Clock.Now})
	if err != nil {
		tb.Fatal(err)
	}
	h := s.Handler()
	return func(path string) time.Duration {
		c.Reset(0)
		r := httptest.NewRequest(http.MethodGet, "http://"+sitetest.Host+path, nil)
		w := httptest.NewRecorder()
		start := worked(tb)
		h.ServeHTTP(w, r)
		took := worked(tb) - start
		if w.Code != http.StatusOK {
			tb.Fatalf("GET %s: %d\n%s", path, w.Code, p.Log)
		}
		return took
	}
}

// BenchmarkColdLists renders each list page of papers of 1,000 and of 100,000
// articles (RS-7).
func BenchmarkColdLists(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		cold := coldSite(b, n)
		for _, l := range listAddresses {
			b.Run(fmt.Sprintf("%s/%d", l.name, n), func(b *testing.B) {
				cold(l.path)
				for b.Loop() {
					cold(l.path)
				}
			})
		}
	}
}

// TestListsCostTheSameForAnyArchive compares the medians of cold renders,
// interleaved, so that a busy machine slows both alike. The bar is 1.3.
func TestListsCostTheSameForAnyArchive(t *testing.T) {
	const big, rounds, bar = 100_000, 151, 1.3
	if os.Getenv("WARTA_NIGHTLY") == "" {
		t.Skip("times are measured by make nightly, on a quiet machine")
	}
	small, large := coldSite(t, 1000), coldSite(t, big)
	for _, l := range listAddresses {
		var a, b []time.Duration
		small(l.path)
		large(l.path)
		for range rounds {
			a, b = append(a, small(l.path)), append(b, large(l.path))
		}
		slices.Sort(a)
		slices.Sort(b)
		ma, mb := a[len(a)/2], b[len(b)/2]
		ratio := float64(mb) / float64(ma)
		t.Logf("%-20s %8v of 1,000, %8v of %d: %.2f; p99 %v", l.name, ma, mb, big, ratio, b[len(b)*99/100])
		if ratio > bar {
			t.Errorf("%s costs %.2f times as much in a paper of %d articles", l.name, ratio, big)
		}
	}
}
