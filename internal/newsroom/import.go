package newsroom

import (
	"context"
	"fmt"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/store"
)

// ImportRun says what to do with what a source holds.
type ImportRun struct {
	Edition news.EditionID
	Batch   *ingest.Batch
	// Section is the name of the section of items that name none.
	Section string
	// Publish shows what was public at the source, where nothing is missing.
	Publish bool
}

// Outcome is what became of an item.
type Outcome string

const (
	Created   Outcome = "created"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	// Differs: the item changed at the source and here, too; ours was kept.
	Differs Outcome = "conflict"
)

// Imported is the report of one item.
type Imported struct {
	Ref      int64
	Article  news.ArticleID
	Headline string
	Stub     bool
	Outcome  Outcome
	// Path is the public address; empty when the item is a draft here.
	Path string
	// Why is why an item that was public at the source is a draft here: a
	// message key below "import.draft.".
	Why string
}

// Import brings a batch in, in one transaction: every item in full, or nothing
// and one error. A second run of the same batch changes nothing; an article
// that was edited here since is left alone and reported.
func (n *Newsroom) Import(ctx context.Context, who Actor, run ImportRun) ([]Imported, error) {
	cmd := &importBatch{ImportRun: run}
	if _, err := n.Do(ctx, who, cmd); err != nil {
		return nil, err
	}
	// Counts live apart and are set once, when the article comes in.
	for i, item := range run.Batch.Items {
		if item.Reads == nil || cmd.report[i].Outcome != Created {
			continue
		}
		if err := n.db.Reads().Set(ctx, cmd.report[i].Article, *item.Reads); err != nil {
			return cmd.report, fmt.Errorf("set read count of article %d: %w", cmd.report[i].Article, err)
		}
	}
	return cmd.report, nil
}

type importBatch struct {
	ImportRun
	report []Imported
}

func (*importBatch) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermRunImport, Subject{}, nil
}

func (b *importBatch) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	r := &importing{importBatch: b, ctx: ctx, tx: tx, who: who,
		ids: map[int64]int64{}, sections: map[string]news.SectionID{}}
	b.report = make([]Imported, len(b.Batch.Items))
	articles := make([]news.Article, len(b.Batch.Items))
	// Every article needs its number before any text can point to it.
	for i := range b.Batch.Items {
		if err := r.meet(i, &articles[i]); err != nil {
			return outcome{}, err
		}
	}
	for i := range b.Batch.Items {
		if err := r.write(i, &articles[i]); err != nil {
			return outcome{}, fmt.Errorf("import %q: %w", b.Batch.Items[i].Headline, err)
		}
	}
	if len(r.events) == 0 {
		return outcome{}, nil
	}
	return outcome{
		events: r.events,
		audit: store.AuditRow{Command: string(news.CmdImport), Subject: "edition " + fmt.Sprint(int64(b.Edition)),
			Reason: fmt.Sprintf("%d items", len(b.Batch.Items))},
	}, nil
}

// importing is one run of an import's transaction.
type importing struct {
	*importBatch
	ctx      context.Context
	tx       store.Tx
	who      Actor
	ids      map[int64]int64
	sections map[string]news.SectionID
	events   []news.Event
}

// meet finds the article that an item is, or makes a new one, and decides what
// is to be done with it.
func (r *importing) meet(i int, a *news.Article) error {
	item := &r.Batch.Items[i]
	rep := &r.report[i]
	rep.Ref, rep.Headline, rep.Stub = item.Ref, item.Headline, item.Stub
	known, err := r.find(item)
	switch {
	case err != nil:
		return err
	case known == 0:
		*a = news.Article{Edition: r.Edition, Work: news.Writing, Public: news.Never, Revision: 1,
			Dates: news.Dates{Created: r.tx.Now()}, Origin: item.Origin}
		if err := r.tx.Articles().Create(r.ctx, a, nil); err != nil {
			return err
		}
		rep.Outcome = Created
	default:
		if *a, err = r.tx.Articles().Get(r.ctx, known); err != nil {
			return err
		}
		if rep.Outcome, err = r.compare(item, a); err != nil {
			return err
		}
		rep.Path = a.Path
	}
	rep.Article = a.ID
	r.ids[item.Ref] = int64(a.ID)
	return nil
}

func (r *importing) find(item *ingest.Item) (news.ArticleID, error) {
	for _, o := range append([]news.Origin{item.Origin}, item.Also...) {
		id, err := r.tx.Articles().ByOrigin(r.ctx, o)
		if err == nil || !news.Is(err, news.NotFound) {
			return id, err
		}
	}
	return 0, nil
}

// compare decides about an item that came in before. What a page only cites
// never overwrites what we have.
func (r *importing) compare(item *ingest.Item, a *news.Article) (Outcome, error) {
	if item.Stub || a.Origin.Hash == item.Origin.Hash {
		return Unchanged, nil
	}
	if a.Public == news.Withdrawn {
		return Differs, nil
	}
	// Edited here since: some save after the import was not an import's.
	before := 0
	for {
		saves, err := r.tx.Articles().Revisions(r.ctx, a.ID, before, 100)
		if err != nil {
			return "", err
		}
		for _, s := range saves {
			if s.By != Importer().String() {
				return Differs, nil
			}
			before = s.Number
		}
		if len(saves) < 100 {
			return Updated, nil
		}
	}
}

// write saves an item's content and shows it where that was asked for.
func (r *importing) write(i int, a *news.Article) error {
	item, rep := &r.Batch.Items[i], &r.report[i]
	if rep.Outcome == Unchanged || rep.Outcome == Differs {
		return nil
	}
	content, err := r.content(i)
	if err != nil {
		return err
	}
	if err := content.Validate(news.Check{Imported: true}); err != nil {
		return err
	}
	was := a.Revision
	if rep.Outcome == Updated {
		a.Revision++
		// The key under which it was met first stays, so that those who cite it by
		// that key go on meeting it.
		a.Origin.Hash = item.Origin.Hash
		if a.Work == news.Settled {
			a.Work = news.Writing
		}
		if err := r.tx.Articles().Save(r.ctx, a, was); err != nil {
			return err
		}
	}
	if err := r.tx.Articles().PutDraft(r.ctx, a.ID, &content); err != nil {
		return err
	}
	rev := &news.Revision{Article: a.ID, Number: a.Revision, Kind: news.RevisionImported, Base: was, At: r.tx.Now(),
		By: Importer().String(), Content: &content}
	if a.Revision == 1 {
		rev.Base = 0
	}
	if err := r.tx.Articles().AddRevision(r.ctx, rev); err != nil {
		return err
	}
	r.events = append(r.events, news.Event{Edition: r.Edition, Kind: news.EventImported, Article: a.ID})
	return r.show(item, rep, a, content)
}

// show publishes, or updates, what was public at the source.
func (r *importing) show(item *ingest.Item, rep *Imported, a *news.Article, c news.Content) error {
	var out outcome
	var err error
	// The desk shows what the importer brings, in the importer's name.
	who := Importer()
	switch {
	case a.Public == news.Live:
		out, err = Update{Article: a.ID, Class: news.Minor, Imported: true}.run(r.ctx, r.tx, who)
	case !r.Publish:
		return nil
	default:
		if rep.Why = hidden(item, c, r.tx.Now()); rep.Why != "" {
			return nil
		}
		out, err = Publish{Article: a.ID, At: item.Published, Imported: true}.run(r.ctx, r.tx, who)
	}
	if err != nil {
		return err
	}
	rep.Path = out.result.Path
	r.events = append(r.events, out.events...)
	return nil
}

// hidden says why an item cannot be shown as it is.
func hidden(item *ingest.Item, c news.Content, now time.Time) string {
	switch {
	case item.State != news.Live:
		return "not_public"
	case c.Section == 0:
		return "no_section"
	case item.Published.IsZero():
		return "no_time"
	case item.Published.After(now):
		return "future"
	}
	return ""
}

// content gives what an item says in our own terms: names become numbers, made
// where they are new.
func (r *importing) content(i int) (news.Content, error) {
	item := &r.Batch.Items[i]
	c := news.Content{Headline: item.Headline, Kicker: item.Kicker, Standfirst: item.Standfirst, Dateline: item.Dateline,
		Kind: item.Kind, Language: item.Language, Source: item.Source, Canonical: item.Canonical,
		ClosingNote: item.ClosingNote, Description: item.Description, Flags: news.Flags{NoIndex: item.NoIndex}}
	c.Body, _ = item.Finish(ingest.Resolver{Item: func(ref int64) (int64, bool) {
		id, ok := r.ids[ref]
		return id, ok
	}})
	if c.Body.Version == 0 {
		c.Body.Version = body.SchemaVersion
	}
	var err error
	for _, name := range []string{item.Section, r.Section, item.SectionHint} {
		if name != "" {
			if c.Section, err = r.section(name); err != nil {
				return c, err
			}
			break
		}
	}
	for _, name := range item.More {
		id, err := r.section(name)
		if err != nil {
			return c, err
		}
		c.More = append(c.More, id)
	}
	for _, name := range item.Tags {
		id, err := r.tag(name)
		if err != nil {
			return c, err
		}
		c.Tags = append(c.Tags, id)
	}
	if c.Byline, err = r.byline(item.Byline); err != nil {
		return c, err
	}
	if item.Lead != nil {
		c.Lead = &news.LeadMedia{Caption: item.Lead.Caption, Alt: item.Lead.Alt, Credit: item.Lead.Credit}
	}
	if !item.Stub {
		c.NotesInternal = leftOver(r.Batch, item.Ref)
	}
	return c, nil
}

// byline keeps names as they are; a name that is one of our people's becomes
// that person.
func (r *importing) byline(credits []ingest.Credit) ([]news.Credit, error) {
	var out []news.Credit
	for _, x := range credits {
		credit := news.Credit{Name: x.Name, Role: x.Role, Label: x.Label}
		if x.Name != "" {
			p, err := r.tx.People().Find(r.ctx, x.Name)
			switch {
			case err == nil:
				credit.Person, credit.Name = p.ID, ""
			case !news.Is(err, news.NotFound):
				return nil, err
			}
		}
		out = append(out, credit)
	}
	return out, nil
}

func (r *importing) section(name string) (news.SectionID, error) {
	if id, ok := r.sections[name]; ok {
		return id, nil
	}
	s, err := r.tx.Taxonomy().FindSection(r.ctx, r.Edition, name)
	if news.Is(err, news.NotFound) {
		s = news.Section{Edition: r.Edition, Name: name, Slug: news.Slug(name)}
		if s.Slug == "" {
			s.Slug = "rubrik-" + fmt.Sprint(len(r.sections)+1)
		}
		var out outcome
		if out, err = (DefineSection{Section: &s}).run(r.ctx, r.tx, r.who); err == nil {
			r.events = append(r.events, out.events...)
		}
	}
	if err != nil {
		return 0, fmt.Errorf("section %q: %w", name, err)
	}
	r.sections[name] = s.ID
	return s.ID, nil
}

func (r *importing) tag(name string) (news.TagID, error) {
	t, err := r.tx.Taxonomy().FindTag(r.ctx, r.Edition, name)
	if news.Is(err, news.NotFound) {
		t = news.Tag{Edition: r.Edition, Name: name, Slug: news.Slug(name), Type: news.TagSubject}
		if t.Slug == "" {
			t.Slug = "tag"
		}
		err = r.tx.Taxonomy().PutTag(r.ctx, &t)
	}
	if err != nil {
		return 0, fmt.Errorf("tag %q: %w", name, err)
	}
	return t.ID, nil
}

// leftOver is what an editor finds beside an imported article: the lines of
// the source that went into no field.
func leftOver(b *ingest.Batch, ref int64) string {
	var out strings.Builder
	for _, l := range b.Lines {
		if l.Left && (l.Ref == ref || l.Ref == 0) {
			fmt.Fprintf(&out, "%d: %s\n", l.Number, l.Text)
		}
	}
	return strings.TrimSuffix(out.String(), "\n")
}
