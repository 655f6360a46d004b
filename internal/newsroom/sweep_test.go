package newsroom_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// schedule writes an article and schedules it.
func (d *desk) schedule(headline string, at time.Time) newsroom.Result {
	d.Helper()
	r := d.must(newsroom.Create{Edition: d.edition, Content: d.content(headline)})
	return d.must(newsroom.Schedule{Article: r.Article, At: at})
}

func (d *desk) sweep() newsroom.Swept {
	d.Helper()
	did, err := d.room.Sweep(d.ctx)
	if err != nil {
		d.Fatal(err)
	}
	return did
}

func (d *desk) article(id news.ArticleID) (a news.Article) {
	d.Helper()
	err := d.db.Read(d.ctx, func(tx store.Tx) (err error) {
		a, err = tx.Articles().Get(d.ctx, id)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return a
}

// TestThreeNodesPublishEachOnce: three nodes on one database sweep at once and
// are cut off at random; everything due goes out, and once (SCH-1).
func TestThreeNodesPublishEachOnce(t *testing.T) {
	n := 40
	if os.Getenv("WARTA_NIGHTLY") != "" {
		n = 1000
	}
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		var now sync.Mutex
		clock := &storetest.Clock{At: morning}
		o.Now = func() time.Time { now.Lock(); defer now.Unlock(); return clock.At }
		d := &desk{T: t, ctx: t.Context(), db: storetest.Open(t, o), clock: clock}
		d.room = newsroom.New(d.db, newsroom.Options{})
		d.establish()
		var ids []news.ArticleID
		for i := range n {
			ids = append(ids, d.schedule(fmt.Sprintf("Serentak %d", i), morning.Add(time.Minute)).Article)
		}
		now.Lock()
		clock.At = morning.Add(time.Minute + 700*time.Millisecond)
		now.Unlock()
		log := slog.New(slog.NewTextHandler(t.Output(), nil))
		var work sync.WaitGroup
		for node := range uint64(3) {
			db := storetest.Open(t, o)
			r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), node))
			work.Go(func() {
				// A node is killed in the middle, and started again; each life is longer
				// than the one before, so that a slow machine comes to an end, too.
				for life := 1; ; life++ {
					ctx, kill := context.WithTimeout(d.ctx, time.Duration(1+r.IntN(20*life))*time.Millisecond)
					did, err := newsroom.New(db, newsroom.Options{Logger: log}).Sweep(ctx)
					kill()
					if did.Held > 0 {
						t.Errorf("node %d held %d back", node, did.Held)
						return
					}
					if err == nil && did.Published == 0 {
						return
					}
				}
			})
		}
		work.Wait()
		published := map[news.ArticleID]int{}
		events, err := d.db.Ledger().From(d.ctx, 1, 100*n)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Kind == news.EventPublished {
				published[e.Article]++
			}
		}
		for _, id := range ids {
			a := d.article(id)
			if published[id] != 1 || a.Public != news.Live || a.Scheduled != 0 || a.Flow.Late != 700*time.Millisecond {
				t.Fatalf("article %d was published %d times: %s, %s late", id, published[id], a.Public, a.Flow.Late)
			}
			if _, err := d.seen(id); err != nil {
				t.Fatalf("article %d: %v", id, err)
			}
		}
	})
}

// TestTimeJumps: a scheduled text goes out at its instant whatever clocks and
// zones do meanwhile, and never before (SCH-1, SCH-5).
func TestTimeJumps(t *testing.T) {
	eachDesk(t, func(d *desk) {
		at := morning.Add(2 * time.Hour)
		seen := func(id news.ArticleID) bool { _, err := d.seen(id); return err == nil }
		first := d.schedule("Pukul Sepuluh", at)
		e := news.Edition{ID: d.edition, Settings: news.Settings{Name: "Kabar Uji", Zone: "Europe/Berlin"}}
		d.must(newsroom.ChangeSettings{Edition: &e}) // no instant moves
		// Forward by an hour, and back by an hour.
		for _, jump := range []time.Duration{time.Hour, -time.Hour, time.Hour, at.Sub(morning) - time.Hour - time.Microsecond} {
			d.clock.At = d.clock.At.Add(jump)
			if did := d.sweep(); did.Published != 0 || seen(first.Article) {
				d.Fatalf("published at %s, due at %s", d.clock.At, at)
			}
		}
		d.clock.At = at
		if did := d.sweep(); did.Published != 1 || !seen(first.Article) {
			d.Fatal("not published at its second")
		}
		// Back again: it stays out, and is not published twice.
		d.clock.At = at.Add(-time.Hour)
		if did := d.sweep(); did.Published != 0 || !seen(first.Article) {
			d.Error("a clock set back took it away, or published it again")
		}
		// A node that was down for an hour sends out what it finds, and says by how
		// much it was late.
		second := d.schedule("Terlewat", d.clock.At.Add(time.Minute))
		d.clock.At = d.clock.At.Add(time.Hour)
		d.sweep()
		if a := d.article(second.Article); a.Public != news.Live || a.Flow.Late != 59*time.Minute {
			d.Errorf("after the night: %s, %s late", a.Public, a.Flow.Late)
		}
		// Over the night on which Berlin's clocks go forward.
		d.clock.At = time.Date(2025, 3, 30, 0, 59, 0, 0, time.UTC)
		due := news.Instants(2025, 3, 30, 3, 0, e.Settings.Location())[0]
		third := d.schedule("Setelah Lompatan", due)
		d.clock.At = due.Add(-time.Microsecond)
		d.sweep()
		if seen(third.Article) {
			d.Error("published before the gap")
		}
		d.clock.At = due
		d.sweep()
		if !seen(third.Article) {
			d.Error("not published after the gap")
		}
		if p, err := d.seen(third.Article); err != nil || p.Path != "/2025/03/30/setelah-lompatan" {
			d.Errorf("its address is %s, %v", p.Path, err)
		}
	})
}

// TestAStuckScheduleIsTold: what cannot go out stays scheduled, with a reason
// and a task, and is not tried again until somebody acts (SCH-2).
func TestAStuckScheduleIsTold(t *testing.T) {
	eachDesk(t, func(d *desk) {
		r := d.schedule("Macet", morning.Add(time.Minute))
		ok := d.schedule("Lancar", morning.Add(time.Minute))
		// An embargo that came in by another way than the command.
		err := d.db.Write(d.ctx, func(tx store.Tx) error {
			a, err := tx.Articles().Get(d.ctx, r.Article)
			if err != nil {
				return err
			}
			a.Embargo = &news.Embargo{Until: morning.Add(time.Hour)}
			return tx.Articles().Save(d.ctx, &a, a.Revision)
		})
		if err != nil {
			d.Fatal(err)
		}
		d.clock.At = morning.Add(time.Minute)
		if did := d.sweep(); did.Held != 1 || did.Published != 1 {
			d.Errorf("swept %+v", did)
		}
		if _, err := d.seen(ok.Article); err != nil {
			d.Error("one stuck article held up another")
		}
		if a := d.article(r.Article); a.Flow.Stuck != "embargo" || a.Public != news.Scheduled || a.Scheduled == 0 {
			d.Errorf("stuck: %+v", a.Flow)
		}
		tasks := d.tasks()
		if len(tasks) != 1 || tasks[0].Kind != news.TaskStuck || tasks[0].Article != r.Article || tasks[0].Section != d.city {
			d.Errorf("tasks: %+v", tasks)
		}
		if did := d.sweep(); did != (newsroom.Swept{}) {
			d.Errorf("tried again: %+v", did)
		}
		// Lifting the embargo frees it.
		d.must(newsroom.LiftEmbargo{Article: r.Article, Reason: "Sumber setuju lebih awal."})
		if did := d.sweep(); did.Published != 1 {
			d.Errorf("after the embargo: %+v", did)
		}
	})
}

func (d *desk) tasks() (out []news.Task) {
	d.Helper()
	err := d.db.Read(d.ctx, func(tx store.Tx) (err error) {
		out, err = tx.Tasks().Open(d.ctx, d.edition, 0, 100)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	return out
}

// TestAScheduledChangeOfALiveArticle: the live text stays until then, a draft on
// top stays open, and a silent fix is told to nobody (SCH-4, WF-25).
func TestAScheduledChangeOfALiveArticle(t *testing.T) {
	eachDesk(t, func(d *desk) {
		r := d.publish("Jembatan Dibuka")
		next := d.content("Jembatan Dibuka")
		next.Standfirst = "Ringkasan tanpa salah ketik lagi."
		d.must(newsroom.Scribble{Article: r.Article, Content: next})
		d.refused(news.Invalid, newsroom.Schedule{Article: r.Article, At: morning.Add(time.Hour)})
		d.must(newsroom.Schedule{Article: r.Article, At: morning.Add(time.Hour), Class: news.Substantial})
		newer := d.content("Jembatan Ditutup Lagi")
		d.must(newsroom.Scribble{Article: r.Article, Content: newer})
		if p, _ := d.seen(r.Article); p.Content.Standfirst != "" {
			d.Error("the scheduled text is out already")
		}
		a := d.article(r.Article)
		if a.Work != news.Writing || a.Public != news.Live || a.Flow.Schedule.Revision >= a.Revision {
			d.Errorf("with a newer draft: %+v", a)
		}
		d.clock.At = morning.Add(time.Hour)
		d.sweep()
		p, err := d.seen(r.Article)
		if err != nil || p.Content.Standfirst != next.Standfirst || !p.Dates.Updated.Equal(d.clock.At) {
			d.Errorf("at its time: %+v, %v", p, err)
		}
		if a := d.article(r.Article); a.Work != news.Writing || a.Scheduled != 0 {
			d.Errorf("the newer draft: %s, scheduled %d", a.Work, a.Scheduled)
		}
	})
}
