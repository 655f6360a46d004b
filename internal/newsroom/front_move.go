package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// Spot is a slot of a container, as somebody looked at it. Slots count from 0.
type Spot struct {
	Container string
	Revision  int
	Slot      int
}

// MoveCard takes a card from a slot of the draft to another one, puts a new one
// into a slot, or takes one off: one step, whatever containers it touches, so
// that no card is lost between two.
type MoveCard struct {
	Edition news.EditionID
	Of      news.FrontOf
	// From is where the card stands; nil brings Card in.
	From *Spot
	Card news.FrontCard
	// To is where it goes, before what stands there; nil takes it off.
	To *Spot
	// Draft is the draft afterwards.
	Draft *news.FrontDraft
}

func (c MoveCard) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := onFront(ctx, tx, c.Edition, c.Of)
	return PermFront, s, err
}

func (c MoveCard) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	op := "move a card on the front of " + c.Of.String()
	d, err := frontDraft(ctx, tx, c.Edition, c.Of)
	if err != nil {
		return outcome{}, err
	}
	f := &d.Front
	before := *f
	f.Containers = slices.Clone(f.Containers)
	from, err := spotIn(op, f, c.From)
	if err != nil {
		return outcome{}, err
	}
	to, err := spotIn(op, f, c.To)
	if err != nil {
		return outcome{}, err
	}
	card := c.Card
	touched := map[*news.Container]bool{}
	slot := 0
	if to != nil {
		slot = c.To.Slot
	}
	if from != nil {
		if c.From.Slot < 0 || c.From.Slot >= len(from.Cards) {
			return outcome{}, containerConflict(op, *from)
		}
		card = from.Cards[c.From.Slot]
		from.Cards = slices.Delete(slices.Clone(from.Cards), c.From.Slot, c.From.Slot+1)
		touched[from] = true
	}
	if to != nil {
		if card.Article != 0 && from == nil {
			// It stands once on a front (FRT-3): what is put anew leaves its old place.
			slot -= c.lift(f, to, card.Article, slot, touched)
		}
		to.Cards = slices.Insert(slices.Clone(to.Cards), max(0, min(slot, len(to.Cards))), card)
		touched[to] = true
	}
	for box := range touched {
		box.Revision++
	}
	return keepDraft(ctx, tx, &d, &before, c.Draft, "front.move")
}

// lift takes an article off a draft, and says how many of its places lay above a
// slot of a container.
func (c MoveCard) lift(f *news.Front, to *news.Container, id news.ArticleID, slot int, touched map[*news.Container]bool) (above int) {
	for i := range f.Containers {
		box := &f.Containers[i]
		if to.AllowRepeat || box.AllowRepeat {
			continue
		}
		var rest []news.FrontCard
		for k, card := range box.Cards {
			if card.Article != id {
				rest = append(rest, card)
				continue
			}
			touched[box] = true
			if box == to && k < slot {
				above++
			}
		}
		box.Cards = rest
	}
	return above
}

// spotIn finds a spot's container, as it was looked at.
func spotIn(op string, f *news.Front, s *Spot) (*news.Container, error) {
	if s == nil {
		return nil, nil
	}
	for i := range f.Containers {
		if box := &f.Containers[i]; box.ID == s.Container {
			if box.Revision != s.Revision {
				return nil, containerConflict(op, *box)
			}
			return box, nil
		}
	}
	return nil, news.E(news.NotFound, op, nil)
}

// keepDraft writes a step of making a front.
func keepDraft(ctx context.Context, tx store.Tx, d *news.FrontDraft, before *news.Front, into *news.FrontDraft, command string) (outcome, error) {
	if err := d.Front.Validate(); err != nil {
		return outcome{}, err
	}
	was := d.Revision
	d.Revision++
	if err := tx.FrontDesk().PutDraft(ctx, d, was); err != nil {
		return outcome{}, err
	}
	if into != nil {
		*into = *d
	}
	out := defined(d.Front.Edition, news.EventFront, command, "front of "+d.Front.Of.String())
	out.audit.Revision = d.Revision
	out.audit.Before, out.audit.Content = hashed(*before), hashed(d.Front)
	out.audit.Changes = cardChanges(news.CompareFronts(before, &d.Front))
	out.result.Revision = d.Revision
	return out, nil
}
