package ingest

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// appendText adds a piece of text: characters that XML cannot carry go, bytes that
// are not UTF-8 are read in the declared or the usual encoding, and outside of
// CDATA sections references become characters.
func (s *xmlScanner) appendText(out, b []byte, literal bool) []byte {
	if len(out) == 0 && cap(out) == 0 {
		out = make([]byte, 0, len(b))
	}
	for len(b) > 0 {
		i := special(b, literal)
		if i < 0 {
			return append(out, b...)
		}
		out = append(out, b[:i]...)
		b = b[i:]
		switch c := b[0]; {
		case c == '\r':
			if len(b) < 2 || b[1] != '\n' {
				out = append(out, '\n')
			}
			b = b[1:]
		case c < 0x20:
			s.repairs["control"]++
			b = b[1:]
		case c == '&':
			n, text := reference(b)
			if n == 0 {
				s.repairs["ampersand"]++
				out, b = append(out, '&'), b[1:]
				continue
			}
			out, b = append(out, text...), b[n:]
		default:
			r, n := utf8.DecodeRune(b)
			switch {
			case r == utf8.RuneError && n <= 1:
				s.repairs["encoding"]++
				out = utf8.AppendRune(out, s.foreign(c))
				b = b[1:]
			case r == 0xFFFE || r == 0xFFFF:
				s.repairs["control"]++
				b = b[n:]
			default:
				// A run of good characters.
				k := n
				for k < len(b) && b[k] >= 0x80 {
					r, n := utf8.DecodeRune(b[k:])
					if r == utf8.RuneError && n <= 1 || r == 0xFFFE || r == 0xFFFF {
						break
					}
					k += n
				}
				out = append(out, b[:k]...)
				b = b[k:]
			}
		}
	}
	return out
}

// special finds the first byte that needs a look.
func special(b []byte, literal bool) int {
	for i, c := range b {
		if c < 0x20 && c != '\n' && c != '\t' || c >= 0x80 || c == '&' && !literal {
			return i
		}
	}
	return -1
}

func (s *xmlScanner) foreign(c byte) rune {
	if s.decode != nil {
		return s.decode(c)
	}
	return windows1252(c)
}

// reference reads "&name;" or "&#1234;": how many bytes, and what they stand for.
// Zero: it is an ampersand of the text.
func reference(b []byte) (n int, text string) {
	end := bytes.IndexByte(b[:min(len(b), 40)], ';')
	if end < 2 {
		return 0, ""
	}
	ref := string(b[:end+1])
	text = html.UnescapeString(ref)
	if text == ref {
		return 0, ""
	}
	for _, r := range text {
		if r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return end + 1, ""
		}
	}
	// "&copyx;" is a shorter name with text behind it: HTML reads it so, XML
	// does not.
	if len(text) > 1 && text[len(text)-1] == ';' {
		return 0, ""
	}
	return end + 1, text
}

func (s *xmlScanner) decodeText(b []byte) string {
	return string(s.appendText(nil, b, false))
}

// windows1252 is what files are written in whose makers never thought of it.
func windows1252(c byte) rune {
	if c >= 0x80 && c < 0xA0 {
		return cp1252[c-0x80]
	}
	return rune(c)
}

var cp1252 = [32]rune{0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
	0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178}
