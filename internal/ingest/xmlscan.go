package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// WordPress's exports are XML by name. What is met: "&" and control characters in
// texts, "]]>" inside CDATA sections, prefixes that nothing declares, encodings
// other than the declared one, PHP warnings before the first tag. encoding/xml
// stops at each of them, sets no limit to depth or size, and reads 12 MB/s, which
// would be most of the time that an import may take. This scanner reads the little
// of XML that such files are made of, element by element, and repairs as it goes.
// It expands no entities but characters, and a document type is passed over.

// Limits of a file (operations.md section 4).
const (
	maxXMLDepth   = 64
	maxXMLToken   = 16 << 20
	maxXMLTag     = 64 << 10
	maxXMLAttrs   = 256
	maxXMLElement = 48 << 20 // all texts of one item
	maxXMLJunk    = 64 << 10 // before the first tag
)

// Position is a place in an input.
type Position struct {
	// Offset counts bytes of the input as UTF-8 from 0.
	Offset int64 `json:"offset"`
	Line   int   `json:"line"`
	Column int   `json:"column"`
}

// xmlError is a fault with its place; code is below "import.xml_".
type xmlError struct {
	at   Position
	code string
	args map[string]any
}

func (e *xmlError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s %v", e.at.Line, e.at.Column, e.code, e.args)
}

type xmlAttr struct{ prefix, name, value string }

// xmlTag is a start or an end.
type xmlTag struct {
	prefix, name string
	attrs        []xmlAttr
	end, empty   bool
	at           Position
}

func (t *xmlTag) full() string {
	if t.prefix == "" {
		return t.name
	}
	return t.prefix + ":" + t.name
}

type xmlScanner struct {
	r   io.Reader
	buf []byte
	// pos is the next byte to read, end the end of what is in buf.
	pos, end int
	eof      bool
	err      error
	// at is the place of pos.
	at Position
	// decode gives the character of a byte that is not UTF-8.
	decode func(byte) rune
	// repairs counts what was wrong, by the rest of a message key.
	repairs map[string]int
	// spent counts the bytes of texts since it was set to zero.
	spent int
	depth int
	// ctx is asked now and then whether to go on.
	stopped func() error
}

func newXMLScanner(r io.Reader, stopped func() error) *xmlScanner {
	return &xmlScanner{r: r, buf: make([]byte, 64<<10), at: Position{Line: 1, Column: 1}, repairs: map[string]int{}, stopped: stopped}
}

var errStopped = errors.New("stopped")

// fill reads more; false at the end of the input.
func (s *xmlScanner) fill() bool {
	if s.eof || s.err != nil {
		return false
	}
	if s.stopped != nil {
		if err := s.stopped(); err != nil {
			s.err = err
			return false
		}
	}
	if s.pos > 0 {
		copy(s.buf, s.buf[s.pos:s.end])
		s.end -= s.pos
		s.pos = 0
	}
	if s.end == len(s.buf) {
		bigger := make([]byte, 2*len(s.buf))
		copy(bigger, s.buf[:s.end])
		s.buf = bigger
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err == io.EOF {
			s.eof = true
			return n > 0
		}
		if err != nil {
			s.err = err
			return n > 0
		}
		if n > 0 {
			return true
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// have makes sure that n bytes from pos are there.
func (s *xmlScanner) have(n int) bool {
	for s.end-s.pos < n {
		if !s.fill() {
			return s.end-s.pos >= n
		}
	}
	return true
}

func (s *xmlScanner) rest() []byte { return s.buf[s.pos:s.end] }

// skip moves on.
func (s *xmlScanner) skip(n int) {
	b := s.buf[s.pos : s.pos+n]
	if i := bytes.LastIndexByte(b, '\n'); i >= 0 {
		s.at.Line += bytes.Count(b, []byte{'\n'})
		s.at.Column = 1
		b = b[i+1:]
	}
	s.at.Column += utf8.RuneCount(b)
	s.at.Offset += int64(n)
	s.pos += n
	// A large text is over: its room is given back.
	if len(s.buf) > 1<<20 && s.end-s.pos < 32<<10 {
		small := make([]byte, 64<<10)
		s.end = copy(small, s.buf[s.pos:s.end])
		s.buf, s.pos = small, 0
	}
}

// index finds sub at or after from (counted from pos), within most bytes; -1 when
// the input ends before, -2 when the limit is reached.
func (s *xmlScanner) index(sub []byte, from, most int) int {
	for {
		if from < s.end-s.pos {
			if i := bytes.Index(s.buf[s.pos+from:s.end], sub); i >= 0 {
				return from + i
			}
		}
		next := max(from, s.end-s.pos-len(sub)+1)
		if next > most {
			return -2
		}
		from = next
		if !s.fill() {
			return -1
		}
	}
}

func (s *xmlScanner) fail(code string, args map[string]any) error {
	return s.failAt(s.at, code, args)
}

func (s *xmlScanner) failAt(at Position, code string, args map[string]any) error {
	if s.err != nil {
		return s.err
	}
	return &xmlError{at: at, code: code, args: args}
}

// ends is the error of an input that stops inside of an element.
func (s *xmlScanner) ends(open string, since Position) error {
	s.skip(s.end - s.pos)
	return s.fail("ends", map[string]any{"element": open, "start": since.Line})
}

var (
	cdataOpen  = []byte("<![CDATA[")
	cdataClose = []byte("]]>")
	commentEnd = []byte("-->")
)

// tag gives the next start or end, passing over comments, instructions and the
// spaces between elements; io.EOF at the end.
func (s *xmlScanner) tag() (xmlTag, error) {
	for {
		for {
			if i := bytes.IndexByte(s.rest(), '<'); i >= 0 {
				if len(bytes.TrimSpace(s.rest()[:i])) > 0 {
					s.repairs["text"]++
				}
				s.skip(i)
				break
			}
			s.skip(s.end - s.pos)
			if !s.fill() {
				if s.err != nil {
					return xmlTag{}, s.err
				}
				return xmlTag{}, io.EOF
			}
		}
		s.have(9)
		switch b := s.rest(); {
		case bytes.HasPrefix(b, []byte("<!--")):
			if err := s.pass(commentEnd, 4, "comment"); err != nil {
				return xmlTag{}, err
			}
		case bytes.HasPrefix(b, cdataOpen):
			s.repairs["text"]++
			if err := s.pass(cdataClose, 9, "CDATA"); err != nil {
				return xmlTag{}, err
			}
		case bytes.HasPrefix(b, []byte("<?")):
			if err := s.pass([]byte("?>"), 2, "?"); err != nil {
				return xmlTag{}, err
			}
		case bytes.HasPrefix(b, []byte("<!")):
			if err := s.docType(); err != nil {
				return xmlTag{}, err
			}
		case len(b) > 1 && (isNameStart(b[1]) || b[1] == '/' && len(b) > 2 && isNameStart(b[2])):
			return s.readTag()
		default:
			s.repairs["text"]++
			s.skip(1)
		}
	}
}

// pass skips to the end of a comment and the like.
func (s *xmlScanner) pass(end []byte, from int, what string) error {
	since := s.at
	switch i := s.index(end, from, maxXMLToken); i {
	case -1:
		return s.ends(what, since)
	case -2:
		return s.failAt(since, "large", map[string]any{"element": what, "limit": maxXMLToken >> 20})
	default:
		s.skip(i + len(end))
	}
	return nil
}

// docType passes over <!DOCTYPE … [ … ]>: none of its entities is ever used.
func (s *xmlScanner) docType() error {
	since, i, depth := s.at, 2, 0
	for {
		if !s.have(i + 1) {
			return s.ends("!DOCTYPE", since)
		}
		switch c := s.rest()[i]; {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '>' && depth <= 0:
			s.repairs["doctype"]++
			s.skip(i + 1)
			return nil
		}
		if i++; i > maxXMLTag {
			return s.failAt(since, "tag_large", map[string]any{"limit": maxXMLTag >> 10})
		}
	}
}

func isNameStart(c byte) bool {
	return isLetter(c) || c == '_' || c == ':' || c >= 0x80
}

func isXMLName(c byte) bool {
	return isNameStart(c) || c >= '0' && c <= '9' || c == '-' || c == '.'
}

// readTag reads a start or an end at pos.
func (s *xmlScanner) readTag() (t xmlTag, err error) {
	t.at = s.at
	// To the ">" outside of quotes.
	i, quote := 1, byte(0)
	for {
		if !s.have(i + 1) {
			return t, s.ends("<", t.at)
		}
		c := s.rest()[i]
		if quote != 0 {
			if c == quote {
				quote = 0
			}
		} else if (c == '"' || c == '\'') && s.rest()[i-1] == '=' || (c == '"' || c == '\'') && isSpace(s.rest()[i-1]) {
			quote = c
		} else if c == '>' {
			break
		} else if c == '<' {
			return t, s.failAt(t.at, "tag", map[string]any{"found": clip(string(s.rest()[:i]))})
		}
		if i++; i > maxXMLTag {
			return t, s.failAt(t.at, "tag_large", map[string]any{"limit": maxXMLTag >> 10})
		}
	}
	b := s.rest()[1:i]
	if b[0] == '/' {
		t.end, b = true, b[1:]
	}
	if n := len(b); n > 0 && b[n-1] == '/' {
		t.empty, b = true, b[:n-1]
	}
	k := 0
	for k < len(b) && isXMLName(b[k]) {
		k++
	}
	t.prefix, t.name = splitName(string(b[:k]))
	for !t.end {
		k = skipSpace(b, k)
		if k >= len(b) {
			break
		}
		name := k
		for k < len(b) && b[k] != '=' && !isSpace(b[k]) {
			k++
		}
		var a xmlAttr
		a.prefix, a.name = splitName(string(b[name:k]))
		k = skipSpace(b, k)
		if k < len(b) && b[k] == '=' {
			k = skipSpace(b, k+1)
			var v []byte
			if k < len(b) && (b[k] == '"' || b[k] == '\'') {
				n := bytes.IndexByte(b[k+1:], b[k])
				if n < 0 {
					n = len(b) - k - 1
				}
				v = b[k+1 : k+1+n]
				k = min(len(b), k+n+2)
			} else {
				from := k
				for k < len(b) && !isSpace(b[k]) {
					k++
				}
				v = b[from:k]
				s.repairs["attribute"]++
			}
			a.value = s.decodeText(v)
		} else if k == name {
			k++ // a lone "="
		}
		if t.attrs = append(t.attrs, a); len(t.attrs) > maxXMLAttrs {
			return t, s.failAt(t.at, "attributes", map[string]any{"limit": maxXMLAttrs})
		}
	}
	s.skip(i + 1)
	return t, nil
}

func skipSpace(b []byte, k int) int {
	for k < len(b) && isSpace(b[k]) {
		k++
	}
	return k
}

func splitName(s string) (prefix, name string) {
	for i := range len(s) {
		if s[i] == ':' {
			return s[:i], s[i+1:]
		}
	}
	return "", s
}

func (t *xmlTag) attr(name string) string {
	for _, a := range t.attrs {
		if a.prefix == "" && a.name == name {
			return a.value
		}
	}
	return ""
}

// text reads what is inside an element of running text, up to its end tag: any
// tag in there is text of an export that forgot to escape it. stop names ends and
// starts that cannot be inside of a text: meeting one means that the end tag is
// missing.
func (s *xmlScanner) text(t *xmlTag, keep bool, stop func(b []byte) bool) (string, error) {
	if t.empty {
		return "", nil
	}
	closing := []byte("</" + t.full())
	var out []byte
	take := func(b []byte, literal bool) {
		if keep {
			out = s.appendText(out, b, literal)
		}
	}
	i := 0 // of what is read but not skipped
	flush := func(literal bool) {
		take(s.rest()[:i], literal)
		s.spent += i
		s.skip(i)
		i = 0
	}
	size, nested := 0, 0
	for {
		n := s.index([]byte{'<'}, i, maxXMLToken)
		switch {
		case n == -1:
			return "", s.ends(t.full(), t.at)
		case n == -2 || size+n > maxXMLToken:
			return "", s.failAt(t.at, "large", map[string]any{"element": t.full(), "limit": maxXMLToken >> 20})
		}
		s.have(n + len(closing) + 2)
		b := s.rest()[n:]
		switch {
		case bytes.HasPrefix(b, closing) && (len(b) == len(closing) || !isXMLName(b[len(closing)])):
			if nested > 0 {
				nested--
				i = n + 1
				continue
			}
			i = n
			flush(false)
			_, err := s.readTag()
			return string(out), err
		case bytes.HasPrefix(b, cdataOpen):
			i = n
			size += i
			flush(false)
			m, err := s.cdata(t, closing, take)
			if err != nil {
				return "", err
			}
			size += m
			if size > maxXMLToken {
				return "", s.failAt(t.at, "large", map[string]any{"element": t.full(), "limit": maxXMLToken >> 20})
			}
		case stop != nil && stop(b):
			s.skip(n)
			return "", s.fail("mismatch", map[string]any{"found": tagStart(b), "wanted": "</" + t.full() + ">"})
		default:
			if stop == nil && bytes.HasPrefix(b, closing[:1]) && bytes.HasPrefix(b[1:], closing[2:]) &&
				(len(b) <= len(closing)-1 || !isXMLName(b[len(closing)-1])) {
				nested++ // an element of its own name, in one that is kept as it is
			}
			if stop != nil && len(b) > 1 && (isNameStart(b[1]) || b[1] == '/') {
				s.repairs["markup"]++
			}
			i = n + 1
		}
	}
}

// tagStart is how a sentence names a tag.
func tagStart(b []byte) string {
	for i := range b {
		if b[i] == '>' || isSpace(b[i]) || i > 60 {
			return string(b[:i]) + ">"
		}
	}
	return string(b)
}

// cdata reads a CDATA section. An end that is not followed by the element's end
// was part of the text if the element's end has one of its own before it: then the
// export did not escape "]]>".
func (s *xmlScanner) cdata(t *xmlTag, closing []byte, take func([]byte, bool)) (size int, err error) {
	since := s.at
	s.skip(len(cdataOpen))
	done := func(i int) {
		take(s.rest()[:i], true)
		s.spent += i
		size += i
		s.skip(i)
	}
	from, end := 0, -1
	for {
		i := s.index(cdataClose, from, maxXMLToken)
		switch i {
		case -1:
			return size, s.ends("![CDATA[", since)
		case -2:
			return size, s.failAt(since, "large", map[string]any{"element": t.full(), "limit": maxXMLToken >> 20})
		}
		after := i + 3
		k := after
		for s.have(k+1) && isSpace(s.rest()[k]) && k-after < 1000 {
			k++
		}
		s.have(k + max(len(closing), len(cdataOpen)) + 1)
		b := s.rest()[k:]
		if bytes.HasPrefix(b, closing) || bytes.HasPrefix(b, cdataOpen) && k == after {
			done(i)
			s.skip(3)
			return size, nil
		}
		if end < k {
			end = s.index(closing, k, maxXMLToken)
		}
		if end < 0 {
			done(i)
			s.skip(3)
			return size, nil
		}
		e := end
		for e > after && isSpace(s.rest()[e-1]) {
			e--
		}
		if e-3 < after || !bytes.Equal(s.rest()[e-3:e], cdataClose) {
			// Text follows the section, as XML allows.
			done(i)
			s.skip(3)
			return size, nil
		}
		s.repairs["cdata"]++
		from = after
	}
}
