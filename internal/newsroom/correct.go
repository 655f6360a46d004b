package newsroom

import (
	"context"

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
}

func (Correct) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermCorrect, Subject{}, nil
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
	if c.Content != nil {
		content, err := contentFor(ctx, tx, "correct", &a, c.Content, false)
		if err != nil {
			return outcome{}, err
		}
		if err := keepsKind("correct", &a, before, &content, true); err != nil {
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
	if frozen != nil {
		if err := readdress(ctx, tx, &a, before, frozen); err != nil {
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
	keys, err := show(ctx, tx, &a, live, before)
	if err != nil {
		return outcome{}, err
	}
	audit := auditOf(news.CmdCorrect, &a, live)
	audit.Reason = string(c.Kind)
	res := resultOf(&a, live.ID)
	res.Amendment = am.ID
	return outcome{
		result: res,
		// The uncorrected page must not come back from a disk either (D14).
		events: []news.Event{{Edition: a.Edition, Kind: news.EventCorrected, Article: a.ID, Keys: keys,
			Drop: []string{news.KeyArticle(a.ID)}}},
		audit: audit,
	}, nil
}
