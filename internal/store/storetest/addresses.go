package storetest

import (
	"fmt"
	"strings"
	"sync"

	"warta/internal/news"
	"warta/internal/store"
)

func oneHop(h *house) {
	p := h.show(h.piece(1, "Satu"))
	h.write(func(tx store.Tx) error {
		h.must(tx.Publishing().Redirect(h.ctx, h.edition, "/?p=123", 1))
		h.must(tx.Publishing().Redirect(h.ctx, h.edition, "/?p=123", 1))
		h.refused(tx.Publishing().Redirect(h.ctx, h.edition, "/?p=123", 2), news.Conflict)
		h.refused(tx.Publishing().Redirect(h.ctx, h.edition, "", 1), news.Invalid)
		h.refused(tx.Publishing().Redirect(h.ctx, h.edition, "/"+strings.Repeat("a", 3000), 1), news.Invalid)
		return nil
	})
	first := p.Path
	for _, path := range []string{"/2025/03/01/dua", "/Tulisan/%C3%A9/", first} {
		p.Path, p.Version = path, p.Version+1
		h.show(p)
		for _, old := range []string{first, "/?p=123", "/2025/03/01/dua", "/Tulisan/%C3%A9/"} {
			got, kind := h.resolve(old)
			want := store.Address{Kind: store.AddressRedirect, Article: 1, To: path}
			switch {
			case old == path:
				want = store.Address{Kind: store.AddressArticle, Article: 1}
			case kind == news.NotFound && path != first && old != first && old != "/?p=123":
				continue // not yet given
			}
			h.same(old, got, want)
		}
	}
	_, kind := h.resolve("/TULISAN/%C3%A9/")
	h.same("another spelling", kind, news.NotFound)

	// Another article cannot have what was ever this one's.
	q := h.piece(2, "Dua")
	q.Path = "/2025/03/01/dua"
	h.refused(h.db.Write(h.ctx, func(tx store.Tx) error { return tx.Publishing().Show(h.ctx, q, morning) }), news.Conflict)
	h.write(func(tx store.Tx) error { return tx.Publishing().Hide(h.ctx, 1, news.Withdrawal{At: morning}) })
	for _, old := range []string{first, "/?p=123", "/2025/03/01/dua"} {
		got, _ := h.resolve(old)
		h.same(old, got, store.Address{Kind: store.AddressGone, Article: 1})
	}
	h.refused(h.db.Write(h.ctx, func(tx store.Tx) error { return tx.Publishing().Show(h.ctx, q, morning) }), news.Conflict)
}

func neverShown(h *house) {
	id := h.article()
	h.write(func(tx store.Tx) error {
		_, err := tx.Publishing().FreePath(h.ctx, h.edition, "/a", id)
		h.must(err)
		return tx.Publishing().Redirect(h.ctx, h.edition, "/lama", id)
	})
	for _, path := range []string{"/a", "/lama", "/", "", strings.Repeat("/x", 9000)} {
		_, kind := h.resolve(path)
		h.same(path, kind, news.NotFound)
	}
}

func freePaths(h *house) {
	for _, c := range []struct{ want, second, third string }{
		{"/2025/03/01/a", "/2025/03/01/a-2", "/2025/03/01/a-3"},
		{"/2025/03/01/b/", "/2025/03/01/b-2/", "/2025/03/01/b-3/"},
		{"/c.html", "/c-2.html", "/c-3.html"},
		{"/", "/-2", "/-3"},
	} {
		for _, want := range []string{c.want, c.second, c.third} {
			id := h.article()
			p := h.piece(id, "x")
			h.write(func(tx store.Tx) error {
				var err error
				p.Path, err = tx.Publishing().FreePath(h.ctx, h.edition, c.want, id)
				h.must(err)
				h.same("free path", p.Path, want)
				return tx.Publishing().Show(h.ctx, p, morning)
			})
			h.write(func(tx store.Tx) error {
				again, err := tx.Publishing().FreePath(h.ctx, h.edition, c.want, id)
				h.same("its own", again, want)
				return err
			})
		}
	}
	// Two articles of one transaction get two.
	h.write(func(tx store.Tx) error {
		a, err := tx.Publishing().FreePath(h.ctx, h.edition, "/z", 1001)
		h.must(err)
		b, err := tx.Publishing().FreePath(h.ctx, h.edition, "/z", 1002)
		h.same("both", []string{a, b}, []string{"/z", "/z-2"})
		return err
	})
}

// freePathRace: two writers that find the same address free both publish, at
// different addresses.
func freePathRace(h *house) {
	const writers, each = 4, 5
	var wg sync.WaitGroup
	errs := make(chan error, writers*each)
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				id := news.ArticleID(1 + w*each + i)
				errs <- h.db.Write(h.ctx, func(tx store.Tx) error {
					p := h.piece(id, "x")
					var err error
					if p.Path, err = tx.Publishing().FreePath(h.ctx, h.edition, fmt.Sprintf("/cuaca-%d", i), id); err != nil {
						return err
					}
					return tx.Publishing().Show(h.ctx, p, morning)
				})
			}
		})
	}
	wg.Wait()
	for range writers * each {
		h.must(<-errs)
	}
	taken := map[news.ArticleID]bool{}
	for i := range each {
		for n := 1; n <= writers; n++ {
			path := fmt.Sprintf("/cuaca-%d", i)
			if n > 1 {
				path += fmt.Sprintf("-%d", n)
			}
			a, _ := h.resolve(path)
			if a.Kind != store.AddressArticle || taken[a.Article] {
				h.Errorf("%s leads to %+v", path, a)
			}
			taken[a.Article] = true
		}
	}
	h.same("articles", len(h.listed(store.List{By: "edition"})), writers*each)
	h.sound()
}

func sectionAddresses(h *house) {
	eko := h.section(0, "Ekonomi")
	pasar := h.section(eko.ID, "Pasar")
	saham := h.section(pasar.ID, "Saham")
	put := func(s news.Section) error {
		return h.db.Write(h.ctx, func(tx store.Tx) error { return tx.Publishing().PutSection(h.ctx, s) })
	}
	leads := func(path string, want store.Address) {
		h.Helper()
		got, _ := h.resolve(path)
		h.same(path, got, want)
	}
	page := func(id news.SectionID) store.Address { return store.Address{Kind: store.AddressSection, Section: id} }
	hop := func(id news.SectionID, to string) store.Address {
		return store.Address{Kind: store.AddressRedirect, Section: id, To: to}
	}
	leads("/ekonomi", page(eko.ID))
	leads("/ekonomi/pasar", page(pasar.ID))
	leads("/ekonomi/pasar/saham", page(saham.ID))

	// Renamed: it and all below it answer at the new address, and at the old
	// with one hop.
	eko.Slug, eko.Name = "bisnis", "Bisnis"
	h.must(put(eko))
	leads("/bisnis", page(eko.ID))
	leads("/ekonomi", hop(eko.ID, "/bisnis"))
	leads("/ekonomi/pasar/saham", hop(saham.ID, "/bisnis/pasar/saham"))
	pasar.Parent = 0
	h.must(put(pasar))
	leads("/ekonomi/pasar/saham", hop(saham.ID, "/pasar/saham"))
	leads("/bisnis/pasar/saham", hop(saham.ID, "/pasar/saham"))
	leads("/pasar/saham", page(saham.ID))
	eko.Slug = "ekonomi"
	h.must(put(eko))
	leads("/ekonomi", page(eko.ID))
	leads("/bisnis", hop(eko.ID, "/ekonomi"))

	// Nobody else gets an old address.
	other := news.Section{ID: 50, Edition: h.edition, Name: "Bisnis", Slug: "bisnis"}
	h.refused(put(other), news.Conflict)
	other.Slug, other.Parent = "lain", 99
	h.refused(put(other), news.NotFound)
	pasar.Parent = saham.ID
	h.refused(put(pasar), news.Invalid)
	p := h.piece(1, "x")
	p.Path = "/bisnis"
	h.refused(h.db.Write(h.ctx, func(tx store.Tx) error { return tx.Publishing().Show(h.ctx, p, morning) }), news.Conflict)
}

func sectionMoves(h *house) {
	a, b := h.section(0, "A"), h.section(0, "B")
	a1 := h.section(a.ID, "A1")
	a11 := h.section(a1.ID, "A11")
	filed := func(id news.ArticleID, section news.SectionID, more []news.SectionID, sections ...news.SectionID) {
		p := h.piece(id, "Artikel "+id.String())
		p.Content.Section, p.Content.More, p.Sections = section, more, sections
		h.show(p)
	}
	filed(1, a1.ID, nil, a1.ID, a.ID)
	filed(2, a11.ID, nil, a11.ID, a1.ID, a.ID)
	filed(3, a11.ID, []news.SectionID{a.ID}, a11.ID, a1.ID, a.ID)
	filed(4, a.ID, nil, a.ID)
	check := func(s news.Section, want ...news.ArticleID) {
		h.Helper()
		h.same("section "+s.Name, h.listed(store.List{By: "section", ID: int64(s.ID)}), want)
	}
	check(a, 4, 3, 2, 1)
	a1.Parent = b.ID
	h.write(func(tx store.Tx) error { return tx.Publishing().PutSection(h.ctx, a1) })
	check(a, 4, 3)
	check(b, 3, 2, 1)
	check(a1, 3, 2, 1)
	check(a11, 3, 2)
	h.view(func(v store.View) error {
		got, err := v.Article(h.ctx, 3)
		h.same("sections of 3", got.Sections, []news.SectionID{a11.ID, a1.ID, b.ID, a.ID})
		return err
	})
	h.sound()
	// What the newsroom shows afterwards is taken as given.
	filed(2, a11.ID, nil, a11.ID, a1.ID, b.ID)
	check(b, 3, 2, 1)
	h.sound()
}

func sectionOrder(h *house) {
	z, a := h.section(0, "Z"), h.section(0, "A")
	z1 := h.section(z.ID, "Z1")
	first := news.Section{Edition: h.edition, Name: "Pertama", Slug: "pertama", Order: -1}
	h.write(func(tx store.Tx) error {
		h.must(tx.Taxonomy().PutSection(h.ctx, &first))
		return tx.Publishing().PutSection(h.ctx, first)
	})
	p := h.piece(1, "x")
	p.Content.Section, p.Sections = z1.ID, []news.SectionID{z1.ID, z.ID}
	h.show(p)
	want := []store.SectionEntry{{Section: first, Path: "/pertama"}, {Section: z, Path: "/z", Count: 1},
		{Section: z1, Path: "/z/z1", Count: 1}, {Section: a, Path: "/a"}}
	h.view(func(v store.View) error {
		got, err := v.Sections(h.ctx)
		h.same("published", got, want)
		return err
	})
	h.read(func(tx store.Tx) error {
		got, err := tx.Taxonomy().Sections(h.ctx, h.edition)
		h.same("newsroom", got, []news.Section{first, z, z1, a})
		return err
	})
}
