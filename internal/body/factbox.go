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
