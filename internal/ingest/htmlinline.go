package ingest

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"warta/internal/body"
)

// style is what running text inherits from the elements around it.
type style struct {
	strong, em, strike, sub, sup bool
	href, rel, lang              string
	// classic: empty lines end paragraphs, line ends are breaks.
	classic bool
	// depth of elements, against recursion without end.
	depth int
}

// plain is the style without what does not show in marks.
func (s style) marksOnly() style {
	s.classic, s.depth = false, 0
	return s
}

func (s style) marks() []body.Mark {
	var out []body.Mark
	if s.href != "" {
		out = append(out, body.Mark{Type: body.MarkLink, Href: s.href, Rel: s.rel})
	}
	if s.lang != "" {
		out = append(out, body.Mark{Type: body.MarkLang, Tag: s.lang})
	}
	for _, m := range [...]struct {
		on   bool
		mark body.MarkType
	}{{s.strong, body.MarkStrong}, {s.em, body.MarkEm}, {s.strike, body.MarkStrike}, {s.sub, body.MarkSub}, {s.sup, body.MarkSup}} {
		if m.on {
			out = append(out, body.Mark{Type: m.mark})
		}
	}
	return out
}

// run is a piece of the paragraph in hand.
type run struct {
	text string
	st   style
	br   bool
}

// text adds running text. Only line ends are anybody's layout: every other space,
// doubled or not, stays as it was written.
func (f *flow) text(s string, st style) {
	for s != "" {
		i := strings.IndexAny(s, "\n\r")
		if i < 0 {
			f.add(s, st)
			return
		}
		from := i
		for from > 0 && isSpace(s[from-1]) {
			from--
		}
		to, ends := i, 0
		for to < len(s) && isSpace(s[to]) {
			if s[to] == '\n' {
				ends++
			}
			to++
		}
		f.add(s[:from], st)
		switch {
		case !st.classic:
			if !f.endsWithSpace() && to < len(s) || to == len(s) {
				f.gap(st)
			}
		case ends > 1:
			f.flush()
		case !f.atLineStart():
			f.lineBreak(st)
		}
		s = s[to:]
	}
}

// gap is one space where markup had a line end.
func (f *flow) gap(st style) {
	if len(f.runs) > 0 && !f.endsWithSpace() {
		f.add(" ", st)
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' }

func (f *flow) add(s string, st style) {
	if s == "" {
		return
	}
	if len(f.runs) == 0 || f.runs[len(f.runs)-1].br {
		// A line begins with its first word.
		if s = strings.TrimLeft(s, " \t\n\r\f"); s == "" {
			return
		}
	}
	f.runs = append(f.runs, run{text: s, st: st.marksOnly()})
}

func (f *flow) endsWithSpace() bool {
	n := len(f.runs)
	if n == 0 || f.runs[n-1].br {
		return true
	}
	t := f.runs[n-1].text
	return isSpace(t[len(t)-1])
}

func (f *flow) atLineStart() bool {
	n := len(f.runs)
	return n == 0 || f.runs[n-1].br
}

// lineBreak is <br>. Two of them are how many editors end a paragraph.
func (f *flow) lineBreak(st style) {
	f.trimRun()
	n := len(f.runs)
	switch {
	case n == 0:
	case f.runs[n-1].br:
		f.runs = f.runs[:n-1]
		f.flush()
	default:
		f.runs = append(f.runs, run{br: true, st: st.marksOnly()})
	}
}

// trimRun takes the spaces off the end of the line in hand.
func (f *flow) trimRun() {
	for n := len(f.runs); n > 0 && !f.runs[n-1].br; n-- {
		t := strings.TrimRight(f.runs[n-1].text, " \t\n\r\f")
		if t != "" {
			f.runs[n-1].text = t
			return
		}
		f.runs = f.runs[:n-1]
	}
}

// line takes the running text in hand as one line; nil when there is nothing to
// read in it.
func (f *flow) line() body.Inline {
	f.trimRun()
	for n := len(f.runs); n > 0 && f.runs[n-1].br; n = len(f.runs) {
		f.runs = f.runs[:n-1]
		f.trimRun()
	}
	runs := f.runs
	f.runs = f.runs[:0]
	blankText := true
	for _, r := range runs {
		if !r.br && !blank(r.text) {
			blankText = false
			break
		}
	}
	if blankText {
		return nil
	}
	out := make(body.Inline, 0, len(runs))
	for i := 0; i < len(runs); {
		r := runs[i]
		if r.br {
			out = append(out, body.Span{Break: true, Marks: r.st.marks()})
			i++
			continue
		}
		k := i + 1
		for k < len(runs) && !runs[k].br && runs[k].st == r.st {
			k++
		}
		text := r.text
		if k > i+1 {
			var b strings.Builder
			for _, x := range runs[i:k] {
				b.WriteString(x.text)
			}
			text = b.String()
		}
		out = append(out, body.Span{Text: text, Marks: r.st.marks()})
		i = k
	}
	return out
}

// inline gives the style inside an inline element, and whether n is one.
func (f *flow) inline(n *html.Node, st style) (style, bool) {
	switch n.Data {
	case "b", "strong":
		st.strong = true
	case "i", "em", "var", "dfn", "cite":
		st.em = true
	case "del", "s", "strike":
		st.strike = true
	case "sub":
		st.sub, st.sup = true, false
	case "sup":
		st.sup, st.sub = true, false
	case "a":
		return f.anchor(n, st), true
	case "u", "ins", "mark", "small", "big", "code", "kbd", "samp", "tt", "abbr", "acronym", "font", "ruby", "rb", "nobr", "rt", "rp":
		f.m.note("element", n.Data, false, "")
	case "span", "bdi", "bdo", "time", "data", "label", "output", "slot", "wbr":
		if strings.Contains(styleAttr(n), "bold") && fontWeight(styleAttr(n)) {
			st.strong = true
		}
		if strings.Contains(styleAttr(n), "italic") {
			st.em = true
		}
		if strings.Contains(styleAttr(n), "line-through") {
			st.strike = true
		}
	default:
		return st, false
	}
	if l := attr(n, "lang"); l != "" && validLang(l) {
		st.lang = l
	}
	return st, true
}

func styleAttr(n *html.Node) string { return attr(n, "style") }

// fontWeight reports whether a style sets bold, and not a face named so.
func fontWeight(css string) bool {
	_, after, ok := strings.Cut(css, "font-weight")
	if !ok {
		return false
	}
	value, _, _ := strings.Cut(strings.TrimLeft(after, " :"), ";")
	return strings.HasPrefix(strings.TrimSpace(value), "bold")
}

func (f *flow) anchor(n *html.Node, st style) style {
	raw := attr(n, "href")
	if raw == "" {
		return st
	}
	href, ok := f.m.link(raw)
	if !ok {
		if !strings.HasPrefix(strings.TrimSpace(raw), "#") {
			f.m.note("link", scheme(raw), false, raw)
		}
		return st
	}
	if f.m.o.unhost != "" {
		if path, ok := strings.CutPrefix(href, f.m.o.unhost); ok {
			href = firstText(path, "/")
		}
	}
	st.href, st.rel = href, linkRel(attr(n, "rel"))
	return st
}

func linkRel(s string) string {
	if s == "" {
		return ""
	}
	var out []string
	for _, w := range strings.Fields(strings.ToLower(s)) {
		if (w == "nofollow" || w == "sponsored" || w == "ugc") && !contains(out, w) {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// link gives the address as a mark may have it: absolute, of an allowed scheme.
func (m *mapper) link(s string) (string, bool) {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' || r == '\u00a0' })
	if s == "" {
		return "", false
	}
	if strings.ContainsAny(s, "\n\r\t") {
		// Browsers drop these inside of addresses.
		s = strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(s)
	}
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		return escapeLink(s)
	}
	switch sc := scheme(s); sc {
	case "http", "https", "mailto", "tel":
		return escapeLink(sc + s[len(sc):])
	case "":
	default:
		return "", false
	}
	if m.base == nil {
		if strings.HasPrefix(s, "//") {
			return escapeLink("https:" + s)
		}
		return "", false
	}
	u, err := url.Parse(strings.ReplaceAll(s, " ", "%20"))
	if err != nil {
		return "", false
	}
	return escapeLink(m.base.ResolveReference(u).String())
}

// scheme gives the scheme in lower case, "" for a relative address.
func scheme(s string) string {
	s = strings.TrimSpace(s)
	for i := range len(s) {
		c := s[i]
		switch {
		case isLetter(c), i > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'):
		case c == ':' && i > 0:
			return strings.ToLower(s[:i])
		default:
			return ""
		}
	}
	return ""
}

// escapeLink writes what an address cannot hold as percent signs, and refuses
// what is no address then.
func escapeLink(s string) (string, bool) {
	clean := true
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c == 0x7f || c == '\\' || c == '<' || c == '>' || c == '"' {
			clean = false
			break
		}
	}
	if !clean {
		var b strings.Builder
		for i := range len(s) {
			c := s[i]
			if c <= ' ' || c == 0x7f || c == '\\' || c == '<' || c == '>' || c == '"' {
				const hex = "0123456789ABCDEF"
				b.WriteByte('%')
				b.WriteByte(hex[c>>4])
				b.WriteByte(hex[c&15])
			} else {
				b.WriteByte(c)
			}
		}
		s = b.String()
	}
	sc, rest, _ := strings.Cut(s, ":")
	switch sc {
	case "http", "https":
		rest, ok := strings.CutPrefix(rest, "//")
		return s, ok && rest != "" && !strings.ContainsRune("/?#:@", rune(rest[0]))
	}
	return s, rest != ""
}

// webAddress gives the address of a medium or a frame.
func (m *mapper) webAddress(s string) (string, bool) {
	u, ok := m.link(s)
	return u, ok && (strings.HasPrefix(u, "http://") || strings.HasPrefix(u, "https://"))
}

// validLang: letters and digits in parts of 1–8, joined by hyphens (BCP 47).
func validLang(s string) bool {
	if len(s) > 35 {
		return false
	}
	for i, part := range strings.Split(s, "-") {
		if part == "" || len(part) > 8 {
			return false
		}
		for k := range len(part) {
			if c := part[k]; !isLetter(c) && (i == 0 && k == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

func attr(n *html.Node, name string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == name && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val
		}
	}
	return ""
}

// hasClass reports whether one of the element's classes holds a word.
func hasClass(n *html.Node, words ...string) bool {
	c := attr(n, "class")
	if c == "" {
		return false
	}
	c = strings.ToLower(c)
	for _, w := range words {
		if strings.Contains(c, w) {
			return true
		}
	}
	return false
}
