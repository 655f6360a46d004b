package site

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/store"
)

// ledgerOfReads is a store.Reads that can be away. It keeps the promise of the
// real one: a batch counts once.
type ledgerOfReads struct {
	mu      sync.Mutex
	away    bool
	lost    bool // the batch arrives, the answer does not
	batches map[string]bool
	totals  map[news.ArticleID]int64
}

func (l *ledgerOfReads) Add(_ context.Context, batch string, _ time.Time, counts map[news.ArticleID]int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.away {
		return errors.New("away")
	}
	if !l.batches[batch] {
		l.batches[batch] = true
		for id, n := range counts {
			l.totals[id] += n
		}
	}
	if l.lost {
		return errors.New("connection reset")
	}
	return nil
}

func (*ledgerOfReads) SetAll(context.Context, map[news.ArticleID]int64) error { return nil }

func (l *ledgerOfReads) Set(context.Context, news.ArticleID, int64) error { return nil }

func (l *ledgerOfReads) Totals(context.Context, []news.ArticleID) (map[news.ArticleID]int64, error) {
	return maps.Clone(l.totals), nil
}

func (l *ledgerOfReads) Popular(context.Context, time.Time, int) ([]store.ReadCount, error) {
	return nil, nil
}

// onePaper is a paper of which only article 1 is live.
type onePaper struct{ store.Published }

type oneLiveView struct{ store.View }

func (oneLiveView) Cards(_ context.Context, ids []news.ArticleID) (map[news.ArticleID]store.Card, error) {
	out := map[news.ArticleID]store.Card{}
	for _, id := range ids {
		if id == 1 {
			out[id] = store.Card{ID: 1}
		}
	}
	return out, nil
}

func (onePaper) Editions(context.Context) ([]news.Edition, error) {
	return []news.Edition{{ID: 1}}, nil
}

func (onePaper) View(_ context.Context, _ news.EditionID, fn func(store.View) error) error {
	return fn(oneLiveView{})
}

func countingSite(t *testing.T) (*Server, *ledgerOfReads) {
	t.Helper()
	c, err := cache.New(cache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	reads := &ledgerOfReads{batches: map[string]bool{}, totals: map[news.ArticleID]int64{}}
	s, err := New(Options{Published: onePaper{}, Reads: reads, Cache: c, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return s, reads
}

const browser = "Mozilla/5.0 (Linux; Android 13; SM-A045F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36"

func TestCountsReadersOnly(t *testing.T) {
	for _, c := range []struct {
		name, method, path string
		header             map[string]string
		status             int
		want               int64
	}{
		{"beacon", "POST", "/-/baca/1", map[string]string{"User-Agent": browser}, 204, 1},
		{"pixel", "GET", "/-/baca/1.gif", map[string]string{"User-Agent": browser}, 200, 1},
		{"own page", "POST", "/-/baca/1", map[string]string{"User-Agent": browser, "Sec-Fetch-Site": "same-origin"}, 204, 1},
		{"foreign page", "POST", "/-/baca/1", map[string]string{"User-Agent": browser, "Sec-Fetch-Site": "cross-site"}, 204, 0},
		{"a declared bot", "POST", "/-/baca/1", map[string]string{"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, 204, 0},
		{"a tool", "GET", "/-/baca/1.gif", map[string]string{"User-Agent": "curl/8.0"}, 200, 0},
		{"nobody", "POST", "/-/baca/1", nil, 204, 0},
		{"head", "HEAD", "/-/baca/1.gif", map[string]string{"User-Agent": browser}, 200, 0},
		{"not live", "POST", "/-/baca/2", map[string]string{"User-Agent": browser}, 204, 0},
		{"get of the beacon", "GET", "/-/baca/1", map[string]string{"User-Agent": browser}, 0, 0},
		{"a number too large", "POST", "/-/baca/99999999999999999999", map[string]string{"User-Agent": browser}, 0, 0},
		{"a sign", "POST", "/-/baca/-1", map[string]string{"User-Agent": browser}, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, reads := countingSite(t)
			r := httptest.NewRequest(c.method, c.path, nil)
			for k, v := range c.header {
				r.Header.Set(k, v)
			}
			w := httptest.NewRecorder()
			func() {
				defer func() { recover() }() // the stub has no lists for the 404 page
				s.Handler().ServeHTTP(w, r)
			}()
			if c.status != 0 && w.Code != c.status {
				t.Errorf("status %d, want %d", w.Code, c.status)
			}
			if c.status == http.StatusOK && c.method == "GET" && w.Header().Get("Cache-Control") != "no-store" {
				t.Error("the pixel may be kept")
			}
			s.reads.tick(t.Context())
			var all int64
			for _, n := range reads.totals {
				all += n
			}
			if all != c.want {
				t.Errorf("%d readings counted, want %d", all, c.want)
			}
		})
	}
}

func TestCountsOnceWhenTheStoreFalters(t *testing.T) {
	s, reads := countingSite(t)
	ctx := t.Context()
	s.reads.count(1)
	reads.away = true
	s.reads.tick(ctx)
	s.reads.count(1)
	s.reads.tick(ctx)
	reads.away, reads.lost = false, true
	s.reads.tick(ctx) // arrives, but nobody tells us
	s.reads.count(1)
	reads.lost = false
	s.reads.tick(ctx)
	s.reads.tick(ctx)
	if reads.totals[1] != 3 {
		t.Errorf("%d readings, want 3", reads.totals[1])
	}
}

func TestCounterIsBounded(t *testing.T) {
	s, _ := countingSite(t)
	for id := range news.ArticleID(maxPending + 1000) {
		s.reads.count(id + 1)
	}
	if n := len(s.reads.pending); n != maxPending {
		t.Errorf("%d articles wait, want %d at most", n, maxPending)
	}
}

func TestRunFlushesOnStop(t *testing.T) {
	s, reads := countingSite(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { s.Run(ctx); close(done) }()
	s.reads.count(1)
	cancel()
	<-done
	if reads.totals[1] != 1 {
		t.Error("the last readings are lost on a graceful stop")
	}
}
