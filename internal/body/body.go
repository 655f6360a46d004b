// Package body is the text of an article as typed blocks: what kinds there
// are, how they are written as JSON, which rules they keep, and how they read
// as HTML for the site, as HTML for feeds, and as plain text.
//
// The JSON has ProseMirror's shape (newsroom.md section 1.3), so that the
// editor works on the very document that is stored. A round trip loses not a
// character: unknown nodes and attributes are kept byte for byte, and no space
// is ever normalised.
//
// The package imports nothing of ours and knows other articles and media by
// number only; a [Resolver] tells what they are called at the time of reading.
package body

// SchemaVersion is the version of the JSON that this package writes. Older
// documents are migrated upward when read (BODY-5).
const SchemaVersion = 1

// Kind names a kind of block: the node's "type" in the JSON.
type Kind string

// Doc is the text of one article.
type Doc struct {
	Version int
	Blocks  []Block
}

// Block is one piece of a text. The concrete types are one per file:
// *Paragraph, *Heading, *List, ….
type Block interface {
	Kind() Kind
	// BlockID is the stable id: 12 characters of lower-case Crockford base32
	// (BODY-2).
	BlockID() string
}

// Problem is one broken rule of a document.
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
