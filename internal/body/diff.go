package body

import (
	"encoding/json"
	"slices"
	"strings"
)

// Change says what happened to a block, an attribute or a run of words.
type Change string

const (
	Same    Change = "same"
	Added   Change = "added"
	Removed Change = "removed"
	Changed Change = "changed"
	// Moved: what it says is the same, where it stands is not.
	Moved Change = "moved"
	// Marked: the words are the same, their marks are not.
	Marked Change = "marked"
)

// BlockDiff compares one block, or one part of a block, with what it was.
type BlockDiff struct {
	// ID is empty for parts that have none: a row, a cell, a point of a list.
	ID     string     `json:"id,omitempty"`
	Kind   string     `json:"kind"`
	Change Change     `json:"change"`
	Attrs  []AttrDiff `json:"attrs,omitempty"`
	// Words are the text in order, with what was removed and what was added.
	Words []WordDiff `json:"words,omitempty"`
	// Parts are the nodes inside.
	Parts []BlockDiff `json:"parts,omitempty"`
}

// AttrDiff is one attribute that changed. A line of running text is compared by
// words, anything else as a whole.
type AttrDiff struct {
	Name   string          `json:"name"`
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
	Words  []WordDiff      `json:"words,omitempty"`
}

// WordDiff is a run of words of one fate.
type WordDiff struct {
	Change Change `json:"change"`
	Text   string `json:"text"`
}

// Diff compares two states of a document, block by block and word by word, in
// the order of b; what was removed stands where it stood.
func Diff(a, b Doc) []BlockDiff { return diffParts(piecesOf(a), piecesOf(b)) }

// DiffText compares two texts by words.
func DiffText(a, b string) []WordDiff {
	line := func(s string) []token {
		words := wordsOf(s)
		out := make([]token, len(words))
		for i, w := range words {
			out[i].text = w
		}
		return out
	}
	return diffWords(line(a), line(b))
}

func diffParts(a, b []*piece) []BlockDiff {
	was, ok1 := byKey(a)
	is, ok2 := byKey(b)
	if !ok1 || !ok2 {
		return diffRows(a, b)
	}
	before := make(map[string]int, len(a))
	for i, p := range a {
		before[p.key] = i
	}
	keys := make([]string, len(b))
	for i, p := range b {
		keys[i] = p.key
	}
	elsewhere := moved(before, keys)
	var out []BlockDiff
	gone := 0 // of a
	flush := func(upTo int) {
		for ; gone < upTo; gone++ {
			if is[a[gone].key] == nil {
				out = append(out, a[gone].all(Removed))
			}
		}
	}
	for _, p := range b {
		old := was[p.key]
		if old == nil {
			out = append(out, p.all(Added))
			continue
		}
		if !elsewhere[p.key] {
			flush(before[p.key])
		}
		d := diffNode(old, p)
		if d.Change == Same && elsewhere[p.key] {
			d.Change = Moved
		}
		out = append(out, d)
	}
	flush(len(a))
	return out
}

// diffRows compares parts without ids by what did not change between them.
func diffRows(a, b []*piece) (out []BlockDiff) {
	raws := func(ps []*piece) []string {
		out := make([]string, len(ps))
		for i, p := range ps {
			out[i] = p.raw
		}
		return out
	}
	at := 0
	same := func(upTo int) {
		for ; at < upTo; at++ {
			out = append(out, a[at].all(Same))
		}
	}
	for _, h := range hunks(raws(a), raws(b)) {
		same(h.A0)
		if h.A1-h.A0 == h.B1-h.B0 {
			for i := range h.A1 - h.A0 {
				out = append(out, diffNode(a[h.A0+i], b[h.B0+i]))
			}
		} else {
			for _, p := range a[h.A0:h.A1] {
				out = append(out, p.all(Removed))
			}
			for _, p := range b[h.B0:h.B1] {
				out = append(out, p.all(Added))
			}
		}
		at = h.A1
	}
	same(len(a))
	return out
}

func diffNode(a, b *piece) BlockDiff {
	if a.raw == b.raw {
		return b.all(Same)
	}
	a, b = a.open(), b.open()
	d := BlockDiff{ID: b.id, Kind: b.typ, Change: Changed}
	if a.opaque || b.opaque {
		return d
	}
	if a.typ != b.typ {
		d.Attrs = []AttrDiff{{Name: "type", Before: quoted(a.typ), After: quoted(b.typ)}}
	}
	names := make([]string, 0, len(a.attrs)+len(b.attrs))
	for _, x := range slices.Concat(a.attrs, b.attrs) {
		if !slices.Contains(names, x.name) {
			names = append(names, x.name)
		}
	}
	for _, name := range names {
		was, _ := a.attr(name)
		is, _ := b.attr(name)
		if was == is {
			continue
		}
		x := AttrDiff{Name: strings.TrimPrefix(name, "+"), Before: json.RawMessage(was), After: json.RawMessage(is)}
		if n := schema().node(b.typ); n != nil {
			if s := attrOf(n.Attrs, name); s != nil {
				x.Words = attrWords(s.Type, was, is)
			}
		}
		d.Attrs = append(d.Attrs, x)
	}
	switch {
	case a.lined || b.lined:
		d.Words = diffWords(a.line, b.line)
		if len(b.parts)+len(a.parts) > 0 { // a line that became a box, or back
			d.Parts = diffParts(a.parts, b.parts)
		}
	case len(a.parts)+len(b.parts) > 0:
		d.Parts = diffParts(a.parts, b.parts)
	}
	return d
}

// attrWords compares attributes that hold text for readers.
func attrWords(typ, was, is string) []WordDiff {
	line := func(s string) []token {
		d := decoder{reader: reader{s: s}}
		switch d.peek() {
		case '[':
			return tokensOf(&d)
		case '"':
			var out []token
			for _, w := range wordsOf(d.reader.text()) {
				out = append(out, token{text: w})
			}
			return out
		}
		return nil
	}
	switch typ {
	case "inline", "text", "string":
		return diffWords(line(was), line(is))
	}
	return nil
}

func quoted(s string) json.RawMessage {
	var e encoder
	e.quote(s)
	return e.b
}

// all is a node as a whole: added, removed or unchanged.
func (p *piece) all(c Change) BlockDiff {
	p.open()
	d := BlockDiff{ID: p.id, Kind: p.typ, Change: c}
	if text := lineText(p.line); text != "" {
		d.Words = []WordDiff{{c, text}}
	}
	for _, part := range p.parts {
		d.Parts = append(d.Parts, part.all(c))
	}
	return d
}

func (t token) shown() string {
	if strings.HasPrefix(t.raw, `{"type":"hard_break"`) {
		return "\n"
	}
	return t.text
}

func lineText(line []token) string {
	var b strings.Builder
	for _, t := range line {
		b.WriteString(t.shown())
	}
	return b.String()
}

// diffWords compares two lines: first their words, then the marks of the words
// that stayed.
func diffWords(a, b []token) []WordDiff {
	var out []WordDiff
	add := func(c Change, s string) {
		if n := len(out); s == "" {
			return
		} else if n > 0 && out[n-1].Change == c {
			out[n-1].Text += s
		} else {
			out = append(out, WordDiff{c, s})
		}
	}
	bare := func(line []token) []token {
		out := make([]token, len(line))
		for i, t := range line {
			if t.marks = ""; t.shown() == "\n" {
				t = token{text: "\n"}
			}
			out[i] = t
		}
		return out
	}
	from, to := bare(a), bare(b)
	i, j := 0, 0
	for _, h := range append(joined(hunks(from, to), func(i int) bool { return from[i].space() }), hunk{len(a), len(a), len(b), len(b)}) {
		for ; i < h.A0; i, j = i+1, j+1 {
			if a[i] == b[j] {
				add(Same, b[j].shown())
			} else {
				add(Marked, b[j].shown())
			}
		}
		for ; i < h.A1; i++ {
			add(Removed, a[i].shown())
		}
		for ; j < h.B1; j++ {
			add(Added, b[j].shown())
		}
	}
	return out
}
