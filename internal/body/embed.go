package body

// Embed is a post or a film of another house, shown as a quotation from what
// our server fetched; the other house learns nothing before a reader's click.
type Embed struct {
	Node
	// Provider is one of the table in providers.go; URL the address of the post.
	Provider, URL string
	// Title, Text and Thumb were fetched when the block was made.
	Title, Text string
	Thumb       int64
}

// Kind is "embed".
func (*Embed) Kind() Kind { return KindEmbed }

func (e *Embed) visit(v visitor) {
	v.str("provider", &e.Provider)
	v.str("url", &e.URL)
	v.str("title", &e.Title)
	v.str("text", &e.Text)
	v.ref("thumb", &e.Thumb)
}
