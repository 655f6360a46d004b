package api

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/web"
)

// Handler answers every address of the API below [protocol.Prefix]. It expects
// package web's chain around it. newsroomToo is false on a host where readers
// are: sessions are never read there (operations.md section 1).
func (s *Server) Handler(newsroomToo bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case strings.HasPrefix(path, protocol.Prefix+"/public/"):
			s.public.ServeHTTP(w, r)
		case path == protocol.Prefix+"/openapi.json", path == protocol.Prefix+"/docs", path == protocol.Prefix+"/docs.css",
			path == protocol.Prefix, path == protocol.Prefix+"/":
			s.docs.serve(w, r)
		case !newsroomToo:
			r, _ = protocol.Begin(r)
			private(w)
			protocol.Write(w, r, news.E(news.NotFound, "find "+path, nil))
		default:
			s.gate(w, r)
		}
	})
}

// private are the headers of every answer that is one person's.
func private(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Authorization, Cookie, Accept-Language")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("X-Robots-Tag", "noindex, nofollow")
}

type personKey struct{}

// person is who asks; the gate has let nobody else in.
func person(ctx context.Context) newsroom.Person {
	p, _ := ctx.Value(personKey{}).(newsroom.Person)
	return p
}

func actor(ctx context.Context) newsroom.Actor { return newsroom.Someone(person(ctx)) }

// owner names who asks where requests are counted and remembered.
func owner(p newsroom.Person) string { return newsroom.Someone(p).String() }

// crossOrigin refuses what another site's page makes a browser send.
var crossOrigin = http.NewCrossOriginProtection()

// gate is passed by every request of the newsroom's half, in this order: who
// asks, whether their browser was sent by somebody else, how often, how much;
// only then what they ask.
func (s *Server) gate(w http.ResponseWriter, r *http.Request) {
	r, call := protocol.Begin(r)
	private(w)
	w.Header().Set("Content-Language", call.Locale.Tag())
	if err := s.admit(w, &r); err != nil {
		protocol.Write(w, r, err)
		return
	}
	route, err := s.find(r)
	if err != nil {
		protocol.Write(w, r, err)
		return
	}
	if route.Access == protocol.Session && person(r.Context()).Token != 0 {
		protocol.Write(w, r, news.Refuse(news.Forbidden, "use "+route.ID, "session_only", nil))
		return
	}
	if err := s.bounded(w, r, route); err != nil {
		protocol.Write(w, r, err)
		return
	}
	if route.Stream {
		// A stream lasts longer than an answer.
		control := http.NewResponseController(w)
		_ = control.SetWriteDeadline(time.Time{}) // a writer without deadlines has none to lift
	}
	if r.Method == http.MethodPost && r.Header.Get("Idempotency-Key") != "" && !route.Secret {
		s.once(w, r)
	} else {
		s.mux.ServeHTTP(w, r)
	}
	if call.Err != nil && call.Problem != nil && call.Problem.Status >= 500 {
		s.tell(r, call)
	}
}

// tell logs a fault once, with the request's name.
func (s *Server) tell(r *http.Request, c *protocol.Call) {
	if c.Problem.Status == http.StatusServiceUnavailable {
		s.log.WarnContext(r.Context(), "unavailable", "req", c.ID, "route", r.Pattern, "err", c.Err)
		return
	}
	s.log.ErrorContext(r.Context(), "fault", "req", c.ID, "route", r.Pattern, "err", c.Err)
}

// admit finds out who asks.
func (s *Server) admit(w http.ResponseWriter, r **http.Request) error {
	who, err := s.o.Who(*r)
	if err == nil && who.User == 0 {
		err = news.E(news.Unauthenticated, "ask who it is", nil)
	}
	if err != nil {
		if news.Is(err, news.Unauthenticated) {
			if limited := s.guesses.Allow(web.ClientAddr(*r)); limited != nil {
				return limited
			}
		}
		return err
	}
	if who.Token == 0 {
		if crossOrigin.Check(*r) != nil {
			return news.Refuse(news.Forbidden, "check where the request comes from", "cross_origin", nil)
		}
	}
	who.Request = web.ID(*r)
	*r = (*r).WithContext(context.WithValue((*r).Context(), personKey{}, who))
	return s.quota.take(w.Header(), owner(who))
}

// overridden are the methods that a POST may stand for where a firewall lets
// no other through (SAVE-7).
var overridden = map[string]bool{http.MethodPatch: true, http.MethodPut: true, http.MethodDelete: true}

// find gives the route of a request; what has none is not found, or its method
// is not allowed.
func (s *Server) find(r *http.Request) (protocol.Route, error) {
	if m := strings.ToUpper(r.Header.Get("X-HTTP-Method-Override")); r.Method == http.MethodPost && overridden[m] {
		r.Method = m
	}
	_, pattern := s.mux.Handler(r)
	if route, ok := s.door.Route(pattern); ok {
		web.SetRoute(r, pattern)
		return route, nil
	}
	var allowed []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe := &http.Request{Method: m, URL: r.URL, Host: r.Host}
		if _, pattern := s.mux.Handler(probe); pattern != "" {
			allowed = append(allowed, m)
		}
	}
	if allowed != nil {
		return protocol.Route{}, protocol.Refuse(http.StatusMethodNotAllowed, "method").Set("Allow", strings.Join(allowed, ", "))
	}
	return protocol.Route{}, news.E(news.NotFound, "find "+r.URL.Path, nil)
}

// bounded refuses bodies that are too large or of another type.
func (s *Server) bounded(w http.ResponseWriter, r *http.Request, route protocol.Route) error {
	limit := int64(protocol.MaxBody)
	if route.MaxBody != 0 {
		limit = route.MaxBody
	}
	if r.ContentLength > limit {
		w.Header().Set("Connection", "close")
		return news.E(news.TooLarge, "read the body", nil)
	}
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.ContentLength == 0 {
		return nil
	}
	want := "application/json"
	if route.Raw != "" {
		want = route.Raw
	}
	got, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if charset := params["charset"]; err != nil || got != want || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return protocol.Refuse(http.StatusUnsupportedMediaType, "media_type")
	}
	return nil
}

// errHidden is for what the caller may not know of.
var errHidden = errors.New("hidden from the caller")

func hidden(what string) error { return news.E(news.NotFound, what, errHidden) }
