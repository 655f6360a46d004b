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

// Change is one field that a command changed.
type Change struct {
	Field string `json:"field"`
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
}

// auditFormat is how new rows are hashed. Rows of format 1 carry their reason
// in the chain itself, and have no session, address or changes.
const auditFormat = 2

// Sum is the hash that the row must carry: SHA-256 (hex) of a JSON array. For
// format 1 that is [number, at in microseconds, actor, command, subject,
// revision, content, reason, request, prev]; for format 2 [2, number, at,
// actor, session, address, command, subject, revision, before, content,
// details, request, prev], where details is the SHA-256 of the words beside it.
func (r AuditRow) Sum() string {
	if r.Format >= 2 && r.Gone == "" {
		_, r.Details = r.words()
	}
	return r.sum()
}

// words is what lies beside the chain, with its hash.
func (r AuditRow) words() (text, hash string) {
	if r.Reason == "" && len(r.Changes) == 0 {
		return "", ""
	}
	text, err := encode(auditWords{r.Reason, r.Changes})
	if err != nil {
		return "", ""
	}
	return text, hexSum([]byte(text))
}

func (r AuditRow) sum() string {
	fields := []any{r.Number, r.At.UnixMicro(), r.Actor, r.Command, r.Subject, r.Revision, r.Content, r.Reason,
		r.Request, r.Prev}
	if r.Format >= 2 {
		fields = []any{r.Format, r.Number, r.At.UnixMicro(), r.Actor, r.Session, r.Address, r.Command, r.Subject,
			r.Revision, r.Before, r.Content, r.Details, r.Request, r.Prev}
	}
	// Numbers and strings cannot fail to be written.
	text, _ := json.Marshal(fields)
	return hexSum(text)
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// auditWords is what lies beside the chain.
type auditWords struct {
	Reason  string   `json:"reason,omitempty"`
	Changes []Change `json:"changes,omitempty"`
}

// writeAudit adds a link to the chain. The ledger's row is held, so that the
// last link is the last.
func (t *tx) writeAudit(ctx context.Context, a AuditRow) error {
	a.Number, a.Prev, a.Format, a.Details = 0, "", auditFormat, ""
	err := t.row(ctx, `SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1`, nil, &a.Number, &a.Prev)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	a.Number++
	if a.At.IsZero() {
		a.At = t.Now()
	}
	a.At = a.At.UTC().Truncate(time.Microsecond)
	var text string
	if text, a.Details = a.words(); text != "" {
		if _, err := t.exec(ctx, `INSERT INTO audit_text (number, text, gone) VALUES ($1, $2, '')`, a.Number, text); err != nil {
			return err
		}
	}
	_, err = t.exec(ctx, `
		INSERT INTO audit (number, at, actor, command, subject, revision, content, reason, request, prev, hash,
			format, session, address, before, details)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, $11, $12, $13, $14, $15)`,
		a.Number, a.At.UnixMicro(), a.Actor, a.Command, a.Subject, a.Revision, a.Content, a.Request,
		a.Prev, a.sum(), a.Format, a.Session, a.Address, a.Before, a.Details)
	return err
}

const auditColumns = `a.number, a.at, a.actor, a.command, a.subject, a.revision, a.content, a.reason, a.request, a.prev,
	a.hash, a.format, a.session, a.address, a.before, a.details, x.text, x.gone`

const auditFrom = ` FROM audit AS a LEFT JOIN audit_text AS x ON x.number = a.number `

// scanAudit reads a row and keeps the words as they lie beside the chain.
func scanAudit(r *sql.Rows, a *AuditRow, text *sql.NullString) error {
	var gone sql.NullString
	err := r.Scan(&a.Number, at(&a.At), &a.Actor, &a.Command, &a.Subject, &a.Revision, &a.Content, &a.Reason, &a.Request,
		&a.Prev, &a.Hash, &a.Format, &a.Session, &a.Address, &a.Before, &a.Details, text, &gone)
	a.Gone = gone.String
	return err
}

// readable unpacks the words. What cannot be unpacked is for the verification
// to tell; a list must not stop at it.
func readable(r *sql.Rows, a *AuditRow) error {
	var text sql.NullString
	if err := scanAudit(r, a, &text); err != nil {
		return err
	}
	if a.Format >= 2 && a.Gone == "" && text.String != "" {
		var w auditWords
		if json.Unmarshal([]byte(text.String), &w) == nil {
			a.Reason, a.Changes = w.Reason, w.Changes
		}
	}
	if a.Gone != "" {
		a.Reason, a.Changes = "", nil
	}
	return nil
}

func (l *ledger) Audit(ctx context.Context, from int64, limit int) (out []AuditRow, err error) {
	err = l.read(ctx, func(s *session) error {
		r, err := s.query(ctx, `
			SELECT `+auditColumns+auditFrom+`
			WHERE a.number >= $1 ORDER BY a.number LIMIT CAST($2 AS BIGINT)`, from, limit)
		if err != nil {
			return err
		}
		out, err = all(l.d, rows{r, s}, readable, "read audit rows")
		return err
	})
	return out, l.d.fail(err, "read audit rows from %d", from)
}
