package body

// ReadAlso points to other articles inside the text. It stores their numbers
// alone; headline and address come from their live versions when the page is
// made (BODY-8).
type ReadAlso struct {
	Node
	// Refs are 1–3 articles.
	Refs []int64
	// Label replaces the message "readalso.label".
	Label string
}

// Kind is "readalso".
func (*ReadAlso) Kind() Kind { return KindReadAlso }

func (a *ReadAlso) visit(v visitor) {
	v.refs("refs", &a.Refs)
	v.str("label", &a.Label)
}

// plain writes nothing: what the targets are called now is known to a Resolver
// alone.
func (*ReadAlso) plain(*textWriter) {}

// ReadAlsoView is what a theme gets of a read-also: the label and those targets
// that readers may see, at least one.
type ReadAlsoView struct {
	ID, Label string
	Links     []Link
}

func (a *ReadAlso) html(r *renderer) {
	v := ReadAlsoView{ID: a.ID, Label: a.Label}
	for _, id := range a.Refs {
		if l, ok := r.resolved(id); ok {
			v.Links = append(v.Links, l)
		}
	}
	if len(v.Links) == 0 {
		return
	}
	if v.Label == "" {
		v.Label = r.message("readalso.label")
	}
	if override(r, KindReadAlso, &v) {
		return
	}
	if len(v.Links) == 1 || !r.site() {
		r.raw("<p")
		r.class("readalso")
		r.raw(">")
		r.readAlsoLabel(v.Label)
		r.raw("\u00a0 ") // as papers print it: no-break space, then space
		for i, l := range v.Links {
			if i > 0 {
				r.raw("<br>")
			}
			r.readAlsoLink(l)
		}
		r.raw("</p>\n")
		return
	}
	r.raw("<div")
	r.class("readalso")
	r.raw("><p>")
	r.readAlsoLabel(v.Label)
	r.raw("</p>\n<ul>\n")
	for _, l := range v.Links {
		r.raw("<li>")
		r.readAlsoLink(l)
		r.raw("</li>\n")
	}
	r.raw("</ul></div>\n")
}

func (r *renderer) readAlsoLabel(label string) {
	if !r.site() {
		r.text(label)
		return
	}
	r.raw("<span")
	r.class("readalso-label")
	r.raw(">")
	r.text(label)
	r.raw("</span>")
}

func (r *renderer) readAlsoLink(l Link) {
	if r.anchor(l.URL, "") {
		r.text(l.Headline)
		r.raw("</a>")
	}
}
