package body

// NewID makes a random block id: 12 characters of lower-case Crockford base32,
// 60 bits (BODY-2).
func NewID() string { return "" }

// Reid tells that a block got another id.
type Reid struct {
	// Path of the block in the document.
	Path string
	// Old is empty when the block had none.
	Old, New string
}

// AssignIDs gives an id to every block that has none, or a malformed one, or
// one that stands earlier in the document, and tells what it changed. With an
// empty seed new ids are random; otherwise they follow from seed and text, so
// that the same input gives the same ids.
func (d *Doc) AssignIDs(seed string) []Reid { return nil }
