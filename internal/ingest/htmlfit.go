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
	if tooLarge(blocks) {
		m.shorten()
	}
	m.out.Doc.AssignIDs(m.o.Seed)
	m.limits()
}

// idSize is what an id adds to the JSON of a block.
const idSize = 32

// guess is the size of a block's JSON from above, for nothing.
func guess(b body.Block) int {
	n := 0
	line := func(in body.Inline) {
		for _, s := range in {
			n += 60 + 2*len(s.Text)
			for _, m := range s.Marks {
				n += 60 + 2*len(m.Href)
			}
		}
	}
	body.Doc{Blocks: []body.Block{b}}.Walk(func(b body.Block) {
		n += 200
		switch b := b.(type) {
		case *body.Paragraph:
			line(b.Text)
		case *body.Heading:
			line(b.Text)
		case *body.Pullquote:
			line(b.Text)
		case *body.Image:
			line(b.Caption)
			n += 2 * (len(b.Alt) + len(b.Credit))
		case *body.Video:
			line(b.Caption)
		case *body.Table:
			for _, r := range b.Rows {
				for _, c := range r.Cells {
					n += 60
					line(c.Text)
				}
			}
		case *body.Embed:
			n += 2*len(b.Text) + len(b.URL)
		case *body.Preformatted:
			n += 6 * len(b.Text)
		case *body.Unknown:
			n += 6 * len(b.Raw)
		}
	})
	return n
}

// blockSize is the size of a block's JSON; one that is far beyond what a body can
// hold is not written for it.
func blockSize(b body.Block) int {
	n := guess(b)
	if n < 1<<10 || n > 12*maxBody {
		return n
	}
	data, err := body.Doc{Blocks: []body.Block{b}}.MarshalJSON()
	if err != nil {
		return 12 * maxBody
	}
	ids := 0
	body.Doc{Blocks: []body.Block{b}}.Walk(func(body.Block) { ids += idSize })
	return len(data) + ids
}

func tooLarge(blocks []body.Block) bool {
	n := 0
	for _, b := range blocks {
		n += guess(b)
	}
	if n <= maxBody {
		return false
	}
	n = 0
	for _, b := range blocks {
		if n += blockSize(b); n > maxBody {
			return true
		}
	}
	return false
}

// shorten moves what no body can hold into Rest: first markup that readers do not
// see, then the end of the text.
func (m *mapper) shorten() {
	d := &m.out.Doc
	var rest strings.Builder
	for i, b := range d.Blocks {
		if u, ok := b.(*body.Unknown); ok && len(u.Raw) > 1000 {
			rest.WriteString(u.Raw)
			rest.WriteByte('\n')
			d.Blocks[i] = &body.Unknown{Origin: u.Origin, Raw: excerpt(u.Raw)}
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
