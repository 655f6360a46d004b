package admin

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"
	"sync"
	"time"

	"warta/internal/auth"
	"warta/internal/locale"
	"warta/internal/web"
)

// page is what every page is made of, besides its own struct.
type page struct {
	Lang, Paper, Title, Here string
	// Bare names a page that brings its own h1: an article's, with its headline.
	Bare string
	// Me is who is signed in.
	Me *auth.Identity
	// Place is the entry of the navigation that the page belongs to.
	Place string
	// Problem is what went wrong, Again where to prove who one is.
	Problem, Again, Notice string
	// Narrow is a form's width, Page a text's; neither is the whole width.
	Narrow, Page bool
	// Script asks for the passkeys' script, Scripts for others of editor/dist:
	// "board.js". The shell's own is always there.
	Script  bool
	Scripts []string
	// Styles are the style sheets that go with them.
	Styles []string
	// Private pages say nothing in their title: their address is a secret, and
	// may be pasted into a chat that shows previews.
	Private bool
	// Regions are the parts of the page that can be asked for alone: the id of an
	// element, and the template that fills it.
	Regions map[string]string

	Body    template.HTML
	Tongues []tongue
	// The frame's own.
	Places []place
	Said   *message
	Write  bool
	Plain  bool
	// As is whom one looks at the newsroom as.
	As string
	// Build names this set of scripts: a page of another one must reload.
	Build string
	// Keys are the person's, as JSON for the script.
	Keys string
	// Head stands above the frame: an offline strip, an embargo.
	Back string
}

type tongue struct{ Tag, Name string }

// fragment reports whether a script asks for a part of the page (G-3).
func fragment(r *http.Request) bool {
	return r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-History-Restore-Request") != "true"
}

// plainCookie sends every page without scripts, fonts and small pictures.
const plainCookie = "warta-ringan"

func plainMode(r *http.Request) bool {
	c, err := r.Cookie(plainCookie)
	return err == nil && c.Value == "1"
}

// functions are what templates can call.
func (s *Server) functions(l *locale.Locale) template.FuncMap {
	draw, err := icons()
	if err != nil {
		draw = func(string) (template.HTML, error) { return "", err }
	}
	// A board asks for the same few words a thousand times.
	var plain sync.Map
	return template.FuncMap{
		"msg": func(key string, args ...any) string {
			if len(args) > 0 {
				return l.Message(key, args...)
			}
			if text, ok := plain.Load(key); ok {
				return text.(string)
			}
			text := l.Message(key)
			plain.Store(key, text)
			return text
		},
		"asset": s.static.URL,
		"icon":  draw,
		"num":   func(n int) string { return l.Number(int64(n)) },
		// date is "Sabtu, 1 Mar 2025 - 09:12 WIB", clock "09.12", iso for machines.
		"date":  func(t time.Time) string { return l.Date(locale.Short, t, s.o.Zone()) },
		"clock": func(t time.Time) string { return s.clock(t) },
		"iso":   func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"stack": func(parts ...any) []any { return parts },
	}
}

// clock is a time of the day as the newsroom says it.
func (s *Server) clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(s.o.Zone()).Format("15.04")
}

// render fills one template.
func (s *Server) render(tag, name string, data any) ([]byte, error) {
	var b bytes.Buffer
	err := s.pages[tag].ExecuteTemplate(&b, name, data)
	return b.Bytes(), err
}

// show writes a page: template name with data as its body. A script that asks
// for a part gets the part from the same template (G-3).
func (s *Server) show(v *visit, status int, p page, name string, data any) error {
	p.Lang, p.Me, p.Here = v.words.Tag(), v.me, v.r.URL.RequestURI()
	if v.r.Method != http.MethodGet || p.Private {
		p.Here = "/newsroom/"
	}
	if p.Paper = "Warta"; s.o.Paper != nil && s.o.Paper() != "" {
		p.Paper = s.o.Paper()
	}
	part := fragment(v.r)
	if part {
		if region := p.Regions[v.r.Header.Get("HX-Target")]; region != "" {
			name = region
		}
	}
	body, err := s.render(p.Lang, name, data)
	if err != nil {
		return err
	}
	// It was escaped a moment ago by the same set.
	p.Body = template.HTML(body)
	v.w.Header().Set("Content-Language", p.Lang)
	if v.me != nil {
		p.Said = v.said()
	}
	frame := "door"
	switch {
	case part:
		frame = "part"
	case v.me != nil && !p.Private:
		frame = "shell"
		s.furnish(v, &p)
	}
	whole, err := s.render(p.Lang, frame, p)
	if err != nil {
		return err
	}
	return v.html(status, template.HTML(whole))
}

// furnish fills in what the frame around a page shows.
func (s *Server) furnish(v *visit, p *page) {
	for _, t := range tongues {
		p.Tongues = append(p.Tongues, tongue{t, locale.Get(t).Message("locale.name")})
	}
	p.Places, p.Plain, p.Build = placesFor(v), plainMode(v.r), s.build
	p.Write, p.As = v.may(writing...) && v.as == "", v.as
	if own := keysOf(v); len(own) > 0 {
		if keys, err := json.Marshal(own); err == nil {
			p.Keys = string(keys)
		}
	}
}

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level exists
	return z
}}

// html writes an answer, packed where the browser can unpack it and it is worth
// the work: pages go over mobile data.
func (v *visit) html(status int, text template.HTML) error {
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if len(text) < 1400 || !strings.Contains(v.r.Header.Get("Accept-Encoding"), "gzip") {
		v.w.WriteHeader(status)
		_, err := v.w.Write([]byte(text))
		return err
	}
	h.Set("Content-Encoding", "gzip")
	v.w.WriteHeader(status)
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(v.w)
	if _, err := z.Write([]byte(text)); err != nil {
		return err
	}
	return z.Close()
}

// setPlain switches the mode without scripts, for this browser.
func (s *Server) setPlain(v *visit) error {
	c := &http.Cookie{Name: plainCookie, Value: "1", Path: "/newsroom/", MaxAge: 365 * 24 * 3600, HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: web.Scheme(v.r) == "https"}
	if v.r.PostFormValue("on") != "1" {
		c.Value, c.MaxAge = "", -1
	}
	http.SetCookie(v.w, c)
	return to(v, auth.SafeNext(v.r.PostFormValue("next")))
}
