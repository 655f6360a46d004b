package admin

import (
	"net/http"
	"strings"

	"warta/internal/admin/editor"
)

// keyGroup is a scope of the keyboard map with its keys.
type keyGroup struct {
	Scope string
	Keys  []keyLine
}

type keyLine struct {
	Do    string
	Shown []string
}

// keyNames are keys as the sheet prints them.
var keyNames = map[string]string{"Mod": "Ctrl/⌘", "ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→", "Escape": "Esc", " ": "Spasi"}

func shownKey(chord string) string {
	var out []string
	for part := range strings.SplitSeq(chord, "+") {
		if name, ok := keyNames[part]; ok {
			part = name
		} else if len(part) == 1 && len(chord) > 1 {
			part = strings.ToUpper(part)
		}
		out = append(out, part)
	}
	return strings.Join(out, "+")
}

// keysPage is the sheet of keys, a page as well as a layer.
func (s *Server) keysPage(v *visit) error {
	all, err := editor.Keys()
	if err != nil {
		return err
	}
	var d struct{ Groups []keyGroup }
	for _, k := range all {
		if n := len(d.Groups); n == 0 || d.Groups[n-1].Scope != k.Scope {
			d.Groups = append(d.Groups, keyGroup{Scope: k.Scope})
		}
		line := keyLine{Do: k.Do}
		for _, key := range k.Keys {
			line.Shown = append(line.Shown, shownKey(key))
		}
		g := &d.Groups[len(d.Groups)-1]
		g.Keys = append(g.Keys, line)
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.keys"), Page: true}, "keys", d)
}

// keysOf are the keys that a person changed, by what they do.
func keysOf(*visit) map[string]string { return nil }

// morePage lists every place: what a telephone has no room for.
func (s *Server) morePage(v *visit) error {
	return s.show(v, http.StatusOK, page{Title: v.msg("room.place.lainnya"), Place: "lainnya", Page: true}, "more",
		struct{ Places []place }{placesFor(v)})
}

// offlinePage is the one page that the service worker keeps (G-7). It is the
// same for everybody and holds nothing of the newspaper.
func (s *Server) offlinePage(v *visit) error {
	b, err := s.render(v.words.Tag(), "offline_page", struct{ Lang string }{v.words.Tag()})
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = v.w.Write(b)
	return err
}
