package cache

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

// Reading takes one shard's read lock; all changes take Cache.mu first and the
// shard's lock inside. Pages are read thousands of times for each change, so
// one lock for changes costs nothing and keeps address table, surrogate keys
// and eviction order in step.

const shardCount = 64

var seed = maphash.MakeSeed()

type shard struct {
	mu    sync.RWMutex
	pages map[string]*entry
	hits  atomic.Int64
	// Keeps neighbours' locks and counters out of one cache line.
	_ [64]byte
}

func (c *Cache) shard(key string) *shard {
	return &c.shards[maphash.String(seed, key)%shardCount]
}

func (s *shard) get(key string) *entry {
	s.mu.RLock()
	e := s.pages[key]
	s.mu.RUnlock()
	return e
}

// find gives the page of an address, fresh or stale, or nil.
func (c *Cache) find(key string) *entry { return c.shard(key).get(key) }

// link puts e in place of what was at its address and evicts what no longer
// fits. It reports false if e alone is larger than the memory. The caller
// holds mu.
func (c *Cache) link(e *entry) bool {
	s := c.shard(e.key)
	if old := s.get(e.key); old != nil {
		c.unlink(old)
	}
	if e.size > c.o.Bytes {
		return false
	}
	s.mu.Lock()
	s.pages[e.key] = e
	s.mu.Unlock()
	for i, k := range e.page.Keys {
		t := c.tags[k]
		if t == nil {
			t = &tag{name: k}
			c.tags[k] = t
		}
		e.refs[i] = ref{t, len(t.pages)}
		t.pages = append(t.pages, member{e, i})
	}
	c.order.push(e)
	e.linked = true
	c.entries++
	c.bytes += e.size
	c.evict()
	return true
}

// unlink takes e out of memory; a second time does nothing. The caller holds mu.
func (c *Cache) unlink(e *entry) {
	if !e.linked {
		return
	}
	e.linked = false
	s := c.shard(e.key)
	s.mu.Lock()
	delete(s.pages, e.key)
	s.mu.Unlock()
	for i := range e.refs {
		c.untag(e.refs[i])
		e.refs[i] = ref{}
	}
	c.order.remove(e)
	c.entries--
	c.bytes -= e.size
}

func (c *Cache) evict() {
	for c.bytes > c.o.Bytes {
		e := c.order.victim()
		if e == nil {
			return
		}
		c.unlink(e)
		c.stats.evicted.Add(1)
		if c.disk != nil {
			c.disk.touch(e.key)
		}
	}
}

// grow tells that e's encodings changed its size.
func (c *Cache) grow(e *entry, by int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e.size += by
	if e.linked {
		c.bytes += by
		c.evict()
	}
}

// A tag is a surrogate key with the pages that carry it. Members and refs know
// each other's place, so that a page leaves a tag in constant time even when
// the tag is on every page.
type tag struct {
	name  string
	pages []member
}

// member is a page in a tag; ref is the place among its refs.
type member struct {
	e   *entry
	ref int
}

// ref is a tag of a page; pos is the place among the tag's pages.
type ref struct {
	t   *tag
	pos int
}

func (c *Cache) untag(r ref) {
	t, last := r.t, len(r.t.pages)-1
	moved := t.pages[last]
	t.pages[r.pos] = moved
	moved.e.refs[moved.ref].pos = r.pos
	t.pages[last] = member{}
	t.pages = t.pages[:last]
	if last == 0 {
		delete(c.tags, t.name)
	}
}

// sieve is the eviction order of Zhang et al., "SIEVE is simpler than LRU"
// (NSDI 2024): a hit only sets a bit, newcomers that nobody asks for again are
// the first to go, so a crawler cannot push out the pages that are read.
type sieve struct {
	newest, oldest, hand *entry
}

func (s *sieve) push(e *entry) {
	e.older, e.newer = s.newest, nil
	if s.newest != nil {
		s.newest.newer = e
	} else {
		s.oldest = e
	}
	s.newest = e
}

func (s *sieve) remove(e *entry) {
	if s.hand == e {
		s.hand = e.newer
	}
	if e.newer != nil {
		e.newer.older = e.older
	} else {
		s.newest = e.older
	}
	if e.older != nil {
		e.older.newer = e.newer
	} else {
		s.oldest = e.newer
	}
	e.older, e.newer = nil, nil
}

// victim moves the hand from old to new, forgives the visited once, and gives
// the first that was not. The newest is spared while there is another: it is
// about to be read by whoever asked for it.
func (s *sieve) victim() *entry {
	e := s.hand
	for range 2 {
		if e == nil {
			e = s.oldest
		}
		for e != nil {
			if !e.visited.Swap(false) && (e != s.newest || e == s.oldest) {
				s.hand = e.newer
				return e
			}
			e = e.newer
		}
	}
	return s.oldest
}
