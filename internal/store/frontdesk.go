package store

import (
	"context"
	"database/sql"
	"math"
	"time"

	"warta/internal/news"
)

// FrontDesk is where fronts are made: the draft of each, everything that was
// ever published, and what is to come.
type FrontDesk interface {
	// Draft gives the arrangement that is being made. NotFound.
	Draft(ctx context.Context, e news.EditionID, of news.FrontOf) (news.FrontDraft, error)
	// PutDraft replaces it if it still has revision was (0: there is none yet), and
	// keeps what it was for Step. Stale.
	PutDraft(ctx context.Context, d *news.FrontDraft, was int) error
	// Step is the draft as it was before its newest step that was not taken back;
	// DropStep forgets that one and what is younger. NotFound.
	Step(ctx context.Context, e news.EditionID, of news.FrontOf) (news.FrontDraft, error)
	DropStep(ctx context.Context, e news.EditionID, of news.FrontOf, revision int) error
	// Keep adds a published arrangement to the history and gives its number.
	Keep(ctx context.Context, r *news.FrontRevision) error
	// Revisions lists the history without arrangements, newest first, below
	// before (0 is the newest).
	Revisions(ctx context.Context, e news.EditionID, of news.FrontOf, before, limit int) ([]news.FrontRevision, error)
	Revision(ctx context.Context, e news.EditionID, of news.FrontOf, number int) (news.FrontRevision, error)
	// AsOf is what was live at a moment. NotFound.
	AsOf(ctx context.Context, e news.EditionID, of news.FrontOf, moment time.Time) (news.FrontRevision, error)
	// Plan adds a change to come; Planned lists those of a front, Due those of
	// all fronts whose time has come. Settle ends one, and fails with Stale when
	// somebody else did.
	Plan(ctx context.Context, c *news.FrontChange) error
	Planned(ctx context.Context, e news.EditionID, of news.FrontOf) ([]news.FrontChange, error)
	Change(ctx context.Context, id int64) (news.FrontChange, error)
	Due(ctx context.Context, limit int) ([]news.FrontChange, error)
	Settle(ctx context.Context, id int64, state string, late time.Duration) error
}

var _ FrontDesk = frontDesk{}

type frontDesk struct{ *tx }

func (t *tx) FrontDesk() FrontDesk { return frontDesk{t} }

func (t frontDesk) Draft(ctx context.Context, e news.EditionID, of news.FrontOf) (news.FrontDraft, error) {
	d := news.FrontDraft{Front: news.Front{Edition: e, Of: of}}
	err := t.row(ctx, `SELECT revision, data FROM front_draft WHERE edition = $1 AND section = $2`,
		[]any{int64(e), int64(of.Section)}, &d.Revision, fromJSON(&d.Front))
	return d, t.fail(err, "get the draft of the front of %s", of)
}

func (t frontDesk) PutDraft(ctx context.Context, d *news.FrontDraft, was int) error {
	op := "save the draft of the front of " + d.Front.Of.String()
	if err := checkText(op, d); err != nil {
		return err
	}
	data, err := encode(d.Front)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	args := []any{int64(d.Front.Edition), int64(d.Front.Of.Section), d.Revision, data}
	var n int64
	if was == 0 {
		n, err = t.exec(ctx, `INSERT INTO front_draft (edition, section, revision, data) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, args...)
	} else {
		if err := t.keepStep(ctx, d.Front.Edition, d.Front.Of, was); err != nil {
			return t.fail(err, "%s", op)
		}
		n, err = t.exec(ctx, `UPDATE front_draft SET revision = $3, data = $4 WHERE edition = $1 AND section = $2 AND revision = $5`,
			append(args, was)...)
	}
	if err == nil && n == 0 {
		return refuse(news.Stale, "%s", op)
	}
	return t.fail(err, "%s", op)
}

func (t frontDesk) Keep(ctx context.Context, r *news.FrontRevision) error {
	op := "keep the front of " + r.Front.Of.String()
	if err := checkText(op, r); err != nil {
		return err
	}
	data, err := encode(r.Front)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	err = t.row(ctx, `
		INSERT INTO front_revision (edition, section, number, at, actor, reason, data)
		VALUES ($1, $2, (SELECT coalesce(max(number), 0) + 1 FROM front_revision WHERE edition = $1 AND section = $2), $3, $4, $5, $6)
		RETURNING number`, []any{int64(r.Front.Edition), int64(r.Front.Of.Section), r.At.UnixMicro(), r.By, r.Reason, data}, &r.Number)
	return t.fail(err, "%s", op)
}

func (t frontDesk) Revisions(ctx context.Context, e news.EditionID, of news.FrontOf, before, limit int) ([]news.FrontRevision, error) {
	if before == 0 {
		before = math.MaxInt32
	}
	r, err := t.query(ctx, `SELECT number, at, actor, reason FROM front_revision WHERE edition = $1 AND section = $2 AND number < $3
		ORDER BY number DESC LIMIT CAST($4 AS BIGINT)`, int64(e), int64(of.Section), before, limit)
	if err != nil {
		return nil, t.fail(err, "list the history of the front of %s", of)
	}
	return all(t.database, r, func(r *sql.Rows, v *news.FrontRevision) error {
		v.Front.Edition, v.Front.Of = e, of
		return r.Scan(&v.Number, at(&v.At), &v.By, &v.Reason)
	}, "list the history of the front of %s", of)
}

const frontRevisionColumns = `number, at, actor, reason, data`

func (t frontDesk) one(ctx context.Context, text query, e news.EditionID, of news.FrontOf, arg any) (news.FrontRevision, error) {
	v := news.FrontRevision{Front: news.Front{Edition: e, Of: of}}
	err := t.row(ctx, text, []any{int64(e), int64(of.Section), arg}, &v.Number, at(&v.At), &v.By, &v.Reason, fromJSON(&v.Front))
	return v, t.fail(err, "get an earlier front of %s", of)
}

func (t frontDesk) Revision(ctx context.Context, e news.EditionID, of news.FrontOf, n int) (news.FrontRevision, error) {
	return t.one(ctx, `SELECT `+frontRevisionColumns+` FROM front_revision WHERE edition = $1 AND section = $2 AND number = $3`, e, of, n)
}

func (t frontDesk) AsOf(ctx context.Context, e news.EditionID, of news.FrontOf, moment time.Time) (news.FrontRevision, error) {
	return t.one(ctx, `SELECT `+frontRevisionColumns+` FROM front_revision WHERE edition = $1 AND section = $2 AND at <= $3
		ORDER BY number DESC LIMIT 1`, e, of, moment.UnixMicro())
}

const frontChangeColumns = `id, edition, section, due, state, actor, late, data`

func scanFrontChange(r *sql.Rows, c *news.FrontChange) error {
	var late int64
	err := r.Scan(&c.ID, &c.Front.Edition, &c.Front.Of.Section, at(&c.Due), &c.State, &c.By, &late, fromJSON(&c.Front))
	c.Late = time.Duration(late) * time.Microsecond
	return err
}

func (t frontDesk) Plan(ctx context.Context, c *news.FrontChange) error {
	op := "plan a change of the front of " + c.Front.Of.String()
	if err := checkText(op, c); err != nil {
		return err
	}
	data, err := encode(c.Front)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	c.State = news.FrontWaiting
	err = t.insert(ctx, tFrontDue, &c.ID, func(id int64) (int64, error) {
		return t.exec(ctx, `INSERT INTO front_due (`+frontChangeColumns+`) VALUES ($1, $2, $3, $4, 'waiting', $5, 0, $6) ON CONFLICT DO NOTHING`,
			id, int64(c.Front.Edition), int64(c.Front.Of.Section), c.Due.UnixMicro(), c.By, data)
	})
	return t.fail(err, "%s", op)
}

func (t frontDesk) Planned(ctx context.Context, e news.EditionID, of news.FrontOf) ([]news.FrontChange, error) {
	r, err := t.query(ctx, `SELECT `+frontChangeColumns+` FROM front_due WHERE edition = $1 AND section = $2 AND due >= $3 ORDER BY due, id LIMIT 100`,
		int64(e), int64(of.Section), t.Now().Add(-24*time.Hour).UnixMicro())
	if err != nil {
		return nil, t.fail(err, "list the planned changes of the front of %s", of)
	}
	return all(t.database, r, scanFrontChange, "list the planned changes of the front of %s", of)
}

func (t frontDesk) Change(ctx context.Context, id int64) (news.FrontChange, error) {
	r, err := t.query(ctx, `SELECT `+frontChangeColumns+` FROM front_due WHERE id = $1`, id)
	if err != nil {
		return news.FrontChange{}, t.fail(err, "get planned change %d", id)
	}
	return one(t.database, r, scanFrontChange, "get planned change %d", id)
}

func (t frontDesk) Due(ctx context.Context, limit int) ([]news.FrontChange, error) {
	r, err := t.query(ctx, `SELECT `+frontChangeColumns+` FROM front_due WHERE state = 'waiting' AND due <= $1
		ORDER BY due, id LIMIT CAST($2 AS BIGINT)`, t.Now().UnixMicro(), limit)
	if err != nil {
		return nil, t.fail(err, "list the changes of fronts that are due")
	}
	return all(t.database, r, scanFrontChange, "list the changes of fronts that are due")
}

func (t frontDesk) Settle(ctx context.Context, id int64, state string, late time.Duration) error {
	n, err := t.exec(ctx, `UPDATE front_due SET state = $2, late = $3 WHERE id = $1 AND state = 'waiting'`, id, state, late.Microseconds())
	if err == nil && n == 0 {
		return refuse(news.Stale, "settle planned change %d", id)
	}
	return t.fail(err, "settle planned change %d", id)
}
