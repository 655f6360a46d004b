package ingest

import (
	"slices"
	"strings"
	"unicode"

	"warta/internal/body"
)

// What shows only when the blocks stand beside each other.

// maxPointers is how many articles one read-also points to.
const maxPointers = 3

func (m *mapper) target(t Target) int64 {
	t.Ref = -int64(len(m.out.Targets) + 1)
	m.out.Targets = append(m.out.Targets, t)
	return t.Ref
}

// after turns paragraphs that are addresses into embeds, and those that are
// pointers into read-also blocks.
func (m *mapper) after(blocks []body.Block) []body.Block {
	out := make([]body.Block, 0, len(blocks))
	more := -1
	for i := 0; i < len(blocks); i++ {
		if i == m.out.More {
			more = len(out)
		}
		p, ok := blocks[i].(*body.Paragraph)
		if h, heading := blocks[i].(*body.Heading); heading {
			if label, alone := labelAlone(h.Text); alone {
				if refs, n := m.pointersBelow(blocks[i+1:]); n > 0 && (m.out.More <= i || m.out.More > i+n) {
					out = m.readAlso(out, label, refs)
					i += n
					continue
				}
			}
		}
		if !ok {
			if also := m.boxedPointers(blocks[i]); also != nil {
				out = append(out, also...)
				continue
			}
			out = append(out, blocks[i])
			continue
		}
		if label, refs, ok := m.pointerLine(p.Text); ok {
			out = m.readAlso(out, label, refs)
			continue
		}
		if label, alone := labelAlone(p.Text); alone {
			if refs, n := m.pointersBelow(blocks[i+1:]); n > 0 && (m.out.More <= i || m.out.More > i+n) {
				out = m.readAlso(out, label, refs)
				i += n
				continue
			}
		}
		out = append(out, m.addresses(p)...)
	}
	if more >= 0 {
		m.out.More = more
	} else if m.out.More >= 0 {
		m.out.More = len(out)
	}
	return out
}

// boxedPointers reads a quotation or a list that is nothing but pointers: themes
// and plugins set them apart so. Nil when it is not.
func (m *mapper) boxedPointers(b body.Block) []body.Block {
	var inner []body.Block
	switch b := b.(type) {
	case *body.Quote:
		if b.Attribution != "" || b.CiteURL != "" || len(b.Blocks) > 2*maxPointers {
			return nil
		}
		inner = b.Blocks
	case *body.List:
		for _, item := range b.Items {
			if len(item.Blocks) != 1 || len(b.Items) > 2*maxPointers {
				return nil
			}
			inner = append(inner, item.Blocks[0])
		}
	default:
		return nil
	}
	mark := len(m.out.Targets)
	var out []body.Block
	for i := 0; i < len(inner); i++ {
		p, ok := inner[i].(*body.Paragraph)
		if !ok {
			m.out.Targets = m.out.Targets[:mark]
			return nil
		}
		label, refs, ok := m.pointerLine(p.Text)
		if !ok {
			if l, alone := labelAlone(p.Text); alone {
				if below, n := m.pointersBelow(inner[i+1:]); n > 0 {
					label, refs, ok = l, below, true
					i += n
				}
			}
		}
		if !ok {
			m.out.Targets = m.out.Targets[:mark]
			return nil
		}
		out = m.readAlso(out, label, refs)
	}
	return out
}

func (m *mapper) readAlso(out []body.Block, label string, refs []int64) []body.Block {
	for len(refs) > 0 {
		n := min(len(refs), maxPointers)
		out = append(out, &body.ReadAlso{Refs: slices.Clone(refs[:n]), Label: label})
		refs = refs[n:]
	}
	return out
}

// pointerLine reads "Baca juga: <a>…</a>": a label, then nothing but links to
// articles of this paper.
func (m *mapper) pointerLine(in body.Inline) (label string, refs []int64, ok bool) {
	if len(in) < 1 || !hasLink(in) {
		return "", nil, false
	}
	text := in.Text()
	i := strings.IndexByte(text, ':')
	if i < 0 || i > 60 {
		label, rest, found := labelInFront(in)
		if !found {
			return "", nil, false
		}
		refs, ok = m.links(rest)
		return label, refs, ok
	}
	if !slices.Contains(readAlso, fold(text[:i])) {
		return "", nil, false
	}
	label = strings.TrimSpace(text[:i])
	if len(text) == i+1 {
		return "", nil, false
	}
	rest := cutFront(in, i+1)
	if refs, ok = m.links(rest); !ok {
		// The label may stand inside the link: "<a>Baca juga: Judul</a>".
		return "", nil, false
	}
	return ownLabel(label), refs, true
}

// labelInFront is a label without a colon, set apart from the links by marks or a
// line end: "<strong>BACA JUGA</strong> <a>…</a>".
func labelInFront(in body.Inline) (label string, rest body.Inline, ok bool) {
	var b strings.Builder
	for i, s := range in {
		if !s.Break && linkOf(s) == "" {
			if b.WriteString(s.Text); b.Len() > 60 {
				return "", nil, false
			}
			continue
		}
		label = strings.TrimSpace(b.String())
		return ownLabel(label), in[i:], slices.Contains(readAlsoAlone, fold(strings.TrimRight(label, ":»›>-–— ")))
	}
	return "", nil, false
}

// ownLabel is empty for the words that we print ourselves.
func ownLabel(s string) string {
	s = strings.TrimSpace(strings.TrimRight(s, ":»›>-–— "))
	if f := fold(s); f == "baca juga" || f == "read also" {
		return ""
	}
	return s
}

func hasLink(in body.Inline) bool {
	return slices.ContainsFunc(in, func(s body.Span) bool { return linkOf(s) != "" })
}

func linkOf(s body.Span) string {
	if len(s.Marks) > 0 && s.Marks[0].Type == body.MarkLink {
		return s.Marks[0].Href
	}
	return ""
}

// links gives the targets of a line that has nothing but links of this paper.
func (m *mapper) links(in body.Inline) (refs []int64, ok bool) {
	type link struct{ url, title string }
	var all []link
	for i, s := range in {
		href := linkOf(s)
		if s.Break {
			continue
		}
		if href == "" {
			if strings.Trim(s.Text, " \t\n\u00a0,;|•·-–—&.>»") != "" && !slices.Contains([]string{"dan", "and"}, strings.TrimSpace(s.Text)) {
				return nil, false
			}
			continue
		}
		if !m.own(href) {
			return nil, false
		}
		if n := len(all); n > 0 && all[n-1].url == href && i > 0 && linkOf(in[i-1]) == href {
			all[n-1].title += s.Text
			continue
		}
		all = append(all, link{href, s.Text})
	}
	for _, l := range all {
		refs = append(refs, m.target(Target{URL: l.url, Title: strings.TrimSpace(l.title)}))
	}
	return refs, len(refs) > 0
}

// own reports whether an address is one of this paper's pages.
func (m *mapper) own(href string) bool {
	if strings.HasPrefix(href, "/") {
		return !strings.HasPrefix(href, "//")
	}
	host := hostOf(href)
	if host == "" {
		return false
	}
	bare, sub := bareHost(host), ""
	for _, h := range m.hosts {
		if h == bare || strings.HasSuffix(bare, "."+h) || sub != "" {
			return !strings.Contains(href, "/wp-content/")
		}
	}
	return false
}

func bareHost(h string) string {
	h = strings.ToLower(h)
	for _, p := range [...]string{"www.", "m.", "amp."} {
		h = strings.TrimPrefix(h, p)
	}
	return h
}

func hostOf(u string) string {
	_, rest, ok := strings.Cut(u, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		rest = rest[i+1:]
	}
	rest, _, _ = strings.Cut(rest, ":")
	return rest
}

// labelAlone is a paragraph that is nothing but "Baca juga:".
func labelAlone(in body.Inline) (label string, ok bool) {
	if hasLink(in) {
		return "", false
	}
	text := in.Text()
	if len(text) > 60 {
		return "", false
	}
	s := fold(strings.TrimRight(text, ":»›>-–— \u00a0"))
	if slices.Contains(readAlsoAlone, s) || strings.HasSuffix(strings.TrimRightFunc(text, unicode.IsSpace), ":") && slices.Contains(readAlso, s) {
		return ownLabel(strings.TrimSpace(text)), true
	}
	return "", false
}

// pointersBelow takes what follows a label: a list of links, or paragraphs that
// are a link each.
func (m *mapper) pointersBelow(blocks []body.Block) (refs []int64, n int) {
	for _, b := range blocks {
		var lines []body.Inline
		switch b := b.(type) {
		case *body.List:
			if n > 0 {
				return refs, n
			}
			for _, item := range b.Items {
				for _, inner := range item.Blocks {
					p, ok := inner.(*body.Paragraph)
					if !ok {
						return refs, n
					}
					lines = append(lines, p.Text)
				}
			}
		case *body.Paragraph:
			lines = []body.Inline{b.Text}
		case *body.Heading:
			lines = []body.Inline{b.Text}
		default:
			return refs, n
		}
		mark := len(m.out.Targets)
		var found []int64
		for _, l := range lines {
			got, ok := m.links(l)
			if !ok {
				m.out.Targets = m.out.Targets[:mark]
				return refs, n
			}
			found = append(found, got...)
		}
		refs = append(refs, found...)
		n++
		if b.Kind() == body.KindList || n == maxPointers {
			return refs, n
		}
	}
	return refs, n
}

// cutFront takes n bytes off the front of a line.
func cutFront(in body.Inline, n int) body.Inline {
	out := slices.Clone(in)
	for i := range out {
		size := len(out[i].Text)
		if out[i].Break {
			size = 1 // Inline.Text gives a line end
		}
		if n < size {
			out[i].Text = out[i].Text[n:]
			return out[i:]
		}
		n -= size
	}
	return nil
}

// addresses takes a paragraph apart at lines that are nothing but the address of
// a post that can be shown: WordPress embeds these.
func (m *mapper) addresses(p *body.Paragraph) []body.Block {
	var embeds bool
	for i := 0; i < len(p.Text); {
		line := lineAtSpan(p.Text, i)
		if m.addressLine(line) != nil {
			embeds = true
			break
		}
		i += len(line) + 1
	}
	if !embeds {
		if len(p.Text) == 1 && len(p.Text[0].Marks) == 0 && strings.HasPrefix(p.Text[0].Text, "http") {
			// An address by itself, of whatever house, is a link to it.
			if u, ok := m.webAddress(p.Text[0].Text); ok && u == p.Text[0].Text {
				p.Text = body.Inline{body.LinkTo(u, u)}
			}
		}
		return []body.Block{p}
	}
	var out []body.Block
	var text body.Inline
	end := func() {
		if len(text) > 0 {
			out = append(out, &body.Paragraph{Lang: p.Lang, Text: text})
			text = nil
		}
	}
	for i := 0; i < len(p.Text); {
		line := lineAtSpan(p.Text, i)
		if b := m.addressLine(line); b != nil {
			end()
			out = append(out, b)
		} else {
			if len(text) > 0 {
				text = append(text, body.Span{Break: true})
			}
			text = append(text, line...)
		}
		i += len(line) + 1
	}
	end()
	return out
}

func lineAtSpan(in body.Inline, i int) body.Inline {
	k := i
	for k < len(in) && !in[k].Break {
		k++
	}
	return in[i:k]
}

func (m *mapper) addressLine(line body.Inline) body.Block {
	if len(line) != 1 {
		return nil
	}
	s := strings.TrimSpace(line[0].Text)
	if !strings.HasPrefix(s, "http") || strings.ContainsAny(s, " \n\t") {
		return nil
	}
	if href := linkOf(line[0]); href != "" && strings.TrimSuffix(href, "/") != strings.TrimSuffix(s, "/") {
		return nil
	}
	return m.embedOf(s)
}

// dateline takes the place off the first paragraph.
func (m *mapper) dateline(blocks []body.Block) {
	for _, b := range blocks {
		p, ok := b.(*body.Paragraph)
		if !ok {
			if k := b.Kind(); k == body.KindHeading || k == body.KindList || k == body.KindQuote {
				return
			}
			continue
		}
		text := p.Text.Text()
		d, rest, ok := splitDateline(text, m.o.Outlet)
		if !ok {
			return
		}
		m.out.Dateline = d.Dateline
		if d.dash != " – " {
			m.note("text", "dash", false, clip(text))
		}
		p.Text = cutFront(p.Text, len(text)-len(rest))
		return
	}
}
