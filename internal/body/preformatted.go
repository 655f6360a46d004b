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
