// Package storetest is what every database of the newspaper must do: [Run] is
// the suite that both pass, and [EachDatabase] hands the rest of the house a
// database of each kind to test with.
package storetest

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"warta/internal/store"
	"warta/internal/store/storetest/pgtest"
)

// SQLite gives an empty newspaper in a folder of its own, closed after the test.
func SQLite(t testing.TB) store.Database {
	t.Helper()
	return Open(t, store.Options{Dir: t.TempDir()})
}

// Postgres gives an empty newspaper in a schema of its own. It skips the test
// where there is no PostgreSQL.
func Postgres(t testing.TB) store.Database {
	t.Helper()
	return Open(t, store.Options{URL: pgtest.URL(t), Dir: t.TempDir()})
}

// EachDatabase runs a test on an empty newspaper of each kind.
func EachDatabase(t *testing.T, fn func(t *testing.T, db store.Database)) {
	t.Helper()
	EachPlace(t, func(t *testing.T, o store.Options) { fn(t, Open(t, o)) })
}

// EachPlace runs a test with the options of an empty place of each kind, for
// tests that open more than once or set options of their own.
func EachPlace(t *testing.T, fn func(t *testing.T, o store.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, store.Options{Dir: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { fn(t, store.Options{URL: pgtest.URL(t), Dir: t.TempDir()}) })
}

// empty is a migrated folder without content, made once: migrating takes longer
// than most tests.
var empty = sync.OnceValues(func() (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "warta-empty-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	db, err := store.Open(context.Background(), store.Options{Dir: dir, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, name := range []string{"warta.db", "warta-side.db"} {
		if out[name], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	return out, nil
})

// prepare puts the empty database into a folder that has none.
func prepare(t testing.TB, dir string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "warta.db")); err == nil {
		return
	}
	files, err := empty()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Open opens a database and closes it after the test.
func Open(t testing.TB, o store.Options) store.Database {
	t.Helper()
	if o.URL == "" || o.URL == "sqlite:" {
		prepare(t, o.Dir)
	}
	db, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// Clock is a time for store.Options.Now that stands still until it is moved.
type Clock struct{ At time.Time }

// Now gives the clock's time.
func (c *Clock) Now() time.Time { return c.At }
