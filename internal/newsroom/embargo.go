package newsroom

import (
	"context"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// SetEmbargo names a time before which nothing can make any version of the
// article live; who may know of it narrows at once (WF-17, SCH-6).
type SetEmbargo struct {
	Article news.ArticleID
	Until   time.Time
	Reason  string
}

func (c SetEmbargo) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermEmbargoSet, c.Article)
}

func (c SetEmbargo) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	until := c.Until.UTC().Truncate(time.Microsecond)
	return turn{cmd: news.CmdEmbargo, article: c.Article, reason: withReason("until "+until.Format(time.RFC3339Nano), c.Reason)}.run(
		ctx, tx, who, func(a *news.Article) error {
			return a.SetEmbargo(news.Embargo{Until: until, Reason: c.Reason, By: who.String()}, tx.Now())
		})
}

// LiftEmbargo ends an embargo, or brings its end forward (WF-18). The audit keeps
// what it was.
type LiftEmbargo struct {
	Article news.ArticleID
	// Until is the earlier end; zero lifts it altogether.
	Until  time.Time
	Reason string
}

func (c LiftEmbargo) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermEmbargoLift, c.Article)
}

func (c LiftEmbargo) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "lift", c.Article, 0)
	if err != nil {
		return outcome{}, err
	}
	was := ""
	if a.Embargo != nil {
		was = "was until " + a.Embargo.Until.UTC().Format(time.RFC3339Nano)
	}
	until := c.Until.UTC().Truncate(time.Microsecond)
	if c.Until.IsZero() {
		until = time.Time{}
	}
	return turn{cmd: news.CmdLift, article: c.Article, reason: withReason(was, c.Reason)}.run(ctx, tx, who,
		func(a *news.Article) error { return a.LiftEmbargo(until, c.Reason, tx.Now()) })
}
