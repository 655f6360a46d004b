package site

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

const (
	// popularEvery is how long a ranking stands. Rankings change at whole
	// multiples of it, so that a page's own time and its ranking's end together,
	// on every node.
	popularEvery = 5 * time.Minute
	// popularDepth is the length of a ranking: the most read of the whole paper,
	// from which those of each section are picked.
	popularDepth = 1000
	// popularKept is how long a range that nobody asks for is renewed ahead of
	// its next reader.
	popularKept = time.Hour
)

// rankings are the most read articles by range of time, in memory. The store
// is asked once per range and period, however many pages print the list.
type rankings struct {
	s  *Server
	mu sync.Mutex
	by map[time.Duration]*ranking
}

// ranking is one of them. Its lock is held while the store is asked, so that
// only one page asks.
type ranking struct {
	since time.Duration
	asked time.Time // under rankings.mu

	mu     sync.Mutex
	period time.Time
	list   []store.ReadCount
	placed map[news.EditionID]placed
}

// placed is where the articles of a ranking stood at one position of the
// ledger: nothing but a change of the paper moves them.
type placed struct {
	seq   news.Seq
	cards map[news.ArticleID]place
}

type place struct {
	section news.SectionID
	// ad and protected articles have no place among the popular, the latter
	// where the edition says so (PRS-42, PRS-61).
	ad, protected bool
}

func newRankings(s *Server) *rankings { return &rankings{s: s, by: map[time.Duration]*ranking{}} }

func (r *rankings) of(since time.Duration) *ranking {
	r.mu.Lock()
	defer r.mu.Unlock()
	k, ok := r.by[since]
	if !ok {
		k = &ranking{since: since}
		r.by[since] = k
	}
	k.asked = r.s.o.Now()
	return k
}

func (r *rankings) run(ctx context.Context) {
	t := time.NewTicker(flushEvery)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			r.renew(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// renew asks the store for the rankings that were in use lately and whose
// period is over, before a reader has to wait for them.
func (r *rankings) renew(ctx context.Context) {
	now := r.s.o.Now()
	r.mu.Lock()
	var due []*ranking
	for since, k := range r.by {
		if now.Sub(k.asked) > popularKept {
			delete(r.by, since)
			continue
		}
		due = append(due, k)
	}
	r.mu.Unlock()
	for _, k := range due {
		k.mu.Lock()
		r.s.rank(ctx, k)
		k.mu.Unlock()
	}
}

// rank brings a ranking up to the present period; the caller holds its lock.
// One that the store cannot give stays as it was: an old list is better than
// none, and the next period asks again.
func (s *Server) rank(ctx context.Context, k *ranking) {
	now := s.o.Now()
	period := now.Truncate(popularEvery)
	if s.o.Reads == nil || k.period.Equal(period) {
		return
	}
	list, err := s.o.Reads.Popular(ctx, now.Add(-k.since), popularDepth)
	if err != nil {
		s.log.Warn("the most read articles stay those of before", "since", k.since, "error", err)
		if ctx.Err() == nil {
			k.period = period
		}
		return
	}
	k.period, k.list, k.placed = period, list, nil
}

// mostRead gives the articles with the most readings of the last hours or
// days, most first, as of the present five minutes: of every edition, live or
// not. A page that prints them must end with popularUntil.
func (s *Server) mostRead(ctx context.Context, since time.Duration) []store.ReadCount {
	k := s.popular.of(since)
	k.mu.Lock()
	defer k.mu.Unlock()
	s.rank(ctx, k)
	return k.list
}

// popularUntil bounds the page by the end of the present rankings.
func (a *assembly) popularUntil() {
	if end := a.now.Truncate(popularEvery).Add(popularEvery); end.Before(a.until) {
		a.until = end
	}
}

// read is an article of a ranking with its readings in that time.
type read struct {
	store.Card
	N int64
}

// popular gives the most read live articles of the last hours or days, most
// first: of the edition, or of a section with those below it. Paid content has
// no place there (PRS-61), nor have protected people where the edition says so
// (PRS-42). Articles of without are left out.
func (a *assembly) popular(since time.Duration, section news.SectionID, limit int, without ...news.ArticleID) ([]read, error) {
	a.popularUntil()
	// Whatever joins or leaves the edition or the section purges one of these.
	if section == 0 {
		a.key(news.KeyLatest(a.ed.ID))
	} else {
		a.key(news.KeySection(section))
	}
	if err := a.loadSections(); err != nil {
		return nil, err
	}
	list, places, err := a.ranked(since)
	if err != nil {
		return nil, err
	}
	var ids []news.ArticleID
	count := map[news.ArticleID]int64{}
	for _, rc := range list {
		if len(ids) == limit {
			break
		}
		p, ok := places[rc.Article]
		if !ok || section != 0 && !a.within(p.section, section) || slices.Contains(without, rc.Article) {
			continue
		}
		a.key(news.KeyCard(rc.Article))
		if p.ad || p.protected && a.set.PopularWithoutChildren {
			continue
		}
		ids = append(ids, rc.Article)
		count[rc.Article] = rc.N
	}
	cards, err := a.cited(ids)
	if err != nil {
		return nil, err
	}
	out := make([]read, 0, len(ids))
	for _, id := range ids {
		if c, ok := cards[id]; ok {
			out = append(out, read{c, count[id]})
		}
	}
	return out, nil
}

// within reports whether a section is another one or stands below it.
func (a *assembly) within(id, other news.SectionID) bool {
	for range 4 {
		if id == other {
			return true
		}
		sec, ok := a.bySec[id]
		if !ok {
			return false
		}
		id = sec.Parent
	}
	return false
}

// ranked gives a ranking and where its articles stand in this snapshot. They
// are looked up once per change of the paper, not once per page.
func (a *assembly) ranked(since time.Duration) ([]store.ReadCount, map[news.ArticleID]place, error) {
	k := a.s.popular.of(since)
	k.mu.Lock()
	defer k.mu.Unlock()
	a.s.rank(a.ctx, k)
	if at, ok := k.placed[a.ed.ID]; ok && at.seq == a.view.Seq() {
		return k.list, at.cards, nil
	}
	ids := make([]news.ArticleID, len(k.list))
	for i, rc := range k.list {
		ids[i] = rc.Article
	}
	at := placed{seq: a.view.Seq(), cards: make(map[news.ArticleID]place, len(ids))}
	if len(ids) > 0 {
		cards, err := a.view.Cards(a.ctx, ids)
		if err != nil {
			return nil, nil, fmt.Errorf("read the most read articles: %w", err)
		}
		for id, c := range cards {
			at.cards[id] = place{c.Section, c.Kind == news.KindAdvertorial, c.Protected}
		}
	}
	if k.placed == nil {
		k.placed = map[news.EditionID]placed{}
	}
	k.placed[a.ed.ID] = at
	return k.list, at.cards, nil
}
