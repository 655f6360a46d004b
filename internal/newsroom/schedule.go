package newsroom

import (
	"context"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Schedule freezes the open draft and binds it to a time (WF-11). Where a
// version is bound already, the draft takes its place (WF-25); later edits go to
// a draft of their own.
type Schedule struct {
	Article    news.ArticleID
	IfRevision int
	// At is when it goes out; zero, when binding anew, keeps the time.
	At time.Time
	// Class is what sort of change it will be for an article that is live.
	Class news.ChangeClass
	// Override is a chief's reason to pass what the checklist blocks; Slip one to
	// let a change pass as a typing slip.
	Override, Slip string
	ownToo
}

func (c Schedule) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return publishing(ctx, tx, c.Article)
}

func (c Schedule) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "schedule", c.Article, c.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	was := a.Revision
	cmd := news.CmdSchedule
	if a.Scheduled != 0 {
		cmd = news.CmdRebind
		if c.At.IsZero() {
			c.At = a.Due()
		}
		if c.Class == "" {
			c.Class = a.Flow.Schedule.Class
		}
	}
	if _, err := a.May(cmd, tx.Now()); err != nil {
		return outcome{}, err
	}
	c.At = c.At.UTC().Truncate(time.Microsecond)
	draft, err := openDraft(ctx, tx, "schedule", &a)
	if err != nil {
		return outcome{}, err
	}
	if err := complete(ctx, tx, &a, &draft); err != nil {
		return outcome{}, err
	}
	unmet, err := gate(ctx, tx, who, "schedule", &a, &draft, passing{override: c.Override, at: c.At})
	if err != nil {
		return outcome{}, err
	}
	if a.Public == news.Live {
		before, err := liveVersion(ctx, tx, "schedule", &a)
		if err != nil {
			return outcome{}, err
		}
		if err := fits(ctx, tx, who, &a, before, &draft, c.Class, c.Slip); err != nil {
			return outcome{}, err
		}
	}
	v, err := freeze(ctx, tx, who, &a, draft, news.RevisionScheduled)
	if err != nil {
		return outcome{}, err
	}
	if err := a.Schedule(v, c.At, c.Class, who.String(), tx.Now()); err != nil {
		return outcome{}, err
	}
	if err := settle(ctx, tx, &a, was); err != nil {
		return outcome{}, err
	}
	audit := auditOf(cmd, &a, v)
	audit.Reason = withReason("at "+c.At.Format(time.RFC3339Nano), c.Override, c.Slip)
	out := outcome{result: resultOf(&a, v.ID), audit: audit,
		events: []news.Event{{Edition: a.Edition, Kind: news.EventScheduled, Article: a.ID}}}
	out.result.Unmet = unmet
	return out, nil
}

// Reschedule moves the bound version to another time.
type Reschedule struct {
	Article news.ArticleID
	At      time.Time
	ownToo
}

func (c Reschedule) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermPublish, c.Article)
}

func (c Reschedule) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	at := c.At.UTC().Truncate(time.Microsecond)
	return turn{cmd: news.CmdReschedule, article: c.Article, reason: "at " + at.Format(time.RFC3339Nano), event: news.EventScheduled}.run(
		ctx, tx, who, func(a *news.Article) error { return a.Reschedule(at, who.String(), tx.Now()) })
}

// Unschedule drops the bound version before its time; where no newer draft is
// open, it becomes the draft again (WF-13).
type Unschedule struct {
	Article news.ArticleID
	ownToo
}

func (c Unschedule) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermPublish, c.Article)
}

func (c Unschedule) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return turn{cmd: news.CmdUnschedule, article: c.Article, event: news.EventScheduled}.run(ctx, tx, who,
		func(a *news.Article) error {
			bound := a.Scheduled
			reopen, err := a.Unschedule(tx.Now())
			if err != nil || !reopen {
				return err
			}
			v, err := tx.Articles().Version(ctx, bound)
			if err != nil {
				return err
			}
			return reopened(ctx, tx, who, a, &v)
		})
}

// reopened makes a frozen version's text the open draft.
func reopened(ctx context.Context, tx store.Tx, who Actor, a *news.Article, v *news.Version) error {
	a.Section = v.Content.Section
	a.Wrote(who.User)
	if err := nameAs(ctx, tx, who, a, news.RevisionRestored, &v.Content); err != nil {
		return err
	}
	return tx.Articles().PutDraft(ctx, a.ID, &v.Content)
}

// SetExpiry says when an advertorial or a notice ends (WF-20); zero never.
type SetExpiry struct {
	Article news.ArticleID
	At      time.Time
	ownToo
}

func (c SetExpiry) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermPublish, c.Article)
}

func (c SetExpiry) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return turn{cmd: "expiry.set", article: c.Article, reason: c.At.UTC().Format(time.RFC3339)}.run(ctx, tx, who,
		func(a *news.Article) error {
			op := "set the end of article " + a.ID.String()
			if c.At.IsZero() {
				a.Flow.ExpiresAt = time.Time{}
				return nil
			}
			content, err := current(ctx, tx, a)
			if err != nil {
				return err
			}
			if !expires(content.Kind) {
				return news.Refuse(news.Conflict, op, "never_expires", nil)
			}
			if !c.At.After(tx.Now()) {
				return &news.Error{Kind: news.Invalid, Op: op, Code: "schedule_past", Fields: []news.FieldError{{Field: "at", Code: "past"}}}
			}
			a.Flow.ExpiresAt = c.At.UTC().Truncate(time.Microsecond)
			return nil
		})
}

// expires reports whether articles of a kind may end by themselves: what was
// paid for a time, and notices (PRS-20).
func expires(k news.ArticleKind) bool { return k == news.KindAdvertorial || k == news.KindPage }
