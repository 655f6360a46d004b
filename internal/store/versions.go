package store

import (
	"context"

	"warta/internal/news"
)

// A version has an INSERT and a SELECT, and nothing else (newsroom.md ART-2).

func (t articles) AddVersion(ctx context.Context, v *news.Version) error {
	if err := checkText("freeze article "+v.Article.String(), v); err != nil {
		return err
	}
	content, err := encode(&v.Content)
	if err != nil {
		return t.fail(err, "freeze article %d", v.Article)
	}
	err = t.row(ctx, `SELECT coalesce(max(number), 0) + 1 FROM version WHERE article = $1`,
		[]any{int64(v.Article)}, &v.Number)
	if err != nil {
		return t.fail(err, "freeze article %d", v.Article)
	}
	v.ID = 0
	err = t.insert(ctx, tVersion, (*int64)(&v.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO version (id, article, number, revision, frozen_at, actor, content)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
			id, int64(v.Article), v.Number, v.Revision, micros(v.FrozenAt), v.By, content)
	})
	if err == nil {
		if t.frozen == nil {
			t.frozen = map[news.VersionID]*news.Content{}
		}
		t.frozen[v.ID] = &v.Content
		err = t.useIn(ctx, v.Article, v.ID, &v.Content)
	}
	return t.fail(err, "freeze article %d", v.Article)
}

func (t articles) Version(ctx context.Context, id news.VersionID) (v news.Version, err error) {
	v.ID = id
	err = t.row(ctx, `SELECT article, number, revision, frozen_at, actor, content FROM version WHERE id = $1`,
		[]any{int64(id)}, &v.Article, &v.Number, &v.Revision, at(&v.FrozenAt), &v.By, fromJSON(&v.Content))
	if err != nil {
		return news.Version{}, t.fail(err, "get version %d", id)
	}
	return v, nil
}
