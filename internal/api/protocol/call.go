// Package protocol is the conventions that every endpoint of the JSON API keeps
// (newsroom.md section 13): how an error is told, how a list is continued, how
// an answer is cut to the asked fields, what a route declares of itself. It
// knows nothing of the newsroom, so that the public half of the API can stand
// on it, too.
//
//	call.go      what a request brings: its name, language, who asks
//	problem.go   RFC 9457 answers from error kinds, in the caller's language
//	route.go     a route as it is declared, registered and documented
//	cursor.go    places in lists, sealed
//	sparse.go    fields= and include=
package protocol

import (
	"context"
	"net/http"
	"net/url"

	"golang.org/x/text/language"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/web"
)

// Call is what an endpoint may know of the request it answers.
type Call struct {
	// ID names the request in answers and logs.
	ID     string
	Locale *locale.Locale
	// URL is what was asked for; nil where nothing of a request is known.
	URL *url.URL
	// Problem is the answer to the call, if it is a problem.
	Problem *Problem
	// Err is what a handler returned, for the log.
	Err error
	// Keys and Seq are what a public answer shows, for the page cache.
	Keys []string
	Seq  news.Seq
}

type callKey struct{}

// Begin gives the request a call of its own.
func Begin(r *http.Request) (*http.Request, *Call) {
	c := &Call{ID: web.ID(r), Locale: Language(r), URL: r.URL}
	return r.WithContext(With(r.Context(), c)), c
}

// With puts the call into a context.
func With(ctx context.Context, c *Call) context.Context { return context.WithValue(ctx, callKey{}, c) }

// Of is the context's call.
func Of(ctx context.Context) *Call {
	if c, ok := ctx.Value(callKey{}).(*Call); ok {
		return c
	}
	return &Call{Locale: locale.Get(locale.Fallback)}
}

// Show notes surrogate keys of what the answer shows.
func (c *Call) Show(keys ...string) { c.Keys = append(c.Keys, keys...) }

// languages are matched in this order; the first answers who asks for none.
var languages = language.NewMatcher([]language.Tag{language.Indonesian, language.English})

var languageTags = []string{"id", "en"}

// Language is the caller's, by Accept-Language.
func Language(r *http.Request) *locale.Locale {
	asked := r.Header.Get("Accept-Language")
	if len(asked) > 200 {
		asked = ""
	}
	tags, _, err := language.ParseAcceptLanguage(asked)
	if err != nil || len(tags) == 0 {
		return locale.Get(languageTags[0])
	}
	_, i, _ := languages.Match(tags...)
	return locale.Get(languageTags[i])
}

// NextLink writes the way to the next page of a list (RFC 8288).
func NextLink(ctx context.Context, cursor string) string {
	u := Of(ctx).URL
	if u == nil {
		return ""
	}
	q := u.Query()
	q.Set("cursor", cursor)
	return "<" + u.Path + "?" + q.Encode() + `>; rel="next"`
}
