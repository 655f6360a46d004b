package admin

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// Moving in (newsroom-screens.md 5.12): source, dry run, choices, run, old
// addresses, report. Each step has its own address; a server does the work, and
// closing the page stops nothing.

func declareImport(s *Server, member func(string, handler)) {
	member("GET /newsroom/import", s.importsPage)
	member("GET /newsroom/import/new", s.importNewPage)
	member("POST /newsroom/import/new", s.importNew)
	member("GET /newsroom/import/{run}", s.importPage)
	member("POST /newsroom/import/{run}/run", s.importRun)
	member("POST /newsroom/import/{run}/pause", s.importPause)
	member("POST /newsroom/import/{run}/resume", s.importResume)
	member("POST /newsroom/import/{run}/prove", s.importProve)
	member("GET /newsroom/import/{run}/undo", s.importUndoPage)
	member("POST /newsroom/import/{run}/undo", s.importUndo)
	member("GET /newsroom/import/{run}/kept", s.importKept)
	member("GET /newsroom/import/{run}/report.csv", s.importCSV)
}

const (
	importPath = "/newsroom/import"
	// maxImport bounds what one form brings of a source.
	maxImport = 8 << 30
)

func (s *Server) importEdition(v *visit) (news.EditionID, error) {
	if !v.may(newsroom.PermRunImport) {
		return 0, news.E(news.Forbidden, string(newsroom.PermRunImport), nil)
	}
	p, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	return p.Edition.ID, err
}

// runLine is a run in a list.
type runLine struct {
	ID                     int64
	What, ISO, When, State string
	Dry                    bool
	Items                  int
}

func (s *Server) importsPage(v *visit) error {
	e, err := s.importEdition(v)
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(v.r.URL.Query().Get("before"), 10, 64)
	list, err := s.o.Newsroom.Imports(v.r.Context(), v.who, e, max(before, 0), 31)
	if err != nil {
		return err
	}
	var d struct {
		Runs []runLine
		Next string
	}
	for i, p := range list {
		if i == 30 {
			d.Next = with(importPath, nil, "before", strconv.FormatInt(list[29].ID, 10))
			break
		}
		d.Runs = append(d.Runs, runLine{p.ID, orderName(v, p.Order), p.Made.UTC().Format(time.RFC3339), s.date(v, p.Made), string(p.State), p.Order.DryRun, p.Items})
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.place.impor"), Place: "impor"}, "imports", d)
}

func orderName(v *visit, o newsroom.ImportOrder) string {
	if o.URL != "" {
		return o.URL
	}
	var names []string
	for _, f := range o.Files {
		names = append(names, f.Name)
	}
	if len(names) > 3 {
		names = append(names[:3], v.msg("room.import.more_files", "n", len(names)-3))
	}
	return v.words.List(names)
}

type importNewData struct {
	Sources []positionChoice
	URL     field
	Site    field
	Cut     bool
	Error   string
}

func (s *Server) importNewPage(v *visit) error { return s.showImportNew(v, nil, nil) }

func (s *Server) showImportNew(v *visit, typed url.Values, failed error) error {
	if _, err := s.importEdition(v); err != nil {
		return err
	}
	p := page{Title: v.msg("room.import.new"), Place: "impor", Page: true}
	status := http.StatusOK
	var wrong map[string]string
	if failed != nil {
		if p.Problem, status = v.sentence(failed); status >= 500 && status != http.StatusServiceUnavailable {
			return failed
		}
		wrong = v.fieldErrors(failed)
	}
	d := importNewData{Cut: typed.Get("truncated") != "", Error: wrong["files"],
		URL:  field{Name: "url", Label: v.msg("room.import.url"), Hint: v.msg("room.import.url_text"), Type: "url", Auto: "off", Value: typed.Get("url"), Error: wrong["url"]},
		Site: field{Name: "site", Label: v.msg("room.import.site"), Hint: v.msg("room.import.site_text"), Type: "url", Auto: "off", Value: typed.Get("site"), Error: wrong["site"]}}
	d.Sources = append(d.Sources, positionChoice{"", v.msg("room.import.detect"), v.msg("room.import.detect_text"), typed.Get("source") == ""})
	for _, x := range newsroom.ImportSources() {
		if !x.Address {
			d.Sources = append(d.Sources, positionChoice{x.Name, v.msg("room.import.source." + x.Name), v.msg(x.Reads), typed.Get("source") == x.Name})
		}
	}
	return s.show(v, status, p, "import_new", d)
}

// importNew takes files as they come, never all of them into memory, and begins
// the dry run.
func (s *Server) importNew(v *visit) error {
	e, err := s.importEdition(v)
	if err != nil {
		return err
	}
	typed, files, found, err := s.readImport(v)
	drop := func() {
		for _, f := range files {
			if err := s.o.Newsroom.DropImportFile(v.r.Context(), v.who, f); err != nil {
				s.log.Warn("a file of an import that did not begin is left", "file", f.Blob, "err", err)
			}
		}
	}
	if err != nil {
		drop()
		return s.showImportNew(v, typed, err)
	}
	o := newsroom.ImportOrder{Edition: e, Source: typed.Get("source"), Files: files, Site: strings.TrimSpace(typed.Get("site")),
		Truncated: typed.Get("truncated") != "", Publish: true, DryRun: true}
	address := strings.TrimSpace(typed.Get("url"))
	switch {
	case address != "" && len(files) > 0:
		err = badFields("url", "either_file")
	case address != "":
		o.Source, o.URL = "wordpress", address
	case len(files) == 0:
		err = badFields("files", "required")
	case o.Source == "":
		if o.Source = found; found == "" {
			err = badFields("files", "no_source")
		}
	}
	if err == nil {
		var id int64
		if id, err = s.o.Newsroom.StartImport(v.r.Context(), v.who, o, true); err == nil {
			return to(v, runPath(id))
		}
	}
	drop()
	return s.showImportNew(v, typed, err)
}

func badFields(field, code string) error {
	return &news.Error{Kind: news.Invalid, Op: "read a form", Code: "fields", Fields: []news.FieldError{{Field: field, Code: code}}}
}

// readImport reads the form's parts in their order.
func (s *Server) readImport(v *visit) (typed url.Values, files []newsroom.ImportFile, found string, err error) {
	typed = url.Values{}
	v.r.Body = patient{v.r.Body, http.NewResponseController(v.w)}
	s.waitFor(v, 24*time.Hour)
	defer func() { s.waitFor(v, patience) }()
	parts, err := v.r.MultipartReader()
	if err != nil {
		if v.r.ParseForm() == nil {
			return v.r.PostForm, nil, "", nil
		}
		return typed, nil, "", badFields("files", "shape")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return typed, files, found, nil
		}
		if err != nil {
			return typed, files, found, tooMuch(err)
		}
		if part.FileName() == "" {
			b, err := io.ReadAll(io.LimitReader(part, 4<<10))
			if err != nil {
				return typed, files, found, tooMuch(err)
			}
			typed.Add(part.FormName(), string(b))
			continue
		}
		if part.FormName() != "files" || len(files) >= 50 {
			continue
		}
		f, source, err := s.o.Newsroom.KeepImportFile(v.r.Context(), v.who, part.FileName(), part)
		if err != nil {
			return typed, files, found, tooMuch(err)
		}
		files = append(files, f)
		if found == "" {
			found = source
		}
	}
}

func tooMuch(err error) error {
	if big := (*http.MaxBytesError)(nil); errors.As(err, &big) {
		return news.E(news.TooLarge, "read a source", err)
	}
	return err
}

func runPath(id int64) string { return importPath + "/" + strconv.FormatInt(id, 10) }

// countLine is what came of one kind of thing.
type countLine struct {
	Kind                                                         string
	Source, Imported, Updated, Unchanged, Conflict, Kept, Failed int
}

type reportPart struct {
	Title string
	Text  string
	Lines []string
	More  int
}

type runData struct {
	ID                 int64
	Path, What, State  string
	Stage, StageName   string
	Step               int
	Steps              []option
	Dry, Over, Going   bool
	Items, Of, Percent int
	Size               string
	Problem            string
	Counts             []countLine
	Parts              []reportPart
	Section            field
	Proof              *newsroom.ImportProof
	Proving, CanProve  bool
	Media              newsroom.ImportMedia
	Took               string
	Kept               bool
	Undone             bool
}

func (s *Server) run(v *visit) (newsroom.ImportProgress, error) {
	if _, err := s.importEdition(v); err != nil {
		return newsroom.ImportProgress{}, err
	}
	id, err := pathNumber(v, "run")
	if err != nil {
		return newsroom.ImportProgress{}, err
	}
	return s.o.Newsroom.ImportRunOf(v.r.Context(), v.who, id)
}

// importSteps are the wizard's, in order.
var importSteps = []string{"source", "dry", "choose", "run", "prove", "report"}

func (s *Server) importPage(v *visit) error {
	r, err := s.run(v)
	if err != nil {
		return err
	}
	report, err := s.o.Newsroom.ImportReportOf(v.r.Context(), v.who, r.ID)
	if err != nil {
		return err
	}
	d := runData{ID: r.ID, Path: runPath(r.ID), What: orderName(v, r.Order), State: string(r.State), Stage: r.Stage, Dry: r.Order.DryRun, Over: r.State.Over(),
		Going: r.State == newsroom.ImportWaiting || r.State == newsroom.ImportRunning || r.State == newsroom.ImportPausing, Items: r.Items, Of: r.Of,
		Problem: r.Problem, Proof: report.Proof, Media: report.Media, Undone: r.State == newsroom.ImportUndone}
	if r.Stage != "" {
		d.StageName = v.msg("import.stage." + r.Stage)
	}
	switch {
	case r.State == newsroom.ImportDone:
		d.Percent = 100
	case r.Total > 0:
		d.Percent = int(min(100, r.Bytes*100/r.Total))
		d.Size = v.msg("room.import.bytes", "read", v.words.FileSize(r.Bytes), "total", v.words.FileSize(r.Total))
	}
	switch {
	case d.Dry && d.Over && r.State == newsroom.ImportDone:
		d.Step = 2
	case d.Dry:
		d.Step = 1
	case r.State != newsroom.ImportDone:
		d.Step = 3
	case report.Proof == nil && s.o.Prove != nil:
		d.Step = 4
	default:
		d.Step = 5
	}
	for i, name := range importSteps {
		d.Steps = append(d.Steps, option{name, v.msg("room.import.step." + name), i == d.Step})
	}
	d.CanProve, d.Proving = s.o.Prove != nil && !d.Dry && r.State == newsroom.ImportDone, s.proving.has(r.ID)
	d.Section = field{Name: "section", Label: v.msg("room.import.section"), Hint: v.msg("room.import.section_text"), Type: "text", Auto: "off", Max: 60, Prose: true}
	if took := report.Ended.Sub(report.Began); !report.Ended.IsZero() && took > 0 {
		d.Took = v.msg("import.report.took", "time", took.Round(100*time.Millisecond).String())
	}
	for _, kind := range countKinds(report) {
		c := report.Counts[kind]
		name := kind
		if key := "room.import.kind." + kind; v.words.Has(key) {
			name = v.msg(key)
		}
		d.Counts = append(d.Counts, countLine{name, c.Source, c.Imported, c.Updated, c.Unchanged, c.Conflict, c.Kept, c.Failed})
		d.Kept = d.Kept || c.Kept > 0
	}
	d.Parts = reportParts(v, report)
	p := page{Title: v.msg("room.import.title", "n", strconv.FormatInt(r.ID, 10)), Place: "impor", Regions: map[string]string{"jalan": "import_state"}}
	return s.show(v, http.StatusOK, p, "import", d)
}

func countKinds(r newsroom.ImportReport) []string {
	var kinds []string
	for k := range r.Counts {
		kinds = append(kinds, k)
	}
	sort.Slice(kinds, func(i, j int) bool {
		a, b := r.Counts[kinds[i]].Source, r.Counts[kinds[j]].Source
		return a > b || a == b && kinds[i] < kinds[j]
	})
	return kinds
}

// reportParts are what a person must know of a run, the worst first.
func reportParts(v *visit, r newsroom.ImportReport) (out []reportPart) {
	const most = 20
	add := func(key string, n int, lines []string) {
		if n == 0 {
			return
		}
		p := reportPart{Title: v.msg("room.import.part." + key), Lines: lines[:min(len(lines), most)]}
		if k := "import.report." + key; v.words.Has(k) {
			p.Text = v.msg(k, "n", n, "here", r.Media.Here)
		}
		p.More = max(n-len(p.Lines), 0)
		out = append(out, p)
	}
	item := func(number int64, title, why string) string {
		return strings.Trim(strings.TrimSpace(fmt.Sprintf("%d %s", number, title))+": "+why, ": ")
	}
	var lines []string
	for _, x := range r.Failed {
		lines = append(lines, item(x.Number, x.Title, x.Why))
	}
	add("failed", len(r.Failed), lines)
	lines = nil
	for _, x := range r.Conflicts {
		lines = append(lines, item(x.Number, x.Title, ""))
	}
	add("conflicts", r.ConflictCount, lines)
	lines = nil
	for _, x := range r.Unreachable {
		lines = append(lines, x.URL+": "+v.msg("error.import.lost_"+x.Why))
	}
	add("unreachable", r.UnreachableCount, lines)
	lines = nil
	for _, x := range r.Missing {
		lines = append(lines, item(x.Item.Number, x.Item.Title, x.URL))
	}
	add("missing", r.MissingCount, lines)
	lines = nil
	for _, x := range r.Held {
		lines = append(lines, item(x.Number, x.Title, v.msg("import.held."+x.Why)))
	}
	add("held", len(r.Held), lines)
	lines = nil
	for _, why := range sortedKeys(r.Drafts) {
		lines = append(lines, v.words.Number(int64(r.Drafts[why]))+" "+v.msg("import.draft."+why))
	}
	add("drafts", len(lines), lines)
	lines = nil
	for _, x := range r.Moved {
		lines = append(lines, x.From+" → "+x.To)
	}
	add("moved", r.MovedCount, lines)
	lines = nil
	for _, rule := range sortedKeys(r.Unmet) {
		name := rule
		if key := "room.rules.check." + rule; v.words.Has(key) {
			name = v.msg(key)
		}
		lines = append(lines, v.words.Number(int64(r.Unmet[rule]))+" × "+name)
	}
	add("unmet", len(lines), lines)
	lines = nil
	for _, n := range r.Notes {
		lines = append(lines, v.msg("import.report.note", "n", n.Count, "what", v.msg("import.note."+n.Kind), "name", n.Name))
	}
	add("notes", len(lines), lines)
	lines = nil
	for _, what := range sortedKeys(r.Kept) {
		lines = append(lines, v.words.Number(int64(r.Kept[what]))+" × "+what)
	}
	add("kept", len(lines), lines)
	add("no_email", len(r.NoEmail), r.NoEmail)
	lines = nil
	for _, what := range sortedKeys(r.Repaired) {
		lines = append(lines, v.msg("import.report.repaired", "n", r.Repaired[what], "what", v.msg("import.repaired."+what)))
	}
	add("repaired", len(lines), lines)
	return out
}

func sortedKeys[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// importRun begins what the dry run has shown.
func (s *Server) importRun(v *visit) error {
	r, err := s.run(v)
	if err != nil {
		return err
	}
	if !r.Order.DryRun || r.State != newsroom.ImportDone {
		return news.Refuse(news.Conflict, "begin an import", "import.state", map[string]any{"state": string(r.State)})
	}
	o := r.Order
	o.DryRun, o.Publish, o.NoMedia = false, v.r.PostFormValue("publish") != "", v.r.PostFormValue("no_media") != ""
	o.Section = strings.TrimSpace(v.r.PostFormValue("section"))
	id, err := s.o.Newsroom.StartImport(v.r.Context(), v.who, o, true)
	if err != nil {
		return err
	}
	return v.leave(runPath(id), flash{Code: "import_begun"})
}

func (s *Server) importPause(v *visit) error {
	r, err := s.run(v)
	if err == nil {
		err = s.o.Newsroom.PauseImport(v.r.Context(), v.who, r.ID)
	}
	if err != nil {
		return err
	}
	return v.leave(runPath(r.ID), flash{Code: "import_paused"})
}

func (s *Server) importResume(v *visit) error {
	r, err := s.run(v)
	if err == nil {
		err = s.o.Newsroom.ResumeImport(v.r.Context(), v.who, r.ID)
	}
	if err != nil {
		return err
	}
	return v.leave(runPath(r.ID), flash{Code: "import_resumed"})
}

// doing are numbers of what goes on behind a page on this node.
type doing struct {
	mu sync.Mutex
	of map[int64]bool
}

func (d *doing) begin(id int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.of == nil {
		d.of = map[int64]bool{}
	}
	if d.of[id] {
		return false
	}
	d.of[id] = true
	return true
}

func (d *doing) end(id int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.of, id)
}

func (d *doing) has(id int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.of[id]
}

// importProve asks the paper for every old address. It takes as long as there are
// addresses, so it goes on behind the page.
func (s *Server) importProve(v *visit) error {
	r, err := s.run(v)
	if err != nil {
		return err
	}
	if s.o.Prove == nil || r.Order.DryRun || r.State != newsroom.ImportDone {
		return news.Refuse(news.Conflict, "ask for old addresses", "import.state", map[string]any{"state": string(r.State)})
	}
	if s.proving.begin(r.ID) {
		ctx, who := context.WithoutCancel(v.r.Context()), v.who
		go func() {
			defer s.proving.end(r.ID)
			proof, err := s.o.Prove(ctx, r.ID)
			if err == nil {
				err = s.o.Newsroom.SaveProof(ctx, who, r.ID, proof)
			}
			if err != nil {
				s.log.Error("the old addresses of an import could not be asked for", "run", r.ID, "err", err)
			}
		}()
	}
	return v.leave(runPath(r.ID), flash{Code: "import_proving"})
}

func (s *Server) importUndoPage(v *visit) error {
	r, err := s.run(v)
	if err != nil {
		return err
	}
	d := confirmData{Lines: strings.Split(v.msg("room.import.undo.text"), "\n"), Action: runPath(r.ID) + "/undo", Back: runPath(r.ID), Button: v.msg("room.import.undo"), Danger: true}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.import.undo.title", "what", orderName(v, r.Order)), Place: "impor", Narrow: true}, "confirm", d)
}

func (s *Server) importUndo(v *visit) error {
	r, err := s.run(v)
	if err != nil {
		return err
	}
	s.waitFor(v, time.Hour)
	// Half of it undone would be worse than a page that waits no longer.
	if err := s.o.Newsroom.UndoImport(context.WithoutCancel(v.r.Context()), v.who, r.ID); err != nil {
		return err
	}
	return v.leave(runPath(r.ID), flash{Code: "import_undone"})
}

// importKept lists what has no home here, as it came.
func (s *Server) importKept(v *visit) error {
	r, err := s.run(v)
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(v.r.URL.Query().Get("after"), 10, 64)
	list, err := s.o.Newsroom.ImportKept(v.r.Context(), v.who, r.ID, max(after, 0), 41)
	if err != nil {
		return err
	}
	type line struct {
		What, Href, Data string
		Number           int64
	}
	var d struct {
		Lines []line
		Next  string
		Back  string
	}
	d.Back = runPath(r.ID)
	for i, k := range list {
		if i == 40 {
			d.Next = with(d.Back+"/kept", nil, "after", strconv.FormatInt(list[39].N, 10))
			break
		}
		l := line{What: k.What, Number: k.Number, Data: string(k.Data)}
		if text := []rune(l.Data); len(text) > 4000 {
			l.Data = string(text[:4000]) + "…"
		}
		if k.Article != 0 {
			l.Href = articlePath + k.Article.String()
		}
		d.Lines = append(d.Lines, l)
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.import.kept"), Place: "impor", Page: true}, "import_kept", d)
}

// importCSV is the report for a spreadsheet, one line for each thing.
func (s *Server) importCSV(v *visit) error {
	r, err := s.run(v)
	if err != nil {
		return err
	}
	report, err := s.o.Newsroom.ImportReportOf(v.r.Context(), v.who, r.ID)
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="impor-%d.csv"`, r.ID))
	out := csv.NewWriter(v.w)
	row := func(cells ...string) {
		for i := range cells {
			cells[i] = newsroom.Cell(cells[i])
		}
		_ = out.Write(cells) // told by Error
	}
	row("part", "number", "title", "what", "n")
	for _, kind := range countKinds(report) {
		c := report.Counts[kind]
		for _, x := range []struct {
			what string
			n    int
		}{{"source", c.Source}, {"imported", c.Imported}, {"updated", c.Updated}, {"unchanged", c.Unchanged}, {"conflict", c.Conflict}, {"kept", c.Kept}, {"failed", c.Failed}} {
			if x.n > 0 {
				row("count", "", kind, x.what, strconv.Itoa(x.n))
			}
		}
	}
	for _, x := range report.Failed {
		row("failed", strconv.FormatInt(x.Number, 10), x.Title, x.Why, "")
	}
	for _, x := range report.Conflicts {
		row("conflict", strconv.FormatInt(x.Number, 10), x.Title, x.Why, "")
	}
	for _, x := range report.Held {
		row("held", strconv.FormatInt(x.Number, 10), x.Title, x.Why, "")
	}
	for _, x := range report.Missing {
		row("missing", strconv.FormatInt(x.Item.Number, 10), x.Item.Title, x.URL, "")
	}
	for _, x := range report.Unreachable {
		row("unreachable", strconv.FormatInt(int64(x.Asset), 10), x.URL, x.Why, "")
	}
	for _, x := range report.Moved {
		row("moved", "", x.From, x.To, "")
	}
	for _, n := range report.Notes {
		row("note", "", n.Name, n.Kind, strconv.Itoa(n.Count))
	}
	if p := report.Proof; p != nil {
		for _, x := range p.Wrong {
			row("address", strconv.Itoa(x.Status), x.URL, x.To, "")
		}
	}
	out.Flush()
	return out.Error()
}
