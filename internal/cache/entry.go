package cache

import (
	"crypto/sha256"
	"encoding/base64"
	"hash/crc32"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// entry is a page ready to be written. Everything but the fields that say so is
// set once.
type entry struct {
	key    string
	page   *Page
	render Render
	at     time.Time
	// order numbers pages as they are made; generation is the cache's when the
	// page was put into it.
	order, generation int64
	// hash identifies the content: the first part of every ETag. Empty when the
	// status is not 200, which has no validator.
	hash string
	// fields are the ready-made headers of every answer, fields304 those that
	// a 304 repeats (RFC 9110, 15.4.5).
	fields, fields304 []field
	squeezable        bool
	// modified is the second in which these bytes came to be on this node, for
	// readers who keep no tags; zero when it is not known. now is the cache's
	// clock.
	modified time.Time
	dated    field
	now      func() time.Time

	// variants are swapped in as they are made.
	variants [encodings]atomic.Pointer[variant]
	// stale is set by a purge.
	stale atomic.Bool
	// visited is the sieve's bit.
	visited atomic.Bool
	// settled says that the second of modified is over.
	settled atomic.Bool
	// retryAt (Unix nanoseconds) is when a failed render may be tried again.
	retryAt atomic.Int64

	// Guarded by Cache.mu.
	size         int64
	linked       bool
	refs         []ref
	older, newer *entry
}

// field is a header line ready to be put into a response's header map. The
// slice has no spare capacity, so nobody can append into it.
type field struct {
	name  string
	value []string
}

// variant is one encoding of a page.
type variant struct {
	body   []byte
	etag   string
	fields []field
}

// entryOverhead estimates what an entry takes beyond its bytes: structs, map
// slots, headers.
const entryOverhead = 1200

func newEntry(key string, p *Page, render Render, at time.Time) *entry {
	q := *p
	q.Keys = slices.Clone(p.Keys)
	slices.Sort(q.Keys)
	q.Keys = slices.Compact(q.Keys)
	e := &entry{key: key, page: &q, render: render, at: at, refs: make([]ref, len(q.Keys))}
	if p.Status == http.StatusOK {
		sum := sha256.Sum256(p.Body)
		e.hash = base64.RawURLEncoding.EncodeToString(sum[:12])
	}
	e.header()
	e.squeezable = len(p.Body) >= minCompress && compressible(p.Header)
	e.size = int64(len(key)+len(p.Body)) + entryOverhead + int64(len(q.Keys))*64
	e.variants[identity].Store(e.variant(identity, p.Body))
	return e
}

// header makes the ready-made header lines.
func (e *entry) header() {
	h := e.page.Header
	vary := "Accept-Encoding"
	for name, values := range h {
		name = http.CanonicalHeaderKey(name)
		switch name {
		case "Content-Length", "Etag":
			continue // the variant's
		case "Vary":
			for _, v := range values {
				if v != "" && !strings.Contains(strings.ToLower(v), "accept-encoding") {
					vary += ", " + v
				}
			}
			continue
		}
		e.fields = append(e.fields, field{name, slices.Clip(slices.Clone(values))})
	}
	e.fields = append(e.fields, one("Vary", vary))
	if len(e.page.Keys) > 0 && h.Get("Surrogate-Key") == "" {
		e.fields = append(e.fields, one("Surrogate-Key", strings.Join(e.page.Keys, " ")))
	}
	for _, f := range e.fields {
		if !describesBody[f.name] {
			e.fields304 = append(e.fields304, f)
		}
	}
}

// describesBody are the fields that a 304 leaves out, having no body. All others
// are repeated: a browser replaces what it stored by what a 304 says, so that a
// page whose Content-Security-Policy were left to a default would break at its
// first revalidation.
var describesBody = map[string]bool{
	"Content-Type": true, "Content-Language": true, "Content-Encoding": true,
	"Content-Length": true, "Content-Range": true, "Content-Disposition": true,
}

func one(name, value string) field { return field{name, []string{value}} }

// etagMarks tell the encoding in a tag.
var etagMarks = [encodings]string{"", "-g", "-b"}

// variant makes the ready-made part of one encoding.
//
// A strong ETag promises equal bytes (RFC 9110, 8.8.1), and the bytes of an
// encoding change when a better level is swapped in. So a tag has two parts:
// the hash of the content, and a mark with a checksum of the encoded bytes.
// The whole is strong by construction; the first part alone lets [entry.match]
// confirm a copy that a reader got before the swap.
func (e *entry) variant(enc encoding, body []byte) *variant {
	v := &variant{body: body}
	if e.hash != "" {
		v.etag = `"` + e.hash + etagMarks[enc]
		if enc != identity {
			v.etag += strconv.FormatUint(uint64(crc32.Checksum(body, castagnoli)), 36)
		}
		v.etag += `"`
		v.fields = append(v.fields, one("Etag", v.etag))
	}
	if bodyAllowed(e.page.Status) {
		v.fields = append(v.fields, one("Content-Length", strconv.Itoa(len(body))))
	}
	if enc != identity {
		v.fields = append(v.fields, one("Content-Encoding", enc.String()))
	}
	return v
}

func bodyAllowed(status int) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}

// fresh reports whether the page may be served without a word of warning.
func (e *entry) fresh(now func() time.Time) bool {
	if e.stale.Load() {
		return false
	}
	return e.page.MaxAge == 0 || now().Sub(e.at) < e.page.MaxAge
}

// choose gives the encoding that the reader wants most among those there are;
// with equal weights, the smallest. It is nil when none is acceptable.
func (e *entry) choose(a accepted) *variant {
	var best *variant
	var weight int16
	for enc := encodings; enc > 0; {
		enc--
		if a[enc] <= weight {
			continue
		}
		if v := e.variants[enc].Load(); v != nil {
			best, weight = v, a[enc]
		}
	}
	if best == nil {
		best = e.force(a)
	}
	return best
}

// force makes an encoding on the spot for a reader who refuses those there
// are: identity;q=0 on a short page, or brotli alone before it was made.
func (e *entry) force(a accepted) *variant {
	if e.page.Header.Get("Content-Encoding") != "" {
		return nil
	}
	switch {
	case a[gzipped] > 0:
		return e.variant(gzipped, gzipBytes(e.page.Body, gzipFirst))
	case a[brotlied] > 0:
		return e.variant(brotlied, brotliBytes(e.page.Body))
	}
	return nil
}

// match finds the tag in If-None-Match that the reader's copy may be confirmed
// by: same content, in an encoding that this request accepts. The encoding
// counts because a shared cache offers the tags of all its copies and would
// hand the confirmed one to this reader. "*" gives current.
func (e *entry) match(fields []string, a accepted, current *variant) string {
	for _, s := range fields {
		if strings.Trim(s, " \t") == "*" {
			return current.etag
		}
		for {
			tag, rest, ok := nextTag(s)
			if !ok {
				break
			}
			s = rest
			if !strings.HasPrefix(tag, e.hash) {
				continue
			}
			if enc, ok := markOf(tag[len(e.hash):]); ok && a[enc] > 0 {
				if `"`+tag+`"` == current.etag {
					return current.etag
				}
				return `"` + tag + `"`
			}
		}
	}
	return ""
}

// markOf tells the encoding of a tag's second part.
func markOf(mark string) (encoding, bool) {
	switch {
	case mark == "":
		return identity, true
	case strings.HasPrefix(mark, etagMarks[gzipped]):
		return gzipped, true
	case strings.HasPrefix(mark, etagMarks[brotlied]):
		return brotlied, true
	}
	return identity, false
}

// date gives a page that is being put in place of old (or of nothing) the
// moment since which its bytes are what they are. Equal bytes keep their
// moment, however often they are made.
func (e *entry) date(old *entry, now func() time.Time) {
	if e.hash == "" {
		return
	}
	e.modified, e.now = e.at.Truncate(time.Second), now
	if old != nil && old.hash == e.hash && !old.modified.IsZero() {
		e.modified = old.modified
	}
	e.dated = one("Last-Modified", e.modified.UTC().Format(http.TimeFormat))
}

// lastModified is empty for as long as the same second could bring other bytes:
// a date has no finer grain, and whoever kept the date would be told for ever
// that nothing changed (RFC 9110, 8.8.2.2).
func (e *entry) lastModified() []string {
	if e.modified.IsZero() {
		return nil
	}
	if !e.settled.Load() {
		if e.now().Sub(e.modified) < time.Second {
			return nil
		}
		e.settled.Store(true)
	}
	return e.dated.value
}

// since reports whether a reader's date is that of these bytes. A later date
// does not count: another node may have dated older bytes with it.
func (e *entry) since(dates []string) bool {
	if len(dates) != 1 || e.lastModified() == nil {
		return false
	}
	if dates[0] == e.dated.value[0] {
		return true
	}
	t, err := http.ParseTime(dates[0])
	return err == nil && t.Equal(e.modified)
}

// write answers the request with the page. age is set for a stale copy only.
func (e *entry) write(w http.ResponseWriter, r *http.Request, stale bool, age time.Duration) {
	h := w.Header()
	a := parseAccept(r.Header["Accept-Encoding"])
	v := e.choose(a)
	if v == nil {
		http.Error(w, "No acceptable encoding.", http.StatusNotAcceptable)
		return
	}
	if e.hash != "" {
		if inm := r.Header["If-None-Match"]; len(inm) > 0 {
			if tag := e.match(inm, a, v); tag != "" {
				put(h, e.fields304)
				h["Etag"] = []string{tag}
				if stale {
					markStale(h, age)
				}
				w.WriteHeader(http.StatusNotModified)
				return
			}
		} else if ims := r.Header["If-Modified-Since"]; len(ims) > 0 && e.since(ims) {
			// Counts only where no tag is given (RFC 9110, 13.1.3).
			put(h, e.fields304)
			h["Etag"] = []string{v.etag}
			h[e.dated.name] = e.dated.value
			if stale {
				markStale(h, age)
			}
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	put(h, e.fields)
	put(h, v.fields)
	if lm := e.lastModified(); lm != nil {
		h[e.dated.name] = lm
	}
	if stale {
		markStale(h, age)
	}
	w.WriteHeader(e.page.Status)
	if r.Method != http.MethodHead && bodyAllowed(e.page.Status) {
		// A reader who left is no error of ours.
		_, _ = io.Writer(w).Write(v.body)
	}
}

func put(h http.Header, fields []field) {
	for i := range fields {
		h[fields[i].name] = fields[i].value
	}
}

// markStale says that this is a last good copy, and keeps it out of caches on
// the way: their longer instructions were meant for a fresh page.
func markStale(h http.Header, age time.Duration) {
	h.Del("Cdn-Cache-Control")
	h.Del("Surrogate-Control")
	h.Del("Expires")
	h.Set("Cache-Control", "public, max-age=5")
	h.Set("Age", strconv.FormatInt(max(0, int64(age/time.Second)), 10))
	h.Set("Warta-Stale", "1")
}
