package storetest

import (
	"warta/internal/news"
	"warta/internal/store"
)

func taxonomyFinds(h *house) {
	s := news.Section{Edition: h.edition, Name: " Ekonomi & Bisnis", Slug: "ekonomi", Colour: "toska", Order: 2, Description: "d"}
	g := news.Tag{Edition: h.edition, Name: "Café Tua", Slug: "cafe-tua", Type: news.TagPlace, Description: "d"}
	p := news.Person{Name: "Ni Luh Ayu", Slug: "ni-luh-ayu", Title: "Redaktur", Bio: "b", Portrait: 3, Active: true,
		Contacts: []news.Contact{{Label: "Surel", URL: "mailto:a@example.id"}}}
	h.write(func(tx store.Tx) error {
		h.must(tx.Taxonomy().PutSection(h.ctx, &s))
		h.must(tx.Taxonomy().PutTag(h.ctx, &g))
		return tx.People().Put(h.ctx, &p)
	})
	h.read(func(tx store.Tx) error {
		for _, name := range []string{" Ekonomi & Bisnis", "ekonomi & bisnis", "EKONOMI & BISNIS\n"} {
			got, err := tx.Taxonomy().FindSection(h.ctx, h.edition, name)
			h.must(err)
			h.same("section", got, s)
		}
		for _, name := range []string{"Café Tua", "cafe\u0301 tua", "CAFÉ TUA "} {
			got, err := tx.Taxonomy().FindTag(h.ctx, h.edition, name)
			h.must(err)
			h.same("tag", got, g)
		}
		got, err := tx.People().Find(h.ctx, "NI LUH AYU")
		h.must(err)
		h.same("person", got, p)
		_, err = tx.Taxonomy().FindSection(h.ctx, h.edition+1, "Ekonomi & Bisnis")
		h.refused(err, news.NotFound)
		_, err = tx.Taxonomy().FindTag(h.ctx, h.edition, "Cafe Tua")
		h.refused(err, news.NotFound)
		_, err = tx.People().Find(h.ctx, "Ni Luh")
		h.refused(err, news.NotFound)
		_, err = tx.Taxonomy().Section(h.ctx, s.ID+1)
		h.refused(err, news.NotFound)
		return nil
	})
}

func taxonomyConflicts(h *house) {
	a := news.Section{Edition: h.edition, Name: "A", Slug: "a"}
	h.write(func(tx store.Tx) error {
		tax := tx.Taxonomy()
		h.must(tax.PutSection(h.ctx, &a))
		h.refused(tax.PutSection(h.ctx, &news.Section{Edition: h.edition, Name: "A2", Slug: "a"}), news.Conflict)
		b := news.Section{Edition: h.edition, Parent: a.ID, Name: "A", Slug: "a"}
		h.must(tax.PutSection(h.ctx, &b))
		c := news.Section{Edition: h.edition, Name: "C", Slug: "c"}
		h.must(tax.PutSection(h.ctx, &c))
		c.Slug = "a"
		h.refused(tax.PutSection(h.ctx, &c), news.Conflict)
		b.Parent = 0
		h.refused(tax.PutSection(h.ctx, &b), news.Conflict)

		g := news.Tag{Edition: h.edition, Name: "G", Slug: "g"}
		h.must(tax.PutTag(h.ctx, &g))
		h.refused(tax.PutTag(h.ctx, &news.Tag{Edition: h.edition, Name: "G2", Slug: "g"}), news.Conflict)
		p := news.Person{Name: "P", Slug: "p"}
		h.must(tx.People().Put(h.ctx, &p))
		h.refused(tx.People().Put(h.ctx, &news.Person{Name: "P", Slug: "p"}), news.Conflict)

		// A number that is brought along is kept.
		kept := news.Tag{ID: 77, Edition: h.edition, Name: "K", Slug: "k"}
		h.must(tax.PutTag(h.ctx, &kept))
		kept.Name = "K baru"
		h.must(tax.PutTag(h.ctx, &kept))
		got, err := tax.Tags(h.ctx, []news.TagID{77, 500, g.ID, 77})
		h.must(err)
		h.same("tags", got, []news.Tag{kept, g, kept})
		return nil
	})
	err := h.db.Write(h.ctx, func(tx store.Tx) error {
		return tx.Taxonomy().PutSection(h.ctx, &news.Section{Edition: h.edition, Parent: 999, Name: "X", Slug: "x"})
	})
	h.refused(err, news.Invalid)
}

func peopleAndMedia(h *house) {
	var ids []news.PersonID
	want := map[news.PersonID]news.Person{}
	h.write(func(tx store.Tx) error {
		// More than one chunk of the numbers asked for.
		for i := range 70 {
			p := news.Person{Name: "Sama", Slug: news.Slug("orang " + string(rune('a'+i%26)) + string(rune('a'+i/26))), Active: i%2 == 0}
			h.must(tx.People().Put(h.ctx, &p))
			shown, err := tx.Publishing().Shown(h.ctx, p.ID)
			h.must(err)
			if shown {
				h.Errorf("person %d is shown before anybody showed it", p.ID)
			}
			h.must(tx.Publishing().PutPerson(h.ctx, p))
			if shown, err = tx.Publishing().Shown(h.ctx, p.ID); err != nil || !shown {
				h.Errorf("person %d was shown and is not: %v", p.ID, err)
			}
			ids = append(ids, p.ID)
			want[p.ID] = p
		}
		return nil
	})
	h.view(func(v store.View) error {
		for _, n := range []int{0, 1, 8, 9, 32, 33, 70} {
			got, err := v.People(h.ctx, ids[:n])
			h.must(err)
			if len(got) != n {
				h.Errorf("asked for %d people, got %d", n, len(got))
			}
			for _, id := range ids[:n] {
				h.same("person", got[id], want[id])
			}
		}
		got, err := v.Person(h.ctx, want[ids[3]].Slug)
		h.must(err)
		h.same("by slug", got, want[ids[3]])
		_, err = v.Person(h.ctx, "tidak-ada")
		h.refused(err, news.NotFound)
		return nil
	})
	h.read(func(tx store.Tx) error {
		got, err := tx.People().Find(h.ctx, "sama")
		h.must(err)
		h.same("the first of a name", got.ID, ids[0])
		return nil
	})

	m := news.Asset{Edition: h.edition, Hash: "abc", Kind: "photo", MIME: "image/jpeg", Caption: "c", Alt: "a", Title: "t",
		Credit: "cr", Width: 4000, Height: 3000, Size: 1 << 40, FocalX: 0.25, FocalY: 0.75, Colour: "#aabbcc",
		Renditions: []news.Rendition{{Name: "r.webp", MIME: "image/webp", Width: 320, Height: 240, Size: 9}}, AISource: "s"}
	h.write(func(tx store.Tx) error {
		h.must(tx.Media().Put(h.ctx, &m))
		h.refused(tx.Media().Put(h.ctx, &news.Asset{Edition: h.edition, Hash: "abc"}), news.Conflict)
		h.must(tx.Media().Put(h.ctx, &news.Asset{Edition: h.edition}))
		h.must(tx.Media().Put(h.ctx, &news.Asset{Edition: h.edition}))
		m.Alt = "baru"
		h.must(tx.Media().Put(h.ctx, &m))
		got, err := tx.Media().ByHash(h.ctx, h.edition, "abc")
		h.must(err)
		h.same("by hash", got, m)
		list, err := tx.Media().Get(h.ctx, []news.AssetID{m.ID})
		h.must(err)
		h.same("asset", list, []news.Asset{m})
		_, err = tx.Media().ByHash(h.ctx, h.edition, "")
		h.refused(err, news.NotFound)
		h.must(tx.Publishing().PutAsset(h.ctx, m))
		h.refused(tx.Publishing().PutAsset(h.ctx, news.Asset{}), news.Invalid)
		return nil
	})
	h.view(func(v store.View) error {
		got, err := v.Assets(h.ctx, []news.AssetID{m.ID, m.ID + 50})
		h.must(err)
		h.same("published asset", got, map[news.AssetID]news.Asset{m.ID: m.Public()})
		return nil
	})
}

func editionsRoundTrip(h *house) {
	two := 2
	e := news.Edition{Hosts: []string{"example.id", "www.example.id"}, Settings: news.Settings{Name: "Kedua",
		Messages: map[string]string{"a": "b"}, Share: []string{"x"}, ReadsFrom: &two,
		Masthead: news.Masthead{Company: "PT", Staff: []news.MastheadOf{{Role: "Redaktur", Names: []string{"A"}}}}}}
	h.write(func(tx store.Tx) error {
		h.must(tx.Editions().Put(h.ctx, &e))
		h.must(tx.Publishing().PutEdition(h.ctx, e))
		got, err := tx.Editions().Get(h.ctx, e.ID)
		h.must(err)
		h.same("edition", got, e)
		_, err = tx.Editions().Get(h.ctx, e.ID+1)
		h.refused(err, news.NotFound)
		all, err := tx.Editions().All(h.ctx)
		h.must(err)
		h.same("editions", len(all), 2)
		return nil
	})
	public, err := h.db.Published().Editions(h.ctx)
	h.must(err)
	h.same("published editions", public[1], e)
	h.must(h.db.Published().View(h.ctx, e.ID, func(v store.View) error {
		h.same("edition of the view", v.Edition(), e)
		return nil
	}))
	// A change of settings shows at once, though decoded settings are kept.
	e.Settings.Name = "Lain"
	h.write(func(tx store.Tx) error { return tx.Publishing().PutEdition(h.ctx, e) })
	h.must(h.db.Published().View(h.ctx, e.ID, func(v store.View) error {
		h.same("changed edition", v.Edition(), e)
		return nil
	}))
}
