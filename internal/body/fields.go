package body

import "strconv"

// The decoder as a visitor: attributes, then content.

// The visitor's attributes. Null means absent: ProseMirror writes it for every
// attribute at its default.

func (d *decoder) mine(name string) bool {
	if d.content || d.hit || d.key != name {
		return false
	}
	d.hit = true
	if d.peek() == 'n' {
		d.skip()
		return false
	}
	return true
}

func (d *decoder) str(name string, v *string) {
	if !d.mine(name) {
		return
	}
	if d.peek() != '"' {
		d.skip()
		d.wrong("content")
		return
	}
	*v = d.text()
	d.checkLossy()
}

func (d *decoder) integer(bits int) int64 {
	n, err := strconv.ParseInt(d.skip(), 10, bits)
	if err != nil {
		d.wrong("content")
	}
	return n
}

func (d *decoder) num(name string, v *int) {
	if d.mine(name) {
		*v = int(d.integer(32))
	}
}

func (d *decoder) ref(name string, v *int64) {
	if d.mine(name) {
		*v = d.integer(64)
	}
}

func (d *decoder) flag(name string, v *bool) {
	if !d.mine(name) {
		return
	}
	switch d.skip() {
	case "true":
		*v = true
	case "false":
		*v = false
	default:
		d.wrong("content")
	}
}

func (d *decoder) refs(name string, v *[]int64) {
	if !d.mine(name) {
		return
	}
	if d.peek() != '[' {
		d.skip()
		d.wrong("content")
		return
	}
	d.open('[')
	*v = nil
	for first := true; d.more(']', first); first = false {
		*v = append(*v, d.integer(64))
	}
}

func (d *decoder) rich(name string, v *Inline) {
	if !d.mine(name) {
		return
	}
	if d.peek() != '[' {
		d.skip()
		d.wrong("content")
		return
	}
	*v = d.spans()
}

// The visitor's content.

// enter tells whether the content in hand is the caller's.
func (d *decoder) enter() bool {
	if !d.content || d.hit {
		return false
	}
	d.hit = true
	return true
}

func (d *decoder) inline(v *Inline) {
	if d.enter() {
		*v = d.spans()
	}
}

func (d *decoder) literal(v *string) {
	if !d.enter() {
		return
	}
	in := d.spans()
	for _, s := range in {
		if s.Break || s.Raw != nil || s.Marks != nil || s.Extra != nil {
			d.wrong("content")
		}
	}
	*v = in.Text()
}

func (d *decoder) blocks(v *[]Block) {
	if !d.enter() {
		return
	}
	d.open('[')
	*v = nil
	for first := true; d.more(']', first); first = false {
		*v = append(*v, d.block())
	}
}

func (d *decoder) images(v *[]*Image) {
	if !d.enter() {
		return
	}
	d.open('[')
	*v = nil
	for first := true; d.more(']', first); first = false {
		switch b := d.block().(type) {
		case *Image:
			*v = append(*v, b)
		case *Unknown:
			if d.opaque = true; b.Fault != nil {
				d.wrong(b.Fault.Code)
			}
		default:
			d.wrong("content")
		}
	}
}

func (d *decoder) items(v *[]ListItem) {
	decodeParts(d, v, "list_item", func(p *ListItem) **Extra { return &p.Extra })
}

func (d *decoder) rows(v *[]Row) {
	decodeParts(d, v, "table_row", func(p *Row) **Extra { return &p.Extra })
}

func (d *decoder) cells(v *[]Cell) {
	decodeParts(d, v, "table_cell", func(p *Cell) **Extra { return &p.Extra })
}

// decodeParts reads the parts that only one kind of block has.
func decodeParts[T any, P interface {
	*T
	visit(visitor)
}](d *decoder, v *[]T, name string, extra func(*T) **Extra) {
	if !d.enter() {
		return
	}
	d.open('[')
	*v = nil
	for first := true; d.more(']', first); first = false {
		if typ := d.typ(); typ != name {
			d.strangePart(typ)
			continue
		}
		var p T
		d.nodeOf(P(&p), extra(&p), nil)
		*v = append(*v, p)
	}
}

// strangePart passes over a part that does not belong: a misplaced one of ours
// is a fault, another may be a newer version's.
func (d *decoder) strangePart(typ string) {
	d.skip()
	if typ == "" || schema().node(typ) != nil {
		d.wrong("content")
	} else {
		d.opaque = true
	}
}
