package body

// Gallery is a row of pictures, 2–60.
type Gallery struct {
	Node
	// Layout is "strip", "grid" or empty for grid.
	Layout string
	Images []*Image
}

// Kind is "gallery".
func (*Gallery) Kind() Kind { return KindGallery }

func (g *Gallery) visit(v visitor) {
	v.str("layout", &g.Layout)
	v.images(&g.Images)
}
