package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"strconv"

	"github.com/klauspost/compress/zstd"

	"warta/internal/news"
)

// zstd coders are safe for several goroutines; each call is independent, so
// one of each serves the whole program.
var (
	squeeze, _ = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithLowerEncoderMem(true),
		zstd.WithWindowSize(1<<20))
	// A revision is JSON that was once in memory here; 1 GiB is a broken file.
	unsqueeze, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(1<<30))
)

func (t articles) AddRevision(ctx context.Context, r *news.Revision) error {
	if err := checkText("save revision of article "+r.Article.String(), r); err != nil {
		return err
	}
	changed, err := encode(r.Changed)
	if err != nil {
		return t.fail(err, "save revision %d of article %d", r.Number, r.Article)
	}
	var content any
	if r.Version == 0 && r.Content != nil {
		text, err := encode(r.Content)
		if err != nil {
			return t.fail(err, "save revision %d of article %d", r.Number, r.Article)
		}
		content = squeeze.EncodeAll([]byte(text), nil)
	}
	n, err := t.exec(ctx, `
		INSERT INTO revision (article, number, kind, base, at, actor, changed, version, content)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		int64(r.Article), r.Number, string(r.Kind), r.Base, micros(r.At), r.By, changed, int64(r.Version), content)
	if err == nil && n == 0 {
		return refuse(news.Conflict, "save revision %d of article %d", r.Number, r.Article)
	}
	return t.fail(err, "save revision %d of article %d", r.Number, r.Article)
}

func (t articles) Revisions(ctx context.Context, id news.ArticleID, before, limit int) ([]news.Revision, error) {
	if before == 0 {
		before = math.MaxInt32
	}
	r, err := t.query(ctx, `
		SELECT number, kind, base, at, actor, changed, version FROM revision
		WHERE article = $1 AND number < $2 ORDER BY number DESC LIMIT CAST($3 AS BIGINT)`, int64(id), before, limit)
	if err != nil {
		return nil, t.fail(err, "list revisions of article %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, v *news.Revision) error {
		v.Article = id
		return r.Scan(&v.Number, &v.Kind, &v.Base, at(&v.At), &v.By, fromJSON(&v.Changed), &v.Version)
	}, "list revisions of article %d", id)
}

func (t articles) Revision(ctx context.Context, id news.ArticleID, number int) (news.Revision, error) {
	op := "get revision " + strconv.Itoa(number) + " of article " + id.String()
	v := news.Revision{Article: id, Number: number}
	var content []byte
	var frozen sql.NullString
	err := t.row(ctx, `
		SELECT r.kind, r.base, r.at, r.actor, r.changed, r.version, r.content, v.content
		FROM revision r LEFT JOIN version v ON v.id = r.version
		WHERE r.article = $1 AND r.number = $2`, []any{int64(id), number},
		&v.Kind, &v.Base, at(&v.At), &v.By, fromJSON(&v.Changed), &v.Version, &content, &frozen)
	if err != nil {
		return news.Revision{}, t.fail(err, "%s", op)
	}
	text := []byte(frozen.String)
	if content != nil {
		if text, err = unsqueeze.DecodeAll(content, nil); err != nil {
			return news.Revision{}, t.fail(err, "%s", op)
		}
	}
	if len(text) > 0 {
		v.Content = new(news.Content)
		err = json.Unmarshal(text, v.Content)
	}
	return v, t.fail(err, "%s", op)
}
