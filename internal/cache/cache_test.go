package cache

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

// try asks the cache; headers are pairs.
func try(c *Cache, key string, render Render, headers ...string) (*httptest.ResponseRecorder, error) {
	r := httptest.NewRequest("GET", "/", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	return w, c.Serve(w, r, key, render)
}

// serve asks the cache for what must succeed. A nil render says that it must
// not be called.
func serve(t testing.TB, c *Cache, key string, render Render, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	if render == nil {
		render = func(context.Context) (*Page, error) {
			t.Errorf("%s was rendered again", key)
			return nil, errors.New("not expected")
		}
	}
	w, err := try(c, key, render, headers...)
	if err != nil {
		t.Fatalf("serve %s: %v", key, err)
	}
	return w
}

func decoded(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	var r io.Reader = bytes.NewReader(w.Body.Bytes())
	switch w.Header().Get("Content-Encoding") {
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	case "br":
		r = brotli.NewReader(r)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func open(t testing.TB, o Options) *Cache {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func page(body string, seq int64, keys ...string) *Page {
	return &Page{
		Status: 200, Body: []byte(body), Seq: seq, Keys: keys,
		Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Cache-Control": {"public, max-age=10"}},
	}
}

func give(p *Page) Render { return func(context.Context) (*Page, error) { return p, nil } }

func fail(err error) Render { return func(context.Context) (*Page, error) { return nil, err } }

// missing is an error that says that there is no page.
type missing struct{}

func (missing) Error() string  { return "no such page" }
func (missing) Definite() bool { return true }

var errDown = errors.New("database is away")

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

var long = strings.Repeat("Presiden menerima tamu negara di istana. ", 100)
