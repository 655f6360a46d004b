package body

// RawHTML is foreign markup. Writing one needs a permission of its own; readers
// get it in a sandboxed frame that cannot reach the page.
type RawHTML struct {
	Node
	HTML string
	// Height of the frame in CSS pixels; zero means 300.
	Height int
	// Reason is for the newsroom: why markup was needed. It is never published.
	Reason string
}

// Kind is "raw_html".
func (*RawHTML) Kind() Kind { return KindRawHTML }

func (h *RawHTML) visit(v visitor) {
	v.str("html", &h.HTML)
	v.num("height", &h.Height)
	v.str("reason", &h.Reason)
}
