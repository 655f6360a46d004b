package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// editing is what changing an article's draft needs. It keeps other writers out
// until the transaction ends.
func editing(ctx context.Context, tx store.Tx, id news.ArticleID) (Permission, Subject, error) {
	return ask(ctx, tx, PermEdit, id)
}

// putDraft writes the open draft, or opens one, with the article's row.
func putDraft(ctx context.Context, tx store.Tx, who Actor, a *news.Article, was int, c *news.Content) error {
	if err := a.Save(who.User, tx.Now()); err != nil {
		return err
	}
	a.Section = c.Section
	if err := tx.Articles().PutDraft(ctx, a.ID, c); err != nil {
		return err
	}
	return tx.Articles().Save(ctx, a, was)
}
