package newsroom_test

import (
	"context"
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

// desk is a newspaper with two sections and a reporter, and somebody at work.
type desk struct {
	*testing.T
	ctx     context.Context
	db      store.Database
	room    *newsroom.Newsroom
	clock   *storetest.Clock
	edition news.EditionID
	city    news.SectionID
	sport   news.SectionID
	person  news.Person
	tag     news.Tag
	// applied are the events of the last command.
	applied []news.Event
}

var morning = time.Date(2025, 3, 1, 1, 0, 0, 0, time.UTC)

// eachDesk runs a test with a desk on each kind of database.
func eachDesk(t *testing.T, fn func(d *desk)) {
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		clock := &storetest.Clock{At: morning}
		o.Now = clock.Now
		d := &desk{T: t, ctx: t.Context(), db: storetest.Open(t, o), clock: clock}
		d.room = newsroom.New(d.db, newsroom.Options{Applied: func(e []news.Event) { d.applied = e }})
		d.establish()
		fn(d)
	})
}

// establish sets the newspaper up.
func (d *desk) establish() {
	e := &news.Edition{Settings: news.Settings{Name: "Kabar Uji"}}
	d.must(newsroom.ChangeSettings{Edition: e})
	d.edition = e.ID
	city, sport := &news.Section{Edition: e.ID, Name: "KOTA"}, &news.Section{Edition: e.ID, Name: "OLAHRAGA"}
	d.must(newsroom.DefineSection{Section: city})
	d.must(newsroom.DefineSection{Section: sport})
	d.city, d.sport = city.ID, sport.ID
	d.person = news.Person{Name: "Ranita Wulung", Active: true}
	d.must(newsroom.DefinePerson{Edition: e.ID, Person: &d.person})
	d.tag = news.Tag{Edition: e.ID, Name: "Pasar"}
	d.must(newsroom.DefineTag{Tag: &d.tag})
}

func (d *desk) must(cmd newsroom.Command) newsroom.Result {
	d.Helper()
	r, err := d.room.Do(d.ctx, newsroom.Operator(), cmd)
	if err != nil {
		d.Fatalf("%T: %v", cmd, err)
	}
	return r
}

// refused runs a command that must fail with the kind and change nothing.
func (d *desk) refused(kind news.Kind, cmd newsroom.Command) {
	d.Helper()
	before, _, err := d.db.Ledger().Head(d.ctx)
	if err != nil {
		d.Fatal(err)
	}
	d.applied = nil
	_, err = d.room.Do(d.ctx, newsroom.Operator(), cmd)
	if !news.Is(err, kind) {
		d.Errorf("%T: got %v, want kind %s", cmd, err, kind)
	}
	if after, _, _ := d.db.Ledger().Head(d.ctx); after != before || d.applied != nil {
		d.Errorf("%T was refused and left events behind", cmd)
	}
}

func (d *desk) content(headline string) news.Content {
	c := news.Content{Headline: headline, Section: d.city, Tags: []news.TagID{d.tag.ID},
		Byline: []news.Credit{{Person: d.person.ID, Role: news.RoleReporter}},
		Body:   body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Text: body.Text("Isi berita " + headline + ".")}}}}
	c.Body.AssignIDs(headline)
	c.NotesInternal = "rahasia meja"
	return c
}

// publish writes and publishes an article.
func (d *desk) publish(headline string) newsroom.Result {
	d.Helper()
	r := d.must(newsroom.Create{Edition: d.edition, Content: d.content(headline)})
	return d.must(newsroom.Publish{Article: r.Article, IfRevision: r.Revision})
}

// seen gives what readers get of an article.
func (d *desk) seen(id news.ArticleID) (p store.PublishedArticle, err error) {
	err = d.db.Published().View(d.ctx, d.edition, func(v store.View) error {
		p, err = v.Article(d.ctx, id)
		return err
	})
	return p, err
}

func (d *desk) resolve(path string) (a store.Address, err error) {
	err = d.db.Published().View(d.ctx, d.edition, func(v store.View) error {
		a, err = v.Resolve(d.ctx, path)
		return err
	})
	return a, err
}

func (d *desk) purged(keys ...string) {
	d.Helper()
	for _, k := range keys {
		if !slices.ContainsFunc(d.applied, func(e news.Event) bool { return slices.Contains(e.Keys, k) }) {
			d.Errorf("pages with key %s were not purged: %+v", k, d.applied)
		}
	}
}

func TestLifeOfAnArticle(t *testing.T) {
	eachDesk(t, func(d *desk) {
		draft := d.must(newsroom.Create{Edition: d.edition, Content: d.content("Pasar Lawang Dibuka")})
		if _, err := d.seen(draft.Article); !news.Is(err, news.NotFound) {
			d.Errorf("readers see a draft: %v", err)
		}
		r := d.must(newsroom.Publish{Article: draft.Article})
		if r.Path != "/2025/03/01/pasar-lawang-dibuka" || r.Public != news.Live || r.Revision != 2 {
			d.Errorf("published: %+v", r)
		}
		d.purged(news.KeyArticle(r.Article), news.KeyCard(r.Article), news.KeySection(d.city), news.KeyTag(d.tag.ID),
			news.KeyPerson(d.person.ID), news.KeyLatest(d.edition))
		p, err := d.seen(r.Article)
		if err != nil || p.Content.NotesInternal != "" || p.Words == 0 || !p.Dates.FirstPublished.Equal(morning) {
			d.Errorf("readers get %+v, %v", p, err)
		}
		d.refused(news.Conflict, newsroom.Publish{Article: r.Article})
		d.refused(news.Stale, newsroom.Update{Article: r.Article, IfRevision: 1, Class: news.Minor})

		// A new address leaves a redirect; the section that it leaves is purged.
		d.clock.At = morning.Add(time.Hour)
		moved := d.content("Pasar Lawang Dibuka Lagi")
		moved.Slug, moved.Section = "pasar-dibuka-lagi", d.sport
		u := d.must(newsroom.Update{Article: r.Article, IfRevision: r.Revision, Content: &moved, Class: news.Substantial})
		d.purged(news.KeySection(d.city), news.KeySection(d.sport))
		if to, err := d.resolve(r.Path); err != nil || to.Kind != store.AddressRedirect || to.To != u.Path {
			d.Errorf("the old address leads to %+v, %v", to, err)
		}

		// A correction without new content is on the readers' side, dated by the server.
		d.clock.At = morning.Add(2 * time.Hour)
		d.refused(news.Invalid, newsroom.Correct{Article: r.Article, Kind: news.Koreksi, Note: "pendek"})
		d.must(newsroom.Correct{Article: r.Article, Kind: news.Koreksi, Note: "Pasar dibuka pukul 05.00, bukan 06.00."})
		if !slices.ContainsFunc(d.applied, func(e news.Event) bool { return slices.Contains(e.Drop, news.KeyArticle(r.Article)) }) {
			d.Error("the uncorrected page stays on disk")
		}
		if p, err = d.seen(r.Article); err != nil || len(p.Amendments) != 1 || !p.Amendments[0].At.Equal(d.clock.At) || !p.Dates.Corrected.Equal(d.clock.At) {
			d.Errorf("after the correction readers get %+v, %v", p.Amendments, err)
		}

		// Withdrawn: gone from both addresses and every list, with its notice.
		d.refused(news.Invalid, newsroom.Withdraw{Article: r.Article, Ground: "permintaan", Reason: "Diminta oleh pihak dari luar redaksi."})
		d.must(newsroom.Withdraw{Article: r.Article, Ground: news.GroundCourt, Reason: "Atas perintah pengadilan negeri setempat."})
		d.purged(news.KeyArticle(r.Article), news.KeyCard(r.Article), news.KeySection(d.sport), news.KeyLatest(d.edition))
		if _, err := d.seen(r.Article); err == nil {
			d.Error("readers still see a withdrawn article")
		}
		for _, path := range []string{r.Path, u.Path} {
			if a, err := d.resolve(path); err != nil || a.Kind != store.AddressGone {
				d.Errorf("%s leads to %+v, %v", path, a, err)
			}
		}
		d.refused(news.Conflict, newsroom.Update{Article: r.Article, Content: &moved, Class: news.Minor})
		d.audited("create", "publish", "update", "correct", "refused", "withdraw")
	})
}

// audited compares the last rows of the chain with the commands, and the chain
// with itself.
func (d *desk) audited(want ...string) {
	d.Helper()
	rows, err := d.db.Ledger().Audit(d.ctx, 1, 1000)
	if err != nil {
		d.Fatal(err)
	}
	prev := ""
	var got []string
	for _, r := range rows {
		if r.Prev != prev || r.Hash != r.Sum() {
			d.Errorf("row %d does not follow the one before", r.Number)
		}
		prev = r.Hash
		if strings.HasPrefix(r.Subject, "article") {
			got = append(got, r.Command)
			if r.Actor != "operator" {
				d.Errorf("row %d names %q", r.Number, r.Actor)
			}
		}
	}
	if !slices.Equal(got, want) {
		d.Errorf("audited %v, want %v", got, want)
	}
}

func TestAnUpdateDoesNotBuryADraft(t *testing.T) {
	eachDesk(t, func(d *desk) {
		r := d.publish("Feri Naik Dok")
		mine := d.content("Feri Naik Dok, Penumpang Menunggu")
		err := d.db.Write(d.ctx, func(tx store.Tx) error {
			a, err := tx.Articles().Get(d.ctx, r.Article)
			if err != nil {
				return err
			}
			a.Work = news.Writing
			if err := tx.Articles().PutDraft(d.ctx, a.ID, &mine); err != nil {
				return err
			}
			return tx.Articles().Save(d.ctx, &a, a.Revision)
		})
		if err != nil {
			d.Fatal(err)
		}
		other := d.content("Judul dari tempat lain")
		d.refused(news.Conflict, newsroom.Update{Article: r.Article, Content: &other, Class: news.Minor})
		// A correction is published beside the draft and leaves it alone.
		d.must(newsroom.Correct{Article: r.Article, Kind: news.Ralat, Note: "Nama kapal yang benar KM Camar Putih.", Content: &other})
		err = d.db.Read(d.ctx, func(tx store.Tx) error {
			kept, err := tx.Articles().Draft(d.ctx, r.Article)
			if kept.Headline != mine.Headline {
				d.Errorf("the draft says %q", kept.Headline)
			}
			return err
		})
		if err != nil {
			d.Fatal(err)
		}
	})
}

func TestTwoOnOneDayGetTwoAddresses(t *testing.T) {
	eachDesk(t, func(d *desk) {
		a, b := d.publish("Prakiraan Cuaca"), d.publish("Prakiraan Cuaca")
		if a.Path == b.Path || b.Path != a.Path+"-2" {
			d.Errorf("addresses %s and %s", a.Path, b.Path)
		}
	})
}

func TestNobodyMayWithoutAGrant(t *testing.T) {
	eachDesk(t, func(d *desk) {
		r := d.publish("Rob Rendam Kampung")
		withdraw := newsroom.Withdraw{Article: r.Article, Ground: news.GroundCourt, Reason: "Atas perintah pengadilan negeri setempat."}
		for name, who := range map[string]newsroom.Actor{"nobody": {}, "an import": newsroom.Importer()} {
			if _, err := d.room.Do(d.ctx, who, withdraw); !news.Is(err, news.Forbidden) {
				d.Errorf("%s may withdraw: %v", name, err)
			}
		}
		if _, err := d.seen(r.Article); err != nil {
			d.Errorf("the article is gone: %v", err)
		}
	})
}

func TestSettingsThatPagesCannotBeMadeFromAreRefused(t *testing.T) {
	eachDesk(t, func(d *desk) {
		for name, s := range map[string]news.Settings{
			"zone":    {Zone: "Asia/Atlantis"},
			"locale":  {Locale: "not a language"},
			"address": {BaseURL: "ftp://a.example"},
			"length":  {ListLength: 500},
		} {
			e := &news.Edition{ID: d.edition, Settings: s}
			d.Logf("trying a bad %s", name)
			d.refused(news.Invalid, newsroom.ChangeSettings{Edition: e})
		}
	})
}

// TestTagsBecomePublicWithTheirFirstArticle: the name of a tag can give a story
// away before its hour.
func TestTagsBecomePublicWithTheirFirstArticle(t *testing.T) {
	eachDesk(t, func(d *desk) {
		find := func() error {
			return d.db.Published().View(d.ctx, d.edition, func(v store.View) error {
				_, err := v.Tag(d.ctx, d.tag.Slug)
				return err
			})
		}
		if err := find(); !news.Is(err, news.NotFound) {
			d.Errorf("a tag that no article carries is public: %v", err)
		}
		d.publish("Harga Cabai Naik")
		if err := find(); err != nil {
			d.Errorf("the tag of a live article is not public: %v", err)
		}
	})
}
