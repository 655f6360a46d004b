package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// Fork makes a new article from the text of another, as a copy or to be
// translated; the two stay linked (WF-21).
type Fork struct {
	From news.ArticleID
	// Translate to Language; else it is a copy.
	Translate bool
	Language  string
	// Section is where the new one lies; zero means where the other does.
	Section  news.SectionID
	ClientID string
}

func (c Fork) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	_, of, err := ask(ctx, tx, PermRead, c.From)
	return PermRead, of, err
}

func (c Fork) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	from, err := load(ctx, tx, "fork", c.From, 0)
	if err != nil {
		return outcome{}, err
	}
	content, err := current(ctx, tx, &from)
	if err != nil {
		return outcome{}, err
	}
	if c.Section == 0 {
		c.Section = content.Section
	}
	s, err := inSection(ctx, tx, from.Edition, c.Section)
	if err != nil {
		return outcome{}, err
	}
	if !Can(who, PermCreate, s) {
		return outcome{}, news.E(news.Forbidden, string(PermCreate), nil)
	}
	// A copy of what is under embargo would be free of it.
	content.Section = c.Section
	content.Slug, content.Follows, content.AIUse = "", 0, nil
	content.NotesInternal = ""
	lineage := news.Lineage{Kind: news.LineageFork, From: from.ID, Version: from.Live}
	if c.Translate {
		if c.Language == "" || c.Language == content.Language {
			return outcome{}, badField("translation", "language", "required")
		}
		lineage.Kind, content.Language = news.LineageTranslation, c.Language
	}
	out, err := Create{Edition: from.Edition, ClientID: c.ClientID, Content: content}.run(ctx, tx, who)
	if err != nil || out.events == nil {
		return out, err
	}
	a, err := tx.Articles().Get(ctx, out.result.Article)
	if err != nil {
		return outcome{}, err
	}
	a.Flow.Lineage = lineage
	if from.Embargoed(tx.Now()) {
		e := *from.Embargo
		a.Embargo = &e
	}
	if err := copyProtection(ctx, tx, from.ID, a.ID); err != nil {
		return outcome{}, err
	}
	out.audit.Command = string(news.CmdFork)
	out.audit.Reason = lineage.Kind + " of article " + from.ID.String()
	return out, tx.Articles().Save(ctx, &a, a.Revision)
}

// copyProtection takes the protected names along: the text names the same people.
func copyProtection(ctx context.Context, tx store.Tx, from, to news.ArticleID) error {
	names, err := tx.Workflow().Protected(ctx, from)
	if err != nil || len(names) == 0 {
		return err
	}
	return tx.Workflow().PutProtected(ctx, to, names)
}

// LinkTranslation says that an article is the translation of another.
type LinkTranslation struct {
	Article, Of news.ArticleID
}

func (c LinkTranslation) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermEdit, c.Article)
}

func (c LinkTranslation) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return turn{cmd: "translation.link", article: c.Article, reason: "of article " + c.Of.String()}.run(ctx, tx, who,
		func(a *news.Article) error {
			_, s, err := ask(ctx, tx, PermRead, c.Of)
			if err != nil {
				return err
			}
			if !knows(who, s) {
				return missing(c.Of)
			}
			if c.Of == a.ID {
				return badField("translation", "of", "itself")
			}
			a.Flow.Lineage = news.Lineage{Kind: news.LineageTranslation, From: c.Of}
			return nil
		})
}
