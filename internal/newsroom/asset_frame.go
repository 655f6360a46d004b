package newsroom

import (
	"context"
	"fmt"
	"maps"

	"warta/internal/news"
	"warta/internal/store"
)

// FrameAsset says how a picture is cut and turned; nil leaves as it is. The
// original stays, and editing again starts from it.
type FrameAsset struct {
	Asset      news.AssetID
	IfRevision int
	// Focal is the point that crops keep, 0–1 each way.
	Focal *Point
	// Crops are all shapes framed by hand; an empty map leaves every shape to the
	// focal point.
	Crops *map[string]news.Crop
	// Turn is in quarter turns clockwise, 0–3.
	Turn *int
	// Note is told to readers when a published picture made by a machine is cut or
	// turned (PRS-94); empty leaves a sentence of the paper's own.
	Note string
}

// Point in a picture, in fractions of its sides.
type Point struct{ X, Y float64 }

func (c FrameAsset) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return askAsset(ctx, tx, PermMediaEdit, c.Asset)
}

func (c FrameAsset) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := loadAsset(ctx, tx, "frame", c.Asset, c.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	if a.Kind != "photo" {
		return outcome{}, news.Refuse(news.Conflict, fmt.Sprintf("frame asset %d", a.ID), "asset_no_picture", nil)
	}
	moved := c.Focal != nil && (c.Focal.X != a.FocalX || c.Focal.Y != a.FocalY)
	cut := c.Crops != nil && !maps.Equal(*c.Crops, a.Crops)
	turned := c.Turn != nil && *c.Turn != a.Turn
	if !moved && !cut && !turned {
		return outcome{result: Result{Asset: a.ID, Revision: a.Revision}}, nil
	}
	if turned {
		// What was framed in the picture as it lay means nothing in it upright. Width
		// and height follow with the new files: readers still have the old ones.
		a.Turn, a.FocalX, a.FocalY, a.Crops = *c.Turn, 0, 0, nil
	}
	if c.Focal != nil {
		a.FocalX, a.FocalY = c.Focal.X, c.Focal.Y
	}
	if c.Crops != nil {
		a.Crops = maps.Clone(*c.Crops)
	}
	if err := a.Validate(news.Check{Imported: true}); err != nil {
		return outcome{}, err
	}
	if a.Original != "" {
		if err := develop(ctx, tx, &a, cut || turned); err != nil {
			return outcome{}, err
		}
	}
	out, err := saveAsset(ctx, tx, who, &a, "media.frame", "")
	if err != nil || !cut && !turned {
		return out, err
	}
	told, err := tellOfMachine(ctx, tx, who, &a, c.Note)
	out.events = append(told, out.events...)
	return out, err
}
