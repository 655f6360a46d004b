package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// PutOnFront sets an article into a slot of the home page at once, counted from
// 1 in the order of reading (FED-6). What stood there moves down; the article's
// own former place is left. A front that nobody edited yet gets a container of
// its own, with the rest filled as before.
type PutOnFront struct {
	Edition news.EditionID
	Article news.ArticleID
	Slot    int
}

func (c PutOnFront) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := onFront(ctx, tx, c.Edition, news.FrontOf{})
	return PermFront, s, err
}

func (c PutOnFront) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if c.Slot < 1 || c.Slot > news.MaxCards {
		return outcome{}, badField("front", "slot", "range")
	}
	if _, err := tx.Articles().Get(ctx, c.Article); err != nil {
		return outcome{}, err
	}
	live, err := liveFront(ctx, tx, c.Edition, news.FrontOf{})
	if err != nil {
		return outcome{}, err
	}
	d, err := frontDraft(ctx, tx, c.Edition, news.FrontOf{})
	if err != nil {
		return outcome{}, err
	}
	if was := d.Revision; was > 0 {
		// Somebody arranges the page: their draft gets it, too, or its publication
		// would take this back.
		c.into(&d.Front)
		d.Revision++
		if err := tx.FrontDesk().PutDraft(ctx, &d, was); err != nil {
			return outcome{}, err
		}
	}
	c.into(&live)
	return ArrangeFront{Front: &live}.run(ctx, tx, who)
}

func (c PutOnFront) into(f *news.Front) {
	f.Containers = slices.Clone(f.Containers)
	if len(f.Containers) == 0 {
		f.Containers = []news.Container{{ID: "c1", Layout: "lead", Capacity: 12}}
	}
	for i := range f.Containers {
		f.Containers[i].Cards = slices.DeleteFunc(slices.Clone(f.Containers[i].Cards), func(x news.FrontCard) bool { return x.Article == c.Article })
	}
	// The container that holds the slot; past the end, the last one.
	at, slot := 0, c.Slot-1
	for at < len(f.Containers)-1 && slot >= f.Containers[at].Capacity {
		slot -= f.Containers[at].Capacity
		at++
	}
	box := &f.Containers[at]
	slot = min(slot, len(box.Cards), box.Capacity-1)
	box.Cards = slices.Insert(box.Cards, slot, news.FrontCard{Article: c.Article, Pin: true})
	if len(box.Cards) > box.Capacity {
		box.Cards = box.Cards[:box.Capacity]
	}
	box.Revision++
}
