package site

import (
	"fmt"
	"html/template"
	"strings"

	"warta/internal/body"
)

// The storybook's articles of other shapes than text with a photo.

// write renders the parts of an example text.
func (b bookmaker) write(change func(*body.Options), parts ...body.Part) []template.HTML {
	m := b.face.Theme.Manifest
	o := body.Options{Profile: m.body(), Prefix: b.face.inLite("/"), Resolver: references{b}, Message: b.face.message, Lang: b.site.Lang,
		Sizes: m.Sizes["text"], SizesWide: m.Sizes["wide"], Override: b.face.Block,
		Dateline: body.Dateline{Place: "PELABUHAN WALIRA", Outlet: b.site.Name}}
	o.Viewer, _ = b.face.Theme.assetURL("viewer.js")
	if change != nil {
		change(&o)
	}
	list, err := body.RenderParts(o, parts...)
	if err != nil {
		list = []body.HTML{body.HTML(template.HTMLEscapeString(err.Error()))}
	}
	out := make([]template.HTML, len(list))
	for i, h := range list {
		out[i] = template.HTML(h)
	}
	return out
}

func storyDoc(seed string, texts ...string) body.Doc {
	var d body.Doc
	for _, t := range texts {
		d.Blocks = append(d.Blocks, &body.Paragraph{Text: body.Text(t)})
	}
	d.AssignIDs(seed)
	return d
}

// paged is the second of three pages.
func (b bookmaker) paged() ArticlePage {
	p := b.article()
	a := &p.Article
	var parts []body.Part
	for i := range 3 {
		parts = append(parts, body.Part{Doc: storyDoc(fmt.Sprint("paged", i), storyText...)})
	}
	text := b.write(nil, parts...)
	a.Lead, a.Before, a.Body, a.After, a.Pages = nil, text[0], text[1], text[2], storyPager()
	p.Meta.Title = a.Headline + " - " + b.face.message("pages.page", "n", 2) + " - " + b.site.Name
	return p
}

func (b bookmaker) photoStory() ArticlePage {
	p := b.article()
	a := &p.Article
	a.Label, a.LabelKind, a.Format, a.Row = b.face.message("label.photo"), "photo", "photo", true
	d := storyDoc("photo", storyText[0])
	g := &body.Gallery{}
	for i := range 7 {
		g.Images = append(g.Images, &body.Image{Asset: int64(i + 1), Decorative: true, Credit: "Warta/Made Suardana",
			Caption: body.Text(fmt.Sprintf("Cahaya ke-%d: %s", i+1, storyText[i%len(storyText)]))})
	}
	d.Blocks = append(d.Blocks, g, &body.Image{Asset: 8, Decorative: true, Caption: body.Text("Foto penutup, di luar galeri, tetap bagian dari deretan.")})
	d.AssignIDs("photo")
	a.Body = b.write(func(o *body.Options) {
		o.Album = true
		if album := b.face.Theme.Manifest.Sizes["album"]; album != "" {
			o.Sizes = album
		}
	}, body.Part{Doc: d})[0]
	return p
}

func (b bookmaker) filmed(film *body.Video) ArticlePage {
	p := b.article()
	a := &p.Article
	a.Label, a.LabelKind, a.Format, a.Lead = b.face.message("label.video"), "video", "video", nil
	d := storyDoc("film", storyText...)
	d.Blocks = append([]body.Block{film}, d.Blocks...)
	d.AssignIDs("film")
	a.Body = b.write(nil, body.Part{Doc: d})[0]
	return p
}

// graphic is a text whose photos nobody sees before asking.
func (b bookmaker) graphic() ArticlePage {
	p := b.article()
	a := &p.Article
	a.Lead, a.Row = b.withCaption(2, "Keterangan foto di balik pemberitahuan.", "Warta/Made Suardana"), true
	a.Lead.Graphic = true
	d := storyDoc("graphic", storyText...)
	d.Blocks = append(d.Blocks, &body.Image{Asset: 1, Decorative: true, Caption: body.Text("Foto di dalam teks.")},
		&body.Gallery{Images: []*body.Image{{Asset: 3, Decorative: true}, {Asset: 4, Decorative: true}}})
	d.AssignIDs("graphic")
	a.Body = b.write(func(o *body.Options) { o.Graphic = true }, body.Part{Doc: d})[0]
	return p
}

func (b bookmaker) machineMade() ArticlePage {
	p := b.article()
	a := &p.Article
	a.Lead = b.withCaption(4, "Gambaran dermaga pada tahun 2050.", "Warta/Tim Grafis")
	a.Lead.AI = true
	a.Row = true
	a.AIUse = b.face.message("ai.use_approved", "tool", "penghasil gambar", "purpose", b.face.message("ai.purpose.image"), "approver", "Ratna Dewi")
	d := storyDoc("ai", storyText...)
	d.Blocks = append(d.Blocks, &body.Image{Asset: 104, Decorative: true, Caption: body.Text("Gambar di dalam teks.")},
		&body.Gallery{Images: []*body.Image{{Asset: 105, Decorative: true}, {Asset: 106, Decorative: true, Caption: body.Text("Dengan keterangan.")}}},
		&body.Audio{Asset: 107, Caption: body.Text("Berita ini dibacakan."), Transcript: "Selamat pagi."})
	d.AssignIDs("ai")
	a.Body = b.write(nil, body.Part{Doc: d})[0]
	for _, list := range p.Lists {
		for i := range list {
			if list[i].Photo != nil {
				made := *list[i].Photo
				made.AI = true
				list[i].Photo = &made
			}
		}
	}
	return p
}

// slots fills every slot that a page type has.
func (b bookmaker) slots(kind string) map[string]Ad {
	sizes := map[string][2]int{"header": {970, 90}, "sidebar": {300, 600}, "sticky-bottom": {320, 50}}
	out := map[string]Ad{}
	for i, slot := range adPages[kind] {
		ad := Ad{Slot: slot, Label: b.face.message("label.ad"), URL: storybookPath + "/iklan", Photo: b.photo(i)}
		if i%4 == 3 {
			ad.Label = b.face.message("label.ai_ad")
		}
		if ad.Photo != nil {
			shown := *ad.Photo
			shown.Alt = "Pasar Ikan Walira buka setiap hari"
			if s, ok := sizes[slot]; ok {
				shown.Width, shown.Height = s[0], s[1]
			}
			ad.Photo = &shown
			ad.Width, ad.Height = shown.Width, shown.Height
		}
		out[slot] = ad
	}
	return out
}

func (b bookmaker) advertised() ArticlePage {
	p := b.article()
	p.Ads = b.slots("article")
	texts := append(append(append([]string{}, storyText...), storyText...), storyText...)
	d := storyDoc("ads", texts...)
	part := body.Part{Doc: d, Before: map[int]body.HTML{}}
	for i, at := range d.Gaps(adParagraphs) {
		if i == len(inTextSlots) {
			break
		}
		if h, err := b.face.Part("part/ad", p.Ads[inTextSlots[i]]); err == nil && b.face.Theme.Manifest.body() == body.Site {
			part.Before[at] = h
		}
	}
	p.Article.Body = b.write(nil, part)[0]
	return p
}

func (b bookmaker) advertisedList() ListPage {
	p := b.list("section", 21)
	p.Ads = b.slots("section")
	return p
}

// endless is as long as a text may be (BODY-1).
func (b bookmaker) endless() ArticlePage {
	p := b.article()
	var d body.Doc
	for i := range 2000 {
		d.Blocks = append(d.Blocks, &body.Paragraph{Text: body.Text(fmt.Sprintf("Paragraf %d. %s", i+1, strings.Repeat("Kata demi kata. ", 3)))})
	}
	d.AssignIDs("endless")
	p.Article.Body, p.Article.Minutes = b.write(nil, body.Part{Doc: d})[0], 90
	return p
}
