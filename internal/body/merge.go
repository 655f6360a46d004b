package body

import (
	"encoding/json"
	"slices"
)

// Report says what a merge did besides taking what one side changed.
type Report struct {
	// Merged are the blocks that hold changes of both sides.
	Merged []string
	// Kept are the blocks that one side deleted and that stay because the other
	// side had edited them.
	Kept []string
	// Conflicts are what could not be put together: head's version stands in the
	// document, the other one is here.
	Conflicts []Conflict
	// Reids are blocks that both sides had put somewhere, now with ids of their own.
	Reids []Reid
}

// Conflict is one place that both sides changed to different ends.
type Conflict struct {
	// Block is the id of the block; empty when it is the document as a whole.
	Block string `json:"block,omitempty"`
	// Part is what of the block: "content", "attrs.crop", or empty for the whole.
	Part string `json:"part,omitempty"`
	// The block in the three versions, as stored; absent where there was none.
	Base   json.RawMessage `json:"base,omitempty"`
	Theirs json.RawMessage `json:"theirs,omitempty"`
	Mine   json.RawMessage `json:"mine,omitempty"`
}

// Merge puts together what two sides made of base (newsroom.md 4.2): head is
// what stands, mine what comes. It never fails and never cuts: where the two
// cannot be joined head stays, and the report holds the other side. If the three
// are valid, so is the result.
//
// The browser has the same rules in internal/admin/editor/src/merge.ts; both
// pass the cases of testdata/merge.
func Merge(base, head, mine Doc) (Doc, Report) { return merge(base, head, mine, false) }

// MergeDoubtful merges when base is only an ancestor of what mine was made from:
// then a block that the sides have differently is a conflict, for nobody knows
// which of its words are new (SAVE-3).
func MergeDoubtful(ancestor, head, mine Doc) (Doc, Report) { return merge(ancestor, head, mine, true) }

func merge(base, head, mine Doc, strict bool) (Doc, Report) {
	m := merger{strict: strict}
	parts, ok := m.keyed(piecesOf(base), piecesOf(head), piecesOf(mine))
	if !ok {
		return head, Report{Conflicts: []Conflict{wholeConflict(base, head, mine)}}
	}
	out := head
	if base.Extra != nil || head.Extra != nil || mine.Extra != nil {
		out.Extra = mergeExtra(base.Extra, head.Extra, mine.Extra)
	}
	out.Version = max(head.Version, mine.Version)
	out.Blocks = make([]Block, 0, len(parts))
	for _, p := range parts {
		out.Blocks = append(out.Blocks, p.block)
	}
	if tooMuch(out, parts) && !tooMuch(head, nil) {
		return head, Report{Conflicts: []Conflict{wholeConflict(base, head, mine)}}
	}
	if twice(out) {
		// The ids are given to copies: the blocks are the callers'.
		if data, err := out.MarshalJSON(); err == nil {
			if again, err := parse(data, storedFactor*schema().Limits.Bytes); err == nil {
				out = again
				m.report.Reids = out.AssignIDs("merge")
			}
		}
	}
	return out, m.report
}

func wholeConflict(base, head, mine Doc) Conflict {
	c := Conflict{}
	for to, d := range map[*json.RawMessage]Doc{&c.Base: base, &c.Theirs: head, &c.Mine: mine} {
		if data, err := d.MarshalJSON(); err == nil {
			*to = data
		}
	}
	return c
}

// twice reports whether an id stands twice.
func twice(d Doc) bool {
	seen, found := map[string]bool{}, false
	d.Walk(func(b Block) {
		if u, ok := b.(*Unknown); ok && u.Source != nil {
			return
		}
		id := b.BlockID()
		found = found || seen[id]
		seen[id] = true
	})
	return found
}

// tooMuch reports whether the document as a whole is beyond a limit.
func tooMuch(d Doc, parts []*piece) bool {
	limits := schema().Limits
	blocks, embeds, bytes := 0, 0, 100
	d.Walk(func(b Block) {
		blocks++
		switch b := b.(type) {
		case *Embed:
			embeds++
		case *Video:
			embeds += int(number(b.URL != ""))
		case *Audio:
			embeds += int(number(b.URL != ""))
		}
	})
	for _, p := range parts {
		bytes += len(p.raw) + 1
	}
	return blocks > limits.Blocks || embeds > limits.Embeds || bytes > limits.Bytes
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

type merger struct {
	// strict takes no two changes of one block together.
	strict bool
	report Report
}

// keyed merges children that have keys. ok is false when they do not.
func (m *merger) keyed(base, head, mine []*piece) (out []*piece, ok bool) {
	if sameKeys(base, head) && sameKeys(head, mine) {
		// Nothing came, went or moved, which is how most saves are.
		if _, ok := byKey(head); !ok {
			return nil, false
		}
		out = make([]*piece, len(head))
		for i, x := range head {
			out[i] = m.both(base[i], x, mine[i])
		}
		return out, true
	}
	b, ok1 := byKey(base)
	h, ok2 := byKey(head)
	n, ok3 := byKey(mine)
	if !ok1 || !ok2 || !ok3 {
		return nil, false
	}
	stays := make(map[string]*piece, len(head)+len(mine))
	for _, x := range head {
		was, is := b[x.key], n[x.key]
		switch {
		case is != nil:
			stays[x.key] = m.both(was, x, is)
		case was == nil: // new in head
			stays[x.key] = x
		case was.raw != x.raw: // deleted by mine, edited in head
			stays[x.key] = x
			m.report.Kept = append(m.report.Kept, x.key)
		}
	}
	for _, x := range mine {
		if h[x.key] != nil {
			continue
		}
		switch was := b[x.key]; {
		case was == nil:
			stays[x.key] = x
		case was.raw != x.raw:
			stays[x.key] = x
			m.report.Kept = append(m.report.Kept, x.key)
		}
	}
	keys := func(ps []*piece) []string {
		out := make([]string, len(ps))
		for i, p := range ps {
			out[i] = p.key
		}
		return out
	}
	for _, k := range MergeOrder(keys(base), keys(head), keys(mine), func(k string) bool { return stays[k] != nil }) {
		out = append(out, stays[k])
	}
	return out, true
}

func sameKeys(a, b []*piece) bool {
	return slices.EqualFunc(a, b, func(x, y *piece) bool { return x.key == y.key })
}

func byKey(ps []*piece) (map[string]*piece, bool) {
	out := make(map[string]*piece, len(ps))
	for _, p := range ps {
		if p.key == "" || out[p.key] != nil {
			return nil, false
		}
		out[p.key] = p
	}
	return out, true
}

// both merges one node that both sides have; base is nil when both brought it.
func (m *merger) both(base, head, mine *piece) *piece {
	switch {
	case head.raw == mine.raw:
		return head
	case base != nil && base.raw == head.raw:
		return mine
	case base != nil && base.raw == mine.raw:
		return head
	}
	outer := m.report
	out, conflicts, ok := m.apart(base.open(), head.open(), mine.open())
	if ok {
		ok = m.settle(out, head, mine)
	}
	if !ok {
		m.report = outer
		m.report.Conflicts = append(m.report.Conflicts, conflictOf(head.id, "", base, head, mine))
		return head
	}
	for _, part := range conflicts {
		m.report.Conflicts = append(m.report.Conflicts, conflictOf(head.id, part, base, head, mine))
	}
	if len(conflicts) == 0 || out.raw != head.raw {
		if out.id != "" {
			m.report.Merged = append(m.report.Merged, out.id)
		}
	}
	return out
}

func conflictOf(id, part string, base, head, mine *piece) Conflict {
	c := Conflict{Block: id, Part: part, Theirs: json.RawMessage(head.raw), Mine: json.RawMessage(mine.raw)}
	if base != nil {
		c.Base = json.RawMessage(base.raw)
	}
	return c
}

// settle makes a merged node a block and looks whether it may stand. Nodes that
// are no blocks are judged with the block around them.
func (m *merger) settle(out, head, mine *piece) bool {
	out.raw = string(out.json())
	if head.block == nil {
		return true
	}
	b, err := ParseBlock([]byte(out.raw))
	if err != nil {
		return false
	}
	out.block = b
	out.raw = pieceOf(b).raw
	for _, p := range (Doc{Blocks: []Block{b}}).Validate() {
		if !hasProblem(head.block, p.Code) && !hasProblem(mine.block, p.Code) {
			return false
		}
	}
	return true
}

func hasProblem(b Block, code string) bool {
	return slices.ContainsFunc((Doc{Blocks: []Block{b}}).Validate(), func(p Problem) bool { return p.Code == code })
}

// apart merges two nodes of one kind by what they consist of. It gives the parts
// in conflict; ok is false when the nodes can only be taken as wholes.
func (m *merger) apart(base, head, mine *piece) (out *piece, conflicts []string, ok bool) {
	if base == nil || m.strict || base.opaque || head.opaque || mine.opaque || base.typ != head.typ || head.typ != mine.typ {
		return nil, nil, false
	}
	out = &piece{read: true, typ: head.typ, id: head.id, key: head.key, lined: head.lined}
	out.attrs, conflicts = mergeAttrs(base, head, mine)
	content := true
	switch {
	case head.lined:
		out.line, content = mergeLine(base.line, head.line, mine.line)
	case len(base.parts)+len(head.parts)+len(mine.parts) > 0:
		out.parts, content = m.children(base.parts, head.parts, mine.parts)
	}
	if !content {
		out.line, out.parts = head.line, head.parts
		conflicts = append(conflicts, "content")
	}
	return out, conflicts, true
}

func mergeAttrs(base, head, mine *piece) (out []attribute, conflicts []string) {
	names := make([]string, 0, len(head.attrs)+len(mine.attrs))
	for _, side := range [][]attribute{head.attrs, mine.attrs} {
		for _, a := range side {
			if !slices.Contains(names, a.name) {
				names = append(names, a.name)
			}
		}
	}
	for _, a := range base.attrs {
		if !slices.Contains(names, a.name) {
			names = append(names, a.name) // deleted by both: not written below
		}
	}
	for _, name := range names {
		b, _ := base.attr(name)
		h, _ := head.attr(name)
		m, _ := mine.attr(name)
		v := h
		switch {
		case h == m || b == m:
		case b == h:
			v = m
		default:
			conflicts = append(conflicts, partName(name))
		}
		if v != "" {
			out = append(out, attribute{name, v})
		}
	}
	return out, conflicts
}

func partName(name string) string {
	if name[0] == '+' {
		return "members." + name[1:]
	}
	return "attrs." + name
}

// mergeLine merges running text by words under their marks.
func mergeLine(base, head, mine []token) ([]token, bool) {
	small := func(i int) bool { return base[i].space() }
	return merge3(base, head, mine, joined(hunks(base, head), small), joined(hunks(base, mine), small),
		func(_, _, _ []token) ([]token, bool) { return nil, false })
}

// children merges the parts of a node: by their ids where they have them, else
// by what stands between parts that did not change.
func (m *merger) children(base, head, mine []*piece) ([]*piece, bool) {
	before := m.report
	if out, ok := m.keyed(base, head, mine); ok {
		return out, true
	}
	m.report = before
	known := map[string]*piece{}
	raws := func(ps []*piece) []string {
		out := make([]string, len(ps))
		for i, p := range ps {
			out[i] = p.raw
			known[p.raw] = p
		}
		return out
	}
	b, h, n := raws(base), raws(head), raws(mine)
	out, ok := merge3(b, h, n, hunks(b, h), hunks(b, n), func(b, h, n []string) ([]string, bool) {
		if len(b) != len(h) || len(b) != len(n) {
			return nil, false
		}
		out := make([]string, len(b))
		for i := range b {
			one, ok := m.unnamed(known[b[i]], known[h[i]], known[n[i]])
			if !ok {
				return nil, false
			}
			known[one.raw] = one
			out[i] = one.raw
		}
		return out, true
	})
	if !ok {
		return nil, false
	}
	parts := make([]*piece, len(out))
	for i, raw := range out {
		parts[i] = known[raw]
	}
	return parts, true
}

// unnamed merges two parts that have no name by which a conflict could be told:
// then the block around them is in conflict.
func (m *merger) unnamed(base, head, mine *piece) (*piece, bool) {
	switch {
	case head.raw == mine.raw || base.raw == mine.raw:
		return head, true
	case base.raw == head.raw:
		return mine, true
	}
	out, conflicts, ok := m.apart(base.open(), head.open(), mine.open())
	if !ok || len(conflicts) > 0 {
		return nil, false
	}
	out.raw = string(out.json())
	return out, true
}

// mergeExtra merges what a newer version added to the document itself.
func mergeExtra(base, head, mine *Extra) *Extra {
	side := func(x *Extra) *piece {
		p := &piece{}
		if x != nil {
			for _, a := range x.Attrs {
				p.attrs = append(p.attrs, attribute{a.Key, string(a.Value)})
			}
			for _, a := range x.Members {
				p.attrs = append(p.attrs, attribute{"+" + a.Key, string(a.Value)})
			}
		}
		return p
	}
	merged, _ := mergeAttrs(side(base), side(head), side(mine))
	var out Extra
	for _, a := range merged {
		if a.name[0] == '+' {
			out.Members = append(out.Members, Member{a.name[1:], json.RawMessage(a.value)})
		} else {
			out.Attrs = append(out.Attrs, Member{a.name, json.RawMessage(a.value)})
		}
	}
	if out.Attrs == nil && out.Members == nil {
		return nil
	}
	return &out
}
