package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// resolved is content as readers get it: names that became part of others are
// those others. A frozen version keeps what it says; only what is shown follows
// the merge.
func resolved(ctx context.Context, tx store.Tx, e news.EditionID, c news.Content) (news.Content, error) {
	if len(c.Tags) > 0 {
		to, err := mergedTags(ctx, tx, c.Tags)
		if err != nil {
			return c, err
		}
		c.Tags = replaced(c.Tags, to)
	}
	if people := creditedPeople(c); len(people) > 0 {
		to, err := mergedPeople(ctx, tx, people)
		if err != nil {
			return c, err
		}
		if len(to) > 0 {
			c.Byline = slices.Clone(c.Byline)
			for i, x := range c.Byline {
				if now := to[x.Person]; now != 0 {
					c.Byline[i].Person = now
				}
			}
		}
	}
	all, err := tx.Taxonomy().Sections(ctx, e)
	if err != nil {
		return c, err
	}
	to := map[news.SectionID]news.SectionID{}
	for _, s := range all {
		if s.MergedInto != 0 {
			to[s.ID] = s.MergedInto
		}
	}
	if now := to[c.Section]; now != 0 {
		c.Section = now
	}
	c.More = slices.DeleteFunc(replaced(c.More, to), func(id news.SectionID) bool { return id == c.Section })
	return c, nil
}

// replaced gives each what it became part of, once.
func replaced[ID comparable](ids []ID, to map[ID]ID) []ID {
	if len(to) == 0 {
		return ids
	}
	var out []ID
	for _, id := range ids {
		if now, ok := to[id]; ok {
			id = now
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
