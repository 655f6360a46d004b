package ingest

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// ghostText is one text on its way to plain markup, which the mapper reads. What
// markup cannot say, or must not run into its surroundings, stands in slots.
type ghostText struct {
	g *ghost
	m *mapper
	// finished is the HTML that Ghost made of the text.
	finished string
	b        strings.Builder
	// markdowns counts texts in Markdown; alone: one of them is the whole text.
	markdowns int
	alone     bool
	depth     int
}

// card is what stands between paragraphs, by the names that Ghost gave it.
type card map[string]any

func (c card) str(names ...string) string {
	for _, n := range names {
		if s, ok := c[n].(string); ok && strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

func (c card) sub(name string) card {
	m, _ := c[name].(map[string]any)
	return m
}

func (c card) raw() string {
	b, err := json.Marshal(map[string]any(c))
	if err != nil {
		return ""
	}
	return string(b)
}

func (t *ghostText) out(ss ...string) {
	for _, s := range ss {
		t.b.WriteString(s)
	}
}

func esc(s string) string { return html.EscapeString(s) }

// slot leaves a comment with the number of a slot.
func (t *ghostText) slot(s slot) { t.out(string(t.m.addSlot(nil, s))) }

// keep puts a card aside as it is.
func (t *ghostText) keep(name string, c card) {
	name = strings.Map(func(r rune) rune {
		if isWordRune(r) || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, cleanText(name[:cutAt(name, 60)]))
	raw := cleanText(c.raw())
	t.m.note("block", "ghost:"+name, true, raw)
	t.slot(slot{kind: slotUnknown, name: "ghost:" + name, raw: raw})
}

// balanced closes what a piece of markup leaves open, so that it ends where it
// ends.
func balanced(s string) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	if !safeMarkup(s) {
		return esc(stripTags(s))
	}
	nodes, err := html.ParseFragment(strings.NewReader(s), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		return esc(stripTags(s))
	}
	var b strings.Builder
	for _, n := range nodes {
		if n.Type == html.CommentNode {
			continue
		}
		if html.Render(&b, n) != nil {
			return esc(stripTags(s))
		}
	}
	return b.String()
}

// hidden: a card that a site does not show to somebody who only comes by.
func (c card) hidden() bool {
	web := c.sub("visibility").sub("web")
	shown, told := web["nonMember"].(bool)
	return told && !shown
}

// card writes one card.
func (t *ghostText) card(name string, c card) {
	name = strings.TrimPrefix(name, "extended-")
	if c.hidden() {
		t.keep(name, c)
		return
	}
	switch name {
	case "image":
		t.image(c)
	case "gallery":
		t.gallery(c)
	case "html":
		if s := c.str("html"); s != "" {
			t.slot(slot{kind: slotMarkup, raw: s})
		}
	case "markdown", "card-markdown":
		t.markdown(c)
	case "embed", "nft":
		t.embed(name, c)
	case "bookmark":
		t.bookmark(c)
	case "code", "codeblock":
		lang := ""
		if l := c.str("language"); l != "" {
			lang = ` class="language-` + esc(l) + `"`
		}
		// The parser takes a line end at the start away; this one is for it.
		t.out("<pre>\n<code"+lang+">", esc(c.str("code")), "</code></pre>")
		t.caption(c.str("caption"))
	case "hr", "horizontalrule":
		t.out("<hr>")
	case "video":
		t.out("<figure><video src=\"", esc(c.str("src")), `" poster="`, esc(c.str("customThumbnailSrc", "thumbnailSrc")), `"></video>`)
		t.figcaption(c.str("caption"))
		t.out("</figure>")
	case "audio":
		t.out("<figure><audio src=\"", esc(c.str("src")), `"></audio>`)
		t.figcaption(firstText(c.str("caption"), esc(c.str("title"))))
		t.out("</figure>")
	case "file":
		t.out(`<div class="wp-block-file"><a href="`, esc(c.str("src")), `">`, esc(c.str("fileTitle", "fileName", "src")), "</a></div>")
		t.caption(esc(c.str("fileCaption")))
	case "callout":
		text := c.str("calloutText", "text")
		emoji := strings.TrimSpace(c.str("calloutEmoji", "emoji"))
		if emoji != "" {
			emoji = esc(emoji) + " "
		}
		t.out(`<aside class="factbox">`)
		if inner, ok := strings.CutPrefix(strings.TrimSpace(text), "<p>"); ok {
			t.out(balanced("<p>" + emoji + inner))
		} else {
			t.out("<p>", emoji, balanced(text), "</p>")
		}
		t.out("</aside>")
	case "toggle":
		t.out("<details><summary>", balanced(c.str("heading")), "</summary>", balanced(c.str("content")), "</details>")
	case "button":
		if !t.button(c.str("buttonText"), c.str("buttonUrl")) {
			t.keep(name, c)
		}
	case "header":
		t.header(c)
	case "product":
		t.product(c)
	case "call-to-action":
		t.out(`<aside class="factbox">`)
		if u := c.str("imageUrl"); u != "" {
			t.out(`<p><img src="`, esc(u), `"></p>`)
		}
		t.paragraphs(c.str("textValue"))
		t.button(c.str("buttonText"), c.str("buttonUrl"))
		t.out("</aside>")
	case "paywall":
		t.m.note("block", "ghost:paywall", false, "")
	case "soft-return":
		t.out("<br>")
	default:
		// signup, email, email-cta, and whatever comes.
		t.keep(name, c)
	}
}

// paragraphs writes markup that may be running text or paragraphs.
func (t *ghostText) paragraphs(s string) {
	if s = strings.TrimSpace(s); s == "" {
		return
	}
	if strings.HasPrefix(s, "<p") || strings.HasPrefix(s, "<ul") || strings.HasPrefix(s, "<ol") {
		t.out(balanced(s))
		return
	}
	t.out("<p>", balanced(s), "</p>")
}

// caption is a paragraph of its own, for what has no caption here.
func (t *ghostText) caption(s string) {
	if strings.TrimSpace(s) != "" {
		t.out("<p>", balanced(s), "</p>")
	}
}

func (t *ghostText) figcaption(s string) {
	if strings.TrimSpace(s) != "" {
		t.out("<figcaption>", balanced(s), "</figcaption>")
	}
}

func (t *ghostText) image(c card) {
	src := c.str("src")
	if src == "" {
		if len(c) > 2 && c.str("caption") != "" {
			t.keep("image", c)
		}
		return
	}
	width := ""
	switch c.str("cardWidth", "imageStyle") {
	case "wide":
		width = ` class="alignwide"`
	case "full":
		width = ` class="alignfull"`
	}
	t.out("<figure", width, ">")
	t.picture(src, c.str("alt"), c.str("href"))
	t.figcaption(c.str("caption"))
	t.out("</figure>")
}

func (t *ghostText) picture(src, alt, href string) {
	if href != "" {
		t.out(`<a href="`, esc(href), `">`)
	}
	t.out(`<img src="`, esc(src), `" alt="`, esc(alt), `">`)
	if href != "" {
		t.out("</a>")
	}
}

func (t *ghostText) gallery(c card) {
	list, _ := c["images"].([]any)
	n := 0
	t.out(`<figure class="gallery">`)
	for _, x := range list {
		m, _ := x.(map[string]any)
		img := card(m)
		if src := img.str("src"); src != "" {
			n++
			t.out("<figure>")
			t.picture(src, img.str("alt"), img.str("href"))
			t.figcaption(img.str("caption"))
			t.out("</figure>")
		}
	}
	t.figcaption(c.str("caption"))
	t.out("</figure>")
	if n == 0 && len(list) > 0 {
		t.keep("gallery", c)
	}
}

// embed shows a post of a house that we know; of others it keeps what the house
// gave, and the address as a link.
func (t *ghostText) embed(name string, c card) {
	u := c.str("url")
	inner := c.str("html")
	title := firstText(c.sub("metadata").str("title"), c.str("title"))
	switch {
	case u != "" && t.m.embedOf(u) != nil:
		t.slot(slot{kind: slotEmbed, name: "ghost:" + name, url: u, raw: c.raw()})
	case inner != "":
		t.slot(slot{kind: slotMarkup, raw: inner})
	case u != "":
		t.out(`<p><a href="`, esc(u), `">`, esc(firstText(title, u)), "</a></p>")
	default:
		t.keep(name, c)
	}
	t.caption(c.str("caption"))
}

// bookmark is a link with a title and a few words; to an article of the site itself
// it is a pointer of the "read also" kind.
func (t *ghostText) bookmark(c card) {
	meta := c.sub("metadata")
	if meta == nil {
		meta = c
	}
	u := firstText(c.str("url"), meta.str("url"))
	title := firstText(meta.str("title"), u)
	if u == "" {
		t.keep("bookmark", c)
		return
	}
	if t.g != nil && t.g.ours(t.g.absolute(u)) && t.g.bySlug[strings.Trim(Address{URL: t.g.absolute(u)}.Path(), "/")] {
		t.out("<p>Baca juga: ", `<a href="`, esc(u), `">`, esc(title), "</a></p>")
		t.caption(c.str("caption"))
		return
	}
	t.out(`<p><a href="`, esc(u), `"><strong>`, esc(title), "</strong></a>")
	if d := meta.str("description"); d != "" {
		t.out("<br>", esc(d))
	}
	var by []string
	for _, s := range []string{meta.str("publisher"), meta.str("author")} {
		if s != "" {
			by = append(by, esc(s))
		}
	}
	if by != nil {
		t.out("<br>", strings.Join(by, " · "))
	}
	t.out("</p>")
	t.caption(c.str("caption"))
}

// button is a link; one that opens Ghost's own windows leads nowhere here.
func (t *ghostText) button(text, u string) bool {
	if strings.TrimSpace(text) == "" || u == "" || strings.Contains(u, "#/portal") || strings.HasPrefix(u, "#") {
		return false
	}
	t.out(`<p><a href="`, esc(u), `">`, esc(text), "</a></p>")
	return true
}

func (t *ghostText) header(c card) {
	if u := c.str("backgroundImageSrc"); u != "" {
		t.out(`<p><img src="`, esc(u), `"></p>`)
	}
	if h := c.str("header", "heading"); h != "" {
		t.out("<h2>", balanced(h), "</h2>")
	}
	t.paragraphs(c.str("subheader", "subheading"))
	t.button(c.str("buttonText"), c.str("buttonUrl"))
}

func (t *ghostText) product(c card) {
	t.out(`<aside class="factbox">`)
	if s := c.str("productTitle"); s != "" {
		t.out("<h3>", balanced(s), "</h3>")
	}
	if u := c.str("productImageSrc"); u != "" {
		t.out(`<p><img src="`, esc(u), `"></p>`)
	}
	if n, ok := c["productStarRating"].(float64); ok && c["productRatingEnabled"] == true && n >= 1 && n <= 5 {
		t.out("<p>", strings.Repeat("★", int(n)), strings.Repeat("☆", 5-int(n)), "</p>")
	}
	t.paragraphs(c.str("productDescription"))
	t.button(c.str("productButton"), c.str("productUrl"))
	t.out("</aside>")
}

// markdown takes what Ghost made of a text in Markdown, as readers saw it; only
// without that it is read anew.
func (t *ghostText) markdown(c card) {
	src := c.str("markdown")
	n := t.markdowns
	t.markdowns++
	const begin, end = "<!--kg-card-begin: markdown-->", "<!--kg-card-end: markdown-->"
	parts := strings.Split(t.finished, begin)
	switch {
	case n+1 < len(parts) && strings.Contains(parts[n+1], end):
		made, _, _ := strings.Cut(parts[n+1], end)
		t.slot(slot{kind: slotMarkup, raw: made})
	case t.alone && len(parts) == 1 && strings.TrimSpace(t.finished) != "":
		t.slot(slot{kind: slotMarkup, raw: t.finished})
	case strings.TrimSpace(src) != "":
		t.slot(slot{kind: slotMarkup, raw: markdown(src)})
	}
}
