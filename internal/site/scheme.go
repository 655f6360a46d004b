package site

import (
	"regexp"
	"strings"
)

// darkRules finds a media query for one colour scheme and nothing else.
var darkRules = regexp.MustCompile(`@media\s*\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)\s*\{`)

// followChoice lets the rules of a stylesheet for one colour scheme follow the
// reader's own choice, too: they hold in that scheme unless she chose the other
// one, and wherever she chose it (the attribute data-theme of the root). A theme
// writes the media query alone. The conditions add no weight to a selector, so
// that the order of rules decides as before.
func followChoice(css string) string {
	var b strings.Builder
	for {
		m := darkRules.FindStringSubmatchIndex(css)
		if m == nil {
			return b.String() + css
		}
		scheme, other := css[m[2]:m[3]], "light"
		if scheme == "light" {
			other = "dark"
		}
		b.WriteString(css[:m[0]])
		rules, rest, ok := block(css[m[1]:])
		if !ok || strings.Contains(rules, "@") {
			// Not closed, or rules within rules: as the theme wrote it.
			b.WriteString(css[m[0]:m[1]])
			css = css[m[1]:]
			continue
		}
		b.WriteString(css[m[0]:m[1]])
		guarded(&b, rules, ":not([data-theme="+other+"])")
		b.WriteString("}")
		guarded(&b, rules, "[data-theme="+scheme+"]")
		css = rest
	}
}

// block gives what stands before the brace that closes, and what follows it.
func block(css string) (inside, rest string, ok bool) {
	depth := 1
	for i := 0; i < len(css); i++ {
		switch c := css[i]; c {
		case '"', '\'':
			for i++; i < len(css) && css[i] != c; i++ {
				if css[i] == '\\' {
					i++
				}
			}
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return css[:i], css[i+1:], true
			}
		}
	}
	return "", "", false
}

// guarded writes rules that hold only where the root meets a condition.
func guarded(b *strings.Builder, rules, condition string) {
	for {
		selectors, rest, ok := strings.Cut(rules, "{")
		if !ok {
			return
		}
		declarations, rest, ok := block(rest)
		if !ok {
			return
		}
		rules = rest
		for i, s := range splitSelectors(strings.TrimSpace(selectors)) {
			if i > 0 {
				b.WriteByte(',')
			}
			s = strings.TrimSpace(s)
			if root, ok := strings.CutPrefix(s, ":root"); ok {
				b.WriteString(":root:where(" + condition + ")" + root)
			} else {
				b.WriteString(":where(:root" + condition + ") " + s)
			}
		}
		b.WriteString("{" + declarations + "}")
	}
}

// splitSelectors parts a list of selectors at its own commas, not at those in
// brackets.
func splitSelectors(s string) (out []string) {
	depth, from := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, s[from:i])
				from = i + 1
			}
		}
	}
	return append(out, s[from:])
}

var colourToken = regexp.MustCompile(`--([a-z0-9-]+):\s*(#[0-9A-Fa-f]{3,8})`)

// token is a colour of css/tokens.css, for those who read no CSS: the browser's
// frame, the manifest. The scheme is "light" unless told otherwise.
func (t *Theme) token(name string, scheme ...string) string {
	sheet := string(t.files["css/tokens.css"].data)
	night := ""
	if m := darkRules.FindStringSubmatchIndex(sheet); m != nil && sheet[m[2]:m[3]] == "dark" {
		night, _, _ = block(sheet[m[1]:])
		sheet = sheet[:m[0]]
	}
	find := func(css string) string {
		for _, m := range colourToken.FindAllStringSubmatch(css, -1) {
			if m[1] == name {
				return m[2]
			}
		}
		return ""
	}
	if len(scheme) > 0 && scheme[0] == "dark" {
		if c := find(night); c != "" {
			return c
		}
	}
	return find(sheet)
}
