package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// Submit hands a draft to the desk (WF-3).
type Submit struct {
	Article    news.ArticleID
	IfRevision int
}

func (c Submit) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermSubmit, c.Article)
}

func (c Submit) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	var unmet []news.Finding
	out, err := turn{cmd: news.CmdSubmit, article: c.Article, ifRevision: c.IfRevision, kind: news.RevisionSubmitted}.run(ctx, tx, who,
		func(a *news.Article) error {
			if err := a.Submit(tx.Now()); err != nil {
				return err
			}
			draft, err := openDraft(ctx, tx, "submit", a)
			if err != nil {
				return err
			}
			var bad []news.FieldError
			if news.Length(draft.Headline) == 0 {
				bad = append(bad, news.FieldError{Field: "headline", Code: "required"})
			}
			if len(draft.Body.Blocks) == 0 {
				bad = append(bad, news.FieldError{Field: "body", Code: "required"})
			}
			if bad != nil {
				return &news.Error{Kind: news.Invalid, Op: "submit article " + a.ID.String(), Code: "fields", Fields: bad}
			}
			unmet, err = check(ctx, tx, a, &draft)
			return err
		})
	out.result.Unmet = unmet
	return out, err
}
