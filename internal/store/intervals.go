package store

import (
	"context"
	"database/sql"
	"time"

	"warta/internal/news"
)

// Interval is a version while it was live; Until is zero while it still is.
type Interval struct {
	Article news.ArticleID
	Version news.VersionID
	Since   time.Time
	Until   time.Time
	// First is when the article was published first.
	First time.Time
}

func (t names) LiveAt(ctx context.Context, id news.ArticleID, moment time.Time) (i Interval, err error) {
	i.Article = id
	err = t.row(ctx, `SELECT version, since, until FROM pub_interval
		WHERE article = $1 AND since <= $2 AND (until IS NULL OR until > $2) ORDER BY since DESC LIMIT 1`,
		[]any{int64(id), moment.UnixMicro()}, &i.Version, at(&i.Since), at(&i.Until))
	return i, t.fail(err, "find what readers had of article %d", id)
}

// PublishedBefore walks the articles that were first published before a moment,
// newest first, each with the version that was live at the moment; 0 when it
// was withdrawn then.
func (t names) PublishedBefore(ctx context.Context, e news.EditionID, moment, before time.Time, beforeID news.ArticleID, limit int) ([]Interval, error) {
	r, err := t.query(ctx, `
		SELECT a.id, a.first_published, coalesce(i.version, 0), i.since, i.until
		FROM article AS a LEFT JOIN pub_interval AS i ON i.article = a.id AND i.since <= $1 AND (i.until IS NULL OR i.until > $1)
		WHERE a.edition = CAST($2 AS BIGINT) AND a.first_published IS NOT NULL AND (a.first_published, a.id) < ($3, $4)
		ORDER BY a.first_published DESC, a.id DESC LIMIT CAST($5 AS BIGINT)`,
		moment.UnixMicro(), int64(e), before.UnixMicro(), int64(beforeID), limit)
	if err != nil {
		return nil, t.fail(err, "list what readers had")
	}
	return all(t.database, r, func(r *sql.Rows, i *Interval) error {
		return r.Scan(&i.Article, at(&i.First), &i.Version, at(&i.Since), at(&i.Until))
	}, "list what readers had")
}
