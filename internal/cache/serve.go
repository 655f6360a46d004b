package cache

import (
	"context"
	"errors"
	"net/http"
)

// Serve answers the request with the page of that key. The error is Render's,
// when there is no page to fall back on, or one of ErrBusy, ErrLimit,
// ErrOvertaken, or that of the request's own context; nothing was written then.
func (c *Cache) Serve(w http.ResponseWriter, r *http.Request, key string, render Render) error {
	if c.Hit(w, r, key) {
		return nil
	}
	c.stats.misses.Add(1)
	return c.miss(w, r, key, render)
}

// Hit answers the request if a fresh page of that key is in memory, and says
// whether it did. It spares a caller what a Render would need.
func (c *Cache) Hit(w http.ResponseWriter, r *http.Request, key string) bool {
	s := c.shard(key)
	e := s.get(key)
	if e == nil || !e.fresh(c.o.Now) {
		return false
	}
	if !e.visited.Load() {
		e.visited.Store(true)
	}
	s.hits.Add(1)
	e.write(w, r, false, 0)
	return true
}

// overtakenTries bounds how often a request begins anew because what it waited
// for was overtaken by a change that it must see.
const overtakenTries = 4

func (c *Cache) miss(w http.ResponseWriter, r *http.Request, key string, render Render) error {
	arrived := c.lastSeq.Load()
	for try := 1; ; try++ {
		old := c.find(key)
		if old != nil && old.fresh(c.o.Now) {
			e := old
			e.write(w, r, false, 0)
			return nil
		}
		if old == nil && c.breaker.tripped() && c.disk != nil {
			old = c.restore(key) // rather than make each reader wait for the next failure
		}
		if old != nil && c.pausing(old) {
			if due(&old.retryAt, c.o.Now()) && (!c.breaker.tripped() || due(&c.breaker.probeAt, c.o.Now())) {
				c.join(key, render, true) // nobody waits for this one
			}
			c.serveStale(w, r, old)
			return nil
		}
		f := c.join(key, render, old != nil || c.disk != nil && c.disk.has(key))
		select {
		case <-f.done:
		case <-f.ctx.Done():
			select {
			case <-f.done: // both: the result counts
			default:
				return c.fallback(w, r, key, ErrLimit, nil)
			}
		case <-r.Context().Done():
			return context.Cause(r.Context())
		}
		// What does not show a change that this reader may know of does not
		// answer this reader.
		overtaken := !f.stored && arrived > f.shows()
		if overtaken && try < overtakenTries && !errors.Is(f.err, ErrBusy) {
			continue
		}
		if f.err != nil {
			return c.fallback(w, r, key, f.err, f.e)
		}
		if f.dropped && overtaken {
			return c.fallback(w, r, key, ErrOvertaken, nil)
		}
		f.e.write(w, r, false, 0)
		return nil
	}
}

// pausing reports whether readers of a stale page are spared the wait for a
// render that failed a moment ago.
func (c *Cache) pausing(e *entry) bool {
	return e.retryAt.Load() != 0 || c.breaker.tripped()
}

// fallback answers with the last good copy, from memory or from disk, unless
// err says that there is no such page. failed is a page that came with err.
func (c *Cache) fallback(w http.ResponseWriter, r *http.Request, key string, err error, failed *entry) error {
	if c.definite(err) {
		return err
	}
	e := c.find(key)
	if e == nil && c.disk != nil {
		e = c.restore(key)
	}
	if e == nil {
		if failed != nil {
			failed.write(w, r, false, 0)
			c.report(key, err)
			return nil
		}
		return err
	}
	if !errors.Is(err, ErrBusy) {
		e.retryAt.CompareAndSwap(0, c.o.Now().Add(retryAfter).UnixNano())
	}
	c.report(key, err)
	c.serveStale(w, r, e)
	return nil
}

func (c *Cache) serveStale(w http.ResponseWriter, r *http.Request, e *entry) {
	if e.fresh(c.o.Now) {
		e.write(w, r, false, 0) // another request renewed it meanwhile
		return
	}
	c.stats.stale.Add(1)
	e.visited.Store(true)
	e.write(w, r, true, c.o.Now().Sub(e.at))
}

// restore puts the disk copy of an address into memory as a stale page.
func (c *Cache) restore(key string) *entry {
	for range 3 {
		c.mu.Lock()
		generation, dropping := c.generation, c.dropping
		c.mu.Unlock()
		e := c.disk.read(key)
		if e == nil {
			return nil
		}
		c.mu.Lock()
		if now := c.find(key); now != nil {
			c.mu.Unlock()
			return now
		}
		if generation == c.generation && dropping == c.dropping {
			if c.link(e) {
				c.disk.mark(key, true)
			}
			c.mu.Unlock()
			return e
		}
		c.mu.Unlock() // a withdrawal came between: it may have been this page
	}
	return nil
}
