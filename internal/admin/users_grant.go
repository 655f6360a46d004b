package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// positionChoice is a position with what it means.
type positionChoice struct {
	Value, Label, Text string
	On                 bool
}

// sectionChoice is a section of the tree, by its depth.
type sectionChoice struct {
	Value, Label string
	Depth        int
	On           bool
}

// grantForm is what a grant is made of on a form.
type grantForm struct {
	Positions                             []positionChoice
	Sections                              []sectionChoice
	Switches                              []option
	Until                                 field
	PositionError, SectionsError, OnError string
	// None offers to grant nothing yet.
	None bool
}

// grantOf reads a grant out of a form; false where the date is none.
func (s *Server) grantOf(v *visit) (news.Grant, bool) {
	g := news.Grant{Position: news.Position(v.r.PostFormValue("position"))}
	for _, text := range v.r.PostForm["section"] {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 && !slices.Contains(g.Sections, news.SectionID(n)) {
			g.Sections = append(g.Sections, news.SectionID(n))
		}
	}
	for _, text := range v.r.PostForm["on"] {
		if !slices.Contains(g.On, news.Switch(text)) {
			g.On = append(g.On, news.Switch(text))
		}
	}
	until, ok := s.dayEnd(v.r.PostFormValue("until"))
	g.Until = until
	return g, ok
}

func errDate(name string) error {
	return &news.Error{Kind: news.Invalid, Op: "read a form", Code: "fields", Fields: []news.FieldError{{Field: name, Code: "date"}}}
}

// grantForm fills the form with a grant. A chief grants up to redaktur.
func (s *Server) grantForm(v *visit, g news.Grant, wrong map[string]string) (grantForm, error) {
	p, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return grantForm{}, err
	}
	f := grantForm{PositionError: wrong["position"], SectionsError: wrong["sections"], OnError: wrong["on"]}
	for _, position := range news.Positions {
		if !v.may(newsroom.PermUsers) && position != news.Penulis && position != news.Redaktur {
			continue
		}
		f.Positions = append(f.Positions, positionChoice{string(position), v.msg("position." + string(position)),
			v.msg("room.users.position." + string(position)), position == g.Position})
	}
	depth := map[news.SectionID]int{}
	var walk func(parent news.SectionID, at int)
	walk = func(parent news.SectionID, at int) {
		for _, x := range p.Sections {
			if x.Parent == parent && at < 8 {
				depth[x.ID] = at
				f.Sections = append(f.Sections, sectionChoice{strconv.FormatInt(int64(x.ID), 10), x.Name, at, slices.Contains(g.Sections, x.ID)})
				walk(x.ID, at+1)
			}
		}
	}
	walk(0, 0)
	for _, on := range news.Switches {
		f.Switches = append(f.Switches, option{string(on), v.msg("permission." + string(on)), slices.Contains(g.On, on)})
	}
	f.Until = field{Name: "until", Label: v.msg("room.users.until"), Hint: v.msg("room.users.until_hint"), Type: "date",
		Value: s.dayText(g.Until), Error: wrong["until"]}
	return f, nil
}

type inviteData struct {
	Name, Email, Locale field
	Grant               grantForm
}

func (s *Server) invitePage(v *visit) error {
	if !v.may(newsroom.PermUsers) {
		return news.E(news.Forbidden, string(newsroom.PermUsers), nil)
	}
	if !v.me.Fresh() {
		// Before the form, so that nothing typed is lost.
		return proveFirst(v, usersPath+"/invite")
	}
	return s.showInvite(v, store.User{}, news.Grant{Position: news.Penulis}, nil)
}

func (s *Server) showInvite(v *visit, u store.User, g news.Grant, err error) error {
	p := page{Title: v.msg("room.users.invite"), Place: "pengguna", Page: true}
	status, wrong := http.StatusOK, v.fieldErrors(err)
	if err != nil {
		if p.Problem, status = v.sentence(err); status >= 500 {
			return err
		}
	}
	form, err := s.grantForm(v, g, wrong)
	if err != nil {
		return err
	}
	form.None = true
	d := inviteData{Grant: form, Name: field{Name: "name", Label: v.msg("admin.field.name"), Type: "text", Auto: "off", Required: true, Value: u.Name, Error: wrong["name"], Focus: true},
		Email:  field{Name: "email", Label: v.msg("admin.field.email"), Hint: v.msg("room.users.email_hint"), Type: "email", Auto: "off", Required: true, Value: u.Email, Error: wrong["email"]},
		Locale: s.localeField(v, u.Locale)}
	return s.show(v, status, p, "invite", d)
}

func (s *Server) localeField(v *visit, now string) field {
	f := field{Name: "locale", Label: v.msg("room.users.language")}
	for _, tag := range tongues {
		f.Options = append(f.Options, option{tag, ours(tag).Message("locale.name"), tag == now || now == "" && tag == tongues[0]})
	}
	return f
}

func (s *Server) invite(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	u := store.User{Name: v.r.PostFormValue("name"), Email: v.r.PostFormValue("email"), Locale: v.r.PostFormValue("locale")}
	g, ok := s.grantOf(v)
	if !ok {
		return s.showInvite(v, u, g, errDate("until"))
	}
	var secret string
	var ends time.Time
	cmd := newsroom.InviteUser{User: &u, Link: &secret, Ends: &ends}
	if g.Position != "" {
		cmd.Grants = []news.Grant{g}
	}
	_, err := s.o.Newsroom.Do(v.r.Context(), v.who, cmd)
	switch {
	case isStepUp(err):
		return proveFirst(v, usersPath+"/invite")
	case err != nil:
		return s.showInvite(v, u, g, err)
	}
	return s.showUserLink(v, u, "invite", secret, ends)
}

type grantData struct {
	ID    news.GrantID
	Path  string
	Grant grantForm
	Text  string
}

// grantPage gives a position, or changes one that has a number.
func (s *Server) grantPage(v *visit) error {
	m, err := s.staffMember(v)
	if err != nil {
		return err
	}
	if !v.me.Fresh() {
		return proveFirst(v, v.r.URL.RequestURI())
	}
	g := news.Grant{Position: news.Penulis}
	if id, _ := strconv.ParseInt(v.r.URL.Query().Get("id"), 10, 64); id != 0 {
		i := slices.IndexFunc(m.Grants, func(g news.Grant) bool { return g.ID == news.GrantID(id) })
		if i < 0 {
			return news.E(news.NotFound, "find a grant", nil)
		}
		g = m.Grants[i]
	}
	return s.showGrant(v, m.User, g, nil)
}

func (s *Server) showGrant(v *visit, u store.User, g news.Grant, err error) error {
	p := page{Title: v.msg("room.users.grant_to", "name", u.Name), Place: "pengguna", Page: true}
	status, wrong := http.StatusOK, v.fieldErrors(err)
	if err != nil {
		if p.Problem, status = v.sentence(err); status >= 500 {
			return err
		}
	}
	form, err := s.grantForm(v, g, wrong)
	if err != nil {
		return err
	}
	return s.show(v, status, p, "grant", grantData{ID: g.ID, Path: userPath(u.ID), Grant: form, Text: v.msg("room.users.grant_text", "name", u.Name)})
}

func (s *Server) grant(v *visit) error {
	m, err := s.staffMember(v)
	if err != nil {
		return err
	}
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	g, ok := s.grantOf(v)
	g.User, g.ID = m.User.ID, news.GrantID(max(number(v, "id"), 0))
	if !ok {
		return s.showGrant(v, m.User, g, errDate("until"))
	}
	_, err = s.o.Newsroom.Do(v.r.Context(), v.who, newsroom.GrantPosition{Grant: &g})
	switch {
	case isStepUp(err):
		return proveFirst(v, userPath(m.User.ID)+"/grant")
	case err != nil:
		return s.showGrant(v, m.User, g, err)
	}
	return v.leave(userPath(m.User.ID), flash{Code: "granted", Args: map[string]string{"name": m.User.Name, "what": v.msg("position." + string(g.Position))}})
}

// onUser runs a command about an account and leads back to its page.
func (s *Server) onUser(v *visit, done string, command func(id news.UserID) newsroom.Command) error {
	id, err := pathNumber(v, "user")
	if err != nil {
		return err
	}
	user := news.UserID(id)
	if _, err = s.o.Newsroom.Do(v.r.Context(), v.who, command(user)); err != nil {
		return orProve(v, err, userPath(user))
	}
	name := ""
	if u, err := s.account(v, user); err == nil {
		name = u.Name
	}
	return v.leave(userPath(user), flash{Code: done, Args: map[string]string{"name": name}})
}

func (s *Server) grantsConfirm(v *visit) error {
	return s.onUser(v, "grants_confirmed", func(id news.UserID) newsroom.Command { return newsroom.ConfirmGrants{User: id} })
}

func (s *Server) grantRevoke(v *visit) error {
	return s.onUser(v, "grant_revoked", func(news.UserID) newsroom.Command {
		return newsroom.RevokeGrant{Grant: news.GrantID(number(v, "id"))}
	})
}

func (s *Server) userSessionEnd(v *visit) error {
	return s.onUser(v, "session_ended", func(id news.UserID) newsroom.Command {
		return newsroom.EndUserSession{User: id, Session: number(v, "id")}
	})
}

func (s *Server) userSessionsEnd(v *visit) error {
	return s.onUser(v, "sessions_ended", func(id news.UserID) newsroom.Command { return newsroom.EndUserSessions{User: id} })
}

func (s *Server) userTokenEnd(v *visit) error {
	return s.onUser(v, "token_ended", func(news.UserID) newsroom.Command {
		return newsroom.RevokeToken{Token: news.TokenID(number(v, "id"))}
	})
}

// userLink gives whoever was invited and has not come yet another link.
func (s *Server) userLink(v *visit) error {
	return s.linkBy(v, "invite", func(id news.UserID, secret *string, ends *time.Time) newsroom.Command {
		return newsroom.InviteAgain{User: id, Link: secret, Ends: ends}
	})
}

func (s *Server) linkBy(v *visit, kind string, command func(id news.UserID, secret *string, ends *time.Time) newsroom.Command) error {
	id, err := pathNumber(v, "user")
	if err != nil {
		return err
	}
	var secret string
	var ends time.Time
	if _, err := s.o.Newsroom.Do(v.r.Context(), v.who, command(news.UserID(id), &secret, &ends)); err != nil {
		return orProve(v, err, userPath(news.UserID(id)))
	}
	u, err := s.account(v, news.UserID(id))
	if err != nil {
		return err
	}
	return s.showUserLink(v, u, kind, secret, ends)
}

func (s *Server) userEnable(v *visit) error {
	return s.linkBy(v, "reset", func(id news.UserID, secret *string, _ *time.Time) newsroom.Command {
		return newsroom.EnableUser{User: id, Link: secret}
	})
}

// confirmData is a page that says what is going to happen, before it does.
type confirmData struct {
	Lines        []string
	Fields       []field
	Action, Back string
	Button       string
	Danger       bool
}

func (s *Server) confirmUser(v *visit, what string, fill func(m newsroom.StaffMember, d *confirmData), failed error) error {
	m, err := s.staffMember(v)
	if err != nil {
		return err
	}
	if !v.may(newsroom.PermUsers) {
		return news.E(news.Forbidden, string(newsroom.PermUsers), nil)
	}
	path := userPath(m.User.ID)
	if !v.me.Fresh() {
		return proveFirst(v, path+"/"+what)
	}
	d := confirmData{Action: path + "/" + what, Back: path, Danger: true, Button: v.msg("room.users." + what + ".button")}
	for line := range strings.SplitSeq(v.msg("room.users."+what+".text", "name", m.User.Name), "\n") {
		d.Lines = append(d.Lines, line)
	}
	if fill != nil {
		fill(m, &d)
	}
	p := page{Title: v.msg("room.users."+what+".title", "name", m.User.Name), Place: "pengguna", Narrow: true}
	status := http.StatusOK
	if failed != nil {
		if p.Problem, status = v.sentence(failed); status >= 500 {
			return failed
		}
		wrong := v.fieldErrors(failed)
		for i := range d.Fields {
			d.Fields[i].Error = wrong[d.Fields[i].Name]
		}
	}
	return s.show(v, status, p, "confirm", d)
}

func (s *Server) resetPage(v *visit) error { return s.confirmUser(v, "reset", nil, nil) }

func (s *Server) reset(v *visit) error {
	return s.linkBy(v, "reset", func(id news.UserID, secret *string, ends *time.Time) newsroom.Command {
		return newsroom.ResetSignIn{User: id, Link: secret, Ends: ends}
	})
}

func (s *Server) erasePage(v *visit) error { return s.confirmUser(v, "erase", nil, nil) }

func (s *Server) erase(v *visit) error {
	return s.onUser(v, "erased", func(id news.UserID) newsroom.Command { return newsroom.EraseUser{User: id} })
}

func (s *Server) leavePage(v *visit) error { return s.showLeave(v, nil) }

// showLeave asks who takes the open work over. Whoever writes may.
func (s *Server) showLeave(v *visit, failed error) error {
	list, err := s.o.Newsroom.Staff(v.r.Context(), v.who, 0, 100)
	if err != nil {
		return err
	}
	return s.confirmUser(v, "leave", func(m newsroom.StaffMember, d *confirmData) {
		work := v.msg("room.users.leave.no_work")
		if m.OpenWork > 0 {
			work = v.msg("room.users.leave.work", "n", m.OpenWork)
		}
		d.Lines = append(d.Lines, work)
		hand := field{Name: "hand_to", Label: v.msg("room.users.leave.hand_to"), Options: []option{{"", v.msg("room.users.leave.nobody"), false}}}
		for _, u := range list {
			if !u.User.Active || u.User.ID == m.User.ID || !writes(u.Grants) {
				continue
			}
			hand.Options = append(hand.Options, option{u.User.ID.String(), u.User.Name, v.r.PostFormValue("hand_to") == u.User.ID.String()})
		}
		if m.OpenWork > 0 {
			d.Fields = append(d.Fields, hand)
		}
		d.Fields = append(d.Fields, field{Name: "reason", Label: v.msg("room.users.leave.reason"), Hint: v.msg("room.users.leave.reason_hint"),
			Type: "text", Auto: "off", Max: 200, Prose: true, Value: v.r.PostFormValue("reason")})
	}, failed)
}

func writes(grants []news.Grant) bool {
	return slices.ContainsFunc(grants, func(g news.Grant) bool { return g.Position != news.Admin && !g.Pending })
}

func (s *Server) leaveUser(v *visit) error {
	id, err := pathNumber(v, "user")
	if err != nil {
		return err
	}
	u := news.UserID(id)
	cmd := newsroom.DisableUser{User: u, Reason: strings.TrimSpace(v.r.PostFormValue("reason")), HandTo: news.UserID(max(number(v, "hand_to"), 0))}
	_, err = s.o.Newsroom.Do(v.r.Context(), v.who, cmd)
	switch {
	case isStepUp(err):
		return proveFirst(v, userPath(u)+"/leave")
	case news.Is(err, news.Invalid), news.Is(err, news.Conflict):
		return s.showLeave(v, err)
	case err != nil:
		return err
	}
	a, err := s.account(v, u)
	if err != nil {
		return err
	}
	return v.leave(userPath(u), flash{Code: "user_left", Args: map[string]string{"name": a.Name}})
}

type userEditData struct {
	Path                         string
	Name, Email, Locale, Profile field
}

func (s *Server) userEditPage(v *visit) error {
	m, err := s.staffMember(v)
	if err != nil {
		return err
	}
	if !v.may(newsroom.PermUsers) {
		return news.E(news.Forbidden, string(newsroom.PermUsers), nil)
	}
	if !v.me.Fresh() {
		return proveFirst(v, userPath(m.User.ID)+"/edit")
	}
	return s.showUserEdit(v, m.User, nil)
}

func (s *Server) showUserEdit(v *visit, u store.User, err error) error {
	p := page{Title: v.msg("room.users.edit"), Place: "pengguna", Narrow: true}
	status, wrong := http.StatusOK, v.fieldErrors(err)
	if err != nil {
		if p.Problem, status = v.sentence(err); status >= 500 {
			return err
		}
	}
	person := ""
	if u.Person != 0 {
		person = strconv.FormatInt(int64(u.Person), 10)
	}
	d := userEditData{Path: userPath(u.ID),
		Name:    field{Name: "name", Label: v.msg("admin.field.name"), Type: "text", Auto: "off", Required: true, Value: u.Name, Error: wrong["name"]},
		Email:   field{Name: "email", Label: v.msg("admin.field.email"), Hint: v.msg("room.users.email_change"), Type: "email", Auto: "off", Required: true, Value: u.Email, Error: wrong["email"]},
		Locale:  s.localeField(v, u.Locale),
		Profile: field{Name: "person", Label: v.msg("room.users.profile"), Hint: v.msg("room.users.profile_hint"), Type: "text", Mode: "numeric", Auto: "off", Value: person, Error: wrong["person"]}}
	return s.show(v, status, p, "user_edit", d)
}

func (s *Server) userEdit(v *visit) error {
	m, err := s.staffMember(v)
	if err != nil {
		return err
	}
	u := m.User
	u.Name, u.Email, u.Locale = v.r.PostFormValue("name"), v.r.PostFormValue("email"), v.r.PostFormValue("locale")
	u.Person = news.PersonID(max(number(v, "person"), 0))
	_, err = s.o.Newsroom.Do(v.r.Context(), v.who, newsroom.ChangeUser{User: u})
	switch {
	case isStepUp(err):
		return proveFirst(v, userPath(u.ID)+"/edit")
	case err != nil:
		return s.showUserEdit(v, u, err)
	}
	return v.leave(userPath(u.ID), flash{Code: "user_changed", Args: map[string]string{"name": u.Name}})
}
