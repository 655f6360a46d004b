package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"warta/internal/news"
)

// sqliteDialect is one machine's database: two files, one writer at a time,
// any number of readers beside it, more than one process if need be.
type sqliteDialect struct{}

// Connection settings, each with its reason.
var (
	sqlitePragmas = []string{
		// A writer on another handle or in another process (an import while the
		// paper is served) is waited for.
		"busy_timeout(5000)",
		// An article cannot belong to an edition that is not there.
		"foreign_keys(on)",
		// No temporary files for the little sorting there is.
		"temp_store(memory)",
		// 4 MiB of pages for each connection; the system's cache does the rest.
		"cache_size(-4096)",
		// Functions in the schema of a file from elsewhere are not run.
		"trusted_schema(off)",
	}
	sqliteWriterPragmas = []string{
		// Readers go on while a writer writes.
		"journal_mode(wal)",
		// An acknowledged commit survives a power cut: 0 of 5,778 lost, against
		// 4,447 of 72,482 with NORMAL (operations.md, decision 3).
		"synchronous(full)",
		// A burst does not leave a huge log behind (goal: below 64 MB).
		"journal_size_limit(67108864)",
		// What is deleted or replaced is overwritten: a redaction must leave no
		// bytes behind (scrub.go).
		"secure_delete(on)",
	}
	sqliteSidePragmas = []string{
		"journal_mode(wal)",
		// Counts may lose their last seconds, and then cost no fsync each.
		"synchronous(normal)",
		"journal_size_limit(67108864)",
		"secure_delete(on)",
	}
	// Readers cannot write even by mistake.
	sqliteReaderPragmas = []string{"query_only(on)"}
)

func openSQLite(ctx context.Context, o Options) (_ *database, err error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	unlock, err := lockFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	defer unlock()
	d := &database{dialect: sqliteDialect{}, dir: o.Dir}
	defer func() {
		if err != nil {
			d.Close()
		}
	}()
	open := func(name, access string, size int, pragmas []string) (*pool, error) {
		db, err := sql.Open("sqlite", sqliteDSN(filepath.Join(o.Dir, name), access, pragmas))
		if err != nil {
			return nil, err
		}
		// A statement takes microseconds here, and watching a context costs two
		// goroutines for each; so running statements are not cancelled.
		return newPool(db, size, true, true), nil
	}
	if d.writer, err = open("warta.db", "rwc", 1, sqliteWriterPragmas); err != nil {
		return nil, err
	}
	if d.side, err = open("warta-side.db", "rwc", 1, sqliteSidePragmas); err != nil {
		return nil, err
	}
	if err := migrateSQLite(ctx, d.writer.db, d.side.db); err != nil {
		return nil, err
	}
	if err := d.derive(ctx); err != nil {
		return nil, err
	}
	if err := d.deriveDesk(ctx); err != nil {
		return nil, err
	}
	// The readers come last: the writer has made the file that mode=ro needs.
	if d.reader, err = open("warta.db", "ro", 4, sqliteReaderPragmas); err != nil {
		return nil, err
	}
	if d.sideReader, err = open("warta-side.db", "ro", 4, sqliteReaderPragmas); err != nil {
		return nil, err
	}
	if d.public, err = open("warta.db", "ro", 8, sqliteReaderPragmas); err != nil {
		return nil, err
	}
	return d, nil
}

// sqliteDSN writes the address of a file. The path is escaped as SQLite
// unescapes it (sqlite.org/uri.html), so that it may contain ?, # and %.
func sqliteDSN(file, access string, pragmas []string) string {
	v := url.Values{"mode": {access}, "_txlock": {"deferred"}}
	for _, p := range append(append([]string{}, sqlitePragmas...), pragmas...) {
		v.Add("_pragma", p)
	}
	path, err := filepath.Abs(file)
	if err != nil {
		path = file
	}
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + v.Encode()
}

func (sqliteDialect) begin(m mode) query {
	if m == reading || m == archiving {
		return "BEGIN"
	}
	if m == filling {
		return "BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = on"
	}
	// A writer takes its place at once: a transaction that began as a reader
	// could not become a writer after another one wrote.
	return "BEGIN IMMEDIATE"
}

func (sqliteDialect) kind(err error) news.Kind {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return news.Internal
	}
	switch e.Code() {
	case lib.SQLITE_CONSTRAINT_UNIQUE, lib.SQLITE_CONSTRAINT_PRIMARYKEY, lib.SQLITE_CONSTRAINT_ROWID:
		return news.Conflict
	case lib.SQLITE_CONSTRAINT_FOREIGNKEY, lib.SQLITE_CONSTRAINT_CHECK:
		return news.Invalid
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED, lib.SQLITE_FULL, lib.SQLITE_IOERR,
		lib.SQLITE_CANTOPEN, lib.SQLITE_READONLY, lib.SQLITE_INTERRUPT:
		return news.Unavailable
	case lib.SQLITE_TOOBIG:
		return news.TooLarge
	}
	return news.Internal
}

func (sqliteDialect) rerun(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_BUSY || e.Code()&0xff == lib.SQLITE_LOCKED)
}

// clock is the machine's: the database is a file on it.
func (sqliteDialect) clock(context.Context, *session) (time.Time, error) {
	return time.Now(), nil
}

// sqliteNext asks for the highest number plus one, which no other writer can
// take meanwhile.
var sqliteNext = map[table]query{
	tEdition:   "SELECT coalesce(max(id), 0) + 1 FROM edition",
	tArticle:   "SELECT coalesce(max(id), 0) + 1 FROM (SELECT max(id) AS id FROM article UNION ALL SELECT max(last_article) FROM import_run) AS taken",
	tVersion:   "SELECT coalesce(max(id), 0) + 1 FROM version",
	tAmendment: "SELECT coalesce(max(id), 0) + 1 FROM amendment",
	tSection:   "SELECT coalesce(max(id), 0) + 1 FROM section",
	tTag:       "SELECT coalesce(max(id), 0) + 1 FROM tag",
	tPerson:    "SELECT coalesce(max(id), 0) + 1 FROM person",
	tAsset:     "SELECT coalesce(max(id), 0) + 1 FROM (SELECT max(id) AS id FROM asset UNION ALL SELECT max(last_asset) FROM import_run) AS taken",
	tTopic:     "SELECT coalesce(max(id), 0) + 1 FROM topic",
	tRegister:  "SELECT coalesce(max(id), 0) + 1 FROM pub_register",
	tTask:      "SELECT coalesce(max(id), 0) + 1 FROM task",
	tNote:      "SELECT coalesce(max(id), 0) + 1 FROM note",
	tDemand:    "SELECT coalesce(max(id), 0) + 1 FROM demand",
	tFrontDue:  "SELECT coalesce(max(id), 0) + 1 FROM front_due",
	tMerge:     "SELECT coalesce(max(id), 0) + 1 FROM merge",
	tBulk:      "SELECT coalesce(max(id), 0) + 1 FROM bulk",
	tAccount:   "SELECT coalesce(max(id), 0) + 1 FROM account",
	tPasskey:   "SELECT coalesce(max(id), 0) + 1 FROM passkey",
	tGrant:     "SELECT coalesce(max(id), 0) + 1 FROM account_grant",
	tSession:   "SELECT coalesce(max(id), 0) + 1 FROM login_session",
	tToken:     "SELECT coalesce(max(id), 0) + 1 FROM api_token",
	tLogin:     "SELECT coalesce(max(id), 0) + 1 FROM login_log",
	tImportRun: "SELECT coalesce(max(id), 0) + 1 FROM import_run",
}

func (sqliteDialect) nextID(ctx context.Context, s *session, t table) (int64, error) {
	var id int64
	err := s.row(ctx, sqliteNext[t], nil, &id)
	return id, err
}

// The one writer gets a run of numbers by asking for the first.
func (d sqliteDialect) nextIDs(ctx context.Context, s *session, t table, n int) ([]int64, error) {
	first, err := d.nextID(ctx, s, t)
	out := make([]int64, n)
	for i := range out {
		out[i] = first + int64(i)
	}
	return out, err
}

// load repeats prepared statements, that for many rows as long as it can.
func (sqliteDialect) load(ctx context.Context, s *session, into bulkTable, rows [][]any) error {
	if into.many != "" {
		args := make([]any, 0, rowsAtOnce*len(into.columns))
		for len(rows) >= rowsAtOnce {
			args = args[:0]
			for _, r := range rows[:rowsAtOnce] {
				args = append(args, r...)
			}
			if _, err := s.exec(ctx, into.many, args...); err != nil {
				return err
			}
			rows = rows[rowsAtOnce:]
		}
	}
	for _, r := range rows {
		if _, err := s.exec(ctx, into.insert, r...); err != nil {
			return err
		}
	}
	return nil
}

func (sqliteDialect) keepID(context.Context, *session, table, int64) error { return nil }

// The one writer has the whole database to itself.
func (sqliteDialect) due() query     { return nextDue }
func (sqliteDialect) expired() query { return nextExpired }
func (sqliteDialect) hold() query    { return holdArticle }

// byKeys: SQLite plans by what indexes there are.
func (sqliteDialect) byKeys(context.Context, *session) error { return nil }

// notify has nothing to do: other processes look once a second.
func (sqliteDialect) notify(context.Context, *session) error { return nil }

func (sqliteDialect) check(ctx context.Context, s *session, deep bool) error {
	text := query("PRAGMA quick_check(1)")
	if deep {
		text = "PRAGMA integrity_check(1)"
	}
	var verdict string
	if err := s.row(ctx, text, nil, &verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("integrity check: %s", verdict)
	}
	return nil
}
