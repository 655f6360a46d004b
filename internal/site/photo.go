package site

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"warta/internal/body"
	"warta/internal/feed"
	"warta/internal/news"
)

// mediaURL is the public address of a rendition. A draft's files come with
// addresses of their own.
func mediaURL(name string) string {
	if strings.HasPrefix(name, PreviewPath) {
		return name
	}
	return "/-/media/" + name
}

// photoTypes are the formats of renditions in order of preference; a srcset
// holds one format, because src must be readable by every browser.
var photoTypes = []string{"image/jpeg", "image/png", "image/webp", "image/gif", "image/svg+xml", "image/avif"}

// renditions are an asset's in the best format there is, by width.
func renditions(a *news.Asset) []news.Rendition {
	for _, mime := range photoTypes {
		if out := renditionsOf(a, mime); out != nil {
			return out
		}
	}
	return nil
}

// renditionsOf are those of the whole picture in one format, by width.
func renditionsOf(a *news.Asset, mime string) (out []news.Rendition) {
	for _, r := range a.Renditions {
		if r.MIME == mime && r.Width > 0 && r.Crop == "" {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(x, y news.Rendition) int { return cmp.Compare(x.Width, y.Width) })
	return out
}

// srcWidth is the width of the rendition for browsers without srcset.
const srcWidth = 640

// photo is an asset as templates print it; nil when it has no file for readers.
func photo(a *news.Asset) *Photo {
	if a == nil {
		return nil
	}
	list := renditions(a)
	if list == nil {
		return nil
	}
	src := list[len(list)-1]
	for _, r := range list {
		if r.Width >= srcWidth {
			src = r
			break
		}
	}
	p := &Photo{Src: mediaURL(src.Name), Srcset: widths(list), Width: src.Width, Height: src.Height, Bytes: src.Size,
		Alt: a.Alt, Caption: a.Caption, Credit: a.Credit, AI: a.AISource != "", FocalX: 50, FocalY: 50,
		Colour: body.Tint(a.Colour)}
	if a.FocalX != 0 || a.FocalY != 0 {
		p.FocalX, p.FocalY = percent(a.FocalX), percent(a.FocalY)
		p.Focus = body.Focus(a.FocalX, a.FocalY)
	}
	return p
}

// widths is a srcset.
func widths(list []news.Rendition) string {
	var set strings.Builder
	for i, r := range list {
		if i > 0 {
			set.WriteString(", ")
		}
		set.WriteString(mediaURL(r.Name) + " " + strconv.Itoa(r.Width) + "w")
	}
	return set.String()
}

// lighterTypes are offered before the one that every browser reads.
var lighterTypes = []string{"image/avif", "image/webp"}

// lighter are an asset's formats besides that of src. A format that lacks the
// largest width is left out: browsers take the first that they read, and would
// show large screens a small picture.
func lighter(a *news.Asset) (out []PhotoSource) {
	list := renditions(a)
	for _, mime := range lighterTypes {
		more := renditionsOf(a, mime)
		if len(more) == 0 || list[0].MIME == mime || more[len(more)-1].Width < list[len(list)-1].Width {
			continue
		}
		out = append(out, PhotoSource{mime, widths(more)})
	}
	return out
}

func percent(f float64) int { return int(math.Round(100 * min(1, max(0, f)))) }

// leadPhoto is the picture above an article: the article's own words first,
// then the asset's. A caption can come without its picture.
func leadPhoto(l *news.LeadMedia, a *news.Asset) *Photo {
	if l == nil || l.Asset != 0 && a == nil {
		// A picture that left readers takes its caption along, as it does in a text.
		return nil
	}
	p := photo(a)
	if p == nil {
		if l.Caption == "" {
			return nil
		}
		p = &Photo{FocalX: 50, FocalY: 50}
	} else {
		p.Lighter = lighter(a)
	}
	if l.Caption != "" {
		p.Caption = l.Caption
	}
	if l.Credit != "" {
		p.Credit = l.Credit
	}
	if l.Alt != "" {
		p.Alt = l.Alt
	}
	if l.Decorative {
		p.Alt = ""
	}
	return p
}

// machineImage is the lead's largest rendition, for machines, with the words
// that the page prints.
func (a *assembly) machineImage(p *Photo, asset *news.Asset, flags news.Flags) []feed.Image {
	if p == nil || asset == nil || p.Src == "" || p.Graphic {
		return nil
	}
	img := a.largest(asset)
	img.Alt, img.Caption, img.Credit = p.Alt, p.Caption, p.Credit
	if !flags.Child && !flags.Victim {
		// Of pictures of children and victims only what the desk approved is cut
		// (PRS-42), and that is the whole.
		img.Shapes = a.shapes(asset)
	}
	return []feed.Image{img}
}

// medium is an asset as package body prints it inside a text.
func medium(a news.Asset) body.Medium {
	m := body.Medium{Kind: a.Kind, Width: a.Width, Height: a.Height, Colour: a.Colour, FocalX: a.FocalX, FocalY: a.FocalY, Caption: a.Caption,
		Credit: a.Credit, Alt: a.Alt, Title: a.Title, MIME: a.MIME, Size: a.Size, Seconds: a.Seconds, AI: a.AISource != ""}
	var list []news.Rendition
	if a.Kind == "photo" {
		// A text's picture is offered in every format; browsers choose.
		for _, mime := range photoTypes {
			list = append(list, renditionsOf(&a, mime)...)
		}
	}
	if list == nil {
		list = a.Renditions
	}
	for _, r := range list {
		if r.MIME == "text/vtt" {
			m.Captions = append(m.Captions, body.Source{URL: mediaURL(r.Name), MIME: r.MIME, Size: r.Size})
			continue
		}
		if a.Kind != "photo" && len(m.Sources) > 0 {
			continue
		}
		m.Sources = append(m.Sources, body.Source{URL: mediaURL(r.Name), Width: r.Width, Height: r.Height, MIME: r.MIME, Size: r.Size})
	}
	return m
}

// shapeWidth is from where on search engines take a picture (SD-1).
const shapeWidth = 1200

// shapes are an asset's cuts for search engines.
func (a *assembly) shapes(m *news.Asset) (out []feed.Image) {
	for _, crop := range []string{"card", "four", "square"} {
		for _, r := range m.Renditions {
			if r.Crop == crop && r.MIME == "image/jpeg" && r.Width >= shapeWidth {
				out = append(out, feed.Image{URL: a.abs(mediaURL(r.Name)), Width: r.Width, Height: r.Height})
			}
		}
	}
	return out
}
