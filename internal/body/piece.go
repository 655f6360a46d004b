package body

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// piece is a node as merging and comparing see it: the same for every kind, with
// every value as the bytes that are stored. It is made from a block's canonical
// JSON and taken apart only when somebody asks.
type piece struct {
	// raw is the whole node, block the block that it was made from.
	raw   string
	block Block
	// key is what a child is known by among its brothers; id the block's own.
	key, id string

	read bool
	// opaque nodes are not taken apart: they hold something that this version
	// does not know.
	opaque bool
	typ    string
	attrs  []attribute // without the id; then unknown members, as "+name"
	// A node has parts, or a line of text, or neither.
	parts []*piece
	line  []token
	lined bool
}

type attribute struct{ name, value string }

// token is a word, a space or a sign, under its marks; or an inline node that is
// moved as one, in raw.
type token struct{ text, marks, raw string }

func (t token) space() bool { return t.raw == "" && t.text != "" && isSpace([]rune(t.text)[0]) }

// isSpace lists what separates words, here and in the browser.
func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', 0xA0, 0x202F, 0x3000, 0x2028, 0x2029:
		return true
	}
	return r >= 0x2000 && r <= 0x200A
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// wordsOf cuts a text into words, runs of spaces, and single signs.
func wordsOf(s string) []string {
	out := make([]string, 0, len(s)/4)
	start, class := 0, 0
	for i, r := range s {
		c := 3
		if isSpace(r) {
			c = 1
		} else if isWord(r) {
			c = 2
		}
		if i > 0 && (c != class || c == 3) {
			out = append(out, s[start:i])
			start = i
		}
		class = c
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// pieceOf gives a block as a piece.
func pieceOf(b Block) *piece {
	var e encoder
	e.block(b)
	return &piece{raw: string(e.b), block: b, id: b.BlockID()}
}

// piecesOf gives the document's blocks with their keys.
func piecesOf(d Doc) []*piece {
	out := make([]*piece, len(d.Blocks))
	made := make([]piece, len(d.Blocks))
	e := encoder{b: make([]byte, 0, roomFor(d))}
	starts := make([]int, len(d.Blocks)+1)
	for i, b := range d.Blocks {
		e.block(b)
		starts[i+1] = len(e.b)
	}
	all := string(e.b)
	for i, b := range d.Blocks {
		made[i] = piece{raw: all[starts[i]:starts[i+1]], block: b, id: b.BlockID()}
		out[i] = &made[i]
	}
	nameAll(out)
	return out
}

// roomFor guesses the size of a document's JSON: growing to a megabyte step by
// step costs more than writing it.
func roomFor(d Doc) int {
	n := 0
	for _, b := range d.Blocks {
		n += 120
		p, ok := b.(*Paragraph)
		if !ok {
			n += 400
			continue
		}
		for _, s := range p.Text {
			n += len(s.Text) + 40 + 60*len(s.Marks)
		}
	}
	return n
}

// nameAll gives every piece its key: its id, or, for a node that came without
// one, its own bytes.
func nameAll(ps []*piece) {
	var seen map[string]int
	for _, p := range ps {
		if p.key = p.id; p.key == "" {
			if seen == nil {
				seen = map[string]int{}
			}
			seen[p.raw]++
			p.key = "?" + strconv.Itoa(seen[p.raw]) + p.raw
		}
	}
}

// open takes the node apart.
func (p *piece) open() *piece {
	if p == nil || p.read {
		return p
	}
	p.read = true
	d := decoder{reader: reader{s: p.raw}}
	p.typ = d.typ()
	node := schema().node(p.typ)
	if u, ok := p.block.(*Unknown); node == nil || ok && u.Source != nil {
		p.opaque = true
		return p
	}
	p.lined = strings.HasPrefix(node.Content, "inline") || strings.HasPrefix(node.Content, "text")
	d.open('{')
	for first := true; d.more('}', first); first = false {
		switch key := d.reader.key(); {
		case key == "type":
			d.skip()
		case key == "attrs" && d.peek() == '{':
			d.open('{')
			for first := true; d.more('}', first); first = false {
				name := d.reader.key()
				value := d.skip()
				if name == "id" && node.Group == "block" {
					r := reader{s: value}
					p.id = r.text()
					continue
				}
				p.attrs = append(p.attrs, attribute{name, value})
			}
		case key == "content" && d.peek() == '[' && p.lined:
			p.line = tokensOf(&d)
		case key == "content" && d.peek() == '[':
			d.open('[')
			for first := true; d.more(']', first); first = false {
				part := &piece{raw: d.skip()}
				p.parts = append(p.parts, part)
				// A strange child is a block of its own in a box, a quote or a
				// point; elsewhere the node around it cannot be taken apart.
				n := schema().node(part.open().typ)
				if part.opaque && (n == nil || n.Group != "block") && !slices.Contains([]string{"list_item", "factbox", "quote"}, p.typ) {
					p.opaque = true
				}
			}
		default:
			p.attrs = append(p.attrs, attribute{"+" + key, d.skip()})
		}
	}
	if d.err != nil {
		p.opaque = true
	}
	for _, part := range p.parts {
		if part.typ == "list_item" && len(part.parts) > 0 {
			part.key = part.parts[0].id
		} else {
			part.key = part.id
		}
	}
	return p
}

// tokensOf reads a line of text.
func tokensOf(d *decoder) (out []token) {
	d.open('[')
	for first := true; d.more(']', first); first = false {
		raw := d.skip()
		in := decoder{reader: reader{s: raw}}
		var text, marks string
		plain := in.typ() == "text"
		in.open('{')
		for first := true; in.more('}', first); first = false {
			switch key := in.reader.key(); {
			case key == "type":
				in.skip()
			case key == "text" && in.peek() == '"':
				text = in.reader.text()
			case key == "marks":
				marks = in.skip()
			default:
				in.skip()
				plain = false
			}
		}
		if !plain || in.err != nil {
			out = append(out, token{raw: raw})
			continue
		}
		words := wordsOf(text)
		out = slices.Grow(out, len(words))
		for _, w := range words {
			out = append(out, token{text: w, marks: marks})
		}
	}
	return out
}

func (p *piece) attr(name string) (string, bool) {
	for _, a := range p.attrs {
		if a.name == name {
			return a.value, true
		}
	}
	return "", false
}

// write gives the node's JSON from its parts.
func (p *piece) write(e *encoder) {
	if !p.read || p.opaque {
		e.b = append(e.b, p.raw...)
		return
	}
	e.b = append(e.b, `{"type":`...)
	e.quote(p.typ)
	e.start()
	if p.id != "" {
		e.name("id")
		e.quote(p.id)
	}
	for _, a := range p.attrs {
		if !strings.HasPrefix(a.name, "+") {
			e.name(a.name)
			e.b = append(e.b, a.value...)
		}
	}
	e.end()
	switch {
	case len(p.line) > 0:
		e.b = append(e.b, `,"content":[`...)
		writeTokens(e, p.line)
		e.b = append(e.b, ']')
	case len(p.parts) > 0:
		e.b = append(e.b, `,"content":[`...)
		for i, part := range p.parts {
			if i > 0 {
				e.b = append(e.b, ',')
			}
			part.write(e)
		}
		e.b = append(e.b, ']')
	}
	for _, a := range p.attrs {
		if name, ok := strings.CutPrefix(a.name, "+"); ok {
			e.b = append(e.b, ',')
			e.quote(name)
			e.b = append(e.b, ':')
			e.b = append(e.b, a.value...)
		}
	}
	e.b = append(e.b, '}')
}

func writeTokens(e *encoder, line []token) {
	for i := 0; i < len(line); {
		if i > 0 {
			e.b = append(e.b, ',')
		}
		t := line[i]
		if t.raw != "" {
			e.b = append(e.b, t.raw...)
			i++
			continue
		}
		var text strings.Builder
		for ; i < len(line) && line[i].raw == "" && line[i].marks == t.marks; i++ {
			text.WriteString(line[i].text)
		}
		e.b = append(e.b, `{"type":"text"`...)
		if t.marks != "" {
			e.b = append(e.b, `,"marks":`...)
			e.b = append(e.b, t.marks...)
		}
		e.b = append(e.b, `,"text":`...)
		e.quote(text.String())
		e.b = append(e.b, '}')
	}
}

// json is the node as it is stored.
func (p *piece) json() []byte {
	if p == nil {
		return nil
	}
	var e encoder
	p.write(&e)
	return e.b
}

// toBlock gives the block that the piece stands for.
func (p *piece) toBlock() Block {
	if p.block != nil {
		return p.block
	}
	b, err := ParseBlock(p.json())
	if err != nil {
		return nil
	}
	return b
}
