package body

// RawHTML is foreign markup. Writing one needs a permission of its own; readers
// get it in a sandboxed frame that cannot reach the page.
type RawHTML struct {
	Node
	HTML string
	// Height of the frame in CSS pixels; zero means 300.
	Height int
	// Reason is for the newsroom: why markup was needed. It is never published.
	Reason string
}

// Kind is "raw_html".
func (*RawHTML) Kind() Kind { return KindRawHTML }

func (h *RawHTML) visit(v visitor) {
	v.str("html", &h.HTML)
	v.num("height", &h.Height)
	v.str("reason", &h.Reason)
}

// plain writes nothing: markup is no text.
func (*RawHTML) plain(*textWriter) {}

// RawHTMLView is what a theme gets of foreign markup: the finished frame, and
// never the markup itself (RD-3).
type RawHTMLView struct {
	ID     string
	Height int
	Frame  HTML
}

const frameHeight, maxFrameHeight = 300, 4000

// html writes a frame that has no scripts, no forms and an origin of its own;
// its links open outside. Feeds get nothing.
func (h *RawHTML) html(r *renderer) {
	if !r.site() || h.HTML == "" {
		return
	}
	v := RawHTMLView{ID: h.ID, Height: frameHeight}
	if h.Height > 0 {
		v.Height = min(h.Height, maxFrameHeight)
	}
	v.Frame = r.capture(func() {
		r.raw("<iframe")
		r.class("raw-html")
		r.raw(` sandbox="allow-popups allow-popups-to-escape-sandbox"`)
		r.attr("title", r.name("raw.label"))
		r.intAttr("height", v.Height)
		r.raw(` loading="lazy"`)
		r.attr("srcdoc", h.HTML)
		r.raw("></iframe>\n")
	})
	if !override(r, KindRawHTML, &v) {
		r.html(v.Frame)
	}
}
