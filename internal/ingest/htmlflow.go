package ingest

import (
	"strings"

	"golang.org/x/net/html"

	"warta/internal/body"
)

// flow is a sequence of blocks in the making.
type flow struct {
	m      *mapper
	blocks []body.Block
	// runs are the running text in hand, the paragraph to be.
	runs []run
	// later are blocks that stand inside running text; they follow it.
	later []body.Block
	// lang is that of the paragraph in hand.
	lang string
	// top: the document itself, whose place of <!--more--> counts.
	top bool
	// by collects a quotation's <cite>, nil elsewhere.
	by *string
}

// maxWalk bounds recursion; deeper text comes in without its structure.
const maxWalk = 500

// flush ends the paragraph in hand.
func (f *flow) flush() {
	if line := f.line(); line != nil {
		f.blocks = append(f.blocks, &body.Paragraph{Lang: f.lang, Text: line})
	}
	if f.later != nil {
		f.blocks = append(f.blocks, f.later...)
		f.later = nil
	}
}

// block adds a block of its own.
func (f *flow) block(b body.Block) {
	f.flush()
	f.blocks = append(f.blocks, b)
}

// place adds a block that may stand inside running text: before its first word
// it comes first, otherwise after the paragraph.
func (f *flow) place(b body.Block) {
	if b == nil {
		return
	}
	for _, r := range f.runs {
		if !r.br && !blank(r.text) {
			f.later = append(f.later, b)
			return
		}
	}
	f.runs = f.runs[:0]
	f.flush()
	f.blocks = append(f.blocks, b)
}

func (f *flow) unknown(origin, raw string) {
	if strings.TrimSpace(raw) != "" {
		f.place(&body.Unknown{Origin: origin, Raw: raw})
	}
}

// inner makes the blocks of an element's content in a flow of its own.
func (f *flow) inner(n *html.Node, st style, by *string) []body.Block {
	g := &flow{m: f.m, by: by}
	g.children(n, st)
	g.flush()
	return g.blocks
}

func (f *flow) children(n *html.Node, st style) {
	if st.depth++; st.depth > maxWalk {
		f.text(textOf(n), st)
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f.node(c, st)
	}
}

func (f *flow) node(n *html.Node, st style) {
	switch n.Type {
	case html.TextNode:
		f.text(n.Data, st)
	case html.CommentNode:
		f.comment(n, st)
	case html.ElementNode:
		f.element(n, st)
	case html.DocumentNode:
		f.children(n, st)
	}
}

func (f *flow) comment(n *html.Node, st style) {
	if s, ok := f.m.slotOf(n.Data); ok {
		f.slot(s, st)
		return
	}
	switch name, _, _ := strings.Cut(strings.TrimSpace(n.Data), " "); name {
	case "more":
		f.more()
	case "nextpage":
		f.block(&body.PageBreak{})
	case "noteaser", "":
	default:
		if !strings.HasPrefix(name, "/") {
			f.m.note("left_out", "comment", false, "<!--"+n.Data+"-->")
		}
	}
}

// more is the end of the teaser.
func (f *flow) more() {
	f.flush()
	if f.top && f.m.out.More < 0 {
		f.m.out.More = len(f.blocks)
	}
}

func (f *flow) element(n *html.Node, st style) {
	if inner, ok := f.inline(n, st); ok {
		if f.by != nil && n.Data == "cite" && f.attribution(n) {
			return
		}
		if n.Data == "q" {
			f.text("“", inner)
		}
		f.children(n, inner)
		return
	}
	if n.Namespace != "" {
		f.keep(n)
		return
	}
	switch n.Data {
	case "br":
		f.lineBreak(st)
	case "q":
		f.text("“", st)
		f.children(n, st)
		f.text("”", st)
	case "p":
		f.paragraph(n, st)
	case "h1", "h2", "h3", "h4", "h5", "h6":
		f.heading(n, st)
	case "ul", "ol", "menu", "dir":
		f.flush()
		f.list(n, st)
	case "dl":
		f.definitions(n, st)
	case "blockquote":
		f.flush()
		f.quotation(n, st)
	case "figure":
		f.figure(n, st)
	case "img", "image", "amp-img":
		f.img(n, st)
	case "picture":
		f.children(n, st)
	case "source", "track", "param", "col", "colgroup":
	case "video", "amp-video":
		f.playing(n, "video")
	case "audio", "amp-audio":
		f.playing(n, "audio")
	case "iframe", "amp-iframe", "amp-youtube", "embed", "object":
		f.frame(n)
	case "table":
		f.flush()
		f.table(n, st)
	case "pre", "xmp", "listing":
		f.pre(n)
	case "hr":
		f.block(&body.Divider{})
	case "details":
		f.details(n, st)
	case "noscript":
		f.noscript(n, st)
	case "script":
		f.script(n)
	case "style", "link", "meta", "title", "base", "head", "template":
		if n.Data == "style" || n.Data == "template" {
			f.keep(n)
		} else {
			f.m.note("left_out", n.Data, false, f.m.rawOf(n))
		}
	case "form", "input", "select", "textarea", "button", "canvas", "svg", "math", "applet", "map", "frameset", "frame", "dialog",
		"noembed", "noframes", "plaintext", "datalist", "fieldset", "meter", "progress":
		f.keep(n)
	default:
		f.container(n, st)
	}
}

// keep puts an element aside as it is.
func (f *flow) keep(n *html.Node) {
	raw := f.m.rawOf(n)
	f.m.note("element", n.Data, true, raw)
	f.unknown("html:"+n.Data, raw)
}

// container is a box of anything: div, section, article, center, …
func (f *flow) container(n *html.Node, st style) {
	switch {
	case f.house(n):
		return
	case hasClass(n, "wp-block-file"):
		f.file(n, st)
		return
	case hasClass(n, "gallery") && f.galleryOf(n, st):
		return
	case hasClass(n, "wp-caption") && f.captioned(n, st):
		return
	case (n.Data == "aside" || n.Data == "div" || n.Data == "section") && hasClass(n, "factbox", "fact-box", "infobox", "info-box", "kotak-fakta"):
		f.factbox(n, st)
		return
	case hasClass(n, "wp-block-cover"):
		f.background(n)
	}
	if l := attr(n, "lang"); l != "" && validLang(l) {
		st.lang = l
	}
	f.flush()
	f.children(n, st)
	f.flush()
}

func (f *flow) paragraph(n *html.Node, st style) {
	f.flush()
	outer := f.lang
	if l := attr(n, "lang"); l != "" && validLang(l) {
		f.lang = l
	}
	f.children(n, st)
	f.flush()
	f.lang = outer
}

// heading: the article's own headline is the only one of level 1.
func (f *flow) heading(n *html.Node, st style) {
	f.flush()
	g := &flow{m: f.m}
	st.classic = false
	g.children(n, st)
	var line body.Inline
	if line = g.line(); line == nil && len(g.blocks) == 1 {
		if p, ok := g.blocks[0].(*body.Paragraph); ok {
			line, g.blocks = p.Text, nil
		}
	}
	if line != nil {
		f.blocks = append(f.blocks, &body.Heading{Level: min(max(int(n.Data[1]-'0'), 2), 4), Text: line})
	}
	for _, b := range append(g.blocks, g.later...) {
		if p, ok := b.(*body.Paragraph); ok && line == nil {
			f.blocks = append(f.blocks, &body.Heading{Level: min(max(int(n.Data[1]-'0'), 2), 4), Text: p.Text})
			continue
		}
		f.blocks = append(f.blocks, b)
	}
}

// pre is text whose spaces matter.
func (f *flow) pre(n *html.Node) {
	s := strings.TrimRight(f.m.literal(n), "\n")
	if strings.TrimSpace(s) == "" {
		f.flush()
		return
	}
	p := &body.Preformatted{Text: s}
	switch {
	case hasClass(n, "verse"):
		p.Use = "verse"
	case hasClass(n, "code", "lang-", "brush") || find(n, "code") != nil || n.Data == "xmp":
		p.Use = "code"
	}
	f.block(p)
}

// details is a box with a title.
func (f *flow) details(n *html.Node, st style) {
	title := ""
	if s := find(n, "summary"); s != nil && s.Parent == n {
		title = oneLine(textOf(s))
	}
	g := &flow{m: f.m}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || c.Data != "summary" {
			g.node(c, deeper(st))
		}
	}
	g.flush()
	f.flush()
	f.box(title, g.blocks)
}

func deeper(st style) style {
	st.depth++
	return st
}

func (f *flow) factbox(n *html.Node, st style) {
	blocks := f.inner(n, deeper(st), nil)
	f.flush()
	title := ""
	if len(blocks) > 0 {
		if h, ok := blocks[0].(*body.Heading); ok {
			title, blocks = oneLine(h.Text.Text()), blocks[1:]
		}
	}
	f.box(title, blocks)
}

// box makes a factbox of what may stand in one, and puts the rest after it.
func (f *flow) box(title string, blocks []body.Block) {
	box := &body.Factbox{Title: title}
	var outside []body.Block
	for _, b := range blocks {
		if h, ok := b.(*body.Heading); ok && outside == nil {
			b = &body.Paragraph{Text: strongly(h.Text)}
		}
		if outside == nil && allowedInBox(b) {
			box.Blocks = append(box.Blocks, b)
		} else {
			outside = append(outside, b)
		}
	}
	if len(box.Blocks) > 0 {
		f.blocks = append(f.blocks, box)
	} else if title != "" {
		f.blocks = append(f.blocks, &body.Paragraph{Text: strongly(body.Text(title))})
	}
	f.blocks = append(f.blocks, outside...)
}

func allowedInBox(b body.Block) bool {
	switch b.(type) {
	case *body.Paragraph, *body.List, *body.Image, *body.Unknown:
		return true
	}
	return false
}

// strongly sets a line in bold.
func strongly(in body.Inline) body.Inline {
	out := make(body.Inline, len(in))
	for i, s := range in {
		has := false
		at := len(s.Marks)
		for k, m := range s.Marks {
			has = has || m.Type == body.MarkStrong
			if at == len(s.Marks) && m.Type != body.MarkLink && m.Type != body.MarkLang {
				at = k
			}
		}
		if !has && !s.Break {
			marks := append([]body.Mark(nil), s.Marks[:at]...)
			marks = append(marks, body.Mark{Type: body.MarkStrong})
			s.Marks = append(marks, s.Marks[at:]...)
		}
		out[i] = s
	}
	return out
}

// script: that of an embed is left out with a note, its post stays as an embed;
// everything else is kept, never run.
func (f *flow) script(n *html.Node) {
	src := attr(n, "src")
	for _, w := range [...]string{"platform.twitter.com", "instagram.com/embed", "tiktok.com/embed", "connect.facebook", "youtube.com", "platform.x.com",
		"wp-embed", "wp-includes/js"} {
		if strings.Contains(src, w) {
			f.m.note("left_out", "script", false, f.m.rawOf(n))
			return
		}
	}
	f.keep(n)
}

// noscript mostly repeats a picture that a script would load later.
func (f *flow) noscript(n *html.Node, st style) {
	raw := f.m.literal(n)
	if n.FirstChild != nil && n.FirstChild.Type != html.TextNode {
		raw = f.m.innerOf(n)
	}
	if strings.TrimSpace(raw) == "" || st.depth > 20 {
		return
	}
	g := &flow{m: f.m}
	media := len(f.m.out.Media)
	fresh := false
	before := len(f.m.pictures)
	f.m.markup(g, raw, false)
	fresh = len(f.m.pictures) > before
	for _, b := range g.blocks {
		if b.Kind() != body.KindImage {
			fresh = true
		}
	}
	if !fresh {
		f.m.dropMedia(media)
		f.m.note("left_out", "noscript", false, raw)
		return
	}
	f.flush()
	f.blocks = append(f.blocks, g.blocks...)
}

// textOf gives all text below a node.
func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	after := false // a paragraph ended
	walkNodes(n, func(c *html.Node) bool {
		if c.Type == html.TextNode {
			if after && b.Len() > 0 && !blank(c.Data) {
				b.WriteByte('\n')
				after = false
			}
			b.WriteString(c.Data)
			if p := c.Parent; p != nil && p != n && (p.Data == "p" || p.Data == "div") && c.NextSibling == nil {
				after = true
			}
		} else if c.Type == html.ElementNode && (c.Data == "br" || c.Data == "p" || c.Data == "div") {
			after = true
		}
		return c.Data != "script" && c.Data != "style" && c.Data != "noscript" && c.Data != "iframe"
	})
	return b.String()
}

// walkNodes visits the nodes below n without recursion, in order; into says
// whether to go below a node.
func walkNodes(n *html.Node, into func(*html.Node) bool) {
	c := n.FirstChild
	for c != nil {
		if into(c) && c.FirstChild != nil {
			c = c.FirstChild
			continue
		}
		for c != nil && c.NextSibling == nil {
			if c = c.Parent; c == n {
				return
			}
		}
		if c == nil {
			return
		}
		c = c.NextSibling
	}
}

// find gives the first element of a name below n.
func find(n *html.Node, names ...string) *html.Node {
	var found *html.Node
	walkNodes(n, func(c *html.Node) bool {
		if found == nil && c.Type == html.ElementNode && contains(names, c.Data) {
			found = c
		}
		return found == nil
	})
	return found
}

// findAll gives the elements of a name below n.
func findAll(n *html.Node, name string) []*html.Node {
	var out []*html.Node
	walkNodes(n, func(c *html.Node) bool {
		if c.Type == html.ElementNode && c.Data == name {
			out = append(out, c)
		}
		return true
	})
	return out
}

// literal is the text below a node with line breaks, and with the source of what
// stands in slots.
func (m *mapper) literal(n *html.Node) string {
	var b strings.Builder
	walkNodes(n, func(c *html.Node) bool {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Type == html.CommentNode:
			if s, ok := m.slotOf(c.Data); ok {
				b.WriteString(s.raw)
			}
		case c.Data == "br":
			b.WriteByte('\n')
		}
		return true
	})
	// Where a parser reads no tags (<noscript>) slots are text.
	return m.refill(b.String())
}

// rawOf is the markup of an element as the source had it, slots filled in again.
func (m *mapper) rawOf(n *html.Node) string {
	var b strings.Builder
	if html.Render(&b, n) != nil {
		return textOf(n)
	}
	return m.refill(b.String())
}

func (m *mapper) innerOf(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if html.Render(&b, c) != nil {
			b.WriteString(textOf(c))
		}
	}
	return m.refill(b.String())
}

func (m *mapper) refill(s string) string {
	if m.mark == "" || !strings.Contains(s, "<!--"+m.mark) {
		return s
	}
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "<!--"+m.mark)
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		num, rest, _ := strings.Cut(after, "-->")
		if sl, ok := m.slotOf(m.mark + num); ok {
			b.WriteString(sl.raw)
		}
		s = rest
	}
}

// oneLine is text for a field of one line.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\n\r\t") {
		return strings.Trim(s, " ")
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\r' || r == '\t' }), " ")
}
