package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// Restore brings back what a revision said, as a whole or one block of it. What
// stood stays in the history.
type Restore struct {
	Article  news.ArticleID
	Revision int
	// Block is the id of a block of the first level; empty brings back all.
	Block string
	// IfRevision is the head the person looked at; 0 does not care.
	IfRevision int
}

func (r Restore) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return editing(ctx, tx, r.Article)
}

func (r Restore) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "restore", r.Article, r.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	head, err := headContent(ctx, tx, &a)
	if err != nil {
		return outcome{}, err
	}
	old, err := tx.Articles().Revision(ctx, r.Article, r.Revision)
	if err != nil {
		return outcome{}, err
	}
	op := "restore article " + r.Article.String()
	if old.Content == nil {
		return outcome{}, news.Refuse(news.NotFound, op, "", nil)
	}
	after := *old.Content
	if r.Block != "" {
		var ok bool
		after = head
		if after.Body, ok = head.Body.Restore(old.Content.Body, r.Block); !ok {
			return outcome{}, news.Refuse(news.NotFound, op, "", nil)
		}
		after.Body.AssignIDs("restore")
	}
	if err := amend(ctx, tx, who, &a, news.RevisionRestored, &head, &after); err != nil {
		return outcome{}, err
	}
	return outcome{result: resultOf(&a, 0)}, nil
}
