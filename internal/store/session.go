package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"time"
)

// query is the text of an SQL statement. Functions that run SQL take this type,
// so that a constant fits and a string put together from values does not
// compile (operations.md 2.2: only constant SQL reaches the driver).
type query string

// pool hands out sessions on one handle, at most size at a time.
type pool struct {
	db *sql.DB
	// keep holds sessions back with their prepared statements. database/sql's
	// own statements would be prepared again in every transaction of a writer,
	// and need a second connection to be prepared on.
	keep bool
	// patient ignores the caller's cancellation while a statement runs: see
	// sqlite.go.
	patient bool
	places  chan struct{}
	idle    chan *session
}

func newPool(db *sql.DB, size int, keep, patient bool) *pool {
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return &pool{db: db, keep: keep, patient: patient,
		places: make(chan struct{}, size), idle: make(chan *session, size)}
}

// begin takes a session and opens a transaction on it. The session must be
// given back with end.
func (p *pool) begin(ctx context.Context, text query) (*session, error) {
	select {
	case p.places <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s, err := p.session(ctx)
	if err != nil {
		<-p.places
		return nil, err
	}
	// Begin minds ctx even on a patient pool: it may wait for a lock.
	if _, err := s.conn.ExecContext(ctx, string(text)); err != nil {
		s.broken = true
		s.end()
		return nil, err
	}
	s.open = true
	return s, nil
}

func (p *pool) session(ctx context.Context) (*session, error) {
	select {
	case s := <-p.idle:
		return s, nil
	default:
	}
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{pool: p, conn: conn}
	if p.keep {
		s.stmts = make(map[query]*sql.Stmt)
	}
	return s, nil
}

func (p *pool) close() error {
	for {
		select {
		case s := <-p.idle:
			s.discard()
		default:
			return p.db.Close()
		}
	}
}

// session is one connection in one transaction.
type session struct {
	pool  *pool
	conn  *sql.Conn
	stmts map[query]*sql.Stmt
	open  bool
	// failed is the first error of a statement. The transaction can then not be
	// committed: PostgreSQL would roll it back, and SQLite must not differ.
	failed error
	broken bool
}

func (s *session) query(ctx context.Context, text query, args ...any) (*sql.Rows, error) {
	ctx, stmt, err := s.ready(ctx, text)
	if err != nil {
		return nil, s.fail(err)
	}
	var rows *sql.Rows
	if stmt != nil {
		rows, err = stmt.QueryContext(ctx, args...)
	} else {
		rows, err = s.conn.QueryContext(ctx, string(text), args...)
	}
	return rows, s.fail(err)
}

// row scans the first row into dest; sql.ErrNoRows if there is none.
func (s *session) row(ctx context.Context, text query, args []any, dest ...any) error {
	rows, err := s.query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return s.fail(err)
		}
		return sql.ErrNoRows
	}
	if err := rows.Scan(dest...); err != nil {
		return s.fail(err)
	}
	return s.fail(rows.Close())
}

// exec gives the number of rows that the statement changed.
func (s *session) exec(ctx context.Context, text query, args ...any) (int64, error) {
	ctx, stmt, err := s.ready(ctx, text)
	if err != nil {
		return 0, s.fail(err)
	}
	var res sql.Result
	if stmt != nil {
		res, err = stmt.ExecContext(ctx, args...)
	} else {
		res, err = s.conn.ExecContext(ctx, string(text), args...)
	}
	if err != nil {
		return 0, s.fail(err)
	}
	n, err := res.RowsAffected()
	return n, s.fail(err)
}

func (s *session) ready(ctx context.Context, text query) (context.Context, *sql.Stmt, error) {
	if s.pool.patient {
		if err := ctx.Err(); err != nil {
			return ctx, nil, err
		}
		ctx = context.WithoutCancel(ctx)
	}
	if s.stmts == nil {
		return ctx, nil, nil
	}
	if stmt := s.stmts[text]; stmt != nil {
		return ctx, stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, string(text))
	if err == nil {
		s.stmts[text] = stmt
	}
	return ctx, stmt, err
}

func (s *session) fail(err error) error {
	if err != nil && s.failed == nil {
		s.failed = err
	}
	return err
}

// commit makes the transaction's work last. Once begun it is not interrupted:
// an answer that was cut off could not be told from a failure.
func (s *session) commit(ctx context.Context) error {
	if s.failed != nil {
		return s.failed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	if _, err := s.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return err
	}
	s.open = false
	return nil
}

// end rolls back what was not committed and gives the session back.
func (s *session) end() {
	if s.open {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		if _, err := s.conn.ExecContext(ctx, "ROLLBACK"); err != nil {
			s.broken = true
		}
		cancel()
	}
	p := s.pool
	switch {
	case s.broken:
		s.discard()
	case p.keep:
		s.open, s.failed = false, nil
		p.idle <- s
	default:
		s.conn.Close()
	}
	<-p.places
}

// discard closes the connection itself instead of giving it back to
// database/sql.
func (s *session) discard() {
	for _, stmt := range s.stmts {
		stmt.Close()
	}
	s.conn.Raw(func(any) error { return driver.ErrBadConn })
	s.conn.Close()
}
