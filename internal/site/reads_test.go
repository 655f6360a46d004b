package site

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
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
	store.Reads // what the counter never asks

	mu      sync.Mutex
	away    bool
	lost    bool // the batch arrives, the answer does not
	batches map[string]bool
	totals  map[news.ArticleID]int64
	shares  map[store.ReadShare]int64
}

func (l *ledgerOfReads) Flush(_ context.Context, f store.ReadFlush) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.away {
		return errors.New("away")
	}
	if !l.batches[f.Batch] {
		l.batches[f.Batch] = true
		for id, n := range f.Articles {
			l.totals[id] += n
		}
		for share, n := range f.Shares {
			l.shares[share] += n
		}
	}
	if l.lost {
		return errors.New("connection reset")
	}
	return nil
}

func (l *ledgerOfReads) Totals(context.Context, []news.ArticleID) (map[news.ArticleID]int64, error) {
	return maps.Clone(l.totals), nil
}

// onePaper is a paper of which only article 1 is live.
type onePaper struct{ store.Published }

type oneLiveView struct{ store.View }

func (oneLiveView) Cards(_ context.Context, ids []news.ArticleID) (map[news.ArticleID]store.Card, error) {
	out := map[news.ArticleID]store.Card{}
	for _, id := range ids {
		if id == 1 {
			out[id] = store.Card{ID: 1, Section: 7}
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
	reads := &ledgerOfReads{batches: map[string]bool{}, totals: map[news.ArticleID]int64{}, shares: map[store.ReadShare]int64{}}
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
	s.reads.count(1, fromDirect)
	reads.away = true
	s.reads.tick(ctx)
	s.reads.count(1, fromDirect)
	s.reads.tick(ctx)
	reads.away, reads.lost = false, true
	s.reads.tick(ctx) // arrives, but nobody tells us
	s.reads.count(1, fromDirect)
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
		s.reads.count(id+1, fromDirect)
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
	s.reads.count(1, fromDirect)
	cancel()
	<-done
	if reads.totals[1] != 1 {
		t.Error("the last readings are lost on a graceful stop")
	}
}

// A reading says from what class of place the reader came; the page itself, and
// whoever asks not to be followed, stay unknown.
func TestWhereReadersComeFrom(t *testing.T) {
	for _, c := range []struct {
		path   string
		header map[string]string
		want   string
	}{
		{"/-/baca/1?dari=", nil, "direct"},
		{"/-/baca/1?dari=www.google.co.id", nil, "search"},
		{"/-/baca/1?dari=news.google.com", nil, "search"},
		{"/-/baca/1?dari=com.google.android.googlequicksearchbox", nil, "search"},
		{"/-/baca/1?dari=l.facebook.com", nil, "social"},
		{"/-/baca/1?dari=T.CO", nil, "social"},
		{"/-/baca/1?dari=com.whatsapp", nil, "whatsapp"},
		{"/-/baca/1?dari=web.whatsapp.com", nil, "whatsapp"},
		{"/-/baca/1?dari=example.com", nil, "internal"},
		{"/-/baca/1?dari=kabar-lain.example", nil, "other"},
		{"/-/baca/1?dari=notgoogle.example", nil, "other"},
		{"/-/baca/1?dari=fakex.com", nil, "other"},
		{"/-/baca/1", nil, "unknown"},
		{"/-/baca/1?dari=%zz", nil, "unknown"},
		{"/-/baca/1?dari=l.facebook.com", map[string]string{"DNT": "1"}, "unknown"},
		{"/-/baca/1?dari=l.facebook.com", map[string]string{"Sec-GPC": "1"}, "unknown"},
	} {
		t.Run(c.path+c.want, func(t *testing.T) {
			s, reads := countingSite(t)
			r := httptest.NewRequest("POST", c.path, nil)
			r.Header.Set("User-Agent", browser)
			for k, v := range c.header {
				r.Header.Set(k, v)
			}
			s.Handler().ServeHTTP(httptest.NewRecorder(), r)
			s.reads.tick(t.Context())
			want := map[store.ReadShare]int64{{Edition: 1, Kind: "all"}: 1, {Edition: 1, Kind: "section", Name: "7"}: 1, {Edition: 1, Kind: "from", Name: c.want}: 1}
			if !maps.Equal(reads.shares, want) {
				t.Errorf("counted %v, want %v", reads.shares, want)
			}
		})
	}
}

// What is searched for is counted once ten networks asked for it on one day, and
// with nothing about who asked (PV-4).
func TestSearchesAreCountedWhenManyAsk(t *testing.T) {
	s, reads := countingSite(t)
	now := time.Date(2025, 6, 28, 10, 0, 0, 0, time.UTC)
	s.reads.o.Now = func() time.Time { return now }
	ask := func(q, address string, header ...string) {
		r := httptest.NewRequest("GET", "/cari?q=x", nil)
		r.RemoteAddr = address + ":4711"
		r.Header.Set("User-Agent", browser)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		s.reads.asked(r, 0, q)
	}
	words := func(q string) int64 {
		s.reads.tick(t.Context())
		return reads.shares[store.ReadShare{Edition: 1, Kind: "words", Name: q}]
	}
	for i := range 40 {
		ask("Harga  Cabai", fmt.Sprintf("10.0.0.%d", i)) // one network
		ask("rob", fmt.Sprintf("10.0.%d.1", i%9))
		ask("rahasia", fmt.Sprintf("10.0.%d.1", i), "DNT", "1")
		ask("robot", fmt.Sprintf("10.0.%d.1", i), "User-Agent", "curl/8.0")
		ask(strings.Repeat("panjang ", 20), fmt.Sprintf("10.0.%d.1", i))
	}
	if len(reads.shares) > 0 || words("harga cabai")+words("rob") != 0 {
		t.Errorf("known too early: %v", reads.shares)
	}
	for i := range 9 {
		ask("harga cabai", fmt.Sprintf("10.1.%d.1", i))
	}
	if n := words("harga cabai"); n != 49 {
		t.Errorf("harga cabai was asked %d times, want 49", n)
	}
	ask("harga cabai", "10.1.1.1")
	if n := words("harga cabai"); n != 50 {
		t.Errorf("then %d times, want 50", n)
	}
	// The next day begins with nobody.
	now = now.Add(24 * time.Hour)
	ask("rob", "10.0.200.1")
	if n := words("rob"); n != 0 {
		t.Errorf("nine networks of yesterday and one of today are ten: %d", n)
	}
	if len(reads.shares) != 1 {
		t.Errorf("counted %v", reads.shares)
	}
}
