package ingest

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"warta/internal/body"
)

type mediaKey struct {
	kind, url string
	id        int64
}

// medium gives the number of a medium in this text; the same one has one number.
func (m *mapper) medium(r MediaRef) int64 {
	key := mediaKey{r.Kind, r.URL, r.ID}
	if ref, ok := m.media[key]; ok && !r.Attached {
		return ref
	}
	r.Ref = -int64(len(m.out.Media) + 1)
	m.media[key] = r.Ref
	m.out.Media = append(m.out.Media, r)
	return r.Ref
}

// dropMedia forgets media that no block names any more.
func (m *mapper) dropMedia(from int) {
	for _, r := range m.out.Media[from:] {
		delete(m.media, mediaKey{r.Kind, r.URL, r.ID})
	}
	m.out.Media = m.out.Media[:from]
}

// picture is what markup says about a picture.
type picture struct {
	url, alt, credit, link, markup string
	id                             int64
	caption                        body.Inline
	wide, decorative               bool
}

// picture makes an image block; without an address or a number it is kept as it
// is.
func (m *mapper) picture(p picture) body.Block {
	u, ok := "", false
	if p.url != "" {
		u, ok = m.webAddress(p.url)
	}
	if !ok && p.id == 0 {
		m.note("media", "img", true, p.markup)
		return &body.Unknown{Origin: "html:img", Raw: p.markup}
	}
	if u != "" {
		m.pictures[u] = true
	}
	img := &body.Image{Alt: p.alt, Credit: oneLine(p.credit), Caption: p.caption, Decorative: p.decorative && p.alt == ""}
	if p.wide {
		img.Width = "wide"
	}
	ref := MediaRef{Kind: "photo", ID: p.id, URL: u, Original: original(u), Markup: excerpt(p.markup)}
	if link, ok := m.link(p.link); ok && p.link != "" && !sameMedium(link, u) {
		ref.Link = link
	}
	img.Asset = m.medium(ref)
	return img
}

// sized is how WordPress names the renditions of a picture.
var sized = regexp.MustCompile(`-\d{2,5}x\d{2,5}(\.[A-Za-z]{3,4})$`)

// original guesses the file of which a picture is a rendition.
func original(u string) string {
	path, _, _ := strings.Cut(u, "?")
	if i := strings.LastIndexByte(path, '-'); i < 0 || i+4 >= len(path) || path[i+1] < '0' || path[i+1] > '9' {
		return ""
	}
	if o := sized.ReplaceAllString(path, "$1"); o != path {
		return o
	}
	return ""
}

// sameMedium reports whether a link leads to the picture's own file, perhaps in
// another size.
func sameMedium(link, u string) bool {
	bare := func(s string) string {
		s, _, _ = strings.Cut(s, "?")
		if o := original(s); o != "" {
			s = o
		}
		_, s, _ = strings.Cut(s, "://")
		return s
	}
	return u != "" && bare(link) == bare(u)
}

// img is a picture in the text.
func (f *flow) img(n *html.Node, st style) {
	p := f.m.readImg(n)
	if isEmoji(n, p) {
		f.text(p.alt, st)
		return
	}
	if attr(n, "width") == "1" && attr(n, "height") == "1" {
		f.m.note("left_out", "counting pixel", false, p.markup)
		return
	}
	if p.url == "" && p.id == 0 && p.alt == "" {
		f.m.note("left_out", "picture without an address", false, p.markup)
		return
	}
	p.link = st.href
	f.place(f.m.picture(p))
}

// readImg reads <img>. Scripts that load pictures late keep the address elsewhere.
func (m *mapper) readImg(n *html.Node) picture {
	p := picture{alt: strings.TrimSpace(attr(n, "alt")), credit: attr(n, "data-credit"), id: imageID(n), markup: m.rawOf(n)}
	for _, name := range [...]string{"data-orig-file", "data-src", "data-lazy-src", "data-original", "data-full-url", "data-large_image", "src"} {
		s := strings.TrimSpace(attr(n, name))
		if s == "" || strings.HasPrefix(s, "data:") || strings.HasPrefix(s, "about:") {
			continue
		}
		p.url = s
		break
	}
	for _, name := range [...]string{"data-srcset", "data-lazy-srcset", "srcset"} {
		if p.url == "" {
			p.url = widest(attr(n, name))
		}
	}
	if p.url == "" && n.Parent != nil && n.Parent.Data == "picture" {
		if s := find(n.Parent, "source"); s != nil {
			p.url = widest(firstText(attr(s, "srcset"), attr(s, "data-srcset")))
		}
	}
	if p.url == "" {
		if s := attr(n, "src"); strings.HasPrefix(s, "data:image/") && len(s) > 2000 {
			p.url = s // refused by its scheme, and kept as it is
		}
	}
	if v := attr(n, "alt"); v == "" && hasAttr(n, "alt") && attr(n, "role") == "presentation" {
		p.decorative = true
	}
	if hasClass(n, "alignwide", "alignfull") {
		p.wide = true
	}
	return p
}

func hasAttr(n *html.Node, name string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == name {
			return true
		}
	}
	return false
}

// imageID is WordPress's number of a picture in its markup.
func imageID(n *html.Node) int64 {
	for w := range strings.FieldsSeq(attr(n, "class")) {
		if num, ok := strings.CutPrefix(w, "wp-image-"); ok {
			return number(num)
		}
	}
	if id := attr(n, "data-id"); id != "" {
		return number(id)
	}
	return number(attr(n, "data-attachment-id"))
}

// isEmoji: WordPress shows emoji as pictures where a browser has none.
func isEmoji(n *html.Node, p picture) bool {
	return hasClass(n, "emoji", "wp-smiley", "emojione") && p.alt != "" && len(p.alt) <= 40 ||
		strings.Contains(p.url, "s.w.org/images/core/emoji") && p.alt != ""
}

// widest gives the largest address of a srcset.
func widest(srcset string) string {
	best, most := "", -1.0
	for part := range strings.SplitSeq(srcset, ", ") {
		fields := strings.Fields(part)
		if len(fields) == 0 {
			continue
		}
		w := 0.0
		if len(fields) > 1 {
			d := strings.TrimRight(fields[1], "wx,")
			w = float64(number(strings.SplitN(d, ".", 2)[0]))
		}
		if w > most {
			best, most = strings.TrimRight(fields[0], ","), w
		}
	}
	if strings.HasPrefix(best, "data:") {
		return ""
	}
	return best
}

// background is the picture behind a cover, which older versions set by style.
func (f *flow) background(n *html.Node) {
	_, after, ok := strings.Cut(attr(n, "style"), "background-image:")
	if !ok {
		return
	}
	_, after, ok = strings.Cut(after, "url(")
	u, _, closed := strings.Cut(after, ")")
	if u = strings.Trim(strings.TrimSpace(u), `"'`); ok && closed && u != "" && !f.m.pictures[u] {
		f.flush()
		f.place(f.m.picture(picture{url: u, markup: u}))
	}
}

// playing is <video> or <audio>.
func (f *flow) playing(n *html.Node, kind string) {
	f.place(f.playable(n, kind, nil))
}

func (f *flow) playable(n *html.Node, kind string, caption body.Inline) body.Block {
	src := attr(n, "src")
	for _, s := range findAll(n, "source") {
		if src == "" {
			src = attr(s, "src")
		}
	}
	return f.m.play(kind, src, attr(n, "poster"), 0, caption, f.m.rawOf(n))
}

// play makes a film or a sound.
func (m *mapper) play(kind, src, poster string, id int64, caption body.Inline, markup string) body.Block {
	u, ok := "", false
	if src != "" {
		u, ok = m.webAddress(src)
	}
	if !ok && id == 0 {
		m.note("media", kind, true, markup)
		return &body.Unknown{Origin: "html:" + kind, Raw: markup}
	}
	v := body.Video{Caption: caption}
	if p, known := body.FindPlayer(u); known {
		v.URL = p.URL
	} else {
		v.Asset = m.medium(MediaRef{Kind: kind, URL: u, ID: id, Markup: excerpt(markup)})
	}
	if p, ok := m.webAddress(poster); ok && poster != "" {
		v.Poster = m.medium(MediaRef{Kind: "photo", URL: p, Original: original(p)})
	}
	if kind == "audio" {
		a := body.Audio(v)
		return &a
	}
	return &v
}

// frame is a window into another page: a player that we know, or kept as it is.
func (f *flow) frame(n *html.Node) {
	src := ""
	for _, name := range [...]string{"data-src", "data-lazy-src", "data-litespeed-src", "src", "data", "data-videoid"} {
		if v := strings.TrimSpace(attr(n, name)); src == "" && !strings.HasPrefix(v, "about:") {
			src = v
		}
	}
	if src == "" {
		if p := find(n, "embed", "param"); p != nil {
			src = firstText(attr(p, "src"), attr(p, "value"))
		}
	}
	if n.Data == "amp-youtube" && src != "" {
		src = "https://www.youtube.com/watch?v=" + src
	}
	f.embed(src, "html:"+n.Data, f.m.rawOf(n))
}

// embed shows a post elsewhere, if it is of a house on the list.
func (f *flow) embed(address, origin, raw string) {
	if b := f.m.embedOf(address); b != nil {
		f.place(b)
		return
	}
	kind := "element"
	if strings.HasPrefix(origin, "wp:") {
		kind = "block"
	} else if strings.HasPrefix(origin, "shortcode:") {
		kind = "shortcode"
	}
	_, name, _ := strings.Cut(origin, ":")
	if u, ok := f.m.webAddress(address); ok && kind != "element" && address != "" {
		// The address of a post by itself is a link to it.
		f.m.note(kind, name, false, raw)
		f.flush()
		f.blocks = append(f.blocks, &body.Paragraph{Text: body.Inline{body.LinkTo(u, u)}})
		return
	}
	f.m.note(kind, name, true, raw)
	f.unknown(origin, raw)
}

func (m *mapper) embedOf(address string) body.Block {
	u, ok := m.webAddress(address)
	if !ok || address == "" {
		return nil
	}
	if strings.Contains(u, "youtube.com/v/") {
		// The address of the player that Flash once ran.
		u = strings.Replace(u, "/v/", "/embed/", 1)
	}
	p, ok := body.FindPlayer(u)
	if !ok {
		if p, ok = facebookFrame(u); !ok {
			return nil
		}
	}
	return &body.Embed{Provider: p.Provider, URL: p.URL}
}

// facebookFrame finds the post in the address of Facebook's frame.
func facebookFrame(u string) (body.Player, bool) {
	if !strings.Contains(u, "facebook.com/plugins/") {
		return body.Player{}, false
	}
	_, q, _ := strings.Cut(u, "href=")
	q, _, _ = strings.Cut(q, "&")
	return body.FindPlayer(unescapeQuery(q))
}

// UploadNames are other names under which WordPress may keep an upload: the file
// of which this one is a smaller rendition, and the one that it made smaller when
// it came in.
func UploadNames(name string) []string {
	var out []string
	if o := original(name); o != "" {
		out, name = append(out, o), o
	}
	i := strings.LastIndexByte(name, '.')
	if i <= 0 {
		return out
	}
	if whole, ok := strings.CutSuffix(name[:i], "-scaled"); ok {
		return append(out, whole+name[i:])
	}
	return append(out, name[:i]+"-scaled"+name[i:])
}
