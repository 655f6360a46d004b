package body

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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
	if a.BlockID() != b.BlockID() || a.Kind() != b.Kind() {
		return false
	}
	var x, y encoder
	x.block(a)
	y.block(b)
	return bytes.Equal(x.b, y.b)
}

// SameDoc reports whether two documents are stored alike.
func SameDoc(a, b Doc) bool {
	if len(a.Blocks) != len(b.Blocks) {
		return false
	}
	for i := range a.Blocks {
		if !SameBlock(a.Blocks[i], b.Blocks[i]) {
			return false
		}
	}
	if a.Extra == nil && b.Extra == nil {
		return true
	}
	a.Blocks, b.Blocks, a.Version, b.Version = nil, nil, 0, 0
	x, err1 := a.MarshalJSON()
	y, err2 := b.MarshalJSON()
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
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
	Blocks []json.RawMessage `json:"blocks"`
	// Order is absent when it did not change; an empty one deletes everything.
	Order *[]string `json:"order"`
}

// MarshalJSON writes {"blocks":[…],"order":[…]}. What [Doc.MarshalJSON] says of
// encoding/json goes for it, too.
func (p Patch) MarshalJSON() ([]byte, error) {
	e := encoder{b: []byte{'{'}}
	for i, b := range p.Blocks {
		e.b = append(e.b, []string{`"blocks":[`, ","}[min(i, 1)]...)
		e.block(b)
	}
	if len(p.Blocks) > 0 {
		e.b = append(e.b, ']')
	}
	if p.Order != nil {
		if len(p.Blocks) > 0 {
			e.b = append(e.b, ',')
		}
		e.b = append(e.b, `"order":[`...)
		for i, id := range p.Order {
			if i > 0 {
				e.b = append(e.b, ',')
			}
			e.quote(id)
		}
		e.b = append(e.b, ']')
	}
	if e.err != nil {
		return nil, fmt.Errorf("write patch: %w", e.err)
	}
	return append(e.b, '}'), nil
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

// ChangedBlocks gives the ids of the first-level blocks that are new, gone or
// not what they were.
func ChangedBlocks(before, after Doc) []string {
	was := make(map[string]string, len(before.Blocks))
	var out []string
	for _, p := range piecesOf(before) {
		was[p.key] = p.raw
	}
	for _, p := range piecesOf(after) {
		if raw, ok := was[p.key]; (!ok || raw != p.raw) && p.id != "" {
			out = append(out, p.id)
		}
		delete(was, p.key)
	}
	for _, b := range before.Blocks {
		if id := b.BlockID(); id != "" {
			if _, gone := was[id]; gone {
				out = append(out, id)
			}
		}
	}
	return out
}

// Replace puts b in the place of the block with the id, at any depth. ok is false
// when there is no such block, or b cannot stand there.
func (d Doc) Replace(id string, b Block) (Doc, bool) {
	return d.inside(id, func(_ *piece, with []*piece) []*piece { return with }, b)
}

// InsertAfter puts b behind the block with the id, at any depth, and gives new
// ids to what would stand twice.
func (d Doc) InsertAfter(id string, b Block) (Doc, bool) {
	out, ok := d.inside(id, func(p *piece, with []*piece) []*piece { return append([]*piece{p}, with...) }, b)
	if ok {
		out.AssignIDs("insert")
	}
	return out, ok
}

// inside rebuilds the first-level block around the one with the id; all blocks of
// the result that change are new ones.
func (d Doc) inside(id string, change func(p *piece, with []*piece) []*piece, b Block) (Doc, bool) {
	home := d.Home(id)
	if home == nil || id == "" {
		return d, false
	}
	var rebuilt []*piece
	with := []*piece{pieceOf(b).open()}
	top := pieceOf(home).open()
	if top.id == id || home.BlockID() == id {
		rebuilt = change(top, with)
	} else if !top.swap(id, change, with) {
		return d, false
	} else {
		rebuilt = []*piece{top}
	}
	out := d
	out.Blocks = nil
	for _, x := range d.Blocks {
		if x != home {
			out.Blocks = append(out.Blocks, x)
			continue
		}
		for _, p := range rebuilt {
			made, err := ParseBlock(p.json())
			if err != nil {
				return d, false
			}
			if u, ok := made.(*Unknown); ok && u.Fault != nil {
				return d, false
			}
			out.Blocks = append(out.Blocks, made)
		}
	}
	return out, true
}

func (p *piece) swap(id string, change func(p *piece, with []*piece) []*piece, with []*piece) bool {
	for i, part := range p.parts {
		if part.id == id {
			p.parts = slices.Replace(p.parts, i, i+1, change(part, with)...)
			return true
		}
		if part.swap(id, change, with) {
			return true
		}
	}
	return false
}

// Take gives block a with one part of block b, as a conflict names it: "content",
// "attrs.crop", "members.x", or all when part is empty. The id stays a's.
func Take(a, b Block, part string) (Block, bool) {
	to, from := pieceOf(a).open(), pieceOf(b).open()
	id := to.id
	switch name, attr := strings.CutPrefix(part, "attrs."); {
	case part == "":
		to = from
		if from.opaque {
			return b, true
		}
	case to.opaque || from.opaque:
		return a, false
	case part == "content":
		if to.lined != from.lined {
			return a, false
		}
		to.line, to.parts = from.line, from.parts
	case attr || strings.HasPrefix(part, "members."):
		if !attr {
			name = "+" + strings.TrimPrefix(part, "members.")
		}
		to.attrs = slices.DeleteFunc(slices.Clone(to.attrs), func(x attribute) bool { return x.name == name })
		if v, ok := from.attr(name); ok {
			to.attrs = append(to.attrs, attribute{name, v})
		}
	default:
		return a, false
	}
	to.id = id
	out, err := ParseBlock(to.json())
	if err != nil {
		return a, false
	}
	u, broken := out.(*Unknown)
	return out, !broken || u.Fault == nil
}
