package storetest

import (
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// flowRoundTrip: everything the newsroom remembers of an article comes back.
func flowRoundTrip(h *house) {
	want := news.Article{Edition: h.edition, Work: news.Settled, Public: news.Scheduled, Revision: 3, Scheduled: 5, Section: 4, Creator: 7, Assignee: 8,
		Dates: news.Dates{Created: morning}, ClientID: "01J00000000000000000000001",
		Flow: news.Flow{Authors: []news.UserID{7, 8}, DeskSince: morning, Former: news.Desk, SpikedAt: morning.Add(time.Hour),
			Schedule: &news.Schedule{At: morning.Add(2 * time.Hour), Class: news.Minor, Revision: 3, Former: news.Ready, By: "user 8"},
			Stuck:    "embargo", Late: 1500 * time.Millisecond, ExpiresAt: morning.Add(3 * time.Hour), OncePublic: true,
			Undo:     &news.Undo{By: "user 8", Until: morning, Command: news.CmdPublish, Version: 5, Work: news.Ready, Path: "/a", Dates: news.Dates{Created: morning}},
			LastLive: 2, Signature: &news.Signature{First: "user 8", Due: morning, By: "user 9", At: morning, Told: true},
			Lineage: news.Lineage{Kind: news.LineageFork, From: 3, Version: 2}, Proposed: 6,
			Ticks: map[string]news.Tick{"names": {By: "user 7", At: morning, Note: "sudah"}}, Unmet: []string{"credit_missing"}}}
	h.write(func(tx store.Tx) error { return tx.Articles().Create(h.ctx, &want, nil) })
	check := func() {
		h.read(func(tx store.Tx) error {
			got, err := tx.Articles().Get(h.ctx, want.ID)
			h.must(err)
			h.same("article", got, want)
			id, err := tx.Workflow().ByClient(h.ctx, want.ClientID)
			h.must(err)
			h.same("by client", id, want.ID)
			_, err = tx.Workflow().ByClient(h.ctx, "")
			h.refused(err, news.NotFound)
			return nil
		})
	}
	check()
	want.Flow = news.Flow{Authors: []news.UserID{9}}
	want.Scheduled, want.Public, want.Section, want.Assignee = 0, news.Never, 5, 0
	h.write(func(tx store.Tx) error { return tx.Articles().Save(h.ctx, &want, 3) })
	check()
}

// dueInOrder: what is due comes oldest first, without what is stuck or later.
func dueInOrder(h *house) {
	var ids []news.ArticleID
	for i, in := range []time.Duration{3, 1, 2, 9} {
		a := news.Article{Edition: h.edition, Work: news.Settled, Public: news.Live, Revision: 1, Scheduled: 1,
			Flow: news.Flow{Schedule: &news.Schedule{At: morning.Add(in * time.Minute)}, ExpiresAt: morning.Add((20 - in) * time.Minute)}}
		if i == 2 {
			a.Flow.Stuck = "embargo"
		}
		h.write(func(tx store.Tx) error { return tx.Articles().Create(h.ctx, &a, nil) })
		ids = append(ids, a.ID)
	}
	due := func(tx store.Tx, in time.Duration) news.ArticleID {
		id, err := tx.Workflow().Due(h.ctx, morning.Add(in*time.Minute))
		if err != nil {
			h.refused(err, news.NotFound)
			return 0
		}
		return id
	}
	for _, way := range []func(func(store.Tx) error){h.read, h.write} {
		way(func(tx store.Tx) error {
			h.same("before all", due(tx, 0), news.ArticleID(0))
			h.same("at the minute", due(tx, 1), ids[1])
			h.same("the oldest first", due(tx, 10), ids[1])
			id, err := tx.Workflow().Expired(h.ctx, morning.Add(11*time.Minute))
			h.must(err)
			h.same("expired", id, ids[3])
			_, err = tx.Workflow().Expired(h.ctx, morning.Add(10*time.Minute))
			h.refused(err, news.NotFound)
			return nil
		})
	}
	h.write(func(tx store.Tx) error {
		h.must(tx.Workflow().Hold(h.ctx, ids[0]))
		h.refused(tx.Workflow().Hold(h.ctx, 9999), news.NotFound)
		return nil
	})
}

// dueOnce: two writers at once never get the same article.
func dueOnce(h *house) {
	const n = 20
	for range n {
		a := news.Article{Edition: h.edition, Work: news.Settled, Public: news.Scheduled, Revision: 1, Scheduled: 1,
			Flow: news.Flow{Schedule: &news.Schedule{At: morning}}}
		h.write(func(tx store.Tx) error { return tx.Articles().Create(h.ctx, &a, nil) })
	}
	got := make(chan news.ArticleID, 2*n)
	done := make(chan error, 3)
	for range 3 {
		go func() {
			for {
				var id news.ArticleID
				err := h.db.Write(h.ctx, func(tx store.Tx) error {
					var err error
					id = 0
					if id, err = tx.Workflow().Due(h.ctx, morning); err != nil {
						return err
					}
					a, err := tx.Articles().Get(h.ctx, id)
					if err != nil {
						return err
					}
					a.Flow.Schedule, a.Scheduled, a.Public = nil, 0, news.Live
					return tx.Articles().Save(h.ctx, &a, 1)
				})
				if news.Is(err, news.NotFound) {
					done <- nil
					return
				}
				if err != nil {
					done <- err
					return
				}
				got <- id
			}
		}()
	}
	for range 3 {
		h.must(<-done)
	}
	close(got)
	seen := map[news.ArticleID]bool{}
	for id := range got {
		if seen[id] {
			h.Errorf("article %d was given twice", id)
		}
		seen[id] = true
	}
	h.same("articles", len(seen), n)
}

func signatures(h *house) {
	h.write(func(tx store.Tx) error {
		w := tx.Workflow()
		h.must(w.AwaitSignature(h.ctx, 4, morning.Add(time.Hour)))
		h.must(w.AwaitSignature(h.ctx, 5, morning.Add(time.Minute)))
		h.must(w.AwaitSignature(h.ctx, 5, morning.Add(2*time.Hour)))
		_, err := w.Unsigned(h.ctx, morning)
		h.refused(err, news.NotFound)
		id, err := w.Unsigned(h.ctx, morning.Add(3*time.Hour))
		h.must(err)
		h.same("unsigned", id, news.ArticleID(4))
		h.must(w.AwaitSignature(h.ctx, 4, time.Time{}))
		id, err = w.Unsigned(h.ctx, morning.Add(3*time.Hour))
		h.must(err)
		h.same("the next", id, news.ArticleID(5))
		return nil
	})
}

func tasksStay(h *house) {
	due := news.Task{Edition: h.edition, Kind: news.TaskFollowUp, Article: 3, Section: 2, Note: "cek", Due: morning.Add(time.Hour), OpenedAt: morning, OpenedBy: "user 1"}
	plain := news.Task{Edition: h.edition, Kind: news.TaskMedia, Asset: 9, OpenedAt: morning, OpenedBy: "clock"}
	h.write(func(tx store.Tx) error {
		h.must(tx.Tasks().Add(h.ctx, &due))
		return tx.Tasks().Add(h.ctx, &plain)
	})
	h.write(func(tx store.Tx) error {
		open, err := tx.Tasks().Open(h.ctx, h.edition, 0, 10)
		h.must(err)
		h.same("open", open, []news.Task{due, plain})
		open, err = tx.Tasks().Open(h.ctx, h.edition, due.ID, 1)
		h.must(err)
		h.same("after the first", open, []news.Task{plain})
		due.ClosedAt, due.ClosedBy, due.Reason = morning.Add(time.Hour), "user 2", "sudah terbit"
		h.must(tx.Tasks().Close(h.ctx, due))
		h.refused(tx.Tasks().Close(h.ctx, due), news.Conflict)
		h.refused(tx.Tasks().Close(h.ctx, news.Task{ID: 99}), news.NotFound)
		got, err := tx.Tasks().Get(h.ctx, due.ID)
		h.must(err)
		h.same("closed", got, due)
		of, err := tx.Tasks().Of(h.ctx, 3)
		h.must(err)
		h.same("of the article", of, []news.Task{due})
		open, err = tx.Tasks().Open(h.ctx, h.edition, 0, 10)
		h.must(err)
		h.same("open after closing", open, []news.Task{plain})
		return nil
	})
}

func rulesAndNames(h *house) {
	yes := true
	h.write(func(tx store.Tx) error {
		w := tx.Workflow()
		r, err := w.Rules(h.ctx, h.edition, 0)
		h.must(err)
		h.same("none set", r, news.Rules{})
		for _, want := range []news.Rules{{Levels: map[string]news.Level{"a": news.Off}}, {FourEyes: &yes}} {
			h.must(w.PutRules(h.ctx, h.edition, 2, want))
			r, err = w.Rules(h.ctx, h.edition, 2)
			h.must(err)
			h.same("rules", r, want)
		}
		return nil
	})
	id := h.article()
	h.write(func(tx store.Tx) error {
		w := tx.Workflow()
		for _, want := range [][]news.ProtectedName{{{Name: "Bunga", Kind: "name"}, {Name: "SMP 3", Kind: "school"}}, {{Name: "Mawar"}}} {
			h.must(w.PutProtected(h.ctx, id, want))
			got, err := w.Protected(h.ctx, id)
			h.must(err)
			h.same("names", got, want)
		}
		return nil
	})
	// What is purged is gone but for its number.
	h.write(func(tx store.Tx) error {
		h.must(tx.Articles().PutDraft(h.ctx, id, &news.Content{Headline: "x"}))
		h.must(tx.Articles().AddRevision(h.ctx, &news.Revision{Article: id, Number: 2, Content: &news.Content{Headline: "x"}}))
		h.must(tx.Workflow().Purge(h.ctx, id))
		_, err := tx.Articles().Draft(h.ctx, id)
		h.refused(err, news.NotFound)
		all, err := tx.Articles().Revisions(h.ctx, id, 0, 10)
		h.must(err)
		h.same("revisions", len(all), 0)
		names, err := tx.Workflow().Protected(h.ctx, id)
		h.must(err)
		h.same("names", len(names), 0)
		_, err = tx.Articles().Get(h.ctx, id)
		return err
	})
}

// frontTimes: neighbouring arrangements with the article in the same place are
// one stretch.
func frontTimes(h *house) {
	now := morning
	o := h.options
	o.Now = func() time.Time { return now }
	db := Open(h, o)
	put := func(section news.SectionID, ids ...news.ArticleID) {
		f := news.Front{Edition: h.edition, Of: news.FrontOf{Section: section}, Containers: []news.Container{{Name: "x"}}}
		for _, id := range ids {
			f.Containers[0].Cards = append(f.Containers[0].Cards, news.FrontCard{Article: id})
		}
		h.must(db.Write(h.ctx, func(tx store.Tx) error { return tx.Publishing().PutFront(h.ctx, f) }))
		now = now.Add(time.Hour)
	}
	put(0, 5, 6)
	put(0, 5, 7)
	put(0, 7, 5)
	put(0, 7)
	put(2, 5)
	h.must(db.Read(h.ctx, func(tx store.Tx) error {
		got, err := tx.Workflow().FrontTimes(h.ctx, h.edition, 5)
		h.must(err)
		h.same("times", got, []store.FrontTime{
			{Since: morning, Until: morning.Add(2 * time.Hour), Container: 1, Place: 1},
			{Since: morning.Add(2 * time.Hour), Until: morning.Add(3 * time.Hour), Container: 1, Place: 2},
			{Of: news.FrontOf{Section: 2}, Since: morning.Add(4 * time.Hour), Container: 1, Place: 1},
		})
		return nil
	}))
}

// takenBack: a notice that a text is in editing again is no withdrawal.
func takenBack(h *house) {
	p := h.piece(1, "Terburu-buru")
	h.write(func(tx store.Tx) error {
		a := news.Article{ID: 1, Edition: h.edition, Revision: 1}
		return tx.Articles().Create(h.ctx, &a, nil)
	})
	h.show(p)
	h.write(func(tx store.Tx) error {
		return tx.Publishing().Hide(h.ctx, p.ID, news.Withdrawal{Ground: news.GroundEditing, At: morning.Add(time.Second)})
	})
	if a, _ := h.resolve(p.Path); a.Kind != store.AddressGone {
		h.Errorf("the address leads to %+v", a)
	}
	h.show(p)
	h.view(func(v store.View) error {
		lines, err := v.Register(h.ctx, store.RegisterQuery{Limit: 10})
		h.must(err)
		h.same("lines of the register", len(lines), 0)
		return nil
	})
	h.sound()
}
