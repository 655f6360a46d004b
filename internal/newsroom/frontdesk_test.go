package newsroom_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

func (d *desk) readersFront() (f news.Front) {
	d.Helper()
	err := d.db.Published().View(d.ctx, d.edition, func(v store.View) (err error) {
		f, err = v.Front(d.ctx, news.FrontOf{})
		return err
	})
	if err != nil && !news.Is(err, news.NotFound) {
		d.Fatal(err)
	}
	return f
}

func lead(f news.Front) news.ArticleID {
	if len(f.Containers) == 0 || len(f.Containers[0].Cards) == 0 {
		return 0
	}
	return f.Containers[0].Cards[0].Article
}

// A front is made in a draft, two people's containers merge, the same container
// shows both orders, and what was live at ten comes back with one command.
func TestFrontsAreMadePublishedAndBroughtBack(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		a, b, c := d.publish("Satu").Article, d.publish("Dua").Article, d.publish("Tiga").Article
		chief := d.someone(7, news.Pemred)
		card := func(ids ...news.ArticleID) (out []news.FrontCard) {
			for _, id := range ids {
				out = append(out, news.FrontCard{Article: id, Pin: true})
			}
			return out
		}
		top := news.Container{Name: "Utama", Layout: "lead", Capacity: 3, Cards: card(a, b)}
		side := news.Container{Name: "Samping", Capacity: 3, Cards: card(c)}
		var draft news.FrontDraft
		d.do(chief, newsroom.EditFront{Edition: d.edition, Put: &top})
		d.do(chief, newsroom.EditFront{Edition: d.edition, Put: &side, Draft: &draft})
		if f := d.readersFront(); len(f.Containers) != 0 {
			d.Errorf("readers see a draft: %+v", f)
		}
		d.no(news.Stale, chief, newsroom.PublishFront{Edition: d.edition, IfRevision: draft.Revision - 1})
		d.do(chief, newsroom.PublishFront{Edition: d.edition, IfRevision: draft.Revision})
		d.purged(news.KeyFront(d.edition, news.FrontOf{}))
		ten := d.clock.At

		// Two people, two containers: no conflict. The same one: both orders.
		mine, theirs := top, top
		mine.Cards, theirs.Cards = card(b, a), card(c, a)
		d.do(chief, newsroom.EditFront{Edition: d.edition, Put: &mine})
		side.Name = "Pinggir"
		d.do(d.someone(8, news.Pemred), newsroom.EditFront{Edition: d.edition, Put: &side})
		_, err := d.room.Do(d.ctx, d.someone(8, news.Pemred), newsroom.EditFront{Edition: d.edition, Put: &theirs})
		var refusal *news.Error
		if !errors.As(err, &refusal) || refusal.Kind != news.Stale {
			d.Fatalf("the same container: %v", err)
		}
		if has, ok := refusal.Args["theirs"].(news.Container); !ok || has.Cards[0].Article != b {
			d.Errorf("the refusal does not show the other order: %+v", refusal.Args)
		}
		state, err := d.room.Front(d.ctx, chief, d.edition, news.FrontOf{})
		if err != nil || len(state.Changes.Moved) != 2 || len(state.Changes.In)+len(state.Changes.Out) != 0 {
			d.Errorf("the difference is %+v, %v", state.Changes, err)
		}
		d.clock.At = ten.Add(time.Hour)
		d.do(chief, newsroom.PublishFront{Edition: d.edition})
		if lead(d.readersFront()) != b {
			d.Error("the new order is not live")
		}
		d.do(chief, newsroom.RestoreFront{Edition: d.edition, AsOf: ten})
		if lead(d.readersFront()) != a {
			d.Error("the front as of ten did not come back")
		}
		history, err := d.room.FrontHistory(d.ctx, chief, d.edition, news.FrontOf{}, 0, 10)
		if err != nil || len(history) != 3 || history[0].By != "user 7" {
			d.Errorf("history %+v, %v", history, err)
		}
		past, err := d.room.FrontAsOf(d.ctx, chief, d.edition, news.FrontOf{}, ten)
		if err != nil || lead(past.Front) != a || past.Headlines[a] != "Satu" {
			d.Errorf("what readers saw: %+v, %v", past, err)
		}
		// A section's editor arranges that section's front, and not the home page.
		city := d.someone(9, news.Redaktur, d.city)
		d.do(city, newsroom.EditFront{Edition: d.edition, Of: news.FrontOf{Section: d.city}, Put: &news.Container{Capacity: 3}})
		d.no(news.Forbidden, city, newsroom.EditFront{Edition: d.edition, Put: &news.Container{Capacity: 3}})
		d.no(news.Forbidden, city, newsroom.RestoreFront{Edition: d.edition, AsOf: ten})
	})
}

// A planned change goes live at its time, once, and can be taken back before.
func TestFrontsGoLiveOnTime(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		a := d.publish("Satu").Article
		chief := d.someone(7, news.Pemred)
		d.do(chief, newsroom.EditFront{Edition: d.edition, Put: &news.Container{Capacity: 2, Cards: []news.FrontCard{{Article: a}}}})
		d.no(news.Invalid, chief, newsroom.PublishFront{Edition: d.edition, At: d.clock.At.Add(time.Second)})
		var first, second int64
		d.do(chief, newsroom.PublishFront{Edition: d.edition, At: morning.Add(time.Hour), Planned: &first})
		d.do(chief, newsroom.PublishFront{Edition: d.edition, At: morning.Add(2 * time.Hour), Planned: &second})
		d.do(chief, newsroom.CancelFront{Planned: second})
		d.no(news.Conflict, chief, newsroom.CancelFront{Planned: second})
		if n, err := d.room.DueFronts(d.ctx); n != 0 || err != nil || lead(d.readersFront()) != 0 {
			d.Errorf("before its time: %d, %v", n, err)
		}
		d.clock.At = morning.Add(3 * time.Hour)
		for i, want := range []int{1, 0} {
			if n, err := d.room.DueFronts(d.ctx); n != want || err != nil {
				d.Errorf("sweep %d: %d, %v", i, n, err)
			}
		}
		if lead(d.readersFront()) != a {
			d.Error("the planned front is not live")
		}
	})
}

func TestBannerHasItsOwnLimits(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		chief := d.someone(7, news.Pemred)
		d.do(chief, newsroom.Break{Edition: d.edition, Text: "Gempa terasa di kota", Level: "penting"})
		b := d.readersFront().Breaking
		if b == nil || !b.Until.Equal(morning.Add(45*time.Minute)) || b.Level != "penting" {
			d.Errorf("the banner is %+v", b)
		}
		d.no(news.Invalid, chief, newsroom.Break{Edition: d.edition, Text: strings.Repeat("a", 91)})
		d.no(news.Invalid, chief, newsroom.Break{Edition: d.edition, Text: "Lama", For: 7 * time.Hour})
		d.no(news.Forbidden, d.someone(9, news.Redaktur, d.city), newsroom.Break{Edition: d.edition, Text: "Kota"})
		// Arranging the front leaves the banner alone.
		d.do(chief, newsroom.EditFront{Edition: d.edition, Put: &news.Container{Capacity: 2}})
		d.do(chief, newsroom.PublishFront{Edition: d.edition})
		if d.readersFront().Breaking == nil {
			d.Error("publishing the front took the banner away")
		}
		d.do(chief, newsroom.EndBreak{Edition: d.edition})
		if d.readersFront().Breaking != nil {
			d.Error("the banner stays")
		}
	})
}

func TestFrontWarnings(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		chief := d.someone(7, news.Pemred)
		old := d.publish("Lama").Article
		draft := d.must(newsroom.Create{Edition: d.edition, Content: d.content("Belum Terbit")}).Article
		d.clock.At = morning.Add(13 * time.Hour)
		d.do(chief, newsroom.EditFront{Edition: d.edition, Put: &news.Container{Layout: "grid", Capacity: 4, Cards: []news.FrontCard{{Article: old},
			{Article: draft}, {URL: "/x", Headline: strings.Repeat("panjang ", 15)}}}})
		s, err := d.room.Front(d.ctx, chief, d.edition, news.FrontOf{})
		var codes []string
		for _, w := range s.Warnings {
			codes = append(codes, w.Code)
		}
		if err != nil || strings.Join(codes, " ") != "old not_live cut" {
			d.Errorf("warnings %v, %v", codes, err)
		}
	})
}

// Settings change by parts, keep their history, and an unknown one is refused.
func TestSettingsByParts(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		admin := d.someone(10, news.Admin)
		first := d.do(admin, newsroom.PatchSettings{Edition: d.edition, Patch: json.RawMessage(`{"tagline":"Kabar dari kota","masthead":{"company":"PT Uji"}}`)}).Revision
		d.do(admin, newsroom.PatchSettings{Edition: d.edition, IfRevision: first, Patch: json.RawMessage(`{"tagline":null,"masthead":{"chief":"Rina"}}`)})
		e, rev, err := d.room.Settings(d.ctx, admin, d.edition)
		if err != nil || e.Settings.Tagline != "" || e.Settings.Masthead.Company != "PT Uji" || e.Settings.Masthead.Chief != "Rina" || e.Settings.Name != "Kabar Uji" {
			d.Errorf("settings %+v, %v", e.Settings, err)
		}
		for _, bad := range []string{`{"warna":"merah"}`, `{"list_length":"dua"}`, `{"zone":"Mars/Base"}`, `[]`, `{`, `{"menu":[{"section":99}]}`} {
			d.no(news.Invalid, admin, newsroom.PatchSettings{Edition: d.edition, Patch: json.RawMessage(bad)})
		}
		d.no(news.Stale, admin, newsroom.PatchSettings{Edition: d.edition, IfRevision: first, Patch: json.RawMessage(`{"name":"X"}`)})
		d.no(news.Forbidden, d.someone(7, news.Pemred), newsroom.PatchSettings{Edition: d.edition, Patch: json.RawMessage(`{"name":"X"}`)})
		// The chief has the menu.
		menu, _ := json.Marshal(map[string]any{"menu": []news.MenuItem{{Section: d.sport, Items: []news.MenuItem{{Text: "Liga", URL: "/liga"}}}}})
		d.do(d.someone(7, news.Pemred), newsroom.PatchSettings{Edition: d.edition, Patch: menu})
		d.do(admin, newsroom.RevertSettings{Edition: d.edition, To: first})
		e, now, err := d.room.Settings(d.ctx, admin, d.edition)
		if err != nil || e.Settings.Tagline != "Kabar dari kota" || e.Settings.Menu != nil || now != rev+2 {
			d.Errorf("reverted: %+v (%d after %d), %v", e.Settings, now, rev, err)
		}
		history, err := d.room.SettingsHistory(d.ctx, admin, d.edition, 0, 10)
		if err != nil || len(history) != now || history[len(history)-1].Number != 1 {
			d.Errorf("history %+v, %v", history, err)
		}
		row := d.lastAudit()
		if row.Command != "settings.revert" || len(row.Changes) == 0 || row.Session != "s1" || row.Address != "203.0.113.0/24" || row.Request != "r1" {
			d.Errorf("the audit says %+v", row)
		}
	})
}

// Demands run a clock, are decided with a ground, and cannot be deleted.
func TestDemands(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		r := d.publish("Dipersoalkan")
		editor := d.someone(8, news.Redaktur)
		demand := &news.Demand{Article: r.Article, Kind: news.DemandReply, Who: "Kedutaan Loriva", Passage: "paragraf 3", Received: morning.Add(-time.Hour),
			Evidence: []string{"surat.pdf"}}
		id := d.do(editor, newsroom.EnterDemand{Demand: demand}).Demand
		f, err := d.room.Demand(d.ctx, editor, id)
		if err != nil || !f.Demand.Due.Equal(morning.Add(47*time.Hour)) || f.Demand.Who != "Kedutaan Loriva" || f.Overdue {
			d.Errorf("entered %+v, %v", f, err)
		}
		d.no(news.Invalid, editor, newsroom.EnterDemand{Demand: &news.Demand{Article: r.Article, Kind: news.DemandTakedown, Who: "Kementerian"}})
		d.no(news.Invalid, editor, newsroom.EnterDemand{Demand: &news.Demand{Article: r.Article, Kind: "minta", Who: ""}})
		d.no(news.Forbidden, d.someone(9, news.Penulis), newsroom.EnterDemand{Demand: demand})
		d.do(editor, newsroom.WorkOnDemand{Demand: id, Step: news.DemandStep{Text: "Surat dibalas."}})
		d.no(news.Invalid, editor, newsroom.WorkOnDemand{Demand: id, Step: news.DemandStep{Decision: news.DemandRefused}})
		d.clock.At = morning.Add(48 * time.Hour)
		for i, want := range []int{1, 0} {
			if n, err := d.room.DueDemands(d.ctx); n != want || err != nil {
				d.Errorf("sweep %d: %d, %v", i, n, err)
			}
		}
		if d.lastAudit().Command != "demand.overdue" {
			d.Errorf("the audit says %+v", d.lastAudit())
		}
		editor = d.someone(8, news.Redaktur)
		am := d.must(newsroom.Correct{Article: r.Article, Kind: news.HakJawab, Note: "Kedutaan Loriva menyatakan angka itu keliru."})
		d.do(editor, newsroom.WorkOnDemand{Demand: id, Step: news.DemandStep{Decision: news.DemandServed, Outcome: "amendment", Amendment: am.Amendment}})
		open, err := d.room.Demands(d.ctx, editor, d.edition, news.DemandOpen, time.Time{}, 0, 10)
		served, err2 := d.room.Demands(d.ctx, editor, d.edition, news.DemandServed, time.Time{}, 0, 10)
		if err != nil || err2 != nil || len(open) != 0 || len(served) != 1 {
			d.Errorf("open %+v, served %+v", open, served)
		}
		if f, err = d.room.Demand(d.ctx, editor, id); err != nil || len(f.Steps) != 2 || f.Steps[1].Amendment != am.Amendment || f.Steps[0].By != "user 8" {
			d.Errorf("steps %+v, %v", f.Steps, err)
		}
	})
}
