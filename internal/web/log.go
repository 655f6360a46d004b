package web

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// AccessLog writes one line for each request at level Info: its name, method,
// route, path, status, bytes, milliseconds and the reader's shortened network.
// Queries are never written, nor are paths whose pattern holds a {token}.
func AccessLog(log *slog.Logger) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := time.Now()
			r, x := begin(r)
			rec := &recorder{ResponseWriter: w, x: x}
			defer func() {
				if !log.Enabled(r.Context(), slog.LevelInfo) {
					return
				}
				route, path := x.route, r.URL.Path
				if route == "" {
					route = r.Pattern
				}
				if strings.Contains(route, "{token") {
					path = ""
				}
				log.LogAttrs(r.Context(), slog.LevelInfo, "request",
					slog.String("req", x.id),
					slog.String("method", cut(r.Method, 16)),
					slog.String("route", route),
					slog.String("path", cut(path, 300)),
					slog.Int("code", rec.code(r)),
					slog.Int64("bytes", rec.bytes),
					slog.Float64("ms", float64(time.Since(start).Microseconds())/1000),
					slog.String("net", network(r)),
				)
			}()
			next.ServeHTTP(rec, r)
		})
	}
}

func network(r *http.Request) string {
	if p := Shorten(ClientAddr(r)); p.IsValid() {
		return p.String()
	}
	return ""
}

func cut(s string, n int) string {
	if len(s) > n {
		return strings.ToValidUTF8(s[:n], "") + "…"
	}
	return s
}

// recorder notes what a handler answered.
type recorder struct {
	http.ResponseWriter
	x      *exchange
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
		w.x.wrote = true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
		w.x.wrote = true
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// ReadFrom keeps the kernel's way from file to socket open.
func (w *recorder) ReadFrom(r io.Reader) (int64, error) {
	if w.status == 0 {
		w.status = http.StatusOK
		w.x.wrote = true
	}
	n, err := io.Copy(w.ResponseWriter, r)
	w.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach flushing and deadlines.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// code gives the status. A handler that wrote nothing means 200 to net/http,
// unless the reader left before: then it is 499, as proxies say.
func (w *recorder) code(r *http.Request) int {
	switch {
	case w.status != 0:
		return w.status
	case r.Context().Err() != nil:
		return statusLeft
	}
	return http.StatusOK
}

// Recover turns a panic into a 500 that says no more than the request's name,
// and writes the panic and its stack once. Inside [AccessLog], an answer that
// was begun is cut off instead, so that nobody keeps half a page.
func Recover(log *slog.Logger) Middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				v := recover()
				if v == nil {
					return
				}
				if v == http.ErrAbortHandler {
					panic(v) // how a handler says that it wants to be cut off
				}
				log.ErrorContext(r.Context(), "panic", "req", ID(r), "route", r.Pattern,
					"err", fmt.Sprint(v), "stack", string(debug.Stack()))
				if x := exchangeOf(r); x != nil && x.wrote {
					panic(http.ErrAbortHandler)
				}
				clear(w.Header())
				w.Header().Set("Cache-Control", "no-store")
				http.Error(w, "Internal Server Error\n"+ID(r), http.StatusInternalServerError)
			}()
			next.ServeHTTP(w, r)
		})
	}
}
