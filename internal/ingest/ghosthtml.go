package ingest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// html reads the finished form, in which cards are elements with classes of
// Ghost's: each becomes the card again that it was.
func (t *ghostText) html(src string) string {
	if !strings.Contains(src, "kg-") || len(src) > maxMarkup || !safeMarkup(src) {
		return src
	}
	root := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(src), root)
	if err != nil {
		return src
	}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	t.b.Reset()
	t.replace(root)
	var b strings.Builder
	for c := root.FirstChild; c != nil; c = c.NextSibling {
		if html.Render(&b, c) != nil {
			return src
		}
	}
	return b.String()
}

// replace puts cards' plain markup in place of them.
func (t *ghostText) replace(root *html.Node) {
	var cards, comments []*html.Node
	walkNodes(root, func(c *html.Node) bool {
		if c.Type == html.CommentNode && strings.HasPrefix(strings.TrimSpace(c.Data), "kg-card") {
			comments = append(comments, c)
			return false
		}
		if c.Type == html.ElementNode && strings.Contains(attr(c, "class"), "kg-") && cardName(c) != "" {
			cards = append(cards, c)
			return false
		}
		return true
	})
	for _, c := range comments {
		c.Parent.RemoveChild(c)
	}
	for _, c := range cards {
		t.b.Reset()
		t.shown(cardName(c), c)
		c.Parent.InsertBefore(&html.Node{Type: html.RawNode, Data: t.b.String()}, c)
		c.Parent.RemoveChild(c)
	}
	t.b.Reset()
}

// cardName tells a card whose elements say more than the mapper sees in them.
func cardName(n *html.Node) string {
	for _, w := range strings.Fields(attr(n, "class")) {
		switch name := strings.TrimSuffix(strings.TrimPrefix(w, "kg-"), "-card"); w {
		case "kg-bookmark-card", "kg-callout-card", "kg-toggle-card", "kg-button-card", "kg-audio-card", "kg-video-card", "kg-file-card",
			"kg-header-card", "kg-product-card", "kg-signup-card", "kg-gallery-card", "kg-cta-card":
			return name
		}
	}
	return ""
}

// ofClass gives the first element of a class below n.
func ofClass(n *html.Node, class string) *html.Node {
	var found *html.Node
	walkNodes(n, func(c *html.Node) bool {
		if found == nil && c.Type == html.ElementNode && contains(strings.Fields(attr(c, "class")), class) {
			found = c
		}
		return found == nil
	})
	return found
}

func innerHTML(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		html.Render(&b, c)
	}
	return b.String()
}

func (t *ghostText) shown(name string, n *html.Node) {
	text := func(classes ...string) string {
		for _, c := range classes {
			if e := ofClass(n, c); e != nil {
				return oneLine(textOf(e))
			}
		}
		return ""
	}
	at := func(e *html.Node, names ...string) string {
		if e == nil {
			return ""
		}
		for _, name := range names {
			if v := attr(e, name); v != "" {
				return v
			}
		}
		return ""
	}
	caption := innerHTML(find(n, "figcaption"))
	switch name {
	case "bookmark":
		t.card(name, card{"url": at(find(n, "a"), "href"), "caption": caption, "metadata": map[string]any{"title": text("kg-bookmark-title"),
			"description": text("kg-bookmark-description"), "publisher": text("kg-bookmark-publisher"), "author": text("kg-bookmark-author")}})
	case "callout":
		t.card(name, card{"calloutText": innerHTML(ofClass(n, "kg-callout-text")), "calloutEmoji": text("kg-callout-emoji")})
	case "toggle":
		t.card(name, card{"heading": innerHTML(ofClass(n, "kg-toggle-heading-text")), "content": innerHTML(ofClass(n, "kg-toggle-content"))})
	case "button":
		a := find(n, "a")
		t.card(name, card{"buttonText": text("kg-btn"), "buttonUrl": at(a, "href")})
	case "audio":
		t.card(name, card{"src": at(find(n, "audio"), "src"), "title": text("kg-audio-title"), "caption": caption})
	case "video":
		t.card(name, card{"src": at(find(n, "video"), "src"), "thumbnailSrc": at(find(n, "video"), "poster"), "caption": caption})
	case "file":
		t.card(name, card{"src": at(find(n, "a"), "href"), "fileTitle": text("kg-file-card-title"), "fileCaption": text("kg-file-card-caption"),
			"fileName": text("kg-file-card-filename")})
	case "header":
		h := find(n, "h1", "h2", "h3")
		t.card(name, card{"header": innerHTML(h), "subheader": text("kg-header-card-subheader", "kg-header-card-subheading"), "buttonText": text("kg-header-card-button"),
			"buttonUrl": at(ofClass(n, "kg-header-card-button"), "href"), "backgroundImageSrc": at(find(n, "img"), "src")})
	case "product":
		t.card(name, card{"productTitle": text("kg-product-card-title"), "productDescription": innerHTML(ofClass(n, "kg-product-card-description")),
			"productImageSrc": at(find(n, "img"), "src"), "productButton": text("kg-product-card-button"), "productUrl": at(ofClass(n, "kg-product-card-button"), "href")})
	case "gallery":
		var list []any
		for _, img := range findAll(n, "img") {
			list = append(list, map[string]any{"src": at(img, "src", "data-src"), "alt": attr(img, "alt")})
		}
		t.card(name, card{"images": list, "caption": caption})
	case "cta":
		t.card("call-to-action", card{"textValue": innerHTML(ofClass(n, "kg-cta-text")), "buttonText": text("kg-cta-button"),
			"buttonUrl": at(ofClass(n, "kg-cta-button"), "href"), "imageUrl": at(find(n, "img"), "src")})
	default:
		t.m.note("block", "ghost:"+name, true, "")
		t.slot(slot{kind: slotUnknown, name: "ghost:" + name, raw: t.m.rawOf(n)})
	}
}
