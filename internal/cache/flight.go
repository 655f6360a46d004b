package cache

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// flight is one render under way. It is not golang.org/x/sync/singleflight
// because those who wait must know which changes the render can have seen: a
// reader who came after a purge does not take what was begun before it.
type flight struct {
	// done is closed when the fields below are set.
	done chan struct{}
	// ctx carries the render's limit. Who waits leaves when it ends, even if
	// Render does not heed it.
	ctx context.Context

	e   *entry
	err error
	// stored tells that e is in memory, so it was true when it was made.
	stored bool
	// began is the highest purge that was known when the render began.
	began int64
	// dropped tells that what e shows was withdrawn meanwhile.
	dropped bool
}

// shows gives the ledger position that the result of a landed flight is sure to
// have seen: the page's own, or where the ledger was when a failed render began.
func (f *flight) shows() int64 {
	if f.err == nil {
		return f.e.page.Seq
	}
	return f.began
}

// PanicError is a panic of Render.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("cache: render panicked: %v", e.Value) }

// join gives the render of that address under way, or begins one.
func (c *Cache) join(key string, render Render, haveCopy bool) *flight {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.flights[key]; f != nil {
		return f
	}
	ctx, cancel := context.WithTimeout(context.Background(), c.o.RenderLimit)
	f := &flight{done: make(chan struct{}), ctx: ctx}
	c.flights[key] = f
	// Counted when the limit ends and not when Render returns, which it may
	// never do.
	context.AfterFunc(ctx, func() {
		if ctx.Err() == context.DeadlineExceeded {
			c.breaker.bad(c.o.Now())
		}
	})
	go func() {
		defer cancel()
		c.fly(f, key, render, haveCopy)
	}()
	return f
}

// fly renders, and renders once more if the first result was overtaken by a
// purge: whoever made the change must see it at once.
func (c *Cache) fly(f *flight, key string, render Render, haveCopy bool) {
	f.began = c.lastSeq.Load()
	if !c.enter(f.ctx, haveCopy) {
		c.stats.shed.Add(1)
		c.land(f, key, nil, ErrBusy, 0, true)
		close(f.done)
		return
	}
	for try := 0; ; try++ {
		c.mu.Lock()
		generation := c.generation
		c.mu.Unlock()
		f.began = c.lastSeq.Load()
		e, err := c.make(f.ctx, key, render)
		if try == 0 {
			if c.land(f, key, e, err, generation, false) {
				break
			}
			continue
		}
		c.land(f, key, e, err, generation, true)
		break
	}
	<-c.slots
	// Queued before anyone gets the page, so that Close, called after the last
	// answer, finds it in the queue.
	if f.e != nil && f.stored {
		c.furnish(f.e)
	}
	close(f.done)
}

// enter takes one of the places to render. It gives up after a short wait if
// there is a copy to serve, else when the limit ends.
func (c *Cache) enter(ctx context.Context, haveCopy bool) bool {
	select {
	case c.slots <- struct{}{}:
		return true
	default:
	}
	var short <-chan time.Time
	if haveCopy {
		t := time.NewTimer(slotWait)
		defer t.Stop()
		short = t.C
	}
	select {
	case c.slots <- struct{}{}:
		return true
	case <-short:
	case <-ctx.Done():
	}
	return false
}

// make calls Render and prepares its page. A page with a 5xx status is a
// failure that brings its own words.
func (c *Cache) make(ctx context.Context, key string, render Render) (e *entry, err error) {
	c.stats.renders.Add(1)
	c.stats.inFlight.Add(1)
	defer c.stats.inFlight.Add(-1)
	at := c.o.Now()
	p, err := call(ctx, render)
	if err != nil {
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			err = fmt.Errorf("%w (%w)", ErrLimit, err)
		}
		return nil, err
	}
	if p == nil {
		return nil, fmt.Errorf("cache: render of %q gave neither page nor error", key)
	}
	e = newEntry(key, p, render, at)
	e.order = c.orders.Add(1)
	e.first()
	if p.Status >= 500 {
		return e, &statusError{e}
	}
	return e, nil
}

func call(ctx context.Context, render Render) (p *Page, err error) {
	defer func() {
		if v := recover(); v != nil {
			p, err = nil, &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return render(ctx)
}

// statusError is a page that says itself that it failed.
type statusError struct{ e *entry }

func (s *statusError) Error() string {
	return fmt.Sprintf("cache: page says %d %s", s.e.page.Status, http.StatusText(s.e.page.Status))
}

// land ends a flight: it puts the page into memory unless that is refused. It
// reports false, and leaves the flight in the air, when
// the page was refused and this was not the last try.
func (c *Cache) land(f *flight, key string, e *entry, err error, generation int64, last bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e != nil {
		e.generation = generation
	}
	f.e, f.err, f.stored, f.dropped = e, err, false, false
	switch {
	case err != nil:
		// Busy is no failure of Render: the breaker is not concerned.
		if c.definite(err) {
			c.breaker.good()
			if f.began == c.lastSeq.Load() {
				c.forget(key)
			}
		} else if !errors.Is(err, ErrBusy) {
			c.stats.failed.Add(1)
			if !errors.Is(err, ErrLimit) { // counted by join
				c.breaker.bad(c.o.Now())
			}
		}
	case generation != c.generation, c.purged.after(e.page.Seq, e.page.Keys):
		c.breaker.good()
		c.stats.refused.Add(1)
		if !last {
			return false
		}
		f.dropped = generation != c.generation || c.dropped.after(e.page.Seq, e.page.Keys)
	case e.page.NoStore || len(e.page.Header["Set-Cookie"]) > 0:
		c.breaker.good()
		c.forget(key)
		f.stored = true
	default:
		c.breaker.good()
		e.date(c.find(key), c.o.Now)
		c.link(e)
		f.stored = true
	}
	delete(c.flights, key)
	return true
}

// forget removes what is known of an address, in memory and on disk, because
// there is no such page or it may not be kept. The caller holds mu.
func (c *Cache) forget(key string) {
	if old := c.find(key); old != nil {
		c.unlink(old)
	}
	if c.disk != nil {
		c.disk.forgetSoon(key)
	}
}

// furnish does for a stored page what no reader waits for.
func (c *Cache) furnish(e *entry) {
	if e.page.NoStore || len(e.page.Header["Set-Cookie"]) > 0 {
		return
	}
	if c.disk != nil && !e.page.NoCopy {
		c.back.soon(func() { c.disk.keep(e) })
	}
	if e.squeezable {
		c.back.sometime(func() {
			if c.find(e.key) == e && !e.stale.Load() {
				c.grow(e, e.best())
			}
		})
	}
}

// breaker notices that renders fail one after the other, as they do when the
// database is away, so that readers need not wait for each failure in turn.
type breaker struct {
	failures atomic.Int64
	// probeAt (Unix nanoseconds) is when the next request may try.
	probeAt atomic.Int64
}

// breakerTrips is how many failures in a row, with no success between them,
// mean that it is not the page that is at fault.
const breakerTrips = 3

func (b *breaker) good() {
	if b.failures.Load() != 0 {
		b.failures.Store(0)
	}
}

func (b *breaker) bad(now time.Time) {
	b.probeAt.Store(now.Add(retryAfter).UnixNano())
	b.failures.Add(1)
}

func (b *breaker) tripped() bool { return b.failures.Load() >= breakerTrips }

// due reports whether the time in at has come, to one caller only, and moves
// it on by the pause.
func due(at *atomic.Int64, now time.Time) bool {
	t := at.Load()
	return now.UnixNano() >= t && at.CompareAndSwap(t, now.Add(retryAfter).UnixNano())
}
