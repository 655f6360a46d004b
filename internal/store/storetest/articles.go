package storetest

import (
	"fmt"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

func articlesRoundTrip(h *house) {
	want := news.Article{
		Edition: h.edition, Work: news.Settled, Public: news.Withdrawn, Revision: 3, Live: 4, Scheduled: 5, Path: "/a",
		Embargo: &news.Embargo{Until: morning, Reason: "janji", By: "user 1"},
		Dates: news.Dates{Created: morning, FirstPublished: morning.Add(1), Display: morning.Add(time.Hour),
			Updated: morning.Add(2 * time.Hour), Corrected: morning.Add(3 * time.Hour)},
		Withdrawal: &news.Withdrawal{Article: 1, Ground: news.GroundCourt, Reason: "Putusan", At: morning, By: "user 2",
			Headline: "Judul", Path: "/a"},
		Origin:   news.Origin{Source: "page", Key: "https://example.id/a", Hash: "ff"},
		ClientID: "01J00000000000000000000000",
	}
	want.Dates.FirstPublished = morning
	draft := h.piece(1, "Judul").Content
	draft.NotesInternal, draft.Slugline = "rahasia", "BANJIR"
	h.write(func(tx store.Tx) error { return tx.Articles().Create(h.ctx, &want, &draft) })
	if want.ID == 0 {
		h.Fatal("Create gave no number")
	}
	h.read(func(tx store.Tx) error {
		got, err := tx.Articles().Get(h.ctx, want.ID)
		h.must(err)
		h.same("article", got, want)
		c, err := tx.Articles().Draft(h.ctx, want.ID)
		h.must(err)
		h.same("draft", c, draft)
		id, err := tx.Articles().ByOrigin(h.ctx, want.Origin)
		h.must(err)
		h.same("by origin", id, want.ID)
		_, err = tx.Articles().Get(h.ctx, want.ID+1)
		h.refused(err, news.NotFound)
		_, err = tx.Articles().ByOrigin(h.ctx, news.Origin{Source: "page", Key: "other"})
		h.refused(err, news.NotFound)
		_, err = tx.Articles().ByOrigin(h.ctx, news.Origin{})
		h.refused(err, news.NotFound)
		return nil
	})

	want.Work, want.Revision, want.Withdrawal, want.Embargo = news.Writing, 4, nil, nil
	want.Origin = news.Origin{Source: "wxr", Key: strings.Repeat("k", 5000), Hash: "aa"}
	want.Dates.Updated = time.Time{}
	h.write(func(tx store.Tx) error { return tx.Articles().Save(h.ctx, &want, 3) })
	h.read(func(tx store.Tx) error {
		got, err := tx.Articles().Get(h.ctx, want.ID)
		h.must(err)
		h.same("saved article", got, want)
		id, err := tx.Articles().ByOrigin(h.ctx, want.Origin)
		h.must(err)
		h.same("by a long origin", id, want.ID)
		return nil
	})
}

func articleNumbers(h *house) {
	create := func(tx store.Tx, a news.Article) (news.ArticleID, error) {
		a.Edition, a.Revision = h.edition, 1
		err := tx.Articles().Create(h.ctx, &a, nil)
		return a.ID, err
	}
	h.write(func(tx store.Tx) error {
		id, err := create(tx, news.Article{ID: 3, Origin: news.Origin{Source: "s", Key: "k"}, ClientID: "c"})
		h.must(err)
		h.same("kept number", id, news.ArticleID(3))
		_, err = create(tx, news.Article{ID: 3})
		h.refused(err, news.Conflict)
		_, err = create(tx, news.Article{Origin: news.Origin{Source: "s", Key: "k"}})
		h.refused(err, news.Conflict)
		_, err = create(tx, news.Article{ClientID: "c"})
		h.refused(err, news.Conflict)
		_, err = create(tx, news.Article{ID: -1})
		h.refused(err, news.Invalid)
		_, err = create(tx, news.Article{ID: 1 << 60})
		h.refused(err, news.Invalid)
		return nil
	})
	// New numbers pass the ones that were brought along, whatever the order.
	seen := map[news.ArticleID]bool{3: true}
	for _, brought := range []news.ArticleID{0, 0, 0, 6, 0, 5, 0, 0, 100, 0} {
		h.write(func(tx store.Tx) error {
			id, err := create(tx, news.Article{ID: brought})
			if err != nil && brought != 0 && news.Is(err, news.Conflict) {
				return nil
			}
			h.must(err)
			if seen[id] {
				h.Errorf("number %d was given twice", id)
			}
			seen[id] = true
			return nil
		})
	}
	err := h.db.Write(h.ctx, func(tx store.Tx) error {
		return tx.Articles().Create(h.ctx, &news.Article{Edition: 999, Revision: 1}, nil)
	})
	h.refused(err, news.Invalid)
}

func staleSave(h *house) {
	id := h.article()
	h.write(func(tx store.Tx) error {
		a, err := tx.Articles().Get(h.ctx, id)
		h.must(err)
		a.Revision = 2
		h.must(tx.Articles().Save(h.ctx, &a, 1))
		a.Revision = 3
		h.refused(tx.Articles().Save(h.ctx, &a, 1), news.Stale)
		a.Revision = 1
		h.refused(tx.Articles().Save(h.ctx, &a, 2), news.Stale)
		a.ID += 100
		h.refused(tx.Articles().Save(h.ctx, &a, 1), news.NotFound)
		return nil
	})
}

func drafts(h *house) {
	id := h.article()
	h.write(func(tx store.Tx) error {
		_, err := tx.Articles().Draft(h.ctx, id)
		h.refused(err, news.NotFound)
		for _, headline := range []string{"Satu", "Dua"} {
			h.must(tx.Articles().PutDraft(h.ctx, id, &news.Content{Headline: headline}))
			c, err := tx.Articles().Draft(h.ctx, id)
			h.must(err)
			h.same("headline", c.Headline, headline)
		}
		h.must(tx.Articles().PutDraft(h.ctx, id, nil))
		_, err = tx.Articles().Draft(h.ctx, id)
		h.refused(err, news.NotFound)
		return nil
	})
}

func versions(h *house) {
	first, second := h.article(), h.article()
	var all []news.Version
	h.write(func(tx store.Tx) error {
		for _, id := range []news.ArticleID{first, second, first} {
			v := news.Version{Article: id, Revision: len(all) + 1, FrozenAt: morning, By: "user 7",
				Content: h.piece(id, fmt.Sprint("Versi ", len(all))).Content}
			h.must(tx.Articles().AddVersion(h.ctx, &v))
			all = append(all, v)
		}
		return nil
	})
	h.same("numbers", []int{all[0].Number, all[1].Number, all[2].Number}, []int{1, 1, 2})
	h.read(func(tx store.Tx) error {
		for _, want := range all {
			got, err := tx.Articles().Version(h.ctx, want.ID)
			h.must(err)
			h.same("version", got, want)
		}
		_, err := tx.Articles().Version(h.ctx, all[2].ID+1)
		h.refused(err, news.NotFound)
		return nil
	})
}

func revisions(h *house) {
	id := h.article()
	content := h.piece(id, strings.Join(hard, " ")).Content
	v := news.Version{Article: id, Content: content}
	var want []news.Revision
	h.write(func(tx store.Tx) error {
		h.must(tx.Articles().AddVersion(h.ctx, &v))
		for n := 1; n <= 5; n++ {
			r := news.Revision{Article: id, Number: n, Kind: news.RevisionAuto, Base: n - 1, At: morning, By: "user 1",
				Changed: []string{"headline", "body"}, Content: &content}
			if n == 3 {
				r.Version = v.ID
			}
			h.must(tx.Articles().AddRevision(h.ctx, &r))
			want = append(want, r)
		}
		h.refused(tx.Articles().AddRevision(h.ctx, &news.Revision{Article: id, Number: 5}), news.Conflict)
		return nil
	})
	h.read(func(tx store.Tx) error {
		got, err := tx.Articles().Revisions(h.ctx, id, 0, 2)
		h.must(err)
		more, err := tx.Articles().Revisions(h.ctx, id, 4, 10)
		h.must(err)
		got = append(got, more...)
		if len(got) != 5 {
			h.Fatalf("got %d revisions, want 5", len(got))
		}
		for i, r := range got {
			full := want[4-i]
			bare := full
			bare.Content = nil
			h.same("listed revision", r, bare)
			r, err := tx.Articles().Revision(h.ctx, id, full.Number)
			h.must(err)
			h.same("revision", r, full)
		}
		_, err = tx.Articles().Revision(h.ctx, id, 6)
		h.refused(err, news.NotFound)
		return nil
	})
}

func newestArticles(h *house) {
	var want []news.ArticleID
	for range 7 {
		want = append([]news.ArticleID{h.article()}, want...)
	}
	var got []news.ArticleID
	h.read(func(tx store.Tx) error {
		for before := news.ArticleID(0); ; {
			page, err := tx.Articles().Newest(h.ctx, h.edition, before, 3)
			h.must(err)
			for _, a := range page {
				got = append(got, a.ID)
				before = a.ID
			}
			if len(page) < 3 {
				break
			}
		}
		other, err := tx.Articles().Newest(h.ctx, h.edition+1, 0, 3)
		h.must(err)
		h.same("another edition's", len(other), 0)
		return nil
	})
	h.same("newest", got, want)
}

func amendmentsInOrder(h *house) {
	id := h.article()
	want := make([]news.Amendment, 3)
	h.write(func(tx store.Tx) error {
		for i := range want {
			want[i] = news.Amendment{Article: id, Kind: news.Koreksi, Note: fmt.Sprint("Catatan ", i), By: "user 1",
				RequestedBy: "Pembaca", Reply: 7, Before: 1, After: 2, At: morning.Add(time.Duration(i/2) * time.Hour)}
			h.must(tx.Amendments().Add(h.ctx, &want[i]))
		}
		got, err := tx.Amendments().Of(h.ctx, id)
		h.must(err)
		h.same("amendments", got, want)
		none, err := tx.Amendments().Of(h.ctx, id+1)
		h.must(err)
		h.same("another's", len(none), 0)
		return nil
	})
}
