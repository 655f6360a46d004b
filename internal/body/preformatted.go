package body

// Preformatted is text whose spaces and line ends matter.
type Preformatted struct {
	Node
	// Use is "code", "verse", "plain" or empty for plain.
	Use string
	// Lang is the language of verse, BCP 47, or of code.
	Lang string
	Text string
}

// Kind is "preformatted".
func (*Preformatted) Kind() Kind { return KindPreformatted }

func (p *Preformatted) visit(v visitor) {
	v.str("use", &p.Use)
	v.str("lang", &p.Lang)
	v.literal(&p.Text)
}

func (p *Preformatted) plain(w *textWriter) { w.paragraph(p.Text) }

// PreformattedView is what a theme gets of a text whose line ends matter.
type PreformattedView struct {
	ID string
	// Use is "code", "verse" or "plain".
	Use, Lang string
	Text      string
}

func (p *Preformatted) html(r *renderer) {
	v := PreformattedView{p.ID, "plain", p.Lang, p.Text}
	if p.Use == "code" || p.Use == "verse" {
		v.Use = p.Use
	}
	if p.Text == "" || override(r, KindPreformatted, &v) {
		return
	}
	r.raw("<pre")
	if v.Use != "plain" {
		r.class(v.Use)
	}
	if v.Use == "code" {
		if r.site() {
			r.raw(` tabindex="0"`) // long lines scroll, so the keyboard must reach them
		}
		r.raw("><code>")
	} else {
		r.lang(v.Lang)
		r.raw(">")
		if v.Text[0] == '\n' {
			r.raw("\n") // a parser drops the first line end
		}
	}
	r.text(v.Text)
	if v.Use == "code" {
		r.raw("</code>")
	}
	r.raw("</pre>\n")
}
