package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"warta/internal/news"
)

var _ Database = (*database)(nil)

type database struct {
	dialect dialect
	log     *slog.Logger
	// now overrides the database's time.
	now func() time.Time
	// dir holds SQLite's files; empty for PostgreSQL.
	dir string
	// last is the newest time given out, in microseconds: a clock set back
	// stands still here instead.
	last atomic.Int64

	// Writers and readers of the newsroom's tables, readers of the published
	// ones, and counting with its readers. Some may be the same.
	writer, reader, public, side, sideReader *pool

	wake waker
	// listen keeps a connection that hears other nodes; nil where there is none.
	listen     func(context.Context)
	listenOnce sync.Once
	stop       chan struct{}
	stopOnce   sync.Once
	listening  sync.WaitGroup

	// Settings and photos are on every page and seldom change.
	settings kept[news.Edition]
	photos   kept[news.Asset]
}

// tries bounds how often Write runs a transaction that lost to another one.
const tries = 5

func (d *database) Write(ctx context.Context, fn func(Tx) error) error {
	for try := 1; ; try++ {
		err := d.writeOnce(ctx, fn)
		if err == nil || try == tries || !(errors.Is(err, errRaced) || d.dialect.rerun(err)) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(rand.Int64N(int64(5*time.Millisecond) << try))):
		}
	}
}

func (d *database) writeOnce(ctx context.Context, fn func(Tx) error) error {
	s, err := d.writer.begin(ctx, d.dialect.begin(writing))
	if err != nil {
		return d.fail(err, "begin to write")
	}
	defer s.end()
	t := &tx{database: d, s: s}
	if err := fn(t); err != nil {
		return err
	}
	if err := t.flush(ctx); err != nil {
		return d.fail(err, "write counts")
	}
	if err := s.commit(ctx); err != nil {
		return d.fail(err, "commit")
	}
	if t.recorded {
		d.wake.all()
	}
	return nil
}

func (d *database) Read(ctx context.Context, fn func(Tx) error) error {
	s, err := d.reader.begin(ctx, d.dialect.begin(reading))
	if err != nil {
		return d.fail(err, "begin to read")
	}
	defer s.end()
	if err := fn(&tx{database: d, s: s, readOnly: true}); err != nil {
		return err
	}
	return d.fail(s.failed, "read")
}

// Check looks at the newspaper's own promise, that maintained counts are the
// counts, only when deep.
func (d *database) Check(ctx context.Context, deep bool) error {
	for _, p := range []*pool{d.reader, d.sideReader} {
		err := func() error {
			s, err := p.begin(ctx, d.dialect.begin(reading))
			if err != nil {
				return err
			}
			defer s.end()
			if err := d.dialect.check(ctx, s, deep); err != nil {
				return err
			}
			if deep && p == d.reader {
				return checkCounts(ctx, s)
			}
			return nil
		}()
		if err != nil {
			return d.fail(err, "check the database")
		}
	}
	return nil
}

// Close ends the listener first and the writer last, so that SQLite can put
// its log away.
func (d *database) Close() error {
	d.stopOnce.Do(func() {
		if d.stop != nil {
			close(d.stop)
		}
	})
	d.listening.Wait()
	var errs []error
	closed := map[*sql.DB]bool{}
	for _, p := range []*pool{d.public, d.reader, d.sideReader, d.side, d.writer} {
		if p != nil && !closed[p.db] {
			closed[p.db] = true
			errs = append(errs, p.close())
		}
	}
	return d.fail(errors.Join(errs...), "close the database")
}

// time asks for the database's time, which never goes back.
func (d *database) time(ctx context.Context, s *session) (time.Time, error) {
	if d.now != nil {
		return d.now().UTC().Truncate(time.Microsecond), nil
	}
	at, err := d.dialect.clock(ctx, s)
	if err != nil {
		return time.Time{}, s.fail(err)
	}
	for now := at.UnixMicro(); ; {
		last := d.last.Load()
		if now <= last {
			return time.UnixMicro(last).UTC(), nil
		}
		if d.last.CompareAndSwap(last, now) {
			return time.UnixMicro(now).UTC(), nil
		}
	}
}

// checkCounts compares the maintained counts with the lists.
func checkCounts(ctx context.Context, s *session) error {
	var wrong int64
	err := s.row(ctx, `
		SELECT count(*) FROM (
			SELECT edition, kind, id, n FROM pub_count WHERE n <> 0
			EXCEPT
			SELECT edition, kind, id, count(*) FROM pub_list GROUP BY edition, kind, id
		) AS differing`, nil, &wrong)
	if err != nil {
		return err
	}
	if wrong > 0 {
		return refuse(news.Internal, "check the database: %d lists differ from their counts", wrong)
	}
	return nil
}
