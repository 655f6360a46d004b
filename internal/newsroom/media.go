package newsroom

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

// Darkroom looks at originals and makes what readers get of them. Its refusals
// are of a kind of package news, with a sentence for the person who uploaded.
type Darkroom interface {
	// Look tells what a file is, and refuses what the paper does not take. It
	// fills kind, type and size, and what the file says of itself. ext is for
	// names of files, with its dot.
	Look(ctx context.Context, f io.ReadSeeker, a *news.Asset) (ext string, err error)
	// Make hands put every file that readers get of an original, and fills what
	// is only known then: look, colour, placeholder, width and height.
	Make(ctx context.Context, f io.ReadSeeker, a *news.Asset, put func(Print, io.Reader) error) error
}

// Print is a rendition before it has a name; Ext is for that, with its dot.
type Print struct {
	news.Rendition
	Ext string
}

// errNoMedia is for newsrooms that were opened without a blob store.
var errNoMedia = news.E(news.Unavailable, "media", errors.New("this newsroom has no blob store or darkroom"))

// unguessable gives 128 random bits for a name (MED-4).
func unguessable() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
}

// assetSubject is what a permission on an asset is asked for: assets lie in no
// section, and are their uploader's own.
func assetSubject(a *news.Asset) Subject {
	if a.Uploader == 0 {
		return Subject{}
	}
	return Subject{Owners: []news.UserID{a.Uploader}}
}

// loadAsset fetches an asset for a command built on a revision; zero means that
// the command does not depend on one.
func loadAsset(ctx context.Context, tx store.Tx, op string, id news.AssetID, ifRevision int) (news.Asset, error) {
	found, err := tx.Media().Get(ctx, []news.AssetID{id})
	if err != nil {
		return news.Asset{}, err
	}
	if len(found) == 0 {
		return news.Asset{}, news.E(news.NotFound, fmt.Sprintf("%s asset %d", op, id), nil)
	}
	if a := found[0]; ifRevision != 0 && ifRevision != a.Revision {
		return a, news.Refuse(news.Stale, fmt.Sprintf("%s asset %d", op, id), "asset_stale", map[string]any{"revision": a.Revision})
	}
	return found[0], nil
}

// askAsset is the asks of a command about one asset.
func askAsset(ctx context.Context, tx store.Tx, p Permission, id news.AssetID) (Permission, Subject, error) {
	a, err := loadAsset(ctx, tx, "ask for", id, 0)
	if err != nil {
		return p, Subject{}, err
	}
	return p, assetSubject(&a), nil
}

// saveAsset writes an asset's next revision on both sides, and says which pages
// are no longer true.
func saveAsset(ctx context.Context, tx store.Tx, who Actor, a *news.Asset, command, reason string) (outcome, error) {
	a.Revision++
	if err := putAsset(ctx, tx, a); err != nil {
		return outcome{}, err
	}
	err := tx.Library().AddVersion(ctx, news.AssetVersion{Revision: a.Revision, At: tx.Now(), By: who.String(), Asset: *a})
	if err != nil {
		return outcome{}, err
	}
	out := defined(a.Edition, news.EventMedia, command, fmt.Sprintf("asset %d", a.ID), news.KeyAsset(a.ID))
	out.audit.Revision, out.audit.Content, out.audit.Reason = a.Revision, a.Hash, reason
	out.result.Asset, out.result.Revision = a.ID, a.Revision
	return out, nil
}

// putAsset writes an asset as it is now, for the readers if they see it already.
func putAsset(ctx context.Context, tx store.Tx, a *news.Asset) error {
	if err := tx.Media().Put(ctx, a); err != nil {
		return err
	}
	return renew(ctx, tx, a.ID, func() error { return tx.Publishing().PutAsset(ctx, *a) })
}

// ownerKeys are the keys of everything that shows an asset, or would if it were
// not withheld. A card without its picture does not carry the picture's key.
func ownerKeys(ctx context.Context, tx store.Tx, id news.AssetID) ([]string, error) {
	owners, err := tx.Library().Owners(ctx, id)
	keys := owners
	for _, o := range owners {
		if n, ok := strings.CutPrefix(o, "a"); ok {
			keys = append(keys, "c"+n)
		}
	}
	return keys, err
}

// develop asks for an asset's renditions to be made, in the transaction that
// changed what they show; retire says that they show something else than before.
func develop(ctx context.Context, tx store.Tx, a *news.Asset, retire bool) error {
	a.Making = news.Making{State: news.MakingWaiting, Job: unguessable(), Retire: retire || a.Making.Retire}
	if a.ID == 0 {
		if err := tx.Media().Put(ctx, a); err != nil {
			return err
		}
	}
	return tx.Jobs().Add(ctx, store.Job{Kind: jobOf(a), Key: a.Making.Job, Edition: a.Edition,
		Payload: fmt.Sprintf("%d %s", a.ID, a.Making.Job)})
}

// renditionNames are the names of an asset's files for readers.
func renditionNames(a *news.Asset) []string {
	var out []string
	for _, r := range a.Renditions {
		out = append(out, r.Name)
	}
	return out
}
