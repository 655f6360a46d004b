package newsroom

import (
	"context"
	"fmt"

	"warta/internal/news"
	"warta/internal/store"
)

// DeleteAsset removes an asset that no frozen version holds and nothing public
// shows (MDK-6). Its files stay for thirty days; addresses that were public
// answer 410.
type DeleteAsset struct {
	Asset      news.AssetID
	IfRevision int
}

func (c DeleteAsset) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return askAsset(ctx, tx, PermMediaDelete, c.Asset)
}

func (c DeleteAsset) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	a, err := loadAsset(ctx, tx, "delete", c.Asset, c.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	lib := tx.Library()
	frozen, err := lib.Frozen(ctx, a.ID)
	if err != nil {
		return outcome{}, err
	}
	owners, err := lib.Owners(ctx, a.ID)
	if err != nil {
		return outcome{}, err
	}
	people, topics, err := lib.Portraits(ctx, a.ID)
	if err != nil {
		return outcome{}, err
	}
	if frozen || len(owners)+len(people)+len(topics) > 0 {
		return outcome{}, news.Refuse(news.Conflict, fmt.Sprintf("delete asset %d", a.ID), "asset_used", nil)
	}
	names := renditionNames(&a)
	originals, err := lib.Bytes(ctx, a.ID)
	if err != nil {
		return outcome{}, err
	}
	for _, b := range originals {
		names = append(names, b.Original)
	}
	if err := tx.Uploads().Unuse(ctx, a.ID, names...); err != nil {
		return outcome{}, err
	}
	if err := lib.Delete(ctx, a.ID); err != nil {
		return outcome{}, err
	}
	out := defined(a.Edition, news.EventMedia, "media.delete", fmt.Sprintf("asset %d", a.ID), news.KeyAsset(a.ID))
	out.audit.Revision, out.audit.Content = a.Revision, a.Hash
	out.result.Asset = a.ID
	return out, nil
}
