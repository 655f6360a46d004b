package body

// Audio is a sound: a file of ours, or the address of a player on the list of
// providers.
type Audio struct {
	Node
	Asset int64
	URL   string
	// Poster is the asset of the still picture, or zero.
	Poster     int64
	Caption    Inline
	Credit     string
	Transcript string
}

// Kind is "audio".
func (*Audio) Kind() Kind { return KindAudio }

func (m *Audio) visit(v visitor) {
	v.ref("asset", &m.Asset)
	v.str("url", &m.URL)
	v.ref("poster", &m.Poster)
	v.rich("caption", &m.Caption)
	v.str("credit", &m.Credit)
	v.str("transcript", &m.Transcript)
}

func (m *Audio) plain(w *textWriter) {
	w.caption(m.Caption, m.Credit)
	for _, p := range transcript(m.Transcript) {
		w.paragraph(p)
	}
}

func (m *Audio) html(r *renderer) {
	v, ok := r.playing("audio", (*Video)(m))
	if !ok || override(r, KindAudio, (*AudioView)(&v)) {
		return
	}
	r.player("audio", v)
}
