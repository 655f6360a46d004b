package body

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
