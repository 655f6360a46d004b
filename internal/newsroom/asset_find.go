package newsroom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
)

// What the photo desk asks. Nothing here calls the blob store, except to open a
// file.

// readingMedia runs fn for somebody who may see drafts, and so their pictures.
func (n *Newsroom) readingMedia(ctx context.Context, who Actor, fn func(tx store.Tx) error) error {
	if !Can(who, PermRead, Subject{}) && !Can(who, PermMediaAdd, Subject{}) {
		return news.E(news.Forbidden, string(PermRead), nil)
	}
	return n.db.Read(ctx, fn)
}

// phraseRounds bounds how often a search goes on for words in a row.
const phraseRounds = 20

// Assets finds assets, newest first. Words are compared by their roots; those in
// quotes must stand in a row as they are, those after a minus sign nowhere.
func (n *Newsroom) Assets(ctx context.Context, who Actor, q store.AssetQuery) (list []news.Asset, err error) {
	if q.Limit <= 0 || q.Limit > 100 {
		q.Limit = 20
	}
	var phrases [][]string
	if q.Words != "" {
		n.catchUpIndex(ctx)
		phrases = search.AssetQuestion(q.Words, &q)
	}
	holds := func(a news.Asset) bool {
		return !slices.ContainsFunc(phrases, func(p []string) bool { return !search.InAsset(&a, p) })
	}
	err = n.readingMedia(ctx, who, func(tx store.Tx) error {
		list = nil
		q := q
		for range phraseRounds {
			found, err := tx.Library().Search(ctx, q)
			if err != nil {
				return err
			}
			for _, a := range found {
				if len(list) < q.Limit && holds(a) {
					list = append(list, a)
				}
			}
			if len(phrases) == 0 || len(found) < q.Limit || len(list) == q.Limit {
				break
			}
			q.Before, q.BeforeAt = found[len(found)-1].ID, found[len(found)-1].Added
		}
		return nil
	})
	return list, err
}

// catchUpIndex brings the newsroom's index up to date, for a while.
func (n *Newsroom) catchUpIndex(ctx context.Context) {
	wait, cancel := context.WithTimeout(ctx, searchPatience)
	defer cancel()
	if err := n.index.CatchUp(wait); err != nil && wait.Err() == nil {
		n.log.Warn("the newsroom's index is behind", "err", err)
	}
}

// Asset gives one.
func (n *Newsroom) Asset(ctx context.Context, who Actor, id news.AssetID) (a news.Asset, err error) {
	err = n.readingMedia(ctx, who, func(tx store.Tx) (err error) {
		a, err = loadAsset(ctx, tx, "get", id, 0)
		return err
	})
	return a, err
}

// AssetHistory gives what was said of an asset below a revision (0 is the
// newest), and the originals that it had, both newest first.
func (n *Newsroom) AssetHistory(ctx context.Context, who Actor, id news.AssetID, before, limit int) (said []news.AssetVersion, had []news.AssetBytes, err error) {
	err = n.readingMedia(ctx, who, func(tx store.Tx) (err error) {
		if said, err = tx.Library().Versions(ctx, id, before, limit); err != nil {
			return err
		}
		had, err = tx.Library().Bytes(ctx, id)
		return err
	})
	return said, had, err
}

// Duplicate is an asset that looks like another, to be shown side by side.
type Duplicate struct {
	Asset news.Asset
	// Distance is in how many of 64 bits the looks differ, at most six.
	Distance int
}

// Duplicates gives assets that look like one, nearest first. Whether they are
// one is for a person to say (MDK-5).
func (n *Newsroom) Duplicates(ctx context.Context, who Actor, id news.AssetID) (out []Duplicate, err error) {
	err = n.readingMedia(ctx, who, func(tx store.Tx) error {
		out = nil
		a, err := loadAsset(ctx, tx, "compare", id, 0)
		if err != nil || a.Look == "" {
			return err
		}
		near, err := tx.Library().Alike(ctx, a.Edition, a.Look, 20)
		if err != nil {
			return err
		}
		for _, l := range near {
			if l.Asset == id {
				continue
			}
			b, err := loadAsset(ctx, tx, "compare", l.Asset, 0)
			if err != nil {
				return err
			}
			out = append(out, Duplicate{Asset: b, Distance: l.Distance})
		}
		return nil
	})
	return out, err
}

// Place says in what state of an article an asset stands.
type Place string

const (
	InDraft     Place = "draft"
	InScheduled Place = "scheduled"
	InLive      Place = "live"
	InFormer    Place = "former"
)

// Use is an article in which an asset stands, or stood.
type Use struct {
	Article news.ArticleID
	// Headline is empty where the actor may not read the article.
	Headline string
	Path     string
	Public   news.PublicState
	Places   []Place
}

// Uses are all places of an asset.
type Uses struct {
	Articles []Use
	// More says that there are more articles than are listed.
	More bool
	// Fronts, and so on, are surrogate keys of what else shows it to readers.
	Elsewhere []string
	People    []news.PersonID
	Topics    []news.TopicID
}

// mostUses bounds the list.
const mostUses = 500

// AssetUses lists where an asset stands: drafts, live, scheduled and former
// versions of articles, and pages that are none. It is true at every commit.
func (n *Newsroom) AssetUses(ctx context.Context, who Actor, id news.AssetID) (out Uses, err error) {
	err = n.readingMedia(ctx, who, func(tx store.Tx) error {
		out = Uses{}
		if _, err := loadAsset(ctx, tx, "list the uses of", id, 0); err != nil {
			return err
		}
		err := eachUse(ctx, tx, id, func(a *news.Article, u store.AssetUse) error {
			place := InFormer
			switch u.Version {
			case 0:
				place = InDraft
			case a.Live:
				place = InLive
			case a.Scheduled:
				place = InScheduled
			}
			if k := len(out.Articles); k > 0 && out.Articles[k-1].Article == a.ID {
				if last := &out.Articles[k-1]; !slices.Contains(last.Places, place) {
					last.Places = append(last.Places, place)
				}
				return nil
			}
			if len(out.Articles) == mostUses {
				out.More = true
				return errEnough
			}
			use := Use{Article: a.ID, Path: a.Path, Public: a.Public, Places: []Place{place}}
			var err error
			use.Headline, err = headlineOf(ctx, tx, who, a)
			out.Articles = append(out.Articles, use)
			return err
		})
		if err != nil && !errors.Is(err, errEnough) {
			return err
		}
		owners, err := tx.Library().Owners(ctx, id)
		if err != nil {
			return err
		}
		for _, o := range owners {
			if o[0] != 'a' {
				out.Elsewhere = append(out.Elsewhere, o)
			}
		}
		out.People, out.Topics, err = tx.Library().Portraits(ctx, id)
		return err
	})
	return out, err
}

var errEnough = errors.New("enough")

// eachUse goes through the uses of an asset, article by article.
func eachUse(ctx context.Context, tx store.Tx, id news.AssetID, fn func(*news.Article, store.AssetUse) error) error {
	const page = 500
	var article news.Article
	for after := (store.AssetUse{}); ; {
		list, err := tx.Library().Uses(ctx, id, after, page)
		if err != nil {
			return err
		}
		for _, u := range list {
			if u.Article != article.ID {
				if article, err = tx.Articles().Get(ctx, u.Article); err != nil {
					return err
				}
			}
			if err := fn(&article, u); err != nil {
				return err
			}
		}
		if len(list) < page {
			return nil
		}
		after = list[len(list)-1]
	}
}

// headlineOf is what an article is called: its live version, else its draft. One
// under embargo tells nothing here.
func headlineOf(ctx context.Context, tx store.Tx, who Actor, a *news.Article) (string, error) {
	if a.Live != 0 {
		v, err := tx.Articles().Version(ctx, a.Live)
		return v.Content.Headline, err
	}
	if a.Embargo != nil && who.kind != "operator" {
		return "", nil
	}
	c, err := tx.Articles().Draft(ctx, a.ID)
	if news.Is(err, news.NotFound) {
		return "", nil
	}
	return c.Headline, err
}

// OpenRendition opens a file of the newsroom's for somebody signed in, be it
// public or not. It answers NotFound for originals and for names that are no
// asset's.
func (n *Newsroom) OpenRendition(ctx context.Context, who Actor, name string) (io.ReadSeekCloser, news.Rendition, error) {
	var found news.Rendition
	err := n.readingMedia(ctx, who, func(tx store.Tx) error {
		a, err := tx.Library().ByFile(ctx, name)
		if err != nil {
			return err
		}
		for _, r := range a.Renditions {
			if r.Name == name {
				found = r
				return nil
			}
		}
		return news.E(news.NotFound, "open rendition", nil)
	})
	if err != nil {
		return nil, found, err
	}
	f, err := n.open(ctx, name)
	return f, found, err
}

// OpenOriginal opens the bytes as they came, of one of an asset's originals (0 is
// the present one), for those who may edit it.
func (n *Newsroom) OpenOriginal(ctx context.Context, who Actor, id news.AssetID, number int) (io.ReadSeekCloser, news.AssetBytes, error) {
	var want news.AssetBytes
	err := n.db.Read(ctx, func(tx store.Tx) error {
		need, of, err := askAsset(ctx, tx, PermMediaEdit, id)
		if err != nil {
			return err
		}
		if !Can(who, need, of) {
			return news.E(news.Forbidden, string(need), nil)
		}
		list, err := tx.Library().Bytes(ctx, id)
		if err != nil {
			return err
		}
		for _, b := range list {
			if number == 0 || b.Number == number {
				want = b
				return nil
			}
		}
		return news.E(news.NotFound, fmt.Sprintf("open original %d of asset %d", number, id), nil)
	})
	if err != nil {
		return nil, want, err
	}
	f, err := n.open(ctx, want.Original)
	return f, want, err
}

// open opens a file that the database says is there.
func (n *Newsroom) open(ctx context.Context, name string) (io.ReadSeekCloser, error) {
	if n.blobs == nil {
		return nil, errNoMedia
	}
	f, err := n.blobs.Open(ctx, name)
	if err != nil {
		// Not there means not here yet: another node's spool has it.
		return nil, news.E(news.Unavailable, "open "+name, err)
	}
	return f, nil
}
