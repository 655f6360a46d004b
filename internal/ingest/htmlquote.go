package ingest

import (
	"strings"

	"golang.org/x/net/html"

	"warta/internal/body"
)

// quotation is <blockquote>: somebody's words, a sentence set large, or a post of
// another house.
func (f *flow) quotation(n *html.Node, st style) {
	if hasClass(n, "twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "fb-", "bluesky-embed", "text-post-media") && f.post(n) {
		return
	}
	f.quote(n, st, f.m.large || hasClass(n, "pullquote"))
}

// quote makes quotations of an element's words. What is no paragraph stands
// between two quotations.
func (f *flow) quote(n *html.Node, st style, large bool) {
	by := ""
	blocks := f.inner(n, st, &by)
	f.flush()
	by = strings.TrimLeft(oneLine(by), "—–- ")
	if large {
		if text := joined(blocks); text != nil {
			f.blocks = append(f.blocks, &body.Pullquote{Attribution: by, Text: text})
			return
		}
	}
	cite := ""
	if c := attr(n, "cite"); c != "" {
		if u, ok := f.m.webAddress(c); ok {
			cite = u
		}
	}
	var q *body.Quote
	var last *body.Quote
	for _, b := range blocks {
		switch b := b.(type) {
		case *body.Heading:
			b2 := &body.Paragraph{Text: strongly(b.Text)}
			q = f.quoted(q, b2, cite)
			last = q
		case *body.Paragraph:
			q = f.quoted(q, b, cite)
			last = q
		case *body.Quote:
			for _, p := range b.Blocks {
				q = f.quoted(q, p, cite)
			}
			if b.Attribution != "" {
				q = f.quoted(q, &body.Paragraph{Text: body.Text("— " + b.Attribution)}, cite)
			}
			last = q
		default:
			if b.Kind() == body.KindList {
				f.m.note("element", "list in a quotation", false, "")
			}
			q = nil
			f.blocks = append(f.blocks, b)
		}
	}
	switch {
	case by == "":
	case last != nil:
		last.Attribution = by
	default:
		f.blocks = append(f.blocks, &body.Paragraph{Text: body.Text(by)})
	}
}

func (f *flow) quoted(q *body.Quote, p body.Block, cite string) *body.Quote {
	if q == nil {
		q = &body.Quote{CiteURL: cite}
		f.blocks = append(f.blocks, q)
	}
	q.Blocks = append(q.Blocks, p)
	return q
}

// joined makes one line of paragraphs, nil when there is something else, too.
func joined(blocks []body.Block) body.Inline {
	var out body.Inline
	for _, b := range blocks {
		var in body.Inline
		switch b := b.(type) {
		case *body.Paragraph:
			in = b.Text
		case *body.Heading:
			in = b.Text
		case *body.Quote:
			if b.Attribution == "" {
				in = joined(b.Blocks)
			}
		}
		if in == nil {
			return nil
		}
		if out != nil {
			out = append(out, body.Span{Break: true})
		}
		out = append(out, in...)
	}
	return out
}

// attribution takes a <cite> that stands on its own as the name of the speaker.
func (f *flow) attribution(n *html.Node) bool {
	for i := len(f.runs) - 1; i >= 0 && !f.runs[i].br; i-- {
		if !blank(strings.TrimLeft(f.runs[i].text, "—–- ")) {
			return false
		}
	}
	name := strings.TrimSpace(textOf(n))
	if name == "" || find(n, "img", "iframe", "video") != nil {
		return false
	}
	for i := len(f.runs); i > 0 && !f.runs[i-1].br; i-- {
		f.runs = f.runs[:i-1]
	}
	if *f.by != "" {
		*f.by += ", "
	}
	*f.by += name
	return true
}

// post recognises a post of another house in its ready-made quotation.
func (f *flow) post(n *html.Node) bool {
	var found body.Player
	ok := false
	try := func(s string) {
		if u, web := f.m.webAddress(s); web && s != "" {
			if p, known := body.FindPlayer(u); known {
				found, ok = p, true
			}
		}
	}
	for _, name := range [...]string{"cite", "data-instgrm-permalink", "data-href", "data-url"} {
		try(attr(n, name))
	}
	if !ok {
		for _, a := range findAll(n, "a") {
			try(attr(a, "href")) // the last link is the post's own
		}
	}
	if !ok {
		return false
	}
	f.place(&body.Embed{Provider: found.Provider, URL: found.URL, Text: paragraphs(textOf(n))})
	return true
}

// paragraphs tidies the text of a post.
func paragraphs(s string) string {
	var out []string
	for l := range strings.SplitSeq(s, "\n") {
		if l = strings.Trim(l, " \t"); !blank(l) {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// house recognises boxes that a script of another house would fill.
func (f *flow) house(n *html.Node) bool {
	if hasClass(n, "fb-post", "fb-video") {
		return f.post(n)
	}
	return false
}
