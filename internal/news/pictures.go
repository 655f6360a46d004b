package news

import "warta/internal/body"

// Photos is the number of pictures of a photo story, zero for other kinds: its
// galleries' and those that stand alone.
func (c *Content) Photos() int {
	if c.Kind != KindPhoto {
		return 0
	}
	n := 0
	c.Body.Walk(func(b body.Block) {
		if _, ok := b.(*body.Image); ok {
			n++
		}
	})
	return n
}

// Film is the asset of a video story's first film; its list is empty when there
// is none, or it is elsewhere.
func (c *Content) Film() []AssetID {
	if c.Kind != KindVideo {
		return nil
	}
	var found []AssetID
	c.Body.Walk(func(b body.Block) {
		if v, ok := b.(*body.Video); ok && v.Asset != 0 && found == nil {
			found = []AssetID{AssetID(v.Asset)}
		}
	})
	return found
}
