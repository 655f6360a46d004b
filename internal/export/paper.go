package export

import (
	"context"
	"iter"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Paper is what is written.
type Paper interface {
	Edition() news.Edition
	Now() time.Time
	// Sections in tree order.
	Sections(ctx context.Context) ([]store.SectionEntry, error)
	// AllTags and AllPeople give those that articles name.
	AllTags(ctx context.Context) iter.Seq2[news.Tag, error]
	AllPeople(ctx context.Context) iter.Seq2[news.Person, error]
	// Articles, oldest first, then the static pages.
	Articles(ctx context.Context) iter.Seq2[Article, error]
	// Withdrawn gives the notices of what was withdrawn and is so still.
	Withdrawn(ctx context.Context) iter.Seq2[news.Withdrawal, error]
	// Readings gives read counts of articles; nil when they are not known.
	Readings(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]int64, error)

	// What texts refer to; only what may be written is answered.
	Cards(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]store.Card, error)
	Tags(ctx context.Context, ids []news.TagID) (map[news.TagID]news.Tag, error)
	Topics(ctx context.Context, ids []news.TopicID) (map[news.TopicID]news.Topic, error)
	People(ctx context.Context, ids []news.PersonID) (map[news.PersonID]news.Person, error)
	Assets(ctx context.Context, ids []news.AssetID) (map[news.AssetID]news.Asset, error)
}

// State is how far an article is.
type State string

const (
	Live      State = "live"
	Draft     State = "draft"
	Desk      State = "desk"
	Scheduled State = "scheduled"
)

// Article is one to be written.
type Article struct {
	store.PublishedArticle
	State State
	// Due is when a scheduled one goes out.
	Due time.Time
}

// Reader gives read counts (store.Reads).
type Reader interface {
	Totals(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]int64, error)
}

// Published is the paper as readers see it, on the snapshot of a view. Reads may
// be nil.
func Published(v store.View, reads Reader) Paper { return published{v, reads} }

type published struct {
	store.View
	reads Reader
}

// piece is how many rows are asked for at once.
const piece = 100

func (p published) AllTags(ctx context.Context) iter.Seq2[news.Tag, error] {
	return named(ctx, p.View, "tag", func(ids []news.TagID) (map[news.TagID]news.Tag, error) { return p.Tags(ctx, ids) })
}

func (p published) AllPeople(ctx context.Context) iter.Seq2[news.Person, error] {
	return named(ctx, p.View, "person", func(ids []news.PersonID) (map[news.PersonID]news.Person, error) { return p.People(ctx, ids) })
}

// named walks the tags or people that have a list of articles.
func named[ID ~int64, T any](ctx context.Context, v store.View, kind string, get func([]ID) (map[ID]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for after := int64(0); ; {
			list, err := v.Lists(ctx, kind, 1, after, piece)
			if err != nil {
				yield(none, err)
				return
			}
			ids := make([]ID, len(list))
			for i, e := range list {
				ids[i], after = ID(e.ID), e.ID
			}
			found, err := get(ids)
			if err != nil {
				yield(none, err)
				return
			}
			for _, id := range ids {
				if x, ok := found[id]; ok && !yield(x, nil) {
					return
				}
			}
			if len(list) < piece {
				return
			}
		}
	}
}

func (p published) Articles(ctx context.Context) iter.Seq2[Article, error] {
	return func(yield func(Article, error) bool) {
		for _, by := range []string{"edition", "page"} {
			q := store.ListQuery{List: store.List{By: by}, Limit: piece, Oldest: true}
			for {
				cards, err := p.List(ctx, q)
				if err != nil {
					yield(Article{}, err)
					return
				}
				ids := make([]news.ArticleID, len(cards))
				for i, c := range cards {
					ids[i] = c.ID
					q.BeforeAt, q.BeforeID = c.At, c.ID
				}
				found, err := p.View.Articles(ctx, ids)
				if err != nil {
					yield(Article{}, err)
					return
				}
				for _, id := range ids {
					if a, ok := found[id]; ok && !yield(Article{PublishedArticle: a, State: Live}, nil) {
						return
					}
				}
				if len(cards) < piece {
					break
				}
			}
		}
	}
}

func (p published) Withdrawn(ctx context.Context) iter.Seq2[news.Withdrawal, error] {
	return func(yield func(news.Withdrawal, error) bool) {
		seen := map[news.ArticleID]bool{}
		q := store.RegisterQuery{Kinds: []store.RegisterKind{store.RegisterWithdrawn}, Limit: piece}
		for {
			lines, err := p.Register(ctx, q)
			if err != nil {
				yield(news.Withdrawal{}, err)
				return
			}
			for _, l := range lines {
				q.BeforeAt, q.BeforeID = l.At, l.ID
				if seen[l.Article] || !l.Gone {
					continue
				}
				seen[l.Article] = true
				w, err := p.Withdrawal(ctx, l.Article)
				if news.Is(err, news.NotFound) {
					continue // it is back
				}
				if !yield(w, err) || err != nil {
					return
				}
			}
			if len(lines) < piece {
				return
			}
		}
	}
}

func (p published) Readings(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]int64, error) {
	if p.reads == nil {
		return nil, nil
	}
	return p.reads.Totals(ctx, ids)
}
