package store

import (
	"context"
	"database/sql"

	"warta/internal/news"
)

var _ Editions = editions{}

type editions struct{ *tx }

func scanEdition(r *sql.Rows, e *news.Edition) error {
	var id news.EditionID
	if err := r.Scan(&id, fromJSON(e)); err != nil {
		return err
	}
	e.ID = id
	return nil
}

func (t editions) Put(ctx context.Context, e *news.Edition) error {
	if err := checkText("put edition", e); err != nil {
		return err
	}
	data, err := encode(e)
	if err != nil {
		return t.fail(err, "put edition %d", e.ID)
	}
	err = t.put(ctx, tEdition, (*int64)(&e.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `UPDATE edition SET data = $2 WHERE id = $1`, id, data)
	}, func(id int64) (int64, error) {
		return t.exec(ctx, `INSERT INTO edition (id, data) VALUES ($1, $2) ON CONFLICT DO NOTHING`, id, data)
	})
	return t.fail(err, "put edition %d", e.ID)
}

func (t editions) Get(ctx context.Context, id news.EditionID) (news.Edition, error) {
	r, err := t.query(ctx, `SELECT id, data FROM edition WHERE id = $1`, int64(id))
	if err != nil {
		return news.Edition{}, t.fail(err, "get edition %d", id)
	}
	return one(t.database, r, scanEdition, "get edition %d", id)
}

func (t editions) All(ctx context.Context) ([]news.Edition, error) {
	r, err := t.query(ctx, `SELECT id, data FROM edition ORDER BY id`)
	if err != nil {
		return nil, t.fail(err, "list editions")
	}
	return all(t.database, r, scanEdition, "list editions")
}
