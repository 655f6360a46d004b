package storetest

import (
	"sync"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

func jobsLife(h *house) {
	h.write(func(tx store.Tx) error {
		due := tx.Now().Add(time.Hour)
		h.must(tx.Jobs().Add(h.ctx, store.Job{Kind: "a", Key: "k", Article: 7, Payload: "first"},
			store.Job{Kind: "a", Key: "k", Payload: "same key"}, store.Job{Kind: "a", Key: "l", Due: due}, store.Job{Kind: "b"}))
		return nil
	})
	claim := func(kind string) (out []store.Job) {
		h.write(func(tx store.Tx) (err error) {
			out, err = tx.Jobs().Claim(h.ctx, kind, 10, time.Minute)
			return err
		})
		return out
	}
	got := claim("a")
	if len(got) != 1 || got[0].Payload != "first" || got[0].Attempts != 1 || got[0].State != store.JobRunning {
		h.Fatalf("claimed %+v", got)
	}
	if again := claim("a"); len(again) != 0 {
		h.Errorf("claimed twice: %+v", again)
	}
	h.write(func(tx store.Tx) error {
		// Who still works keeps the claim, and learns when it is another's.
		n, err := tx.Jobs().Renew(h.ctx, -time.Second, got[0].ID, "none")
		h.must(err)
		h.same("still running", n, 1)
		again, err := tx.Jobs().Claim(h.ctx, "a", 9, time.Minute)
		h.must(err)
		h.same("the lease ended", len(again), 1)
		n, err = tx.Jobs().Renew(h.ctx, time.Hour, got[0].ID)
		h.must(err)
		again, err = tx.Jobs().Claim(h.ctx, "a", 9, time.Minute)
		h.must(err)
		h.same("renewed", len(again)+10*n, 10)
		return nil
	})
	h.write(func(tx store.Tx) error {
		// While the first runs, its key may wait again.
		h.must(tx.Jobs().Add(h.ctx, store.Job{Kind: "a", Key: "k", Payload: "newer"}))
		h.must(tx.Jobs().Later(h.ctx, tx.Now(), "away\x00", got[0].ID))
		return nil
	})
	if next := claim("a"); len(next) != 1 || next[0].Payload != "newer" {
		h.Errorf("after both: %+v, want the newer alone", next)
	} else {
		h.write(func(tx store.Tx) error { return tx.Jobs().Fail(h.ctx, "refused", next[0].ID) })
	}
	h.read(func(tx store.Tx) error {
		of, err := tx.Jobs().Of(h.ctx, 7, 10)
		h.must(err)
		if len(of) != 1 || of[0].State != store.JobDone || of[0].Problem != "away" {
			h.Errorf("jobs of the article: %+v", of)
		}
		at, ok, err := tx.Jobs().Next(h.ctx)
		h.must(err)
		if !ok || at.After(tx.Now()) {
			h.Errorf("next is %s, %t; job b is due", at, ok)
		}
		return nil
	})
	h.write(func(tx store.Tx) error {
		n, err := tx.Jobs().Forget(h.ctx, tx.Now().Add(time.Hour))
		h.must(err)
		if n != 2 {
			h.Errorf("%d forgotten, want the two that ended", n)
		}
		return nil
	})
}

func jobsRace(h *house) {
	h.write(func(tx store.Tx) error {
		for range 20 {
			h.must(tx.Jobs().Add(h.ctx, store.Job{Kind: "a"}))
		}
		return nil
	})
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen := map[string]int{}
	for range 4 {
		wg.Go(func() {
			for range 10 {
				err := h.db.Write(h.ctx, func(tx store.Tx) error {
					got, err := tx.Jobs().Claim(h.ctx, "a", 3, time.Minute)
					if err != nil {
						return err
					}
					mu.Lock()
					defer mu.Unlock()
					for _, j := range got {
						seen[j.ID]++
					}
					return nil
				})
				if err != nil && !news.Is(err, news.Unavailable) {
					h.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for id, n := range seen {
		if n != 1 {
			h.Errorf("job %s was claimed %d times", id, n)
		}
	}
	if len(seen) != 20 {
		h.Errorf("%d of 20 jobs were claimed", len(seen))
	}
}

func jobsPlace(h *house) {
	h.read(func(tx store.Tx) error {
		_, _, err := tx.Jobs().Place(h.ctx, "mail")
		h.refused(err, news.NotFound)
		return nil
	})
	move := func(from, to news.Seq) (err error) {
		h.write(func(tx store.Tx) error {
			err = tx.Jobs().Move(h.ctx, "mail", from, to, "e")
			return nil
		})
		return err
	}
	h.must(move(0, 5))
	h.refused(move(0, 6), news.Stale)
	h.refused(move(4, 6), news.Stale)
	h.must(move(5, 9))
	h.read(func(tx store.Tx) error {
		seq, event, err := tx.Jobs().Place(h.ctx, "mail")
		h.must(err)
		if seq != 9 || event != "e" {
			h.Errorf("at %d %q", seq, event)
		}
		return nil
	})
}
