package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/netip"
	"strings"
)

// exchange is what the plumbing knows of one request. It is made by the
// outermost middleware and filled by the others, so that the context is
// extended once.
type exchange struct {
	id     string
	route  string
	client netip.Addr
	https  bool
	// wrote is set by AccessLog's writer once the status line is out.
	wrote bool
}

type exchangeKey struct{}

func exchangeOf(r *http.Request) *exchange {
	x, _ := r.Context().Value(exchangeKey{}).(*exchange)
	return x
}

// begin gives the request's exchange, or a request that has one.
func begin(r *http.Request) (*http.Request, *exchange) {
	if x := exchangeOf(r); x != nil {
		return r, x
	}
	x := &exchange{id: newID(), client: peer(r), https: r.TLS != nil}
	return r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)), x
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// RequestID gives every request a random name, which log lines and error pages
// carry. It is not a response header of its own: cached answers are the same
// for all.
func RequestID() Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r, _ = begin(r)
			next.ServeHTTP(w, r)
		})
	}
}

// ID gives the request's name, empty outside [RequestID].
func ID(r *http.Request) string {
	if x := exchangeOf(r); x != nil {
		return x.id
	}
	return ""
}

// SetRoute names the request's route for log and metrics where the answer came
// before the router; otherwise they take the pattern that http.ServeMux found.
func SetRoute(r *http.Request, pattern string) {
	if x := exchangeOf(r); x != nil {
		x.route = pattern
	}
}

// TrustProxies believes X-Forwarded-For and X-Forwarded-Proto of requests that
// come from the listed networks, and drops those of others, so that nothing
// behind it can believe them by mistake. It comes after [RequestID] and before
// what asks for [ClientAddr] or [Scheme].
func TrustProxies(networks []netip.Prefix) Middleware {
	trusted := func(a netip.Addr) bool {
		for _, n := range networks {
			if n.Contains(a) {
				return true
			}
		}
		return false
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r, x := begin(r)
			if !trusted(x.client) {
				r.Header.Del("X-Forwarded-For")
				r.Header.Del("X-Forwarded-Proto")
			} else {
				x.client = forwarded(r.Header["X-Forwarded-For"], x.client, trusted)
				switch p := r.Header["X-Forwarded-Proto"]; {
				case len(p) == 1 && strings.EqualFold(strings.TrimSpace(p[0]), "https"):
					x.https = true
				case len(p) == 1 && strings.EqualFold(strings.TrimSpace(p[0]), "http"):
					x.https = false
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

// forwarded walks the list from its end, where the nearest proxy wrote, and
// gives the first address that is not a trusted proxy's: everything before it
// may be invented. What is no address ends the walk.
func forwarded(fields []string, client netip.Addr, trusted func(netip.Addr) bool) netip.Addr {
	for i := len(fields) - 1; i >= 0; i-- {
		parts := strings.Split(fields[i], ",")
		for j := len(parts) - 1; j >= 0; j-- {
			a, ok := parseAddr(strings.TrimSpace(parts[j]))
			if !ok {
				return client
			}
			client = a
			if !trusted(a) {
				return a
			}
		}
	}
	return client
}

// parseAddr reads an address with or without port and brackets.
func parseAddr(s string) (netip.Addr, bool) {
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.Unmap().WithZone(""), true
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	return netip.Addr{}, false
}

func peer(r *http.Request) netip.Addr {
	a, _ := parseAddr(r.RemoteAddr)
	return a
}

// ClientAddr gives the reader's address by the rule of [TrustProxies]. It is
// for limits in memory; what is written anywhere is [Shorten]ed first (PV-1).
func ClientAddr(r *http.Request) netip.Addr {
	if x := exchangeOf(r); x != nil {
		return x.client
	}
	return peer(r)
}

// Scheme gives "https" or "http" as the reader sees it.
func Scheme(r *http.Request) string {
	if x := exchangeOf(r); x != nil && x.https || x == nil && r.TLS != nil {
		return "https"
	}
	return "http"
}

// Shorten gives the network that an address counts under in logs and limits:
// /24 for IPv4, /48 for IPv6 (PV-1; operations.md section 9).
func Shorten(a netip.Addr) netip.Prefix {
	bits := 48
	if a = a.Unmap().WithZone(""); a.Is4() {
		bits = 24
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}
