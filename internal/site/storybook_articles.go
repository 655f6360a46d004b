package site

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/news"
)

// storyBlocks is a document with every kind of block, as the editor writes it.
//
//go:embed storybook.json
var storyBlocks []byte

// storyColours are the colours that a section can have.
var storyColours = news.SectionColours

// references resolves what the example text points to: articles 1 to 9, and
// assets by kind.
type references struct{ b bookmaker }

func (r references) Article(id int64) (body.Link, bool) {
	if id < 1 || id > 9 {
		return body.Link{}, false
	}
	c := r.b.card(int(id))
	return body.Link{URL: c.URL, Headline: c.Headline}, true
}

func (r references) Asset(id int64) (body.Medium, bool) {
	p := r.b.photo(int(id))
	m := body.Medium{Kind: "photo", Caption: "Perahu kayu di teluk, sebelum angin berganti.", Credit: "Warta/Made Suardana", Alt: "Perahu kayu bercadik di air tenang."}
	switch id {
	case 101:
		m = body.Medium{Kind: "video", MIME: "video/mp4", Seconds: 154, Size: 9 << 20, Width: 1280, Height: 720, Title: "Pasar ikan sebelum subuh"}
	case 102:
		m = body.Medium{Kind: "audio", MIME: "audio/mpeg", Seconds: 61, Size: 980 << 10, Title: "Bunyi lonceng pasang"}
	case 103:
		m = body.Medium{Kind: "file", MIME: "application/pdf", Size: 412 << 10, Title: "Tabel pasang surut 2026"}
	case 107:
		m = body.Medium{Kind: "audio", MIME: "audio/mpeg", Seconds: 92, Size: 1400 << 10, Title: "Berita dibacakan", AI: true}
	default:
		m.AI = id > 103
		if p == nil {
			return m, false
		}
		m.Width, m.Height = p.Width, p.Height
		m.Sources = []body.Source{{URL: p.Src, Width: p.Width, Height: p.Height, MIME: "image/jpeg"}}
		return m, true
	}
	// No recording is shipped with a theme: the addresses lead nowhere.
	m.Sources = []body.Source{{URL: fmt.Sprintf("%s/tidak-ada/%d", storybookPath, id), MIME: m.MIME, Width: m.Width, Height: m.Height}}
	return m, true
}

func (b bookmaker) render(d body.Doc, place string) (template.HTML, error) {
	o := body.Options{
		Profile: b.face.Theme.Manifest.body(), Prefix: b.face.inLite("/"), Resolver: references{b}, Message: b.face.message, Lang: b.site.Lang,
		Sizes: b.face.Theme.Manifest.Sizes["text"], SizesWide: b.face.Theme.Manifest.Sizes["wide"],
		Override: b.face.Block,
	}
	o.Viewer, _ = b.face.Theme.assetURL("viewer.js")
	if place != "" {
		o.Dateline = body.Dateline{Place: place, Outlet: b.site.Name}
	}
	h, err := d.Render(o)
	return template.HTML(h), err
}

// text writes paragraphs, with a subhead and a read-also between them.
func (b bookmaker) text(texts ...string) template.HTML {
	var d body.Doc
	for i, t := range texts {
		if i == 2 {
			d.Blocks = append(d.Blocks, &body.ReadAlso{Refs: []int64{3}}, &body.Heading{Level: 2, Text: body.Text("Lonceng yang membaca pasang")})
		}
		d.Blocks = append(d.Blocks, &body.Paragraph{Text: body.Text(t)})
	}
	d.AssignIDs("storybook")
	h, err := b.render(d, "PELABUHAN WALIRA")
	if err != nil {
		return template.HTML(template.HTMLEscapeString(err.Error()))
	}
	return h
}

func (b bookmaker) blocks() (template.HTML, error) {
	d, err := body.Parse(storyBlocks)
	if err != nil {
		return "", fmt.Errorf("storybook.json: %w", err)
	}
	return b.render(d, "PELABUHAN WALIRA")
}

// networks are all that a newspaper can choose from.
func (b bookmaker) share() []ShareLink {
	var out []ShareLink
	for _, n := range news.DefaultShare {
		s := ShareLink{Network: n, Label: b.face.message("share.network." + n)}
		if n != "copy" {
			s.URL = "https://" + n + ".example/share?url=https%3A%2F%2Fwarta.example%2F"
		}
		out = append(out, s)
	}
	return out
}

func (b bookmaker) article() ArticlePage {
	p := ArticlePage{Page: b.inSection("article", storyHeadlines[0].headline)}
	at := b.now.Add(-3 * time.Hour)
	p.Article = Article{
		ID: 1, URL: "https://warta.example" + storybookPath + "/article", Path: storybookPath + "/article",
		Headline: storyHeadlines[0].headline, Kicker: storyHeadlines[0].kicker, Standfirst: storyHeadlines[0].standfirst,
		Byline:  []Credit{{"Sri Wahyuningsih", storybookPath + "/person", "Jurnalis", "jurnalis"}},
		Credits: []Credit{{"Made Suardana", storybookPath + "/person", "Fotografer", "fotografer"}, {"Ratna Dewi", "", "Editor", "editor"}},
		Source:  Link{"Kantor Berita Pesisir", "https://kantor.example/"}, Published: at, Updated: at.Add(50 * time.Minute), Minutes: 4,
		Share: b.share(), Lead: b.withCaption(0, "Perahu-perahu kayu menunggu angin di Pelabuhan Walira, Sabtu pagi.", "Warta/Made Suardana"),
		Body: b.text(storyText...), Tags: []Link{{"pelabuhan", storybookPath + "/tag"}, {"pasang surut", storybookPath + "/tag"}, {"Walira", storybookPath + "/tag"}},
		ClosingNote: "Liputan ini bagian dari seri “Kota yang Mendengar Laut”.", Reads: Reads{Show: true, Count: 1204},
		Section: Link{"DAERAH", storybookPath + "/section"}, SectionName: "DAERAH", Colour: "toska",
	}
	cards := b.cards(12)
	p.Lists = map[string][]Card{"related": cards[1:9], "latest": cards[9:12]}
	return p
}

func (b bookmaker) blocksArticle(blocks template.HTML) ArticlePage {
	p := b.article()
	p.Article.Headline, p.Article.Kicker, p.Article.Body = "Semua yang bisa berdiri di dalam sebuah berita", "Buku contoh", blocks
	p.Article.Row = true
	return p
}

func (b bookmaker) marked() ArticlePage {
	p := b.article()
	a := &p.Article
	a.Label, a.LabelKind = b.face.message("label.unverified"), "unverified"
	a.Old, a.Published, a.Updated = true, b.now.AddDate(-1, -2, 0), time.Time{}
	a.Unverified = b.face.message("unverified.note")
	a.Amendments = []Amendment{
		{"ralat", b.face.message("amendment.ralat"), "Semula tertulis Pelabuhan Walira dibangun pada 1932. Yang benar 1923. " + b.face.message("amendment.apology"), b.now.AddDate(-1, -2, 2), Link{}},
		{"hak_jawab", b.face.message("amendment.hak_jawab"), "Dinas Perikanan menyatakan lonceng tidak pernah dipindahkan.", b.now.AddDate(-1, -2, 9), Link{"", storybookPath + "/article"}},
	}
	return p
}

func (b bookmaker) labelled(key, kind string) ArticlePage {
	p := b.article()
	p.Article.Label, p.Article.LabelKind = b.face.message(key), kind
	if kind == "ad" {
		p.Article.Byline = []Credit{{"Tim Iklan", "", "", ""}}
		p.Site.Channel = Link{"Ikuti WhatsApp Channel " + b.site.Name + " untuk update berita terbaru", "https://channel.example/"}
	}
	return p
}

// bare is what the import of a plain text can leave: a role without a name, a
// caption without a picture, nothing around.
func (b bookmaker) bare() ArticlePage {
	p := b.article()
	p.Article = Article{ID: 2, URL: p.Article.URL, Path: p.Article.Path, Headline: "Hujan", Byline: []Credit{{"", "", "Jurnalis", "jurnalis"}},
		Published: p.Article.Published, Share: p.Article.Share, Lead: &Photo{Caption: "Keterangan dari foto yang berkasnya tidak ikut."},
		Body: b.text("Hujan turun sejak pagi."), Section: p.Article.Section}
	p.Lists = nil
	return p
}

const longHeadline = "Setelah tujuh belas tahun menunggu, warga tiga kampung di muara Sungai Lembayung akhirnya menyeberang dengan jembatan sendiri yang mereka bangun dari kayu kapal, iuran arisan, dan gotong royong tiap Ahad"

// extreme is more of everything than anybody should ask for (CT-3).
func (b bookmaker) extreme() ArticlePage {
	p := b.article()
	a := &p.Article
	a.Headline = longHeadline
	a.Kicker = "Laporan khusus dari muara Sungai Lembayung dan sekitarnya"
	a.Standfirst = strings.Repeat(a.Standfirst+" ", 3)
	a.Lead, a.Byline, a.Tags = nil, nil, nil
	for i := range 12 {
		a.Byline = append(a.Byline, Credit{fmt.Sprintf("Raden Ajeng Kusumaningtyas Hadiwinoto %d", i+1), storybookPath + "/person", "Kontributor", "kontributor"})
	}
	for i := range 30 {
		a.Tags = append(a.Tags, Link{fmt.Sprintf("penanggulangan bencana %d", i+1), storybookPath + "/tag"})
	}
	long := "https://contoh.example/" + strings.Repeat("alamat-yang-tidak-berakhir", 8)
	a.Body = b.text(storyText[0], "Pertanggungjawaban"+strings.Repeat("keberlanjutan", 12), long, storyText[1])
	a.Pages = storyPager()
	delete(p.Lists, "related")
	for i := range p.Lists["latest"] {
		p.Lists["latest"][i].Headline = longHeadline
	}
	return p
}
