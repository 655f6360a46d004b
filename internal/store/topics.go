package store

import (
	"context"
	"database/sql"

	"warta/internal/news"
)

const topicColumns = `id, edition, name, slug, summary, lead`

func scanTopic(r *sql.Rows, o *news.Topic) error {
	return r.Scan(&o.ID, &o.Edition, &o.Name, &o.Slug, &o.Summary, &o.Lead)
}

func (t taxonomy) PutTopic(ctx context.Context, o *news.Topic) error {
	if err := checkText("put topic", o); err != nil {
		return err
	}
	args := func(id int64) []any {
		return []any{id, int64(o.Edition), o.Name, nameKey(o.Name), o.Slug, o.Summary, int64(o.Lead)}
	}
	err := t.put(ctx, tTopic, (*int64)(&o.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			UPDATE topic SET edition = $2, name = $3, name_key = $4, slug = $5, summary = $6, lead = $7
			WHERE id = $1 AND NOT EXISTS (
				SELECT 1 FROM topic AS o WHERE o.edition = $2 AND o.slug = $5 AND o.id <> $1)`, args(id)...)
	}, func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO topic (id, edition, name, name_key, slug, summary, lead)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`, args(id)...)
	})
	return t.fail(err, "put topic %q", o.Name)
}

func (t taxonomy) Topics(ctx context.Context, ids []news.TopicID) ([]news.Topic, error) {
	found, err := byID(ctx, t.s, ids,
		`SELECT `+topicColumns+` FROM topic WHERE id IN `+in8,
		`SELECT `+topicColumns+` FROM topic WHERE id IN `+in32,
		scanTopic, func(o *news.Topic) news.TopicID { return o.ID })
	return inOrder(ids, found), t.fail(err, "get topics")
}

func (t taxonomy) FindTopic(ctx context.Context, e news.EditionID, name string) (news.Topic, error) {
	if !storable(name) {
		return news.Topic{}, refuse(news.NotFound, "find topic %q", name)
	}
	r, err := t.query(ctx, `
		SELECT `+topicColumns+` FROM topic WHERE edition = $1 AND name_key = $2 ORDER BY id LIMIT 1`,
		int64(e), nameKey(name))
	if err != nil {
		return news.Topic{}, t.fail(err, "find topic %q", name)
	}
	return one(t.database, r, scanTopic, "find topic %q", name)
}

func (t publishing) PutTopic(ctx context.Context, o news.Topic) error {
	if err := checkText("show topic", o); err != nil {
		return err
	}
	err := t.replace(ctx, "show topic "+o.Slug, `
		UPDATE pub_topic SET edition = $2, name = $3, slug = $4, summary = $5, lead = $6 WHERE id = $1
			AND NOT EXISTS (SELECT 1 FROM pub_topic AS o WHERE o.edition = $2 AND o.slug = $4 AND o.id <> $1)`, `
		INSERT INTO pub_topic (id, edition, name, slug, summary, lead) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT DO NOTHING`,
		int64(o.ID), int64(o.Edition), o.Name, o.Slug, o.Summary, int64(o.Lead))
	if err != nil {
		return err
	}
	return t.fail(t.use(ctx, news.KeyTopic(o.ID), []news.AssetID{o.Lead}), "show topic %s", o.Slug)
}

func (v *view) Topic(ctx context.Context, slug string) (news.Topic, error) {
	if !storable(slug) {
		return news.Topic{}, refuse(news.NotFound, "get topic")
	}
	r, err := v.s.query(ctx, `SELECT `+topicColumns+` FROM pub_topic WHERE edition = $1 AND slug = $2`,
		int64(v.edition.ID), slug)
	if err != nil {
		return news.Topic{}, v.d.fail(err, "get topic %s", slug)
	}
	return one(v.d, rows{r, v.s}, scanTopic, "get topic %s", slug)
}

func (v *view) Topics(ctx context.Context, ids []news.TopicID) (map[news.TopicID]news.Topic, error) {
	found, err := byID(ctx, v.s, ids,
		`SELECT `+topicColumns+` FROM pub_topic WHERE id IN `+in8,
		`SELECT `+topicColumns+` FROM pub_topic WHERE id IN `+in32,
		scanTopic, func(o *news.Topic) news.TopicID { return o.ID })
	return found, v.d.fail(err, "get topics")
}
