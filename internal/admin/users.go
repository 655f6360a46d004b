package admin

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/auth"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/web"
)

func declareUsers(s *Server, member func(string, handler)) {
	member("GET /newsroom/users", s.usersPage)
	member("GET /newsroom/users/rights", s.rightsPage)
	member("GET /newsroom/users/invite", s.invitePage)
	member("POST /newsroom/users/invite", s.invite)
	member("POST /newsroom/users/as", s.lookAsEnd)
	member("GET /newsroom/users/{user}", s.userPage)
	member("GET /newsroom/users/{user}/edit", s.userEditPage)
	member("POST /newsroom/users/{user}/edit", s.userEdit)
	member("GET /newsroom/users/{user}/grant", s.grantPage)
	member("POST /newsroom/users/{user}/grant", s.grant)
	member("POST /newsroom/users/{user}/confirm", s.grantsConfirm)
	member("POST /newsroom/users/{user}/revoke", s.grantRevoke)
	member("POST /newsroom/users/{user}/link", s.userLink)
	member("GET /newsroom/users/{user}/reset", s.resetPage)
	member("POST /newsroom/users/{user}/reset", s.reset)
	member("POST /newsroom/users/{user}/sessions/end", s.userSessionEnd)
	member("POST /newsroom/users/{user}/sessions/all", s.userSessionsEnd)
	member("POST /newsroom/users/{user}/token/end", s.userTokenEnd)
	member("GET /newsroom/users/{user}/leave", s.leavePage)
	member("POST /newsroom/users/{user}/leave", s.leaveUser)
	member("POST /newsroom/users/{user}/enable", s.userEnable)
	member("GET /newsroom/users/{user}/erase", s.erasePage)
	member("POST /newsroom/users/{user}/erase", s.erase)
	member("POST /newsroom/users/{user}/as", s.lookAsBegin)
}

// userStates are what the list can be narrowed to, in order.
var userStates = []string{"active", "waiting", "invited", "without_factor", "ended"}

// userRow is a line of the list.
type userRow struct {
	ID                 news.UserID
	Name, Email, State string
	Positions          []grantLine
	Seen, SeenISO      string
	Owner, You         bool
}

type usersData struct {
	Query, State string
	States       []option
	Rows         []userRow
	Next         string
	Invite       bool
	// Narrowed says that something was asked for: an empty list is no empty
	// newspaper then.
	Narrowed bool
}

const usersOnPage = 50

func userPath(id news.UserID) string { return usersPath + "/" + id.String() }

// usersPage lists the accounts. A newsroom is small; one that came with many
// accounts is looked through in pieces, at most so many for one page.
func (s *Server) usersPage(v *visit) error {
	if !v.may(newsroom.PermUsers, newsroom.PermGrants) {
		return news.E(news.Forbidden, "list accounts", nil)
	}
	q := v.r.URL.Query()
	d := usersData{Query: strings.TrimSpace(q.Get("q")), State: q.Get("state"), Invite: v.may(newsroom.PermUsers)}
	if !slices.Contains(userStates, d.State) {
		d.State = ""
	}
	d.Narrowed = d.Query != "" || d.State != ""
	d.States = append(d.States, option{"", v.msg("room.users.state.all"), d.State == ""})
	for _, st := range userStates {
		d.States = append(d.States, option{st, v.msg("room.users.state." + st), d.State == st})
	}
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	at := news.UserID(max(after, 0))
	for looked := 0; looked < 2000; {
		list, err := s.o.Newsroom.Staff(v.r.Context(), v.who, at, usersOnPage+1)
		if err != nil {
			return err
		}
		for _, u := range list[:min(len(list), usersOnPage)] {
			if len(d.Rows) == usersOnPage {
				break
			}
			at = u.User.ID
			looked++
			state := s.userState(u)
			if d.State == "" && (state == "ended" && !d.Narrowed) || !says(u.User.Name+" "+u.User.Email, d.Query) {
				continue
			}
			if d.State != "" && d.State != state && !(d.State == "active" && (state == "without_factor" || state == "waiting")) {
				continue
			}
			d.Rows = append(d.Rows, s.userRow(v, u, state))
		}
		more := len(list) > usersOnPage || len(list) > 0 && list[len(list)-1].User.ID > at
		if !more {
			break
		}
		if len(d.Rows) == usersOnPage {
			d.Next = with(usersPath, q, "after", at.String())
			break
		}
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.place.pengguna"), Place: "pengguna", Regions: map[string]string{"daftar": "users_list"}}, "users", d)
}

// userState is the one word that an account is listed under.
func (s *Server) userState(u newsroom.Staff) string {
	switch {
	case !u.User.Active:
		return "ended"
	case slices.ContainsFunc(u.Grants, func(g news.Grant) bool { return g.Pending }):
		return "waiting"
	case !u.Password:
		return "invited"
	case !u.Factor && s.keep.AsksFactor() && newsroom.Powerful(u.Grants):
		return "without_factor"
	}
	return "active"
}

func (s *Server) userRow(v *visit, u newsroom.Staff, state string) userRow {
	row := userRow{ID: u.User.ID, Name: u.User.Name, Email: u.User.Email, State: state, Owner: u.User.Owner, You: u.User.ID == v.me.User.ID}
	for _, g := range u.Grants {
		row.Positions = append(row.Positions, s.grantLine(v, g, nil))
	}
	if !u.Seen.IsZero() {
		row.SeenISO, row.Seen = u.Seen.UTC().Format(time.RFC3339), s.ago(v, u.Seen)
	}
	return row
}

// ago is a time as people say it who look at a list.
func (s *Server) ago(v *visit, t time.Time) string {
	if phrase, ok := v.words.Ago(t, v.me.At); ok {
		return phrase
	}
	return s.date(v, t)
}

// grantLine is a grant in words: the position, where, until when.
func (s *Server) grantLine(v *visit, g news.Grant, sections map[news.SectionID]string) grantLine {
	line := grantLine{Name: v.msg("position." + string(g.Position))}
	var notes []string
	if len(g.Sections) > 0 {
		var names []string
		for _, id := range g.Sections {
			if name := sections[id]; name != "" {
				names = append(names, name)
			}
		}
		if len(names) == 0 {
			notes = append(notes, v.msg("room.users.sections", "n", len(g.Sections)))
		} else {
			notes = append(notes, v.msg("room.users.over", "what", v.words.List(names)))
		}
	}
	switch {
	case g.Pending:
		notes, line.Off = append(notes, v.msg("admin.grant.pending")), true
	case !g.Until.IsZero() && !v.me.At.Before(g.Until):
		notes, line.Off = append(notes, v.msg("admin.grant.ended")), true
	case !g.Until.IsZero():
		notes = append(notes, v.msg("admin.grant.until", "until", s.date(v, g.Until)))
	}
	for _, on := range g.On {
		notes = append(notes, v.msg("permission."+string(on)))
	}
	line.Note = strings.Join(notes, " · ")
	return line
}

// sectionNames are the edition's sections by number.
func (s *Server) sectionNames(v *visit) (newsroom.Paper, map[news.SectionID]string, error) {
	p, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	names := map[news.SectionID]string{}
	for _, x := range p.Sections {
		names[x.ID] = x.Name
	}
	return p, names, err
}

// userGrant is a grant with what can be done about it.
type userGrant struct {
	grantLine
	ID     news.GrantID
	Remove string
}

// rightLine is a row of the table of what somebody may do.
type rightLine struct{ What, How string }

type userData struct {
	User              store.User
	State             string
	Created, Profile  string
	Facts             []fact
	Grants            []userGrant
	Pending           bool
	May, MayNot       []rightLine
	Sessions, Tokens  []accountLine
	Log               []logLine
	OpenWork          int
	Manages, Fresh    bool
	Self, CanAs       bool
	Again, Path       string
	HasPassword       bool
	Devices, Language string
}

type fact struct{ Name, Value string }

// staffMember reads one account, for whoever may.
func (s *Server) staffMember(v *visit) (newsroom.StaffMember, error) {
	id, err := pathNumber(v, "user")
	if err != nil {
		return newsroom.StaffMember{}, err
	}
	if !v.may(newsroom.PermUsers, newsroom.PermGrants) {
		return newsroom.StaffMember{}, news.E(news.Forbidden, "read an account", nil)
	}
	return s.o.Newsroom.StaffMember(v.r.Context(), v.who, s.keep, news.UserID(id))
}

// userPage is everything about one account.
func (s *Server) userPage(v *visit) error {
	m, err := s.staffMember(v)
	if err != nil {
		return err
	}
	_, names, err := s.sectionNames(v)
	if err != nil {
		return err
	}
	d := userData{User: m.User, Profile: m.Profile, OpenWork: m.OpenWork, Manages: v.may(newsroom.PermUsers), Fresh: v.me.Fresh(),
		Self: m.User.ID == v.me.User.ID, Path: userPath(m.User.ID), HasPassword: m.Password || len(m.Passkeys) > 0, Created: s.date(v, m.User.Created)}
	d.Again = "/newsroom/again?next=" + escape(d.Path)
	d.CanAs = d.Manages && !d.Self && m.User.Active
	d.State = s.userState(newsroom.Staff{Account: newsroom.Account{User: m.User, Grants: m.Grants}, Password: d.HasPassword,
		Factor: m.Generator || len(m.Passkeys) > 0})
	d.Facts = s.userFacts(v, m)
	for _, g := range m.Grants {
		line := s.grantLine(v, g, names)
		d.Grants = append(d.Grants, userGrant{line, g.ID, v.msg("room.users.revoke_name", "what", line.Name, "name", m.User.Name)})
		d.Pending = d.Pending || g.Pending
	}
	d.May, d.MayNot = rightLines(v, newsroom.Reaches(m.Grants, m.At), names)
	remove := func(name string) string { return v.msg("admin.account.remove_name", "name", name) }
	for _, x := range m.Sessions {
		name := x.Device
		if name == "" {
			name = v.msg("admin.account.unknown")
		}
		d.Sessions = append(d.Sessions, accountLine{ID: x.ID, Name: name, Here: x.ID == v.me.Session.ID, Remove: v.msg("room.users.end_name", "name", name),
			Note: v.msg("admin.account.seen", "at", s.date(v, x.Seen), "address", x.Address)})
	}
	for _, t := range m.Tokens {
		d.Tokens = append(d.Tokens, accountLine{ID: int64(t.ID), Name: t.Name, Remove: remove(t.Name),
			Note: v.msg("admin.account.until", "until", s.date(v, t.Ends))})
	}
	d.Log = s.logLines(v, m.Log)
	return s.show(v, http.StatusOK, page{Title: m.User.Name, Place: "pengguna", Page: true}, "user", d)
}

func (s *Server) userFacts(v *visit, m newsroom.StaffMember) []fact {
	yes := func(b bool, key string) string {
		if b {
			return v.msg("room.users.has." + key)
		}
		return v.msg("room.users.lacks." + key)
	}
	out := []fact{{v.msg("admin.field.email"), m.User.Email}, {v.msg("room.users.language"), locale.Get(m.User.Locale).Message("locale.name")}}
	if m.Profile != "" {
		out = append(out, fact{v.msg("room.users.profile"), m.Profile})
	}
	out = append(out, fact{v.msg("room.users.since"), s.date(v, m.User.Created)},
		fact{v.msg("room.users.signin"), yes(m.Password, "password") + " · " + yes(m.Generator || len(m.Passkeys) > 0, "factor")})
	if m.OpenWork > 0 {
		out = append(out, fact{v.msg("room.users.work"), v.msg("room.users.work_n", "n", m.OpenWork)})
	}
	return out
}

// logLines are the newest lines of a sign-in log.
func (s *Server) logLines(v *visit, log []store.Login) (out []logLine) {
	for _, l := range log {
		kind, _, _ := strings.Cut(l.Event, ".")
		line := logLine{ISO: l.At.UTC().Format(time.RFC3339), When: s.date(v, l.At), What: v.msg("admin.log." + kind), Where: l.Device}
		if l.Address != "" {
			line.Where = strings.TrimPrefix(line.Where+" · "+l.Address, " · ")
		}
		if l.N > 1 {
			line.What += " × " + v.words.Number(int64(l.N))
		}
		out = append(out, line)
	}
	return out
}

// rightLines splits reaches into what is held, and how far, and what is not.
func rightLines(v *visit, reaches []newsroom.Reach, names map[news.SectionID]string) (may, not []rightLine) {
	over := func(ids []news.SectionID) string {
		var out []string
		for _, id := range ids {
			if names[id] != "" {
				out = append(out, names[id])
			}
		}
		return v.words.List(out)
	}
	for _, r := range reaches {
		line := rightLine{What: v.msg("permission." + string(r.Permission))}
		if r.None() {
			not = append(not, line)
			continue
		}
		var parts []string
		if r.Everywhere {
			parts = append(parts, v.msg("room.users.reach.all"))
		}
		if len(r.Sections) > 0 {
			parts = append(parts, v.msg("room.users.over", "what", over(r.Sections)))
		}
		if r.Own {
			parts = append(parts, v.msg("room.users.reach.own"))
		}
		if len(r.OwnSections) > 0 {
			parts = append(parts, v.msg("room.users.reach.own_over", "what", over(r.OwnSections)))
		}
		line.How = strings.Join(parts, "; ")
		may = append(may, line)
	}
	return may, not
}

// rightsPage is the whole table: what each position may.
func (s *Server) rightsPage(v *visit) error {
	if !v.may(newsroom.PermUsers, newsroom.PermGrants) {
		return news.E(news.Forbidden, "read the table of rights", nil)
	}
	type row struct {
		What  string
		Cells []string
	}
	var d struct {
		Positions []string
		Rows      []row
	}
	all := make([][]newsroom.Reach, len(news.Positions))
	for i, p := range news.Positions {
		d.Positions = append(d.Positions, v.msg("position."+string(p)))
		all[i] = newsroom.Reaches([]news.Grant{{Position: p}}, v.me.At)
	}
	for i, r := range all[0] {
		line := row{What: v.msg("permission." + string(r.Permission))}
		for _, of := range all {
			word := "none"
			switch {
			case of[i].Everywhere:
				word = "all"
			case of[i].Own:
				word = "own"
			}
			line.Cells = append(line.Cells, word)
		}
		d.Rows = append(d.Rows, line)
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.users.rights"), Place: "pengguna", Page: true}, "rights", d)
}

// linkData shows a link that signs somebody in, this once.
type linkData struct {
	Text, Link, Share, Ends, Back string
}

// showUserLink shows the secret of a link. It is made for a chat: one line.
func (s *Server) showUserLink(v *visit, u store.User, kind, secret string, ends time.Time) error {
	link := web.Scheme(v.r) + "://" + v.r.Host + auth.LinkPath + secret
	paper := "Warta"
	if s.o.Paper != nil && s.o.Paper() != "" {
		paper = s.o.Paper()
	}
	d := linkData{Text: v.msg("room.users.link."+kind, "name", u.Name), Link: link, Back: userPath(u.ID)}
	if !ends.IsZero() {
		d.Ends = v.msg("room.users.link.ends", "until", s.date(v, ends))
	}
	words := locale.Get(u.Locale)
	d.Share = "https://wa.me/?text=" + url.QueryEscape(words.Message("room.users.link.share", "name", u.Name, "paper", paper, "link", link))
	return s.show(v, http.StatusOK, page{Title: v.msg("room.users.link.title"), Place: "pengguna", Narrow: true}, "user_link", d)
}

// account finds an account's name for a page after a command.
func (s *Server) account(v *visit, id news.UserID) (store.User, error) {
	a, err := s.o.Newsroom.Account(v.r.Context(), v.who, id)
	return a.User, err
}
