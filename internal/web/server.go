package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// ServerOptions of [Serve]; the zero value is what operations.md section 4 asks
// for.
type ServerOptions struct {
	// Logger gets what the server itself complains of, at level Warn; nil is
	// silence.
	Logger *slog.Logger
	// MaxConns bounds open connections; default 20,000. Above nine tenths of
	// it connections are not kept alive, until thirty seconds of calm.
	MaxConns int
	// Drain is how long requests may take to finish after a stop; default 20 s.
	Drain time.Duration
	// TLS makes the server speak TLS, with HTTP/2.
	TLS *tls.Config
	// ReadHeader, Read, Write and Idle are timeouts; default 5, 10, 15 and 60 s.
	// Uploads and streams extend theirs through http.ResponseController.
	ReadHeader, Read, Write, Idle time.Duration
	// MaxHeader bounds request line and headers in bytes; default 16 KiB.
	MaxHeader int
}

func orDefault[T comparable](v, d T) T {
	var zero T
	if v == zero {
		return d
	}
	return v
}

// headerSlop is what net/http allows beyond MaxHeaderBytes.
const headerSlop = 4096

// NewServer builds the server without running it.
func NewServer(h http.Handler, o ServerOptions) *http.Server {
	s := &http.Server{
		Handler:           firstVersion(h),
		TLSConfig:         o.TLS,
		ReadHeaderTimeout: orDefault(o.ReadHeader, 5*time.Second),
		ReadTimeout:       orDefault(o.Read, 10*time.Second),
		WriteTimeout:      orDefault(o.Write, 15*time.Second),
		IdleTimeout:       orDefault(o.Idle, 60*time.Second),
		MaxHeaderBytes:    max(1, orDefault(o.MaxHeader, 16<<10)-headerSlop),
		// CVE-2023-39325, -44487: net/http itself closes a connection that
		// resets streams faster than their handlers end.
		HTTP2: &http.HTTP2Config{MaxConcurrentStreams: 100},
	}
	log := o.Logger
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	s.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	return s
}

// firstVersion refuses HTTP/2 without TLS, whose preface net/http hands to the
// handler as a request for "*".
func firstVersion(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 1 && r.TLS == nil {
			w.Header().Set("Connection", "close")
			plain(w, http.StatusHTTPVersionNotSupported)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// Serve answers requests from l until ctx ends. Then it takes no more
// connections, lets the requests under way finish, and returns: nil, or an
// error if some had to be cut off. It closes l.
func Serve(ctx context.Context, l net.Listener, h http.Handler, o ServerOptions) error {
	s := NewServer(h, o)
	l = limitConns(l, orDefault(o.MaxConns, 20_000), s.SetKeepAlivesEnabled)
	done := make(chan error, 1)
	go func() {
		if o.TLS != nil {
			done <- s.ServeTLS(l, "", "")
		} else {
			done <- s.Serve(l)
		}
	}()
	select {
	case err := <-done:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.Background(), orDefault(o.Drain, 20*time.Second))
	defer cancel()
	if err := s.Shutdown(drain); err != nil {
		return errors.Join(fmt.Errorf("stop serving on %s: %w", l.Addr(), err), s.Close())
	}
	return nil
}
