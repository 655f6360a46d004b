package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"warta/internal/news"
)

// Workflow is what the clock and the checklist ask of the newsroom's tables.
type Workflow interface {
	// Due gives the next article whose scheduled version is to go out by a
	// moment, oldest first; in a writing transaction no other gets it until the
	// end. NotFound when there is none.
	Due(ctx context.Context, by time.Time) (news.ArticleID, error)
	// Expired gives the next live article that ends by a moment, likewise.
	Expired(ctx context.Context, by time.Time) (news.ArticleID, error)
	// Hold keeps an article from other writers until the transaction ends, so
	// that its state cannot change between the question and the act. NotFound.
	Hold(ctx context.Context, id news.ArticleID) error
	// Unsigned gives the next withdrawal that nobody signed by a moment.
	Unsigned(ctx context.Context, by time.Time) (news.ArticleID, error)
	// AwaitSignature says until when a withdrawal waits for a second signature;
	// zero ends the waiting.
	AwaitSignature(ctx context.Context, id news.ArticleID, until time.Time) error
	// ByClient finds the draft that was born with a ULID. NotFound.
	ByClient(ctx context.Context, client string) (news.ArticleID, error)
	// Purge removes the texts of an article that readers never had: its draft,
	// revisions and protected names. Its identity stays, and so does what was
	// frozen for a schedule: nothing deletes a version.
	Purge(ctx context.Context, id news.ArticleID) error
	// PutRules and Rules keep the levels of an edition's checklist; section 0 is
	// the edition's own. Rules gives the zero value where none were set.
	PutRules(ctx context.Context, e news.EditionID, s news.SectionID, r news.Rules) error
	Rules(ctx context.Context, e news.EditionID, s news.SectionID) (news.Rules, error)
	// PutProtected replaces the protected names of an article.
	PutProtected(ctx context.Context, id news.ArticleID, names []news.ProtectedName) error
	Protected(ctx context.Context, id news.ArticleID) ([]news.ProtectedName, error)
	// FrontTimes tells when an article stood on edited pages.
	FrontTimes(ctx context.Context, e news.EditionID, id news.ArticleID) ([]FrontTime, error)
}

// FrontTime is a stretch of time in which an article stood on a front.
type FrontTime struct {
	Of    news.FrontOf
	Since time.Time
	// Until is zero while it stands there.
	Until time.Time
	// Container and Place count from 1, as the desk arranged them.
	Container, Place int
}

type workflow struct{ *tx }

var _ Workflow = workflow{}

func (t *tx) Workflow() Workflow { return workflow{t} }

const nextDue query = `
	SELECT id FROM article WHERE due IS NOT NULL AND stuck = '' AND due <= $1 ORDER BY due, id LIMIT 1`

const nextExpired query = `
	SELECT id FROM article WHERE expires IS NOT NULL AND public = 'live' AND expires <= $1 ORDER BY expires, id LIMIT 1`

const holdArticle query = `SELECT id FROM article WHERE id = $1`

func (t workflow) Hold(ctx context.Context, id news.ArticleID) error {
	if t.readOnly {
		return nil
	}
	var found news.ArticleID
	return t.fail(t.row(ctx, t.dialect.hold(), []any{int64(id)}, &found), "get article %d", id)
}

func (t workflow) next(ctx context.Context, locking, plain query, by time.Time, op string) (id news.ArticleID, err error) {
	text := locking
	if t.readOnly {
		text = plain
	}
	err = t.row(ctx, text, []any{by.UnixMicro()}, &id)
	return id, t.fail(err, "%s", op)
}

func (t workflow) Due(ctx context.Context, by time.Time) (news.ArticleID, error) {
	return t.next(ctx, t.dialect.due(), nextDue, by, "find what is due")
}

func (t workflow) Expired(ctx context.Context, by time.Time) (news.ArticleID, error) {
	return t.next(ctx, t.dialect.expired(), nextExpired, by, "find what expires")
}

func (t workflow) Unsigned(ctx context.Context, by time.Time) (id news.ArticleID, err error) {
	err = t.row(ctx, `SELECT article FROM unsigned WHERE due <= $1 ORDER BY due, article LIMIT 1`, []any{by.UnixMicro()}, &id)
	return id, t.fail(err, "find what nobody signed")
}

func (t workflow) AwaitSignature(ctx context.Context, id news.ArticleID, until time.Time) error {
	if until.IsZero() {
		_, err := t.exec(ctx, `DELETE FROM unsigned WHERE article = $1`, int64(id))
		return t.fail(err, "await no signature for article %d", id)
	}
	_, err := t.exec(ctx, `
		INSERT INTO unsigned (article, due) VALUES ($1, $2) ON CONFLICT (article) DO UPDATE SET due = excluded.due`,
		int64(id), until.UnixMicro())
	return t.fail(err, "await a signature for article %d", id)
}

func (t workflow) ByClient(ctx context.Context, client string) (id news.ArticleID, err error) {
	if client == "" || !storable(client) {
		return 0, refuse(news.NotFound, "find article by its client's number")
	}
	err = t.row(ctx, `SELECT id FROM article WHERE client = $1 AND client <> ''`, []any{client}, &id)
	return id, t.fail(err, "find article by its client's number")
}

func (t workflow) Purge(ctx context.Context, id news.ArticleID) error {
	for _, text := range []query{
		`DELETE FROM draft WHERE article = $1`,
		`DELETE FROM revision WHERE article = $1`,
		`DELETE FROM saved WHERE article = $1`,
		`DELETE FROM conflict WHERE article = $1`,
		`DELETE FROM protected_name WHERE article = $1`,
	} {
		if _, err := t.exec(ctx, text, int64(id)); err != nil {
			return t.fail(err, "purge article %d", id)
		}
	}
	return nil
}

func (t workflow) PutRules(ctx context.Context, e news.EditionID, s news.SectionID, r news.Rules) error {
	if err := checkText("set rules", r); err != nil {
		return err
	}
	data, err := encode(r)
	if err != nil {
		return t.fail(err, "set rules")
	}
	_, err = t.exec(ctx, `
		INSERT INTO checklist (edition, section, data) VALUES ($1, $2, $3)
		ON CONFLICT (edition, section) DO UPDATE SET data = excluded.data`, int64(e), int64(s), data)
	return t.fail(err, "set rules of section %d", s)
}

func (t workflow) Rules(ctx context.Context, e news.EditionID, s news.SectionID) (r news.Rules, err error) {
	err = t.row(ctx, `SELECT data FROM checklist WHERE edition = $1 AND section = $2`, []any{int64(e), int64(s)}, fromJSON(&r))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return r, t.fail(err, "get rules of section %d", s)
}

func (t workflow) PutProtected(ctx context.Context, id news.ArticleID, names []news.ProtectedName) error {
	if err := checkText("protect names", names); err != nil {
		return err
	}
	_, err := t.exec(ctx, `DELETE FROM protected_name WHERE article = $1`, int64(id))
	for i, n := range names {
		if err == nil {
			_, err = t.exec(ctx, `INSERT INTO protected_name (article, number, name, kind) VALUES ($1, $2, $3, $4)`,
				int64(id), i+1, n.Name, n.Kind)
		}
	}
	return t.fail(err, "protect names of article %d", id)
}

func (t workflow) Protected(ctx context.Context, id news.ArticleID) ([]news.ProtectedName, error) {
	r, err := t.query(ctx, `SELECT name, kind FROM protected_name WHERE article = $1 ORDER BY number`, int64(id))
	if err != nil {
		return nil, t.fail(err, "get protected names of article %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, n *news.ProtectedName) error { return r.Scan(&n.Name, &n.Kind) },
		"get protected names of article %d", id)
}

func (t workflow) FrontTimes(ctx context.Context, e news.EditionID, id news.ArticleID) ([]FrontTime, error) {
	r, err := t.query(ctx, `
		SELECT section, since, until, data FROM pub_front_interval WHERE edition = $1 ORDER BY section, since`, int64(e))
	if err != nil {
		return nil, t.fail(err, "find article %d on fronts", id)
	}
	var out []FrontTime
	err = r.each(func() error {
		var f news.Front
		s := FrontTime{}
		if err := r.Scan(&s.Of.Section, at(&s.Since), at(&s.Until), fromJSON(&f)); err != nil {
			return err
		}
		for i, c := range f.Containers {
			for j, card := range c.Cards {
				if card.Article != id || s.Container != 0 {
					continue
				}
				s.Container, s.Place = i+1, j+1
			}
		}
		if s.Container == 0 {
			return nil
		}
		// The same place in the next arrangement is the same stretch.
		if n := len(out); n > 0 && out[n-1].Of == s.Of && out[n-1].Until.Equal(s.Since) &&
			out[n-1].Container == s.Container && out[n-1].Place == s.Place {
			out[n-1].Until = s.Until
			return nil
		}
		out = append(out, s)
		return nil
	})
	return out, t.fail(err, "find article %d on fronts", id)
}
