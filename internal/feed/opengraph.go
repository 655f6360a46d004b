package feed

import (
	"strconv"
	"strings"
)

// Property is one meta element of a page's head.
type Property struct{ Name, Content string }

// properties collects; empty values are left out.
type properties []Property

func (p *properties) add(name, content string) {
	if content != "" {
		*p = append(*p, Property{Name: name, Content: content})
	}
}

// ArticleProperties are Open Graph (ogp.me, types article and website) and card
// values of an article, in the order of the protocol's examples.
func ArticleProperties(p Paper, a Article) []Property {
	out := PageProperties(p, "article", shareHeadline(a), a.Description, a.URL, a.Share)
	out.add("article:published_time", when(a.Published))
	out.add("article:modified_time", when(a.Updated))
	for _, c := range a.Authors {
		if c.URL != "" {
			out.add("article:author", c.URL)
		} else {
			out.add("article:author", c.Name)
		}
	}
	out.add("article:section", a.Section)
	for _, t := range a.Tags {
		out.add("article:tag", t)
	}
	return out
}

// shareHeadline carries the label of paid content wherever the headline goes
// (PRS-60).
func shareHeadline(a Article) string {
	head := a.Headline
	if a.Alternative != "" {
		head = a.Alternative
	}
	return Labelled(a, head)
}

// PageProperties are those of any page; kind is "website", "article" or
// "profile"; share is the picture that goes with the address.
func PageProperties(p Paper, kind, title, description, url string, share Image) properties {
	var out properties
	out.add("og:type", kind)
	out.add("og:site_name", p.Name)
	out.add("og:title", title)
	out.add("og:description", description)
	out.add("og:url", url)
	out.add("og:locale", strings.ReplaceAll(ogLocale(p.Lang), "-", "_"))
	if share.URL != "" {
		out.images([]Image{share})
	}
	out.add("twitter:card", "summary_large_image")
	return out
}

// ogLocale names a language with a territory, as the protocol wants.
func ogLocale(tag string) string {
	switch tag {
	case "id":
		return "id-ID"
	case "en":
		return "en-GB"
	}
	return tag
}

func (p *properties) images(list []Image) {
	for _, i := range list {
		p.add("og:image", i.URL)
		p.add("og:image:type", i.MIME)
		if i.Width > 0 && i.Height > 0 {
			p.add("og:image:width", strconv.Itoa(i.Width))
			p.add("og:image:height", strconv.Itoa(i.Height))
		}
		p.add("og:image:alt", i.Alt)
	}
}
