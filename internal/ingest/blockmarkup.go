package ingest

import (
	"encoding/json"
	"strings"

	"warta/internal/body"
)

// Gutenberg writes blocks as comments around their HTML:
//
//	<!-- wp:name {"json":1} -->…<!-- /wp:name -->   <!-- wp:name {"json":1} /-->
//
// The HTML of WordPress's own static blocks says what they are by elements and
// class names, so that their comments can go. A block that is made anew at every
// view, or that is a plugin's, has no such HTML: the whole of it is put aside, and
// a slot stands in its place.

// blockToken is one such comment.
type blockToken struct {
	start, end int
	// name has no "core/"; close and void say which of the three forms it is.
	name        string
	close, void bool
	attrs       string
}

// blockScanner finds block comments.
type blockScanner struct {
	s string
	// end is the first end of a comment at or after the place in hand, known so
	// that a text of openings alone is not searched for each of them.
	end int
}

// next finds the next block comment at or after i.
func (c *blockScanner) next(i int) (t blockToken, ok bool) {
	for {
		n := strings.Index(c.s[i:], "<!--")
		if n < 0 {
			return t, false
		}
		start := i + n
		if c.end < start+4 {
			e := strings.Index(c.s[start+4:], "-->")
			if e < 0 {
				return t, false
			}
			c.end = start + 4 + e
		}
		if t, ok := blockAt(c.s, start, c.end); ok {
			return t, true
		}
		i = start + 4
	}
}

// blockAt reads the comment that begins at start and ends with the "-->" at end.
func blockAt(s string, start, end int) (t blockToken, ok bool) {
	t.start = start
	i := start + 4
	if i = spacesFrom(s, i); i == start+4 {
		return t, false
	}
	if i < len(s) && s[i] == '/' {
		t.close = true
		i++
	}
	if !strings.HasPrefix(s[i:], "wp:") {
		return t, false
	}
	i += 3
	name := i
	slash := false
	for i < len(s) {
		c := s[i]
		lower := c >= 'a' && c <= 'z'
		first := i == name || s[i-1] == '/'
		if !lower && (first || !(c >= '0' && c <= '9' || c == '_' || c == '-')) {
			if c != '/' || slash || first || i+1 >= len(s) || s[i+1] < 'a' || s[i+1] > 'z' {
				break
			}
			slash = true
		}
		i++
	}
	if i == name {
		return t, false
	}
	t.name = strings.TrimPrefix(s[name:i], "core/")
	after := spacesFrom(s, i)
	if after == i {
		return t, false
	}
	i = after
	if i < len(s) && s[i] == '{' {
		// The JSON ends at the first "}" that is followed by spaces and the
		// comment's end; it writes "--" as \u002d\u002d.
		tail := strings.TrimSuffix(s[i:max(i, end)], "/")
		attrs := strings.TrimRight(tail, " \t\n\r\f")
		if len(attrs) == len(tail) || !strings.HasSuffix(attrs, "}") {
			return t, false
		}
		t.attrs = attrs
		i = spacesFrom(s, i+len(attrs))
	}
	if i < len(s) && s[i] == '/' {
		t.void = true
		i++
	}
	if !strings.HasPrefix(s[i:], "-->") {
		return t, false
	}
	t.end = i + 3
	return t, true
}

func spacesFrom(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r' || s[i] == '\f') {
		i++
	}
	return i
}

// staticBlocks are those whose HTML says everything.
var staticBlocks = words(`paragraph heading list list-item quote pullquote image gallery video audio file embed table code
	preformatted verse separator spacer more nextpage columns column group cover media-text buttons button details html freeform
	shortcode text-columns subhead row stack accordion accordion-item accordion-heading accordion-panel cover-image missing`)

func isStatic(name string) bool {
	return staticBlocks[name] || strings.HasPrefix(name, "core-embed/")
}

// opened is a block whose end has not come.
type opened struct {
	blockToken
	// at is where its output begins.
	at int
	// inner counts static blocks inside; edges are the parts of the source
	// outside of them.
	inner int
	edges []string
	from  int
}

// blockMarkup replaces block comments. It reports false when there are none.
func (m *mapper) blockMarkup(src string) (out string, found bool) {
	scan := blockScanner{s: src}
	t, ok := scan.next(0)
	if !ok {
		return src, false
	}
	var b []byte
	var stack []opened
	i := 0
	for ; ok; t, ok = scan.next(i) {
		between := src[i:t.start]
		if len(stack) == 0 {
			b = m.freeform(b, between)
		} else {
			b = append(b, between...)
		}
		i = t.end
		switch {
		case t.close:
			n := len(stack) - 1
			for n >= 0 && stack[n].name != t.name {
				n--
			}
			if n < 0 {
				m.note("block", "/"+t.name, false, src[t.start:t.end])
				continue
			}
			// Blocks in between were never closed: they end here, too.
			for len(stack) > n {
				b, stack = m.closeBlock(src, b, stack, t.start, t.end)
			}
		case t.void:
			m.countInner(src, stack, t)
			if isStatic(t.name) && t.attrs == "" {
				continue
			}
			b = m.voidBlock(b, src, t)
		case len(stack) >= maxBlockDepth:
			m.note("limit", "depth", false, src[t.start:t.end])
		default:
			m.countInner(src, stack, t)
			stack = append(stack, opened{blockToken: t, at: len(b), from: t.end})
		}
	}
	rest := src[i:]
	if len(stack) == 0 {
		b = m.freeform(b, rest)
	} else {
		b = append(b, rest...)
	}
	for len(stack) > 0 {
		b, stack = m.closeBlock(src, b, stack, len(src), len(src))
	}
	return string(b), true
}

const maxBlockDepth = 64

// countInner tells the blocks around that a block stands in them.
func (m *mapper) countInner(src string, stack []opened, t blockToken) {
	n := len(stack) - 1
	if n < 0 {
		return
	}
	o := &stack[n]
	if !isStatic(o.name) && o.from <= t.start {
		o.edges = append(o.edges, src[o.from:t.start])
	}
	o.inner++
	if t.void {
		o.from = t.end
	}
}

// closeBlock ends the innermost block: its HTML stays, or a slot takes its place.
func (m *mapper) closeBlock(src string, b []byte, stack []opened, end, after int) ([]byte, []opened) {
	o := stack[len(stack)-1]
	stack = stack[:len(stack)-1]
	if n := len(stack); n > 0 {
		stack[n-1].from = after
	}
	if isStatic(o.name) {
		if o.name == "cover" || o.name == "embed" || strings.HasPrefix(o.name, "core-embed/") {
			b = m.fromAttrs(b, o)
		}
		return b, stack
	}
	raw := src[o.start:after]
	if o.inner == 0 || dynamicContainer(o.name) {
		b = b[:o.at]
		b = m.addSlot(b, slot{kind: slotUnknown, name: "wp:" + o.name, raw: raw})
		m.note("block", o.name, true, raw)
		return b, stack
	}
	// A plugin's box around blocks: the blocks are the article's text and come
	// in; the box itself is kept without them.
	if o.from <= end {
		o.edges = append(o.edges, src[o.from:end])
	}
	shell := src[o.start:o.end] + strings.Join(o.edges, "") + src[end:after]
	m.note("block", o.name, true, shell)
	inner := string(b[o.at:])
	b = m.addSlot(b[:o.at], slot{kind: slotUnknown, name: "wp:" + o.name, raw: shell})
	return append(b, inner...), stack
}

// dynamicContainer: blocks inside these are patterns for other articles.
func dynamicContainer(name string) bool {
	switch name {
	case "query", "post-template", "comments", "comment-template", "navigation", "template-part", "term-template":
		return true
	}
	return strings.HasPrefix(name, "query-") || strings.HasPrefix(name, "comments-")
}

// voidBlock keeps a block that has no HTML of its own.
func (m *mapper) voidBlock(b []byte, src string, t blockToken) []byte {
	raw := src[t.start:t.end]
	if t.name == "embed" || strings.HasPrefix(t.name, "core-embed/") {
		if a := attrsOf(t.attrs); a.URL != "" {
			return m.addSlot(b, slot{kind: slotEmbed, name: "wp:" + t.name, url: a.URL, raw: raw})
		}
	}
	m.note("block", t.name, true, raw)
	return m.addSlot(b, slot{kind: slotUnknown, name: "wp:" + t.name, raw: raw})
}

// blockAttrs are the attributes that can say what the HTML does not.
type blockAttrs struct {
	URL string `json:"url"`
	ID  int64  `json:"id"`
	Alt string `json:"alt"`
}

func attrsOf(s string) (a blockAttrs) {
	if s == "" || len(s) > 1<<20 {
		return a
	}
	var loose struct {
		URL any `json:"url"`
		ID  any `json:"id"`
		Alt any `json:"alt"`
	}
	if json.Unmarshal([]byte(s), &loose) != nil {
		return a
	}
	a.URL, _ = loose.URL.(string)
	a.Alt, _ = loose.Alt.(string)
	if id, ok := loose.ID.(float64); ok && id > 0 && id < 1<<53 {
		a.ID = int64(id)
	}
	return a
}

// fromAttrs adds what only a block's attributes name: the picture behind a cover,
// the address of an embed without its HTML.
func (m *mapper) fromAttrs(b []byte, o opened) []byte {
	a := attrsOf(o.attrs)
	inner := string(b[o.at:])
	switch {
	case a.URL == "" || strings.Contains(inner, "<img") || strings.Contains(inner, "<video"):
	case o.name == "cover":
		b = m.addSlot(b[:o.at], slot{kind: slotImage, url: a.URL, id: a.ID, raw: a.Alt})
		b = append(b, inner...)
	case strings.TrimSpace(inner) == "":
		b = m.addSlot(b, slot{kind: slotEmbed, name: "wp:" + o.name, url: a.URL, raw: o.attrs})
	}
	return b
}

// freeform is text between blocks: of the classic editor, or line ends.
func (m *mapper) freeform(b []byte, s string) []byte {
	if strings.TrimSpace(s) == "" {
		return append(b, '\n')
	}
	if s == strings.TrimSpace(s) && !strings.Contains(s, "\n") || isFragmentOfTags(s) {
		return append(b, s...)
	}
	return m.addSlot(b, slot{kind: slotClassic, raw: s})
}

// isFragmentOfTags reports whether there is no text outside of tags: the halves
// of a wrapper stay where they are.
func isFragmentOfTags(s string) bool {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '<':
			n := strings.IndexByte(s[i:], '>')
			if n < 0 {
				return false
			}
			i += n + 1
		case c == ' ' || c == '\n' || c == '\t':
			i++
		default:
			return false
		}
	}
	return true
}

// A slot stands in markup as a comment with its number: a comment may be
// anywhere and changes nothing around it.
type slot struct {
	kind slotKind
	// name is the origin of an unknown block, or the shortcode's name.
	name string
	// raw is the source; inner the text between a shortcode's ends.
	raw, inner string
	attrs      shortAttrs
	url        string
	id         int64
	used       bool
}

type slotKind int

const (
	slotUnknown slotKind = iota // kept as it is
	slotClassic                 // text of the classic editor
	slotShort                   // a known shortcode
	slotWrap                    // the opening of an unknown shortcode around text
	slotEmbed                   // the address of a post elsewhere
	slotImage                   // a picture that only attributes name
	slotMarkup                  // markup of its own, whose open tags end with it
)

func (m *mapper) addSlot(b []byte, s slot) []byte {
	m.slots = append(m.slots, s)
	b = append(b, "<!--"...)
	b = append(b, m.mark...)
	b = appendInt(b, len(m.slots)-1)
	return append(b, "-->"...)
}

// slotOf gives the slot that a comment stands for.
func (m *mapper) slotOf(comment string) (*slot, bool) {
	num, ok := strings.CutPrefix(comment, m.mark)
	if !ok || m.mark == "" || num == "" || len(num) > 9 {
		return nil, false
	}
	n := 0
	for _, c := range []byte(num) {
		if c < '0' || c > '9' {
			return nil, false
		}
		n = n*10 + int(c-'0')
	}
	if n >= len(m.slots) || m.slots[n].used {
		return nil, false
	}
	m.slots[n].used = true
	return &m.slots[n], true
}

// slot puts what a slot stands for into the flow.
func (f *flow) slot(s *slot, st style) {
	switch s.kind {
	case slotUnknown:
		f.place(&body.Unknown{Origin: s.name, Raw: s.raw})
	case slotWrap:
		f.place(&body.Unknown{Origin: s.name, Raw: s.raw})
	case slotClassic:
		f.flush()
		f.m.markup(f, s.raw, true)
	case slotMarkup:
		f.flush()
		f.m.markup(f, s.raw, false)
		f.flush()
	case slotShort:
		f.shortcode(s, st)
	case slotEmbed:
		f.embed(s.url, s.name, s.raw)
	case slotImage:
		f.place(f.m.picture(picture{url: s.url, id: s.id, alt: s.raw, markup: s.url}))
	}
}
