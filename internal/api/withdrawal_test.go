package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

const password = "kereta malam menuju Lawang 47"

// openDoor lets people in by accounts of their own from now on.
func (p *paper) openDoor(withoutSecond bool) {
	p.Helper()
	var err error
	p.keeper, err = auth.New(p.ctx, auth.Options{Database: p.db, Keys: p.keys, Hashing: auth.Hashing{Memory: 64, Passes: 1, Lanes: 1},
		WithoutSecondFactor: withoutSecond, Paper: func() string { return "Kabar Uji" }})
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { p.keeper.Close() })
}

// enter gives somebody the cookies of a session, as a browser would keep them.
func (p *paper) enter(name, secret string) {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "http://kabar.example/newsroom/", nil)
	auth.SetSession(w, r, secret)
	p.sessions[name] = w.Result().Cookies()[0]
}

// hire invites somebody, who sets a password and is signed in by it.
func (p *paper) hire(name string, position news.Position) {
	p.Helper()
	var link string
	p.must(newsroom.InviteUser{User: &store.User{Name: name, Email: name + "@kabar.example"}, Link: &link, Grants: []news.Grant{{Position: position}}})
	e, err := p.keeper.Accept(p.ctx, auth.Caller{}, link, auth.Accept{Password: password})
	if err != nil {
		p.Fatal(err)
	}
	p.enter(name, e.Session)
}

// prove gives somebody a code generator.
func (p *paper) prove(name string) {
	p.Helper()
	i, err := p.keeper.Who(p.ctx, auth.Caller{}, p.sessions[name].Value)
	if err != nil {
		p.Fatal(err)
	}
	g, err := p.keeper.NewGenerator(p.ctx, i)
	if err != nil {
		p.Fatal(err)
	}
	_, secret, err := p.keeper.SetGenerator(p.ctx, auth.Caller{}, i, g.Pending, auth.CodeOf(g.Text, p.clock()))
	if err != nil {
		p.Fatal(err)
	}
	p.enter(name, secret)
}

// token makes a token over the API, by the cookie of who will own it.
func (p *paper) token(name string, powers ...newsroom.Permission) string {
	p.Helper()
	b, _ := json.Marshal(map[string]any{"name": "telepon", "permissions": powers, "ends": p.clock().Add(72 * time.Hour)})
	status, _, text := p.send(name, "POST", "/tokens", string(b))
	var out struct{ Secret string }
	if p.into(answer{ResponseRecorder: recorded(text)}, &out); status != http.StatusCreated || out.Secret == "" {
		p.Fatalf("token of %s: %d %s", name, status, text)
	}
	return out.Secret
}

// writes makes an article over the API.
func (p *paper) writes(who, headline string) (id, article string) {
	p.Helper()
	c, err := json.Marshal(map[string]any{"content": p.content(headline)})
	if err != nil {
		p.Fatal(err)
	}
	status, _, text := p.send(who, "POST", "/articles", string(c))
	var out struct{ Article int64 }
	if p.into(answer{ResponseRecorder: recorded(text)}, &out); status != http.StatusCreated {
		p.Fatalf("create: %d %s", status, text)
	}
	id = fmt.Sprint(out.Article)
	return id, "/articles/" + id
}

// status of a command on the present revision, as one who may see it knows it.
func (p *paper) status(who, reads, article, verb, body string) int {
	p.Helper()
	_, etag, _ := p.send(reads, "GET", article, "")
	status, _, _ := p.send(who, "POST", article+"/"+verb, body, "If-Match", etag)
	return status
}

// People with accounts: a reporter by cookie, a desk editor and a chief with a
// code generator, another chief by token. Who has no second factor does nothing
// that readers see. A withdrawal holds at once and asks for a second person;
// unsigned for a day, it becomes a task and the article stays away.
func TestWithdrawalByTwoPeopleWithAccounts(t *testing.T) {
	eachPaper(t, func(p *paper) {
		p.sessions = map[string]*http.Cookie{}
		p.openDoor(false)
		p.hire("ranita", news.Penulis)
		p.hire("desk", news.Redaktur)
		p.hire("chief", news.Pemred)
		p.hire("second", news.Pemred)
		p.prove("chief")
		p.prove("second")
		second := p.token("second", newsroom.PermRead, newsroom.PermWithdraw, newsroom.PermPublish)

		id, article := p.writes("ranita", "Sungai Meluap")
		for _, nobody := range []string{"", "warta_token-of-nobody"} {
			if status, _, text := p.send(nobody, "GET", article, ""); status != http.StatusUnauthorized || strings.Contains(text, "Meluap") {
				p.Errorf("%q: %d", nobody, status)
			}
		}
		p.does("ranita", article, "submit", "")
		if s := p.status("ranita", "chief", article, "publish", `{}`); s != http.StatusForbidden {
			p.Errorf("the reporter publishes: %d", s)
		}
		// A position that publishes is worth nothing without the second factor.
		if s := p.status("desk", "chief", article, "approve", `{}`); s != http.StatusForbidden && s != http.StatusNotFound {
			p.Errorf("the desk approves with a password alone: %d", s)
		}
		p.prove("desk")
		p.does("desk", article, "approve", `{}`)
		p.visible(id, "Meluap", false)
		p.does("chief", article, "publish", `{}`)
		p.visible(id, "Meluap", true)
		_, _, one := p.send("", "GET", "/public/articles/"+id, "")
		var shown struct{ URL string }
		p.into(answer{ResponseRecorder: recorded(one)}, &shown)
		path := strings.TrimPrefix(shown.URL, "https://kabar.example")
		gone := func(id, path string) {
			p.Helper()
			p.visible(id, "Meluap", false)
			for _, at := range []string{path, "/public/articles/" + id} {
				if status, _, _ := p.send("", "GET", at, ""); status != http.StatusGone {
					p.Errorf("%s: %d, want gone", at, status)
				}
			}
		}
		signature := func(article string) (s *news.Signature) {
			p.Helper()
			_, _, text := p.send("chief", "GET", article, "")
			var out struct{ Signature *news.Signature }
			p.into(answer{ResponseRecorder: recorded(text)}, &out)
			return out.Signature
		}
		const why = `{"ground":"trauma_korban","reason":"Berita ini menambah penderitaan korban."}`
		if s := p.status("desk", "chief", article, "withdraw", why); s != http.StatusForbidden {
			p.Errorf("the desk withdraws: %d", s)
		}
		p.does("chief", article, "withdraw", why)
		gone(id, path)
		if s := signature(article); s == nil || s.By != "" || !s.Due.Equal(p.clock().Add(24*time.Hour)) {
			p.Fatalf("second signature: %+v", s)
		}
		same := p.token("chief", newsroom.PermRead, newsroom.PermWithdraw)
		for _, who := range []string{"chief", same, "desk"} {
			if s := p.status(who, "chief", article, "confirm-withdrawal", ""); s != http.StatusForbidden {
				p.Errorf("%.6s… signs as the second: %d", who, s)
			}
		}
		p.does(second, article, "confirm-withdrawal", "")
		if s := signature(article); s == nil || s.By == "" || s.By == s.First {
			p.Errorf("signed: %+v", s)
		}
		if s := p.status(second, "chief", article, "confirm-withdrawal", ""); s != http.StatusConflict {
			p.Errorf("signed again: %d", s)
		}
		gone(id, path)

		// Another, which nobody signs within a day.
		id, article = p.writes("ranita", "Kali Meluap")
		p.does("ranita", article, "submit", "")
		p.does("chief", article, "publish", `{}`)
		p.visible(id, "Meluap", true)
		_, _, one = p.send("", "GET", "/public/articles/"+id, "")
		p.into(answer{ResponseRecorder: recorded(one)}, &shown)
		path = strings.TrimPrefix(shown.URL, "https://kabar.example")
		p.does("chief", article, "withdraw", why)
		reader := p.token("chief", newsroom.TokenPowers(newsroom.Person{Grants: []news.Grant{{Position: news.Pemred}}, At: p.clock()})...)
		told := func() bool {
			p.Helper()
			if _, err := p.room.Sweep(p.ctx); err != nil {
				p.Fatal(err)
			}
			status, _, text := p.send(reader, "GET", "/tasks", "")
			if status != http.StatusOK {
				p.Fatalf("tasks: %d %s", status, text)
			}
			return strings.Contains(text, `"kind":"signature","article":`+id)
		}
		if p.pass(24*time.Hour - time.Second); told() {
			p.Error("told before the day was over")
		}
		if p.pass(time.Second); !told() {
			p.Error("an unsigned withdrawal is no task of the chiefs")
		}
		gone(id, path)
		// Nobody has used the chief's session for a day.
		if status, _, _ := p.send("chief", "GET", "/me", ""); status != http.StatusUnauthorized {
			p.Errorf("a session lives on unused: %d", status)
		}
		p.does(second, article, "confirm-withdrawal", "")
		gone(id, path)

		// Where the paper asks for no second factor, a password is enough.
		p.openDoor(true)
		p.hire("weak", news.Pemred)
		p.hire("ranita2", news.Penulis)
		id, article = p.writes("ranita2", "Danau Meluap")
		p.does("ranita2", article, "submit", "")
		p.does("weak", article, "publish", `{}`)
		p.visible(id, "Danau", true)
		p.openDoor(false)
		if status, _, text := p.send("weak", "GET", article, ""); status == http.StatusOK {
			p.Errorf("the setting came back and a password is still enough: %s", text)
		}
	})
}
