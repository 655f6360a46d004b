// Package cache keeps finished pages: in memory under surrogate keys, with
// every encoding made once, and as last good copies on the node's own disk.
//
// It knows nothing of newspapers. A page is made by the caller's [Render] when
// it is missing, once however many ask; it is refused if one of its keys was
// purged after the moment that it shows; and when Render fails, readers get
// the last good copy, marked as such.
//
// # What is where
//
//	serve.go      a request: hit, miss, last good copy
//	entry.go      a page ready to be written, with its encodings
//	accept.go     Accept-Encoding and If-None-Match
//	memory.go     the pages in memory, found by address and by surrogate key
//	flight.go     one render however many ask, and how many at once
//	purge.go      what a change in the newspaper does to pages (clear.go: all)
//	record.go     which key was purged when, in bounded memory
//	compress.go   gzip and brotli
//	disk.go       the page store: last good copies on disk (diskindex.go: its index)
//	copyfile.go   the format of one copy
//	cursor.go     the ledger position that the page store stands at
//	backroom.go   work that no reader waits for
//
// # What is promised
//
// A page that carries a key purged at ledger position n and shows a position
// below n is never served as fresh to a request that came after the purge, and
// never stored. A page that carries a dropped key never comes back, from memory
// or from disk, in this process or after a restart. Everything that is read
// from disk is a last good copy: it is served only when Render fails, with its
// true Age and "Warta-Stale: 1".
package cache

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Page is a finished answer. Once returned from a [Render] it belongs to the
// cache and must not be changed.
type Page struct {
	Status int
	// Header is written as it is, except that the cache sets Content-Length,
	// Content-Encoding, ETag, Last-Modified, Vary and, if absent, Surrogate-Key itself. A page
	// with Set-Cookie is never kept.
	Header http.Header
	Body   []byte
	// Keys name what the page shows.
	Keys []string
	// Seq is the position in the ledger that the page shows.
	Seq int64
	// MaxAge bounds how long the page is fresh; zero is until purged.
	MaxAge time.Duration
	// NoStore pages are answered and not kept.
	NoStore bool
	// NoCopy pages are kept in memory alone: pages of which there can be any
	// number, such as answers to what readers type.
	NoCopy bool
	// Pin keeps the disk copy from eviction (fronts, feeds, notices).
	Pin bool
}

// Render makes a page. Its context is not the request's: it carries the
// cache's own limit, so that a reader who leaves does not fail the others. The
// cache keeps Render with the page, for [Cache.Refresh]; it should hold on to
// what names the page and not to the request.
//
// An error that implements interface{ Definite() bool } and says true, or that
// [Options.Definite] says true of, means that there is no such page (not found,
// gone): no last good copy is served in its place, and those there are go.
type Render func(ctx context.Context) (*Page, error)

// Options of a cache; the zero value works, without disk.
type Options struct {
	// Bytes bounds memory; default 256 MiB.
	Bytes int64
	// Dir is the folder of last good copies; empty means none.
	Dir string
	// DiskBytes bounds it; default 2 GiB.
	DiskBytes int64
	// Renders bounds concurrent renders; default 2 × cores.
	Renders int
	// RenderLimit is how long one render may take; default 2 s.
	RenderLimit time.Duration
	// Now gives the time for freshness and Age; default time.Now.
	Now func() time.Time
	// Definite reports whether an error of Render means that there is no such
	// page; nil leaves it to the error itself.
	Definite func(error) bool
	// Report is told of every error that readers did not see, because a last
	// good copy hid it or because no reader was waiting. It is called from the
	// goroutine of the request or of the work; nil means that nobody is told.
	Report func(key string, err error)
}

const (
	defaultBytes       = 256 << 20
	defaultDiskBytes   = 2 << 30
	defaultRenderLimit = 2 * time.Second
	// slotWait is how long a request waits for a free place to render before it
	// takes the stale copy (operations.md 6.6, step 1).
	slotWait = 200 * time.Millisecond
	// retryAfter is the pause after a failed render in which readers get the
	// last good copy at once instead of waiting for the next failure.
	retryAfter = time.Second
)

var (
	// ErrBusy: every place to render stayed taken, and there is no copy to
	// fall back on. It deserves a 503.
	ErrBusy = errors.New("cache: too many renders under way")
	// ErrLimit: Render took longer than RenderLimit, and there is no copy to
	// fall back on. It deserves a 503.
	ErrLimit = fmt.Errorf("cache: render took too long: %w", context.DeadlineExceeded)
	// ErrOvertaken: what Render shows was dropped meanwhile, again and again;
	// it reads from a database that lags behind. It deserves a 503.
	ErrOvertaken = errors.New("cache: page was withdrawn while it was made")
)

// Cache is safe for concurrent use.
type Cache struct {
	o      Options
	shards [shardCount]shard
	slots  chan struct{}
	disk   *disk
	back   backroom

	// lastSeq is the highest ledger position that a purge was called for.
	lastSeq atomic.Int64

	// mu guards everything below; hits do not take it.
	mu      sync.Mutex
	tags    map[string]*tag
	order   sieve
	bytes   int64
	entries int
	flights map[string]*flight
	purged  record
	dropped record
	// generation counts Resets and dropping counts Drops: what was begun under
	// an older number is not kept.
	generation int64
	dropping   int64
	refreshing map[string]bool

	// orders numbers pages as they are made.
	orders  atomic.Int64
	cursor  cursor
	breaker breaker
	stats   counters
}

// New opens a cache. The index of its disk copies is read in the background;
// copies can be served before it is complete, and Drop waits for it.
func New(o Options) (*Cache, error) {
	if o.Bytes <= 0 {
		o.Bytes = defaultBytes
	}
	if o.DiskBytes <= 0 {
		o.DiskBytes = defaultDiskBytes
	}
	if o.Renders <= 0 {
		o.Renders = 2 * runtime.GOMAXPROCS(0)
	}
	if o.RenderLimit <= 0 {
		o.RenderLimit = defaultRenderLimit
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	c := &Cache{
		o:          o,
		slots:      make(chan struct{}, o.Renders),
		tags:       map[string]*tag{},
		flights:    map[string]*flight{},
		refreshing: map[string]bool{},
	}
	for i := range c.shards {
		c.shards[i].pages = map[string]*entry{}
	}
	if o.Dir != "" {
		d, err := openDisk(c, o.Dir, o.DiskBytes)
		if err != nil {
			return nil, fmt.Errorf("open page store: %w", err)
		}
		c.disk = d
	}
	return c, nil
}

// Close waits for pages on their way to disk and releases the folder. The
// cache must not be used afterwards.
func (c *Cache) Close() error {
	c.back.close()
	if c.disk != nil {
		return c.disk.close()
	}
	return nil
}

func (c *Cache) report(key string, err error) {
	if c.o.Report != nil && err != nil {
		c.o.Report(key, err)
	}
}

func (c *Cache) definite(err error) bool {
	var d interface{ Definite() bool }
	if errors.As(err, &d) && d.Definite() {
		return true
	}
	return c.o.Definite != nil && c.o.Definite(err)
}
