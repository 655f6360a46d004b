package body

import (
	"bytes"
	"encoding/json"
	"slices"
)

// Redactor takes words and media out of a document (newsroom.md WF-19).
type Redactor struct {
	// Find gives the stretches of a text, as byte offsets in order and apart
	// from each other, that must go.
	Find func(text string) [][2]int
	// Mask stands in their place.
	Mask string
	// Assets are media that must go.
	Assets []int64
}

// Replace gives a text without what must go.
func (r Redactor) Replace(text string) string {
	found := r.Find(text)
	if len(found) == 0 {
		return text
	}
	var b bytes.Buffer
	at := 0
	for _, f := range found {
		b.WriteString(text[at:f[0]])
		b.WriteString(r.Mask)
		at = f[1]
	}
	b.WriteString(text[at:])
	return b.String()
}

// Redact takes them out of d and reports whether anything changed. What goes
// may be spread over spans with different marks; a block that this version
// does not understand is taken out as a whole if it holds any of it.
func (d *Doc) Redact(r Redactor) bool {
	x := &redaction{r: r}
	x.blocks(&d.Blocks)
	x.extra(d.Extra)
	return x.changed
}

type redaction struct {
	r       Redactor
	changed bool
	// gone is set when the block in hand shows one of the media itself.
	gone bool
}

func (x *redaction) text(v *string) {
	if now := x.r.Replace(*v); now != *v {
		*v, x.changed = now, true
	}
}

func (x *redaction) raw(v *json.RawMessage) {
	if len(*v) > 0 && x.holds(*v) {
		*v, x.changed = nil, true
	}
}

// holds looks into every string of a piece of JSON, as it is and unescaped.
func (x *redaction) holds(v json.RawMessage) bool {
	if len(x.r.Find(string(v))) > 0 {
		return true
	}
	var any any
	if json.Unmarshal(v, &any) != nil {
		return false
	}
	return x.inside(any)
}

func (x *redaction) inside(v any) bool {
	switch v := v.(type) {
	case string:
		return len(x.r.Find(v)) > 0
	case []any:
		return slices.ContainsFunc(v, x.inside)
	case map[string]any:
		for k, e := range v {
			if x.inside(k) || x.inside(e) {
				return true
			}
		}
	}
	return false
}

func (x *redaction) extra(e *Extra) {
	if e == nil {
		return
	}
	for _, list := range []*[]Member{&e.Attrs, &e.Members} {
		n := len(*list)
		*list = slices.DeleteFunc(*list, func(m Member) bool { return len(x.r.Find(m.Key)) > 0 || x.holds(m.Value) })
		x.changed = x.changed || len(*list) != n
	}
}

func (x *redaction) str(_ string, v *string)  { x.text(v) }
func (x *redaction) literal(v *string)        { x.text(v) }
func (x *redaction) num(string, *int)         {}
func (x *redaction) flag(string, *bool)       {}
func (x *redaction) refs(string, *[]int64)    {}
func (x *redaction) rich(_ string, v *Inline) { x.inline(v) }
func (x *redaction) ref(name string, v *int64) {
	if *v == 0 || !slices.Contains(x.r.Assets, *v) {
		return
	}
	x.changed = true
	if name == "asset" {
		x.gone = true
		return
	}
	*v = 0
}

// inline looks at the line as a whole, then changes its spans.
func (x *redaction) inline(v *Inline) {
	var whole []byte
	starts := make([]int, len(*v))
	for i, s := range *v {
		starts[i] = len(whole)
		if s.Break {
			whole = append(whole, '\n')
		} else {
			whole = append(whole, s.Text...)
		}
	}
	found := x.r.Find(string(whole))
	for i := range *v {
		s := &(*v)[i]
		if len(found) > 0 && !s.Break {
			s.Text = x.cut(s.Text, starts[i], found)
		}
		for k := range s.Marks {
			m := &s.Marks[k]
			if len(x.r.Find(m.Href)) > 0 {
				m.Href, x.changed = "/", true
			}
			x.raw(&m.Raw)
			x.extra(m.Extra)
		}
		x.raw(&s.Raw)
		x.extra(s.Extra)
	}
	if len(found) > 0 {
		x.changed = true
	}
	*v = slices.DeleteFunc(*v, func(s Span) bool { return s.Text == "" && !s.Break && s.Raw == nil })
	for i := range *v {
		(*v)[i].Marks = slices.DeleteFunc((*v)[i].Marks, func(m Mark) bool { return !known(m.Type) && m.Raw == nil })
	}
}

func known(t MarkType) bool {
	return slices.Contains([]MarkType{MarkLink, MarkLang, MarkStrong, MarkEm, MarkStrike, MarkSub, MarkSup}, t)
}

// cut takes from one span its part of what goes; the mask stands in the span in
// which it begins.
func (x *redaction) cut(text string, start int, found [][2]int) string {
	var b bytes.Buffer
	at := 0
	for _, f := range found {
		from, to := f[0]-start, f[1]-start
		if to <= 0 || from >= len(text) {
			continue
		}
		begins := from >= 0
		from, to = max(from, 0), min(to, len(text))
		b.WriteString(text[at:from])
		if begins {
			b.WriteString(x.r.Mask)
		}
		at = to
	}
	b.WriteString(text[at:])
	return b.String()
}

func (x *redaction) blocks(v *[]Block) {
	*v = slices.DeleteFunc(*v, func(b Block) bool {
		outer := x.gone
		x.gone = false
		x.extra(b.node().Extra)
		if u, ok := b.(*Unknown); ok && len(u.Source) > 0 && x.holds(u.Source) {
			x.gone, x.changed = true, true
		}
		b.visit(x)
		gone := x.gone
		x.gone = outer
		return gone
	})
}

func (x *redaction) images(v *[]*Image) {
	*v = slices.DeleteFunc(*v, func(m *Image) bool {
		outer := x.gone
		x.gone = false
		x.extra(m.Extra)
		m.visit(x)
		gone := x.gone
		x.gone = outer
		return gone
	})
}

func (x *redaction) items(v *[]ListItem) {
	for i := range *v {
		(*v)[i].visit(x)
	}
}

func (x *redaction) rows(v *[]Row) {
	for i := range *v {
		(*v)[i].visit(x)
	}
}

func (x *redaction) cells(v *[]Cell) {
	for i := range *v {
		(*v)[i].visit(x)
	}
}
