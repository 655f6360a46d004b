package ingest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// markdown makes plain markup of text in Markdown, as far as newspapers write it:
// headings, paragraphs, lists, quotations, code, tables, lines, emphasis, links,
// pictures, markup as it stands. It is for texts that came without the HTML that
// their own system made of them; what it does not know stays as text.
func markdown(src string) string {
	if strings.TrimSpace(src) == "" {
		return ""
	}
	src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\r", "\n")
	d := &mdText{refs: map[string]string{}}
	lines := strings.Split(src, "\n")
	kept := lines[:0]
	for _, l := range lines {
		if m := mdReference.FindStringSubmatch(l); m != nil && len(d.refs) < 10_000 {
			d.refs[strings.ToLower(m[1])] = strings.Trim(m[2], "<>")
			continue
		}
		kept = append(kept, l)
	}
	d.blocks(kept, 0)
	return d.b.String()
}

type mdText struct {
	b    strings.Builder
	refs map[string]string
}

var (
	mdReference = regexp.MustCompile(`^ {0,3}\[([^\]^][^\]]*)\]:\s+(\S+)(?:\s+["'(].*)?$`)
	mdHeading   = regexp.MustCompile(`^ {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$`)
	mdTight     = regexp.MustCompile(`^(#{1,6})([^#\s].*)$`)
	mdRule      = regexp.MustCompile(`^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$`)
	mdBullet    = regexp.MustCompile(`^( {0,3})([*+-])(\s+|$)`)
	mdNumber    = regexp.MustCompile(`^( {0,3})(\d{1,9})[.)](\s+|$)`)
	mdFence     = regexp.MustCompile("^ {0,3}(```+|~~~+)\\s*([^`\\s]*)")
	mdTable     = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$`)
	mdMarkup    = regexp.MustCompile(`^ {0,3}</?(?i:address|article|aside|blockquote|center|details|div|dl|fieldset|figure|figcaption|footer|form|h[1-6]|header|hr|iframe|img|ol|p|pre|script|section|style|table|ul|video|audio|object|embed)\b`)
)

func indentOf(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

func (d *mdText) blocks(lines []string, depth int) {
	if depth > 20 {
		d.b.WriteString("<p>" + esc(strings.Join(lines, " ")) + "</p>\n")
		return
	}
	for i := 0; i < len(lines); {
		l := strings.ReplaceAll(lines[i], "\t", "    ")
		switch {
		case strings.TrimSpace(l) == "":
			i++
		case mdFence.MatchString(l):
			i = d.fence(lines, i)
		case indentOf(l) >= 4:
			i = d.indented(lines, i)
		case mdRule.MatchString(l):
			d.b.WriteString("<hr>\n")
			i++
		case mdHeading.MatchString(l):
			m := mdHeading.FindStringSubmatch(l)
			d.heading(len(m[1]), m[2])
			i++
		case mdTight.MatchString(l):
			m := mdTight.FindStringSubmatch(l)
			d.heading(len(m[1]), m[2])
			i++
		case strings.HasPrefix(strings.TrimSpace(l), ">"):
			i = d.quote(lines, i, depth)
		case mdBullet.MatchString(l), mdNumber.MatchString(l):
			i = d.list(lines, i, depth)
		case mdMarkup.MatchString(l) || strings.HasPrefix(l, "<!--"):
			for ; i < len(lines) && strings.TrimSpace(lines[i]) != ""; i++ {
				d.b.WriteString(lines[i] + "\n")
			}
		case i+1 < len(lines) && strings.Contains(l, "|") && strings.Contains(lines[i+1], "-") && mdTable.MatchString(lines[i+1]):
			i = d.table(lines, i)
		default:
			i = d.paragraph(lines, i)
		}
	}
}

func (d *mdText) heading(level int, text string) {
	n := string(rune('0' + level))
	d.b.WriteString("<h" + n + ">" + d.inline(strings.TrimSpace(text), 0) + "</h" + n + ">\n")
}

func (d *mdText) fence(lines []string, i int) int {
	m := mdFence.FindStringSubmatch(lines[i])
	class := ""
	if m[2] != "" {
		class = ` class="language-` + esc(m[2]) + `"`
	}
	d.b.WriteString("<pre>\n<code" + class + ">")
	for i++; i < len(lines); i++ {
		if t := strings.TrimSpace(lines[i]); strings.HasPrefix(t, m[1]) && strings.Trim(t, m[1][:1]) == "" {
			i++
			break
		}
		d.b.WriteString(esc(lines[i]) + "\n")
	}
	d.b.WriteString("</code></pre>\n")
	return i
}

func (d *mdText) indented(lines []string, i int) int {
	d.b.WriteString("<pre>\n<code>")
	for ; i < len(lines); i++ {
		l := strings.ReplaceAll(lines[i], "\t", "    ")
		if strings.TrimSpace(l) != "" && indentOf(l) < 4 {
			break
		}
		d.b.WriteString(esc(strings.TrimPrefix(l, "    ")) + "\n")
	}
	d.b.WriteString("</code></pre>\n")
	return i
}

func (d *mdText) quote(lines []string, i, depth int) int {
	var inner []string
	for ; i < len(lines) && strings.TrimSpace(lines[i]) != ""; i++ {
		l := strings.TrimLeft(lines[i], " ")
		if rest, ok := strings.CutPrefix(l, ">"); ok {
			l = strings.TrimPrefix(rest, " ")
		}
		inner = append(inner, l)
	}
	d.b.WriteString("<blockquote>")
	d.blocks(inner, depth+1)
	d.b.WriteString("</blockquote>\n")
	return i
}

// marker tells where an item begins and how far its text is set in.
func mdMarker(l string) (ordered bool, indent int, rest string, ok bool) {
	if m := mdBullet.FindString(l); m != "" && !mdRule.MatchString(l) {
		return false, min(len(m), indentOf(l)+4), l[len(m):], true
	}
	if m := mdNumber.FindString(l); m != "" {
		return true, len(m), l[len(m):], true
	}
	return false, 0, "", false
}

func (d *mdText) list(lines []string, i, depth int) int {
	ordered, _, _, _ := mdMarker(strings.ReplaceAll(lines[i], "\t", "    "))
	tag := "ul"
	if ordered {
		tag = "ol"
	}
	base := indentOf(lines[i])
	d.b.WriteString("<" + tag + ">\n")
	for i < len(lines) {
		l := strings.ReplaceAll(lines[i], "\t", "    ")
		o, indent, rest, ok := mdMarker(l)
		if !ok || o != ordered || indentOf(l) > base+1 {
			break
		}
		inner := []string{rest}
		blank := false
		for i++; i < len(lines); i++ {
			l := strings.ReplaceAll(lines[i], "\t", "    ")
			if strings.TrimSpace(l) == "" {
				blank = true
				inner = append(inner, "")
				continue
			}
			_, _, _, item := mdMarker(strings.TrimLeft(l, " "))
			in := indentOf(l)
			if in > base+1 && (item || in >= min(indent, 4)) {
				inner = append(inner, l[min(in, max(indent, 2)):])
				blank = false
				continue
			}
			if item || blank || mdHeading.MatchString(l) || mdRule.MatchString(l) || mdFence.MatchString(l) {
				break
			}
			inner = append(inner, strings.TrimLeft(l, " "))
		}
		d.b.WriteString("<li>")
		d.blocks(inner, depth+1)
		d.b.WriteString("</li>\n")
	}
	d.b.WriteString("</" + tag + ">\n")
	return i
}

func (d *mdText) table(lines []string, i int) int {
	cells := func(l string) []string {
		l = strings.Trim(strings.TrimSpace(l), "|")
		return strings.Split(strings.ReplaceAll(l, `\|`, "&#124;"), "|")
	}
	row := func(l, tag string) {
		d.b.WriteString("<tr>")
		for _, c := range cells(l) {
			d.b.WriteString("<" + tag + ">" + d.inline(strings.TrimSpace(c), 0) + "</" + tag + ">")
		}
		d.b.WriteString("</tr>\n")
	}
	d.b.WriteString("<table><thead>")
	row(lines[i], "th")
	d.b.WriteString("</thead><tbody>")
	for i += 2; i < len(lines) && strings.Contains(lines[i], "|"); i++ {
		row(lines[i], "td")
	}
	d.b.WriteString("</tbody></table>\n")
	return i
}

func (d *mdText) paragraph(lines []string, i int) int {
	var text []string
	for ; i < len(lines); i++ {
		l := lines[i]
		t := strings.TrimSpace(l)
		if t == "" {
			break
		}
		if len(text) > 0 {
			if strings.Trim(t, "=") == "" || strings.Trim(t, "-") == "" && len(t) > 1 {
				level := 1
				if t[0] == '-' {
					level = 2
				}
				d.heading(level, strings.Join(text, " "))
				return i + 1
			}
			if mdHeading.MatchString(l) || mdFence.MatchString(l) || mdRule.MatchString(l) || strings.HasPrefix(t, ">") || mdBullet.MatchString(l) || mdMarkup.MatchString(l) {
				break
			}
		}
		text = append(text, strings.TrimLeft(l, " \t"))
	}
	d.b.WriteString("<p>" + d.inline(strings.Join(text, "\n"), 0) + "</p>\n")
	return i
}

// mdMark finds where a mark that opens at i closes, -1 when it never does.
func mdMark(s string, i int, mark string) int {
	from := i + len(mark)
	if from >= len(s) || s[from] == ' ' || s[from] == '\n' {
		return -1
	}
	if mark[0] == '_' && i > 0 {
		if r, _ := utf8.DecodeLastRuneInString(s[:i]); unicode.IsLetter(r) || unicode.IsDigit(r) {
			return -1
		}
	}
	end := min(len(s), from+20_000)
	for k := from; k < end; k++ {
		switch {
		case s[k] == '\\':
			k++
		case s[k] == '`':
			if n := strings.IndexByte(s[k+1:end], '`'); n >= 0 {
				k += n + 1
			}
		case strings.HasPrefix(s[k:], mark) && k > from && s[k-1] != ' ' && s[k-1] != '\n':
			after := k + len(mark)
			if len(mark) == 1 && after < len(s) && s[after] == mark[0] {
				k++ // part of a longer mark
				continue
			}
			if mark[0] == '_' && after < len(s) {
				if r, _ := utf8.DecodeRuneInString(s[after:]); unicode.IsLetter(r) || unicode.IsDigit(r) {
					continue
				}
			}
			return k
		}
	}
	return -1
}

func (d *mdText) inline(s string, depth int) string {
	if depth > 10 {
		return esc(s)
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s) && s[i+1] < 0x80 && unicode.IsPunct(rune(s[i+1])):
			b.WriteString(esc(s[i+1 : i+2]))
			i += 2
			continue
		case c == '`':
			n := 1
			for i+n < len(s) && s[i+n] == '`' {
				n++
			}
			if end := strings.Index(s[i+n:], s[i:i+n]); end >= 0 {
				b.WriteString("<code>" + esc(strings.TrimSpace(s[i+n:i+n+end])) + "</code>")
				i += 2*n + end
				continue
			}
			b.WriteString(s[i : i+n])
			i += n
			continue
		case c == '!' && i+1 < len(s) && s[i+1] == '[', c == '[':
			if out, next := d.link(s, i, depth); next > i {
				b.WriteString(out)
				i = next
				continue
			}
		case c == '*' || c == '_' || c == '~':
			if out, next := d.emphasis(s, i, depth); next > i {
				b.WriteString(out)
				i = next
				continue
			}
		case c == '<':
			if end := strings.IndexByte(s[i:], '>'); end > 1 && end < 2000 {
				inner := s[i+1 : i+end]
				if strings.HasPrefix(inner, "http") && !strings.ContainsAny(inner, " \n") {
					b.WriteString(`<a href="` + esc(inner) + `">` + esc(inner) + "</a>")
					i += end + 1
					continue
				}
				if isLetter(inner[0]) || inner[0] == '/' || inner[0] == '!' {
					b.WriteString(s[i : i+end+1])
					i += end + 1
					continue
				}
			}
			b.WriteString("&lt;")
			i++
			continue
		case c == '&':
			b.WriteByte('&') // entities stand as they are
			i++
			continue
		case c == '\n':
			b.WriteString("<br>")
			i++
			continue
		case c == ' ' && strings.HasPrefix(strings.TrimLeft(s[i:], " "), "\n"):
			i++
			continue
		}
		b.WriteString(esc(s[i : i+1]))
		i++
	}
	return b.String()
}

func (d *mdText) emphasis(s string, i, depth int) (string, int) {
	for _, m := range [...]struct{ mark, open, close string }{
		{"***", "<strong><em>", "</em></strong>"}, {"___", "<strong><em>", "</em></strong>"},
		{"**", "<strong>", "</strong>"}, {"__", "<strong>", "</strong>"}, {"~~", "<s>", "</s>"}, {"*", "<em>", "</em>"}, {"_", "<em>", "</em>"},
	} {
		if strings.HasPrefix(s[i:], m.mark) {
			if end := mdMark(s, i, m.mark); end > 0 {
				return m.open + d.inline(s[i+len(m.mark):end], depth+1) + m.close, end + len(m.mark)
			}
		}
	}
	return "", i
}

// link reads [text](address "title"), ![alt](address), [text][name] and [name].
func (d *mdText) link(s string, i, depth int) (string, int) {
	picture := s[i] == '!'
	from := i + 1
	if picture {
		from++
	}
	level, end := 1, -1
	for k := from; k < len(s) && k < from+4000; k++ {
		switch s[k] {
		case '\\':
			k++
		case '[':
			level++
		case ']':
			if level--; level == 0 {
				end = k
			}
		}
		if end >= 0 {
			break
		}
	}
	if end < 0 {
		return "", i
	}
	text, href, next := s[from:end], "", end+1
	rest := s[next:]
	switch {
	case strings.HasPrefix(rest, "("):
		level, k := 0, 0
		for k = 0; k < len(rest) && k < 4000; k++ {
			if rest[k] == '(' {
				level++
			} else if rest[k] == ')' {
				if level--; level == 0 {
					break
				}
			}
		}
		if level != 0 || k >= len(rest) {
			return "", i
		}
		href = strings.TrimSpace(rest[1:k])
		if n := strings.IndexAny(href, " \n"); n > 0 {
			href = href[:n]
		}
		href = strings.Trim(href, "<>")
		next += k + 1
	case strings.HasPrefix(rest, "["):
		k := strings.IndexByte(rest, ']')
		if k < 0 {
			return "", i
		}
		href = d.refs[strings.ToLower(firstText(rest[1:k], text))]
		next += k + 1
	default:
		href = d.refs[strings.ToLower(text)]
	}
	if href == "" {
		return "", i
	}
	if picture {
		return `<img src="` + esc(href) + `" alt="` + esc(text) + `">`, next
	}
	return `<a href="` + esc(href) + `">` + d.inline(text, depth+1) + "</a>", next
}
