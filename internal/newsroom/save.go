package newsroom

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// Save keeps what somebody typed (WF-2, newsroom.md 4.1). It never overwrites
// what somebody else wrote meanwhile, it is never refused because somebody did,
// and a repeat of it changes nothing.
type Save struct {
	Article news.ArticleID `json:"article,omitempty"`
	// ULID names a draft born offline, in Edition; the first save makes the
	// article, however often it is sent.
	ULID    string         `json:"ulid,omitempty"`
	Edition news.EditionID `json:"edition,omitempty"`
	// Client is random per tab, Seq counts its saves from 1.
	Client string `json:"client"`
	Seq    int64  `json:"seq"`
	// Base is the revision that the tab's text was made from.
	Base int `json:"base,omitempty"`
	// Schema is the version of the body that the page was built for; zero is
	// ours.
	Schema int `json:"schema,omitempty"`
	// Fields are the changed fields by name, as in news.Fields; null empties one.
	Fields map[string]json.RawMessage `json:"fields,omitempty"`
	// The text comes as changed blocks with the order of all (absent when it did
	// not change), or whole in Body.
	Blocks []json.RawMessage `json:"blocks,omitempty"`
	Order  []string          `json:"order,omitempty"`
	Body   json.RawMessage   `json:"body,omitempty"`
	// Named makes the revision one that is kept for ever.
	Named bool `json:"named,omitempty"`
	// Strict refuses a base that is not the head, as Stale, instead of joining
	// the two: a program that knows no merge asks for it.
	Strict bool `json:"-"`
}

// Saved is the answer to a Save.
type Saved struct {
	Article news.ArticleID `json:"article"`
	// Revision is the head. Side, when somebody else had written meanwhile, is
	// the revision that holds exactly what was sent: a tab that could not yet put
	// the head under its text goes on from there.
	Revision int            `json:"revision"`
	Side     int            `json:"side,omitempty"`
	Work     news.WorkState `json:"work"`
	Created  bool           `json:"created,omitempty"`
	// Repeat: this very save was answered before.
	Repeat bool `json:"repeat,omitempty"`
	// What the head has and the tab lacks: fields by name, null for emptied ones,
	// and the text as changed blocks and order, or whole.
	Fields map[string]json.RawMessage `json:"fields,omitempty"`
	Blocks []json.RawMessage          `json:"blocks,omitempty"`
	Order  []string                   `json:"order,omitempty"`
	Body   json.RawMessage            `json:"body,omitempty"`
	// Reids are blocks that got another id because theirs was taken.
	Reids []body.Reid `json:"reids,omitempty"`
	// Merged are blocks with the work of two people, Kept those that one deleted
	// and the other edited.
	Merged []string `json:"merged,omitempty"`
	Kept   []string `json:"kept,omitempty"`
	// Conflicts are all that wait on the article.
	Conflicts []news.Clash `json:"conflicts,omitempty"`
	// Refused are the fields and blocks that were not kept, and why; everything
	// else was.
	Refused []news.FieldError `json:"refused,omitempty"`
	At      time.Time         `json:"at"`
}

// MinClientSchema is the oldest version of the body that a page may save with
// (SAVE-9).
const MinClientSchema = 1

// AnswersKept is how long the answer to a save is remembered (SAVE-2).
const AnswersKept = 7 * 24 * time.Hour

// Autos that thinning leaves alone: the last so many, and those of so long
// (ART-4). It looks every so many revisions.
const (
	autosKept  = 200
	autosTime  = 7 * 24 * time.Hour
	thinEvery  = 64
	clientSize = 64
)

func (s Save) op() string {
	if s.Article == 0 {
		return "save draft " + s.ULID
	}
	return "save article " + s.Article.String()
}

// find gives the article that the save is for; zero for one yet to be made.
func (s Save) find(ctx context.Context, tx store.Tx) (news.ArticleID, error) {
	if s.Article != 0 {
		return s.Article, nil
	}
	if !ulid(s.ULID) {
		return 0, badField("article", "client", "ulid")
	}
	id, err := tx.Workflow().ByClient(ctx, s.ULID)
	if news.Is(err, news.NotFound) {
		return 0, nil
	}
	return id, err
}

func (s Save) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	id, err := s.find(ctx, tx)
	if err != nil {
		return PermEdit, Subject{}, err
	}
	if id == 0 {
		sub, err := inSection(ctx, tx, s.Edition, s.section())
		return PermCreate, sub, err
	}
	return editing(ctx, tx, id)
}

// section is where a draft yet to be made is to be.
func (s Save) section() (id news.SectionID) {
	if json.Unmarshal(s.Fields["section"], &id) != nil {
		return 0
	}
	return id
}

func (s Save) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if s.Client == "" || len(s.Client) > clientSize || s.Seq < 1 {
		return outcome{}, news.E(news.Invalid, s.op(), nil)
	}
	id, err := s.find(ctx, tx)
	if err != nil {
		return outcome{}, err
	}
	if id == 0 {
		out, err := s.create(ctx, tx, who)
		if !news.Is(err, news.Conflict) {
			return out, err
		}
		// The same draft arrived twice at once.
		if id, err = tx.Workflow().ByClient(ctx, s.ULID); err != nil {
			return outcome{}, err
		}
	}
	if answer, err := tx.Saving().Answer(ctx, id, s.Client, s.Seq); err == nil {
		return repeated(answer)
	} else if !news.Is(err, news.NotFound) {
		return outcome{}, err
	}
	a, err := tx.Articles().Get(ctx, id)
	if err != nil {
		return outcome{}, err
	}
	if s.Strict && s.Base != a.Revision {
		return outcome{}, news.Refuse(news.Stale, s.op(), "stale", map[string]any{"revision": a.Revision})
	}
	w := saving{tx: tx, who: who, save: s, a: &a, was: a.Revision}
	if err := w.load(ctx); err != nil {
		return outcome{}, err
	}
	if err := w.receive(ctx); err != nil {
		return outcome{}, err
	}
	if err := w.join(ctx); err != nil {
		return outcome{}, err
	}
	return w.finish(ctx)
}

func repeated(answer json.RawMessage) (outcome, error) {
	var out Saved
	if err := json.Unmarshal(answer, &out); err != nil {
		return outcome{}, news.E(news.Internal, "read a stored answer", err)
	}
	out.Repeat = true
	return outcome{result: Result{Article: out.Article, Work: out.Work, Revision: out.Revision, Saved: &out}}, nil
}

// saving is one save on its way.
type saving struct {
	tx   store.Tx
	who  Actor
	save Save
	a    *news.Article
	was  int
	// base is what the tab's text was made from; doubtful when that is gone and
	// base is only an ancestor of it.
	base     *news.Content
	doubtful bool
	// head is what stands, mine what came, merged what will stand.
	head, mine, merged news.Content
	report             news.MergeReport
	// raw: the actor may write HTML by hand here.
	raw bool
	out Saved
}

// load reads what stands and what the tab started from.
func (w *saving) load(ctx context.Context) error {
	var err error
	if w.head, err = headContent(ctx, w.tx, w.a); err != nil {
		return err
	}
	if s := w.save.Schema; s != 0 && s < max(MinClientSchema, min(w.head.Body.Version, body.SchemaVersion)) {
		return news.Refuse(news.Conflict, w.save.op(), "client_old", nil)
	}
	switch {
	case w.save.Base == w.a.Revision:
		w.base = &w.head
		return nil
	case w.save.Base > w.a.Revision || w.save.Base < 0:
		return news.Refuse(news.Stale, w.save.op(), "stale", map[string]any{"revision": w.a.Revision})
	}
	r, err := w.tx.Articles().Revision(ctx, w.a.ID, w.save.Base)
	if news.Is(err, news.NotFound) || err == nil && r.Content == nil {
		w.doubtful = true
		r, err = w.tx.Saving().Ancestor(ctx, w.a.ID, w.save.Base)
	}
	if err != nil {
		return err
	}
	if r.Content == nil {
		r.Content = new(news.Content)
	}
	w.base = r.Content
	return nil
}

// headContent is the text that the newsroom works on: the open draft, or what
// the newest revision froze.
func headContent(ctx context.Context, tx store.Tx, a *news.Article) (news.Content, error) {
	c, err := tx.Articles().Draft(ctx, a.ID)
	if !news.Is(err, news.NotFound) {
		return c, err
	}
	r, err := tx.Articles().Revision(ctx, a.ID, a.Revision)
	if news.Is(err, news.NotFound) || err == nil && r.Content == nil {
		r, err = tx.Saving().Ancestor(ctx, a.ID, a.Revision)
	}
	if err != nil || r.Content == nil {
		return news.Content{}, err
	}
	return *r.Content, nil
}

// join merges what came with what stands.
func (w *saving) join(ctx context.Context) error {
	changed := news.ChangedFields(w.base, &w.mine)
	switch {
	case len(changed) == 0:
		w.merged = w.head
		return nil
	case w.base == &w.head:
		w.merged = w.mine
		kind := news.RevisionAuto
		if w.save.Named {
			kind = news.RevisionManual
		}
		return w.revise(ctx, kind, w.save.Base, &w.head, &w.merged)
	}
	w.merged, w.report = news.MergeContent(w.base, &w.head, &w.mine, w.doubtful)
	if w.report.Clean() && len(news.ChangedFields(&w.head, &w.merged)) == 0 {
		return nil // all of it stood there already
	}
	// Both sides exist as revisions before one is made of them (SAVE-10).
	side := news.RevisionAuto
	if !w.report.Clean() {
		side = news.RevisionDisplaced
	}
	head := w.a.Revision
	if err := w.revise(ctx, side, w.save.Base, w.base, &w.mine); err != nil {
		return err
	}
	w.out.Side = w.a.Revision
	if err := w.clash(ctx, head); err != nil {
		return err
	}
	return w.revise(ctx, news.RevisionMerged, head, &w.head, &w.merged)
}

// revise adds a revision; the article's number follows.
func (w *saving) revise(ctx context.Context, kind news.RevisionKind, base int, before, after *news.Content) error {
	w.a.Revision++
	r := &news.Revision{Article: w.a.ID, Number: w.a.Revision, Kind: kind, Base: base, At: w.tx.Now(), By: w.who.String(),
		Client: w.save.Client, Changed: news.ChangedFields(before, after), Content: after}
	if slices.Contains(r.Changed, "body") {
		r.Blocks = body.ChangedBlocks(before.Body, after.Body)
	}
	return w.tx.Articles().AddRevision(ctx, r)
}

// clash stores what could not be joined. A tab that goes on from its own side of
// an open conflict writes that side on instead of opening another.
func (w *saving) clash(ctx context.Context, head int) error {
	var found []news.Clash
	for _, f := range w.report.Fields {
		found = append(found, news.Clash{Field: f.Field, Base: f.Base, Theirs: f.Theirs, Mine: f.Mine})
	}
	for _, c := range w.report.Body.Conflicts {
		found = append(found, news.Clash{Field: "body", Block: c.Block, Part: c.Part, Base: c.Base, Theirs: c.Theirs, Mine: c.Mine})
	}
	if len(found) == 0 {
		return nil
	}
	open, err := w.tx.Saving().OpenConflicts(ctx, w.a.ID)
	if err != nil {
		return err
	}
	// A tab that goes on from its own side names a base that is younger than
	// what it clashes with.
	since, err := w.tx.Articles().Revisions(ctx, w.a.ID, head+1, 200)
	if err != nil {
		return err
	}
	for _, c := range found {
		i := slices.IndexFunc(open, func(o news.Clash) bool {
			return o.Field == c.Field && o.Block == c.Block && o.Part == c.Part && o.MineRevision == w.save.Base && o.MineBy == w.who.String()
		})
		if i >= 0 {
			o := open[i]
			o.Mine, o.MineRevision, o.At = c.Mine, w.out.Side, w.tx.Now()
			if err := w.tx.Saving().PutConflict(ctx, &o); err != nil {
				return err
			}
			continue
		}
		c.Article, c.At, c.MineBy = w.a.ID, w.tx.Now(), w.who.String()
		c.BaseRevision, c.TheirsRevision, c.MineRevision = w.save.Base, head, w.out.Side
		c.TheirsBy = lastHand(since, c)
		if err := w.tx.Saving().AddConflict(ctx, &c); err != nil {
			return err
		}
	}
	return nil
}

// lastHand finds who else last changed the place of a conflict, newest revision
// first.
func lastHand(since []news.Revision, c news.Clash) string {
	for _, r := range since {
		if r.By != c.MineBy && r.Kind != news.RevisionDisplaced && slices.Contains(r.Changed, c.Field) &&
			(c.Block == "" || slices.Contains(r.Blocks, c.Block)) {
			return r.By
		}
	}
	return since[0].By
}

// finish writes the draft and the answer.
func (w *saving) finish(ctx context.Context) (outcome, error) {
	if w.a.Revision != w.was {
		if err := putDraft(ctx, w.tx, w.who, w.a, w.was, &w.merged); err != nil {
			return outcome{}, err
		}
		if w.a.Revision/thinEvery != w.was/thinEvery {
			if _, err := w.tx.Saving().Thin(ctx, w.a.ID, w.a.Revision, autosKept, w.tx.Now().Add(-autosTime)); err != nil {
				return outcome{}, err
			}
		}
	}
	return w.answer(ctx)
}

func (w *saving) answer(ctx context.Context) (outcome, error) {
	o := &w.out
	o.Article, o.Revision, o.Work, o.At = w.a.ID, w.a.Revision, w.a.Work, w.tx.Now()
	o.Merged, o.Kept = w.report.Body.Merged, w.report.Body.Kept
	for _, name := range news.ChangedFields(&w.mine, &w.merged) {
		if name == "body" {
			if err := w.lacking(); err != nil {
				return outcome{}, err
			}
			continue
		}
		if o.Fields == nil {
			o.Fields = map[string]json.RawMessage{}
		}
		f, _ := news.FieldOf(name)
		if o.Fields[name] = f.Get(&w.merged); o.Fields[name] == nil {
			o.Fields[name] = json.RawMessage("null")
		}
	}
	var err error
	if o.Conflicts, err = w.tx.Saving().OpenConflicts(ctx, w.a.ID); err != nil {
		return outcome{}, err
	}
	kept, err := plainJSON(o)
	if err != nil {
		return outcome{}, news.E(news.Internal, w.save.op(), err)
	}
	if err := w.tx.Saving().PutAnswer(ctx, w.a.ID, w.save.Client, w.save.Seq, kept); err != nil {
		return outcome{}, err
	}
	r := resultOf(w.a, 0)
	r.Saved = o
	return outcome{result: r}, nil
}

// lacking writes what of the text the tab does not have.
func (w *saving) lacking() error {
	p, ok := body.NewPatch(w.mine.Body, w.merged.Body)
	if !ok {
		data, err := w.merged.Body.MarshalJSON()
		w.out.Body = data
		return err
	}
	w.out.Order = p.Order
	for _, b := range p.Blocks {
		raw, err := body.BlockJSON(b)
		if err != nil {
			return err
		}
		w.out.Blocks = append(w.out.Blocks, raw)
	}
	return nil
}

// create makes the article of a draft born offline.
func (s Save) create(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a := news.Article{Edition: s.Edition}
	w := saving{tx: tx, who: who, save: s, a: &a, base: new(news.Content)}
	w.base.Body.Version = body.SchemaVersion
	if err := w.receive(ctx); err != nil {
		return outcome{}, err
	}
	w.merged = w.mine
	made, err := create(ctx, tx, who, Create{Edition: s.Edition, ClientID: s.ULID, Content: w.mine})
	if err != nil {
		return outcome{}, err
	}
	w.a, w.out.Created = &made, true
	out, err := w.answer(ctx)
	out.events = []news.Event{{Edition: made.Edition, Kind: news.EventCreated, Article: made.ID}}
	out.audit = auditOf(news.CmdCreate, &made, nil)
	return out, err
}

// openConflicts counts what waits for somebody's decision: an article that has
// any is not published (WF-9).
func openConflicts(ctx context.Context, tx store.Tx, id news.ArticleID) (int, error) {
	open, err := tx.Saving().OpenConflicts(ctx, id)
	return len(open), err
}
