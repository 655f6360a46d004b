package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Facts are what a look at the newspaper's health needs to know of its
// database; one question each, none of them walks the archive.
type Facts struct {
	// Schema is the number of the newest migration.
	Schema int64
	Counts map[string]int64
	Jobs   []JobsFact
	// Events are in the outbox, the oldest at Oldest.
	Events int64
	Oldest time.Time
	// Behind are consumers of the ledger with how many events they lack.
	Behind map[string]int64
	// Dirty are articles that the newsroom's index has not read yet.
	Dirty int64
	// LateDemands and LateFronts are what should have happened by now.
	LateDemands, LateFronts, LateArticles int64
	Head                                  AuditHead
}

// JobsFact is the jobs of one kind and state.
type JobsFact struct {
	Kind   string
	State  JobState
	N      int64
	Oldest time.Time
}

// Ops is what those who look after the machine ask.
type Ops interface {
	Facts(ctx context.Context) (Facts, error)
	// Trim forgets events older than a moment, at most limit; the newest always
	// stays, so that a node that sleeps knows where it is (operations.md 6.2).
	Trim(ctx context.Context, before time.Time, limit int) (int64, error)
}

var _ Ops = ops{}

type ops struct{ *tx }

func (t *tx) Ops() Ops { return ops{t} }

var factCounts = []struct {
	name string
	text query
}{
	{"articles", `SELECT count(*) FROM article`},
	{"live", `SELECT count(*) FROM pub_article`},
	{"drafts", `SELECT count(*) FROM draft`},
	{"people", `SELECT count(*) FROM person`},
	{"tags", `SELECT count(*) FROM tag`},
	{"sections", `SELECT count(*) FROM section`},
	{"media", `SELECT count(*) FROM asset`},
	{"audit", `SELECT count(*) FROM audit`},
}

func (t ops) Facts(ctx context.Context) (f Facts, err error) {
	const op = "look at the database"
	f.Counts, f.Behind = map[string]int64{}, map[string]int64{}
	for _, c := range factCounts {
		var n int64
		if err := t.row(ctx, c.text, nil, &n); err != nil {
			return f, t.fail(err, op)
		}
		f.Counts[c.name] = n
	}
	now := t.Now().UnixMicro()
	for _, one := range []struct {
		into *int64
		text query
		args []any
	}{
		{&f.Schema, `SELECT coalesce(max(version_id), 0) FROM migration`, nil},
		{&f.Events, `SELECT count(*) FROM outbox`, nil},
		{&f.Dirty, `SELECT count(*) FROM desk_dirty`, nil},
		{&f.LateDemands, `SELECT count(*) FROM demand WHERE state = 'open' AND due <= $1`, []any{now}},
		{&f.LateArticles, `SELECT count(*) FROM article WHERE due IS NOT NULL AND stuck = '' AND due <= $1`, []any{now - (10 * time.Second).Microseconds()}},
		{&f.LateFronts, `SELECT count(*) FROM front_due WHERE state = 'waiting' AND due <= $1`, []any{now - (10 * time.Second).Microseconds()}},
	} {
		if err := t.row(ctx, one.text, one.args, one.into); err != nil {
			return f, t.fail(err, op)
		}
	}
	err = t.row(ctx, `SELECT at FROM outbox ORDER BY seq LIMIT 1`, nil, at(&f.Oldest))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return f, t.fail(err, op)
	}
	r, err := t.query(ctx, `SELECT kind, state, count(*), min(due) FROM job GROUP BY kind, state ORDER BY kind, state`)
	if err != nil {
		return f, t.fail(err, op)
	}
	if f.Jobs, err = all(t.database, r, func(r *sql.Rows, j *JobsFact) error {
		return r.Scan(&j.Kind, &j.State, &j.N, at(&j.Oldest))
	}, op); err != nil {
		return f, err
	}
	r, err = t.query(ctx, `SELECT p.consumer, l.seq - p.seq FROM job_place AS p, ledger AS l WHERE l.id = 1`)
	if err != nil {
		return f, t.fail(err, op)
	}
	if err := r.each(func() error {
		var name string
		var n int64
		err := r.Scan(&name, &n)
		f.Behind[name] = n
		return err
	}); err != nil {
		return f, t.fail(err, op)
	}
	f.Head, err = t.Audit().Head(ctx)
	return f, err
}

func (t ops) Trim(ctx context.Context, before time.Time, limit int) (int64, error) {
	n, err := t.exec(ctx, `
		DELETE FROM outbox WHERE seq IN (
			SELECT seq FROM outbox WHERE at < $1 AND seq < (SELECT max(seq) FROM outbox) ORDER BY seq LIMIT CAST($2 AS BIGINT))`,
		before.UnixMicro(), limit)
	return n, t.fail(err, "forget old events")
}
