// Package job does durable work: what follows a change of the newspaper and
// can be done a little later, again after a fault, and at least once. Jobs lie
// in the database beside the articles, so that they are made with a change or
// not at all, and any node may do them.
//
// A consumer reads the ledger in its order and makes jobs of events; the
// runner claims what is due, hands it to the kind's worker in batches, and puts
// back what did not succeed.
package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Worker does jobs of one kind.
type Worker struct {
	Kind string
	// Batch is how many jobs it takes at once; default 1.
	Batch int
	// Time is how long a batch may take; the lease is renewed meanwhile. Without
	// it a batch has the first lease.
	Time time.Duration
	// Apart says that the kind is done beside the others, so that nothing waits for
	// it: sending a film takes as long as the line takes.
	Apart bool
	// Do does them and says for each what came of it, nil meaning that all are
	// done. An error puts a job back; wrapped in [Final] it ends it for good.
	Do func(ctx context.Context, jobs []store.Job) []error
}

// Consumer makes jobs of events.
type Consumer struct {
	Name string
	// Plan gives the jobs that follow from events, in a transaction's snapshot.
	Plan func(ctx context.Context, events []news.Event) ([]store.Job, error)
}

// Final marks an error that another try would meet again.
func Final(err error) error { return final{err} }

type final struct{ error }

func (f final) Unwrap() error { return f.error }

// Options of a Runner. Database is needed.
type Options struct {
	Database  store.Database
	Workers   []Worker
	Consumers []Consumer
	Logger    *slog.Logger
	// Lease is how long a claim holds without being renewed; two minutes when 0.
	Lease time.Duration
}

// Runner does the newspaper's jobs on this node.
type Runner struct {
	o   Options
	log *slog.Logger

	// apart are the kinds that are being done beside the others.
	mu    sync.Mutex
	apart map[string]bool
	wait  sync.WaitGroup
}

// New makes a runner; it does nothing until Run.
func New(o Options) *Runner {
	r := &Runner{o: o, log: o.Logger, apart: map[string]bool{}}
	if r.o.Lease <= 0 {
		r.o.Lease = lease
	}
	if r.log == nil {
		r.log = slog.New(slog.DiscardHandler)
	}
	return r
}

const (
	// lease is how long a node may work on a claim before another takes over.
	lease = 2 * time.Minute
	// eventsAtOnce bounds what a consumer reads in one transaction.
	eventsAtOnce = 500
	// keepDone is how long ended jobs stay to be looked at.
	keepDone = 7 * 24 * time.Hour
	// giveUp is how long a job is tried.
	giveUp = 24 * time.Hour
)

// Run works until ctx ends. Faults of the database are told once and tried
// again each second.
func (r *Runner) Run(ctx context.Context) {
	ledger := r.o.Database.Ledger()
	failed := false
	var forgot time.Time
	defer r.wait.Wait()
	for ctx.Err() == nil {
		err := r.once(ctx, r.beside)
		if err == nil && time.Since(forgot) > time.Hour {
			forgot = time.Now()
			err = r.forget(ctx)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failed:
			r.log.Error("jobs wait", "error", err)
		}
		failed = err != nil
		if err := ledger.Wait(ctx); err != nil {
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
}

// Once reads what is new in the ledger and does everything that is due now.
func (r *Runner) Once(ctx context.Context) error { return r.once(ctx, r.work) }

// beside does a kind that stands apart, if it is not being done already.
func (r *Runner) beside(ctx context.Context, w Worker) error {
	if !w.Apart {
		return r.work(ctx, w)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.apart[w.Kind] {
		return nil
	}
	r.apart[w.Kind] = true
	r.wait.Go(func() {
		if err := r.work(ctx, w); err != nil && ctx.Err() == nil {
			r.log.Error("jobs wait", "kind", w.Kind, "error", err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.apart, w.Kind)
	})
	return nil
}

func (r *Runner) once(ctx context.Context, do func(context.Context, Worker) error) error {
	for _, c := range r.o.Consumers {
		if err := r.consume(ctx, c); err != nil {
			return fmt.Errorf("read the ledger for %s: %w", c.Name, err)
		}
	}
	due := false
	err := r.o.Database.Read(ctx, func(tx store.Tx) error {
		next, ok, err := tx.Jobs().Next(ctx)
		due = ok && !next.After(tx.Now())
		return err
	})
	if err != nil || !due {
		return err
	}
	for _, w := range r.o.Workers {
		if err := do(ctx, w); err != nil {
			return fmt.Errorf("do jobs %s: %w", w.Kind, err)
		}
	}
	return nil
}

// consume makes jobs of all events that c has not seen. A consumer that is new
// begins at the ledger's end: what is history is not announced.
func (r *Runner) consume(ctx context.Context, c Consumer) error {
	ledger := r.o.Database.Ledger()
	for {
		seq, id, known, err := r.place(ctx, c.Name)
		if err != nil {
			return err
		}
		events, err := ledger.From(ctx, max(seq, 1), eventsAtOnce)
		if err != nil {
			return err
		}
		if !known || seq > 0 && (len(events) == 0 || events[0].Seq != seq || events[0].ID != id) {
			// New here, or the database is another one than it was.
			head, last, err := ledger.Head(ctx)
			if err != nil {
				return err
			}
			return r.move(ctx, c.Name, seq, head, last, nil)
		}
		if seq > 0 {
			events = events[1:]
		}
		if len(events) == 0 {
			return nil
		}
		jobs, err := c.Plan(ctx, events)
		if err != nil {
			return err
		}
		last := events[len(events)-1]
		if err := r.move(ctx, c.Name, seq, last.Seq, last.ID, jobs); err != nil {
			return err
		}
	}
}

func (r *Runner) place(ctx context.Context, name string) (seq news.Seq, id string, known bool, err error) {
	err = r.o.Database.Read(ctx, func(tx store.Tx) (err error) {
		seq, id, err = tx.Jobs().Place(ctx, name)
		return err
	})
	if news.Is(err, news.NotFound) {
		return 0, "", false, nil
	}
	return seq, id, true, err
}

// move writes the jobs and the place together. Another node that was faster
// has written both.
func (r *Runner) move(ctx context.Context, name string, from, to news.Seq, id string, jobs []store.Job) error {
	err := r.o.Database.Write(ctx, func(tx store.Tx) error {
		if err := tx.Jobs().Move(ctx, name, from, to, id); err != nil {
			return err
		}
		return tx.Jobs().Add(ctx, jobs...)
	})
	if news.Is(err, news.Stale) {
		return nil
	}
	return err
}

// work does what is due of one kind, batch after batch.
func (r *Runner) work(ctx context.Context, w Worker) error {
	for ctx.Err() == nil {
		var jobs []store.Job
		err := r.o.Database.Write(ctx, func(tx store.Tx) (err error) {
			jobs, err = tx.Jobs().Claim(ctx, w.Kind, max(1, w.Batch), r.o.Lease)
			return err
		})
		if err != nil || len(jobs) == 0 {
			return err
		}
		did := r.do(ctx, w, jobs)
		if err := r.settle(context.WithoutCancel(ctx), w, jobs, did); err != nil {
			return err
		}
	}
	return nil
}

// do lets the worker work, and keeps the claim from others meanwhile. A claim
// that was lost, or cannot be renewed before it ends, stops the worker: another
// node does the jobs.
func (r *Runner) do(ctx context.Context, w Worker, jobs []store.Job) []error {
	if w.Time == 0 {
		limited, cancel := context.WithTimeout(ctx, r.o.Lease-r.o.Lease/12)
		defer cancel()
		return w.Do(limited, jobs)
	}
	limited, cancel := context.WithTimeout(ctx, w.Time)
	var beat sync.WaitGroup
	defer beat.Wait()
	defer cancel()
	beat.Go(func() {
		renewed := time.Now()
		tick := time.NewTicker(r.o.Lease / 4)
		defer tick.Stop()
		for {
			select {
			case <-limited.Done():
				return
			case <-tick.C:
			}
			asked := time.Now()
			still, err := r.renew(limited, jobs)
			switch {
			case err == nil && still > 0:
				renewed = asked
			case limited.Err() == nil && (err == nil || time.Since(renewed) > r.o.Lease*3/4):
				r.log.Warn("a claim on jobs was lost", "kind", w.Kind, "error", err)
				cancel()
				return
			}
		}
	})
	return w.Do(limited, jobs)
}

func (r *Runner) renew(ctx context.Context, jobs []store.Job) (still int, err error) {
	ids := make([]string, len(jobs))
	for i, j := range jobs {
		ids[i] = j.ID
	}
	err = r.o.Database.Write(ctx, func(tx store.Tx) (err error) {
		still, err = tx.Jobs().Renew(ctx, r.o.Lease, ids...)
		return err
	})
	return still, err
}

// settle writes what came of a batch.
func (r *Runner) settle(ctx context.Context, w Worker, jobs []store.Job, did []error) error {
	return r.o.Database.Write(ctx, func(tx store.Tx) error {
		for i, j := range jobs {
			var problem error
			if did != nil {
				problem = did[i]
			}
			if err := r.settleOne(ctx, tx, w, j, problem); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *Runner) settleOne(ctx context.Context, tx store.Tx, w Worker, j store.Job, problem error) error {
	var stop final
	switch {
	case problem == nil:
		return tx.Jobs().Done(ctx, j.ID)
	case errors.As(problem, &stop), tx.Now().Sub(j.Made) > giveUp:
		r.log.Error("a job was given up", "kind", w.Kind, "job", j.ID, "error", problem)
		return tx.Jobs().Fail(ctx, problem.Error(), j.ID)
	}
	wait := backoff(j.Attempts)
	r.log.Warn("a job will be tried again", "kind", w.Kind, "job", j.ID, "in", wait.String(), "error", problem)
	return tx.Jobs().Later(ctx, tx.Now().Add(wait), problem.Error(), j.ID)
}

// backoff is 10 s after the first try and doubles, up to an hour.
func backoff(attempts int) time.Duration {
	return min(time.Hour, 10*time.Second<<min(max(0, attempts-1), 10))
}

func (r *Runner) forget(ctx context.Context) error {
	err := r.o.Database.Write(ctx, func(tx store.Tx) error {
		_, err := tx.Jobs().Forget(ctx, tx.Now().Add(-keepDone))
		return err
	})
	// Events are kept as long (operations.md 6.2.8), and go in pieces, so that no
	// writer waits for them.
	for n := int64(trimPiece); err == nil && n == trimPiece; {
		err = r.o.Database.Write(ctx, func(tx store.Tx) (err error) {
			n, err = tx.Ops().Trim(ctx, tx.Now().Add(-keepDone), trimPiece)
			return err
		})
	}
	return err
}

const trimPiece = 2000
