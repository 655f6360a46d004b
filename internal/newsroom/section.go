package newsroom

import (
	"context"
	"fmt"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// checkSection refuses what does not fit into the tree: too deep, too many,
// below itself, of a colour that nobody checked (TAX-1). What an import brings
// keeps its depth.
func checkSection(ctx context.Context, tx store.Tx, s *news.Section, who Actor) error {
	op := "define section"
	if s.Colour != "" && !slices.Contains(news.SectionColours, s.Colour) {
		return badField("section", "colour", "unknown")
	}
	if news.Length(s.Desk) > 60 {
		return &news.Error{Kind: news.Invalid, Op: op, Fields: []news.FieldError{{Field: "desk", Code: "too_long", Limit: 60}}}
	}
	all, err := tx.Taxonomy().Sections(ctx, s.Edition)
	if err != nil {
		return err
	}
	open := 0
	parent := map[news.SectionID]news.SectionID{}
	for _, o := range all {
		parent[o.ID] = o.Parent
		if o.MergedInto == 0 {
			open++
		}
		if o.ID == s.Parent && o.MergedInto != 0 {
			return news.Refuse(news.Conflict, op, "section_closed", nil)
		}
	}
	if s.ID == 0 && open >= news.MaxSections && !who.imports() {
		return &news.Error{Kind: news.Invalid, Op: op, Code: "fields", Fields: []news.FieldError{{Field: "section", Code: "too_many", Limit: news.MaxSections}}}
	}
	if s.Parent == 0 || who.imports() {
		return nil
	}
	if _, known := parent[s.Parent]; !known {
		return badField("section", "parent", "unknown")
	}
	depth := 1
	for id := s.Parent; id != 0; id = parent[id] {
		if id == s.ID && s.ID != 0 {
			return badField("section", "parent", "loop")
		}
		if depth++; depth > 2*len(all)+2 {
			return badField("section", "parent", "loop")
		}
	}
	if s.ID != 0 {
		parent[s.ID] = s.Parent
		depth += height(all, s.ID) - 1
	}
	if depth > news.MaxSectionDepth {
		return &news.Error{Kind: news.Invalid, Op: op, Code: "fields", Fields: []news.FieldError{{Field: "parent", Code: "too_deep", Limit: news.MaxSectionDepth}}}
	}
	return nil
}

func (a Actor) imports() bool { return a.kind == "import" }

// height counts the levels from a section down; closed ones do not count.
func height(all []news.Section, id news.SectionID) int {
	most := 0
	for _, s := range all {
		if s.Parent == id && s.MergedInto == 0 && s.ID != id {
			most = max(most, height(all, s.ID))
		}
	}
	return most + 1
}

// OrderSections sets the order of siblings, first to last.
type OrderSections struct {
	Edition  news.EditionID
	Sections []news.SectionID
}

func (OrderSections) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermSection, Subject{}, nil
}

func (c OrderSections) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	var keys []string
	for i, id := range c.Sections {
		s, err := tx.Taxonomy().Section(ctx, id)
		if err != nil {
			return outcome{}, err
		}
		if s.Edition != c.Edition || s.MergedInto != 0 {
			return outcome{}, news.E(news.NotFound, fmt.Sprintf("order section %d", id), nil)
		}
		if s.Order == i+1 {
			continue
		}
		s.Order = i + 1
		if err := tx.Taxonomy().PutSection(ctx, &s); err != nil {
			return outcome{}, err
		}
		if err := tx.Publishing().PutSection(ctx, s); err != nil {
			return outcome{}, err
		}
		keys = append(keys, news.KeySection(id))
	}
	if keys == nil {
		return outcome{}, nil
	}
	return defined(c.Edition, news.EventTaxonomy, "section.order", fmt.Sprintf("edition %d", c.Edition),
		append(keys, news.KeyEdition(c.Edition))...), nil
}

// CloseSection makes a section part of another: readers find its articles
// there, its address leads there, and nothing new can be filed under it. Frozen
// versions keep what they say. Call it again until Left is false: a long list
// moves in pieces.
type CloseSection struct {
	Section, Into news.SectionID
	// Left says that articles are left to move.
	Left *bool
}

func (CloseSection) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermSection, Subject{}, nil
}

// mergePiece is how many articles move in one transaction: each writes some ten
// rows while other writers wait.
const mergePiece = 500

func (c CloseSection) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	s, err := tx.Taxonomy().Section(ctx, c.Section)
	if err != nil {
		return outcome{}, err
	}
	into, err := tx.Taxonomy().Section(ctx, c.Into)
	if err != nil {
		return outcome{}, err
	}
	op := fmt.Sprintf("close section %d", c.Section)
	switch {
	case s.Edition != into.Edition || s.ID == into.ID:
		return outcome{}, badField("section", "into", "unknown")
	case into.MergedInto != 0 || s.MergedInto != 0 && s.MergedInto != into.ID:
		return outcome{}, news.Refuse(news.Conflict, op, "section_closed", nil)
	}
	all, err := tx.Taxonomy().Sections(ctx, s.Edition)
	if err != nil {
		return outcome{}, err
	}
	for _, o := range all {
		if o.Parent == s.ID && o.MergedInto == 0 {
			return outcome{}, news.Refuse(news.Conflict, op, "section_children", nil)
		}
	}
	keys := []string{news.KeySection(s.ID), news.KeySection(into.ID), news.KeyEdition(s.Edition), news.KeyRedirects(s.Edition)}
	var merge int64
	if s.MergedInto == 0 {
		// Whatever was merged into it before follows in one hop.
		for _, o := range all {
			if o.MergedInto == s.ID {
				o.MergedInto, o.Parent = into.ID, into.ID
				if err := tx.Taxonomy().PutSection(ctx, &o); err != nil {
					return outcome{}, err
				}
			}
		}
		m := store.Merge{Kind: "section", Edition: s.Edition, Source: int64(s.ID), Target: int64(into.ID), At: tx.Now(), By: who.String()}
		if err := tx.Names().Merge(ctx, &m); err != nil {
			return outcome{}, err
		}
		merge = m.ID
		// Rights over what stays filed under it are those over the other one.
		s.MergedInto, s.Parent = into.ID, into.ID
		s.Slug = fmt.Sprintf("%s-%d", s.Slug, s.ID)
		if err := tx.Taxonomy().PutSection(ctx, &s); err != nil {
			return outcome{}, err
		}
		if err := tx.Names().Unlist(ctx, s.ID); err != nil {
			return outcome{}, err
		}
		if err := tx.Names().Follow(ctx, s.ID, into.ID); err != nil {
			return outcome{}, err
		}
	} else {
		m, err := tx.Names().Last(ctx, "section", int64(s.ID))
		if err != nil {
			return outcome{}, err
		}
		merge = m.ID
	}
	moved, left, err := reshow(ctx, tx, s.Edition, "section", int64(s.ID), merge)
	if err != nil {
		return outcome{}, err
	}
	if c.Left != nil {
		*c.Left = left
	}
	out := defined(s.Edition, news.EventTaxonomy, "section.close", fmt.Sprintf("section %d", s.ID), append(keys, moved...)...)
	out.audit.Changes = []store.Change{{Field: "merged_into", To: fmt.Sprint(into.ID)}}
	return out, nil
}

// reshow shows again the next articles that readers find under a thing, which
// project then resolves, and gives the keys of their pages.
func reshow(ctx context.Context, tx store.Tx, e news.EditionID, by string, id, merge int64) (keys []string, left bool, err error) {
	ids, err := tx.Names().Listed(ctx, e, by, id, 0, mergePiece+1)
	if err != nil {
		return nil, false, err
	}
	if left = len(ids) > mergePiece; left {
		ids = ids[:mergePiece]
	}
	if err := tx.Names().Remember(ctx, merge, ids...); err != nil {
		return nil, false, err
	}
	for _, a := range ids {
		k, err := showAgain(ctx, tx, a)
		if err != nil {
			return nil, false, err
		}
		keys = append(keys, k...)
	}
	return keys, left, nil
}

// showAgain writes the readers' side of a live article anew, from the version
// that is live.
func showAgain(ctx context.Context, tx store.Tx, id news.ArticleID) ([]string, error) {
	a, err := tx.Articles().Get(ctx, id)
	if err != nil || a.Live == 0 {
		return nil, err
	}
	v, err := tx.Articles().Version(ctx, a.Live)
	if err != nil {
		return nil, err
	}
	return show(ctx, tx, &a, &v, &v)
}
