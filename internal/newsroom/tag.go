package newsroom

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// checkTag refuses what a tag cannot be, and a name that another one has.
func checkTag(ctx context.Context, tx store.Tx, t *news.Tag, who Actor) error {
	if !slices.Contains(news.TagTypes, t.Type) {
		return badField("tag", "type", "unknown")
	}
	if len(t.Aliases) > 50 {
		return &news.Error{Kind: news.Invalid, Op: "define tag", Code: "fields", Fields: []news.FieldError{{Field: "aliases", Code: "too_many", Limit: 50}}}
	}
	for i := range t.Aliases {
		t.Aliases[i] = strings.TrimSpace(t.Aliases[i])
		if n := news.Length(t.Aliases[i]); n == 0 || n > 60 {
			return &news.Error{Kind: news.Invalid, Op: "define tag", Code: "fields", Fields: []news.FieldError{{Field: "aliases", Code: "too_long", Limit: 60}}}
		}
	}
	if who.imports() {
		return nil
	}
	for _, name := range append([]string{t.Name}, t.Aliases...) {
		other, err := tx.Taxonomy().FindTag(ctx, t.Edition, name)
		if news.Is(err, news.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if other.ID != t.ID && other.MergedInto == 0 {
			return news.Refuse(news.Conflict, "define tag", "name_taken", map[string]any{"name": name})
		}
	}
	return nil
}

// mergedTags gives for each merged tag the one it became part of.
func mergedTags(ctx context.Context, tx store.Tx, ids []news.TagID) (map[news.TagID]news.TagID, error) {
	found, err := tx.Taxonomy().Tags(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := map[news.TagID]news.TagID{}
	for _, t := range found {
		if t.MergedInto != 0 {
			out[t.ID] = t.MergedInto
		}
	}
	return out, nil
}

// MergePreview is what a merge would touch.
type MergePreview struct {
	// Live are how many articles readers find under the one that goes.
	Live int64
	// Articles are the newest of everything in the newsroom that names it.
	Articles []store.DeskRow
	// From and To are the addresses before and after.
	From, To string
}

// PreviewTagMerge tells what merging one tag into another would touch.
func (n *Newsroom) PreviewTagMerge(ctx context.Context, who Actor, from, into news.TagID) (p MergePreview, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if !Can(who, PermTagMerge, Subject{}) {
			return news.E(news.Forbidden, string(PermTagMerge), nil)
		}
		a, b, err := twoTags(ctx, tx, from, into)
		if err != nil {
			return err
		}
		if p.Live, err = tx.Names().CountListed(ctx, a.Edition, "tag", int64(a.ID)); err != nil {
			return err
		}
		e := newEyes(ctx, tx, who)
		p.Articles, err = tx.Desk().List(ctx, store.DeskQuery{Edition: a.Edition, Groups: [][]store.Facet{{store.FacetTag(a.ID)}}, Limit: 50, Keep: e.readable})
		if err != nil {
			return err
		}
		if p.From, err = pagePath(ctx, tx, a.Edition, "path.tag", a.Slug); err != nil {
			return err
		}
		p.To, err = pagePath(ctx, tx, a.Edition, "path.tag", b.Slug)
		return err
	})
	return p, err
}

func twoTags(ctx context.Context, tx store.Tx, from, into news.TagID) (a, b news.Tag, err error) {
	found, err := tx.Taxonomy().Tags(ctx, []news.TagID{from, into})
	if err != nil {
		return a, b, err
	}
	if len(found) != 2 || found[0].Edition != found[1].Edition {
		return a, b, news.E(news.NotFound, fmt.Sprintf("merge tag %d into %d", from, into), nil)
	}
	if found[1].MergedInto != 0 {
		return a, b, news.Refuse(news.Conflict, fmt.Sprintf("merge tag %d into %d", from, into), "already_merged", nil)
	}
	return found[0], found[1], nil
}

// MergeTags makes a tag part of another (TAX-2). Readers find its articles
// under the other one, its page leads there with one 301, and its names find
// the other. Frozen versions keep what they say: numbers of merged tags are
// resolved when an article is shown. Call it again until Left is false.
type MergeTags struct {
	From, Into news.TagID
	Left       *bool
}

func (MergeTags) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermTagMerge, Subject{}, nil
}

func (c MergeTags) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, b, err := twoTags(ctx, tx, c.From, c.Into)
	if err != nil {
		return outcome{}, err
	}
	keys := []string{news.KeyTag(a.ID), news.KeyTag(b.ID), news.KeyArchive(a.Edition), news.KeyRedirects(a.Edition)}
	m, err := tx.Names().Last(ctx, "tag", int64(a.ID))
	if err != nil && !news.Is(err, news.NotFound) {
		return outcome{}, err
	}
	if a.MergedInto == 0 {
		m = store.Merge{Kind: "tag", Edition: a.Edition, Source: int64(a.ID), Target: int64(b.ID), At: tx.Now(), By: who.String()}
		if err := tx.Names().Merge(ctx, &m); err != nil {
			return outcome{}, err
		}
		if err := joinTag(ctx, tx, &a, &b); err != nil {
			return outcome{}, err
		}
	} else if a.MergedInto != b.ID {
		return outcome{}, news.Refuse(news.Conflict, fmt.Sprintf("merge tag %d", a.ID), "already_merged", nil)
	}
	moved, left, err := reshow(ctx, tx, a.Edition, "tag", int64(a.ID), m.ID)
	if err != nil {
		return outcome{}, err
	}
	if c.Left != nil {
		*c.Left = left
	}
	out := defined(a.Edition, news.EventTaxonomy, "tag.merge", fmt.Sprintf("tag %d", a.ID), append(keys, moved...)...)
	out.audit.Changes = []store.Change{{Field: "merged_into", To: fmt.Sprint(b.ID)}}
	return out, nil
}

// joinTag writes the merge itself. Whatever was merged into the one that goes
// follows in one hop.
func joinTag(ctx context.Context, tx store.Tx, a, b *news.Tag) error {
	a.MergedInto = b.ID
	if err := tx.Taxonomy().PutTag(ctx, a); err != nil {
		return err
	}
	for _, name := range append([]string{a.Name}, a.Aliases...) {
		if !slices.Contains(b.Aliases, name) && len(b.Aliases) < 50 {
			b.Aliases = append(b.Aliases, name)
		}
	}
	if err := tx.Taxonomy().PutTag(ctx, b); err != nil {
		return err
	}
	shown, err := tx.Publishing().Shown(ctx, a.ID)
	if err != nil || !shown {
		return err
	}
	// The other's page must be there before anything leads to it.
	if err := tx.Publishing().PutTag(ctx, *b); err != nil {
		return err
	}
	if err := tx.Names().Unlist(ctx, a.ID); err != nil {
		return err
	}
	path, err := pagePath(ctx, tx, a.Edition, "path.tag", a.Slug)
	if err == nil {
		err = leaveAt(ctx, tx, a.Edition, path, b.ID)
	}
	return err
}

// undoMerge is how long a merge can be taken back.
const undoMerge = 24 * time.Hour

// SplitTag takes a merge of a tag back, within 24 hours. Call it again until
// Left is false.
type SplitTag struct {
	Tag  news.TagID
	Left *bool
}

func (SplitTag) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermTagMerge, Subject{}, nil
}

func (c SplitTag) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	op := fmt.Sprintf("split tag %d", c.Tag)
	found, err := tx.Taxonomy().Tags(ctx, []news.TagID{c.Tag})
	if err != nil {
		return outcome{}, err
	}
	m, err := tx.Names().Last(ctx, "tag", int64(c.Tag))
	if err != nil {
		return outcome{}, err
	}
	if len(found) == 0 || tx.Now().Sub(m.At) > undoMerge {
		return outcome{}, news.Refuse(news.Conflict, op, "merge_too_old", nil)
	}
	a := found[0]
	ids, err := tx.Names().Recall(ctx, m.ID, mergePiece)
	if err != nil {
		return outcome{}, err
	}
	if a.MergedInto == 0 && !m.Undone.IsZero() && len(ids) == 0 {
		return outcome{}, news.Refuse(news.Conflict, op, "not_merged", nil)
	}
	if a.MergedInto != 0 {
		target, err := tx.Taxonomy().Tags(ctx, []news.TagID{a.MergedInto})
		if err != nil {
			return outcome{}, err
		}
		a.MergedInto = 0
		if err := tx.Taxonomy().PutTag(ctx, &a); err != nil {
			return outcome{}, err
		}
		for _, b := range target {
			own := append([]string{a.Name}, a.Aliases...)
			b.Aliases = slices.DeleteFunc(b.Aliases, func(s string) bool { return slices.Contains(own, s) })
			if err := tx.Taxonomy().PutTag(ctx, &b); err != nil {
				return outcome{}, err
			}
		}
		if err := tx.Names().Undo(ctx, m.ID, tx.Now()); err != nil {
			return outcome{}, err
		}
	}
	keys := []string{news.KeyTag(a.ID), news.KeyTag(news.TagID(m.Target)), news.KeyArchive(a.Edition), news.KeyRedirects(a.Edition)}
	for _, id := range ids {
		k, err := showAgain(ctx, tx, id)
		if err != nil {
			return outcome{}, err
		}
		keys = append(keys, k...)
	}
	if c.Left != nil {
		*c.Left = len(ids) == mergePiece
	}
	return defined(a.Edition, news.EventTaxonomy, "tag.split", fmt.Sprintf("tag %d", a.ID), keys...), nil
}
