package body

// Quote is somebody else's words, in paragraphs.
type Quote struct {
	Node
	Attribution string
	// CiteURL is the address of the source, http or https.
	CiteURL string
	Blocks  []Block
}

// Kind is "quote".
func (*Quote) Kind() Kind { return KindQuote }

func (q *Quote) visit(v visitor) {
	v.str("attribution", &q.Attribution)
	v.str("cite_url", &q.CiteURL)
	v.blocks(&q.Blocks)
}
