package web

import (
	"net/http"
	"net/url"
	"path"
	"strings"
)

// Canonical gives the one form of a request's address (URL-3), and whether the
// request came by another, which deserves a 301. address is the edition's, such
// as "https://koran.example"; empty means that of the request, and the result
// is then a path. Path and query are those of the request with dots and double
// slashes resolved, the trailing slash removed unless keepSlash, and listed
// query keys alone; a request that differs only by keys that are not listed is
// not redirected.
func Canonical(r *http.Request, address string, keepSlash bool, keys ...string) (to string, redirect bool) {
	p := CleanPath(r.URL.Path)
	if keepSlash && p != "/" && strings.HasSuffix(r.URL.Path, "/") {
		p += "/"
	}
	u := url.URL{Path: p}
	to, redirect = u.EscapedPath(), p != r.URL.Path
	if q := listed(r.URL.RawQuery, keys); q != "" {
		to += "?" + q
	}
	if address == "" {
		return to, redirect
	}
	base, err := url.Parse(address)
	if err != nil || base.Host == "" {
		return to, redirect
	}
	if !strings.EqualFold(base.Host, r.Host) || base.Scheme != Scheme(r) {
		redirect = true
	}
	return base.Scheme + "://" + base.Host + to, redirect
}

// CleanPath resolves dots and double slashes and removes the trailing slash. It
// begins with exactly one slash, so that it never names another host.
func CleanPath(p string) string { return path.Clean("/" + p) }

// listed keeps the listed keys of a query in the order of the list, the first
// value of each.
func listed(query string, keys []string) string {
	if query == "" || len(keys) == 0 {
		return ""
	}
	have, _ := url.ParseQuery(query) // what cannot be read is not listed
	var b strings.Builder
	for _, k := range keys {
		if v := have.Get(k); v != "" {
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			b.WriteString(url.QueryEscape(k) + "=" + url.QueryEscape(v))
		}
	}
	return b.String()
}

// MovedTo answers with one 301, kept by caches for an hour.
func MovedTo(w http.ResponseWriter, r *http.Request, to string) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.Redirect(w, r, to, http.StatusMovedPermanently)
}
