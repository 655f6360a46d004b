package admin

import (
	"net/http"
	"strconv"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/web"
)

// Somebody who looks after accounts can see the newsroom as another has it
// before them: the same places and buttons, and none of the powers. What is read
// is read with one's own rights, and nothing can be sent.

// asCookie names the account that is looked as.
const asCookie = "warta-sebagai"

// lookAs gives the visit the other's places and buttons.
func (s *Server) lookAs(v *visit) {
	c, err := v.r.Cookie(asCookie)
	if err != nil || v.me == nil || !v.may(newsroom.PermUsers) {
		return
	}
	id, err := strconv.ParseInt(c.Value, 10, 64)
	if err != nil || id <= 0 || news.UserID(id) == v.me.User.ID {
		return
	}
	a, err := s.o.Newsroom.Account(v.r.Context(), v.who, news.UserID(id))
	if err != nil || !a.User.Active {
		return
	}
	other, _ := newsroom.PersonOf(auth.Identity{User: a.User, Grants: a.Grants, Strong: true, At: v.me.At}, "", "")
	v.as, v.powers = a.User.Name, newsroom.PowersOf(other)
}

// lookOnly refuses whatever is sent while one looks as another.
func lookOnly(v *visit) error {
	if v.as == "" || v.r.Method == http.MethodGet || v.r.Method == http.MethodHead || v.r.URL.Path == usersPath+"/as" {
		return nil
	}
	return news.Refuse(news.Forbidden, "look as another", "look_only", map[string]any{"name": v.as})
}

func (s *Server) setAs(v *visit, value string, age int) {
	http.SetCookie(v.w, &http.Cookie{Name: asCookie, Value: value, Path: "/newsroom/", MaxAge: age, HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: web.Scheme(v.r) == "https"})
}

func (s *Server) lookAsBegin(v *visit) error {
	if !newsroom.Can(v.who, newsroom.PermUsers, newsroom.Subject{}) {
		return news.E(news.Forbidden, string(newsroom.PermUsers), nil)
	}
	id, err := pathNumber(v, "user")
	if err != nil {
		return err
	}
	u, err := s.account(v, news.UserID(id))
	if err != nil {
		return err
	}
	if !u.Active || u.ID == v.me.User.ID {
		return news.E(news.NotFound, "look as another", nil)
	}
	// It is written down, although nothing can be done.
	note := newsroom.AuditNote{Command: "account.look_as", Subject: "user " + u.ID.String()}
	if err := s.o.Newsroom.Note(v.r.Context(), v.who, note); err != nil {
		return err
	}
	s.setAs(v, u.ID.String(), 3600)
	return to(v, morePath)
}

func (s *Server) lookAsEnd(v *visit) error {
	s.setAs(v, "", -1)
	return to(v, usersPath)
}
