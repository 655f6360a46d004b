package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// Claim makes somebody the desk's owner of an article: a signal, no lock, with
// no effect on anyone's text (WF-4, SAVE-18).
type Claim struct {
	Article news.ArticleID
	// To is who works on it; zero means who asks.
	To news.UserID
	// Over takes it from whoever has it.
	Over bool
}

func (c Claim) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermDesk, c.Article)
}

func (c Claim) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	to := c.To
	if to == 0 {
		to = who.User
	}
	if to == 0 {
		return outcome{}, badField("claim", "to", "required")
	}
	return turn{cmd: news.CmdClaim, article: c.Article, reason: "user " + to.String()}.run(ctx, tx, who,
		func(a *news.Article) error { return a.Claim(to, c.Over, tx.Now()) })
}

// Release leaves an article to whoever comes.
type Release struct{ Article news.ArticleID }

func (c Release) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermDesk, c.Article)
}

func (c Release) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return turn{cmd: news.CmdRelease, article: c.Article}.run(ctx, tx, who,
		func(a *news.Article) error { return a.Release(tx.Now()) })
}
