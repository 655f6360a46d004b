package newsroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"warta/internal/ingest"
	"warta/internal/job"
	"warta/internal/news"
	"warta/internal/store"
)

// The files of an import follow when its articles are here: one job for each, a
// few at a time, not many from one host. What fails for the moment is tried again
// for a day; what is gone is told on the asset and in the run's report.

const (
	fetchAtOnce  = 4
	fetchPerHost = 2
	// fetchTime is how long a batch of files may take.
	fetchTime = 30 * time.Minute
	// fetchTries is after how many tries a file that does not come is given up.
	fetchTries = 8
)

// hostGate lets a few fetches at a time to each host.
type hostGate struct {
	mu    sync.Mutex
	hosts map[string]chan struct{}
}

func (g *hostGate) enter(ctx context.Context, host string) (leave func(), err error) {
	g.mu.Lock()
	if g.hosts == nil || len(g.hosts) > 1000 {
		g.hosts = map[string]chan struct{}{}
	}
	gate := g.hosts[host]
	if gate == nil {
		gate = make(chan struct{}, fetchPerHost)
		g.hosts[host] = gate
	}
	g.mu.Unlock()
	select {
	case gate <- struct{}{}:
		return func() { <-gate }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (n *Newsroom) fetchWorkers() []job.Worker {
	if n.blobs == nil || n.darkroom == nil {
		return nil
	}
	return []job.Worker{{Kind: jobFetch, Batch: 16, Time: fetchTime, Apart: true, Do: n.fetchFiles}}
}

// fetched is what came of one file.
type fetched struct {
	order fetchOrder
	// why is a message key below "import.lost." where it did not come for good.
	why  string
	here bool
}

// fetchFiles does a batch of jobs and counts them in their runs' reports.
func (n *Newsroom) fetchFiles(ctx context.Context, jobs []store.Job) []error {
	out := make([]error, len(jobs))
	came := make([]fetched, len(jobs))
	places := make(chan struct{}, fetchAtOnce)
	var wait sync.WaitGroup
	for i, j := range jobs {
		wait.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			came[i], out[i] = n.fetchFile(ctx, j)
		})
	}
	wait.Wait()
	if err := n.tellFetched(context.WithoutCancel(ctx), came); err != nil {
		n.log.Error("an import's report does not count its files", "err", err)
	}
	return out
}

func (n *Newsroom) fetchFile(ctx context.Context, j store.Job) (f fetched, err error) {
	if err := json.Unmarshal([]byte(j.Payload), &f.order); err != nil {
		return f, job.Final(err)
	}
	a, err := n.asset(ctx, f.order.Asset)
	if news.Is(err, news.NotFound) || err == nil && a.Original != "" {
		return f, nil // somebody deleted it, or gave it bytes
	}
	if err != nil {
		return f, err
	}
	from, err := n.mediaFolder(ctx, f.order.Run)
	if err != nil {
		return f, err
	}
	err = n.fetchInto(ctx, a, f.order.URL, from)
	if err == nil {
		f.here = true
		return f, nil
	}
	if ctx.Err() != nil {
		return f, err
	}
	why, final := lostWhy(err)
	if !final && j.Attempts < fetchTries {
		return f, err
	}
	f.why = why
	if _, told := n.Do(ctx, Importer(), failFetch{asset: a.ID, problem: "import.lost_" + why}); told != nil {
		return f, errors.Join(err, told)
	}
	n.log.Info("a file of an import does not come", "url", f.order.URL, "why", why, "err", err)
	return f, nil
}

// mediaFolder is where a run's files lie on this machine; "" when they do not.
func (n *Newsroom) mediaFolder(ctx context.Context, run int64) (string, error) {
	dir := ""
	err := n.db.Read(ctx, func(tx store.Tx) error {
		r, err := tx.Imports().Run(ctx, run)
		if err != nil {
			return ignoreMissing(err)
		}
		d, err := readImport(r)
		dir = d.Order.MediaFrom
		return err
	})
	return dir, err
}

// answered is a status that is not a file.
type answered int

func (a answered) Error() string { return fmt.Sprintf("answered %d", int(a)) }

// lostWhy says why a file did not come, and whether asking again is in vain.
func lostWhy(err error) (string, bool) {
	var status answered
	var e *news.Error
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "folder", true
	case errors.As(err, &status):
		switch {
		case status == http.StatusNotFound || status == http.StatusGone:
			return "gone", true
		case status == http.StatusUnauthorized || status == http.StatusForbidden:
			return "forbidden", true
		case status == http.StatusTooManyRequests || status >= 500 || status == http.StatusRequestTimeout:
			return "away", false
		}
		return "gone", true
	case errors.As(err, &e) && (e.Kind == news.Invalid || e.Kind == news.TooLarge || e.Kind == news.Conflict):
		if strings.HasPrefix(e.Op, "fetch ") {
			return "refused", true
		}
		return "kind", true
	}
	return "away", false
}

// fetchInto gives an asset its bytes.
func (n *Newsroom) fetchInto(ctx context.Context, a news.Asset, address, folder string) error {
	in := intake{edition: a.Edition, name: fileName(path.Base(fileKeyOf(address))), fills: a.ID}
	if folder != "" {
		f, err := openIn(folder, address)
		if err != nil {
			return err
		}
		_, err = n.take(ctx, Importer(), in, f)
		return err
	}
	if n.fetch == nil {
		return news.E(news.Unavailable, "fetch "+address, errors.New("this newsroom has no way out"))
	}
	u, err := url.Parse(address)
	if err != nil {
		return news.E(news.Invalid, "fetch "+address, err)
	}
	leave, err := n.gate.enter(ctx, u.Host)
	if err != nil {
		return err
	}
	defer leave()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return news.E(news.Invalid, "fetch "+address, err)
	}
	res, err := n.fetch.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return answered(res.StatusCode)
	}
	_, err = n.take(ctx, Importer(), in, io.NopCloser(res.Body))
	return err
}

// openIn finds a file of the source in a folder that holds its uploads: the longest
// end of the address's path that is there.
func openIn(folder, address string) (*os.File, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	_, rest := splitAddress(address)
	rest, _, _ = strings.Cut(rest, "?")
	if plain, err := url.PathUnescape(rest); err == nil {
		rest = plain
	}
	parts := strings.FieldsFunc(rest, func(r rune) bool { return r == '/' })
	// An upload that was made smaller is kept as it came under another name.
	for _, name := range append([]string{""}, ingest.UploadNames(path.Base(rest))...) {
		for k := range parts {
			try := parts[k:]
			if name != "" {
				try = append(append([]string{}, parts[k:len(parts)-1]...), name)
			}
			f, err := root.Open(strings.Join(try, "/"))
			if err != nil {
				continue
			}
			if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
				return f, nil
			}
			f.Close()
		}
	}
	return nil, fmt.Errorf("%s: %w", rest, fs.ErrNotExist)
}

// tellFetched counts files in the reports of their runs.
func (n *Newsroom) tellFetched(ctx context.Context, came []fetched) error {
	runs := map[int64][]fetched{}
	for _, f := range came {
		if f.here || f.why != "" {
			runs[f.order.Run] = append(runs[f.order.Run], f)
		}
	}
	for run, list := range runs {
		_, err := n.Do(ctx, Importer(), changeReport{id: run, command: "import.media", change: func(r *ImportReport) {
			for _, f := range list {
				if f.here {
					r.Media.Here++
					continue
				}
				r.Media.Failed++
				if r.UnreachableCount++; len(r.Unreachable) < reportMost {
					r.Unreachable = append(r.Unreachable, ImportLost{Asset: f.order.Asset, URL: f.order.URL, Why: f.why})
				}
			}
		}})
		if err != nil && !news.Is(err, news.NotFound) {
			return err
		}
	}
	return nil
}

// FetchMedia fetches now what files of imports are due, and makes what readers get
// of them; a server does so by itself. What did not come for the moment stays due.
func (n *Newsroom) FetchMedia(ctx context.Context, id int64, tell func(ImportProgress)) error {
	if n.blobs == nil || n.darkroom == nil {
		return errNoMedia
	}
	var workers []job.Worker
	for _, w := range n.Workers() {
		if w.Kind == jobImport {
			continue
		}
		do := w.Do
		w.Apart = false
		w.Do = func(ctx context.Context, jobs []store.Job) []error {
			out := do(ctx, jobs)
			if p, err := n.ImportRunOf(ctx, Importer(), id); err == nil && tell != nil {
				p.Stage, p.Bytes, p.Total = "media", int64(p.Media.Here+p.Media.Failed), int64(p.Media.Wanted)
				p.Items, p.Of = p.Media.Here+p.Media.Failed, p.Media.Wanted
				tell(p)
			}
			return out
		}
		workers = append(workers, w)
	}
	return job.New(job.Options{Database: n.db, Workers: workers, Logger: n.log}).Once(ctx)
}

// fillBytes gives an asset of an import the bytes that were fetched for it.
type fillBytes struct{ *enter }

func (c *fillBytes) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return askAsset(ctx, tx, PermMediaEdit, c.fills)
}

func (c *fillBytes) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := loadAsset(ctx, tx, "fill", c.fills, 0)
	if err != nil || a.Original != "" {
		return outcome{}, err
	}
	in := c.enter.asset
	a.Kind, a.MIME, a.Width, a.Height, a.Seconds, a.Size, a.Bytes = in.Kind, in.MIME, in.Width, in.Height, in.Seconds, in.Size, 1
	a.Hash, a.Original = in.Hash, in.Original
	if a.Name == "" {
		a.Name = in.Name
	}
	// What the source says stands above what the file says of itself.
	for _, f := range []struct {
		name string
		into *string
		text string
	}{{"caption", &a.Caption, in.Caption}, {"alt", &a.Alt, in.Alt}, {"title", &a.Title, in.Title}, {"credit", &a.Credit, in.Credit},
		{"copyright", &a.Copyright, in.Copyright}, {"source", &a.Source, in.Source}, {"city", &a.City, in.City}} {
		if *f.into == "" && f.text != "" {
			*f.into = f.text
			tellFrom(&a, f.name, in.From[f.name])
		}
	}
	if a.AISource == "" {
		a.AISource = in.AISource
	}
	if a.TakenAt.IsZero() {
		a.TakenAt = in.TakenAt
	}
	if len(a.People) == 0 {
		a.People = in.People
	}
	if len(a.Keywords) == 0 {
		a.Keywords = in.Keywords
	}
	// A source often has one file under two addresses. They stay two assets, of which
	// one is found by its bytes.
	twin, err := tx.Media().ByHash(ctx, a.Edition, a.Hash)
	double := err == nil && twin.ID != a.ID
	if err != nil && !news.Is(err, news.NotFound) {
		return outcome{}, err
	}
	if double {
		a.Hash = ""
	}
	if err := develop(ctx, tx, &a, false); err != nil {
		return outcome{}, err
	}
	out, err := saveAsset(ctx, tx, who, &a, "media.fetch", "")
	if err != nil {
		return outcome{}, err
	}
	if err := keepBytes(ctx, tx, who, &a, &in, ""); err != nil {
		return outcome{}, err
	}
	keys, err := ownerKeys(ctx, tx, a.ID)
	if err != nil {
		return outcome{}, err
	}
	out.events[0].Keys = append(out.events[0].Keys, keys...)
	out.later = true
	c.enter.asset = a
	return out, nil
}

// failFetch tells on an asset why its file did not come.
type failFetch struct {
	asset   news.AssetID
	problem string
}

func (failFetch) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermMediaEdit, Subject{}, nil
}

func (c failFetch) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	a, err := loadAsset(ctx, tx, "give up", c.asset, 0)
	if err != nil || a.Original != "" {
		return outcome{}, ignoreMissing(err)
	}
	a.Making = news.Making{State: news.MakingFailed, Problem: c.problem}
	if err := tx.Media().Put(ctx, &a); err != nil {
		return outcome{}, err
	}
	out := defined(a.Edition, news.EventMedia, "media.lost", fmt.Sprintf("asset %d", a.ID))
	out.audit.Reason = c.problem
	out.later = true
	return out, nil
}
