package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"
)

// Audit reads the chain. Rows are written by Record alone.
type Audit interface {
	// Find lists rows, newest first, by keyset.
	Find(ctx context.Context, q AuditQuery) ([]AuditRow, error)
	// Head is the newest row's number and hash; zero when there is none.
	Head(ctx context.Context) (AuditHead, error)
	// Verify walks the chain and says what is wrong first. Each head that was
	// kept elsewhere must still be a row of the chain.
	Verify(ctx context.Context, heads []AuditHead) (AuditVerdict, error)
}

// AuditQuery narrows the audit. Empty fields narrow nothing.
type AuditQuery struct {
	Actor, Subject, Command string
	Since, Until            time.Time
	// Before continues below a number; 0 is the newest.
	Before int64
	Limit  int
}

// AuditHead is the end of the chain at a moment.
type AuditHead struct {
	Number int64     `json:"number"`
	Hash   string    `json:"hash"`
	At     time.Time `json:"at"`
}

// AuditVerdict is what a verification found.
type AuditVerdict struct {
	// Rows were looked at; Gone of them had their words taken by a redaction.
	Rows, Gone int64
	Head       AuditHead
	// Wrong is the number of the first row that is not as it was written, and
	// Why says how; Why is empty when the chain is whole.
	Wrong int64
	Why   string
}

var _ Audit = auditLog{}

type auditLog struct{ *tx }

func (t *tx) Audit() Audit { return auditLog{t} }

// auditFinds are the same question through the index of the narrowest filter.
var auditFinds = map[string]query{
	"subject": `SELECT ` + auditColumns + auditFrom + `WHERE a.subject = $1 AND a.number < $2 ORDER BY a.number DESC LIMIT CAST($3 AS BIGINT)`,
	"actor":   `SELECT ` + auditColumns + auditFrom + `WHERE a.actor = $1 AND a.number < $2 ORDER BY a.number DESC LIMIT CAST($3 AS BIGINT)`,
	"command": `SELECT ` + auditColumns + auditFrom + `WHERE a.command = $1 AND a.number < $2 ORDER BY a.number DESC LIMIT CAST($3 AS BIGINT)`,
	"":        `SELECT ` + auditColumns + auditFrom + `WHERE $1 = '' AND a.number < $2 ORDER BY a.number DESC LIMIT CAST($3 AS BIGINT)`,
}

// Find reads pieces through one index and leaves out what the other filters do
// not want. Times are turned into numbers first: rows are numbered in the
// order of time.
func (t auditLog) Find(ctx context.Context, q AuditQuery) ([]AuditRow, error) {
	if !storable(q.Actor + q.Subject + q.Command) {
		return nil, nil
	}
	below, floor := q.Before, int64(0)
	if below == 0 {
		below = math.MaxInt64
	}
	if !q.Until.IsZero() {
		n, err := t.numberAt(ctx, q.Until)
		if err != nil {
			return nil, err
		}
		below = min(below, n)
	}
	if !q.Since.IsZero() {
		n, err := t.numberAt(ctx, q.Since)
		if err != nil {
			return nil, err
		}
		floor = n
	}
	by, value := "", ""
	for _, f := range []struct{ by, value string }{{"subject", q.Subject}, {"actor", q.Actor}, {"command", q.Command}} {
		if f.value != "" {
			by, value = f.by, f.value
			break
		}
	}
	var out []AuditRow
	piece := max(64, min(q.Limit, 5000))
	for len(out) < q.Limit {
		r, err := t.query(ctx, auditFinds[by], value, below, piece)
		if err != nil {
			return nil, t.fail(err, "read the audit")
		}
		found, err := all(t.database, r, readable, "read the audit")
		if err != nil {
			return nil, err
		}
		for _, a := range found {
			if a.Number < floor {
				return out, nil
			}
			below = a.Number
			if q.Actor != "" && a.Actor != q.Actor || q.Command != "" && a.Command != q.Command || len(out) == q.Limit {
				continue
			}
			out = append(out, a)
		}
		if len(found) < piece {
			break
		}
	}
	return out, nil
}

// numberAt is the number of the first row at a moment or after it.
func (t auditLog) numberAt(ctx context.Context, when time.Time) (int64, error) {
	var n int64
	err := t.row(ctx, `SELECT number FROM audit WHERE at >= $1 ORDER BY at, number LIMIT 1`, []any{when.UnixMicro()}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return math.MaxInt64, nil
	}
	return n, t.fail(err, "find an audit row by time")
}

func (t auditLog) Head(ctx context.Context) (h AuditHead, err error) {
	err = t.row(ctx, `SELECT number, hash, at FROM audit ORDER BY number DESC LIMIT 1`, nil, &h.Number, &h.Hash, at(&h.At))
	if errors.Is(err, sql.ErrNoRows) {
		return AuditHead{}, nil
	}
	return h, t.fail(err, "read the audit's head")
}

const auditVerifyPiece = 2000

func (t auditLog) Verify(ctx context.Context, heads []AuditHead) (v AuditVerdict, err error) {
	known := make(map[int64]string, len(heads))
	last := AuditHead{}
	for _, h := range heads {
		if was, ok := known[h.Number]; ok && was != h.Hash {
			return AuditVerdict{Wrong: h.Number, Why: "two heads that were kept elsewhere differ"}, nil
		}
		known[h.Number] = h.Hash
		if h.Number > last.Number {
			last = h
		}
	}
	// takers are the subjects whose words somebody was allowed to take, taken
	// those whose words are gone.
	takers, taken := map[string]bool{}, map[string]int64{}
	for {
		r, err := t.query(ctx, `SELECT `+auditColumns+auditFrom+`
			WHERE a.number > $1 ORDER BY a.number LIMIT CAST($2 AS BIGINT)`, v.Head.Number, auditVerifyPiece)
		if err != nil {
			return v, t.fail(err, "verify the audit")
		}
		n := 0
		err = r.each(func() error {
			n++
			if v.Why != "" {
				return nil
			}
			var a AuditRow
			var text sql.NullString
			if err := scanAudit(r.Rows, &a, &text); err != nil {
				return err
			}
			if why := v.wrong(a, text, known); why != "" {
				v.Wrong, v.Why = a.Number, why
				return nil
			}
			if a.Command == "redact" || a.Command == "account.erase" {
				takers[a.Subject] = true
			}
			if a.Gone != "" {
				v.Gone++
				if taken[a.Gone] == 0 {
					taken[a.Gone] = a.Number
				}
			}
			v.Rows++
			v.Head = AuditHead{Number: a.Number, Hash: a.Hash, At: a.At}
			return nil
		})
		if err != nil || v.Why != "" {
			return v, t.fail(err, "verify the audit")
		}
		if n < auditVerifyPiece {
			break
		}
	}
	if v.Head.Number < last.Number {
		v.Wrong, v.Why = v.Head.Number+1, fmt.Sprintf("rows are missing at the end: the head kept elsewhere is %d", last.Number)
		return v, nil
	}
	for subject, number := range taken {
		if !takers[subject] && (v.Why == "" || number < v.Wrong) {
			v.Wrong, v.Why = number, "its words are gone, and no redaction of "+subject+" took them"
		}
	}
	return v, nil
}

// wrong says what is wrong with the row after v.Head.
func (v *AuditVerdict) wrong(a AuditRow, text sql.NullString, heads map[int64]string) string {
	switch kept, ok := heads[a.Number]; {
	case a.Number != v.Head.Number+1:
		return fmt.Sprintf("the row after %d is missing", v.Head.Number)
	case a.Prev != v.Head.Hash:
		return "it does not continue the row before it"
	case a.Format < 1 || a.Format > auditFormat:
		return "it is of a format that this version does not know"
	case a.sum() != a.Hash:
		return "it is not as it was written"
	case ok && kept != a.Hash:
		return "it is not the row whose hash was kept elsewhere"
	case a.Format == 1:
		if text.Valid && a.Gone == "" {
			return "words were added to it"
		}
		return ""
	case a.Gone != "":
		if a.Details == "" || text.String != "" {
			return "its words are not as they were left"
		}
		return ""
	case a.Details == "" && text.Valid, a.Details != "" && (!text.Valid || hexSum([]byte(text.String)) != a.Details):
		return "its words are not those that were written"
	}
	return ""
}
