package ingest

import (
	"strconv"
	"strings"
)

// Shortcodes are WordPress's macros: [name], [name a="1"], [name]text[/name]. A
// bracket in running text is no shortcode unless it looks like one: a name that
// we know, or attributes, or an end, or a line of its own.

// shortAttrs are a shortcode's attributes; names are in lower case. Values without
// a name stand under "0", "1", ….
type shortAttrs map[string]string

func (a shortAttrs) get(names ...string) string {
	for _, n := range names {
		if v := a[n]; v != "" {
			return v
		}
	}
	return ""
}

// coreShortcodes are those of WordPress itself and of its commonest relations.
// The value says whether text can stand between two ends of it.
var coreShortcodes = map[string]bool{
	"caption": true, "wp_caption": true, "gallery": false, "audio": true, "video": true, "playlist": true, "embed": true,
	"nextpage": false, "more": false,
	"youtube": true, "vimeo": true, "tweet": true, "instagram": true, "facebook": true, "tiktok": true, "spotify": true,
	"irp": true, "wpvideo": false, "soundcloud": true, "googlemaps": false,
}

const (
	maxShortcodes = 5000
	maxShortAttrs = 100
)

// shortTag is one bracketed tag.
type shortTag struct {
	start, end        int
	name              string
	attrs             string
	close, void, bare bool
}

// shortTagAt reads a tag that begins at s[i] == '['.
func shortTagAt(s string, i int) (t shortTag, ok bool) {
	t.start = i
	i++
	if i < len(s) && s[i] == '/' {
		t.close = true
		i++
	}
	name := i
	for i < len(s) && isNameByte(s[i]) {
		i++
	}
	if i == name || i-name > 60 || !isLetter(s[name]) {
		return t, false
	}
	t.name = s[name:i]
	if i >= len(s) || s[i] != ']' && s[i] != ' ' && s[i] != '\n' && s[i] != '\t' && s[i] != '/' && s[i] != '=' && s[i] != 0xC2 {
		return t, false
	}
	// To the "]" outside of quotes; a tag has no "[" or "<" outside of them.
	from, quote := i, byte(0)
	for ; i < len(s) && i-from < 16<<10; i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && i > from && (s[i-1] == '=' || s[i-1] == ' '):
			quote = c
		case c == '[' || c == '<' && t.close:
			return t, false
		case c == ']':
			t.attrs = strings.TrimSpace(s[from:i])
			if rest, void := strings.CutSuffix(t.attrs, "/"); void {
				t.void, t.attrs = true, strings.TrimSpace(rest)
			}
			t.bare = t.attrs == ""
			t.end = i + 1
			return t, true
		}
	}
	return t, false
}

func isNameByte(c byte) bool {
	return isLetter(c) || c >= '0' && c <= '9' || c == '_' || c == '-'
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// shortcodes replaces the shortcodes of a text by slots. Those inside of tags and
// of scripts are left alone.
func (m *mapper) shortcodes(src string) string {
	tags := shortTags(src)
	if len(tags) == 0 {
		return src
	}
	var b []byte
	i := 0
	ends := pairs(tags)
	for k := 0; k < len(tags); k++ {
		t := tags[k]
		if t.start < i {
			continue // inside a shortcode that was taken whole
		}
		if t.start > 0 && src[t.start-1] == '[' && t.end < len(src) && src[t.end] == ']' && t.start-1 >= i {
			// [[name]] is how one writes about shortcodes.
			b = append(b, src[i:t.start-1]...)
			b = append(b, src[t.start:t.end]...)
			i = t.end + 1
			continue
		}
		_, known := coreShortcodes[t.name]
		end := ends[k]
		if !known && !looksLikeShortcode(src, t, end >= 0) {
			continue
		}
		b = append(b, src[i:t.start]...)
		i = t.end
		switch {
		case t.close && !known:
			// The end of an unknown one around text; its opening is kept.
		case t.close:
			m.note("left_out", "[/"+t.name+"]", false, src[t.start:t.end])
		case known:
			s := slot{kind: slotShort, name: t.name, attrs: parseShortAttrs(t.attrs), raw: src[t.start:t.end]}
			if end >= 0 && coreShortcodes[t.name] && !t.void {
				s.inner = src[t.end:tags[end].start]
				s.raw = src[t.start:tags[end].end]
				i = tags[end].end
			}
			b = m.addSlot(b, s)
		case end >= 0 && !t.void:
			m.note("shortcode", t.name, !t.bare, src[t.start:min(tags[end].end, t.start+400)])
			if t.bare {
				continue // nothing but a frame around the text
			}
			b = m.addSlot(b, slot{kind: slotWrap, name: "shortcode:" + t.name, raw: src[t.start:t.end]})
		default:
			m.note("shortcode", t.name, true, src[t.start:t.end])
			b = m.addSlot(b, slot{kind: slotUnknown, name: "shortcode:" + t.name, raw: src[t.start:t.end]})
		}
	}
	return string(append(b, src[i:]...))
}

// shortTags finds the bracketed tags outside of HTML's own.
func shortTags(s string) []shortTag {
	var tags []shortTag
	absent := map[string]bool{}
	for i := 0; i < len(s) && len(tags) < maxShortcodes; {
		n := strings.IndexAny(s[i:], "<[")
		if n < 0 {
			break
		}
		i += n
		if s[i] == '<' {
			i = afterTag(s, i, absent)
			continue
		}
		if t, ok := shortTagAt(s, i); ok {
			tags = append(tags, t)
			i = t.end
			continue
		}
		i++
	}
	return tags
}

// afterTag gives where to go on after a "<". Ends that were searched for in vain
// are noted in absent, so that a text of beginnings alone is searched once.
func afterTag(s string, i int, absent map[string]bool) int {
	rest := s[i:]
	skip := func(mark string) int {
		if !absent[mark] {
			if n := indexFold(rest, mark); n >= 0 {
				return i + n + len(mark)
			}
			absent[mark] = true
		}
		if mark == "-->" {
			return len(s)
		}
		return i + 1 // never closed: only a parser knows where it ends
	}
	switch {
	case strings.HasPrefix(rest, "<!--"):
		return skip("-->")
	case len(rest) > 7 && strings.EqualFold(rest[:7], "<script"):
		return skip("</script>")
	case len(rest) > 6 && strings.EqualFold(rest[:6], "<style"):
		return skip("</style>")
	case len(rest) > 9 && strings.EqualFold(rest[:9], "<textarea"):
		return skip("</textarea>")
	}
	if len(rest) < 2 || !isLetter(rest[1]) && rest[1] != '/' && rest[1] != '!' && rest[1] != '?' {
		return i + 1
	}
	quote := byte(0)
	for k := 1; k < len(rest); k++ {
		switch c := rest[k]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && rest[k-1] == '=':
			quote = c
		case c == '>':
			return i + k + 1
		}
	}
	return len(s) // a parser of HTML takes the rest for a tag, too
}

// indexFold is strings.Index without regard to ASCII case.
func indexFold(s, sub string) int {
	if n := strings.Index(s, sub); n >= 0 {
		return n
	}
	for i := 0; i+len(sub) <= len(s); i++ {
		if s[i] == sub[0] && strings.EqualFold(s[i:i+len(sub)], sub) {
			return i
		}
	}
	return -1
}

// pairs gives for each opening the index of its end, or -1. An end belongs to the
// first opening of its name that is not yet closed, as in WordPress, where a
// shortcode cannot hold one of its own name.
func pairs(tags []shortTag) []int {
	ends := make([]int, len(tags))
	open := map[string]int{}
	for i, t := range tags {
		ends[i] = -1
		switch {
		case t.close:
			if o, ok := open[t.name]; ok {
				ends[o] = i
				delete(open, t.name)
			}
		case t.void:
		default:
			open[t.name] = i // the last opening before the end
		}
	}
	// An end that has an opening is the end of a shortcode.
	for i, e := range ends {
		if e >= 0 && !tags[i].close {
			ends[e] = i
		}
	}
	return ends
}

// looksLikeShortcode judges a name that is not known.
func looksLikeShortcode(s string, t shortTag, paired bool) bool {
	switch {
	case paired:
		return true
	case t.close:
		return strings.ContainsAny(t.name, "_-")
	case !t.bare:
		// [name key="value" …], [name key=value]: running text in brackets can have an
		// equal sign, but hardly in its second word.
		first, _, _ := strings.Cut(t.attrs, " ")
		key, _, ok := strings.Cut(first, "=")
		return ok && key != "" && isLetter(key[0]) && strings.IndexFunc(key, func(r rune) bool { return r > 0x7f || !isNameByte(byte(r)) }) < 0
	case strings.Contains(t.name, "_"):
		return true
	}
	if t.name != strings.ToLower(t.name) || len(t.name) < 3 {
		return false
	}
	return aloneOnLine(s, t.start, t.end)
}

// aloneOnLine reports whether nothing but tags and spaces stands beside it.
func aloneOnLine(s string, start, end int) bool {
	before := strings.TrimRight(s[:start], " \t")
	after := strings.TrimLeft(s[end:], " \t")
	startOK := before == "" || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, "<p>") || strings.HasSuffix(before, "<div>")
	endOK := after == "" || after[0] == '\n' || after[0] == '\r' || strings.HasPrefix(after, "</p>") || strings.HasPrefix(after, "</div>")
	return startOK && endOK
}

// parseShortAttrs reads name="value", name='value', name=value and bare values.
// Editors put no-break spaces and curly quotes where they do not belong.
func parseShortAttrs(s string) shortAttrs {
	if strings.ContainsRune(s, '\u00a0') || strings.ContainsAny(s, "“”″&") {
		s = attrRepair.Replace(s)
	}
	a := shortAttrs{}
	bare := 0
	for i := 0; len(a) < maxShortAttrs; {
		i = spacesFrom(s, i)
		if i >= len(s) {
			break
		}
		name := i
		for i < len(s) && isNameByte(s[i]) {
			i++
		}
		eq := spacesFrom(s, i)
		if i > name && eq < len(s) && s[eq] == '=' {
			v := spacesFrom(s, eq+1)
			value, next := shortValue(s, v)
			a[strings.ToLower(s[name:i])] = value
			i = next
			continue
		}
		if s[name] == '=' {
			name++ // [name="value"]
		}
		value, next := shortValue(s, name)
		if next == name {
			next++
		}
		a[strconv.Itoa(bare)] = value
		bare++
		i = next
	}
	return a
}

var attrRepair = strings.NewReplacer("\u00a0", " ", "“", `"`, "”", `"`, "″", `"`, "&#8220;", `"`, "&#8221;", `"`, "&#8243;", `"`,
	"&quot;", `"`, "&amp;", "&", "&nbsp;", " ", "&#038;", "&")

func shortValue(s string, i int) (value string, next int) {
	if i < len(s) && (s[i] == '"' || s[i] == '\'') {
		if n := strings.IndexByte(s[i+1:], s[i]); n >= 0 {
			return s[i+1 : i+1+n], i + n + 2
		}
	}
	start := i
	for i < len(s) && s[i] != ' ' && s[i] != '\n' && s[i] != '\t' && s[i] != '\r' {
		i++
	}
	return strings.Trim(s[start:i], `"'`), i
}

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }
