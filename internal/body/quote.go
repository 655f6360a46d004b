package body

// Quote is somebody else's words, in paragraphs.
type Quote struct {
	Node
	Attribution string
	// CiteURL is the address of the source, http or https.
	CiteURL string
	Blocks  []Block
}

// Kind is "quote".
func (*Quote) Kind() Kind { return KindQuote }

func (q *Quote) visit(v visitor) {
	v.str("attribution", &q.Attribution)
	v.str("cite_url", &q.CiteURL)
	v.blocks(&q.Blocks)
}

func (q *Quote) plain(w *textWriter) {
	for _, b := range q.Blocks {
		b.plain(w)
	}
	w.attribution(q.Attribution)
}

// QuoteView is what a theme gets of a quotation. CiteURL is empty unless it is
// an http or https address.
type QuoteView struct {
	ID, Attribution, CiteURL string
	HTML                     HTML
}

func (q *Quote) html(r *renderer) {
	v := QuoteView{ID: q.ID, Attribution: q.Attribution, HTML: r.inner(q.Blocks)}
	if webURL(q.CiteURL) {
		v.CiteURL = q.CiteURL
	}
	if v.HTML == "" || override(r, KindQuote, &v) {
		return
	}
	r.quotation("quote", v.HTML, v.Attribution, v.CiteURL)
}

// quotation writes words with, or without, who said them. The name stands
// outside the words: https://html.spec.whatwg.org/#the-blockquote-element.
func (r *renderer) quotation(class string, words HTML, by, cite string) {
	if r.site() {
		r.raw("<figure")
		r.class(class)
		r.raw(">\n")
	}
	r.raw("<blockquote")
	r.attr("cite", cite)
	r.raw(">\n")
	r.html(words)
	r.raw("</blockquote>\n")
	if by != "" {
		tag := "figcaption"
		if !r.site() {
			tag = "p"
		}
		r.raw("<" + tag + ">— ")
		linked := cite != "" && r.anchor(cite, "")
		r.text(by)
		if linked {
			r.raw("</a>")
		}
		r.raw("</" + tag + ">\n")
	}
	if r.site() {
		r.raw("</figure>\n")
	}
}
