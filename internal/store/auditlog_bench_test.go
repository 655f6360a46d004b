package store_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"warta/internal/store"
	"warta/internal/store/storetest"
)

// BenchmarkAuditOfAMillion filters a million rows and reads pages of an export
// (AUD-4: at most one second each).
func BenchmarkAuditOfAMillion(b *testing.B) {
	o := store.Options{Dir: b.TempDir()}
	db := storetest.Open(b, o)
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(o.Dir, "warta.db"))
	if err != nil {
		b.Fatal(err)
	}
	_, err = raw.Exec(`
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
		INSERT INTO audit (number, at, actor, command, subject, revision, content, reason, request, prev, hash, format, session, address, before, details)
		SELECT i, 1760000000000000 + i * 1000000, 'user ' || (i % 40), CASE i % 7 WHEN 0 THEN 'publish' WHEN 1 THEN 'update' ELSE 'save' END,
			'article ' || (i % 100000), 1, hex(randomblob(32)), '', hex(randomblob(8)), hex(randomblob(32)), hex(randomblob(32)), 2, 's', '203.0.113.0/24', '', hex(randomblob(32)) FROM n;
		INSERT INTO audit_text (number, text, gone) SELECT number, '{"reason":"alasan ' || number || '"}', '' FROM audit`)
	if err != nil {
		b.Fatal(err)
	}
	raw.Close()
	start := time.UnixMicro(1760000000000000)
	for _, c := range []struct {
		name string
		q    store.AuditQuery
	}{
		{"newest", store.AuditQuery{Limit: 100}},
		{"subject", store.AuditQuery{Subject: "article 4242", Limit: 100}},
		{"actor", store.AuditQuery{Actor: "user 7", Limit: 100}},
		{"command", store.AuditQuery{Command: "publish", Before: 500_000, Limit: 100}},
		{"actor-command-day", store.AuditQuery{Actor: "user 7", Command: "publish", Since: start.Add(100 * time.Hour), Until: start.Add(124 * time.Hour), Limit: 5000}},
		{"nobody", store.AuditQuery{Actor: "user 99", Command: "publish", Limit: 100}},
		{"page-of-an-export", store.AuditQuery{Limit: 5000, Before: 700_000}},
		{"actor-without-the-command", store.AuditQuery{Actor: "user 7", Command: "withdraw", Limit: 100}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				err := db.Read(b.Context(), func(tx store.Tx) error {
					_, err := tx.Audit().Find(b.Context(), c.q)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("all-for-export", func(b *testing.B) {
		for b.Loop() {
			q := store.AuditQuery{Limit: 5000}
			for n := 5000; n == 5000; {
				err := db.Read(b.Context(), func(tx store.Tx) error {
					rows, err := tx.Audit().Find(b.Context(), q)
					if n = len(rows); n > 0 {
						q.Before = rows[n-1].Number
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
