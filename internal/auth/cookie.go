package auth

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/web"
)

// Cookies carry two secrets: the session's, and the mark of a known device. By
// https they have the __Host- prefix, so that no other host of the domain can
// set them (ASVS 3.3.1, 3.3.3); over plain http, which only a laptop's own
// address gets, the names are plain.
const (
	sessionCookie = "warta-session"
	deviceCookie  = "warta-device"
	hostPrefix    = "__Host-"
	deviceTime    = 180 * 24 * time.Hour
)

func cookieName(r *http.Request, name string) string {
	if web.Scheme(r) == "https" {
		return hostPrefix + name
	}
	return name
}

func readCookie(r *http.Request, name string) string {
	// Two of a name would mean that somebody else set one.
	if all := r.CookiesNamed(cookieName(r, name)); len(all) == 1 {
		return all[0].Value
	}
	return ""
}

func setCookie(w http.ResponseWriter, r *http.Request, name, value string, life time.Duration) {
	c := &http.Cookie{Name: cookieName(r, name), Value: value, Path: "/", HttpOnly: true,
		SameSite: http.SameSiteLaxMode, Secure: web.Scheme(r) == "https", MaxAge: int(life / time.Second)}
	if value == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// Secure reports whether secrets may travel with this request: by https, or on
// the machine itself.
func Secure(r *http.Request) bool {
	if web.Scheme(r) == "https" {
		return true
	}
	host := r.Host
	if u, err := url.Parse("http://" + r.Host); err == nil {
		host = u.Hostname()
	}
	if strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// SetEntry gives the browser what a sign-in led to.
func SetEntry(w http.ResponseWriter, r *http.Request, e Entry) {
	if e.Session == "" {
		return
	}
	SetSession(w, r, e.Session)
	if e.Device != "" {
		setCookie(w, r, deviceCookie, e.Device, deviceTime)
	}
}

// SetSession gives the browser a session's new secret.
func SetSession(w http.ResponseWriter, r *http.Request, secret string) {
	setCookie(w, r, sessionCookie, secret, longest)
}

// ClearSession takes the session's secret from the browser. The known device
// stays known: it is what lets the owner in during an attack.
func ClearSession(w http.ResponseWriter, r *http.Request) { setCookie(w, r, sessionCookie, "", 0) }

// SessionOf gives the session's secret that a request carries, "" for none.
func SessionOf(r *http.Request) string { return readCookie(r, sessionCookie) }

// CallerOf says where a request comes from. The plumbing of package web must
// stand before the handler: it alone knows which proxies are believed.
func CallerOf(r *http.Request) Caller {
	return Caller{Address: web.ClientAddr(r), Agent: r.UserAgent(), Device: readCookie(r, deviceCookie), Request: web.ID(r),
		Origin: web.Scheme(r) + "://" + r.Host}
}

// Of says who sends a request: an API token's owner when it has an
// Authorization header, else the session's. Unauthenticated for nobody. A token
// never comes in a cookie, nor a session in a header.
func (k *Keeper) Of(ctx context.Context, r *http.Request) (Identity, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		secret, ok := BearerSecret(header)
		if !ok {
			return Identity{}, errNobody()
		}
		return k.Bearer(ctx, CallerOf(r), secret)
	}
	secret := SessionOf(r)
	if secret == "" {
		return Identity{}, errNobody()
	}
	return k.Who(ctx, CallerOf(r), secret)
}

// SafeNext gives where to go after a sign-in: a path of the newsroom, or its
// start. Anything else could lead away from here.
func SafeNext(next string) string {
	const home = "/newsroom/"
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !strings.HasPrefix(next, home) ||
		strings.ContainsAny(next, "\\\x00\r\n\t") || strings.Contains(u.Path, "//") || strings.Contains(u.Path, "/../") ||
		strings.HasSuffix(u.Path, "/..") || len(next) > 2000 {
		return home
	}
	return next
}

// ErrHTTPS refuses to take a secret that travelled in the open.
func ErrHTTPS() error { return news.Refuse(news.Forbidden, "sign in", "auth.https", nil) }
