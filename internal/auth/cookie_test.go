package auth_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/web"
)

// through sends a request through the plumbing that knows scheme and address.
func through(r *http.Request, h http.HandlerFunc) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	web.Chain(h, web.RequestID(), web.TrustProxies([]netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")})).ServeHTTP(w, r)
	return w
}

func TestCookiesAreTheHostsAlone(t *testing.T) {
	set := func(w http.ResponseWriter, r *http.Request) {
		auth.SetEntry(w, r, auth.Entry{Session: "s", Device: "d"})
	}
	for name, c := range map[string]struct {
		scheme string
		want   []string
	}{
		"https": {"https", []string{"__Host-warta-session=s", "__Host-warta-device=d", "Secure"}},
		"http":  {"http", []string{"warta-session=s", "warta-device=d"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/newsroom/", nil)
			r.Header.Set("X-Forwarded-Proto", c.scheme)
			got := through(r, set).Result().Header["Set-Cookie"]
			if len(got) != 2 {
				t.Fatalf("cookies %v", got)
			}
			for i, line := range got {
				for _, part := range []string{"Path=/", "HttpOnly", "SameSite=Lax"} {
					if !strings.Contains(line, part) {
						t.Errorf("%s lacks %s", line, part)
					}
				}
				if !strings.HasPrefix(line, c.want[i]) || strings.Contains(line, "Domain") ||
					strings.Contains(line, "Secure") != (c.scheme == "https") {
					t.Errorf("cookie %s", line)
				}
			}
		})
	}
	// By https a plain name is not read: another host of the domain may have set it.
	for name, want := range map[string]string{"__Host-warta-session": "x", "warta-session": ""} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("X-Forwarded-Proto", "https")
		r.Header.Set("Cookie", name+"=x")
		through(r, func(_ http.ResponseWriter, r *http.Request) {
			if got := auth.SessionOf(r); got != want {
				t.Errorf("cookie %s gives %q", name, got)
			}
		})
	}
}

func TestSecretsTravelByHTTPSOrNotAtAll(t *testing.T) {
	for host, want := range map[string]bool{"127.0.0.1:8080": true, "[::1]:8080": true, "localhost": true, "demo.localhost:80": true,
		"192.168.1.4": false, "redaksi.lentera.example": false, "127.0.0.1.evil.example": false, "": false} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		if got := auth.Secure(r); got != want {
			t.Errorf("http at %q secure: %t", host, got)
		}
	}
}

func TestNextStaysInTheNewsroom(t *testing.T) {
	for _, next := range []string{"/newsroom/", "/newsroom/a/4711?x=1#b", "/newsroom/account/generator"} {
		if got := auth.SafeNext(next); got != next {
			t.Errorf("%q became %q", next, got)
		}
	}
	for _, next := range []string{"", "/", "https://evil.example/newsroom/", "//evil.example/newsroom/", "/\\evil.example", "/newsroom",
		"/newsroom/..//evil.example", "/newsroom/../../evil", "/newsroom//evil.example", "javascript:alert(1)", "/newsroom/\\evil",
		"/newsroom/\r\nX: y", "/newsroomevil", "\t/newsroom/", "/newsroom/%2e%2e/%2e%2e/x", "/newsroom/" + strings.Repeat("a", 3000)} {
		if got := auth.SafeNext(next); got != "/newsroom/" {
			t.Errorf("%q became %q", next, got)
		}
	}
}

func TestTokensComeInHeadersAndSessionsInCookies(t *testing.T) {
	of := newOffice(t)
	u := of.hire("sari@lentera.example", news.Penulis)
	session := of.in("sari@lentera.example").Session
	token := of.token(session, "draft.read")
	for name, c := range map[string]struct {
		header, cookie string
		want           bool
	}{
		"token in the header":             {"Bearer " + token, "", true},
		"scheme in small letters":         {"bearer " + token, "", true},
		"session in the cookie":           {"", session, true},
		"session in the header":           {"Bearer " + session, "", false},
		"token in the cookie":             {"", token, false},
		"nothing":                         {"", "", false},
		"another scheme beside a session": {"Basic eA==", session, false},
		"a wrong token beside a session":  {"Bearer warta_x", session, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("GET", "http://localhost/newsroom/", nil)
			if c.header != "" {
				r.Header.Set("Authorization", c.header)
			}
			if c.cookie != "" {
				r.AddCookie(&http.Cookie{Name: "warta-session", Value: c.cookie})
			}
			i, err := of.keep.Of(of.ctx, r)
			if (err == nil) != c.want || c.want && i.User.ID != u.ID {
				t.Errorf("got user %d, %v", i.User.ID, err)
			}
			if !c.want {
				of.refused(err, news.Unauthenticated, "")
			}
		})
	}
}

func FuzzSafeNext(f *testing.F) {
	for _, s := range []string{"/newsroom/", "//evil", "/newsroom/../x", "/newsroom/%5c", "https://x", "/newsroom/a?next=//evil"} {
		f.Add(s)
	}
	base, _ := url.Parse("https://redaksi.lentera.example/newsroom/login")
	f.Fuzz(func(t *testing.T, next string) {
		ref, err := url.Parse(auth.SafeNext(next))
		if err != nil {
			t.Fatal(err)
		}
		got := base.ResolveReference(ref)
		if got.Host != base.Host || got.Scheme != "https" || !strings.HasPrefix(got.Path, "/newsroom/") {
			t.Errorf("%q leads to %s", next, got)
		}
	})
}
