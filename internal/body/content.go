package body

import (
	"slices"
	"strconv"
	"strings"
)

// The validator's half that looks at what stands in what.

// children checks the names of a node's children against its content expression
// and its number of children. An unknown one may stand anywhere (BODY-4).
func (v *validator) children(n int, name func(int) string) {
	v.filled = true
	if v.node.MaxChildren > 0 && n > v.node.MaxChildren {
		v.add("too_many", v.node.MaxChildren, "content")
	}
	i := 0
	for k, t := range v.node.terms {
		got := 0
		for ; i < n && (t.max == 0 || got < t.max); i++ {
			if s := name(i); s != "unknown" && !t.has(s) {
				break
			}
			got++
		}
		if got < t.min && i == n {
			v.add("required", t.min, "content")
			return
		}
		if got < t.min {
			break // what stands here belongs elsewhere
		}
		if last := k == len(v.node.terms)-1; last && t.max > 0 && i < n && t.has(name(i)) {
			v.add("too_many", t.max, "content")
			return
		}
	}
	if i < n {
		v.add("content", 0, "content", strconv.Itoa(i))
	}
}

// part checks one child, beside the state of the node around it.
func (v *validator) part(i int, name string, n interface{ visit(visitor) }) {
	node, set, filled := v.node, v.set, v.filled
	v.path = append(v.path, "content", strconv.Itoa(i))
	v.node, v.set, v.filled = v.schema.node(name), nil, false
	n.visit(v)
	v.oneOf()
	if !v.filled && v.node.Content != "" {
		v.children(0, nil)
	}
	v.path = v.path[:len(v.path)-2]
	v.node, v.set, v.filled = node, set, filled
}

func (v *validator) oneOf() {
	if len(v.node.OneOf) == 0 {
		return
	}
	if !slices.ContainsFunc(v.node.OneOf, func(name string) bool { return slices.Contains(v.set, name) }) {
		v.add("required", 0, "attrs", v.node.OneOf[0])
	}
}

func (v *validator) oneBlock(i int, b Block) {
	outer := v.block
	v.block = b.BlockID()
	v.outer = append(v.outer, b.Kind())
	v.count++
	at := []string{"content", strconv.Itoa(i)}
	if len(v.outer) > v.schema.Limits.Depth {
		v.add("too_deep", v.schema.Limits.Depth, at...)
	}
	if u, ok := b.(*Unknown); ok && u.Source != nil {
		v.kept(u, at)
	} else {
		v.id(b, at)
		v.nesting(b.Kind(), at)
		v.player(b, at)
		v.part(i, string(b.Kind()), b)
	}
	v.outer = v.outer[:len(v.outer)-1]
	v.block = outer
}

// kept checks a node that is carried along: its shape is its own affair, unless
// we know that it is wrong.
func (v *validator) kept(u *Unknown, at []string) {
	if f := u.Fault; f != nil {
		v.add(f.Code, f.Limit, append(at, pathSteps(f.Path)...)...)
	}
	if limit := attrOf(v.schema.node("unknown").Attrs, "raw").Max; len(u.Source) > limit {
		v.add("too_long", limit, at...)
	}
}

func (v *validator) id(b Block, at []string) {
	id := b.BlockID()
	if !ValidID(id) || v.ids[id] {
		v.add("id", 0, append(at, "attrs", "id")...)
	}
	v.ids[id] = true
}

func (v *validator) nesting(k Kind, at []string) {
	limit := v.schema.node(string(k)).MaxNesting
	n := 0
	for _, o := range v.outer {
		if o == k {
			n++
		}
	}
	if limit > 0 && n > limit {
		v.add("too_deep", limit, at...)
	}
}

// player counts embeds and compares an embed's provider with its address.
func (v *validator) player(b Block, at []string) {
	switch b := b.(type) {
	case *Embed:
		v.embeds++
		if p, ok := FindPlayer(b.URL); ok && p.Provider != b.Provider && b.Provider != "" {
			v.add("unknown", 0, append(at, "attrs", "provider")...)
		}
	case *Video:
		if b.URL != "" {
			v.embeds++
		}
	case *Audio:
		if b.URL != "" {
			v.embeds++
		}
	}
}

func (v *validator) blocks(bs *[]Block) {
	v.children(len(*bs), func(i int) string { return string((*bs)[i].Kind()) })
	for i, b := range *bs {
		v.oneBlock(i, b)
	}
}

func (v *validator) images(ms *[]*Image) {
	v.children(len(*ms), func(int) string { return string(KindImage) })
	for i, m := range *ms {
		v.oneBlock(i, m)
	}
}

func (v *validator) items(ps *[]ListItem) {
	v.children(len(*ps), func(int) string { return "list_item" })
	for i := range *ps {
		v.part(i, "list_item", &(*ps)[i])
	}
}

func (v *validator) rows(ps *[]Row) {
	v.children(len(*ps), func(int) string { return "table_row" })
	for i := range *ps {
		v.part(i, "table_row", &(*ps)[i])
	}
}

func (v *validator) cells(ps *[]Cell) {
	v.children(len(*ps), func(int) string { return "table_cell" })
	for i := range *ps {
		v.part(i, "table_cell", &(*ps)[i])
	}
}

// pathSteps takes a path such as ".attrs.level" apart.
func pathSteps(path string) []string {
	if path == "" {
		return nil
	}
	return strings.Split(path[1:], ".")
}
