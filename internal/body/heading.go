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
