package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// Me is who asks.
type Me struct {
	User        int64    `json:"user"`
	Name        string   `json:"name"`
	Profile     int64    `json:"profile,omitempty" doc:"The public profile"`
	Token       int64    `json:"token,omitempty" doc:"The token that asks; absent for a browser session"`
	Strong      bool     `json:"strong" doc:"A second factor or passkey stands behind the session"`
	Permissions []string `json:"permissions" doc:"What may be done at all, whatever the subject"`
	Grants      []Grant  `json:"grants"`
}

// User is somebody who may sign in.
type User struct {
	ID      int64      `json:"id"`
	Name    string     `json:"name"`
	Email   string     `json:"email"`
	Profile int64      `json:"profile,omitempty"`
	Locale  string     `json:"locale,omitempty" example:"id"`
	Active  bool       `json:"active"`
	Owner   bool       `json:"owner,omitempty" doc:"Installed the newspaper"`
	Created time.Time  `json:"created"`
	Erased  *time.Time `json:"erased,omitempty"`
	Grants  []Grant    `json:"grants"`
}

// Grant is a position over a scope.
type Grant struct {
	ID       int64      `json:"id,omitempty" readOnly:"true"`
	User     int64      `json:"user,omitempty"`
	Position string     `json:"position" enum:"penulis,redaktur,pemred,admin"`
	Sections []int64    `json:"sections,omitempty" doc:"Those below them are in them; absent means everything"`
	Until    *time.Time `json:"until,omitempty"`
	On       []string   `json:"on,omitempty" enum:"publish.own,withdraw,raw_html,tag.create,rules.edit" doc:"Switches that the position lacks"`
	Pending  bool       `json:"pending,omitempty" readOnly:"true"`
}

func grantsOf(list []news.Grant) []Grant {
	out := make([]Grant, 0, len(list))
	for _, g := range list {
		x := Grant{ID: int64(g.ID), User: int64(g.User), Position: string(g.Position), Until: moment(g.Until), Pending: g.Pending}
		for _, id := range g.Sections {
			x.Sections = append(x.Sections, int64(id))
		}
		for _, s := range g.On {
			x.On = append(x.On, string(s))
		}
		out = append(out, x)
	}
	return out
}

func (g Grant) news() news.Grant {
	out := news.Grant{User: news.UserID(g.User), Position: news.Position(g.Position), Sections: as[news.SectionID](g.Sections), On: words[news.Switch](g.On)}
	if g.Until != nil {
		out.Until = *g.Until
	}
	return out
}

func userOf(a newsroom.Account) User {
	u := a.User
	return User{ID: int64(u.ID), Name: u.Name, Email: u.Email, Profile: int64(u.Person), Locale: u.Locale, Active: u.Active, Owner: u.Owner,
		Created: u.Created.UTC(), Erased: moment(u.Erased), Grants: grantsOf(a.Grants)}
}

// Inviting makes an account.
type Inviting struct {
	Name    string  `json:"name"`
	Email   string  `json:"email"`
	Profile int64   `json:"profile,omitempty"`
	Locale  string  `json:"locale,omitempty"`
	Grants  []Grant `json:"grants,omitempty" maxItems:"20"`
}

// Invited is a link by which somebody signs in the first time. It is told once.
type Invited struct {
	User int64     `json:"user"`
	Link string    `json:"link" doc:"Path on the newsroom's host; told once"`
	Ends time.Time `json:"ends"`
}

// ChangingUser changes an account; what is absent stays.
type ChangingUser struct {
	Name    *string `json:"name,omitempty"`
	Email   *string `json:"email,omitempty"`
	Profile *int64  `json:"profile,omitempty"`
	Locale  *string `json:"locale,omitempty"`
}

// Disabling ends an account's access.
type Disabling struct {
	HandTo int64  `json:"hand_to,omitempty" doc:"Who gets the drafts"`
	Reason string `json:"reason,omitempty"`
}

// TokenInfo is an API token without its secret.
type TokenInfo struct {
	ID          int64      `json:"id"`
	User        int64      `json:"user"`
	Name        string     `json:"name"`
	Permissions []string   `json:"permissions"`
	Sections    []int64    `json:"sections,omitempty"`
	Created     time.Time  `json:"created"`
	Ends        time.Time  `json:"ends"`
	Used        *time.Time `json:"used,omitempty"`
	// Secret is told once, when the token is made.
	Secret string `json:"secret,omitempty" doc:"Told once, when the token is made"`
}

func tokenOf(t store.Token) TokenInfo {
	out := TokenInfo{ID: int64(t.ID), User: int64(t.User), Name: t.Name, Permissions: t.Permissions, Created: t.Created.UTC(), Ends: t.Ends.UTC(), Used: moment(t.Used)}
	for _, id := range t.Sections {
		out.Sections = append(out.Sections, int64(id))
	}
	if out.Permissions == nil {
		out.Permissions = []string{}
	}
	return out
}

// DefiningToken makes a token with some of one's rights.
type DefiningToken struct {
	Name        string    `json:"name"`
	Permissions []string  `json:"permissions" maxItems:"60" example:"[\"draft.read\"]"`
	Sections    []int64   `json:"sections,omitempty" maxItems:"200"`
	Ends        time.Time `json:"ends" doc:"At most 365 days from now"`
}

// TokenList are a user's tokens.
type TokenList struct {
	Items []TokenInfo `json:"items"`
}

func declareAccounts(s *Server) {
	route := func(id, method, path string) protocol.Route {
		return protocol.Route{ID: id, Method: method, Path: path, Group: "accounts", Access: protocol.Session}
	}
	secret := func(r protocol.Route, status int) protocol.Route {
		r.Secret, r.Status = true, status
		return r
	}
	me := route("getMe", http.MethodGet, "/me")
	me.Access = protocol.Person
	protocol.Handle(s.door, me, s.getMe)
	protocol.Handle(s.door, route("listUsers", http.MethodGet, "/users"), s.listUsers)
	protocol.Handle(s.door, route("getUser", http.MethodGet, "/users/{id}"), func(ctx context.Context, in *alone) (*protocol.Answer[User], error) {
		a, err := s.room.Account(ctx, actor(ctx), news.UserID(in.ID))
		return &protocol.Answer[User]{Body: userOf(a)}, err
	})
	protocol.Handle(s.door, secret(route("inviteUser", http.MethodPost, "/users"), http.StatusCreated), s.inviteUser)
	protocol.Handle(s.door, route("changeUser", http.MethodPatch, "/users/{id}"), s.changeUser)
	protocol.Handle(s.door, route("disableUser", http.MethodPost, "/users/{id}/disable"), func(ctx context.Context, in *about[*Disabling]) (*protocol.Answer[Done], error) {
		b := orEmpty(in.Body)
		return s.do(ctx, newsroom.DisableUser{User: news.UserID(in.ID), HandTo: news.UserID(b.HandTo), Reason: b.Reason})
	})
	protocol.Handle(s.door, secret(route("enableUser", http.MethodPost, "/users/{id}/enable"), 0), func(ctx context.Context, in *alone) (*protocol.Answer[Invited], error) {
		return s.linked(ctx, in.ID, func(u news.UserID, link *string, _ *time.Time) newsroom.Command {
			return newsroom.EnableUser{User: u, Link: link}
		})
	})
	protocol.Handle(s.door, secret(route("resetSignIn", http.MethodPost, "/users/{id}/reset"), 0), func(ctx context.Context, in *alone) (*protocol.Answer[Invited], error) {
		return s.linked(ctx, in.ID, func(u news.UserID, link *string, ends *time.Time) newsroom.Command {
			return newsroom.ResetSignIn{User: u, Link: link, Ends: ends}
		})
	})
	protocol.Handle(s.door, secret(route("inviteAgain", http.MethodPost, "/users/{id}/invite"), 0), func(ctx context.Context, in *alone) (*protocol.Answer[Invited], error) {
		return s.linked(ctx, in.ID, func(u news.UserID, link *string, ends *time.Time) newsroom.Command {
			return newsroom.InviteAgain{User: u, Link: link, Ends: ends}
		})
	})
	protocol.Handle(s.door, secret(route("exportUser", http.MethodPost, "/users/{id}/export"), 0), func(ctx context.Context, in *about[Because]) (*protocol.Answer[json.RawMessage], error) {
		out := new(newsroom.AccountExport)
		if _, err := s.room.Do(ctx, actor(ctx), newsroom.ExportUser{User: news.UserID(in.ID), Reason: in.Body.Reason, Out: out}); err != nil {
			return nil, err
		}
		b, err := json.Marshal(out)
		return &protocol.Answer[json.RawMessage]{Body: b}, err
	})
	onUser := func(id, path string, build func(news.UserID) newsroom.Command) {
		protocol.Handle(s.door, route(id, http.MethodPost, "/users/{id}/"+path), func(ctx context.Context, in *alone) (*protocol.Answer[Done], error) {
			return s.do(ctx, build(news.UserID(in.ID)))
		})
	}
	onUser("confirmGrants", "confirm-grants", func(u news.UserID) newsroom.Command { return newsroom.ConfirmGrants{User: u} })
	onUser("endSessions", "end-sessions", func(u news.UserID) newsroom.Command { return newsroom.EndUserSessions{User: u} })
	onUser("eraseUser", "erase", func(u news.UserID) newsroom.Command { return newsroom.EraseUser{User: u} })
	granted := route("grantPosition", http.MethodPost, "/grants")
	granted.Status = http.StatusCreated
	protocol.Handle(s.door, granted, func(ctx context.Context, in *struct{ Body Grant }) (*protocol.Answer[Done], error) {
		g := in.Body.news()
		out, err := s.do(ctx, newsroom.GrantPosition{Grant: &g})
		if err == nil {
			out.Body.ID = int64(g.ID)
		}
		return out, err
	})
	protocol.Handle(s.door, route("revokeGrant", http.MethodDelete, "/grants/{id}"), func(ctx context.Context, in *alone) (*protocol.Answer[Done], error) {
		return s.do(ctx, newsroom.RevokeGrant{Grant: news.GrantID(in.ID)})
	})
	protocol.Handle(s.door, route("listTokens", http.MethodGet, "/tokens"), s.listTokens)
	protocol.Handle(s.door, secret(route("defineToken", http.MethodPost, "/tokens"), http.StatusCreated), s.defineToken)
	protocol.Handle(s.door, route("revokeToken", http.MethodDelete, "/tokens/{id}"), func(ctx context.Context, in *alone) (*protocol.Answer[Done], error) {
		return s.do(ctx, newsroom.RevokeToken{Token: news.TokenID(in.ID)})
	})
	protocol.Handle(s.door, route("resetEverything", http.MethodPost, "/reset-all-access"), func(ctx context.Context, in *struct{ Body Because }) (*protocol.Answer[Done], error) {
		return s.do(ctx, newsroom.ResetEverything{Reason: in.Body.Reason})
	})
}

func (s *Server) getMe(ctx context.Context, _ *struct{}) (*protocol.Answer[Me], error) {
	p := person(ctx)
	out := &protocol.Answer[Me]{Body: Me{User: int64(p.User), Name: p.Name, Profile: int64(p.Profile), Token: int64(p.Token), Strong: p.Strong,
		Permissions: []string{}, Grants: grantsOf(p.Grants)}}
	for _, perm := range newsroom.PowersOf(p) {
		out.Body.Permissions = append(out.Body.Permissions, string(perm))
	}
	return out, nil
}

func (s *Server) listUsers(ctx context.Context, in *struct {
	protocol.Paged
	protocol.Sparse
}) (*protocol.Page[User], error) {
	const name = "users"
	var from place
	if err := s.cursors.Open(name, in.Cursor, &from); err != nil {
		return nil, err
	}
	list, err := s.room.Accounts(ctx, actor(ctx), news.UserID(from.ID), in.Limit+1)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, s, name, in.Limit, list, userOf, func(a newsroom.Account) place { return place{ID: int64(a.User.ID)} }), nil
}

func (s *Server) inviteUser(ctx context.Context, in *struct{ Body Inviting }) (*protocol.Answer[Invited], error) {
	b := in.Body
	u := &store.User{Name: b.Name, Email: b.Email, Person: news.PersonID(b.Profile), Locale: b.Locale}
	cmd := newsroom.InviteUser{User: u, Link: new(string), Ends: new(time.Time)}
	for _, g := range b.Grants {
		cmd.Grants = append(cmd.Grants, g.news())
	}
	if _, err := s.room.Do(ctx, actor(ctx), cmd); err != nil {
		return nil, err
	}
	return &protocol.Answer[Invited]{Location: fmt.Sprintf("%s/users/%d", protocol.Prefix, u.ID),
		Body: Invited{User: int64(u.ID), Link: auth.LinkPath + *cmd.Link, Ends: cmd.Ends.UTC()}}, nil
}

// linked runs a command that leaves a link by which somebody signs in again.
func (s *Server) linked(ctx context.Context, id int64, build func(u news.UserID, link *string, ends *time.Time) newsroom.Command) (*protocol.Answer[Invited], error) {
	var link string
	var ends time.Time
	if _, err := s.room.Do(ctx, actor(ctx), build(news.UserID(id), &link, &ends)); err != nil {
		return nil, err
	}
	out := &protocol.Answer[Invited]{Body: Invited{User: id, Ends: ends.UTC()}}
	if link != "" {
		out.Body.Link = auth.LinkPath + link
	}
	return out, nil
}

func (s *Server) changeUser(ctx context.Context, in *struct {
	ID   int64 `path:"id" minimum:"1"`
	Body ChangingUser
}) (*protocol.Answer[Done], error) {
	a, err := s.room.Account(ctx, actor(ctx), news.UserID(in.ID))
	if err != nil {
		return nil, err
	}
	u := a.User
	if in.Body.Name != nil {
		u.Name = *in.Body.Name
	}
	if in.Body.Email != nil {
		u.Email = *in.Body.Email
	}
	if in.Body.Profile != nil {
		u.Person = news.PersonID(*in.Body.Profile)
	}
	if in.Body.Locale != nil {
		u.Locale = *in.Body.Locale
	}
	return s.do(ctx, newsroom.ChangeUser{User: u})
}

func (s *Server) listTokens(ctx context.Context, in *struct {
	User int64 `query:"user" minimum:"1" doc:"Absent: one's own"`
}) (*protocol.Answer[TokenList], error) {
	user := news.UserID(in.User)
	if user == 0 {
		user = person(ctx).User
	}
	list, err := s.room.Tokens(ctx, actor(ctx), user)
	out := &protocol.Answer[TokenList]{Body: TokenList{Items: []TokenInfo{}}}
	for _, t := range list {
		out.Body.Items = append(out.Body.Items, tokenOf(t))
	}
	return out, err
}

func (s *Server) defineToken(ctx context.Context, in *struct{ Body DefiningToken }) (*protocol.Answer[TokenInfo], error) {
	cmd := newsroom.DefineToken{Name: in.Body.Name, Permissions: words[newsroom.Permission](in.Body.Permissions), Sections: as[news.SectionID](in.Body.Sections),
		Ends: in.Body.Ends, Secret: new(string), Token: new(store.Token)}
	if _, err := s.room.Do(ctx, actor(ctx), cmd); err != nil {
		return nil, err
	}
	out := &protocol.Answer[TokenInfo]{Body: tokenOf(*cmd.Token)}
	out.Body.Secret = *cmd.Secret
	return out, nil
}
