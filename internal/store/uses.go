package store

import (
	"context"
	"database/sql"
	"slices"

	"warta/internal/news"
)

// contentAssets are the media that content names, each once.
func contentAssets(c *news.Content) []news.AssetID {
	var out []news.AssetID
	add := func(id news.AssetID) {
		if id != 0 && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	if c.Lead != nil {
		add(c.Lead.Asset)
	}
	for _, id := range c.Body.Refs().Assets {
		add(news.AssetID(id))
	}
	return out
}

// useIn notes which media a version of an article holds; version 0 is the open
// draft, nil content none. A draft is saved every few seconds, so rows are
// touched only where that changed.
func (t *tx) useIn(ctx context.Context, article news.ArticleID, version news.VersionID, c *news.Content) error {
	var want []news.AssetID
	if c != nil {
		want = contentAssets(c)
	}
	r, err := t.query(ctx, `SELECT asset FROM asset_use WHERE article = $1 AND version = $2`, int64(article), int64(version))
	if err != nil {
		return err
	}
	has, err := all(t.database, r, func(r *sql.Rows, id *news.AssetID) error { return r.Scan(id) }, "read the media of an article")
	if err != nil {
		return err
	}
	for _, id := range has {
		if slices.Contains(want, id) {
			continue
		}
		_, err := t.exec(ctx, `DELETE FROM asset_use WHERE asset = $1 AND article = $2 AND version = $3`,
			int64(id), int64(article), int64(version))
		if err != nil {
			return err
		}
	}
	for _, id := range want {
		if slices.Contains(has, id) {
			continue
		}
		_, err := t.exec(ctx, `INSERT INTO asset_use (asset, article, version) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			int64(id), int64(article), int64(version))
		if err != nil {
			return err
		}
	}
	return nil
}
