package admin

import (
	"net/http"
	"strconv"
	"time"

	"warta/internal/auth"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// accountData is the page of one's own account.
type accountData struct {
	Account           auth.Account
	Setup, CanPasskey bool
	Grants            []grantLine
	Passkeys          []accountLine
	Sessions          []accountLine
	Tokens            []accountLine
	Recovery          string
	Log               []logLine
}

type grantLine struct {
	Name, Note string
	Off        bool
}

// accountLine is a passkey, session or token.
type accountLine struct {
	ID                 int64
	Name, Note, Remove string
	Here               bool
}

type logLine struct{ ISO, When, What, Where string }

func (s *Server) date(v *visit, t time.Time) string {
	return v.words.Date(locale.Short, t, s.o.Zone())
}

// notices are what a page says after something was done; the address carries the
// key, never the text.
var notices = map[string]bool{"password": true, "generator_removed": true, "passkey_removed": true, "session_ended": true,
	"others_ended": true, "token_ended": true}

func (s *Server) accountPage(v *visit) error {
	p := page{Title: v.msg("admin.account.title"), Place: "akun", Page: true, Script: true}
	if done := v.r.FormValue("done"); notices[done] {
		p.Notice = v.msg("admin.done." + done)
	}
	return s.showAccount(v, p, http.StatusOK)
}

func (s *Server) showAccount(v *visit, p page, status int) error {
	a, err := s.keep.Account(v.r.Context(), v.me.User.ID)
	if err != nil {
		return err
	}
	d := accountData{Account: a, CanPasskey: s.keep.CanPasskey(v.c)}
	_, withheld := newsroom.PersonOf(*v.me, "", "")
	d.Setup = withheld && !v.me.HasFactor
	for _, g := range a.Grants {
		line := grantLine{Name: v.msg("position." + string(g.Position))}
		switch {
		case g.Pending:
			line.Note, line.Off = v.msg("admin.grant.pending"), true
		case !g.Until.IsZero() && !v.me.At.Before(g.Until):
			line.Note, line.Off = v.msg("admin.grant.ended"), true
		case withheld && newsroom.Powerful([]news.Grant{g}):
			line.Note, line.Off = v.msg("admin.grant.waits"), true
		case !g.Until.IsZero():
			line.Note = v.msg("admin.grant.until", "until", s.date(v, g.Until))
		}
		d.Grants = append(d.Grants, line)
	}
	remove := func(name string) string { return v.msg("admin.account.remove_name", "name", name) }
	for _, k := range a.Passkeys {
		note := v.msg("admin.account.added", "at", s.date(v, k.Created))
		d.Passkeys = append(d.Passkeys, accountLine{ID: k.ID, Name: k.Name, Note: note, Remove: remove(k.Name)})
	}
	for _, x := range a.Sessions {
		name := x.Device
		if name == "" {
			name = v.msg("admin.account.unknown")
		}
		d.Sessions = append(d.Sessions, accountLine{ID: x.ID, Name: name, Here: x.ID == v.me.Session.ID, Remove: remove(name),
			Note: v.msg("admin.account.seen", "at", s.date(v, x.Seen), "address", x.Address)})
	}
	for _, t := range a.Tokens {
		d.Tokens = append(d.Tokens, accountLine{ID: int64(t.ID), Name: t.Name, Remove: remove(t.Name),
			Note: v.msg("admin.account.until", "until", s.date(v, t.Ends))})
	}
	d.Recovery = v.msg("admin.account.recovery_left", "n", a.Recovery)
	d.Log = s.logLines(v, a.Log)
	return s.show(v, status, p, "account", d)
}

// done leads back to the account with the session's new secret and a word.
func (s *Server) done(v *visit, secret, notice string, err error) error {
	if err != nil {
		return err
	}
	if secret != "" {
		auth.SetSession(v.w, v.r, secret)
	}
	return to(v, accountPath+"?done="+notice)
}

func (s *Server) showPassword(v *visit, err error) error {
	p := page{Title: v.msg("admin.password.title"), Place: "akun", Narrow: true}
	status := http.StatusOK
	wrong := v.fieldErrors(err)
	if err != nil {
		if p.Problem, status = v.sentence(err); status >= 500 && status != http.StatusServiceUnavailable {
			return err
		}
	}
	return s.show(v, status, p, "password", struct {
		Email    string
		Must     bool
		Old, New field
	}{v.me.User.Email, v.me.MustChange != "",
		field{Name: "old", Label: v.msg("admin.field.old_password"), Type: "password", Auto: "current-password", Required: true},
		field{Name: "password", Label: v.msg("admin.field.new_password"), Hint: v.msg("admin.password.rule"), Type: "password",
			Auto: "new-password", Required: true, Error: wrong["password"]}})
}

func (s *Server) passwordPage(v *visit) error { return s.showPassword(v, nil) }

func (s *Server) password(v *visit) error {
	secret, err := s.keep.ChangePassword(v.r.Context(), v.c, *v.me, v.r.PostFormValue("old"), v.r.PostFormValue("password"))
	if err != nil {
		return s.showPassword(v, err)
	}
	return s.done(v, secret, "password", nil)
}

func (s *Server) showGenerator(v *visit, g auth.Generator, err error) error {
	p := page{Title: v.msg("admin.generator.title"), Place: "akun", Page: true}
	status := http.StatusOK
	if err != nil {
		if p.Problem, status = v.sentence(err); status >= 500 {
			return err
		}
	}
	d := struct {
		Text, Pending, Path string
		Box                 int
		Code                field
	}{Text: g.Text, Pending: g.Pending, Code: codeField(v)}
	d.Code.Mode, d.Code.Focus = "numeric", err != nil
	if q, ok := newQR(g.URL); ok {
		d.Path, d.Box = q.path(), q.box()
	}
	return s.show(v, status, p, "generator", d)
}

func (s *Server) generatorPage(v *visit) error {
	g, err := s.keep.NewGenerator(v.r.Context(), *v.me)
	if err != nil {
		return err
	}
	return s.showGenerator(v, g, nil)
}

func (s *Server) generator(v *visit) error {
	pending := v.r.PostFormValue("pending")
	codes, secret, err := s.keep.SetGenerator(v.r.Context(), v.c, *v.me, pending, v.r.PostFormValue("code"))
	if news.Is(err, news.Unauthenticated) {
		g, again := s.keep.Pending(v.r.Context(), *v.me, pending)
		if again != nil {
			return again
		}
		return s.showGenerator(v, g, err)
	}
	if err != nil {
		return err
	}
	return s.showCodes(v, codes, secret)
}

// showCodes shows recovery codes, this once.
func (s *Server) showCodes(v *visit, codes []string, secret string) error {
	auth.SetSession(v.w, v.r, secret)
	return s.show(v, http.StatusOK, page{Title: v.msg("admin.codes.title"), Place: "akun", Page: true}, "codes", struct{ Codes []string }{codes})
}

func (s *Server) generatorRemove(v *visit) error {
	secret, err := s.keep.RemoveGenerator(v.r.Context(), v.c, *v.me)
	return s.done(v, secret, "generator_removed", err)
}

func (s *Server) recovery(v *visit) error {
	codes, secret, err := s.keep.NewRecovery(v.r.Context(), v.c, *v.me)
	if err != nil {
		return err
	}
	return s.showCodes(v, codes, secret)
}

func (s *Server) passkeyAddBegin(v *visit) error {
	options, state, err := s.keep.BeginPasskey(v.r.Context(), v.c, *v.me)
	return began(v, options, state, err)
}

func (s *Server) passkeyAdd(v *visit) error {
	codes, secret, err := s.keep.AddPasskey(v.r.Context(), v.c, *v.me, v.r.PostFormValue("state"), "", []byte(v.r.PostFormValue("response")))
	if news.Is(err, news.Unauthenticated) {
		p := page{Title: v.msg("admin.account.title"), Place: "akun", Page: true, Script: true}
		status := 0
		p.Problem, status = v.sentence(err)
		return s.showAccount(v, p, status)
	}
	if err != nil {
		return err
	}
	if len(codes) > 0 {
		return s.showCodes(v, codes, secret)
	}
	auth.SetSession(v.w, v.r, secret)
	return to(v, accountPath)
}

func number(v *visit, name string) int64 {
	n, err := strconv.ParseInt(v.r.PostFormValue(name), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func (s *Server) passkeyRemove(v *visit) error {
	secret, err := s.keep.RemovePasskey(v.r.Context(), v.c, *v.me, number(v, "id"))
	return s.done(v, secret, "passkey_removed", err)
}

func (s *Server) sessionEnd(v *visit) error {
	return s.done(v, "", "session_ended", s.keep.EndSession(v.r.Context(), v.c, *v.me, number(v, "id")))
}

func (s *Server) sessionOthers(v *visit) error {
	_, err := s.keep.EndOthers(v.r.Context(), v.c, *v.me)
	return s.done(v, "", "others_ended", err)
}

// option is a line of a choice.
type option struct {
	Value, Label string
	On           bool
}

// tokenDays are the lives that a token can have.
var tokenDays = []int{7, 30, 90, 365}

type tokenData struct {
	Secret, PowersError string
	Name                field
	Powers, Days        []option
}

func (s *Server) showToken(v *visit, err error) error {
	p := page{Title: v.msg("admin.token.title"), Place: "akun", Narrow: true}
	status := http.StatusOK
	wrong := v.fieldErrors(err)
	if err != nil {
		if p.Problem, status = v.sentence(err); status >= 500 {
			return err
		}
	}
	person, _ := newsroom.PersonOf(*v.me, "", "")
	d := tokenData{PowersError: wrong["permissions"], Name: field{Name: "name", Label: v.msg("admin.token.name"), Hint: v.msg("admin.token.name_hint"),
		Type: "text", Auto: "off", Required: true, Value: v.r.PostFormValue("name"), Error: wrong["name"], Max: 80}}
	chosen := map[string]bool{}
	for _, c := range v.r.PostForm["permission"] {
		chosen[c] = true
	}
	for _, power := range newsroom.TokenPowers(person) {
		d.Powers = append(d.Powers, option{string(power), v.msg("permission." + string(power)), chosen[string(power)]})
	}
	days := v.r.PostFormValue("days")
	for _, n := range tokenDays {
		value := strconv.Itoa(n)
		d.Days = append(d.Days, option{value, v.msg("admin.token.for_days", "n", n), value == days || days == "" && n == 90})
	}
	return s.show(v, status, p, "token", d)
}

func (s *Server) tokenPage(v *visit) error {
	if !v.me.Fresh() {
		// Before the form, so that nothing typed is lost.
		return news.Refuse(news.Forbidden, "define token", "auth.step_up", nil)
	}
	return s.showToken(v, nil)
}

func (s *Server) token(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	person, _ := newsroom.PersonOf(*v.me, v.c.Address.String(), v.c.Request)
	var secret string
	days := number(v, "days")
	if days < 1 || days > 365 {
		days = 90
	}
	cmd := newsroom.DefineToken{Name: v.r.PostFormValue("name"), Ends: v.me.At.Add(time.Duration(days) * 24 * time.Hour), Secret: &secret}
	for _, p := range v.r.PostForm["permission"] {
		cmd.Permissions = append(cmd.Permissions, newsroom.Permission(p))
	}
	_, err := s.o.Newsroom.Do(v.r.Context(), newsroom.Someone(person), cmd)
	if news.Is(err, news.Invalid) {
		return s.showToken(v, err)
	}
	if err != nil {
		return err
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("admin.token.made"), Narrow: true}, "token", tokenData{Secret: secret})
}

func (s *Server) tokenEnd(v *visit) error {
	person, _ := newsroom.PersonOf(*v.me, v.c.Address.String(), v.c.Request)
	_, err := s.o.Newsroom.Do(v.r.Context(), newsroom.Someone(person), newsroom.RevokeToken{Token: news.TokenID(number(v, "id"))})
	return s.done(v, "", "token_ended", err)
}
