package body

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// markRank is the order in which marks nest, outermost first: the schema's
// order, which is ProseMirror's rank.
var markRank = []MarkType{MarkLink, MarkLang, MarkStrong, MarkEm, MarkStrike, MarkSub, MarkSup}

func (m Mark) rank() int {
	if m.Raw != nil {
		return len(markRank)
	}
	return slices.Index(markRank, m.Type)
}

// spans reads an array of inline nodes.
func (d *decoder) spans() Inline {
	var in Inline
	d.open('[')
	for first := true; d.more(']', first); first = false {
		if s := d.span(); s.Text != "" || s.Break || s.Raw != nil {
			in = append(in, s)
		}
	}
	return in.canonical()
}

func (d *decoder) span() (s Span) {
	d.peek()
	start := d.i
	typ := d.typ()
	if typ != "text" && typ != "hard_break" {
		if s.Raw = json.RawMessage(d.skip()); typ == "" || schema().node(typ) != nil {
			d.wrong("content")
		}
		return s
	}
	s.Break = typ == "hard_break"
	d.open('{')
	for first := true; d.more('}', first); first = false {
		switch key := d.name(); {
		case key == "type":
			d.skip()
		case key == "text" && !s.Break:
			s.Text = d.spanText()
		case key == "marks":
			s.Marks = d.marks()
		case key == "attrs":
			d.extraAttrs(&s.Extra)
		default:
			d.extraMember(&s.Extra, key)
		}
	}
	if s.Text == "" && !s.Break && s.Extra != nil {
		// An empty text says nothing, yet a newer version may have meant
		// something by it.
		return Span{Raw: json.RawMessage(d.s[start:d.i])}
	}
	return s
}

func (d *decoder) spanText() string {
	if d.peek() != '"' {
		d.skip()
		d.wrong("content")
		return ""
	}
	t := d.text()
	d.checkLossy()
	return t
}

func (d *decoder) marks() (out []Mark) {
	if d.peek() != '[' {
		if d.skip() != "null" {
			d.wrong("content")
		}
		return nil
	}
	d.open('[')
	for first := true; d.more(']', first); first = false {
		out = append(out, d.mark())
	}
	return out
}

func (d *decoder) mark() (m Mark) {
	m.Type = MarkType(d.typ())
	if !slices.Contains(markRank, m.Type) {
		if m.Raw = json.RawMessage(d.skip()); m.Type == "" {
			d.wrong("content")
		}
		return m
	}
	// A mark is read as a node is; what is wrong with it is a fault of the line.
	before := d.fault
	d.nodeOf(&m, &m.Extra, nil)
	if fault := d.fault; before == nil && fault != nil {
		d.fault = nil
		d.wrong(fault.Code)
	}
	return m
}

func (m *Mark) visit(v visitor) {
	switch m.Type {
	case MarkLink:
		v.str("href", &m.Href)
		v.str("rel", &m.Rel)
	case MarkLang:
		v.str("tag", &m.Tag)
	}
}

// canonical gives the line as it is stored: marks in order, runs of the same
// marks joined, empty ones gone. A line that is so already is given back.
func (in Inline) canonical() Inline {
	if in.isCanonical() {
		return in
	}
	var out Inline
	var run strings.Builder // of the text of the last span in out
	for _, s := range in {
		if s.Text == "" && !s.Break && s.Raw == nil {
			continue
		}
		if len(s.Marks) > 0 {
			s.Marks = slices.Clone(s.Marks)
			slices.SortStableFunc(s.Marks, func(a, b Mark) int { return cmp.Compare(a.rank(), b.rank()) })
		} else {
			s.Marks = nil
		}
		if n := len(out); n > 0 && joins(out[n-1], s) {
			run.WriteString(s.Text)
			continue
		}
		if n := len(out); n > 0 {
			out[n-1].Text = run.String()
		}
		run = strings.Builder{}
		run.WriteString(s.Text)
		out = append(out, s)
	}
	if n := len(out); n > 0 {
		out[n-1].Text = run.String()
	}
	return out
}

func (in Inline) isCanonical() bool {
	for i, s := range in {
		if s.Text == "" && !s.Break && s.Raw == nil || i > 0 && joins(in[i-1], s) || s.Marks != nil && len(s.Marks) == 0 {
			return false
		}
		for j := 1; j < len(s.Marks); j++ {
			if s.Marks[j].rank() < s.Marks[j-1].rank() {
				return false
			}
		}
	}
	return in == nil || len(in) > 0
}

// joins reports whether two neighbours are one run.
func joins(a, b Span) bool {
	return !a.Break && !b.Break && a.Raw == nil && b.Raw == nil && a.Extra == nil && b.Extra == nil &&
		slices.EqualFunc(a.Marks, b.Marks, sameMark)
}

func sameMark(a, b Mark) bool {
	return a.Type == b.Type && a.Href == b.Href && a.Rel == b.Rel && a.Tag == b.Tag &&
		a.Raw == nil && b.Raw == nil && a.Extra == nil && b.Extra == nil
}
