package export

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xmlWriter writes XML as WordPress's exporter lays it out: each element on a line
// of its own, which the simplest of WordPress's three readers relies on, and texts
// as CDATA. The first error stays.
type xmlWriter struct {
	w   *bufio.Writer
	err error
}

func newXMLWriter(w io.Writer) *xmlWriter { return &xmlWriter{w: bufio.NewWriterSize(w, 1<<16)} }

func (x *xmlWriter) raw(parts ...string) {
	for _, p := range parts {
		if x.err == nil {
			_, x.err = x.w.WriteString(p)
		}
	}
}

// text writes an element with a text.
func (x *xmlWriter) text(indent, name, value string) {
	x.raw(indent, "<", name, ">")
	x.cdata(value)
	x.raw("</", name, ">\n")
}

// plain writes an element whose value needs no CDATA: numbers, addresses, words
// of the format.
func (x *xmlWriter) plain(indent, name, value string) {
	x.raw(indent, "<", name, ">", escape(xmlText(value)), "</", name, ">\n")
}

func (x *xmlWriter) number(indent, name string, n int64) {
	x.raw(indent, "<", name, ">", strconv.FormatInt(n, 10), "</", name, ">\n")
}

func (x *xmlWriter) cdata(s string) {
	x.raw("<![CDATA[", strings.ReplaceAll(xmlText(s), "]]>", "]]]]><![CDATA[>"), "]]>")
}

func (x *xmlWriter) close() error {
	if x.err == nil {
		x.err = x.w.Flush()
	}
	return x.err
}

// xmlText leaves out what XML cannot carry (XML 1.0, production 2): control
// characters, U+FFFE and U+FFFF, bytes that are no UTF-8.
func xmlText(s string) string {
	bad := func(r rune) bool {
		return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError
	}
	if strings.IndexFunc(s, bad) < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !(r == utf8.RuneError && n == 1) && (r == utf8.RuneError || !bad(r)) {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}
