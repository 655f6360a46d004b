package storetest

import (
	"math/rand/v2"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

func showRoundTrip(h *house) {
	p := h.piece(5, "Judul Lengkap")
	p.Dates.Updated, p.Dates.Corrected = morning.Add(time.Hour), morning.Add(2*time.Hour)
	p.Words, p.Sections = 123, []news.SectionID{4, 2}
	p.Content.Section, p.Content.Slugline, p.Content.NotesInternal = 4, "RAHASIA", "catatan"
	p.Amendments = []news.Amendment{{ID: 1, Article: 5, Kind: news.Ralat, Note: "n", At: morning, By: "user 9", Before: 1, After: 2}}
	h.show(p)
	want := *p
	want.Content.Slugline, want.Content.NotesInternal = "", ""
	want.Amendments = []news.Amendment{{ID: 1, Article: 5, Kind: news.Ralat, Note: "n", At: morning}}
	h.view(func(v store.View) error {
		got, err := v.Article(h.ctx, 5)
		h.must(err)
		h.same("page", got, want)
		_, err = v.Article(h.ctx, 6)
		h.refused(err, news.NotFound)
		_, err = v.Withdrawal(h.ctx, 5)
		h.refused(err, news.NotFound)
		return nil
	})
	if p.Content.Slugline == "" {
		h.Error("Show changed what it was given")
	}
}

// everyList is each list in which filed puts an article.
func (h *house) everyList() []store.List {
	out := []store.List{{By: "edition"}}
	for _, by := range []string{"section", "primary", "tag", "person"} {
		for id := int64(1); id <= 6; id++ {
			out = append(out, store.List{By: by, ID: id})
		}
	}
	return out
}

func showReplaces(h *house) {
	p := h.piece(1, "Satu")
	p.Content.Section, p.Content.More = 1, []news.SectionID{3}
	p.Sections = []news.SectionID{1, 2, 3}
	p.Content.Tags = []news.TagID{1, 2, 2}
	p.Content.Byline = []news.Credit{{Person: 1}, {Person: 1, Role: news.RoleEditor}, {Name: "Tamu"}}
	h.show(p)
	h.show(h.piece(2, "Dua"))
	in := func(lists ...store.List) {
		h.Helper()
		want := map[store.List]bool{}
		for _, l := range lists {
			want[l] = true
		}
		for _, l := range h.everyList() {
			found := false
			for _, id := range h.listed(l) {
				found = found || id == 1
			}
			if found != want[l] {
				h.Errorf("in list %v: %v, want %v", l, found, want[l])
			}
		}
		h.sound()
	}
	in(store.List{By: "edition"}, store.List{By: "primary", ID: 1}, store.List{By: "section", ID: 1},
		store.List{By: "section", ID: 2}, store.List{By: "section", ID: 3}, store.List{By: "tag", ID: 1},
		store.List{By: "tag", ID: 2}, store.List{By: "person", ID: 1})

	p.Version, p.Content.Section, p.Content.More, p.Sections = 12, 4, nil, []news.SectionID{4, 2}
	p.Content.Tags, p.Content.Byline = []news.TagID{2, 3}, nil
	h.show(p)
	in(store.List{By: "edition"}, store.List{By: "primary", ID: 4}, store.List{By: "section", ID: 4},
		store.List{By: "section", ID: 2}, store.List{By: "tag", ID: 2}, store.List{By: "tag", ID: 3})

	// A moved display time changes the place in every list, and only there.
	h.same("before", h.listed(store.List{By: "edition"}), []news.ArticleID{2, 1})
	p.Dates.Display = morning.Add(time.Hour)
	h.show(p)
	h.same("after", h.listed(store.List{By: "edition"}), []news.ArticleID{1, 2})
	h.same("tag", h.listed(store.List{By: "tag", ID: 3}), []news.ArticleID{1})

	// An article that becomes an advertorial leaves lists without ads.
	p.Content.Kind = news.KindAdvertorial
	h.show(p)
	h.view(func(v store.View) error {
		cards, err := v.List(h.ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: 5, NoAds: true})
		h.must(err)
		h.same("without ads", len(cards), 1)
		return nil
	})
	h.sound()
}

func showTwice(h *house) {
	p := h.show(h.piece(1, "Satu"))
	h.write(func(tx store.Tx) error {
		for range 3 {
			h.must(tx.Publishing().Show(h.ctx, p, morning.Add(time.Hour)))
		}
		return nil
	})
	h.same("edition", h.listed(store.List{By: "edition"}), []news.ArticleID{1})
	// A change of nothing but an ancestor, a date or a word count is a change.
	p.Sections = []news.SectionID{9}
	h.show(p)
	h.same("section", h.listed(store.List{By: "section", ID: 9}), []news.ArticleID{1})
	p.Words++
	h.show(p)
	h.view(func(v store.View) error {
		got, err := v.Article(h.ctx, 1)
		h.same("words", got.Words, p.Words)
		return err
	})
	h.sound()
}

func unlisted(h *house) {
	p := h.piece(1, "Tentang Kami")
	p.Listed, p.Path, p.Content.Kind = false, "/tentang-kami", news.KindPage
	p.Content.Section, p.Sections = 1, []news.SectionID{1}
	h.show(p)
	for _, l := range h.everyList() {
		h.same(l.By, len(h.listed(l)), 0)
	}
	a, _ := h.resolve("/tentang-kami")
	h.same("address", a, store.Address{Kind: store.AddressArticle, Article: 1})
	p.Listed = true
	h.show(p)
	h.same("listed", h.listed(store.List{By: "primary", ID: 1}), []news.ArticleID{1})
	p.Listed = false
	h.show(p)
	h.same("unlisted", len(h.listed(store.List{By: "edition"})), 0)
	h.sound()
}

func hideAndShow(h *house) {
	p := h.show(h.piece(1, "Satu"))
	w := news.Withdrawal{Article: 1, Ground: news.GroundChild, Reason: "Alasan", At: morning.Add(time.Hour), By: "user 1"}
	hide := func(tx store.Tx) error { return tx.Publishing().Hide(h.ctx, 1, w) }
	h.write(hide)
	h.same("list", len(h.listed(store.List{By: "edition"})), 0)
	a, _ := h.resolve(p.Path)
	h.same("address", a, store.Address{Kind: store.AddressGone, Article: 1})
	h.view(func(v store.View) error {
		_, err := v.Article(h.ctx, 1)
		h.refused(err, news.NotFound)
		cards, err := v.Cards(h.ctx, []news.ArticleID{1})
		h.must(err)
		h.same("cards", len(cards), 0)
		got, err := v.Withdrawal(h.ctx, 1)
		want := w
		want.By, want.Path = "", p.Path
		h.same("notice", got, want)
		return err
	})
	h.refused(h.db.Write(h.ctx, hide), news.NotFound)
	h.sound()

	h.show(p)
	a, _ = h.resolve(p.Path)
	h.same("address again", a, store.Address{Kind: store.AddressArticle, Article: 1})
	h.same("list again", h.listed(store.List{By: "edition"}), []news.ArticleID{1})
	h.view(func(v store.View) error {
		_, err := v.Withdrawal(h.ctx, 1)
		h.refused(err, news.NotFound)
		return nil
	})
	h.sound()
}

func randomChanges(h *house) {
	r := rand.New(rand.NewPCG(1, 2))
	var live = map[news.ArticleID]*store.PublishedArticle{}
	for range 30 {
		h.write(func(tx store.Tx) error {
			for range 10 {
				id := news.ArticleID(1 + r.IntN(12))
				if live[id] != nil && r.IntN(4) == 0 {
					h.must(tx.Publishing().Hide(h.ctx, id, news.Withdrawal{Article: id, At: morning}))
					live[id] = nil
					continue
				}
				p := h.piece(id, "Artikel "+id.String())
				p.Version = news.VersionID(r.IntN(5))
				p.Listed = r.IntN(5) > 0
				p.Dates.Display = morning.Add(time.Duration(r.IntN(3)) * time.Minute)
				p.Content.Section = news.SectionID(1 + r.IntN(3))
				p.Sections = []news.SectionID{p.Content.Section, news.SectionID(4 + r.IntN(3))}
				for range r.IntN(12) {
					p.Content.Tags = append(p.Content.Tags, news.TagID(1+r.IntN(6)))
				}
				h.must(tx.Publishing().Show(h.ctx, p, morning))
				live[id] = p
			}
			return nil
		})
	}
	h.sound()
	for _, l := range h.everyList() {
		want := map[news.ArticleID]bool{}
		for id, p := range live {
			if p == nil || !p.Listed {
				continue
			}
			switch l.By {
			case "edition":
				want[id] = true
			case "primary":
				want[id] = int64(p.Content.Section) == l.ID
			case "section":
				want[id] = int64(p.Sections[0]) == l.ID || int64(p.Sections[1]) == l.ID
			case "tag":
				for _, g := range p.Content.Tags {
					want[id] = want[id] || int64(g) == l.ID
				}
			}
		}
		n := 0
		for _, in := range want {
			if in {
				n++
			}
		}
		got := h.listed(l)
		if len(got) != n {
			h.Errorf("list %v has %d articles, want %d", l, len(got), n)
		}
		for _, id := range got {
			if !want[id] {
				h.Errorf("list %v has article %d", l, id)
			}
		}
	}
}
