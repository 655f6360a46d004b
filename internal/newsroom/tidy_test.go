package newsroom_test

import (
	"context"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// TestTheClockTidiesEachMinute: beside the sweep of each second, and not at once,
// the clock thins old revisions of kind auto, forgets answers and ends seats; what
// is named, and what is young, stays.
func TestTheClockTidiesEachMinute(t *testing.T) {
	eachDesk(t, func(d *desk) {
		id := d.draft()
		head := d.autos(id, newsroom.KeptAutos+40)
		young := d.draft()
		a := d.writer(1, "a")
		s := newsroom.Save{Article: young, Client: "a", Seq: 1, Base: 1, Fields: field("kicker", "PASAR")}
		a.send(s)
		if err := d.db.Presence().Sit(d.ctx, news.Seat{Article: id, Tab: "a", User: 1, Name: "Ranita", Doing: "viewing"}); err != nil {
			d.Fatal(err)
		}
		d.clock.At = d.clock.At.Add(max(newsroom.AnswersKept, newsroom.KeptAutoTime) + time.Hour)

		ctx, stop := context.WithCancel(d.ctx)
		seconds, done := make(chan time.Time), make(chan struct{})
		go func() { defer close(done); d.room.RunBy(ctx, seconds) }()
		at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
		// Sending the next second waits for the end of the one before.
		second := func(s int) { seconds <- at.Add(time.Duration(s) * time.Second) }
		second(0)
		second(59)
		second(59)
		if n := d.revisions(id); n != head {
			d.Errorf("before a minute %d of %d revisions are left", n, head)
		}
		second(60)
		second(61)
		if n := d.revisions(id); n != newsroom.KeptAutos+1 {
			d.Errorf("after a minute %d revisions are left, want %d and the named one", n, newsroom.KeptAutos)
		}
		if n := d.revisions(young); n != 2 {
			d.Errorf("%d of 2 young revisions are left", n)
		}
		if gone, err := d.db.Presence().Expire(d.ctx); gone != 0 || err != nil {
			d.Errorf("%d seats were left, %v", gone, err)
		}
		stop()
		<-done
		if got := a.send(s); got.Repeat {
			d.Errorf("an answer of long ago was kept: %+v", got)
		}
		if d.open(id).Content.Headline == "" {
			d.Error("the draft is not there any more")
		}
	})
}

// autos gives an article so many revisions of kind auto, and tells its head.
func (d *desk) autos(id news.ArticleID, n int) (head int) {
	d.Helper()
	err := d.db.Write(d.ctx, func(tx store.Tx) error {
		a, err := tx.Articles().Get(d.ctx, id)
		if err != nil {
			return err
		}
		c, err := tx.Articles().Draft(d.ctx, id)
		if err != nil {
			return err
		}
		was := a.Revision
		for range n {
			a.Revision++
			r := &news.Revision{Article: id, Number: a.Revision, Kind: news.RevisionAuto, Base: a.Revision - 1, At: tx.Now(), By: "user 1", Content: &c}
			if err := tx.Articles().AddRevision(d.ctx, r); err != nil {
				return err
			}
		}
		head = a.Revision
		return tx.Articles().Save(d.ctx, &a, was)
	})
	if err != nil {
		d.Fatal(err)
	}
	return head
}

func (d *desk) revisions(id news.ArticleID) (n int) {
	d.Helper()
	err := d.db.Read(d.ctx, func(tx store.Tx) error {
		list, err := tx.Articles().Revisions(d.ctx, id, 0, 1000)
		n = len(list)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return n
}
