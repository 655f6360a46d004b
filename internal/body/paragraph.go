package body

// Paragraph is a paragraph of running text.
type Paragraph struct {
	Node
	// Lang is the language when it is not the document's, BCP 47.
	Lang string
	Text Inline
}

// Kind is "paragraph".
func (*Paragraph) Kind() Kind { return KindParagraph }

func (p *Paragraph) visit(v visitor) {
	v.str("lang", &p.Lang)
	v.inline(&p.Text)
}

func (p *Paragraph) plain(w *textWriter) { w.paragraph(p.Text.Text()) }

// ParagraphView is what a theme gets of a paragraph.
type ParagraphView struct {
	ID   string
	Lang string
	HTML HTML
	// First marks the first paragraph of the document itself; it alone carries
	// the dateline.
	First    bool
	Dateline Dateline
}

func (p *Paragraph) html(r *renderer) {
	if p.Text.blank() {
		return
	}
	v := ParagraphView{ID: p.ID, Lang: p.Lang}
	if r.top && r.first {
		r.first = false
		v.First, v.Dateline = true, r.o.Dateline
	}
	v.HTML = r.capture(func() { r.inline(p.Text) })
	r.paragraph(v)
}

func (r *renderer) paragraph(v ParagraphView) {
	if override(r, KindParagraph, &v) {
		return
	}
	r.raw("<p")
	r.lang(v.Lang)
	r.raw(">")
	if line := v.Dateline.String(); line != "" {
		if r.site() {
			r.raw(`<span class="dateline">`)
		}
		r.text(line)
		if r.site() {
			r.raw("</span>")
		}
		if v.HTML != "" {
			r.raw(" ")
		}
	}
	r.html(v.HTML)
	r.raw("</p>\n")
}
