package newsroom

import (
	"context"
	"encoding/json"
	"os"

	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/store"
)

// FindImport finds the run that an order is to go on with: the newest of the same
// input that was cut off. The digest is kept in the order's own place until the
// run has looked at its source.
func (n *Newsroom) FindImport(ctx context.Context, who Actor, o ImportOrder, resume bool) (int64, bool, error) {
	if !resume || o.DryRun {
		return 0, false, nil
	}
	var found store.ImportRun
	digest := ""
	if o.URL == "" {
		c := &startImport{order: o}
		if err := c.check(); err != nil {
			return 0, false, err
		}
		in, err := n.importInput(o, news.Settings{}.WithDefaults())
		if err != nil {
			return 0, false, err
		}
		if digest, err = in.digest(ctx); err != nil {
			return 0, false, err
		}
	}
	err := n.readImports(ctx, who, func(tx store.Tx) error {
		found = store.ImportRun{}
		if digest != "" {
			r, err := tx.Imports().LastRun(ctx, o.Edition, o.Source, digest)
			if err == nil {
				found = r
			}
			return ignoreMissing(err)
		}
		runs, err := tx.Imports().Runs(ctx, o.Edition, 0, 50)
		if err != nil {
			return err
		}
		for _, r := range runs {
			d, err := readImport(r)
			if err != nil {
				return err
			}
			if r.Source == o.Source && d.Order.URL == o.URL {
				found = r
				return nil
			}
		}
		return nil
	})
	if err != nil || found.ID == 0 || ImportState(found.State).Over() && found.State != string(ImportFailed) {
		return 0, false, err
	}
	// Its files may lie elsewhere now, and its wishes be others.
	_, err = n.Do(ctx, who, &reorderImport{id: found.ID, order: o})
	return found.ID, err == nil, err
}

// reorderImport gives a run that was cut off its order anew.
type reorderImport struct {
	id    int64
	order ImportOrder
}

func (*reorderImport) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func (c *reorderImport) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	r, err := tx.Imports().Run(ctx, c.id)
	if err != nil {
		return outcome{}, err
	}
	d, err := readImport(r)
	if err != nil {
		return outcome{}, err
	}
	d.Order, d.Problem = c.order, ""
	if r.State != string(ImportRunning) {
		r.State = string(ImportWaiting)
	}
	if r.Data, err = json.Marshal(d); err != nil {
		return outcome{}, err
	}
	if err := tx.Imports().PutRun(ctx, &r); err != nil {
		return outcome{}, err
	}
	return importEvent(r.ID, r.Edition, "import.resume", ""), nil
}

// OldAddresses gives every address of a run's source that readers knew, as paths:
// those of articles that are live here, of sections, tags and people.
func (n *Newsroom) OldAddresses(ctx context.Context, who Actor, id int64, each func(path string)) error {
	var run store.ImportRun
	var set news.Settings
	err := n.readImports(ctx, who, func(tx store.Tx) (err error) {
		if run, err = tx.Imports().Run(ctx, id); err != nil {
			return err
		}
		e, err := tx.Editions().Get(ctx, run.Edition)
		set = e.Settings.WithDefaults()
		return err
	})
	if err != nil {
		return err
	}
	d, err := readImport(run)
	if err != nil {
		return err
	}
	in, err := n.importInput(d.Order, set)
	if err != nil {
		return err
	}
	if d.Order.URL != "" {
		in.spool = d.Cursor.Spool
		if _, err := os.Stat(in.spool); err != nil {
			return nil // it was read and thrown away
		}
	}
	for _, f := range in.files() {
		r, err := in.open(ctx, f)
		if err != nil {
			return err
		}
		o := in.opts
		o.Name, o.Outline = f.Name, true
		for rec, err := range in.stream(ctx, r, o) {
			if err != nil {
				r.Close()
				return err
			}
			for _, a := range knownToReaders(rec) {
				if p := a.Path(); p != "" {
					each(p)
				}
			}
		}
		r.Close()
	}
	return ctx.Err()
}

// knownToReaders are the addresses that something public had.
func knownToReaders(r ingest.Record) []ingest.Address {
	switch {
	case r.Item != nil && r.Item.State == news.Live:
		out := r.Item.Addresses
		for _, a := range r.Item.Addresses {
			if a.Form == "permalink" {
				for _, v := range a.Variants() {
					out = append(out, ingest.Address{URL: v, Form: "variant"})
				}
			}
		}
		return out
	case r.Medium != nil:
		var out []ingest.Address
		for _, a := range r.Medium.Addresses {
			if a.Form == "permalink" {
				out = append(out, a)
			}
		}
		return out
	}
	return nil
}

// SaveProof keeps what the old addresses answered in a run's report.
func (n *Newsroom) SaveProof(ctx context.Context, who Actor, id int64, p ImportProof) error {
	_, err := n.Do(ctx, who, changeReport{id: id, command: "import.proof", change: func(r *ImportReport) { r.Proof = &p }})
	return err
}

// changeReport changes a run's report.
type changeReport struct {
	id      int64
	command string
	change  func(*ImportReport)
}

func (changeReport) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func (c changeReport) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	r, err := tx.Imports().Run(ctx, c.id)
	if err != nil {
		return outcome{}, err
	}
	d, err := readImport(r)
	if err != nil {
		return outcome{}, err
	}
	c.change(&d.Report)
	if r.Data, err = json.Marshal(d); err != nil {
		return outcome{}, err
	}
	if err := tx.Imports().PutRun(ctx, &r); err != nil {
		return outcome{}, err
	}
	return importEvent(r.ID, r.Edition, c.command, ""), nil
}
