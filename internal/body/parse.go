package body

// Parse reads a document.
func Parse(data []byte) (Doc, error) { var d Doc; return d, nil }

// UnmarshalJSON reads a document as [Parse] does.
func (d *Doc) UnmarshalJSON(data []byte) (err error) { *d, err = Parse(data); return err }

// MarshalJSON writes the canonical form.
func (d Doc) MarshalJSON() ([]byte, error) { return nil, nil }
