package auth_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
)

// appCode is what an authenticator app shows for a secret as typed (RFC 6238).
func appCode(t *testing.T, text string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(text, "-", ""))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	binary.Write(mac, binary.BigEndian, at.Unix()/30)
	sum := mac.Sum(nil)
	o := sum[19] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[o:])&0x7fffffff)%1_000_000)
}

// generator sets up a code generator for a session.
func (of *office) generator(session string) (text string, codes []string, renewed string) {
	of.Helper()
	c := from("198.51.100.1")
	g, err := of.keep.NewGenerator(of.ctx, of.who(session))
	of.must(err)
	codes, renewed, err = of.keep.SetGenerator(of.ctx, c, of.who(session), g.Pending, appCode(of.T, g.Text, of.clock.At))
	of.must(err)
	return g.Text, codes, renewed
}

// The example of RFC 6238, appendix B, cut to six digits.
func TestGeneratorFitsTheStandard(t *testing.T) {
	text := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"} {
		if got := auth.TOTP([]byte("12345678901234567890"), time.Unix(at, 0)); got != want || appCode(t, text, time.Unix(at, 0)) != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

func TestSecondFactorIsAskedFor(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Redaktur)
	session := of.in("sari@lentera.example").Session
	text, codes, renewed := of.generator(session)
	if i := of.who(renewed); !i.Strong {
		t.Error("the session that set it up is not strong")
	}
	if len(codes) != 8 || len(strings.ReplaceAll(codes[0], "-", "")) != 24 {
		t.Fatalf("recovery codes %v", codes)
	}
	c := from("198.51.100.1")
	half, err := of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, "")
	of.must(err)
	if half.Session != "" || half.Second == "" || half.User.ID != 0 {
		t.Fatalf("half a sign-in: %+v", half)
	}
	_, err = of.keep.Second(of.ctx, c, half.Second, "")
	of.refused(err, news.Unauthenticated, "auth.code")

	// The code that set it up is spent.
	_, err = of.keep.Second(of.ctx, c, half.Second, appCode(t, text, of.clock.At))
	of.refused(err, news.Unauthenticated, "auth.code_used")

	of.clock.At = of.clock.At.Add(time.Minute)
	code := appCode(t, text, of.clock.At)
	e, err := of.keep.Second(of.ctx, c, half.Second, code[:3]+" "+code[3:])
	of.must(err)
	if i := of.who(e.Session); !i.Strong || i.Session.Method != "totp" {
		t.Errorf("signed in as %+v", i)
	}
	// Replayed within its thirty seconds, by whichever way.
	_, err = of.keep.Second(of.ctx, c, half.Second, code)
	of.refused(err, news.Unauthenticated, "auth.code_used")
	_, err = of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, code)
	of.refused(err, news.Unauthenticated, "auth.code_used")

	// Both at once, as the API does; a clock that is off is told so.
	of.clock.At = of.clock.At.Add(20 * time.Minute)
	_, err = of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, appCode(t, text, of.clock.At.Add(-4*time.Minute)))
	of.refused(err, news.Unauthenticated, "auth.code_clock")
	_, err = of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, appCode(t, text, of.clock.At.Add(25*time.Second)))
	of.must(err)

	// The second step has its time, and dies with the password.
	half, err = of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, "")
	of.must(err)
	of.clock.At = of.clock.At.Add(11 * time.Minute)
	_, err = of.keep.Second(of.ctx, c, half.Second, appCode(t, text, of.clock.At))
	of.refused(err, news.Unauthenticated, "auth.second_over")
}

func TestRecoveryCodeWorksOnce(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Redaktur)
	_, codes, _ := of.generator(of.in("sari@lentera.example").Session)
	c := from("198.51.100.1")
	typed := strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(codes[2], "-", " "), "O", "0"))
	e, err := of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, typed)
	of.must(err)
	if i := of.who(e.Session); !i.Strong || i.Session.Method != "recovery" {
		t.Errorf("signed in as %+v", i.Session)
	}
	_, err = of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, codes[2])
	of.refused(err, news.Unauthenticated, "auth.code")

	fresh, _, err := of.keep.NewRecovery(of.ctx, c, of.who(e.Session))
	of.must(err)
	_, err = of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, codes[3])
	of.refused(err, news.Unauthenticated, "auth.code")
	_, err = of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, fresh[0])
	of.must(err)
}

// Guessing six digits is bounded like guessing a password.
func TestCodesAreNotGuessed(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Redaktur)
	of.generator(of.in("sari@lentera.example").Session)
	of.clock.At = of.clock.At.Add(time.Hour)
	c := from("203.0.113.5")
	half, err := of.keep.SignIn(of.ctx, c, "sari@lentera.example", good, "")
	of.must(err)
	tried := 0
	for i := range 100 {
		c := from(fmt.Sprintf("10.0.%d.1", i))
		if _, err := of.keep.Second(of.ctx, c, half.Second, fmt.Sprintf("%06d", i)); news.Is(err, news.Unauthenticated) {
			tried++
		}
	}
	if tried > 10 {
		t.Errorf("%d codes were tried", tried)
	}
}

func TestGeneratorNeedsItsFirstCodeAndAFreshSession(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Redaktur)
	of.hire("budi@lentera.example", news.Penulis)
	session, other := of.in("sari@lentera.example").Session, of.in("budi@lentera.example").Session
	c := from("198.51.100.1")
	g, err := of.keep.NewGenerator(of.ctx, of.who(session))
	of.must(err)
	if !strings.HasPrefix(g.URL, "otpauth://totp/Lentera%20Sagara:sari@lentera.example?") || strings.Contains(g.URL, "+") {
		t.Errorf("the QR code says %s", g.URL)
	}
	code := appCode(t, g.Text, of.clock.At)
	_, _, err = of.keep.SetGenerator(of.ctx, c, of.who(session), g.Pending, "000000")
	if code != "000000" {
		of.refused(err, news.Unauthenticated, "auth.code")
	}
	_, _, err = of.keep.SetGenerator(of.ctx, c, of.who(other), g.Pending, code)
	of.refused(err, news.NotFound, "auth.generator_over")
	if e := of.in("sari@lentera.example"); e.Second != "" {
		t.Error("a generator without its first code is asked for")
	}
	of.clock.At = of.clock.At.Add(20 * time.Minute)
	_, err = of.keep.NewGenerator(of.ctx, of.who(session))
	of.refused(err, news.Forbidden, "auth.step_up")
	renewed, err := of.keep.StepUp(of.ctx, c, of.who(session), good, "")
	of.must(err)
	_, _, again := of.generator(renewed)
	if _, err = of.keep.Who(of.ctx, c, renewed); !news.Is(err, news.Unauthenticated) || again == renewed {
		t.Error("the session keeps its secret when it becomes strong")
	}
}

// A database without its key file gives no secret away, and says what is wrong.
func TestAnotherKeyFileIsNoticed(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Redaktur)
	text, _, _ := of.generator(of.in("sari@lentera.example").Session)
	_, err := of.keep.SignIn(of.ctx, from("198.51.100.1"), "sari@lentera.example", good, "")
	of.must(err)
	if raw := of.dump(); strings.Contains(raw, strings.ReplaceAll(text, "-", "")) {
		t.Error("the secret lies open in the database")
	}
	keys, err := auth.MakeKeys(t.TempDir())
	of.must(err)
	other := of.o
	other.Keys = keys
	_, err = auth.New(of.ctx, other)
	var e *news.Error
	if !errors.As(err, &e) || e.Code != "auth.key_other" {
		t.Errorf("got %v", err)
	}
}
