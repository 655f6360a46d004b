package admin

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/web"
)

// findingLine is a rule of the checklist that is not met.
type findingLine struct {
	Level, Text, Where string
	Block              string
}

// findings says in words what the checklist found, the blocking ones first.
func (s *Server) findings(v *visit, d *sheet, found []news.Finding) (out []findingLine) {
	for _, level := range []news.Level{news.Block, news.Warn} {
		for _, f := range found {
			if f.Level != level {
				continue
			}
			where := news.TopField(f.Field)
			if f.Block != "" {
				where = v.msg("room.check.block", "n", s.blockNumber(d, f.Block))
			} else if key := "field." + where; v.words.Has(key) {
				where = v.msg(key)
			} else {
				where = ""
			}
			key := "error.field." + f.Rule
			if !v.words.Has(key) {
				key = "error.field.required"
			}
			line := findingLine{Level: string(level), Where: where, Text: v.msg(key, "limit", f.Limit, "n", f.Limit), Block: f.Block}
			if !slices.Contains(out, line) {
				out = append(out, line)
			}
		}
	}
	return out
}

func (s *Server) blockNumber(d *sheet, id string) int {
	for i, b := range d.Content.Body.Blocks {
		if b.BlockID() == id {
			return i + 1
		}
	}
	return 0
}

// checksView is Periksa: the checklist as a list, and what only a person can
// tick.
type checksView struct {
	*sheet
	Unmet     []findingLine
	Ticks     []tickLine
	NeedTicks bool
	Heard     *news.Tick
	HeardBy   string
	AI        *news.AIUse
	AIBy      string
	Words     int
	Minutes   string
	Long      int
	Deliver   []newsroom.Delivery
	CanTick   bool
}

type tickLine struct {
	Check, Text, By string
	On              bool
}

func (s *Server) checksPage(v *visit) error {
	d, err := s.openArticle(v, "periksa")
	if err != nil {
		return err
	}
	return s.showChecks(v, http.StatusOK, page{}, d)
}

func (s *Server) showChecks(v *visit, status int, p page, d *sheet) error {
	view, err := s.checksOf(v, d)
	if err != nil {
		return err
	}
	p.Place, p.Bare, p.Regions = "meja", headlineOf(v, d), map[string]string{"inspektur": "checks_body"}
	return s.show(v, status, p, "article_checks", view)
}

func (s *Server) checksOf(v *visit, d *sheet) (checksView, error) {
	view := checksView{sheet: d, CanTick: d.can(news.CmdSave)}
	found, err := s.o.Newsroom.Check(v.r.Context(), v.who, d.ID, nil)
	if err != nil {
		return view, err
	}
	view.Unmet = s.findings(v, d, found)
	var actors []string
	for _, t := range d.Article.Flow.Ticks {
		actors = append(actors, t.By)
	}
	if d.Content.AIUse != nil {
		actors = append(actors, d.Content.AIUse.Approver)
	}
	name, err := s.called(v.r.Context(), v, actors...)
	if err != nil {
		return view, err
	}
	view.NeedTicks = d.Content.Flags.Child || d.Content.Flags.Victim
	for _, c := range newsroom.Ticks {
		t, on := d.Article.Flow.Ticks[c]
		if c == newsroom.TickHeard {
			if on {
				view.Heard, view.HeardBy = &t, name(t.By)
			}
			continue
		}
		line := tickLine{Check: c, Text: v.msg("room.tick." + c), On: on}
		if on {
			line.By = name(t.By) + " · " + s.moment(v, d.Paper.Now, t.At)
		}
		view.Ticks = append(view.Ticks, line)
	}
	if ai := d.Content.AIUse; ai != nil {
		view.AI = ai
		if ai.Approver != "" {
			view.AIBy = name(ai.Approver)
		}
	}
	text := d.Content.Body.Text()
	view.Words = len(strings.Fields(text))
	view.Minutes = v.words.ReadingMinutes(view.Words)
	for sentence := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '.' || r == '!' || r == '?' || r == '\n' }) {
		if len(strings.Fields(sentence)) > 25 {
			view.Long++
		}
	}
	return view, nil
}

func (s *Server) tick(v *visit) error {
	d, err := s.openArticle(v, "periksa")
	if err != nil {
		return err
	}
	_, err = s.do(v, newsroom.Tick{Article: d.ID, Check: v.r.PostFormValue("check"), Undo: v.r.PostFormValue("on") == "0", Note: strings.TrimSpace(v.r.PostFormValue("note"))})
	return s.afterChecks(v, d, err)
}

func (s *Server) approveAI(v *visit) error {
	d, err := s.openArticle(v, "periksa")
	if err != nil {
		return err
	}
	_, err = s.do(v, newsroom.ApproveAI{Article: d.ID})
	return s.afterChecks(v, d, err)
}

func (s *Server) afterChecks(v *visit, d *sheet, err error) error {
	if err != nil {
		if !shownAgain(err) {
			return err
		}
		text, status := v.sentence(err)
		return s.showChecks(v, status, page{Problem: text + wrongList(v.fieldErrors(err))}, d)
	}
	return to(v, d.Base+"/checks")
}

// seoPage is Judul & SEO: headlines by use, the address, the description.
func (s *Server) seoPage(v *visit) error {
	d, err := s.openArticle(v, "seo")
	if err != nil {
		return err
	}
	form, err := s.formOf(v, d, *d.Content, d.Article.Revision, nil, nil)
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, page{Place: "meja", Bare: headlineOf(v, d), Regions: map[string]string{"inspektur": "seo_body"}}, "article_seo",
		struct {
			*sheet
			Form        articleForm
			Public      bool
			SnippetHead string
			Snippet     string
		}{d, form, d.Article.Path != "", cut(firstOf(d.Content.Headlines["seo"], d.Content.Headline), 60),
			cut(firstOf(d.Content.Description, d.Content.Standfirst), 155)})
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}

// notesView is Catatan: threads, open ones first.
type notesView struct {
	*sheet
	Threads []threadView
	New     field
	CanNote bool
}

type threadView struct {
	ID       news.NoteID
	Notes    []noteLine
	Open     bool
	MustFix  bool
	Where    string
	Quote    string
	Resolved string
}

type noteLine struct{ Who, When, Text string }

func (s *Server) notesPage(v *visit) error {
	d, err := s.openArticle(v, "catatan")
	if err != nil {
		return err
	}
	return s.showNotes(v, http.StatusOK, page{}, d, nil)
}

func (s *Server) showNotes(v *visit, status int, p page, d *sheet, wrong map[string]string) error {
	notes, err := s.o.Newsroom.Notes(v.r.Context(), v.who, d.ID)
	if err != nil {
		return err
	}
	view := notesView{sheet: d, CanNote: d.Note}
	at := map[news.NoteID]int{}
	for _, n := range notes {
		i, ok := at[n.Thread]
		if !ok {
			i = len(view.Threads)
			at[n.Thread] = i
			t := threadView{ID: n.Thread, Open: n.Resolved.IsZero(), MustFix: n.MustFix, Quote: n.Anchor.Quote}
			if k := s.blockNumber(d, n.Anchor.Block); k > 0 {
				t.Where = v.msg("room.check.block", "n", k)
			}
			view.Threads = append(view.Threads, t)
		}
		name := n.Name
		if name == "" {
			name = n.By
		}
		view.Threads[i].Notes = append(view.Threads[i].Notes, noteLine{name, s.moment(v, d.Paper.Now, n.At), n.Text})
		view.Threads[i].Open = view.Threads[i].Open && n.Resolved.IsZero()
	}
	slices.SortStableFunc(view.Threads, func(a, b threadView) int {
		return rank(a.Open) - rank(b.Open)
	})
	view.New = field{Name: "text", Label: v.msg("room.notes.new"), Hint: v.msg("room.notes.hint"), Rows: 3, Prose: true, Required: true, Max: 4000, Error: wrong["text"],
		Value: v.r.PostFormValue("text")}
	p.Place, p.Bare, p.Regions = "meja", headlineOf(v, d), map[string]string{"inspektur": "notes_body"}
	return s.show(v, status, p, "article_notes", view)
}

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

func (s *Server) addNote(v *visit) error {
	d, err := s.openArticle(v, "catatan")
	if err != nil {
		return err
	}
	cmd := newsroom.AddNote{Article: d.ID, Text: strings.TrimSpace(v.r.PostFormValue("text")), MustFix: v.r.PostFormValue("must_fix") == "1"}
	if n := number(v, "thread"); n > 0 {
		cmd.Thread = news.NoteID(n)
	}
	cmd.Anchor.Block = v.r.PostFormValue("block")
	if _, err := s.do(v, cmd); err != nil {
		if !shownAgain(err) {
			return err
		}
		p, status := v.refused(err)
		return s.showNotes(v, status, p, d, v.fieldErrors(err))
	}
	return v.leave(d.Base+"/notes", flash{Code: "note", Article: d.ID})
}

func (s *Server) resolveNote(v *visit) error {
	id, ok := articleID(v.r.PathValue("note"))
	d, err := s.openArticle(v, "catatan")
	if err != nil {
		return err
	}
	if !ok {
		return news.E(news.NotFound, "find a note", nil)
	}
	if _, err := s.do(v, newsroom.ResolveNote{Note: news.NoteID(id), Reopen: v.r.PostFormValue("do") == "reopen"}); err != nil {
		return err
	}
	return to(v, d.Base+"/notes")
}

// historyView is Riwayat: decisions and stretches of typing, newest first.
type historyView struct {
	*sheet
	Lines []historyLine
	Next  int
	Ends  []option
}

type historyLine struct {
	Revision, First int
	Kind, Who, When string
	Span            string
	N               int
	Named, Head     bool
}

func (s *Server) historyPage(v *visit) error {
	d, err := s.openArticle(v, "riwayat")
	if err != nil {
		return err
	}
	before, _ := strconv.Atoi(v.r.FormValue("before")) // the newest
	lines, next, err := s.o.Newsroom.History(v.r.Context(), v.who, d.ID, max(0, before), 40)
	if err != nil {
		return err
	}
	var actors []string
	for _, l := range lines {
		actors = append(actors, l.By)
	}
	name, err := s.called(v.r.Context(), v, actors...)
	if err != nil {
		return err
	}
	view := historyView{sheet: d, Next: next}
	for _, l := range lines {
		line := historyLine{Revision: l.Revision, First: l.First, Kind: v.msg("room.revision." + string(l.Kind)), Who: name(l.By),
			When: s.moment(v, d.Paper.Now, l.At), N: l.N, Named: !l.Kind.Noise(), Head: l.Revision == d.Article.Revision}
		view.Lines = append(view.Lines, line)
	}
	return s.show(v, http.StatusOK, page{Place: "meja", Bare: headlineOf(v, d), Regions: map[string]string{"inspektur": "history_body"}}, "article_history", view)
}

// compareView is two revisions side by side, with what can be brought back.
type compareView struct {
	*sheet
	From, To         int
	FromWho, ToWho   string
	FromWhen, ToWhen string
	Fields           []fieldCompare
	Blocks           []blockCompare
	CanRestore       bool
	Same             bool
}

type fieldCompare struct {
	Label         string
	Words         []body.WordDiff
	Before, After string
}

type blockCompare struct {
	ID, Kind string
	Change   body.Change
	Word     string
	Words    []body.WordDiff
	Notes    []fieldCompare
	// Back: the older revision has it, so that it can be brought back alone.
	Back bool
}

func (s *Server) comparePage(v *visit) error {
	d, err := s.openArticle(v, "riwayat")
	if err != nil {
		return err
	}
	from, err1 := strconv.Atoi(v.r.PathValue("revision"))
	if from == 0 {
		// The form that compares any two names both in the query.
		from, err1 = strconv.Atoi(v.r.FormValue("from"))
	}
	to_ := d.Article.Revision
	if t := v.r.FormValue("to"); t != "" {
		if to_, err = strconv.Atoi(t); err != nil {
			return news.E(news.NotFound, "find a revision", nil)
		}
	}
	if err1 != nil {
		return news.E(news.NotFound, "find a revision", nil)
	}
	c, err := s.o.Newsroom.Compare(v.r.Context(), v.who, d.ID, from, to_)
	if err != nil {
		return err
	}
	name, err := s.called(v.r.Context(), v, c.From.By, c.To.By)
	if err != nil {
		return err
	}
	view := compareView{sheet: d, From: from, To: to_, FromWho: name(c.From.By), ToWho: name(c.To.By), FromWhen: s.moment(v, d.Paper.Now, c.From.At),
		ToWhen: s.moment(v, d.Paper.Now, c.To.At), CanRestore: d.can(news.CmdSave) && to_ == d.Article.Revision && from != to_}
	for _, f := range c.Fields {
		field, _ := news.FieldOf(f.Field)
		view.Fields = append(view.Fields, fieldCompare{Label: v.msg(field.Label()), Words: f.Words, Before: plainValue(f.Before), After: plainValue(f.After)})
	}
	for _, b := range c.Body {
		line := blockCompare{ID: b.ID, Kind: v.msg("room.block." + b.Kind), Change: b.Change, Word: v.msg("room.change." + string(b.Change)), Words: b.Words}
		for _, a := range b.Attrs {
			line.Notes = append(line.Notes, fieldCompare{Label: a.Name, Words: a.Words, Before: plainValue(a.Before), After: plainValue(a.After)})
		}
		partsOf(&line, b.Parts)
		line.Back = b.ID != "" && (b.Change == body.Changed || b.Change == body.Removed || b.Change == body.Marked)
		view.Blocks = append(view.Blocks, line)
	}
	view.Same = len(view.Fields) == 0 && len(view.Blocks) == 0
	return s.show(v, http.StatusOK, page{Place: "meja", Bare: headlineOf(v, d), Regions: map[string]string{"inspektur": "compare_body"}}, "article_compare", view)
}

// partsOf gathers the words of what lies inside a block.
func partsOf(line *blockCompare, parts []body.BlockDiff) {
	for _, p := range parts {
		if len(p.Words) > 0 {
			if len(line.Words) > 0 {
				line.Words = append(line.Words, body.WordDiff{Change: body.Same, Text: " ¶ "})
			}
			line.Words = append(line.Words, p.Words...)
		}
		partsOf(line, p.Parts)
	}
}

// plainValue is a field's JSON as a person reads it.
func plainValue(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

func (s *Server) restore(v *visit) error {
	d, err := s.openArticle(v, "riwayat")
	if err != nil {
		return err
	}
	n, bad := strconv.Atoi(v.r.PathValue("revision"))
	if bad != nil {
		return news.E(news.NotFound, "find a revision", nil)
	}
	block := v.r.PostFormValue("block")
	_, err = s.do(v, newsroom.Restore{Article: d.ID, Revision: n, Block: block})
	if err != nil {
		if !shownAgain(err) {
			return err
		}
		text, status := v.sentence(err)
		return s.showArticle(v, status, page{Problem: text}, d, nil, nil)
	}
	code := "restored"
	if block != "" {
		code = "restored_block"
	}
	return v.leave(d.Base, flash{Code: code, Article: d.ID, Args: map[string]string{"n": strconv.Itoa(n)}})
}

// logPage is the article's own audit log: who did what, one action away.
func (s *Server) logPage(v *visit) error {
	d, err := s.openArticle(v, "log")
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(v.r.FormValue("before"), 10, 64) // the newest
	rows, err := s.o.Newsroom.Audited(v.r.Context(), v.who, store.AuditQuery{Subject: "article " + d.ID.String(), Before: max(0, before), Limit: 60})
	if err != nil {
		return err
	}
	changed, err := s.o.Newsroom.WhoChanged(v.r.Context(), v.who, d.ID, "headline", d.Paper.Now.AddDate(0, 0, 1), 10)
	if err != nil && !shownAgain(err) {
		return err
	}
	var actors []string
	for _, r := range rows {
		actors = append(actors, r.Actor)
	}
	for _, c := range changed {
		actors = append(actors, c.By)
	}
	name, err := s.called(v.r.Context(), v, actors...)
	if err != nil {
		return err
	}
	type line struct{ When, Who, What, Reason string }
	view := struct {
		*sheet
		Lines, Headlines []line
		Next             int64
	}{sheet: d}
	for _, r := range rows {
		what := r.Command
		if key := "room.command." + r.Command; v.words.Has(key) {
			what = v.msg(key)
		}
		l := line{s.date(v, r.At), name(r.Actor), what, r.Reason}
		for _, c := range r.Changes {
			l.Reason = strings.TrimSpace(l.Reason + " " + c.Field + ": " + cut(c.From, 60) + " → " + cut(c.To, 60))
		}
		view.Lines = append(view.Lines, l)
	}
	if len(rows) == 60 {
		view.Next = rows[59].Number
	}
	for _, c := range changed {
		view.Headlines = append(view.Headlines, line{s.date(v, c.At), name(c.By), c.To, ""})
	}
	return s.show(v, http.StatusOK, page{Place: "meja", Bare: headlineOf(v, d)}, "article_log", view)
}

// clashView is a conflict as a card: theirs, mine, and what both began from.
type clashView struct {
	Number             int
	Action, Where      string
	TheirsBy, MineBy   string
	When               string
	Base, Theirs, Mine string
	// Words are mine against theirs.
	Words []body.WordDiff
	Both  bool
	Edit  *field
}

func (s *Server) clashes(v *visit, d *sheet) (out []clashView, err error) {
	var actors []string
	for _, c := range d.Conflicts {
		actors = append(actors, c.TheirsBy, c.MineBy)
	}
	name, err := s.called(v.r.Context(), v, actors...)
	if err != nil {
		return nil, err
	}
	for _, c := range d.Conflicts {
		view := clashView{Number: c.Number, Action: d.Base + "/conflicts/" + strconv.Itoa(c.Number), TheirsBy: name(c.TheirsBy), MineBy: name(c.MineBy),
			When: s.moment(v, d.Paper.Now, c.At), Base: clashText(&c, c.Base), Theirs: clashText(&c, c.Theirs), Mine: clashText(&c, c.Mine), Both: true}
		view.Words = body.DiffText(view.Theirs, view.Mine)
		if c.Field != "body" {
			f, _ := news.FieldOf(c.Field)
			view.Where = v.msg(f.Label())
			view.Both = f.Merge == "list" || f.Merge == "set" || f.Type().Kind().String() == "string"
			if f.Type().Kind().String() == "string" {
				view.Edit = &field{Name: "value", Label: v.msg("room.clash.edit"), Rows: 2, Prose: true, Value: view.Mine}
			}
		} else {
			view.Where = v.msg("room.check.block", "n", s.blockNumber(d, c.Block))
			if c.Part == "" && c.Block != "" {
				view.Edit = &field{Name: "value", Label: v.msg("room.clash.edit"), Rows: 3, Prose: true, Value: view.Mine}
			}
		}
		out = append(out, view)
	}
	return out, nil
}

// clashText is one side of a conflict as a person reads it.
func clashText(c *news.Clash, raw json.RawMessage) string {
	if c.Field != "body" || c.Part != "" {
		return plainValue(raw)
	}
	if c.Block == "" {
		if doc, err := body.Parse(raw); err == nil {
			return body.Plain(doc)
		}
		return string(raw)
	}
	b, err := body.ParseBlock(raw)
	if err != nil {
		return ""
	}
	return body.Plain(body.Doc{Version: body.SchemaVersion, Blocks: []body.Block{b}})
}

func (s *Server) resolveConflict(v *visit) error {
	d, err := s.openArticle(v, "")
	if err != nil {
		return err
	}
	n, bad := strconv.Atoi(v.r.PathValue("number"))
	i := slices.IndexFunc(d.Conflicts, func(c news.Clash) bool { return c.Number == n })
	if bad != nil || i < 0 {
		return v.leave(d.Base, flash{Code: "clash_over", Article: d.ID})
	}
	cmd := newsroom.Resolve{Article: d.ID, Number: n, Choice: v.r.PostFormValue("choice")}
	if cmd.Choice == "edit" {
		if cmd.Value, err = editedSide(&d.Conflicts[i], strings.ReplaceAll(v.r.PostFormValue("value"), "\r\n", "\n")); err != nil {
			return err
		}
	}
	if _, err := s.do(v, cmd); err != nil {
		if !shownAgain(err) {
			return err
		}
		text, status := v.sentence(err)
		return s.showArticle(v, status, page{Problem: text}, d, nil, nil)
	}
	next := d.Base
	if len(d.Conflicts) > 1 {
		next += "#bentrok"
	}
	return v.leave(next, flash{Code: "clash_resolved", Article: d.ID})
}

// editedSide makes the value of a conflict that somebody wrote anew: a field's
// text, or a block as light markup.
func editedSide(c *news.Clash, text string) (json.RawMessage, error) {
	if c.Field != "body" {
		return json.Marshal(text)
	}
	var old body.Doc
	old.Version = body.SchemaVersion
	for _, raw := range []json.RawMessage{c.Theirs, c.Mine} {
		if b, err := body.ParseBlock(raw); err == nil {
			old.Blocks = append(old.Blocks[:0], b)
		}
	}
	doc := body.ParsePlain(text, old)
	if len(doc.Blocks) != 1 {
		return nil, &news.Error{Kind: news.Invalid, Op: "resolve a conflict", Code: "fields", Fields: []news.FieldError{{Field: "value", Code: "content"}}}
	}
	return body.BlockJSON(doc.Blocks[0])
}

// previewView frames the page as readers would have it.
type previewView struct {
	*sheet
	Src      string
	Revision int
	Shared   string
	CanShare bool
}

func (s *Server) previewPage(v *visit) error {
	d, err := s.openArticle(v, "pratinjau")
	if err != nil {
		return err
	}
	return s.showPreview(v, d, "")
}

func (s *Server) showPreview(v *visit, d *sheet, shared string) error {
	revision := 0
	if n, err := strconv.Atoi(v.r.FormValue("revision")); err == nil && n > 0 {
		revision = n
	}
	view := previewView{sheet: d, Src: d.Base + "/preview/page", Revision: revision, Shared: shared, CanShare: !d.Article.Embargoed(d.Paper.Now)}
	if revision > 0 {
		view.Src += "?revision=" + strconv.Itoa(revision)
	}
	return s.show(v, http.StatusOK, page{Place: "meja", Bare: headlineOf(v, d)}, "article_preview", view)
}

// previewFrame is the readers' page of a draft. Its scripts do not run and it
// reaches nothing: it is looked at in a frame of ours.
func (s *Server) previewFrame(v *visit) error {
	id, ok := articleID(v.r.PathValue("id"))
	if !ok {
		return news.E(news.NotFound, "find an article", nil)
	}
	revision, _ := strconv.Atoi(v.r.FormValue("revision")) // zero is the newest
	printed, err := s.o.Newsroom.RenderDraft(v.r.Context(), v.who, id, max(0, revision))
	if err != nil {
		return err
	}
	if printed.Embargoed {
		if err := s.o.Newsroom.Note(v.r.Context(), v.who, newsroom.AuditNote{Command: "read.embargoed", Subject: "article " + id.String()}); err != nil {
			return err
		}
	}
	h := v.w.Header()
	for name, values := range printed.Header {
		switch name {
		case "Cache-Control", "Etag", "Set-Cookie", "X-Frame-Options", "Cross-Origin-Resource-Policy", "Cross-Origin-Opener-Policy", "Surrogate-Key", "Content-Security-Policy":
		default:
			h[name] = values
		}
	}
	h.Set("Content-Security-Policy", framedPolicy(printed.Header.Get("Content-Security-Policy")))
	h.Set("Cache-Control", "no-store")
	h.Del("Cross-Origin-Opener-Policy")
	_, err = v.w.Write(printed.Body)
	return err
}

// framedPolicy is the policy of the readers' page, framed by us alone and
// without scripts: what a draft holds runs nowhere near a session.
func framedPolicy(theirs string) string {
	var keep []string
	for part := range strings.SplitSeq(theirs, ";") {
		name, _, _ := strings.Cut(strings.TrimSpace(part), " ")
		switch name {
		case "style-src", "style-src-elem", "style-src-attr", "img-src", "font-src", "media-src":
			keep = append(keep, strings.TrimSpace(part))
		}
	}
	return strings.Join(append([]string{"default-src 'none'", "script-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'",
		"sandbox allow-same-origin"}, keep...), "; ")
}

func (s *Server) sharePreview(v *visit) error {
	d, err := s.openArticle(v, "pratinjau")
	if err != nil {
		return err
	}
	link, err := s.o.Newsroom.SharePreview(v.r.Context(), v.who, d.ID, 0, newsroom.PreviewTime)
	if err != nil {
		if !shownAgain(err) {
			return err
		}
		text, status := v.sentence(err)
		return s.showArticle(v, status, page{Problem: text}, d, nil, nil)
	}
	base := strings.TrimSuffix(d.Edition.Settings.BaseURL, "/")
	if base == "" {
		base = web.Scheme(v.r) + "://" + v.r.Host
	}
	return s.showPreview(v, d, base+link.Path())
}
