package body

import "strconv"

// List is a list of points.
type List struct {
	Node
	Ordered bool
	// Start is the first number of an ordered list, 1–9999; zero means 1.
	Start int
	Items []ListItem
}

// ListItem is one point: a paragraph, then paragraphs and lists.
type ListItem struct {
	Blocks []Block
	Extra  *Extra
}

// Point makes a list item of one paragraph.
func Point(text Inline) ListItem { return ListItem{Blocks: []Block{&Paragraph{Text: text}}} }

// Kind is "list".
func (*List) Kind() Kind { return KindList }

func (l *List) visit(v visitor) {
	v.flag("ordered", &l.Ordered)
	v.num("start", &l.Start)
	v.items(&l.Items)
}

func (i *ListItem) visit(v visitor) { v.blocks(&i.Blocks) }

func (l *List) plain(w *textWriter) {
	indent, tight := w.indent, w.tight
	for i, item := range l.Items {
		if w.prefix = indent + "- "; l.Ordered {
			w.prefix = indent + strconv.Itoa(max(l.Start, 1)+i) + ". "
		}
		w.indent = indent + "  "
		for _, b := range item.Blocks {
			b.plain(w)
			w.tight, w.prefix = true, w.indent
		}
	}
	w.indent, w.tight, w.prefix = indent, tight, ""
}

// ListView is what a theme gets of a list.
type ListView struct {
	ID      string
	Ordered bool
	// Start is the first number, at least 1.
	Start int
	Items []HTML
}

func (l *List) html(r *renderer) {
	v := ListView{ID: l.ID, Ordered: l.Ordered, Start: max(l.Start, 1)}
	for _, item := range l.Items {
		v.Items = append(v.Items, item.html(r))
	}
	if len(v.Items) == 0 || override(r, KindList, &v) {
		return
	}
	tag := "ul"
	if v.Ordered {
		tag = "ol"
	}
	r.raw("<" + tag)
	if v.Ordered && v.Start > 1 {
		r.intAttr("start", v.Start)
	}
	r.raw(">\n")
	for _, h := range v.Items {
		r.raw("<li>")
		r.html(h)
		r.raw("</li>\n")
	}
	r.raw("</" + tag + ">\n")
}

// html writes a point. A single paragraph needs no element of its own.
func (i ListItem) html(r *renderer) HTML {
	blocks := i.Blocks
	var line HTML
	if len(blocks) > 0 && (len(blocks) == 1 || blocks[1].Kind() == KindList) {
		if p, ok := blocks[0].(*Paragraph); ok && p.Lang == "" {
			line = r.capture(func() { r.inline(p.Text) })
			blocks = blocks[1:]
		}
	}
	return line + r.inner(blocks)
}
