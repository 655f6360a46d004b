package feed

import (
	"strings"
	"unicode/utf8"
)

// markup writes XML. encoding/xml takes five times as long for a feed, and
// declares a namespace anew on each element that is in one; here names are
// written with the prefixes that the root declares.
type markup struct {
	b []byte
	// stack are the open elements.
	stack []string
}

// newMarkup has room for a feed of these articles.
func newMarkup(articles []Article) *markup {
	size := 2048
	for i := range articles {
		size += len(articles[i].HTML) + 2048
	}
	return &markup{b: append(make([]byte, 0, size), declaration...)}
}

const declaration = `<?xml version="1.0" encoding="UTF-8"?>`

// open begins an element that holds others; attrs are pairs of name and value,
// and a pair with an empty value is left out.
func (m *markup) open(name string, attrs ...string) {
	m.indent()
	m.start(name, attrs)
	m.b = append(m.b, '>')
	m.stack = append(m.stack, name)
}

// close ends the element opened last.
func (m *markup) close() {
	name := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	m.indent()
	m.b = append(m.b, "</"...)
	m.b = append(m.b, name...)
	m.b = append(m.b, '>')
}

// text is an element with a text; none is written for an empty one.
func (m *markup) text(name, text string, attrs ...string) {
	if text == "" {
		return
	}
	m.indent()
	m.start(name, attrs)
	m.b = append(m.b, '>')
	m.b = escape(m.b, text, false)
	m.b = append(m.b, "</"...)
	m.b = append(m.b, name...)
	m.b = append(m.b, '>')
}

// html is an element with HTML as its text, in CDATA, where markup needs no
// escaping: a fifth of a feed's bytes.
func (m *markup) html(name, html string, attrs ...string) {
	if html == "" {
		return
	}
	m.indent()
	m.start(name, attrs)
	m.b = append(m.b, "><![CDATA["...)
	for {
		before, after, more := strings.Cut(html, "]]>")
		m.b = allowed(m.b, before)
		if !more {
			break
		}
		m.b = append(m.b, "]]]]><![CDATA[>"...)
		html = after
	}
	m.b = append(m.b, "]]></"...)
	m.b = append(m.b, name...)
	m.b = append(m.b, '>')
}

// empty is an element with attributes alone.
func (m *markup) empty(name string, attrs ...string) {
	m.indent()
	m.start(name, attrs)
	m.b = append(m.b, "/>"...)
}

func (m *markup) start(name string, attrs []string) {
	m.b = append(m.b, '<')
	m.b = append(m.b, name...)
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] == "" {
			continue
		}
		m.b = append(m.b, ' ')
		m.b = append(m.b, attrs[i]...)
		m.b = append(m.b, '=', '"')
		m.b = escape(m.b, attrs[i+1], true)
		m.b = append(m.b, '"')
	}
}

func (m *markup) indent() {
	m.b = append(m.b, '\n')
	for range m.stack {
		m.b = append(m.b, ' ')
	}
}

// bytes is the finished document.
func (m *markup) bytes() []byte { return append(m.b, '\n') }

// escape writes text so that it reads the same in every XML parser and, in the
// elements that some feed readers take for HTML, is least often mistaken for
// markup: & and < as hexadecimal references (RSS Best Practices Profile,
// "character data"). What XML 1.0 does not allow becomes U+FFFD.
func escape(b []byte, s string, attr bool) []byte {
	from := 0
	for i := 0; i < len(s); {
		if ordinary[s[i]] {
			i++
			continue
		}
		as, n := forbidden(s[i:])
		switch c := s[i]; {
		case c == '&':
			as = "&#x26;"
		case c == '<':
			as = "&#x3C;"
		case c == '>':
			as = "&gt;"
		case c == '\r':
			as = "&#xD;"
		case c == '"' && attr:
			as = "&#x22;"
		case c == '\n' && attr:
			as = "&#xA;"
		case c == '\t' && attr:
			as = "&#x9;"
		}
		if as != "" {
			b = append(b, s[from:i]...)
			b = append(b, as...)
			from = i + n
		}
		i += n
	}
	return append(b, s[from:]...)
}

// ordinary are the bytes that escape need not look at.
var ordinary = func() (t [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		t[c] = !strings.ContainsRune(`&<>"`, c)
	}
	return t
}()

// allowed writes text as it is, but for what XML 1.0 does not allow.
func allowed(b []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c < utf8.RuneSelf {
			i++
			continue
		}
		as, n := forbidden(s[i:])
		if as != "" {
			b = append(b, s[from:i]...)
			b = append(b, as...)
			from = i + n
		}
		i += n
	}
	return append(b, s[from:]...)
}

// forbidden gives U+FFFD for a first character that no XML document can hold,
// and its length.
func forbidden(s string) (as string, n int) {
	c := s[0]
	if c < utf8.RuneSelf {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			return "\uFFFD", 1
		}
		return "", 1
	}
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 || r == 0xFFFE || r == 0xFFFF {
		return "\uFFFD", n
	}
	return "", n
}
