package body

import (
	"strings"
	"unicode"
)

// Text is the document as plain text: blocks separated by empty lines, captions
// and transcripts included. What only a [Resolver] knows is not in it.
func (d Doc) Text() string {
	var w textWriter
	for _, b := range d.Blocks {
		b.plain(&w)
	}
	return w.String()
}

// Words counts the words of the text: runs without spaces that hold a letter or
// a digit.
func (d Doc) Words() int {
	n := 0
	for word := range strings.FieldsSeq(d.Text()) {
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
			n++
		}
	}
	return n
}

// FirstParagraph is the plain text of the first paragraph that says something,
// or "": for a description where none was written.
func (d Doc) FirstParagraph() string {
	for _, b := range d.Blocks {
		if p, ok := b.(*Paragraph); ok && !p.Text.blank() {
			return p.Text.Text()
		}
	}
	return ""
}

// Text is the line without marks; a hard break is a line end.
func (in Inline) Text() string {
	switch {
	case len(in) == 0:
		return ""
	case len(in) == 1 && !in[0].Break:
		return in[0].Text
	}
	var b strings.Builder
	for _, s := range in {
		if s.Break {
			b.WriteByte('\n')
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

// blank reports whether readers would see nothing of the line.
func (in Inline) blank() bool {
	for _, s := range in {
		if strings.TrimSpace(s.Text) != "" {
			return false
		}
	}
	return true
}

// textWriter collects plain text.
type textWriter struct {
	strings.Builder
	// prefix stands before the next paragraph: the mark of a list item.
	prefix string
	// indent stands before the marks of an inner list.
	indent string
	// tight separates by one line end instead of two: in lists.
	tight bool
}

// paragraph writes a piece of text that stands apart from the others; an empty
// one leaves nothing.
func (w *textWriter) paragraph(s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	if w.Len() > 0 {
		w.WriteByte('\n')
		if !w.tight {
			w.WriteByte('\n')
		}
	}
	w.WriteString(w.prefix)
	w.prefix = ""
	w.WriteString(s)
}

// attribution writes who said it.
func (w *textWriter) attribution(s string) {
	if s != "" {
		w.paragraph("— " + s)
	}
}

// caption writes caption and credit as one piece.
func (w *textWriter) caption(in Inline, credit string) {
	s := in.Text()
	if s != "" && credit != "" {
		s += " (" + credit + ")"
	} else if s == "" {
		s = credit
	}
	w.paragraph(s)
}
