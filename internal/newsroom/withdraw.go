package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// Withdraw takes a live article away: its address answers 410 with ground and
// reason, and no list, feed or last good copy shows it any more (WF-15).
type Withdraw struct {
	Article    news.ArticleID
	IfRevision int
	Ground     news.Ground
	// Reason is public.
	Reason string
}

func (Withdraw) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermWithdraw, Subject{}, nil
}

func (w Withdraw) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "withdraw", w.Article, w.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	was := a.Revision
	before, err := liveVersion(ctx, tx, "withdraw", &a)
	if err != nil {
		return outcome{}, err
	}
	sections, err := listedIn(ctx, tx, a.Edition, before.Content)
	if err != nil {
		return outcome{}, err
	}
	notice := news.Withdrawal{Ground: w.Ground, Reason: w.Reason, By: who.String()}
	if err := a.Withdraw(notice, before.Content.Headline, tx.Now()); err != nil {
		return outcome{}, err
	}
	a.Revision++
	r := &news.Revision{Article: a.ID, Number: a.Revision, Kind: news.RevisionWithdrawn, Base: was,
		At: tx.Now(), By: who.String(), Version: before.ID}
	if err := tx.Articles().AddRevision(ctx, r); err != nil {
		return outcome{}, err
	}
	if err := tx.Articles().Save(ctx, &a, was); err != nil {
		return outcome{}, err
	}
	ends, err := linkedKeys(ctx, tx, a.ID)
	if err != nil {
		return outcome{}, err
	}
	if err := tx.Publishing().Hide(ctx, a.ID, *a.Withdrawal); err != nil {
		return outcome{}, err
	}
	own := []string{news.KeyArticle(a.ID), news.KeyCard(a.ID)}
	audit := auditOf(news.CmdWithdraw, &a, before)
	audit.Reason = string(w.Ground) + ": " + w.Reason
	return outcome{
		result: resultOf(&a, 0),
		events: []news.Event{{Edition: a.Edition, Kind: news.EventWithdrawn, Article: a.ID,
			Keys: slices.Concat(own, []string{news.KeyRegister(a.Edition)}, ends, archiveKeys(&a), listKeys(a.Edition, sections, before.Content)), Drop: own}},
		audit: audit,
	}, nil
}
