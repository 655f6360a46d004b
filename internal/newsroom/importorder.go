package newsroom

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/store"
)

// A run of an import brings a whole source in, in batches of one transaction
// each: what a batch brought and how far the run is are written together, so that
// a run that was cut off goes on where it stopped. Its row is there for good and
// says what the run did.
//
//	StartImport  makes the row; nothing else has happened yet
//	RunImport    does the work, or goes on with it; the command line waits for it,
//	             a server has a worker that calls it
//	PauseImport, ResumeImport, UndoImport
//	Import… and Imports read how far a run is, and its report

// ImportOrder says what to bring in and how.
type ImportOrder struct {
	Edition news.EditionID `json:"edition"`
	// Source is a name of ingest.Sources, or "wordpress" for a live site.
	Source string `json:"source"`
	// Files are read in their order as one source: an export often comes in
	// pieces.
	Files []ImportFile `json:"files,omitempty"`
	// URL is the address of a source that is read over the network.
	URL string `json:"url,omitempty"`
	// Site is the source's address, where a file does not tell.
	Site string `json:"site,omitempty"`
	// Section is the name of the section of articles that name none.
	Section string `json:"section,omitempty"`
	// Publish shows what was public at the source. Otherwise everything comes in as
	// a draft.
	Publish bool `json:"publish,omitempty"`
	// Truncated takes a file that ends in the middle for one that ends there.
	Truncated bool `json:"truncated,omitempty"`
	// DryRun writes nothing but the run's own row with its report.
	DryRun bool `json:"dry_run,omitempty"`
	// MediaFrom is a folder on this machine with the source's files, as
	// wp-content/uploads; NoMedia leaves files where they are.
	MediaFrom string `json:"media_from,omitempty"`
	NoMedia   bool   `json:"no_media,omitempty"`
}

// ImportFile is a file on this machine, or in the blob store where somebody
// uploaded it.
type ImportFile struct {
	// Name is for people.
	Name string `json:"name"`
	Path string `json:"path,omitempty"`
	Blob string `json:"blob,omitempty"`
	Size int64  `json:"size,omitempty"`
}

// ImportState is the state of a run.
type ImportState string

const (
	ImportWaiting ImportState = "waiting"
	ImportRunning ImportState = "running"
	// ImportPausing is asked for; the run stops after its batch.
	ImportPausing ImportState = "pausing"
	ImportPaused  ImportState = "paused"
	ImportDone    ImportState = "done"
	ImportFailed  ImportState = "failed"
	ImportUndone  ImportState = "undone"
)

// Over reports whether a run will not go on by itself.
func (s ImportState) Over() bool {
	return s == ImportDone || s == ImportFailed || s == ImportUndone
}

// ImportRunning is a run as it stands.
type ImportProgress struct {
	ID    int64       `json:"id"`
	State ImportState `json:"state"`
	Order ImportOrder `json:"order"`
	Made  time.Time   `json:"made"`
	// Changed is when the last batch was written.
	Changed time.Time `json:"changed"`
	// Stage is "fetch" (a live site is read), "look" (the first look through the
	// whole source), "write" or "end".
	Stage string `json:"stage,omitempty"`
	// Bytes of Total were read, Items of Of were written; Of is 0 until known.
	Bytes int64 `json:"bytes"`
	Total int64 `json:"total"`
	Items int   `json:"items"`
	Of    int   `json:"of"`
	// Media is how far files are fetched: they follow when the run is over.
	Media ImportMedia `json:"media"`
	// Problem is what ended a failed run, as a sentence.
	Problem string `json:"problem,omitempty"`
}

// ImportMedia counts the files of a run.
type ImportMedia struct {
	Wanted int `json:"wanted"`
	Here   int `json:"here"`
	Failed int `json:"failed"`
}

// ImportReport is what a run found and did.
type ImportReport struct {
	ingest.Report
	// Conflicts are articles that changed at the source and here.
	Conflicts     []ingest.ReportItem `json:"conflicts,omitempty"`
	ConflictCount int                 `json:"conflict_count,omitempty"`
	// Failed could not be written, and why; the whole of it is kept aside.
	Failed []ingest.ReportItem `json:"failed,omitempty"`
	// Drafts were public at the source and are drafts here, by reason.
	Drafts map[string]int `json:"drafts,omitempty"`
	// Moved could not keep their address; the old one leads to the new one unless
	// it belongs to something else.
	Moved      []ImportMoved `json:"moved,omitempty"`
	MovedCount int           `json:"moved_count,omitempty"`
	// Renumbered could not keep their number.
	Renumbered int `json:"renumbered,omitempty"`
	// Unmet counts articles that do not meet a rule of the checklist, by rule.
	Unmet map[string]int `json:"unmet,omitempty"`
	// Unreachable are files that could not be fetched.
	Unreachable      []ImportLost `json:"unreachable,omitempty"`
	UnreachableCount int          `json:"unreachable_count,omitempty"`
	Media            ImportMedia  `json:"media"`
	// Proof is what the old addresses answer now.
	Proof *ImportProof `json:"proof,omitempty"`
	// Began, Ended and Items tell how long it took.
	Began time.Time `json:"began,omitzero"`
	Ended time.Time `json:"ended,omitzero"`
}

// ImportMoved is an address that had to change.
type ImportMoved struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// ImportLost is a file that could not be fetched.
type ImportLost struct {
	Asset news.AssetID `json:"asset"`
	URL   string       `json:"url"`
	Why   string       `json:"why"`
}

// ImportProof says what old addresses answer: 200, one 301 that leads to 200, or
// something else.
type ImportProof struct {
	Checked int `json:"checked"`
	// Same answered 200 where it stood, Sent with one 301.
	Same  int             `json:"same"`
	Sent  int             `json:"sent"`
	Wrong []ImportAnswer  `json:"wrong,omitempty"`
	Bad   int             `json:"bad"`
	At    time.Time       `json:"at,omitzero"`
	Extra json.RawMessage `json:"extra,omitempty"`
}

// ImportAnswer is what one old address answers.
type ImportAnswer struct {
	URL    string `json:"url"`
	Status int    `json:"status"`
	To     string `json:"to,omitempty"`
}

const (
	reportMost = 1000
	// importBatch is how many records one transaction takes (operations.md 6.2),
	// importBytes of the source at most.
	importBatchItems = 500
	importBatchBytes = 8 << 20
	// importLease is how long a run belongs to a node without a sign of life.
	importLease = time.Minute
)

// importData is what a run's row keeps.
type importData struct {
	Order  ImportOrder  `json:"order"`
	Cursor importCursor `json:"cursor"`
	Report ImportReport `json:"report"`
	// Problem is set when the run failed.
	Problem string `json:"problem,omitempty"`
}

// importCursor is how far a run is.
type importCursor struct {
	Stage string `json:"stage,omitempty"`
	// File is the one being read, Offset where its next record begins.
	File   int   `json:"file"`
	Offset int64 `json:"offset"`
	// Skip is how many records of the same offset were written.
	Skip  int   `json:"skip,omitempty"`
	Items int   `json:"items"`
	Of    int   `json:"of"`
	Total int64 `json:"total"`
	Read  int64 `json:"read"`
	// Planned: numbers were given to everything in the source.
	Planned bool `json:"planned,omitempty"`
	// Repeat: a run of the same bytes is over. What has no home is kept from then.
	Repeat bool `json:"repeat,omitempty"`
	// Kept counts what was kept aside.
	Kept int64 `json:"kept"`
	// Sticky are the articles to pin.
	Sticky []news.ArticleID `json:"sticky,omitempty"`
	Site   *ingest.Site     `json:"site,omitempty"`
	// Spool is the file that holds what a live site told.
	Spool string `json:"spool,omitempty"`
}

// StartImport makes a run. Invalid when the order makes no sense. It does nothing
// yet: [Newsroom.RunImport] does, or the worker of a server with background set.
func (n *Newsroom) StartImport(ctx context.Context, who Actor, o ImportOrder, background bool) (int64, error) {
	cmd := &startImport{order: o, background: background}
	_, err := n.Do(ctx, who, cmd)
	return cmd.id, err
}

type startImport struct {
	order      ImportOrder
	background bool
	digest     string
	id         int64
}

func (*startImport) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

// liveSite is the source that is an address.
const liveSite = "wordpress"

func (c *startImport) check() error {
	o := &c.order
	bad := func(field, code string) error {
		return &news.Error{Kind: news.Invalid, Op: "start import", Code: "fields", Fields: []news.FieldError{{Field: field, Code: code}}}
	}
	if o.Source == liveSite {
		if !strings.HasPrefix(o.URL, "https://") && !strings.HasPrefix(o.URL, "http://") {
			return news.Refuse(news.Invalid, "start import", "import.rest_address", map[string]any{"site": o.URL})
		}
		return nil
	}
	if _, err := ingest.Lookup(o.Source); err != nil {
		return err
	}
	if len(o.Files) == 0 && o.URL == "" {
		return bad("files", "required")
	}
	return nil
}

func (c *startImport) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	if err := c.check(); err != nil {
		return outcome{}, err
	}
	if _, err := tx.Editions().Get(ctx, c.order.Edition); err != nil {
		return outcome{}, err
	}
	data, err := json.Marshal(importData{Order: c.order})
	if err != nil {
		return outcome{}, err
	}
	r := store.ImportRun{Edition: c.order.Edition, Source: c.order.Source, State: string(ImportWaiting), Digest: c.digest, Data: data}
	if err := tx.Imports().PutRun(ctx, &r); err != nil {
		return outcome{}, err
	}
	c.id = r.ID
	if c.background {
		if err := tx.Jobs().Add(ctx, importJob(r.ID, c.order.Edition)); err != nil {
			return outcome{}, err
		}
	}
	return importEvent(r.ID, c.order.Edition, "import.start", sourceName(c.order)), nil
}

// importEvent wakes whoever looks at runs.
func importEvent(id int64, e news.EditionID, command, reason string) outcome {
	return outcome{
		events: []news.Event{{Edition: e, Kind: news.EventImport}},
		audit:  store.AuditRow{Command: command, Subject: importSubject(id), Reason: reason},
	}
}

func sourceName(o ImportOrder) string {
	names := []string{o.Source}
	if o.URL != "" {
		names = append(names, o.URL)
	}
	for _, f := range o.Files {
		names = append(names, f.Name)
	}
	text := strings.Join(names, " ")
	return text[:min(len(text), 400)]
}

// ImportRunOf tells how far a run is. NotFound.
func (n *Newsroom) ImportRunOf(ctx context.Context, who Actor, id int64) (p ImportProgress, err error) {
	err = n.readImports(ctx, who, func(tx store.Tx) error {
		r, err := tx.Imports().Run(ctx, id)
		if err != nil {
			return err
		}
		p, err = progressOf(r)
		return err
	})
	return p, err
}

// Imports lists an edition's runs, newest first, below run before (0 is the
// newest), at most limit.
func (n *Newsroom) Imports(ctx context.Context, who Actor, e news.EditionID, before int64, limit int) (out []ImportProgress, err error) {
	err = n.readImports(ctx, who, func(tx store.Tx) error {
		runs, err := tx.Imports().Runs(ctx, e, before, limit)
		if err != nil {
			return err
		}
		out = nil
		for _, r := range runs {
			p, err := progressOf(r)
			if err != nil {
				return err
			}
			out = append(out, p)
		}
		return nil
	})
	return out, err
}

// ImportReportOf gives a run's report, as far as it is. NotFound.
func (n *Newsroom) ImportReportOf(ctx context.Context, who Actor, id int64) (out ImportReport, err error) {
	err = n.readImports(ctx, who, func(tx store.Tx) error {
		r, err := tx.Imports().Run(ctx, id)
		if err != nil {
			return err
		}
		d, err := readImport(r)
		out = d.Report
		out.Sort()
		return err
	})
	return out, err
}

// ImportKept lists what a run kept aside, as it came, after number after.
func (n *Newsroom) ImportKept(ctx context.Context, who Actor, id, after int64, limit int) (out []store.ImportKept, err error) {
	err = n.readImports(ctx, who, func(tx store.Tx) error {
		out, err = tx.Imports().Kept(ctx, id, after, limit)
		return err
	})
	return out, err
}

func (n *Newsroom) readImports(ctx context.Context, who Actor, fn func(store.Tx) error) error {
	if !Can(who, PermRunImport, Subject{}) {
		return news.E(news.Forbidden, "look at imports", nil)
	}
	return n.db.Read(ctx, fn)
}

func readImport(r store.ImportRun) (d importData, err error) {
	err = json.Unmarshal(r.Data, &d)
	return d, err
}

func progressOf(r store.ImportRun) (ImportProgress, error) {
	d, err := readImport(r)
	return ImportProgress{ID: r.ID, State: ImportState(r.State), Order: d.Order, Made: r.Made, Changed: r.Changed, Stage: d.Cursor.Stage,
		Bytes: d.Cursor.Read, Total: d.Cursor.Total, Items: d.Cursor.Items, Of: d.Cursor.Of, Media: d.Report.Media, Problem: d.Problem}, err
}

// PauseImport asks a run to stop after its batch; ResumeImport lets it go on, in
// the background of a server.
func (n *Newsroom) PauseImport(ctx context.Context, who Actor, id int64) error {
	_, err := n.Do(ctx, who, turnImport{id: id, from: []ImportState{ImportWaiting, ImportRunning}, to: ImportPausing, command: "import.pause"})
	return err
}

// ResumeImport lets a run that is paused, or that failed, go on.
func (n *Newsroom) ResumeImport(ctx context.Context, who Actor, id int64) error {
	_, err := n.Do(ctx, who, turnImport{id: id, from: []ImportState{ImportPausing, ImportPaused, ImportFailed, ImportWaiting, ImportRunning},
		to: ImportWaiting, command: "import.resume", background: true})
	return err
}

type turnImport struct {
	id         int64
	from       []ImportState
	to         ImportState
	command    string
	background bool
}

func (turnImport) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func (c turnImport) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	r, err := tx.Imports().Run(ctx, c.id)
	if err != nil {
		return outcome{}, err
	}
	if !slices.Contains(c.from, ImportState(r.State)) {
		return outcome{}, news.Refuse(news.Conflict, c.command, "import.state", map[string]any{"state": r.State})
	}
	if r.State == string(ImportRunning) && c.to == ImportWaiting {
		// It goes on already.
		return outcome{}, nil
	}
	if r.State == string(ImportWaiting) && c.to == ImportPausing {
		c.to = ImportPaused
	}
	r.State = string(c.to)
	if err := tx.Imports().PutRun(ctx, &r); err != nil {
		return outcome{}, err
	}
	if c.background {
		if err := tx.Jobs().Add(ctx, importJob(r.ID, r.Edition)); err != nil {
			return outcome{}, err
		}
	}
	return importEvent(r.ID, r.Edition, c.command, ""), nil
}
