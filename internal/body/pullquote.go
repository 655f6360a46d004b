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
