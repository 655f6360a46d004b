package admin

import (
	"net/http"
	"net/url"

	"warta/internal/auth"
	"warta/internal/news"
)

func escape(s string) string { return url.QueryEscape(s) }

type loginData struct {
	Next            string
	Passkey         bool
	Email, Password field
	Demo            []demoLine
}

type demoLine struct{ Name, Role, Email, Password string }

func (s *Server) showLogin(v *visit, err error) error {
	v.me = nil
	p := page{Title: v.msg("admin.login.title"), Narrow: true, Private: true, Script: true}
	status := http.StatusOK
	if err != nil {
		if p.Problem, status = v.sentence(err); status >= 500 && status != http.StatusServiceUnavailable {
			return err
		}
	}
	d := loginData{Next: auth.SafeNext(v.r.FormValue("next")), Passkey: s.keep.CanPasskey(v.c),
		Email: field{Name: "email", Label: v.msg("admin.field.email"), Type: "email", Auto: "username webauthn", Required: true,
			Value: v.r.PostFormValue("email"), Focus: err == nil, Max: 254},
		Password: field{Name: "password", Label: v.msg("admin.field.password"), Type: "password", Auto: "current-password", Required: true}}
	for _, a := range s.o.Demo {
		d.Demo = append(d.Demo, demoLine{a.Name, v.msg("position." + string(a.Role)), a.Email, a.Password})
	}
	return s.show(v, status, p, "login", d)
}

func (s *Server) loginPage(v *visit) error {
	if v.me != nil {
		return to(v, auth.SafeNext(v.r.FormValue("next")))
	}
	if !auth.Secure(v.r) {
		return auth.ErrHTTPS()
	}
	return s.showLogin(v, nil)
}

func (s *Server) login(v *visit) error {
	if !auth.Secure(v.r) {
		return auth.ErrHTTPS()
	}
	e, err := s.keep.SignIn(v.r.Context(), v.c, v.r.PostFormValue("email"), v.r.PostFormValue("password"), "")
	if err != nil {
		return s.showLogin(v, err)
	}
	if e.Second != "" {
		return s.showCode(v, e.Second, nil)
	}
	return s.entered(v, e)
}

// entered gives the browser its session and leads on. What somebody had in the
// same browser before is over.
func (s *Server) entered(v *visit, e auth.Entry) error {
	if old := auth.SessionOf(v.r); old != "" {
		if err := s.keep.SignOut(v.r.Context(), v.c, old); err != nil {
			return err
		}
	}
	auth.SetEntry(v.w, v.r, e)
	return to(v, auth.SafeNext(v.r.PostFormValue("next")))
}

func (s *Server) showCode(v *visit, second string, err error) error {
	v.me = nil
	p := page{Title: v.msg("admin.code.title"), Narrow: true, Private: true}
	status := http.StatusOK
	if err != nil {
		if p.Problem, status = v.sentence(err); status >= 500 {
			return err
		}
	}
	return s.show(v, status, p, "code", struct {
		Next, Second string
		Code         field
	}{auth.SafeNext(v.r.PostFormValue("next")), second, codeField(v)})
}

func codeField(v *visit) field {
	return field{Name: "code", Label: v.msg("admin.field.code"), Type: "text", Auto: "one-time-code", Mode: "text",
		Required: true, Focus: true, Max: 60}
}

func (s *Server) code(v *visit) error {
	if !auth.Secure(v.r) {
		return auth.ErrHTTPS()
	}
	second := v.r.PostFormValue("second")
	e, err := s.keep.Second(v.r.Context(), v.c, second, v.r.PostFormValue("code"))
	if err != nil {
		return s.showCode(v, second, err)
	}
	return s.entered(v, e)
}

func (s *Server) passkeyBegin(v *visit) error {
	options, state, err := s.keep.BeginPasskeySignIn(v.r.Context(), v.c, auth.Identity{})
	return began(v, options, state, err)
}

func (s *Server) passkey(v *visit) error {
	if !auth.Secure(v.r) {
		return auth.ErrHTTPS()
	}
	e, err := s.keep.PasskeySignIn(v.r.Context(), v.c, v.r.PostFormValue("state"), []byte(v.r.PostFormValue("response")))
	if err != nil {
		return s.showLogin(v, err)
	}
	return s.entered(v, e)
}

func (s *Server) logout(v *visit) error {
	if err := s.keep.SignOut(v.r.Context(), v.c, auth.SessionOf(v.r)); err != nil {
		return err
	}
	auth.ClearSession(v.w, v.r)
	// What the browser kept of the newsroom goes, too (ASVS 14.3.1).
	v.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return to(v, "/newsroom/login")
}

func (s *Server) showLink(v *visit, inv auth.Invitation, err error) error {
	v.me = nil
	title, text, button := v.msg("admin.link.invite"), v.msg("admin.link.invite_text", "name", inv.User.Name), v.msg("admin.link.button")
	switch inv.Kind {
	case auth.LinkOwner:
		title, text = v.msg("admin.link.owner"), v.msg("admin.link.owner_text")
	case auth.LinkReset:
		title, text, button = v.msg("admin.link.reset"), v.msg("admin.link.reset_text", "name", inv.User.Name), v.msg("admin.password.button")
	}
	p := page{Title: title, Narrow: true, Private: true}
	status := http.StatusOK
	wrong := v.fieldErrors(err)
	if err != nil {
		if p.Problem, status = v.sentence(err); status >= 500 && status != http.StatusServiceUnavailable {
			return err
		}
	}
	value := func(name, otherwise string) string {
		if v.r.Method == http.MethodPost {
			return v.r.PostFormValue(name)
		}
		return otherwise
	}
	var fields []field
	if inv.Kind != auth.LinkReset {
		fields = append(fields, field{Name: "name", Label: v.msg("admin.field.name"), Type: "text", Auto: "name", Required: true,
			Value: value("name", inv.User.Name), Error: wrong["name"], Max: 120})
	}
	email := field{Name: "email", Label: v.msg("admin.field.email"), Type: "email", Auto: "username", Required: true,
		Value: value("email", ""), Error: wrong["email"], Max: 254}
	if inv.Kind == auth.LinkOwner {
		fields = append(fields, email)
	}
	fields = append(fields, field{Name: "password", Label: v.msg("admin.field.new_password"), Hint: v.msg("admin.password.rule"), Type: "password",
		Auto: "new-password", Required: true, Error: wrong["password"]})
	return s.show(v, status, p, "link", struct {
		Text, Button string
		Fields       []field
	}{text, button, fields})
}

func (s *Server) linkPage(v *visit) error {
	if !auth.Secure(v.r) {
		return auth.ErrHTTPS()
	}
	inv, err := s.keep.Invitation(v.r.Context(), v.r.PathValue("secret"))
	if err != nil {
		return err
	}
	return s.showLink(v, inv, nil)
}

func (s *Server) link(v *visit) error {
	if !auth.Secure(v.r) {
		return auth.ErrHTTPS()
	}
	secret := v.r.PathValue("secret")
	inv, err := s.keep.Invitation(v.r.Context(), secret)
	if err != nil {
		return err
	}
	e, err := s.keep.Accept(v.r.Context(), v.c, secret, auth.Accept{Name: v.r.PostFormValue("name"), Email: v.r.PostFormValue("email"),
		Password: v.r.PostFormValue("password"), Locale: v.words.Tag()})
	if err != nil {
		if news.Is(err, news.NotFound) {
			return err
		}
		return s.showLink(v, inv, err)
	}
	if e.Session == "" {
		// A second factor is still there: it is asked for at the front door.
		return to(v, "/newsroom/login")
	}
	return s.entered(v, e)
}

func (s *Server) showAgain(v *visit, err error) error {
	p := page{Title: v.msg("admin.again.title"), Narrow: true, Script: true}
	status := http.StatusOK
	if err != nil {
		if p.Problem, status = v.sentence(err); status >= 500 && status != http.StatusServiceUnavailable {
			return err
		}
	}
	a, err := s.keep.Account(v.r.Context(), v.me.User.ID)
	if err != nil {
		return err
	}
	d := struct {
		Next           string
		Passkey        bool
		Password, Code field
	}{Next: auth.SafeNext(v.r.FormValue("next")), Passkey: len(a.Passkeys) > 0 && s.keep.CanPasskey(v.c),
		Password: field{Name: "password", Label: v.msg("admin.field.password"), Type: "password", Auto: "current-password", Required: true, Focus: true}}
	if a.Generator {
		d.Code = codeField(v)
		d.Code.Focus = false
	}
	return s.show(v, status, p, "again", d)
}

func (s *Server) againPage(v *visit) error { return s.showAgain(v, nil) }

func (s *Server) again(v *visit) error {
	secret, err := s.keep.StepUp(v.r.Context(), v.c, *v.me, v.r.PostFormValue("password"), v.r.PostFormValue("code"))
	return s.renewed(v, secret, err)
}

// renewed leads on after a step-up.
func (s *Server) renewed(v *visit, secret string, err error) error {
	if err != nil {
		return s.showAgain(v, err)
	}
	auth.SetSession(v.w, v.r, secret)
	return to(v, auth.SafeNext(v.r.PostFormValue("next")))
}

func (s *Server) againPasskeyBegin(v *visit) error {
	options, state, err := s.keep.BeginPasskeySignIn(v.r.Context(), v.c, *v.me)
	return began(v, options, state, err)
}

func (s *Server) againPasskey(v *visit) error {
	secret, err := s.keep.PasskeyStepUp(v.r.Context(), v.c, *v.me, v.r.PostFormValue("state"), []byte(v.r.PostFormValue("response")))
	return s.renewed(v, secret, err)
}
