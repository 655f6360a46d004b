package ingest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"warta/internal/body"
)

// cleaner takes out of the text's element what only stands in it, and remembers it.
type cleaner struct {
	f     *finder
	total int
	left  []Line
	// said are texts that stand elsewhere on the page as fields, folded: headline,
	// standfirst, captions.
	said map[string]string
	// sure are the runs of words of the text as JSON-LD gives it; nil without it.
	sure map[string]int
	// common are words that mark so much of the text that they mean something else on
	// this page.
	common map[string]bool
	// host of the page, "" when nobody knows it.
	host string
}

const (
	maxLeft     = 200
	maxLeftText = 500
)

func (c *cleaner) leave(n *html.Node, why string) {
	if text := oneLine(textOf(n)); text != "" && len(c.left) < maxLeft {
		c.left = append(c.left, Line{Use: why, Left: true, Text: text[:cutAt(text, maxLeftText)]})
	}
}

// large: more of the text than what stands around could be.
func (c *cleaner) large(n *html.Node) bool {
	m := c.f.m[n]
	return m != nil && m.text*10 > c.total*4
}

// learn finds the words of clutter that name large parts of this text.
func (c *cleaner) learn(n *html.Node) {
	sizes := map[string]int{}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for x := n.FirstChild; x != nil; x = x.NextSibling {
			if x.Type != html.ElementNode {
				continue
			}
			if m := c.f.m[x]; m != nil && !c.large(x) && !inlineElements[x.Data] {
				if word, bad := isClutter(x); bad {
					sizes[word] += m.text
					continue
				}
			}
			walk(x)
		}
	}
	walk(n)
	for word, size := range sizes {
		if size*10 > c.total*4 {
			if c.common == nil {
				c.common = map[string]bool{}
			}
			c.common[word] = true
		}
	}
}

// clean removes what is named as clutter, lists of links, pointers.
func (c *cleaner) clean(n *html.Node) {
	for x := n.FirstChild; x != nil; {
		next := x.NextSibling
		if x.Type == html.ElementNode {
			if why := c.clutter(x); why != "" {
				c.leave(x, why)
				n.RemoveChild(x)
			} else if x.Data != "figure" {
				c.clean(x)
			}
		}
		x = next
	}
}

// confirmed: most of the words stand in the text that the page itself gives.
func (c *cleaner) confirmed(n *html.Node) bool {
	if c.sure == nil {
		return false
	}
	words := scoreWords(textOf(n))
	if len(words) < 4 {
		return false
	}
	hit := 0
	for i := 0; i+4 <= len(words); i++ {
		if c.sure[strings.Join(words[i:i+4], " ")] > 0 {
			hit++
		}
	}
	return hit*10 >= (len(words)-3)*7
}

// clutter gives the reason why an element is no text, "" when it is.
func (c *cleaner) clutter(n *html.Node) string {
	m := c.f.m[n]
	if m == nil {
		return ""
	}
	if c.large(n) {
		if (n.Data == "div" || n.Data == "section" || n.Data == "ul") && m.text*10 < c.total*7 && c.teasers(n) && !c.confirmed(n) {
			return "related"
		}
		return ""
	}
	switch n.Data {
	case "footer", "header", "address":
		if m.prose*3 < c.total && !c.confirmed(n) {
			return "label"
		}
	case "aside":
		if !hasClass(n, "factbox", "infobox", "pullquote", "pull-quote", "fact-box") && !c.confirmed(n) {
			return "related"
		}
	case "figure", "picture", "img", "br", "table", "video", "audio", "iframe":
		if n.Data == "table" && m.linkShare() > 0.5 && m.text > 80 {
			return "related"
		}
		if n.Data == "figure" && m.prose > 0 && find(n, "img", "video", "audio", "iframe", "table", "blockquote") == nil {
			return ""
		}
		return ""
	}
	if word, bad := isClutter(n); bad && !c.common[word] && !inlineElements[n.Data] && !c.confirmed(n) {
		if !clutterOfMedia[word] || find(n, "img", "picture", "video") == nil {
			return whyOf(word)
		}
	}
	switch n.Data {
	case "ul", "ol", "dl":
		if m.text > 0 && m.linkShare() > 0.6 && !c.confirmed(n) {
			return "related"
		}
	case "div", "section", "article":
		if m.text > 0 && m.linkShare() > 0.5 && m.prose < 200 && !c.confirmed(n) {
			return "related"
		}
		if c.teasers(n) && !c.confirmed(n) {
			return "related"
		}
		// An article in the article is another one.
		if n.Data == "article" && m.text*5 < c.total && find(n, "a") != nil && m.prose < 400 && !c.confirmed(n) {
			return "related"
		}
	case "p", "h2", "h3", "h4", "h5", "h6", "strong", "b", "span", "em", "a":
		if n.Data != "p" && n.Data[0] != 'h' {
			return ""
		}
		if m.text > 0 && m.text <= 400 && m.link > 0 && c.pointer(n, m) {
			return "related"
		}
	}
	return ""
}

// teasers: three headings or more that are links, with few words under each, are a
// list of other articles.
func (c *cleaner) teasers(n *html.Node) bool {
	linked, plain := 0, 0
	walkNodes(n, func(x *html.Node) bool {
		if x.Type != html.ElementNode {
			return false
		}
		if len(x.Data) == 2 && x.Data[0] == 'h' && x.Data[1] >= '2' && x.Data[1] <= '6' {
			m := c.f.m[x]
			if m != nil && m.text > 15 {
				if m.linkShare() > 0.8 {
					linked++
				} else {
					plain++
				}
			}
			return false
		}
		return true
	})
	m := c.f.m[n]
	return linked >= 3 && plain <= 1 && m.text < linked*600
}

// clutterOfMedia are words that also name the box of a picture.
var clutterOfMedia = words("caption captions credit credits copyright lightbox slider carousel image-caption photo-credit image-credit overlay")

// whyOf sorts the words into the reasons of the report.
func whyOf(word string) string {
	for _, r := range [...]struct{ part, why string }{{"shar", "share"}, {"soci", "share"}, {"relat", "related"}, {"recom", "related"}, {"recirc", "related"}, {"teaser", "related"}, {"more", "related"}, {"baca", "related"},
		{"ad", "advert"}, {"spons", "advert"}, {"promo", "advert"}, {"comment", "comments"}, {"komment", "comments"}, {"disqus", "comments"}, {"newsletter", "channel"}, {"subscr", "channel"},
		{"nav", "navigation"}, {"menu", "navigation"}, {"pag", "pages"}, {"toast", "toast"}} {
		if strings.HasPrefix(word, r.part) {
			return r.why
		}
	}
	return "label"
}

// pointer: a line that opens with a label of pointers and is mostly a link, or is a
// link to another article and nothing else, set apart by a mark.
func (c *cleaner) pointer(n *html.Node, m *measure) bool {
	text := oneLine(textOf(n))
	f := strings.TrimLeft(fold(text), "►▶→»›>•*-–—|+[( \u00a0")
	for _, label := range pointerLabels {
		if strings.HasPrefix(f, label) {
			rest := f[len(label):]
			if slices.Contains(readAlso, label) && strings.HasPrefix(strings.TrimLeft(rest, " \u00a0"), ":") && c.own(n) {
				return false // the mapper makes a reference of it
			}
			if rest == "" || strings.HasPrefix(strings.TrimLeft(rest, " \u00a0"), ":") || m.linkShare() > 0.5 {
				return !c.confirmed(n)
			}
		}
	}
	if m.linkShare() < 0.9 {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(text); strings.ContainsRune("►▶→»›>•*+", r) {
		return true
	}
	return false
}

// own reports whether a line's links lead to the page's own site.
func (c *cleaner) own(n *html.Node) bool {
	links := findAll(n, "a")
	for _, a := range links {
		href := attr(a, "href")
		if !strings.HasPrefix(href, "/") && (c.host == "" || bareHost(hostOf(href)) != c.host) {
			return false
		}
	}
	return len(links) > 0 && c.host != ""
}

// tidyText goes over the blocks: what repeats a field, what is furniture by its own
// words, what stands before the first sentence and after the last.
func (c *cleaner) tidyText(blocks []body.Block, take func(line, int) bool) []body.Block {
	var out []body.Block
	sentences := 0
	for i, b := range blocks {
		text := blockText(b)
		l := newLine(0, strings.TrimSpace(text))
		short := l.length > 0 && l.length <= 300
		heading := b.Kind() == body.KindHeading
		switch {
		case l.text == "":
		case short && c.said[l.folded] != "" && (sentences == 0 || c.said[l.folded] != "duplicate"):
			c.leaveText(l.text, c.said[l.folded])
			continue
		case b.Kind() != body.KindParagraph && !heading:
		default:
			if kind, ok := l.furniture(); ok {
				c.leaveText(l.text, kind)
				continue
			}
			if l.length <= 250 && c.appeal(l) {
				c.leaveText(l.text, "channel")
				continue
			}
			if short && take(l, sentences) {
				continue
			}
			if !heading && l.length > 60 {
				sentences++
			}
		}
		_ = i
		out = append(out, b)
	}
	// A heading or a line without text below it announced something that is gone.
	for len(out) > 0 {
		h, ok := out[len(out)-1].(*body.Heading)
		if !ok {
			break
		}
		c.leaveText(h.Text.Text(), "heading")
		out = out[:len(out)-1]
	}
	for len(out) > 0 && out[len(out)-1].Kind() == body.KindDivider {
		out = out[:len(out)-1]
	}
	for len(out) > 0 && out[0].Kind() == body.KindDivider {
		out = out[1:]
	}
	return out
}

func (c *cleaner) appeal(l line) bool {
	return slices.ContainsFunc(appeals, func(a string) bool {
		return strings.HasPrefix(l.folded, a) && (len(a) > 9 || len(l.folded) <= len(a)+40)
	})
}

func (c *cleaner) leaveText(text, why string) {
	if text != "" && len(c.left) < maxLeft {
		c.left = append(c.left, Line{Use: why, Left: true, Text: text[:cutAt(text, maxLeftText)]})
	}
}

func blockText(b body.Block) string {
	switch b := b.(type) {
	case *body.Paragraph:
		return b.Text.Text()
	case *body.Heading:
		return b.Text.Text()
	}
	return ""
}
