package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"sort"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/web"
)

// importRun are the flags of sources that are read as a stream: the command's name
// is the source's.
type importRun struct {
	Section   string `help:"Section of articles for which the source names none." placeholder:"NAME"`
	Publish   bool   `help:"Publish what the source shows. Otherwise everything comes in as a draft." default:"true" negatable:""`
	DryRun    bool   `help:"Say what would come in, and write nothing."`
	Report    string `help:"Write the whole report, as JSON, to this file." placeholder:"FILE"`
	MediaFrom string `name:"media-from" help:"Folder with the source's files, such as a copy of wp-content/uploads: they are taken from there and not fetched." placeholder:"DIR"`
	NoMedia   bool   `name:"no-media" help:"Leave photos and other files where they are."`
	Fetch     bool   `help:"Fetch photos and other files now. Otherwise \"warta serve\" fetches them in the background."`
	Proof     bool   `help:"Ask the paper for every old address at the end." default:"true" negatable:""`
	Resume    bool   `help:"Go on with a run of the same source that was cut off." default:"true" negatable:""`
}

type importFilesCmd struct {
	Files     []string `arg:"" name:"file" help:"File to import. Several files are one source: posts and attachments often come apart."`
	Site      string   `help:"Address of the source, where the file does not tell." placeholder:"URL"`
	Truncated bool     `help:"Take a file that ends in the middle for one that ends there."`
	importRun
}

type importSiteCmd struct {
	URL string `arg:"" name:"url" help:"Address of the site."`
	importRun
}

func (c *importFilesCmd) Run(a *app, k *kong.Context) error {
	o := newsroom.ImportOrder{Source: k.Selected().Name, Site: c.Site, Truncated: c.Truncated}
	for _, f := range c.Files {
		if strings.HasPrefix(f, "https://") || strings.HasPrefix(f, "http://") {
			if len(c.Files) > 1 {
				return news.Refuse(news.Invalid, "import", "import.one_url", nil)
			}
			o.URL = f
			continue
		}
		path, err := filepath.Abs(f)
		if err != nil {
			return err
		}
		o.Files = append(o.Files, newsroom.ImportFile{Name: filepath.Base(f), Path: path})
	}
	return c.importRun.run(a, o)
}

func (c *importSiteCmd) Run(a *app, k *kong.Context) error {
	return c.importRun.run(a, newsroom.ImportOrder{Source: k.Selected().Name, URL: c.URL})
}

// importClient is the way out for imports: films are large, and lines slow.
func importClient() *web.Client {
	return web.NewClient(web.ClientOptions{UserAgent: "Warta/" + version, MaxBody: 512 << 20, Timeout: 5 * time.Minute})
}

func (c *importRun) run(a *app, o newsroom.ImportOrder) error {
	// Records live for one batch: collecting them less often is a tenth of the work.
	// The limit keeps the whole within 200 MiB.
	defer debug.SetGCPercent(debug.SetGCPercent(300))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(140 << 20))
	db, err := a.database(nil)
	if err != nil {
		return err
	}
	defer db.Close()
	media, err := a.blobs()
	if err != nil {
		return err
	}
	defer media.Close()
	darkroom, err := a.darkroom()
	if err != nil {
		return err
	}
	room := newsroom.New(db, newsroom.Options{Blobs: media, Spool: media.waiter(), Darkroom: darkroom, Logger: a.log,
		Temp: a.Data, Fetch: importClient()})
	edition, err := ensureEdition(a.ctx, db, room)
	if err != nil {
		return err
	}
	o.Edition, o.Section, o.Publish, o.DryRun, o.MediaFrom, o.NoMedia = edition.ID, c.Section, c.Publish, c.DryRun, c.MediaFrom, c.NoMedia
	if c.MediaFrom != "" {
		if info, err := os.Stat(c.MediaFrom); err != nil || !info.IsDir() {
			return news.Refuse(news.Invalid, "import", "import.no_folder", map[string]any{"folder": c.MediaFrom})
		}
		if o.MediaFrom, err = filepath.Abs(c.MediaFrom); err != nil {
			return err
		}
	}
	who := newsroom.Importer()
	id, again, err := room.FindImport(a.ctx, who, o, c.Resume)
	if err != nil {
		return err
	}
	l := words()
	if again {
		fmt.Fprintln(a.stdout, l.Message("import.resumed", "run", id))
	} else if id, err = room.StartImport(a.ctx, who, o, false); err != nil {
		return err
	}
	show := a.progress(l)
	err = room.RunImport(a.ctx, who, id, show.tell)
	show.end()
	if err != nil {
		return err
	}
	if !c.DryRun && !c.NoMedia && (c.Fetch || c.MediaFrom != "") {
		if err := room.FetchMedia(a.ctx, id, show.tell); err != nil {
			return err
		}
		show.end()
	}
	if !c.DryRun && c.Proof {
		proof, err := a.prove(db, room, id)
		if err != nil {
			return err
		}
		if err := room.SaveProof(a.ctx, who, id, proof); err != nil {
			return err
		}
	}
	report, err := room.ImportReportOf(a.ctx, who, id)
	if err != nil {
		return err
	}
	writeReport(a.stdout, l, report, c.DryRun)
	if c.Report != "" {
		if err := saveReport(c.Report, report); err != nil {
			return err
		}
	}
	return a.drained(media)
}

func saveReport(path string, r newsroom.ImportReport) error {
	b, err := json.MarshalIndent(r, "", "\t")
	if err == nil {
		err = os.WriteFile(path, append(b, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// importMeter tells how far a run is: a line that is written over on a terminal, a
// line of the log now and then elsewhere.
type importMeter struct {
	a        *app
	l        *locale.Locale
	terminal bool
	began    time.Time
	last     time.Time
	stage    string
	from     int64
	drawn    bool
}

func (a *app) progress(l *locale.Locale) *importMeter {
	p := &importMeter{a: a, l: l, began: time.Now()}
	if f, ok := a.stderr.(*os.File); ok {
		if info, err := f.Stat(); err == nil {
			p.terminal = info.Mode()&os.ModeCharDevice != 0
		}
	}
	return p
}

func (p *importMeter) tell(s newsroom.ImportProgress) {
	now := time.Now()
	if s.Stage != p.stage {
		p.stage, p.began, p.from = s.Stage, now, s.Bytes
	}
	every := 5 * time.Second
	if p.terminal {
		every = 200 * time.Millisecond
	}
	if now.Sub(p.last) < every {
		return
	}
	p.last = now
	left := time.Duration(0)
	spent := now.Sub(p.began)
	if done := s.Bytes - p.from; done > 0 && s.Total > s.Bytes {
		left = time.Duration(float64(spent) * float64(s.Total-s.Bytes) / float64(done)).Round(time.Second)
	}
	rate := 0
	if sec := spent.Seconds(); sec > 0 && s.Stage == "write" {
		rate = int(float64(s.Items) / sec)
	}
	if !p.terminal {
		p.a.log.Info("importing", "run", s.ID, "stage", s.Stage, "items", s.Items, "of", s.Of, "bytes", s.Bytes, "total", s.Total, "per_second", rate,
			"left", left.String())
		return
	}
	const width = 24
	done := 0
	if s.Total > 0 {
		done = int(min(width, s.Bytes*width/s.Total))
	}
	fmt.Fprintf(p.a.stderr, "\r\x1b[K[%s%s] %s", strings.Repeat("=", done), strings.Repeat(" ", width-done),
		p.l.Message("import.progress", "what", p.l.Message("import.stage."+s.Stage), "n", s.Items, "of", s.Of, "rate", rate, "left", left.String()))
	p.drawn = true
}

func (p *importMeter) end() {
	if p.drawn {
		fmt.Fprint(p.a.stderr, "\r\x1b[K")
		p.drawn = false
	}
}

// lostCode is the beginning of the codes by which package newsroom says why a file
// did not come.
const lostCode = "import.lost_"

// writeReport tells a person what a run did.
func writeReport(w io.Writer, l *locale.Locale, r newsroom.ImportReport, dry bool) {
	line := func(key string, args ...any) { fmt.Fprintln(w, l.Message(key, args...)) }
	if dry {
		line("import.report.dry")
	}
	kinds := make([]string, 0, len(r.Counts))
	for k := range r.Counts {
		kinds = append(kinds, k)
	}
	sort.Slice(kinds, func(i, j int) bool {
		return r.Counts[kinds[i]].Source > r.Counts[kinds[j]].Source || r.Counts[kinds[i]].Source == r.Counts[kinds[j]].Source && kinds[i] < kinds[j]
	})
	for _, k := range kinds {
		c := r.Counts[k]
		line("import.report.count", "kind", k, "source", c.Source, "imported", c.Imported, "updated", c.Updated, "unchanged", c.Unchanged,
			"conflict", c.Conflict, "kept", c.Kept, "failed", c.Failed)
	}
	for _, m := range []struct {
		key string
		n   int
	}{{"import.report.conflicts", r.ConflictCount}, {"import.report.failed", len(r.Failed)}, {"import.report.moved", r.MovedCount},
		{"import.report.renumbered", r.Renumbered}, {"import.report.held", len(r.Held)}, {"import.report.no_email", len(r.NoEmail)},
		{"import.report.missing", r.MissingCount}, {"import.report.unreachable", r.UnreachableCount}, {"import.report.media", r.Media.Wanted}} {
		if m.n > 0 {
			line(m.key, "n", m.n, "here", r.Media.Here)
		}
	}
	for _, x := range r.Failed[:min(len(r.Failed), 10)] {
		fmt.Fprintf(w, "  %d %s: %s\n", x.Number, x.Title, x.Why)
	}
	for _, x := range r.Unreachable[:min(len(r.Unreachable), 10)] {
		fmt.Fprintf(w, "  %s: %s\n", x.URL, l.Message("error."+lostCode+x.Why))
	}
	for why, n := range r.Drafts {
		fmt.Fprintf(w, "%s: %s\n", l.Number(int64(n)), l.Message("import.draft."+why))
	}
	for _, n := range r.Notes[:min(len(r.Notes), 30)] {
		line("import.report.note", "n", n.Count, "what", l.Message("import.note."+n.Kind), "name", n.Name)
	}
	for what, n := range r.Repaired {
		line("import.report.repaired", "n", n, "what", l.Message("import.repaired."+what))
	}
	if p := r.Proof; p != nil {
		line("import.report.proof", "n", p.Checked, "same", p.Same, "sent", p.Sent, "bad", p.Bad)
		for _, x := range p.Wrong[:min(len(p.Wrong), 10)] {
			fmt.Fprintf(w, "  %d %s\n", x.Status, x.URL)
		}
	}
	if took := r.Ended.Sub(r.Began); !r.Ended.IsZero() && took > 0 {
		line("import.report.took", "time", took.Round(100*time.Millisecond).String())
	}
}
