package store

import (
	"context"

	"warta/internal/news"
)

// deriveLibrary makes what the photo desk looks up of an older Warta's assets,
// drafts and versions.
func (t *tx) deriveLibrary(ctx context.Context) error {
	err := t.inPieces(ctx, `SELECT id FROM asset WHERE id > $1 ORDER BY id LIMIT CAST($2 AS BIGINT)`, func(id int64) error {
		found, err := t.Media().Get(ctx, []news.AssetID{news.AssetID(id)})
		for i := range found {
			if err := t.Media().Put(ctx, &found[i]); err != nil {
				return err
			}
			for _, r := range found[i].Renditions {
				if err := t.Uploads().Use(ctx, found[i].ID, r.Name); err != nil {
					return err
				}
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	err = t.inPieces(ctx, `SELECT article FROM draft WHERE article > $1 ORDER BY article LIMIT CAST($2 AS BIGINT)`, func(id int64) error {
		c, err := t.Articles().Draft(ctx, news.ArticleID(id))
		if err != nil {
			return err
		}
		return t.useIn(ctx, news.ArticleID(id), 0, &c)
	})
	if err != nil {
		return err
	}
	return t.inPieces(ctx, `SELECT id FROM version WHERE id > $1 ORDER BY id LIMIT CAST($2 AS BIGINT)`, func(id int64) error {
		v, err := t.Articles().Version(ctx, news.VersionID(id))
		if err != nil {
			return err
		}
		return t.useIn(ctx, v.Article, v.ID, &v.Content)
	})
}
