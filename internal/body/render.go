package body

// HTML is a piece of markup that this package wrote and escaped. Package site
// alone turns it into a template's own type.
type HTML string

// Profile is a way of writing a document.
type Profile int

const (
	// Site is the reader's page.
	Site Profile = iota
	// Feed is HTML for feed readers and partners: absolute addresses, read-also
	// as a plain paragraph, embeds as links; no script, form, frame or inline
	// style (reader-site.md FD-3).
	Feed
)

// Link is what a reference to an article reads as.
type Link struct {
	URL      string
	Headline string
}

// Source is one file of a picture in one size.
type Source struct {
	URL    string
	Width  int
	Height int
	MIME   string
}

// Medium is what a reference to an asset reads as. Sources are in ascending
// width; a film, sound or document has one.
type Medium struct {
	Kind    string // "photo", "video", "audio" or "file"
	Sources []Source
	Width   int
	Height  int
	// Colour is the dominant colour "#rrggbb", or empty.
	Colour string
	// Caption, Credit and Alt are the asset's own; a block may override them.
	Caption string
	Credit  string
	Alt     string
	Title   string
	MIME    string
	Size    int64
	Seconds int
	// AI asks for the label that the picture was made by a machine (PRS-91).
	AI bool
}

// Resolver tells what references are called now. Both methods answer false for
// what readers may not see; the block, or the part of it, is then left out.
type Resolver interface {
	Article(id int64) (Link, bool)
	Asset(id int64) (Medium, bool)
}

// Dateline opens the first paragraph: "JAKARTA, koranmetro.com – ".
type Dateline struct {
	Place  string
	Outlet string
}

// Options say how to write a document.
type Options struct {
	Profile Profile
	// Resolver for references; nil leaves every reference out.
	Resolver Resolver
	// Message gives a text of the locale's catalogue; nil writes keys.
	Message func(key string, args ...any) string
	// Lang is the language of the document; runs in another one carry lang.
	Lang string
	// Base is put before addresses that begin with "/" (needed for Feed).
	Base string
	// Dateline is written at the start of the first paragraph.
	Dateline Dateline
	// Sponsored marks every link rel="sponsored" (PRS-61).
	Sponsored bool
	// Sizes is the sizes attribute of pictures in the text column and of wide
	// ones.
	Sizes, SizesWide string
	// Override lets a theme write a block itself. It is given the block's view
	// (the *View types of this package) and answers ok=false to leave it to us.
	Override func(kind Kind, view any) (html HTML, ok bool, err error)
}

// Refs are the ids that a document cites, each once, in order of appearance.
type Refs struct {
	Articles []int64
	Assets   []int64
}
