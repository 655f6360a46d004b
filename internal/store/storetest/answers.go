package storetest

import (
	"sync"
	"sync/atomic"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

func keyedAnswers(h *house) {
	take := func(owner, key, request string, lease, keep time.Duration) (a store.Answer, taken bool) {
		h.write(func(tx store.Tx) (err error) {
			a, taken, err = tx.Answers().Take(h.ctx, owner, key, request, lease, keep)
			return err
		})
		return a, taken
	}
	mine, taken := take("user 1", "k", "abc", time.Minute, time.Hour)
	if !taken || mine.At.IsZero() {
		h.Fatalf("a new key: %+v, %t", mine, taken)
	}
	if a, taken := take("user 1", "k", "abc", time.Minute, time.Hour); taken || a.Done() || a.Status != 0 || a.Request != "abc" {
		h.Errorf("a key in use: %+v, %t", a, taken)
	}
	if _, taken := take("user 2", "k", "abc", time.Minute, time.Hour); !taken {
		h.Error("another owner's key of the same name is not free")
	}
	h.write(func(tx store.Tx) error {
		h.refused(tx.Answers().Done(h.ctx, "user 1", "k", mine.At.Add(1000), "{}"), news.Conflict)
		h.must(tx.Answers().Done(h.ctx, "user 1", "k", mine.At, `{"article":7}`))
		h.refused(tx.Answers().Done(h.ctx, "user 1", "k", mine.At, `{}`), news.Conflict)
		// What is done cannot be given back.
		h.must(tx.Answers().Free(h.ctx, "user 1", "k", mine.At))
		return nil
	})
	if a, _ := take("user 1", "k", "xyz", -time.Hour, time.Hour); !a.Done() || a.Request != "abc" || a.Status != 0 || a.Result != `{"article":7}` {
		h.Errorf("done and not answered: %+v", a)
	}
	h.write(func(tx store.Tx) error {
		return tx.Answers().Put(h.ctx, "user 1", "k", mine.At, store.Answer{Status: 201, Header: map[string]string{"ETag": `"r1"`}, Body: []byte("{}\n")})
	})
	a, _ := take("user 1", "k", "abc", -time.Hour, time.Hour)
	h.same("kept", []any{a.Status, a.Header["ETag"], string(a.Body)}, []any{201, `"r1"`, "{}\n"})
	if _, taken := take("user 1", "k", "xyz", time.Minute, -time.Hour); !taken {
		h.Error("a key that ended is not free")
	}
	h.write(func(tx store.Tx) error {
		n, err := tx.Answers().Forget(h.ctx, tx.Now().Add(time.Hour), 1)
		h.same("forgotten", n, int64(1))
		return err
	})
	h.refused(h.db.Write(h.ctx, func(tx store.Tx) error {
		_, _, err := tx.Answers().Take(h.ctx, "user 1", "a\x00b", "x", time.Minute, time.Hour)
		return err
	}), news.Invalid)
	left, _ := take("user 3", "k", "abc", time.Minute, time.Hour)
	h.write(func(tx store.Tx) error { return tx.Answers().Free(h.ctx, "user 3", "k", left.At) })
	if _, taken := take("user 3", "k", "other", time.Minute, time.Hour); !taken {
		h.Error("a key given back is not free")
	}
	if _, taken := take("user 3", "k", "abc", -time.Hour, time.Hour); !taken {
		h.Error("a key whose holder is gone is not free")
	}
}

func sharedSecret(h *house) {
	for _, fresh := range []string{"first", "second"} {
		h.write(func(tx store.Tx) error {
			got, err := tx.Answers().Secret(h.ctx, []byte(fresh))
			h.same("secret", string(got), "first")
			return err
		})
	}
}

func keyHolders(h *house) {
	var holders atomic.Int64
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			err := h.db.Write(h.ctx, func(tx store.Tx) error {
				_, taken, err := tx.Answers().Take(h.ctx, "user 1", "race", "abc", time.Minute, time.Hour)
				if taken {
					holders.Add(1)
				}
				return err
			})
			if err != nil {
				h.Error(err)
			}
		})
	}
	wg.Wait()
	h.same("holders", holders.Load(), int64(1))
}
