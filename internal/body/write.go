package body

import (
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// MarshalJSON writes the canonical form: members and attributes in the order of
// the schema, then unknown ones as they came; empty values left out; no spaces;
// only what JSON demands is escaped. [Parse] of it gives the same document, and
// writing that gives the same bytes. A text that is not UTF-8 is an error.
//
// Note that encoding/json squeezes what this method gives: json.Marshal of a
// value with a Doc in it writes "<" as six bytes unless its encoder was told
// SetEscapeHTML(false). Known texts come back the same either way; unknown
// nodes keep their bytes only with an encoder told so.
func (d Doc) MarshalJSON() ([]byte, error) {
	e := encoder{b: make([]byte, 0, 1024)}
	e.b = append(e.b, `{"type":"doc","version":`...)
	e.b = strconv.AppendInt(e.b, int64(max(d.Version, SchemaVersion)), 10)
	if e.start(); d.Extra != nil {
		e.extraAttrs(d.Extra)
	}
	e.end()
	e.content = true
	e.blocks(&d.Blocks)
	e.members(d.Extra)
	e.b = append(e.b, '}')
	if e.err != nil {
		return nil, fmt.Errorf("write body: %w", e.err)
	}
	return e.b, nil
}

// encoder is the visitor that writes: first all attributes, then the content.
type encoder struct {
	b       []byte
	err     error
	content bool
	// some tells that the "attrs" in hand have a member already.
	some bool
}

func (e *encoder) fail(code string) {
	if e.err == nil {
		e.err = Problem{Code: code}
	}
}

func (e *encoder) start() { e.some = false }

func (e *encoder) end() {
	if e.some {
		e.b = append(e.b, '}')
	}
}

func (e *encoder) name(name string) {
	if e.some {
		e.b = append(e.b, ',')
	} else {
		e.b = append(e.b, `,"attrs":{`...)
		e.some = true
	}
	e.quote(name)
	e.b = append(e.b, ':')
}

func (e *encoder) extraAttrs(x *Extra) {
	for _, m := range x.Attrs {
		e.name(m.Key)
		e.raw(m.Value)
	}
}

func (e *encoder) members(x *Extra) {
	if x == nil {
		return
	}
	for _, m := range x.Members {
		e.b = append(e.b, ',')
		e.quote(m.Key)
		e.b = append(e.b, ':')
		e.raw(m.Value)
	}
}

// raw writes a value that was kept, after a look that it is one.
func (e *encoder) raw(v json.RawMessage) {
	r := reader{s: string(v)}
	r.skip()
	if r.peek(); r.err != nil || r.i < len(r.s) {
		e.fail("content")
	} else if !utf8.Valid(v) {
		e.fail("utf8")
	}
	e.b = append(e.b, v...)
}

func (e *encoder) block(b Block) {
	if u, ok := b.(*Unknown); ok && u.Source != nil {
		e.raw(u.Source)
		return
	}
	n := b.node()
	e.nodeOf(string(b.Kind()), b, n.Extra, n.ID)
}

func (e *encoder) nodeOf(typ string, n interface{ visit(visitor) }, x *Extra, id string) {
	e.b = append(e.b, `{"type":`...)
	e.quote(typ)
	e.start()
	e.content = false
	e.str("id", &id)
	n.visit(e)
	if x != nil {
		e.extraAttrs(x)
	}
	e.end()
	e.content = true
	n.visit(e)
	e.members(x)
	e.b = append(e.b, '}')
}

func (e *encoder) str(name string, v *string) {
	if !e.content && *v != "" {
		e.name(name)
		e.quote(*v)
	}
}

func (e *encoder) num(name string, v *int) {
	n := int64(*v)
	e.ref(name, &n)
}

func (e *encoder) ref(name string, v *int64) {
	if !e.content && *v != 0 {
		e.name(name)
		e.b = strconv.AppendInt(e.b, *v, 10)
	}
}

func (e *encoder) flag(name string, v *bool) {
	if !e.content && *v {
		e.name(name)
		e.b = append(e.b, "true"...)
	}
}

func (e *encoder) refs(name string, v *[]int64) {
	if e.content || len(*v) == 0 {
		return
	}
	e.name(name)
	for i, n := range *v {
		e.b = append(e.b, "[,"[min(i, 1)])
		e.b = strconv.AppendInt(e.b, n, 10)
	}
	e.b = append(e.b, ']')
}

func (e *encoder) rich(name string, v *Inline) {
	if in := v.canonical(); !e.content && len(in) > 0 {
		e.name(name)
		e.spans(in)
	}
}

func (e *encoder) inline(v *Inline) {
	if in := v.canonical(); e.content && len(in) > 0 {
		e.b = append(e.b, `,"content":`...)
		e.spans(in)
	}
}

func (e *encoder) literal(v *string) {
	in := Text(*v)
	e.inline(&in)
}

func (e *encoder) blocks(v *[]Block) {
	encodeParts(e, len(*v), func(i int) { e.block((*v)[i]) })
}

func (e *encoder) images(v *[]*Image) {
	encodeParts(e, len(*v), func(i int) { e.block((*v)[i]) })
}

func (e *encoder) items(v *[]ListItem) {
	encodeParts(e, len(*v), func(i int) { p := &(*v)[i]; e.nodeOf("list_item", p, p.Extra, "") })
}

func (e *encoder) rows(v *[]Row) {
	encodeParts(e, len(*v), func(i int) { p := &(*v)[i]; e.nodeOf("table_row", p, p.Extra, "") })
}

func (e *encoder) cells(v *[]Cell) {
	encodeParts(e, len(*v), func(i int) { p := &(*v)[i]; e.nodeOf("table_cell", p, p.Extra, "") })
}

func encodeParts(e *encoder, n int, part func(int)) {
	if !e.content || n == 0 {
		return
	}
	e.b = append(e.b, `,"content":[`...)
	for i := range n {
		if i > 0 {
			e.b = append(e.b, ',')
		}
		part(i)
		e.content = true
	}
	e.b = append(e.b, ']')
}

func (e *encoder) spans(in Inline) {
	// Marks are written as nodes are, beside the state of the node around them.
	some, content := e.some, e.content
	e.b = append(e.b, '[')
	for i := range in {
		if i > 0 {
			e.b = append(e.b, ',')
		}
		e.span(&in[i])
	}
	e.b = append(e.b, ']')
	e.some, e.content = some, content
}

func (e *encoder) span(s *Span) {
	if s.Raw != nil {
		e.raw(s.Raw)
		return
	}
	if s.Break {
		e.b = append(e.b, `{"type":"hard_break"`...)
	} else {
		e.b = append(e.b, `{"type":"text"`...)
	}
	e.start()
	if s.Extra != nil {
		e.extraAttrs(s.Extra)
	}
	e.end()
	for i := range s.Marks {
		if i == 0 {
			e.b = append(e.b, `,"marks":[`...)
		} else {
			e.b = append(e.b, ',')
		}
		if m := &s.Marks[i]; m.Raw != nil {
			e.raw(m.Raw)
		} else {
			e.nodeOf(string(m.Type), m, m.Extra, "")
		}
	}
	if len(s.Marks) > 0 {
		e.b = append(e.b, ']')
	}
	if !s.Break {
		e.b = append(e.b, `,"text":`...)
		e.quote(s.Text)
	}
	e.members(s.Extra)
	e.b = append(e.b, '}')
}

const hexDigits = "0123456789abcdef"

// quote writes a string. U+2028 and the like stay as they are: JSON allows them.
func (e *encoder) quote(s string) {
	if !utf8.ValidString(s) {
		e.fail("utf8")
	}
	e.b = append(e.b, '"')
	for {
		i := plainEnd(s, 0)
		e.b = append(e.b, s[:i]...)
		if i == len(s) {
			break
		}
		c := s[i]
		s = s[i+1:]
		switch c {
		case '"', '\\':
			e.b = append(e.b, '\\', c)
		case '\b':
			e.b = append(e.b, `\b`...)
		case '\f':
			e.b = append(e.b, `\f`...)
		case '\n':
			e.b = append(e.b, `\n`...)
		case '\r':
			e.b = append(e.b, `\r`...)
		case '\t':
			e.b = append(e.b, `\t`...)
		default:
			e.b = append(e.b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	e.b = append(e.b, '"')
}
