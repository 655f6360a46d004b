package ingest

import (
	"slices"

	"golang.org/x/net/html"

	"warta/internal/body"
)

// table makes a table of running text. One that holds pictures or tables is how
// pages were once laid out: its cells follow each other as ordinary text.
func (f *flow) table(n *html.Node, st style) {
	st.depth++
	rows, caption, outside := tableRows(n)
	if len(rows) == 0 {
		f.children(n, st)
		f.flush()
		return
	}
	if find(n, "table", "img", "iframe", "video", "audio", "figure", "blockquote", "pre", "object") != nil {
		f.m.note("element", "table of blocks", false, "")
		f.flush()
		for _, row := range rows {
			for _, c := range row {
				f.children(c, st)
				f.flush()
			}
		}
		if caption != nil {
			f.children(caption, st)
			f.flush()
		}
		f.loose(outside, st)
		return
	}
	t := &body.Table{}
	if caption != nil {
		t.Caption = oneLine(textOf(caption))
	}
	t.HeaderRow = isHeadRow(rows[0], n)
	t.HeaderCol = len(rows) > 1
	var later []body.Block
	// down counts rows that a cell above still reaches into, by column.
	var down []int
	spans := false
	for i, row := range rows {
		var cells []body.Cell
		column := 0
		fill := func() {
			for column < len(down) && down[column] > 0 && len(cells) < maxColumns {
				cells = append(cells, body.Cell{})
				down[column]--
				column++
			}
		}
		for k, c := range row {
			fill()
			if k == 0 && (i > 0 || !t.HeaderRow) && c.Data != "th" {
				t.HeaderCol = false
			}
			text, blocks := f.cell(c, st)
			later = append(later, blocks...)
			across := int(min(max(number(attr(c, "colspan")), 1), maxColumns))
			deep := int(min(max(number(attr(c, "rowspan")), 1), 1000))
			spans = spans || across > 1 || deep > 1
			for j := range across {
				if j == 0 {
					cells = append(cells, body.Cell{Text: text})
				} else if len(cells) < maxColumns {
					cells = append(cells, body.Cell{})
				}
				for len(down) <= column {
					down = append(down, 0)
				}
				down[column] = deep - 1
				column++
			}
		}
		fill()
		if len(cells) > 0 {
			t.Rows = append(t.Rows, body.Row{Cells: cells})
		}
	}
	if spans {
		f.m.note("element", "cell over several", false, "")
	}
	f.flush()
	if slices.ContainsFunc(t.Rows, func(r body.Row) bool {
		return slices.ContainsFunc(r.Cells, func(c body.Cell) bool { return len(c.Text) > 0 })
	}) {
		f.blocks = append(f.blocks, t)
	}
	f.blocks = append(f.blocks, later...)
	f.loose(outside, st)
}

// maxColumns bounds cells that spans make; real ones are all kept.
const maxColumns = 100

// loose is what stands in a table beside its rows.
func (f *flow) loose(nodes []*html.Node, st style) {
	for _, n := range nodes {
		f.node(n, st)
	}
	f.flush()
}

func tableRows(n *html.Node) (rows [][]*html.Node, caption *html.Node, outside []*html.Node) {
	row := func(tr *html.Node) {
		var cells []*html.Node
		for c := tr.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && (c.Data == "td" || c.Data == "th") {
				cells = append(cells, c)
			} else if c.Type == html.CommentNode {
				outside = append(outside, c)
			}
		}
		if cells != nil {
			rows = append(rows, cells)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.CommentNode:
			outside = append(outside, c)
		case c.Type != html.ElementNode:
		case c.Data == "caption":
			caption = c
		case c.Data == "tr":
			row(c)
		case c.Data == "thead" || c.Data == "tbody" || c.Data == "tfoot":
			for tr := c.FirstChild; tr != nil; tr = tr.NextSibling {
				if tr.Type == html.ElementNode && tr.Data == "tr" {
					row(tr)
				} else if tr.Type == html.CommentNode {
					outside = append(outside, tr)
				}
			}
		}
	}
	return rows, caption, outside
}

func isHeadRow(row []*html.Node, table *html.Node) bool {
	if p := row[0].Parent; p != nil && p.Parent != nil && p.Parent.Data == "thead" {
		return true
	}
	for _, c := range row {
		if c.Data != "th" {
			return false
		}
	}
	return true
}

// cell makes one line of a cell; blocks that no cell can hold come after the
// table.
func (f *flow) cell(n *html.Node, st style) (body.Inline, []body.Block) {
	var out body.Inline
	var rest []body.Block
	line := func(in body.Inline) {
		if len(in) == 0 {
			return
		}
		if out != nil {
			out = append(out, body.Span{Break: true})
		}
		out = append(out, in...)
	}
	var each func(blocks []body.Block)
	each = func(blocks []body.Block) {
		for _, b := range blocks {
			switch b := b.(type) {
			case *body.Paragraph:
				line(b.Text)
			case *body.Heading:
				line(strongly(b.Text))
			case *body.List:
				for _, item := range b.Items {
					each(item.Blocks)
				}
			default:
				rest = append(rest, b)
			}
		}
	}
	each(f.inner(n, st, nil))
	return out, rest
}
