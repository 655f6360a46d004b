package export

import "strings"

// xhtml makes XML of markup that package body wrote: elements without content are
// closed, attributes without a value get one, and characters that XML does not
// know go. Everything else that body writes is well-formed already; a test reads
// each kind of block with a strict parser.
func xhtml(html string) string {
	html = xmlText(html)
	var b strings.Builder
	b.Grow(len(html) + 64)
	for i := 0; i < len(html); {
		n := strings.IndexByte(html[i:], '<')
		if n < 0 {
			b.WriteString(html[i:])
			break
		}
		b.WriteString(html[i : i+n])
		i += n
		end := tagEnd(html, i)
		b.WriteString(xmlTag(html[i:end]))
		i = end
	}
	return b.String()
}

// tagEnd is behind the ">" of the tag at i; one inside quotes does not end it.
func tagEnd(s string, i int) int {
	quoted := false
	for ; i < len(s); i++ {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == '>' && !quoted:
			return i + 1
		}
	}
	return len(s)
}

var voidTags = map[string]bool{"br": true, "hr": true, "img": true, "source": true, "track": true, "wbr": true, "input": true, "col": true}

func xmlTag(tag string) string {
	if strings.HasPrefix(tag, "</") || strings.HasPrefix(tag, "<!") {
		return tag
	}
	inner := strings.TrimSuffix(strings.TrimSuffix(tag[1:], ">"), "/")
	name, rest, _ := strings.Cut(inner, " ")
	var b strings.Builder
	b.WriteString("<" + name)
	for rest = strings.TrimLeft(rest, " \n"); rest != ""; rest = strings.TrimLeft(rest, " \n") {
		stop := strings.IndexAny(rest, "= ")
		switch {
		case stop < 0:
			b.WriteString(" " + rest + `="` + rest + `"`)
			rest = ""
		case rest[stop] == ' ':
			b.WriteString(" " + rest[:stop] + `="` + rest[:stop] + `"`)
			rest = rest[stop:]
		default:
			close := strings.IndexByte(rest[min(stop+2, len(rest)):], '"')
			if close < 0 {
				rest = ""
				continue
			}
			stop += 2 + close + 1
			b.WriteString(" " + rest[:stop])
			rest = rest[stop:]
		}
	}
	if voidTags[name] {
		return b.String() + "/>"
	}
	return b.String() + ">"
}
