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
	// Imported content may break the limits of what is typed here. Only an import
	// and the operator can say so.
	Imported bool
	// Override is a chief's reason to pass what the checklist blocks.
	Override string
	ownToo
}

func (p Publish) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return publishing(ctx, tx, p.Article)
}

func (p Publish) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "publish", p.Article, p.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	if a.Work == news.Settled && a.Scheduled != 0 {
		// Nobody wrote on since: the version that waits goes out now.
		return publishDue(ctx, tx, who, &a, true)
	}
	was := a.Revision
	p.Imported = p.Imported && who.machine()
	if _, err := a.May(news.CmdPublish, tx.Now()); err != nil {
		return outcome{}, err
	}
	draft, err := openDraft(ctx, tx, "publish", &a)
	if err != nil {
		return outcome{}, err
	}
	if err := complete(ctx, tx, &a, &draft); err != nil {
		return outcome{}, err
	}
	unmet, err := gate(ctx, tx, who, "publish", &a, &draft, passing{imported: p.Imported, override: p.Override})
	if err != nil {
		return outcome{}, err
	}
	at := tx.Now()
	if p.Imported && !p.At.IsZero() {
		at = p.At
	}
	path, err := freeAddressAt(ctx, tx, &a, &draft, at)
	if err != nil {
		return outcome{}, err
	}
	v, err := freeze(ctx, tx, who, &a, draft, news.RevisionPublished)
	if err != nil {
		return outcome{}, err
	}
	made := news.Publication{Version: v, Path: path, At: p.At, Imported: p.Imported, By: who.publisher()}
	if err := a.Publish(made, tx.Now()); err != nil {
		return outcome{}, err
	}
	if err := settle(ctx, tx, &a, was); err != nil {
		return outcome{}, err
	}
	out, err := published(ctx, tx, who, &a, v, nil, "", p.Override)
	out.result.Unmet = unmet
	return out, err
}

// freeAddress gives the address at which an article is published now.
func freeAddress(ctx context.Context, tx store.Tx, a *news.Article, c *news.Content) (string, error) {
	return freeAddressAt(ctx, tx, a, c, tx.Now())
}

func freeAddressAt(ctx context.Context, tx store.Tx, a *news.Article, c *news.Content, at time.Time) (string, error) {
	e, err := tx.Editions().Get(ctx, a.Edition)
	if err != nil {
		return "", err
	}
	return tx.Publishing().FreePath(ctx, a.Edition, address(c.Kind, c.Slug, at, e.Settings.Location()), a.ID)
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
	a.Flow.Ticks = nil
	if err := tx.Articles().PutDraft(ctx, a.ID, nil); err != nil {
		return err
	}
	return tx.Articles().Save(ctx, a, was)
}
