// Package storetest is what every database of the newspaper must do: [Run] is
// the suite that both pass, and [EachDatabase] hands the rest of the house a
// database of each kind to test with.
package storetest

import (
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

// Open opens a database and closes it after the test.
func Open(t testing.TB, o store.Options) store.Database {
	t.Helper()
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
