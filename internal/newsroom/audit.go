package newsroom

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// AuditNote is something worth a row of the audit that changes nothing: a
// refusal, a read of an embargoed article, an export (AUD-3).
type AuditNote struct {
	// Command is what was done: "read.embargoed", "export.audit".
	Command string
	// Subject is as in the rows of commands: "article 42".
	Subject string
	Reason  string
}

// Note writes a row by itself. Never in it: passwords, tokens, the text of an
// article.
func (n *Newsroom) Note(ctx context.Context, who Actor, note AuditNote) error {
	return n.db.Write(ctx, func(tx store.Tx) error {
		_, err := tx.Record(ctx, nil, store.AuditRow{Actor: who.String(), At: tx.Now(), Command: note.Command, Subject: note.Subject,
			Reason: note.Reason, Session: who.Session, Address: shortened(who.Address), Request: who.Request})
		return err
	})
}

// shortened is an address without the part that names one household: /24 of
// IPv4, /48 of IPv6. What is no address is left out.
func shortened(address string) string {
	host := address
	if ap, err := netip.ParseAddrPort(address); err == nil {
		host = ap.Addr().String()
	}
	if p, err := netip.ParsePrefix(host); err == nil {
		host = p.Addr().String()
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return ""
	}
	bits := 48
	if a = a.Unmap().WithZone(""); a.Is4() {
		bits = 24
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// changes tells which fields differ between two values of one type, by their
// names in JSON; long texts are cut.
func changes(before, after any) []store.Change {
	was, is := fieldsOf(before), fieldsOf(after)
	var names []string
	for k := range was {
		names = append(names, k)
	}
	for k := range is {
		if _, ok := was[k]; !ok {
			names = append(names, k)
		}
	}
	slices.Sort(names)
	var out []store.Change
	for _, k := range names {
		from, to := string(was[k]), string(is[k])
		if from != to {
			out = append(out, store.Change{Field: k, From: readable(from), To: readable(to)})
		}
	}
	return out
}

func fieldsOf(v any) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	if b, err := json.Marshal(v); err == nil {
		_ = json.Unmarshal(b, &m) // what is no object has no fields
	}
	return m
}

const longChange = 300

func readable(raw string) string {
	var s string
	if json.Unmarshal([]byte(raw), &s) != nil {
		s = raw
	}
	if r := []rune(s); len(r) > longChange {
		s = string(r[:longChange]) + "…"
	}
	return s
}

// Audited lists audit rows that the actor may read, newest first: writers those
// of their own articles, the technician none of what is under embargo.
func (n *Newsroom) Audited(ctx context.Context, who Actor, q store.AuditQuery) ([]store.AuditRow, error) {
	q.Limit = limited(q.Limit, 5000)
	var out []store.AuditRow
	err := n.db.Read(ctx, func(tx store.Tx) error {
		out = out[:0]
		if err := mayAsk(who, PermAudit); err != nil {
			return err
		}
		eyes := newEyes(ctx, tx, who)
		everything := Can(who, PermAudit, Subject{})
		ask := q
		for looked := 0; len(out) < q.Limit && looked < 20*q.Limit+1000; {
			rows, err := tx.Audit().Find(ctx, ask)
			if err != nil {
				return err
			}
			for _, r := range rows {
				looked++
				ask.Before = r.Number
				ok, err := eyes.audit(r.Subject, everything)
				if err != nil {
					return err
				}
				if ok && len(out) < q.Limit {
					out = append(out, r)
				}
			}
			if len(rows) < q.Limit {
				return nil
			}
		}
		return nil
	})
	return out, err
}

// audit reports whether the actor may read the rows of a subject.
func (e *eyes) audit(subject string, everything bool) (bool, error) {
	id, isArticle := articleOf(subject)
	if !isArticle {
		return everything, nil
	}
	if e.who.kind == "operator" {
		return true, nil
	}
	row, s, err := e.subject(id)
	if err != nil || row == nil {
		return everything, err
	}
	if s.Embargoed && !e.reads(s) {
		return false, nil
	}
	return Can(e.who, PermAudit, s), nil
}

func articleOf(subject string) (news.ArticleID, bool) {
	text, ok := strings.CutPrefix(subject, "article ")
	id, err := strconv.ParseInt(text, 10, 64)
	return news.ArticleID(id), ok && err == nil && id > 0
}

// mayAsk refuses those who hold the permission nowhere.
func mayAsk(who Actor, p Permission) error {
	if holdsSomewhere(who, p) {
		return nil
	}
	return news.E(news.Forbidden, string(p), nil)
}

// holdsSomewhere reports whether the actor holds a permission over anything at
// all.
func holdsSomewhere(who Actor, p Permission) bool {
	switch who.kind {
	case "user", "token":
	default:
		return Can(who, p, Subject{})
	}
	if who.Token != 0 && !slices.Contains(who.Only, p) {
		return false
	}
	for _, g := range who.Grants {
		if !g.Pending && (g.Until.IsZero() || who.At.Before(g.Until)) && reachOf(g, p) != nothing {
			return true
		}
	}
	return false
}

// AuditColumns are the head of an export.
var AuditColumns = []string{"number", "time", "actor", "command", "subject", "revision", "reason", "changes", "session", "network", "request", "hash"}

// ExportAudit writes rows as CSV, newest first, and leaves a row that says so.
// Cells that a spreadsheet would take for a formula are made plain.
func (n *Newsroom) ExportAudit(ctx context.Context, who Actor, q store.AuditQuery, w io.Writer) error {
	if !Can(who, PermAudit, Subject{}) {
		return news.E(news.Forbidden, string(PermAudit), nil)
	}
	out := csv.NewWriter(w)
	if err := out.Write(AuditColumns); err != nil {
		return err
	}
	left := q.Limit
	if left <= 0 {
		left = 1_000_000
	}
	total := 0
	for left > 0 {
		q.Limit = min(left, 5000)
		rows, err := n.Audited(ctx, who, q)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := out.Write(auditCells(r)); err != nil {
				return err
			}
			q.Before = r.Number
		}
		total += len(rows)
		left -= len(rows)
		if len(rows) < q.Limit {
			break
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return n.Note(ctx, who, AuditNote{Command: "export.audit", Subject: "audit",
		Reason: fmt.Sprintf("%d rows; actor %q, subject %q, command %q", total, q.Actor, q.Subject, q.Command)})
}

func auditCells(r store.AuditRow) []string {
	var what strings.Builder
	for i, c := range r.Changes {
		if i > 0 {
			what.WriteString("; ")
		}
		fmt.Fprintf(&what, "%s: %s → %s", c.Field, c.From, c.To)
	}
	reason := r.Reason
	if r.Gone != "" {
		reason = "(" + r.Gone + ")"
	}
	cells := []string{strconv.FormatInt(r.Number, 10), r.At.UTC().Format(time.RFC3339Nano), r.Actor, r.Command, r.Subject,
		strconv.Itoa(r.Revision), reason, what.String(), r.Session, r.Address, r.Request, r.Hash}
	for i := range cells {
		cells[i] = Cell(cells[i])
	}
	return cells
}

// Cell is a text that no spreadsheet takes for a formula (OWASP, CSV injection).
func Cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) || strings.HasPrefix(s, "＝") || strings.HasPrefix(s, "＋") ||
		strings.HasPrefix(s, "－") || strings.HasPrefix(s, "＠") {
		return "'" + s
	}
	return s
}

// Changer is who changed a field of an article, and when.
type Changer struct {
	Revision int
	Kind     news.RevisionKind
	At       time.Time
	By       string
	From, To string
}

// WhoChanged tells who changed a field, newest first: the answer to "who
// changed the headline at 02:10". Without until it begins at the newest.
func (n *Newsroom) WhoChanged(ctx context.Context, who Actor, id news.ArticleID, field string, until time.Time, limit int) ([]Changer, error) {
	limit = limited(limit, 200)
	var out []Changer
	err := n.db.Read(ctx, func(tx store.Tx) error {
		out = out[:0]
		e := newEyes(ctx, tx, who)
		if err := e.mustRead(id); err != nil {
			return err
		}
		var later *news.Revision
		value := func(r *news.Revision) string {
			if r == nil || r.Content == nil {
				return ""
			}
			return readable(string(fieldsOf(r.Content)[field]))
		}
		for before := 0; ; {
			list, err := tx.Articles().Revisions(ctx, id, before, 200)
			if err != nil {
				return err
			}
			for _, head := range list {
				before = head.Number
				r, err := tx.Articles().Revision(ctx, id, head.Number)
				if err != nil {
					return err
				}
				if later != nil && value(later) != value(&r) {
					out = append(out, Changer{later.Number, later.Kind, later.At, later.By, value(&r), value(later)})
					if len(out) == limit {
						return nil
					}
				}
				later = nil
				if until.IsZero() || !r.At.After(until) {
					later = &r
				}
			}
			if len(list) < 200 {
				break
			}
		}
		if later != nil && value(later) != "" {
			out = append(out, Changer{later.Number, later.Kind, later.At, later.By, "", value(later)})
		}
		return nil
	})
	return out, err
}

// Seen is who read or changed a draft (PRS-107).
type Seen struct {
	At      time.Time
	Actor   string
	What    string
	Reason  string
	Address string
}

// WhoSaw lists who saw or changed an article's draft, newest first: saves are
// in its revisions, everything else in the audit. The export itself leaves a
// row.
func (n *Newsroom) WhoSaw(ctx context.Context, who Actor, id news.ArticleID, limit int) ([]Seen, error) {
	limit = limited(limit, 10_000)
	var out []Seen
	err := n.db.Read(ctx, func(tx store.Tx) error {
		out = out[:0]
		row, s, err := newEyes(ctx, tx, who).subject(id)
		if err != nil {
			return err
		}
		if row == nil {
			return missing(id)
		}
		if !Can(who, PermAudit, s) {
			return denied(who, PermAudit, s)
		}
		rows, err := tx.Audit().Find(ctx, store.AuditQuery{Subject: "article " + id.String(), Limit: limit})
		if err != nil {
			return err
		}
		for _, r := range rows {
			out = append(out, Seen{r.At, r.Actor, r.Command, r.Reason, r.Address})
		}
		list, err := tx.Articles().Revisions(ctx, id, 0, limit)
		if err != nil {
			return err
		}
		for _, r := range list {
			out = append(out, Seen{r.At, r.By, "revision " + strconv.Itoa(r.Number) + " " + string(r.Kind), strings.Join(r.Changed, " "), ""})
		}
		slices.SortStableFunc(out, func(a, b Seen) int { return b.At.Compare(a.At) })
		out = out[:min(len(out), limit)]
		return nil
	})
	if err == nil {
		err = n.Note(ctx, who, AuditNote{Command: "export.seen", Subject: "article " + id.String()})
	}
	return out, err
}

// VerifyAudit walks the chain against heads that were kept elsewhere.
func (n *Newsroom) VerifyAudit(ctx context.Context, heads []store.AuditHead) (v store.AuditVerdict, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		v, err = tx.Audit().Verify(ctx, heads)
		return err
	})
	return v, err
}

// limited keeps a page of a list between 1 and most.
func limited(limit, most int) int {
	if limit <= 0 {
		return min(20, most)
	}
	return min(limit, most)
}
