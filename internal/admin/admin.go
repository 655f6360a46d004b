// Package admin is the newsroom's face: pages that work without a script, on a
// telephone as on a desk. It knows who is asking from package auth, and changes
// nothing but by commands of package newsroom.
//
//	admin.go     what it needs, who visits, how errors read
//	shell.go     the frame around every page, and how a page is shown
//	places.go    where one can go: the navigation's one table
//	style.go     the stylesheet, out of asset/css in the order of names
//	flash.go     what the next page says of what was just done
//	routes.go    the door's addresses and those of every screen
//	<screen>.go  a screen: its handlers, its page's struct; page/<screen>.html
//
// README.md says how to add a screen.
package admin

import (
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"mime"
	"net/http"
	"slices"
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
	// PrintFront prints a front that is being arranged as readers would get it; nil
	// where there is no paper to print it with.
	PrintFront func(ctx context.Context, f news.Front) ([]byte, http.Header, error)
	// Swatches are the paper's own colours as its theme would print them; nil where
	// there is no site.
	Swatches func(set news.Settings) []Swatch
	// Demo are accounts to step into with one press. A newspaper has none.
	Demo []DemoAccount
	// Dev shows the storybook of components, which readers of a newspaper's
	// newsroom have no use for.
	Dev bool
	// Probes are looks at the machine that the newsroom knows nothing of: disk,
	// bucket, page store. ProbeTime bounds each; newsroom.ProbeTime when it is
	// zero. Version is the binary's.
	Probes    func() []newsroom.Probe
	ProbeTime time.Duration
	// Prove asks the paper for every old address of an import; nil where that
	// cannot be done here.
	Prove   func(ctx context.Context, run int64) (newsroom.ImportProof, error)
	Version string
	Logger  *slog.Logger
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
	// build names this set of scripts.
	build string
	// streams are the pages that listen.
	streams streams
	// shelf holds cards of the board as they were rendered.
	shelf cardShelf
	// pages are the templates by language.
	pages   map[string]*template.Template
	log     *slog.Logger
	handler http.Handler
	// familiar are who may see the health while the database is gone.
	familiar familiar
	// proving are imports whose old addresses are being asked for.
	proving doing
}

const assetPath = "/newsroom/-/"

// New makes the pages ready: a mistake in a template is found here.
func New(o Options) (*Server, error) {
	s := &Server{o: o, keep: o.Keeper, streams: streams{room: o.Newsroom}, log: o.Logger, pages: map[string]*template.Template{}}
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
	// Both are asked for many times on a page.
	zone := &lately[*time.Location]{ask: s.o.Zone, value: time.UTC}
	s.o.Zone = zone.get
	if s.o.Paper != nil {
		paper := &lately[string]{ask: s.o.Paper}
		s.o.Paper = paper.get
	}
	if err := s.gather(); err != nil {
		return nil, err
	}
	for _, tag := range tongues {
		t := template.New("").Funcs(s.functions(locale.Get(tag)))
		var err error
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

// policy lets nothing in from elsewhere, and no text become script. The one
// trusted type is that of fragments (editor/src/shell/trust.ts), which refuses
// whatever could run.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types warta"

// permissions are those of the paper's pages, with passkeys.
const permissions = "accelerometer=(), ambient-light-sensor=(), autoplay=(), battery=(), bluetooth=(), browsing-topics=(), " +
	"camera=(), display-capture=(), encrypted-media=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), " +
	"local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-create=(self), " +
	"publickey-credentials-get=(self), screen-wake-lock=(), serial=(), storage-access=(), usb=(), web-share=(), xr-spatial-tracking=()"

// maxForm bounds what a form sends, maxText one that carries an article.
const (
	maxForm = 64 << 10
	maxText = 4 << 20
	// maxPhoto is what the library takes as a photo (media.MaxPhoto).
	maxPhoto = 40 << 20
)

// sizeOf is the limit for a request: an article's text is larger than a form.
func sizeOf(r *http.Request) int64 {
	if r.URL.Path == importPath+"/new" {
		return maxImport
	}
	if n, ok := formSize(r.URL.Path); ok {
		return n
	}
	if strings.HasPrefix(r.URL.Path, articlePath) || r.URL.Path == quickPath || strings.HasPrefix(r.URL.Path, settingsPath) || strings.HasPrefix(r.URL.Path, rulesPath) {
		// A telephone's photo comes along with the text, as large as the library takes one.
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
			return maxText + maxPhoto
		}
		return maxText
	}
	return maxForm
}

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
		h.Set("Vary", "Cookie, HX-Request, Accept-Encoding")
		r.Body = http.MaxBytesReader(w, r.Body, sizeOf(r))
		next.ServeHTTP(w, r)
	})
}

// visit is one request with who sent it, and in which language it is answered.
type visit struct {
	w     http.ResponseWriter
	r     *http.Request
	c     auth.Caller
	me    *auth.Identity
	words *locale.Locale
	// who asks the newsroom, with powers over something somewhere.
	who    newsroom.Actor
	powers []newsroom.Permission
	// as is whom the newsroom is looked at as, by somebody else (users_as.go).
	as string
	// from says that the database does not answer, and who this node knows the
	// person as (health.go).
	from *known
}

// may reports whether the person holds a permission over anything at all: what
// the navigation and a page's buttons are chosen by. The command asks again.
func (v *visit) may(any ...newsroom.Permission) bool {
	return slices.ContainsFunc(any, func(p newsroom.Permission) bool { return slices.Contains(v.powers, p) })
}

func (v *visit) msg(key string, args ...any) string { return v.words.Message(key, args...) }

func (s *Server) visit(w http.ResponseWriter, r *http.Request) (*visit, error) {
	v := &visit{w: w, r: r, c: auth.CallerOf(r)}
	i, err := s.whose(v)
	switch {
	case v.from != nil:
		v.me, v.who, v.powers = &v.from.me, v.from.who, v.from.powers
	case err == nil:
		v.me = &i
		person, _ := newsroom.PersonOf(i, v.c.Address.String(), v.c.Request)
		v.who, v.powers = newsroom.Someone(person), newsroom.PowersOf(person)
		s.lookAs(v)
		s.familiar.meet(v, time.Now())
	case !news.Is(err, news.Unauthenticated):
		return nil, err
	default:
		s.familiar.forget(r)
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

// refused is a page that says why something was not done, and its status.
func (v *visit) refused(err error) (p page, status int) {
	p.Problem, status = v.sentence(err)
	return p, status
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
	// Rows make it a textarea, Options a choice; Prose is text that a spelling
	// check is welcome in.
	Rows    int
	Options []option
	Prose   bool
}

func to(v *visit, path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// problem answers with a page for what no form can show.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, p web.Problem) bool {
	v, err := s.visit(w, r)
	if err != nil {
		v = &visit{w: w, r: r, words: language(r, nil)}
	}
	message := struct{ Text, Href, Link, ID string }{Href: "/newsroom/", Link: v.msg("admin.home")}
	if p.Status >= 500 {
		message.ID = p.ID
	}
	if p.Status == http.StatusUnauthorized {
		p.Status = http.StatusForbidden
	}
	if fragment(r) {
		// What the person sees stays: the sentence comes beside it.
		return s.say(v, p.Status, p.Message(v.words), message.ID) == nil
	}
	return s.show(v, p.Status, page{Title: p.Message(v.words), Narrow: true}, "message", message) == nil
}
