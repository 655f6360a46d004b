package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// Update makes new content of a live article live (WF-12). A changed slug
// makes a new address and a one-hop redirect from the old one (URL-1).
type Update struct {
	Article    news.ArticleID
	IfRevision int
	// Content is the new content; nil takes the open draft.
	Content *news.Content
	// Class says whether readers are told: news.Minor or news.Substantial.
	Class    news.ChangeClass
	Imported bool
}

func (Update) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermPublish, Subject{}, nil
}

func (u Update) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "update", u.Article, u.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	was := a.Revision
	if u.Content != nil {
		// Content given with the command must not bury a draft that somebody is
		// writing.
		if a.Work != news.Settled {
			return outcome{}, news.Refuse(news.Conflict, "update article "+a.ID.String(), "draft_open", nil)
		}
		a.Work = news.Writing
	}
	content, err := contentFor(ctx, tx, "update", &a, u.Content, u.Imported)
	if err != nil {
		return outcome{}, err
	}
	before, err := liveVersion(ctx, tx, "update", &a)
	if err != nil {
		return outcome{}, err
	}
	if err := keepsKind("update", &a, before, &content, false); err != nil {
		return outcome{}, err
	}
	v, err := freeze(ctx, tx, who, &a, content, news.RevisionPublished)
	if err != nil {
		return outcome{}, err
	}
	if err := a.Update(v, u.Class, tx.Now()); err != nil {
		return outcome{}, err
	}
	if err := readdress(ctx, tx, &a, before, v); err != nil {
		return outcome{}, err
	}
	if err := settle(ctx, tx, &a, was); err != nil {
		return outcome{}, err
	}
	keys, err := show(ctx, tx, &a, v, before)
	if err != nil {
		return outcome{}, err
	}
	audit := auditOf(news.CmdUpdate, &a, v)
	audit.Reason = string(u.Class)
	return outcome{
		result: resultOf(&a, v.ID),
		events: []news.Event{{Edition: a.Edition, Kind: news.EventUpdated, Article: a.ID, Keys: keys}},
		audit:  audit,
	}, nil
}

// contentFor gives the content that a command freezes, checked for publishing.
func contentFor(ctx context.Context, tx store.Tx, op string, a *news.Article, given *news.Content, imported bool) (news.Content, error) {
	var c news.Content
	if given != nil {
		c = *given
	} else {
		var err error
		if c, err = openDraft(ctx, tx, op, a); err != nil {
			return c, err
		}
	}
	if err := complete(ctx, tx, a, &c); err != nil {
		return c, err
	}
	return c, c.Validate(news.Check{Publish: true, Imported: imported})
}

// keepsKind refuses to make news of what readers know as paid, and to make paid
// what they know as news without telling them: that takes an amendment (PRS-63).
func keepsKind(op string, a *news.Article, before *news.Version, after *news.Content, told bool) error {
	was, is := before.Content.Kind == news.KindAdvertorial, after.Kind == news.KindAdvertorial
	switch {
	case was && !is:
		return news.Refuse(news.Conflict, op+" article "+a.ID.String(), "advertorial_stays", nil)
	case is && !was && !told:
		return news.Refuse(news.Conflict, op+" article "+a.ID.String(), "advertorial_untold", nil)
	}
	return nil
}

// liveVersion is what readers see now; an article that is not live has none.
func liveVersion(ctx context.Context, tx store.Tx, op string, a *news.Article) (*news.Version, error) {
	if a.Live == 0 {
		return nil, news.Refuse(news.Conflict, op+" article "+a.ID.String(), "not_live", nil)
	}
	v, err := tx.Articles().Version(ctx, a.Live)
	return &v, err
}

// readdress gives a live article a new address when its slug changed, and
// leaves a redirect at the old one.
func readdress(ctx context.Context, tx store.Tx, a *news.Article, before, after *news.Version) error {
	if before.Content.Slug == after.Content.Slug {
		return nil
	}
	e, err := tx.Editions().Get(ctx, a.Edition)
	if err != nil {
		return err
	}
	want := address(after.Content.Kind, after.Content.Slug, a.Dates.FirstPublished, e.Settings.Location())
	path, err := tx.Publishing().FreePath(ctx, a.Edition, want, a.ID)
	if err != nil {
		return err
	}
	if path == a.Path {
		return nil
	}
	old := a.Path
	a.Path = path
	return tx.Publishing().Redirect(ctx, a.Edition, old, a.ID)
}
