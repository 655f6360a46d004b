package store_test

import (
	"testing"

	"warta/internal/store"
	"warta/internal/store/storetest"
	"warta/internal/store/storetest/pgtest"
)

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Options { return store.Options{Dir: t.TempDir()} })
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Options { return store.Options{URL: pgtest.URL(t)} })
}
