package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"warta/internal/locale"
	"warta/internal/news"
)

// exitCodes tell scripts what kind of thing went wrong.
var exitCodes = map[news.Kind]int{
	news.Internal:        1,
	news.Invalid:         3,
	news.TooLarge:        4,
	news.NotFound:        5,
	news.Gone:            5,
	news.Conflict:        6,
	news.Stale:           6,
	news.Forbidden:       7,
	news.Unauthenticated: 7,
	news.Unavailable:     8,
}

// exitUsage: the command line itself was wrong.
const exitUsage = 2

// words is the language of the person at the terminal.
func words() *locale.Locale {
	for _, name := range []string{"WARTA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			tag, _, _ := strings.Cut(v, ".")
			tag = strings.ReplaceAll(tag, "_", "-")
			if strings.HasPrefix(tag, "id") {
				return locale.Get("id")
			}
			return locale.Get("en")
		}
	}
	return locale.Get("en")
}

// report prints one clear sentence for the person, then the cause in brackets
// for whoever helps them, and gives the exit code.
func report(w io.Writer, err error) int {
	fmt.Fprintln(w, "warta: "+sentence(words(), err))
	switch {
	case errors.Is(err, errAuditBroken):
		return exitAudit
	case errors.Is(err, errUnwell):
		return exitUnwell
	}
	return exitCodes[news.KindOf(err)]
}

func reportUsage(w io.Writer, err *kong.ParseError) int {
	fmt.Fprintln(w, "warta: "+err.Error()+". See warta --help.")
	return exitUsage
}

// sentence is what a person reads of an error.
func sentence(l *locale.Locale, err error) string {
	var e *news.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	var parts []string
	for cur := e; ; {
		if cur.Code != "" && cur.Code != "fields" {
			parts = append(parts, l.Message("error."+cur.Code, args(cur.Args)...))
		}
		for _, f := range cur.Fields {
			parts = append(parts, f.Field+": "+l.Message("error.field."+f.Code, "n", f.Limit, "limit", f.Limit))
		}
		var next *news.Error
		if cur.Err == nil || !errors.As(cur.Err, &next) {
			if len(parts) == 0 {
				parts = append(parts, l.Message("error."+e.Kind.String()))
				if cur.Err != nil {
					parts = append(parts, "("+err.Error()+")")
				}
			}
			break
		}
		cur = next
	}
	return strings.Join(parts, " ")
}

func args(m map[string]any) []any {
	out := make([]any, 0, 2*len(m))
	for k, v := range m {
		out = append(out, k, v)
	}
	return out
}
