package newsroom_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// everyText gives every text of every table, however it got there.
func everyText(t *testing.T, o store.Options) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	ctx := context.Background()
	if o.URL != "" {
		conn, err := pgx.Connect(ctx, o.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(ctx)
		r, err := conn.Query(ctx, `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`)
		if err != nil {
			t.Fatal(err)
		}
		tables, err := pgx.CollectRows(r, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range tables {
			r, err := conn.Query(ctx, "SELECT CAST(x.* AS text) FROM "+pgx.Identifier{table}.Sanitize()+" AS x")
			if err != nil {
				t.Fatal(err)
			}
			if out[table], err = pgx.CollectRows(r, pgx.RowTo[string]); err != nil {
				t.Fatal(err)
			}
		}
		return out
	}
	for _, file := range []string{"warta.db", "warta-side.db"} {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(o.Dir, file)+"?mode=ro")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		rows, err := db.Query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search_text%'`)
		if err != nil {
			t.Fatal(err)
		}
		var tables []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			tables = append(tables, name)
		}
		rows.Close()
		for _, table := range tables {
			rows, err := db.Query(`SELECT * FROM "` + table + `"`)
			if err != nil {
				t.Fatal(err)
			}
			columns, _ := rows.Columns()
			for rows.Next() {
				cells := make([]any, len(columns))
				for i := range cells {
					cells[i] = new(sql.RawBytes)
				}
				if err := rows.Scan(cells...); err != nil {
					t.Fatal(err)
				}
				var line strings.Builder
				for _, c := range cells {
					line.Write(*c.(*sql.RawBytes))
					line.WriteByte('|')
				}
				out[table] = append(out[table], line.String())
			}
			rows.Close()
		}
	}
	return out
}

const childName = "Bimasena Lokaputra"

// A child's name vanishes from everything that is kept of an article: every
// version and revision, notes, notices, fronts, address and index (D8).
func TestRedactLeavesNothing(t *testing.T) {
	t.Parallel()
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		clock := &storetest.Clock{At: morning}
		o.Now = clock.Now
		d := &desk{T: t, ctx: t.Context(), db: storetest.Open(t, o), clock: clock}
		d.room = newsroom.New(d.db, newsroom.Options{Applied: func(e []news.Event) { d.applied = e }})
		e := &news.Edition{Settings: news.Settings{Name: "Kabar Uji"}}
		d.must(newsroom.ChangeSettings{Edition: e})
		d.edition = e.ID
		city := &news.Section{Edition: e.ID, Name: "KOTA"}
		d.must(newsroom.DefineSection{Section: city})
		d.city = city.ID
		d.person = news.Person{Name: "Ranita Wulung", Active: true}
		d.must(newsroom.DefinePerson{Edition: e.ID, Person: &d.person})
		d.tag = news.Tag{Edition: e.ID, Name: "Pasar"}
		d.must(newsroom.DefineTag{Tag: &d.tag})

		photo := &news.Asset{Edition: d.edition, Hash: "h1", Kind: "photo", Name: "Bimasena Lokaputra.jpg", Keywords: []string{childName}, Caption: childName + " di sekolah", Credit: "Raka"}
		d.must(newsroom.AddAsset{Asset: photo})
		named := news.Tag{Edition: e.ID, Name: childName}
		d.must(newsroom.DefineTag{Tag: &named})
		c := d.content("Siswa " + childName + " Juara")
		c.Tags = append(c.Tags, named.ID)
		c.Standfirst, c.NotesInternal = "Kabar tentang bimasena  lokaputra.", "ibu "+childName
		c.Lead = &news.LeadMedia{Asset: photo.ID, Caption: childName + " memegang piala", Alt: "Bimasena\u00a0Lokaputra", Credit: "Raka"}
		c.Body.Blocks = append(c.Body.Blocks,
			// The name is in two runs with different marks.
			&body.Paragraph{Text: body.Inline{{Text: "Menurut Bimasena "}, {Text: "Lokaputra", Marks: []body.Mark{{Type: body.MarkStrong}}}, {Text: ", ia senang."}}},
			&body.Image{Asset: int64(photo.ID), Caption: body.Text("BIMASENA LOKAPUTRA"), Alt: "Seorang siswa", Credit: "Raka"},
			&body.Unknown{Origin: "wp:x", Raw: "<p>" + childName + "</p>"})
		c.Body.AssignIDs("anak")
		r := d.must(newsroom.Create{Edition: d.edition, Content: c})
		p := d.must(newsroom.Publish{Article: r.Article})
		if !strings.Contains(p.Path, "bimasena-lokaputra") {
			d.Fatalf("the address %s does not name the child: the test shows nothing", p.Path)
		}
		chief := d.someone(7, news.Pemred)
		d.do(chief, newsroom.AddNote{Article: r.Article, Text: "Apakah " + childName + " setuju?"})
		d.must(newsroom.Correct{Article: r.Article, Kind: news.Ralat, Note: "Umur " + childName + " tertulis keliru."})
		// Several revisions, one kept as a change of another.
		for i := range 4 {
			again := c
			again.Kicker = fmt.Sprint("Ubahan ", i)
			if err := d.db.Write(d.ctx, func(tx store.Tx) error {
				a, err := tx.Articles().Get(d.ctx, r.Article)
				if err != nil {
					return err
				}
				was := a.Revision
				a.Revision++
				a.Work = news.Writing
				if err := tx.Articles().AddRevision(d.ctx, &news.Revision{Article: a.ID, Number: a.Revision, Kind: news.RevisionManual, At: tx.Now(), Content: &again}); err != nil {
					return err
				}
				if err := tx.Articles().PutDraft(d.ctx, a.ID, &again); err != nil {
					return err
				}
				return tx.Articles().Save(d.ctx, &a, was)
			}); err != nil {
				d.Fatal(err)
			}
		}
		d.do(chief, newsroom.EditFront{Edition: d.edition, Put: &news.Container{Capacity: 2, Cards: []news.FrontCard{{Article: r.Article, Headline: childName + " juara"}}}})
		d.do(chief, newsroom.PublishFront{Edition: d.edition})
		d.must(newsroom.SendElsewhere{Edition: d.edition, From: "/bimasena-lokaputra.html", To: p.Path})
		other := d.must(newsroom.Create{Edition: d.edition, Content: d.content("Lain: " + childName)})
		d.same("found before", d.sought(chief, `"`+childName+`"`), []news.ArticleID{other.Article, r.Article})

		// What nobody thinks of: the list that protects the name, a demand, an
		// answer that waits for a repeat, a saved search.
		d.do(chief, newsroom.ProtectNames{Article: r.Article, Names: []news.ProtectedName{{Name: childName, Kind: "name"}}})
		demand := &news.Demand{Edition: e.ID, Article: r.Article, Kind: news.DemandKinds[0], Who: "Orang tua " + childName,
			Contact: "wali@lentera.example", Text: "Hapus \"" + childName + "\" & fotonya."}
		d.must(newsroom.EnterDemand{Demand: demand})
		if err := d.db.Write(d.ctx, func(tx store.Tx) error {
			a, _, err := tx.Answers().Take(d.ctx, "user 7", "kunci-1", "aa", time.Minute, time.Hour)
			if err == nil {
				err = tx.Answers().Done(d.ctx, "user 7", "kunci-1", a.At, `{"path":"/2026/bimasena-lokaputra","revision":2}`)
			}
			if err == nil {
				err = tx.Answers().Put(d.ctx, "user 7", "kunci-1", a.At, store.Answer{Status: 200, Body: []byte(childName)})
			}
			return err
		}); err != nil {
			d.Fatal(err)
		}

		redact := newsroom.Redact{Article: r.Article, Strings: []string{childName}, Ground: "PPRA: identitas anak"}
		d.no(news.Forbidden, d.someone(8, news.Redaktur), redact)
		d.no(news.Invalid, chief, newsroom.Redact{Article: r.Article, Strings: []string{"ab"}, Ground: "dasar"})
		d.no(news.Invalid, chief, newsroom.Redact{Article: r.Article, Strings: []string{childName}, Ground: "karena bimasena lokaputra"})
		pages := []string{}
		report, err := d.room.RedactEverywhere(d.ctx, chief, redact, func(_ context.Context, of newsroom.Redacted, look func(newsroom.Page)) (int, error) {
			look(newsroom.Page{Address: "/", Text: []byte("halaman depan")})
			look(newsroom.Page{Address: "/salinan", Text: []byte("<b>" + childName + "</b>")})
			return 2, nil
		})
		if err != nil {
			d.Fatal(err)
		}
		_ = pages
		// Another article that names the child, and a page that does, are told.
		if !slices.Equal(report.Left, []string{"article " + other.Article.String(), "/salinan"}) || report.Checked != 2 || len(report.Outside) == 0 {
			d.Errorf("left %q, checked %d, outside %q", report.Left, report.Checked, report.Outside)
		}
		report2, err := d.room.RedactEverywhere(d.ctx, chief, newsroom.Redact{Article: other.Article, Strings: []string{childName}, Ground: "PPRA: identitas anak"}, nil)
		if err != nil || len(report2.Left) != 0 {
			d.Errorf("left after the other one: %q, %v", report2.Left, err)
		}
		for _, old := range append(report.Gone, p.Path) {
			if a, err := d.resolve(old); err != nil || a.Kind != store.AddressGone || a.Article != 0 {
				d.Errorf("%s answers %+v, %v", old, a, err)
			}
		}
		shown, err := d.seen(r.Article)
		if err != nil || shown.Path == p.Path || shown.Content.Lead == nil || shown.Content.Headline != "Siswa █████ Juara" {
			d.Errorf("readers have %+v, %v", shown, err)
		}
		if a, err := d.resolve(shown.Path); err != nil || a.Kind != store.AddressArticle {
			d.Errorf("the new address answers %+v, %v", a, err)
		}
		d.same("found afterwards", d.sought(chief, `"`+childName+`"`), nil)
		for table, rows := range everyText(t, o) {
			for _, row := range rows {
				lower := strings.ToLower(strings.Join(strings.Fields(row), " "))
				if strings.Contains(lower, "bimasena lokaputra") || strings.Contains(lower, "bimasena-lokaputra") {
					d.Errorf("%s still holds it: %.300s", table, row)
				}
			}
		}
		// That the command was carried out stays known.
		err = d.db.Write(d.ctx, func(tx store.Tx) error {
			a, taken, err := tx.Answers().Take(d.ctx, "user 7", "kunci-1", "aa", time.Minute, time.Hour)
			if taken || !a.Done() || a.Status != 0 || strings.Contains(a.Result, "bimasena") {
				d.Errorf("the key answers %+v, taken %v", a, taken)
			}
			return err
		})
		if err != nil {
			d.Error(err)
		}
		// No byte of it is left in SQLite's files, nor a word of it in an index.
		if o.URL == "" {
			for _, file := range []string{"warta.db", "warta.db-wal", "warta-side.db", "warta-side.db-wal"} {
				b, err := os.ReadFile(filepath.Join(o.Dir, file))
				if err != nil && !errors.Is(err, fs.ErrNotExist) {
					d.Fatal(err)
				}
				if i := bytes.Index(bytes.ToLower(b), []byte("lokaputra")); i >= 0 {
					d.Errorf("%s holds it at %d: %q", file, i, b[max(0, i-60):min(len(b), i+40)])
				}
			}
		}
		// Revisions, which are compressed, can still be read and do not hold it.
		err = d.db.Read(d.ctx, func(tx store.Tx) error {
			list, err := tx.Articles().Revisions(d.ctx, r.Article, 0, 100)
			if err != nil {
				return err
			}
			for _, head := range list {
				rev, err := tx.Articles().Revision(d.ctx, r.Article, head.Number)
				if err != nil {
					return err
				}
				if text := rev.Content.Body.Text() + rev.Content.Headline + rev.Content.NotesInternal; strings.Contains(strings.ToLower(text), "lokaputra") {
					d.Errorf("revision %d holds it: %s", head.Number, text)
				}
			}
			stones, err := tx.Redaction().Tombstones(d.ctx, r.Article)
			if len(stones) < 5 || stones[0].Hash == "" || stones[0].By != "user 7" || stones[0].Ground != "PPRA: identitas anak" {
				d.Errorf("tombstones %+v", stones)
			}
			return err
		})
		if err != nil {
			d.Error(err)
		}
		if v, err := d.room.VerifyAudit(d.ctx, nil); err != nil || v.Why != "" {
			d.Errorf("the audit: %+v, %v", v, err)
		}
		// A picture goes with its blocks, and is gone from the library.
		d.do(chief, newsroom.Redact{Article: r.Article, Assets: []news.AssetID{photo.ID}, Ground: "PPRA: wajah anak"})
		if shown, err = d.seen(r.Article); err != nil || shown.Content.Lead != nil || len(shown.Content.Body.Refs().Assets) != 0 {
			d.Errorf("the picture stays: %+v, %v", shown.Content.Lead, err)
		}
		if _, err := d.room.Asset(d.ctx, chief, photo.ID); !news.Is(err, news.NotFound) {
			d.Errorf("the library still has the picture: %v", err)
		}
	})
}
