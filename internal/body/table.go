package body

import "strings"

// Table is a table of inline cells. A row that is shorter than the widest is
// filled with empty cells when shown.
type Table struct {
	Node
	Caption string
	// HeaderRow and HeaderCol say that the first row, the first column, heads.
	HeaderRow, HeaderCol bool
	Rows                 []Row
}

// Row is one row of a table.
type Row struct {
	Cells []Cell
	Extra *Extra
}

// Cell is one cell of a table.
type Cell struct {
	Text  Inline
	Extra *Extra
}

// Kind is "table".
func (*Table) Kind() Kind { return KindTable }

func (t *Table) visit(v visitor) {
	v.str("caption", &t.Caption)
	v.flag("header_row", &t.HeaderRow)
	v.flag("header_col", &t.HeaderCol)
	v.rows(&t.Rows)
}

func (r *Row) visit(v visitor)  { v.cells(&r.Cells) }
func (c *Cell) visit(v visitor) { v.inline(&c.Text) }

func (t *Table) plain(w *textWriter) {
	w.paragraph(t.Caption)
	tight := w.tight
	for _, row := range t.Rows {
		cells := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			cells[i] = c.Text.Text()
		}
		w.paragraph(strings.Join(cells, "\t"))
		w.tight = true
	}
	w.tight = tight
}

// TableView is what a theme gets of a table. All rows have as many cells.
type TableView struct {
	ID, Caption          string
	HeaderRow, HeaderCol bool
	Rows                 [][]HTML
}

func (t *Table) html(r *renderer) {
	v := TableView{ID: t.ID, Caption: t.Caption, HeaderRow: t.HeaderRow, HeaderCol: t.HeaderCol}
	columns := 0
	for _, row := range t.Rows {
		columns = max(columns, len(row.Cells))
	}
	if columns == 0 {
		return
	}
	for _, row := range t.Rows {
		cells := make([]HTML, columns)
		for i, c := range row.Cells {
			cells[i] = r.capture(func() { r.inline(c.Text) })
		}
		v.Rows = append(v.Rows, cells)
	}
	if override(r, KindTable, &v) {
		return
	}
	if r.o.Profile == Feed {
		r.table(v, "")
		return
	}
	// A wide table scrolls inside its box, which the keyboard reaches and which
	// therefore has a name.
	caption := ""
	r.raw("<section")
	r.class("table")
	r.raw(` tabindex="0"`)
	if v.Caption != "" {
		caption = r.labelID(v.ID)
		r.attr("aria-labelledby", caption)
	} else {
		r.attr("aria-label", r.name("table.label"))
	}
	r.raw(">")
	r.table(v, caption)
	r.raw("</section>\n")
}

func (r *renderer) table(v TableView, caption string) {
	r.raw("<table>\n")
	if v.Caption != "" {
		r.raw("<caption")
		r.attr("id", caption)
		r.raw(">")
		r.text(v.Caption)
		r.raw("</caption>\n")
	}
	rows := v.Rows
	if v.HeaderRow {
		r.raw("<thead>\n<tr>")
		for _, c := range rows[0] {
			r.cell(c, "col", c != "")
		}
		r.raw("</tr>\n</thead>\n")
		rows = rows[1:]
	}
	if len(rows) > 0 {
		r.raw("<tbody>\n")
		for _, row := range rows {
			r.raw("<tr>")
			for i, c := range row {
				r.cell(c, "row", v.HeaderCol && i == 0 && c != "")
			}
			r.raw("</tr>\n")
		}
		r.raw("</tbody>\n")
	}
	r.raw("</table>\n")
}

func (r *renderer) cell(h HTML, scope string, header bool) {
	if header {
		r.raw("<th")
		r.attr("scope", scope)
		r.raw(">")
		r.html(h)
		r.raw("</th>")
		return
	}
	r.raw("<td>")
	r.html(h)
	r.raw("</td>")
}
