package cache

import (
	"context"
	"errors"
	"net/http/httptest"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestServeRendersOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, Options{})
		var renders atomic.Int64
		render := func(context.Context) (*Page, error) {
			renders.Add(1)
			time.Sleep(time.Second)
			return page(long, 1, "a1"), nil
		}
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if w := serve(t, c, "x", render); w.Body.String() != long {
					t.Error("wrong body")
				}
			})
		}
		wg.Wait()
		serve(t, c, "x", nil)
		if n := renders.Load(); n != 1 {
			t.Errorf("rendered %d times, want 1", n)
		}
		if s := c.Stats(); s.Hits != 1 || s.Misses != 50 || s.Renders != 1 || s.Entries != 1 {
			t.Errorf("stats = %+v", s)
		}
	})
}

func TestFreshness(t *testing.T) {
	now := newClock()
	c := open(t, Options{Now: now.now})
	aged := page("lama", 1, "k")
	aged.MaxAge = time.Minute
	serve(t, c, "aged", give(aged))
	serve(t, c, "kept", give(page("kept", 1, "k")))
	private := page("private", 1)
	private.NoStore = true
	serve(t, c, "private", give(private))
	cookie := page("cookie", 1)
	cookie.Header.Set("Set-Cookie", "a=b")
	serve(t, c, "cookie", give(cookie))

	now.add(59 * time.Second)
	serve(t, c, "aged", nil)
	now.add(2 * time.Second)
	serve(t, c, "kept", nil)
	for _, key := range []string{"aged", "private", "cookie"} {
		if w := serve(t, c, key, give(page("new", 2))); w.Body.String() != "new" {
			t.Errorf("%s: got %q, want it rendered again", key, w.Body)
		}
	}
	c.Purge(3, "k")
	if w := serve(t, c, "kept", give(page("new", 3))); w.Body.String() != "new" {
		t.Errorf("after purge: got %q", w.Body)
	}
}

func TestPurgeSparesWhatShowsItAlready(t *testing.T) {
	c := open(t, Options{})
	serve(t, c, "x", give(page("at 5", 5, "k")))
	c.Purge(5, "k")
	c.Purge(4, "k")
	c.Purge(9, "other")
	serve(t, c, "x", nil)
	c.Purge(6, "k")
	if c.Hit(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), "x") {
		t.Error("page at 5 survived a purge at 6")
	}
}

// A page that was read from the database before a change and finished after it
// must not be installed, and the editor who made the change must not see it.
func TestSlowRenderOvertakenByPurge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, Options{})
		var seq, renders atomic.Int64
		seq.Store(1)
		render := func(context.Context) (*Page, error) {
			renders.Add(1)
			at := seq.Load()                   // the snapshot
			time.Sleep(800 * time.Millisecond) // twice this is within the time for a page
			return page(string(rune('0'+at)), at, "a1"), nil
		}
		var early *httptest.ResponseRecorder
		go func() { early = serve(t, c, "x", render) }()
		time.Sleep(500 * time.Millisecond)
		seq.Store(2)
		c.Purge(2, "a1") // the editor publishes
		editor := serve(t, c, "x", render)
		if got := editor.Body.String(); got != "2" {
			t.Errorf("the editor sees state %s, want 2", got)
		}
		synctest.Wait()
		if got := early.Body.String(); got != "2" {
			t.Errorf("the early reader sees state %s, want the second render's", got)
		}
		if w := serve(t, c, "x", nil); w.Body.String() != "2" {
			t.Errorf("stored state %s, want 2", w.Body)
		}
		if renders.Load() != 2 || c.Stats().Refused != 1 {
			t.Errorf("%d renders, %d refused, want 2 and 1", renders.Load(), c.Stats().Refused)
		}
	})
}

// Overtaken each time: early readers get what was true when they came, it is
// not stored, and what was dropped meanwhile is not shown to later ones.
func TestRenderOvertakenAgainAndAgain(t *testing.T) {
	c := open(t, Options{})
	c.Drop(5, "a1")
	lagging := give(page("withdrawn story", 4, "a1"))
	if w, err := try(c, "x", lagging); !errors.Is(err, ErrOvertaken) {
		t.Errorf("got %d %q, %v, want ErrOvertaken", w.Code, w.Body, err)
	}
	c.Purge(6, "b1")
	w := serve(t, c, "y", give(page("lagging", 5, "b1")))
	if w.Body.String() != "lagging" || c.find("y") != nil {
		t.Error("a lagging page is answered and not kept")
	}
}

func TestDefiniteErrorFromBeforeAChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, Options{})
		var published atomic.Bool
		render := func(context.Context) (*Page, error) {
			there := published.Load()
			time.Sleep(time.Second)
			if !there {
				return nil, missing{}
			}
			return page("the story", 2, "a1"), nil
		}
		go try(c, "x", render)
		time.Sleep(time.Millisecond)
		published.Store(true)
		c.Purge(2, "a1")
		if w := serve(t, c, "x", render); w.Body.String() != "the story" {
			t.Errorf("got %q", w.Body)
		}
	})
}

func TestWhenRenderFails(t *testing.T) {
	slow := func(ctx context.Context) (*Page, error) { <-ctx.Done(); return nil, ctx.Err() }
	deaf := func(ctx context.Context) (*Page, error) { time.Sleep(time.Hour); return nil, errDown }
	sick := page("sorry", 2)
	sick.Status = 500
	for _, tt := range []struct {
		name    string
		render  Render
		want    error // without a copy
		restore bool  // with one
	}{
		{"error", fail(errDown), errDown, true},
		{"panic", func(context.Context) (*Page, error) { panic("template") }, new(PanicError), true},
		{"over the limit", slow, ErrLimit, true},
		{"over the limit and deaf", deaf, ErrLimit, true},
		{"neither page nor error", give(nil), errors.New(""), true},
		{"page with 500", give(sick), nil, true},
		{"not found", fail(missing{}), missing{}, false},
	} {
		for _, where := range []string{"none", "memory", "disk"} {
			t.Run(tt.name+"/"+where, func(t *testing.T) {
				dir := t.TempDir()
				synctest.Test(t, func(t *testing.T) {
					var reported error
					o := Options{Dir: dir, Report: func(key string, err error) { reported = err }}
					c := open(t, o)
					if where != "none" {
						p := page("good", 1, "k")
						p.Header.Set("CDN-Cache-Control", "max-age=3600")
						serve(t, c, "x", give(p))
						c.back.wait()
					}
					if where == "disk" {
						c.Close()
						c = open(t, o)
					}
					made := time.Now()
					time.Sleep(90 * time.Second)
					c.Purge(2, "k")
					w, err := try(c, "x", tt.render)
					switch {
					case where != "none" && tt.restore:
						checkStale(t, w, strconv.Itoa(int(time.Since(made)/time.Second)))
						if err != nil || reported == nil {
							t.Errorf("error %v, reported %v", err, reported)
						}
					case tt.want == nil:
						if err != nil || w.Body.String() != "sorry" {
							t.Errorf("got %q, %v", w.Body, err)
						}
					default:
						var p *PanicError
						if _, panics := tt.want.(*PanicError); panics && !errors.As(err, &p) ||
							err == nil || !panics && tt.want.Error() != "" && !errors.Is(err, tt.want) {
							t.Errorf("error %v, want %v", err, tt.want)
						}
						if w.Body.Len() > 0 || len(w.Header()) > 0 {
							t.Errorf("something was written with the error: %v %q", w.Header(), w.Body)
						}
					}
					time.Sleep(2 * time.Hour)
					if !tt.restore {
						c.back.wait()
						if w, err := try(c, "x", fail(errDown)); err == nil {
							t.Errorf("a page that is not there came back: %q", w.Body)
						}
					}
				})
			})
		}
	}
}

func checkStale(t *testing.T, w *httptest.ResponseRecorder, age string) {
	t.Helper()
	h := w.Header()
	if w.Code != 200 || w.Body.String() != "good" {
		t.Errorf("got %d %q, want the last good copy", w.Code, w.Body)
	}
	if h.Get("Warta-Stale") != "1" || h.Get("Age") != age || h.Get("Cache-Control") != "public, max-age=5" || h.Get("CDN-Cache-Control") != "" {
		t.Errorf("headers %v, want the mark, Age %s, short Cache-Control", h, age)
	}
}

// While renders hang, only the first readers wait for the limit.
func TestReadersDoNotWaitForEachFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, Options{})
		hang := func(ctx context.Context) (*Page, error) { <-ctx.Done(); return nil, ctx.Err() }
		for _, k := range []string{"a", "b", "c", "d"} {
			serve(t, c, k, give(page("good", 1, "k")))
		}
		c.Purge(2, "k")
		wait := func(key string, render Render) (time.Duration, *httptest.ResponseRecorder) {
			start := time.Now()
			w := serve(t, c, key, render)
			return time.Since(start), w
		}
		for _, k := range []string{"a", "b", "c"} {
			if d, _ := wait(k, hang); d != 2*time.Second {
				t.Errorf("%s: first reader waited %v, want the limit", k, d)
			}
		}
		synctest.Wait() // until the third failure is counted
		for range 100 {
			for _, k := range []string{"a", "d"} {
				if d, w := wait(k, hang); d != 0 || w.Header().Get("Warta-Stale") == "" {
					t.Fatalf("%s: later reader waited %v", k, d)
				}
			}
			time.Sleep(50 * time.Millisecond)
		}
		// The database is back: a probe finds out, readers still do not wait.
		good := give(page("new", 2, "k"))
		time.Sleep(3 * time.Second)
		wait("d", good)
		synctest.Wait()
		if d, w := wait("d", good); d != 0 || w.Body.String() != "new" {
			t.Errorf("after recovery: waited %v for %q", d, w.Body)
		}
		if _, w := wait("b", good); w.Header().Get("Warta-Stale") == "" && w.Body.String() != "new" {
			t.Errorf("b after recovery: %q", w.Body)
		}
	})
}

func TestBusyRendersShed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, Options{Renders: 1})
		serve(t, c, "x", give(page("good", 1, "k")))
		c.Purge(2, "k")
		go try(c, "slow", func(context.Context) (*Page, error) {
			time.Sleep(1900 * time.Millisecond)
			return page("slow", 2), nil
		})
		synctest.Wait()
		start := time.Now()
		w := serve(t, c, "x", give(page("new", 2, "k")))
		if d := time.Since(start); d != slotWait || w.Header().Get("Warta-Stale") != "1" {
			t.Errorf("waited %v for %v, want %v and the stale copy", d, w.Header(), slotWait)
		}
		start = time.Now()
		if w := serve(t, c, "never seen", give(page("first", 2))); w.Body.String() != "first" || time.Since(start) == 0 {
			t.Errorf("a page without a copy must wait for its place, got %q", w.Body)
		}
		if s := c.Stats(); s.Shed != 1 || s.Stale != 1 {
			t.Errorf("stats %+v", s)
		}
		if w := serve(t, c, "x", give(page("new", 2, "k"))); w.Body.String() != "new" {
			t.Errorf("after the rush: %q", w.Body)
		}
	})
}

func TestReaderWhoLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, Options{})
		var renderErr error
		render := func(ctx context.Context) (*Page, error) {
			time.Sleep(time.Second)
			renderErr = ctx.Err()
			return page("good", 1), nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		r := httptest.NewRequestWithContext(ctx, "GET", "/", nil)
		start := time.Now()
		if err := c.Serve(httptest.NewRecorder(), r, "x", render); !errors.Is(err, context.Canceled) || time.Since(start) != 100*time.Millisecond {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if renderErr != nil {
			t.Errorf("the render was cancelled with its first reader: %v", renderErr)
		}
		serve(t, c, "x", nil)
	})
}

func TestHitAllocations(t *testing.T) {
	c := open(t, Options{})
	serve(t, c, "x", give(page(long, 1, "k")))
	c.back.wait()
	r := httptest.NewRequest("GET", "/x", nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	w := &blank{h: map[string][]string{}}
	hit := func() {
		clear(w.h)
		if !c.Hit(w, r, "x") {
			t.Fatal("no hit")
		}
	}
	hit()
	if n := testing.AllocsPerRun(100, hit); n > 0 {
		t.Errorf("a hit allocates %v times, want 0", n)
	}
	runtime.KeepAlive(c)
}

func TestRefresh(t *testing.T) {
	now := newClock()
	c := open(t, Options{Now: now.now})
	var n atomic.Int64
	render := func(context.Context) (*Page, error) { return page(string(rune('0'+n.Add(1))), 1, "k"), nil }
	serve(t, c, "x", render)
	c.Refresh(time.Minute, "k")
	c.back.wait()
	now.add(2 * time.Minute)
	c.Refresh(time.Minute, "other")
	c.back.wait()
	if w := serve(t, c, "x", nil); w.Body.String() != "1" {
		t.Errorf("refreshed too early: %s", w.Body)
	}
	c.Refresh(time.Minute, "k", "k")
	c.back.wait()
	if w := serve(t, c, "x", nil); w.Body.String() != "2" {
		t.Errorf("not refreshed, or more than once: %s", w.Body)
	}
}
