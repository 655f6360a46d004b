package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"warta/internal/news"
)

// Answers keeps what was answered to a request that carried a key of the
// client's, so that the same request again changes nothing (newsroom.md API-4).
// Owners are the doors' names of who asked; keys of one owner are no other's.
type Answers interface {
	// Take takes a key for a request, named by its hash. taken is true when it
	// was free, or its holder has left it for longer than lease without having
	// done anything; then a.At proves the holder. Otherwise a is what is known:
	// a.Request may be another request's, a.Done says that the command was
	// carried out, and a.Status is zero while there is no answer to repeat.
	Take(ctx context.Context, owner, key, request string, lease, keep time.Duration) (a Answer, taken bool, err error)
	// Done notes, in the command's own transaction, that it was carried out.
	// Conflict when the key has another holder by now: the command must not be.
	Done(ctx context.Context, owner, key string, at time.Time, result string) error
	// Put keeps the answer as it was sent.
	Put(ctx context.Context, owner, key string, at time.Time, a Answer) error
	// Free gives a key back whose request has changed nothing.
	Free(ctx context.Context, owner, key string, at time.Time) error
	// Forget removes keys taken before a moment, at most limit.
	Forget(ctx context.Context, before time.Time, limit int) (int64, error)
	// Secret gives the newspaper's secret for sealing places in lists; the first
	// one who asks gives it.
	Secret(ctx context.Context, fresh []byte) ([]byte, error)
}

// Answer is what is known of a key.
type Answer struct {
	Request string
	At      time.Time
	// Result is what the command led to, as its door wrote it; empty until Done.
	Result string
	Status int
	Header map[string]string
	Body   []byte
}

// Done reports whether the command was carried out.
func (a Answer) Done() bool { return a.Result != "" }

var _ Answers = answers{}

type answers struct{ *tx }

func (t *tx) Answers() Answers { return answers{t} }

func (t answers) Take(ctx context.Context, owner, key, request string, lease, keep time.Duration) (Answer, bool, error) {
	now := t.Now()
	mine := Answer{Request: request, At: now}
	fail := func(err error) (Answer, bool, error) { return Answer{}, false, t.fail(err, "take a key of %s", owner) }
	if err := checkText("take a key", owner, key, request); err != nil {
		return Answer{}, false, err
	}
	// The keys that ended make room, and so does one that was left undone.
	if _, err := t.exec(ctx, `
		DELETE FROM api_answer WHERE owner = $1 AND mark = $2
			AND (at <= $3 OR (at <= $4 AND result = '' AND status = 0))`,
		owner, key, micros(now.Add(-keep)), micros(now.Add(-lease))); err != nil {
		return fail(err)
	}
	n, err := t.exec(ctx, `
		INSERT INTO api_answer (owner, mark, request, at, result, status, header, body)
		VALUES ($1, $2, $3, $4, '', 0, '{}', $5) ON CONFLICT (owner, mark) DO NOTHING`,
		owner, key, request, micros(now), []byte{})
	if err != nil {
		return fail(err)
	}
	if n == 1 {
		return mine, true, nil
	}
	var a Answer
	err = t.row(ctx, `SELECT request, at, result, status, header, body FROM api_answer WHERE owner = $1 AND mark = $2`,
		[]any{owner, key}, &a.Request, at(&a.At), &a.Result, &a.Status, fromJSON(&a.Header), &a.Body)
	if errors.Is(err, sql.ErrNoRows) {
		// It was given back since; the client may ask again.
		return Answer{Request: request}, false, nil
	}
	if err != nil {
		return fail(err)
	}
	return a, false, nil
}

func (t answers) Done(ctx context.Context, owner, key string, moment time.Time, result string) error {
	n, err := t.exec(ctx, `UPDATE api_answer SET result = $4 WHERE owner = $1 AND mark = $2 AND at = $3 AND result = ''`,
		owner, key, micros(moment), result)
	if err == nil && n == 0 {
		return refuse(news.Conflict, "settle a key of %s", owner)
	}
	return t.fail(err, "settle a key of %s", owner)
}

func (t answers) Put(ctx context.Context, owner, key string, moment time.Time, a Answer) error {
	header, err := encode(a.Header)
	if err != nil {
		return t.fail(err, "keep an answer to %s", owner)
	}
	if a.Body == nil {
		a.Body = []byte{}
	}
	if a.Header == nil {
		header = "{}"
	}
	_, err = t.exec(ctx, `UPDATE api_answer SET status = $4, header = $5, body = $6 WHERE owner = $1 AND mark = $2 AND at = $3`,
		owner, key, micros(moment), a.Status, header, a.Body)
	return t.fail(err, "keep an answer to %s", owner)
}

func (t answers) Free(ctx context.Context, owner, key string, moment time.Time) error {
	_, err := t.exec(ctx, `DELETE FROM api_answer WHERE owner = $1 AND mark = $2 AND at = $3 AND result = '' AND status = 0`,
		owner, key, micros(moment))
	return t.fail(err, "free a key of %s", owner)
}

func (t answers) Forget(ctx context.Context, before time.Time, limit int) (int64, error) {
	n, err := t.exec(ctx, `
		DELETE FROM api_answer WHERE (owner, mark) IN
			(SELECT owner, mark FROM api_answer WHERE at < $1 ORDER BY at LIMIT CAST($2 AS BIGINT))`, micros(before), limit)
	return n, t.fail(err, "forget old keys")
}

func (t answers) Secret(ctx context.Context, fresh []byte) ([]byte, error) {
	if _, err := t.exec(ctx, `INSERT INTO api_secret (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING`, fresh); err != nil {
		return nil, t.fail(err, "set the secret of lists")
	}
	var secret []byte
	err := t.row(ctx, `SELECT secret FROM api_secret WHERE id = 1`, nil, &secret)
	return secret, t.fail(err, "get the secret of lists")
}
