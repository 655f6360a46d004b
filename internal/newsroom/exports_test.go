package newsroom_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/export"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// PRS-34: what is the newsroom's own is in no file for others, drafts or not, and
// every export leaves a row that says who took it out and why.
func TestInternalNotesNeverLeave(t *testing.T) {
	eachDesk(t, func(d *desk) {
		const canary = "KANARI-7319"
		c := d.content("Harga Cabai")
		c.Slugline, c.NotesInternal = canary, canary
		c.Body.Blocks = append(c.Body.Blocks, &body.RawHTML{HTML: "<b>kotak</b>", Reason: canary})
		c.Body.AssignIDs("x")
		live := d.must(newsroom.Create{Edition: d.edition, Content: c})
		d.must(newsroom.AddNote{Article: live.Article, Text: canary})
		d.must(newsroom.Publish{Article: live.Article, IfRevision: live.Revision})
		for i := range 3 {
			x := d.content([]string{"Masih Ditulis", "Di Meja", "Terjadwal"}[i])
			x.Slugline, x.NotesInternal = canary, canary
			r := d.must(newsroom.Create{Edition: d.edition, Content: x})
			switch i {
			case 1:
				d.must(newsroom.Submit{Article: r.Article, IfRevision: r.Revision})
			case 2:
				d.must(newsroom.Schedule{Article: r.Article, IfRevision: r.Revision, At: morning.Add(48 * time.Hour)})
			}
		}
		run := func(drafts bool) (string, export.Counts) {
			var out bytes.Buffer
			n, err := d.room.ExportWXR(d.ctx, newsroom.Operator(), newsroom.Export{Edition: d.edition, Drafts: drafts, Reason: "pindah", Options: export.Options{Base: "https://koran.example"}}, &out)
			if err != nil {
				t.Fatal(err)
			}
			return out.String(), n
		}
		readers, n := run(false)
		if n.Articles != 1 || n.Drafts != 0 || strings.Contains(readers, "Masih Ditulis") || !strings.Contains(readers, "Harga Cabai") {
			t.Errorf("readers' data: %+v", n)
		}
		drafts, n := run(true)
		if n.Articles != 1 || n.Drafts != 3 {
			t.Errorf("with drafts: %+v", n)
		}
		for headline, status := range map[string]string{"Masih Ditulis": "draft", "Di Meja": "pending", "Terjadwal": "future", "Harga Cabai": "publish"} {
			_, rest, _ := strings.Cut(drafts, "<title><![CDATA["+headline)
			if _, rest, _ = strings.Cut(rest, "<wp:status>"); !strings.HasPrefix(rest, status+"<") {
				t.Errorf("%s is %.12s, want %s", headline, rest, status)
			}
		}
		var items bytes.Buffer
		if _, err := d.room.ExportNinjs(d.ctx, newsroom.Operator(), newsroom.Export{Edition: d.edition, Options: export.Options{Base: "https://koran.example"}},
			func(_ string, item *export.NinjsItem) error { return json.NewEncoder(&items).Encode(item) }); err != nil {
			t.Fatal(err)
		}
		for name, s := range map[string]string{"wxr": readers, "wxr with drafts": drafts, "ninjs": items.String()} {
			if strings.Contains(s, canary) {
				t.Errorf("%s: an internal field left the newsroom", name)
			}
		}
		rows, err := d.room.Audited(d.ctx, newsroom.Operator(), store.AuditQuery{Command: "export.wxr"})
		if err != nil || len(rows) != 2 || rows[0].Actor != "operator" || !strings.Contains(rows[0].Reason, "3 drafts") || !strings.HasSuffix(rows[0].Reason, "pindah") {
			t.Errorf("%+v %v", rows, err)
		}
	})
}

func TestExportsAskForTheRight(t *testing.T) {
	eachDesk(t, func(d *desk) {
		d.publish("Harga Cabai")
		chief := newsroom.Someone(newsroom.Person{User: 7, Strong: true, Grants: []news.Grant{{Position: news.Pemred}}})
		var out bytes.Buffer
		_, err := d.room.ExportWXR(d.ctx, chief, newsroom.Export{Edition: d.edition, Options: export.Options{Base: "https://koran.example"}}, &out)
		if !news.Is(err, news.Forbidden) || out.Len() > 0 {
			t.Errorf("%v, %d bytes", err, out.Len())
		}
	})
}
