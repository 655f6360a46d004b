package cache

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// paper is the newspaper that the property test changes at random: keys with
// the ledger position of their last change, and pages made of some of them.
type paper struct {
	seq     int64
	changed map[string]int64
	gone    map[string]int64 // key → position of its withdrawal
	shows   map[string][]string
	away    bool
	during  func() // runs between the snapshot and the end of a render
}

var paperKeys = []string{"a1", "a2", "a3", "s1"}

func newPaper() *paper {
	return &paper{
		changed: map[string]int64{}, gone: map[string]int64{},
		shows: map[string][]string{"x": {"a1", "s1"}, "y": {"a2", "s1"}, "z": {"a1", "a3"}, "w": {"a3"}},
	}
}

func (p *paper) render(name string) Render {
	return func(context.Context) (*Page, error) {
		keys := p.shows[name]
		at, away, gone := p.seq, p.away, p.withdrawn(name)
		if d := p.during; d != nil {
			p.during = nil
			d()
		}
		switch {
		case away:
			return nil, errDown
		case gone > 0:
			return nil, missing{}
		}
		return page(fmt.Sprintf("%s at %d", name, at), at, keys...), nil
	}
}

func (p *paper) withdrawn(name string) (at int64) {
	for _, k := range p.shows[name] {
		at = max(at, p.gone[k])
	}
	return at
}

func (p *paper) lastChange(name string) (at int64) {
	for _, k := range p.shows[name] {
		at = max(at, p.changed[k])
	}
	return at
}

// Whatever happens in whatever order, no reader gets a page that is marked
// fresh and older than a change before the request, and nobody gets a copy from
// before a withdrawal.
func TestNoInterleavingServesThePast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "warta-cache-")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		now := newClock()
		// Room for three pages: eviction happens all the time.
		o := Options{Dir: dir, Bytes: 4000, DiskBytes: 3 * blockSize, Now: now.now}
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { c.Close() }()
		p := newPaper()
		names := []string{"x", "y", "z", "w"}
		key := rapid.SampledFrom(paperKeys)
		name := rapid.SampledFrom(names)

		change := func(k string) { p.seq++; p.changed[k] = p.seq; c.Purge(p.seq, k) }
		withdraw := func(k string) {
			p.seq++
			p.changed[k], p.gone[k] = p.seq, p.seq
			c.Drop(p.seq, k)
		}
		ask := func(n string) {
			change, gone := p.lastChange(n), p.withdrawn(n)
			w, err := try(c, n, p.render(n))
			for c.flying() { // a probe that nobody waits for reads the paper, too
				runtime.Gosched()
			}
			if err != nil {
				return
			}
			var at int64
			if _, err := fmt.Sscanf(w.Body.String(), n+" at %d", &at); err != nil {
				t.Fatalf("%s answers %q", n, w.Body)
			}
			if at < gone {
				t.Fatalf("%s came back: %q, withdrawn at %d", n, w.Body, gone)
			}
			if stale := w.Header().Get("Warta-Stale") == "1"; !stale && at < change {
				t.Fatalf("%q is served as fresh after a change at %d", w.Body, change)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"ask":      func(t *rapid.T) { ask(name.Draw(t, "page")) },
			"change":   func(t *rapid.T) { change(key.Draw(t, "key")) },
			"withdraw": func(t *rapid.T) { withdraw(key.Draw(t, "key")) },
			"republish": func(t *rapid.T) {
				k := key.Draw(t, "key")
				delete(p.gone, k)
				change(k)
			},
			"replay": func(t *rapid.T) {
				k := key.Draw(t, "key")
				c.Purge(p.changed[k], k)
				if at := p.gone[k]; at > 0 {
					c.Drop(at, k)
				}
			},
			"overtake": func(t *rapid.T) {
				k, drop := key.Draw(t, "key"), rapid.Bool().Draw(t, "drop")
				p.during = func() {
					if drop {
						withdraw(k)
					} else {
						change(k)
					}
				}
				ask(name.Draw(t, "page"))
				p.during = nil
			},
			"database":  func(t *rapid.T) { p.away = !p.away; now.add(2 * time.Second) },
			"wait":      func(t *rapid.T) { now.add(time.Minute) },
			"back room": func(t *rapid.T) { c.back.wait() },
			"refresh": func(t *rapid.T) {
				now.add(time.Minute)
				c.Refresh(time.Second, key.Draw(t, "key"))
				c.back.wait()
			},
			"restart": func(t *rapid.T) {
				if rapid.Bool().Draw(t, "cleanly") {
					if err := c.SaveCursor(p.seq, "e"); err != nil {
						t.Fatal(err)
					}
				}
				c.Close()
				if c, err = New(o); err != nil {
					t.Fatal(err)
				}
			},
			"": func(t *rapid.T) { c.check(t) },
		})
	})
}

func (c *Cache) flying() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.flights) > 0
}

// check compares what the cache counts with what it holds.
func (c *Cache) check(t *rapid.T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var bytes int64
	n, refs := 0, 0
	for e := c.order.newest; e != nil; e = e.older {
		n++
		bytes += e.size
		refs += len(e.refs)
		for i, r := range e.refs {
			if m := r.t.pages[r.pos]; m.e != e || m.ref != i {
				t.Fatalf("%s and its key %s have lost each other", e.key, r.t.name)
			}
		}
		if c.find(e.key) != e {
			t.Fatalf("%s is in the order and not found", e.key)
		}
	}
	for name, tag := range c.tags {
		refs -= len(tag.pages)
		if len(tag.pages) == 0 {
			t.Fatalf("key %s has no pages", name)
		}
	}
	if n != c.entries || bytes != c.bytes || refs != 0 {
		t.Fatalf("counted %d pages, %d bytes; there are %d, %d; %d references too many", c.entries, c.bytes, n, bytes, refs)
	}
}

// The same promise with readers, editors and renders at the same time.
func TestManyAtOnce(t *testing.T) {
	c := open(t, Options{Dir: t.TempDir(), Bytes: 30_000, RenderLimit: 20 * time.Second})
	var seq atomic.Int64
	var mu sync.Mutex // the ledger's row
	last := map[string]*atomic.Int64{"a1": {}, "a2": {}, "a3": {}}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(stop)
		for i := range 300 {
			k := fmt.Sprint("a", 1+i%3)
			mu.Lock()
			at := seq.Add(1)
			mu.Unlock()
			if i%50 == 49 {
				c.Drop(at, k)
			} else {
				c.Purge(at, k)
			}
			last[k].Store(at) // from here on, everybody must see it
			time.Sleep(200 * time.Microsecond)
		}
	})
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				c.Refresh(0, "a1")
				c.Stats()
				c.Each(func(key string, p *Page) {
					if !slices.Contains(p.Keys, "a"+strings.TrimPrefix(key[:1], "p")) {
						t.Errorf("%s carries %v", key, p.Keys)
					}
				})
				time.Sleep(time.Millisecond)
			}
		}
	})
	for range 4 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				n := 1 + i%3
				k := fmt.Sprint("a", n)
				must := last[k].Load()
				w, err := try(c, fmt.Sprint(n, "/", i%20), func(context.Context) (*Page, error) {
					at := seq.Load()
					if i%5 == 0 {
						time.Sleep(300 * time.Microsecond)
					}
					return page(fmt.Sprint(at, " ", long), at, k), nil
				}, "Accept-Encoding", "identity")
				if err != nil {
					t.Error(err)
					return
				}
				var at int64
				fmt.Sscan(w.Body.String(), &at)
				if at < must && w.Header().Get("Warta-Stale") == "" {
					t.Errorf("%s at %d is served as fresh after a change at %d", k, at, must)
					return
				}
			}
		})
	}
	wg.Wait()
}
