package storetest

import (
	"fmt"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

func keyset(h *house) {
	// Five articles to each instant, and one list that has them all.
	var want []news.ArticleID
	h.write(func(tx store.Tx) error {
		for id := news.ArticleID(1); id <= 43; id++ {
			p := h.piece(id, "Artikel "+id.String())
			p.Dates.Display = morning.Add(time.Duration(id/5) * time.Microsecond)
			p.Content.Tags = []news.TagID{1}
			h.must(tx.Publishing().Show(h.ctx, p, morning))
			want = append([]news.ArticleID{id}, want...)
		}
		return nil
	})
	for _, limit := range []int{1, 3, 5, 20, 43, 100} {
		for _, l := range []store.List{{By: "edition"}, {By: "tag", ID: 1}} {
			var got []news.ArticleID
			q := store.ListQuery{List: l, Limit: limit}
			for {
				var cards []store.Card
				h.view(func(v store.View) (err error) {
					cards, err = v.List(h.ctx, q)
					return err
				})
				for _, c := range cards {
					got = append(got, c.ID)
					q.BeforeAt, q.BeforeID = c.At, c.ID
				}
				if len(cards) < limit {
					break
				}
			}
			h.same(fmt.Sprintf("%v by %d", l, limit), got, want)
		}
	}
	h.view(func(v store.View) error {
		// A position need not be in the list.
		cards, err := v.List(h.ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: 1,
			BeforeAt: morning.Add(time.Microsecond), BeforeID: 0})
		h.must(err)
		h.same("below an instant", cards[0].ID, news.ArticleID(4))
		none, err := v.List(h.ctx, store.ListQuery{List: store.List{By: "tag", ID: 2}, Limit: 5})
		h.must(err)
		h.same("empty list", len(none), 0)
		none, err = v.List(h.ctx, store.ListQuery{List: store.List{By: "edition"}})
		h.must(err)
		h.same("no limit", len(none), 0)
		_, err = v.List(h.ctx, store.ListQuery{List: store.List{By: "desk"}, Limit: 5})
		h.refused(err, news.Invalid)
		_, err = v.Count(h.ctx, store.List{By: "desk"})
		h.refused(err, news.Invalid)
		return nil
	})
}

func leaveOut(h *house) {
	h.write(func(tx store.Tx) error {
		for id := news.ArticleID(1); id <= 20; id++ {
			p := h.piece(id, "Artikel "+id.String())
			if id%4 == 0 {
				p.Content.Kind, p.Content.Label = news.KindAdvertorial, "IKLAN"
			}
			h.must(tx.Publishing().Show(h.ctx, p, morning))
		}
		return nil
	})
	h.view(func(v store.View) error {
		for _, c := range []struct {
			name  string
			query store.ListQuery
			want  []news.ArticleID
		}{
			{"nothing", store.ListQuery{Limit: 4}, []news.ArticleID{20, 19, 18, 17}},
			{"ads", store.ListQuery{Limit: 4, NoAds: true}, []news.ArticleID{19, 18, 17, 15}},
			{"articles", store.ListQuery{Limit: 3, Without: []news.ArticleID{20, 18, 99}}, []news.ArticleID{19, 17, 16}},
			{"both", store.ListQuery{Limit: 3, NoAds: true, Without: []news.ArticleID{19, 18}}, []news.ArticleID{17, 15, 14}},
		} {
			c.query.List.By = "edition"
			cards, err := v.List(h.ctx, c.query)
			h.must(err)
			var got []news.ArticleID
			for _, c := range cards {
				got = append(got, c.ID)
			}
			h.same("without "+c.name, got, c.want)
		}
		return nil
	})
}

func cards(h *house) {
	photo := news.Asset{ID: 9, Edition: h.edition, Kind: "photo", Credit: "Foto: A", Width: 10, Height: 20,
		Renditions: []news.Rendition{{Name: "a.webp", MIME: "image/webp", Width: 5, Height: 10}}}
	p := h.piece(1, "Kartu")
	p.Dates.Updated = morning.Add(time.Hour)
	p.Amendments = []news.Amendment{{Kind: news.Koreksi, Note: "n"}}
	p.Content.Kicker, p.Content.Standfirst, p.Content.Label, p.Content.Section = "Kicker", "Teras", "IKLAN", 3
	p.Content.Lead = &news.LeadMedia{Asset: 9, Caption: "Keterangan", Alt: "Alt"}
	p.Content.Flags.Unverified = &news.Unverified{Source: "s", Ground: "g"}
	plain := h.piece(2, "Polos")
	plain.Listed = false
	missing := h.piece(3, "Foto hilang")
	missing.Content.Lead = &news.LeadMedia{Asset: 10}
	h.write(func(tx store.Tx) error {
		h.must(tx.Publishing().PutAsset(h.ctx, photo))
		for _, p := range []*store.PublishedArticle{p, plain, missing} {
			h.must(tx.Publishing().Show(h.ctx, p, morning))
		}
		return nil
	})
	want := map[news.ArticleID]store.Card{
		1: {ID: 1, Path: p.Path, At: p.Dates.Display, Kind: news.KindNews, Headline: "Kartu", Kicker: "Kicker", Standfirst: "Teras",
			Label: "IKLAN", Language: "id", Section: 3, Photo: &photo, PhotoCaption: "Keterangan", PhotoAlt: "Alt",
			Amended: news.Koreksi, Unverified: true, Updated: p.Dates.Updated},
		2: {ID: 2, Path: plain.Path, At: plain.Dates.Display, Kind: news.KindNews, Headline: "Polos", Language: "id"},
		3: {ID: 3, Path: missing.Path, At: missing.Dates.Display, Kind: news.KindNews, Headline: "Foto hilang", Language: "id"},
	}
	h.view(func(v store.View) error {
		got, err := v.Cards(h.ctx, []news.ArticleID{1, 2, 3, 4, 1})
		h.must(err)
		h.same("cards", got, want)
		list, err := v.List(h.ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: 9})
		h.must(err)
		h.same("list", list, []store.Card{want[3], want[1]})
		none, err := v.Cards(h.ctx, nil)
		h.same("none", len(none), 0)
		return err
	})
}
