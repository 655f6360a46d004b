package newsroom_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// version gives the live frozen content.
func (d *desk) version(id news.ArticleID) (v news.Version) {
	d.Helper()
	err := d.db.Read(d.ctx, func(tx store.Tx) error {
		a, err := tx.Articles().Get(d.ctx, id)
		if err != nil {
			return err
		}
		v, err = tx.Articles().Version(d.ctx, a.Live)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return v
}

// Sections make a tree of three levels, and one that closes hands its articles
// and its address to another without rewriting what was frozen.
func TestSectionsTreeAndClosing(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		parent := d.city
		for i := range 2 {
			s := &news.Section{Edition: d.edition, Name: fmt.Sprint("Anak ", i), Parent: parent, SectionDesk: news.SectionDesk{Desk: "Meja Kota"}}
			d.must(newsroom.DefineSection{Section: s})
			parent = s.ID
		}
		d.refused(news.Invalid, newsroom.DefineSection{Section: &news.Section{Edition: d.edition, Name: "Terlalu Dalam", Parent: parent}})
		d.refused(news.Invalid, newsroom.DefineSection{Section: &news.Section{Edition: d.edition, Name: "Warna", Colour: "#ff0000"}})
		d.refused(news.Invalid, newsroom.DefineSection{Section: &news.Section{ID: d.city, Edition: d.edition, Name: "KOTA", Slug: "kota", Parent: parent}})
		d.refused(news.Conflict, newsroom.CloseSection{Section: d.city, Into: d.sport})

		c := d.content("Pindah Kanal")
		c.Section = parent
		r := d.must(newsroom.Create{Edition: d.edition, Content: c})
		d.must(newsroom.Publish{Article: r.Article})
		left := true
		d.must(newsroom.CloseSection{Section: parent, Into: d.sport, Left: &left})
		d.purged(news.KeySection(parent), news.KeySection(d.sport), news.KeyArticle(r.Article))
		p, err := d.seen(r.Article)
		if err != nil || left || p.Content.Section != d.sport {
			d.Errorf("readers find it under %d: %v (left %v)", p.Content.Section, err, left)
		}
		if v := d.version(r.Article); v.Content.Section != parent {
			d.Errorf("the frozen version now says section %d", v.Content.Section)
		}
		if a, err := d.resolve("/kota/anak-0/anak-1"); err != nil || a.Kind != store.AddressRedirect || a.To != "/olahraga" {
			d.Errorf("the old address leads to %+v, %v", a, err)
		}
		d.refused(news.Conflict, newsroom.DefineSection{Section: &news.Section{ID: parent, Edition: d.edition, Name: "Lagi", Slug: "lagi"}})
		// Whoever edits the other section edits what is still filed under this one.
		d.same("the editor of the other section", d.listed(d.someone(8, news.Redaktur, d.sport), newsroom.Filter{}), []news.ArticleID{r.Article})
		d.must(newsroom.OrderSections{Edition: d.edition, Sections: []news.SectionID{d.sport, d.city}})
		err = d.db.Published().View(d.ctx, d.edition, func(v store.View) error {
			list, err := v.Sections(d.ctx)
			if len(list) == 0 || list[0].ID != d.sport {
				d.Errorf("the order is %+v", list)
			}
			return err
		})
		if err != nil {
			d.Error(err)
		}
	})
}

// A merged tag's articles, page and names are the other's; frozen versions keep
// what they say, and within a day all of it can be taken back.
func TestTagsMergeAndSplit(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		chief := d.someone(7, news.Pemred)
		double := news.Tag{Edition: d.edition, Name: "Pasar Rakyat", TagMore: news.TagMore{Aliases: []string{"Pasar Tradisional"}}}
		d.must(newsroom.DefineTag{Tag: &double})
		d.refused(news.Conflict, newsroom.DefineTag{Tag: &news.Tag{Edition: d.edition, Name: "pasar tradisional", Slug: "x"}})
		d.refused(news.Invalid, newsroom.DefineTag{Tag: &news.Tag{Edition: d.edition, Name: "Jenis", Type: "dunia"}})
		r := d.publish("Satu")
		c := d.content("Dua")
		c.Tags = []news.TagID{double.ID, d.tag.ID}
		two := d.must(newsroom.Create{Edition: d.edition, Content: c})
		d.must(newsroom.Publish{Article: two.Article})
		preview, err := d.room.PreviewTagMerge(d.ctx, chief, double.ID, d.tag.ID)
		if err != nil || preview.Live != 1 || len(preview.Articles) != 1 || preview.From != "/tag/pasar-rakyat" || preview.To != "/tag/pasar" {
			d.Errorf("preview: %+v, %v", preview, err)
		}
		d.no(news.Forbidden, d.someone(9, news.Penulis), newsroom.MergeTags{From: double.ID, Into: d.tag.ID})
		d.do(chief, newsroom.MergeTags{From: double.ID, Into: d.tag.ID})
		d.purged(news.KeyTag(double.ID), news.KeyTag(d.tag.ID), news.KeyArticle(two.Article))
		p, err := d.seen(two.Article)
		if err != nil || !slices.Equal(p.Content.Tags, []news.TagID{d.tag.ID}) {
			d.Errorf("readers see tags %v, %v", p.Content.Tags, err)
		}
		if v := d.version(two.Article); len(v.Content.Tags) != 2 {
			d.Errorf("the frozen version now has tags %v", v.Content.Tags)
		}
		if a, err := d.resolve("/tag/pasar-rakyat"); err != nil || a.Kind != store.AddressTag || a.Slug != "pasar" {
			d.Errorf("the old page leads to %+v, %v", a, err)
		}
		for _, prefix := range []string{"pasar r", "Pasar trad"} {
			tags, err := d.room.TagsNamed(d.ctx, chief, d.edition, prefix, 5)
			if err != nil || len(tags) != 1 || tags[0].ID != d.tag.ID {
				d.Errorf("the picker gives %+v for %q, %v", tags, prefix, err)
			}
		}
		// A draft that still names it is published under the other one.
		three := d.must(newsroom.Create{Edition: d.edition, Content: c})
		d.must(newsroom.Publish{Article: three.Article})
		if p, err := d.seen(three.Article); err != nil || !slices.Equal(p.Content.Tags, []news.TagID{d.tag.ID}) {
			d.Errorf("published later: %v, %v", p.Content.Tags, err)
		}
		d.refused(news.Conflict, newsroom.MergeTags{From: d.tag.ID, Into: double.ID})

		d.clock.At = morning.Add(23 * time.Hour)
		d.must(newsroom.SplitTag{Tag: double.ID})
		if p, _ := d.seen(two.Article); len(p.Content.Tags) != 2 {
			d.Errorf("taken back, readers see tags %v", p.Content.Tags)
		}
		err = d.db.Published().View(d.ctx, d.edition, func(v store.View) error { _, err := v.Tag(d.ctx, "pasar-rakyat"); return err })
		if err != nil {
			d.Errorf("the page did not come back: %v", err)
		}
		d.must(newsroom.MergeTags{From: double.ID, Into: d.tag.ID})
		d.clock.At = morning.Add(72 * time.Hour)
		d.refused(news.Conflict, newsroom.SplitTag{Tag: double.ID})
		_ = r
	})
}

func TestPeopleMerge(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		twice := news.Person{Name: "R. Wulung", Active: true}
		d.must(newsroom.DefinePerson{Edition: d.edition, Person: &twice})
		c := d.content("Satu")
		c.Byline = []news.Credit{{Person: twice.ID, Role: news.RoleReporter}}
		r := d.must(newsroom.Create{Edition: d.edition, Content: c})
		d.must(newsroom.Publish{Article: r.Article})
		d.must(newsroom.MergePeople{From: twice.ID, Into: d.person.ID})
		p, err := d.seen(r.Article)
		if err != nil || p.Content.Byline[0].Person != d.person.ID || d.version(r.Article).Content.Byline[0].Person != twice.ID {
			d.Errorf("readers see %+v, %v", p.Content.Byline, err)
		}
		if a, err := d.resolve("/penulis/r-wulung"); err != nil || a.Kind != store.AddressPerson || a.Slug != "ranita-wulung" {
			d.Errorf("the old page leads to %+v, %v", a, err)
		}
		found, err := d.room.PeopleNamed(d.ctx, d.someone(7, news.Penulis), "r", 10)
		if err != nil || len(found) != 1 || found[0].ID != d.person.ID {
			d.Errorf("the picker gives %+v, %v", found, err)
		}
		// A writer changes the own profile and no other.
		own := newsroom.Someone(newsroom.Person{User: 9, Profile: d.person.ID, At: d.clock.At, Grants: []news.Grant{{Position: news.Penulis}}})
		d.person.Bio = "Meliput kota."
		d.do(own, newsroom.DefinePerson{Edition: d.edition, Person: &d.person})
		other := twice
		d.no(news.Forbidden, own, newsroom.DefinePerson{Edition: d.edition, Person: &other})
		d.refused(news.Invalid, newsroom.DefinePerson{Edition: d.edition, Person: &news.Person{Name: "X", Contacts: []news.Contact{{Label: "a", URL: "javascript:1"}}}})
	})
}

// Many articles change in pieces that go on where they stopped.
func TestBulkEditGoesOn(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		var ids []news.ArticleID
		for i := range 60 {
			if i%20 == 0 {
				ids = append(ids, d.publish(fmt.Sprint("Terbit ", i)).Article)
				continue
			}
			ids = append(ids, d.must(newsroom.Create{Edition: d.edition, Content: d.content(fmt.Sprint("Naskah ", i))}).Article)
		}
		extra := news.Tag{Edition: d.edition, Name: "Tambahan"}
		d.must(newsroom.DefineTag{Tag: &extra})
		var w store.BulkWork
		edit := newsroom.BulkEdit{Articles: append(ids, 99999), AddTags: []news.TagID{extra.ID}, Section: d.sport}
		d.must(newsroom.StartBulk{Edition: d.edition, BulkEdit: edit, Work: &w})
		d.must(newsroom.GoOnBulk{ID: w.ID, Work: &w})
		if w.Done != 50 || w.Total != 61 {
			d.Errorf("after a piece: %+v", w)
		}
		_, skipped, err := d.room.Bulk(d.ctx, newsroom.Operator(), w.ID)
		if err != nil || !slices.Equal(skipped, []news.ArticleID{99999}) {
			d.Errorf("skipped %v, %v", skipped, err)
		}
		if got := d.listed(d.someone(7, news.Pemred), newsroom.Filter{Tags: []news.TagID{extra.ID}, Sections: []news.SectionID{d.sport}}); len(got) != 60 {
			d.Errorf("%d articles changed", len(got))
		}
		if p, err := d.seen(ids[0]); err != nil || p.Content.Section != d.sport || !slices.Contains(p.Content.Tags, extra.ID) {
			d.Errorf("readers see %+v, %v", p.Content, err)
		}
		// An editor of one section cannot move articles into another.
		city := d.someone(8, news.Redaktur, d.sport)
		d.do(city, newsroom.StartBulk{Edition: d.edition, BulkEdit: newsroom.BulkEdit{Articles: ids[:1], Section: d.city}, Work: &w})
		if _, skipped, err := d.room.Bulk(d.ctx, city, w.ID); err != nil || len(skipped) != 1 {
			d.Errorf("moved out of scope: %v, %v", skipped, err)
		}
		d.refused(news.Invalid, newsroom.StartBulk{Edition: d.edition, BulkEdit: newsroom.BulkEdit{Articles: make([]news.ArticleID, 1001), Section: d.city}})

		// Nobody is told of it, and a live article does not pass by the desk.
		again := newsroom.StartBulk{Edition: d.edition, BulkEdit: newsroom.BulkEdit{Articles: ids[:1], RemoveTags: []news.TagID{extra.ID}}, Work: &w}
		token := newsroom.Someone(newsroom.Person{User: 8, At: d.clock.At, Strong: true, Token: 3, Grants: []news.Grant{{Position: news.Pemred}},
			Only: []newsroom.Permission{newsroom.PermTag, newsroom.PermEdit, newsroom.PermRead, newsroom.PermPublish}})
		d.do(token, again)
		if _, skipped, err := d.room.Bulk(d.ctx, token, w.ID); err != nil || len(skipped) != 1 {
			d.Errorf("changed what is live without publish.direct: %v, %v", skipped, err)
		}
		chief := d.someone(7, news.Pemred)
		d.do(chief, again)
		d.do(chief, newsroom.GoOnBulk{ID: w.ID})
		events, err := d.db.Ledger().From(d.ctx, 1, 1000)
		if last := events[len(events)-1]; err != nil || last.Article != ids[0] || last.Kind != news.EventTouched {
			d.Errorf("told %+v, %v", last, err)
		}
		// What the checklist blocks stays as it is.
		d.must(newsroom.SetRules{Edition: d.edition, Rules: news.Rules{Levels: map[string]news.Level{"no_internal_link": news.Block}}})
		d.do(chief, newsroom.StartBulk{Edition: d.edition, BulkEdit: newsroom.BulkEdit{Articles: ids[:1], AddTags: []news.TagID{extra.ID}}, Work: &w})
		if _, skipped, err := d.room.Bulk(d.ctx, chief, w.ID); err != nil || len(skipped) != 1 {
			d.Errorf("a blocked change of what is live: %v, %v", skipped, err)
		}
	})
}

func TestRedirectsByTheList(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(d *desk) {
		r := d.publish("Tujuan")
		lines, err := newsroom.ReadRedirects(strings.NewReader("\ufeff# lama, baru\n/a.html," + r.Path + "\n/b.html;/a.html\r\n/c\t/c\n" + r.Path + " /d\n/e not a url at all\n"))
		if err == nil {
			d.Error("a line of five words was read")
		}
		lines, err = newsroom.ReadRedirects(strings.NewReader("/a.html," + r.Path + "\n/b.html;/a.html\n/c\t/c\n" + r.Path + " /d\n"))
		if err != nil || len(lines) != 4 {
			d.Fatalf("lines %+v, %v", lines, err)
		}
		report, err := d.room.SendManyTry(d.ctx, d.someone(7, news.Pemred), newsroom.SendMany{Edition: d.edition, Lines: lines})
		if err != nil {
			d.Fatal(err)
		}
		var codes []string
		for _, l := range report {
			codes = append(codes, l.Code)
		}
		if !slices.Equal(codes, []string{"", "chain", "loop", "taken"}) || report[1].Final != r.Path {
			d.Errorf("dry run: %+v", report)
		}
		if _, err := d.resolve("/a.html"); !news.Is(err, news.NotFound) {
			d.Errorf("the dry run did something: %v", err)
		}
		d.refused(news.Invalid, newsroom.SendMany{Edition: d.edition, Lines: lines, All: true})
		d.must(newsroom.SendMany{Edition: d.edition, Lines: lines})
		if a, err := d.resolve("/b.html"); err != nil || a.To != r.Path {
			d.Errorf("the chain leads to %+v, %v", a, err)
		}
		d.must(newsroom.DropRedirect{Edition: d.edition, From: "/b.html"})
		if list, err := d.room.Redirects(d.ctx, newsroom.Operator(), d.edition, "", 10); err != nil || len(list) != 1 {
			d.Errorf("left: %+v, %v", list, err)
		}
	})
}
