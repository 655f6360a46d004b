package body

// Embed is a post or a film of another house, shown as a quotation from what
// our server fetched; the other house learns nothing before a reader's click.
type Embed struct {
	Node
	// Provider is one of the table in providers.go; URL the address of the post.
	Provider, URL string
	// Title, Text and Thumb were fetched when the block was made.
	Title, Text string
	Thumb       int64
}

// Kind is "embed".
func (*Embed) Kind() Kind { return KindEmbed }

func (e *Embed) visit(v visitor) {
	v.str("provider", &e.Provider)
	v.str("url", &e.URL)
	v.str("title", &e.Title)
	v.str("text", &e.Text)
	v.ref("thumb", &e.Thumb)
}

func (e *Embed) plain(w *textWriter) {
	w.paragraph(e.Title)
	for _, p := range transcript(e.Text) {
		w.paragraph(p)
	}
}

// EmbedView is what a theme gets of an embed.
type EmbedView struct {
	ID string
	// Player is the provider with the canonical address of the post and of its
	// player. Provider and Frame are empty when the address is not one of an
	// allowed provider: then there is nothing to load.
	Player Player
	Title  string
	// Text is what was fetched of the post, in paragraphs.
	Text   HTML
	Credit string
	// Thumb has no address when there is none.
	Thumb Source
	// AILabel must be printed when it is not empty: a machine made the thumb.
	AILabel string
}

func (e *Embed) html(r *renderer) {
	v := EmbedView{ID: e.ID, Title: e.Title}
	var ok bool
	if v.Player, ok = FindPlayer(e.URL); !ok {
		v.Player = Player{Label: providerLabel(e.Provider)}
		if webURL(e.URL) {
			v.Player.URL = e.URL
		}
	}
	v.Text = r.capture(func() {
		for _, p := range transcript(e.Text) {
			r.lines(p)
		}
	})
	if m, ok := r.asset(e.Thumb, "photo"); ok {
		f := formatsOf(m.Sources)
		v.Thumb = pick(f[len(f)-1], thumbWidth)
		if m.AI {
			v.AILabel = r.message("label.ai")
		}
	}
	if override(r, KindEmbed, &v) {
		return
	}
	r.card(v)
}

const thumbWidth = 640

// card writes a post of another house as a quotation. Nothing is asked of that
// house before the reader presses the button, which a script shows: without one
// the link is enough.
func (r *renderer) card(v EmbedView) {
	if v.Player.URL == "" && v.Title == "" && v.Text == "" {
		return
	}
	tag := "p"
	if r.site() {
		tag = "figcaption"
		r.raw("<figure")
		r.class("embed")
		r.raw(">")
	}
	r.quoted(v)
	r.raw("<" + tag + ">")
	if v.Player.URL != "" && r.anchor(v.Player.URL, "") {
		r.text(r.message("embed.link", "name", v.Player.Label))
		r.raw("</a>")
	} else {
		r.text(v.Player.Label)
	}
	r.aside("credit", v.Credit, true)
	r.aside("label-ai", v.AILabel, true)
	if r.site() && v.Player.Frame != "" {
		r.raw(` <button type="button" class="embed-load"`)
		r.attr("data-provider", v.Player.Provider)
		r.attr("data-url", v.Player.Frame)
		r.raw(" hidden>")
		r.text(r.message("embed.load", "name", v.Player.Label))
		r.raw("</button>")
	}
	r.raw("</" + tag + ">")
	if r.site() {
		r.raw("</figure>")
	}
	r.raw("\n")
}

// quoted writes what was fetched of the post.
func (r *renderer) quoted(v EmbedView) {
	if r.lite() {
		v.Thumb = Source{}
	}
	if v.Thumb.URL == "" && v.Title == "" && v.Text == "" {
		return
	}
	r.raw("<blockquote")
	r.attr("cite", v.Player.URL)
	r.raw(">")
	if v.Thumb.URL != "" {
		r.raw("<img")
		r.attr("src", v.Thumb.URL)
		r.emptyAttr("alt", "")
		r.intAttr("width", v.Thumb.Width)
		r.intAttr("height", v.Thumb.Height)
		if r.site() {
			r.raw(` loading="lazy" decoding="async"`)
		}
		r.raw(">")
	}
	if v.Title != "" {
		r.raw("<p")
		r.class("embed-title")
		r.raw(">")
		r.text(v.Title)
		r.raw("</p>\n")
	}
	r.html(v.Text)
	r.raw("</blockquote>\n")
}
