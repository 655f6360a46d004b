package blob_test

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
	"testing/synctest"
	"time"

	"warta/internal/blob"
	"warta/internal/blob/blobtest"
)

// clock is a time that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func openSpool(t *testing.T, s blob.Store, dir string, c *clock) *blob.Spool {
	t.Helper()
	o := blob.SpoolOptions{Dir: dir}
	if c != nil {
		o.Now = c.now
	}
	sp, err := blob.OpenSpool(s, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sp.Close() })
	return sp
}

func read(t *testing.T, s blob.Store, name string) string {
	t.Helper()
	r, err := s.Open(t.Context(), name)
	if err != nil {
		t.Fatalf("open %s: %v", name, err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	return string(b)
}

func TestSpool(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blob.Store {
		return openSpool(t, openS3(t, blobtest.NewBucket(t)), t.TempDir(), nil)
	})
}

// R6 of operations.md, and the bar of the media: the bucket is gone for ten
// minutes; what was seen is seen, uploads are accepted, wait through a restart,
// and arrive.
func TestBucketGoneForTenMinutes(t *testing.T) {
	t.Parallel()
	bucket, dir, c := blobtest.NewBucket(t), t.TempDir(), &clock{at: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)}
	s := openSpool(t, openS3(t, bucket), dir, c)
	put := func(name string) {
		t.Helper()
		if err := s.Put(t.Context(), name, strings.NewReader("bytes of "+name)); err != nil {
			t.Fatalf("an upload was refused: %v", err)
		}
	}
	var want []string
	for i := range 5 {
		name := fmt.Sprintf("before-%d.jpg", i)
		put(name)
		want = append(want, name)
	}
	if got := bucket.Names(); !slices.Equal(got, want) {
		t.Fatalf("the bucket holds %v", got)
	}
	for name, fault := range map[string]blobtest.Fault{"cut": {Cut: true}, "broken": {Status: 500}} {
		bucket.Heal()
		bucket.Fail(fault)
		bucket.Requests()
		const step = 20 * time.Second
		for at := time.Duration(0); at < 10*time.Minute; at += step {
			for _, n := range want {
				if read(t, s, n) != "bytes of "+n {
					t.Fatalf("%s after %s reads differently", n, at)
				}
			}
			if at%time.Minute == 0 {
				n := fmt.Sprintf("during-%s-%02d.jpg", name, at/time.Minute)
				put(n)
				want = append(want, n)
			}
			if at == 5*time.Minute {
				// The node dies and starts again.
				s.Close()
				s = openSpool(t, openS3(t, bucket), dir, c)
			}
			if _, err := s.Open(t.Context(), "never-read.jpg"); !errors.Is(err, blob.ErrAway) {
				t.Fatalf("an object that nobody read here: %v", err)
			}
			if _, err := s.Drain(t.Context()); !errors.Is(err, blob.ErrAway) {
				t.Fatalf("drain: %v", err)
			}
			c.pass(step)
		}
		// Readers and drains would make 60 requests without the breaker.
		if n := len(bucket.Requests()); n > 40 {
			t.Errorf("the bucket was asked %d times while it was gone", n)
		}
	}
	if n, _, err := s.Waiting(t.Context()); err != nil || n != 20 {
		t.Fatalf("%d objects wait, %v", n, err)
	}
	bucket.Heal()
	c.pass(time.Minute)
	if n, err := s.Drain(t.Context()); err != nil || n != 20 {
		t.Fatalf("%d arrived, %v", n, err)
	}
	if n, _, err := s.Waiting(t.Context()); err != nil || n != 0 {
		t.Errorf("%d objects still wait, %v", n, err)
	}
	slices.Sort(want)
	if got := bucket.Names(); !slices.Equal(got, want) {
		t.Errorf("the bucket holds %v, want %v", got, want)
	}
	for _, n := range want {
		if string(bucket.Data(n)) != "bytes of "+n || read(t, s, n) != "bytes of "+n {
			t.Errorf("%s reads differently", n)
		}
	}
}

// Whatever fails at whatever call, what was accepted arrives whole.
func TestSpoolLosesNothingWhateverFails(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]blobtest.Fault{
		"refused": {Method: "PUT", Status: 503}, "cut": {Method: "PUT", Cut: true}, "answer lost": {Method: "PUT", Lost: true},
	} {
		for skip := range 4 {
			bucket, c := blobtest.NewBucket(t), &clock{at: time.Now()}
			s := openSpool(t, openS3(t, bucket), t.TempDir(), c)
			f.Skip, f.Times = skip, 2
			bucket.Fail(f)
			for i := range 4 {
				if err := s.Put(t.Context(), fmt.Sprintf("o-%d", i), strings.NewReader(fmt.Sprint("object ", i))); err != nil {
					t.Fatalf("%s %d: %v", name, skip, err)
				}
			}
			for range 3 {
				c.pass(time.Minute)
				_, _ = s.Drain(t.Context())
			}
			if n, _, err := s.Waiting(t.Context()); n != 0 || err != nil {
				t.Errorf("%s %d: %d wait, %v", name, skip, n, err)
			}
			for i := range 4 {
				if got := string(bucket.Data(fmt.Sprintf("o-%d", i))); got != fmt.Sprint("object ", i) {
					t.Errorf("%s %d: object %d is %q", name, skip, i, got)
				}
			}
		}
	}
}

func TestSpoolReadsFromTheBucketOnce(t *testing.T) {
	bucket := blobtest.NewBucket(t)
	far := openS3(t, bucket)
	if err := far.Put(t.Context(), "photo", bytes.NewReader(make([]byte, 1<<18))); err != nil {
		t.Fatal(err)
	}
	s := openSpool(t, far, t.TempDir(), nil)
	bucket.Requests()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			f, err := s.Open(t.Context(), "photo")
			if err != nil {
				t.Error(err)
				return
			}
			f.Close()
		})
	}
	wg.Wait()
	if got := bucket.Requests(); len(got) != 1 {
		t.Errorf("eight readers made %v", got)
	}
	s.Forget(t.Context(), "photo")
	if err := far.Delete(t.Context(), "photo"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(t.Context(), "photo"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was deleted elsewhere: %v", err)
	}
}

func TestSpoolKeepsNoMoreThanItMay(t *testing.T) {
	bucket, dir := blobtest.NewBucket(t), t.TempDir()
	far := openS3(t, bucket)
	s, err := blob.OpenSpool(far, blob.SpoolOptions{Dir: dir, Keep: 250})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b", "c"} {
		if err := far.Put(t.Context(), name, strings.NewReader(strings.Repeat(name, 100))); err != nil {
			t.Fatal(err)
		}
	}
	read(t, s, "a")
	read(t, s, "b")
	read(t, s, "a")
	read(t, s, "c") // b was not read for the longest time
	bucket.Fail(blobtest.Fault{Status: 500})
	for name, kept := range map[string]bool{"a": true, "b": false, "c": true} {
		f, err := s.Open(t.Context(), name)
		if (err == nil) != kept {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			f.Close()
		}
	}
	// What was kept is kept by the next process too.
	s.Close()
	if s, err = blob.OpenSpool(far, blob.SpoolOptions{Dir: dir, Keep: 250}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if read(t, s, "c") != strings.Repeat("c", 100) {
		t.Error("c reads differently after a restart")
	}
}

func TestSpoolSendsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := &moody{Store: openDisk(t, t.TempDir()), away: true}
		s := openSpool(t, gone, t.TempDir(), nil)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { s.Run(ctx); close(done) }()
		if err := s.Put(ctx, "photo", strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		if n, _, _ := s.Waiting(ctx); n != 1 {
			t.Errorf("%d wait while the bucket is away", n)
		}
		gone.set(false)
		time.Sleep(time.Minute)
		if n, _, _ := s.Waiting(ctx); n != 0 {
			t.Errorf("%d wait although the bucket is back", n)
		}
		stop()
		<-done
	})
}

// moody is a store that can be told to be away.
type moody struct {
	blob.Store
	mu    sync.Mutex
	away  bool
	calls int
}

func (m *moody) set(away bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away = away
}

func (m *moody) Put(ctx context.Context, name string, r io.Reader) error {
	m.mu.Lock()
	m.calls++
	away := m.away
	m.mu.Unlock()
	if away {
		return blob.ErrAway
	}
	return m.Store.Put(ctx, name, r)
}

func TestBreakerLetsOneTryThrough(t *testing.T) {
	m, c := &moody{Store: openDisk(t, t.TempDir()), away: true}, &clock{at: time.Now()}
	b := blob.NewBreaker(m, c.now)
	for range 10 {
		if err := b.Put(t.Context(), "x", strings.NewReader("x")); !errors.Is(err, blob.ErrAway) {
			t.Fatal(err)
		}
	}
	if m.calls != 3 || !b.Away() {
		t.Errorf("%d of 10 calls reached a store that is away, away: %v", m.calls, b.Away())
	}
	c.pass(time.Minute)
	_ = b.Put(t.Context(), "x", strings.NewReader("x"))
	_ = b.Put(t.Context(), "x", strings.NewReader("x"))
	if m.calls != 4 {
		t.Errorf("%d calls; a store that is still away is tried once", m.calls)
	}
	m.set(false)
	c.pass(time.Minute)
	if err := b.Put(t.Context(), "x", strings.NewReader("x")); err != nil || b.Away() {
		t.Errorf("the store is back: %v, away: %v", err, b.Away())
	}
}

func TestBreakerTakesAnAnswerForAnAnswer(t *testing.T) {
	b := blob.NewBreaker(openDisk(t, t.TempDir()), nil)
	for range 10 {
		if _, err := b.Open(t.Context(), "none"); !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	if b.Away() {
		t.Error("a store without an object counts as away")
	}
}
