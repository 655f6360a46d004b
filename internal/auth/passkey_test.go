package auth_test

import (
	"testing"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
)

const newsroomAt = "https://redaksi.lentera.example"

func at(c auth.Caller, origin string) auth.Caller {
	c.Origin = origin
	return c
}

// phone adds a passkey to the account of a session.
func (of *office) phone(session string) (*authenticator, []string, string) {
	of.Helper()
	c := at(from("198.51.100.1"), newsroomAt)
	a := newAuthenticator(of.T, newsroomAt, "redaksi.lentera.example")
	options, state, err := of.keep.BeginPasskey(of.ctx, c, of.who(session))
	of.must(err)
	codes, session, err := of.keep.AddPasskey(of.ctx, c, of.who(session), state, "Telepon", a.create(options))
	of.must(err)
	return a, codes, session
}

func TestPasskeySignsInByItself(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Redaktur)
	session := of.in("sari@lentera.example").Session
	if of.who(session).Strong {
		t.Fatal("a password alone is strong")
	}
	a, codes, changed := of.phone(session)
	if len(codes) != 8 || changed == session {
		t.Fatalf("%d recovery codes, session renewed: %t", len(codes), changed != session)
	}
	if i := of.who(changed); !i.Strong || !i.HasFactor {
		t.Errorf("after the passkey: %+v", i)
	}
	_, err := of.keep.Who(of.ctx, from("198.51.100.1"), session)
	of.refused(err, news.Unauthenticated, "")

	c := at(from("198.51.100.9"), newsroomAt)
	options, state, err := of.keep.BeginPasskeySignIn(of.ctx, c, auth.Identity{})
	of.must(err)
	answer := a.get(options)
	e, err := of.keep.PasskeySignIn(of.ctx, c, state, answer)
	of.must(err)
	if i := of.who(e.Session); !i.Strong || i.Session.Method != "passkey" {
		t.Errorf("signed in as %+v", i.Session)
	}
	// The same answer a second time is a replay.
	_, err = of.keep.PasskeySignIn(of.ctx, c, state, answer)
	of.refused(err, news.Unauthenticated, "auth.passkey_over")

	// A password is then only the first of two steps.
	half, err := of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, "")
	of.must(err)
	if half.Session != "" || half.Second == "" {
		t.Fatalf("a password alone signs in beside a passkey: %+v", half)
	}
	_, err = of.keep.Second(of.ctx, c, half.Second, codes[0])
	of.must(err)
}

func TestPasskeyStepsUp(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Redaktur)
	a, _, session := of.phone(of.in("sari@lentera.example").Session)
	of.clock.At = of.clock.At.Add(time.Hour)
	i := of.who(session)
	if i.Fresh() {
		t.Fatal("fresh after an hour")
	}
	c := at(from("198.51.100.1"), newsroomAt)
	_, _, err := of.keep.BeginPasskey(of.ctx, c, i)
	of.refused(err, news.Forbidden, "auth.step_up")
	options, state, err := of.keep.BeginPasskeySignIn(of.ctx, c, i)
	of.must(err)
	renewed, err := of.keep.PasskeyStepUp(of.ctx, c, i, state, a.get(options))
	of.must(err)
	if !of.who(renewed).Fresh() {
		t.Error("not fresh after the step-up")
	}
	// A ceremony of a step-up does not sign in.
	options, state, err = of.keep.BeginPasskeySignIn(of.ctx, c, of.who(renewed))
	of.must(err)
	_, err = of.keep.PasskeySignIn(of.ctx, c, state, a.get(options))
	of.refused(err, news.Unauthenticated, "auth.passkey_over")
}

func TestPasskeyRefuses(t *testing.T) {
	of := newOffice(t)
	user := of.hire("sari@lentera.example", news.Redaktur)
	a, _, session := of.phone(of.in("sari@lentera.example").Session)
	c := at(from("198.51.100.9"), newsroomAt)
	try := func(a *authenticator, c auth.Caller, later time.Duration) error {
		options, state, err := of.keep.BeginPasskeySignIn(of.ctx, c, auth.Identity{})
		of.must(err)
		of.clock.At = of.clock.At.Add(later)
		_, err = of.keep.PasskeySignIn(of.ctx, c, state, a.get(options))
		return err
	}
	other := newAuthenticator(t, newsroomAt, "redaksi.lentera.example")
	other.handle = a.handle
	phished := *a
	phished.origin = "https://redaksi.lentera.example.evil.example"
	elsewhere := *a
	elsewhere.rp = "evil.example"
	unverified := *a
	unverified.unverified = true
	for name, c := range map[string]struct {
		a     *authenticator
		later time.Duration
		code  string
	}{
		"a stranger's key":            {other, 0, "auth.passkey"},
		"an answer made elsewhere":    {&phished, 0, "auth.passkey"},
		"a key of another address":    {&elsewhere, 0, "auth.passkey"},
		"without finger, face or PIN": {&unverified, 0, "auth.passkey"},
		"too late":                    {a, 10 * time.Minute, "auth.passkey_over"},
	} {
		t.Run(name, func(t *testing.T) {
			of.refused(try(c.a, at(from("198.51.100.9"), newsroomAt), c.later), news.Unauthenticated, c.code)
		})
	}
	// A copied key is noticed by its counter.
	of.must(try(a, c, 0))
	old := *a
	of.must(try(a, c, 0))
	of.must(try(a, c, 0))
	of.refused(try(&old, c, 0), news.Unauthenticated, "auth.passkey")

	for name, junk := range map[string]string{"empty": "", "no JSON": "{", "nothing": "{}"} {
		_, state, err := of.keep.BeginPasskeySignIn(of.ctx, c, auth.Identity{})
		of.must(err)
		if _, err = of.keep.PasskeySignIn(of.ctx, c, state, []byte(junk)); !news.Is(err, news.Unauthenticated) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if of.keep.CanPasskey(at(c, "http://127.0.0.1:8080")) || !of.keep.CanPasskey(at(c, "http://localhost:8080")) {
		t.Error("passkeys belong to names, not to numbers")
	}
	_ = session
	of.do(newDisable(user.ID))
	of.refused(try(a, c, 0), news.Unauthenticated, "auth.passkey")
}

func TestPasskeyOriginsAreTheOperators(t *testing.T) {
	of := newOffice(t, func(o *auth.Options) { o.Origins = []string{newsroomAt} })
	for origin, want := range map[string]bool{newsroomAt: true, "https://evil.example": false, "": false,
		"http://redaksi.lentera.example": false} {
		if got := of.keep.CanPasskey(at(from("198.51.100.1"), origin)); got != want {
			t.Errorf("passkeys at %q: %t", origin, got)
		}
	}
}
