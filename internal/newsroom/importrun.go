package newsroom

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"warta/internal/ingest"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// errPaused ends a run that somebody paused.
var errPaused = errors.New("the run is paused")

// RunImport does a run's work, or goes on with it, until it is over, paused or
// called off; tell, which may be nil, hears how far it is. A source that is not
// sound is refused at the first look, with nothing written but the run's own row.
func (n *Newsroom) RunImport(ctx context.Context, who Actor, id int64, tell func(ImportProgress)) error {
	if !Can(who, PermRunImport, Subject{}) {
		return news.E(news.Forbidden, "run import", nil)
	}
	w, err := n.takeImport(ctx, id)
	if err != nil || w == nil {
		return err
	}
	defer n.leaveImport(w)
	if tell == nil {
		tell = func(ImportProgress) {}
	}
	err = n.runImport(ctx, who, w, tell)
	switch {
	case err == nil, errors.Is(err, errPaused):
		return nil
	case ctx.Err() != nil:
		return err // it goes on another time
	case news.Is(err, news.Unavailable), news.Is(err, news.Stale):
		return err
	}
	if failed := n.failImport(ctx, who, w, err); failed != nil {
		return errors.Join(err, failed)
	}
	return err
}

// importHolder names this process: one that is gone from this machine holds
// nothing any more.
var importHolder = func() string {
	host, _ := os.Hostname()
	var b [8]byte
	_, _ = rand.Read(b[:])
	return host + "/" + strconv.Itoa(os.Getpid()) + "/" + hex.EncodeToString(b[:])
}()

// holderGone reports whether a holder is a process of this machine that is no more.
func holderGone(holder string) bool {
	host, _ := os.Hostname()
	parts := strings.Split(holder, "/")
	if len(parts) != 3 || parts[0] != host || holder == importHolder {
		return false
	}
	pid, err := strconv.Atoi(parts[1])
	if err != nil || pid <= 0 {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return true
	}
	return errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

// takeImport takes a run for this process; nil when there is nothing to do.
func (n *Newsroom) takeImport(ctx context.Context, id int64) (*importWriter, error) {
	var w *importWriter
	err := n.db.Write(ctx, func(tx store.Tx) error {
		w = nil
		r, err := tx.Imports().Run(ctx, id)
		if err != nil {
			return err
		}
		switch ImportState(r.State) {
		case ImportDone, ImportUndone, ImportPaused:
			return nil
		}
		lease := importLease
		if holderGone(r.Holder) {
			if _, err := tx.Imports().Hold(ctx, id, r.Holder, -time.Second); err != nil {
				return err
			}
		}
		mine, err := tx.Imports().Hold(ctx, id, importHolder, lease)
		if err != nil {
			return err
		}
		if !mine {
			return news.Refuse(news.Unavailable, importSubject(id), "import.elsewhere", nil)
		}
		if r.State != string(ImportPausing) {
			r.State = string(ImportRunning)
		}
		if err := tx.Imports().PutRun(ctx, &r); err != nil {
			return err
		}
		data, err := readImport(r)
		if err != nil {
			return err
		}
		data.Problem = ""
		w = &importWriter{n: n, run: r, data: data, known: newKnown(), rules: map[news.SectionID]effective{}, terms: map[termNumber]string{}}
		if w.edition, err = tx.Editions().Get(ctx, r.Edition); err != nil {
			return err
		}
		w.set = w.edition.Settings.WithDefaults()
		w.zone = w.edition.Settings.Location()
		return nil
	})
	return w, err
}

// leaveImport lets others take the run.
func (n *Newsroom) leaveImport(w *importWriter) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := n.db.Write(ctx, func(tx store.Tx) error {
		_, err := tx.Imports().Hold(ctx, w.run.ID, importHolder, -time.Second)
		return err
	})
	if err != nil {
		n.log.Warn("an import could not be given free; others wait a minute", "run", w.run.ID, "err", err)
	}
}

func (w *importWriter) progress() ImportProgress {
	c := w.data.Cursor
	return ImportProgress{ID: w.run.ID, State: ImportState(w.run.State), Order: w.data.Order, Made: w.run.Made, Changed: w.run.Changed, Stage: c.Stage,
		Bytes: c.Read, Total: c.Total, Items: c.Items, Of: c.Of, Media: w.data.Report.Media}
}

func (n *Newsroom) runImport(ctx context.Context, who Actor, w *importWriter, tell func(ImportProgress)) error {
	in, err := n.importInput(w.data.Order, w.set)
	if err != nil {
		return err
	}
	if w.data.Report.Began.IsZero() {
		w.data.Report.Began = time.Now().UTC()
	}
	if w.data.Order.URL != "" {
		if err := n.spoolImport(ctx, who, w, in, tell); err != nil {
			return err
		}
	}
	if err := n.look(ctx, who, w, in, tell); err != nil {
		return err
	}
	if w.data.Cursor.Stage != "end" {
		if err := n.writeImport(ctx, who, w, in, tell); err != nil {
			return err
		}
	}
	if err := n.endImport(ctx, who, w); err != nil {
		return err
	}
	if in.spool != "" {
		os.Remove(in.spool)
	}
	tell(w.progress())
	return nil
}

// spoolImport reads a live site into a file of this machine.
func (n *Newsroom) spoolImport(ctx context.Context, who Actor, w *importWriter, in *importInput, tell func(ImportProgress)) error {
	if w.data.Cursor.Spool == "" {
		dir := n.temp
		if dir == "" {
			dir = os.TempDir()
		}
		w.data.Cursor.Spool = filepath.Join(dir, fmt.Sprintf("warta-import-%d-%s.jsonl", w.run.ID, unguessable()[:8]))
	}
	in.spool = w.data.Cursor.Spool
	w.data.Cursor.Stage = "fetch"
	if err := n.saveImport(ctx, who, w, "import.fetch"); err != nil {
		return err
	}
	count := 0
	return n.writeSpool(ctx, w.data.Order, in.opts, in.spool, func(items int) {
		if count++; count%100 == 0 {
			p := w.progress()
			p.Items = items
			tell(p)
		}
	})
}

// look goes through the whole source: it is sound, or nothing of it is written.
func (n *Newsroom) look(ctx context.Context, who Actor, w *importWriter, in *importInput, tell func(ImportProgress)) error {
	total := int64(0)
	for k, f := range w.data.Order.Files {
		if f.Size == 0 && f.Path != "" {
			if info, err := os.Stat(f.Path); err == nil {
				w.data.Order.Files[k].Size = info.Size()
			}
		}
		total += w.data.Order.Files[k].Size
	}
	in.order = w.data.Order
	p := w.progress()
	p.Stage, p.Total = "look", total
	last := time.Time{}
	plan, digest, err := in.outline(ctx, func(read int64) {
		if time.Since(last) > 200*time.Millisecond {
			last = time.Now()
			p.Bytes = read
			tell(p)
		}
	})
	if err != nil {
		return err
	}
	first := !w.data.Cursor.Planned
	if !first && w.run.Digest != digest {
		return news.Refuse(news.Conflict, importSubject(w.run.ID), "import.other_file", nil)
	}
	w.plan = plan
	w.data.Cursor.Total, w.data.Cursor.Of = max(plan.bytes, total), plan.items
	if w.data.Cursor.Stage != "end" {
		w.data.Cursor.Stage = "write"
	}
	if w.data.Order.DryRun {
		return n.db.Read(ctx, func(tx store.Tx) error { return plan.number(ctx, tx, &w.run, false) })
	}
	cmd := &planImport{w: w, first: first, digest: digest}
	_, err = n.Do(ctx, who, cmd)
	return err
}

// planImport keeps the numbers that a run gives.
type planImport struct {
	w      *importWriter
	first  bool
	digest string
}

func (*planImport) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func (c *planImport) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	w := c.w
	order := w.plan.order
	err := w.plan.number(ctx, tx, &w.run, c.first)
	w.plan.order = order
	if err != nil {
		return outcome{}, err
	}
	run, err := tx.Imports().Run(ctx, w.run.ID)
	if err != nil {
		return outcome{}, err
	}
	w.data.Cursor.Planned = true
	if last, err := tx.Imports().LastRun(ctx, run.Edition, run.Source, c.digest); err == nil && last.ID != run.ID && last.State == string(ImportDone) {
		before, err := readImport(last)
		w.data.Cursor.Repeat = err == nil && !before.Order.DryRun
	} else if err != nil && !news.Is(err, news.NotFound) {
		return outcome{}, err
	}
	run.Digest = c.digest
	if run.Data, err = json.Marshal(w.data); err != nil {
		return outcome{}, err
	}
	if c.first {
		run.LastArticle, run.LastAsset = w.plan.lastArticle, w.plan.lastAsset
		for kind, last := range map[string]int64{"article": run.LastArticle, "asset": run.LastAsset} {
			if last == 0 {
				continue
			}
			if err := tx.Imports().Promise(ctx, kind, last); err != nil {
				return outcome{}, err
			}
		}
	}
	if err := tx.Imports().PutRun(ctx, &run); err != nil {
		return outcome{}, err
	}
	w.run = run
	out := importEvent(run.ID, run.Edition, "import.look", c.digest)
	out.later = true
	return out, nil
}

// writeImport reads on one processor and writes on the other.
func (n *Newsroom) writeImport(ctx context.Context, who Actor, w *importWriter, in *importInput, tell func(ImportProgress)) error {
	reading, stop := context.WithCancel(ctx)
	type read struct {
		c   chunk
		err error
	}
	chunks := make(chan read, 2)
	at := w.data.Cursor
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(chunks)
		for c, err := range in.chunks(reading, w.plan, at) {
			select {
			case chunks <- read{c, err}:
			case <-reading.Done():
				return
			}
		}
	}()
	defer func() {
		stop()
		for range chunks {
		}
		<-done
	}()
	tell(w.progress())
	for r := range chunks {
		if r.err != nil {
			return r.err
		}
		if err := n.writeChunk(ctx, who, w, r.c); err != nil {
			return err
		}
		tell(w.progress())
		if w.run.State == string(ImportPaused) {
			return errPaused
		}
	}
	return ctx.Err()
}

func (n *Newsroom) writeChunk(ctx context.Context, who Actor, w *importWriter, c chunk) error {
	if w.data.Order.DryRun {
		return n.foresee(ctx, w, c)
	}
	cmd := &bringChunk{w: w, c: c}
	if _, err := n.Do(ctx, who, cmd); err != nil {
		w.known = newKnown()
		return err
	}
	w.data = cmd.done
	w.run.Changed = time.Now()
	return nil
}

// saveImport writes a run's row.
func (n *Newsroom) saveImport(ctx context.Context, who Actor, w *importWriter, command string) error {
	_, err := n.Do(ctx, who, saveImport{w, command})
	return err
}

type saveImport struct {
	w       *importWriter
	command string
}

func (saveImport) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func (c saveImport) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	run := c.w.run
	var err error
	if run.Data, err = json.Marshal(c.w.data); err != nil {
		return outcome{}, err
	}
	if err := tx.Imports().PutRun(ctx, &run); err != nil {
		return outcome{}, err
	}
	return importEvent(run.ID, run.Edition, c.command, c.w.data.Problem), nil
}

// failImport tells in the run's row why it ended.
func (n *Newsroom) failImport(ctx context.Context, who Actor, w *importWriter, cause error) error {
	w.run.State = string(ImportFailed)
	w.data.Problem = sentenceOf(cause, w.set.Locale)
	return n.saveImport(ctx, who, w, "import.fail")
}

// sentenceOf is what a person reads of an error.
func sentenceOf(err error, tag string) string {
	l := locale.Get(tag)
	var e *news.Error
	if errors.As(err, &e) && e.Code != "" && l.Has("error."+e.Code) {
		args := make([]any, 0, 2*len(e.Args))
		for k, v := range e.Args {
			args = append(args, k, v)
		}
		return l.Message("error."+e.Code, args...)
	}
	return l.Message("error.import.broke")
}

// foresee counts what a batch would do, and writes nothing.
func (n *Newsroom) foresee(ctx context.Context, w *importWriter, c chunk) error {
	err := n.db.Read(ctx, func(tx store.Tx) error {
		b := &bringing{importWriter: w, ctx: ctx, tx: tx, who: Importer(), chunk: &c, data: &w.data, now: tx.Now(), keys: map[string]bool{}}
		return b.foresee()
	})
	w.data.Cursor.File, w.data.Cursor.Offset, w.data.Cursor.Skip, w.data.Cursor.Read = c.file, c.next, c.skip, c.read
	return err
}

// foresee tells for each record what would become of it.
func (i *bringing) foresee() error {
	if err := i.lookUp(); err != nil {
		return err
	}
	if err := i.sites(); err != nil {
		return err
	}
	for k := range i.chunk.records {
		r := &i.chunk.records[k]
		if i.again(r) {
			continue
		}
		what := "created"
		switch {
		case r.Item != nil:
			had, known := i.origins[bare(r.Item.Origin)]
			for _, o := range r.Item.Also {
				if !known {
					had, known = i.origins[bare(o)]
				}
			}
			if known {
				var err error
				if what, err = i.foreseen(r.Item, had); err != nil {
					return err
				}
			} else {
				_, missing := r.Item.Finish(ingest.Resolver{
					Target: func(t ingest.Target) (int64, bool) { return i.plan.target(i.chunk.site, t) },
					Asset: func(m ingest.MediaRef) (int64, bool) {
						return 1, fetchable(m) != "" || m.ID > 0 && i.plan.assets[sourceNumber(i.chunk.site, m.ID)] > 0
					},
					Attached: func(source int64) []int64 { return i.plan.attached[sourceNumber(i.chunk.site, source)] },
				})
				i.data.Report.Lost(r.Item, missing)
			}
		case r.Medium != nil:
			i.data.Report.Media.Wanted++
			key := mediumThing(i.plan.sites[i.chunk.site], r.Medium)
			had, err := i.tx.Imports().Things(i.ctx, i.run.Edition, "asset", []string{key})
			if err != nil {
				return err
			}
			if _, known := had[key]; known {
				what = "unchanged"
				i.data.Report.Media.Wanted--
			}
		case r.Term != nil:
			if r.Term.Becomes() == "" || r.Term.Becomes() == "menu" {
				what = "kept"
			}
		case r.Site != nil, r.End != nil:
			continue
		case r.Kept != nil:
			what = ""
		}
		i.wrote(r, what)
	}
	i.data.Cursor.Items += i.items
	return nil
}

func (i *bringing) foreseen(it *ingest.Item, had store.OriginOf) (string, error) {
	if had.Hash == it.Origin.Hash {
		return "unchanged", nil
	}
	edited, err := i.tx.Imports().Edited(i.ctx, had.Article, Importer().String())
	if err != nil {
		return "", err
	}
	if edited {
		return "conflict", nil
	}
	return "updated", nil
}
