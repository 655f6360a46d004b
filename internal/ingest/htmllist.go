package ingest

import (
	"golang.org/x/net/html"

	"warta/internal/body"
)

// maxListDepth is how deep lists nest in a body.
const maxListDepth = 3

// list makes a list. What cannot stand in one follows it.
func (f *flow) list(n *html.Node, st style) {
	if hasClass(n, "gallery") && f.galleryOf(n, st) {
		return
	}
	l := &body.List{Ordered: n.Data == "ol"}
	if l.Ordered {
		if start := number(attr(n, "start")); start > 1 && start <= 9999 {
			l.Start = int(start)
		}
	}
	var after []body.Block
	st.depth++
	// Text beside the points belongs to one of its own.
	loose := &flow{m: f.m}
	endLoose := func() {
		loose.flush()
		if len(loose.blocks) > 0 {
			f.point(l, loose.blocks, &after)
			loose = &flow{m: f.m}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == "li" {
			endLoose()
			f.point(l, f.inner(c, st, nil), &after)
			continue
		}
		if c.Type == html.ElementNode && (c.Data == "ul" || c.Data == "ol") && len(l.Items) > 0 {
			// A list beside the points belongs to the point before.
			endLoose()
			g := &flow{m: f.m}
			g.list(c, st)
			last := &l.Items[len(l.Items)-1]
			for _, b := range g.blocks {
				if b.Kind() == body.KindList {
					last.Blocks = append(last.Blocks, b)
				} else {
					after = append(after, b)
				}
			}
			continue
		}
		loose.node(c, st)
	}
	endLoose()
	f.flush()
	if len(l.Items) > 0 {
		f.blocks = append(f.blocks, l)
	}
	f.blocks = append(f.blocks, after...)
}

// point adds a point: a paragraph, then paragraphs and lists.
func (f *flow) point(l *body.List, blocks []body.Block, after *[]body.Block) {
	var item body.ListItem
	for _, b := range blocks {
		switch b := b.(type) {
		case *body.Paragraph:
			item.Blocks = append(item.Blocks, b)
		case *body.Heading:
			item.Blocks = append(item.Blocks, &body.Paragraph{Text: strongly(b.Text)})
		case *body.List:
			if len(item.Blocks) == 0 {
				item.Blocks = append(item.Blocks, &body.Paragraph{})
			}
			item.Blocks = append(item.Blocks, b)
		case *body.Quote:
			item.Blocks = append(item.Blocks, b.Blocks...)
			if b.Attribution != "" {
				item.Blocks = append(item.Blocks, &body.Paragraph{Text: body.Text("— " + b.Attribution)})
			}
		default:
			*after = append(*after, b)
		}
	}
	if len(item.Blocks) > 0 {
		l.Items = append(l.Items, item)
	}
}

// shallow brings lists up that are nested deeper than a body allows: their points
// follow the point that they stood in.
func shallow(l *body.List, depth int) bool {
	changed := false
	for i := 0; i < len(l.Items); i++ {
		item := &l.Items[i]
		kept := item.Blocks[:0:0]
		var up []body.ListItem
		for _, b := range item.Blocks {
			inner, ok := b.(*body.List)
			if !ok {
				kept = append(kept, b)
				continue
			}
			if depth >= maxListDepth {
				changed = true
				shallow(inner, depth)
				up = append(up, inner.Items...)
				continue
			}
			changed = shallow(inner, depth+1) || changed
			kept = append(kept, inner)
		}
		item.Blocks = kept
		if len(up) > 0 {
			rest := append(up, l.Items[i+1:]...)
			l.Items = append(l.Items[:i+1:i+1], rest...)
			i += len(up)
		}
	}
	return changed
}

// definitions: a term in bold, its text below it.
func (f *flow) definitions(n *html.Node, st style) {
	f.flush()
	f.m.note("element", "dl", false, "")
	st.depth++
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.Data == "dt" {
			bold := st
			bold.strong = true
			f.flush()
			f.children(c, bold)
			f.flush()
			continue
		}
		f.node(c, st)
	}
	f.flush()
}

func number(s string) int64 {
	var n int64
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || n > 1<<50 {
			return 0
		}
		n = n*10 + int64(s[i]-'0')
	}
	return n
}
