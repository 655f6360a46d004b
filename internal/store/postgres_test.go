package store_test

import (
	"cmp"
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/store/storetest"
	"warta/internal/store/storetest/pgtest"
)

// column is a column as both databases describe it.
type column struct {
	Table, Name, Type string
	NotNull           bool
}

func sortColumns(cs []column) []column {
	slices.SortFunc(cs, func(a, b column) int { return cmp.Or(cmp.Compare(a.Table, b.Table), cmp.Compare(a.Name, b.Name)) })
	return cs
}

// After the same migrations both databases have the same tables and columns,
// full-text indexes aside.
func TestSchemasAreEqual(t *testing.T) {
	address, dir := pgtest.URL(t), t.TempDir()
	storetest.Open(t, store.Options{Dir: dir})
	storetest.Open(t, store.Options{URL: address})
	files := sortColumns(append(sqliteColumns(t, filepath.Join(dir, "warta.db")), sqliteColumns(t, filepath.Join(dir, "warta-side.db"))...))
	if len(files) < 100 {
		t.Fatalf("found only %d columns", len(files))
	}
	if diff := gocmp.Diff(files, sortColumns(postgresColumns(t, address))); diff != "" {
		t.Errorf("columns (-sqlite +postgres):\n%s", diff)
	}
}

func sqliteColumns(t *testing.T, file string) []column {
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r, err := db.Query(`
		SELECT m.name, c.name, c.type, c."notnull" OR c.pk FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE 'migration%' AND m.name NOT LIKE 'search_text%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out []column
	for r.Next() {
		var c column
		if err := r.Scan(&c.Table, &c.Name, &c.Type, &c.NotNull); err != nil {
			t.Fatal(err)
		}
		c.Type = map[string]string{"INTEGER": "bigint", "TEXT": "text", "BLOB": "bytea"}[c.Type]
		out = append(out, c)
	}
	return out
}

func postgresColumns(t *testing.T, address string) []column {
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	r, err := conn.Query(t.Context(), `
		SELECT table_name, column_name, data_type, is_nullable = 'NO' FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name NOT LIKE 'migration%' AND table_name NOT LIKE 'search_text%'`)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pgx.CollectRows(r, pgx.RowToStructByPos[column])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// With a role of its own the published side reads what is published, and has
// no right to anything else.
func TestPublishedRole(t *testing.T) {
	address := pgtest.URL(t)
	role := pgtest.Role(t, address)
	db := storetest.Open(t, store.Options{URL: address, ReadOnlyURL: role})
	ctx := t.Context()
	err := db.Write(ctx, func(tx store.Tx) error {
		if err := tx.Publishing().PutEdition(ctx, news.Edition{ID: 1}); err != nil {
			return err
		}
		return tx.Publishing().Show(ctx, &store.PublishedArticle{ID: 1, Edition: 1, Path: "/a", Listed: true}, tx.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Published().View(ctx, 1, func(v store.View) error {
		if _, err := v.Article(ctx, 1); err != nil {
			return err
		}
		_, err := v.List(ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: 1})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, role)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "SELECT count(*) FROM pub_article"); err != nil {
		t.Error(err)
	}
	for _, text := range []string{
		"SELECT * FROM article", "SELECT * FROM draft", "SELECT * FROM version", "SELECT * FROM revision", "SELECT * FROM audit",
		"SELECT * FROM account", "SELECT * FROM login_session", "SELECT * FROM api_token", "SELECT * FROM signing_key", "SELECT * FROM login_link",
		"SELECT * FROM outbox", "SELECT * FROM person", "UPDATE pub_article SET headline = 'x'", "DELETE FROM pub_url",
		"UPDATE ledger SET seq = 0", "CREATE TABLE x (a TEXT)",
	} {
		if _, err := conn.Exec(ctx, text); err == nil || !strings.Contains(err.Error(), "42501") {
			t.Errorf("%s: got %v, want insufficient_privilege", text, err)
		}
	}
}

// Nodes that start together migrate once.
func TestNodesStartTogether(t *testing.T) {
	for name, o := range map[string]store.Options{"postgres": {URL: "postgres"}, "sqlite": {Dir: t.TempDir()}} {
		t.Run(name, func(t *testing.T) {
			if o.URL != "" {
				o.URL = pgtest.URL(t)
			}
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					db, err := store.Open(t.Context(), o)
					if err != nil {
						t.Error(err)
						return
					}
					if err := db.Check(t.Context(), true); err != nil {
						t.Error(err)
					}
					db.Close()
				})
			}
			wg.Wait()
		})
	}
}

// A pooler in transaction mode cannot keep prepared statements; the address says
// so, and everything works without.
func TestAddressOfPooler(t *testing.T) {
	u, err := url.Parse(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("default_query_exec_mode", "exec")
	u.RawQuery = q.Encode()
	db := storetest.Open(t, store.Options{URL: u.String()})
	ctx := t.Context()
	err = db.Write(ctx, func(tx store.Tx) error {
		if err := tx.Publishing().PutEdition(ctx, news.Edition{ID: 1}); err != nil {
			return err
		}
		p := &store.PublishedArticle{ID: 1, Edition: 1, Path: "/a", Listed: true, Content: news.Content{Tags: []news.TagID{4}}}
		if err := tx.Publishing().Show(ctx, p, tx.Now()); err != nil {
			return err
		}
		_, err := tx.Record(ctx, []news.Event{{Article: 1}}, store.AuditRow{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Published().View(ctx, 0, func(v store.View) error {
		cards, err := v.List(ctx, store.ListQuery{List: store.List{By: "tag", ID: 4}, Limit: 3})
		if len(cards) != 1 {
			t.Errorf("got %d cards, want 1", len(cards))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Reads().Add(ctx, "a", time.Now(), map[news.ArticleID]int64{1: 2}); err != nil {
		t.Fatal(err)
	}
}
