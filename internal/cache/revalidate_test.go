package cache

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
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
