package cache

import (
	"fmt"
	"time"
)

// Purge marks the pages that carry any of the keys as stale, for a change at
// ledger position seq: the next reader gets a new one, and the old one only if
// that fails. Pages that show seq already stay. Doing it twice is harmless.
func (c *Cache) Purge(seq int64, keys ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.purge(seq, keys, func(e *entry) {
		e.stale.Store(true)
		e.retryAt.Store(0)
	})
}

// purge records the keys and calls fn with every page in memory that carries
// one of them and shows less than seq. The caller holds mu.
func (c *Cache) purge(seq int64, keys []string, fn func(*entry)) {
	if seq > c.lastSeq.Load() {
		c.lastSeq.Store(seq)
	}
	for _, k := range keys {
		c.purged.put(k, seq)
		t := c.tags[k]
		if t == nil {
			continue
		}
		// Backwards, since fn may take the page out of the tag: the last takes
		// its place.
		for i := len(t.pages) - 1; i >= 0; i-- {
			if e := t.pages[i].e; seq == 0 || e.page.Seq < seq {
				fn(e)
			}
		}
	}
}

// Drop is Purge and deletes the copies, in memory and on disk: what was
// withdrawn must not come back. When it returns, the copies are off the disk
// for good, a power cut included. A copy that the disk refuses to delete is
// reported, never served by this process, and [Cache.SaveCursor] fails until it
// is gone, so that a restarted node hears of the withdrawal again.
func (c *Cache) Drop(seq int64, keys ...string) {
	take := func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, k := range keys {
			c.dropped.put(k, seq)
		}
		c.purge(seq, keys, c.unlink)
		c.dropping++
	}
	take()
	if c.disk == nil {
		return
	}
	if err := c.disk.drop(seq, keys); err != nil {
		c.report("", fmt.Errorf("drop %v at %d: %w", keys, seq, err))
	}
	// Once more: a copy may have been read from disk just before it went.
	take()
}

// Refresh renders again, in the background and one by one, the pages in memory
// that carry any of the keys and are older than age; readers get the old copy
// until then.
func (c *Cache) Refresh(age time.Duration, keys ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.o.Now()
	for _, k := range keys {
		t := c.tags[k]
		if t == nil {
			continue
		}
		for _, m := range t.pages {
			e := m.e
			// What is stale already is renewed by its next reader.
			if e.render == nil || e.stale.Load() || now.Sub(e.at) <= age || c.refreshing[e.key] {
				continue
			}
			c.refreshing[e.key] = true
			c.back.sometime(func() { c.refresh(e) })
		}
	}
}

func (c *Cache) refresh(e *entry) {
	defer func() {
		c.mu.Lock()
		delete(c.refreshing, e.key)
		c.mu.Unlock()
	}()
	if c.find(e.key) != e || e.stale.Load() {
		return
	}
	f := c.join(e.key, e.render, true)
	select {
	case <-f.done:
		c.report(e.key, f.err)
	case <-f.ctx.Done():
	}
}

// Reset forgets everything in memory, what is under way included: after a
// restored backup, or when the ledger's cursor was lost. The newspaper is then
// at seq, which may be lower than before. Disk copies stay, as last good ones.
func (c *Cache) Reset(seq int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.generation++
	c.purged, c.dropped = record{}, record{}
	c.lastSeq.Store(seq)
	for c.order.newest != nil {
		c.unlink(c.order.newest)
	}
	if c.disk != nil {
		c.disk.reset(seq)
	}
}

// Each calls fn with every fresh page in memory, for tests and status.
func (c *Cache) Each(fn func(key string, p *Page)) {
	c.mu.Lock()
	var all []*entry
	for e := c.order.newest; e != nil; e = e.older {
		if e.fresh(c.o.Now) {
			all = append(all, e)
		}
	}
	c.mu.Unlock()
	for _, e := range all {
		fn(e.key, e.page)
	}
}
