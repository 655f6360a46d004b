package cache

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestRevalidationKeepsThePagesOwnPolicy: a plumbing default stands in the
// response when the cache answers, as web.SecurityHeaders puts it there.
func TestRevalidationKeepsThePagesOwnPolicy(t *testing.T) {
	c, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	const own = "default-src 'none'; style-src 'sha256-abc'"
	render := func(context.Context) (*Page, error) {
		return &Page{Status: 200, Body: []byte("page"), Header: http.Header{
			"Content-Security-Policy": {own}, "Content-Type": {"text/html"}, "Content-Language": {"id"}}}, nil
	}
	ask := func(match string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("If-None-Match", match)
		if err := c.Serve(w, r, "/", render); err != nil {
			t.Fatal(err)
		}
		return w
	}
	tag := ask("").Header().Get("ETag")
	w := ask(tag)
	if w.Code != http.StatusNotModified {
		t.Fatalf("status %d, want 304", w.Code)
	}
	if got := w.Header().Get("Content-Security-Policy"); got != own {
		t.Errorf("policy of the 304 is %q, want the page's own", got)
	}
	for _, name := range []string{"Content-Type", "Content-Language"} {
		if v := w.Header().Get(name); v != "" {
			t.Errorf("a 304 describes a body: %s %s", name, v)
		}
	}
}

// TestRevalidationByDate: readers who keep no tags get 304 for as long as the
// bytes are the same, however often these are made anew.
func TestRevalidationByDate(t *testing.T) {
	now := newClock()
	c := open(t, Options{Now: now.now})
	ask := func(key, body string, header ...string) *httptest.ResponseRecorder {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		if err := c.Serve(w, r, key, give(page(body, c.lastSeq.Load(), "k"))); err != nil {
			t.Fatal(err)
		}
		return w
	}
	if lm := ask("x", "a").Header().Get("Last-Modified"); lm != "" {
		t.Errorf("dated %s within the second in which it could still change", lm)
	}
	now.add(2 * time.Second)
	first := ask("x", "a")
	date := first.Header().Get("Last-Modified")
	if _, err := http.ParseTime(date); err != nil {
		t.Fatal(err)
	}
	w := ask("x", "a", "If-Modified-Since", date)
	if w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("Etag") != first.Header().Get("Etag") || w.Header().Get("Last-Modified") != date {
		t.Errorf("unchanged: %d %v", w.Code, w.Header())
	}
	now.add(time.Minute)
	c.Purge(5, "k")
	if w = ask("x", "a", "If-Modified-Since", date); w.Code != http.StatusNotModified {
		t.Errorf("the same bytes, made anew: %d", w.Code)
	}
	if w = ask("x", "a", "If-Modified-Since", date, "If-None-Match", `"other"`); w.Code != http.StatusOK {
		t.Errorf("a tag that does not match counts, the date does not: %d", w.Code)
	}
	c.Purge(6, "k")
	if w = ask("x", "b", "If-Modified-Since", date); w.Code != http.StatusOK || w.Body.String() != "b" {
		t.Errorf("changed: %d %q", w.Code, w.Body)
	}
	now.add(2 * time.Second)
	if later := ask("x", "b").Header().Get("Last-Modified"); later == date || later == "" {
		t.Errorf("the date of other bytes is %q", later)
	}
	for _, odd := range []string{"yesterday", "", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		if w = ask("x", "b", "If-Modified-Since", odd); w.Code != http.StatusOK {
			t.Errorf("If-Modified-Since %q: %d, want 200", odd, w.Code)
		}
	}
}
