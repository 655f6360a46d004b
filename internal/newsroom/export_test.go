package newsroom

import (
	"context"
	"errors"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Scribble is a save as plain as can be, for tests of what saves lead to.
type Scribble struct {
	Article news.ArticleID
	Content news.Content
}

func (c Scribble) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermEdit, c.Article)
}

func (c Scribble) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	out, err := turn{cmd: news.CmdSave, article: c.Article}.run(ctx, tx, who, func(a *news.Article) error {
		if err := a.Save(who.User, tx.Now()); err != nil {
			return err
		}
		a.Section = c.Content.Section
		if err := nameAs(ctx, tx, who, a, news.RevisionManual, &c.Content); err != nil {
			return err
		}
		return tx.Articles().PutDraft(ctx, a.ID, &c.Content)
	})
	return out, err
}

var errTried = errors.New("tried")

// Try gives the answer of a command and changes nothing.
func (n *Newsroom) Try(ctx context.Context, who Actor, cmd Command) error {
	ctx = context.WithValue(ctx, houseKey{}, n)
	var answer error
	err := n.db.Write(ctx, func(tx store.Tx) error {
		need, of, err := cmd.asks(ctx, tx)
		if err == nil && !allowed(who, cmd, need, of) {
			err = denied(who, need, of)
		}
		if err == nil {
			_, err = cmd.run(ctx, tx, who)
		}
		answer = err
		return errTried
	})
	if err != nil && !errors.Is(err, errTried) {
		return err
	}
	return answer
}

// RunBy is Run by a clock of the test's own.
func (n *Newsroom) RunBy(ctx context.Context, seconds <-chan time.Time) { n.run(ctx, seconds) }
