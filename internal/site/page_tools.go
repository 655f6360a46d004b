package site

// SavedPage is page/saved.html: the reader's own shelf. The server knows
// nothing of what is on it; the theme's script fills it from the browser's
// storage.
type SavedPage struct {
	Page
	// Name is the heading.
	Name string
}
