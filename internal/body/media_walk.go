package body

import "slices"

// Films gives every film of the document in reading order.
func (d Doc) Films() []*Video {
	var out []*Video
	d.walk(func(_ string, b Block) {
		if v, ok := b.(*Video); ok {
			out = append(out, v)
		}
	})
	return out
}

// Pictures gives every picture of the document in reading order, those of
// galleries and boxes included.
func (d Doc) Pictures() []*Image {
	var out []*Image
	d.walk(func(_ string, b Block) {
		if m, ok := b.(*Image); ok {
			out = append(out, m)
		}
	})
	return out
}

// Kinds gives the kinds of blocks in the document, each once, as they first
// come.
func (d Doc) Kinds() []Kind {
	var out []Kind
	d.walk(func(_ string, b Block) {
		if k := b.Kind(); !slices.Contains(out, k) {
			out = append(out, k)
		}
	})
	return out
}
