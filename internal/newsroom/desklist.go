package newsroom

import (
	"context"
	"slices"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Filter narrows the newsroom's lists and search. Empty fields narrow nothing;
// of several sections, authors or states one is enough.
type Filter struct {
	Sections []news.SectionID
	// Authors are profiles, Names those who have none.
	Authors []news.PersonID
	Names   []string
	Tags    []news.TagID
	Kinds   []news.ArticleKind
	Work    []news.WorkState
	Public  []news.PublicState
	// Has are "photo", "embargo", "notes", "trouble", "due".
	Has []string
	// Lacks is the same, the other way round.
	Lacks []string
	// Mine: created by, assigned to, or credited to the one who asks.
	Mine  bool
	Since time.Time
}

// Marks are what Filter.Has can ask for.
var Marks = []string{"photo", "embargo", "notes", "trouble", "due"}

// ListRequest asks for a page of the dense list, newest change first.
type ListRequest struct {
	Edition news.EditionID
	Filter
	// After continues after the last row of the page before.
	AfterAt time.Time
	AfterID news.ArticleID
	Limit   int
}

// groups turns a filter into lists of which one each must hold.
func (e *eyes) groups(edition news.EditionID, f Filter) (groups [][]store.Facet, not []store.Facet, err error) {
	var sections []store.Facet
	for _, id := range f.Sections {
		below, err := e.down(edition, id)
		if err != nil {
			return nil, nil, err
		}
		for _, s := range below {
			sections = append(sections, store.FacetSection(s))
		}
	}
	var authors []store.Facet
	for _, id := range f.Authors {
		authors = append(authors, store.FacetPerson(id))
	}
	for _, n := range f.Names {
		authors = append(authors, store.FacetName(n))
	}
	groups = append(groups, sections, authors, facets(f.Tags, store.FacetTag), facets(f.Kinds, store.FacetKind),
		facets(f.Work, store.FacetWork), facets(f.Public, store.FacetPublic))
	for _, h := range f.Has {
		groups = append(groups, []store.Facet{store.FacetHas(h)})
	}
	for _, h := range f.Lacks {
		not = append(not, store.FacetHas(h))
	}
	if f.Mine {
		mine := []store.Facet{store.FacetOwner(e.who.User), store.FacetAssignee(e.who.User)}
		if e.who.Profile != 0 {
			mine = append(mine, store.FacetPerson(e.who.Profile))
		}
		groups = append(groups, mine)
	}
	if !slices.Contains(f.Work, news.Spiked) {
		groups = append(groups, []store.Facet{store.FacetAll})
	}
	scope, err := e.scope(edition)
	if err != nil {
		return nil, nil, err
	}
	groups = append(groups, scope)
	groups = slices.DeleteFunc(groups, func(g []store.Facet) bool { return len(g) == 0 })
	if len(groups) > 1 {
		// Everything is in the list of all; another one says more.
		groups = slices.DeleteFunc(groups, func(g []store.Facet) bool {
			return len(g) == 1 && g[0] == store.FacetAll && len(f.Work) > 0
		})
	}
	return groups, not, nil
}

func facets[T any](list []T, of func(T) store.Facet) []store.Facet {
	var out []store.Facet
	for _, v := range list {
		out = append(out, of(v))
	}
	return out
}

// mayLook refuses those who know of no article anywhere.
func mayLook(who Actor) error {
	if holdsSomewhere(who, PermGlance) || holdsSomewhere(who, PermRead) {
		return nil
	}
	return news.E(news.Forbidden, string(PermGlance), nil)
}

// Articles is the dense list: everything that the actor may know of.
func (n *Newsroom) Articles(ctx context.Context, who Actor, r ListRequest) ([]store.DeskRow, error) {
	var out []store.DeskRow
	err := n.db.Read(ctx, func(tx store.Tx) (err error) {
		if err := mayLook(who); err != nil {
			return err
		}
		e := newEyes(ctx, tx, who)
		groups, not, err := e.groups(r.Edition, r.Filter)
		if err != nil {
			return err
		}
		var failed error
		out, err = tx.Desk().List(ctx, store.DeskQuery{Edition: r.Edition, Groups: groups, Not: not, BeforeAt: r.AfterAt,
			BeforeID: r.AfterID, Since: r.Since, Limit: limited(r.Limit, 300), Keep: e.keep(&failed)})
		if err == nil {
			err = failed
		}
		return err
	})
	return out, err
}

// Column is a column of the board.
type Column string

const (
	ColumnWriting   Column = "writing"
	ColumnDesk      Column = "desk"
	ColumnReady     Column = "ready"
	ColumnScheduled Column = "scheduled"
	ColumnLive      Column = "live"
	ColumnTrouble   Column = "trouble"
)

// Columns lists them from left to right.
var Columns = []Column{ColumnWriting, ColumnDesk, ColumnReady, ColumnScheduled, ColumnLive, ColumnTrouble}

// liveOnBoard is how long what went out stays on the board (S2.1).
const liveOnBoard = 2 * time.Hour

// Lane is a column with its cards; More says that there are others.
type Lane struct {
	Column Column
	Cards  []store.DeskRow
	More   bool
}

// Board is the home of the newsroom: at most limit cards in each column, those
// that wait longest for somebody at the top of it where somebody must act.
func (n *Newsroom) Board(ctx context.Context, who Actor, edition news.EditionID, f Filter, limit int) ([]Lane, error) {
	limit = limited(limit, 300)
	var out []Lane
	err := n.db.Read(ctx, func(tx store.Tx) error {
		out = nil
		if err := mayLook(who); err != nil {
			return err
		}
		e := newEyes(ctx, tx, who)
		now := tx.Now()
		for _, c := range Columns {
			cf, since := f, time.Time{}
			cf.Work, cf.Public = nil, nil
			switch c {
			case ColumnWriting:
				cf.Work = []news.WorkState{news.Writing, news.Returned}
			case ColumnDesk:
				cf.Work = []news.WorkState{news.Desk}
			case ColumnReady:
				cf.Work = []news.WorkState{news.Ready}
			case ColumnScheduled:
				cf.Has = append(slices.Clone(f.Has), "due")
			case ColumnLive:
				cf.Public, since = []news.PublicState{news.Live}, now.Add(-liveOnBoard)
			case ColumnTrouble:
				cf.Has = append(slices.Clone(f.Has), "trouble")
			}
			groups, not, err := e.groups(edition, cf)
			if err != nil {
				return err
			}
			var failed error
			rows, err := tx.Desk().List(ctx, store.DeskQuery{Edition: edition, Groups: groups, Not: not, Since: since, Limit: limit + 1,
				WentOut: c == ColumnLive, Keep: e.keep(&failed)})
			if err == nil {
				err = failed
			}
			if err != nil {
				return err
			}
			l := Lane{Column: c, Cards: rows[:min(len(rows), limit)], More: len(rows) > limit}
			switch c {
			case ColumnWriting:
				slices.SortStableFunc(l.Cards, func(a, b store.DeskRow) int {
					return rank(a.Work == news.Returned) - rank(b.Work == news.Returned)
				})
			case ColumnScheduled:
				slices.SortStableFunc(l.Cards, func(a, b store.DeskRow) int { return a.Due.Compare(b.Due) })
			}
			out = append(out, l)
		}
		return nil
	})
	return out, err
}

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// SaveView keeps a filter under a name, for the one who asks alone.
func (n *Newsroom) SaveView(ctx context.Context, who Actor, v store.DeskView) error {
	if err := n.self(who); err != nil {
		return err
	}
	v.Name = strings.TrimSpace(v.Name)
	if err := named("view", v.Name, 60); err != nil {
		return err
	}
	if len(v.Query) > 2000 {
		return &news.Error{Kind: news.Invalid, Op: "save a view", Code: "fields", Fields: []news.FieldError{{Field: "query", Code: "too_long", Limit: 2000}}}
	}
	return n.db.Write(ctx, func(tx store.Tx) error {
		has, err := tx.Desk().Views(ctx, who.User)
		if err != nil {
			return err
		}
		known := slices.ContainsFunc(has, func(o store.DeskView) bool { return o.Name == v.Name })
		if len(has) >= 100 && !known {
			return &news.Error{Kind: news.Invalid, Op: "save a view", Code: "fields", Fields: []news.FieldError{{Field: "name", Code: "too_many", Limit: 100}}}
		}
		return tx.Desk().PutView(ctx, who.User, v)
	})
}

// Views lists the saved filters of the one who asks.
func (n *Newsroom) Views(ctx context.Context, who Actor) (out []store.DeskView, err error) {
	if err := n.self(who); err != nil {
		return nil, err
	}
	err = n.db.Read(ctx, func(tx store.Tx) error {
		out, err = tx.Desk().Views(ctx, who.User)
		return err
	})
	return out, err
}

// DropView forgets one.
func (n *Newsroom) DropView(ctx context.Context, who Actor, name string) error {
	if err := n.self(who); err != nil {
		return err
	}
	return n.db.Write(ctx, func(tx store.Tx) error { return tx.Desk().DropView(ctx, who.User, name) })
}

func (n *Newsroom) self(who Actor) error {
	if who.User == 0 || !Can(who, PermSelf, Subject{}) {
		return news.E(news.Forbidden, string(PermSelf), nil)
	}
	return nil
}
