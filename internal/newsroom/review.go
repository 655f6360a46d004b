package newsroom

import (
	"context"
	"slices"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

// Return sends a draft back to its author with a reason (WF-5). Notes stay
// attached to the text.
type Return struct {
	Article    news.ArticleID
	IfRevision int
	Reason     string
}

func (c Return) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermDesk, c.Article)
}

func (c Return) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return turn{cmd: news.CmdReturn, article: c.Article, ifRevision: c.IfRevision, kind: news.RevisionReturned, reason: c.Reason}.run(
		ctx, tx, who, func(a *news.Article) error {
			if err := a.Return(c.Reason, tx.Now()); err != nil || who.User == 0 {
				return err
			}
			// The writer reads why among the notes on the text.
			return tx.Notes().Add(ctx, &news.Note{Article: c.Article, At: tx.Now(), By: who.String(), Author: who.User, Name: who.Name,
				Text: strings.TrimSpace(c.Reason)})
		})
}

// Approve says that a draft may be published (WF-6).
type Approve struct {
	Article    news.ArticleID
	IfRevision int
	// Override is a chief's reason to pass what the checklist blocks.
	Override string
}

func (c Approve) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermDesk, c.Article)
}

func (c Approve) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	var unmet []news.Finding
	out, err := turn{cmd: news.CmdApprove, article: c.Article, ifRevision: c.IfRevision, kind: news.RevisionApproved, reason: c.Override}.run(
		ctx, tx, who, func(a *news.Article) error {
			if err := a.Approve(tx.Now()); err != nil {
				return err
			}
			rules, err := rulesOf(ctx, tx, a.Edition, a.Section)
			if err != nil {
				return err
			}
			if rules.fourEyes && a.OnlyAuthor(who.User) {
				return news.Refuse(news.Forbidden, "approve article "+a.ID.String(), "four_eyes", nil)
			}
			draft, err := openDraft(ctx, tx, "approve", a)
			if err != nil {
				return err
			}
			unmet, err = gate(ctx, tx, who, "approve", a, &draft, passing{override: c.Override})
			return err
		})
	out.result.Unmet = unmet
	return out, err
}

// Reopen takes an approval back (WF-7).
type Reopen struct {
	Article    news.ArticleID
	IfRevision int
}

func (c Reopen) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermDesk, c.Article)
}

func (c Reopen) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return turn{cmd: news.CmdReopen, article: c.Article, ifRevision: c.IfRevision}.run(ctx, tx, who,
		func(a *news.Article) error { return a.Reopen(tx.Now()) })
}

// Spike puts a draft aside: it leaves the lists and is kept for thirty days at
// least (WF-8).
type Spike struct {
	Article    news.ArticleID
	IfRevision int
}

func (c Spike) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return spiking(ctx, tx, c.Article, news.Writing)
}

// spiking is the desk's work, but an author may put aside what is still being
// written, and take that up again.
func spiking(ctx context.Context, tx store.Tx, id news.ArticleID, in news.WorkState) (Permission, Subject, error) {
	p, s, err := ask(ctx, tx, PermDesk, id)
	if err != nil {
		return p, s, err
	}
	a, err := tx.Articles().Get(ctx, id)
	if a.Work == in && (in == news.Writing || a.Flow.Former == news.Writing) {
		p = PermSpike
	}
	return p, s, err
}

func (c Spike) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return turn{cmd: news.CmdSpike, article: c.Article, ifRevision: c.IfRevision}.run(ctx, tx, who,
		func(a *news.Article) error { return a.Spike(tx.Now()) })
}

// Unspike takes a draft up again in the state that it had.
type Unspike struct {
	Article    news.ArticleID
	IfRevision int
}

func (c Unspike) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return spiking(ctx, tx, c.Article, news.Spiked)
}

func (c Unspike) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return turn{cmd: news.CmdUnspike, article: c.Article, ifRevision: c.IfRevision}.run(ctx, tx, who,
		func(a *news.Article) error { return a.Unspike(tx.Now()) })
}

// Purge removes a draft that was spiked thirty days ago. What readers never had
// goes with all its revisions; its number and audit rows stay.
type Purge struct{ Article news.ArticleID }

func (c Purge) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermPurge, c.Article)
}

func (c Purge) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return turn{cmd: news.CmdPurge, article: c.Article}.run(ctx, tx, who, func(a *news.Article) error {
		if err := a.Purge(tx.Now()); err != nil {
			return err
		}
		if a.Flow.Purged {
			return tx.Workflow().Purge(ctx, a.ID)
		}
		return tx.Articles().PutDraft(ctx, a.ID, nil)
	})
}

// withReason joins what an audit row tells of a command.
func withReason(parts ...string) string {
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	return strings.Join(parts, "; ")
}
