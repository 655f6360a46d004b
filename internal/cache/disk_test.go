package cache

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// copies lists the files of the page store.
func copies(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "??", "*.page"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// lastGood asks while renders fail, and gives the copy or "".
func lastGood(c *Cache, key string) string {
	w, err := try(c, key, fail(errDown))
	if err != nil {
		return ""
	}
	return w.Body.String()
}

func TestCopiesSurviveARestart(t *testing.T) {
	dir := t.TempDir()
	c := open(t, Options{Dir: dir})
	p := page(long, 7, "a1", "e1")
	p.Pin, p.MaxAge = true, time.Hour
	p.Header.Set("X-Odd", "spasi\u00a0keras")
	serve(t, c, "x", give(p))
	gone := page("ditarik", 7, "a2")
	gone.Status = 410
	serve(t, c, "gone", give(gone))
	lost := page("tidak ada", 7)
	lost.Status = 404
	serve(t, c, "lost", give(lost))
	if err := c.SaveCursor(7, "event-7"); err != nil {
		t.Fatal(err)
	}
	c.Close()

	c = open(t, Options{Dir: dir})
	if seq, id, at, ok := c.Cursor(); seq != 7 || id != "event-7" || !ok || time.Since(at) > time.Minute {
		t.Errorf("cursor = %d %q %v %v", seq, id, at, ok)
	}
	w, err := try(c, "x", fail(errDown), "Accept-Encoding", "gzip")
	if err != nil {
		t.Fatal(err)
	}
	if w.Header().Get("Content-Encoding") != "gzip" || decoded(t, w) != long || w.Header().Get("X-Odd") != "spasi\u00a0keras" {
		t.Errorf("another page came back: %v", w.Header())
	}
	if w.Header().Get("Warta-Stale") != "1" {
		t.Error("a copy from before the start is served as fresh")
	}
	if diff := cmp.Diff([]string{"a1", "e1"}, c.find("x").page.Keys); diff != "" {
		t.Error(diff)
	}
	if w, err := try(c, "gone", fail(errDown)); err != nil || w.Code != 410 {
		t.Errorf("the notice: %d, %v", w.Code, err)
	}
	if got := lastGood(c, "lost"); got != "" {
		t.Errorf("a 404 was kept: %q", got)
	}
}

func TestNotFoundReplacesTheCopy(t *testing.T) {
	dir := t.TempDir()
	c := open(t, Options{Dir: dir})
	serve(t, c, "x", give(page("good", 1, "k")))
	c.Purge(2, "k")
	lost := page("tidak ada", 2, "k")
	lost.Status = 404
	serve(t, c, "x", give(lost))
	c.back.wait()
	if got := copies(t, dir); len(got) != 0 {
		t.Errorf("the copy of a page that is gone stays: %v", got)
	}
}

func TestDroppedStaysDropped(t *testing.T) {
	for _, tt := range []struct {
		name string
		// before runs between writing and dropping, after between dropping and
		// looking; both may replace the cache.
		before, after func(t *testing.T, c *Cache, dir string) *Cache
	}{
		{"at once", nil, nil},
		{"evicted from memory before", func(t *testing.T, c *Cache, dir string) *Cache {
			c.mu.Lock()
			c.unlink(c.find("x"))
			c.mu.Unlock()
			return c
		}, nil},
		{"restarted before", restart, nil},
		{"restarted after", nil, restart},
		{"killed after", nil, func(t *testing.T, c *Cache, dir string) *Cache {
			return open(t, Options{Dir: dir}) // the old one never gets to finish
		}},
		{"served stale before", func(t *testing.T, c *Cache, dir string) *Cache {
			c = restart(t, c, dir)
			if lastGood(c, "x") == "" {
				t.Error("no copy to begin with")
			}
			return c
		}, nil},
		{"reset after", nil, func(t *testing.T, c *Cache, dir string) *Cache { c.Reset(1); return c }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			c := open(t, Options{Dir: dir})
			serve(t, c, "x", give(page("withdrawn story", 1, "a1", "e1")))
			serve(t, c, "y", give(page("other story", 1, "a2", "e1")))
			c.back.wait()
			if tt.before != nil {
				c = tt.before(t, c, dir)
			}
			c.Drop(2, "a1")
			for _, f := range copies(t, dir) {
				if b, _ := os.ReadFile(f); bytes.Contains(b, []byte("withdrawn")) {
					t.Error("Drop returned with the copy on disk")
				}
			}
			if tt.after != nil {
				c = tt.after(t, c, dir)
			}
			if got := lastGood(c, "x"); got != "" {
				t.Errorf("came back: %q", got)
			}
			if got := lastGood(c, "y"); got != "other story" {
				t.Errorf("the other page's copy: %q", got)
			}
		})
	}
}

func restart(t *testing.T, c *Cache, dir string) *Cache {
	c.Close()
	return open(t, Options{Dir: dir})
}

// The write of a copy waits in the back room while its page is withdrawn.
func TestDropBeforeTheCopyIsWritten(t *testing.T) {
	dir := t.TempDir()
	c := open(t, Options{Dir: dir})
	gate := make(chan struct{})
	c.back.soon(func() { <-gate })
	serve(t, c, "x", give(page("withdrawn story", 1, "a1")))
	c.Drop(2, "a1")
	c.Reset(2) // and what is remembered of it goes, too
	close(gate)
	c.back.wait()
	if got := copies(t, dir); len(got) != 0 {
		t.Errorf("written after it was withdrawn: %v", got)
	}
}

// A copy is withdrawn after it was read from disk and before it is served.
func TestDropWhileTheCopyIsRead(t *testing.T) {
	dir := t.TempDir()
	c := open(t, Options{Dir: dir})
	serve(t, c, "x", give(page("withdrawn story", 1, "a1")))
	c = restart(t, c, dir)
	c.disk.afterRead = func() {
		c.disk.afterRead = nil
		c.Drop(2, "a1")
	}
	if got := lastGood(c, "x"); got != "" || c.find("x") != nil {
		t.Errorf("came back: %q", got)
	}
}

func TestCopyThatCannotBeDeleted(t *testing.T) {
	dir := t.TempDir()
	var reported error
	c := open(t, Options{Dir: dir, Report: func(_ string, err error) { reported = err }})
	serve(t, c, "x", give(page("withdrawn story", 1, "a1")))
	c.back.wait()
	// A folder that is not empty in the file's place cannot be removed, even
	// by root.
	f := copies(t, dir)[0]
	if err := os.Rename(f, f+".kept"); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(f, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	c.Drop(2, "a1")
	if reported == nil {
		t.Error("nobody was told")
	}
	if err := c.SaveCursor(2, "e"); err == nil {
		t.Error("the cursor moved past a withdrawal that is not done")
	}
	os.RemoveAll(f)
	if err := os.Rename(f+".kept", f); err != nil {
		t.Fatal(err)
	}
	if got := lastGood(c, "x"); got != "" {
		t.Errorf("came back: %q", got)
	}
	if err := c.SaveCursor(2, "e"); err != nil {
		t.Errorf("the disk answers again: %v", err)
	}
	if got := copies(t, dir); len(got) != 0 {
		t.Errorf("still there: %v", got)
	}
}

func TestDamagedCopies(t *testing.T) {
	for name, damage := range map[string]func(b []byte) []byte{
		"empty":              func(b []byte) []byte { return nil },
		"cut in the prefix":  func(b []byte) []byte { return b[:5] },
		"cut in the header":  func(b []byte) []byte { return b[:40] },
		"cut in the body":    func(b []byte) []byte { return b[:len(b)-40] },
		"longer":             func(b []byte) []byte { return append(b, 'x') },
		"other magic":        func(b []byte) []byte { b[0] ^= 1; return b },
		"flipped in header":  func(b []byte) []byte { b[30] ^= 1; return b },
		"flipped in body":    func(b []byte) []byte { b[len(b)-sha256.Size-3] ^= 1; return b },
		"flipped in the sum": func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"huge header length": func(b []byte) []byte { b[8] = 0xff; return b },
		"zeroes":             func(b []byte) []byte { clear(b); return b },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c := open(t, Options{Dir: dir})
			serve(t, c, "x", give(page(long, 1, "a1")))
			c.Close()
			f := copies(t, dir)[0]
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(f, damage(b), 0o600); err != nil {
				t.Fatal(err)
			}
			c = open(t, Options{Dir: dir})
			if got := lastGood(c, "x"); got != "" {
				t.Errorf("served: %.40q", got)
			}
			<-c.disk.ready
			if s := c.Stats().Disk; s.Corrupt == 0 || s.Copies != 0 || s.Bytes != 0 || len(copies(t, dir)) != 0 {
				t.Errorf("not deleted and counted: %+v", s)
			}
		})
	}
}

func TestDiskIsBounded(t *testing.T) {
	dir := t.TempDir()
	o := Options{Dir: dir, DiskBytes: 10 * blockSize, Bytes: 5 * 1400}
	c := open(t, o)
	put := func(key string, pin bool) {
		p := page("text of "+key, 1, "k")
		p.Pin = pin
		serve(t, c, key, give(p))
		c.back.wait()
	}
	put("front", true)
	for i := range 20 {
		put(fmt.Sprint("old ", i), false)
	}
	if s := c.Stats(); s.Disk.Bytes > o.DiskBytes || s.Disk.Copies != 10 || len(copies(t, dir)) != 10 || s.Bytes > o.Bytes || s.Evicted == 0 {
		t.Errorf("stats %+v, %d files", s, len(copies(t, dir)))
	}
	// The pinned one stays, the oldest went, one that was read stays.
	for key, want := range map[string]bool{"front": true, "old 0": false, "old 12": true, "old 19": true} {
		if got := c.disk.read(key) != nil; got != want {
			t.Errorf("%s is kept: %v, want %v", key, got, want)
		}
	}
	for i := range 8 {
		put(fmt.Sprint("new ", i), false)
		c.disk.read("old 12")
	}
	if c.disk.read("old 12") == nil || c.disk.read("old 13") != nil {
		t.Error("not the least recently read went")
	}
	// A smaller bound after a restart.
	c.Close()
	o.DiskBytes = 3 * blockSize
	c = open(t, o)
	<-c.disk.ready
	if n := len(copies(t, dir)); n != 3 || c.disk.read("front") == nil {
		t.Errorf("%d copies after the restart, want 3 with the front", n)
	}
}

func TestStrangersInTheFolder(t *testing.T) {
	dir := t.TempDir()
	open(t, Options{Dir: dir}).Close()
	if err := os.MkdirAll(filepath.Join(dir, "ab"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ab/README", "ab/xyz.page", "ab/" + strings.Repeat("0", 32) + ".page.bak", "tmp/12"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("?"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "cursor"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var reported error
	c := open(t, Options{Dir: dir, Report: func(_ string, err error) { reported = err }})
	<-c.disk.ready
	if _, _, _, ok := c.Cursor(); ok || reported == nil {
		t.Errorf("an empty cursor file counts as a cursor, or is passed over in silence (%v)", reported)
	}
	if _, err := os.Stat(filepath.Join(dir, "ab/README")); err != nil {
		t.Error("a file that is not ours was deleted")
	}
	if _, err := os.Stat(filepath.Join(dir, "tmp/12")); err == nil {
		t.Error("a half-written copy of the last run stays")
	}
}

func TestAfterARestoredBackup(t *testing.T) {
	dir := t.TempDir()
	c := open(t, Options{Dir: dir})
	serve(t, c, "x", give(page("from the lost future", 900, "a1")))
	c.Purge(901, "a1")
	c.Reset(10)
	if err := c.SaveCursor(10, "e10"); err != nil {
		t.Fatal(err)
	}
	w := serve(t, c, "x", give(page("restored", 10, "a1")))
	if w.Body.String() != "restored" {
		t.Errorf("got %q", w.Body)
	}
	serve(t, c, "x", nil) // kept, though a1 was once purged at 901
	serve(t, c, "y", give(page("y", 10, "a2")))
	c.back.wait()
	c = restart(t, c, dir)
	c.Drop(11, "a1")
	if got := lastGood(c, "x"); got != "" {
		t.Errorf("came back: %q", got)
	}
}

func FuzzDecodeCopy(f *testing.F) {
	e := newEntry("x", page(long, 3, "a"), nil, time.Unix(1, 0))
	e.first()
	good, err := encodeCopy(e)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:50])
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := decodeCopy(b)
		if err != nil {
			return
		}
		// What is accepted must encode to what decodes to the same page.
		again, err := encodeCopy(e)
		if err != nil {
			t.Fatal(err)
		}
		e2, err := decodeCopy(again)
		if err != nil || e2.key != e.key || !bytes.Equal(e2.page.Body, e.page.Body) {
			t.Errorf("%v: %+v", err, e2)
		}
	})
}

func BenchmarkScan(b *testing.B) {
	dir := b.TempDir()
	c := open(b, Options{Dir: dir})
	p := benchPage()
	for i := range 2000 {
		serve(b, c, fmt.Sprint(i), give(p))
	}
	c.Close()
	for b.Loop() {
		c, err := New(Options{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		<-c.disk.ready
		c.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2000, "ns/copy")
}
