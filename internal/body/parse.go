package body

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// storedFactor is how much larger than the canonical form a stored document may
// be: encoding/json writes "<" inside a larger value as six bytes.
const storedFactor = 6

// Parse reads a document: at most 1 MB of JSON in UTF-8, blocks at most six
// deep. What it does not understand is kept as [Unknown] and [Extra]; what is
// wrong in a known place becomes an Unknown with a Fault, which
// [Doc.Validate] reports. Errors are a [Problem].
func Parse(data []byte) (Doc, error) { return parse(data, schema().Limits.Bytes) }

// UnmarshalJSON reads a document as [Parse] does. It takes more bytes, so that
// a document is never refused for the way in which the value around it was
// written (BODY-5). Null changes nothing, as encoding/json would have it.
func (d *Doc) UnmarshalJSON(data []byte) (err error) {
	if string(data) == "null" {
		return nil
	}
	*d, err = parse(data, storedFactor*schema().Limits.Bytes)
	return err
}

func parse(data []byte, limit int) (Doc, error) {
	if len(data) > limit {
		return Doc{}, fmt.Errorf("read body: %w", Problem{Code: "too_large", Limit: limit})
	}
	if !utf8.Valid(data) {
		return Doc{}, fmt.Errorf("read body: %w", Problem{Code: "utf8"})
	}
	data, err := migrate(data, migrations)
	if err != nil {
		return Doc{}, fmt.Errorf("migrate body: %w", err)
	}
	d := decoder{reader: reader{s: string(data)}, depth: schema().Limits.Depth}
	doc := d.doc()
	if d.err != nil {
		return Doc{}, fmt.Errorf("read body: %w", d.err)
	}
	return doc, nil
}

// decoder reads nodes. It is the visitor that fills fields: while the members
// of "attrs" are read, key is the name of the one in hand and the method of that
// name takes its value; while "content" is read, key is empty.
type decoder struct {
	reader
	key     string
	content bool
	// hit tells that a field took the value in hand.
	hit bool
	// fault is the first thing wrong in the node being read; opaque says that a
	// part of it has a kind that we do not know. Either way the whole block is
	// kept untouched.
	fault  *Problem
	opaque bool
	depth  int
	level  int
}

func (d *decoder) wrong(code string) {
	if d.fault == nil {
		p := Problem{Code: code}
		if d.content {
			p.Path = ".content"
		} else if d.key != "" {
			p.Path = ".attrs." + d.key
		}
		d.fault = &p
	}
}

func (d *decoder) doc() Doc {
	var doc Doc
	if d.typ() != "doc" {
		d.fail(Problem{Path: ".type", Code: "content"})
	}
	d.open('{')
	for first := true; d.more('}', first); first = false {
		switch key := d.name(); key {
		case "type":
			d.skip()
		case "version":
			v, err := strconv.Atoi(d.skip())
			if err != nil || v < 0 {
				d.fail(Problem{Path: ".version", Code: "range"})
			}
			doc.Version = v
		case "content":
			if d.peek() != '[' {
				d.fail(Problem{Path: ".content", Code: "content"})
				break
			}
			d.content = true
			d.blocks(&doc.Blocks)
		case "attrs":
			d.extraAttrs(&doc.Extra)
		default:
			d.extraMember(&doc.Extra, key)
		}
	}
	if doc.Version == 0 {
		doc.Version = SchemaVersion
	}
	if d.fault != nil {
		d.fail(*d.fault)
	}
	if d.peek(); d.i < len(d.s) {
		d.syntax()
	}
	return doc
}

// name reads a name; a lone surrogate in one cannot be kept, so the node around
// it is not taken apart.
func (d *decoder) name() string {
	k := d.reader.key()
	d.checkLossy()
	return k
}

func (d *decoder) checkLossy() {
	if d.lossy {
		d.lossy = false
		d.wrong("utf8")
	}
}

// typ looks ahead for the "type" of the node at hand and leaves the position
// where it was. We write it first, so that this is a short look.
func (d *decoder) typ() string {
	if d.peek() != '{' {
		return ""
	}
	start, nest, typ := d.i, d.nest, ""
	d.open('{')
	for first := true; d.more('}', first); first = false {
		if key := d.reader.key(); key != "type" {
			d.skip()
			continue
		}
		if d.peek() == '"' {
			typ = d.text()
		}
		break
	}
	if d.err == nil {
		d.i, d.nest = start, nest
	}
	d.lossy = false
	return typ
}

// block reads one block, or keeps it as Unknown.
func (d *decoder) block() Block {
	if d.level++; d.level > d.depth {
		d.fail(Problem{Block: d.idAhead(), Code: "too_deep", Limit: d.depth})
	}
	d.peek()
	start, nest := d.i, d.nest
	outer, outerOpaque := d.fault, d.opaque
	d.fault, d.opaque = nil, false
	typ := d.typ()
	b := makeBlock(typ)
	switch {
	case b != nil:
		d.nodeOf(b, &b.node().Extra, &b.node().ID)
	case typ == "" || schema().node(typ) != nil: // no node, or one that is no block
		d.fault = &Problem{Code: "content"}
	}
	fault, opaque := d.fault, d.opaque || b == nil
	d.fault, d.opaque = outer, outerOpaque
	d.level--
	if fault == nil && !opaque || d.err != nil {
		return b
	}
	d.i, d.nest = start, nest
	u := &Unknown{Fault: fault}
	u.ID = d.idAhead()
	u.Source = json.RawMessage(d.skip())
	return u
}

// idAhead looks for the id of the node at hand, for naming it.
func (d *decoder) idAhead() (id string) {
	c := decoder{reader: reader{s: d.s, i: d.i}}
	if c.peek() != '{' {
		return ""
	}
	c.open('{')
	for first := true; c.more('}', first); first = false {
		if c.reader.key() != "attrs" || c.peek() != '{' {
			c.skip()
			continue
		}
		c.open('{')
		for first := true; c.more('}', first); first = false {
			if c.reader.key() == "id" && c.peek() == '"' {
				id = c.text()
			} else {
				c.skip()
			}
		}
	}
	if !ValidID(id) {
		return ""
	}
	return id
}

// nodeOf reads the members of a known node. id is nil for parts of a block.
func (d *decoder) nodeOf(n interface{ visit(visitor) }, extra **Extra, id *string) {
	content, key, hit := d.content, d.key, d.hit
	d.open('{')
	for first := true; d.more('}', first); first = false {
		switch key := d.name(); key {
		case "type":
			d.skip()
		case "attrs":
			d.content = false
			d.attrs(n, extra, id)
		case "content":
			d.content, d.key, d.hit = true, "", false
			if d.peek() == '[' {
				n.visit(d)
			}
			if !d.hit && d.err == nil {
				d.emptyContent()
			}
		default:
			d.extraMember(extra, key)
		}
	}
	d.content, d.key, d.hit = content, key, hit
}

// emptyContent passes over the content of a node that should have none.
func (d *decoder) emptyContent() {
	if raw := d.skip(); raw != "null" && raw != "[]" {
		d.wrong("content")
	}
}

func (d *decoder) attrs(n interface{ visit(visitor) }, extra **Extra, id *string) {
	if d.peek() != '{' {
		d.emptyAttrs()
		return
	}
	d.open('{')
	for first := true; d.more('}', first); first = false {
		key := d.name()
		d.key, d.hit = key, false
		if id != nil {
			d.str("id", id)
		}
		if !d.hit {
			n.visit(d)
		}
		if !d.hit {
			d.keep(extra, true, key)
		}
	}
	d.key = ""
}

func (d *decoder) emptyAttrs() {
	if d.skip() != "null" {
		d.key = ""
		d.wrong("content")
	}
}

func (d *decoder) extraAttrs(extra **Extra) {
	if d.peek() != '{' {
		d.emptyAttrs()
		return
	}
	d.open('{')
	for first := true; d.more('}', first); first = false {
		d.keep(extra, true, d.name())
	}
}

func (d *decoder) extraMember(extra **Extra, key string) { d.keep(extra, false, key) }

func (d *decoder) keep(extra **Extra, attr bool, key string) {
	m := Member{key, json.RawMessage(d.skip())}
	if *extra == nil {
		*extra = new(Extra)
	}
	if attr {
		(*extra).Attrs = append((*extra).Attrs, m)
	} else {
		(*extra).Members = append((*extra).Members, m)
	}
}
