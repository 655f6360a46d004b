package store

import (
	"context"
	"time"

	"warta/internal/news"
)

// dialect is where SQLite and PostgreSQL differ. Everything else is one text
// for both.
type dialect interface {
	// begin is the statement that opens a transaction.
	begin(m mode) query
	// kind sorts a driver's error; rerun reports whether the transaction may
	// succeed if it is run again.
	kind(err error) news.Kind
	rerun(err error) bool
	// clock tells the database's time.
	clock(ctx context.Context, s *session) (time.Time, error)
	// nextID gives a number for a new row; keepID says that a row took a number
	// of its own, so that nextID passes it.
	nextID(ctx context.Context, s *session, t table) (int64, error)
	keepID(ctx context.Context, s *session, t table, id int64) error
	// nextIDs gives n numbers at once; load writes many rows that are new.
	nextIDs(ctx context.Context, s *session, t table, n int) ([]int64, error)
	load(ctx context.Context, s *session, into bulkTable, rows [][]any) error
	// byKeys says that the rest of the transaction looks for many keys, each in its
	// index, whatever the database believes of the size of its tables.
	byKeys(ctx context.Context, s *session) error
	// notify wakes other nodes when the transaction commits.
	notify(ctx context.Context, s *session) error
	// due finds the next article whose scheduled version is to go out by a
	// moment, and keeps others from it for the transaction; expired the next
	// that ends.
	due() query
	expired() query
	// hold keeps an article from other writers until the transaction ends.
	hold() query
	// search is the full-text index.
	search() searchDialect
	// desk is the newsroom's own index.
	desk() deskDialect
	// library is the photo desk's.
	library() libraryDialect
	// check runs the database's own integrity check.
	check(ctx context.Context, s *session, deep bool) error
}

// mode is what a transaction is for.
type mode int

const (
	writing mode = iota
	reading
	// counting is a write that may be lost in a power cut.
	counting
	// archiving reads for minutes, filling writes a piece of an archive: what points
	// to what is checked at its end.
	archiving
	filling
)

// table names a table whose rows are numbered.
type table string

const (
	tEdition   table = "edition"
	tArticle   table = "article"
	tVersion   table = "version"
	tAmendment table = "amendment"
	tSection   table = "section"
	tTag       table = "tag"
	tPerson    table = "person"
	tAsset     table = "asset"
	tTopic     table = "topic"
	tRegister  table = "pub_register"
	tTask      table = "task"
	tNote      table = "note"
	tDemand    table = "demand"
	tFrontDue  table = "front_due"
	tMerge     table = "merge"
	tBulk      table = "bulk"
	tAccount   table = "account"
	tPasskey   table = "passkey"
	tGrant     table = "account_grant"
	tSession   table = "login_session"
	tToken     table = "api_token"
	tLogin     table = "login_log"
	tImportRun table = "import_run"
)
