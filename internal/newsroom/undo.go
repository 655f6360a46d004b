package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// Undo takes a publication back within ten seconds, by whoever made it (WF-10).
// Readers get the text from before, or a notice that the article is back in
// editing; nobody outside was told of it yet.
type Undo struct {
	Article news.ArticleID
	ownToo
}

func (c Undo) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermPublish, c.Article)
}

func (c Undo) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "undo", c.Article, 0)
	if err != nil {
		return outcome{}, err
	}
	was := a.Revision
	undone := a.Live
	_, reopen, err := a.UndoPublish(who.publisher(), tx.Now())
	if err != nil {
		return outcome{}, err
	}
	v, err := tx.Articles().Version(ctx, undone)
	if err != nil {
		return outcome{}, err
	}
	if reopen {
		if err := reopened(ctx, tx, who, &a, &v); err != nil {
			return outcome{}, err
		}
	}
	if err := tx.Articles().Save(ctx, &a, was); err != nil {
		return outcome{}, err
	}
	var keys []string
	own := []string{news.KeyArticle(a.ID), news.KeyCard(a.ID)}
	if a.Live != 0 {
		old, err := tx.Articles().Version(ctx, a.Live)
		if err != nil {
			return outcome{}, err
		}
		if keys, err = show(ctx, tx, &a, &old, &v); err != nil {
			return outcome{}, err
		}
	} else {
		notice := news.Withdrawal{Article: a.ID, Ground: news.GroundEditing, At: tx.Now(), By: who.String(), Path: a.Path}
		if keys, err = hide(ctx, tx, &a, &v, notice); err != nil {
			return outcome{}, err
		}
	}
	return outcome{result: resultOf(&a, a.Live), audit: auditOf(news.CmdUndo, &a, &v),
		events: []news.Event{{Edition: a.Edition, Kind: news.EventRetracted, Article: a.ID, Keys: keys, Drop: own}}}, nil
}

// hide takes an article from readers and says which pages are no longer true.
func hide(ctx context.Context, tx store.Tx, a *news.Article, before *news.Version, w news.Withdrawal) ([]string, error) {
	sections, err := listedIn(ctx, tx, a.Edition, before.Content)
	if err != nil {
		return nil, err
	}
	ends, err := linkedKeys(ctx, tx, a.ID)
	if err != nil {
		return nil, err
	}
	// The months in which it stood are those of the dates that readers saw, which
	// the store knows; ours may have been taken back already.
	shown := *a
	if shown.Dates.Display.IsZero() {
		shown.Dates.Display, shown.Dates.FirstPublished = w.At, w.At
	}
	if err := tx.Publishing().Hide(ctx, a.ID, w); err != nil {
		return nil, err
	}
	return slices.Concat([]string{news.KeyArticle(a.ID), news.KeyCard(a.ID), news.KeyRegister(a.Edition)}, ends,
		archiveKeys(&shown), listKeys(a.Edition, sections, before.Content)), nil
}
