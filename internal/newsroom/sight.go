package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// Sight is what decides who may know of an article.
type Sight struct {
	Revision int
	subject  Subject
}

// Sight reads it, for doors that tell many people of one change. NotFound.
func (n *Newsroom) Sight(ctx context.Context, id news.ArticleID) (Sight, error) {
	var out Sight
	err := n.db.Read(ctx, func(tx store.Tx) error {
		_, s, err := ask(ctx, tx, PermRead, id)
		if err != nil {
			return err
		}
		a, err := tx.Articles().Get(ctx, id)
		out = Sight{Revision: a.Revision, subject: s}
		return err
	})
	return out, err
}

// Of reports whether the actor may know of it.
func (s Sight) Of(who Actor) bool { return knows(who, s.subject) }

// Look is an article as somebody who opens it may see it.
type Look struct {
	Article news.Article
	// Headline is what it is called now.
	Headline string
	// Content is the text that the newsroom works on: the open draft, or what
	// readers have where none is open. Nil for whoever may know headline and
	// state only.
	Content *news.Content
	// Embargoed: who reads it is written down (AUD-3).
	Embargoed bool
}

// Look opens an article for reading. What the actor may not know of is missing,
// after the same reads as for what is not there (operations.md N3).
func (n *Newsroom) Look(ctx context.Context, who Actor, id news.ArticleID) (Look, error) {
	var out Look
	err := n.db.Read(ctx, func(tx store.Tx) error {
		out = Look{}
		_, s, err := ask(ctx, tx, PermRead, id)
		if err != nil {
			if news.Is(err, news.NotFound) {
				like(ctx, tx)
			}
			return err
		}
		e := newEyes(ctx, tx, who)
		if !e.glances(s) {
			return denied(who, PermRead, s)
		}
		if out.Article, err = tx.Articles().Get(ctx, id); err != nil {
			return err
		}
		c, err := current(ctx, tx, &out.Article)
		if err != nil {
			return err
		}
		out.Headline, out.Embargoed = c.Headline, s.Embargoed
		if e.reads(s) {
			out.Content = &c
		}
		return nil
	})
	if err == nil && out.Embargoed && out.Content != nil {
		err = n.noteRead(ctx, who, id)
	}
	return out, err
}

// like reads for what is missing what is read for what is there: an article's
// sections and text.
func like(ctx context.Context, tx store.Tx) {
	_, _ = tx.Taxonomy().Section(ctx, 0) // not there either; only its time matters
	_, _ = tx.Articles().Draft(ctx, 0)
}

// Tasks lists what the desk still must do in an edition, by number from after
// on, as far as it is the actor's to do: an editor sees those of own sections,
// a chief those without a section, too. next is where to go on; zero at the end.
func (n *Newsroom) Tasks(ctx context.Context, who Actor, edition news.EditionID, after news.TaskID, limit int) (out []news.Task, next news.TaskID, err error) {
	limit = limited(limit, 100)
	err = n.db.Read(ctx, func(tx store.Tx) error {
		out, next = nil, 0
		if !holdsSomewhere(who, PermDesk) {
			return news.E(news.Forbidden, string(PermDesk), nil)
		}
		e := newEyes(ctx, tx, who)
		for at := after; ; {
			list, err := tx.Tasks().Open(ctx, edition, at, limit)
			if err != nil {
				return err
			}
			for _, k := range list {
				at = k.ID
				mine, err := e.task(k)
				if err != nil {
					return err
				}
				if !mine {
					continue
				}
				if len(out) == limit {
					next = out[limit-1].ID
					return nil
				}
				out = append(out, k)
			}
			if len(list) < limit {
				return nil
			}
		}
	})
	return out, next, err
}

// task reports whether a task is the actor's to see.
func (e *eyes) task(k news.Task) (bool, error) {
	if k.Article != 0 {
		row, s, err := e.subject(k.Article)
		if err != nil || row == nil || !e.reads(s) {
			return false, err
		}
		if Can(e.who, PermDesk, s) && k.Section == 0 || slices.Contains(s.Owners, e.who.User) {
			return k.Section != 0 || Can(e.who, PermOverride, s), nil
		}
	}
	up, err := e.up(k.Edition, k.Section)
	p := PermDesk
	if k.Section == 0 {
		p = PermOverride
	}
	return err == nil && Can(e.who, p, Subject{Scoped: true, Sections: up}), err
}

// TasksOf lists an article's tasks, closed ones too, for whoever may read it.
func (n *Newsroom) TasksOf(ctx context.Context, who Actor, id news.ArticleID) (out []news.Task, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if err := newEyes(ctx, tx, who).mustRead(id); err != nil {
			return err
		}
		out, err = tx.Tasks().Of(ctx, id)
		return err
	})
	return out, err
}
