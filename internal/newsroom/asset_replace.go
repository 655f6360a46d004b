package newsroom

import (
	"context"
	"fmt"
	"io"
	"math"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// ReplaceAsset gives an asset other bytes under the same number: a retouched
// photo, a better scan (MDK-6). What was there before is kept, as are the words.
// A form without script uses this; others begin an upload with Replaces.
func (n *Newsroom) ReplaceAsset(ctx context.Context, who Actor, id news.AssetID, name, note string, r io.Reader) (news.Asset, error) {
	if n.blobs == nil || n.darkroom == nil {
		return news.Asset{}, errNoMedia
	}
	a, err := n.asset(ctx, id)
	if err != nil {
		return a, err
	}
	err = n.db.Read(ctx, func(tx store.Tx) error { return mayUpload(ctx, tx, who, id) })
	if err != nil {
		return a, err
	}
	return n.take(ctx, who, intake{edition: a.Edition, name: fileName(name), replaces: id, note: note}, r)
}

// replaceBytes is the command at the end of an intake for an asset that is there.
type replaceBytes struct{ *enter }

func (c *replaceBytes) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return askAsset(ctx, tx, PermMediaEdit, c.replaces)
}

func (c *replaceBytes) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := loadAsset(ctx, tx, "replace", c.replaces, 0)
	if err != nil {
		return outcome{}, err
	}
	in := c.enter.asset
	op := fmt.Sprintf("replace asset %d", a.ID)
	if in.Hash == a.Hash {
		c.enter.asset = a
		if c.upload != "" {
			return outcome{}, tx.Uploads().Finish(ctx, c.upload, a.ID)
		}
		return outcome{}, nil
	}
	if in.Kind != a.Kind {
		return outcome{}, news.Refuse(news.Conflict, op, "asset_kind", map[string]any{"was": a.Kind, "is": in.Kind})
	}
	switch other, err := tx.Media().ByHash(ctx, a.Edition, in.Hash); {
	case err == nil:
		return outcome{}, news.Refuse(news.Conflict, op, "asset_duplicate", map[string]any{"asset": int64(other.ID)})
	case !news.Is(err, news.NotFound):
		return outcome{}, err
	}
	if !sameShape(&a, &in) {
		// Another picture altogether: what was framed in the old one means nothing.
		a.FocalX, a.FocalY, a.Crops = 0, 0, nil
	}
	a.Turn = 0
	a.Hash, a.Name, a.Original, a.MIME = in.Hash, in.Name, in.Original, in.MIME
	// Width and height follow with the new files: readers still have the old ones.
	a.Size = in.Size
	if in.AISource != "" {
		// The label is never taken away by new bytes, but can come with them.
		a.AISource = in.AISource
	}
	a.Bytes++
	if err := develop(ctx, tx, &a, true); err != nil {
		return outcome{}, err
	}
	out, err := saveAsset(ctx, tx, who, &a, "media.replace", "")
	if err != nil {
		return outcome{}, err
	}
	if err := keepBytes(ctx, tx, who, &a, &in, c.upload); err != nil {
		return outcome{}, err
	}
	told, err := tellOfMachine(ctx, tx, who, &a, c.note)
	out.events = append(told, out.events...)
	c.enter.asset = a
	return out, err
}

// sameShape reports whether a point in one picture is the same point in the other.
func sameShape(a, b *news.Asset) bool {
	if a.Height == 0 || b.Height == 0 {
		return false
	}
	was, is := float64(a.Width)/float64(a.Height), float64(b.Width)/float64(b.Height)
	return math.Abs(was-is) < 0.01*was
}

// tellOfMachine tells readers that a picture made by a machine was changed: an
// amendment on every live article that shows it (PRS-94).
func tellOfMachine(ctx context.Context, tx store.Tx, who Actor, a *news.Asset, note string) ([]news.Event, error) {
	if a.AISource == "" {
		return nil, nil
	}
	live, err := liveWith(ctx, tx, a.ID)
	if err != nil || len(live) == 0 {
		return nil, err
	}
	if note == "" {
		e, err := tx.Editions().Get(ctx, a.Edition)
		if err != nil {
			return nil, err
		}
		set := e.Settings.WithDefaults()
		note = locale.Get(set.Locale).With(set.Messages).Message("amendment.ai_changed")
	}
	var events []news.Event
	for _, id := range live {
		out, err := Correct{Article: id, Kind: news.Klarifikasi, Note: note}.run(ctx, tx, who)
		if err != nil {
			return nil, err
		}
		events = append(events, out.events...)
	}
	return events, nil
}

// liveWith lists the articles whose live version holds an asset.
func liveWith(ctx context.Context, tx store.Tx, id news.AssetID) ([]news.ArticleID, error) {
	var out []news.ArticleID
	err := eachUse(ctx, tx, id, func(a *news.Article, u store.AssetUse) error {
		if u.Version != 0 && u.Version == a.Live {
			out = append(out, a.ID)
		}
		return nil
	})
	return out, err
}
