package newsroom_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// person is somebody with one position over everything, or over sections.
func person(user news.UserID, p news.Position, sections ...news.SectionID) newsroom.Actor {
	return newsroom.Someone(newsroom.Person{User: user, Grants: []news.Grant{{Position: p, Sections: sections}}, At: morning})
}

// quickDesk is a desk on a database that needs no disk.
func quickDesk(t *testing.T) *desk {
	clock := &storetest.Clock{At: morning}
	d := &desk{T: t, ctx: t.Context(), db: storetest.Open(t, store.Options{Dir: memory(t), Now: clock.Now}), clock: clock}
	d.room = newsroom.New(d.db, newsroom.Options{Applied: func(e []news.Event) { d.applied = e },
		Holders: func(context.Context, store.Tx, newsroom.Permission, newsroom.Subject) (int, error) { return 2, nil }})
	d.establish()
	return d
}

func (d *desk) by(who newsroom.Actor, cmd newsroom.Command) newsroom.Result {
	d.Helper()
	r, err := d.room.Do(d.ctx, who, cmd)
	if err != nil {
		d.Fatalf("%T by %s: %v", cmd, who, err)
	}
	return r
}

func (d *desk) not(kind news.Kind, who newsroom.Actor, cmd newsroom.Command) {
	d.Helper()
	if _, err := d.room.Do(d.ctx, who, cmd); !news.Is(err, kind) {
		d.Errorf("%T by %s: got %v, want %s", cmd, who, err, kind)
	}
}

var (
	penulis  = person(1, news.Penulis)
	redaktur = person(2, news.Redaktur)
	pemred   = person(3, news.Pemred)
	pemred2  = person(4, news.Pemred)
	admin    = person(5, news.Admin)
)

// TestFromTheReporterToTheReader: a reporter writes and submits, the desk returns
// with a note and approves, a chief publishes when the embargo ends.
func TestFromTheReporterToTheReader(t *testing.T) {
	eachDesk(t, func(d *desk) {
		c := d.content("Pasar Lawang Dibuka Kembali")
		r := d.by(penulis, newsroom.Create{Edition: d.edition, Content: c, ClientID: "01J000000000000000000000ZZ"})
		if again := d.by(penulis, newsroom.Create{Edition: d.edition, Content: c, ClientID: "01J000000000000000000000ZZ"}); again.Article != r.Article {
			t.Errorf("sent twice: articles %d and %d", r.Article, again.Article)
		}
		d.not(news.Conflict, person(9, news.Penulis), newsroom.Create{Edition: d.edition, Content: c, ClientID: "01J000000000000000000000ZZ"})
		d.not(news.Invalid, penulis, newsroom.Create{Edition: d.edition, Content: c, ClientID: "nomor"})
		id := r.Article
		d.not(news.Forbidden, penulis, newsroom.Publish{Article: id})
		if r := d.by(penulis, newsroom.Submit{Article: id, IfRevision: r.Revision}); r.Work != news.Desk || r.Revision != 2 {
			t.Errorf("submitted: %+v", r)
		}
		d.not(news.Stale, redaktur, newsroom.Approve{Article: id, IfRevision: 1})
		d.by(redaktur, newsroom.Claim{Article: id})
		d.not(news.Conflict, pemred, newsroom.Claim{Article: id})
		d.by(pemred, newsroom.Claim{Article: id, Over: true})
		d.not(news.Invalid, redaktur, newsroom.Return{Article: id, Reason: "x"})
		d.by(redaktur, newsroom.Return{Article: id, Reason: "Tambahkan keterangan pedagang."})
		d.by(penulis, newsroom.Scribble{Article: id, Content: c})
		d.by(penulis, newsroom.Submit{Article: id})
		d.not(news.Forbidden, penulis, newsroom.Scribble{Article: id, Content: c})
		d.by(redaktur, newsroom.SetEmbargo{Article: id, Until: morning.Add(time.Hour), Reason: "Janji dengan narasumber"})
		d.not(news.NotFound, admin, newsroom.Publish{Article: id})
		d.not(news.NotFound, person(9, news.Penulis), newsroom.Submit{Article: id})
		d.by(redaktur, newsroom.Approve{Article: id})
		d.not(news.Conflict, pemred, newsroom.Publish{Article: id})
		d.by(redaktur, newsroom.Schedule{Article: id, At: morning.Add(time.Hour)})
		d.not(news.Forbidden, redaktur, newsroom.LiftEmbargo{Article: id, Reason: "Sumber setuju lebih awal."})
		d.clock.At = morning.Add(time.Hour)
		d.sweep()
		if p, err := d.seen(id); err != nil || !p.Dates.FirstPublished.Equal(d.clock.At) {
			t.Errorf("at the hour: %+v, %v", p.Dates, err)
		}
		d.by(redaktur, newsroom.Correct{Article: id, Kind: news.Ralat, Note: "Nama pasar yang benar Lawang."})
	})
}

// TestTakenBackWithinTenSeconds: readers get a neutral notice, no register tells
// of it, and the text goes out again at the same address (WF-10).
func TestTakenBackWithinTenSeconds(t *testing.T) {
	eachDesk(t, func(d *desk) {
		r := d.by(redaktur, newsroom.Create{Edition: d.edition, Content: d.content("Terburu-buru")})
		p := d.by(redaktur, newsroom.Publish{Article: r.Article})
		d.not(news.Forbidden, pemred, newsroom.Undo{Article: r.Article})
		d.clock.At = morning.Add(10 * time.Second)
		u := d.by(redaktur, newsroom.Undo{Article: r.Article})
		if u.Public != news.Never || u.Work != news.Writing {
			t.Errorf("undone: %+v", u)
		}
		if !slices.ContainsFunc(d.applied, func(e news.Event) bool { return slices.Contains(e.Drop, news.KeyArticle(r.Article)) }) {
			t.Error("the page stays on disk")
		}
		if a, err := d.resolve(p.Path); err != nil || a.Kind != store.AddressGone {
			t.Errorf("the address leads to %+v, %v", a, err)
		}
		view := func(fn func(store.View) error) {
			if err := d.db.Published().View(d.ctx, d.edition, fn); err != nil {
				t.Fatal(err)
			}
		}
		view(func(v store.View) error {
			w, err := v.Withdrawal(d.ctx, r.Article)
			if err != nil || w.Ground != news.GroundEditing || w.Headline != "" {
				t.Errorf("the notice: %+v, %v", w, err)
			}
			lines, err := v.Register(d.ctx, store.RegisterQuery{Limit: 10})
			if err != nil || len(lines) != 0 {
				t.Errorf("the register: %+v, %v", lines, err)
			}
			return nil
		})
		d.not(news.Conflict, pemred, newsroom.SetEmbargo{Article: r.Article, Until: morning.Add(time.Hour)})
		again := d.by(pemred, newsroom.Publish{Article: r.Article})
		if again.Path != p.Path {
			t.Errorf("published again at %s, was %s", again.Path, p.Path)
		}
		d.clock.At = d.clock.At.Add(11 * time.Second)
		d.not(news.Conflict, pemred, newsroom.Undo{Article: r.Article})
	})
}

// TestWithdrawalWithTwoPersons: the effect is immediate; who withdrew cannot sign
// for the second; after a day every chief is told, and it stays away (PRS-21).
func TestWithdrawalWithTwoPersons(t *testing.T) {
	d := quickDesk(t)
	r := d.publish("Nama Korban Tersebut")
	take := newsroom.Withdraw{Article: r.Article, Ground: news.GroundTrauma, Reason: "Memuat keterangan tentang jati diri korban."}
	d.not(news.Forbidden, redaktur, take)
	d.not(news.Forbidden, admin, take)
	d.not(news.Invalid, pemred, newsroom.Withdraw{Article: r.Article, Ground: news.GroundTrauma})
	d.not(news.Invalid, pemred, newsroom.Withdraw{Article: r.Article, Ground: news.GroundExpired, Reason: take.Reason})
	d.by(pemred, take)
	if _, err := d.seen(r.Article); err == nil {
		t.Error("readers wait for a signature")
	}
	d.not(news.Forbidden, pemred, newsroom.ConfirmWithdrawal{Article: r.Article})
	d.clock.At = morning.Add(25 * time.Hour)
	d.sweep()
	d.sweep()
	if tasks := d.tasks(); len(tasks) != 1 || tasks[0].Kind != news.TaskSignature || tasks[0].Section != 0 {
		t.Errorf("after a day: %+v", tasks)
	}
	if _, err := d.seen(r.Article); err == nil {
		t.Error("an unsigned withdrawal came back")
	}
	d.by(pemred2, newsroom.ConfirmWithdrawal{Article: r.Article})
	d.not(news.Conflict, pemred2, newsroom.ConfirmWithdrawal{Article: r.Article})
	d.by(pemred, newsroom.CloseTask{Task: d.tasks()[0].ID, Reason: "sudah ditandatangani"})
	d.not(news.Conflict, pemred, newsroom.CloseTask{Task: 1, Reason: "sekali lagi"})
	d.not(news.Invalid, pemred, newsroom.Reinstate{Article: r.Article})
	d.by(pemred, newsroom.Reinstate{Article: r.Article, Reason: "Keluarga korban menyetujui pemuatan."})
	if _, err := d.seen(r.Article); err != nil {
		t.Errorf("reinstated: %v", err)
	}
	// Each try to take it away in vain is in the audit.
	rows, err := d.db.Ledger().Audit(d.ctx, 1, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var tried []string
	for _, row := range rows {
		if row.Command == "refused" && strings.HasPrefix(row.Reason, "withdraw:") {
			tried = append(tried, row.Actor)
		}
	}
	if want := []string{"user 2", "user 5", "user 3"}; !slices.Equal(tried, want) {
		t.Errorf("refused tries of %v, want %v", tried, want)
	}
}

// TestRefusalsDoNotFlood: a thousand tries leave one row a minute.
func TestRefusalsDoNotFlood(t *testing.T) {
	d := quickDesk(t)
	r := d.publish("Sasaran")
	before, err := d.db.Ledger().Audit(d.ctx, 1, 5000)
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		d.not(news.Forbidden, penulis, newsroom.Withdraw{Article: r.Article, Ground: news.GroundCourt, Reason: "Atas perintah pengadilan."})
	}
	after, err := d.db.Ledger().Audit(d.ctx, 1, 5000)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(after) - len(before); n < 1 || n > 3 {
		t.Errorf("300 refusals left %d rows", n)
	}
}

func TestFourEyesAndTheChecklist(t *testing.T) {
	d := quickDesk(t)
	yes := true
	d.not(news.Forbidden, redaktur, newsroom.SetRules{Edition: d.edition, Section: d.city, Rules: news.Rules{FourEyes: &yes}})
	d.not(news.Invalid, pemred, newsroom.SetRules{Edition: d.edition, Rules: news.Rules{Levels: map[string]news.Level{"tidak_ada": news.Off}}})
	d.not(news.Invalid, pemred, newsroom.SetRules{Edition: d.edition, Rules: news.Rules{Levels: map[string]news.Level{"ai_unapproved": news.Off}}})
	d.by(pemred, newsroom.SetRules{Edition: d.edition, Section: d.city, Rules: news.Rules{FourEyes: &yes}})
	asset := news.Asset{Edition: d.edition, Kind: "photo", Hash: "x", Width: 1600}
	d.must(newsroom.AddAsset{Asset: &asset})
	c := d.content("Foto Tanpa Kredit")
	c.Lead = &news.LeadMedia{Asset: asset.ID, Caption: "Dermaga"}
	r := d.by(redaktur, newsroom.Create{Edition: d.edition, Content: c})
	d.by(redaktur, newsroom.Submit{Article: r.Article})
	d.not(news.Forbidden, redaktur, newsroom.Approve{Article: r.Article})
	_, err := d.room.Do(d.ctx, pemred, newsroom.Approve{Article: r.Article})
	if err == nil || !strings.Contains(err.Error(), "lead.credit credit_missing") || !strings.Contains(err.Error(), "lead.alt alt_missing") {
		t.Errorf("approved without credit and alt: %v", err)
	}
	d.not(news.Invalid, pemred, newsroom.Approve{Article: r.Article, Override: "pendek"})
	d.not(news.Forbidden, person(8, news.Redaktur), newsroom.Approve{Article: r.Article, Override: "Foto milik sendiri, kredit menyusul."})
	d.by(pemred, newsroom.Approve{Article: r.Article, Override: "Foto milik sendiri, kredit menyusul."})
	// The paper may weigh a rule otherwise, and a section otherwise again.
	d.not(news.Invalid, redaktur, newsroom.Publish{Article: r.Article})
	d.by(pemred, newsroom.SetRules{Edition: d.edition, Rules: news.Rules{Levels: map[string]news.Level{"credit_missing": news.Warn, "alt_missing": news.Off}}})
	out := d.by(redaktur, newsroom.Publish{Article: r.Article})
	if !slices.ContainsFunc(out.Unmet, func(f news.Finding) bool { return f.Rule == "credit_missing" && f.Level == news.Warn }) {
		t.Errorf("what is unmet is not told: %+v", out.Unmet)
	}
	d.by(pemred, newsroom.SetRules{Edition: d.edition, Section: d.city, Rules: news.Rules{Levels: map[string]news.Level{"credit_missing": news.Block}}})
	d.by(redaktur, newsroom.Scribble{Article: r.Article, Content: c})
	d.not(news.Invalid, redaktur, newsroom.Update{Article: r.Article, Class: news.Substantial})
	// No door lets a machine's help pass without a person.
	c = d.content("Ditulis Mesin")
	c.AIUse = &news.AIUse{Tool: "model", Purpose: "draft"}
	r = d.must(newsroom.Create{Edition: d.edition, Content: c, Imported: true})
	d.not(news.Invalid, newsroom.Importer(), newsroom.Publish{Article: r.Article, Imported: true})
	d.not(news.Invalid, pemred, newsroom.Publish{Article: r.Article, Override: "Sangat mendesak sekali ini."})
	d.by(redaktur, newsroom.ApproveAI{Article: r.Article})
	d.by(pemred, newsroom.Publish{Article: r.Article})
	// A person cannot call it imported to get past the limits.
	c = d.content("Pura-pura Impor")
	c.Lead = &news.LeadMedia{Asset: asset.ID, Caption: "Dermaga"}
	r = d.by(pemred, newsroom.Create{Edition: d.edition, Content: c})
	d.not(news.Invalid, pemred, newsroom.Publish{Article: r.Article, Imported: true, At: morning.AddDate(-1, 0, 0)})
	// An import keeps what it brings, and says what is unmet.
	d.by(newsroom.Importer(), newsroom.Publish{Article: r.Article, Imported: true, At: morning.AddDate(-1, 0, 0)})
	if a := d.article(r.Article); !slices.Contains(a.Flow.Unmet, "credit_missing") {
		t.Errorf("unmet rules of an import: %v", a.Flow.Unmet)
	}
}

// TestAChildsArticleNeedsEachCheck (PRS-40, D7).
func TestAChildsArticleNeedsEachCheck(t *testing.T) {
	d := quickDesk(t)
	c := d.content("Anak Itu Selamat")
	c.Flags.Child = true
	r := d.by(redaktur, newsroom.Create{Edition: d.edition, Content: c})
	for i, check := range newsroom.Ticks[:8] {
		_, err := d.room.Do(d.ctx, pemred, newsroom.Publish{Article: r.Article})
		if err == nil || strings.Count(err.Error(), "child_unticked") != 8-i {
			t.Fatalf("with %d ticks: %v", i, err)
		}
		d.by(redaktur, newsroom.Tick{Article: r.Article, Check: check})
	}
	d.by(redaktur, newsroom.ProtectNames{Article: r.Article, Names: []news.ProtectedName{{Name: "Bunga Lestari"}}})
	asset := news.Asset{Edition: d.edition, Kind: "photo", Hash: "y", Credit: "Uji", Alt: "Sekolah", Renditions: []news.Rendition{{Name: "bunga-lestari.jpg"}}}
	d.must(newsroom.AddAsset{Asset: &asset})
	c.Lead = &news.LeadMedia{Asset: asset.ID}
	d.by(redaktur, newsroom.Scribble{Article: r.Article, Content: c})
	if _, err := d.room.Do(d.ctx, pemred, newsroom.Publish{Article: r.Article}); err == nil || !strings.Contains(err.Error(), "lead.asset protected_name") {
		t.Errorf("a name in a file name: %v", err)
	}
	asset.Renditions[0].Name = "foto-1.jpg"
	d.must(newsroom.AddAsset{Asset: &asset})
	d.by(pemred, newsroom.Publish{Article: r.Article})
}

func TestATypingSlipIsASlip(t *testing.T) {
	d := quickDesk(t)
	r := d.publish("Harga Beras Naik")
	d.clock.At = morning.Add(time.Hour)
	change := func(fn func(*news.Content)) news.Content {
		c := d.content("Harga Beras Naik")
		fn(&c)
		return c
	}
	worse := change(func(c *news.Content) { c.Headline = "Harga Beras Turun" })
	d.not(news.Invalid, redaktur, newsroom.Update{Article: r.Article, Content: &worse, Class: news.Minor})
	d.not(news.Forbidden, redaktur, newsroom.Update{Article: r.Article, Content: &worse, Class: news.Minor, Slip: "Salah ketik saat sunting."})
	d.by(pemred, newsroom.Update{Article: r.Article, Content: &worse, Class: news.Minor, Slip: "Salah ketik saat sunting."})
	if p, _ := d.seen(r.Article); !p.Dates.Updated.IsZero() {
		t.Error("a slip moved the printed time")
	}
	// PRS-94: a machine's picture does not become another without a word.
	robot := news.Asset{Edition: d.edition, Kind: "photo", Hash: "z", Credit: "AI", Alt: "Gambar", AISource: "trainedAlgorithmicMedia"}
	d.must(newsroom.AddAsset{Asset: &robot})
	with := change(func(c *news.Content) { c.Headline, c.Lead = worse.Headline, &news.LeadMedia{Asset: robot.ID} })
	d.by(redaktur, newsroom.Update{Article: r.Article, Content: &with, Class: news.Substantial})
	d.not(news.Conflict, redaktur, newsroom.Update{Article: r.Article, Content: &worse, Class: news.Substantial})
	d.by(redaktur, newsroom.Correct{Article: r.Article, Kind: news.Klarifikasi, Note: "Ilustrasi buatan AI diganti dengan foto.", Content: &worse})
	// PRS-63: only a chief calls a published report paid.
	paid := change(func(c *news.Content) { c.Kind, c.Label = news.KindAdvertorial, news.AdLabels[0] })
	d.not(news.Forbidden, redaktur, newsroom.Correct{Article: r.Article, Kind: news.Klarifikasi, Note: "Artikel ini dibayar oleh pihak lain.", Content: &paid})
	d.by(pemred, newsroom.Correct{Article: r.Article, Kind: news.Klarifikasi, Note: "Artikel ini dibayar oleh pihak lain.", Content: &paid})
	d.by(pemred, newsroom.SetExpiry{Article: r.Article, At: d.clock.At.Add(time.Hour)})
	d.clock.At = d.clock.At.Add(time.Hour)
	if did := d.sweep(); did.Expired != 1 {
		t.Errorf("at its end: %+v", did)
	}
	if a := d.article(r.Article); a.Public != news.Withdrawn || a.Withdrawal.Ground != news.GroundExpired || a.Flow.Signature != nil {
		t.Errorf("ended: %+v", a)
	}
}

func TestMovesForksAndTasks(t *testing.T) {
	d := quickDesk(t)
	city, sport := person(6, news.Redaktur, d.city), person(7, news.Redaktur, d.sport)
	r := d.by(city, newsroom.Create{Edition: d.edition, Content: d.content("Lari Pagi")})
	d.not(news.Forbidden, city, newsroom.Create{Edition: d.edition, Content: news.Content{Headline: "x", Section: d.sport}})
	d.not(news.NotFound, sport, newsroom.MoveSection{Article: r.Article, To: d.sport})
	d.by(city, newsroom.MoveSection{Article: r.Article, To: d.sport})
	if a := d.article(r.Article); a.Section != d.city || a.Flow.Proposed != d.sport {
		t.Errorf("proposed: %+v", a)
	}
	d.by(sport, newsroom.MoveSection{Article: r.Article, To: d.sport})
	if a := d.article(r.Article); a.Section != d.sport || a.Flow.Proposed != 0 {
		t.Errorf("moved: %+v", a)
	}
	d.by(sport, newsroom.Submit{Article: r.Article})
	d.not(news.NotFound, city, newsroom.Approve{Article: r.Article})

	// A copy of what is under embargo is under it, too, and names the same people.
	d.by(pemred, newsroom.SetEmbargo{Article: r.Article, Until: morning.Add(time.Hour)})
	d.by(pemred, newsroom.ProtectNames{Article: r.Article, Names: []news.ProtectedName{{Name: "Bunga"}}})
	f := d.by(pemred, newsroom.Fork{From: r.Article, Translate: true, Language: "en"})
	a := d.article(f.Article)
	if a.Embargo == nil || a.Flow.Lineage.Kind != news.LineageTranslation || a.Flow.Lineage.From != r.Article {
		t.Errorf("translation: %+v", a)
	}
	if names, err := d.room.ProtectedNames(d.ctx, pemred, f.Article); err != nil || len(names) != 1 {
		t.Errorf("its protected names: %v, %v", names, err)
	}
	d.not(news.NotFound, admin, newsroom.Fork{From: r.Article})

	// An unverified report opens the task of its follow-up.
	c := d.content("Kabar Mendesak")
	c.Flags.Unverified = &news.Unverified{Source: "Kepala pelabuhan", Ground: "Keselamatan penumpang."}
	u := d.by(redaktur, newsroom.Create{Edition: d.edition, Content: c})
	d.by(redaktur, newsroom.Publish{Article: u.Article})
	tasks := d.tasks()
	last := tasks[len(tasks)-1]
	if last.Kind != news.TaskFollowUp || last.Article != u.Article || !last.Due.Equal(morning.Add(24*time.Hour)) {
		t.Errorf("tasks: %+v", tasks)
	}
	d.not(news.Invalid, redaktur, newsroom.CloseTask{Task: last.ID})
	d.not(news.Forbidden, penulis, newsroom.CloseTask{Task: last.ID, Reason: "sudah terbit"})
	d.by(redaktur, newsroom.CloseTask{Task: last.ID, Reason: "sudah terbit"})

	// Spiked, and gone after thirty days for good.
	s := d.by(penulis, newsroom.Create{Edition: d.edition, Content: d.content("Tidak Jadi")})
	d.by(penulis, newsroom.Spike{Article: s.Article})
	d.not(news.Conflict, pemred, newsroom.Purge{Article: s.Article})
	d.clock.At = morning.Add(31 * 24 * time.Hour)
	d.by(pemred, newsroom.Purge{Article: s.Article})
	d.not(news.NotFound, penulis, newsroom.Unspike{Article: s.Article})

	// Raw markup takes a right of its own.
	raw := d.content("Peta")
	raw.Body.Blocks = append(raw.Body.Blocks, &body.RawHTML{HTML: "<b>peta</b>", Reason: "peta"})
	raw.Body.AssignIDs("")
	d.not(news.Forbidden, redaktur, newsroom.Create{Edition: d.edition, Content: raw})
	d.by(pemred, newsroom.Create{Edition: d.edition, Content: raw})
}

// TestParityIsANumber: hours on fronts before and after an amendment (PRS-7).
func TestParityIsANumber(t *testing.T) {
	d := quickDesk(t)
	r, reply := d.publish("Laporan Semula"), d.publish("Jawaban Mereka")
	front := func(id news.ArticleID) {
		f := &news.Front{Edition: d.edition, Containers: []news.Container{{Name: "Utama", Layout: "lead", Capacity: 1, Cards: []news.FrontCard{{Article: id, Pin: true}}}}}
		d.must(newsroom.ArrangeFront{Front: f})
	}
	front(r.Article)
	d.clock.At = morning.Add(4 * time.Hour)
	am := d.by(redaktur, newsroom.Correct{Article: r.Article, Kind: news.HakJawab, Note: "Kedutaan menyampaikan hak jawabnya.", Reply: reply.Article})
	d.not(news.Invalid, redaktur, newsroom.Correct{Article: r.Article, Kind: news.HakJawab, Note: "Kedutaan menyampaikan hak jawabnya.", Reply: r.Article})
	d.not(news.Invalid, redaktur, newsroom.Correct{Article: r.Article, Kind: news.HakJawab, Note: "Kedutaan menyampaikan hak jawabnya.", Reply: 9999})
	front(reply.Article)
	d.clock.At = morning.Add(6 * time.Hour)
	p, err := d.room.Parity(d.ctx, redaktur, r.Article, am.Amendment)
	if err != nil || p.OriginalHours != 4 || p.AnswerHours != 2 || p.Number != 0.5 || p.Best == nil || p.Best.Place != 1 {
		t.Errorf("parity %+v, %v", p, err)
	}
	e := news.Edition{}
	if a := newsroom.Apology(e, news.Koreksi); !strings.Contains(a, "maaf") || newsroom.Apology(e, news.HakJawab) != "" {
		t.Errorf("the apology offered is %q", a)
	}
	if got, err := d.room.Allowed(d.ctx, penulis, r.Article); err != nil || len(got) != 0 {
		t.Errorf("a penulis may %v on another's live article, %v", got, err)
	}
	if got, err := d.room.Allowed(d.ctx, pemred, r.Article); err != nil || !slices.Contains(got, news.CmdWithdraw) || slices.Contains(got, news.CmdPublish) {
		t.Errorf("a pemred may %v, %v", fmt.Sprint(got), err)
	}
}
