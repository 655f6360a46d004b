package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"math/bits"
	"strconv"

	"github.com/klauspost/compress/zstd"

	"warta/internal/news"
)

// checkpointEvery is how many revisions may lie between one that stands alone
// and the next (ART-4).
const checkpointEvery = 20

// maxRevision is the size of a revision beyond which a file is broken: it is
// JSON that was once in memory here.
const maxRevision = 1 << 30

// zstd coders are safe for several goroutines; each call is independent, so
// one of each serves the whole program.
var (
	squeeze, _ = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithLowerEncoderMem(true),
		zstd.WithWindowSize(1<<20))
	unsqueeze, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxRevision))
)

// squeezeAgainst compresses a text as a change of another: a save of one word
// is a few dozen bytes. The fastest level is within a tenth of the best here and
// costs a quarter of its time.
func squeezeAgainst(base, text []byte) ([]byte, error) {
	if len(base) == 0 {
		return squeeze.EncodeAll(text, nil), nil
	}
	window := max(1<<15, min(1<<23, 1<<bits.Len(uint(len(base)+len(text)))))
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(window), zstd.WithEncoderDictRaw(1, base))
	if err != nil {
		return nil, err
	}
	defer e.Close()
	return e.EncodeAll(text, nil), nil
}

func unsqueezeAgainst(base, data []byte) ([]byte, error) {
	if len(base) == 0 {
		return unsqueeze.DecodeAll(data, nil)
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxRevision),
		zstd.WithDecoderDictRaw(1, base))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.DecodeAll(data, nil)
}

func (t articles) AddRevision(ctx context.Context, r *news.Revision) error {
	op := "save revision " + strconv.Itoa(r.Number) + " of article " + r.Article.String()
	if err := checkText(op, r); err != nil {
		return err
	}
	changed, err := encode(r.Changed)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	blocks, err := encode(append([]string{}, r.Blocks...))
	if err != nil {
		return t.fail(err, "%s", op)
	}
	var content any
	checkpoint := 0
	if r.Version == 0 && r.Content != nil {
		text, err := encode(r.Content)
		if err != nil {
			return t.fail(err, "%s", op)
		}
		var base []byte
		if checkpoint, base, err = t.checkpoint(ctx, r.Article, r.Number); err != nil {
			return t.fail(err, "%s", op)
		}
		if content, err = squeezeAgainst(base, []byte(text)); err != nil {
			return t.fail(err, "%s", op)
		}
	}
	n, err := t.exec(ctx, `
		INSERT INTO revision (article, number, kind, base, at, actor, changed, version, content, client, blocks, checkpoint)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
		int64(r.Article), r.Number, string(r.Kind), r.Base, micros(r.At), r.By, changed, int64(r.Version), content,
		r.Client, blocks, checkpoint)
	if err == nil && n == 0 {
		return refuse(news.Conflict, "%s", op)
	}
	return t.fail(err, "%s", op)
}

// checkpoint finds the revision against which a new one is stored, with its
// text; 0 when the new one is to stand alone.
func (t articles) checkpoint(ctx context.Context, id news.ArticleID, number int) (int, []byte, error) {
	var found int
	var data []byte
	err := t.row(ctx, `
		SELECT number, content FROM revision
		WHERE article = $1 AND number > $2 AND number < $3 AND checkpoint = 0 AND content IS NOT NULL
		ORDER BY number DESC LIMIT 1`, []any{int64(id), number - checkpointEvery, number}, &found, &data)
	if err == sql.ErrNoRows {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, err
	}
	base, err := unsqueeze.DecodeAll(data, nil)
	return found, base, err
}

func (t articles) Revisions(ctx context.Context, id news.ArticleID, before, limit int) ([]news.Revision, error) {
	if before == 0 {
		before = math.MaxInt32
	}
	r, err := t.query(ctx, `
		SELECT number, kind, base, at, actor, changed, version, client, blocks FROM revision
		WHERE article = $1 AND number < $2 ORDER BY number DESC LIMIT CAST($3 AS BIGINT)`, int64(id), before, limit)
	if err != nil {
		return nil, t.fail(err, "list revisions of article %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, v *news.Revision) error {
		v.Article = id
		err := r.Scan(&v.Number, &v.Kind, &v.Base, at(&v.At), &v.By, fromJSON(&v.Changed), &v.Version, &v.Client, fromJSON(&v.Blocks))
		if len(v.Blocks) == 0 {
			v.Blocks = nil
		}
		return err
	}, "list revisions of article %d", id)
}

func (t articles) Revision(ctx context.Context, id news.ArticleID, number int) (news.Revision, error) {
	op := "get revision " + strconv.Itoa(number) + " of article " + id.String()
	v := news.Revision{Article: id, Number: number}
	var content, base []byte
	var frozen sql.NullString
	err := t.row(ctx, `
		SELECT r.kind, r.base, r.at, r.actor, r.changed, r.version, r.content, v.content, r.client, r.blocks, c.content
		FROM revision r
		LEFT JOIN version v ON v.id = r.version
		LEFT JOIN revision c ON c.article = r.article AND c.number = r.checkpoint
		WHERE r.article = $1 AND r.number = $2`, []any{int64(id), number},
		&v.Kind, &v.Base, at(&v.At), &v.By, fromJSON(&v.Changed), &v.Version, &content, &frozen, &v.Client, fromJSON(&v.Blocks), &base)
	if err != nil {
		return news.Revision{}, t.fail(err, "%s", op)
	}
	if len(v.Blocks) == 0 {
		v.Blocks = nil
	}
	text := []byte(frozen.String)
	if content != nil {
		if text, err = t.unfold(content, base); err != nil {
			return news.Revision{}, t.fail(err, "%s", op)
		}
	}
	if len(text) > 0 {
		v.Content = new(news.Content)
		err = json.Unmarshal(text, v.Content)
	}
	return v, t.fail(err, "%s", op)
}

// unfold reads a stored content, and before it the one that it was stored
// against.
func (t articles) unfold(content, base []byte) ([]byte, error) {
	if base != nil {
		var err error
		if base, err = unsqueeze.DecodeAll(base, nil); err != nil {
			return nil, err
		}
	}
	return unsqueezeAgainst(base, content)
}
