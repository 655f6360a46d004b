package storetest

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

func viewSnapshot(h *house) {
	h.show(h.piece(1, "Satu"))
	headline := func(v store.View) string {
		p, err := v.Article(h.ctx, 1)
		h.must(err)
		return p.Content.Headline
	}
	h.view(func(v store.View) error {
		seq := v.Seq()
		h.same("before", headline(v), "Satu")
		p := h.piece(1, "Satu")
		p.Content.Headline, p.Version = "Dua", 12
		h.write(func(tx store.Tx) error {
			h.must(tx.Publishing().Show(h.ctx, p, morning))
			h.must(tx.Publishing().Show(h.ctx, h.piece(2, "Lain"), morning))
			_, err := tx.Record(h.ctx, []news.Event{{Kind: news.EventPublished}}, store.AuditRow{})
			return err
		})
		h.same("within", headline(v), "Satu")
		h.same("number within", v.Seq(), seq)
		cards, err := v.List(h.ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: 5})
		h.must(err)
		h.same("list within", len(cards), 1)
		return nil
	})
	h.view(func(v store.View) error {
		h.same("after", headline(v), "Dua")
		h.same("number after", v.Seq(), news.Seq(1))
		return nil
	})
	h.read(func(tx store.Tx) error {
		// The snapshot begins with the first thing that is read.
		_, err := tx.Editions().All(h.ctx)
		h.must(err)
		id := h.article()
		_, err = tx.Articles().Get(h.ctx, id)
		h.refused(err, news.NotFound)
		return nil
	})
}

func viewEdition(h *house) {
	h.show(h.piece(1, "Satu"))
	other := news.Edition{Settings: news.Settings{Name: "Lain"}}
	h.write(func(tx store.Tx) error {
		h.must(tx.Editions().Put(h.ctx, &other))
		h.must(tx.Publishing().PutEdition(h.ctx, other))
		p := h.piece(2, "Satu")
		p.Edition = other.ID
		return tx.Publishing().Show(h.ctx, p, morning)
	})
	h.must(h.db.Published().View(h.ctx, 0, func(v store.View) error {
		h.same("edition of none", v.Edition().ID, h.edition)
		return nil
	}))
	h.must(h.db.Published().View(h.ctx, other.ID, func(v store.View) error {
		a, err := v.Resolve(h.ctx, "/2025/03/01/satu")
		h.must(err)
		h.same("same path", a.Article, news.ArticleID(2))
		_, err = v.Article(h.ctx, 1)
		h.refused(err, news.NotFound)
		cards, err := v.Cards(h.ctx, []news.ArticleID{1, 2})
		h.must(err)
		h.same("cards", len(cards), 1)
		return nil
	}))
	err := h.db.Published().View(h.ctx, 99, func(store.View) error { return nil })
	h.refused(err, news.NotFound)
	err = h.db.Published().View(h.ctx, h.edition, func(store.View) error { return errStop })
	if !errors.Is(err, errStop) {
		h.Errorf("View gave %v, want the function's own error", err)
	}
}

func readersCannotWrite(h *house) {
	err := h.db.Read(h.ctx, func(tx store.Tx) error {
		return tx.Articles().Create(h.ctx, &news.Article{Edition: h.edition, Revision: 1}, nil)
	})
	if err == nil {
		h.Error("Read wrote")
	}
	err = h.db.Read(h.ctx, func(tx store.Tx) error {
		_, err := tx.Record(h.ctx, nil, store.AuditRow{})
		return err
	})
	if err == nil {
		h.Error("Read recorded")
	}
}

func doomed(h *house) {
	id := h.article()
	err := h.db.Write(h.ctx, func(tx store.Tx) error {
		h.must(tx.Articles().PutDraft(h.ctx, id, &news.Content{Headline: "Hilang"}))
		// A draft of an article that is not there breaks a foreign key.
		h.refused(tx.Articles().PutDraft(h.ctx, id+100, &news.Content{Headline: "x"}), news.Invalid)
		return nil
	})
	if err == nil {
		h.Error("a transaction with a failed statement was committed")
	}
	h.read(func(tx store.Tx) error {
		_, err := tx.Articles().Draft(h.ctx, id)
		h.refused(err, news.NotFound)
		return nil
	})
}

func refusalGoesOn(h *house) {
	id := h.article()
	h.show(h.piece(77, "Satu"))
	h.write(func(tx store.Tx) error {
		_, err := tx.Articles().Get(h.ctx, 999)
		h.refused(err, news.NotFound)
		h.refused(tx.Articles().Create(h.ctx, &news.Article{ID: id, Edition: h.edition}, nil), news.Conflict)
		h.refused(tx.Publishing().Show(h.ctx, h.piece(78, "Satu"), morning), news.Conflict)
		return tx.Articles().PutDraft(h.ctx, id, &news.Content{Headline: "Tetap"})
	})
	err := h.db.Write(h.ctx, func(tx store.Tx) error {
		h.must(tx.Articles().PutDraft(h.ctx, id, &news.Content{Headline: "Batal"}))
		return errStop
	})
	if !errors.Is(err, errStop) {
		h.Errorf("Write gave %v, want the function's own error", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = h.db.Write(h.ctx, func(tx store.Tx) error {
			h.must(tx.Articles().PutDraft(h.ctx, id, &news.Content{Headline: "Panik"}))
			panic("in a transaction")
		})
	}()
	h.read(func(tx store.Tx) error {
		c, err := tx.Articles().Draft(h.ctx, id)
		h.same("draft", c.Headline, "Tetap")
		return err
	})
}

func cancelled(h *house) {
	ctx, cancel := context.WithCancel(h.ctx)
	id := h.article()
	var ran atomic.Bool
	err := h.db.Write(ctx, func(tx store.Tx) error {
		ran.Store(true)
		h.must(tx.Articles().PutDraft(ctx, id, &news.Content{Headline: "x"}))
		cancel()
		return nil
	})
	h.refused(err, news.Unavailable)
	h.refused(h.db.Write(ctx, func(store.Tx) error { return nil }), news.Unavailable)
	h.refused(h.db.Published().View(ctx, 0, func(store.View) error { return nil }), news.Unavailable)
	h.read(func(tx store.Tx) error {
		_, err := tx.Articles().Draft(h.ctx, id)
		h.refused(err, news.NotFound)
		return nil
	})
	h.write(func(tx store.Tx) error { return tx.Articles().PutDraft(h.ctx, id, &news.Content{Headline: "y"}) })
}

func clock(h *house) {
	var last time.Time
	for range 5 {
		h.write(func(tx store.Tx) error {
			now := tx.Now()
			if now.Before(last) {
				h.Errorf("the time went from %v to %v", last, now)
			}
			if !now.Equal(tx.Now()) || now.Location() != time.UTC || now.Nanosecond()%1000 != 0 {
				h.Errorf("time %v is not constant, UTC and of microseconds", now)
			}
			if d := time.Since(now).Abs(); d > time.Minute {
				h.Errorf("time %v is %v from now", now, d)
			}
			last = now
			return nil
		})
	}
	h.view(func(v store.View) error {
		if v.Now().Before(last) {
			h.Errorf("the time went from %v to %v", last, v.Now())
		}
		return nil
	})
	h.options.Now = (&Clock{At: morning.Add(500)}).Now
	other := Open(h, h.options)
	h.must(other.Write(h.ctx, func(tx store.Tx) error {
		h.same("given time", tx.Now(), morning)
		return nil
	}))
	h.must(other.Published().View(h.ctx, 0, func(v store.View) error {
		h.same("given time", v.Now(), morning)
		return nil
	}))
}
