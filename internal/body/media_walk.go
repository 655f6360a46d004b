package body

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
