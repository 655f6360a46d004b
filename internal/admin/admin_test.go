package admin_test

import (
	"io"
	"math"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"warta/internal/admin"
	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/store/storetest"
	"warta/internal/web"
)

const good = "empat kuda lumping biru"

// desk is the newsroom's pages on a server, as a browser without scripts sees
// them.
type desk struct {
	*testing.T
	home   string
	client *http.Client
	keep   *auth.Keeper
	room   *newsroom.Newsroom
	db     store.Database
}

func newDesk(t *testing.T) *desk { return openDesk(t, false) }

// newRoom is a desk at which a password is enough, for everything behind the
// door.
func newRoom(t *testing.T) *desk { return openDesk(t, true) }

func openDesk(t *testing.T, withoutSecond bool) *desk {
	t.Helper()
	db := storetest.SQLite(t)
	keys, err := auth.MakeKeys(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	keep, err := auth.New(t.Context(), auth.Options{Database: db, Keys: keys, WithoutSecondFactor: withoutSecond, Hashing: auth.Hashing{Memory: 64, Passes: 1, Lanes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	room := newsroom.New(db, newsroom.Options{})
	pages, err := admin.New(admin.Options{Keeper: keep, Newsroom: room, Paper: func() string { return "Lentera Sagara" }})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(web.Chain(pages.Handler(), web.RequestID(), web.TrustProxies(nil)))
	t.Cleanup(server.Close)
	d := &desk{T: t, home: server.URL, keep: keep, room: room, db: db}
	d.client = d.browser()
	return d
}

// browser keeps cookies and follows no redirect by itself.
func (d *desk) browser() *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (d *desk) hire(email string, p ...news.Position) store.User {
	d.Helper()
	u := store.User{Name: "Sari Dewi", Email: email}
	var grants []news.Grant
	for _, position := range p {
		grants = append(grants, news.Grant{Position: position})
	}
	var link string
	if _, err := d.room.Do(d.Context(), newsroom.Operator(), newsroom.InviteUser{User: &u, Grants: grants, Link: &link}); err != nil {
		d.Fatal(err)
	}
	if _, err := d.keep.Accept(d.Context(), auth.Caller{}, link, auth.Accept{Password: good}); err != nil {
		d.Fatal(err)
	}
	return u
}

type answer struct {
	*http.Response
	text string
}

func (d *desk) send(method, path string, form url.Values, headers ...string) answer {
	d.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(d.Context(), method, d.home+path, body)
	if err != nil {
		d.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := d.client.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		d.Fatal(err)
	}
	return answer{res, string(b)}
}

func (d *desk) in(email string) {
	d.Helper()
	a := d.send("POST", "/newsroom/login", url.Values{"email": {email}, "password": {good}})
	if a.StatusCode != http.StatusSeeOther {
		d.Fatalf("sign-in answers %d:\n%s", a.StatusCode, a.text)
	}
}

func TestEveryPageCarriesItsHeaders(t *testing.T) {
	d := newDesk(t)
	d.hire("sari@lentera.example", news.Penulis)
	d.in("sari@lentera.example")
	for _, path := range []string{"/newsroom/account", "/newsroom/account/password", "/newsroom/account/generator", "/newsroom/account/token",
		"/newsroom/again", "/newsroom/login", "/newsroom/link/x", "/newsroom/tidak-ada", "/newsroom/"} {
		a := d.send("GET", path, nil)
		for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow"} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		csp := a.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy lacks %s: %s", path, part, csp)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: the policy is unsafe: %s", path, csp)
		}
		// Nothing inline, nothing from elsewhere.
		for _, bad := range []string{"<style", "style=", "onclick", "http://", "javascript:"} {
			if strings.Contains(strings.ReplaceAll(a.text, `xmlns="http://`, ""), bad) {
				t.Errorf("%s holds %s", path, bad)
			}
		}
	}
	css := regexp.MustCompile(`href="(/newsroom/-/[^"]+\.css)"`).FindStringSubmatch(d.send("GET", "/newsroom/account", nil).text)
	if css == nil {
		t.Fatal("no stylesheet")
	}
	if a := d.send("GET", css[1], nil); a.StatusCode != 200 || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("the stylesheet answers %d, %s", a.StatusCode, a.Header.Get("Cache-Control"))
	}
}

// Another site cannot press a button of ours (ASVS 3.5.1, 3.5.3).
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	d := newDesk(t)
	d.hire("sari@lentera.example", news.Penulis)
	d.in("sari@lentera.example")
	for name, headers := range map[string][]string{
		"cross-site":   {"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
		"same-site":    {"Sec-Fetch-Site", "same-site", "Origin", "https://other.lentera.example"},
		"an old one":   {"Origin", "https://evil.example"},
		"a framed one": {"Origin", "null"},
	} {
		for _, path := range []string{"/newsroom/logout", "/newsroom/account/sessions/others", "/newsroom/login", "/newsroom/account/recovery"} {
			if a := d.send("POST", path, url.Values{}, headers...); a.StatusCode != http.StatusForbidden {
				t.Errorf("%s to %s: %d", name, path, a.StatusCode)
			}
		}
	}
	if a := d.send("GET", "/newsroom/account", nil); a.StatusCode != 200 {
		t.Errorf("signed out by another site: %d", a.StatusCode)
	}
	if a := d.send("POST", "/newsroom/logout", url.Values{}, "Sec-Fetch-Site", "same-origin"); a.StatusCode != http.StatusSeeOther ||
		!strings.Contains(a.Header.Get("Clear-Site-Data"), "storage") {
		t.Errorf("our own button: %d %v", a.StatusCode, a.Header)
	}
	if a := d.send("GET", "/newsroom/account", nil); a.StatusCode != http.StatusSeeOther {
		t.Errorf("signed out and in: %d", a.StatusCode)
	}
}

func TestSignInLeadsWhereItShould(t *testing.T) {
	d := newDesk(t)
	d.hire("sari@lentera.example", news.Penulis)
	a := d.send("GET", "/newsroom/account/password", nil)
	if got := a.Header.Get("Location"); got != "/newsroom/login?next=%2Fnewsroom%2Faccount%2Fpassword" {
		t.Errorf("a stranger is sent to %s", got)
	}
	for next, want := range map[string]string{"/newsroom/account/password": "/newsroom/account/password", "https://evil.example/": "/newsroom/",
		"//evil.example": "/newsroom/", "/\\evil.example": "/newsroom/", "": "/newsroom/"} {
		d.client = d.browser()
		a := d.send("POST", "/newsroom/login", url.Values{"email": {"sari@lentera.example"}, "password": {good}, "next": {next}})
		if got := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || got != want {
			t.Errorf("next %q leads to %q (%d)", next, got, a.StatusCode)
		}
	}
	d.client = d.browser()
	a = d.send("POST", "/newsroom/login", url.Values{"email": {"<script>@x"}, "password": {"salah sekali ini"}})
	if a.StatusCode != http.StatusForbidden || !strings.Contains(a.text, "tidak cocok") || strings.Contains(a.text, "<script>@") ||
		strings.Contains(a.text, "salah sekali") {
		t.Errorf("a wrong password answers %d:\n%s", a.StatusCode, a.text)
	}
	for range 12 {
		a = d.send("POST", "/newsroom/login", url.Values{"email": {"sari@lentera.example"}, "password": {"salah sekali ini"}})
	}
	if a.StatusCode != http.StatusTooManyRequests {
		t.Errorf("after twelve tries: %d", a.StatusCode)
	}
}

func TestPasswordsDoNotTravelInTheOpen(t *testing.T) {
	d := newDesk(t)
	d.hire("sari@lentera.example", news.Penulis)
	r, _ := http.NewRequestWithContext(t.Context(), "POST", d.home+"/newsroom/login",
		strings.NewReader(url.Values{"email": {"sari@lentera.example"}, "password": {good}}.Encode()))
	r.Host = "redaksi.lentera.example"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := d.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden || len(res.Header["Set-Cookie"]) != 0 {
		t.Errorf("plain http answers %d with cookies %v", res.StatusCode, res.Header["Set-Cookie"])
	}
}

// Without a script: the second factor, recovery codes, a token, sessions.
func TestAccountWithoutScripts(t *testing.T) {
	d := newDesk(t)
	d.hire("sari@lentera.example", news.Redaktur)
	d.in("sari@lentera.example")
	a := d.send("GET", "/newsroom/account", nil)
	if !strings.Contains(a.text, "Jabatan Anda belum berlaku") {
		t.Error("nobody tells a desk editor about the second factor")
	}
	a = d.send("GET", "/newsroom/account/generator", nil)
	secret := between(t, a.text, `id="secret">`, "<")
	pending := between(t, a.text, `name="pending" value="`, `"`)
	a = d.send("POST", "/newsroom/account/generator", url.Values{"pending": {pending}, "code": {auth.CodeOf(secret, time.Now())}})
	if a.StatusCode != 200 || strings.Count(a.text, "<code>") != 8 {
		t.Fatalf("the set-up answers %d:\n%s", a.StatusCode, a.text)
	}
	if again := d.send("GET", "/newsroom/account", nil); strings.Contains(again.text, "<code>") || strings.Contains(again.text, "belum berlaku") {
		t.Error("codes are shown twice, or the position still waits")
	}
	a = d.send("POST", "/newsroom/account/token", url.Values{"name": {"Arsip"}, "permission": {"draft.read"}, "days": {"30"}})
	token := between(t, a.text, `class="secret">`, "<")
	if i, err := d.keep.Bearer(t.Context(), auth.Caller{}, token); err != nil || len(i.Token.Permissions) != 1 {
		t.Errorf("token %q: %+v, %v", token, i.Token, err)
	}
	if a = d.send("POST", "/newsroom/account/token", url.Values{"name": {"x"}, "permission": {"redact"}}); a.StatusCode != http.StatusBadRequest {
		t.Errorf("a token with more than one's own: %d", a.StatusCode)
	}
	other := d.browser()
	mine := d.client
	d.client = other
	a = d.send("POST", "/newsroom/login", url.Values{"email": {"sari@lentera.example"}, "password": {good}})
	second := between(t, a.text, `name="second" value="`, `"`)
	code := "not a code"
	if a = d.send("POST", "/newsroom/login/code", url.Values{"second": {second}, "code": {code}}); a.StatusCode != http.StatusForbidden ||
		between(t, a.text, `name="second" value="`, `"`) != second {
		t.Errorf("a wrong code answers %d", a.StatusCode)
	}
	d.client = mine
	d.send("POST", "/newsroom/account/sessions/others", url.Values{})
	if a = d.send("GET", "/newsroom/account", nil); a.StatusCode != 200 {
		t.Errorf("my own session ended: %d", a.StatusCode)
	}
	if a = d.send("POST", "/newsroom/language", url.Values{"lang": {"en"}, "next": {"/newsroom/account"}}); a.Header.Get("Location") != "/newsroom/account" {
		t.Errorf("language leads to %s", a.Header.Get("Location"))
	}
	if a = d.send("GET", "/newsroom/account", nil); !strings.Contains(a.text, "My account") || a.Header.Get("Content-Language") != "en" {
		t.Error("not in English")
	}
	// A programme's token opens no page.
	d.client = d.browser()
	if a = d.send("GET", "/newsroom/account", nil, "Authorization", "Bearer "+token); a.StatusCode != http.StatusSeeOther {
		t.Errorf("a token opens a page: %d", a.StatusCode)
	}
}

func between(t *testing.T, s, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(s, from)
	out, _, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("no %q in:\n%s", from, s)
	}
	return out
}

// Raw colours and pixels stand in the first block alone, and every pair of text
// and ground can be read (newsroom-screens.md, G-18).
func TestTokensAndContrast(t *testing.T) {
	b, err := os.ReadFile("asset/css/0-tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	css := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(b), "")
	blocks := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(css, -1)
	sheets, err := filepath.Glob("asset/css/*.css")
	if err != nil || len(sheets) < 3 {
		t.Fatalf("stylesheets: %v, %v", sheets, err)
	}
	for _, name := range sheets {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rest := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(b), "")
		if name == sheets[0] {
			rest = regexp.MustCompile(`(?s):root \{.*?\}`).ReplaceAllString(rest, "")
		}
		if m := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b[^-\w {.:>]|\b\d+px`).FindAllString(rest, -1); m != nil {
			t.Errorf("%s: raw values belong in 0-tokens.css: %v", name, m)
		}
	}
	value := regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{6})`)
	for i, scheme := range []string{"light", "dark"} {
		c := map[string]string{}
		for _, m := range value.FindAllStringSubmatch(blocks[i][1], -1) {
			c[m[1]] = m[2]
		}
		for _, pair := range [][2]string{{"ink", "bg"}, {"ink", "surface"}, {"ink-2", "bg"}, {"ink-2", "surface"}, {"ink-3", "bg"}, {"primary", "bg"},
			{"on-primary", "primary"}, {"danger", "bg"}, {"danger", "surface"}, {"warn-ink", "warn-bg"}, {"bad-ink", "bad-bg"}, {"stamp-ink", "stamp-bg"},
			{"good-ink", "good-bg"}, {"sched-ink", "sched-bg"}, {"embargo-ink", "embargo-bg"}, {"breaking-ink", "breaking-bg"}, {"on-danger", "danger"},
			{"ins-ink", "ins-bg"}, {"del-ink", "del-bg"}, {"ink", "sunk"}, {"ink-2", "sunk"}, {"ink-3", "surface"}, {"primary", "surface"}} {
			if r := contrast(t, c[pair[0]], c[pair[1]]); r < 4.5 {
				t.Errorf("%s: %s on %s is %.1f", scheme, pair[0], pair[1], r)
			}
		}
		for _, pair := range [][2]string{{"border", "bg"}, {"border", "surface"}, {"focus", "bg"}, {"focus", "surface"}} {
			if r := contrast(t, c[pair[0]], c[pair[1]]); r < 3 {
				t.Errorf("%s: %s on %s is %.1f", scheme, pair[0], pair[1], r)
			}
		}
	}
	js, err := os.ReadFile("asset/passkey.js")
	if err != nil || len(js) > 6<<10 {
		t.Errorf("the script has %d bytes, %v", len(js), err)
	}
}

// contrast is WCAG's, of two colours as #rrggbb.
func contrast(t *testing.T, a, b string) float64 {
	light := func(s string) float64 {
		n, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
		if err != nil || s == "" {
			t.Fatalf("colour %q", s)
		}
		part := func(v uint64) float64 {
			x := float64(v&255) / 255
			if x <= 0.04045 {
				return x / 12.92
			}
			return math.Pow((x+0.055)/1.055, 2.4)
		}
		return 0.2126*part(n>>16) + 0.7152*part(n>>8) + 0.0722*part(n)
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
