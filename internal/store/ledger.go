package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"sync/atomic"
	"time"

	"warta/internal/news"
)

var _ Ledger = (*ledger)(nil)

// Record follows operations.md 6.2: everything gathered is written first, then
// the ledger's row is taken, and only the outbox and the audit follow.
func (t *tx) Record(ctx context.Context, events []news.Event, audit AuditRow) (news.Seq, error) {
	if t.recorded {
		return 0, t.fail(t.s.fail(errRecorded), "record %s", audit.Command)
	}
	if err := checkText("record "+audit.Command, events, audit); err != nil {
		return 0, err
	}
	if err := t.flush(ctx); err != nil {
		return 0, t.fail(err, "record %s", audit.Command)
	}
	seq, err := t.number(ctx, events)
	if err == nil {
		err = t.writeOutbox(ctx, events)
	}
	if err == nil {
		err = t.writeAudit(ctx, audit)
	}
	if err == nil {
		err = t.dialect.notify(ctx, t.s)
	}
	t.recorded = true
	return seq, t.fail(err, "record %s", audit.Command)
}

// number takes the ledger's row, and with it the right to commit next.
func (t *tx) number(ctx context.Context, events []news.Event) (news.Seq, error) {
	last := ""
	for i := range events {
		if events[i].ID == "" {
			events[i].ID = newEventID()
		}
		if events[i].At.IsZero() {
			events[i].At = t.Now()
		}
		last = events[i].ID
	}
	if t.readOnly {
		return 0, t.s.fail(errOnlyRead)
	}
	var seq news.Seq
	err := t.row(ctx, `
		UPDATE ledger SET seq = seq + $1, event = CASE WHEN $2 = '' THEN event ELSE $2 END
		WHERE id = 1 RETURNING seq`, []any{len(events), last}, &seq)
	for i := range events {
		events[i].Seq = seq - news.Seq(len(events)-1-i)
	}
	return seq, err
}

func newEventID() string {
	var b [16]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func (t *tx) writeOutbox(ctx context.Context, events []news.Event) error {
	rows := make([][]any, len(events))
	for i, e := range events {
		keys, err := encode(e.Keys)
		if err != nil {
			return err
		}
		drop, err := encode(e.Drop)
		if err != nil {
			return err
		}
		rows[i] = []any{int64(e.Seq), e.ID, int64(e.Edition), string(e.Kind), int64(e.Article), keys, drop, micros(e.At)}
	}
	if len(rows) >= rowsAtOnce {
		return t.dialect.load(ctx, t.s, loadOutbox, rows)
	}
	for _, row := range rows {
		_, err := t.exec(ctx, `
			INSERT INTO outbox (seq, event, edition, kind, article, keys, drop_keys, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, row...)
		if err != nil {
			return err
		}
	}
	return nil
}

// ledger reads on the newsroom's pool.
type ledger struct {
	d *database
	// seen is the number of wake-ups that this reader knows of, so that a commit
	// between From and Wait is not slept through.
	seen atomic.Uint64
}

func (d *database) Ledger() Ledger {
	l := &ledger{d: d}
	moves, _ := d.wake.state()
	l.seen.Store(moves)
	return l
}

// read runs fn on a snapshot of its own.
func (l *ledger) read(ctx context.Context, fn func(*session) error) error {
	s, err := l.d.reader.begin(ctx, l.d.dialect.begin(reading))
	if err != nil {
		return err
	}
	defer s.end()
	return fn(s)
}

func (l *ledger) Head(ctx context.Context) (seq news.Seq, id string, err error) {
	err = l.read(ctx, func(s *session) error {
		return s.row(ctx, `SELECT seq, event FROM ledger WHERE id = 1`, nil, &seq, &id)
	})
	return seq, id, l.d.fail(err, "read the ledger's head")
}

func (l *ledger) From(ctx context.Context, from news.Seq, limit int) (out []news.Event, err error) {
	err = l.read(ctx, func(s *session) error {
		r, err := s.query(ctx, `
			SELECT seq, event, edition, kind, article, keys, drop_keys, at FROM outbox
			WHERE seq >= $1 ORDER BY seq LIMIT CAST($2 AS BIGINT)`, int64(from), limit)
		if err != nil {
			return err
		}
		out, err = all(l.d, rows{r, s}, func(r *sql.Rows, e *news.Event) error {
			return r.Scan(&e.Seq, &e.ID, &e.Edition, &e.Kind, &e.Article, fromJSON(&e.Keys), fromJSON(&e.Drop), at(&e.At))
		}, "read events")
		return err
	})
	return out, l.d.fail(err, "read events from %d", from)
}

// pollEvery is the floor under every wake-up (operations.md 6.2.3).
const pollEvery = time.Second

func (l *ledger) Wait(ctx context.Context) error {
	l.d.startListening()
	moves, next := l.d.wake.state()
	if l.seen.Swap(moves) != moves {
		return nil
	}
	timer := time.NewTimer(pollEvery)
	defer timer.Stop()
	select {
	case <-next:
		moves, _ := l.d.wake.state()
		l.seen.Store(moves)
		return nil
	case <-timer.C:
		return nil
	case <-l.d.stop:
		return l.d.fail(errClosed, "wait for the ledger")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// startListening begins to hear other nodes, once, where the database can tell.
func (d *database) startListening() {
	if d.listen == nil {
		return
	}
	d.listenOnce.Do(func() {
		ctx, cancel := context.WithCancel(context.Background())
		d.listening.Go(func() { d.listen(ctx) })
		d.listening.Go(func() { <-d.stop; cancel() })
	})
}
