// Package sitetest is what tests of the readers' side share: text(page), the
// exact-text rule of seed-page.md section 6, and a running paper with the
// seed's thirteen articles. No binary contains it.
package sitetest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// dropped elements have no text (T2).
var dropped = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Svg: true}

// lineEnds are how many line ends an element requires before and after it (T5).
var lineEnds = map[atom.Atom]int{
	atom.P: 2, atom.H1: 2, atom.H2: 2, atom.H3: 2, atom.H4: 2, atom.H5: 2, atom.H6: 2,
	atom.Div: 1, atom.Section: 1, atom.Article: 1, atom.Header: 1, atom.Footer: 1, atom.Nav: 1, atom.Aside: 1,
	atom.Main: 1, atom.Ul: 1, atom.Ol: 1, atom.Li: 1, atom.Dl: 1, atom.Dt: 1, atom.Dd: 1, atom.Figure: 1,
	atom.Figcaption: 1, atom.Blockquote: 1, atom.Address: 1, atom.Table: 1, atom.Tr: 1, atom.Br: 1,
}

// Text is the text of the page's one main element.
func Text(page []byte) (string, error) {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return "", fmt.Errorf("read the page: %w", err)
	}
	mains := Find(root, func(n *html.Node) bool { return n.DataAtom == atom.Main })
	if len(mains) != 1 {
		return "", fmt.Errorf("read the page: %d main elements, want 1", len(mains))
	}
	var w textWriter
	w.node(mains[0])
	w.line(0)
	return w.out.String(), nil
}

// Find lists the elements that match, in document order (T1).
func Find(n *html.Node, match func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && match(d) {
			out = append(out, d)
		}
	}
	return out
}

// Attr gives an attribute's value.
func Attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

type textWriter struct {
	out strings.Builder
	cur strings.Builder
	// gap is the largest requirement since the last piece of text.
	gap int
}

func (w *textWriter) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.cur.WriteString(n.Data)
		return
	case html.ElementNode:
	default:
		return
	}
	if dropped[n.DataAtom] {
		return
	}
	if _, ok := Attr(n, "data-print"); ok {
		return // it is there for paper alone: the other pages of a story, the address
	}
	if n.DataAtom == atom.Img {
		alt, _ := Attr(n, "alt")
		w.cur.WriteString(alt)
		return
	}
	ends := lineEnds[n.DataAtom]
	if ends > 0 {
		w.line(ends)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
	if ends > 0 {
		w.line(ends)
	}
}

// line ends the current line and notes how many line ends must follow it.
func (w *textWriter) line(ends int) {
	text := strings.Trim(squeeze(w.cur.String()), " ")
	w.cur.Reset()
	if text != "" {
		if w.out.Len() > 0 {
			w.out.WriteString(strings.Repeat("\n", w.gap))
		}
		w.out.WriteString(text)
		w.gap = 0
	}
	w.gap = max(w.gap, ends)
}

// squeeze makes runs of the five white spaces of HTML one space (T6); every
// other character stays.
func squeeze(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		switch r {
		case ' ', '\t', '\n', '\r', '\f':
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}

// Differ tells the first line in which two texts differ, with the code points
// of both; nil if they are equal.
func Differ(got, want string) error {
	if got == want {
		return nil
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		var a, b string
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			b = w[i]
		}
		if a != b || i >= len(g) || i >= len(w) {
			return fmt.Errorf("line %d differs (got %d bytes, want %d)\n got: %q\nwant: %q\n got code points: %U\nwant code points: %U",
				i+1, len(got), len(want), a, b, []rune(a), []rune(b))
		}
	}
	return errors.New("the texts differ in their line ends")
}
