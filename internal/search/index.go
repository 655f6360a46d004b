package search

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Options of an indexer. Published, Search and Ledger are needed.
type Options struct {
	Published store.Published
	Search    store.Search
	Ledger    store.Ledger
	// Changed is told after each step how far the index has got, so that pages
	// made from it can go.
	Changed func(news.Seq)
	Logger  *slog.Logger
}

// Indexer keeps the index in step with the ledger. Every node runs one; what
// one has done the others find done.
type Indexer struct {
	o Options
	// turn keeps the changes of this process and the follower apart. Whoever
	// waits for it can leave: a rebuild takes its time.
	turn chan struct{}
}

// NewIndexer makes an indexer.
func NewIndexer(o Options) *Indexer {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Changed == nil {
		o.Changed = func(news.Seq) {}
	}
	return &Indexer{o: o, turn: make(chan struct{}, 1)}
}

const (
	// stepEvents and stepArticles bound one transaction of the index, so that
	// read counts, which share its file, need not wait long.
	stepEvents   = 501
	stepArticles = 64
	// pollAfterError is the pause after a failure.
	pollAfterError = time.Second
)

// Run follows until ctx ends.
func (x *Indexer) Run(ctx context.Context) {
	failed := false
	for ctx.Err() == nil {
		err := x.CatchUp(ctx)
		if err == nil {
			if failed {
				x.o.Logger.Info("the search index follows again")
			}
			failed = false
			err = x.o.Ledger.Wait(ctx)
		}
		if err == nil || ctx.Err() != nil {
			continue
		}
		if !failed {
			x.o.Logger.Error("the search index cannot follow; new articles are found late until it can", "error", err)
		}
		failed = true
		select {
		case <-ctx.Done():
		case <-time.After(pollAfterError):
		}
	}
}

// CatchUp brings the index to the ledger's end. An index of another analyser,
// or one that followed another ledger than this (a restored backup), is made
// anew.
func (x *Indexer) CatchUp(ctx context.Context) error {
	select {
	case x.turn <- struct{}{}:
		defer func() { <-x.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	var made *progress
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		st, err := x.o.Search.State(ctx)
		if err != nil {
			return err
		}
		var more bool
		switch {
		case st.Version != Version:
			more, err = x.begin(ctx, st, "the index is of another version")
		case st.Rebuild != "":
			if made == nil {
				made = &progress{log: x.o.Logger, began: time.Now()}
			}
			more, err = x.rebuild(ctx, st, made)
		default:
			more, err = x.follow(ctx, st)
		}
		if news.Is(err, news.Stale) {
			continue // another node was here
		}
		if err != nil || !more {
			return err
		}
	}
}

// begin empties the index; the rebuild starts from the present end of the
// ledger, and what happens meanwhile is followed afterwards.
func (x *Indexer) begin(ctx context.Context, st store.SearchState, why string) (bool, error) {
	seq, id, err := x.o.Ledger.Head(ctx)
	if err != nil {
		return false, err
	}
	if st.Version != 0 {
		x.o.Logger.Warn("the search index is made anew", "why", why, "was", st.Seq, "ledger", seq)
	}
	first, err := json.Marshal(place{})
	if err != nil {
		return false, err
	}
	return true, x.o.Search.Apply(ctx, st, store.SearchChange{Clear: true,
		State: store.SearchState{Version: Version, Seq: seq, Event: id, Rebuild: string(first)}})
}

// place is where a rebuild has got to: the edition, and the last article seen.
type place struct {
	Edition news.EditionID `json:"edition"`
	At      int64          `json:"at,omitempty"`
	Article news.ArticleID `json:"article,omitempty"`
}

// progress reports a rebuild every few seconds.
type progress struct {
	log         *slog.Logger
	n           int
	began, told time.Time
}

func (p *progress) add(n int, done bool) {
	p.n += n
	if (done && p.n > 0 && time.Since(p.began) > time.Second) || time.Since(p.began) > 5*time.Second && time.Since(p.told) > 5*time.Second {
		p.told = time.Now()
		p.log.Info("making the search index", "articles", p.n, "done", done, "seconds", int(time.Since(p.began).Seconds()))
	}
}

// rebuild indexes the next articles of the list of all, newest first, so that
// what readers look for most is found first.
func (x *Indexer) rebuild(ctx context.Context, st store.SearchState, made *progress) (bool, error) {
	var at place
	if err := json.Unmarshal([]byte(st.Rebuild), &at); err != nil {
		return x.begin(ctx, st, "its place is lost")
	}
	next := st
	editions, err := x.o.Published.Editions(ctx)
	if err != nil {
		return false, err
	}
	for _, e := range editions {
		if e.ID < at.Edition {
			continue
		}
		q := store.ListQuery{List: store.List{By: "edition"}, Limit: stepArticles}
		if e.ID == at.Edition && at.Article != 0 {
			q.BeforeAt, q.BeforeID = time.UnixMicro(at.At), at.Article
		}
		var change store.SearchChange
		var cards []store.Card
		err := x.o.Published.View(ctx, e.ID, func(v store.View) error {
			var err error
			if cards, err = v.List(ctx, q); err != nil || len(cards) == 0 {
				return err
			}
			ids := make([]news.ArticleID, len(cards))
			for i, c := range cards {
				ids[i] = c.ID
			}
			change, err = x.read(ctx, v, ids)
			return err
		})
		if err != nil {
			return false, err
		}
		if len(cards) == 0 {
			continue
		}
		last := cards[len(cards)-1]
		b, err := json.Marshal(place{Edition: e.ID, At: last.At.UnixMicro(), Article: last.ID})
		if err != nil {
			return false, err
		}
		next.Rebuild = string(b)
		change.State = next
		if err := x.o.Search.Apply(ctx, st, change); err != nil {
			return false, err
		}
		made.add(len(cards), false)
		x.o.Changed(next.Seq)
		return true, nil
	}
	next.Rebuild = ""
	made.add(0, true)
	if err := x.o.Search.Apply(ctx, st, store.SearchChange{State: next}); err != nil {
		return false, err
	}
	x.o.Changed(next.Seq)
	return true, nil
}

// follow applies the next events.
func (x *Indexer) follow(ctx context.Context, st store.SearchState) (bool, error) {
	events, err := x.o.Ledger.From(ctx, max(st.Seq, 1), stepEvents)
	if err != nil {
		return false, err
	}
	if st.Seq > 0 {
		if len(events) == 0 || events[0].Seq != st.Seq || events[0].ID != st.Event {
			return x.begin(ctx, st, "the ledger is not the one that was followed")
		}
		events = events[1:]
	}
	if len(events) == 0 {
		return false, nil
	}
	touched := map[news.EditionID][]news.ArticleID{}
	known := map[news.ArticleID]bool{}
	taken := 0
	for _, e := range events {
		ids, err := x.touched(ctx, e)
		if err != nil {
			return false, err
		}
		if taken > 0 && len(known)+len(ids) > stepArticles {
			break
		}
		taken++
		for _, id := range ids {
			if !known[id] {
				known[id] = true
				touched[e.Edition] = append(touched[e.Edition], id)
			}
		}
	}
	var change store.SearchChange
	for edition, ids := range touched {
		err := x.o.Published.View(ctx, edition, func(v store.View) error {
			c, err := x.read(ctx, v, ids)
			change.Put, change.Remove = append(change.Put, c.Put...), append(change.Remove, c.Remove...)
			return err
		})
		if err != nil {
			return false, err
		}
	}
	last := events[taken-1]
	change.State = store.SearchState{Version: Version, Seq: last.Seq, Event: last.ID}
	if err := x.o.Search.Apply(ctx, st, change); err != nil {
		return false, err
	}
	x.o.Changed(last.Seq)
	return true, nil
}

// renamedMost bounds how many articles are read again for a changed name.
const renamedMost = 2000

// touched are the articles whose words an event may have changed: its own, and
// those that carry a tag or a person whose name changed.
func (x *Indexer) touched(ctx context.Context, e news.Event) ([]news.ArticleID, error) {
	if e.Article != 0 {
		return []news.ArticleID{e.Article}, nil
	}
	var lists []store.List
	if e.Kind == news.EventTaxonomy || e.Kind == news.EventPeople {
		for _, k := range e.Keys {
			for _, kind := range []struct{ letter, by string }{{"t", "tag"}, {"p", "person"}} {
				if k[:1] != kind.letter {
					continue
				}
				if id, err := strconv.ParseInt(k[1:], 10, 64); err == nil {
					lists = append(lists, store.List{By: kind.by, ID: id})
				}
			}
		}
	}
	if len(lists) == 0 {
		return nil, nil
	}
	var out []news.ArticleID
	err := x.o.Published.View(ctx, e.Edition, func(v store.View) error {
		for _, l := range lists {
			cards, err := v.List(ctx, store.ListQuery{List: l, Limit: renamedMost})
			if err != nil {
				return fmt.Errorf("list the articles of a changed name: %w", err)
			}
			for _, c := range cards {
				out = append(out, c.ID)
			}
		}
		return nil
	})
	return out, err
}

// read makes documents of the live ones among the articles; the others go.
func (x *Indexer) read(ctx context.Context, v store.View, ids []news.ArticleID) (c store.SearchChange, err error) {
	found, err := v.Articles(ctx, ids)
	if err != nil {
		return c, fmt.Errorf("read articles to index: %w", err)
	}
	var tags []news.TagID
	var people []news.PersonID
	for _, p := range found {
		tags = append(tags, p.Content.Tags...)
		for _, b := range p.Content.Byline {
			if b.Person != 0 {
				people = append(people, b.Person)
			}
		}
	}
	var n names
	if n.tags, err = v.Tags(ctx, tags); err != nil {
		return c, fmt.Errorf("read tags to index: %w", err)
	}
	if n.people, err = v.People(ctx, people); err != nil {
		return c, fmt.Errorf("read people to index: %w", err)
	}
	for _, id := range ids {
		p, ok := found[id]
		if !ok || !p.Listed {
			c.Remove = append(c.Remove, id)
			continue
		}
		c.Put = append(c.Put, document(&p, n))
	}
	return c, nil
}
