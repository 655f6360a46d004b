// Package blobtest is what every blob store must do, as a test.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"warta/internal/blob"
)

// Run checks the stores that open gives; each must be empty.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	ctx := context.Background()
	put := func(t *testing.T, s blob.Store, name, text string) {
		t.Helper()
		if err := s.Put(ctx, name, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	get := func(t *testing.T, s blob.Store, name string) string {
		t.Helper()
		r, err := s.Open(ctx, name)
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
	t.Run("what was put is read back", func(t *testing.T) {
		s := open(t)
		for name, text := range map[string]string{"a.jpg": "bytes", "empty": "", "A-b_c.2.PNG": strings.Repeat("x", 1<<20)} {
			put(t, s, name, text)
			if got := get(t, s, name); got != text {
				t.Errorf("%s: got %d bytes, want %d", name, len(got), len(text))
			}
			info, err := s.Stat(ctx, name)
			if err != nil || info.Size != int64(len(text)) || info.Name != name || info.Modified.IsZero() {
				t.Errorf("stat %s: %+v, %v", name, info, err)
			}
		}
	})
	t.Run("ranges are read by seeking", func(t *testing.T) {
		s := open(t)
		put(t, s, "range", "0123456789")
		r, err := s.Open(ctx, "range")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if n, err := r.Seek(-3, io.SeekEnd); n != 7 || err != nil {
			t.Fatalf("seek: %d, %v", n, err)
		}
		if b, _ := io.ReadAll(r); string(b) != "789" {
			t.Errorf("got %q", b)
		}
	})
	t.Run("what is not there", func(t *testing.T) {
		s := open(t)
		if _, err := s.Open(ctx, "none"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("open: %v", err)
		}
		if _, err := s.Stat(ctx, "none"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("stat: %v", err)
		}
		if err := s.Delete(ctx, "none"); err != nil {
			t.Errorf("delete: %v", err)
		}
	})
	t.Run("names that lead elsewhere are refused", func(t *testing.T) {
		s := open(t)
		for _, name := range []string{"", ".", "..", "../x", "a/b", `a\b`, "/etc/passwd", ".hidden", "a\x00b", "é", "a b", "%2e%2e", strings.Repeat("n", 201)} {
			if err := s.Put(ctx, name, strings.NewReader("x")); !errors.Is(err, blob.ErrName) {
				t.Errorf("put %q: %v", name, err)
			}
			if _, err := s.Open(ctx, name); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("open %q: %v", name, err)
			}
			if err := s.Delete(ctx, name); err != nil {
				t.Errorf("delete %q: %v", name, err)
			}
		}
	})
	t.Run("a source that breaks leaves what was there", func(t *testing.T) {
		s := open(t)
		put(t, s, "photo", "old")
		broken := io.MultiReader(strings.NewReader("new and"), errReader{})
		if err := s.Put(ctx, "photo", broken); !errors.Is(err, errBroken) {
			t.Fatalf("put: %v", err)
		}
		if got := get(t, s, "photo"); got != "old" {
			t.Errorf("got %q", got)
		}
		if err := s.Put(ctx, "other", io.MultiReader(strings.NewReader("x"), errReader{})); err == nil {
			t.Fatal("a broken source was stored")
		}
		if _, err := s.Stat(ctx, "other"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a part of an object is there: %v", err)
		}
	})
	t.Run("a cancelled put stores nothing", func(t *testing.T) {
		s := open(t)
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		if err := s.Put(ctx, "late", strings.NewReader("x")); !errors.Is(err, context.Canceled) {
			t.Errorf("put: %v", err)
		}
		if _, err := s.Stat(context.Background(), "late"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("stat: %v", err)
		}
	})
	t.Run("two writers of one name", func(t *testing.T) {
		s := open(t)
		texts := []string{strings.Repeat("a", 1<<18), strings.Repeat("b", 1<<18)}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if err := s.Put(ctx, "same", bytes.NewReader([]byte(texts[i%2]))); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := get(t, s, "same"); !slices.Contains(texts, got) {
			t.Errorf("got a mixture of %d bytes", len(got))
		}
	})
	t.Run("a name is taken once", func(t *testing.T) {
		s := open(t)
		var wg sync.WaitGroup
		var first, taken atomic.Int32
		for range 8 {
			wg.Go(func() {
				switch err := s.PutNew(ctx, "head", strings.NewReader("first")); {
				case err == nil:
					first.Add(1)
				case errors.Is(err, fs.ErrExist):
					taken.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if first.Load() != 1 || taken.Load() != 7 {
			t.Errorf("%d of 8 writers were first, %d were told that the name is taken", first.Load(), taken.Load())
		}
		if err := s.PutNew(ctx, "head", strings.NewReader("second")); !errors.Is(err, fs.ErrExist) {
			t.Errorf("put new over an object: %v", err)
		}
		if got := get(t, s, "head"); got != "first" {
			t.Errorf("got %q", got)
		}
		if err := s.PutNew(ctx, "../x", strings.NewReader("x")); !errors.Is(err, blob.ErrName) {
			t.Errorf("put new of a name that leads elsewhere: %v", err)
		}
	})
	t.Run("an object of several parts", func(t *testing.T) {
		s := open(t)
		// A bucket takes what is above 16 MiB in parts.
		big := bytes.Repeat([]byte("0123456789abcdef"), 17<<16)
		if err := s.Put(ctx, "film.mp4", bytes.NewReader(big)); err != nil {
			t.Fatal(err)
		}
		r, err := s.Open(ctx, "film.mp4")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		for _, from := range []int64{16<<20 - 8, 3, 17<<20 - 5} {
			if _, err := r.Seek(from, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			got := make([]byte, min(16, int64(len(big))-from))
			if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, big[from:from+int64(len(got))]) {
				t.Errorf("from %d: %q, %v", from, got, err)
			}
		}
	})
	t.Run("list and delete", func(t *testing.T) {
		s := open(t)
		for _, name := range []string{"p-1", "p-2", "q-1"} {
			put(t, s, name, name)
		}
		if err := s.Delete(ctx, "p-1"); err != nil {
			t.Fatal(err)
		}
		var got []string
		stop := errors.New("enough")
		if err := s.List(ctx, "", func(blob.Info) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("list does not stop: %v", err)
		}
		err := s.List(ctx, "p-", func(i blob.Info) error { got = append(got, i.Name); return nil })
		if err != nil || !slices.Equal(got, []string{"p-2"}) {
			t.Errorf("list: %v, %v", got, err)
		}
	})
}

var errBroken = errors.New("the line was cut")

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errBroken }
