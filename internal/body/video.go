package body

// Video is a film: a file of ours, or the address of a player on the list of
// providers.
type Video struct {
	Node
	Asset int64
	URL   string
	// Poster is the asset of the still picture, or zero.
	Poster     int64
	Caption    Inline
	Credit     string
	Transcript string
}

// Kind is "video".
func (*Video) Kind() Kind { return KindVideo }

func (m *Video) visit(v visitor) {
	v.ref("asset", &m.Asset)
	v.str("url", &m.URL)
	v.ref("poster", &m.Poster)
	v.rich("caption", &m.Caption)
	v.str("credit", &m.Credit)
	v.str("transcript", &m.Transcript)
}

func (m *Video) plain(w *textWriter) {
	w.caption(m.Caption, m.Credit)
	for _, p := range transcript(m.Transcript) {
		w.paragraph(p)
	}
}

func (m *Video) html(r *renderer) {
	v, ok := r.playing("video", m)
	if !ok || override(r, KindVideo, &v) {
		return
	}
	r.player("video", v)
}
