package admin

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"warta/internal/admin/editor"
	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/web"
)

// keyGroup is a scope of the keyboard map with its keys.
type keyGroup struct {
	Scope string
	Keys  []keyLine
}

type keyLine struct {
	Do    string
	Shown []string
	// Own is what the person set instead; Single keys can be set.
	Own    string
	Single bool
	Error  string
}

// keyNames are keys as the sheet prints them.
var keyNames = map[string]string{"Mod": "Ctrl/⌘", "ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→", "Escape": "Esc", " ": "␣"}

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

// singleKey reports whether a key acts by itself, outside of fields: those can be
// switched off and set anew (WCAG 2.1.4).
func singleKey(k editor.Key) bool {
	return len(k.Keys) > 0 && utf8.RuneCountInString(k.Keys[0]) == 1 && k.Keys[0] != " " || strings.HasPrefix(k.Keys[0], "Shift+") && len(k.Keys[0]) == len("Shift+C")
}

// keysCookie holds a person's keys for this browser: a keyboard belongs to its
// machine.
const keysCookie = "warta-keys"

// keysOf are the keys that were set here, by what they do; "*" is "off" where
// single keys are switched off.
func keysOf(v *visit) map[string]string {
	c, err := v.r.Cookie(keysCookie)
	if err != nil {
		return nil
	}
	raw, err := url.QueryUnescape(c.Value)
	if err != nil {
		return nil
	}
	q, err := url.ParseQuery(raw)
	if err != nil {
		return nil
	}
	out := map[string]string{}
	for name := range q {
		if key := q.Get(name); name == "*" && key == "off" || validKey(key) {
			out[name] = key
		}
	}
	return out
}

func validKey(key string) bool {
	bare := strings.TrimPrefix(key, "Shift+")
	r, n := utf8.DecodeRuneInString(bare)
	return n > 0 && n == len(bare) && unicode.IsPrint(r) && !unicode.IsSpace(r) && (bare == key || unicode.IsUpper(r))
}

// keysPage is the sheet of keys, a page as well as a layer.
func (s *Server) keysPage(v *visit) error {
	return s.showKeys(v, http.StatusOK, page{}, keysOf(v), nil)
}

func (s *Server) showKeys(v *visit, status int, p page, own map[string]string, wrong map[string]string) error {
	all, err := editor.Keys()
	if err != nil {
		return err
	}
	d := struct {
		Groups []keyGroup
		Off    bool
		Layer  bool
	}{Off: own["*"] == "off", Layer: fragment(v.r)}
	for _, k := range all {
		if n := len(d.Groups); n == 0 || d.Groups[n-1].Scope != k.Scope {
			d.Groups = append(d.Groups, keyGroup{Scope: k.Scope})
		}
		line := keyLine{Do: k.Do, Own: own[k.Do], Single: singleKey(k) && k.Do != "slot" && k.Do != "send", Error: wrong[k.Do]}
		for _, key := range k.Keys {
			line.Shown = append(line.Shown, shownKey(key))
		}
		g := &d.Groups[len(d.Groups)-1]
		g.Keys = append(g.Keys, line)
	}
	p.Title, p.Page = v.msg("room.keys"), true
	return s.show(v, status, p, "keys", d)
}

// setKeys keeps a person's own keys for this browser.
func (s *Server) setKeys(v *visit) error {
	all, err := editor.Keys()
	if err != nil {
		return err
	}
	own, wrong, taken := map[string]string{}, map[string]string{}, map[string]bool{}
	if v.r.PostFormValue("off") == "1" {
		own["*"] = "off"
	}
	for _, k := range all {
		key := strings.TrimSpace(v.r.PostFormValue("key." + k.Do))
		if key == "" || !singleKey(k) {
			for _, has := range k.Keys {
				taken[k.Scope+" "+has] = true
			}
			continue
		}
		if r, n := utf8.DecodeRuneInString(key); n == len(key) && unicode.IsUpper(r) {
			key = "Shift+" + key
		}
		own[k.Do] = key
	}
	for _, k := range all {
		key, ok := own[k.Do]
		if !ok {
			continue
		}
		switch {
		case !validKey(key):
			wrong[k.Do] = v.msg("room.keys.one")
		case taken[k.Scope+" "+key]:
			wrong[k.Do] = v.msg("room.keys.taken")
		}
		taken[k.Scope+" "+key] = true
	}
	if len(wrong) > 0 {
		return s.showKeys(v, http.StatusUnprocessableEntity, page{Problem: v.msg("room.form.refused")}, own, wrong)
	}
	q := url.Values{}
	for name, key := range own {
		q.Set(name, key)
	}
	c := &http.Cookie{Name: keysCookie, Value: url.QueryEscape(q.Encode()), Path: "/newsroom/", MaxAge: 365 * 24 * 3600, HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: web.Scheme(v.r) == "https"}
	if len(own) == 0 {
		c.Value, c.MaxAge = "", -1
	}
	http.SetCookie(v.w, c)
	return v.leave(keysPath, flash{Code: "keys"})
}

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

// componentsPage shows each component in each state (G-23); there is none where
// the newsroom is not being worked on.
func (s *Server) componentsPage(v *visit) error {
	if !s.o.Dev {
		return news.E(news.NotFound, "find a page of the newsroom", nil)
	}
	type state struct{ Title, Text, Href, Link, Key, ID string }
	d := struct {
		Stamps []stamp
		Empty  state
		Failed state
		Done   message
		Clash  clashView
		Fields []field
	}{
		Empty:  state{Title: v.msg("room.desk.first"), Text: v.msg("room.desk.first_text"), Href: newPath, Link: v.msg("room.new.title"), Key: "c"},
		Failed: state{Title: v.msg("error.unavailable"), Text: v.msg("room.offline.strip"), Href: "", ID: "01JZ3W7Q9M"},
		Done:   message{Text: v.msg("room.done.saved", "at", "14.02.11"), Undo: keysPath, Back: keysPath},
		Clash: clashView{Number: 1, Action: keysPath, Where: v.msg("field.headline"), TheirsBy: "Rina", MineBy: "Dimas", When: "14.02 WIB", Base: "Harga beras naik", Theirs: "Harga beras naik dua persen",
			Mine: "Harga beras naik tiga persen", Words: body.DiffText("Harga beras naik dua persen", "Harga beras naik tiga persen"), Both: true},
	}
	for _, w := range []string{"writing", "returned", "desk", "ready", "scheduled", "embargo", "live", "withdrawn", "spiked"} {
		d.Stamps = append(d.Stamps, stamp{w, v.msg("room.stamp." + w)})
	}
	d.Fields = []field{{Name: "one", Label: v.msg("field.headline"), Type: "text", Value: "Harga beras naik"}, {Name: "two", Label: v.msg("field.kicker"), Type: "text", Error: s.fieldSentence(v, "too_long", 40)},
		{Name: "three", Label: v.msg("field.standfirst"), Rows: 3, Hint: v.msg("room.notes.hint")}, {Name: "four", Label: v.msg("field.section"), Options: []option{{"1", "Ekonomi", true}}}}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.dev.title"), Page: true}, "components", d)
}
