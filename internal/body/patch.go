package body

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"
)

// Patch is a change of a document: the blocks of its first level that are new or
// not what they were, and the order of all, which is left out when it did not
// change (newsroom.md SAVE-1). Whoever leaves a block out of Order deletes it.
type Patch struct {
	Blocks []Block
	Order  []string
}

// ParseBlock reads one block as it stands in a document.
func ParseBlock(data []byte) (Block, error) {
	limit := storedFactor * schema().Limits.Bytes
	if len(data) > limit {
		return nil, fmt.Errorf("read block: %w", Problem{Code: "too_large", Limit: limit})
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("read block: %w", Problem{Code: "utf8"})
	}
	d := decoder{reader: reader{s: string(data)}, depth: schema().Limits.Depth, content: true}
	b := d.block()
	if d.err == nil {
		if d.peek(); d.i < len(d.s) {
			d.syntax()
		}
	}
	if d.err != nil {
		return nil, fmt.Errorf("read block: %w", d.err)
	}
	return b, nil
}

// BlockJSON writes one block as it stands in a document.
func BlockJSON(b Block) (json.RawMessage, error) {
	var e encoder
	e.block(b)
	if e.err != nil {
		return nil, fmt.Errorf("write block: %w", e.err)
	}
	return e.b, nil
}

// SameBlock reports whether two blocks are stored alike.
func SameBlock(a, b Block) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil {
		return false
	}
	return pieceOf(a).raw == pieceOf(b).raw
}

// NewPatch gives what makes after of before. ok is false where a change cannot
// be told by ids, because a block came without one: then the whole document is
// the change.
func NewPatch(before, after Doc) (p Patch, ok bool) {
	was, is := piecesOf(before), piecesOf(after)
	old := make(map[string]string, len(was))
	for _, b := range was {
		old[b.key] = b.raw
	}
	same := len(was) == len(is)
	for i, b := range is {
		if b.id == "" {
			return Patch{}, false
		}
		if raw, known := old[b.key]; !known || raw != b.raw {
			p.Blocks = append(p.Blocks, b.block)
		}
		same = same && was[i].key == b.key
	}
	if !same {
		p.Order = make([]string, len(is))
		for i, b := range is {
			p.Order[i] = b.id
		}
	}
	return p, true
}

// Empty reports whether the patch changes nothing.
func (p Patch) Empty() bool { return len(p.Blocks) == 0 && p.Order == nil }

// Apply makes the change. An id in Order that neither the document nor the patch
// knows is passed over: somebody deleted that block, and the patch did not touch
// it. A block of the patch that Order does not name goes to the end.
func (p Patch) Apply(d Doc) Doc {
	blocks := make(map[string]Block, len(d.Blocks)+len(p.Blocks))
	for _, b := range d.Blocks {
		blocks[b.BlockID()] = b
	}
	fresh := make(map[string]bool, len(p.Blocks))
	var loose []Block // came without an id that could be used as one
	for _, b := range p.Blocks {
		if id := b.BlockID(); id == "" || fresh[id] {
			loose = append(loose, b)
		} else {
			blocks[id], fresh[id] = b, true
		}
	}
	out := d
	out.Blocks = make([]Block, 0, len(blocks)+len(loose))
	put := map[string]bool{}
	add := func(id string) {
		if b := blocks[id]; b != nil && !put[id] {
			out.Blocks, put[id] = append(out.Blocks, b), true
		}
	}
	if p.Order == nil {
		for _, b := range d.Blocks {
			if b.BlockID() == "" {
				out.Blocks = append(out.Blocks, b)
				continue
			}
			add(b.BlockID())
		}
	}
	for _, id := range p.Order {
		add(id)
	}
	for _, b := range p.Blocks {
		add(b.BlockID())
	}
	out.Blocks = append(out.Blocks, loose...)
	return out
}

// Find gives the block with the id, at any depth, or nil.
func (d Doc) Find(id string) (found Block) {
	d.walk(func(_ string, b Block) {
		if found == nil && b.BlockID() == id {
			found = b
		}
	})
	return found
}

// Home gives the first-level block that is, or holds, the block with the id.
func (d Doc) Home(id string) Block {
	for _, b := range d.Blocks {
		if b.BlockID() == id || (Doc{Blocks: []Block{b}}).Find(id) != nil {
			return b
		}
	}
	return nil
}

// Restore puts the first-level block with the id back to what it was in from:
// in its place, or, where it is gone, behind its left neighbour of then. ok is
// false when from does not have it.
func (d Doc) Restore(from Doc, id string) (out Doc, ok bool) {
	at := slices.IndexFunc(from.Blocks, func(b Block) bool { return b.BlockID() == id })
	if at < 0 || id == "" {
		return d, false
	}
	out = d
	out.Blocks = slices.Clone(d.Blocks)
	where := func(id string) int {
		return slices.IndexFunc(out.Blocks, func(b Block) bool { return b.BlockID() == id })
	}
	if i := where(id); i >= 0 {
		out.Blocks[i] = from.Blocks[at]
		return out, true
	}
	for left := at - 1; left >= 0; left-- {
		if i := where(from.Blocks[left].BlockID()); i >= 0 && from.Blocks[left].BlockID() != "" {
			out.Blocks = slices.Insert(out.Blocks, i+1, from.Blocks[at])
			return out, true
		}
	}
	out.Blocks = slices.Insert(out.Blocks, 0, from.Blocks[at])
	return out, true
}

// patchJSON is how a patch travels.
type patchJSON struct {
	Blocks []json.RawMessage `json:"blocks,omitempty"`
	// Order is absent when it did not change; an empty one deletes everything.
	Order *[]string `json:"order,omitempty"`
}

// MarshalJSON writes {"blocks":[…],"order":[…]}. As with [Doc.MarshalJSON],
// unknown nodes keep their bytes only with an encoder told not to escape HTML.
func (p Patch) MarshalJSON() ([]byte, error) {
	var out patchJSON
	for _, b := range p.Blocks {
		raw, err := BlockJSON(b)
		if err != nil {
			return nil, err
		}
		out.Blocks = append(out.Blocks, raw)
	}
	if p.Order != nil {
		out.Order = &p.Order
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(out)
	return b.Bytes(), err
}

// UnmarshalJSON reads a patch.
func (p *Patch) UnmarshalJSON(data []byte) error {
	var in patchJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("read patch: %w", err)
	}
	*p = Patch{}
	if in.Order != nil {
		p.Order = append([]string{}, *in.Order...)
	}
	for _, raw := range in.Blocks {
		b, err := ParseBlock(raw)
		if err != nil {
			return err
		}
		p.Blocks = append(p.Blocks, b)
	}
	return nil
}
