package body

// List is a list of points.
type List struct {
	Node
	Ordered bool
	// Start is the first number of an ordered list, 1–9999; zero means 1.
	Start int
	Items []ListItem
}

// ListItem is one point: a paragraph, then paragraphs and lists.
type ListItem struct {
	Blocks []Block
	Extra  *Extra
}

// Point makes a list item of one paragraph.
func Point(text Inline) ListItem { return ListItem{Blocks: []Block{&Paragraph{Text: text}}} }

// Kind is "list".
func (*List) Kind() Kind { return KindList }

func (l *List) visit(v visitor) {
	v.flag("ordered", &l.Ordered)
	v.num("start", &l.Start)
	v.items(&l.Items)
}

func (i *ListItem) visit(v visitor) { v.blocks(&i.Blocks) }
