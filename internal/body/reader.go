package body

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxNesting bounds the nesting of JSON that is only carried along. Our own
// nodes end at limits.depth long before.
const maxNesting = 512

// reader scans JSON (RFC 8259) without reflection. It works on one string, so
// that texts without escapes are slices of it and cost no copy, and it can hand
// out any value byte for byte. The first error sticks: the position moves to
// the end and every loop stops.
type reader struct {
	s    string
	i    int
	nest int
	err  error
	// lossy is set when a string held a lone surrogate, which no Go string can
	// carry.
	lossy bool
}

func (r *reader) fail(p Problem) {
	if r.err == nil {
		r.err = p
	}
	r.i = len(r.s)
}

func (r *reader) syntax() { r.fail(Problem{Path: "@" + strconv.Itoa(r.i), Code: "content"}) }

// peek gives the first byte of the next value, or 0 at the end.
func (r *reader) peek() byte {
	for r.i < len(r.s) {
		switch c := r.s[r.i]; c {
		case ' ', '\t', '\n', '\r':
			r.i++
		default:
			return c
		}
	}
	return 0
}

func (r *reader) take(c byte) {
	if r.peek() != c {
		r.syntax()
		return
	}
	r.i++
}

// open enters an object or array; [reader.more] then tells whether another
// member follows, and leaves it at the end.
func (r *reader) open(c byte) {
	r.take(c)
	if r.nest++; r.nest > maxNesting {
		r.fail(Problem{Code: "too_deep", Limit: maxNesting})
	}
}

func (r *reader) more(end byte, first bool) bool {
	if r.peek() == end {
		r.i++
		r.nest--
		return false
	}
	if !first {
		r.take(',')
		if c := r.peek(); c == end { // a comma before the end
			r.syntax()
		}
	}
	return r.err == nil
}

// key reads a member's name and its colon.
func (r *reader) key() string {
	k := r.text()
	r.take(':')
	return k
}

// text reads a string.
func (r *reader) text() string {
	r.take('"')
	start := r.i
	switch r.i = plainEnd(r.s, start); {
	case r.i == len(r.s) || r.s[r.i] < 0x20:
		r.syntax()
		return ""
	case r.s[r.i] == '\\':
		return r.escaped(start)
	}
	r.i++
	return r.s[start : r.i-1]
}

// plainEnd finds the first byte from i on that is not plain text of a string:
// a quotation mark, a backslash or a control character.
func plainEnd(s string, i int) int {
	// Eight bytes at a time: most of a document is plain text. A byte below 0x20,
	// or one that a mask makes zero, sets its high bit (Warren, Hacker's Delight 6-1);
	// which of the eight it is the loop below finds out.
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(s); i += 8 {
		w := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
			uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
		q, b := w^'"'*ones, w^'\\'*ones
		if ((w-0x20*ones)&^w|(q-ones)&^q|(b-ones)&^b)&highs != 0 {
			break
		}
	}
	for ; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' {
			break
		}
	}
	return i
}

// escaped reads the rest of a string whose first escape is at r.i.
func (r *reader) escaped(start int) string {
	var b strings.Builder
	b.WriteString(r.s[start:r.i])
	for r.i < len(r.s) {
		switch c := r.s[r.i]; {
		case c == '"':
			r.i++
			return b.String()
		case c < 0x20:
			r.syntax()
		case c == '\\':
			b.WriteRune(r.escape())
		default:
			end := plainEnd(r.s, r.i)
			b.WriteString(r.s[r.i:end])
			r.i = end
		}
	}
	r.syntax()
	return ""
}

const (
	escapeNames  = `"\/bfnrt`
	escapeValues = "\"\\/\b\f\n\r\t"
)

// escape reads one escape sequence, with its partner when it is half of a
// surrogate pair.
func (r *reader) escape() rune {
	if r.i+1 >= len(r.s) {
		r.syntax()
		return 0
	}
	c := r.s[r.i+1]
	if n := strings.IndexByte(escapeNames, c); n >= 0 {
		r.i += 2
		return rune(escapeValues[n])
	}
	u, ok := hex4(r.s, r.i)
	if !ok {
		r.syntax()
		return 0
	}
	r.i += 6
	if u < 0xD800 || u > 0xDFFF {
		return u
	}
	if low, ok := hex4(r.s, r.i); ok && u < 0xDC00 && low >= 0xDC00 && low <= 0xDFFF {
		r.i += 6
		return (u-0xD800)<<10 + (low - 0xDC00) + 0x10000
	}
	r.lossy = true
	return utf8.RuneError
}

// hex4 reads \uXXXX at i.
func hex4(s string, i int) (rune, bool) {
	if i+6 > len(s) || s[i] != '\\' || s[i+1] != 'u' {
		return 0, false
	}
	var u rune
	for _, c := range []byte(s[i+2 : i+6]) {
		switch {
		case c >= '0' && c <= '9':
			u = u<<4 + rune(c-'0')
		case c >= 'a' && c <= 'f':
			u = u<<4 + rune(c-'a') + 10
		case c >= 'A' && c <= 'F':
			u = u<<4 + rune(c-'A') + 10
		default:
			return 0, false
		}
	}
	return u, true
}

// skip passes over one value and gives its bytes.
func (r *reader) skip() string {
	c := r.peek()
	start := r.i
	switch {
	case c == '"':
		r.skipText()
	case c == '{':
		r.open('{')
		for first := true; r.more('}', first); first = false {
			if r.peek() != '"' {
				r.syntax()
				break
			}
			r.skipText()
			r.take(':')
			r.skip()
		}
	case c == '[':
		r.open('[')
		for first := true; r.more(']', first); first = false {
			r.skip()
		}
	case c == '-' || c >= '0' && c <= '9':
		r.number()
	default:
		r.word()
	}
	if r.err != nil {
		return ""
	}
	return r.s[start:r.i]
}

func (r *reader) skipText() {
	r.i++
	for r.i < len(r.s) {
		switch c := r.s[r.i]; {
		case c == '"':
			r.i++
			return
		case c < 0x20:
			r.syntax()
		case c != '\\':
			r.i = plainEnd(r.s, r.i)
		case r.i+1 < len(r.s) && strings.IndexByte(escapeNames, r.s[r.i+1]) >= 0:
			r.i += 2
		default:
			if _, ok := hex4(r.s, r.i); !ok {
				r.syntax()
				return
			}
			r.i += 6
		}
	}
	r.syntax()
}

func (r *reader) word() {
	for _, w := range [...]string{"null", "true", "false"} {
		if strings.HasPrefix(r.s[r.i:], w) {
			r.i += len(w)
			return
		}
	}
	r.syntax()
}

func (r *reader) digits() {
	start := r.i
	for r.i < len(r.s) && r.s[r.i] >= '0' && r.s[r.i] <= '9' {
		r.i++
	}
	if r.i == start {
		r.syntax()
	}
}

// number passes over a number by the grammar of RFC 8259 section 6.
func (r *reader) number() {
	at := func(set string) bool { return r.i < len(r.s) && strings.IndexByte(set, r.s[r.i]) >= 0 }
	if at("-") {
		r.i++
	}
	if at("0") {
		r.i++
	} else {
		r.digits()
	}
	if at(".") {
		r.i++
		r.digits()
	}
	if at("eE") {
		r.i++
		if at("+-") {
			r.i++
		}
		r.digits()
	}
}
