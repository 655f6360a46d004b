package body

// Pullquote is a sentence of the text set large.
type Pullquote struct {
	Node
	Attribution string
	Text        Inline
}

// Kind is "pullquote".
func (*Pullquote) Kind() Kind { return KindPullquote }

func (p *Pullquote) visit(v visitor) {
	v.str("attribution", &p.Attribution)
	v.inline(&p.Text)
}

func (p *Pullquote) plain(w *textWriter) {
	w.paragraph(p.Text.Text())
	w.attribution(p.Attribution)
}

// PullquoteView is what a theme gets of a pull quote.
type PullquoteView struct {
	ID, Attribution string
	HTML            HTML
}

func (p *Pullquote) html(r *renderer) {
	if p.Text.blank() {
		return
	}
	v := PullquoteView{p.ID, p.Attribution, r.capture(func() { r.inline(p.Text) })}
	if override(r, KindPullquote, &v) {
		return
	}
	r.quotation("pullquote", "<p>"+v.HTML+"</p>\n", v.Attribution, "")
}
