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
