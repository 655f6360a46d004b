package body

import "strings"

// What films and sounds have in common.

// VideoView is what a theme gets of a film.
type VideoView struct {
	ID      string
	Caption HTML
	Credit  string
	// AILabel must be printed when it is not empty.
	AILabel string
	// Medium is our own file; without one Player is set.
	Medium Medium
	Player Player
	// Poster has no address when there is none.
	Poster Source
	// Transcript in paragraphs.
	Transcript []string
}

// AudioView is what a theme gets of a sound.
type AudioView VideoView

// playing makes the view of a film or sound; ok is false when there is nothing
// that readers may see.
func (r *renderer) playing(kind string, m *Video) (v VideoView, ok bool) {
	v = VideoView{ID: m.ID, Transcript: transcript(m.Transcript)}
	medium, ok := r.asset(m.Asset, kind)
	if !ok {
		if v.Player, ok = FindPlayer(m.URL); !ok {
			return v, false
		}
	}
	v.Medium = medium
	v.Caption, v.Credit, v.AILabel = r.legend(m.Caption, m.Credit, medium)
	if medium.AI {
		// A voice is told from a picture (PRS-92).
		v.AILabel = r.message("label.ai_" + kind)
	}
	if p, ok := r.asset(m.Poster, "photo"); ok {
		f := formatsOf(p.Sources)
		v.Poster = pick(f[len(f)-1], largest)
		if p.AI && v.AILabel == "" {
			v.AILabel = r.message("label.ai")
		}
	}
	if medium.AI && len(v.Transcript) > 0 {
		v.Transcript = append([]string{v.AILabel}, v.Transcript...)
	}
	return v, true
}

// player writes a film or sound; tag is "video" or "audio".
func (r *renderer) player(tag string, v VideoView) {
	if tag == "video" {
		r.behind(func() { r.playerItself(tag, v) })
		return
	}
	r.playerItself(tag, v)
}

func (r *renderer) playerItself(tag string, v VideoView) {
	if !r.site() {
		r.playerLink(v)
		return
	}
	if v.Player.URL != "" {
		card := EmbedView{ID: v.ID, Player: v.Player, Thumb: v.Poster, Credit: v.Credit, AILabel: v.AILabel}
		if v.Caption != "" {
			card.Text = "<p>" + v.Caption + "</p>\n"
		}
		r.card(card)
	} else {
		r.raw("<figure")
		r.class(tag)
		r.raw(">")
		r.ownPlayer(tag, v)
		r.figcaption(v.Caption, v.Credit, v.AILabel)
		r.raw("</figure>\n")
	}
	if len(v.Transcript) == 0 {
		return
	}
	r.raw("<details")
	r.class("transcript")
	r.raw("><summary>")
	r.text(r.message("video.transcript"))
	r.raw("</summary>\n")
	for _, p := range v.Transcript {
		r.lines(p)
	}
	r.raw("</details>\n")
}

func (r *renderer) ownPlayer(tag string, v VideoView) {
	r.raw("<" + tag + ` controls preload="none"`)
	if tag == "video" {
		r.attr("poster", v.Poster.URL)
		r.intAttr("width", v.Medium.Width)
		r.intAttr("height", v.Medium.Height)
	}
	r.raw(">")
	for _, s := range v.Medium.Sources {
		r.raw("<source")
		r.attr("src", s.URL)
		r.attr("type", s.MIME)
		r.raw(">")
	}
	for i, s := range v.Medium.Captions {
		r.raw(`<track kind="captions"`)
		r.attr("src", r.absolute(s.URL))
		r.attr("srclang", r.o.Lang)
		r.attr("label", r.name("video.captions"))
		if i == 0 {
			r.raw(" default")
		}
		r.raw(">")
	}
	r.fileLink(v)
	r.raw("</" + tag + ">")
}

// fileLink is for whoever has no player.
func (r *renderer) fileLink(v VideoView) {
	src := v.Medium.Sources[0]
	if !r.anchor(src.URL, "") {
		return
	}
	r.text(r.message("file.download", "name", fileType(firstOf(src.MIME, v.Medium.MIME))))
	r.raw("</a>")
	if r.lite() {
		r.aside("", r.size(max(src.Size, v.Medium.Size)), true)
	}
}

// playerLink is the film or sound in a feed: a still, a link, the legend.
func (r *renderer) playerLink(v VideoView) {
	r.raw("<figure>")
	if v.Poster.URL != "" && !r.lite() && !r.o.Graphic {
		r.raw("<img")
		r.attr("src", v.Poster.URL)
		r.emptyAttr("alt", "")
		r.intAttr("width", v.Poster.Width)
		r.intAttr("height", v.Poster.Height)
		r.raw(">")
	}
	r.raw("<p>")
	if v.Player.URL == "" {
		r.fileLink(v)
	} else if r.anchor(v.Player.URL, "") {
		r.text(r.message("embed.link", "name", v.Player.Label))
		r.raw("</a>")
	}
	r.raw("</p>")
	r.figcaption(v.Caption, v.Credit, v.AILabel)
	r.raw("</figure>\n")
	for _, p := range v.Transcript {
		r.lines(p)
	}
}

// transcript takes a text apart at its empty lines.
func transcript(s string) (out []string) {
	for _, p := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if p = strings.Trim(p, "\n"); strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return out
}

// lines writes a paragraph of a text without marks; its line ends stay.
func (r *renderer) lines(s string) {
	r.raw("<p>")
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			r.raw("<br>")
		}
		r.text(line)
	}
	r.raw("</p>\n")
}

func firstOf(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
