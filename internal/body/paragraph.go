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
