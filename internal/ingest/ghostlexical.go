package ingest

import (
	"encoding/json"
	"strings"
)

// maxNesting is how deep lists and boxes of an author go; below that there is only
// text.
const maxNesting = 60

// lexical reads the format of Ghost 5's editor: a tree of nodes with types.
func (t *ghostText) lexical(s string) (string, bool) {
	if len(s) > maxMarkup {
		t.m.note("limit", "lexical", false, "")
		return "", false
	}
	var doc struct {
		Root map[string]any `json:"root"`
	}
	if json.Unmarshal([]byte(s), &doc) != nil || doc.Root == nil {
		return "", false
	}
	list, ok := doc.Root["children"].([]any)
	if !ok {
		return "", false
	}
	t.b.Reset()
	t.markdowns, t.alone = 0, len(list) == 1
	t.nodes(list)
	return t.b.String(), true
}

func (t *ghostText) nodes(list []any) {
	for _, x := range list {
		if m, ok := x.(map[string]any); ok {
			t.lexNode(m)
		}
	}
}

// children writes what is below a node.
func (t *ghostText) children(n card) {
	list, _ := n["children"].([]any)
	if t.depth >= maxNesting {
		t.m.note("limit", "depth", false, "")
		t.out(esc(lexText(n, 0)))
		return
	}
	t.depth++
	t.nodes(list)
	t.depth--
}

// lexText is the text below a node.
func lexText(n card, depth int) string {
	s := n.str("text")
	if depth > 2*maxNesting {
		return s
	}
	list, _ := n["children"].([]any)
	for _, x := range list {
		if m, ok := x.(map[string]any); ok {
			s += lexText(m, depth+1)
		}
	}
	return s
}

func (t *ghostText) within(tag string, n card) {
	t.out("<", tag, ">")
	t.children(n)
	t.out("</", tag, ">")
}

func (t *ghostText) lexNode(n card) {
	kind := n.str("type")
	switch strings.TrimPrefix(kind, "extended-") {
	case "paragraph":
		t.within("p", n)
	case "heading":
		tag := n.str("tag")
		if len(tag) != 2 || tag[0] != 'h' || tag[1] < '1' || tag[1] > '6' {
			tag = "h2"
		}
		t.within(tag, n)
	case "quote":
		t.within("blockquote", n)
	case "aside":
		// The second of Ghost's two sorts of quotation.
		t.out(`<blockquote class="pullquote">`)
		t.children(n)
		t.out("</blockquote>")
	case "list":
		t.lexList(n)
	case "listitem":
		t.within("li", n)
	case "text", "tk", "emoji":
		t.lexText(n)
	case "zwnj":
	case "linebreak":
		t.out("<br>")
	case "tab":
		t.out("\t")
	case "link", "autolink", "at-link":
		t.out(`<a href="`, esc(n.str("url")), `" rel="`, esc(n.str("rel")), `">`)
		t.children(n)
		t.out("</a>")
	case "at-link-search":
	case "root":
		t.children(n)
	default:
		if _, ok := n["children"].([]any); ok && kind != "callout" {
			// A kind that is not known, but holds others.
			t.m.note("block", "ghost:"+clip(kind), false, "")
			t.within("div", n)
			return
		}
		t.card(kind, n)
	}
}

// lexList: a list below another stands in an item of its own there; HTML has it in
// the item before.
func (t *ghostText) lexList(n card) {
	tag := "ul"
	if n.str("listType") == "number" || n.str("tag") == "ol" {
		tag = "ol"
		if start, ok := n["start"].(float64); ok && start > 1 && start < 1e6 {
			t.out(`<ol start="`, string(appendInt(nil, int(start))), `">`)
			tag = ""
		}
	}
	if tag != "" {
		t.out("<", tag, ">")
	} else {
		tag = "ol"
	}
	list, _ := n["children"].([]any)
	open := false
	for _, x := range list {
		item, _ := x.(map[string]any)
		inner, _ := item["children"].([]any)
		if len(inner) == 1 {
			if sub, ok := inner[0].(map[string]any); ok && card(sub).str("type") == "list" && open && t.depth < maxNesting {
				t.depth++
				t.lexList(sub)
				t.depth--
				continue
			}
		}
		if open {
			t.out("</li>")
		}
		t.out("<li>")
		t.children(item)
		open = true
	}
	if open {
		t.out("</li>")
	}
	t.out("</", tag, ">")
}

// formats of running text, by bit.
var lexFormats = [...]struct {
	bit int
	tag string
}{{1, "strong"}, {2, "em"}, {4, "s"}, {8, "u"}, {16, "code"}, {32, "sub"}, {64, "sup"}, {128, "mark"}}

func (t *ghostText) lexText(n card) {
	f, _ := n["format"].(float64)
	bits := 0
	if f > 0 && f < 1<<16 {
		bits = int(f)
	}
	text, _ := n["text"].(string)
	for _, x := range lexFormats {
		if bits&x.bit != 0 {
			t.out("<", x.tag, ">")
		}
	}
	t.out(esc(text))
	for i := len(lexFormats) - 1; i >= 0; i-- {
		if bits&lexFormats[i].bit != 0 {
			t.out("</", lexFormats[i].tag, ">")
		}
	}
}
