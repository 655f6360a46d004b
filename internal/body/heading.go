package body

// Heading is a subhead.
type Heading struct {
	Node
	// Level is 2, 3 or 4; the article's headline is the only one of level 1.
	Level int
	Text  Inline
}

// Kind is "heading".
func (*Heading) Kind() Kind { return KindHeading }

func (h *Heading) visit(v visitor) {
	v.num("level", &h.Level)
	v.inline(&h.Text)
}

func (h *Heading) plain(w *textWriter) { w.paragraph(h.Text.Text()) }

// HeadingView is what a theme gets of a subhead.
type HeadingView struct {
	ID    string
	Level int
	HTML  HTML
}

func (h *Heading) html(r *renderer) {
	if h.Text.blank() {
		return
	}
	v := HeadingView{h.ID, min(max(h.Level, 2), 4), r.capture(func() { r.inline(h.Text) })}
	if override(r, KindHeading, &v) {
		return
	}
	tag := "h" + string(rune('0'+v.Level))
	r.raw("<" + tag)
	r.id(v.ID)
	r.raw(">")
	r.html(v.HTML)
	r.raw("</" + tag + ">\n")
}
