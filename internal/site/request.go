package site

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/web"
)

// request is all of a request that a page may depend on.
type request struct {
	// edition is the asked one; zero means the first, when none is known yet.
	edition news.EditionID
	// base is the canonical scheme and host, without a slash at the end.
	base   string
	locale *locale.Locale
	// path is the address without the lite prefix.
	path string
	// lite asks for the page's lite form (LT-1).
	lite bool
	// asked are the listed query keys, by message key.
	asked map[string]string
}

// word is a word in addresses.
func (rq request) word(key string) string { return rq.locale.Message(key) }

// litePrefix stands before the addresses of lite pages.
func (rq request) litePrefix() string { return "/" + rq.word("path.lite") }

// unlite takes the lite prefix off a path; lite says that it was there. The
// prefix alone is the front page.
func (rq request) unlite(path string) (rest string, lite bool) {
	rest, ok := strings.CutPrefix(path, rq.litePrefix())
	switch {
	case !ok || rest != "" && rest[0] != '/':
		return path, false
	case rest == "":
		return "/", true
	}
	return rest, true
}

// key names the page in the cache: nothing else of a request can change it.
func (rq request) key(path string, asked map[string]string) string {
	if len(asked) == 0 {
		return rq.base + path
	}
	names := make([]string, 0, len(asked))
	for name := range asked {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	b.WriteString(rq.base + path)
	sep := byte('?')
	for _, name := range names {
		b.WriteByte(sep)
		b.WriteString(name + "=" + asked[name])
		sep = '&'
	}
	return b.String()
}

// maxPath bounds addresses; a longer one leads nowhere.
const maxPath = 2048

// host is what requests need of an edition, made once when its settings are
// read.
type host struct {
	edition news.Edition
	// base is the canonical scheme and host; empty means the request's.
	base  string
	words *locale.Locale
}

func newHost(e news.Edition) host {
	set := e.Settings.WithDefaults()
	// Words in addresses may be the edition's own.
	return host{edition: e, base: strings.TrimSuffix(set.BaseURL, "/"), words: locale.Get(set.Locale).With(set.Messages)}
}

// request tells editions apart and sends other forms of an address to the
// canonical one. ok is false when it has answered already.
func (s *Server) request(w http.ResponseWriter, r *http.Request) (rq request, ok bool) {
	h := s.host(r)
	rq = request{edition: h.edition.ID, locale: h.words, base: h.base}
	if rq.base == "" {
		rq.base = web.Scheme(r) + "://" + r.Host
	}
	path := r.URL.EscapedPath()
	status := 0
	switch {
	case len(path) > maxPath:
		status = http.StatusRequestURITooLong
	case malformed(r):
		status = http.StatusBadRequest
	case r.ContentLength > maxSent:
		status = http.StatusRequestEntityTooLarge
		w.Header().Set("Connection", "close")
	}
	if status != 0 {
		s.refuse(w, r, rq, status)
		return rq, false
	}
	if to, other := otherHost(rq.base, r); other && !strings.HasPrefix(path, "/-/") {
		w.Header().Set("Location", to)
		w.Header().Set("Cache-Control", pageCacheControl)
		w.WriteHeader(http.StatusMovedPermanently)
		return rq, false
	}
	return rq, true
}

// editionPatience is how long a request waits for the list of editions, which
// only the first one after a start has to.
const editionPatience = 500 * time.Millisecond

// unknownHost serves last good copies while the database was never reached.
var unknownHost = newHost(news.Edition{})

// host finds the edition by the request's host; the first one takes what no
// other claims.
func (s *Server) host(r *http.Request) host {
	list := s.known()
	if list == nil {
		ctx, cancel := context.WithTimeout(r.Context(), editionPatience)
		defer cancel()
		var err error
		if list, err = s.loadEditions(ctx); err != nil {
			s.log.Warn("editions are not known yet", "error", err)
			return unknownHost
		}
	}
	asked := hostname(r.Host)
	for _, h := range list {
		for _, name := range h.edition.Hosts {
			if strings.EqualFold(hostname(name), asked) {
				return h
			}
		}
	}
	if len(list) == 0 {
		return unknownHost
	}
	return list[0]
}

func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return host
}

// otherHost gives the canonical address of a request that came by another host
// or, as a trusted proxy tells, by http where https is meant (URL-3). Without
// such word nothing is known of the way in front of us, and nobody is sent in
// circles.
func otherHost(base string, r *http.Request) (string, bool) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		return "", false
	}
	insecure := u.Scheme == "https" && r.Header.Get("X-Forwarded-Proto") == "http"
	if strings.EqualFold(u.Host, r.Host) && !insecure {
		return "", false
	}
	to := base + r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	return to, true
}

// query picks the listed keys of the query with well-formed values; whatever
// else stands there is ignored (URL-3). The first value of a key counts.
func (rq request) query(r *http.Request, listed []string) (asked map[string]string) {
	if r.URL.RawQuery == "" || len(listed) == 0 {
		return nil
	}
	// A malformed pair is one more unknown key.
	values, _ := url.ParseQuery(r.URL.RawQuery)
	for _, key := range listed {
		name := rq.word(key)
		v := values.Get(name)
		if key == "query.q" {
			v = search.Clean(v)
		}
		if !values.Has(name) || !wellFormed[key](rq, v) {
			continue
		}
		if asked == nil {
			asked = map[string]string{}
		}
		asked[key] = v
	}
	return asked
}

// wellFormed are the forms of query values; anything else is ignored, so that
// no visitor can fill the cache with inventions.
var wellFormed = map[string]func(request, string) bool{
	"query.q":       func(_ request, v string) bool { return v != "" },
	"query.from":    isDay,
	"query.to":      isDay,
	"query.sort":    func(rq request, v string) bool { return v == rq.word("query.by_time") },
	"query.before":  func(_ request, v string) bool { _, _, ok := parseBefore(v); return ok },
	"query.section": func(_ request, v string) bool { return sectionValue(v) },
	"query.range":   func(rq request, v string) bool { return rangeOf(rq.word, v) != "" },
	"query.order":   func(rq request, v string) bool { return v == rq.word("query.oldest") },
	"query.page": func(rq request, v string) bool {
		return v == rq.word("query.all") || len(v) <= 3 && digits(v) && v[0] != '0'
	},
}

// isDay: as a browser's date field sends it.
func isDay(_ request, v string) bool {
	_, err := time.Parse(time.DateOnly, v)
	return err == nil && len(v) == len(time.DateOnly)
}

func digits(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
