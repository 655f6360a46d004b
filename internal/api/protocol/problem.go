package protocol

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/web"
)

// Problem is the body of every answer that is an error (RFC 9457, API-5). Its
// sentences are written when it is sent, so that it can be made before the
// caller's language is known.
type Problem struct {
	Type   string `json:"type" doc:"Leads to the kind's description" example:"/api/v1/docs#stale"`
	Title  string `json:"title" doc:"What to do about it, in the caller's language (Accept-Language: id or en)"`
	Status int    `json:"status"`
	Kind   string `json:"kind" enum:"invalid,unauthenticated,forbidden,not_found,gone,conflict,stale,too_large,rate_limited,unavailable,internal"`
	// Code says more than the kind where a program may want to know.
	Code      string  `json:"code,omitempty" doc:"Which rule of the kind it was" example:"key_reused"`
	Fields    []Field `json:"fields,omitempty" doc:"Each field at fault"`
	Revision  int     `json:"revision,omitempty" doc:"The present revision, when the one in If-Match is not"`
	RequestID string  `json:"request_id,omitempty" doc:"Name of the request, to be told to whoever asks"`
	// RetryAfter is in seconds.
	RetryAfter int `json:"retry_after,omitempty" doc:"Seconds to wait before trying again"`

	// Notice is what stands in the place of a withdrawn article.
	Notice any `json:"notice,omitempty" doc:"Of a withdrawn article: when, on what ground and why (public answers)"`

	args   map[string]any
	header http.Header
}

// Field is one field at fault.
type Field struct {
	Path    string `json:"path" example:"headline"`
	Block   string `json:"block,omitempty" doc:"Id of the body's block"`
	Code    string `json:"code" example:"too_long"`
	Limit   int    `json:"limit,omitempty" example:"200"`
	Message string `json:"message,omitempty" doc:"The sentence for a person"`
}

// statuses are the API's where they differ from those of pages: a field at
// fault is 422 and a stale revision 412 (API-3, SAVE-8).
var statuses = map[news.Kind]int{
	news.Internal:        http.StatusInternalServerError,
	news.Invalid:         http.StatusUnprocessableEntity,
	news.Unauthenticated: http.StatusUnauthorized,
	news.Forbidden:       http.StatusForbidden,
	news.NotFound:        http.StatusNotFound,
	news.Gone:            http.StatusGone,
	news.Conflict:        http.StatusConflict,
	news.Stale:           http.StatusPreconditionFailed,
	news.TooLarge:        http.StatusRequestEntityTooLarge,
	news.Unavailable:     http.StatusServiceUnavailable,
}

// kinds are the kinds of answers that come from HTTP itself.
var kinds = map[int]news.Kind{
	http.StatusUnauthorized: news.Unauthenticated, http.StatusForbidden: news.Forbidden, http.StatusNotFound: news.NotFound,
	http.StatusGone: news.Gone, http.StatusConflict: news.Conflict, http.StatusPreconditionFailed: news.Stale,
	http.StatusRequestEntityTooLarge: news.TooLarge, http.StatusServiceUnavailable: news.Unavailable,
}

// ProblemOf makes the answer to an error. Nothing of an Internal error leaves
// the house.
func ProblemOf(err error) *Problem {
	var own *Problem
	if errors.As(err, &own) {
		return own
	}
	var limited *web.Limited
	var tooLarge *http.MaxBytesError
	kind := news.KindOf(err)
	switch {
	case errors.As(err, &limited):
		return &Problem{Status: http.StatusTooManyRequests, Kind: "rate_limited", Code: "rate_limited",
			RetryAfter: max(1, int((limited.After+time.Second-1)/time.Second))}
	case kind != news.Internal:
	case errors.As(err, &tooLarge):
		kind = news.TooLarge
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		kind = news.Unavailable
	}
	p := &Problem{Status: statuses[kind], Kind: kind.String(), Code: kind.String()}
	if kind == news.Unavailable {
		p.RetryAfter = 10
	}
	if kind == news.Internal {
		return p
	}
	// The outermost code leads to the sentence; fields may stand further in.
	coded := false
	for e := (*news.Error)(nil); errors.As(err, &e); err = e.Err {
		if e.Code != "" && !coded {
			p.Code, p.args, coded = e.Code, e.Args, true
		}
		for _, f := range e.Fields {
			p.Fields = append(p.Fields, Field{Path: f.Field, Block: f.Block, Code: f.Code, Limit: f.Limit})
		}
		if n, ok := e.Args["revision"].(int); ok && kind == news.Stale {
			p.Revision = n
		}
		if e.Err == nil {
			break
		}
	}
	if p.Fields != nil && !coded {
		p.Code = "fields"
	}
	if kind == news.NotFound {
		// Whether there is no such thing or the caller may not know of it must
		// not be told apart (API-6).
		p.Code, p.args, p.Fields = kind.String(), nil, nil
	}
	return p
}

// Refuse makes a problem of HTTP's own; code is a message key below "error.".
func Refuse(status int, code string, fields ...Field) *Problem {
	kind, ok := kinds[status]
	if !ok {
		kind = news.Invalid
	}
	p := &Problem{Status: status, Kind: kind.String(), Code: code, Fields: fields}
	if status == http.StatusTooManyRequests {
		p.Kind = "rate_limited"
	}
	return p
}

// After says when to try again.
func (p *Problem) After(seconds int) *Problem { p.RetryAfter = seconds; return p }

// Set adds a header to the answer.
func (p *Problem) Set(name, value string) *Problem {
	if p.header == nil {
		p.header = http.Header{}
	}
	p.header.Set(name, value)
	return p
}

func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Kind + " " + p.Code)
	for _, f := range p.Fields {
		b.WriteString("; " + f.Path + " " + f.Code)
	}
	return b.String()
}

// GetStatus, GetHeaders and ContentType are asked by huma.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders gives the answer's own headers.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{"Cache-Control": {"no-store"}}
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	if p.Revision > 0 {
		h.Set("ETag", Revision(p.Revision))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="warta"`)
	}
	for name, values := range p.header {
		h[name] = values
	}
	return h
}

// ContentType is that of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// In writes the sentences.
func (p *Problem) In(c *Call) *Problem {
	q := *p
	q.Type = "/api/v1/docs#" + q.Kind
	q.Title = sentence(c.Locale, q.Code, q.Kind, q.args)
	q.RequestID = c.ID
	q.Fields = make([]Field, len(p.Fields))
	for i, f := range p.Fields {
		f.Message = c.Locale.Message("error.field."+f.Code, "n", f.Limit, "limit", f.Limit)
		q.Fields[i] = f
	}
	if len(q.Fields) == 0 {
		q.Fields = nil
	}
	if q.Code == q.Kind {
		q.Code = ""
	}
	return &q
}

func sentence(l *locale.Locale, code, kind string, args map[string]any) string {
	key := "error." + code
	if !l.Has(key) {
		key = "error." + kind
	}
	return l.MessageArgs(key, args)
}

// Write sends the answer to an error outside of huma's handlers.
func Write(w http.ResponseWriter, r *http.Request, err error) {
	c := Of(r.Context())
	p := ProblemOf(err).In(c)
	c.Problem, c.Err = p, err
	h := w.Header()
	for name, values := range p.GetHeaders() {
		h[name] = values
	}
	h.Set("Content-Type", p.ContentType(""))
	h.Set("Content-Language", c.Locale.Tag())
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{}`)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)+1))
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(append(body, '\n')) // the caller has left; there is nobody to tell
	}
}

// Revision writes a revision as an entity tag (API-3).
func Revision(n int) string { return `"r` + strconv.Itoa(n) + `"` }

// telling makes huma speak as this package does. Its hooks are variables of its
// package and belong to whole programs.
var telling = sync.OnceFunc(func() {
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		c := Of(ctx.Context())
		p := humaProblem(status, msg, errs)
		c.Problem = p
		return p.In(c)
	}
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return humaProblem(status, msg, errs)
	}
})

// humaProblem turns what huma found wrong with a request into codes of ours.
func humaProblem(status int, msg string, errs []error) *Problem {
	p := Refuse(status, "")
	switch {
	case status == http.StatusUnsupportedMediaType:
		p.Code = "media_type"
	case status == http.StatusNotAcceptable:
		p.Code = "not_acceptable"
	case status == http.StatusRequestTimeout:
		p.Code = "too_slow"
	case status >= 500:
		p.Kind, p.Code = news.Internal.String(), news.Internal.String()
	case p.Kind != news.Invalid.String():
		p.Code = p.Kind
	default:
		p.Code = "fields"
	}
	for _, err := range errs {
		var own *Problem
		if errors.As(err, &own) {
			return own
		}
		var d huma.ErrorDetailer
		if !errors.As(err, &d) {
			continue
		}
		f := fieldOf(d.ErrorDetail())
		if f.Code == "json" {
			p.Code, p.Fields = "json", nil
			p.Status = http.StatusBadRequest
			return p
		}
		p.Fields = append(p.Fields, f)
	}
	if status == http.StatusBadRequest && len(p.Fields) == 0 {
		p.Code = "json"
		if strings.Contains(msg, "required") {
			p.Code = "body_required"
		}
	}
	return p
}

// codes are huma's sentences, each with the code of ours. %d is the limit.
var codes = []struct{ sentence, code string }{
	{validation.MsgUnexpectedProperty, "unexpected"},
	{"unknown query parameter", "unexpected"},
	{validation.MsgExpectedRFC3339DateTime, "time"},
	{validation.MsgExpectedRFC3339Date, "date"},
	{validation.MsgExpectedRFC5322Email, "email"},
	{validation.MsgExpectedRFC3986URI, "url"},
	// Longer sentences stand before those that they begin with.
	{validation.MsgExpectedMinimumNumber, "range"},
	{validation.MsgExpectedExclusiveMinimumNumber, "range"},
	{validation.MsgExpectedMaximumNumber, "range"},
	{validation.MsgExpectedExclusiveMaximumNumber, "range"},
	{validation.MsgExpectedMinItems, "too_few"},
	{validation.MsgExpectedMaxItems, "too_many"},
	{validation.MsgExpectedArrayItemsUnique, "twice"},
	{validation.MsgExpectedBePattern, "shape"},
	{validation.MsgExpectedMatchPattern, "shape"},
	{validation.MsgExpectedBoolean, "type"},
	{validation.MsgExpectedNumber, "type"},
	{validation.MsgExpectedInteger, "type"},
	{validation.MsgExpectedString, "type"},
	{validation.MsgExpectedArray, "type"},
	{validation.MsgExpectedObject, "type"},
	{validation.MsgExpectedBase64String, "type"},
	{validation.MsgExpectedOneOf, "unknown"},
	{validation.MsgExpectedMinLength, "too_short"},
	{validation.MsgExpectedMaxLength, "too_long"},
	{validation.MsgExpectedMaxProperties, "too_many"},
	{validation.MsgExpectedRequiredProperty, "required"},
	{"required ", "required"},
	{"request body is required", "required"},
	{"invalid date", "time"},
	{"invalid integer", "type"},
	{"invalid boolean", "type"},
	{"invalid value", "type"},
	{"invalid ", "type"},
}

func fieldOf(d *huma.ErrorDetail) Field {
	f := Field{Path: fieldPath(d.Location), Code: "unknown"}
	for _, c := range codes {
		head, tail, parts := strings.Cut(c.sentence, "%")
		if !strings.HasPrefix(d.Message, head) {
			continue
		}
		f.Code = c.code
		if parts && (tail == "d" || tail == "v") {
			f.Limit, _ = strconv.Atoi(strings.TrimSpace(d.Message[len(head):]))
		}
		break
	}
	switch f.Code {
	case "required":
		// huma names the object that lacks it, and the lacking one in its words.
		if word, ok := strings.CutPrefix(d.Message, "expected required property "); ok {
			name, _, _ := strings.Cut(word, " ")
			f.Path = strings.TrimPrefix(f.Path+"."+name, ".")
		}
	case "unknown":
		if d.Location == "body" && d.Value != nil && strings.Contains(d.Message, "JSON") || strings.Contains(d.Message, "invalid character") ||
			strings.Contains(d.Message, "unexpected end") {
			f.Code = "json"
		}
	}
	return f
}

// fieldPath takes huma's "body." away and writes "a.0.b" for "a[0].b".
func fieldPath(at string) string {
	at, inBody := strings.CutPrefix(at, "body")
	if inBody {
		at = strings.TrimPrefix(at, ".")
	}
	at = strings.NewReplacer("[", ".", "]", "").Replace(at)
	return strings.TrimPrefix(at, ".")
}

// Invalid is the refusal of one field by a door.
func Invalid(path, code string, limit int) error {
	return &news.Error{Kind: news.Invalid, Op: fmt.Sprintf("read %s", path), Code: "fields",
		Fields: []news.FieldError{{Field: path, Code: code, Limit: limit}}}
}

// StatusOf is the status of a kind, as text for the description.
func StatusOf(kind string) string {
	if kind == "rate_limited" {
		return strconv.Itoa(http.StatusTooManyRequests)
	}
	for k, status := range statuses {
		if k.String() == kind {
			return strconv.Itoa(status)
		}
	}
	return ""
}
