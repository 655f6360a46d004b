// Package admin is the newsroom's face: pages that work without a script, on a
// telephone as on a desk. It knows who is asking from package auth, and changes
// nothing but by commands of package newsroom.
//
// What is here so far is the door: sign-in, the first owner's and other links,
// and everybody's own account.
package admin

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"warta/internal/auth"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/web"
)

// Options of the newsroom's pages; Keeper and Newsroom must be set.
type Options struct {
	Keeper   *auth.Keeper
	Newsroom *newsroom.Newsroom
	// Paper gives the newspaper's name, Zone its time zone.
	Paper func() string
	Zone  func() *time.Location
	// Demo are accounts to step into with one press. A newspaper has none.
	Demo   []DemoAccount
	Logger *slog.Logger
}

// DemoAccount is an account of the demo; Role is a position.
type DemoAccount struct {
	Name, Email, Password string
	Role                  news.Position
}

//go:embed page/*.html
var pageFiles embed.FS

//go:embed asset
var assetFiles embed.FS

// Server answers under /newsroom/.
type Server struct {
	o      Options
	keep   *auth.Keeper
	static *web.Static
	// pages are the templates by language.
	pages   map[string]*template.Template
	log     *slog.Logger
	handler http.Handler
}

const assetPath = "/newsroom/-/"

// New makes the pages ready: a mistake in a template is found here.
func New(o Options) (*Server, error) {
	s := &Server{o: o, keep: o.Keeper, log: o.Logger, pages: map[string]*template.Template{}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.o.Zone == nil {
		s.o.Zone = sync.OnceValue(func() *time.Location {
			zone, err := time.LoadLocation("Asia/Jakarta")
			if err != nil {
				zone = time.UTC
			}
			return zone
		})
	}
	files, err := fs.Sub(assetFiles, "asset")
	if err != nil {
		return nil, err
	}
	if s.static, err = web.NewStatic(files, assetPath); err != nil {
		return nil, err
	}
	for _, tag := range tongues {
		l := locale.Get(tag)
		t := template.New("").Funcs(template.FuncMap{
			"msg":   func(key string, args ...any) string { return l.Message(key, args...) },
			"asset": s.static.URL,
		})
		if s.pages[tag], err = t.ParseFS(pageFiles, "page/*.html"); err != nil {
			return nil, err
		}
	}
	s.handler = s.routes()
	return s, nil
}

// tongues are the languages of the newsroom.
var tongues = []string{"id", "en"}

// Handler answers everything under /newsroom/.
func (s *Server) Handler() http.Handler { return s.handler }

// policy lets nothing in from elsewhere, and no text become script.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// permissions are those of the paper's pages, with passkeys.
const permissions = "accelerometer=(), ambient-light-sensor=(), autoplay=(), battery=(), bluetooth=(), browsing-topics=(), " +
	"camera=(), display-capture=(), encrypted-media=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), " +
	"local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-create=(self), " +
	"publickey-credentials-get=(self), screen-wake-lock=(), serial=(), storage-access=(), usb=(), web-share=(), xr-spatial-tracking=()"

// maxForm bounds what a form sends.
const maxForm = 64 << 10

// guard stands before every page: nothing is kept by anybody on the way, framed,
// or sent from another site.
func guard(next http.Handler) http.Handler {
	next = http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Permissions-Policy", permissions)
		h.Set("X-Content-Type-Options", "nosniff")
		// Not "no-referrer": a form would then be sent from the origin "null".
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		if strings.HasPrefix(r.URL.Path, assetPath) {
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Cache-Control", "no-store")
		h.Set("Vary", "Cookie")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		next.ServeHTTP(w, r)
	})
}

// page is what every page is made of.
type page struct {
	Lang, Paper, Title, Here string
	// Me is who is signed in.
	Me *auth.Identity
	// Problem is what went wrong, Again where to prove who one is.
	Problem, Again, Notice string
	Narrow, Script         bool
	// Private pages say nothing in their title: their address is a secret, and
	// may be pasted into a chat that shows previews.
	Private bool
	Body    template.HTML
	Tongues []tongue
}

type tongue struct{ Tag, Name string }

// visit is one request with who sent it, and in which language it is answered.
type visit struct {
	w     http.ResponseWriter
	r     *http.Request
	c     auth.Caller
	me    *auth.Identity
	words *locale.Locale
}

func (v *visit) msg(key string, args ...any) string { return v.words.Message(key, args...) }

func (s *Server) visit(w http.ResponseWriter, r *http.Request) (*visit, error) {
	v := &visit{w: w, r: r, c: auth.CallerOf(r)}
	i, err := s.keep.Of(r.Context(), withoutHeader(r))
	switch {
	case err == nil:
		v.me = &i
	case !news.Is(err, news.Unauthenticated):
		return nil, err
	}
	v.words = language(r, v.me)
	return v, nil
}

// withoutHeader leaves an Authorization header out: pages know browsers alone.
func withoutHeader(r *http.Request) *http.Request {
	if r.Header.Get("Authorization") == "" {
		return r
	}
	r = r.Clone(r.Context())
	r.Header.Del("Authorization")
	return r
}

const languageCookie = "warta-lang"

// language is the account's, else the one chosen here before, else the
// browser's, else Indonesian.
func language(r *http.Request, me *auth.Identity) *locale.Locale {
	if me != nil && me.User.Locale != "" {
		return ours(me.User.Locale)
	}
	if c, err := r.Cookie(languageCookie); err == nil {
		return ours(c.Value)
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
		for _, t := range tongues {
			if t == tag {
				return locale.Get(t)
			}
		}
	}
	return locale.Get(tongues[0])
}

func ours(tag string) *locale.Locale {
	for _, t := range tongues {
		if t == tag {
			return locale.Get(t)
		}
	}
	return locale.Get(tongues[0])
}

// show writes a page: template name with data as its body.
func (s *Server) show(v *visit, status int, p page, name string, data any) error {
	p.Lang, p.Me, p.Here = v.words.Tag(), v.me, v.r.URL.Path
	if v.r.Method != http.MethodGet || p.Private {
		p.Here = "/newsroom/"
	}
	if p.Paper = "Warta"; s.o.Paper != nil && s.o.Paper() != "" {
		p.Paper = s.o.Paper()
	}
	for _, t := range tongues {
		p.Tongues = append(p.Tongues, tongue{t, locale.Get(t).Message("locale.name")})
	}
	set := s.pages[p.Lang]
	var body, whole bytes.Buffer
	if err := set.ExecuteTemplate(&body, name, data); err != nil {
		return err
	}
	// The body was escaped a moment ago by the same set.
	p.Body = template.HTML(body.String())
	if err := set.ExecuteTemplate(&whole, "layout", p); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Lang)
	v.w.WriteHeader(status)
	_, err := v.w.Write(whole.Bytes())
	return err
}

// sentence is what a person reads of an error, and the status that goes with it.
// Fields have their sentences beside them.
func (v *visit) sentence(err error) (string, int) {
	p := web.NewProblem(v.r, err)
	if p.Status == http.StatusUnauthorized {
		// 401 would need to name a scheme that browsers ask for (RFC 9110, 15.5.2).
		p.Status = http.StatusForbidden
	}
	return p.Message(v.words), p.Status
}

// fieldErrors are an error's sentences by field.
func (v *visit) fieldErrors(err error) map[string]string {
	var e *news.Error
	if !errors.As(err, &e) {
		return nil
	}
	out := map[string]string{}
	for _, f := range e.Fields {
		if out[f.Field] == "" {
			out[f.Field] = sentenceCase(v.msg("error.field."+f.Code, "limit", f.Limit, "n", f.Limit)) + "."
		}
	}
	return out
}

func sentenceCase(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// isStepUp reports whether an error asks to prove who one is.
func isStepUp(err error) bool {
	var e *news.Error
	return errors.As(err, &e) && e.Code == "auth.step_up"
}

// field is an input with its label.
type field struct {
	Name, Label, Hint, Type, Value, Auto, Mode, Error string
	Required, Focus                                   bool
	Max                                               int
}

func to(v *visit, path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// problem answers with a page for what no form can show.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, p web.Problem) bool {
	v := &visit{w: w, r: r, words: language(r, nil)}
	message := struct{ Text, Href, Link, ID string }{Href: "/newsroom/", Link: v.msg("admin.home")}
	if p.Status >= 500 {
		message.ID = p.ID
	}
	if p.Status == http.StatusUnauthorized {
		p.Status = http.StatusForbidden
	}
	return s.show(v, p.Status, page{Title: p.Message(v.words), Narrow: true, Private: true}, "message", message) == nil
}
