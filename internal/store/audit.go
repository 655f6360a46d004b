package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"
)

// Sum is the hash that the row must carry: SHA-256 (hex) of the JSON array
// [number, at in microseconds, actor, command, subject, revision, content,
// reason, request, prev].
func (r AuditRow) Sum() string {
	// Numbers and strings cannot fail to be written.
	text, _ := json.Marshal([]any{r.Number, r.At.UnixMicro(), r.Actor, r.Command, r.Subject, r.Revision,
		r.Content, r.Reason, r.Request, r.Prev})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// writeAudit adds a link to the chain. The ledger's row is held, so that the
// last link is the last.
func (t *tx) writeAudit(ctx context.Context, a AuditRow) error {
	a.Number, a.Prev = 0, ""
	err := t.row(ctx, `SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1`, nil, &a.Number, &a.Prev)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	a.Number++
	if a.At.IsZero() {
		a.At = t.Now()
	}
	a.At = a.At.UTC().Truncate(time.Microsecond)
	_, err = t.exec(ctx, `
		INSERT INTO audit (number, at, actor, command, subject, revision, content, reason, request, prev, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		a.Number, a.At.UnixMicro(), a.Actor, a.Command, a.Subject, a.Revision, a.Content, a.Reason, a.Request,
		a.Prev, a.Sum())
	return err
}

func (l *ledger) Audit(ctx context.Context, from int64, limit int) (out []AuditRow, err error) {
	err = l.read(ctx, func(s *session) error {
		r, err := s.query(ctx, `
			SELECT number, at, actor, command, subject, revision, content, reason, request, prev, hash FROM audit
			WHERE number >= $1 ORDER BY number LIMIT CAST($2 AS BIGINT)`, from, limit)
		if err != nil {
			return err
		}
		out, err = all(l.d, rows{r, s}, func(r *sql.Rows, a *AuditRow) error {
			return r.Scan(&a.Number, at(&a.At), &a.Actor, &a.Command, &a.Subject, &a.Revision, &a.Content,
				&a.Reason, &a.Request, &a.Prev, &a.Hash)
		}, "read audit rows")
		return err
	})
	return out, l.d.fail(err, "read audit rows from %d", from)
}
