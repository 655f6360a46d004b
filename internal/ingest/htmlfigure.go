package ingest

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"warta/internal/body"
)

// figure is anything with a caption.
func (f *flow) figure(n *html.Node, st style) {
	f.flush()
	caption := captionNode(n)
	images := findAll(n, "img")
	inner := findAll(n, "figure")
	switch {
	case len(images) > 1 && (len(inner) > 1 || hasClass(n, "gallery")) || hasClass(n, "wp-block-gallery") && len(images) > 0:
		if f.galleryOf(n, st) {
			return
		}
	case len(inner) > 0:
	case find(n, "table") != nil:
		f.captionedBlocks(n, caption, st, func(b body.Block, text body.Inline) bool {
			t, ok := b.(*body.Table)
			if ok && t.Caption == "" {
				t.Caption = oneLine(text.Text())
			}
			return ok
		})
		return
	case find(n, "blockquote") != nil:
		if bq := find(n, "blockquote"); !hasClass(bq, "twitter-tweet", "instagram-media", "tiktok-embed", "wp-embedded-content") {
			outer := f.m.large
			f.m.large = hasClass(n, "pullquote")
			defer func() { f.m.large = outer }()
			f.captionedBlocks(n, caption, st, func(b body.Block, text body.Inline) bool {
				switch q := b.(type) {
				case *body.Quote:
					if q.Attribution == "" {
						q.Attribution = strings.TrimLeft(oneLine(text.Text()), "—–- ")
						return true
					}
				case *body.Pullquote:
					if q.Attribution == "" {
						q.Attribution = strings.TrimLeft(oneLine(text.Text()), "—–- ")
						return true
					}
				}
				return false
			})
			return
		}
	case len(images) == 1 && find(n, "iframe", "video", "audio", "p", "ul", "pre") == nil:
		f.captionedPicture(n, images[0], caption, st)
		return
	}
	f.captionedBlocks(n, caption, st, captionInto)
}

// captionInto gives a caption to a block that has a place for it.
func captionInto(b body.Block, text body.Inline) bool {
	switch b := b.(type) {
	case *body.Image:
		if len(b.Caption) == 0 {
			b.Caption = text
			return true
		}
	case *body.Video:
		b.Caption = text
		return true
	case *body.Audio:
		b.Caption = text
		return true
	}
	return false
}

// captionNode is the figure's own caption, not one of a figure inside it.
func captionNode(n *html.Node) *html.Node {
	var own *html.Node
	walkNodes(n, func(c *html.Node) bool {
		if c.Type == html.ElementNode && c.Data == "figcaption" && own == nil {
			own = c
		}
		return c.Data != "figure" && own == nil
	})
	return own
}

// captionedBlocks makes the blocks of a figure and gives its caption to the first
// that take says it went to; else it follows as a paragraph.
func (f *flow) captionedBlocks(n, caption *html.Node, st style, take func(body.Block, body.Inline) bool) {
	g := &flow{m: f.m}
	g.without(n, caption, deeper(st))
	g.flush()
	f.blocks = append(f.blocks, g.blocks...)
	if caption == nil {
		return
	}
	text, credit, rest := f.captionOf(caption, st)
	if credit != "" {
		if text != nil {
			text = append(text, body.Span{Text: " "})
		}
		text = append(text, body.Span{Text: credit})
	}
	if text != nil {
		done := false
		for _, b := range g.blocks {
			if done = take(b, text); done {
				break
			}
		}
		if !done {
			f.blocks = append(f.blocks, &body.Paragraph{Text: text})
		}
	}
	f.blocks = append(f.blocks, rest...)
}

// without makes the blocks below n, leaving out one node.
func (f *flow) without(n, skip *html.Node, st style) {
	if st.depth++; st.depth > maxWalk {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c == skip:
		case skip != nil && c.Type == html.ElementNode && holds(c, skip):
			inner, _ := f.inline(c, st)
			f.without(c, skip, inner)
		default:
			f.node(c, st)
		}
	}
}

func holds(n, below *html.Node) bool {
	for p := below.Parent; p != nil; p = p.Parent {
		if p == n {
			return true
		}
	}
	return false
}

func (f *flow) captionedPicture(n, img, caption *html.Node, st style) {
	p := f.m.readImg(img)
	if hasClass(n, "alignwide", "alignfull") {
		p.wide = true
	}
	for a := img.Parent; a != nil && a != n; a = a.Parent {
		if a.Data == "a" {
			p.link = attr(a, "href")
		}
	}
	var rest []body.Block
	if caption != nil {
		credit := ""
		p.caption, credit, rest = f.captionOf(caption, st)
		p.credit = firstText(credit, p.credit)
	}
	if p.url == "" && p.id == 0 {
		f.captionedBlocks(n, caption, st, captionInto)
		return
	}
	f.place(f.m.picture(p))
	// Text of the figure outside of its caption.
	g := &flow{m: f.m}
	g.textAround(n, img, caption, deeper(st))
	g.flush()
	f.blocks = append(f.blocks, g.blocks...)
	f.blocks = append(f.blocks, rest...)
}

// textAround makes blocks of what a figure holds besides picture and caption.
func (f *flow) textAround(n, img, caption *html.Node, st style) {
	if st.depth++; st.depth > maxWalk {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c == img || c == caption || c.Data == "noscript" || c.Data == "source":
		case c.Type == html.ElementNode && (holds(c, img) || caption != nil && holds(c, caption)):
			f.textAround(c, img, caption, st)
		default:
			f.node(c, st)
		}
	}
}

// captionOf reads a caption: its text, and the credit where the markup sets it
// apart. Pictures and the like in a caption come after.
func (f *flow) captionOf(n *html.Node, st style) (text body.Inline, credit string, rest []body.Block) {
	var mark *html.Node
	walkNodes(n, func(c *html.Node) bool {
		if mark == nil && c.Type == html.ElementNode && (c.Data == "cite" || hasClass(c, "credit", "copyright", "photographer", "photo-by")) {
			mark = c
		}
		return mark == nil
	})
	if mark != nil {
		credit = oneLine(textOf(mark))
	}
	g := &flow{m: f.m}
	st.classic, st.href = false, ""
	g.without(n, mark, deeper(st))
	g.flush()
	for _, b := range g.blocks {
		var in body.Inline
		switch b := b.(type) {
		case *body.Paragraph:
			in = b.Text
		case *body.Heading:
			in = b.Text
		default:
			rest = append(rest, b)
			continue
		}
		if text != nil {
			text = append(text, body.Span{Break: true})
		}
		text = append(text, in...)
	}
	return text, credit, rest
}

// galleryOf makes a gallery of an element that holds two pictures or more and
// hardly any other text.
func (f *flow) galleryOf(n *html.Node, st style) bool {
	images := findAll(n, "img")
	if len(images) == 0 || wordy(n) {
		return false
	}
	g := &body.Gallery{}
	own := captionNode(n)
	var after []body.Block
	seen := map[string]bool{}
	for _, img := range images {
		p := f.m.readImg(img)
		if p.url == "" && p.id == 0 || isEmoji(img, p) {
			continue
		}
		box := pictureBox(img, n)
		for a := img.Parent; a != nil && a != n; a = a.Parent {
			if a.Data == "a" {
				p.link = attr(a, "href")
			}
		}
		if box != n {
			if c := boxCaption(box); c != nil && c != own {
				var rest []body.Block
				credit := ""
				p.caption, credit, rest = f.captionOf(c, deeper(st))
				p.credit = firstText(credit, p.credit)
				after = append(after, rest...)
			}
		}
		b := f.m.picture(p)
		m, ok := b.(*body.Image)
		if !ok {
			after = append(after, b)
			continue
		}
		if key := appendKey(m.Asset); !seen[key] {
			seen[key] = true
			g.Images = append(g.Images, m)
		}
	}
	switch len(g.Images) {
	case 0:
		if len(after) == 0 {
			return false
		}
	case 1:
		f.block(g.Images[0])
	default:
		f.block(g)
	}
	f.flush()
	if own != nil && boxOfOwn(own, n) {
		text, credit, rest := f.captionOf(own, deeper(st))
		if credit != "" {
			text = append(text, body.Span{Text: credit})
		}
		if text != nil {
			f.blocks = append(f.blocks, &body.Paragraph{Text: text})
		}
		after = append(after, rest...)
	}
	f.blocks = append(f.blocks, after...)
	f.galleryRest(n)
	return true
}

// wordy: an element with this much text beside its captions is no gallery,
// whatever it is called.
func wordy(n *html.Node) bool {
	size := 0
	walkNodes(n, func(c *html.Node) bool {
		if c.Type == html.TextNode {
			size += len(strings.TrimSpace(c.Data))
		}
		return c.Type != html.ElementNode || c.Data != "figcaption" && c.Data != "dd" && c.Data != "script" && c.Data != "style" && c.Data != "noscript" &&
			!hasClass(c, "caption")
	})
	return size > 300
}

func appendKey(n int64) string { return string(appendInt(nil, int(-n))) }

// boxOfOwn: the caption is the gallery's, not a picture's.
func boxOfOwn(caption, n *html.Node) bool {
	for p := caption.Parent; p != nil && p != n; p = p.Parent {
		if p.Data == "figure" || p.Data == "li" || hasClass(p, "gallery-item") {
			return false
		}
	}
	return true
}

// galleryRest notes text in a gallery that is no caption.
func (f *flow) galleryRest(n *html.Node) {
	walkNodes(n, func(c *html.Node) bool {
		if c.Type == html.ElementNode {
			switch c.Data {
			case "script", "style", "iframe", "video", "audio", "table", "object", "pre":
				f.node(c, style{})
				return false
			}
			return c.Data != "figcaption" && c.Data != "noscript" && c.Data != "dd" && !hasClass(c, "caption")
		}
		if c.Type == html.TextNode && !blank(c.Data) {
			f.blocks = append(f.blocks, &body.Paragraph{Text: body.Text(strings.TrimSpace(c.Data))})
		}
		if c.Type == html.CommentNode {
			if s, ok := f.m.slotOf(c.Data); ok {
				f.slot(s, style{})
			}
		}
		return true
	})
}

// pictureBox is the element that holds one picture of a gallery with its caption.
func pictureBox(img, n *html.Node) *html.Node {
	for p := img.Parent; p != nil && p != n; p = p.Parent {
		if p.Data == "figure" || p.Data == "li" || p.Data == "dl" || hasClass(p, "gallery-item") {
			return p
		}
	}
	return n
}

func boxCaption(box *html.Node) *html.Node {
	if c := find(box, "figcaption", "dd"); c != nil {
		return c
	}
	var found *html.Node
	walkNodes(box, func(c *html.Node) bool {
		if found == nil && c.Type == html.ElementNode && hasClass(c, "caption") {
			found = c
		}
		return found == nil
	})
	return found
}

// captioned is WordPress's older box: a picture, then <p class="wp-caption-text">.
func (f *flow) captioned(n *html.Node, st style) bool {
	images := findAll(n, "img")
	if len(images) != 1 {
		return false
	}
	var caption *html.Node
	walkNodes(n, func(c *html.Node) bool {
		if caption == nil && c.Type == html.ElementNode && (c.Data == "figcaption" || hasClass(c, "wp-caption-text", "wp-caption-dd")) {
			caption = c
		}
		return caption == nil
	})
	f.flush()
	f.captionedPicture(n, images[0], caption, st)
	return true
}

// file is a document to download.
func (f *flow) file(n *html.Node, st style) {
	a := find(n, "a")
	if a == nil {
		f.flush()
		f.children(n, deeper(st))
		f.flush()
		return
	}
	u, ok := f.m.webAddress(attr(a, "href"))
	if !ok {
		f.keep(n)
		return
	}
	f.block(&body.File{Asset: f.m.medium(MediaRef{Kind: "file", URL: u, Markup: excerpt(f.m.rawOf(n))}), Label: oneLine(textOf(a))})
}

func unescapeQuery(s string) string {
	u, err := url.QueryUnescape(s)
	if err != nil {
		return ""
	}
	return u
}
