package store

import (
	"context"
	"database/sql"
	"math"
	"time"

	"warta/internal/news"
)

// SettingsLog is every state that an edition's settings ever had.
type SettingsLog interface {
	Add(ctx context.Context, r *SettingsRevision) error
	// List gives them without the settings, newest first, below before.
	List(ctx context.Context, e news.EditionID, before, limit int) ([]SettingsRevision, error)
	Get(ctx context.Context, e news.EditionID, number int) (SettingsRevision, error)
	// Head is the newest number; 0 when there is none.
	Head(ctx context.Context, e news.EditionID) (int, error)
}

// SettingsRevision is one of them.
type SettingsRevision struct {
	Number  int
	At      time.Time
	By      string
	Changed []string
	Edition news.Edition
}

var _ SettingsLog = settingsLog{}

type settingsLog struct{ *tx }

func (t *tx) SettingsLog() SettingsLog { return settingsLog{t} }

func (t settingsLog) Add(ctx context.Context, r *SettingsRevision) error {
	op := "keep the settings"
	if err := checkText(op, r); err != nil {
		return err
	}
	data, err := encode(r.Edition)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	changed, err := encode(r.Changed)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	err = t.row(ctx, `
		INSERT INTO setting_revision (edition, number, at, actor, changed, data)
		VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM setting_revision WHERE edition = $1), $2, $3, $4, $5)
		RETURNING number`, []any{int64(r.Edition.ID), r.At.UnixMicro(), r.By, changed, data}, &r.Number)
	return t.fail(err, "%s", op)
}

func (t settingsLog) List(ctx context.Context, e news.EditionID, before, limit int) ([]SettingsRevision, error) {
	if before == 0 {
		before = math.MaxInt32
	}
	r, err := t.query(ctx, `SELECT number, at, actor, changed FROM setting_revision WHERE edition = $1 AND number < $2
		ORDER BY number DESC LIMIT CAST($3 AS BIGINT)`, int64(e), before, limit)
	if err != nil {
		return nil, t.fail(err, "list earlier settings")
	}
	return all(t.database, r, func(r *sql.Rows, s *SettingsRevision) error {
		s.Edition.ID = e
		return r.Scan(&s.Number, at(&s.At), &s.By, fromJSON(&s.Changed))
	}, "list earlier settings")
}

func (t settingsLog) Get(ctx context.Context, e news.EditionID, n int) (s SettingsRevision, err error) {
	err = t.row(ctx, `SELECT number, at, actor, changed, data FROM setting_revision WHERE edition = $1 AND number = $2`,
		[]any{int64(e), n}, &s.Number, at(&s.At), &s.By, fromJSON(&s.Changed), fromJSON(&s.Edition))
	s.Edition.ID = e
	return s, t.fail(err, "get settings %d", n)
}

func (t settingsLog) Head(ctx context.Context, e news.EditionID) (n int, err error) {
	err = t.row(ctx, `SELECT coalesce(max(number), 0) FROM setting_revision WHERE edition = $1`, []any{int64(e)}, &n)
	return n, t.fail(err, "find the newest settings")
}
