package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// eyes is what one actor may see of the newsroom's lists, in one snapshot.
type eyes struct {
	ctx     context.Context
	tx      store.Tx
	who     Actor
	parents map[news.EditionID]map[news.SectionID]news.SectionID
}

func newEyes(ctx context.Context, tx store.Tx, who Actor) *eyes {
	return &eyes{ctx: ctx, tx: tx, who: who, parents: map[news.EditionID]map[news.SectionID]news.SectionID{}}
}

// tree gives each section's parent.
func (e *eyes) tree(edition news.EditionID) (map[news.SectionID]news.SectionID, error) {
	if t, ok := e.parents[edition]; ok {
		return t, nil
	}
	all, err := e.tx.Taxonomy().Sections(e.ctx, edition)
	if err != nil {
		return nil, err
	}
	t := make(map[news.SectionID]news.SectionID, len(all))
	for _, s := range all {
		t[s.ID] = s.Parent
	}
	e.parents[edition] = t
	return t, nil
}

// up gives a section and its ancestors.
func (e *eyes) up(edition news.EditionID, id news.SectionID) ([]news.SectionID, error) {
	t, err := e.tree(edition)
	var out []news.SectionID
	for id != 0 && err == nil && !slices.Contains(out, id) {
		out = append(out, id)
		id = t[id]
	}
	return out, err
}

// down gives a section and everything below it.
func (e *eyes) down(edition news.EditionID, id news.SectionID) ([]news.SectionID, error) {
	t, err := e.tree(edition)
	out := []news.SectionID{id}
	for i := 0; i < len(out) && err == nil; i++ {
		for s, parent := range t {
			if parent == out[i] && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	slices.Sort(out)
	return out, err
}

// of is what permissions over a row are asked for: the same as of the article
// itself (subjectOf), without reading its text.
func (e *eyes) of(r *store.DeskRow) (Subject, error) {
	up, err := e.up(r.Edition, r.Section)
	s := Subject{Scoped: true, Sections: up, Article: r.Article, Work: r.Work, Public: r.Public, Profiles: r.People,
		Embargoed: r.Embargo.After(e.tx.Now())}
	for _, u := range []news.UserID{r.Owner, r.Assignee} {
		if u != 0 {
			s.Owners = append(s.Owners, u)
		}
	}
	return s, err
}

// subject finds an article's row; nil when there is none.
func (e *eyes) subject(id news.ArticleID) (*store.DeskRow, Subject, error) {
	rows, err := e.tx.Desk().Rows(e.ctx, []news.ArticleID{id})
	if err != nil || len(rows) == 0 {
		return nil, Subject{Scoped: true, Article: id}, err
	}
	s, err := e.of(&rows[0])
	return &rows[0], s, err
}

// reads reports whether the actor may read what is of a subject.
func (e *eyes) reads(s Subject) bool { return Can(e.who, PermRead, s) }

// glances reports whether the actor may know headline and state.
func (e *eyes) glances(s Subject) bool { return e.reads(s) || Can(e.who, PermGlance, s) }

// mustRead refuses an article that the actor may not read, as one that is not
// there (API-6).
func (e *eyes) mustRead(id news.ArticleID) error {
	row, s, err := e.subject(id)
	if err != nil {
		return err
	}
	if row == nil || !e.reads(s) {
		return news.E(news.NotFound, "get article "+id.String(), nil)
	}
	return nil
}

// keep is the filter of a list: it leaves out what the actor may not know of,
// and takes from a row what they may not read.
func (e *eyes) keep(failed *error) func(*store.DeskRow) bool {
	return func(r *store.DeskRow) bool {
		s, err := e.of(r)
		if err != nil {
			*failed = err
			return false
		}
		if e.reads(s) {
			return true
		}
		if !e.glances(s) {
			return false
		}
		*r = glance(*r)
		return true
	}
}

// glance is a row for those who may know headline and state alone.
func glance(r store.DeskRow) store.DeskRow {
	return store.DeskRow{Article: r.Article, Edition: r.Edition, Changed: r.Changed, Work: r.Work, Public: r.Public,
		Headline: r.Headline, Section: r.Section, Kind: r.Kind, Path: r.Path, Published: r.Published}
}

// scope gives the lists in which everything stands that the actor may know of;
// nil is no limit.
func (e *eyes) scope(edition news.EditionID) ([]store.Facet, error) {
	if e.who.kind != "user" && e.who.kind != "token" {
		return nil, nil
	}
	var sections []news.SectionID
	all := false
	for _, g := range e.who.Grants {
		if g.Pending || !g.Until.IsZero() && !e.who.At.Before(g.Until) {
			continue
		}
		if reachOf(g, PermRead) == nothing && reachOf(g, PermGlance) == nothing {
			continue
		}
		all = all || len(g.Sections) == 0
		sections = append(sections, g.Sections...)
	}
	if len(e.who.Scope) > 0 {
		if all {
			sections = nil
		}
		all = false
		sections = append(sections, e.who.Scope...)
	}
	if all {
		return nil, nil
	}
	out := []store.Facet{store.FacetSection(-1)} // somebody with no grant sees nothing
	for _, id := range sections {
		below, err := e.down(edition, id)
		if err != nil {
			return nil, err
		}
		for _, s := range below {
			if f := store.FacetSection(s); !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out, nil
}
