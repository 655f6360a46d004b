package body

import "encoding/json"

// Unknown is something that was met and is kept untouched: what an import could
// not map (Origin and Raw), or a node that this version does not understand
// (Source). Readers see nothing of it, the editor a locked block (BODY-4).
type Unknown struct {
	Node
	// Origin names the source's own kind, such as "wp:my/block"; Raw is its
	// text there.
	Origin, Raw string
	// Source is the whole node, byte for byte; Origin and Raw are then empty.
	Source json.RawMessage
	// Fault is set when the node has a known kind and a broken shape; its path
	// is relative to the node.
	Fault *Problem
}

// Kind is "unknown".
func (*Unknown) Kind() Kind { return KindUnknown }

func (u *Unknown) visit(v visitor) {
	v.str("origin", &u.Origin)
	v.str("raw", &u.Raw)
}

// plain and html write nothing: readers see nothing of what we do not
// understand.

func (*Unknown) plain(*textWriter) {}
func (*Unknown) html(*renderer)    {}
