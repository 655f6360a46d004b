package store

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Options say which database to open.
type Options struct {
	// URL is a PostgreSQL address ("postgres://…"), or empty or "sqlite:" for
	// files in Dir.
	URL string
	// ReadOnlyURL is the address the published side connects with on
	// PostgreSQL, usually another role; empty means URL.
	ReadOnlyURL string
	// Dir holds warta.db and warta-side.db.
	Dir string
	// Logger gets what has no caller to return to; nil means the default.
	Logger *slog.Logger
	// Now overrides the database's time, in tests and in the demo.
	Now func() time.Time
}

// Open opens the newspaper's database, bringing its tables up to date.
func Open(ctx context.Context, o Options) (Database, error) {
	return nil, errors.New("open the store: not written yet")
}
