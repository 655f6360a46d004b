package body

type textWriter struct{}
type renderer struct{}

func (*Node) plain(*textWriter) {}
func (*Node) html(*renderer)    {}

// Render writes the document as HTML.
func (d Doc) Render(o Options) (HTML, error) { return "", nil }

// Text is the document as plain text: paragraphs separated by empty lines,
// captions included.
func (d Doc) Text() string { return "" }

// Refs lists what the document cites.
func (d Doc) Refs() Refs { return Refs{} }

// Words counts the words of the text.
func (d Doc) Words() int { return 0 }

// Pages splits the document at its page breaks.
func (d Doc) Pages() []Doc { return []Doc{d} }

// FirstParagraph is the first paragraph's plain text.
func (d Doc) FirstParagraph() string { return "" }

// HTML writes the line.
func (in Inline) HTML(o Options) HTML { return "" }

// String is the line without marks.
func (in Inline) String() string { return in.Text() }

// Text is the line without marks.
func (in Inline) Text() string { return "" }
