package newsroom

import (
	"context"

	"warta/internal/news"
)

// Changed is one change in the ledger as a listener is told of it: never its
// content (SAVE-19).
type Changed struct {
	Seq      news.Seq       `json:"seq"`
	Kind     news.EventKind `json:"kind"`
	Article  news.ArticleID `json:"article,omitempty"`
	Revision int            `json:"revision,omitempty"`
}

// Last is the number of the newest change.
func (n *Newsroom) Last(ctx context.Context) (news.Seq, error) {
	seq, _, err := n.db.Ledger().Head(ctx)
	return seq, err
}

// Wait returns when the ledger may have grown, or the context ended.
func (n *Newsroom) Wait(ctx context.Context) error { return n.db.Ledger().Wait(ctx) }

// ChangedSince lists what came after a number, as far as the actor may know of
// it, and how far it looked.
func (n *Newsroom) ChangedSince(ctx context.Context, who Actor, from news.Seq, limit int) (out []Changed, upTo news.Seq, err error) {
	list, err := n.db.Ledger().From(ctx, from+1, limit)
	if err != nil {
		return nil, from, err
	}
	upTo = from
	for _, e := range list {
		c := Changed{Seq: e.Seq, Kind: e.Kind, Article: e.Article}
		if e.Article != 0 {
			sight, err := n.Sight(ctx, e.Article)
			switch {
			case news.Is(err, news.NotFound):
				upTo = e.Seq
				continue
			case err != nil:
				return out, upTo, err
			case !sight.Of(who):
				upTo = e.Seq
				continue
			}
			c.Revision = sight.Revision
		}
		upTo = e.Seq
		out = append(out, c)
	}
	return out, upTo, nil
}
