package newsroom

import (
	"context"
	"fmt"

	"warta/internal/news"
	"warta/internal/store"
)

// PreviewPersonMerge tells what making one profile part of another would touch.
func (n *Newsroom) PreviewPersonMerge(ctx context.Context, who Actor, edition news.EditionID, from, into news.PersonID) (p MergePreview, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		p = MergePreview{}
		if !Can(who, PermPerson, Subject{}) {
			return news.E(news.Forbidden, string(PermPerson), nil)
		}
		op := fmt.Sprintf("merge person %d into %d", from, into)
		found, err := tx.People().Get(ctx, []news.PersonID{from, into})
		if err != nil {
			return err
		}
		if len(found) != 2 {
			return news.E(news.NotFound, op, nil)
		}
		if found[0].MergedInto != 0 || found[1].MergedInto != 0 {
			return news.Refuse(news.Conflict, op, "already_merged", nil)
		}
		if p.Live, err = tx.Names().CountListed(ctx, edition, "person", int64(from)); err != nil {
			return err
		}
		e := newEyes(ctx, tx, who)
		p.Articles, err = tx.Desk().List(ctx, store.DeskQuery{Edition: edition, Groups: [][]store.Facet{{store.FacetPerson(from)}}, Limit: 50, Keep: e.readable})
		if err != nil {
			return err
		}
		if p.From, err = pagePath(ctx, tx, edition, "path.author", found[0].Slug); err != nil {
			return err
		}
		p.To, err = pagePath(ctx, tx, edition, "path.author", found[1].Slug)
		return err
	})
	return p, err
}

// SplitPerson takes a merge of a profile back, within 24 hours. Call it again until
// Left is false.
type SplitPerson struct {
	Person news.PersonID
	Left   *bool
}

func (SplitPerson) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermPerson, Subject{}, nil
}

func (c SplitPerson) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	op := fmt.Sprintf("split person %d", c.Person)
	found, err := tx.People().Get(ctx, []news.PersonID{c.Person})
	if err != nil {
		return outcome{}, err
	}
	m, err := tx.Names().Last(ctx, "person", int64(c.Person))
	if news.Is(err, news.NotFound) {
		return outcome{}, news.Refuse(news.Conflict, op, "not_merged", nil)
	}
	if err != nil {
		return outcome{}, err
	}
	if len(found) == 0 || tx.Now().Sub(m.At) > undoMerge {
		return outcome{}, news.Refuse(news.Conflict, op, "merge_too_old", nil)
	}
	ids, err := tx.Names().Recall(ctx, m.ID, mergePiece)
	if err != nil {
		return outcome{}, err
	}
	if found[0].MergedInto == 0 && !m.Undone.IsZero() && len(ids) == 0 {
		return outcome{}, news.Refuse(news.Conflict, op, "not_merged", nil)
	}
	a := found[0]
	if a.MergedInto != 0 {
		// Merging put the profile aside; whoever takes that back wants it in use.
		a.MergedInto, a.Active = 0, true
		if err := tx.People().Put(ctx, &a); err != nil {
			return outcome{}, err
		}
		if err := tx.Names().Undo(ctx, m.ID, tx.Now()); err != nil {
			return outcome{}, err
		}
	}
	editions, err := tx.Editions().All(ctx)
	if err != nil {
		return outcome{}, err
	}
	keys := []string{news.KeyPerson(a.ID), news.KeyPerson(news.PersonID(m.Target))}
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
	out := outcome{audit: store.AuditRow{Command: "person.split", Subject: fmt.Sprintf("person %d", a.ID)}}
	for _, e := range editions {
		out.events = append(out.events, news.Event{Edition: e.ID, Kind: news.EventPeople,
			Keys: append([]string{news.KeyArchive(e.ID), news.KeyRedirects(e.ID)}, keys...)})
	}
	return out, nil
}
