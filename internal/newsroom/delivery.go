package newsroom

import (
	"context"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Delivery is how far one kind of announcement of an article has got
// (operations.md 6.2.7).
type Delivery struct {
	// Kind is "websub", "indexnow" …; Target is who is told: a hub, or the
	// search engines.
	Kind, Target string
	State        store.JobState
	Made, Due    time.Time
	Attempts     int
	// Problem is what went wrong last.
	Problem string
}

// Deliveries lists what is, or was, told about an article in the last days,
// newest first.
func (n *Newsroom) Deliveries(ctx context.Context, who Actor, id news.ArticleID) (out []Delivery, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		out = nil
		if err := newEyes(ctx, tx, who).mustRead(id); err != nil {
			return err
		}
		jobs, err := tx.Jobs().Of(ctx, id, 200)
		for _, j := range jobs {
			target, _, _ := strings.Cut(j.Payload, "\n")
			out = append(out, Delivery{Kind: j.Kind, Target: target, State: j.State, Made: j.Made, Due: j.Due, Attempts: j.Attempts, Problem: j.Problem})
		}
		return err
	})
	return out, err
}
