package storetest

import (
	"fmt"
	"slices"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// asset puts a photo into the library.
func (h *house) asset(a news.Asset) news.Asset {
	h.Helper()
	a.Edition = h.edition
	h.write(func(tx store.Tx) error { return tx.Media().Put(h.ctx, &a) })
	return a
}

func (h *house) found(q store.AssetQuery) (ids []news.AssetID) {
	h.Helper()
	q.Edition = h.edition
	if q.Limit == 0 {
		q.Limit = 100
	}
	h.read(func(tx store.Tx) error {
		list, err := tx.Library().Search(h.ctx, q)
		for _, a := range list {
			ids = append(ids, a.ID)
		}
		return err
	})
	return ids
}

func assetsAreFound(h *house) {
	old := h.asset(news.Asset{Kind: "photo", Hash: "4", Caption: "Tanpa waktu"})
	flood := h.asset(news.Asset{Kind: "photo", Hash: "1", Added: morning, Caption: "Banjir di Kampung Melayu, Jakarta", Credit: "Antara/Budi",
		City: "Jakarta Timur", People: []string{"Joko Widodo"}, Keywords: []string{"banjir", "cuaca ekstrem"},
		TakenAt: time.Date(2025, 2, 28, 1, 0, 0, 0, time.UTC), Rights: news.Rights{Category: "agency"}, Uploader: 7})
	market := h.asset(news.Asset{Kind: "photo", Hash: "2", Added: morning.Add(time.Second), Caption: "Pasar Jakarta; CAFÉ Melayu", Credit: "Siti",
		Name: "IMG_0042.JPG", Alt: "Dua kios", Making: news.Making{State: news.MakingFailed}, Rights: news.Rights{Category: "own", ExpiresAt: morning.Add(-time.Hour)}, Uploader: 8})
	film := h.asset(news.Asset{Kind: "video", Hash: "3", Added: morning.Add(time.Second), Title: "Jakarta malam", Rights: news.Rights{Deny: true}})
	ids := func(list ...news.Asset) (out []news.AssetID) {
		for _, a := range list {
			out = append(out, a.ID)
		}
		return out
	}
	for _, c := range []struct {
		name string
		q    store.AssetQuery
		want []news.AssetID
	}{
		{"everything, newest first", store.AssetQuery{}, ids(film, market, flood, old)},
		{"a word", store.AssetQuery{Words: "jakarta"}, ids(film, market, flood)},
		{"all words", store.AssetQuery{Words: "Melayu jakarta"}, ids(market, flood)},
		{"folded", store.AssetQuery{Words: "cafe\u0301"}, ids(market)},
		{"no such word", store.AssetQuery{Words: "jakarta tiada"}, nil},
		{"file name", store.AssetQuery{Words: "img_0042"}, ids(market)},
		{"kind", store.AssetQuery{Words: "jakarta", Kind: "video"}, ids(film)},
		{"city", store.AssetQuery{City: "JAKARTA timur"}, ids(flood)},
		{"not a part of a city", store.AssetQuery{City: "jakarta"}, nil},
		{"person", store.AssetQuery{Person: "Joko Widodo"}, ids(flood)},
		{"keyword", store.AssetQuery{Keyword: "cuaca ekstrem"}, ids(flood)},
		{"credit", store.AssetQuery{Credit: "antara budi"}, ids(flood)},
		{"category", store.AssetQuery{Rights: "agency"}, ids(flood)},
		{"unknown category", store.AssetQuery{Rights: "unknown"}, ids(film, old)},
		{"denied", store.AssetQuery{State: news.RightsDenied}, ids(film)},
		{"expired", store.AssetQuery{State: news.RightsExpired}, ids(market)},
		{"usable", store.AssetQuery{Usable: true}, ids(flood, old)},
		{"a day", store.AssetQuery{Date: "2025-02-28"}, ids(flood)},
		{"a month, of the coming where the taking is unknown", store.AssetQuery{Date: "2025-03"}, ids(film, market)},
		{"a year", store.AssetQuery{Date: "2025", Usable: true}, ids(flood)},
		{"uploader", store.AssetQuery{Uploader: 7}, ids(flood)},
		{"without a credit", store.AssetQuery{Lacks: "credit"}, ids(film, old)},
		{"photos without words for those who do not see", store.AssetQuery{Lacks: "alt"}, ids(flood, old)},
		{"whose making failed", store.AssetQuery{Making: news.MakingFailed}, ids(market)},
		{"whose rights end on one of some days", store.AssetQuery{Ends: []string{"2001-01-01", morning.Add(-time.Hour).UTC().Format(time.DateOnly)}}, ids(market)},
		{"everything at once", store.AssetQuery{Words: "banjir melayu", Kind: "photo", City: "jakarta timur", Person: "joko widodo",
			Keyword: "banjir", Rights: "agency", Usable: true, Date: "2025-02"}, ids(flood)},
		{"hostile", store.AssetQuery{Words: "%' OR 1=1 -- _"}, nil},
		{"signs alone", store.AssetQuery{Words: "—…!"}, ids(film, market, flood, old)},
		{"a city of signs", store.AssetQuery{City: "—"}, nil},
		{"not text", store.AssetQuery{Words: "a\x00\xff"}, nil},
	} {
		h.same(c.name, h.found(c.q), c.want)
	}
	// Page by page, with two that came at the same moment.
	for _, words := range []string{"", "jakarta"} {
		var got []news.AssetID
		q := store.AssetQuery{Words: words, Limit: 1}
		for range 5 {
			page := h.found(q)
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
			h.read(func(tx store.Tx) error {
				last, err := tx.Media().Get(h.ctx, page)
				q.Before, q.BeforeAt = last[0].ID, last[0].Added
				return err
			})
		}
		h.same("by pages of "+words, got, h.found(store.AssetQuery{Words: words}))
	}
	// What was said before is not found any more.
	flood.Caption, flood.City, flood.Keywords = "Air surut", "Bekasi", nil
	h.asset(flood)
	h.same("old words", len(h.found(store.AssetQuery{Words: "kampung"})), 0)
	h.same("old city", len(h.found(store.AssetQuery{City: "Jakarta Timur"})), 0)
	h.same("new words", h.found(store.AssetQuery{Words: "surut"}), ids(flood))
	h.write(func(tx store.Tx) error { return tx.Library().Delete(h.ctx, flood.ID) })
	h.same("deleted", len(h.found(store.AssetQuery{Words: "surut"})), 0)
	err := h.db.Write(h.ctx, func(tx store.Tx) error { return tx.Library().Delete(h.ctx, flood.ID) })
	h.refused(err, news.NotFound)
}

// assetsAreFoundByStems: what an analyser above makes of the words follows the
// asset, and every query can ask for it.
func assetsAreFoundByStems(h *house) {
	run := h.asset(news.Asset{Hash: "s1", Caption: "Warga mengungsi"})
	both := h.asset(news.Asset{Hash: "s2", Caption: "Pengungsi dan banjir", Rights: news.Rights{Deny: true}})
	h.write(func(tx store.Tx) error { return tx.Library().Reindex(h.ctx, 3) })
	docs := func() (out []store.AssetDoc) {
		h.read(func(tx store.Tx) error {
			marks, err := tx.Library().Dirty(h.ctx, 10)
			for _, m := range marks {
				out = append(out, store.AssetDoc{AssetMark: m, Stems: []string{"ungsi"}, Exact: []string{"a'b"}})
				if m.Asset == both.ID {
					out[len(out)-1].Stems = []string{"ungsi", "banjir"}
				}
			}
			return err
		})
		return out
	}
	of := func(groups ...[]string) store.AssetQuery { return store.AssetQuery{Terms: groups} }
	h.same("before", len(h.found(of([]string{"ungsi"}))), 0)
	h.write(func(tx store.Tx) error { return tx.Library().Index(h.ctx, docs()) })
	h.same("nothing is left", len(docs()), 0)
	h.same("a stem", h.found(of([]string{"ungsi"})), []news.AssetID{both.ID, run.ID})
	h.same("one of two", h.found(of([]string{"tiada", "banjir"})), []news.AssetID{both.ID})
	h.same("all", h.found(of([]string{"ungsi"}, []string{"banjir"})), []news.AssetID{both.ID})
	h.same("not", h.found(store.AssetQuery{Terms: [][]string{{"ungsi"}}, Not: [][]string{{"banjir"}}}), []news.AssetID{run.ID})
	h.same("not alone", h.found(store.AssetQuery{Not: [][]string{{"banjir"}}}), []news.AssetID{run.ID})
	h.same("as written", h.found(store.AssetQuery{Exact: []string{"a'b"}, State: news.RightsDenied}), []news.AssetID{both.ID})
	h.same("on", h.found(store.AssetQuery{Terms: [][]string{{"ungsi"}}, Before: both.ID}), []news.AssetID{run.ID})
	h.same("another edition", func() (n int) {
		h.read(func(tx store.Tx) error {
			list, err := tx.Library().Search(h.ctx, store.AssetQuery{Edition: h.edition + 1, Terms: [][]string{{"ungsi"}}, Limit: 5})
			n = len(list)
			return err
		})
		return n
	}(), 0)
	// A change is indexed again; what was read before it is not put.
	old := h.asset(run)
	late := docs()
	h.asset(old)
	h.write(func(tx store.Tx) error { return tx.Library().Index(h.ctx, late) })
	h.same("still to be read", len(docs()), 1)
	h.write(func(tx store.Tx) error { return tx.Library().Index(h.ctx, docs()) })
	// Another analyser reads all of them anew.
	h.write(func(tx store.Tx) error { return tx.Library().Reindex(h.ctx, 3) })
	h.same("the same analyser", len(docs()), 0)
	h.write(func(tx store.Tx) error { return tx.Library().Reindex(h.ctx, 4) })
	h.same("another analyser", len(docs()) >= 2, true)
	h.read(func(tx store.Tx) error {
		n, err := tx.Library().Analyser(h.ctx)
		h.same("by", n, 4)
		return err
	})
}

func assetsAlike(h *house) {
	const look = uint64(0x123456789abcdef0)
	flips := func(bits ...int) string {
		v := look
		for _, b := range bits {
			v ^= 1 << b
		}
		return fmt.Sprintf("%016x", v)
	}
	same := h.asset(news.Asset{Hash: "a", Look: flips()})
	six := h.asset(news.Asset{Hash: "b", Look: flips(0, 1, 17, 18, 33, 60)})
	h.asset(news.Asset{Hash: "c", Look: flips(0, 1, 17, 18, 33, 34, 60)}) // seven
	h.asset(news.Asset{Hash: "d"})
	one := h.asset(news.Asset{Hash: "e", Look: flips(63)})
	// Whatever six bits differ, it is found: all in one band, or spread.
	inOne := h.asset(news.Asset{Hash: "f", Look: flips(0, 3, 5, 7, 11, 15)})
	near := func(a news.Asset, d int) store.Likeness { return store.Likeness{Asset: a.ID, Distance: d} }
	alike := func(look string, limit int) (out []store.Likeness) {
		h.read(func(tx store.Tx) (err error) {
			out, err = tx.Library().Alike(h.ctx, h.edition, look, limit)
			return err
		})
		return out
	}
	h.same("alike", alike(flips(), 10), []store.Likeness{near(same, 0), near(one, 1), near(inOne, 6), near(six, 6)})
	h.same("bounded", alike(flips(), 1), []store.Likeness{near(same, 0)})
	h.same("no look", len(alike("", 10)), 0)
	same.Look = ""
	h.asset(same)
	h.same("changed", alike(flips(), 1), []store.Likeness{near(one, 1)})
	h.read(func(tx store.Tx) error {
		list, err := tx.Library().Alike(h.ctx, h.edition+1, flips(), 10)
		h.same("of another edition", len(list), 0)
		return err
	})
}

func assetHistory(h *house) {
	a := h.asset(news.Asset{Hash: "a", Caption: "satu"})
	h.write(func(tx store.Tx) error {
		for i, caption := range []string{"satu", "dua", "tiga"} {
			a.Caption, a.Revision = caption, i+1
			h.must(tx.Library().AddVersion(h.ctx, news.AssetVersion{Revision: i + 1, At: morning, By: "user 1", Asset: a}))
			h.must(tx.Library().AddBytes(h.ctx, a.ID, news.AssetBytes{Number: i + 1, At: morning, By: "user 1", Hash: caption, Original: "o-" + caption, Size: 5}))
		}
		return nil
	})
	h.read(func(tx store.Tx) error {
		list, err := tx.Library().Versions(h.ctx, a.ID, 0, 2)
		h.must(err)
		if len(list) != 2 || list[0].Asset.Caption != "tiga" || list[1].Revision != 2 || list[1].By != "user 1" || !list[0].At.Equal(morning) {
			h.Errorf("versions %+v", list)
		}
		list, err = tx.Library().Versions(h.ctx, a.ID, 2, 10)
		h.must(err)
		if len(list) != 1 || list[0].Asset.Caption != "satu" || list[0].Asset.ID != a.ID {
			h.Errorf("older versions %+v", list)
		}
		was, err := tx.Library().Bytes(h.ctx, a.ID)
		h.must(err)
		if len(was) != 3 || was[0].Hash != "tiga" || was[2].Original != "o-satu" {
			h.Errorf("originals %+v", was)
		}
		return nil
	})
	err := h.db.Write(h.ctx, func(tx store.Tx) error {
		return tx.Library().AddVersion(h.ctx, news.AssetVersion{Revision: 2, At: morning, Asset: a})
	})
	h.refused(err, news.Conflict)
}

func assetUses(h *house) {
	lead, inText, gallery := h.asset(news.Asset{Hash: "a"}), h.asset(news.Asset{Hash: "b"}), h.asset(news.Asset{Hash: "c"})
	one, two := h.article(), h.article()
	content := func(lead news.AssetID, more ...int64) *news.Content {
		c := &news.Content{Headline: "x", Lead: &news.LeadMedia{Asset: lead}}
		for _, id := range more {
			c.Body.Blocks = append(c.Body.Blocks, &body.Image{Asset: id})
		}
		return c
	}
	uses := func(a news.Asset) (out []store.AssetUse) {
		h.read(func(tx store.Tx) (err error) {
			out, err = tx.Library().Uses(h.ctx, a.ID, store.AssetUse{}, 100)
			return err
		})
		return out
	}
	frozen := func(a news.Asset) (yes bool) {
		h.read(func(tx store.Tx) (err error) { yes, err = tx.Library().Frozen(h.ctx, a.ID); return err })
		return yes
	}
	h.write(func(tx store.Tx) error {
		return tx.Articles().PutDraft(h.ctx, one, content(lead.ID, int64(inText.ID), int64(lead.ID)))
	})
	h.same("in a draft", uses(lead), []store.AssetUse{{Article: one}})
	if frozen(lead) {
		h.Error("a draft is no frozen version")
	}
	v := news.Version{Article: one, Revision: 1, Content: *content(lead.ID)}
	h.write(func(tx store.Tx) error {
		h.must(tx.Articles().AddVersion(h.ctx, &v))
		return tx.Articles().PutDraft(h.ctx, one, nil)
	})
	h.same("in a version", uses(lead), []store.AssetUse{{Article: one, Version: v.ID}})
	h.same("in a draft that was closed", len(uses(inText)), 0)
	h.write(func(tx store.Tx) error {
		return tx.Articles().PutDraft(h.ctx, two, content(gallery.ID, int64(lead.ID)))
	})
	h.write(func(tx store.Tx) error { return tx.Articles().PutDraft(h.ctx, two, content(0, int64(lead.ID))) })
	h.same("in both", uses(lead), []store.AssetUse{{Article: one, Version: v.ID}, {Article: two}})
	h.same("taken out of a draft", len(uses(gallery)), 0)
	if !frozen(lead) || frozen(inText) {
		h.Error("frozen uses are wrong")
	}
	h.read(func(tx store.Tx) error {
		rest, err := tx.Library().Uses(h.ctx, lead.ID, store.AssetUse{Article: one, Version: v.ID}, 1)
		h.same("the next page", rest, []store.AssetUse{{Article: two}})
		return err
	})
	p := h.piece(one, "Satu")
	p.Content.Lead = &news.LeadMedia{Asset: lead.ID}
	h.show(p)
	h.write(func(tx store.Tx) error {
		h.must(tx.People().Put(h.ctx, &news.Person{Name: "P", Slug: "p", Portrait: lead.ID}))
		return tx.Taxonomy().PutTopic(h.ctx, &news.Topic{Edition: h.edition, Name: "T", Slug: "t", Lead: lead.ID})
	})
	portrait := h.asset(news.Asset{Hash: "d"})
	h.write(func(tx store.Tx) error {
		return tx.People().Put(h.ctx, &news.Person{Name: "Q", Slug: "q", Portrait: portrait.ID})
	})
	h.read(func(tx store.Tx) error {
		used, err := tx.Library().Used(h.ctx, []news.AssetID{lead.ID, inText.ID, gallery.ID, portrait.ID})
		h.must(err)
		h.same("used", used, map[news.AssetID]bool{lead.ID: true, portrait.ID: true})
		owners, err := tx.Library().Owners(h.ctx, lead.ID)
		h.same("owners", owners, []string{news.KeyArticle(one)})
		h.must(err)
		people, topics, err := tx.Library().Portraits(h.ctx, lead.ID)
		if len(people) != 1 || len(topics) != 1 {
			h.Errorf("people %v, topics %v", people, topics)
		}
		return err
	})
}

func rightsEnd(h *house) {
	later := h.asset(news.Asset{Hash: "a", Rights: news.Rights{ExpiresAt: time.Now().Add(time.Hour)}})
	h.asset(news.Asset{Hash: "b"})
	// Its rights ended between two sweeps.
	due := h.asset(news.Asset{Hash: "c", Rights: news.Rights{ExpiresAt: time.Now().Add(30 * time.Millisecond)}, Renditions: []news.Rendition{{Name: "due.jpg"}}})
	p := h.piece(1, "Satu")
	p.Content.Lead = &news.LeadMedia{Asset: due.ID}
	h.write(func(tx store.Tx) error { return tx.Publishing().PutAsset(h.ctx, due) })
	h.show(p)
	seen := func() (s store.RenditionState, card bool, page int) {
		h.view(func(v store.View) error {
			var err error
			s, err = v.Rendition(h.ctx, "due.jpg")
			h.must(err)
			cards, err := v.Cards(h.ctx, []news.ArticleID{1})
			h.must(err)
			assets, err := v.Assets(h.ctx, []news.AssetID{due.ID})
			card, page = cards[1].Photo != nil, len(assets)
			return err
		})
		return s, card, page
	}
	if s, card, page := seen(); s != store.RenditionPublic || !card || page != 1 {
		h.Errorf("before the end: %v, on the card: %v, on pages: %d", s, card, page)
	}
	var ended []news.AssetID
	for end := time.Now().Add(10 * time.Second); len(ended) == 0 && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		h.read(func(tx store.Tx) (err error) { ended, err = tx.Library().Expired(h.ctx, 10); return err })
	}
	h.same("ended", ended, []news.AssetID{due.ID})
	h.write(func(tx store.Tx) error {
		h.must(tx.Media().Put(h.ctx, &due))
		return tx.Publishing().PutAsset(h.ctx, due)
	})
	if s, card, page := seen(); s != store.RenditionGone || card || page != 0 {
		h.Errorf("after the sweep: %v, on the card: %v, on pages: %d", s, card, page)
	}
	h.read(func(tx store.Tx) error {
		list, err := tx.Library().Expired(h.ctx, 10)
		h.same("swept once", len(list), 0)
		return err
	})
	// A new licence brings it back.
	due.Rights = later.Rights
	h.write(func(tx store.Tx) error {
		h.must(tx.Media().Put(h.ctx, &due))
		return tx.Publishing().PutAsset(h.ctx, due)
	})
	if s, card, page := seen(); s != store.RenditionPublic || !card || page != 1 {
		h.Errorf("with new rights: %v, on the card: %v, on pages: %d", s, card, page)
	}
	// The readers' side holds nothing of the newsroom's own.
	due.Original, due.People, due.Consent, due.Rights.Restrictions = "o-secret", []string{"Sumber"}, "surat", "internal"
	h.write(func(tx store.Tx) error { return tx.Publishing().PutAsset(h.ctx, due) })
	h.view(func(v store.View) error {
		assets, err := v.Assets(h.ctx, []news.AssetID{due.ID})
		a := assets[due.ID]
		if a.Original != "" || a.Hash != "" || a.People != nil || a.Consent != "" || a.Rights.Restrictions != "" {
			h.Errorf("readers get %+v", a)
		}
		return err
	})
}

func uploadsLife(h *house) {
	u := store.Upload{ID: "u1", Edition: h.edition, Uploader: 7, By: "user 7", Name: "a.jpg", Size: 700, Hash: "abc", Chunk: 256}
	h.write(func(tx store.Tx) error {
		h.must(tx.Uploads().Begin(h.ctx, &u))
		h.refused(tx.Uploads().Begin(h.ctx, &store.Upload{ID: "u1", Edition: h.edition}), news.Conflict)
		for _, n := range []int{2, 0, 2} {
			h.must(tx.Uploads().Have(h.ctx, "u1", n, 256))
		}
		return nil
	})
	h.read(func(tx store.Tx) error {
		got, err := tx.Uploads().Get(h.ctx, "u1")
		h.must(err)
		u.Pieces, u.Touched = []int{0, 2}, got.Touched
		h.same("upload", got, u)
		again, err := tx.Uploads().Resume(h.ctx, store.Upload{Edition: h.edition, By: "user 7", Hash: "abc", Size: 700})
		h.must(err)
		h.same("resumed", again, u)
		for _, other := range []store.Upload{
			{Edition: h.edition, By: "user 8", Hash: "abc", Size: 700}, {Edition: h.edition, By: "user 7", Hash: "abd", Size: 700},
			{Edition: h.edition, By: "user 7", Size: 700}, {Edition: h.edition, By: "user 7", Hash: "abc", Size: 700, Replaces: 3},
		} {
			_, err = tx.Uploads().Resume(h.ctx, other)
			h.refused(err, news.NotFound)
		}
		_, err = tx.Uploads().Get(h.ctx, "\xff")
		h.refused(err, news.NotFound)
		return nil
	})
	h.write(func(tx store.Tx) error { return tx.Uploads().Finish(h.ctx, "u1", 12) })
	h.read(func(tx store.Tx) error {
		got, err := tx.Uploads().Get(h.ctx, "u1")
		if got.Asset != 12 || len(got.Pieces) != 0 {
			h.Errorf("finished %+v", got)
		}
		_, again := tx.Uploads().Resume(h.ctx, u)
		h.refused(again, news.NotFound)
		return err
	})
	h.write(func(tx store.Tx) error {
		none, err := tx.Uploads().Forget(h.ctx, u.Made.Add(-time.Hour), 10)
		h.same("too young", len(none), 0)
		h.must(err)
		list, err := tx.Uploads().Forget(h.ctx, tx.Now().Add(time.Hour), 10)
		if len(list) != 1 || list[0].ID != "u1" {
			h.Errorf("forgotten %+v", list)
		}
		return err
	})
}

func filesUnused(h *house) {
	unused := func(after time.Duration) (names []string) {
		h.read(func(tx store.Tx) (err error) {
			names, err = tx.Uploads().Unused(h.ctx, tx.Now().Add(after), 10)
			return err
		})
		slices.Sort(names)
		return names
	}
	h.write(func(tx store.Tx) error { return tx.Uploads().Plan(h.ctx, "a", "b", "c") })
	h.same("planned long ago", unused(time.Hour), []string{"a", "b", "c"})
	h.same("planned now", len(unused(-time.Hour)), 0)
	h.write(func(tx store.Tx) error {
		h.must(tx.Uploads().Use(h.ctx, 1, "a", "d"))
		return tx.Uploads().Plan(h.ctx, "d") // a retry that comes late takes nothing away
	})
	h.same("used", unused(time.Hour), []string{"b", "c"})
	h.write(func(tx store.Tx) error { return tx.Uploads().Unuse(h.ctx, 1, "a", "e") })
	h.same("given up", unused(time.Hour), []string{"a", "b", "c", "e"})
	h.write(func(tx store.Tx) error {
		h.must(tx.Uploads().Use(h.ctx, 1, "b"))
		return tx.Uploads().Removed(h.ctx, tx.Now().Add(time.Hour), "a", "b", "c")
	})
	h.same("removed", unused(time.Hour), []string{"e"})
	h.write(func(tx store.Tx) error { return tx.Uploads().Unuse(h.ctx, 1, "b") })
	h.same("what was used again was left alone", unused(time.Hour), []string{"b", "e"})
}
