package ingest

import (
	"slices"
	"strconv"

	"warta/internal/body"
)

// MediaRef is a medium that a text, a lead or a menu names before it is an asset
// of ours.
type MediaRef struct {
	// Ref is the number by which the item's blocks name it: -1, -2, …
	Ref int64 `json:"ref"`
	// Kind is "photo", "video", "audio" or "file".
	Kind string `json:"kind"`
	// ID is the source's own number of the medium, when it gives one.
	ID int64 `json:"id,omitempty"`
	// URL as the text has it, absolute; Original is the file that it seems to be
	// a smaller rendition of.
	URL      string `json:"url,omitempty"`
	Original string `json:"original,omitempty"`
	// Link is where a click on a picture led, when elsewhere than to itself.
	Link string `json:"link,omitempty"`
	// Attached stands for all pictures that the source attached to this article
	// (a gallery that names none).
	Attached bool `json:"attached,omitempty"`
	// Markup is what the source wrote, in case that the medium has no asset.
	Markup string `json:"markup,omitempty"`
}

// Target is an article that a read-also points to.
type Target struct {
	Ref int64 `json:"ref"`
	// URL is its address at the source, absolute; ID its number there. One of
	// them is set.
	URL string `json:"url,omitempty"`
	ID  int64  `json:"id,omitempty"`
	// Title is the link's text.
	Title string `json:"title,omitempty"`
}

// Resolver puts stored numbers in place of an item's own. A nil function, or one
// that answers false, knows nothing.
type Resolver struct {
	// Label is the word before links to articles that are not here; empty is "Baca
	// juga".
	Label string
	// Item gives the article of a number of the batch (a capture's citations).
	Item func(ref int64) (int64, bool)
	// Target gives the article that a read-also points to.
	Target func(Target) (int64, bool)
	// Asset gives the asset of a medium.
	Asset func(MediaRef) (int64, bool)
	// Attached gives the pictures attached to an article of the source by its
	// number there, in order.
	Attached func(source int64) []int64
}

// Finish gives the item's text with stored numbers. What has none does not
// vanish: a read-also becomes a paragraph of links, a medium an unknown block
// with its markup; missing lists such media. The item itself is not changed.
func (it *Item) Finish(r Resolver) (doc body.Doc, missing []MediaRef) {
	if len(it.Media) == 0 && len(it.Targets) == 0 && r.Item == nil {
		return it.Body, nil
	}
	f := finisher{it: it, r: r}
	doc = it.Body
	doc.Blocks = f.blocks(it.Body.Blocks)
	doc.AssignIDs(it.Origin.Source + "\x00" + it.Origin.Key)
	return doc, f.missing
}

type finisher struct {
	it      *Item
	r       Resolver
	missing []MediaRef
}

func (f *finisher) blocks(in []body.Block) []body.Block {
	out := make([]body.Block, 0, len(in))
	for _, b := range in {
		switch b := b.(type) {
		case *body.ReadAlso:
			out = append(out, f.readAlso(b)...)
		case *body.Image:
			out = append(out, f.image(b)...)
		case *body.Gallery:
			out = append(out, f.gallery(b)...)
		case *body.Video:
			c := *b
			c.Poster = f.poster(c.Poster)
			out = append(out, f.playing(&c, &c.Asset, c.URL))
		case *body.Audio:
			c := *b
			c.Poster = f.poster(c.Poster)
			out = append(out, f.playing(&c, &c.Asset, c.URL))
		case *body.File:
			c := *b
			out = append(out, f.playing(&c, &c.Asset, ""))
		case *body.Factbox:
			c := *b
			var outside []body.Block
			c.Blocks = nil
			for _, inner := range f.blocks(b.Blocks) {
				if allowedInBox(inner) {
					c.Blocks = append(c.Blocks, inner)
				} else {
					outside = append(outside, inner)
				}
			}
			if len(c.Blocks) > 0 {
				out = append(out, &c)
			}
			out = append(out, outside...)
		default:
			out = append(out, b)
		}
	}
	return out
}

func (f *finisher) readAlso(b *body.ReadAlso) []body.Block {
	c := *b
	c.Refs = nil
	var rest []Target
	for _, ref := range b.Refs {
		id, ok := ref, ref > 0
		if !ok {
			if t := f.it.target(ref); t != nil {
				if f.r.Target != nil {
					id, ok = f.r.Target(*t)
				}
				if !ok {
					rest = append(rest, *t)
				}
			} else if f.r.Item != nil {
				id, ok = f.r.Item(ref)
			}
		}
		if ok && !slices.Contains(c.Refs, id) {
			c.Refs = append(c.Refs, id)
		}
	}
	var out []body.Block
	if len(c.Refs) > 0 {
		out = append(out, &c)
	}
	for _, t := range rest {
		if t.URL == "" {
			continue
		}
		label := firstText(b.Label, f.r.Label, "Baca juga")
		p := &body.Paragraph{Text: body.Inline{{Text: label + ": "}, body.LinkTo(t.URL, firstText(t.Title, t.URL))}}
		if len(c.Refs) == 0 && len(out) == 0 {
			p.ID = b.ID
		}
		out = append(out, p)
	}
	return out
}

func (f *finisher) asset(ref int64) (int64, bool) {
	if ref >= 0 {
		return ref, ref > 0
	}
	m := f.it.Medium(ref)
	if m == nil || f.r.Asset == nil {
		return 0, false
	}
	id, ok := f.r.Asset(*m)
	return id, ok && id > 0
}

func (f *finisher) poster(ref int64) int64 {
	id, _ := f.asset(ref)
	return id
}

func (f *finisher) lost(id string, ref int64, caption body.Inline) body.Block {
	u := &body.Unknown{Node: body.Node{ID: id}, Origin: "html:media"}
	if m := f.it.Medium(ref); m != nil {
		f.missing = append(f.missing, *m)
		u.Raw = firstText(m.Markup, m.URL, "media "+strconv.FormatInt(m.ID, 10))
	}
	if t := caption.Text(); t != "" {
		u.Raw += "\n" + t
	}
	return u
}

func (f *finisher) playing(b body.Block, asset *int64, url string) body.Block {
	if *asset >= 0 {
		return b
	}
	id, ok := f.asset(*asset)
	if !ok && url == "" {
		var caption body.Inline
		switch b := b.(type) {
		case *body.Video:
			caption = b.Caption
		case *body.Audio:
			caption = b.Caption
		case *body.File:
			caption = body.Text(b.Label)
		}
		return f.lost(b.BlockID(), *asset, caption)
	}
	*asset = id
	return b
}

func (f *finisher) image(b *body.Image) []body.Block {
	if m := f.it.Medium(b.Asset); m != nil && m.Attached {
		return f.attached(b)
	}
	c := *b
	id, ok := f.asset(b.Asset)
	if !ok {
		return []body.Block{f.lost(b.ID, b.Asset, b.Caption)}
	}
	c.Asset = id
	return []body.Block{&c}
}

func (f *finisher) attached(b *body.Image) []body.Block {
	var ids []int64
	if f.r.Attached != nil {
		ids = f.r.Attached(f.it.Number)
	}
	switch len(ids) {
	case 0:
		return []body.Block{f.lost(b.ID, b.Asset, nil)}
	case 1:
		return []body.Block{&body.Image{Node: b.Node, Asset: ids[0]}}
	}
	g := &body.Gallery{Node: b.Node}
	for _, id := range ids {
		g.Images = append(g.Images, &body.Image{Asset: id})
	}
	return []body.Block{g}
}

func (f *finisher) gallery(b *body.Gallery) []body.Block {
	c := *b
	c.Images = nil
	var rest []body.Block
	for _, m := range b.Images {
		for _, got := range f.image(m) {
			if img, ok := got.(*body.Image); ok {
				c.Images = append(c.Images, img)
			} else {
				rest = append(rest, got)
			}
		}
	}
	switch len(c.Images) {
	case 0:
		return rest
	case 1:
		return append([]body.Block{c.Images[0]}, rest...)
	}
	return append([]body.Block{&c}, rest...)
}

// Medium gives the medium of a negative number, or nil.
func (it *Item) Medium(ref int64) *MediaRef {
	if i := -ref - 1; i >= 0 && i < int64(len(it.Media)) {
		return &it.Media[i]
	}
	return nil
}

func (it *Item) target(ref int64) *Target {
	if i := -ref - 1; i >= 0 && i < int64(len(it.Targets)) {
		return &it.Targets[i]
	}
	return nil
}

func firstText(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
