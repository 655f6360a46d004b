package store

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"warta/internal/news"
)

// Options say which database to open.
type Options struct {
	// URL is a PostgreSQL address ("postgres://…"), or empty or "sqlite:" for
	// files in Dir.
	URL string
	// ReadOnlyURL is the address the published side connects with on
	// PostgreSQL, usually another role; empty means URL. Open gives the role
	// the right to read the published tables; it needs no other.
	ReadOnlyURL string
	// Dir holds warta.db and warta-side.db. It is made if it is not there.
	Dir string
	// Logger gets what has no caller to return to; nil means the default.
	Logger *slog.Logger
	// Fill opens a newspaper that an archive is coming into; without it, one that
	// is not whole is refused.
	Fill bool
	// Now overrides the database's time, in tests and in the demo.
	Now func() time.Time
}

// Open opens the newspaper's database and brings its tables up to date. The
// error is Invalid for an address it does not understand, else Unavailable.
func Open(ctx context.Context, o Options) (Database, error) {
	var d *database
	var err error
	switch {
	case o.URL == "" || o.URL == "sqlite:":
		d, err = openSQLite(ctx, o)
	case strings.HasPrefix(o.URL, "postgres://"), strings.HasPrefix(o.URL, "postgresql://"):
		d, err = openPostgres(ctx, o)
	default:
		return nil, news.Refuse(news.Invalid, "open the database", "database_url", nil)
	}
	if err != nil {
		return nil, news.E(news.Unavailable, "open the database", err)
	}
	if !o.Fill {
		if err := d.whole(ctx); err != nil {
			return nil, errors.Join(err, d.Close())
		}
	}
	d.now, d.log, d.stop = o.Now, o.Logger, make(chan struct{})
	if d.log == nil {
		d.log = slog.Default()
	}
	return d, nil
}
