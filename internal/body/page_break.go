package body

// PageBreak ends a page when the article is shown as several pages (MP-1);
// elsewhere it is not seen.
type PageBreak struct{ Node }

// Kind is "page_break".
func (*PageBreak) Kind() Kind { return KindPageBreak }

func (*PageBreak) visit(visitor) {}
