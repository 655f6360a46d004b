package body

// Factbox is a box of background: paragraphs, lists and pictures.
type Factbox struct {
	Node
	Title  string
	Blocks []Block
}

// Kind is "factbox".
func (*Factbox) Kind() Kind { return KindFactbox }

func (f *Factbox) visit(v visitor) {
	v.str("title", &f.Title)
	v.blocks(&f.Blocks)
}

func (f *Factbox) plain(w *textWriter) {
	w.paragraph(f.Title)
	for _, b := range f.Blocks {
		b.plain(w)
	}
}

// FactboxView is what a theme gets of a fact box.
type FactboxView struct {
	ID, Title string
	HTML      HTML
}

func (f *Factbox) html(r *renderer) {
	v := FactboxView{f.ID, f.Title, r.inner(f.Blocks)}
	if v.HTML == "" || override(r, KindFactbox, &v) {
		return
	}
	if !r.site() {
		r.raw("<div>")
		if v.Title != "" {
			r.raw("<p><strong>")
			r.text(v.Title)
			r.raw("</strong></p>\n")
		}
		r.html(v.HTML)
		r.raw("</div>\n")
		return
	}
	// The title is no heading: a box stands outside the order of subheads.
	r.raw("<aside")
	r.class("factbox")
	if v.Title == "" {
		r.attr("aria-label", r.name("factbox.label"))
		r.raw(">\n")
	} else {
		id := r.labelID(v.ID)
		r.attr("aria-labelledby", id)
		r.raw("><p")
		r.class("factbox-title")
		r.attr("id", id)
		r.raw(">")
		r.text(v.Title)
		r.raw("</p>\n")
	}
	r.html(v.HTML)
	r.raw("</aside>\n")
}
