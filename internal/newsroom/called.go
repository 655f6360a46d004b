package newsroom

import (
	"cmp"
	"context"
	"slices"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Paper is what every screen of the newsroom needs to know of the paper.
type Paper struct {
	Edition news.Edition
	// Sections are all that are open, in their order.
	Sections []news.Section
	// Now is the database's time: ages are counted from it.
	Now time.Time
}

// Section gives one by its number.
func (p Paper) Section(id news.SectionID) news.Section {
	for _, s := range p.Sections {
		if s.ID == id {
			return s
		}
	}
	return news.Section{}
}

// Paper reads the edition that the newsroom works on. Everybody signed in may
// know it: readers see as much.
func (n *Newsroom) Paper(ctx context.Context, who Actor) (p Paper, err error) {
	if who.User == 0 {
		return p, news.E(news.Unauthenticated, "read the paper", nil)
	}
	err = n.db.Read(ctx, func(tx store.Tx) error {
		p = Paper{Now: tx.Now()}
		all, err := tx.Editions().All(ctx)
		if err != nil || len(all) == 0 {
			return err
		}
		p.Edition = all[0]
		sections, err := tx.Taxonomy().Sections(ctx, p.Edition.ID)
		for _, s := range sections {
			if s.MergedInto == 0 {
				p.Sections = append(p.Sections, s)
			}
		}
		return err
	})
	return p, err
}

// Called are names of what rows refer to by number.
type Called struct {
	Users  map[news.UserID]string
	People map[news.PersonID]string
	Tags   map[news.TagID]string
}

// Called finds the names of colleagues, credited people and tags, for whoever
// may see the newsroom's lists. What is not there has no name.
func (n *Newsroom) Called(ctx context.Context, who Actor, users []news.UserID, people []news.PersonID, tags []news.TagID) (Called, error) {
	var c Called
	err := n.db.Read(ctx, func(tx store.Tx) error {
		if err := mayLook(who); err != nil {
			return err
		}
		c = Called{map[news.UserID]string{}, map[news.PersonID]string{}, map[news.TagID]string{}}
		for _, id := range users {
			if _, known := c.Users[id]; known || id == 0 {
				continue
			}
			u, err := tx.Accounts().Get(ctx, id)
			if err != nil && !news.Is(err, news.NotFound) {
				return err
			}
			c.Users[id] = u.Name
		}
		found, err := tx.People().Get(ctx, unique(people))
		if err != nil {
			return err
		}
		for _, p := range found {
			c.People[p.ID] = p.Name
		}
		named, err := tx.Taxonomy().Tags(ctx, unique(tags))
		for _, t := range named {
			c.Tags[t.ID] = t.Name
		}
		return err
	})
	return c, err
}

func unique[T cmp.Ordered](ids []T) []T {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
