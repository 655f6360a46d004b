package main

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/site"
	"warta/internal/store"
)

// follower keeps this process's pages in step with the database's ledger, and
// so with what other processes do: another node, or an import at the command
// line (operations.md 6.2).
type follower struct {
	ledger store.Ledger
	cache  *cache.Cache
	site   *site.Server
	// forget drops this node's copy of a file that was deleted; nil where there
	// are none.
	forget func(ctx context.Context, name string)
	// hide takes copies of pictures that readers must not see off this node.
	hide func([]news.Event)
	log  *slog.Logger

	mu sync.Mutex
	// seq and id are the last event that was applied here.
	seq news.Seq
	id  string
}

// batch is how many events are read at once, the last known one included.
const batch = 501

// catchUp applies everything that is new. The first event read must be the
// last one known; if it is not, the database is another one than it was (a
// restored backup, a promoted standby) and nothing kept here can be trusted.
func (f *follower) catchUp(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		events, err := f.ledger.From(ctx, max(f.seq, 1), batch)
		if err != nil {
			return err
		}
		known := f.seq > 0
		if known && (len(events) == 0 || events[0].Seq != f.seq || events[0].ID != f.id) {
			if err := f.resync(ctx); err != nil {
				return err
			}
			return nil
		}
		if known {
			events = events[1:]
		}
		if len(events) == 0 {
			return nil
		}
		f.apply(events)
		last := events[len(events)-1]
		f.seq, f.id = last.Seq, last.ID
		if err := f.cache.SaveCursor(int64(f.seq), f.id); err != nil {
			return err
		}
	}
}

// resync drops all that is kept here and starts from the ledger's end.
func (f *follower) resync(ctx context.Context) error {
	seq, id, err := f.ledger.Head(ctx)
	if err != nil {
		return err
	}
	f.log.Warn("the ledger is not the one that was followed: dropping every kept page", "was", f.seq, "now", seq)
	if err := f.cache.Clear(int64(seq)); err != nil {
		return err
	}
	f.reload(ctx)
	f.seq, f.id = seq, id
	return f.cache.SaveCursor(int64(seq), id)
}

// apply makes the change's pages untrue. Applying an event twice is harmless.
func (f *follower) apply(events []news.Event) {
	for _, e := range events {
		if len(e.Drop) > 0 {
			f.cache.Drop(int64(e.Seq), e.Drop...)
		}
		if e.Kind == news.EventRedacted {
			f.redacted(e)
		}
		if len(e.Keys) > 0 {
			f.cache.Purge(int64(e.Seq), e.Keys...)
		}
	}
	if f.hide != nil {
		f.hide(events)
	}
	if slices.ContainsFunc(events, func(e news.Event) bool { return e.Kind == news.EventSettings }) {
		f.reload(context.Background())
	}
}

// redacted drops every page that is kept here: which of them quote what was
// taken cannot be told by keys (an archive's page, another article's link), and
// nobody may be told the words. It happens seldom, and pages are made anew as
// they are asked for.
func (f *follower) redacted(e news.Event) {
	if err := f.cache.Clear(int64(e.Seq)); err != nil {
		f.log.Error("copies of pages could not be dropped after a redaction", "seq", e.Seq, "err", err)
	}
	for _, k := range e.Drop {
		if name := news.FileOfKey(k); name != "" && f.forget != nil {
			f.forget(context.Background(), name)
		}
	}
}

// reload takes up changed settings and themes; a theme that does not work
// stays as it was, and the log says where it breaks.
func (f *follower) reload(ctx context.Context) {
	if err := f.site.Reload(ctx); err != nil {
		f.log.Error("settings or theme not taken up", "err", err)
	}
}

// start takes up the cursor of the page store, so that what happened while this
// process was not running is applied to its disk copies before the first
// request.
func (f *follower) start(ctx context.Context) error {
	if seq, id, _, ok := f.cache.Cursor(); ok && seq > 0 {
		f.seq, f.id = news.Seq(seq), id
		return f.catchUp(ctx)
	}
	return f.resyncQuietly(ctx)
}

// resyncQuietly is the first start: there is nothing to drop and no news in it.
func (f *follower) resyncQuietly(ctx context.Context) error {
	seq, id, err := f.ledger.Head(ctx)
	if err != nil {
		return err
	}
	if err := f.cache.Clear(int64(seq)); err != nil {
		return err
	}
	f.seq, f.id = seq, id
	return f.cache.SaveCursor(int64(seq), id)
}

// run follows until the context ends. A database that is away is tried again
// each second; readers get what is kept meanwhile.
func (f *follower) run(ctx context.Context) {
	failed := false
	for ctx.Err() == nil {
		err := f.ledger.Wait(ctx)
		if err == nil {
			err = f.catchUp(ctx)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failed:
			f.log.Error("the ledger cannot be followed; pages may be late until it can", "err", err)
			failed = true
		case err == nil && failed:
			f.log.Info("the ledger is followed again")
			failed = false
		}
		if err != nil {
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
}
