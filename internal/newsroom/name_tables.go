package newsroom

import (
	"context"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// SectionLine is a section in the table of all.
type SectionLine struct {
	news.Section
	Depth int
	// Live is how many articles readers find there, Last when one of the newsroom's
	// changed last; zero for never.
	Live int64
	Last time.Time
	// First and Final: no sibling stands above, or below.
	First, Final bool
}

// SectionTable lists the sections that are open, in the order of the tree.
func (n *Newsroom) SectionTable(ctx context.Context, who Actor, e news.EditionID) (out []SectionLine, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		out = nil
		if err := mayLookAtNames(who); err != nil {
			return err
		}
		all, err := tx.Taxonomy().Sections(ctx, e)
		if err != nil {
			return err
		}
		depth := map[news.SectionID]int{}
		last := map[news.SectionID]int{}
		for _, s := range all {
			if s.MergedInto != 0 {
				continue
			}
			depth[s.ID] = depth[s.Parent] + 1
			line := SectionLine{Section: s, Depth: depth[s.ID] - 1, First: true, Final: true}
			if k, ok := last[s.Parent]; ok {
				line.First, out[k].Final = false, false
			}
			last[s.Parent] = len(out)
			if line.Live, err = tx.Names().CountListed(ctx, e, "section", int64(s.ID)); err != nil {
				return err
			}
			if line.Last, err = lastUse(ctx, tx, e, store.FacetSection(s.ID)); err != nil {
				return err
			}
			out = append(out, line)
		}
		return nil
	})
	return out, err
}

// mayLookAtNames: whoever writes picks from them, whoever looks after them sees
// them even without reading a draft.
func mayLookAtNames(who Actor) error {
	for _, p := range []Permission{PermRead, PermSection, PermTag, PermPerson} {
		if holdsSomewhere(who, p) {
			return nil
		}
	}
	return news.E(news.Forbidden, string(PermRead), nil)
}

func lastUse(ctx context.Context, tx store.Tx, e news.EditionID, f store.Facet) (time.Time, error) {
	rows, err := tx.Desk().List(ctx, store.DeskQuery{Edition: e, Groups: [][]store.Facet{{f}}, Limit: 1})
	if err != nil || len(rows) == 0 {
		return time.Time{}, err
	}
	return rows[0].Changed, nil
}

// TagLine is a tag in the table of all.
type TagLine struct {
	news.Tag
	Live int64
	Last time.Time
	// Into is the name of what it became part of.
	Into string
}

// TagTable lists tags by name, after one, or those whose name or alias begins so.
func (n *Newsroom) TagTable(ctx context.Context, who Actor, e news.EditionID, prefix, after string, afterID news.TagID, limit int) (out []TagLine, err error) {
	limit = limited(limit, 200)
	err = n.db.Read(ctx, func(tx store.Tx) error {
		out = nil
		if err := mayLookAtNames(who); err != nil {
			return err
		}
		var found []news.Tag
		var err error
		if prefix != "" {
			found, err = tx.Names().TagsByPrefix(ctx, e, prefix, limit)
		} else {
			found, err = tx.Names().TagsAfter(ctx, e, after, afterID, limit)
		}
		if err != nil {
			return err
		}
		into := map[news.TagID]string{}
		var ids []news.TagID
		for _, t := range found {
			if t.MergedInto != 0 {
				ids = append(ids, t.MergedInto)
			}
		}
		targets, err := tx.Taxonomy().Tags(ctx, unique(ids))
		if err != nil {
			return err
		}
		for _, t := range targets {
			into[t.ID] = t.Name
		}
		for _, t := range found {
			line := TagLine{Tag: t, Into: into[t.MergedInto]}
			if line.Live, err = tx.Names().CountListed(ctx, e, "tag", int64(t.ID)); err != nil {
				return err
			}
			if line.Last, err = lastUse(ctx, tx, e, store.FacetTag(t.ID)); err != nil {
				return err
			}
			out = append(out, line)
		}
		return nil
	})
	return out, err
}

// Tag gives one with how often it is used.
func (n *Newsroom) Tag(ctx context.Context, who Actor, id news.TagID) (out TagLine, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if err := mayLookAtNames(who); err != nil {
			return err
		}
		found, err := tx.Taxonomy().Tags(ctx, []news.TagID{id})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return news.E(news.NotFound, "get a tag", nil)
		}
		out = TagLine{Tag: found[0]}
		out.Live, err = tx.Names().CountListed(ctx, out.Edition, "tag", int64(id))
		return err
	})
	return out, err
}

// TagCalled finds the tag of a name or an alias. NotFound.
func (n *Newsroom) TagCalled(ctx context.Context, who Actor, e news.EditionID, name string) (t news.Tag, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if err := mayLookAtNames(who); err != nil {
			return err
		}
		t, err = tx.Taxonomy().FindTag(ctx, e, name)
		return err
	})
	return t, err
}

// PersonLine is a profile in the table of all.
type PersonLine struct {
	news.Person
	Live int64
	Last time.Time
	Into string
}

// PersonTable lists profiles by name, after one, or those whose name begins so.
func (n *Newsroom) PersonTable(ctx context.Context, who Actor, e news.EditionID, prefix, after string, afterID news.PersonID, limit int) (out []PersonLine, err error) {
	limit = limited(limit, 200)
	err = n.db.Read(ctx, func(tx store.Tx) error {
		out = nil
		if err := mayLookAtNames(who); err != nil {
			return err
		}
		var found []news.Person
		var err error
		if prefix != "" {
			found, err = tx.Names().PeopleByPrefix(ctx, prefix, limit)
		} else {
			found, err = tx.Names().PeopleAfter(ctx, after, afterID, limit)
		}
		if err != nil {
			return err
		}
		var ids []news.PersonID
		for _, p := range found {
			if p.MergedInto != 0 {
				ids = append(ids, p.MergedInto)
			}
		}
		targets, err := tx.People().Get(ctx, unique(ids))
		if err != nil {
			return err
		}
		into := map[news.PersonID]string{}
		for _, p := range targets {
			into[p.ID] = p.Name
		}
		for _, p := range found {
			line := PersonLine{Person: p, Into: into[p.MergedInto]}
			if line.Live, err = tx.Names().CountListed(ctx, e, "person", int64(p.ID)); err != nil {
				return err
			}
			if line.Last, err = lastUse(ctx, tx, e, store.FacetPerson(p.ID)); err != nil {
				return err
			}
			out = append(out, line)
		}
		return nil
	})
	return out, err
}

// Profile gives a person with how many articles readers find under the name.
func (n *Newsroom) Profile(ctx context.Context, who Actor, e news.EditionID, id news.PersonID) (out PersonLine, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if err := mayLookAtNames(who); err != nil {
			return err
		}
		found, err := tx.People().Get(ctx, []news.PersonID{id})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return news.E(news.NotFound, "get a person", nil)
		}
		out = PersonLine{Person: found[0]}
		out.Live, err = tx.Names().CountListed(ctx, e, "person", int64(id))
		return err
	})
	return out, err
}

// MayMind reports whether the actor may change a profile: their own, or any.
func (n *Newsroom) MayMind(who Actor, id news.PersonID) bool {
	return Can(who, PermPerson, ownProfile(&news.Person{ID: id}))
}
