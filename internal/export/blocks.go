package export

import (
	"encoding/json"
	"html"
	"slices"
	"strconv"
	"strings"

	"warta/internal/body"
	"warta/internal/news"
)

// blocks writes a text as WordPress's editor saves it: each block between two
// comments that say what it is, and inside the HTML that a site without that
// editor shows. The classes are those of the blocks that come with WordPress, so
// that its editor finds them as it would have written them.
type blocks struct {
	b strings.Builder
	s *story
	// media is the number of an asset at the other end.
	media func(id int64) int64
	// opening is the dateline, put before the words of the first paragraph.
	opening string
}

// blockMarkup writes the whole text, with what the page prints around it.
func (s *story) blockMarkup(media func(id int64) int64) string {
	w := &blocks{s: s, media: media}
	if d := dateline(s.Content.Dateline, s.outlet).String(); d != "" {
		w.opening = d + " "
	}
	if s.Content.Label != "" {
		w.classed("warta-label", s.Content.Label)
	}
	first := slices.IndexFunc(s.Content.Body.Blocks, func(b body.Block) bool { return b.Kind() == body.KindParagraph })
	if w.opening != "" && first < 0 {
		w.paragraph(&body.Paragraph{}, true)
	}
	for i, b := range s.Content.Body.Blocks {
		if p, ok := b.(*body.Paragraph); ok && i == first {
			w.paragraph(p, true)
		} else {
			w.block(b)
		}
	}
	if s.Content.ClosingNote != "" {
		w.classed("warta-closing", s.Content.ClosingNote)
	}
	if u := s.unverified(); u != "" {
		w.classed("warta-unverified", u)
	}
	for _, a := range s.amendments() {
		w.classed("warta-amendment", a)
	}
	return strings.TrimSuffix(w.b.String(), "\n\n")
}

func (w *blocks) all(list []body.Block) {
	for _, b := range list {
		w.block(b)
	}
}

// open writes the comment that begins a block. Its JSON has no "--", which would
// end the comment.
func (w *blocks) open(name string, attrs map[string]any) {
	w.b.WriteString("<!-- wp:" + name)
	if len(attrs) > 0 {
		j, err := json.Marshal(attrs) // escapes <, > and &
		if err == nil {
			w.b.WriteByte(' ')
			w.b.WriteString(strings.ReplaceAll(string(j), "--", `\u002d\u002d`))
		}
	}
	w.b.WriteString(" -->\n")
}

func (w *blocks) close(name string) { w.b.WriteString("\n<!-- /wp:" + name + " -->\n\n") }

func (w *blocks) write(parts ...string) {
	for _, p := range parts {
		w.b.WriteString(p)
	}
}

// classed is a paragraph of ours that WordPress's themes can style.
func (w *blocks) classed(class, text string) {
	w.open("paragraph", map[string]any{"className": class})
	w.write(`<p class="`, class, `">`, escape(text), "</p>")
	w.close("paragraph")
}

func (w *blocks) block(b body.Block) {
	switch b := b.(type) {
	case *body.Paragraph:
		w.paragraph(b, false)
	case *body.Heading:
		w.heading(b.Level, w.s.inline(b.Text))
	case *body.List:
		w.list(b)
	case *body.Quote:
		w.quote(b)
	case *body.Pullquote:
		w.open("pullquote", nil)
		w.write(`<figure class="wp-block-pullquote"><blockquote><p>`, w.s.inline(b.Text), "</p>", cite(b.Attribution), "</blockquote></figure>")
		w.close("pullquote")
	case *body.Image:
		w.image(b)
	case *body.Gallery:
		w.gallery(b)
	case *body.Video:
		w.playing("video", b.Asset, b.URL, b.Poster, b.Caption, b.Credit, b.Transcript)
	case *body.Audio:
		w.playing("audio", b.Asset, b.URL, b.Poster, b.Caption, b.Credit, b.Transcript)
	case *body.File:
		w.file(b)
	case *body.Embed:
		w.embed(b.URL, b.Provider, "")
	case *body.Table:
		w.table(b)
	case *body.ReadAlso:
		w.readAlso(b)
	case *body.Factbox:
		w.open("group", map[string]any{"className": "factbox"})
		w.write(`<div class="wp-block-group factbox">`)
		if b.Title != "" {
			w.heading(3, escape(b.Title))
		}
		w.all(b.Blocks)
		w.write("</div>")
		w.close("group")
	case *body.Preformatted:
		w.preformatted(b)
	case *body.PageBreak:
		w.open("nextpage", nil)
		w.write("<!--nextpage-->")
		w.close("nextpage")
	case *body.Divider:
		w.open("separator", nil)
		w.write(`<hr class="wp-block-separator has-alpha-channel-opacity"/>`)
		w.close("separator")
	case *body.RawHTML:
		w.open("html", nil)
		w.write(b.HTML)
		w.close("html")
	case *body.Unknown:
		w.unknown(b)
	default:
		w.s.left++
	}
}

// paragraph; the first of the text begins with the dateline.
func (w *blocks) paragraph(p *body.Paragraph, first bool) {
	opening := ""
	if first {
		opening = escape(w.opening)
	}
	w.open("paragraph", nil)
	w.write("<p", lang(p.Lang), ">", opening, w.s.inline(p.Text), "</p>")
	w.close("paragraph")
}

func lang(tag string) string {
	if tag == "" {
		return ""
	}
	return ` lang="` + escape(tag) + `"`
}

func (w *blocks) heading(level int, html string) {
	level = min(max(level, 2), 4)
	var attrs map[string]any
	if level != 2 {
		attrs = map[string]any{"level": level}
	}
	w.open("heading", attrs)
	h := "h" + strconv.Itoa(level)
	w.write("<", h, ` class="wp-block-heading">`, html, "</", h, ">")
	w.close("heading")
}

func (w *blocks) list(l *body.List) {
	attrs, tag, start := map[string]any{}, "ul", ""
	if l.Ordered {
		attrs["ordered"], tag = true, "ol"
		if l.Start > 1 {
			attrs["start"] = l.Start
			start = ` start="` + strconv.Itoa(l.Start) + `"`
		}
	}
	w.open("list", attrs)
	w.write("<", tag, start, ` class="wp-block-list">`)
	for _, item := range l.Items {
		w.open("list-item", nil)
		w.write("<li>")
		for i, b := range item.Blocks {
			if p, ok := b.(*body.Paragraph); ok {
				if i == 0 {
					w.write(w.s.inline(p.Text))
				} else {
					w.write("<p>", w.s.inline(p.Text), "</p>")
				}
				continue
			}
			w.block(b)
		}
		w.write("</li>")
		w.close("list-item")
	}
	w.write("</", tag, ">")
	w.close("list")
}

func cite(by string) string {
	if by == "" {
		return ""
	}
	return "<cite>" + escape(by) + "</cite>"
}

func (w *blocks) quote(q *body.Quote) {
	w.open("quote", nil)
	w.write(`<blockquote class="wp-block-quote"`)
	if q.CiteURL != "" {
		w.write(` cite="`, escape(q.CiteURL), `"`)
	}
	w.write(">")
	w.all(q.Blocks)
	w.write(cite(q.Attribution), "</blockquote>")
	w.close("quote")
}

// legend is a caption with its credit, set apart by its class.
func (w *blocks) legend(caption body.Inline, credit string, a news.Asset) string {
	text := w.s.inline(caption)
	if strings.TrimSpace(caption.Text()) == "" {
		text = escape(a.Caption)
	}
	if credit == "" {
		credit = a.Credit
	}
	if credit != "" {
		if text != "" {
			text += " "
		}
		text += `<span class="credit">` + escape(credit) + "</span>"
	}
	if text == "" {
		return ""
	}
	return `<figcaption class="wp-element-caption">` + text + "</figcaption>"
}

func (w *blocks) image(m *body.Image) {
	a, f, ok := w.s.asset(m.Asset)
	if !ok {
		return
	}
	id := w.media(m.Asset)
	alt := m.Alt
	if alt == "" && !m.Decorative {
		alt = a.Alt
	}
	attrs := map[string]any{"id": id, "sizeSlug": "full", "linkDestination": "none"}
	class := "wp-block-image size-full"
	if m.Width == "wide" {
		attrs["align"] = "wide"
		class = "wp-block-image alignwide size-full"
	}
	w.open("image", attrs)
	w.write(`<figure class="`, class, `"><img src="`, escape(w.s.abs(mediaPath+f.Name)), `" alt="`, escape(alt), `" class="wp-image-`,
		strconv.FormatInt(id, 10), `"/>`, w.legend(m.Caption, m.Credit, a), "</figure>")
	w.close("image")
}

func (w *blocks) gallery(g *body.Gallery) {
	w.open("gallery", map[string]any{"linkTo": "none"})
	w.write(`<figure class="wp-block-gallery has-nested-images columns-default is-cropped">`)
	for _, m := range g.Images {
		w.image(m)
	}
	w.write("</figure>")
	w.close("gallery")
}

func (w *blocks) playing(kind string, asset int64, url string, poster int64, caption body.Inline, credit, transcript string) {
	if asset == 0 {
		w.embed(url, "", w.legend(caption, credit, news.Asset{}))
	} else if a, f, ok := w.s.asset(asset); ok {
		w.open(kind, map[string]any{"id": w.media(asset)})
		still := ""
		if _, p, ok := w.s.asset(poster); ok && kind == "video" {
			still = ` poster="` + escape(w.s.abs(mediaPath+p.Name)) + `"`
		}
		w.write(`<figure class="wp-block-`, kind, `"><`, kind, " controls", still, ` src="`, escape(w.s.abs(mediaPath+f.Name)), `"></`, kind, ">",
			w.legend(caption, credit, a), "</figure>")
		w.close(kind)
	}
	if lines := plainLines(transcript); len(lines) > 0 {
		w.open("details", nil)
		w.write(`<details class="wp-block-details"><summary>`, escape(w.s.message("video.transcript")), "</summary>")
		for _, l := range lines {
			w.paragraph(&body.Paragraph{Text: body.Text(l)}, false)
		}
		w.write("</details>")
		w.close("details")
	}
}

// embed is a post or film of another house. WordPress knows from the address
// whose it is and how to show it.
func (w *blocks) embed(url, provider, legend string) {
	if p, ok := body.FindPlayer(url); ok && provider == "" {
		provider = p.Provider
	}
	slug := map[string]string{"x": "twitter"}[provider]
	if slug == "" {
		slug = provider
	}
	attrs := map[string]any{"url": url}
	class := "wp-block-embed"
	if slug != "" {
		attrs["providerNameSlug"] = slug
		class += " is-provider-" + slug + " wp-block-embed-" + slug
	}
	w.open("embed", attrs)
	w.write(`<figure class="`, class, `"><div class="wp-block-embed__wrapper">`+"\n", escape(url), "\n</div>", legend, "</figure>")
	w.close("embed")
}

func (w *blocks) file(b *body.File) {
	a, f, ok := w.s.asset(b.Asset)
	if !ok {
		return
	}
	label := b.Label
	for _, s := range []string{a.Title, f.Name} {
		if label == "" {
			label = s
		}
	}
	href := escape(w.s.abs(mediaPath + f.Name))
	w.open("file", map[string]any{"id": w.media(b.Asset), "href": w.s.abs(mediaPath + f.Name), "showDownloadButton": false})
	w.write(`<div class="wp-block-file"><a href="`, href, `">`, escape(label), "</a></div>")
	w.close("file")
}

func (w *blocks) table(t *body.Table) {
	w.open("table", map[string]any{"hasFixedLayout": false})
	w.write(`<figure class="wp-block-table"><table>`)
	row := func(r body.Row, head bool) {
		w.write("<tr>")
		for i, c := range r.Cells {
			tag := "td"
			if head || t.HeaderCol && i == 0 {
				tag = "th"
			}
			w.write("<", tag, ">", w.s.inline(c.Text), "</", tag, ">")
		}
		w.write("</tr>")
	}
	rows := t.Rows
	if t.HeaderRow && len(rows) > 0 {
		w.write("<thead>")
		row(rows[0], true)
		w.write("</thead>")
		rows = rows[1:]
	}
	w.write("<tbody>")
	for _, r := range rows {
		row(r, false)
	}
	w.write("</tbody></table>")
	if t.Caption != "" {
		w.write(`<figcaption class="wp-element-caption">`, escape(t.Caption), "</figcaption>")
	}
	w.write("</figure>")
	w.close("table")
}

// readAlso is a line of links with its label, as papers on WordPress have it.
func (w *blocks) readAlso(b *body.ReadAlso) {
	label := b.Label
	if label == "" {
		label = w.s.message("readalso.label")
	}
	label = strings.TrimRight(label, ": ")
	var links []string
	for _, ref := range b.Refs {
		if u, headline, ok := w.s.link(news.ArticleID(ref)); ok {
			links = append(links, `<a href="`+escape(u)+`">`+escape(headline)+"</a>")
		}
	}
	if len(links) == 0 {
		w.s.left++
		return
	}
	w.open("paragraph", nil)
	w.write("<p>", escape(label), ": ", strings.Join(links, ", "), "</p>")
	w.close("paragraph")
}

func (w *blocks) preformatted(p *body.Preformatted) {
	switch p.Use {
	case "code":
		w.open("code", nil)
		w.write(`<pre class="wp-block-code"><code`, lang(p.Lang), ">", escape(p.Text), "</code></pre>")
		w.close("code")
	case "verse":
		w.open("verse", nil)
		w.write(`<pre class="wp-block-verse"`, lang(p.Lang), ">", escape(p.Text), "</pre>")
		w.close("verse")
	default:
		w.open("preformatted", nil)
		w.write(`<pre class="wp-block-preformatted">`, escape(p.Text), "</pre>")
		w.close("preformatted")
	}
}

// unknown is what an import kept as it was: a block of WordPress goes back as it
// came, other markup as a block of HTML. A medium that was never fetched is kept
// as its markup with its caption on a line of its own; where there is no markup,
// only a number, nothing can be written.
func (w *blocks) unknown(u *body.Unknown) {
	raw := u.Raw
	if u.Origin == "html:media" {
		if i := strings.LastIndex(raw, ">\n"); i > 0 {
			raw = "<figure>" + raw[:i+1] + "<figcaption>" + escape(raw[i+2:]) + "</figcaption></figure>"
		} else if !strings.HasPrefix(raw, "<") || !strings.HasSuffix(raw, ">") {
			// The beginning of markup would swallow what follows.
			w.s.left++
			if address := addressIn(raw); address != "" {
				w.paragraph(&body.Paragraph{Text: body.Inline{body.LinkTo(address, address)}}, false)
			}
			return
		}
	}
	switch {
	case raw == "":
		w.s.left++
	case strings.HasPrefix(u.Origin, "wp:") && strings.HasPrefix(raw, "<!-- wp:"):
		w.write(raw, "\n\n")
	case strings.HasPrefix(u.Origin, "shortcode:"):
		w.open("shortcode", nil)
		w.write(raw)
		w.close("shortcode")
	default:
		w.open("html", nil)
		w.write(raw)
		w.close("html")
	}
}

// addressIn finds the file that a piece of markup names.
func addressIn(markup string) string {
	for _, attr := range []string{`href="`, `src="`} {
		if _, rest, ok := strings.Cut(markup, attr); ok {
			if address, _, ok := strings.Cut(rest, `"`); ok && uri(address) != "" {
				return html.UnescapeString(address)
			}
		}
	}
	return ""
}

// inline writes running text. Marks nest in the schema's order, links outermost.
func (s *story) inline(in body.Inline) string {
	var b strings.Builder
	var open []string // closing tags, innermost last
	var now []body.Mark
	end := func(n int) {
		for len(open) > n {
			b.WriteString(open[len(open)-1])
			open = open[:len(open)-1]
		}
		now = now[:min(len(now), n)]
	}
	for _, span := range in {
		if span.Raw != nil {
			s.left++
			continue
		}
		var marks []body.Mark
		var tags [][2]string
		for _, m := range span.Marks {
			if o, c := s.mark(m); o != "" {
				marks, tags = append(marks, m), append(tags, [2]string{o, c})
			}
		}
		same := 0
		for same < len(now) && same < len(marks) && sameMark(now[same], marks[same]) {
			same++
		}
		end(same)
		for i := same; i < len(marks); i++ {
			b.WriteString(tags[i][0])
			open, now = append(open, tags[i][1]), append(now, marks[i])
		}
		if span.Break {
			b.WriteString("<br>")
			continue
		}
		b.WriteString(escape(span.Text))
	}
	end(0)
	return b.String()
}

func sameMark(a, b body.Mark) bool {
	return a.Type == b.Type && a.Href == b.Href && a.Rel == b.Rel && a.Tag == b.Tag
}

var simpleMarks = map[body.MarkType]string{body.MarkStrong: "strong", body.MarkEm: "em", body.MarkStrike: "s", body.MarkSub: "sub", body.MarkSup: "sup"}

// mark gives the tags around a run; none for a link that leads nowhere.
func (s *story) mark(m body.Mark) (open, close string) {
	switch m.Type {
	case body.MarkLink:
		href := m.Href
		if id, ok := strings.CutPrefix(href, "article:"); ok {
			n, err := strconv.ParseInt(id, 10, 64)
			if err != nil {
				return "", ""
			}
			if href, _, ok = s.link(news.ArticleID(n)); !ok {
				return "", ""
			}
		} else if strings.HasPrefix(href, "/") {
			href = s.abs(href)
		}
		rel := ""
		if m.Rel != "" {
			rel = ` rel="` + escape(m.Rel) + `"`
		}
		return `<a href="` + escape(href) + `"` + rel + ">", "</a>"
	case body.MarkLang:
		return "<span" + lang(m.Tag) + ">", "</span>"
	}
	if tag := simpleMarks[m.Type]; tag != "" {
		return "<" + tag + ">", "</" + tag + ">"
	}
	return "", ""
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func escape(s string) string { return escaper.Replace(s) }
