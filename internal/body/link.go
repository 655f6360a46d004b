package body

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// articleScheme begins a link to one of our articles: "article:42". It follows
// the article's address and vanishes with it.
const articleScheme = "article:"

// linkScheme gives the scheme of a link's address, "" for a path of this paper,
// and whether the address may be written at all. Browsers drop tabs and line
// ends inside a scheme and trim what stands before it, so an address with such a
// character is refused as a whole (https://url.spec.whatwg.org/#url-parsing).
func linkScheme(href string) (scheme string, ok bool) {
	if href == "" || !utf8.ValidString(href) {
		return "", false
	}
	for i := 0; i < len(href); i++ {
		if c := href[i]; c <= ' ' || c == 0x7f || c == '\\' || c == '<' || c == '>' || c == '"' {
			return "", false
		}
	}
	if href[0] == '/' {
		return "", !strings.HasPrefix(href, "//")
	}
	scheme, rest, found := strings.Cut(href, ":")
	if !found {
		return "", false
	}
	switch scheme = strings.ToLower(scheme); scheme {
	case "http", "https":
		rest, found = strings.CutPrefix(rest, "//")
		return scheme, found && rest != "" && !strings.ContainsRune("/?#:@", rune(rest[0]))
	case "mailto", "tel":
		return scheme, rest != ""
	case "article":
		_, ok := articleRef(href)
		return scheme, ok
	}
	return scheme, false
}

// articleRef gives the number in an "article:ID" address.
func articleRef(href string) (id int64, ok bool) {
	num, found := strings.CutPrefix(href, articleScheme)
	if !found || num == "" || num[0] == '+' || num[0] == '0' {
		return 0, false
	}
	id, err := strconv.ParseInt(num, 10, 64)
	return id, err == nil && validRef(id)
}

// validRef reports whether a number survives JavaScript.
func validRef(id int64) bool { return id > 0 && id <= 1<<53-1 }

// webURL reports whether s is an http or https address.
func webURL(s string) bool {
	scheme, ok := linkScheme(s)
	return ok && (scheme == "https" || scheme == "http")
}

// validLang is a look at the shape of a BCP 47 tag: letters and digits in parts
// of 1–8, joined by hyphens.
func validLang(s string) bool {
	if s == "" || len(s) > 35 {
		return false
	}
	part := 0
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		switch {
		case s[i] == '-':
			if part == 0 {
				return false
			}
			part = -1
		case c >= 'a' && c <= 'z' || s[i] >= '0' && s[i] <= '9' && i > 0:
		default:
			return false
		}
		if part++; part > 8 {
			return false
		}
	}
	return part > 0
}
