package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// turn is a change of an article that readers do not see: the rule, the row of
// the article, a named revision where the kind has one, one event.
type turn struct {
	cmd        news.Command
	article    news.ArticleID
	ifRevision int
	kind       news.RevisionKind
	reason     string
	event      news.EventKind
}

func (t turn) run(ctx context.Context, tx store.Tx, who Actor, rule func(*news.Article) error) (outcome, error) {
	a, err := load(ctx, tx, string(t.cmd), t.article, t.ifRevision)
	if err != nil {
		return outcome{}, err
	}
	was := a.Revision
	if err := rule(&a); err != nil {
		return outcome{}, err
	}
	if t.kind != "" {
		if err := name(ctx, tx, who, &a, t.kind); err != nil {
			return outcome{}, err
		}
	}
	if err := tx.Articles().Save(ctx, &a, was); err != nil {
		return outcome{}, err
	}
	if t.event == "" {
		t.event = news.EventWork
	}
	row := auditOf(t.cmd, &a, nil)
	row.Reason = t.reason
	return outcome{result: resultOf(&a, 0), audit: row,
		events: []news.Event{{Edition: a.Edition, Kind: t.event, Article: a.ID}}}, nil
}

// name adds a named revision with the draft as it stands.
func name(ctx context.Context, tx store.Tx, who Actor, a *news.Article, kind news.RevisionKind) error {
	draft, err := openDraft(ctx, tx, string(kind), a)
	if err != nil {
		return err
	}
	return nameAs(ctx, tx, who, a, kind, &draft)
}

func nameAs(ctx context.Context, tx store.Tx, who Actor, a *news.Article, kind news.RevisionKind, c *news.Content) error {
	base := a.Revision
	a.Revision++
	return tx.Articles().AddRevision(ctx, &news.Revision{Article: a.ID, Number: a.Revision, Kind: kind, Base: base, At: tx.Now(),
		By: who.String(), Content: c})
}
