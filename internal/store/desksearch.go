package store

import (
	"context"
	"database/sql"
	"math"
	"slices"

	"warta/internal/news"
)

// deskDialect are the texts of the newsroom's index that differ.
type deskDialect interface {
	put(ctx context.Context, s *session, d *DeskDoc) error
	remove(ctx context.Context, s *session, id news.ArticleID) error
	// match writes the expression of a question.
	match(q *DeskFind) string
	// newest lists articles of an expression below a number, highest first.
	newest() query
}

func (t desk) Dirty(ctx context.Context, limit int) ([]DeskMark, error) {
	r, err := t.query(ctx, `SELECT article, mark FROM desk_dirty ORDER BY article DESC LIMIT CAST($1 AS BIGINT)`, limit)
	if err != nil {
		return nil, t.fail(err, "list what the newsroom's index lacks")
	}
	return all(t.database, r, func(r *sql.Rows, m *DeskMark) error { return r.Scan(&m.Article, &m.Mark) }, "list what the newsroom's index lacks")
}

func (t desk) Index(ctx context.Context, docs []DeskDoc) error {
	if t.readOnly {
		return t.fail(t.s.fail(errOnlyRead), "index for the newsroom")
	}
	index := t.dialect.desk()
	// One order for all: two nodes that index the same cannot wait for each other.
	docs = slices.Clone(docs)
	slices.SortFunc(docs, func(a, b DeskDoc) int { return int(a.DeskMark.Article - b.DeskMark.Article) })
	for _, d := range docs {
		n, err := t.exec(ctx, `DELETE FROM desk_dirty WHERE article = $1 AND mark = $2`, int64(d.DeskMark.Article), d.Mark)
		if err == nil && n == 0 {
			continue // somebody was faster, or it changed again
		}
		if err == nil {
			err = index.remove(ctx, t.s, d.DeskMark.Article)
		}
		if err == nil && !d.Gone {
			err = index.put(ctx, t.s, &d)
		}
		if err != nil {
			return t.fail(err, "index article %d for the newsroom", d.DeskMark.Article)
		}
	}
	return nil
}

func (t desk) Analyser(ctx context.Context) (n int, err error) {
	err = t.row(ctx, `SELECT search FROM desk_rules WHERE id = 1`, nil, &n)
	return n, t.fail(err, "read the newsroom's index")
}

func (t desk) Reindex(ctx context.Context, analyser int) error {
	n, err := t.exec(ctx, `UPDATE desk_rules SET search = $1 WHERE id = 1 AND search <> $1`, analyser)
	if err != nil || n == 0 {
		return t.fail(err, "make the newsroom's index anew")
	}
	_, err = t.exec(ctx, `INSERT INTO desk_dirty (article, mark) SELECT article, $1 FROM desk WHERE true
		ON CONFLICT (article) DO NOTHING`, newEventID())
	return t.fail(err, "make the newsroom's index anew")
}

func (t desk) Find(ctx context.Context, q DeskFind) ([]news.ArticleID, error) {
	plain := SearchQuery{Terms: q.Terms, Not: q.Not, Phrases: q.Phrases, NotPhrases: q.NotPhrases}
	if len(q.Terms)+len(q.Phrases) == 0 || !searchable(&plain) || q.Limit <= 0 {
		return nil, nil
	}
	before := int64(q.Before)
	if before == 0 {
		before = math.MaxInt64
	}
	index := t.dialect.desk()
	r, err := t.query(ctx, index.newest(), index.match(&q), before, q.Limit)
	if err != nil {
		return nil, t.fail(err, "search the newsroom")
	}
	return all(t.database, r, func(r *sql.Rows, id *news.ArticleID) error { return r.Scan(id) }, "search the newsroom")
}
