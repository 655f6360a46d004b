package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// UndoFront takes the newest step of making a front back, whoever made it: the
// draft is as it was before. Again takes the one before that back.
type UndoFront struct {
	Edition news.EditionID
	Of      news.FrontOf
	// IfRevision is the draft that the person looked at; 0 does not care.
	IfRevision int
	Draft      *news.FrontDraft
}

func (c UndoFront) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := onFront(ctx, tx, c.Edition, c.Of)
	return PermFront, s, err
}

func (c UndoFront) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	op := "take back a step on the front of " + c.Of.String()
	d, err := frontDraft(ctx, tx, c.Edition, c.Of)
	if err != nil {
		return outcome{}, err
	}
	if c.IfRevision != 0 && c.IfRevision != d.Revision {
		return outcome{}, news.Refuse(news.Stale, op, "front_stale", map[string]any{"revision": d.Revision})
	}
	step, err := tx.FrontDesk().Step(ctx, c.Edition, c.Of)
	if news.Is(err, news.NotFound) {
		return outcome{}, news.Refuse(news.Conflict, op, "front_first_step", nil)
	}
	if err != nil {
		return outcome{}, err
	}
	before, was := d.Front, d.Revision
	d.Front = step.Front
	for i := range d.Front.Containers {
		// Nobody's open container fits any more, whatever it was counted up to.
		d.Front.Containers[i].Revision += was + 1
	}
	out, err := keepDraft(ctx, tx, &d, &before, c.Draft, "front.undo")
	if err != nil {
		return out, err
	}
	// Not this step, nor the one that it took back: the next undo goes further.
	return out, tx.FrontDesk().DropStep(ctx, c.Edition, c.Of, step.Revision)
}
