package main

import (
	"context"
	"time"
)

// sweepPaper makes fronts live that are due, and tells of demands that are late,
// each second and on every node: whoever comes first does it, once.
func (a *app) sweepPaper(ctx context.Context, p *newspaper) {
	failed := false
	for ctx.Err() == nil {
		_, err := p.room.DueFronts(ctx)
		if err == nil {
			_, err = p.room.DueDemands(ctx)
		}
		if err != nil && !failed && ctx.Err() == nil {
			a.log.Error("what is due waits", "err", err)
		}
		failed = err != nil
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}
