package body

// Schema is the definition of the document as JSON, for the editor.
func Schema() []byte { return nil }
