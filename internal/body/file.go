package body

// File is a document to download.
type File struct {
	Node
	Asset int64
	// Label of the link; empty means the asset's title.
	Label string
}

// Kind is "file".
func (*File) Kind() Kind { return KindFile }

func (f *File) visit(v visitor) {
	v.ref("asset", &f.Asset)
	v.str("label", &f.Label)
}
