package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"warta/internal/auth"
)

// Accounts from the command line, as an operator looks after them.
func TestUserCommands(t *testing.T) {
	dir := t.TempDir()
	user := func(want int, args ...string) string {
		t.Helper()
		code, out, errs := warta(t, append([]string{"user", "--data", dir}, args...)...)
		if code != want {
			t.Fatalf("warta user %s: exit %d, want %d\n%s%s", strings.Join(args, " "), code, want, out, errs)
		}
		return out + errs
	}
	has := func(text string, parts ...string) {
		t.Helper()
		for _, p := range parts {
			if !strings.Contains(text, p) {
				t.Errorf("no %q in:\n%s", p, text)
			}
		}
	}
	link := regexp.MustCompile(`https://redaksi\.lentera\.example` + auth.LinkPath + `[A-Za-z0-9_-]{43}\n`)
	at := "--newsroom=https://redaksi.lentera.example"

	if out := user(0, "owner", at); !link.MatchString(out) {
		t.Errorf("the first owner's link: %s", out)
	}
	out := user(0, "add", "sari@lentera.example", "Sari Dewi", "--position", "redaktur", "--position", "penulis", at)
	has(out, "Account 1")
	first := link.FindString(out)
	if first == "" || link.FindString(user(0, "invite", "sari@lentera.example", at)) == first {
		t.Errorf("the invitation: %s", out)
	}
	has(user(6, "owner"), "has accounts already")
	has(user(3, "add", "SARI@lentera.example", "Lain"), "belongs to another account")
	has(user(3, "add", "bukan-alamat", "X"), "e-mail address")
	has(user(3, "add", "budi@lentera.example", "Budi", "--position", "raja"), "position")
	has(user(5, "grant", "tiada@lentera.example", "penulis"), "no account with the e-mail tiada@lentera.example")
	has(user(0, "list"), "sari@lentera.example", "invited", "redaktur, penulis")
	user(0, "grant", "sari@lentera.example", "admin", "--until", "2099-12-31")
	has(user(3, "grant", "sari@lentera.example", "admin", "--until", "besok"), "until")
	has(user(3, "grant", "sari@lentera.example", "redaktur", "--sections", "77"), "sections")
	user(0, "revoke", "sari@lentera.example", "redaktur")
	has(user(5, "revoke", "sari@lentera.example", "redaktur"), "does not hold the position redaktur")
	has(user(0, "list"), "penulis, admin")
	if out := user(0, "reset", "sari@lentera.example", at); !link.MatchString(out) {
		t.Errorf("the reset's link: %s", out)
	}
	has(user(0, "sessions", "sari@lentera.example"), "LAST SEEN")
	has(user(0, "sessions", "sari@lentera.example", "--end"), "signed out everywhere")
	has(user(0, "export", "sari@lentera.example", "--reason", "asked"), `"Email": "sari@lentera.example"`)
	user(0, "add", "budi@lentera.example", "Budi")
	has(user(0, "disable", "sari@lentera.example", "--hand-to", "budi@lentera.example", "--reason", "left"), "disabled")
	has(user(6, "disable", "sari@lentera.example"), "disabled")
	has(user(6, "erase", "budi@lentera.example"), "disabled")
	has(user(0, "erase", "sari@lentera.example"), "Erased")
	has(user(0, "list"), "user 1", "erased")
	has(user(0, "reset-all", "--reason", "drill"), "Everybody is signed out")

	list := filepath.Join(t.TempDir(), "list.txt")
	if err := os.WriteFile(list, []byte("kerbau putih berdiri\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	has(user(0, "passwords", list), "1 passwords")
	has(user(5, "passwords", list+".no"), "cannot be read")

	// A lost key file is told of, and not silently replaced.
	if err := os.Remove(filepath.Join(dir, auth.KeyFileName)); err != nil {
		t.Fatal(err)
	}
	has(user(5, "sessions", "budi@lentera.example"), "warta.key")
}

func TestDemoAccountsAreForTheMachineAlone(t *testing.T) {
	for addr, want := range map[string]bool{"127.0.0.1:8080": true, "[::1]:80": true, "localhost:8080": true, "0.0.0.0:8080": false,
		":8080": false, "192.168.1.4:80": false, "x": false} {
		if got := onlyHere(addr); got != want {
			t.Errorf("%s is this machine alone: %t", addr, got)
		}
	}
	d := newDoor(t, listen{}, demoStaff)
	for _, s := range demoStaff {
		if _, err := d.keeper.SignIn(t.Context(), auth.Caller{}, s.Email, s.Password, ""); err != nil {
			t.Errorf("%s: %v", s.Email, err)
		}
	}
	if err := d.app.dismissDemo(d.newspaper); err != nil {
		t.Fatal(err)
	}
	for _, s := range demoStaff {
		if _, err := d.keeper.SignIn(t.Context(), auth.Caller{}, s.Email, s.Password, ""); err == nil {
			t.Errorf("%s signs in to a demo that others can reach", s.Email)
		}
	}
	if err := d.app.hireDemo(d.newspaper); err != nil {
		t.Fatal(err)
	}
	if _, err := d.keeper.SignIn(t.Context(), auth.Caller{}, demoStaff[0].Email, demoStaff[0].Password, ""); err != nil {
		t.Errorf("after the demo came home: %v", err)
	}
}
