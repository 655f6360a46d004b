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

func (g *Gallery) plain(w *textWriter) {
	for _, m := range g.Images {
		m.plain(w)
	}
}

// GalleryView is what a theme gets of a gallery. Every picture has an anchor by
// its place in the document, whether or not those before it may be seen.
type GalleryView struct {
	ID string
	// Layout is "grid" or "strip".
	Layout  string
	Label   string
	Figures []ImageView
}

func (g *Gallery) html(r *renderer) {
	v := GalleryView{ID: g.ID, Layout: "grid", Label: r.name("gallery.label")}
	if g.Layout == "strip" {
		v.Layout = g.Layout
	}
	for _, m := range g.Images {
		r.photos++
		if f, ok := m.view(r); ok {
			f.Anchor = photoAnchor(r.photos)
			v.Figures = append(v.Figures, f)
		}
	}
	if len(v.Figures) == 0 || override(r, KindGallery, &v) {
		return
	}
	r.behind(func() { r.gallery(v) })
}

func (r *renderer) gallery(v GalleryView) {
	if r.site() {
		r.raw("<div")
		r.class("gallery")
		r.attr("data-layout", v.Layout)
		if v.Layout == "strip" {
			r.raw(` tabindex="0"`) // it scrolls sideways, so the keyboard must reach it
		}
		r.attr("role", "group")
		r.attr("aria-label", v.Label)
		r.raw(">\n")
	}
	for _, f := range v.Figures {
		r.figure(f)
	}
	if r.site() {
		r.raw("</div>\n")
	}
}
