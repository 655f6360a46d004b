package store

import (
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/jackc/pgx/v5"

	"warta/internal/store/storetest/pgtest"
)

// before2 is a newspaper as the first migration's code left it: a photo story
// with an amendment, a static page, and a withdrawn article.
var before2 = []string{
	`INSERT INTO edition (id, data) VALUES (1, '{"name":"x"}')`,
	`INSERT INTO pub_edition (id, data) VALUES (1, '{"ID":1}')`,
	`INSERT INTO pub_section (id, edition, parent, name, slug, description, colour, position, path) VALUES (3, 1, 0, 'KOTA', 'kota', '', '', 0, '/kota')`,
	`INSERT INTO pub_asset (id, data) VALUES (4, '{"id":4,"kind":"photo","renditions":[{"name":"lama.webp","mime":"image/webp"}]}')`,
	`INSERT INTO pub_asset (id, data) VALUES (5, '{"id":5,"kind":"photo","renditions":[{"name":"dicabut.webp","mime":"image/webp"}]}')`,
	`INSERT INTO pub_article (id, edition, version, path, at, updated, kind, language, headline, kicker, standfirst, label, section, photo,
		photo_caption, photo_alt, amended, unverified, listed, lists, digest) VALUES
		(1, 1, 10, '/2025/01/01/satu', 1735700000000000, NULL, 'photo', 'id', 'Satu', '', '', '', 3, 4, '', '', 1, 0, 1, '1:1 2:3 3:3', 'x'),
		(2, 1, 20, '/tentang', 1735700000000000, NULL, 'page', 'id', 'Tentang', '', '', '', 0, 0, '', '', 0, 0, 0, '', 'x')`,
	`INSERT INTO pub_text (article, created, first_published, display, corrected, words, filed, sections, amendments, content) VALUES
		(1, 1735700000000000, 1735700000000000, 1735700000000000, 1738400000000000, 1, '[3]', '[3]',
			'[{"id":1,"article":1,"kind":"koreksi","note":"Salah","at":"2025-02-01T09:06:40Z","reply":2}]',
			'{"headline":"Satu","kind":"photo","section":3,"follows":2,"lead":{"asset":4},"flags":{"victim":true},"body":{"type":"doc","version":1,"content":[{"type":"image","attrs":{"id":"000000000001","asset":4}}]}}'),
		(2, 1735700000000000, 1735700000000000, NULL, NULL, 1, '[]', '[]', '[]', '{"headline":"Tentang","kind":"page","body":{"type":"doc","version":1,"content":[]}}')`,
	`INSERT INTO pub_list (edition, kind, id, at, article, ad) VALUES (1, 1, 1, 1735700000000000, 1, 0), (1, 2, 3, 1735700000000000, 1, 0), (1, 3, 3, 1735700000000000, 1, 0)`,
	`INSERT INTO pub_count (edition, kind, id, n) VALUES (1, 1, 1, 1), (1, 2, 3, 1), (1, 3, 3, 1)`,
	`INSERT INTO pub_url (edition, path, article, section) VALUES (1, '/2025/01/01/satu', 1, 0), (1, '/tentang', 2, 0), (1, '/lama', 3, 0), (1, '/kota', 0, 3)`,
	`INSERT INTO article (id, edition, work, public, revision, live, scheduled, path, created, origin, origin_source, origin_key, origin_hash, client)
		VALUES (3, 1, 'settled', 'withdrawn', 1, 0, 0, '/lama', 1, '', '', '', '', '')`,
	`INSERT INTO version (id, article, number, revision, frozen_at, actor, content) VALUES (30, 3, 1, 1, 1, 'x',
		'{"headline":"Nama Anak","kind":"news","section":3,"lead":{"asset":5},"body":{"type":"doc","version":1,"content":[]}}')`,
	`INSERT INTO amendment (id, article, kind, note, at, actor, requested_by, reply, before_version, after_version)
		VALUES (2, 3, 'ralat', 'Nama', 1738300000000000, 'x', '', 0, 0, 0)`,
	`INSERT INTO pub_interval (article, since, until, version) VALUES (3, 1735700000000000, 1738500000000000, 30)`,
	`INSERT INTO pub_notice (article, edition, data) VALUES (3, 1,
		'{"article":3,"ground":"masa_depan_anak","reason":"Alasan","at":"2025-02-02T12:53:20Z","path":"/lama"}')`,
}

// The archive of an older Warta comes through: its articles get their places
// in the new lists, its notices their lines.
func TestDerive(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		dir := t.TempDir()
		db, err := sql.Open("sqlite", sqliteDSN(filepath.Join(dir, "warta.db"), "rwc", sqliteWriterPragmas))
		must(t, err)
		fillBefore2(t, db, goose.DialectSQLite3, "migrations/sqlite")
		testDerived(t, Options{Dir: dir})
	})
	t.Run("postgres", func(t *testing.T) {
		address := pgtest.URL(t)
		c, err := pgx.ParseConfig(address)
		must(t, err)
		fillBefore2(t, stdlib.OpenDB(*c), goose.DialectPostgres, "migrations/postgres")
		testDerived(t, Options{URL: address})
	})
}

func fillBefore2(t *testing.T, db *sql.DB, d goose.Dialect, folder string) {
	t.Helper()
	files, err := fs.Sub(migrations, folder)
	must(t, err)
	p, err := goose.NewProvider(d, db, files, goose.WithTableName("migration"), goose.WithDisableGlobalRegistry(true))
	must(t, err)
	_, err = p.UpTo(t.Context(), 1)
	must(t, err)
	for _, text := range before2 {
		if _, err := db.Exec(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	must(t, db.Close())
}

func testDerived(t *testing.T, o Options) {
	ctx := t.Context()
	// Twice: the second time there is nothing to do.
	for range 2 {
		db, err := Open(ctx, o)
		must(t, err)
		must(t, db.Check(ctx, true))
		got := map[string]string{}
		must(t, db.Published().View(ctx, 1, func(v View) error {
			for _, l := range []List{{By: "edition"}, {By: "kind", ID: 6}, {By: "page"}, {By: "section", ID: 3}} {
				cards, err := v.List(ctx, ListQuery{List: l, Limit: 9})
				must(t, err)
				for _, c := range cards {
					got[fmt.Sprint(l)] += fmt.Sprintf("%d %s photos %d protected %v;", c.ID, c.Amended, c.Photos, c.Protected)
				}
			}
			months, err := v.Months(ctx)
			must(t, err)
			for _, m := range months {
				got["months"] += fmt.Sprintf("%d-%d %d %s;", m.Year, m.Month, m.Count, m.Changed.Format(time.DateOnly))
			}
			lines, err := v.Register(ctx, RegisterQuery{Limit: 9})
			must(t, err)
			for _, e := range lines {
				got["register"] += fmt.Sprintf("%s %d %q %q %s;", e.Kind, e.Article, e.Headline, e.Note, e.ReplyPath)
			}
			former, err := v.Former(ctx, List{By: "section", ID: 3}, 9)
			must(t, err)
			for _, f := range former {
				got["former"] += fmt.Sprintf("%d %s;", f.Article, f.Path)
			}
			links, err := v.Links(ctx, 1)
			must(t, err)
			for _, l := range links {
				got["links"] += fmt.Sprintf("%s %d %d;", l.Kind, l.From, l.To)
			}
			for _, name := range []string{"lama.webp", "dicabut.webp"} {
				state, err := v.Rendition(ctx, name)
				must(t, err)
				got[name] = string(state)
			}
			a, err := v.Resolve(ctx, "/lama")
			must(t, err)
			got["withdrawn"] = string(a.Kind)
			return nil
		}))
		want := map[string]string{
			"{edition 0}":  "1 koreksi photos 1 protected true;",
			"{kind 6}":     "1 koreksi photos 1 protected true;",
			"{section 3}":  "1 koreksi photos 1 protected true;",
			"{page 0}":     "2  photos 0 protected false;",
			"months":       "2025-1 1 2025-02-01;",
			"register":     `withdrawn 3 "" "Alasan" ;koreksi 1 "Satu" "Salah" /tentang;ralat 3 "" "" ;`,
			"former":       "3 /lama;",
			"links":        "follow 1 2;reply 2 1;",
			"lama.webp":    "public",
			"dicabut.webp": "gone",
			"withdrawn":    string(AddressGone),
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		must(t, db.Close())
	}
}
