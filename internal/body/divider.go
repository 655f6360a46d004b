package body

// Divider is a rule between two parts of a text.
type Divider struct{ Node }

// Kind is "divider".
func (*Divider) Kind() Kind { return KindDivider }

func (*Divider) visit(visitor) {}

func (*Divider) plain(*textWriter) {}

// DividerView is what a theme gets of a divider.
type DividerView struct{ ID string }

func (d *Divider) html(r *renderer) {
	if !override(r, KindDivider, &DividerView{d.ID}) {
		r.raw("<hr>\n")
	}
}
