package storetest

import (
	"fmt"
	"sync"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

func readsCount(h *house) {
	r := h.db.Reads()
	many := map[news.ArticleID]int64{}
	for id := news.ArticleID(1); id <= 41; id++ {
		many[id] = int64(id)
	}
	many[50], many[51] = 0, -3
	h.must(r.Add(h.ctx, "a", morning, many))
	h.must(r.Add(h.ctx, "a", morning, many))
	h.must(r.Add(h.ctx, "b", morning.Add(time.Hour), map[news.ArticleID]int64{1: 10}))
	h.must(r.Add(h.ctx, "empty", morning, nil))
	h.must(r.Set(h.ctx, 2, 1000))
	h.must(r.Add(h.ctx, "c", morning, map[news.ArticleID]int64{2: 1}))
	h.refused(r.Set(h.ctx, 2, -1), news.Invalid)
	h.refused(r.Add(h.ctx, "\xff", morning, many), news.Invalid)
	got, err := r.Totals(h.ctx, []news.ArticleID{1, 2, 41, 50, 51, 999})
	h.must(err)
	h.same("totals", got, map[news.ArticleID]int64{1: 11, 2: 1001, 41: 41})

	// A flush of long ago may be forgotten, one of today is not.
	h.must(r.Add(h.ctx, "later", morning.Add(48*time.Hour), map[news.ArticleID]int64{1: 1}))
	h.must(r.Add(h.ctx, "later", morning.Add(48*time.Hour), map[news.ArticleID]int64{1: 1}))
	got, err = r.Totals(h.ctx, []news.ArticleID{1})
	h.must(err)
	h.same("total", got[1], int64(12))

	// Several nodes at once.
	var wg sync.WaitGroup
	errs := make(chan error, 100)
	for node := range 4 {
		wg.Go(func() {
			for i := range 5 {
				errs <- r.Add(h.ctx, fmt.Sprint("node", node, "-", i), morning, map[news.ArticleID]int64{70: 1, 71: 2, 72: 3})
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		h.must(err)
	}
	got, err = r.Totals(h.ctx, []news.ArticleID{70, 71, 72})
	h.must(err)
	h.same("together", got, map[news.ArticleID]int64{70: 20, 71: 40, 72: 60})
}

func reopen(h *house) {
	h.show(h.piece(1, "Satu"))
	h.must(h.db.Reads().Set(h.ctx, 1, 7))
	h.write(func(tx store.Tx) error {
		_, err := tx.Record(h.ctx, []news.Event{{Kind: news.EventPublished}}, store.AuditRow{})
		return err
	})
	h.must(h.db.Close())
	h.must(h.db.Close())
	if err := h.db.Write(h.ctx, func(store.Tx) error { return nil }); err == nil {
		h.Error("a closed database was written to")
	}
	for range 2 {
		db := Open(h, h.options)
		h.must(db.Published().View(h.ctx, 0, func(v store.View) error {
			h.same("number", v.Seq(), news.Seq(1))
			_, err := v.Article(h.ctx, 1)
			return err
		}))
		totals, err := db.Reads().Totals(h.ctx, []news.ArticleID{1})
		h.must(err)
		h.same("reads", totals[1], int64(7))
		h.must(db.Check(h.ctx, true))
		h.must(db.Close())
	}
}
