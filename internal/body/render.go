package body

import "fmt"

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
	// Lite is HTML for slow lines (reader-site.md LT-1): pictures, films and
	// sounds are links with their size, embeds are links; no script, frame,
	// picture or class. Links to pages of ours lead to their lite pages.
	Lite
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
	// Size in bytes; zero when it is not known.
	Size int64
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
	// FocalX and FocalY, 0–1, is the point that crops keep; both zero means the
	// middle.
	FocalX, FocalY float64
	// Caption, Credit and Alt are the asset's own; a block may override them.
	Caption string
	Credit  string
	Alt     string
	Title   string
	MIME    string
	Size    int64
	Seconds int
	// Captions are the subtitles of a film, text/vtt; the first one is shown.
	Captions []Source
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
	// Base is put before addresses that begin with "/" (needed for Feed). In
	// Lite it tells which whole addresses are ours.
	Base string
	// Prefix is the path under which pages have their lite ones, such as "/lite";
	// needed for Lite.
	Prefix string
	// Dateline is written at the start of the first paragraph.
	Dateline Dateline
	// Sponsored marks every link rel="sponsored" (PRS-61).
	Sponsored bool
	// Sizes is the sizes attribute of pictures in the text column and of wide
	// ones.
	Sizes, SizesWide string
	// Viewer is the address of the script that shows pictures large. With it, every
	// picture of a gallery is a link to its largest file, and the script makes a
	// viewer of them when one is used. Album says that the pictures between the
	// galleries are of the same row: the text is a photo story.
	Viewer string
	Album  bool
	// Graphic puts pictures and films behind a notice with words (PRS-33).
	Graphic bool
	// Override lets a theme write a block itself. It is given the block's view
	// (the *View types of this package) and answers ok=false to leave it to us.
	Override func(kind Kind, view any) (html HTML, ok bool, err error)
}

// Refs are the ids that a document cites, each once, in order of appearance.
type Refs struct {
	Articles []int64
	Assets   []int64
}

// Render writes the document in a profile. An address whose scheme is not on
// the list is never written, even for a document that was never checked, and no
// text is written unescaped. The only errors are those of Options.Override.
func (d Doc) Render(o Options) (HTML, error) {
	out, err := RenderParts(o, Part{Doc: d})
	if err != nil {
		return "", err
	}
	return out[0], nil
}

// Part is a piece of a text: all of it, or one of its pages.
type Part struct {
	Doc Doc
	// Before is markup of the page's own, put before the block of that number.
	Before map[int]HTML
}

// RenderParts writes the pieces of one text, each by itself. What is counted
// through a text, such as the anchors of its photos, goes on from piece to piece;
// the dateline opens the first paragraph of all.
func RenderParts(o Options, parts ...Part) ([]HTML, error) {
	r := renderer{o: o, b: make([]byte, 0, 4096), top: true, first: true}
	opened := o.Dateline.empty()
	for _, p := range parts {
		opened = opened || p.Doc.hasParagraph()
	}
	out := make([]HTML, len(parts))
	for i, p := range parts {
		out[i] = r.capture(func() {
			if !opened {
				r.paragraph(ParagraphView{Dateline: o.Dateline, First: true})
				r.first, opened = false, true
			}
			for n, b := range p.Doc.Blocks {
				r.html(p.Before[n])
				b.html(&r)
			}
		})
	}
	if r.err != nil {
		return nil, r.err
	}
	return out, nil
}

// Gaps lists the places between two paragraphs where something that is not of
// the text may stand, by the number of the block that follows: each after a
// number of paragraphs at least, counted from the start or from the place
// before. Both neighbours are paragraphs, so that nothing comes between a
// subhead and its text, nor next to a read-also (AD-1); the end of the text is
// no such place.
func (d Doc) Gaps(paragraphs int) []int {
	var out []int
	since := 0
	for i, b := range d.Blocks {
		p, ok := b.(*Paragraph)
		if !ok || p.Text.blank() {
			continue
		}
		if since >= max(paragraphs, 1) && i > 0 && d.Blocks[i-1].Kind() == KindParagraph {
			out = append(out, i)
			since = 0
		}
		since++
	}
	return out
}

// hasParagraph reports whether a paragraph of the document itself will be
// shown.
func (d Doc) hasParagraph() bool {
	for _, b := range d.Blocks {
		if p, ok := b.(*Paragraph); ok && !p.Text.blank() {
			return true
		}
	}
	return false
}

func (d Dateline) empty() bool { return d == Dateline{} }

// String is the dateline as printed: place, comma, space, outlet, space, U+2013.
func (d Dateline) String() string {
	switch {
	case d.empty():
		return ""
	case d.Place == "" || d.Outlet == "":
		return d.Place + d.Outlet + " –"
	}
	return d.Place + ", " + d.Outlet + " –"
}

// override asks the theme to write a block. It reports whether that was done.
func override[V any](r *renderer, k Kind, view *V) bool {
	if r.o.Override == nil || r.err != nil {
		return r.err != nil
	}
	h, ok, err := r.o.Override(k, *view)
	if err != nil {
		r.err = fmt.Errorf("render %s: %w", k, err)
		return true
	}
	if ok {
		r.html(h)
		r.raw("\n")
	}
	return ok
}

// inner captures the blocks inside another one.
func (r *renderer) inner(blocks []Block) HTML {
	top := r.top
	r.top = false
	h := r.capture(func() {
		for _, b := range blocks {
			b.html(r)
		}
	})
	r.top = top
	return h
}
