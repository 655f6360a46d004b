package store

import (
	"context"
	"database/sql"
	"errors"

	"warta/internal/news"
)

// Tasks are what the desk still must do. There is no way to delete one.
type Tasks interface {
	// Add opens a task and gives its number.
	Add(ctx context.Context, k *news.Task) error
	// Get gives one. NotFound.
	Get(ctx context.Context, id news.TaskID) (news.Task, error)
	// Close ends an open task; Conflict when it is closed.
	Close(ctx context.Context, k news.Task) error
	// Open lists an edition's open tasks by number, from after on.
	Open(ctx context.Context, e news.EditionID, after news.TaskID, limit int) ([]news.Task, error)
	// Of lists an article's tasks, closed ones too, oldest first.
	Of(ctx context.Context, id news.ArticleID) ([]news.Task, error)
}

type tasks struct{ *tx }

var _ Tasks = tasks{}

func (t *tx) Tasks() Tasks { return tasks{t} }

const taskColumns = `id, edition, kind, article, asset, section, note, due, opened_at, opened_by, closed_at, closed_by, reason`

func scanTask(r *sql.Rows, k *news.Task) error {
	return r.Scan(&k.ID, &k.Edition, &k.Kind, &k.Article, &k.Asset, &k.Section, &k.Note, at(&k.Due), at(&k.OpenedAt),
		&k.OpenedBy, at(&k.ClosedAt), &k.ClosedBy, &k.Reason)
}

func (t tasks) Add(ctx context.Context, k *news.Task) error {
	if err := checkText("open task", k); err != nil {
		return err
	}
	if k.Article != 0 {
		t.touch(k.Article, false, nil)
	}
	if k.OpenedAt.IsZero() {
		k.OpenedAt = t.Now()
	}
	err := t.insert(ctx, tTask, (*int64)(&k.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO task (`+taskColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, '', '')
			ON CONFLICT DO NOTHING`,
			id, int64(k.Edition), string(k.Kind), int64(k.Article), int64(k.Asset), int64(k.Section), k.Note, micros(k.Due),
			micros(k.OpenedAt), k.OpenedBy)
	})
	return t.fail(err, "open task %s", k.Kind)
}

func (t tasks) Get(ctx context.Context, id news.TaskID) (news.Task, error) {
	r, err := t.query(ctx, `SELECT `+taskColumns+` FROM task WHERE id = $1`, int64(id))
	if err != nil {
		return news.Task{}, t.fail(err, "get task %d", id)
	}
	return one(t.database, r, scanTask, "get task %d", id)
}

func (t tasks) Close(ctx context.Context, k news.Task) error {
	if err := checkText("close task", k); err != nil {
		return err
	}
	var article news.ArticleID
	err := t.row(ctx, `UPDATE task SET closed_at = $2, closed_by = $3, reason = $4 WHERE id = $1 AND closed_at IS NULL
		RETURNING article`, []any{int64(k.ID), micros(k.ClosedAt), k.ClosedBy, k.Reason}, &article)
	if errors.Is(err, sql.ErrNoRows) {
		if _, err := t.Get(ctx, k.ID); err != nil {
			return err
		}
		return refuse(news.Conflict, "close task %d", k.ID)
	}
	if err == nil && article != 0 {
		t.touch(article, false, nil)
	}
	return t.fail(err, "close task %d", k.ID)
}

func (t tasks) Open(ctx context.Context, e news.EditionID, after news.TaskID, limit int) ([]news.Task, error) {
	r, err := t.query(ctx, `SELECT `+taskColumns+` FROM task
		WHERE edition = $1 AND closed_at IS NULL AND id > $2 ORDER BY id LIMIT CAST($3 AS BIGINT)`, int64(e), int64(after), limit)
	if err != nil {
		return nil, t.fail(err, "list open tasks")
	}
	return all(t.database, r, scanTask, "list open tasks")
}

func (t tasks) Of(ctx context.Context, id news.ArticleID) ([]news.Task, error) {
	r, err := t.query(ctx, `SELECT `+taskColumns+` FROM task WHERE article = $1 AND article <> 0 ORDER BY id`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list tasks of article %d", id)
	}
	return all(t.database, r, scanTask, "list tasks of article %d", id)
}
