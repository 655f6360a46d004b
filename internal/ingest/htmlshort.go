package ingest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"warta/internal/body"
)

// shortcode puts a known shortcode into the flow.
func (f *flow) shortcode(s *slot, st style) {
	switch s.name {
	case "caption", "wp_caption":
		f.shortCaption(s)
	case "gallery":
		f.shortGallery(s)
	case "audio", "video", "wpvideo":
		f.shortPlayer(s)
	case "playlist":
		f.shortPlaylist(s)
	case "nextpage":
		f.block(&body.PageBreak{})
	case "more":
		f.more()
	case "irp":
		f.shortReadAlso(s)
	default:
		f.shortEmbed(s)
	}
}

func (f *flow) keepShort(s *slot) {
	f.m.note("shortcode", s.name, true, s.raw)
	f.unknown("shortcode:"+s.name, s.raw)
}

// shortCaption: a picture, perhaps in a link, and its caption after it or in an
// attribute.
func (f *flow) shortCaption(s *slot) {
	if f.m.nested >= maxNested || !safeMarkup(s.inner) {
		f.keepShort(s)
		return
	}
	f.m.nested++
	defer func() { f.m.nested-- }()
	src := s.inner
	if strings.IndexByte(src, '[') >= 0 {
		src = f.m.shortcodes(src)
	}
	nodes, err := html.ParseFragment(strings.NewReader(src), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		f.keepShort(s)
		return
	}
	root := &html.Node{Type: html.ElementNode, Data: "figure", DataAtom: atom.Figure}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	g := &flow{m: f.m}
	g.children(root, style{})
	g.flush()
	var image *body.Image
	var text body.Inline
	var rest []body.Block
	for _, b := range g.blocks {
		switch b := b.(type) {
		case *body.Image:
			if image == nil {
				image = b
				continue
			}
		case *body.Paragraph:
			if len(text) > 0 {
				text = append(text, body.Span{Break: true})
			}
			text = append(text, b.Text...)
			continue
		}
		rest = append(rest, b)
	}
	if a := s.attrs.get("caption"); a != "" && len(text) == 0 {
		h := &flow{m: f.m}
		f.m.markup(h, a, false)
		text = joined(h.blocks)
	}
	if image == nil {
		// No picture: the caption of a film, or plain text.
		f.flush()
		taken := false
		for _, b := range rest {
			if !taken && text != nil {
				taken = captionInto(b, text)
			}
			f.blocks = append(f.blocks, b)
		}
		if text != nil && !taken {
			f.blocks = append(f.blocks, &body.Paragraph{Text: text})
		}
		return
	}
	if id, ok := strings.CutPrefix(s.attrs.get("id"), "attachment_"); ok {
		f.m.identify(image.Asset, number(id))
	}
	image.Caption = text
	f.place(image)
	for _, b := range rest {
		f.place(b)
	}
}

// identify adds the source's number to a medium that has none.
func (m *mapper) identify(ref, id int64) {
	if i := -ref - 1; i >= 0 && i < int64(len(m.out.Media)) && m.out.Media[i].ID == 0 {
		m.out.Media[i].ID = id
	}
}

func (f *flow) shortGallery(s *slot) {
	ids := numbers(s.attrs.get("ids", "include"))
	if len(ids) == 0 {
		if s.attrs.get("id") != "" && number(s.attrs.get("id")) == 0 {
			f.keepShort(s)
			return
		}
		f.place(&body.Image{Asset: f.m.medium(MediaRef{Kind: "photo", ID: number(s.attrs.get("id")), Attached: true, Markup: excerpt(s.raw)})})
		return
	}
	g := &body.Gallery{}
	for _, id := range ids {
		g.Images = append(g.Images, &body.Image{Asset: f.m.medium(MediaRef{Kind: "photo", ID: id})})
	}
	if len(g.Images) == 1 {
		f.place(g.Images[0])
		return
	}
	f.place(g)
}

// numbers reads "12, 13".
func numbers(s string) []int64 {
	var out []int64
	for part := range strings.SplitSeq(s, ",") {
		if n := number(strings.TrimSpace(part)); n > 0 {
			out = append(out, n)
		}
	}
	return out
}

var playerFiles = []string{"src", "mp4", "m4v", "webm", "ogv", "mov", "flv", "wmv", "mp3", "ogg", "m4a", "wav", "wma", "flac", "opus", "url"}

func (f *flow) shortPlayer(s *slot) {
	kind := "video"
	if s.name == "audio" {
		kind = "audio"
	}
	src := s.attrs.get(playerFiles...)
	if src == "" {
		src = firstText(firstAddress(s), s.attrs["0"])
	}
	if s.attrs.get("poster") != "" || src != "" {
		b := f.m.play(kind, src, s.attrs.get("poster"), number(s.attrs.get("id")), nil, s.raw)
		f.place(b)
		return
	}
	if id := number(s.attrs.get("id")); id > 0 {
		f.place(f.m.play(kind, "", "", id, nil, s.raw))
		return
	}
	f.keepShort(s)
}

// shortPlaylist is a row of sounds or films.
func (f *flow) shortPlaylist(s *slot) {
	kind := "audio"
	if s.attrs.get("type") == "video" {
		kind = "video"
	}
	ids := numbers(s.attrs.get("ids", "include"))
	if len(ids) == 0 {
		f.keepShort(s)
		return
	}
	for _, id := range ids {
		f.place(f.m.play(kind, "", "", id, nil, s.raw))
	}
}

// shortEmbed: [embed]address[/embed], [youtube address], [tweet address], [vimeo 123].
func (f *flow) shortEmbed(s *slot) {
	address := firstAddress(s)
	if address == "" {
		id := s.attrs.get("0", "id")
		switch s.name {
		case "youtube":
			address = "https://www.youtube.com/watch?v=" + id
		case "vimeo":
			address = "https://vimeo.com/" + id
		}
		if f.m.embedOf(address) == nil {
			f.keepShort(s)
			return
		}
	}
	f.embed(address, "shortcode:"+s.name, s.raw)
}

// firstAddress gives the address that a shortcode is about.
func firstAddress(s *slot) string {
	inner := strings.TrimSpace(s.inner)
	if strings.Contains(inner, "<") {
		inner = strings.TrimSpace(stripTags(inner))
	}
	for _, v := range []string{inner, s.attrs.get("url", "src", "link", "href", "video"), s.attrs["0"], s.attrs["1"]} {
		v = html.UnescapeString(strings.Trim(v, "= "))
		if strings.HasPrefix(v, "//") {
			v = "https:" + v
		}
		if (strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://")) && !strings.ContainsAny(v, " \n\t") {
			return v
		}
	}
	return ""
}

func stripTags(s string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "<")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		if _, s, ok = strings.Cut(after, ">"); !ok {
			return b.String()
		}
	}
}

// shortReadAlso is the commonest plugin's pointer to other articles, which names
// them by number.
func (f *flow) shortReadAlso(s *slot) {
	ids := numbers(s.attrs.get("posts", "post", "ids", "id"))
	if len(ids) == 0 {
		f.keepShort(s)
		return
	}
	f.flush()
	for len(ids) > 0 {
		n := min(len(ids), maxPointers)
		also := &body.ReadAlso{}
		for _, id := range ids[:n] {
			also.Refs = append(also.Refs, f.m.target(Target{ID: id, Title: s.attrs.get("name")}))
		}
		f.blocks = append(f.blocks, also)
		ids = ids[n:]
	}
}
