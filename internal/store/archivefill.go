package store

import (
	"context"
	"database/sql"
	"errors"

	"warta/internal/news"
)

// errUnfinished is what is said of a newspaper that is half an archive.
func errUnfinished() error {
	return news.Refuse(news.Conflict, "open the database", "archive.unfinished", nil)
}

// whole refuses a newspaper that an archive has not come into completely.
func (d *database) whole(ctx context.Context) error {
	var n int64
	err := d.outside(ctx, func(s *session) error { return s.row(ctx, `SELECT count(*) FROM restoring`, nil, &n) })
	if err == nil && n > 0 {
		err = errUnfinished()
	}
	return d.fail(err, "open the database")
}

// outside reads without the newspaper's own clock and counters.
func (d *database) outside(ctx context.Context, fn func(*session) error) error {
	s, err := d.reader.begin(ctx, d.dialect.begin(reading))
	if err != nil {
		return err
	}
	defer s.end()
	return fn(s)
}

func (a archive) Begin(ctx context.Context, name string) (pieces int64, err error) {
	if name == "" {
		return 0, refuse(news.Invalid, "an archive without a name")
	}
	err = a.filling(ctx, a.d.writer, func(s *session) error {
		var here string
		err := s.row(ctx, `SELECT archive, pieces FROM restoring WHERE id = 1`, nil, &here, &pieces)
		if err == nil {
			if here != name {
				return news.Refuse(news.Conflict, "fill the database", "archive.other", nil)
			}
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		for i := range archiveTables {
			t := &archiveTables[i]
			if t.side && a.d.side != a.d.writer && a.d.sideReader != a.d.reader {
				continue // counts of no article harm nobody; they are in another file
			}
			var one int64
			switch err := s.row(ctx, t.probe, nil, &one); {
			case err == nil:
				return news.Refuse(news.Conflict, "fill the database", "archive.full", map[string]any{"table": t.name})
			case !errors.Is(err, sql.ErrNoRows):
				return err
			}
		}
		_, err = s.exec(ctx, `INSERT INTO restoring (id, archive, pieces) VALUES (1, $1, 0)`, name)
		return err
	})
	return pieces, a.d.fail(err, "fill the database")
}

// filling runs fn in one transaction.
func (a archive) filling(ctx context.Context, p *pool, fn func(*session) error) error {
	s, err := p.begin(ctx, a.d.dialect.begin(filling))
	if err != nil {
		return err
	}
	defer s.end()
	if err := fn(s); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return s.commit(ctx)
}

func (a archive) Fill(ctx context.Context, name string, n int64, table string, rows [][]any) error {
	t, err := archiveTableOf(table)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if len(row) != len(t.types) {
			return refuse(news.Invalid, "fill %s: a row of %d values, want %d", table, len(row), len(t.types))
		}
		for i, v := range row {
			if _, err := archived(v, t.types[i]); err != nil {
				return a.d.fail(news.E(news.Invalid, "fill "+table, err), "column %d", i+1)
			}
		}
	}
	put := func(s *session) error {
		for _, row := range rows {
			if _, err := s.exec(ctx, t.load, row...); err != nil {
				return err
			}
		}
		return nil
	}
	// A file of its own comes first: doing it twice changes nothing.
	if apart := t.side && a.d.sideReader != a.d.reader; apart {
		if err := a.filling(ctx, a.d.side, put); err != nil {
			return a.d.fail(err, "fill %s", table)
		}
		put = func(*session) error { return nil }
	}
	return a.d.fail(a.filling(ctx, a.d.writer, func(s *session) error {
		here, err := s.exec(ctx, `UPDATE restoring SET pieces = $1 WHERE id = 1 AND archive = $2 AND pieces = $3`, n, name, n-1)
		if err != nil {
			return err
		}
		if here == 0 {
			var done int64
			if err := s.row(ctx, `SELECT pieces FROM restoring WHERE id = 1 AND archive = $1`, []any{name}, &done); err != nil || done < n {
				return errors.Join(err, refuse(news.Conflict, "piece %d comes after %d", n, done))
			}
			return nil
		}
		return put(s)
	}), "fill %s", table)
}

// Finish sets the numbers that follow, and the ledger.
func (a archive) Finish(ctx context.Context, name string, m ArchiveMark) error {
	return a.d.fail(a.filling(ctx, a.d.writer, func(s *session) error {
		for t, text := range sqliteNext {
			var next int64
			if err := s.row(ctx, text, nil, &next); err != nil {
				return err
			}
			if next > 1 {
				if err := a.d.dialect.keepID(ctx, s, t, next-1); err != nil {
					return err
				}
			}
		}
		for _, step := range []struct {
			text query
			args []any
		}{
			{`UPDATE ledger SET seq = $1, event = $2 WHERE id = 1`, []any{int64(m.Seq), m.Event}},
			{`UPDATE pub_derived SET rules = $1 WHERE id = 1`, []any{m.Rules}},
			{`UPDATE desk_rules SET rules = $1 WHERE id = 1`, []any{m.Desk}},
			{`DELETE FROM restoring WHERE id = 1 AND archive = $1`, []any{name}},
		} {
			if n, err := s.exec(ctx, step.text, step.args...); err != nil || n == 0 {
				return errors.Join(err, s.fail(refuse(news.Internal, "finish the archive: %s", step.text)))
			}
		}
		return nil
	}), "finish the archive")
}
