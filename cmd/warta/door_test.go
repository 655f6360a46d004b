package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"warta/internal/admin"
	"warta/internal/auth"
)

// doorPaper is an empty newspaper with its door, at http://localhost:PORT.
type doorPaper struct {
	*newspaper
	app  *app
	home string
	// shut ends it before its test does.
	shut func()
}

func newDoor(t *testing.T, l listen, demo []admin.DemoAccount) *doorPaper {
	t.Helper()
	l.SearchRate = 1000
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	a := &app{cli: &cli{Data: t.TempDir()}, ctx: context.Background(), stdout: io.Discard, stderr: io.Discard, log: quiet}
	db, err := a.database(nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := a.open(db, l, nil, false)
	if err == nil {
		_, err = ensureEdition(a.ctx, db, p.room)
	}
	if err == nil {
		err = a.openDoor(p, demo)
	}
	if err == nil && demo != nil {
		err = a.hireDemo(p)
	}
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.handler(p, l))
	shut := sync.OnceFunc(func() {
		server.Close()
		p.Close()
	})
	t.Cleanup(shut)
	return &doorPaper{newspaper: p, app: a, home: strings.Replace(server.URL, "127.0.0.1", "localhost", 1), shut: shut}
}

// do runs a script in the page and gives its text.
func (v *visit) do(t *testing.T, script string) string {
	t.Helper()
	out, err := chromedp.Run(v.ctx, chromedp.Evaluate[string]("String((() => {"+script+"})())"))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return out
}

// leave runs a script that leads to another page, and waits for that.
func (v *visit) leave(t *testing.T, script string) {
	t.Helper()
	before := v.do(t, "window.__here = true; return location.href")
	if _, err := chromedp.Run(v.ctx, chromedp.Evaluate[string]("setTimeout(() => {"+script+"}, 0); ''")); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		time.Sleep(50 * time.Millisecond)
		done, err := chromedp.Run(v.ctx, chromedp.Evaluate[bool]("!window.__here && document.readyState === 'complete'"))
		if err == nil && done {
			return
		}
	}
	t.Fatalf("still at %s after: %s\n%s", before, script, v.do(t, "return document.body.innerText"))
}

// send fills the form that holds the first field and sends it.
func (v *visit) send(t *testing.T, fields ...string) {
	t.Helper()
	script := ""
	for i := 0; i < len(fields); i += 2 {
		value, _ := json.Marshal(fields[i+1])
		script += fmt.Sprintf("document.getElementById('%s').value = %s;", fields[i], value)
	}
	v.leave(t, script+fmt.Sprintf("document.getElementById('%s').form.requestSubmit()", fields[0]))
}

func (v *visit) heading(t *testing.T) string {
	t.Helper()
	return v.do(t, "return document.querySelector('h1').textContent")
}

// clean fails on anything that the policy stopped, on sideways scrolling and on
// what axe finds, and takes pictures by day and by night.
func (v *visit) clean(t *testing.T, name string) {
	t.Helper()
	v.read(t)
	for _, x := range v.violations {
		t.Errorf("%s: %s", name, x)
	}
	if n := v.sideways(t); n > 0 {
		t.Errorf("%s: %d pixels wider than the screen", name, n)
	}
	for _, scheme := range schemes(360) {
		v.scheme(t, scheme)
		v.picture(t, "newsroom-"+name+"-"+scheme)
		for _, found := range v.axe(t) {
			t.Errorf("%s, %s: axe: %s", name, scheme, found)
		}
	}
}

// From the first owner's link to a passkey, as people meet it, on a telephone
// and at a desk.
func TestTheDoorInABrowser(t *testing.T) {
	widths := []int{360}
	if os.Getenv("WARTA_PICTURES") != "" || os.Getenv("WARTA_NIGHTLY") != "" {
		widths = append(widths, 1280)
	}
	for _, width := range widths {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			d := newDoor(t, listen{SecondFactor: true}, nil)
			secret, _, err := d.keeper.FirstOwner(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			name := func(s string) string { return fmt.Sprint(s, "-", width) }
			v := open(t, d.home+auth.LinkPath+secret, screen{width: width})
			err = chromedp.Do(v.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
				if _, err := cdp.Call(ctx, t, webauthn.Enable, webauthn.EnableParams{}); err != nil {
					return err
				}
				_, err := cdp.Call(ctx, t, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
					Options: &webauthn.VirtualAuthenticatorOptions{Protocol: "ctap2", Transport: "internal", HasResidentKey: true,
						HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
				return err
			}))
			if err != nil {
				t.Fatal(err)
			}
			if title := v.do(t, "return document.title"); title != "Newsroom" {
				t.Errorf("the link's page tells a chat's preview %q", title)
			}
			v.send(t, "name", "Ratna Kusuma", "email", "ratna@lentera.example", "password", "12345678")
			v.clean(t, name("link"))
			if got := v.do(t, "return document.getElementById('password-error').textContent + document.getElementById('name').value"); !strings.Contains(got, "Ratna") {
				t.Errorf("the form forgot or says nothing: %s", got)
			}
			v.send(t, "password", "empat kuda lumping biru")
			v.clean(t, name("account-new"))
			if v.do(t, "return !!document.querySelector('.note.warn')") != "true" {
				t.Error("nobody tells the owner about the second factor")
			}

			v.leave(t, "document.querySelector('a[href$=\"/account/generator\"]').click()")
			v.clean(t, name("generator"))
			text := v.do(t, "return document.getElementById('secret').textContent")
			v.send(t, "code", "000000")
			if v.do(t, "return document.getElementById('secret').textContent") != text {
				t.Error("a wrong code begins the set-up anew")
			}
			v.send(t, "code", auth.CodeOf(text, time.Now()))
			v.clean(t, name("codes"))
			if n := v.do(t, "return document.querySelectorAll('.codes li').length"); n != "8" {
				t.Errorf("%s recovery codes", n)
			}
			code := v.do(t, "return document.querySelector('.codes code').textContent")

			v.leave(t, "document.querySelector('a.main').click()")
			v.leave(t, "document.querySelector('form[data-passkey] button').click()")
			v.clean(t, name("account"))
			if v.do(t, "return document.querySelectorAll('#kunci .list li').length") != "1" {
				t.Fatalf("no passkey on the account:\n%s", v.do(t, "return document.body.innerText"))
			}
			v.leave(t, "document.querySelector('a[href$=\"/account/token\"]').click()")
			v.clean(t, name("token"))
			v.leave(t, "document.querySelector('form[action=\"/newsroom/logout\"] button').click()")
			if h := v.heading(t); h != "Sign in" {
				t.Fatalf("after signing out: %s", h)
			}
			v.clean(t, name("login"))
			v.leave(t, "document.querySelector('form[data-passkey] button').click()")
			if h := v.heading(t); h != "Desk" {
				t.Fatalf("after the passkey: %s\n%s", h, v.do(t, "return document.body.innerText"))
			}
			v.leave(t, "document.querySelector('form[action=\"/newsroom/logout\"] button').click()")
			v.send(t, "email", "ratna@lentera.example", "password", "salah sekali ini")
			v.clean(t, name("login-wrong"))
			v.send(t, "email", "ratna@lentera.example", "password", "empat kuda lumping biru")
			v.clean(t, name("code"))
			v.send(t, "code", code)
			if h := v.heading(t); h != "Desk" {
				t.Errorf("after the recovery code: %s", h)
			}
			v.leave(t, "document.querySelector('[name=lang][value=id]').click()")
			if h := v.heading(t); h != "Meja" {
				t.Errorf("in Indonesian: %s", h)
			}
			v.clean(t, name("desk-indonesian"))
			// The browser is the next width's, too.
			v.leave(t, "document.querySelector('[name=lang][value=en]').click()")
		})
	}
}
