package newsroom

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// BulkEdit is one change of many articles: tags added and taken away, another
// section. Each article that is live is shown with it at once; its frozen
// version stays, and a new one is frozen.
type BulkEdit struct {
	Articles   []news.ArticleID `json:"articles"`
	AddTags    []news.TagID     `json:"add_tags,omitempty"`
	RemoveTags []news.TagID     `json:"remove_tags,omitempty"`
	Section    news.SectionID   `json:"section,omitempty"`
}

// MaxBulk bounds one change (TAX-2).
const MaxBulk = 1000

// bulkPiece is how many articles one transaction changes.
const bulkPiece = 50

// StartBulk writes the work down, so that it can go on after whatever happens.
type StartBulk struct {
	Edition news.EditionID
	BulkEdit
	Work *store.BulkWork
}

func (c StartBulk) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermTag, Subject{}, nil
}

func (c StartBulk) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	op := "change many articles"
	var bad []news.FieldError
	if len(c.Articles) == 0 {
		bad = append(bad, news.FieldError{Field: "articles", Code: "required"})
	}
	if len(c.Articles) > MaxBulk {
		bad = append(bad, news.FieldError{Field: "articles", Code: "too_many", Limit: MaxBulk})
	}
	if len(c.AddTags)+len(c.RemoveTags) == 0 && c.Section == 0 {
		bad = append(bad, news.FieldError{Field: "add_tags", Code: "required"})
	}
	found, err := tx.Taxonomy().Tags(ctx, c.AddTags)
	if err != nil {
		return outcome{}, err
	}
	if len(found) != len(c.AddTags) || slices.ContainsFunc(found, func(t news.Tag) bool { return t.Forbidden || t.MergedInto != 0 || t.Edition != c.Edition }) {
		bad = append(bad, news.FieldError{Field: "add_tags", Code: "unknown"})
	}
	if c.Section != 0 {
		s, err := tx.Taxonomy().Section(ctx, c.Section)
		if err != nil && !news.Is(err, news.NotFound) {
			return outcome{}, err
		}
		if err != nil || s.MergedInto != 0 || s.Edition != c.Edition {
			bad = append(bad, news.FieldError{Field: "section", Code: "unknown"})
		}
	}
	if bad != nil {
		return outcome{}, &news.Error{Kind: news.Invalid, Op: op, Code: "fields", Fields: bad}
	}
	data, err := json.Marshal(c.BulkEdit)
	if err != nil {
		return outcome{}, err
	}
	w := store.BulkWork{Edition: c.Edition, At: tx.Now(), By: who.String(), Total: len(c.Articles), Data: string(data)}
	if err := tx.Bulk().Start(ctx, &w); err != nil {
		return outcome{}, err
	}
	if c.Work != nil {
		*c.Work = w
	}
	out := defined(c.Edition, news.EventTaxonomy, "bulk.start", fmt.Sprintf("bulk %d", w.ID))
	out.audit.Reason = fmt.Sprintf("%d articles", w.Total)
	return out, nil
}

// GoOnBulk changes the next articles of a work. Those that the actor may not
// edit, or that the checklist would not let out like that, are left alone and
// told in Skipped.
type GoOnBulk struct {
	ID      int64
	Work    *store.BulkWork
	Skipped *[]news.ArticleID
}

func (c GoOnBulk) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermTag, Subject{}, nil
}

func (c GoOnBulk) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	w, err := tx.Bulk().Get(ctx, c.ID)
	if err != nil {
		return outcome{}, err
	}
	var edit BulkEdit
	if err := json.Unmarshal([]byte(w.Data), &edit); err != nil {
		return outcome{}, err
	}
	from := min(w.Done, len(edit.Articles))
	piece := edit.Articles[from:min(from+bulkPiece, len(edit.Articles))]
	var skipped []news.ArticleID
	var events []news.Event
	for _, id := range piece {
		ev, changed, err := editOne(ctx, tx, who, w.Edition, id, &edit)
		if err != nil {
			return outcome{}, err
		}
		if !changed {
			skipped = append(skipped, id)
			continue
		}
		events = append(events, ev)
	}
	if err := tx.Bulk().Advance(ctx, w.ID, w.Done, from+len(piece)); err != nil {
		return outcome{}, err
	}
	w.Done = from + len(piece)
	if c.Work != nil {
		*c.Work = w
	}
	if c.Skipped != nil {
		*c.Skipped = append(*c.Skipped, skipped...)
	}
	if len(events) == 0 {
		return outcome{}, nil
	}
	row := store.AuditRow{Command: "bulk.edit", Subject: fmt.Sprintf("bulk %d", w.ID), Reason: fmt.Sprintf("%d–%d of %d", from+1, w.Done, w.Total)}
	for _, e := range events {
		row.Changes = append(row.Changes, store.Change{Field: "article " + e.Article.String()})
	}
	return outcome{events: events, audit: row}, nil
}

// editOne changes one article: its draft if one is open, else the live text.
func editOne(ctx context.Context, tx store.Tx, who Actor, e news.EditionID, id news.ArticleID, edit *BulkEdit) (ev news.Event, changed bool, err error) {
	a, err := tx.Articles().Get(ctx, id)
	if news.Is(err, news.NotFound) || err == nil && a.Edition != e {
		return ev, false, nil
	}
	if err != nil {
		return ev, false, err
	}
	s, err := articleSubject(ctx, tx, id)
	if err != nil {
		return ev, false, err
	}
	if !Can(who, PermEdit, s) {
		return ev, false, nil
	}
	if edit.Section != 0 {
		// Moving needs the right in both places (PERM-2).
		up, err := newEyes(ctx, tx, who).up(e, edit.Section)
		if err != nil {
			return ev, false, err
		}
		to := s
		to.Sections = up
		if !Can(who, PermEdit, to) {
			return ev, false, nil
		}
	}
	// It is filed otherwise, and says the same: nobody is told (SCH-4).
	ev = news.Event{Edition: a.Edition, Kind: news.EventTouched, Article: id}
	was := a.Revision
	draft, err := tx.Articles().Draft(ctx, id)
	open := err == nil
	if err != nil && !news.Is(err, news.NotFound) {
		return ev, false, err
	}
	inDraft := open && edit.apply(&draft)
	before, after, inLive, err := edit.ofLive(ctx, tx, who, &a, s)
	if err != nil || !inDraft && !inLive {
		return ev, false, err
	}
	if inLive {
		// What the checklist blocks at the other doors is no better here.
		_, err := gate(ctx, tx, who, "update", &a, &after, passing{imported: who.machine()})
		if news.Is(err, news.Invalid) || news.Is(err, news.Conflict) {
			return ev, false, nil
		}
		if err != nil {
			return ev, false, err
		}
	}
	if inDraft {
		a.Section = draft.Section
		a.Revision++
		r := &news.Revision{Article: id, Number: a.Revision, Kind: news.RevisionManual, Base: was, At: tx.Now(), By: who.String(),
			Changed: edit.fields(), Content: &draft}
		if err := tx.Articles().AddRevision(ctx, r); err != nil {
			return ev, false, err
		}
		if err := tx.Articles().PutDraft(ctx, id, &draft); err != nil {
			return ev, false, err
		}
	}
	if inLive {
		base := a.Revision
		a.Revision++
		v := &news.Version{Article: id, Revision: a.Revision, Content: after, FrozenAt: tx.Now(), By: who.String()}
		if err := tx.Articles().AddVersion(ctx, v); err != nil {
			return ev, false, err
		}
		r := &news.Revision{Article: id, Number: a.Revision, Kind: news.RevisionPublished, Base: base, At: tx.Now(), By: who.String(),
			Changed: edit.fields(), Version: v.ID}
		if err := tx.Articles().AddRevision(ctx, r); err != nil {
			return ev, false, err
		}
		a.Live = v.ID
		if !open {
			a.Section = after.Section
		}
		if ev.Keys, err = show(ctx, tx, &a, v, &before); err != nil {
			return ev, false, err
		}
	}
	return ev, true, tx.Articles().Save(ctx, &a, was)
}

// ofLive gives what readers have and what they would have. Changing it without
// a draft passes by the desk, which takes the right to.
func (b *BulkEdit) ofLive(ctx context.Context, tx store.Tx, who Actor, a *news.Article, s Subject) (before news.Version, after news.Content, changed bool, err error) {
	if a.Live == 0 || !Can(who, PermPublishDirect, s) {
		return before, after, false, nil
	}
	if before, err = tx.Articles().Version(ctx, a.Live); err != nil {
		return before, after, false, err
	}
	after = before.Content
	return before, after, b.apply(&after), nil
}

func (b *BulkEdit) fields() []string {
	var out []string
	if len(b.AddTags)+len(b.RemoveTags) > 0 {
		out = append(out, "tags")
	}
	if b.Section != 0 {
		out = append(out, "section")
	}
	return out
}

// apply changes a content and reports whether it differs.
func (b *BulkEdit) apply(c *news.Content) bool {
	tags := slices.DeleteFunc(slices.Clone(c.Tags), func(t news.TagID) bool { return slices.Contains(b.RemoveTags, t) })
	for _, t := range b.AddTags {
		if !slices.Contains(tags, t) && len(tags) < 15 {
			tags = append(tags, t)
		}
	}
	changed := !slices.Equal(tags, c.Tags)
	c.Tags = tags
	if b.Section != 0 && c.Section != b.Section {
		changed = true
		c.Section = b.Section
		c.More = slices.DeleteFunc(slices.Clone(c.More), func(id news.SectionID) bool { return id == b.Section })
	}
	return changed
}

// Bulk does a work to its end, or until ctx does; it goes on where it stopped.
func (n *Newsroom) Bulk(ctx context.Context, who Actor, id int64) (w store.BulkWork, skipped []news.ArticleID, err error) {
	for {
		var more []news.ArticleID
		if _, err = n.Do(ctx, who, GoOnBulk{ID: id, Work: &w, Skipped: &more}); err != nil {
			return w, skipped, err
		}
		skipped = append(skipped, more...)
		if w.Done >= w.Total {
			return w, skipped, nil
		}
	}
}
