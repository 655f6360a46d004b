package newsroom

import (
	"context"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Publish makes an article's open draft live for the first time (WF-9).
type Publish struct {
	Article news.ArticleID
	// IfRevision is the revision the person looked at; 0 does not care.
	IfRevision int
	// At is the time of first publication of what was public elsewhere before;
	// only with Imported.
	At time.Time
	// Imported content may break the limits of what is typed here.
	Imported bool
}

func (Publish) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermPublish, Subject{}, nil
}

func (p Publish) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "publish", p.Article, p.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	was := a.Revision
	draft, err := openDraft(ctx, tx, "publish", &a)
	if err != nil {
		return outcome{}, err
	}
	if err := complete(ctx, tx, &a, &draft); err != nil {
		return outcome{}, err
	}
	if err := draft.Validate(news.Check{Publish: true, Imported: p.Imported}); err != nil {
		return outcome{}, err
	}
	e, err := tx.Editions().Get(ctx, a.Edition)
	if err != nil {
		return outcome{}, err
	}
	at := tx.Now()
	if p.Imported && !p.At.IsZero() {
		at = p.At
	}
	path, err := tx.Publishing().FreePath(ctx, a.Edition, address(draft.Kind, draft.Slug, at, e.Settings.Location()), a.ID)
	if err != nil {
		return outcome{}, err
	}
	v, err := freeze(ctx, tx, who, &a, draft, news.RevisionPublished)
	if err != nil {
		return outcome{}, err
	}
	if err := a.Publish(news.Publication{Version: v, Path: path, At: p.At, Imported: p.Imported}, tx.Now()); err != nil {
		return outcome{}, err
	}
	if err := settle(ctx, tx, &a, was); err != nil {
		return outcome{}, err
	}
	keys, err := show(ctx, tx, &a, v, nil)
	if err != nil {
		return outcome{}, err
	}
	return outcome{
		result: resultOf(&a, v.ID),
		events: []news.Event{{Edition: a.Edition, Kind: news.EventPublished, Article: a.ID, Keys: keys}},
		audit:  auditOf(news.CmdPublish, &a, v),
	}, nil
}

// openDraft gives the draft that a command would freeze.
func openDraft(ctx context.Context, tx store.Tx, op string, a *news.Article) (news.Content, error) {
	draft, err := tx.Articles().Draft(ctx, a.ID)
	if news.Is(err, news.NotFound) {
		return draft, news.Refuse(news.Conflict, op+" article "+a.ID.String(), "no_draft", nil)
	}
	return draft, err
}

// complete fills in what an editor may leave to the paper: kind, language and
// a slug from the headline.
func complete(ctx context.Context, tx store.Tx, a *news.Article, c *news.Content) error {
	if c.Kind == "" {
		c.Kind = news.KindNews
	}
	if c.Language == "" {
		e, err := tx.Editions().Get(ctx, a.Edition)
		if err != nil {
			return err
		}
		c.Language = e.Settings.WithDefaults().Locale
	}
	if c.Slug == "" {
		c.Slug = news.Slug(c.Headline)
	}
	if c.Slug == "" {
		c.Slug = "artikel-" + a.ID.String()
	}
	return nil
}

// settle closes the draft and writes the article's row.
func settle(ctx context.Context, tx store.Tx, a *news.Article, was int) error {
	if err := tx.Articles().PutDraft(ctx, a.ID, nil); err != nil {
		return err
	}
	return tx.Articles().Save(ctx, a, was)
}
