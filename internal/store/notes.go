package store

import (
	"context"
	"database/sql"
	"time"

	"warta/internal/news"
)

// Notes are what the newsroom writes beside a text. They live in a table of
// their own, so that nothing of them can reach readers, and none is deleted.
type Notes interface {
	// Add writes a note; one without a thread begins its own.
	Add(ctx context.Context, n *news.Note) error
	// Get gives one. NotFound.
	Get(ctx context.Context, id news.NoteID) (news.Note, error)
	// Of lists an article's notes, oldest first.
	Of(ctx context.Context, id news.ArticleID) ([]news.Note, error)
	// Anchor moves a note to where its quotation stands now.
	Anchor(ctx context.Context, id news.NoteID, a news.Anchor) error
	// Resolve closes a thread, or opens it again with a zero time.
	Resolve(ctx context.Context, thread news.NoteID, at time.Time, by string) error
}

var _ Notes = notes{}

type notes struct{ *tx }

func (t *tx) Notes() Notes { return notes{t} }

const noteColumns = `id, article, thread, at, actor, author, name, anchor, text, must_fix, resolved, resolver`

func scanNote(r *sql.Rows, n *news.Note) error {
	return r.Scan(&n.ID, &n.Article, &n.Thread, at(&n.At), &n.By, &n.Author, &n.Name, fromJSON(&n.Anchor), &n.Text, &n.MustFix,
		at(&n.Resolved), &n.ResolvedBy)
}

func (t notes) Add(ctx context.Context, n *news.Note) error {
	op := "note on article " + n.Article.String()
	if err := checkText(op, n); err != nil {
		return err
	}
	anchor, err := encode(n.Anchor)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	err = t.insert(ctx, tNote, (*int64)(&n.ID), func(id int64) (int64, error) {
		thread := int64(n.Thread)
		if thread == 0 {
			thread = id
		}
		return t.exec(ctx, `INSERT INTO note (`+noteColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			ON CONFLICT DO NOTHING`, id, int64(n.Article), thread, n.At.UnixMicro(), n.By, int64(n.Author), n.Name, anchor,
			n.Text, number(n.MustFix), micros(n.Resolved), n.ResolvedBy)
	})
	if n.Thread == 0 {
		n.Thread = n.ID
	}
	t.touch(n.Article, true, nil)
	return t.fail(err, "%s", op)
}

func (t notes) Get(ctx context.Context, id news.NoteID) (news.Note, error) {
	r, err := t.query(ctx, `SELECT `+noteColumns+` FROM note WHERE id = $1`, int64(id))
	if err != nil {
		return news.Note{}, t.fail(err, "get note %d", id)
	}
	return one(t.database, r, scanNote, "get note %d", id)
}

func (t notes) Of(ctx context.Context, id news.ArticleID) ([]news.Note, error) {
	r, err := t.query(ctx, `SELECT `+noteColumns+` FROM note WHERE article = $1 ORDER BY id`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list the notes of article %d", id)
	}
	return all(t.database, r, scanNote, "list the notes of article %d", id)
}

func (t notes) Anchor(ctx context.Context, id news.NoteID, a news.Anchor) error {
	if err := checkText("anchor a note", a); err != nil {
		return err
	}
	anchor, err := encode(a)
	if err != nil {
		return t.fail(err, "anchor note %d", id)
	}
	_, err = t.exec(ctx, `UPDATE note SET anchor = $2 WHERE id = $1`, int64(id), anchor)
	return t.fail(err, "anchor note %d", id)
}

func (t notes) Resolve(ctx context.Context, thread news.NoteID, when time.Time, by string) error {
	n, err := t.Get(ctx, thread)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE note SET resolved = $2, resolver = $3 WHERE id = $1`, int64(n.Thread), micros(when), by)
	t.touch(n.Article, false, nil)
	return t.fail(err, "resolve note %d", thread)
}
