package admin

import (
	"encoding/json"
	"html/template"
	"net/http"
	"strings"

	"warta/internal/auth"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/web"
)

// handler answers a visit; member is for those signed in.
type handler func(*visit) error

// routes are all addresses of the newsroom's door.
func (s *Server) routes() http.Handler {
	problems := &web.Problems{Logger: s.log, Locale: func(r *http.Request) *locale.Locale { return language(r, nil) }, Page: s.problem}
	mux := http.NewServeMux()
	open := func(pattern string, h handler) {
		mux.Handle(pattern, problems.Handle(func(w http.ResponseWriter, r *http.Request) error {
			v, err := s.visit(w, r)
			if err != nil {
				return err
			}
			return h(v)
		}))
	}
	member := func(pattern string, h handler) {
		open(pattern, func(v *visit) error {
			if v.me == nil {
				next := v.r.URL.RequestURI()
				if v.r.Method != http.MethodGet {
					next = accountPath
				}
				if fragment(v.r) {
					return s.signInAgain(v)
				}
				if strings.HasPrefix(v.r.Header.Get("Accept"), "text/event-stream") {
					// A stream has nobody to show a page to; its browser asks again.
					return news.E(news.Unauthenticated, "listen", nil)
				}
				return to(v, "/newsroom/login?next="+escape(next))
			}
			if v.me.MustChange != "" && v.r.URL.Path != accountPath+"/password" {
				return to(v, accountPath+"/password")
			}
			if err := lookOnly(v); err != nil {
				return err
			}
			err := h(v)
			if isStepUp(err) {
				next := v.r.URL.RequestURI()
				if v.r.Method != http.MethodGet {
					next = accountPath
				}
				return to(v, "/newsroom/again?next="+escape(next))
			}
			return err
		})
	}

	mux.Handle("GET "+assetPath, http.StripPrefix("", s.static))
	open("POST /newsroom/language", s.setLanguage)

	open("GET /newsroom/login", s.loginPage)
	open("POST /newsroom/login", s.login)
	open("POST /newsroom/login/code", s.code)
	open("POST /newsroom/login/passkey/begin", s.passkeyBegin)
	open("POST /newsroom/login/passkey", s.passkey)
	open("POST /newsroom/logout", s.logout)
	open("GET "+auth.LinkPath+"{secret}", s.linkPage)
	open("POST "+auth.LinkPath+"{secret}", s.link)

	member("GET /newsroom/events", s.stream)
	member("GET "+morePath, s.morePage)
	member("GET "+keysPath, s.keysPage)
	member("POST "+keysPath, s.setKeys)
	member("GET /newsroom/dev/components", s.componentsPage)
	open("GET /newsroom/offline", s.offlinePage)
	open("GET /newsroom/sw.js", s.workerScript)
	open("POST /newsroom/plain", s.setPlain)
	member("GET /newsroom/signed-in", s.signedInPage)
	for _, declare := range screens {
		declare(s, member)
	}
	for _, declare := range office {
		declare(s, member)
	}

	member("GET /newsroom/again", s.againPage)
	member("POST /newsroom/again", s.again)
	member("POST /newsroom/again/passkey/begin", s.againPasskeyBegin)
	member("POST /newsroom/again/passkey", s.againPasskey)

	member("GET /newsroom/account", s.accountPage)
	member("GET /newsroom/account/password", s.passwordPage)
	member("POST /newsroom/account/password", s.password)
	member("GET /newsroom/account/generator", s.generatorPage)
	member("POST /newsroom/account/generator", s.generator)
	member("POST /newsroom/account/generator/remove", s.generatorRemove)
	member("POST /newsroom/account/recovery", s.recovery)
	member("POST /newsroom/account/passkeys/begin", s.passkeyAddBegin)
	member("POST /newsroom/account/passkeys", s.passkeyAdd)
	member("POST /newsroom/account/passkeys/remove", s.passkeyRemove)
	member("POST /newsroom/account/sessions/end", s.sessionEnd)
	member("POST /newsroom/account/sessions/others", s.sessionOthers)
	member("GET /newsroom/account/token", s.tokenPage)
	member("POST /newsroom/account/token", s.token)
	member("POST /newsroom/account/token/end", s.tokenEnd)

	open("/newsroom/", func(*visit) error { return news.E(news.NotFound, "find a page of the newsroom", nil) })
	return guard(mux)
}

// screens are the groups of addresses that the newsroom's screens answer, each
// declared in the screen's own file.
var screens = []func(s *Server, member func(string, handler)){declareDesk, declareArticle, declareQuick, declareSearch, declareCorrections,
	declarePhotos, declareFront, declareNames, declareMenu, declareNumbers}

// signInAgain answers a script whose session is over: the sign-in opens in a
// layer, the page stays as it is behind it (S1.2).
func (s *Server) signInAgain(v *visit) error {
	out, err := s.render(v.words.Tag(), "signin_layer", nil)
	if err != nil {
		return err
	}
	v.w.Header().Set("HX-Retarget", "#lapis")
	v.w.Header().Set("HX-Reswap", "innerHTML")
	return v.html(http.StatusUnauthorized, template.HTML(out))
}

// signedInPage is where that sign-in ends: in a tab of its own, to be closed.
func (s *Server) signedInPage(v *visit) error {
	return s.show(v, http.StatusOK, page{Title: v.msg("room.signed_in"), Narrow: true}, "signed_in", nil)
}

// answerJSON is for the script of passkeys.
func answerJSON(v *visit, status int, what any) error {
	v.w.Header().Set("Content-Type", "application/json")
	v.w.WriteHeader(status)
	return json.NewEncoder(v.w).Encode(what)
}

// began answers with a ceremony's first half, or with what went wrong.
func began(v *visit, options []byte, state string, err error) error {
	switch {
	case isStepUp(err):
		return answerJSON(v, http.StatusOK, map[string]string{"next": "/newsroom/again?next=" + escape(accountPath)})
	case err != nil && !news.Is(err, news.Internal):
		text, status := v.sentence(err)
		return answerJSON(v, status, map[string]string{"detail": text})
	case err != nil:
		return err
	}
	return answerJSON(v, http.StatusOK, map[string]any{"options": json.RawMessage(options), "state": state})
}

func (s *Server) setLanguage(v *visit) error {
	tag := ours(v.r.FormValue("lang")).Tag()
	if v.me != nil {
		if err := s.keep.SetLocale(v.r.Context(), *v.me, tag); err != nil {
			return err
		}
	}
	http.SetCookie(v.w, &http.Cookie{Name: languageCookie, Value: tag, Path: "/newsroom/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: web.Scheme(v.r) == "https"})
	return to(v, auth.SafeNext(v.r.FormValue("next")))
}
