package body

// PageBreak ends a page when the article is shown as several pages (MP-1);
// elsewhere it is not seen.
type PageBreak struct{ Node }

// Kind is "page_break".
func (*PageBreak) Kind() Kind { return KindPageBreak }

func (*PageBreak) visit(visitor) {}

func (*PageBreak) plain(*textWriter) {}

// PageBreakView is what a theme gets of a page break.
type PageBreakView struct{ ID string }

func (b *PageBreak) html(r *renderer) { override(r, KindPageBreak, &PageBreakView{b.ID}) }
