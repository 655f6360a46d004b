package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"warta/internal/news"
)

// postgresDialect is a database server shared by any number of nodes.
type postgresDialect struct{}

// Connection settings, each with its reason; what the address itself sets wins.
var postgresSettings = map[string]string{
	// Nobody waits longer for the ledger's row, and nobody holds it while away
	// (operations.md 6.2.2).
	"lock_timeout":                        "5s",
	"idle_in_transaction_session_timeout": "5s",
	"statement_timeout":                   "15s",
	"application_name":                    "warta",
	"timezone":                            "UTC",
}

func openPostgres(ctx context.Context, o Options) (_ *database, err error) {
	writer, err := postgresConfig(o.URL)
	if err != nil {
		return nil, err
	}
	public := writer
	if o.ReadOnlyURL != "" {
		if public, err = postgresConfig(o.ReadOnlyURL); err != nil {
			return nil, err
		}
	}
	if err := preparePostgres(ctx, o.URL, public.User); err != nil {
		return nil, err
	}
	open := func(c *pgx.ConnConfig, size int) *pool {
		db := stdlib.OpenDB(*c)
		// A connection to a server that is gone is noticed by the next query;
		// this bounds how long a moved address or a changed role is not.
		db.SetConnMaxLifetime(30 * time.Minute)
		// pgx keeps its own prepared statements, or none where the address says
		// so (poolers in transaction mode), hence none are kept here.
		return newPool(db, size, false, false)
	}
	d := &database{
		dialect: postgresDialect{},
		writer:  open(writer, 8), reader: open(writer, 8), public: open(public, 16), side: open(writer, 2),
	}
	d.sideReader = d.reader
	d.listen = func(ctx context.Context) { listenPostgres(ctx, writer, &d.wake, d.log) }
	return d, nil
}

func postgresConfig(address string) (*pgx.ConnConfig, error) {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	for name, value := range postgresSettings {
		if _, set := c.RuntimeParams[name]; !set {
			c.RuntimeParams[name] = value
		}
	}
	return c, nil
}

// preparePostgres brings the tables up to date, on a connection that may take
// its time, and lets another role read the published ones.
func preparePostgres(ctx context.Context, address, reader string) error {
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*c)
	defer db.Close()
	if err := migratePostgres(ctx, db); err != nil {
		return err
	}
	// These settings know no impatience: deriving an archive takes minutes.
	pool := newPool(db, 1, false, false)
	d := &database{dialect: postgresDialect{}, writer: pool}
	if err := d.derive(ctx); err != nil {
		return err
	}
	if err := d.deriveDesk(ctx); err != nil {
		return err
	}
	db.SetMaxOpenConns(0)
	if reader == c.User {
		return nil
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `SELECT set_config('warta.reader', $1, false)`, reader); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, grantPublished)
	return err
}

// grantPublished gives the role named by warta.reader what published code
// reads, and nothing else: the pub_* tables and the ledger's number.
const grantPublished = `
DO $$
DECLARE
	role text := current_setting('warta.reader');
	name text;
BEGIN
	EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), role);
	FOR name IN
		SELECT tablename FROM pg_tables
		WHERE schemaname = current_schema() AND (starts_with(tablename, 'pub_') OR tablename = 'ledger')
	LOOP
		EXECUTE format('GRANT SELECT ON %I.%I TO %I', current_schema(), name, role);
	END LOOP;
END $$`

func (postgresDialect) begin(m mode) query {
	switch m {
	case reading:
		return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	case counting:
		// Sent as one message. The session's default is back after the commit.
		return "BEGIN; SET LOCAL synchronous_commit = off"
	case archiving:
		// Whoever reads all of it takes as long as the disk it is written to.
		return `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0;
			SET LOCAL idle_in_transaction_session_timeout = 0`
	case filling:
		return "BEGIN ISOLATION LEVEL READ COMMITTED; SET CONSTRAINTS ALL DEFERRED"
	}
	return "BEGIN ISOLATION LEVEL READ COMMITTED"
}

// postgresKinds sorts SQLSTATE codes and classes of codes
// (postgresql.org/docs/current/errcodes-appendix.html).
var postgresKinds = map[string]news.Kind{
	"23505": news.Conflict, // unique_violation
	"23503": news.Invalid,  // foreign_key_violation
	"23514": news.Invalid,  // check_violation
	"22021": news.Invalid,  // character_not_in_repertoire
	"22P05": news.Invalid,  // untranslatable_character
	"54000": news.TooLarge, // program_limit_exceeded
	"40001": news.Unavailable,
	"40P01": news.Unavailable,
	"55P03": news.Unavailable, // lock_not_available
	"25006": news.Unavailable, // read_only_sql_transaction: a standby
	"25P03": news.Unavailable, // idle_in_transaction_session_timeout
	"57":    news.Unavailable, // operator intervention
	"53":    news.Unavailable, // insufficient resources
	"58":    news.Unavailable, // system error
	"08":    news.Unavailable, // connection exception
}

func (postgresDialect) kind(err error) news.Kind {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		if kind, ok := postgresKinds[e.Code]; ok {
			return kind
		}
		return postgresKinds[e.Code[:2]]
	}
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "unexpected EOF") {
		return news.Unavailable
	}
	return news.Internal
}

func (postgresDialect) rerun(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
}

func (postgresDialect) clock(ctx context.Context, s *session) (time.Time, error) {
	var us int64
	err := s.row(ctx, `SELECT CAST(extract(epoch FROM transaction_timestamp()) * 1000000 AS BIGINT)`, nil, &us)
	return time.UnixMicro(us), err
}

func (postgresDialect) nextID(ctx context.Context, s *session, t table) (int64, error) {
	var id int64
	err := s.row(ctx, `SELECT nextval(CAST($1 || '_id' AS regclass))`, []any{string(t)}, &id)
	return id, err
}

func (postgresDialect) nextIDs(ctx context.Context, s *session, t table, n int) ([]int64, error) {
	r, err := s.query(ctx, `SELECT nextval(CAST($1 || '_id' AS regclass)) FROM generate_series(1, $2)`, string(t), n)
	if err != nil {
		return nil, err
	}
	out := make([]int64, 0, n)
	err = rows{r, s}.each(func() error {
		var id int64
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}

// load sends the rows as one COPY: a statement for each would wait for an answer
// each.
func (postgresDialect) load(ctx context.Context, s *session, into bulkTable, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	return s.fail(s.conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("load %s: a connection of type %T", into.name, driver)
		}
		_, err := c.Conn().CopyFrom(ctx, pgx.Identifier{into.name}, into.columns, pgx.CopyFromRows(rows))
		return err
	}))
}

// keepID holds a lock to the end of the transaction: of two imports that bring
// numbers along, the second must not set the sequence back.
func (postgresDialect) keepID(ctx context.Context, s *session, t table, id int64) error {
	if _, err := s.exec(ctx, `SELECT pg_advisory_xact_lock(hashtext($1))`, string(t)+"_id"); err != nil {
		return err
	}
	_, err := s.exec(ctx, `
		SELECT setval(CAST($1 AS regclass), $2)
		WHERE $2 > coalesce(pg_sequence_last_value(CAST($1 AS regclass)), 0)`, string(t)+"_id", id)
	return err
}

// Another node's article is passed over, not waited for.
func (postgresDialect) due() query     { return nextDue + " FOR UPDATE SKIP LOCKED" }
func (postgresDialect) expired() query { return nextExpired + " FOR UPDATE SKIP LOCKED" }
func (postgresDialect) hold() query    { return holdArticle + " FOR UPDATE" }

// byKeys: a statement keeps the plan that it got while its tables were empty, and
// reads the whole of them, or of an index, ever after. Planned anew each time it
// costs a tenth of a millisecond.
func (postgresDialect) byKeys(ctx context.Context, s *session) error {
	_, err := s.exec(ctx, `SET LOCAL plan_cache_mode = force_custom_plan`)
	if err == nil {
		_, err = s.exec(ctx, `SET LOCAL enable_seqscan = off`)
	}
	return err
}

// notify sends no content: it only wakes (operations.md 6.2.3).
func (postgresDialect) notify(ctx context.Context, s *session) error {
	_, err := s.exec(ctx, `SELECT pg_notify('warta_ledger', '')`)
	return err
}

// listenPostgres wakes w at each notification. It comes back by itself after a
// lost connection; meanwhile Wait's poll is enough, so that one warning for
// each loss is.
func listenPostgres(ctx context.Context, c *pgx.ConnConfig, w *waker, log *slog.Logger) {
	for quiet := false; ctx.Err() == nil; {
		heard, err := listen(ctx, c, w)
		if ctx.Err() == nil && (heard || !quiet) {
			log.Warn("listening to the database stopped; looking once a second until it comes back", "error", err)
		}
		quiet = true
		select {
		case <-ctx.Done():
		case <-time.After(pollEvery):
		}
	}
}

// listen reports, with its error, whether the connection was there at all.
func listen(ctx context.Context, c *pgx.ConnConfig, w *waker) (heard bool, err error) {
	conn, err := pgx.ConnectConfig(ctx, c.Copy())
	if err != nil {
		return false, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN warta_ledger"); err != nil {
		return false, err
	}
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return true, err
		}
		w.all()
	}
}

// check asks for an answer: PostgreSQL verifies its pages by itself where its
// cluster has checksums.
func (postgresDialect) check(ctx context.Context, s *session, _ bool) error {
	var one int64
	return s.row(ctx, `SELECT 1`, nil, &one)
}
