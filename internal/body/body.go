// Package body is the text of an article as typed blocks: what kinds there
// are, how they are written as JSON, which rules they keep, and how they read
// as HTML for the site, as HTML for feeds, and as plain text.
//
// The JSON has ProseMirror's shape (newsroom.md section 1.3), so that the
// editor works on the very document that is stored. A round trip loses not a
// character: unknown nodes and attributes are kept byte for byte, and no space
// is ever normalised.
//
// Where things are:
//
//	kinds.go        the table of kinds: the menu, and the tests' checklist
//	<kind>.go       one kind each: fields, attributes, plain text, HTML, view
//	inline.go       runs of text with marks
//	schema.json     the single definition of nodes, attributes, limits, marks
//	parse.go        JSON in: nodes; fields.go their fields, spans.go running text,
//	                reader.go the scanner, migrate.go old versions
//	write.go        JSON out, in one canonical form
//	validate.go     the rules, driven by schema.json; content.go what stands in what
//	render.go       HTML; markup.md lists the elements and class names
//	text.go         plain text, words, pages, references
//
// To make a document, fill blocks and give them ids:
//
//	d := body.Doc{Blocks: []body.Block{
//		&body.Paragraph{Text: body.Text("Hujan turun sejak pagi.")},
//		&body.ReadAlso{Refs: []int64{42}},
//	}}
//	d.AssignIDs("") // or a seed, to get the same ids from the same text
//
// The package imports nothing of ours and knows other articles and media by
// number only; a [Resolver] tells what they are called at the time of reading.
package body

import (
	"encoding/json"
	"fmt"
)

// SchemaVersion is the version of the JSON that this package writes. Older
// documents are migrated upward when read (BODY-5).
const SchemaVersion = 1

// Kind names a kind of block: the node's "type" in the JSON.
type Kind string

// Doc is the text of one article.
type Doc struct {
	// Version of the schema; zero means the current one. A document of a newer
	// binary keeps its number.
	Version int
	Blocks  []Block
	// Extra is what a newer version added to the document itself.
	Extra *Extra
}

// Block is one piece of a text. The concrete types are one per file:
// *Paragraph, *Heading, *List, …; the table of them is in kinds.go. No other
// package can add one.
type Block interface {
	Kind() Kind
	// BlockID is the stable id: 12 characters of lower-case Crockford base32
	// (BODY-2).
	BlockID() string

	node() *Node
	// visit shows every attribute and the content to v, in canonical order.
	// Reading, writing and checking are three visitors, so that a kind lists
	// its fields once.
	visit(v visitor)
	// plain writes the block as plain text.
	plain(w *textWriter)
	// html writes the block in the renderer's profile.
	html(r *renderer)
}

// Node is what every block has.
type Node struct {
	ID string
	// Extra is what this version does not know of the block.
	Extra *Extra
}

// BlockID gives the stable id.
func (n *Node) BlockID() string { return n.ID }

func (n *Node) node() *Node { return n }

// Extra keeps what this version of the schema does not know, in order of
// appearance and with the values byte for byte (BODY-4).
type Extra struct {
	// Attrs are unknown attributes, Members unknown members beside "type",
	// "attrs", "content", "text" and "marks".
	Attrs, Members []Member
}

// Member is one name and value of a JSON object.
type Member struct {
	Key   string
	Value json.RawMessage
}

// Problem is one broken rule of a document. It is an error, too: [Parse]
// returns it for a document that is too large, too deep or not UTF-8.
type Problem struct {
	// Path leads to the place, such as ".content.3.attrs.level".
	Path string
	// Block is the id of the block concerned.
	Block string
	// Code is "required", "too_long", "too_many", "too_deep", "unknown",
	// "scheme", "id", "range", "utf8", "content" or "too_large".
	Code  string
	Limit int
}

func (p Problem) Error() string {
	s := "body" + p.Path + ": " + p.Code
	if p.Block != "" {
		s += " in block " + p.Block
	}
	if p.Limit != 0 {
		s += fmt.Sprintf(" (limit %d)", p.Limit)
	}
	return s
}

// OfLength reports whether the problem is one of length alone. Such limits
// bind what is typed here; an import keeps longer text whole and reports it
// (newsroom.md 1.2).
func (p Problem) OfLength() bool { return p.Code == "too_long" || p.Code == "too_many" }
