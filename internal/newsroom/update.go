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
	// Override is a chief's reason to pass what the checklist blocks; Slip one to
	// let a change pass as a typing slip (PRS-6).
	Override, Slip string
	ownToo
}

func (u Update) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	p, s, err := publishing(ctx, tx, u.Article)
	if u.Content != nil {
		p = PermPublishDirect
	}
	return p, s, err
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
	u.Imported = u.Imported && who.machine()
	if _, err := a.May(news.CmdUpdate, tx.Now()); err != nil {
		return outcome{}, err
	}
	before, err := liveVersion(ctx, tx, "update", &a)
	if err != nil {
		return outcome{}, err
	}
	content, unmet, err := contentFor(ctx, tx, who, "update", &a, before, u.Content, passing{imported: u.Imported, override: u.Override})
	if err != nil {
		return outcome{}, err
	}
	if err := keepsKind("update", &a, before, &content, false); err != nil {
		return outcome{}, err
	}
	if !u.Imported {
		if err := fits(ctx, tx, who, &a, before, &content, u.Class, u.Slip); err != nil {
			return outcome{}, err
		}
	}
	v, err := freeze(ctx, tx, who, &a, content, news.RevisionPublished)
	if err != nil {
		return outcome{}, err
	}
	if err := a.Update(v, u.Class, who.publisher(), tx.Now()); err != nil {
		return outcome{}, err
	}
	if err := readdress(ctx, tx, &a, before, v); err != nil {
		return outcome{}, err
	}
	a.Section = content.Section
	if err := settle(ctx, tx, &a, was); err != nil {
		return outcome{}, err
	}
	out, err := published(ctx, tx, who, &a, v, before, u.Class, withReason(u.Override, u.Slip))
	out.result.Unmet = unmet
	return out, err
}

// contentFor gives the content that a command freezes, checked for publishing.
func contentFor(ctx context.Context, tx store.Tx, who Actor, op string, a *news.Article, before *news.Version, given *news.Content, how passing) (news.Content, []news.Finding, error) {
	var c news.Content
	if given != nil {
		c = *given
		if err := mayRaw(ctx, tx, who, a.Edition, &before.Content, &c); err != nil {
			return c, nil, err
		}
		if err := mayMove(ctx, tx, who, a, c.Section); err != nil {
			return c, nil, err
		}
	} else {
		var err error
		if c, err = openDraft(ctx, tx, op, a); err != nil {
			return c, nil, err
		}
	}
	if err := complete(ctx, tx, a, &c); err != nil {
		return c, nil, err
	}
	unmet, err := gate(ctx, tx, who, op, a, &c, how)
	return c, unmet, err
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
