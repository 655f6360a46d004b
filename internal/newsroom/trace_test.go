package newsroom_test

import (
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// The audit alone tells who changed the headline, when a report was to go out,
// and between which states a front and the settings went (AUD-1, AUD-4).
func TestAuditTellsWhatChanged(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		chief := d.someone(7, news.Pemred)
		r := d.publish("Judul Lama")
		first := d.lastAudit()
		next := d.content("Judul Baru")
		next.Section = d.sport
		d.do(chief, newsroom.Update{Article: r.Article, Content: &next, Class: news.Substantial})
		row := d.lastAudit()
		has := map[string]store.Change{}
		for _, c := range row.Changes {
			has[c.Field] = c
		}
		if row.Actor != "user 7" || row.Before == "" || row.Before != first.Content || row.Content == row.Before ||
			has["headline"] != (store.Change{Field: "headline", From: "Judul Lama", To: "Judul Baru"}) || has["section"].To == "" {
			t.Errorf("the update's row: %+v", row)
		}
		for _, c := range row.Changes {
			if c.Field == "body" && c.From+c.To != "" || strings.Contains(c.From+c.To, "blocks") {
				t.Errorf("the audit holds text: %+v", c)
			}
		}
		d.must(newsroom.Withdraw{Article: r.Article, Ground: news.GroundDewanPers, Reason: "Dewan Pers menilai berita ini keliru."})
		if w := d.lastAudit(); w.Before != row.Content || len(w.Changes) == 0 {
			t.Errorf("the withdrawal's row: %+v", w)
		}

		later := d.must(newsroom.Create{Edition: d.edition, Content: d.content("Nanti")})
		at := d.clock.At.Add(time.Hour)
		d.must(newsroom.Schedule{Article: later.Article, At: at})
		row = d.lastAudit()
		found := false
		for _, c := range row.Changes {
			found = found || c.Field == "scheduled" && c.To == at.UTC().Format(time.RFC3339Nano)
		}
		if !found || row.Content == "" {
			t.Errorf("the schedule's row: %+v", row)
		}

		d.do(chief, newsroom.EditFront{Edition: d.edition, Put: &news.Container{Capacity: 2, Cards: []news.FrontCard{{URL: "/indeks", Headline: "Indeks"}}}})
		if row = d.lastAudit(); row.Before == "" || row.Content == "" || row.Before == row.Content || len(row.Changes) == 0 {
			t.Errorf("the front's row: %+v", row)
		}
		d.must(newsroom.PatchSettings{Edition: d.edition, Patch: []byte(`{"tagline":"Lain"}`)})
		if row = d.lastAudit(); row.Before == "" || row.Content == row.Before {
			t.Errorf("the settings' row: %+v", row)
		}
	})
}

// Whoever opens what is under embargo is written down, through whichever door.
func TestReadsUnderEmbargoAreNoted(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		chief := d.someone(7, news.Pemred)
		r := d.must(newsroom.Create{Edition: d.edition, Content: d.content("Rahasia")})
		look := func() {
			if _, err := d.room.Open(d.ctx, chief, r.Article); err != nil {
				t.Fatal(err)
			}
			if _, err := d.room.Look(d.ctx, chief, r.Article); err != nil {
				t.Fatal(err)
			}
		}
		noted := func() int {
			rows, err := d.room.Audited(d.ctx, newsroom.Operator(), store.AuditQuery{Command: "read.embargoed"})
			if err != nil {
				t.Fatal(err)
			}
			return len(rows)
		}
		look()
		if n := noted(); n != 0 {
			t.Errorf("%d reads of what is no secret were noted", n)
		}
		d.embargo(r.Article, d.clock.At.Add(time.Hour))
		look()
		if n := noted(); n != 2 {
			t.Errorf("%d of 2 reads were noted", n)
		}
	})
}
