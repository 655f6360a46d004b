package body

import "encoding/json"

// Inline is a line of running text: spans with marks.
type Inline []Span

// Span is a run of text under the same marks, or a hard line break.
type Span struct {
	Text string
	// Marks in the schema's order: link, lang, strong, em, strike, sub, sup,
	// then unknown ones.
	Marks []Mark
	// Break makes the span a line break ("hard_break"); Text is then empty.
	Break bool
	// Raw is an inline node of a kind that this version does not know, byte for
	// byte; readers see nothing of it.
	Raw json.RawMessage
	// Extra is what this version does not know of a known node.
	Extra *Extra
}

// MarkType names a mark.
type MarkType string

// The marks, in the order in which they nest: a link is outermost.
const (
	MarkLink   MarkType = "link"
	MarkLang   MarkType = "lang"
	MarkStrong MarkType = "strong"
	MarkEm     MarkType = "em"
	MarkStrike MarkType = "strike"
	MarkSub    MarkType = "sub"
	MarkSup    MarkType = "sup"
)

// Mark is a property of a run of text.
type Mark struct {
	Type MarkType
	// Href of a link: https, http, mailto, tel, "article:ID" or a path of this
	// paper that begins with "/". Rel is a list of nofollow, sponsored, ugc.
	Href, Rel string
	// Tag of a lang mark, BCP 47.
	Tag string
	// Raw is a mark of a kind that this version does not know, byte for byte;
	// Type is then its name.
	Raw   json.RawMessage
	Extra *Extra
}

// Text makes inline content of one run without marks.
func Text(s string) Inline {
	if s == "" {
		return nil
	}
	return Inline{{Text: s}}
}

// LinkTo makes a run that leads to href.
func LinkTo(href, s string) Span {
	return Span{Text: s, Marks: []Mark{{Type: MarkLink, Href: href}}}
}
