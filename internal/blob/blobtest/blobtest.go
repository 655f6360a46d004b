// Package blobtest is what every blob.Store must do, as a test.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"warta/internal/blob"
)

// Run runs the suite; open gives an empty store for each part of it.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	for _, part := range []struct {
		name string
		test func(*testing.T, blob.Store)
	}{
		{"what was put is read", roundTrip},
		{"ranges", ranges},
		{"names", names},
		{"what is not there", absent},
		{"a name keeps its bytes", keeps},
		{"deleting", deleting},
		{"listing", listing},
		{"a put that fails leaves nothing", failing},
		{"many at once", concurrent},
		{"contexts", contexts},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, open(t)) })
	}
}

func put(t *testing.T, s blob.Store, name, content string) {
	t.Helper()
	info, err := s.Put(t.Context(), name, strings.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	if info.Name != name || info.Size != int64(len(content)) {
		t.Errorf("put %s gives %+v", name, info)
	}
}

func read(t *testing.T, s blob.Store, name string) string {
	t.Helper()
	r, err := s.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func list(t *testing.T, s blob.Store, prefix string) []string {
	t.Helper()
	var out []string
	for info, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, info.Name)
	}
	return out
}

func roundTrip(t *testing.T, s blob.Store) {
	for name, content := range map[string]string{
		"ab/ab12.jpg": "photo", "empty": "", "a/b/c/d/e.bin": string([]byte{0, 255, '\r', '\n', 0}),
		"big": strings.Repeat("0123456789", 500_000),
	} {
		put(t, s, name, content)
		if got := read(t, s, name); got != content {
			t.Errorf("%s: read %d bytes, put %d", name, len(got), len(content))
		}
		info, err := s.Stat(t.Context(), name)
		if err != nil || info.Size != int64(len(content)) || time.Since(info.Stored).Abs() > time.Hour || info.Stored.Location() != time.UTC {
			t.Errorf("stat %s: %+v, %v", name, info, err)
		}
	}
	// A length that nobody knows beforehand.
	if info, err := s.Put(t.Context(), "stream", iotest.OneByteReader(strings.NewReader("stream")), -1); err != nil || info.Size != 6 {
		t.Errorf("put of unknown size: %+v, %v", info, err)
	}
}

func ranges(t *testing.T, s blob.Store) {
	put(t, s, "a/film.mp4", "0123456789")
	r, err := s.Open(t.Context(), "a/film.mp4")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if info := r.Info(); info.Size != 10 || info.Name != "a/film.mp4" {
		t.Errorf("info %+v", info)
	}
	b := make([]byte, 3)
	if _, err := r.ReadAt(b, 4); err != nil || string(b) != "456" {
		t.Errorf("ReadAt: %q, %v", b, err)
	}
	if n, err := r.ReadAt(b, 8); n != 2 || err != io.EOF {
		t.Errorf("ReadAt over the end: %d, %v", n, err)
	}
	if at, err := r.Seek(-2, io.SeekEnd); at != 8 || err != nil {
		t.Errorf("Seek: %d, %v", at, err)
	}
	if rest, err := io.ReadAll(r); string(rest) != "89" || err != nil {
		t.Errorf("after Seek: %q, %v", rest, err)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		t.Error(err)
	}
	if all, _ := io.ReadAll(r); string(all) != "0123456789" {
		t.Errorf("from the start again: %q", all)
	}
}

// badNames are refused by every method. Names of files that a careless store
// would reach with them exist in no store, so an answer is a hole.
var badNames = []string{
	"", "/", "/etc/passwd", "..", "../x", "a/../b", "a/..", "./a", "a/./b", "a//b", "a/", ".hidden", "a/.tmp", ".tmp/1",
	"A", "é", "a b", "a\\b", "..\\x", "c:x", "a\x00", "a\n", "%2e%2e/x", "a/%2e%2e", "-rf", "a/-x", "_x", "a.", "a./b",
	"a?b", "a#b", "a*", "~", "con:", "ａ", strings.Repeat("a", 201), strings.Repeat("a/", 201) + "a",
}

func names(t *testing.T, s blob.Store) {
	for _, name := range badNames {
		_, perr := s.Put(t.Context(), name, strings.NewReader("x"), 1)
		_, oerr := s.Open(t.Context(), name)
		_, serr := s.Stat(t.Context(), name)
		derr := s.Delete(t.Context(), name)
		for method, err := range map[string]error{"Put": perr, "Open": oerr, "Stat": serr, "Delete": derr} {
			if !errors.Is(err, fs.ErrInvalid) {
				t.Errorf("%s of %.40q: %v", method, name, err)
			}
		}
	}
	for _, name := range []string{"a", "0", "a-b_c.d", "a..b", "ab/ab3f.jpg.webp", strings.Repeat("a", 200)} {
		put(t, s, name, "x")
	}
	if n := len(list(t, s, "")); n != 6 {
		t.Errorf("%d names are listed, want 6: %v", n, list(t, s, ""))
	}
}

func absent(t *testing.T, s blob.Store) {
	put(t, s, "a/file", "x")
	for _, name := range []string{"b", "a", "a/file2", "a/file/below"} {
		if _, err := s.Open(t.Context(), name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("open %s: %v", name, err)
		}
		if _, err := s.Stat(t.Context(), name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("stat %s: %v", name, err)
		}
		if err := s.Delete(t.Context(), name); err != nil {
			t.Errorf("delete %s: %v", name, err)
		}
	}
	if got := read(t, s, "a/file"); got != "x" {
		t.Errorf("a/file holds %q", got)
	}
}

func keeps(t *testing.T, s blob.Store) {
	put(t, s, "a", "first")
	if info, err := s.Put(t.Context(), "a", strings.NewReader("first"), 5); err != nil || info.Size != 5 {
		t.Errorf("the same again: %+v, %v", info, err)
	}
	if _, err := s.Put(t.Context(), "a", strings.NewReader("other bytes"), 11); err != nil {
		t.Error(err)
	}
	if got := read(t, s, "a"); got != "first" {
		t.Errorf("a name changed its bytes to %q", got)
	}
}

func deleting(t *testing.T, s blob.Store) {
	put(t, s, "a/x", "photo")
	put(t, s, "a/y", "other")
	r, err := s.Open(t.Context(), "a/x")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := s.Delete(t.Context(), "a/x"); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); string(b) != "photo" || err != nil {
		t.Errorf("the open one reads %q, %v", b, err)
	}
	if _, err := s.Stat(t.Context(), "a/x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("still there: %v", err)
	}
	if got := list(t, s, ""); !slices.Equal(got, []string{"a/y"}) {
		t.Errorf("left: %v", got)
	}
	put(t, s, "a/x", "again")
	if got := read(t, s, "a/x"); got != "again" {
		t.Errorf("put again: %q", got)
	}
}

func listing(t *testing.T, s blob.Store) {
	all := []string{"a", "a-b", "a.b", "ab/1", "ab/2", "ab/c/3", "abc", "b/1"}
	for _, n := range all {
		if n != "a" { // a file and a folder of one name cannot be on every disk
			put(t, s, n, n)
		}
	}
	put(t, s, "a", "a")
	for prefix, want := range map[string][]string{
		"": all, "a": all[:7], "ab": {"ab/1", "ab/2", "ab/c/3", "abc"}, "ab/": {"ab/1", "ab/2", "ab/c/3"},
		"ab/c": {"ab/c/3"}, "ab/1": {"ab/1"}, "c": nil, "ab/1/": nil, "../": nil, "/": nil,
	} {
		if got := list(t, s, prefix); !slices.Equal(got, want) {
			t.Errorf("list %q = %v, want %v", prefix, got, want)
		}
	}
	n := 0
	for range s.List(t.Context(), "") {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("stopped after %d", n)
	}
}

func failing(t *testing.T, s blob.Store) {
	broken := errors.New("line cut")
	cut := io.MultiReader(bytes.NewReader(make([]byte, 100_000)), iotest.ErrReader(broken))
	if _, err := s.Put(t.Context(), "a", cut, -1); !errors.Is(err, broken) {
		t.Errorf("a reader that fails: %v", err)
	}
	if _, err := s.Put(t.Context(), "b", strings.NewReader("short"), 6); err == nil {
		t.Error("fewer bytes than announced")
	}
	if _, err := s.Put(t.Context(), "c", strings.NewReader("too long"), 3); err == nil {
		t.Error("more bytes than announced")
	}
	if got := list(t, s, ""); len(got) > 0 {
		t.Errorf("left behind: %v", got)
	}
	put(t, s, "a", "whole")
}

func concurrent(t *testing.T, s blob.Store) {
	content := strings.Repeat("same bytes ", 20_000)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, err := s.Put(t.Context(), "ab/same", strings.NewReader(content), int64(len(content))); err != nil {
				t.Error(err)
			}
			if _, err := s.Put(t.Context(), fmt.Sprintf("new/%d/x", i), strings.NewReader("x"), 1); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			r, err := s.Open(t.Context(), "ab/same")
			if errors.Is(err, fs.ErrNotExist) {
				return
			}
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Close()
			if b, err := io.ReadAll(r); err != nil || string(b) != content {
				t.Errorf("a part of it is to be seen: %d of %d bytes, %v", len(b), len(content), err)
			}
		})
	}
	wg.Wait()
	if got := list(t, s, ""); len(got) != 9 {
		t.Errorf("%d blobs, want 9: %v", len(got), got)
	}
}

func contexts(t *testing.T, s blob.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(ctx, "a", strings.NewReader("x"), 1); !errors.Is(err, context.Canceled) {
		t.Errorf("put: %v", err)
	}
	if _, err := s.Open(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("open: %v", err)
	}
	if got := list(t, s, ""); len(got) > 0 {
		t.Errorf("left behind: %v", got)
	}
}
