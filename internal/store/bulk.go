package store

import (
	"context"
	"time"

	"warta/internal/news"
)

// Bulk are changes of many articles that go on where they stopped.
type Bulk interface {
	Start(ctx context.Context, b *BulkWork) error
	Get(ctx context.Context, id int64) (BulkWork, error)
	// Advance says how many are done; Stale when another had got further.
	Advance(ctx context.Context, id int64, from, to int) error
}

// BulkWork is one of them.
type BulkWork struct {
	ID          int64
	Edition     news.EditionID
	At          time.Time
	By          string
	Done, Total int
	// Data is the work itself, as JSON.
	Data string
}

var _ Bulk = bulk{}

type bulk struct{ *tx }

func (t *tx) Bulk() Bulk { return bulk{t} }

func (t bulk) Start(ctx context.Context, b *BulkWork) error {
	if err := checkText("start a change of many articles", b); err != nil {
		return err
	}
	err := t.insert(ctx, tBulk, &b.ID, func(id int64) (int64, error) {
		return t.exec(ctx, `INSERT INTO bulk (id, edition, at, actor, done, total, data) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT DO NOTHING`, id, int64(b.Edition), b.At.UnixMicro(), b.By, b.Done, b.Total, b.Data)
	})
	return t.fail(err, "start a change of many articles")
}

func (t bulk) Get(ctx context.Context, id int64) (b BulkWork, err error) {
	err = t.row(ctx, `SELECT id, edition, at, actor, done, total, data FROM bulk WHERE id = $1`, []any{id},
		&b.ID, &b.Edition, at(&b.At), &b.By, &b.Done, &b.Total, &b.Data)
	return b, t.fail(err, "get the change of many articles %d", id)
}

func (t bulk) Advance(ctx context.Context, id int64, from, to int) error {
	n, err := t.exec(ctx, `UPDATE bulk SET done = $3 WHERE id = $1 AND done = $2`, id, from, to)
	if err == nil && n == 0 {
		return refuse(news.Stale, "go on with the change of many articles %d", id)
	}
	return t.fail(err, "go on with the change of many articles %d", id)
}
