package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// Register is the public register of corrections and withdrawals as readers
// have it, newest first, for the desk that looks after it.
func (n *Newsroom) Register(ctx context.Context, who Actor, e news.EditionID, q store.RegisterQuery) (out []store.RegisterEntry, err error) {
	if !holdsSomewhere(who, PermDesk) {
		return nil, news.E(news.Forbidden, string(PermDesk), nil)
	}
	q.Limit = limited(q.Limit, 100)
	err = n.db.Published().View(ctx, e, func(v store.View) error {
		out, err = v.Register(ctx, q)
		return err
	})
	return out, err
}
