package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
)

// Handler is a handler that can fail. What it returns before it has written
// anything becomes an answer by [Problems].
type Handler func(w http.ResponseWriter, r *http.Request) error

// statusLeft is what the log says of readers who left before the answer. It is
// never sent.
const statusLeft = 499

// statuses is the one table from error kinds to HTTP (RFC 9110, section 15).
var statuses = map[news.Kind]int{
	news.Internal:        http.StatusInternalServerError,
	news.Invalid:         http.StatusBadRequest,
	news.Unauthenticated: http.StatusUnauthorized,
	news.Forbidden:       http.StatusForbidden,
	news.NotFound:        http.StatusNotFound,
	news.Gone:            http.StatusGone,
	news.Conflict:        http.StatusConflict,
	news.Stale:           http.StatusConflict,
	news.TooLarge:        http.StatusRequestEntityTooLarge,
	news.Unavailable:     http.StatusServiceUnavailable,
}

// Limited is the error of a request that came too soon after others.
type Limited struct {
	// After is when to try again.
	After time.Duration
}

func (l *Limited) Error() string { return fmt.Sprintf("rate limited for %v", l.After) }

// unavailableAfter is the Retry-After of a 503 (reader-site.md section 10).
const unavailableAfter = 10 * time.Second

// Problem is an error as a reader gets it.
type Problem struct {
	Status int
	// Code is the message key below "error.", with Args for its placeholders.
	Code string
	Args map[string]any
	// ID is the request's name, to be told to whoever asks.
	ID string
	// RetryAfter is zero unless trying again makes sense.
	RetryAfter time.Duration
	Err        error
}

// NewProblem finds the answer to an error. Code is never taken from an Internal
// error: what happened inside is for the log.
func NewProblem(r *http.Request, err error) Problem {
	p := Problem{ID: ID(r), Err: err}
	var limited *Limited
	var tooLarge *http.MaxBytesError
	kind := news.KindOf(err)
	switch {
	case errors.As(err, &limited):
		p.Status, p.Code, p.RetryAfter = http.StatusTooManyRequests, "rate_limited", limited.After
		return p
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		p.Status = statusLeft
		return p
	case kind != news.Internal:
	case errors.As(err, &tooLarge):
		kind = news.TooLarge
	case errors.Is(err, context.DeadlineExceeded):
		kind = news.Unavailable
	}
	p.Status, p.Code = statuses[kind], kind.String()
	if kind == news.Unavailable {
		p.RetryAfter = unavailableAfter
	}
	var e *news.Error
	if kind != news.Internal && errors.As(err, &e) && e.Code != "" {
		p.Code, p.Args = e.Code, e.Args
	}
	return p
}

// Message gives the sentence for the reader.
func (p Problem) Message(l *locale.Locale) string {
	args := make([]any, 0, 2*len(p.Args))
	for name, v := range p.Args {
		args = append(args, name, v)
	}
	return l.Message("error."+p.Code, args...)
}

// Problems answers for handlers that fail. The zero value answers in short
// Indonesian text and logs nothing.
type Problems struct {
	// Logger gets faults of ours (Error) and outages (Warn), once each.
	Logger *slog.Logger
	// Locale chooses the reader's language; nil is Indonesian.
	Locale func(*http.Request) *locale.Locale
	// Page writes the answer as a page of its own, status included, and reports
	// whether it did; nil or false leaves the short text.
	Page func(w http.ResponseWriter, r *http.Request, p Problem) bool
}

// Handle makes an http.Handler of h.
func (p *Problems) Handle(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			p.Answer(w, r, err)
		}
	})
}

// Answer writes the answer to an error, and the log line if it deserves one. It
// writes no answer when one was begun already or the reader has left.
func (p *Problems) Answer(w http.ResponseWriter, r *http.Request, err error) {
	pr := NewProblem(r, err)
	p.log(r, pr)
	if x := exchangeOf(r); pr.Status == statusLeft || x != nil && x.wrote {
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	for _, stale := range []string{"Etag", "Last-Modified", "Content-Length", "Content-Encoding"} {
		h.Del(stale)
	}
	if pr.RetryAfter > 0 {
		seconds := max(1, int64((pr.RetryAfter+time.Second-1)/time.Second))
		h.Set("Retry-After", strconv.FormatInt(seconds, 10))
	}
	if p.Page != nil && p.Page(w, r, pr) {
		return
	}
	l := locale.Get("id")
	if p.Locale != nil {
		l = p.Locale(r)
	}
	text := pr.Message(l)
	if pr.Status >= 500 && pr.ID != "" {
		text += "\n" + pr.ID
	}
	h.Set("Content-Language", l.Tag())
	http.Error(w, text, pr.Status)
}

func (p *Problems) log(r *http.Request, pr Problem) {
	if p.Logger == nil {
		return
	}
	switch {
	case pr.Status == http.StatusServiceUnavailable:
		p.Logger.WarnContext(r.Context(), "unavailable", "req", pr.ID, "route", r.Pattern, "err", pr.Err)
	case pr.Status >= 500 && pr.Status != statusLeft:
		p.Logger.ErrorContext(r.Context(), "fault", "req", pr.ID, "route", r.Pattern, "err", pr.Err)
	}
}
