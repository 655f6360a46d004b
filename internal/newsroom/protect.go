package newsroom

import (
	"context"
	"fmt"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

// ProtectNames sets the names that an article must not tell: a child's or
// victim's, their family's, their school's (PRS-41). The desk alone sees the
// list; audit and revisions hold none of it.
type ProtectNames struct {
	Article news.ArticleID
	Names   []news.ProtectedName
}

func (c ProtectNames) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermDesk, c.Article)
}

func (c ProtectNames) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	if len(c.Names) > 50 {
		return outcome{}, &news.Error{Kind: news.Invalid, Op: "protect names", Fields: []news.FieldError{{Field: "names", Code: "too_many", Limit: 50}}}
	}
	for i, n := range c.Names {
		c.Names[i].Name = strings.TrimSpace(n.Name)
		if l := news.Length(n.Name); l < 2 || l > 120 {
			return outcome{}, &news.Error{Kind: news.Invalid, Op: "protect names",
				Fields: []news.FieldError{{Field: fmt.Sprintf("names.%d", i), Code: "too_short", Limit: 2}}}
		}
	}
	return turn{cmd: "names.protect", article: c.Article, reason: fmt.Sprintf("%d names", len(c.Names))}.run(ctx, tx, who,
		func(a *news.Article) error { return tx.Workflow().PutProtected(ctx, a.ID, c.Names) })
}

// ProtectedNames gives the list to those who may work at the desk.
func (n *Newsroom) ProtectedNames(ctx context.Context, who Actor, id news.ArticleID) (names []news.ProtectedName, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		p, s, err := ask(ctx, tx, PermDesk, id)
		if err != nil {
			return err
		}
		if !Can(who, p, s) {
			return denied(who, p, s)
		}
		names, err = tx.Workflow().Protected(ctx, id)
		return err
	})
	return names, err
}
