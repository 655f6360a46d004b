package store

import (
	"context"
	"database/sql"

	"warta/internal/news"
)

var _ Amendments = amendments{}

type amendments struct{ *tx }

func (t amendments) Add(ctx context.Context, a *news.Amendment) error {
	if err := checkText("amend article "+a.Article.String(), a); err != nil {
		return err
	}
	err := t.insert(ctx, tAmendment, (*int64)(&a.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO amendment (id, article, kind, note, at, actor, requested_by, reply, before_version, after_version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
			id, int64(a.Article), string(a.Kind), a.Note, micros(a.At), a.By, a.RequestedBy, int64(a.Reply),
			int64(a.Before), int64(a.After))
	})
	return t.fail(err, "amend article %d", a.Article)
}

func (t amendments) Of(ctx context.Context, id news.ArticleID) ([]news.Amendment, error) {
	r, err := t.query(ctx, `
		SELECT id, article, kind, note, at, actor, requested_by, reply, before_version, after_version
		FROM amendment WHERE article = $1 ORDER BY at, id`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list amendments of article %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, a *news.Amendment) error {
		return r.Scan(&a.ID, &a.Article, &a.Kind, &a.Note, at(&a.At), &a.By, &a.RequestedBy, &a.Reply,
			&a.Before, &a.After)
	}, "list amendments of article %d", id)
}
