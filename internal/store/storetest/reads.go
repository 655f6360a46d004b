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

func readsLooked(h *house) {
	r := h.db.Reads()
	first, err := r.First(h.ctx)
	h.must(err)
	h.same("first of nothing", first, time.Time{})
	from := func(name string) store.ReadShare {
		return store.ReadShare{Edition: 1, Kind: store.ShareFrom, Name: name}
	}
	all := store.ReadShare{Edition: 1, Kind: store.ShareAll}
	flush := func(batch string, at time.Time, articles map[news.ArticleID]int64, shares map[store.ReadShare]int64) {
		h.must(r.Flush(h.ctx, store.ReadFlush{Batch: batch, At: at, Articles: articles, Shares: shares}))
	}
	flush("a", morning, map[news.ArticleID]int64{1: 3, 2: 1}, map[store.ReadShare]int64{all: 4, from("search"): 3, from("direct"): 1, from("\xff"): 9, from("none"): 0})
	flush("a", morning, map[news.ArticleID]int64{1: 3, 2: 1}, map[store.ReadShare]int64{all: 4})
	flush("b", morning.Add(time.Minute), map[news.ArticleID]int64{1: 1}, map[store.ReadShare]int64{all: 1, from("search"): 1, {Edition: 2, Kind: store.ShareAll}: 5})
	flush("c", morning.Add(2*time.Hour), map[news.ArticleID]int64{2: 7}, map[store.ReadShare]int64{all: 7})

	hour := morning.Truncate(time.Hour)
	counts := func(list []store.ReadCount, err error) []store.ReadCount { h.must(err); return list }
	h.same("an hour", counts(r.Between(h.ctx, morning, morning.Add(time.Hour), 10)), []store.ReadCount{{Article: 1, N: 4}, {Article: 2, N: 1}})
	h.same("both hours", counts(r.Between(h.ctx, morning, morning.Add(3*time.Hour), 10)), []store.ReadCount{{Article: 2, N: 8}, {Article: 1, N: 4}})
	h.same("none asked", counts(r.Between(h.ctx, morning, morning.Add(3*time.Hour), 0)), []store.ReadCount(nil))
	h.same("a minute", counts(r.Lately(h.ctx, morning.Add(time.Minute), morning.Add(2*time.Minute), 10)), []store.ReadCount{{Article: 1, N: 1}})

	course, err := r.Course(h.ctx, []news.ArticleID{2, 1, 99}, morning.Add(-5*time.Hour))
	h.must(err)
	h.same("course", course, []store.ReadHour{{Article: 2, Hour: hour, N: 1}, {Article: 2, Hour: hour.Add(2 * time.Hour), N: 7}, {Article: 1, Hour: hour, N: 4}})
	course, err = r.Course(h.ctx, []news.ArticleID{1}, morning.Add(24*time.Hour))
	h.must(err)
	h.same("course of later", course, []store.ReadHour(nil))

	shares, err := r.Shares(h.ctx, 1, morning.Add(-time.Hour), store.ShareAll, store.ShareFrom)
	h.must(err)
	h.same("shares", shares, []store.ShareHour{{Kind: "all", Hour: hour, N: 5}, {Kind: "all", Hour: hour.Add(2 * time.Hour), N: 7},
		{Kind: "from", Name: "direct", Hour: hour, N: 1}, {Kind: "from", Name: "search", Hour: hour, N: 4}})
	first, err = r.First(h.ctx)
	h.must(err)
	h.same("first", first, hour)

	// Minutes are forgotten after three hours, hours after forty days.
	flush("d", morning.Add(4*time.Hour), map[news.ArticleID]int64{3: 1}, nil)
	h.same("minutes of this morning", counts(r.Lately(h.ctx, morning, morning.Add(time.Hour), 10)), []store.ReadCount(nil))
	flush("e", morning.Add(41*24*time.Hour), map[news.ArticleID]int64{3: 1}, nil)
	h.same("hours of long ago", counts(r.Between(h.ctx, morning, morning.Add(time.Hour), 10)), []store.ReadCount(nil))
	shares, err = r.Shares(h.ctx, 1, morning, store.ShareAll)
	h.must(err)
	h.same("shares of long ago", shares, []store.ShareHour(nil))
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
