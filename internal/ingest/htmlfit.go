package ingest

import (
	"strings"

	"warta/internal/body"
)

// maxBody is the most JSON of one body, with room for ids (newsroom.md BODY-1).
const maxBody = 1<<20 - 64<<10

// fit makes the document keep the rules that are no matter of length: nothing is
// cut except what no body can hold, and that goes into Rest.
func (m *mapper) fit(blocks []body.Block) {
	for _, b := range blocks {
		if l, ok := b.(*body.List); ok && shallow(l, 1) {
			m.note("element", "list nested deeper", false, "")
		}
		if box, ok := b.(*body.Factbox); ok {
			for _, inner := range box.Blocks {
				if l, ok := inner.(*body.List); ok && shallow(l, 1) {
					m.note("element", "list nested deeper", false, "")
				}
			}
		}
	}
	m.out.Doc = body.Doc{Version: body.SchemaVersion, Blocks: blocks}
	m.out.Rest = m.rest
	m.out.Doc.AssignIDs(m.o.Seed)
	if sizeOf(m.out.Doc) > maxBody {
		m.shorten()
	}
	m.limits()
}

// sizeOf is the size of a document's JSON; of one that is far below the limit it
// gives an estimate from above, which costs nothing.
func sizeOf(d body.Doc) int {
	n := 0
	line := func(in body.Inline) {
		for _, s := range in {
			n += 60 + 2*len(s.Text)
			for _, m := range s.Marks {
				n += 60 + 2*len(m.Href)
			}
		}
	}
	d.Walk(func(b body.Block) {
		n += 200
		switch b := b.(type) {
		case *body.Paragraph:
			line(b.Text)
		case *body.Heading:
			line(b.Text)
		case *body.Image:
			line(b.Caption)
			n += 2 * (len(b.Alt) + len(b.Credit))
		case *body.ReadAlso, *body.Divider, *body.PageBreak, *body.List, *body.Quote, *body.Gallery:
		case *body.Unknown:
			n += 6 * len(b.Raw)
		default:
			n += maxBody // measured below
		}
	})
	if n < maxBody {
		return n
	}
	n = 0
	for _, b := range d.Blocks {
		n += blockSize(b)
	}
	return n
}

func blockSize(b body.Block) int {
	data, err := body.Doc{Blocks: []body.Block{b}}.MarshalJSON()
	if err != nil {
		return 1 << 30
	}
	return len(data)
}

// shorten moves the end of a text that no body can hold into Rest: markup that
// readers do not see first.
func (m *mapper) shorten() {
	d := &m.out.Doc
	var rest strings.Builder
	total := sizeOf(*d)
	for i, b := range d.Blocks {
		if u, ok := b.(*body.Unknown); ok && total > maxBody && len(u.Raw) > 1000 {
			total -= len(u.Raw) - 300
			rest.WriteString(u.Raw)
			rest.WriteByte('\n')
			d.Blocks[i] = &body.Unknown{Node: u.Node, Origin: u.Origin, Raw: excerpt(u.Raw)}
		}
	}
	size, keep := 0, 0
	for _, b := range d.Blocks {
		if size += blockSize(b); size > maxBody {
			break
		}
		keep++
	}
	if keep < len(d.Blocks) {
		// The whole text beyond, as plain text; the source has its markup.
		rest.WriteString(body.Doc{Blocks: d.Blocks[keep:]}.Text())
		d.Blocks = d.Blocks[:keep]
	}
	m.out.Rest = rest.String() + m.rest
	m.out.More = min(m.out.More, len(d.Blocks))
	m.note("limit", "size", false, "")
}

// limits notes what is longer than what may be typed here; it stays whole.
func (m *mapper) limits() {
	if len(m.out.Doc.Blocks) > maxBlocks {
		m.note("limit", "blocks", false, "")
	}
	for _, b := range m.out.Doc.Blocks {
		switch b := b.(type) {
		case *body.Heading:
			if len(b.Text.Text()) > 200 {
				m.note("limit", "heading", false, clip(b.Text.Text()))
			}
		case *body.Paragraph:
			if len(b.Text.Text()) > 20_000 {
				m.note("limit", "paragraph", false, clip(b.Text.Text()))
			}
		case *body.Table:
			if len(b.Rows) > 100 {
				m.note("limit", "table rows", false, "")
			}
			for _, r := range b.Rows {
				if len(r.Cells) > 12 {
					m.note("limit", "table columns", false, "")
					break
				}
			}
		case *body.Gallery:
			if len(b.Images) > 60 {
				m.note("limit", "gallery", false, "")
			}
		}
	}
}
