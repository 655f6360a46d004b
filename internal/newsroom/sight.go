package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// Sight is what decides who may know of an article.
type Sight struct {
	Revision int
	subject  Subject
}

// Sight reads it, for doors that tell many people of one change. NotFound.
func (n *Newsroom) Sight(ctx context.Context, id news.ArticleID) (Sight, error) {
	var out Sight
	err := n.db.Read(ctx, func(tx store.Tx) error {
		a, err := tx.Articles().Get(ctx, id)
		if err != nil {
			return err
		}
		out = Sight{Revision: a.Revision, subject: Subject{Article: a.ID, Work: a.Work, Public: a.Public}}
		return nil
	})
	return out, err
}

// Of reports whether the actor may know of it.
func (s Sight) Of(who Actor) bool {
	return Can(who, PermRead, s.subject) || Can(who, PermGlance, s.subject)
}
