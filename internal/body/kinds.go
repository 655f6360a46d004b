package body

// The kinds of blocks.
const (
	KindParagraph    Kind = "paragraph"
	KindHeading      Kind = "heading"
	KindList         Kind = "list"
	KindQuote        Kind = "quote"
	KindPullquote    Kind = "pullquote"
	KindImage        Kind = "image"
	KindGallery      Kind = "gallery"
	KindVideo        Kind = "video"
	KindAudio        Kind = "audio"
	KindFile         Kind = "file"
	KindEmbed        Kind = "embed"
	KindTable        Kind = "table"
	KindReadAlso     Kind = "readalso"
	KindFactbox      Kind = "factbox"
	KindPreformatted Kind = "preformatted"
	KindPageBreak    Kind = "page_break"
	KindDivider      Kind = "divider"
	KindRawHTML      Kind = "raw_html"
	KindUnknown      Kind = "unknown"
)

// kinds is every kind there is, in the order of the editor's menu. A new kind
// is one line here, its file, its node in schema.json and its example in
// testdata.
var kinds = []struct {
	kind Kind
	make func() Block
}{
	{KindParagraph, func() Block { return new(Paragraph) }},
	{KindHeading, func() Block { return new(Heading) }},
	{KindList, func() Block { return new(List) }},
	{KindQuote, func() Block { return new(Quote) }},
	{KindPullquote, func() Block { return new(Pullquote) }},
	{KindImage, func() Block { return new(Image) }},
	{KindGallery, func() Block { return new(Gallery) }},
	{KindVideo, func() Block { return new(Video) }},
	{KindAudio, func() Block { return new(Audio) }},
	{KindFile, func() Block { return new(File) }},
	{KindEmbed, func() Block { return new(Embed) }},
	{KindTable, func() Block { return new(Table) }},
	{KindReadAlso, func() Block { return new(ReadAlso) }},
	{KindFactbox, func() Block { return new(Factbox) }},
	{KindPreformatted, func() Block { return new(Preformatted) }},
	{KindPageBreak, func() Block { return new(PageBreak) }},
	{KindDivider, func() Block { return new(Divider) }},
	{KindRawHTML, func() Block { return new(RawHTML) }},
	{KindUnknown, func() Block { return new(Unknown) }},
}

// Kinds lists every kind in the order of the menu.
func Kinds() []Kind {
	out := make([]Kind, len(kinds))
	for i, k := range kinds {
		out[i] = k.kind
	}
	return out
}

// makeBlock gives an empty block of a kind, or nil.
func makeBlock(kind string) Block {
	for i := range kinds {
		if string(kinds[i].kind) == kind {
			return kinds[i].make()
		}
	}
	return nil
}

// visitor is shown the attributes and the content of a node.
type visitor interface {
	// Attributes. Empty values are not written.
	str(name string, v *string)
	num(name string, v *int)
	flag(name string, v *bool)
	ref(name string, v *int64)
	refs(name string, v *[]int64)
	rich(name string, v *Inline)

	// Content; a node has at most one of these.
	inline(v *Inline)
	literal(v *string)
	blocks(v *[]Block)
	items(v *[]ListItem)
	images(v *[]*Image)
	rows(v *[]Row)
	cells(v *[]Cell)
}
