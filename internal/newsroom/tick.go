package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// Ticks are the checks that only a person can do. A child's or victim's article
// needs each of the first eight before it is published (PRS-40); the last is the
// word of the party harmed (PRS-32).
var Ticks = []string{"names", "relatives", "address", "school", "face", "slug", "files", "captions", TickHeard}

// TickHeard: the party harmed was asked, and what came of it is in the note.
const TickHeard = "heard"

// childTicks are those of PRS-40.
var childTicks = Ticks[:8]

// Tick says that a check was done, or takes that back.
type Tick struct {
	Article news.ArticleID
	Check   string
	// Undo takes the tick away.
	Undo bool
	// Note says what was found; for TickHeard when they were asked, and their
	// answer.
	Note string
}

func (c Tick) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermEdit, c.Article)
}

func (c Tick) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if !slices.Contains(Ticks, c.Check) {
		return outcome{}, badField("tick", "check", "unknown")
	}
	if c.Check == TickHeard && !c.Undo && news.Length(c.Note) < 3 {
		return outcome{}, badField("tick", "note", "required")
	}
	if news.Length(c.Note) > 500 {
		return outcome{}, &news.Error{Kind: news.Invalid, Op: "tick", Fields: []news.FieldError{{Field: "note", Code: "too_long", Limit: 500}}}
	}
	reason := c.Check
	if c.Undo {
		reason += " taken back"
	}
	return turn{cmd: "tick", article: c.Article, reason: reason}.run(ctx, tx, who, func(a *news.Article) error {
		ticks := map[string]news.Tick{}
		for k, v := range a.Flow.Ticks {
			ticks[k] = v
		}
		delete(ticks, c.Check)
		if !c.Undo {
			ticks[c.Check] = news.Tick{By: who.String(), At: tx.Now(), Note: c.Note}
		}
		a.Flow.Ticks = ticks
		return nil
	})
}

// ApproveAI is a person's word that they answer for what a machine helped with
// (PRS-90).
type ApproveAI struct {
	Article    news.ArticleID
	IfRevision int
}

func (c ApproveAI) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermDesk, c.Article)
}

func (c ApproveAI) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return turn{cmd: "ai.approve", article: c.Article, ifRevision: c.IfRevision, kind: news.RevisionManual}.run(ctx, tx, who,
		func(a *news.Article) error {
			draft, err := openDraft(ctx, tx, "approve", a)
			if err != nil {
				return err
			}
			if draft.AIUse == nil {
				return news.Refuse(news.Conflict, "approve the use of AI", "no_ai", nil)
			}
			use := *draft.AIUse
			use.Approver, use.At = who.String(), tx.Now()
			draft.AIUse = &use
			return tx.Articles().PutDraft(ctx, a.ID, &draft)
		})
}
