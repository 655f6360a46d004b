package body

// Divider is a rule between two parts of a text.
type Divider struct{ Node }

// Kind is "divider".
func (*Divider) Kind() Kind { return KindDivider }

func (*Divider) visit(visitor) {}
