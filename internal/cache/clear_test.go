package cache

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestClearLeavesNoCopyBehind(t *testing.T) {
	dir := t.TempDir()
	open := func() *Cache {
		c, err := New(Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	get := func(c *Cache, render Render) (int, error) {
		w := httptest.NewRecorder()
		err := c.Serve(w, httptest.NewRequest(http.MethodGet, "/a", nil), "/a", render)
		return w.Code, err
	}
	good := func(context.Context) (*Page, error) {
		return &Page{Status: 200, Body: []byte("kept on disk"), Keys: []string{"a1"}, Seq: 3}, nil
	}
	away := errors.New("the database is away")
	bad := func(context.Context) (*Page, error) { return nil, away }

	c := open()
	if _, err := get(c, good); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = open()
	if code, err := get(c, bad); code != 200 || err != nil {
		t.Fatalf("the copy should have been served: %d, %v", code, err)
	}
	if err := c.Clear(9); err != nil {
		t.Fatal(err)
	}
	if _, err := get(c, bad); !errors.Is(err, away) {
		t.Errorf("after Clear: %v, want the render's error", err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = open()
	defer c.Close()
	if _, err := get(c, bad); !errors.Is(err, away) {
		t.Errorf("after Clear and a restart: %v, want the render's error", err)
	}
}
