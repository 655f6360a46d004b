package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Each database has a folder of its own, with the same version numbers; "side"
// is what SQLite keeps in a file of its own. A released file is never edited.
//
//go:embed migrations
var migrations embed.FS

func migrateSQLite(ctx context.Context, main, side *sql.DB) error {
	if err := migrate(ctx, main, goose.DialectSQLite3, "migrations/sqlite", "migration", nil); err != nil {
		return err
	}
	return migrate(ctx, side, goose.DialectSQLite3, "migrations/sqlite/side", "migration", nil)
}

func migratePostgres(ctx context.Context, db *sql.DB) error {
	if err := migrate(ctx, db, goose.DialectPostgres, "migrations/postgres", "migration", migrationLock{}); err != nil {
		return err
	}
	return migrate(ctx, db, goose.DialectPostgres, "migrations/postgres/side", "migration_side", migrationLock{})
}

func migrate(ctx context.Context, db *sql.DB, d goose.Dialect, folder, versions string, one lock.SessionLocker) error {
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{goose.WithTableName(versions), goose.WithDisableGlobalRegistry(true)}
	if one != nil {
		options = append(options, goose.WithSessionLocker(one))
	}
	p, err := goose.NewProvider(d, db, files, options...)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// migrationLock makes nodes that start together migrate one after another. It
// waits in the database; goose's own asks again every few seconds.
type migrationLock struct{}

func (migrationLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(hashtext('warta migration ' || current_schema()))`)
	return err
}

func (migrationLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock(hashtext('warta migration ' || current_schema()))`)
	return err
}
