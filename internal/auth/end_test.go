package auth_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// dump is all that the database says of accounts, as text.
func (of *office) dump() string {
	var b strings.Builder
	of.must(of.db.Read(of.ctx, func(tx store.Tx) error {
		users, err := tx.Accounts().List(of.ctx, 0, 100)
		for _, u := range users {
			c, err := tx.Accounts().Credentials(of.ctx, u.ID)
			if err != nil {
				return err
			}
			s, err := tx.SignIns().Sessions(of.ctx, u.ID)
			if err != nil {
				return err
			}
			k, err := tx.SignIns().Tokens(of.ctx, u.ID)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, "%+v %+v %q %+v %+v\n", u, c, c.TOTP, s, k)
		}
		return err
	}))
	return b.String()
}

// Whatever ends an account's access ends it in that moment, on every node
// (Strapi CVE-2026-22706; ASVS 7.4.2, 7.4.3).
func TestSessionsAndTokensEnd(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		of := officeIn(t, o)
		other, err := auth.New(of.ctx, of.o)
		of.must(err)
		for n, c := range []struct {
			name string
			do   func(u store.User, session string)
		}{
			{"reset", func(u store.User, _ string) { of.do(newsroom.ResetSignIn{User: u.ID}) }},
			{"another role", func(u store.User, _ string) {
				of.do(newsroom.GrantPosition{Grant: &news.Grant{User: u.ID, Position: news.Redaktur}})
			}},
			{"a role less", func(u store.User, s string) { of.do(newsroom.RevokeGrant{Grant: of.who(s).Grants[0].ID}) }},
			{"deactivation", func(u store.User, _ string) { of.do(newsroom.DisableUser{User: u.ID}) }},
			{"signed out by an admin", func(u store.User, _ string) { of.do(newsroom.EndUserSessions{User: u.ID}) }},
			{"another e-mail", func(u store.User, _ string) {
				u.Email = "baru@lentera.example"
				of.do(newsroom.ChangeUser{User: u})
			}},
			{"everybody reset", func(store.User, string) { of.do(newsroom.ResetEverything{Reason: "drill"}) }},
		} {
			email := fmt.Sprintf("orang%d@lentera.example", n)
			u := of.hire(email, news.Penulis)
			session := of.in(email).Session
			token := of.token(session, newsroom.PermRead)
			half, err := of.keep.Sign(of.ctx, &auth.Claim{Purpose: auth.PurposePreview, Subject: "1/1", Until: of.clock.At.Add(time.Hour)})
			of.must(err)
			c.do(u, session)
			for node, k := range []*auth.Keeper{of.keep, other} {
				if _, err := k.Who(of.ctx, from("198.51.100.1"), session); !news.Is(err, news.Unauthenticated) {
					t.Errorf("%s: the session lives on node %d: %v", c.name, node, err)
				}
				if _, err := k.Bearer(of.ctx, from("198.51.100.1"), token); !news.Is(err, news.Unauthenticated) {
					t.Errorf("%s: the token lives on node %d: %v", c.name, node, err)
				}
			}
			_, err = of.keep.Verify(of.ctx, auth.PurposePreview, half)
			if want := c.name == "everybody reset"; (err != nil) != want {
				t.Errorf("%s: preview links end: %v, want %t", c.name, err, want)
			}
		}
	})
}

func TestChangingThePasswordEndsTheOthers(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Penulis)
	mine, thief := of.in("sari@lentera.example").Session, of.in("sari@lentera.example").Session
	token := of.token(mine, newsroom.PermRead)
	c := from("198.51.100.1")
	for name, p := range map[string][2]string{"wrong old": {"salah", better}, "same": {good, good}, "too short": {good, "pendek"}} {
		if _, err := of.keep.ChangePassword(of.ctx, c, of.who(mine), p[0], p[1]); err == nil {
			t.Errorf("%s: changed", name)
		}
	}
	renewed, err := of.keep.ChangePassword(of.ctx, c, of.who(mine), good, better)
	of.must(err)
	for name, s := range map[string]string{"the old secret": mine, "the other session": thief} {
		if _, err := of.keep.Who(of.ctx, c, s); !news.Is(err, news.Unauthenticated) {
			t.Errorf("%s lives: %v", name, err)
		}
	}
	if _, err := of.keep.Bearer(of.ctx, c, token); err == nil {
		t.Error("the token lives")
	}
	of.who(renewed)
	_, err = of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, "")
	of.refused(err, news.Unauthenticated, "auth.wrong")
	_, err = of.keep.SignIn(of.ctx, c, "sari@lentera.example", better, "")
	of.must(err)
}

// A session that somebody planted is worth nothing after the sign-in, and every
// sign-in has a secret of its own.
func TestSessionsAreNotFixed(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Penulis)
	planted, _ := auth.NewSecret()
	c := from("198.51.100.1")
	c.Device = planted
	a, err := of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, "")
	of.must(err)
	b := of.in("sari@lentera.example")
	if a.Session == planted || a.Device == planted || a.Session == b.Session {
		t.Error("a secret was taken from outside, or given twice")
	}
	if _, err := of.keep.Who(of.ctx, c, planted); err == nil {
		t.Error("a planted session is somebody's")
	}
	if raw := of.dump(); strings.Contains(raw, a.Session) || strings.Contains(raw, b.Session) {
		t.Error("a session's secret lies open in the database")
	}
	before := of.who(b.Session)
	stepped, err := of.keep.StepUp(of.ctx, c, before, good, "")
	of.must(err)
	if _, err := of.keep.Who(of.ctx, c, b.Session); err == nil || of.who(stepped).Session.ID != before.Session.ID {
		t.Error("the step-up keeps the old secret alive")
	}
}

func TestSessionsRunOut(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Penulis)
	c := from("198.51.100.1")
	idle := of.in("sari@lentera.example").Session
	busy := of.in("sari@lentera.example").Session
	for range 3 {
		of.clock.At = of.clock.At.Add(11 * time.Hour)
		of.who(busy)
	}
	if _, err := of.keep.Who(of.ctx, c, idle); !news.Is(err, news.Unauthenticated) {
		t.Errorf("idle for 33 hours: %v", err)
	}
	for of.clock.At.Before(morning.Add(30 * 24 * time.Hour)) {
		if _, err := of.keep.Who(of.ctx, c, busy); err != nil {
			t.Fatalf("ended early, %s after the sign-in: %v", of.clock.At.Sub(morning), err)
		}
		of.clock.At = of.clock.At.Add(11 * time.Hour)
	}
	if _, err := of.keep.Who(of.ctx, c, busy); !news.Is(err, news.Unauthenticated) {
		t.Errorf("after 30 days: %v", err)
	}
	list, err := of.keep.Sessions(of.ctx, 1)
	of.must(err)
	if len(list) != 0 {
		t.Errorf("ended sessions are listed: %+v", list)
	}
}

func TestOthersSessionsAreNotMine(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Penulis)
	of.hire("budi@lentera.example", news.Penulis)
	sari, budi := of.who(of.in("sari@lentera.example").Session), of.in("budi@lentera.example").Session
	c := from("198.51.100.1")
	of.refused(of.keep.EndSession(of.ctx, c, sari, of.who(budi).Session.ID), news.NotFound, "")
	of.who(budi)
	stray := of.in("sari@lentera.example").Session
	of.must(of.keep.EndSession(of.ctx, c, sari, of.who(stray).Session.ID))
	if _, err := of.keep.Who(of.ctx, c, stray); err == nil {
		t.Error("ended and alive")
	}
	of.in("sari@lentera.example")
	n, err := of.keep.EndOthers(of.ctx, c, sari)
	of.must(err)
	// The one from the invitation and the one above.
	if n != 2 {
		t.Errorf("%d others ended", n)
	}
	of.who(budi)
}

func TestLinksWorkOnceAndForADay(t *testing.T) {
	of := newOffice(t)
	u := store.User{Name: "Sari", Email: "sari@lentera.example"}
	var link, second string
	of.do(newsroom.InviteUser{User: &u, Link: &link})
	c := from("198.51.100.1")
	for range 3 { // as WhatsApp does for its preview
		if inv, err := of.keep.Invitation(of.ctx, link); err != nil || inv.User.Email != u.Email {
			t.Fatalf("invitation %+v, %v", inv, err)
		}
	}
	e, err := of.keep.Accept(of.ctx, c, link, auth.Accept{Password: good, Email: "lain@evil.example"})
	of.must(err)
	if e.User.Email != u.Email {
		t.Errorf("a link let its bearer choose the e-mail: %s", e.User.Email)
	}
	_, err = of.keep.Accept(of.ctx, c, link, auth.Accept{Password: good})
	of.refused(err, news.NotFound, "auth.link")

	of.do(newsroom.ResetSignIn{User: u.ID, Link: &link})
	of.do(newsroom.ResetSignIn{User: u.ID, Link: &second})
	_, err = of.keep.Accept(of.ctx, c, link, auth.Accept{Password: good})
	of.refused(err, news.NotFound, "auth.link")
	_, err = of.keep.SignIn(of.ctx, c, u.Email, good, "")
	of.refused(err, news.Unauthenticated, "auth.wrong")
	of.clock.At = of.clock.At.Add(24*time.Hour + time.Second)
	_, err = of.keep.Accept(of.ctx, c, second, auth.Accept{Password: good})
	of.refused(err, news.NotFound, "auth.link")
	for _, junk := range []string{"", "x", strings.Repeat("a", 43), strings.Repeat("a", 100), "../../etc"} {
		_, err := of.keep.Invitation(of.ctx, junk)
		of.refused(err, news.NotFound, "auth.link")
	}
}

func TestSignedTokens(t *testing.T) {
	of := newOffice(t)
	claim := auth.Claim{Purpose: auth.PurposePreview, Subject: "4711/12", Until: of.clock.At.Add(time.Hour)}
	token, err := of.keep.Sign(of.ctx, &claim)
	of.must(err)
	got, err := of.keep.Verify(of.ctx, auth.PurposePreview, token)
	of.must(err)
	if got.Subject != "4711/12" || !got.Until.Equal(claim.Until) {
		t.Errorf("says %+v", got)
	}
	for i := range len(token) {
		b := []byte(token)
		b[i] ^= 1
		if _, err := of.keep.Verify(of.ctx, auth.PurposePreview, string(b)); !news.Is(err, news.NotFound) {
			t.Fatalf("altered at %d: %v", i, err)
		}
	}
	_, err = of.keep.Verify(of.ctx, "other", token)
	of.refused(err, news.NotFound, "auth.signed")
	spare, err := of.keep.Sign(of.ctx, &claim)
	of.must(err)
	of.must(of.keep.Revoke(of.ctx, auth.PurposePreview, token))
	_, err = of.keep.Verify(of.ctx, auth.PurposePreview, token)
	of.refused(err, news.NotFound, "auth.signed")
	_, err = of.keep.Verify(of.ctx, auth.PurposePreview, spare)
	of.must(err)
	of.clock.At = of.clock.At.Add(time.Hour)
	_, err = of.keep.Verify(of.ctx, auth.PurposePreview, spare)
	of.refused(err, news.NotFound, "auth.signed")
}

func TestTokensEndAndAreNarrow(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Redaktur)
	// A code generator, since a desk editor publishes.
	_, _, session := of.generator(of.in("sari@lentera.example").Session)
	token := of.token(session, newsroom.PermRead)
	i, err := of.keep.Bearer(of.ctx, from("198.51.100.1"), token)
	of.must(err)
	p, _ := newsroom.PersonOf(i, "", "")
	who := newsroom.Someone(p)
	for perm, want := range map[newsroom.Permission]bool{newsroom.PermRead: true, newsroom.PermPublish: false,
		newsroom.PermSelf: false, newsroom.PermUsers: false} {
		if got := newsroom.Can(who, perm, newsroom.Subject{}); got != want {
			t.Errorf("the token may %s: %t", perm, got)
		}
	}
	// No program makes programs.
	var secret string
	_, err = of.room.Do(of.ctx, who, newsroom.DefineToken{Name: "x", Permissions: []newsroom.Permission{newsroom.PermRead},
		Ends: of.clock.At.Add(time.Hour), Secret: &secret})
	of.refused(err, news.Forbidden, "")

	p, _ = newsroom.PersonOf(of.who(session), "", "")
	for name, c := range map[string]newsroom.DefineToken{
		"more than one's own": {Name: "x", Permissions: []newsroom.Permission{newsroom.PermRedact}, Ends: of.clock.At.Add(time.Hour)},
		"rights over rights":  {Name: "x", Permissions: []newsroom.Permission{newsroom.PermUsers}, Ends: of.clock.At.Add(time.Hour)},
		"for ever":            {Name: "x", Permissions: []newsroom.Permission{newsroom.PermRead}},
		"longer than a year":  {Name: "x", Permissions: []newsroom.Permission{newsroom.PermRead}, Ends: of.clock.At.Add(366 * 24 * time.Hour)},
		"in the past":         {Name: "x", Permissions: []newsroom.Permission{newsroom.PermRead}, Ends: of.clock.At},
		"for nothing":         {Name: "x", Ends: of.clock.At.Add(time.Hour)},
		"without name":        {Permissions: []newsroom.Permission{newsroom.PermRead}, Ends: of.clock.At.Add(time.Hour)},
		"no such section":     {Name: "x", Permissions: []newsroom.Permission{newsroom.PermRead}, Sections: []news.SectionID{9}, Ends: of.clock.At.Add(time.Hour)},
	} {
		c.Secret = &secret
		if _, err := of.room.Do(of.ctx, newsroom.Someone(p), c); !news.Is(err, news.Invalid) {
			t.Errorf("a token %s: %v", name, err)
		}
	}
	of.clock.At = of.clock.At.Add(24 * time.Hour)
	_, err = of.keep.Bearer(of.ctx, from("198.51.100.1"), token)
	of.refused(err, news.Unauthenticated, "")
}

func FuzzSecretsAndTokens(f *testing.F) {
	secret, _ := auth.NewSecret()
	token, _ := auth.NewToken()
	for _, s := range []string{secret, token, "", "w1.0123456789abcdef.e30.AA", "w1....", "w1.0123456789abcdef." + strings.Repeat("A", 2000) + ".",
		"warta_", strings.Repeat("é", 43), "w2.0123456789abcdef.e30." + strings.Repeat("A", 43)} {
		f.Add(s)
	}
	of := newFuzzKeeper(f)
	f.Fuzz(func(t *testing.T, s string) {
		if hash, ok := auth.ReadSecret(s); ok && (len(s) != 43 || len(hash) != 64) {
			t.Errorf("%q is a secret", s)
		}
		if _, ok := auth.ReadToken(s); ok && !strings.HasPrefix(s, auth.TokenPrefix) {
			t.Errorf("%q is a token", s)
		}
		if _, err := of.Verify(t.Context(), auth.PurposePreview, s); !news.Is(err, news.NotFound) {
			t.Errorf("%q: %v", s, err)
		}
		if _, err := of.Invitation(t.Context(), s); !news.Is(err, news.NotFound) {
			t.Errorf("%q: %v", s, err)
		}
		if _, err := of.Who(t.Context(), auth.Caller{}, s); !news.Is(err, news.Unauthenticated) {
			t.Errorf("%q: %v", s, err)
		}
	})
}

func newFuzzKeeper(f *testing.F) *auth.Keeper {
	keys, err := auth.MakeKeys(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	k, err := auth.New(f.Context(), auth.Options{Database: storetest.SQLite(f), Keys: keys, Hashing: cheap})
	if err != nil {
		f.Fatal(err)
	}
	return k
}

// The audit trail tells what happened at the door, and no secret of it.
func TestSecretsStandInNoAuditRow(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Redaktur)
	session := of.in("sari@lentera.example").Session
	text, codes, renewed := of.generator(session)
	token := of.token(renewed, newsroom.PermRead)
	_, err := of.keep.SignIn(of.ctx, from("198.51.100.3"), "sari@lentera.example", "salah sekali ini", "")
	of.refused(err, news.Unauthenticated, "")
	all := strings.Join(of.audit(), "\n")
	for _, want := range []string{"account.invite", "account.accept", "login user 1", "account.generator", "token.define", "login.failed"} {
		if !strings.Contains(all, want) {
			t.Errorf("no row about %s:\n%s", want, all)
		}
	}
	for _, secret := range []string{session, renewed, token, text, codes[0], good, "salah sekali", "sari@lentera.example", "Sari"} {
		if strings.Contains(all, secret) {
			t.Errorf("the audit trail holds %q", secret)
		}
	}
}
