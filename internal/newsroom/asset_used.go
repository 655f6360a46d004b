package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// AssetsUsed are those of the given that stand in an article, in public or not,
// or on another page.
func (n *Newsroom) AssetsUsed(ctx context.Context, who Actor, ids []news.AssetID) (used map[news.AssetID]bool, err error) {
	err = n.readingMedia(ctx, who, func(tx store.Tx) error {
		used, err = tx.Library().Used(ctx, ids)
		return err
	})
	return used, err
}

// UnusedAssets are those of a question that stand nowhere, newest first. After a
// thousand it stops; next is then where to go on, zero at the end.
func (n *Newsroom) UnusedAssets(ctx context.Context, who Actor, q store.AssetQuery) (list []news.Asset, next news.Asset, err error) {
	want := q.Limit
	for range 10 {
		q.Limit = 100
		page, err := n.Assets(ctx, who, q)
		if err != nil {
			return nil, next, err
		}
		ids := make([]news.AssetID, len(page))
		for i := range page {
			ids[i] = page[i].ID
		}
		used, err := n.AssetsUsed(ctx, who, ids)
		if err != nil {
			return nil, next, err
		}
		for _, a := range page {
			if used[a.ID] {
				continue
			}
			if list = append(list, a); len(list) == want {
				return list, a, nil
			}
		}
		if len(page) < q.Limit {
			return list, news.Asset{}, nil
		}
		next = page[len(page)-1]
		q.Before, q.BeforeAt = next.ID, next.Added
	}
	return list, next, nil
}

// MayWith reports whether the actor holds a permission over an asset: screens
// offer what commands would allow.
func MayWith(who Actor, p Permission, a *news.Asset) bool { return Can(who, p, assetSubject(a)) }
