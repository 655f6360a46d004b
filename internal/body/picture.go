package body

import (
	"strconv"
	"strings"
)

// largest is the width of the picture that is given to readers without srcset,
// and to feeds.
const largest = 1280

// pick gives the widest source up to a width, or else the narrowest.
func pick(sources []Source, width int) Source {
	best := sources[0]
	for _, s := range sources {
		if s.Width <= width && s.Width >= best.Width || best.Width > width && s.Width < best.Width {
			best = s
		}
	}
	return best
}

// img writes a picture. Width and height are always there when they are known,
// so that nothing moves when it arrives (reader-site.md PF-3).
func (r *renderer) img(v ImageView) {
	formats := formatsOf(v.Medium.Sources)
	last := formats[len(formats)-1]
	if r.lite() || r.o.Graphic && !r.site() {
		r.photoLink(last, v.Alt)
		return
	}
	if !r.site() {
		src := pick(last, largest)
		r.raw("<img")
		r.attr("src", src.URL)
		r.emptyAttr("alt", v.Alt)
		r.intAttr("width", src.Width)
		r.intAttr("height", src.Height)
		r.raw(">")
		return
	}
	sizes := r.o.Sizes
	if v.Width == "wide" {
		sizes = r.o.SizesWide
	}
	if sizes == "" {
		sizes = "100vw"
	}
	if len(formats) > 1 {
		r.raw("<picture>")
		for _, f := range formats[:len(formats)-1] {
			r.raw("<source")
			r.attr("type", f[0].MIME)
			r.srcset(f, sizes)
			r.raw(">")
		}
	}
	r.fallback(v, last, sizes)
	if len(formats) > 1 {
		r.raw("</picture>")
	}
}

// liteWidth is the width of the picture behind a link of a lite page.
const liteWidth = 640

// photoLink leads to a picture and says what it weighs and shows, for whoever
// pays by the kilobyte.
func (r *renderer) photoLink(sources []Source, alt string) {
	src := pick(sources, liteWidth)
	text := r.message("photo.look")
	if size := r.size(src.Size); size != "" {
		text = r.message("photo.view", "size", size)
	}
	r.raw("<p>")
	if r.o.Graphic {
		r.text(r.message("photo.graphic"))
		r.raw(" ")
	}
	if r.anchor(src.URL, "") {
		r.text(text)
		r.raw("</a>")
	}
	if alt != "" {
		r.text(": " + alt)
	}
	r.raw("</p>")
}

func (r *renderer) fallback(v ImageView, sources []Source, sizes string) {
	src := pick(sources, largest)
	w, h := v.Medium.Width, v.Medium.Height
	if w <= 0 || h <= 0 {
		w, h = src.Width, src.Height
	}
	r.raw("<img")
	r.attr("src", src.URL)
	r.srcset(sources, sizes)
	r.emptyAttr("alt", v.Alt)
	r.intAttr("width", w)
	r.intAttr("height", h)
	classes := Tint(v.Medium.Colour)
	if focus := Focus(v.Medium.FocalX, v.Medium.FocalY); focus != "" {
		classes = strings.TrimSpace(classes + " " + focus)
	}
	if classes != "" {
		r.attr("class", classes)
	}
	r.raw(` loading="lazy" decoding="async">`)
}

// srcset needs widths; without them, or with one size, there is no choice to
// offer.
func (r *renderer) srcset(sources []Source, sizes string) {
	var b strings.Builder
	n := 0
	for _, s := range sources {
		// A comma or a space would end the address: the grammar of srcset.
		if s.Width <= 0 || strings.ContainsAny(s.URL, ", ") {
			continue
		}
		if n++; n > 1 {
			b.WriteString(", ")
		}
		b.WriteString(s.URL)
		b.WriteByte(' ')
		b.WriteString(strconv.Itoa(s.Width))
		b.WriteByte('w')
	}
	if n == 0 {
		return
	}
	r.attr("srcset", b.String())
	r.attr("sizes", sizes)
}

// formatsOf groups sources by format, the one that every browser knows last.
func formatsOf(sources []Source) [][]Source {
	var modern, plain []Source
	var rest [][]Source
	for _, s := range sources {
		if s.MIME == "image/webp" || s.MIME == "image/avif" {
			modern = append(modern, s)
		} else {
			plain = append(plain, s)
		}
	}
	for _, mime := range [...]string{"image/avif", "image/webp"} {
		var of []Source
		for _, s := range modern {
			if s.MIME == mime {
				of = append(of, s)
			}
		}
		if of != nil {
			rest = append(rest, of)
		}
	}
	if plain != nil {
		rest = append(rest, plain)
	}
	return rest
}
