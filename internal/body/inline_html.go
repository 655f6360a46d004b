package body

import "strings"

// HTML writes the line as running HTML.
func (in Inline) HTML(o Options) HTML {
	r := renderer{o: o}
	r.inline(in)
	return HTML(r.b)
}

func hasWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}

// openMark is a mark whose element is open; end is empty when the mark had
// nothing to write, such as a link to an article that is gone.
type openMark struct {
	*Mark
	end string
}

// inline writes running text. Neighbours share the marks that they have in
// common from the outermost on, so that a link with one word in italics stays
// one link.
func (r *renderer) inline(in Inline) {
	var buf [8]openMark
	open := buf[:0]
	for i := range in {
		s := &in[i]
		if s.Raw != nil {
			continue
		}
		keep := 0
		for keep < len(open) && keep < len(s.Marks) && sameMark(*open[keep].Mark, s.Marks[keep]) {
			keep++
		}
		open = r.closeMarks(open, keep)
		for j := keep; j < len(s.Marks); j++ {
			open = append(open, openMark{&s.Marks[j], r.openMark(&s.Marks[j])})
		}
		if s.Break {
			r.raw("<br>")
		} else {
			r.text(s.Text)
		}
	}
	r.closeMarks(open, 0)
}

func (r *renderer) closeMarks(open []openMark, keep int) []openMark {
	for i := len(open) - 1; i >= keep; i-- {
		r.raw(open[i].end)
		if open[i].end == endLink {
			r.inLink = false
		}
	}
	return open[:keep]
}

// openMark writes the start of a mark's element and gives its end.
func (r *renderer) openMark(m *Mark) (end string) {
	if m.Raw != nil {
		return ""
	}
	switch m.Type {
	case MarkLink:
		return r.openLink(m)
	case MarkLang:
		if m.Tag == r.o.Lang || !validLang(m.Tag) {
			return ""
		}
		r.raw("<span")
		r.attr("lang", m.Tag)
		r.raw(">")
		return "</span>"
	case MarkStrong:
		r.raw("<strong>")
		return "</strong>"
	case MarkEm:
		r.raw("<em>")
		return "</em>"
	case MarkStrike:
		r.raw("<s>")
		return "</s>"
	case MarkSub:
		r.raw("<sub>")
		return "</sub>"
	case MarkSup:
		r.raw("<sup>")
		return "</sup>"
	}
	return ""
}

const endLink = "</a>"

func (r *renderer) openLink(m *Mark) (end string) {
	if r.inLink {
		return "" // a link in a link is no HTML
	}
	address := m.Href
	if id, ok := articleRef(address); ok {
		l, ok := r.resolved(id)
		if !ok {
			return ""
		}
		address = l.URL
	}
	if !r.anchor(address, m.Rel) {
		return ""
	}
	r.inLink = true
	return endLink
}
