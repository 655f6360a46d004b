package newsroom_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// staff is a newspaper with people.
type staff struct {
	*testing.T
	ctx  context.Context
	db   store.Database
	room *newsroom.Newsroom
	now  time.Time
}

func newStaff(t *testing.T) *staff {
	t.Helper()
	clock := &storetest.Clock{At: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	db := storetest.Open(t, store.Options{Dir: t.TempDir(), Now: clock.Now})
	s := &staff{T: t, ctx: t.Context(), db: db, now: clock.At, room: newsroom.New(db, newsroom.Options{Holders: newsroom.Holders})}
	_, err := s.room.Do(s.ctx, newsroom.Operator(), newsroom.ChangeSettings{Edition: &news.Edition{}})
	s.must(err)
	return s
}

func (s *staff) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// person is somebody with grants, as the operator made them.
func (s *staff) person(name string, grants ...news.Grant) newsroom.Actor {
	s.Helper()
	u := store.User{Name: name, Email: name + "@lentera.example"}
	_, err := s.room.Do(s.ctx, newsroom.Operator(), newsroom.InviteUser{User: &u, Grants: grants})
	s.must(err)
	return s.actor(u.ID)
}

// actor is the user as the doors would see them now, fresh and strong.
func (s *staff) actor(id news.UserID) newsroom.Actor {
	s.Helper()
	var i auth.Identity
	s.must(s.db.Read(s.ctx, func(tx store.Tx) (err error) {
		if i.User, err = tx.Accounts().Get(s.ctx, id); err != nil {
			return err
		}
		i.Grants, err = tx.Accounts().Grants(s.ctx, id)
		return err
	}))
	i.At, i.Strong, i.Session = s.now, true, store.Session{ID: 1, Fresh: s.now}
	p, _ := newsroom.PersonOf(i, "", "")
	return newsroom.Someone(p)
}

func as(p news.Position, sections ...news.SectionID) news.Grant {
	return news.Grant{Position: p, Sections: sections}
}

// The last rows of the table, and PERM-1: who may give which position to whom.
func TestWhoMayGrantWhat(t *testing.T) {
	s := newStaff(t)
	sport := &news.Section{Edition: 1, Name: "Olahraga"}
	s.must(errOf(s.room.Do(s.ctx, newsroom.Operator(), newsroom.DefineSection{Section: sport})))
	ball := &news.Section{Edition: 1, Name: "Sepak Bola", Parent: sport.ID}
	s.must(errOf(s.room.Do(s.ctx, newsroom.Operator(), newsroom.DefineSection{Section: ball})))

	people := map[string]newsroom.Actor{
		"admin":       s.person("admin", as(news.Admin)),
		"admin2":      s.person("admin2", as(news.Admin)),
		"chief":       s.person("chief", as(news.Pemred)),
		"sport chief": s.person("sportchief", as(news.Pemred, sport.ID)),
		"both":        s.person("both", as(news.Admin), as(news.Pemred)),
		"desk":        s.person("desk", as(news.Redaktur)),
		"writer":      s.person("writer", as(news.Penulis)),
		"over":        s.person("over", news.Grant{Position: news.Admin, Until: s.now.Add(time.Hour)}),
		"operator":    newsroom.Operator(),
		"import":      newsroom.Importer(),
	}
	over := people["over"]
	over.At = s.now.Add(2 * time.Hour)
	people["over"] = over
	for _, c := range []struct {
		who, to string
		grant   news.Grant
		want    string
	}{
		{"admin", "writer", as(news.Pemred), ""},
		{"admin", "writer", as(news.Admin), ""},
		{"admin", "admin", as(news.Redaktur), "auth.grant_self"},
		{"admin", "admin", as(news.Penulis), "auth.grant_self"},
		{"admin", "admin2", as(news.Redaktur), "auth.grant_second"},
		{"chief", "admin", as(news.Redaktur), ""},
		{"chief", "writer", as(news.Pemred), "auth.grant_rank"},
		{"chief", "writer", as(news.Admin), "auth.grant_rank"},
		{"chief", "chief", as(news.Redaktur), "auth.grant_self"},
		{"both", "admin", as(news.Pemred), ""},
		{"sport chief", "writer", as(news.Redaktur, sport.ID), ""},
		{"sport chief", "writer", as(news.Redaktur, ball.ID), ""},
		{"sport chief", "writer", as(news.Redaktur), "auth.grant_scope"},
		{"desk", "writer", as(news.Penulis), "forbidden"},
		{"writer", "desk", as(news.Penulis), "forbidden"},
		{"over", "writer", as(news.Penulis), "forbidden"},
		{"operator", "writer", as(news.Pemred), ""},
		{"import", "writer", as(news.Penulis), "forbidden"},
	} {
		t.Run(fmt.Sprint(c.who, " makes ", c.to, " ", c.grant.Position, c.grant.Sections), func(t *testing.T) {
			g := c.grant
			g.User = people[c.to].User
			_, err := s.room.Do(s.ctx, people[c.who], newsroom.GrantPosition{Grant: &g})
			if got := codeOf(err); got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
			if c.want == "" {
				// Taken away again, so that the cases do not lean on one another.
				s.must(errOf(s.room.Do(s.ctx, newsroom.Operator(), newsroom.RevokeGrant{Grant: g.ID})))
			}
		})
	}
}

func errOf[T any](_ T, err error) error { return err }

// codeOf names a refusal: its code, else its kind.
func codeOf(err error) string {
	if err == nil {
		return ""
	}
	for e := err; e != nil; {
		if x, ok := e.(*news.Error); ok && x.Code != "" {
			return x.Code
		}
		u, ok := e.(interface{ Unwrap() error })
		if !ok {
			break
		}
		e = u.Unwrap()
	}
	return news.KindOf(err).String()
}

// Without a chief, the owner is the second person (PERM-1).
func TestOwnerStandsInForAMissingChief(t *testing.T) {
	s := newStaff(t)
	owner, other, third := s.person("owner", as(news.Admin)), s.person("other", as(news.Admin)), s.person("third", as(news.Admin))
	s.must(s.db.Write(s.ctx, func(tx store.Tx) error {
		u, err := tx.Accounts().Get(s.ctx, owner.User)
		if err != nil {
			return err
		}
		u.Owner = true
		return tx.Accounts().Put(s.ctx, &u)
	}))
	give := func(who newsroom.Actor, to news.UserID) string {
		g := as(news.Pemred)
		g.User = to
		return codeOf(errOf(s.room.Do(s.ctx, who, newsroom.GrantPosition{Grant: &g})))
	}
	if got := give(third, other.User); got != "auth.grant_second" {
		t.Errorf("an admin who is not the owner: %q", got)
	}
	if got := give(owner, other.User); got != "" {
		t.Errorf("the owner: %q", got)
	}
	if got := give(owner, third.User); got != "auth.grant_second" {
		t.Errorf("the owner, when there is a chief: %q", got)
	}
}

func TestRightsAreChangedByPeopleWhoAreSure(t *testing.T) {
	s := newStaff(t)
	admin := s.person("admin", as(news.Admin))
	writer := s.person("writer", as(news.Penulis))
	stale, token := admin, newsroom.Actor{}
	stale.Fresh = s.now.Add(-16 * time.Minute)
	p := admin.Person
	p.Token, p.Only = 9, []newsroom.Permission{newsroom.PermUsers, newsroom.PermGrants, newsroom.PermSelf}
	token = newsroom.Someone(p)
	var link string
	for name, cmd := range map[string]newsroom.Command{
		"invite":   newsroom.InviteUser{User: &store.User{Name: "X", Email: "x@lentera.example"}, Link: &link},
		"grant":    newsroom.GrantPosition{Grant: &news.Grant{User: writer.User, Position: news.Redaktur}},
		"disable":  newsroom.DisableUser{User: writer.User},
		"reset":    newsroom.ResetSignIn{User: writer.User},
		"sign out": newsroom.EndUserSessions{User: writer.User},
		"e-mail":   newsroom.ChangeUser{User: store.User{ID: writer.User, Name: "X", Email: "y@lentera.example"}},
		"all":      newsroom.ResetEverything{},
		"export":   newsroom.ExportUser{User: writer.User, Reason: "x", Out: &newsroom.AccountExport{}},
	} {
		if got := codeOf(errOf(s.room.Do(s.ctx, stale, cmd))); got != "auth.step_up" {
			t.Errorf("%s, 16 minutes after the sign-in: %q", name, got)
		}
		if got := codeOf(errOf(s.room.Do(s.ctx, token, cmd))); got != "auth.no_token" {
			t.Errorf("%s by a token: %q", name, got)
		}
	}
}

func TestSomebodyLooksAfterAccountsAlways(t *testing.T) {
	s := newStaff(t)
	admin := s.person("admin", as(news.Admin))
	chief := s.person("chief", as(news.Admin), as(news.Pemred))
	s.must(errOf(s.room.Do(s.ctx, chief, newsroom.DisableUser{User: admin.User})))
	if got := codeOf(errOf(s.room.Do(s.ctx, chief, newsroom.RevokeGrant{Grant: chief.Grants[0].ID}))); got != "auth.last_admin" {
		t.Errorf("the last admin steps down: %q", got)
	}
	if got := codeOf(errOf(s.room.Do(s.ctx, chief, newsroom.DisableUser{User: chief.User}))); got != "auth.disable_self" {
		t.Errorf("somebody disables themselves: %q", got)
	}
	if got := codeOf(errOf(s.room.Do(s.ctx, chief, newsroom.DisableUser{User: admin.User}))); got != "auth.disabled" {
		t.Errorf("twice: %q", got)
	}
}

// PERM-6: imported accounts wait for an admin's word.
func TestImportedRightsWait(t *testing.T) {
	s := newStaff(t)
	admin := s.person("admin", as(news.Admin))
	s.person("chief", as(news.Pemred))
	u := store.User{Name: "Lama", Email: "lama@lentera.example", Origin: "wxr 5"}
	cmd := newsroom.ImportAccount{User: &u, Password: "$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0",
		Grants: []news.Grant{{Position: news.Redaktur}, {Position: news.Penulis, On: []news.Switch{news.SwitchPublishOwn}}}}
	s.must(errOf(s.room.Do(s.ctx, newsroom.Importer(), cmd)))
	if newsroom.Can(s.actor(u.ID), newsroom.PermCreate, newsroom.Subject{}) {
		t.Error("an imported account may write before anybody's word")
	}
	again := store.User{Name: "Lama", Email: "lain@lentera.example", Origin: "wxr 5"}
	cmd.User = &again
	s.must(errOf(s.room.Do(s.ctx, newsroom.Importer(), cmd)))
	if again.ID != u.ID || again.Email != u.Email {
		t.Errorf("a second import made %+v", again)
	}
	s.must(errOf(s.room.Do(s.ctx, admin, newsroom.ConfirmGrants{User: u.ID})))
	if !newsroom.Can(s.actor(u.ID), newsroom.PermPublish, newsroom.Subject{}) {
		t.Error("the word changed nothing")
	}
	if got := codeOf(errOf(s.room.Do(s.ctx, admin, newsroom.ConfirmGrants{User: u.ID}))); got != "auth.nothing_pending" {
		t.Errorf("twice: %q", got)
	}
}

// PERM-3: without the second factor a position that publishes does not work.
func TestPublishingWaitsForTheSecondFactor(t *testing.T) {
	grants := []news.Grant{as(news.Penulis), as(news.Redaktur)}
	i := auth.Identity{User: store.User{ID: 3}, Grants: grants, At: time.Now(), Session: store.Session{ID: 1}}
	p, withheld := newsroom.PersonOf(i, "", "")
	who := newsroom.Someone(p)
	if !withheld || newsroom.Can(who, newsroom.PermPublish, newsroom.Subject{}) || !newsroom.Can(who, newsroom.PermCreate, newsroom.Subject{}) {
		t.Errorf("with a password alone: %+v", p)
	}
	if !newsroom.Can(who, newsroom.PermSelf, newsroom.Subject{}) {
		t.Error("may not even set up the second factor")
	}
	i.Strong = true
	p, withheld = newsroom.PersonOf(i, "", "")
	if withheld || !newsroom.Can(newsroom.Someone(p), newsroom.PermPublish, newsroom.Subject{}) {
		t.Errorf("with it: %+v", p)
	}
}

func TestOffboardingHandsOpenWorkOver(t *testing.T) {
	s := newStaff(t)
	admin := s.person("admin", as(news.Admin))
	leaving, staying := s.person("pergi", as(news.Penulis)), s.person("tinggal", as(news.Penulis))
	var drafts []news.ArticleID
	for range 3 {
		r, err := s.room.Do(s.ctx, leaving, newsroom.Create{Edition: 1, Content: news.Content{Headline: "Judul", Kind: news.KindNews, Language: "id"}})
		s.must(err)
		drafts = append(drafts, r.Article)
	}
	mine, err := s.room.Do(s.ctx, staying, newsroom.Create{Edition: 1, Content: news.Content{Headline: "Lain", Kind: news.KindNews, Language: "id"}})
	s.must(err)
	s.must(errOf(s.room.Do(s.ctx, admin, newsroom.DisableUser{User: leaving.User, HandTo: staying.User})))
	s.must(s.db.Read(s.ctx, func(tx store.Tx) error {
		for _, id := range drafts {
			a, err := tx.Articles().Get(s.ctx, id)
			if err != nil {
				return err
			}
			if a.Assignee != staying.User || a.Creator != leaving.User {
				t.Errorf("article %d is %d's, begun by %d", id, a.Assignee, a.Creator)
			}
		}
		a, err := tx.Articles().Get(s.ctx, mine.Article)
		if a.Assignee == staying.User {
			t.Error("work of others was handed over")
		}
		return err
	}))
	if got := codeOf(errOf(s.room.Do(s.ctx, admin, newsroom.DisableUser{User: staying.User, HandTo: leaving.User}))); got != "fields" {
		t.Errorf("handed to somebody who left: %q", got)
	}
}

func TestHoldersAreCounted(t *testing.T) {
	s := newStaff(t)
	admin := s.person("admin", as(news.Admin))
	s.person("chief", as(news.Pemred))
	gone := s.person("gone", as(news.Pemred))
	s.person("switch", news.Grant{Position: news.Redaktur, On: []news.Switch{news.SwitchWithdraw}})
	s.person("pending", news.Grant{Position: news.Pemred, Pending: true})
	count := func() (n int) {
		s.must(s.db.Read(s.ctx, func(tx store.Tx) (err error) {
			n, err = newsroom.Holders(s.ctx, tx, newsroom.PermWithdraw, newsroom.Subject{})
			return err
		}))
		return n
	}
	if n := count(); n != 3 {
		t.Errorf("%d may withdraw, want 3", n)
	}
	s.must(errOf(s.room.Do(s.ctx, admin, newsroom.DisableUser{User: gone.User})))
	if n := count(); n != 2 {
		t.Errorf("%d may withdraw after one left, want 2", n)
	}
}
