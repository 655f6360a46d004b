package newsroom

import (
	"context"
	"errors"
	"sync"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Swept is what one sweep did.
type Swept struct {
	// Published and Expired count articles; Held those that could not go out.
	Published, Expired, Held int
}

// Sweep does what is due now by the database's time: it publishes scheduled
// versions, ends what has expired, and tells the chiefs of withdrawals that
// nobody signed. Every node runs it each second and once before it serves; each
// thing happens once, whoever comes first, and there is no leader (SCH-1).
func (n *Newsroom) Sweep(ctx context.Context) (Swept, error) {
	var did Swept
	due, expired, unsigned, err := n.anythingDue(ctx)
	if err != nil {
		return did, err
	}
	for due {
		cmd := &releaseDue{}
		r, err := n.Do(ctx, Clock(), cmd)
		switch {
		case err == nil && r.Article == 0:
			due = false
		case err == nil:
			did.Published++
		case cmd.found == 0 || ctx.Err() != nil || news.Is(err, news.Unavailable):
			return did, err
		case !definite(err) && n.faults.count(cmd.found) < faultsBorne:
			// A fault of ours or of the moment: once more in the next second.
			n.log.Warn("a scheduled version did not go out; it is tried again", "article", cmd.found, "err", err)
			return did, err
		default:
			n.log.Error("a scheduled version cannot go out", "article", cmd.found, "err", err)
			if _, err := n.Do(ctx, Clock(), hold{Article: cmd.found, Reason: why(err)}); err != nil {
				return did, err
			}
			did.Held++
		}
	}
	for expired {
		cmd := &expireNext{}
		r, err := n.Do(ctx, Clock(), cmd)
		switch {
		case err != nil:
			return did, err
		case r.Article != 0:
			did.Expired++
		default:
			expired = cmd.found != 0
		}
	}
	for unsigned {
		r, err := n.Do(ctx, Clock(), tellUnsigned{})
		if err != nil {
			return did, err
		}
		unsigned = r.Article != 0
	}
	if _, err := n.DueFronts(ctx); err != nil {
		return did, err
	}
	_, err = n.DueDemands(ctx)
	return did, err
}

// definite reports whether an error is the newspaper's word, which another try
// would only repeat.
func definite(err error) bool {
	return news.Is(err, news.Conflict) || news.Is(err, news.Invalid) || news.Is(err, news.NotFound)
}

// faultsBorne is how often an article may fail before the others go on without it.
const faultsBorne = 3

// faults counts how often an article's publication failed here.
type faults struct {
	mu sync.Mutex
	n  map[news.ArticleID]int
}

func (f *faults) count(id news.ArticleID) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n == nil || len(f.n) > 1000 {
		f.n = map[news.ArticleID]int{}
	}
	f.n[id]++
	return f.n[id]
}

// anythingDue looks without taking the writers' place: most seconds have nothing.
func (n *Newsroom) anythingDue(ctx context.Context) (due, expired, unsigned bool, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		for _, q := range []struct {
			into *bool
			ask  func(context.Context, time.Time) (news.ArticleID, error)
		}{{&due, tx.Workflow().Due}, {&expired, tx.Workflow().Expired}, {&unsigned, tx.Workflow().Unsigned}} {
			_, err := q.ask(ctx, tx.Now())
			if err != nil && !news.Is(err, news.NotFound) {
				return err
			}
			*q.into = err == nil
		}
		return nil
	})
	return due, expired, unsigned, err
}

// why is the reason that an article is stuck: a message key below "stuck.".
func why(err error) string {
	var e *news.Error
	if errors.As(err, &e) {
		switch e.Code {
		case "embargo", "no_version":
			return e.Code
		case "state":
			return "withdrawn"
		}
	}
	return "fault"
}

// Run sweeps each second until the context ends, and tidies each minute.
func (n *Newsroom) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	n.run(ctx, tick.C)
}

func (n *Newsroom) run(ctx context.Context, seconds <-chan time.Time) {
	failed, untidy := false, false
	var tidied time.Time
	for {
		var now time.Time
		select {
		case <-ctx.Done():
			return
		case now = <-seconds:
		}
		_, err := n.Sweep(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failed:
			n.log.Error("the clock cannot look for what is due; it tries again each second", "err", err)
		case err == nil && failed:
			n.log.Info("the clock looks for what is due again")
		}
		failed = err != nil
		// What is due comes first, and a start has better to do. A clock that is set
		// back must not stop it either.
		if since := now.Sub(tidied); tidied.IsZero() {
			tidied = now
			continue
		} else if failed || since >= 0 && since < TidyEvery {
			continue
		}
		tidied = now
		err = n.tidyUp(ctx)
		if err != nil && ctx.Err() == nil && !untidy {
			n.log.Warn("what is not needed any more could not be tidied away; it is tried each minute", "err", err)
		}
		untidy = err != nil
	}
}
