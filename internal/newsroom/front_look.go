package newsroom

import (
	"context"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// FrontCardLook is what a card stands for, as the one who arranges sees it.
type FrontCardLook struct {
	// Row is nil for an article that is not there, or that may not be seen.
	Row *store.DeskRow
	// Picture is the article's lead, nil for none.
	Picture *news.Asset
}

// FrontLooks gives what articles on a front, or offered to it, look like. Those
// that the actor may not see have no row.
func (n *Newsroom) FrontLooks(ctx context.Context, who Actor, ids []news.ArticleID, pictures []news.AssetID) (map[news.ArticleID]FrontCardLook, map[news.AssetID]news.Asset, error) {
	looks, assets := map[news.ArticleID]FrontCardLook{}, map[news.AssetID]news.Asset{}
	err := n.db.Read(ctx, func(tx store.Tx) error {
		clear(looks)
		clear(assets)
		if err := mayLook(who); err != nil {
			return err
		}
		e := newEyes(ctx, tx, who)
		rows, err := tx.Desk().Rows(ctx, unique(ids))
		if err != nil {
			return err
		}
		leads := map[news.ArticleID]news.AssetID{}
		for i := range rows {
			r := &rows[i]
			s, err := e.of(r)
			if err != nil {
				return err
			}
			if !e.glances(s) {
				continue
			}
			looks[r.Article] = FrontCardLook{Row: r}
			head, err := tx.Desk().Head(ctx, r.Article)
			if err != nil {
				return err
			}
			if head.Lead != nil && head.Lead.Asset != 0 {
				leads[r.Article] = head.Lead.Asset
				pictures = append(pictures, head.Lead.Asset)
			}
		}
		found, err := tx.Media().Get(ctx, unique(pictures))
		if err != nil {
			return err
		}
		for _, a := range found {
			assets[a.ID] = a
		}
		for id, lead := range leads {
			if a, ok := assets[lead]; ok {
				look := looks[id]
				look.Picture = &a
				looks[id] = look
			}
		}
		return nil
	})
	return looks, assets, err
}

// ReadLately gives the articles that were read most in the last hours.
func (n *Newsroom) ReadLately(ctx context.Context, who Actor, hours, limit int) ([]store.ReadCount, error) {
	if !holdsSomewhere(who, PermFront) && !holdsSomewhere(who, PermStats) {
		return nil, news.E(news.Forbidden, string(PermStats), nil)
	}
	var since time.Time
	err := n.db.Read(ctx, func(tx store.Tx) error {
		since = tx.Now().Add(-time.Duration(hours) * time.Hour)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return n.db.Reads().Popular(ctx, since, limited(limit, 100))
}

// FrontAt gives a former front whole, by its number.
func (n *Newsroom) FrontAt(ctx context.Context, who Actor, e news.EditionID, of news.FrontOf, number int) (r news.FrontRevision, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if !holdsSomewhere(who, PermRead) && !holdsSomewhere(who, PermFront) {
			return news.E(news.Forbidden, string(PermFront), nil)
		}
		r, err = tx.FrontDesk().Revision(ctx, e, of, number)
		return err
	})
	return r, err
}

// MayArrange reports whether the actor may arrange a front.
func (n *Newsroom) MayArrange(ctx context.Context, who Actor, e news.EditionID, of news.FrontOf) (yes bool, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		s, err := onFront(ctx, tx, e, of)
		yes = err == nil && Can(who, PermFront, s)
		return err
	})
	return yes, err
}
