package store

import (
	"context"
	"slices"

	"warta/internal/news"
)

// use says which assets a thing on the readers' side shows; owner is its
// surrogate key. Rows are touched only where that changed.
func (t *tx) use(ctx context.Context, owner string, assets []news.AssetID) error {
	r, err := t.query(ctx, `SELECT asset FROM pub_use WHERE owner = $1`, owner)
	if err != nil {
		return err
	}
	var has []news.AssetID
	err = r.each(func() error {
		var id news.AssetID
		if err := r.Scan(&id); err != nil {
			return err
		}
		has = append(has, id)
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range has {
		if slices.Contains(assets, id) {
			continue
		}
		if _, err := t.exec(ctx, `DELETE FROM pub_use WHERE owner = $1 AND asset = $2`, owner, int64(id)); err != nil {
			return err
		}
	}
	for _, id := range assets {
		if id == 0 || slices.Contains(has, id) {
			continue
		}
		_, err := t.exec(ctx, `INSERT INTO pub_use (owner, asset) VALUES ($1, $2) ON CONFLICT DO NOTHING`, owner, int64(id))
		if err != nil {
			return err
		}
	}
	return nil
}

// articleAssets are what an article's page shows.
func articleAssets(p *PublishedArticle) []news.AssetID {
	var out []news.AssetID
	if p.Content.Lead != nil {
		out = append(out, p.Content.Lead.Asset)
	}
	for _, id := range p.Content.Body.Refs().Assets {
		out = append(out, news.AssetID(id))
	}
	return out
}

// editionAssets are what every page of an edition may show.
func editionAssets(e *news.Edition) []news.AssetID {
	out := []news.AssetID{e.Settings.Masthead.Logo}
	for _, ad := range e.Settings.Ads.Slots {
		out = append(out, ad.Image)
	}
	return out
}

// nameRenditions says whose files are. What was once an asset's stays its own.
func (t *tx) nameRenditions(ctx context.Context, a *news.Asset) error {
	for _, r := range a.Renditions {
		if r.Name == "" || len(r.Name) > maxPath {
			continue
		}
		_, err := t.exec(ctx, `
			INSERT INTO pub_rendition (name, asset) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET asset = excluded.asset`, r.Name, int64(a.ID))
		if err != nil {
			return err
		}
	}
	return nil
}

func (v *view) Rendition(ctx context.Context, name string) (RenditionState, error) {
	if !storable(name) {
		return RenditionUnknown, nil
	}
	var known, used int
	err := v.s.row(ctx, `
		SELECT count(*), coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM pub_use AS u WHERE u.asset = r.asset)
			AND NOT EXISTS (SELECT 1 FROM pub_asset AS a WHERE a.id = r.asset AND a.withheld <> 0) THEN 1 ELSE 0 END), 0)
		FROM pub_rendition AS r WHERE r.name = $1`, []any{name}, &known, &used)
	switch {
	case err != nil:
		return RenditionUnknown, v.d.fail(err, "ask for rendition %s", name)
	case used > 0:
		return RenditionPublic, nil
	case known > 0:
		return RenditionGone, nil
	}
	return RenditionUnknown, nil
}

// RetireFiles leaves the names with no asset: nothing public shows that.
func (t publishing) RetireFiles(ctx context.Context, names ...string) error {
	for _, name := range names {
		if _, err := t.exec(ctx, `UPDATE pub_rendition SET asset = 0 WHERE name = $1`, name); err != nil {
			return t.fail(err, "retire file %s", name)
		}
	}
	return nil
}

func (v *view) FormerFile(ctx context.Context, addresses []string) (news.AssetID, error) {
	for _, a := range addresses {
		if !storable(a) || a == "" {
			continue
		}
		var id int64
		err := v.s.row(ctx, `SELECT coalesce(max(id), 0) FROM import_thing WHERE edition = $1 AND kind = 'asset' AND key = $2`,
			[]any{int64(v.edition.ID), indexKey(a)}, &id)
		if err != nil {
			return 0, v.d.fail(err, "find a former site's file")
		}
		if id != 0 {
			return news.AssetID(id), nil
		}
	}
	return 0, nil
}

func (v *view) Comments(ctx context.Context, id news.ArticleID, limit int) ([]ReaderComment, error) {
	// Addresses of those who wrote, in data, stay in the newsroom.
	r, err := v.s.query(ctx, `SELECT article, number, parent, author, at, state, type, text, '{}' FROM import_comment
		WHERE article = $1 AND state = 'approved' AND type IN ('', 'comment') ORDER BY at, number LIMIT CAST($2 AS BIGINT)`, int64(id), limit)
	if err != nil {
		return nil, v.d.fail(err, "read the comments of article %d", id)
	}
	return all(v.d, rows{r, v.s}, scanComment, "read the comments of article %d", id)
}
