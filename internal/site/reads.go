package site

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

const (
	// flushEvery is how long counts stay in memory; kill -9 loses no more.
	flushEvery = 10 * time.Second
	// refreshAge is how old a page is at least before it is made anew for its
	// printed number (RD-1).
	refreshAge = 60 * time.Second
	// maxPending bounds the articles counted between two flushes. A paper has
	// fewer with readers in ten seconds; whoever invents numbers hits the bound.
	maxPending = 20000
	// maxPrinted bounds what is remembered of printed numbers.
	maxPrinted = 100000
)

// reading is what is known of one: the article, and the class of place that the
// reader came from. Nothing about the reader is kept (PV-2).
type reading struct {
	article news.ArticleID
	from    string
}

// counter counts readings in memory and hands them to the store in batches.
type counter struct {
	o   Options
	log *slog.Logger

	mu      sync.Mutex
	pending map[reading]int64
	// stuck is a batch that the store has not acknowledged: it goes again under
	// its own name, so that it counts once.
	stuck *store.ReadFlush
	// words are what is searched for.
	words askedWords
	// printed is the total on the page as last made; dirty are articles whose
	// total moved on, and since when.
	printed map[news.ArticleID]int64
	dirty   map[news.ArticleID]time.Time
}

func newCounter(o Options, log *slog.Logger) *counter {
	return &counter{o: o, log: log, pending: map[reading]int64{}, printed: map[news.ArticleID]int64{},
		dirty: map[news.ArticleID]time.Time{}}
}

func keyReads(id news.ArticleID) string { return "r" + id.String() }

// count notes one reading. Whether the article is live is asked of the store
// for a whole batch at once, not for each reader.
func (c *counter) count(id news.ArticleID, from string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.add(reading{id, from}, 1)
}

// add wants the lock.
func (c *counter) add(r reading, n int64) {
	if _, ok := c.pending[r]; ok || len(c.pending) < maxPending {
		c.pending[r] += n
	}
}

func (c *counter) run(ctx context.Context) {
	t := time.NewTicker(flushEvery)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			c.tick(ctx)
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			c.tick(last)
			return
		}
	}
}

// tick flushes and has pages renewed whose printed number is no longer true.
func (c *counter) tick(ctx context.Context) {
	if c.o.Reads == nil {
		return
	}
	if err := c.flush(ctx); err != nil {
		c.log.Warn("readings wait for the store", "error", err)
	}
	if err := c.renew(ctx); err != nil {
		c.log.Warn("printed read counts wait for the store", "error", err)
	}
}

// flush hands over a batch that got stuck, then what came since.
func (c *counter) flush(ctx context.Context) error {
	for {
		batch, err := c.take(ctx)
		if err != nil || batch == nil {
			return err
		}
		if err := c.o.Reads.Flush(ctx, *batch); err != nil {
			return err
		}
		c.mu.Lock()
		now := c.o.Now()
		for id := range batch.Articles {
			c.dirty[id] = now
		}
		c.stuck = nil
		c.mu.Unlock()
	}
}

// take gives the next batch; it stays stuck until flush has seen it through.
func (c *counter) take(ctx context.Context) (*store.ReadFlush, error) {
	c.mu.Lock()
	if c.stuck != nil {
		defer c.mu.Unlock()
		return c.stuck, nil
	}
	batch := c.pending
	c.pending = map[reading]int64{}
	now := c.o.Now()
	shares := c.words.take(now)
	c.mu.Unlock()
	if len(batch)+len(shares) == 0 {
		return nil, nil
	}
	cards, first, err := c.live(ctx, batch)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		for r, n := range batch {
			c.add(r, n)
		}
		c.words.back(shares)
		return nil, err
	}
	f := &store.ReadFlush{At: now, Articles: map[news.ArticleID]int64{}, Shares: map[store.ReadShare]int64{}}
	for share, n := range shares {
		if share.Edition == 0 {
			share.Edition = first
		}
		f.Shares[share] += n
	}
	for r, n := range batch {
		card, ok := cards[r.article]
		if !ok {
			continue
		}
		f.Articles[r.article] += n
		share := func(kind, name string) { f.Shares[store.ReadShare{Edition: card.edition, Kind: kind, Name: name}] += n }
		share(store.ShareAll, "")
		share(store.ShareFrom, r.from)
		if card.section != 0 {
			share(store.ShareSection, strconv.FormatInt(int64(card.section), 10))
		}
	}
	if len(f.Articles)+len(f.Shares) == 0 {
		return nil, nil
	}
	var id [16]byte
	rand.Read(id[:])
	f.Batch = hex.EncodeToString(id[:])
	c.stuck = f
	return f, nil
}

// standing is where a live article stands.
type standing struct {
	edition news.EditionID
	section news.SectionID
}

// live leaves out numbers that are no live article's. first is the edition of
// requests that name none.
func (c *counter) live(ctx context.Context, batch map[reading]int64) (out map[news.ArticleID]standing, first news.EditionID, err error) {
	seen := map[news.ArticleID]bool{}
	for r := range batch {
		seen[r.article] = true
	}
	ids := slices.Sorted(maps.Keys(seen))
	out = map[news.ArticleID]standing{}
	editions, err := c.o.Published.Editions(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, e := range editions {
		if first == 0 {
			first = e.ID
		}
		err := c.o.Published.View(ctx, e.ID, func(v store.View) error {
			for piece := range slices.Chunk(ids, 500) {
				cards, err := v.Cards(ctx, piece)
				if err != nil {
					return err
				}
				for id, card := range cards {
					out[id] = standing{e.ID, card.Section}
				}
			}
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
	}
	return out, first, nil
}

// renew has the pages made anew that print another number than the true one.
// A page younger than refreshAge is left for a later tick.
func (c *counter) renew(ctx context.Context) error {
	c.mu.Lock()
	ids := make([]news.ArticleID, 0, len(c.dirty))
	for id := range c.dirty {
		ids = append(ids, id)
	}
	c.mu.Unlock()
	if len(ids) == 0 {
		return nil
	}
	totals, err := c.o.Reads.Totals(ctx, ids)
	if err != nil {
		return err
	}
	var keys []string
	c.mu.Lock()
	now := c.o.Now()
	for _, id := range ids {
		shown, ok := c.printed[id]
		switch {
		case !ok || shown == totals[id]:
			delete(c.dirty, id) // no page of it, or a true one
		case now.Sub(c.dirty[id]) > 10*refreshAge:
			delete(c.dirty, id) // its page left the cache unseen
		default:
			keys = append(keys, keyReads(id))
		}
	}
	c.mu.Unlock()
	if len(keys) > 0 {
		c.o.Cache.Refresh(refreshAge, keys...)
	}
	return nil
}

// print remembers the number that a page shows.
func (c *counter) print(id news.ArticleID, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.printed) >= maxPrinted {
		// Forgetting costs a refresh that comes with the next purge instead.
		clear(c.printed)
	}
	c.printed[id] = n
}

// readCount is what an article's page prints. It is read outside the snapshot:
// counting is apart from everything else.
func (a *assembly) readCount(id news.ArticleID) (Reads, error) {
	r := Reads{}
	if a.s.o.Reads == nil {
		return r, nil
	}
	r.Beacon = "/-/baca/" + id.String()
	r.Pixel = r.Beacon + ".gif"
	a.key(keyReads(id))
	totals, err := a.s.o.Reads.Totals(a.ctx, []news.ArticleID{id})
	if err != nil {
		// The text is worth more than the number below it.
		a.s.log.Warn("read the count of article "+id.String(), "error", err)
		return r, nil
	}
	r.Count = totals[id]
	from := int64(*a.set.ReadsFrom)
	r.Show = from >= 0 && r.Count >= from
	a.s.reads.print(id, r.Count)
	return r, nil
}

// countBeacon takes navigator.sendBeacon.
func (s *Server) countBeacon(w http.ResponseWriter, r *http.Request, rq request, v vars) {
	s.countRequest(w, r, rq, v["id"], func() { w.WriteHeader(http.StatusNoContent) })
}

// countPixel takes the picture of readers without JavaScript.
func (s *Server) countPixel(w http.ResponseWriter, r *http.Request, rq request, v vars) {
	s.countRequest(w, r, rq, v["id"], func() {
		w.Header().Set("Content-Type", "image/gif")
		w.Write(pixel)
	})
}

func (s *Server) countRequest(w http.ResponseWriter, r *http.Request, rq request, number string, answer func()) {
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil || id <= 0 || !digits(number) {
		s.notFound(w, r, rq)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	// A reader's browser says that it comes from our own page, or says nothing.
	if site := r.Header.Get("Sec-Fetch-Site"); r.Method != http.MethodHead && (site == "" || site == "same-origin") && !isBot(r.UserAgent()) {
		s.reads.count(news.ArticleID(id), cameFrom(r))
	}
	answer()
}

// pixel is the smallest transparent GIF.
var pixel = []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")
