// Package web is the newspaper's plumbing for HTTP, in both directions. It
// knows error kinds and languages, and nothing of articles.
//
// Inwards: a chain of middleware around a handler, and the server that runs it.
//
//	web.Serve(ctx, listener, web.Chain(handler,
//		web.RequestID(),             // every request has a name
//		web.TrustProxies(networks),  // whose forwarding headers are believed
//		web.AccessLog(log),          // one line each, addresses shortened
//		web.Recover(log),            // a panic is a 500 and not the end
//		web.SecurityHeaders(),
//	), web.ServerOptions{Logger: log})
//
// The first named is outermost. Handlers that can fail are of type [Handler]
// and return their error to [Problems], which knows the status of each kind
// and asks for the page that says it.
//
// Outwards: [Client], the only way to fetch an address that somebody else has
// written. It connects to public addresses alone.
package web

import "net/http"

// Middleware wraps a handler into another.
type Middleware func(http.Handler) http.Handler

// Chain puts middleware around h; the first is outermost.
func Chain(h http.Handler, around ...Middleware) http.Handler {
	for i := len(around) - 1; i >= 0; i-- {
		h = around[i](h)
	}
	return h
}

// Methods refuses every method but those named with 405 (RFC 9110, 15.5.6).
// GET allows HEAD.
func Methods(allowed ...string) Middleware {
	ok := map[string]bool{}
	list := ""
	for _, m := range allowed {
		for _, m := range append([]string{m}, map[string][]string{"GET": {"HEAD"}}[m]...) {
			if !ok[m] {
				ok[m] = true
				if list != "" {
					list += ", "
				}
				list += m
			}
		}
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !ok[r.Method] {
				w.Header().Set("Allow", list)
				plain(w, http.StatusMethodNotAllowed)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// MaxBody bounds the body of each request in bytes: 413 at once when the
// length is announced, else when reading passes the limit, as the
// *http.MaxBytesError that [Problems] knows.
func MaxBody(bytes int64) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > bytes {
				w.Header().Set("Connection", "close")
				plain(w, http.StatusRequestEntityTooLarge)
				return
			}
			if r.Body != nil && r.Body != http.NoBody {
				r.Body = http.MaxBytesReader(w, r.Body, bytes)
			}
			next.ServeHTTP(w, r)
		})
	}
}

// MaxURL answers 414 when path and query are longer than that many bytes.
func MaxURL(bytes int) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if len(r.RequestURI) > bytes {
				plain(w, http.StatusRequestURITooLong)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func plain(w http.ResponseWriter, status int) { http.Error(w, http.StatusText(status), status) }
