package body

import (
	"slices"
	"strconv"
	"strings"
)

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

func (m *Image) plain(w *textWriter) { w.caption(m.Caption, m.Credit) }

// ImageView is what a theme gets of a picture.
type ImageView struct {
	ID string
	// Anchor is the id of a gallery's picture, "foto-3".
	Anchor string
	// Alt is the picture's own text or empty; it never repeats the caption.
	Alt     string
	Caption HTML
	Credit  string
	// AILabel says that a machine made the picture; a theme must print it
	// (PRS-91).
	AILabel string
	// Width is "text" or "wide", Crop a ratio or empty.
	Width, Crop string
	// Img is the whole img (or picture) element.
	Img HTML
	// Medium has only sources that may be written, with absolute addresses where
	// the profile asks for them.
	Medium Medium
}

func (m *Image) html(r *renderer) {
	v, ok := m.view(r)
	if r.o.Album && r.top {
		r.photos++
		v.Anchor = photoAnchor(r.photos)
	}
	if !ok || override(r, KindImage, &v) {
		return
	}
	r.behind(func() { r.figure(v) })
}

// photoAnchor is the id of a picture in a row.
func photoAnchor(n int) string { return "foto-" + strconv.Itoa(n) }

// behind writes pictures, and puts them behind a notice with words when the text
// asks for it. Whoever opens it decides; nothing is loaded before (PRS-33). Texts
// for feeds and lite pages have links in place of the pictures.
func (r *renderer) behind(write func()) {
	if !r.o.Graphic || !r.site() {
		write()
		return
	}
	r.raw("<details")
	r.class("graphic")
	r.raw("><summary>")
	r.text(r.message("photo.graphic"))
	r.raw(" <span>")
	r.text(r.message("photo.show"))
	r.raw("</span></summary>\n")
	write()
	r.raw("</details>\n")
}

// view is false when readers may not see the picture.
func (m *Image) view(r *renderer) (ImageView, bool) {
	medium, ok := r.asset(m.Asset, "photo")
	if !ok {
		return ImageView{}, false
	}
	v := ImageView{ID: m.ID, Alt: m.Alt, Width: "text", Medium: medium}
	if v.Alt == "" && !m.Decorative {
		v.Alt = medium.Alt
	}
	if m.Width == "wide" {
		v.Width = m.Width
	}
	if slices.Contains(attrOf(schema().node("image").Attrs, "crop").Enum, m.Crop) {
		v.Crop = m.Crop
	}
	v.Caption, v.Credit, v.AILabel = r.legend(m.Caption, m.Credit, medium)
	v.Img = r.capture(func() { r.img(v) })
	return v, true
}

// legend gives what is printed under a medium: the block's words, or else the
// asset's own.
func (r *renderer) legend(caption Inline, credit string, m Medium) (html HTML, by, ai string) {
	if caption.blank() {
		caption = Text(m.Caption)
	}
	if by = credit; by == "" {
		by = m.Credit
	}
	if m.AI {
		ai = r.message("label.ai")
	}
	return r.capture(func() { r.inline(caption) }), by, ai
}

func (r *renderer) figure(v ImageView) {
	r.raw("<figure")
	if r.site() {
		r.attr("id", v.Anchor)
		if v.Width == "wide" {
			r.class("wide")
		}
		r.attr("data-crop", v.Crop)
	}
	r.raw(">")
	if r.site() && r.o.Viewer != "" && v.Anchor != "" {
		r.zoom(v)
	} else {
		r.html(v.Img)
	}
	r.figcaption(v.Caption, v.Credit, v.AILabel)
	r.raw("</figure>\n")
}

// zoom makes a picture of a row the link to its largest file: that is all that a
// browser without scripts needs, and the viewer takes it from there.
func (r *renderer) zoom(v ImageView) {
	formats := formatsOf(v.Medium.Sources)
	r.raw("<a")
	r.class("zoom")
	r.attr("href", pick(formats[len(formats)-1], viewerWidth).URL)
	r.attr("data-viewer", r.o.Viewer)
	r.raw(">")
	r.html(v.Img)
	r.raw("<span")
	r.class("vh")
	r.raw(">")
	r.text(r.message("gallery.enlarge", "n", strings.TrimPrefix(v.Anchor, "foto-")))
	r.raw("</span></a>")
}

// viewerWidth is the width of a picture that fills a screen.
const viewerWidth = 1920

func (r *renderer) figcaption(caption HTML, credit, ai string) {
	if caption == "" && credit == "" && ai == "" {
		return
	}
	r.raw("<figcaption>")
	r.html(caption)
	r.aside("credit", credit, caption != "")
	r.aside("label-ai", ai, caption != "" || credit != "")
	r.raw("</figcaption>")
}

// aside writes a small text of its own class, in brackets where there are no
// classes.
func (r *renderer) aside(class, s string, space bool) {
	if s == "" {
		return
	}
	if space {
		r.raw(" ")
	}
	if r.site() {
		r.raw("<span")
		r.class(class)
		r.raw(">")
		r.text(s)
		r.raw("</span>")
	} else {
		r.raw("(")
		r.text(s)
		r.raw(")")
	}
}
