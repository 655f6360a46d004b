package newsroom_test

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// An insider who edits the file is found out, whatever is changed, removed,
// swapped or cut off: 1,000 of 1,000 (AUD-2, S13).
func TestAuditFindsEveryEdit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := storetest.Open(t, store.Options{Dir: dir})
	room := newsroom.New(db, newsroom.Options{})
	ctx := t.Context()
	for i := range 40 {
		err := room.Note(ctx, newsroom.Operator(), newsroom.AuditNote{Command: "export.test", Subject: fmt.Sprint("article ", i%7), Reason: fmt.Sprint("alasan ", i)})
		if err != nil {
			t.Fatal(err)
		}
	}
	var head store.AuditHead
	if err := db.Read(ctx, func(tx store.Tx) (err error) { head, err = tx.Audit().Head(ctx); return err }); err != nil {
		t.Fatal(err)
	}
	whole := func(what string) (string, int64) {
		v, err := room.VerifyAudit(ctx, []store.AuditHead{head})
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		return v.Why, v.Wrong
	}
	if why, _ := whole("untouched"); why != "" {
		t.Fatalf("an untouched chain: %s", why)
	}
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "warta.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Exec(`CREATE TABLE kept AS SELECT * FROM audit; CREATE TABLE kept_text AS SELECT * FROM audit_text`); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	kinds := []struct {
		name string
		sql  string
	}{
		{"an actor", `UPDATE audit SET actor = 'user 99' WHERE number = $1`},
		{"a time", `UPDATE audit SET at = at + 1 WHERE number = $1`},
		{"a command", `UPDATE audit SET command = 'publish' WHERE number = $1`},
		{"a subject", `UPDATE audit SET subject = 'article 98' WHERE number = $1`},
		{"a network", `UPDATE audit SET address = '192.0.2.0/24' WHERE number = $1`},
		{"a reason", `UPDATE audit_text SET text = replace(text, 'alasan', 'alibi') WHERE number = $1`},
		{"words taken without a redaction", `UPDATE audit_text SET text = '', gone = 'article 1' WHERE number = $1`},
		{"words removed", `DELETE FROM audit_text WHERE number = $1`},
		{"a hash", `UPDATE audit SET hash = lower(hex(randomblob(32))) WHERE number = $1`},
		{"an older format", `UPDATE audit SET format = 1 WHERE number = $1`},
		{"a row removed", `DELETE FROM audit WHERE number = $1`},
		{"the end cut off", `DELETE FROM audit WHERE number >= $1`},
		{"two rows swapped", `UPDATE audit SET number = -1 WHERE number = $1; UPDATE audit SET number = $1 WHERE number = 41 - $1; UPDATE audit SET number = 41 - $1 WHERE number = -1`},
	}
	edits := 130
	if os.Getenv("WARTA_NIGHTLY") != "" {
		edits = 1000
	}
	found := 0
	for i := range edits {
		k := kinds[i%len(kinds)]
		n := 1 + r.IntN(int(head.Number))
		if _, err := raw.Exec(strings.ReplaceAll(k.sql, "$1", fmt.Sprint(n))); err != nil {
			t.Fatalf("%s at %d: %v", k.name, n, err)
		}
		if why, wrong := whole(k.name); why == "" || wrong == 0 {
			t.Errorf("%s at %d was not found", k.name, n)
		} else {
			found++
		}
		if _, err := raw.Exec(`DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DELETE FROM audit_text; INSERT INTO audit_text SELECT * FROM kept_text`); err != nil {
			t.Fatal(err)
		}
	}
	if found != edits {
		t.Errorf("found %d of %d", found, edits)
	}
}

// The audit answers who, what and when, to those who may ask, and leaves as a
// table that no spreadsheet runs.
func TestAuditIsReadAndExported(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		chief, admin := d.someone(7, news.Pemred), d.someone(10, news.Admin)
		r := d.publish("Satu")
		d.clock.At = morning.Add(time.Hour)
		d.do(d.someone(7, news.Pemred), newsroom.AddNote{Article: r.Article, Text: "x"})
		d.do(d.someone(10, news.Admin), newsroom.PatchSettings{Edition: d.edition, Patch: []byte(`{"tagline":"=1+1"}`)})
		rows, err := d.room.Audited(d.ctx, chief, store.AuditQuery{Subject: "article " + r.Article.String()})
		if err != nil || len(rows) != 3 || rows[0].Command != "note.add" || rows[0].Session != "s1" || rows[0].Address != "203.0.113.0/24" {
			d.Errorf("rows of the article: %+v, %v", rows, err)
		}
		if rows, err = d.room.Audited(d.ctx, chief, store.AuditQuery{Actor: "user 7", Since: morning.Add(time.Minute), Until: morning.Add(2 * time.Hour)}); err != nil || len(rows) != 1 {
			d.Errorf("rows of a person: %+v, %v", rows, err)
		}
		if rows, err = d.room.Audited(d.ctx, chief, store.AuditQuery{Command: "settings.change", Limit: 1}); err != nil || rows[0].Changes[0] != (store.Change{Field: "tagline", To: "=1+1"}) {
			d.Errorf("rows of a command: %+v, %v", rows, err)
		}
		d.embargo(r.Article, d.clock.At.Add(time.Hour))
		if rows, err = d.room.Audited(d.ctx, admin, store.AuditQuery{Subject: "article " + r.Article.String()}); err != nil || len(rows) != 0 {
			d.Errorf("the technician reads of an embargoed article: %+v, %v", rows, err)
		}
		if rows, err = d.room.Audited(d.ctx, d.someone(9, news.Penulis), store.AuditQuery{}); err != nil || len(rows) != 0 {
			d.Errorf("a writer reads others' rows: %+v, %v", rows, err)
		}
		var out bytes.Buffer
		if err := d.room.ExportAudit(d.ctx, d.someone(7, news.Pemred), store.AuditQuery{}, &out); err != nil {
			d.Fatal(err)
		}
		cells, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(cells) < 8 || len(cells[0]) != len(newsroom.AuditColumns) {
			d.Errorf("the export has %d lines, %v", len(cells), err)
		}
		if d.lastAudit().Command != "export.audit" {
			d.Error("the export left no row")
		}
		for in, want := range map[string]string{"=1+1": "'=1+1", "+62": "'+62", "-1": "'-1", "@a": "'@a", "\ta": "'\ta", "biasa": "biasa", "": ""} {
			if got := newsroom.Cell(in); got != want {
				d.Errorf("cell %q is %q", in, got)
			}
		}

		// Who changed the headline, and who saw the draft.
		for i, h := range []string{"Dua", "Dua", "Tiga"} {
			d.clock.At = morning.Add(time.Duration(2+i) * time.Hour)
			c := d.content(h)
			err := d.db.Write(d.ctx, func(tx store.Tx) error {
				a, err := tx.Articles().Get(d.ctx, r.Article)
				if err != nil {
					return err
				}
				was := a.Revision
				a.Revision++
				if err := tx.Articles().AddRevision(d.ctx, &news.Revision{Article: a.ID, Number: a.Revision, Kind: news.RevisionManual, At: tx.Now(), By: fmt.Sprint("user ", 20+i), Content: &c}); err != nil {
					return err
				}
				return tx.Articles().Save(d.ctx, &a, was)
			})
			if err != nil {
				d.Fatal(err)
			}
		}
		who, err := d.room.WhoChanged(d.ctx, d.someone(7, news.Pemred), r.Article, "headline", time.Time{}, 10)
		if err != nil || len(who) != 3 || who[0].By != "user 22" || who[0].From != "Dua" || who[0].To != "Tiga" || who[1].By != "user 20" {
			d.Errorf("who changed the headline: %+v, %v", who, err)
		}
		seen, err := d.room.WhoSaw(d.ctx, d.someone(7, news.Pemred), r.Article, 50)
		if err != nil || len(seen) < 6 || seen[0].Actor != "user 22" {
			d.Errorf("who saw the draft: %+v, %v", seen, err)
		}
	})
}

// What readers saw at a past moment: article, list, and what was not there yet.
func TestThePastAsReadersSawIt(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		r := d.publish("Judul Lama")
		d.clock.At = morning.Add(time.Hour)
		next := d.content("Judul Baru")
		next.Section = d.sport
		d.must(newsroom.Update{Article: r.Article, Content: &next, Class: news.Substantial})
		d.clock.At = morning.Add(2 * time.Hour)
		d.must(newsroom.Withdraw{Article: r.Article, Ground: news.GroundDewanPers, Reason: "Dewan Pers menilai berita ini keliru."})
		chief := d.someone(7, news.Pemred)
		for _, c := range []struct {
			after    time.Duration
			headline string
			section  news.SectionID
		}{{-time.Minute, "", 0}, {time.Minute, "Judul Lama", d.city}, {90 * time.Minute, "Judul Baru", d.sport}, {3 * time.Hour, "", 0}} {
			moment := morning.Add(c.after)
			p, err := d.room.ArticleAsOf(d.ctx, chief, r.Article, moment)
			if err != nil || (p.Version == nil) != (c.headline == "") || p.Version != nil && (p.Version.Content.Headline != c.headline || len(p.ContentHash) != 64) {
				d.Errorf("after %s: %+v, %v", c.after, p, err)
			}
			for _, section := range []news.SectionID{d.city, d.sport} {
				cards, err := d.room.ListAsOf(d.ctx, chief, d.edition, store.List{By: "section", ID: int64(section)}, moment, 10)
				if want := c.section == section; err != nil || (len(cards) == 1) != want || want && cards[0].Headline != c.headline {
					d.Errorf("section %d after %s: %+v, %v", section, c.after, cards, err)
				}
			}
		}
		if _, err := d.room.ArticleAsOf(d.ctx, d.someone(9, news.Penulis), r.Article, morning); !news.Is(err, news.Forbidden) {
			d.Errorf("a writer asks: %v", err)
		}
	})
}

func TestHealthSaysWhatToDo(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		now := func() time.Time { return d.clock.At.Add(10 * time.Second) }
		lines, err := d.room.Health(d.ctx, d.someone(10, news.Admin), newsroom.HealthOptions{Deep: true, Now: now})
		codes := map[string]newsroom.HealthLevel{}
		for _, l := range lines {
			codes[l.Code] = l.Level
		}
		if err != nil || codes["database.ok"] != newsroom.HealthOK || codes["audit.ok"] != newsroom.HealthOK || codes["lack"] == "" ||
			codes["clock"] != newsroom.HealthWarn || codes["audit_heads"] != newsroom.HealthWarn || newsroom.Worst(lines) != newsroom.HealthError {
			d.Errorf("health %+v, %v", codes, err)
		}
		if _, err := d.room.Health(d.ctx, d.someone(9, news.Penulis), newsroom.HealthOptions{}); !news.Is(err, news.Forbidden) {
			d.Errorf("a writer asks for health: %v", err)
		}
		jobs, err := d.room.Deliveries(d.ctx, d.someone(7, news.Pemred), d.publish("Diumumkan").Article)
		if err != nil || len(jobs) != 0 {
			d.Errorf("deliveries %+v, %v", jobs, err)
		}
	})
}
