package wordpress

import (
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// ask is what a request asks: its route and its questions, in one form however
// they were written.
type ask struct {
	// route is the path behind the prefix, "wp/v2/posts/7".
	route string
	// values are the questions by name; lists written "a,b", "a[]=…" or "a[0]=…"
	// are the same.
	values  map[string][]string
	page    int
	perPage int
	offset  int
	// pretty: the address has the prefix, not ?rest_route=.
	pretty bool
}

// Limits of a question.
const (
	maxAddress = 4096
	maxValues  = 100
	maxNumber  = 1 << 53
	// deepest is how far lists are walked; whoever wants more asks by date.
	deepest = 10_000
)

func read(r *http.Request) (*ask, *fault) {
	if len(r.URL.RawQuery) > maxAddress || len(r.URL.Path) > maxAddress {
		return nil, refuse(http.StatusRequestURITooLong, "rest_uri_too_long", "The address is too long.")
	}
	all, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, badParam("query", "It cannot be read.")
	}
	q := &ask{values: map[string][]string{}, page: 1, perPage: 10, pretty: true}
	q.route = strings.TrimPrefix(r.URL.Path, Prefix)
	if all.Has("rest_route") {
		q.route, q.pretty = all.Get("rest_route"), false
	}
	q.route = strings.Trim(q.route, "/")
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names) // a[0] before a[1]
	for _, name := range names {
		plain, _, _ := strings.Cut(name, "[")
		switch plain {
		case "rest_route", "_locale", "_", "_jsonp", "_wpnonce", "_method", "_envelope":
			continue // they change nothing that we answer
		}
		for _, v := range all[name] {
			v = strings.ToValidUTF8(v, "\uFFFD")
			if plain == "search" {
				q.values[plain] = []string{v}
				continue
			}
			for part := range strings.SplitSeq(v, ",") {
				if part = strings.TrimSpace(part); part != "" || plain == "_embed" {
					q.values[plain] = append(q.values[plain], part)
				}
			}
		}
		if len(q.values[plain]) > maxValues {
			return nil, badParam(plain, "It has too many values.")
		}
	}
	for name, bounds := range map[string]struct {
		to       *int
		min, max int
	}{"page": {&q.page, 1, deepest}, "per_page": {&q.perPage, 1, 100}, "offset": {&q.offset, 0, deepest}} {
		if v := q.one(name); v != "" {
			n, ok := number(v)
			if !ok || n < int64(bounds.min) || n > int64(bounds.max) {
				return nil, badParam(name, name+" must be between "+strconv.Itoa(bounds.min)+" and "+strconv.Itoa(bounds.max)+".")
			}
			*bounds.to = int(n)
		}
	}
	switch q.one("context") {
	case "", "view", "embed":
	case "edit":
		return nil, refuse(http.StatusUnauthorized, "rest_forbidden_context", "Sorry, you are not allowed to edit here.")
	default:
		return nil, badParam("context", "context is not one of view, embed, and edit.")
	}
	if s := q.values["status"]; len(s) > 0 && slices.ContainsFunc(s, func(v string) bool { return v != "publish" && v != "any" && v != "inherit" }) {
		return nil, badParam("status", "Status is forbidden.")
	}
	return q, nil
}

// number reads a number strictly: "7abc" is none (the hole of WordPress 4.7.0).
func number(s string) (int64, bool) {
	if s == "" || len(s) > 16 {
		return 0, false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n < maxNumber
}

func (q *ask) one(name string) string {
	if v := q.values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func (q *ask) has(name string) bool { return len(q.values[name]) > 0 }

// numbers reads a list of ids.
func (q *ask) numbers(name string) ([]int64, error) {
	var out []int64
	for _, v := range q.values[name] {
		n, ok := number(v)
		if !ok {
			return nil, badParam(name, name+" is not of type integer.")
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out, nil
}

// moment reads a date: with a zone, or in the paper's own.
func (q *ask) moment(name string, zone *time.Location) (time.Time, error) {
	v := q.one(name)
	if v == "" {
		return time.Time{}, nil
	}
	v = strings.Replace(v, " ", "+", 1) // a plus that was not escaped
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02+15:04:05", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, v, zone); err == nil && t.Year() > 0 && t.Year() < 9999 {
			return t, nil
		}
	}
	return time.Time{}, badParam(name, "Invalid date.")
}

// key is the question in one form.
func (q *ask) key() string {
	var b strings.Builder
	if !q.pretty {
		b.WriteByte('?') // links in the answer are of the same form
	}
	b.WriteString(q.route)
	names := make([]string, 0, len(q.values))
	for name := range q.values {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		b.WriteString("&" + url.QueryEscape(name) + "=")
		for i, v := range q.values[name] {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(url.QueryEscape(v))
		}
	}
	return b.String()
}

// address is that of another page of the same list.
func (q *ask) address(base string, page int) string {
	v := url.Values{}
	for name, values := range q.values {
		v.Set(name, strings.Join(values, ","))
	}
	v.Set("page", strconv.Itoa(page))
	if q.pretty {
		return base + Prefix + "/" + q.route + "?" + v.Encode()
	}
	v.Set("rest_route", "/"+q.route)
	return base + "/?" + v.Encode()
}

// start is the number of entries before those that are asked for.
func (q *ask) start() int {
	if q.has("offset") {
		return q.offset
	}
	return (q.page - 1) * q.perPage
}

// cut gives the entries that are asked for of a whole list.
func cut[T any](q *ask, list []T) []T {
	from := min(q.start(), len(list))
	return list[from:min(from+q.perPage, len(list))]
}
