// Package cache keeps finished pages: in memory under surrogate keys, with
// every encoding made once, and as last good copies on the node's own disk.
//
// It knows nothing of newspapers. A page is made by the caller's Render when
// it is missing, once however many ask; it is refused if one of its keys was
// purged after the moment that it shows; and when Render fails, readers get
// the last good copy.
package cache

import (
	"context"
	"net/http"
	"time"
)

// Page is a finished answer.
type Page struct {
	Status int
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
	// Pin keeps the disk copy from eviction (fronts, feeds, notices).
	Pin bool
}

// Render makes a page.
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
	Now         func() time.Time
}

// Cache is safe for concurrent use.
type Cache struct{}

// New opens a cache and reads the index of its disk copies.
func New(o Options) (*Cache, error) { panic("cache: not built yet") }

// Serve answers the request with the page of that key. The error is Render's,
// when there is no page to fall back on; nothing was written then.
func (c *Cache) Serve(w http.ResponseWriter, r *http.Request, key string, render Render) error {
	panic("cache: not built yet")
}

// Purge drops the pages that carry any of the keys, for a change at ledger
// position seq; their disk copies stay as last good ones, marked stale.
func (c *Cache) Purge(seq int64, keys ...string) { panic("cache: not built yet") }

// Drop is Purge and deletes the disk copies, too: what was withdrawn must not
// come back.
func (c *Cache) Drop(seq int64, keys ...string) { panic("cache: not built yet") }

// Refresh renders again, in the background and one by one, the pages in memory
// that carry any of the keys and are older than age; readers get the old copy
// until then.
func (c *Cache) Refresh(age time.Duration, keys ...string) { panic("cache: not built yet") }

// Reset forgets everything in memory and marks every disk copy stale: after a
// restored backup, or when the ledger's cursor was lost.
func (c *Cache) Reset(seq int64) { panic("cache: not built yet") }

// Each calls fn with every page in memory, for tests and status.
func (c *Cache) Each(fn func(key string, p *Page)) { panic("cache: not built yet") }
