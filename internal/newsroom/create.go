package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// Create opens a new article with its first draft (WF-1). Creating twice with
// the same ClientID gives the same article.
type Create struct {
	Edition news.EditionID
	// ID is kept if it is free (imports keep their numbers); 0 lets the store
	// choose.
	ID       news.ArticleID
	ClientID string
	Origin   news.Origin
	Content  news.Content
	// Imported content may break the limits of what is typed here.
	Imported bool
}

func (Create) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermCreate, Subject{}, nil
}

func (c Create) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if err := c.Content.Validate(news.Check{Imported: c.Imported}); err != nil {
		return outcome{}, err
	}
	a, err := create(ctx, tx, who, c)
	if err != nil {
		return outcome{}, err
	}
	row := auditOf(news.CmdCreate, &a, nil)
	return outcome{
		result: resultOf(&a, 0),
		// Nothing that readers see has changed.
		events: []news.Event{{Edition: a.Edition, Kind: news.EventCreated, Article: a.ID}},
		audit:  row,
	}, nil
}

func create(ctx context.Context, tx store.Tx, who Actor, c Create) (news.Article, error) {
	a := news.Article{ID: c.ID, Edition: c.Edition, Work: news.Writing, Public: news.Never, Revision: 1,
		Dates: news.Dates{Created: tx.Now()}, Origin: c.Origin, ClientID: c.ClientID}
	if err := tx.Articles().Create(ctx, &a, &c.Content); err != nil {
		return a, err
	}
	kind := news.RevisionManual
	if c.Imported {
		kind = news.RevisionImported
	}
	r := &news.Revision{Article: a.ID, Number: 1, Kind: kind, At: tx.Now(), By: who.String(), Content: &c.Content}
	return a, tx.Articles().AddRevision(ctx, r)
}
