package store

import (
	"context"
	"database/sql"

	"warta/internal/news"
)

var _ Media = media{}

type media struct{ *tx }

func scanAsset(r *sql.Rows, a *news.Asset) error {
	var id news.AssetID
	if err := r.Scan(&id, fromJSON(a)); err != nil {
		return err
	}
	a.ID = id
	return nil
}

// Put writes the asset and everything by which it is found.
func (t media) Put(ctx context.Context, a *news.Asset) error {
	if err := checkText("put asset", a); err != nil {
		return err
	}
	data, err := encode(a)
	if err != nil {
		return t.fail(err, "put asset %s", a.Hash)
	}
	args := func(id int64) []any {
		return []any{id, int64(a.Edition), a.Hash, data, assetTime(a), a.Kind, micros(a.Rights.ExpiresAt), number(a.Withheld(t.Now()))}
	}
	err = t.put(ctx, tAsset, (*int64)(&a.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			UPDATE asset SET edition = $2, hash = $3, data = $4, added = $5, kind = $6, expires = $7, withheld = $8
			WHERE id = $1 AND NOT EXISTS (
				SELECT 1 FROM asset AS o WHERE o.edition = $2 AND o.hash = $3 AND o.hash <> '' AND o.id <> $1)`, args(id)...)
	}, func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO asset (id, edition, hash, data, added, kind, expires, withheld)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`, args(id)...)
	})
	if err != nil {
		return t.fail(err, "put asset %s", a.Hash)
	}
	return t.fail(t.indexAsset(ctx, a), "put asset %d", a.ID)
}

func (t media) Get(ctx context.Context, ids []news.AssetID) ([]news.Asset, error) {
	found, err := byID(ctx, t.s, ids,
		`SELECT id, data FROM asset WHERE id IN `+in8,
		`SELECT id, data FROM asset WHERE id IN `+in32,
		scanAsset, func(a *news.Asset) news.AssetID { return a.ID })
	return inOrder(ids, found), t.fail(err, "get assets")
}

func (t media) ByHash(ctx context.Context, e news.EditionID, hash string) (news.Asset, error) {
	if hash == "" || !storable(hash) {
		return news.Asset{}, refuse(news.NotFound, "find asset %q", hash)
	}
	r, err := t.query(ctx, `SELECT id, data FROM asset WHERE edition = $1 AND hash = $2 AND hash <> ''`, int64(e), hash)
	if err != nil {
		return news.Asset{}, t.fail(err, "find asset %s", hash)
	}
	return one(t.database, r, scanAsset, "find asset %s", hash)
}
