package auth_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
	"warta/internal/web"
)

// cheap is what a password costs in tests.
var cheap = auth.Hashing{Memory: 64, Passes: 1, Lanes: 1}

const (
	good   = "empat kuda lumping biru"
	better = "tujuh perahu pinisi merah"
)

// office is a newspaper's door under test, with a clock that stands still.
type office struct {
	*testing.T
	ctx   context.Context
	db    store.Database
	keep  *auth.Keeper
	room  *newsroom.Newsroom
	clock *storetest.Clock
	o     auth.Options
}

var morning = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func newOffice(t *testing.T, change ...func(*auth.Options)) *office {
	t.Helper()
	return officeIn(t, store.Options{Dir: t.TempDir()}, change...)
}

func officeIn(t *testing.T, place store.Options, change ...func(*auth.Options)) *office {
	t.Helper()
	of := &office{T: t, ctx: t.Context(), clock: &storetest.Clock{At: morning}}
	place.Now = of.clock.Now
	of.db = storetest.Open(t, place)
	keys, err := auth.MakeKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	of.o = auth.Options{Database: of.db, Keys: keys, Hashing: cheap, Paper: func() string { return "Lentera Sagara" }}
	for _, fn := range change {
		fn(&of.o)
	}
	of.keep, err = auth.New(t.Context(), of.o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { of.keep.Close() })
	of.room = newsroom.New(of.db, newsroom.Options{})
	return of
}

func (of *office) must(err error) {
	of.Helper()
	if err != nil {
		of.Fatal(err)
	}
}

func (of *office) do(cmd newsroom.Command) {
	of.Helper()
	_, err := of.room.Do(of.ctx, newsroom.Operator(), cmd)
	of.must(err)
}

// hire invites somebody with a position and takes up the invitation with the
// good password.
func (of *office) hire(email string, p ...news.Position) store.User {
	of.Helper()
	u := store.User{Name: "Sari Dewi", Email: email}
	var grants []news.Grant
	for _, position := range p {
		grants = append(grants, news.Grant{Position: position})
	}
	var link string
	of.do(newsroom.InviteUser{User: &u, Grants: grants, Link: &link})
	e, err := of.keep.Accept(of.ctx, from("198.51.100.1"), link, auth.Accept{Password: good})
	of.must(err)
	return e.User
}

func from(address string) auth.Caller {
	return auth.Caller{Address: netip.MustParseAddr(address), Agent: "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile"}
}

// in signs in with the good password.
func (of *office) in(email string) auth.Entry {
	of.Helper()
	e, err := of.keep.SignIn(of.ctx, from("198.51.100.1"), email, good, "")
	of.must(err)
	if e.Session == "" {
		of.Fatalf("%s is not signed in: %+v", email, e)
	}
	return e
}

func (of *office) who(session string) auth.Identity {
	of.Helper()
	i, err := of.keep.Who(of.ctx, from("198.51.100.1"), session)
	of.must(err)
	return i
}

func (of *office) refused(err error, kind news.Kind, code string) {
	of.Helper()
	var e *news.Error
	if !news.Is(err, kind) || code != "" && (!errors.As(err, &e) || e.Code != code) {
		of.Errorf("got error %v, want %v %s", err, kind, code)
	}
}

func (of *office) limited(err error) {
	of.Helper()
	var l *web.Limited
	if !errors.As(err, &l) {
		of.Errorf("got error %v, want a limit", err)
	}
}

func (of *office) audit() (out []string) {
	of.Helper()
	rows, err := of.db.Ledger().Audit(of.ctx, 0, 1000)
	of.must(err)
	for _, r := range rows {
		out = append(out, fmt.Sprintf("%s %s %s %s", r.Actor, r.Command, r.Subject, r.Reason))
	}
	return out
}

func (of *office) audited(want string) {
	of.Helper()
	for _, row := range of.audit() {
		if strings.Contains(row, want) {
			return
		}
	}
	of.Errorf("no audit row has %q:\n%s", want, strings.Join(of.audit(), "\n"))
}

func TestFirstOwnerComesInByOneLink(t *testing.T) {
	of := newOffice(t)
	first, _, err := of.keep.FirstOwner(of.ctx)
	of.must(err)
	link, _, err := of.keep.FirstOwner(of.ctx)
	of.must(err)
	fill := auth.Accept{Name: "Ratna Kusuma", Email: "ratna@lentera.example", Password: good, Locale: "id"}
	_, err = of.keep.Accept(of.ctx, from("198.51.100.1"), first, fill)
	of.refused(err, news.NotFound, "auth.link")

	bad := fill
	bad.Email, bad.Password = "bukan alamat", "pendek"
	_, err = of.keep.Accept(of.ctx, from("198.51.100.1"), link, bad)
	var e *news.Error
	if !errors.As(err, &e) || len(e.Fields) != 2 {
		t.Fatalf("got %v, want two fields", err)
	}
	entry, err := of.keep.Accept(of.ctx, from("198.51.100.1"), link, fill)
	of.must(err)
	i := of.who(entry.Session)
	if !i.User.Owner || len(i.Grants) != 2 || i.Grants[0].Position != news.Admin || i.Grants[1].Position != news.Pemred {
		t.Errorf("the first owner is %+v with %+v", i.User, i.Grants)
	}
	if _, err = of.keep.Accept(of.ctx, from("198.51.100.1"), link, fill); !news.Is(err, news.NotFound) {
		t.Errorf("the link works twice: %v", err)
	}
	if again, _, err := of.keep.FirstOwner(of.ctx); err != nil || again != "" {
		t.Errorf("a newspaper with an owner gives another link: %q, %v", again, err)
	}
	of.audited("user 1 account.owner user 1")
}

func TestSignInAndOut(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		of := officeIn(t, o)
		of.hire("sari@lentera.example", news.Penulis)
		e, err := of.keep.SignIn(of.ctx, from("198.51.100.7"), " SARI@lentera.example", good, "")
		of.must(err)
		i := of.who(e.Session)
		p, withheld := newsroom.PersonOf(i, "198.51.100.0/24", "r1")
		if withheld || !newsroom.Can(newsroom.Someone(p), newsroom.PermCreate, newsroom.Subject{}) {
			t.Errorf("a writer may not write: %+v", p)
		}
		if i.Session.Device != "Chrome · Android" || i.Session.Address != "198.51.100.7" {
			t.Errorf("session %+v", i.Session)
		}
		of.must(of.keep.SignOut(of.ctx, from("198.51.100.7"), e.Session))
		_, err = of.keep.Who(of.ctx, from("198.51.100.7"), e.Session)
		of.refused(err, news.Unauthenticated, "")
		of.audited("user 1 login user 1 password")
		of.audited("user 1 logout user 1")
	})
}

func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Penulis)
	gone := of.hire("lama@lentera.example", news.Penulis)
	of.do(newsroom.DisableUser{User: gone.ID})
	answers := map[string]bool{}
	for n, email := range []string{"sari@lentera.example", "tiada@lentera.example", "lama@lentera.example", "", "bukan alamat", "a\x00b"} {
		_, err := of.keep.SignIn(of.ctx, from(fmt.Sprintf("203.0.%d.1", n)), email, "salah sekali ini", "")
		of.refused(err, news.Unauthenticated, "auth.wrong")
		answers[fmt.Sprint(err)] = true
	}
	if len(answers) != 1 {
		t.Errorf("answers differ: %v", answers)
	}
	// A right password of a disabled account is as wrong as any.
	_, err := of.keep.SignIn(of.ctx, from("203.0.113.1"), "lama@lentera.example", good, "")
	of.refused(err, news.Unauthenticated, "auth.wrong")
}

func newDisable(id news.UserID) newsroom.Command { return newsroom.DisableUser{User: id} }

// token makes an API token for the user of a session.
func (of *office) token(session string, only ...newsroom.Permission) string {
	of.Helper()
	p, _ := newsroom.PersonOf(of.who(session), "", "")
	var secret string
	_, err := of.room.Do(of.ctx, newsroom.Someone(p), newsroom.DefineToken{Name: "Arsip", Permissions: only,
		Ends: of.clock.At.Add(24 * time.Hour), Secret: &secret})
	of.must(err)
	return secret
}
