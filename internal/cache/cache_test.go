package cache

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// get asks the cache and gives the answer; headers are pairs.
func get(t testing.TB, c *Cache, key string, render Render, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", "/"+key, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	if err := c.Serve(w, r, key, render); err != nil {
		t.Fatalf("serve %s: %v", key, err)
	}
	return w.Result()
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
		Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
	}
}

var long = strings.Repeat("Presiden menerima tamu negara di istana. ", 100)

func TestServeRendersOnce(t *testing.T) {
	c := open(t, Options{})
	n := 0
	render := func(context.Context) (*Page, error) { n++; return page(long, 1, "a1"), nil }
	for range 3 {
		res := get(t, c, "x", render, "Accept-Encoding", "gzip")
		if got := res.Header.Get("Content-Encoding"); got != "gzip" {
			t.Errorf("Content-Encoding = %q, want gzip", got)
		}
	}
	if n != 1 {
		t.Errorf("rendered %d times, want 1", n)
	}
	c.Purge(2, "a1")
	get(t, c, "x", func(context.Context) (*Page, error) { n++; return page(long, 2, "a1"), nil })
	if n != 2 {
		t.Errorf("rendered %d times after the purge, want 2", n)
	}
}
