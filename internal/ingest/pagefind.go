package ingest

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Where is the text of the article? What is named as it (articleBody, e-content) is
// taken at its word when it holds enough. Otherwise paragraphs vote for the elements
// around them, by length and commas, the nearest most, and names and links weigh in:
// the way readability libraries go, in one pass over the tree. pagehtml.go asks such
// a library where this one is not sure.

// measure is what counts about an element.
type measure struct {
	// text, link, prose are sizes in bytes: all text, text in links, text of
	// paragraphs that are sentences.
	text, link, prose int
	paragraphs        int
	score             float64
}

func (m *measure) linkShare() float64 {
	if m.text == 0 {
		return 0
	}
	return float64(m.link) / float64(m.text)
}

type finder struct {
	m   map[*html.Node]*measure
	top *html.Node
}

// pruned are elements that never hold text of an article.
var pruned = words(`script style link meta template svg canvas form input select textarea button nav dialog object applet map noscript menu head title base
	label fieldset option datalist progress meter amp-ad amp-analytics amp-sticky-ad amp-consent amp-sidebar amp-social-share gpt-ad`)

// hiddenNode: not shown to readers. What is hidden until a reader asks for more is
// shown, so that aria-hidden alone says nothing about large parts.
func hiddenNode(n *html.Node) bool {
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "hidden":
			if strings.HasPrefix(attr(n, "id"), "S:") {
				// React sends parts of a page so and puts them in place by a script.
				return false
			}
			return a.Val != "until-found" && a.Val != "false"
		case "style":
			s := strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
			if strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") {
				return true
			}
		case "aria-hidden":
			if a.Val == "true" && !hasClass(n, "fallback-image", "image") && n.Data != "img" && n.Data != "math" && n.Data != "span" {
				return true
			}
		}
	}
	return false
}

// prune takes out of the tree what is no text at all. A picture that stands in
// <noscript> for browsers without scripts takes the place of the empty one before it.
func prune(n *html.Node, depth int) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode || c.Type == html.DoctypeNode:
			n.RemoveChild(c)
		case c.Type != html.ElementNode:
		case c.Data == "noscript":
			if img := noscriptImage(c); img != nil {
				n.InsertBefore(img, c)
			}
			n.RemoveChild(c)
		case c.Data == "form" && holdsProse(c):
			// Some systems wrap the whole page into one.
			c.Data, c.DataAtom = "div", 0
			prune(c, depth+1)
		case pruned[c.Data] || c.Data == "iframe" && !frameOfPost(c):
			n.RemoveChild(c)
		case hiddenNode(c):
			n.RemoveChild(c)
		case depth > maxWalk:
			n.RemoveChild(c)
		default:
			prune(c, depth+1)
		}
		c = next
	}
}

// holdsProse: an element with several paragraphs of some length.
func holdsProse(n *html.Node) bool {
	long := 0
	walkNodes(n, func(c *html.Node) bool {
		if c.Type == html.ElementNode && c.Data == "p" && long < 4 {
			size := 0
			for t := c.FirstChild; t != nil; t = t.NextSibling {
				size += len(t.Data)
			}
			if size > 100 {
				long++
			}
		}
		return long < 4
	})
	return long >= 4
}

func noscriptImage(n *html.Node) *html.Node {
	if n.FirstChild == nil {
		return nil
	}
	before := n.PrevSibling
	for before != nil && before.Type == html.TextNode && blank(before.Data) {
		before = before.PrevSibling
	}
	if before != nil && before.Type == html.ElementNode && (before.Data == "img" && strings.HasPrefix(attr(before, "src"), "http") || find(before, "img") != nil) {
		return nil
	}
	raw := n.FirstChild.Data
	if n.FirstChild.Type != html.TextNode || !strings.Contains(raw, "<img") || len(raw) > 20_000 || !safeMarkup(raw) {
		return nil
	}
	nodes, err := html.ParseFragment(strings.NewReader(raw), &html.Node{Type: html.ElementNode, Data: "div"})
	if err != nil {
		return nil
	}
	for _, x := range nodes {
		if x.Type == html.ElementNode && x.Data == "img" {
			return x
		}
	}
	return nil
}

// frameOfPost: a frame with a film or a post of a house that we know.
func frameOfPost(n *html.Node) bool {
	src := firstText(attr(n, "src"), attr(n, "data-src"), attr(n, "data-lazy-src"))
	if strings.HasPrefix(src, "//") {
		src = "https:" + src
	}
	return src != "" && newMapper(MapOptions{}).embedOf(src) != nil
}

// inlineElements do not end a line.
var inlineElements = words(`a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q rp rt ruby s samp small span strike strong sub sup time tt u var wbr img br picture
	source nobr label amp-img`)

// measureAll measures a tree from its leaves and lets paragraphs vote.
func measureAll(root *html.Node) *finder {
	f := &finder{m: map[*html.Node]*measure{}}
	f.measure(root, false, 0)
	var best float64
	for n, m := range f.m {
		if m.score == 0 || n.Data == "body" || n.Data == "html" {
			continue
		}
		m.score += f.weight(n)
		if s := m.score * (1 - m.linkShare()); s > best {
			best, f.top = s, n
		}
	}
	if f.top != nil {
		f.top = f.climb(f.top)
	}
	return f
}

func (f *finder) measure(n *html.Node, link bool, depth int) *measure {
	// Points of the paragraphs inside come before this element's own turn ends.
	m := f.m[n]
	if m == nil {
		m = &measure{}
		f.m[n] = m
	}
	blocks := false
	link = link || n.Data == "a" && attr(n, "href") != "" && !strings.HasPrefix(attr(n, "href"), "#")
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			if s := len(strings.TrimSpace(c.Data)); s > 0 {
				m.text += s
				if link {
					m.link += s
				}
			}
		case html.ElementNode:
			if depth > maxWalk {
				continue
			}
			x := f.measure(c, link, depth+1)
			m.text += x.text
			m.link += x.link
			m.prose += x.prose
			m.paragraphs += x.paragraphs
			blocks = blocks || !inlineElements[c.Data]
		}
	}
	if n.Type != html.ElementNode || inlineElements[n.Data] {
		return m
	}
	if !blocks && m.text >= 25 && m.linkShare() < 0.5 && n.Data != "figcaption" && n.Data != "li" && (n.Data[0] != 'h' || len(n.Data) != 2) {
		f.vote(n, m)
	} else if blocks && n.Data != "p" {
		// Text between blocks, with <br> for paragraphs.
		loose := 0
		breaks := 0
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode {
				loose += len(strings.TrimSpace(c.Data))
			}
			if c.Type == html.ElementNode && c.Data == "br" {
				breaks++
			}
		}
		if loose > 200 {
			x := &measure{text: loose}
			f.voteFor(n, n, x, looseText(n))
			m.prose += loose
			m.paragraphs += max(1, breaks/2)
		}
	}
	return m
}

func looseText(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// vote gives a paragraph's points to what is around it.
func (f *finder) vote(n *html.Node, m *measure) {
	m.paragraphs++
	m.prose = m.text
	f.voteFor(n.Parent, n, m, textOf(n))
}

func (f *finder) voteFor(from, self *html.Node, m *measure, text string) {
	points := 1 + float64(commas(text)) + min(float64(utf8.RuneCountInString(text))/100, 3)
	level := 0
	for p := from; p != nil && p.Type == html.ElementNode && level < 5; p = p.Parent {
		share := points
		switch {
		case level == 1:
			share /= 2
		case level > 1:
			share /= float64(level * 3)
		}
		f.points(p, share)
		level++
	}
}

func (f *finder) points(n *html.Node, p float64) {
	m := f.m[n]
	if m == nil {
		m = &measure{}
		f.m[n] = m
	}
	m.score += p
}

func commas(s string) int {
	n := 0
	for _, r := range s {
		switch r {
		case ',', '，', '、', '،', '。', ';':
			n++
		}
	}
	return n
}

// weight is what an element's tag and names say.
func (f *finder) weight(n *html.Node) float64 {
	w := 0.0
	switch n.Data {
	case "div", "article", "main", "section":
		w += 5
	case "pre", "td", "blockquote":
		w += 3
	case "ol", "ul", "dl", "dd", "dt", "li", "address", "form":
		w -= 3
	case "h1", "h2", "h3", "h4", "h5", "h6", "th":
		w -= 5
	case "aside", "footer", "header":
		w -= 25
	}
	if n.Data == "article" || n.Data == "main" {
		w += 10
	}
	bad, good := false, false
	classWords(n, func(word, pair string) bool {
		bad = bad || clutterWords[word] || clutterPairs[pair]
		good = good || textWords[word]
		return false
	})
	if bad {
		w -= 25
	}
	if good {
		w += 25
	}
	return w
}

// partElements are never a text by themselves.
var partElements = words("p blockquote li ul ol dl dd dt tr tbody table figure pre h1 h2 h3 h4 h5 h6")

// climb goes up from the best element while what is around it adds prose rather than
// other things: texts are often cut into parts that stand beside each other.
func (f *finder) climb(n *html.Node) *html.Node {
	for p := n.Parent; p != nil && p.Type == html.ElementNode && p.Data != "body" && p.Data != "html"; p = n.Parent {
		mine, around := f.m[n], f.m[p]
		if around == nil {
			break
		}
		moreProse, moreText := around.prose-mine.prose, around.text-mine.text
		switch {
		case moreText == 0:
		case partElements[n.Data]:
		case moreProse > mine.prose/6 && moreProse*10 > moreText*6:
		default:
			return n
		}
		n = p
	}
	return n
}
