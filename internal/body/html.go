package body

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// renderer writes HTML. Every text goes through text or attr, every address
// through href or src; the rest are words of this package.
type renderer struct {
	b []byte
	o Options
	// top is true for blocks of the document itself.
	top bool
	// first is true until a paragraph of the document itself was written.
	first bool
	// inLink is true while a link of running text is open.
	inLink bool
	// photos counts the pictures of galleries, labels the made-up ids.
	photos, labels int
	// named counts the names of landmarks and frames.
	named map[string]int
	err   error
}

func (r *renderer) site() bool { return r.o.Profile == Site }

func (r *renderer) lite() bool { return r.o.Profile == Lite }

// raw writes markup of this package.
func (r *renderer) raw(s string) { r.b = append(r.b, s...) }

func (r *renderer) html(h HTML) { r.b = append(r.b, h...) }

// text writes a text as content of an element.
func (r *renderer) text(s string) { r.b = appendEscaped(r.b, s, false) }

// attr writes an attribute; an empty value leaves it out.
func (r *renderer) attr(name, value string) {
	if value != "" {
		r.emptyAttr(name, value)
	}
}

// emptyAttr writes an attribute even when it is empty.
func (r *renderer) emptyAttr(name, value string) {
	r.b = append(r.b, ' ')
	r.b = append(r.b, name...)
	r.b = append(r.b, '=', '"')
	r.b = appendEscaped(r.b, value, true)
	r.b = append(r.b, '"')
}

func (r *renderer) intAttr(name string, n int) {
	if n > 0 {
		r.b = append(r.b, ' ')
		r.b = append(r.b, name...)
		r.b = append(r.b, '=', '"')
		r.b = strconv.AppendInt(r.b, int64(n), 10)
		r.b = append(r.b, '"')
	}
}

// class writes a class for the site; feeds have no style to go with it.
func (r *renderer) class(name string) {
	if r.site() {
		r.attr("class", name)
	}
}

// lang writes the language of an element when it is another than the text's.
func (r *renderer) lang(tag string) {
	if tag != r.o.Lang && validLang(tag) {
		r.attr("lang", tag)
	}
}

// capture gives what fn writes instead of writing it.
func (r *renderer) capture(fn func()) HTML {
	start := len(r.b)
	fn()
	h := HTML(r.b[start:])
	r.b = r.b[:start]
	return h
}

func (r *renderer) message(key string, args ...any) string {
	if r.o.Message == nil {
		return key
	}
	return r.o.Message(key, args...)
}

// appendEscaped writes text for an element, or for an attribute in double
// quotes. Characters that HTML cannot carry go: they would come back as U+FFFD, or end the page in
// a feed's XML. A carriage return is written by number, because parsers read a
// bare one as a line feed.
func appendEscaped(b []byte, s string, quoted bool) []byte {
	valid := utf8.ValidString(s)
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if special[c] == "" && (valid || c < utf8.RuneSelf) || c == '"' && !quoted {
			continue
		}
		size, esc := 1, special[c]
		if c >= utf8.RuneSelf {
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			if !(r == utf8.RuneError && size == 1) && r != 0xFFFE && r != 0xFFFF {
				i += size - 1
				continue
			}
			esc = drop
		}
		b = append(b, s[from:i]...)
		if esc != drop {
			b = append(b, esc...)
		}
		i += size - 1
		from = i + 1
	}
	return append(b, s[from:]...)
}

// drop stands for a character that is left out.
const drop = "drop"

// special says how a byte is written; empty is as it is. 0xEF begins U+FFFE and
// U+FFFF, so it needs a look at what follows.
var special = func() (t [256]string) {
	for c := range 0x20 {
		t[c] = drop
	}
	t['\t'], t['\n'], t['\r'], t[0x7f] = "", "", "&#13;", drop
	t['&'], t['<'], t['>'], t['"'] = "&amp;", "&lt;", "&gt;", "&#34;"
	t[0xEF] = drop
	return t
}()

// absolute puts the base before a path of this paper.
func (r *renderer) absolute(path string) string {
	if r.lite() {
		return r.inLite(path)
	}
	if r.o.Base != "" && path[0] == '/' {
		return r.o.Base + path
	}
	return path
}

// inLite gives the lite page of an address of this paper. Whole addresses become
// paths, so that a reader stays where she is; files stay what they are.
func (r *renderer) inLite(address string) string {
	if r.o.Base != "" && address[0] != '/' && r.ours(address) {
		if address = address[len(r.o.Base):]; address == "" {
			address = "/"
		}
	}
	return InLite(address, r.o.Prefix)
}

// InLite gives the address under which a page of this paper has its lite form.
// Other houses, files and what is under the prefix already stay as they are.
func InLite(address, prefix string) string {
	switch {
	case prefix == "" || address == "" || address[0] != '/' || strings.HasPrefix(address, "//"):
		return address
	case strings.HasPrefix(address, "/-/") || isFile(address):
		return address
	case address == prefix || strings.HasPrefix(address, prefix+"/"):
		return address
	case address == "/" || strings.HasPrefix(address, "/?") || strings.HasPrefix(address, "/#"):
		return prefix + address[1:]
	}
	return prefix + address
}

// isFile reports whether a path of this paper names a feed, a sitemap or another
// file for machines, which have no lite form.
func isFile(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	path, _, _ = strings.Cut(path, "#")
	for _, ext := range [...]string{".xml", ".json", ".txt", ".ico", ".js", ".webmanifest"} {
		if strings.HasSuffix(path, ext) {
			return true
		}
	}
	return false
}

// ours reports whether an address is one of this paper.
func (r *renderer) ours(address string) bool {
	n := len(r.o.Base)
	return address[0] == '/' ||
		n > 0 && len(address) >= n && address[:n] == r.o.Base && (len(address) == n || address[n] == '/')
}

// resolved looks up an article that readers may see.
func (r *renderer) resolved(id int64) (Link, bool) {
	if r.o.Resolver == nil {
		return Link{}, false
	}
	l, ok := r.o.Resolver.Article(id)
	if !ok || !fileAddress(l.URL) {
		return Link{}, false
	}
	l.URL = r.absolute(l.URL)
	return l, true
}

// asset looks up a medium that readers may see and that is of a kind ("photo",
// "video" …), with addresses that may be written.
func (r *renderer) asset(id int64, kind string) (Medium, bool) {
	if r.o.Resolver == nil || id == 0 {
		return Medium{}, false
	}
	m, ok := r.o.Resolver.Asset(id)
	if !ok || m.Kind != "" && m.Kind != kind {
		return Medium{}, false
	}
	sources := make([]Source, 0, len(m.Sources))
	for _, s := range m.Sources {
		if fileAddress(s.URL) {
			s.URL = r.absolute(s.URL)
			sources = append(sources, s)
		}
	}
	m.Sources = sources
	m.Captions = slices.DeleteFunc(slices.Clone(m.Captions), func(s Source) bool { return !fileAddress(s.URL) })
	return m, len(sources) > 0
}

// fileAddress reports whether a resolver's address may be written: a path, http
// or https.
func fileAddress(s string) bool {
	scheme, ok := linkScheme(s)
	return ok && (scheme == "" || scheme == "https" || scheme == "http")
}

// anchor opens a link and reports whether it did. rel are the words that the
// text itself asks for.
func (r *renderer) anchor(address, rel string) bool {
	if _, ok := linkScheme(address); !ok {
		return false
	}
	scheme, _ := linkScheme(address)
	if scheme == "article" {
		return false
	}
	address = r.absolute(address)
	r.raw("<a")
	r.attr("href", address)
	external := (scheme == "http" || scheme == "https") && !r.ours(address)
	r.attr("rel", r.rel(external, rel))
	r.raw(">")
	return true
}

// relWords is what a link of a text may ask for.
var relWords = [...]string{"nofollow", "sponsored", "ugc"}

func (r *renderer) rel(external bool, asked string) string {
	if asked == "" && !r.o.Sponsored { // nearly always
		if external {
			return "noopener"
		}
		return ""
	}
	var out []byte
	put := func(word string) {
		if len(out) > 0 {
			out = append(out, ' ')
		}
		out = append(out, word...)
	}
	if external {
		put("noopener")
	}
	for _, word := range relWords {
		if hasWord(asked, word) || word == "sponsored" && r.o.Sponsored {
			put(word)
		}
	}
	return string(out)
}

// idPrefix stands before a block's id in the page: an id should begin with a
// letter, which a third of ours do not.
const idPrefix = "b-"

// id writes the id attribute of a block, when it is one that may be written.
func (r *renderer) id(id string) {
	if r.site() && ValidID(id) {
		r.attr("id", idPrefix+id)
	}
}

// labelID makes the id of the text that names a block.
func (r *renderer) labelID(id string) string {
	if ValidID(id) {
		return idPrefix + id + "-label"
	}
	r.labels++
	return "label-" + strconv.Itoa(r.labels)
}

// name gives a message as the name of a landmark or a frame. Two of them on a
// page must not be called the same, so the second one gets a number.
func (r *renderer) name(key string) string {
	if r.named == nil {
		r.named = map[string]int{}
	}
	r.named[key]++
	s := r.message(key)
	if n := r.named[key]; n > 1 {
		s += " " + strconv.Itoa(n)
	}
	return s
}
