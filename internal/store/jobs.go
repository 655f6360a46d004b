package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"warta/internal/news"
)

// Jobs is durable work: what follows a change, later, again after a fault, and
// at least once. Times are the transaction's.
type Jobs interface {
	// Add adds jobs; one whose key waits already under its kind is that one. ID,
	// Made and State are given; a zero Due means now.
	Add(ctx context.Context, jobs ...Job) error
	// Claim gives jobs of a kind that are due, oldest first, and keeps others
	// from them until the lease ends.
	Claim(ctx context.Context, kind string, limit int, lease time.Duration) ([]Job, error)
	// Renew gives claimed jobs a lease from now, and says how many still ran.
	Renew(ctx context.Context, lease time.Duration, ids ...string) (int, error)
	// Done ends claimed jobs well. Later puts them back until due, with what
	// went wrong; if their key waits again already, that one stands for them.
	// Fail ends them for good.
	Done(ctx context.Context, ids ...string) error
	Later(ctx context.Context, due time.Time, problem string, ids ...string) error
	Fail(ctx context.Context, problem string, ids ...string) error
	// Next is when the next job of any kind is due; ok is false when none waits.
	Next(ctx context.Context) (due time.Time, ok bool, err error)
	// Of lists the jobs of an article, newest first.
	Of(ctx context.Context, id news.ArticleID, limit int) ([]Job, error)
	// Place is up to where a consumer has read the ledger. NotFound at first.
	Place(ctx context.Context, consumer string) (news.Seq, string, error)
	// Move moves a consumer on; Stale if it was not at from.
	Move(ctx context.Context, consumer string, from, to news.Seq, event string) error
	// Forget removes what ended before a moment, and says how many.
	Forget(ctx context.Context, before time.Time) (int64, error)
}

// Job is one piece of work.
type Job struct {
	ID      string
	Kind    string
	Key     string
	Edition news.EditionID
	Article news.ArticleID
	// Payload is the kind's own.
	Payload   string
	Made, Due time.Time
	Attempts  int
	State     JobState
	// Problem is what went wrong last, for people.
	Problem string
}

// JobState is how far a job is.
type JobState string

const (
	JobWaiting JobState = "waiting"
	JobRunning JobState = "running"
	JobDone    JobState = "done"
	JobFailed  JobState = "failed"
)

var _ Jobs = jobs{}

type jobs struct{ *tx }

func (t *tx) Jobs() Jobs { return jobs{t} }

func (t jobs) Add(ctx context.Context, list ...Job) error {
	for _, j := range list {
		if err := checkText("add job "+j.Kind, j.Kind, j.Key, j.Payload); err != nil {
			return err
		}
		now := t.Now()
		if j.Due.IsZero() {
			j.Due = now
		}
		_, err := t.exec(ctx, `
			INSERT INTO job (id, kind, key, edition, article, payload, made, due, attempts, state, lease, problem)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 'waiting', 0, '') ON CONFLICT DO NOTHING`,
			newEventID(), j.Kind, j.Key, int64(j.Edition), int64(j.Article), j.Payload, now.UnixMicro(), j.Due.UnixMicro())
		if err != nil {
			return t.fail(err, "add job %s", j.Kind)
		}
	}
	return nil
}

const jobColumns = `id, kind, key, edition, article, payload, made, due, attempts, state, problem`

func scanJob(r *sql.Rows, j *Job) error {
	return r.Scan(&j.ID, &j.Kind, &j.Key, &j.Edition, &j.Article, &j.Payload, at(&j.Made), at(&j.Due), &j.Attempts,
		&j.State, &j.Problem)
}

// The condition stands twice, so that a node that waited for another's claim
// does not claim the same again.
func (t jobs) Claim(ctx context.Context, kind string, limit int, lease time.Duration) ([]Job, error) {
	now := t.Now()
	if t.readOnly {
		return nil, t.s.fail(errOnlyRead)
	}
	r, err := t.query(ctx, `
		UPDATE job SET state = 'running', attempts = attempts + 1, lease = $3
		WHERE id IN (
			SELECT id FROM job
			WHERE kind = $1 AND (state = 'waiting' AND due <= $2 OR state = 'running' AND lease <= $2)
			ORDER BY due LIMIT CAST($4 AS BIGINT))
			AND (state = 'waiting' AND due <= $2 OR state = 'running' AND lease <= $2)
		RETURNING `+jobColumns, kind, now.UnixMicro(), now.Add(lease).UnixMicro(), limit)
	if err != nil {
		return nil, t.fail(err, "claim jobs %s", kind)
	}
	return all(t.database, r, scanJob, "claim jobs %s", kind)
}

func (t jobs) Renew(ctx context.Context, lease time.Duration, ids ...string) (int, error) {
	still := 0
	for _, id := range ids {
		n, err := t.exec(ctx, `UPDATE job SET lease = $2 WHERE id = $1 AND state = 'running'`, id, t.Now().Add(lease).UnixMicro())
		if err != nil {
			return still, t.fail(err, "renew the lease of job %s", id)
		}
		still += int(n)
	}
	return still, nil
}

func (t jobs) Done(ctx context.Context, ids ...string) error {
	return t.end(ctx, JobDone, "", ids)
}

func (t jobs) Fail(ctx context.Context, problem string, ids ...string) error {
	return t.end(ctx, JobFailed, problem, ids)
}

func (t jobs) end(ctx context.Context, state JobState, problem string, ids []string) error {
	for _, id := range ids {
		_, err := t.exec(ctx, `UPDATE job SET state = $2, problem = $3, lease = 0 WHERE id = $1 AND state = 'running'`,
			id, string(state), clean(problem))
		if err != nil {
			return t.fail(err, "end job %s", id)
		}
	}
	return nil
}

func (t jobs) Later(ctx context.Context, due time.Time, problem string, ids ...string) error {
	for _, id := range ids {
		_, err := t.exec(ctx, `
			UPDATE job SET lease = 0, problem = $3, due = $2, state = CASE WHEN key <> '' AND EXISTS (
				SELECT 1 FROM job AS o WHERE o.kind = job.kind AND o.key = job.key AND o.state = 'waiting')
				THEN 'done' ELSE 'waiting' END
			WHERE id = $1 AND state = 'running'`, id, due.UnixMicro(), clean(problem))
		if err != nil {
			return t.fail(err, "put job %s back", id)
		}
	}
	return nil
}

// clean bounds what a foreign server said, and what no database takes.
func clean(problem string) string {
	const most = 500
	out := make([]rune, 0, most)
	for _, r := range problem {
		if len(out) == most {
			break
		}
		if r != 0 && r != '\uFFFD' {
			out = append(out, r)
		}
	}
	return string(out)
}

func (t jobs) Next(ctx context.Context) (due time.Time, ok bool, err error) {
	var first sql.NullInt64
	err = t.row(ctx, `
		SELECT min(CASE WHEN state = 'waiting' THEN due ELSE lease END) FROM job
		WHERE state = 'waiting' OR state = 'running'`, nil, &first)
	if err != nil || !first.Valid {
		return time.Time{}, false, t.fail(err, "find the next job")
	}
	return time.UnixMicro(first.Int64).UTC(), true, nil
}

func (t jobs) Of(ctx context.Context, id news.ArticleID, limit int) ([]Job, error) {
	r, err := t.query(ctx, `SELECT `+jobColumns+` FROM job WHERE article = $1 AND article <> 0
		ORDER BY made DESC, id LIMIT CAST($2 AS BIGINT)`, int64(id), limit)
	if err != nil {
		return nil, t.fail(err, "list jobs of article %d", id)
	}
	return all(t.database, r, scanJob, "list jobs of article %d", id)
}

func (t jobs) Place(ctx context.Context, consumer string) (seq news.Seq, event string, err error) {
	err = t.row(ctx, `SELECT seq, event FROM job_place WHERE consumer = $1`, []any{consumer}, &seq, &event)
	return seq, event, t.fail(err, "find the place of %s", consumer)
}

func (t jobs) Move(ctx context.Context, consumer string, from, to news.Seq, event string) error {
	var now news.Seq
	err := t.row(ctx, `SELECT seq FROM job_place WHERE consumer = $1`, []any{consumer}, &now)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return t.fail(err, "move %s", consumer)
	}
	if now != from {
		return refuse(news.Stale, "move %s from %d: it is at %d", consumer, from, now)
	}
	n, err := t.exec(ctx, `
		INSERT INTO job_place (consumer, seq, event) VALUES ($1, $2, $3)
		ON CONFLICT (consumer) DO UPDATE SET seq = excluded.seq, event = excluded.event
		WHERE job_place.seq = $4`, consumer, int64(to), event, int64(from))
	if err == nil && n == 0 {
		return refuse(news.Stale, "move %s from %d", consumer, from)
	}
	return t.fail(err, "move %s", consumer)
}

func (t jobs) Forget(ctx context.Context, before time.Time) (int64, error) {
	n, err := t.exec(ctx, `DELETE FROM job WHERE made < $1 AND (state = 'done' OR state = 'failed')`, before.UnixMicro())
	return n, t.fail(err, "forget jobs")
}
