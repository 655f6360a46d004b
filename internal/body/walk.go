package body

import (
	"encoding/json"
	"slices"
	"strconv"
)

// walk shows every block of the document, outer ones first, with its path.
func (d Doc) walk(fn func(path string, b Block)) { (&walker{fn: fn}).blocks(&d.Blocks) }

// Walk shows every block of the document, outer ones first; a gallery's
// pictures come after it, one by one.
func (d Doc) Walk(fn func(Block)) { d.walk(func(_ string, b Block) { fn(b) }) }

// walker is the visitor that finds blocks in blocks.
type walker struct {
	fn   func(path string, b Block)
	path string
}

// into walks the content of part i of a node's content.
func (w *walker) into(i int, n interface{ visit(visitor) }) {
	outer := w.path
	w.path += ".content." + strconv.Itoa(i)
	if b, ok := n.(Block); ok {
		w.fn(w.path, b)
	}
	n.visit(w)
	w.path = outer
}

func (w *walker) blocks(v *[]Block) {
	for i, b := range *v {
		w.into(i, b)
	}
}

func (w *walker) images(v *[]*Image) {
	for i, m := range *v {
		w.into(i, m)
	}
}

func (w *walker) items(v *[]ListItem) {
	for i := range *v {
		w.into(i, &(*v)[i])
	}
}

func (w *walker) rows(v *[]Row)         {}
func (w *walker) cells(v *[]Cell)       {}
func (w *walker) str(string, *string)   {}
func (w *walker) num(string, *int)      {}
func (w *walker) flag(string, *bool)    {}
func (w *walker) ref(string, *int64)    {}
func (w *walker) refs(string, *[]int64) {}
func (w *walker) rich(string, *Inline)  {}
func (w *walker) inline(*Inline)        {}
func (w *walker) literal(*string)       {}

// Refs lists what the document cites: read-also targets and links to articles,
// and the assets of pictures, films, sounds and documents.
func (d Doc) Refs() Refs {
	var f refFinder
	f.blocks(&d.Blocks)
	return f.Refs
}

// refFinder is the visitor that collects numbers. An attribute of type ref is an
// asset, one of type refs holds articles.
type refFinder struct {
	walker
	Refs
}

func add(list *[]int64, id int64) {
	if validRef(id) && !slices.Contains(*list, id) {
		*list = append(*list, id)
	}
}

func (f *refFinder) ref(_ string, v *int64) { add(&f.Assets, *v) }

func (f *refFinder) refs(_ string, v *[]int64) {
	for _, id := range *v {
		add(&f.Articles, id)
	}
}

func (f *refFinder) rich(_ string, v *Inline) { f.inline(v) }

func (f *refFinder) inline(v *Inline) {
	for _, s := range *v {
		for _, m := range s.Marks {
			if id, ok := articleRef(m.Href); ok && m.Type == MarkLink {
				add(&f.Articles, id)
			}
		}
	}
}

func (f *refFinder) blocks(v *[]Block) {
	for _, b := range *v {
		b.visit(f)
	}
}

func (f *refFinder) images(v *[]*Image) {
	for _, m := range *v {
		m.visit(f)
	}
}

func (f *refFinder) items(v *[]ListItem) {
	for i := range *v {
		(*v)[i].visit(f)
	}
}

func (f *refFinder) rows(v *[]Row) {
	for i := range *v {
		(*v)[i].visit(f)
	}
}

func (f *refFinder) cells(v *[]Cell) {
	for i := range *v {
		(*v)[i].visit(f)
	}
}

// Privileged lists the ids of blocks that need a permission of their own
// (raw_html), so that a command can ask for it when one is new or changed.
func (d Doc) Privileged() []string {
	var ids []string
	d.walk(func(_ string, b Block) {
		if schema().node(string(b.Kind())).Privileged {
			ids = append(ids, b.BlockID())
		}
	})
	return ids
}

// Pages splits the document at its page breaks; there is always at least one
// page, and no empty one besides (MP-1).
func (d Doc) Pages() []Doc {
	pages := []Doc{{Version: d.Version, Extra: d.Extra}}
	for _, b := range d.Blocks {
		last := &pages[len(pages)-1]
		switch {
		case b.Kind() != KindPageBreak:
			last.Blocks = append(last.Blocks, b)
		case len(last.Blocks) > 0:
			pages = append(pages, Doc{Version: d.Version, Extra: d.Extra})
		}
	}
	if n := len(pages); n > 1 && len(pages[n-1].Blocks) == 0 {
		pages = pages[:n-1]
	}
	return pages
}

// ExtraOf gives the values that a block holds and that this version does not
// understand.
func ExtraOf(b Block) (values []json.RawMessage) {
	if x := b.node().Extra; x != nil {
		for _, m := range slices.Concat(x.Attrs, x.Members) {
			values = append(values, m.Value)
		}
	}
	return values
}
