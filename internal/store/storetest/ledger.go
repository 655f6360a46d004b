package storetest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

func ledgerOrder(h *house) {
	seq, id, err := h.db.Ledger().Head(h.ctx)
	h.must(err)
	h.same("empty head", []any{seq, id}, []any{news.Seq(0), ""})

	sent := []news.Event{
		{Edition: h.edition, Kind: news.EventPublished, Article: 5, Keys: []string{"a5", "l1"}, At: morning},
		{Edition: h.edition, Kind: news.EventWithdrawn, Article: 6, Drop: []string{"a6"}},
	}
	var now time.Time
	h.write(func(tx store.Tx) error {
		now = tx.Now()
		seq, err := tx.Record(h.ctx, sent, store.AuditRow{})
		h.same("last number", seq, news.Seq(2))
		return err
	})
	h.write(func(tx store.Tx) error {
		seq, err := tx.Record(h.ctx, []news.Event{{Kind: news.EventSettings}}, store.AuditRow{})
		h.same("next number", seq, news.Seq(3))
		return err
	})
	// An audit row alone moves nothing, nor does what was rolled back.
	h.write(func(tx store.Tx) error {
		seq, err := tx.Record(h.ctx, nil, store.AuditRow{})
		h.same("number of none", seq, news.Seq(3))
		return err
	})
	_ = h.db.Write(h.ctx, func(tx store.Tx) error {
		_, err := tx.Record(h.ctx, []news.Event{{Kind: news.EventSettings}}, store.AuditRow{})
		h.must(err)
		return errStop
	})
	l := h.db.Ledger()
	got, err := l.From(h.ctx, 1, 10)
	h.must(err)
	if len(got) != 3 {
		h.Fatalf("got %d events, want 3", len(got))
	}
	for i, e := range got[:2] {
		want := sent[i]
		want.Seq = news.Seq(i + 1)
		want.ID = e.ID
		if want.At.IsZero() {
			want.At = now
		}
		h.same("event", e, want)
		h.same("given number", sent[i].Seq, want.Seq)
		if len(e.ID) != 32 || strings.Trim(e.ID, "0123456789abcdef") != "" {
			h.Errorf("event id %q is not 128 bits in hex", e.ID)
		}
	}
	if got[0].ID == got[1].ID {
		h.Error("two events have one id")
	}
	seq, id, err = l.Head(h.ctx)
	h.must(err)
	h.same("head", []any{seq, id}, []any{news.Seq(3), got[2].ID})
	some, err := l.From(h.ctx, 2, 1)
	h.must(err)
	h.same("one from two", some[0].Seq, news.Seq(2))
	none, err := l.From(h.ctx, 4, 10)
	h.must(err)
	h.same("from the future", len(none), 0)
}

func auditChain(h *house) {
	for i := range 5 {
		h.write(func(tx store.Tx) error {
			_, err := tx.Record(h.ctx, nil, store.AuditRow{Actor: "user 1", Command: "publish", Subject: fmt.Sprint("article ", i),
				Revision: i, Content: "ab", Reason: hard[0], Request: "r", At: morning.Add(time.Duration(i)),
				Number: 99, Prev: "forged", Hash: "forged"})
			return err
		})
	}
	rows, err := h.db.Ledger().Audit(h.ctx, 1, 100)
	h.must(err)
	h.same("rows", len(rows), 5)
	prev := ""
	for i, r := range rows {
		h.same("number", r.Number, int64(i+1))
		h.same("prev", r.Prev, prev)
		h.same("hash", r.Hash, r.Sum())
		h.same("at", r.At, morning)
		prev = r.Hash
		changed := r
		changed.Reason += " "
		if changed.Sum() == r.Hash {
			h.Error("the hash does not cover the reason")
		}
	}
	some, err := h.db.Ledger().Audit(h.ctx, 3, 2)
	h.must(err)
	h.same("a piece", some, rows[2:4])
}

func nothingFollows(h *house) {
	for name, after := range map[string]func(store.Tx) error{
		"create": func(tx store.Tx) error {
			return tx.Articles().Create(h.ctx, &news.Article{Edition: h.edition}, nil)
		},
		"show": func(tx store.Tx) error { return tx.Publishing().Show(h.ctx, h.piece(1, "Satu"), morning) },
		"record": func(tx store.Tx) error {
			_, err := tx.Record(h.ctx, nil, store.AuditRow{})
			return err
		},
	} {
		err := h.db.Write(h.ctx, func(tx store.Tx) error {
			_, err := tx.Record(h.ctx, nil, store.AuditRow{})
			h.must(err)
			_ = after(tx)
			return nil
		})
		if err == nil {
			h.Errorf("%s after Record was committed", name)
		}
	}
	seq, _, err := h.db.Ledger().Head(h.ctx)
	h.must(err)
	h.same("head", seq, news.Seq(0))
}

func waitWakes(h *house) {
	other := Open(h, h.options)
	for name, db := range map[string]store.Database{"this handle": h.db, "another": other} {
		l := db.Ledger()
		woke := make(chan news.Seq, 100)
		ctx, cancel := context.WithCancel(h.ctx)
		var wg sync.WaitGroup
		wg.Go(func() {
			for l.Wait(ctx) == nil {
				seq, _, err := l.Head(ctx)
				if err == nil {
					woke <- seq
				}
			}
		})
		var want news.Seq
		h.write(func(tx store.Tx) error {
			var err error
			want, err = tx.Record(h.ctx, []news.Event{{Kind: news.EventSettings}}, store.AuditRow{})
			return err
		})
		deadline := time.After(20 * time.Second)
		for seen := news.Seq(0); seen < want; {
			select {
			case seen = <-woke:
			case <-deadline:
				h.Fatalf("%s did not learn of event %d", name, want)
			}
		}
		cancel()
		wg.Wait()
	}
	ctx, cancel := context.WithCancel(h.ctx)
	cancel()
	l := h.db.Ledger()
	for range 3 {
		if l.Wait(ctx) != nil {
			return
		}
	}
	h.Error("Wait does not end with its context")
}

func twoHandles(h *house) {
	other := Open(h, h.options)
	h.show(h.piece(1, "Satu"))
	h.must(other.Published().View(h.ctx, 0, func(v store.View) error {
		_, err := v.Article(h.ctx, 1)
		return err
	}))
	h.must(other.Write(h.ctx, func(tx store.Tx) error { return tx.Publishing().Show(h.ctx, h.piece(2, "Dua"), morning) }))
	h.same("list", h.listed(store.List{By: "edition"}), []news.ArticleID{2, 1})
}

func concurrentWriters(h *house) {
	other := Open(h, h.options)
	const writers, each = 4, 10
	errs := make(chan error, writers)
	for w := range writers {
		db := []store.Database{h.db, other}[w%2]
		go func() {
			var err error
			for i := 0; i < each && err == nil; i++ {
				err = db.Write(h.ctx, func(tx store.Tx) error {
					a := news.Article{Edition: h.edition, Revision: 1}
					if err := tx.Articles().Create(h.ctx, &a, &news.Content{Headline: "x"}); err != nil {
						return err
					}
					p := h.piece(a.ID, "Artikel "+a.ID.String())
					p.Content.Tags = []news.TagID{news.TagID(1 + (i+w)%3), news.TagID(1 + (i+w+1)%3)}
					if err := tx.Publishing().Show(h.ctx, p, tx.Now()); err != nil {
						return err
					}
					_, err := tx.Record(h.ctx, []news.Event{{Kind: news.EventPublished, Article: a.ID}}, store.AuditRow{Subject: a.ID.String()})
					return err
				})
			}
			errs <- err
		}()
	}
	for range writers {
		h.must(<-errs)
	}
	events, err := h.db.Ledger().From(h.ctx, 1, 1000)
	h.must(err)
	h.same("events", len(events), writers*each)
	rows, err := h.db.Ledger().Audit(h.ctx, 1, 1000)
	h.must(err)
	h.same("audit rows", len(rows), writers*each)
	for i := range events {
		h.same("event number", events[i].Seq, news.Seq(i+1))
		h.same("audit subject", rows[i].Subject, events[i].Article.String())
	}
	h.same("list", len(h.listed(store.List{By: "edition"})), writers*each)
	h.sound()
}
