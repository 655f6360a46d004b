package body

// Image is a picture. Caption, credit and alt are three different things; none
// is ever copied into another.
type Image struct {
	Node
	Asset int64
	// Caption and Credit replace the asset's own when they are not empty.
	Caption Inline
	Credit  string
	Alt     string
	// Decorative says that the empty alt is meant.
	Decorative bool
	// Crop is "16:9", "4:3", "1:1", "9:16", "1.91:1" or empty.
	Crop string
	// Width is "text", "wide" or empty for text.
	Width string
}

// Kind is "image".
func (*Image) Kind() Kind { return KindImage }

func (m *Image) visit(v visitor) {
	v.ref("asset", &m.Asset)
	v.rich("caption", &m.Caption)
	v.str("credit", &m.Credit)
	v.str("alt", &m.Alt)
	v.flag("decorative", &m.Decorative)
	v.str("crop", &m.Crop)
	v.str("width", &m.Width)
}
