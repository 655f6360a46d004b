package newsroom

import (
	"context"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// Correct attaches a dated notice to a live article, with new content or
// without (WF-14). Its time is the transaction's and can never be changed.
type Correct struct {
	Article    news.ArticleID
	IfRevision int
	Kind       news.AmendmentKind
	Note       string
	// RequestedBy is who asked for it; never public.
	RequestedBy string
	// Reply is the article that carries the full reply.
	Reply news.ArticleID
	// Content is the corrected content; nil leaves the text as it is.
	Content *news.Content
	// Draft takes the open draft as the corrected content, and closes it.
	Draft bool
	// Override is a chief's reason to pass what the checklist blocks.
	Override string
}

func (c Correct) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermCorrect, c.Article)
}

func (c Correct) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "correct", c.Article, c.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	was := a.Revision
	before, err := liveVersion(ctx, tx, "correct", &a)
	if err != nil {
		return outcome{}, err
	}
	live := before
	var frozen *news.Version
	var unmet []news.Finding
	if c.Content != nil || c.Draft {
		if c.Draft && (c.Content != nil || !slices.Contains([]news.WorkState{news.Writing, news.Desk, news.Ready}, a.Work)) {
			return outcome{}, news.Refuse(news.Conflict, "correct article "+a.ID.String(), "no_draft", nil)
		}
		var content news.Content
		if content, unmet, err = contentFor(ctx, tx, who, "correct", &a, before, c.Content, passing{override: c.Override}); err != nil {
			return outcome{}, err
		}
		if err := keepsKind("correct", &a, before, &content, true); err != nil {
			return outcome{}, err
		}
		if err := mayTurnPaid(ctx, tx, who, &a, before, &content); err != nil {
			return outcome{}, err
		}
		if frozen, err = freeze(ctx, tx, who, &a, content, news.RevisionCorrected); err != nil {
			return outcome{}, err
		}
		live = frozen
	}
	am := &news.Amendment{Kind: c.Kind, Note: c.Note, By: who.String(), RequestedBy: c.RequestedBy, Reply: c.Reply}
	if err := a.Correct(am, frozen, tx.Now()); err != nil {
		return outcome{}, err
	}
	if c.Reply != 0 {
		if _, err := tx.Articles().Get(ctx, c.Reply); err != nil {
			if news.Is(err, news.NotFound) {
				err = badField("correction", "reply", "unknown")
			}
			return outcome{}, err
		}
	}
	if frozen != nil {
		if err := readdress(ctx, tx, &a, before, frozen); err != nil {
			return outcome{}, err
		}
		if c.Draft || a.Work == news.Settled {
			a.Section = frozen.Content.Section
		}
	}
	if c.Draft {
		a.Settle()
		if err := tx.Articles().PutDraft(ctx, a.ID, nil); err != nil {
			return outcome{}, err
		}
	}
	// An open draft stays open: its text is nobody's to throw away.
	if err := tx.Articles().Save(ctx, &a, was); err != nil {
		return outcome{}, err
	}
	if err := tx.Amendments().Add(ctx, am); err != nil {
		return outcome{}, err
	}
	if frozen != nil {
		if err := followUp(ctx, tx, who, &a, frozen, before); err != nil {
			return outcome{}, err
		}
	}
	keys, err := show(ctx, tx, &a, live, before)
	if err != nil {
		return outcome{}, err
	}
	audit := auditOf(news.CmdCorrect, &a, live)
	audit.Reason = withReason(string(c.Kind), c.Override)
	res := resultOf(&a, live.ID)
	res.Amendment, res.Unmet = am.ID, unmet
	return outcome{
		result: res,
		// The uncorrected page must not come back from a disk either (D14).
		events: []news.Event{{Edition: a.Edition, Kind: news.EventCorrected, Article: a.ID, Keys: keys,
			Drop: []string{news.KeyArticle(a.ID)}}},
		audit: audit,
	}, nil
}

// mayTurnPaid: only a chief can say that a published report was paid for
// (PRS-63).
func mayTurnPaid(ctx context.Context, tx store.Tx, who Actor, a *news.Article, before *news.Version, after *news.Content) error {
	if after.Kind != news.KindAdvertorial || before.Content.Kind == news.KindAdvertorial {
		return nil
	}
	s, err := subjectOf(ctx, tx, a)
	if err == nil && !Can(who, PermOverride, s) {
		err = news.Refuse(news.Forbidden, "correct article "+a.ID.String(), "advertorial_chief", nil)
	}
	return err
}
