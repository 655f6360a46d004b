package newsroom

import (
	"context"
	"io"

	"warta/internal/news"
	"warta/internal/store"
)

// TakeWhole takes a file that came in one piece, with a plain form, into the
// library. The same bytes again give the asset that is there.
func (n *Newsroom) TakeWhole(ctx context.Context, who Actor, e news.EditionID, name string, r io.Reader) (news.Asset, error) {
	if n.blobs == nil || n.darkroom == nil {
		return news.Asset{}, errNoMedia
	}
	// Asked before the file is read: looking at a picture costs more than a no.
	if err := n.db.Read(ctx, func(tx store.Tx) error { return mayUpload(ctx, tx, who, 0) }); err != nil {
		return news.Asset{}, err
	}
	return n.take(ctx, who, intake{edition: e, name: fileName(name)}, r)
}
