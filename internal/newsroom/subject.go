package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// subjectOf is what permissions over an article are asked for: its primary
// section with the ancestors, whose own it is, and its states.
func subjectOf(ctx context.Context, tx store.Tx, a *news.Article) (Subject, error) {
	s := Subject{Scoped: true, Article: a.ID, Work: a.Work, Public: a.Public, Embargoed: a.Embargoed(tx.Now())}
	for _, u := range []news.UserID{a.Creator, a.Assignee} {
		if u != 0 {
			s.Owners = append(s.Owners, u)
		}
	}
	var err error
	if s.Sections, err = upwards(ctx, tx, a.Edition, a.Section); err != nil {
		return s, err
	}
	c, err := current(ctx, tx, a)
	if err != nil {
		return s, err
	}
	s.Profiles = creditedPeople(c)
	return s, nil
}

// current is the content that people at the desk mean: the open draft, or what
// readers have, or what waits.
func current(ctx context.Context, tx store.Tx, a *news.Article) (news.Content, error) {
	c, err := tx.Articles().Draft(ctx, a.ID)
	if !news.Is(err, news.NotFound) {
		return c, err
	}
	for _, id := range []news.VersionID{a.Live, a.Scheduled, a.Flow.LastLive} {
		if id != 0 {
			v, err := tx.Articles().Version(ctx, id)
			return v.Content, err
		}
	}
	return news.Content{}, nil
}

// upwards gives a section and its ancestors.
func upwards(ctx context.Context, tx store.Tx, e news.EditionID, id news.SectionID) ([]news.SectionID, error) {
	if id == 0 {
		return nil, nil
	}
	return listedIn(ctx, tx, e, news.Content{Section: id})
}

// inSection is the subject of what lies in a section and is no article yet.
func inSection(ctx context.Context, tx store.Tx, e news.EditionID, id news.SectionID) (Subject, error) {
	up, err := upwards(ctx, tx, e, id)
	return Subject{Scoped: true, Sections: up}, err
}

// ask is what commands on an article need; what is missing is told as such.
func ask(ctx context.Context, tx store.Tx, p Permission, id news.ArticleID) (Permission, Subject, error) {
	if err := tx.Workflow().Hold(ctx, id); err != nil && !news.Is(err, news.NotFound) {
		return p, Subject{}, err
	}
	a, err := tx.Articles().Get(ctx, id)
	if news.Is(err, news.NotFound) || err == nil && a.Flow.Purged {
		return p, Subject{}, missing(id)
	}
	if err != nil {
		return p, Subject{}, err
	}
	s, err := subjectOf(ctx, tx, &a)
	return p, s, err
}

// publishing is what making a version live needs in the draft's present state:
// a draft that nobody approved takes the right to skip the desk.
func publishing(ctx context.Context, tx store.Tx, id news.ArticleID) (Permission, Subject, error) {
	_, s, err := ask(ctx, tx, PermPublish, id)
	if err != nil || !slices.Contains([]news.WorkState{news.Writing, news.Desk}, s.Work) {
		return PermPublish, s, err
	}
	a, err := tx.Articles().Get(ctx, id)
	if err != nil {
		return PermPublish, s, err
	}
	e, err := tx.Editions().Get(ctx, a.Edition)
	if err == nil && e.Settings.Workflow == news.WorkflowSimple {
		// Whoever may publish needs no desk (WF-26).
		return PermPublish, s, nil
	}
	return PermPublishDirect, s, err
}

// ownToo lets a writer with the switch publish what is their own.
type ownToo struct{}

func (ownToo) or(Subject) []Permission { return []Permission{PermPublishOwn} }

// Allowed lists the commands that the table and the policy both permit an actor
// on an article now; screens offer these.
func (n *Newsroom) Allowed(ctx context.Context, who Actor, id news.ArticleID) ([]news.Command, error) {
	var out []news.Command
	err := n.db.Read(ctx, func(tx store.Tx) error {
		_, s, err := ask(ctx, tx, PermRead, id)
		if err != nil {
			return err
		}
		if !knows(who, s) {
			return missing(id)
		}
		a, err := tx.Articles().Get(ctx, id)
		if err != nil {
			return err
		}
		out = out[:0]
		for _, m := range news.Moves {
			if slices.Contains(out, m.Command) {
				continue
			}
			if m, err := a.May(m.Command, tx.Now()); err == nil && needed(who, m, s) {
				out = append(out, m.Command)
			}
		}
		return nil
	})
	return out, err
}

// needed reports whether the actor holds one of the permissions of a row.
func needed(who Actor, m news.Move, s Subject) bool {
	for _, p := range m.Need {
		if p == "clock" && who.kind == "clock" || p != "clock" && Can(who, Permission(p), s) {
			return true
		}
	}
	return false
}
