package search

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// DeskVersion is the version of the newsroom's index; another one is made anew.
const DeskVersion = Version + 1

// DeskIndexer keeps the newsroom's own index: over drafts, notes and whatever
// else nobody outside may find. It follows marks that the store's writers leave
// with each change, so that a save needs no row in the ledger; public code has
// no way to it.
type DeskIndexer struct {
	db  store.Database
	log *slog.Logger
	// turn keeps the follower and those who search apart.
	turn chan struct{}
}

// NewDeskIndexer makes one over the database.
func NewDeskIndexer(db store.Database, log *slog.Logger) *DeskIndexer {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &DeskIndexer{db: db, log: log, turn: make(chan struct{}, 1)}
}

// deskStep is how many articles one transaction indexes.
const deskStep = 32

// Run follows until ctx ends, once a second; who searches does not wait for it.
func (x *DeskIndexer) Run(ctx context.Context) {
	failed := false
	for ctx.Err() == nil {
		err := x.CatchUp(ctx)
		if err != nil && ctx.Err() == nil && !failed {
			x.log.Error("the newsroom's index cannot follow", "error", err)
		}
		failed = err != nil
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

// CatchUp indexes everything that changed: articles, then assets, the newest of
// each first.
func (x *DeskIndexer) CatchUp(ctx context.Context) error {
	select {
	case x.turn <- struct{}{}:
		defer func() { <-x.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := x.catchUpArticles(ctx); err != nil {
		return err
	}
	return x.catchUpLibrary(ctx)
}

func (x *DeskIndexer) catchUpArticles(ctx context.Context) error {
	for {
		var docs []store.DeskDoc
		version := 0
		err := x.db.Read(ctx, func(tx store.Tx) (err error) {
			docs = nil
			if version, err = tx.Desk().Analyser(ctx); err != nil || version != DeskVersion {
				return err
			}
			marks, err := tx.Desk().Dirty(ctx, deskStep)
			if err != nil {
				return err
			}
			for _, m := range marks {
				d, err := deskDocument(ctx, tx, m)
				if err != nil {
					return err
				}
				docs = append(docs, d)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if version != DeskVersion {
			err := x.db.Write(ctx, func(tx store.Tx) error { return tx.Desk().Reindex(ctx, DeskVersion) })
			if err != nil {
				return err
			}
			continue
		}
		if len(docs) == 0 {
			return nil
		}
		if err := x.db.Write(ctx, func(tx store.Tx) error { return tx.Desk().Index(ctx, docs) }); err != nil {
			return err
		}
		if len(docs) < deskStep {
			return nil
		}
	}
}

// deskDocument is an article as the newsroom finds it: all its words, also
// those that never leave the newsroom.
func deskDocument(ctx context.Context, tx store.Tx, m store.DeskMark) (store.DeskDoc, error) {
	out := store.DeskDoc{DeskMark: m}
	rows, err := tx.Desk().Rows(ctx, []news.ArticleID{m.Article})
	if err != nil {
		return out, err
	}
	if len(rows) == 0 {
		out.Gone = true
		return out, nil
	}
	out.Facets = rows[0].Lists()
	c, err := tx.Desk().Head(ctx, m.Article)
	if err != nil && !news.Is(err, news.NotFound) {
		return out, err
	}
	b := builder{a: For(c.Language), doc: store.SearchDoc{Article: m.Article, Weights: map[string]float64{}, Words: map[string]string{}}}
	b.add(c.Headline, inHeadline)
	b.add(c.Slugline, inHeadline)
	tags, err := tx.Taxonomy().Tags(ctx, c.Tags)
	if err != nil {
		return out, err
	}
	for _, t := range tags {
		b.add(t.Name, inTags)
	}
	b.add(c.Kicker, inKicker)
	b.head = false
	for _, v := range c.Headlines {
		b.add(v, inHeadline)
	}
	b.add(c.Standfirst, inStandfirst)
	var people []news.PersonID
	for _, x := range c.Byline {
		if x.Person != 0 {
			people = append(people, x.Person)
		}
		b.add(x.Name, inByline)
	}
	found, err := tx.People().Get(ctx, people)
	if err != nil {
		return out, err
	}
	for _, p := range found {
		b.add(p.Name, inByline)
	}
	b.add(c.Body.Text(), inBody)
	if c.Lead != nil {
		b.add(c.Lead.Caption, inCaption)
		b.add(c.Lead.Credit, inCaption)
		b.add(c.Lead.Alt, inCaption)
	}
	if c.Source != nil {
		b.add(c.Source.Name, inCaption)
	}
	b.add(c.NotesInternal, inBody)
	b.add(c.ClosingNote, inBody)
	b.add(strings.NewReplacer("/", " ", "-", " ").Replace(rows[0].Path), inCaption)
	b.add(strconv.FormatInt(int64(m.Article), 10), inCaption)
	notes, err := tx.Notes().Of(ctx, m.Article)
	if err != nil {
		return out, err
	}
	for _, n := range notes {
		b.add(n.Text, inBody)
	}
	out.SearchDoc = b.done()
	return out, nil
}
