package newsroom

import (
	"context"
	"fmt"

	"warta/internal/news"
	"warta/internal/store"
)

// SetRights says how an asset may be used. One that is denied, or whose rights
// have ended, leaves every public page with all its derivatives at once; its
// articles stay, and whoever minds their section gets a task for each (MED-5,
// PRS-81, PRS-83).
type SetRights struct {
	Asset      news.AssetID
	IfRevision int
	Rights     news.Rights
}

func (c SetRights) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return askAsset(ctx, tx, PermMediaRights, c.Asset)
}

func (c SetRights) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := loadAsset(ctx, tx, "set the rights of", c.Asset, c.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	if c.Rights.Deny && news.Length(c.Rights.Reason) < 3 {
		return outcome{}, badField("rights", "rights.reason", "required")
	}
	was := a.Rights
	if was == c.Rights {
		return outcome{result: Result{Asset: a.ID, Revision: a.Revision}}, nil
	}
	before := a.Withheld(tx.Now())
	c.Rights.ExpiresAt = c.Rights.ExpiresAt.UTC()
	a.Rights = c.Rights
	typed := news.Asset{Rights: c.Rights}
	if err := typed.Validate(news.Check{}); err != nil {
		return outcome{}, err
	}
	out, err := saveAsset(ctx, tx, who, &a, "media.rights", rightsReason(&a))
	if err != nil {
		return outcome{}, err
	}
	return withhold(ctx, tx, who, &a, out, before)
}

// rightsReason is for the audit row.
func rightsReason(a *news.Asset) string {
	if a.Rights.Deny {
		return "deny: " + a.Rights.Reason
	}
	return string(a.Rights.Category)
}

// withhold adds to a command's outcome what follows when an asset leaves the
// readers' side, or comes back to it.
func withhold(ctx context.Context, tx store.Tx, who Actor, a *news.Asset, out outcome, before bool) (outcome, error) {
	now := a.Withheld(tx.Now())
	if now == before {
		return out, nil
	}
	keys, err := ownerKeys(ctx, tx, a.ID)
	if err != nil {
		return out, err
	}
	e := &out.events[len(out.events)-1]
	e.Keys = append(e.Keys, keys...)
	if !now {
		return out, nil
	}
	// Last good copies must not bring it back. The articles' own keys are not
	// dropped: while a render fails, an article without a fresh copy is no page.
	e.Drop = append(e.Drop, news.KeyAsset(a.ID))
	return out, openMediaTasks(ctx, tx, who, a)
}

// openMediaTasks opens a task for each article that shows an asset now, will, or
// is being written with it.
func openMediaTasks(ctx context.Context, tx store.Tx, who Actor, a *news.Asset) error {
	last := news.ArticleID(0)
	return eachUse(ctx, tx, a.ID, func(article *news.Article, u store.AssetUse) error {
		if article.ID == last || u.Version != 0 && u.Version != article.Live && u.Version != article.Scheduled {
			return nil
		}
		last = article.ID
		return openMediaTask(ctx, tx, who, a, article, fmt.Sprintf("rights %s", a.Rights.State(tx.Now())))
	})
}

// expireAsset lets rights end: the clock's command.
type expireAsset struct{ asset news.AssetID }

func (expireAsset) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermMediaRights, Subject{}, nil
}

func (c expireAsset) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	due, err := tx.Library().Expired(ctx, 1000)
	if err != nil {
		return outcome{}, err
	}
	for _, id := range due {
		if id != c.asset {
			continue
		}
		a, err := loadAsset(ctx, tx, "expire", c.asset, 0)
		if err != nil {
			return outcome{}, err
		}
		if err := putAsset(ctx, tx, &a); err != nil {
			return outcome{}, err
		}
		out := defined(a.Edition, news.EventMedia, "media.expire", fmt.Sprintf("asset %d", a.ID), news.KeyAsset(a.ID))
		out.audit.Revision, out.audit.Content = a.Revision, a.Hash
		out.result.Asset, out.result.Revision = a.ID, a.Revision
		return withhold(ctx, tx, who, &a, out, false)
	}
	return outcome{}, nil // another node was faster
}

// ExpireMedia withholds every asset whose rights have ended, and says how many.
func (n *Newsroom) ExpireMedia(ctx context.Context) (int, error) {
	var due []news.AssetID
	err := n.db.Read(ctx, func(tx store.Tx) (err error) {
		due, err = tx.Library().Expired(ctx, 1000)
		return err
	})
	if err != nil {
		return 0, err
	}
	for i, id := range due {
		if _, err := n.Do(ctx, Clock(), expireAsset{id}); err != nil {
			return i, err
		}
	}
	return len(due), nil
}
