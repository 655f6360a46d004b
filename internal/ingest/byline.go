package ingest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"warta/internal/news"
)

// credits reads a line that names who made the article: "Nama - Jurnalis",
// "- Jurnalis", "Penulis : X", "Oleh X", "By X", several in one line.
func (p *page) credits(l line) ([]Credit, bool) {
	if l.length > 200 {
		return nil, false
	}
	var all []Credit
	for _, part := range splitAny(l.text, "|", "•", "·", ";", "    ") {
		c, ok := p.credit(part)
		if !ok {
			return nil, false
		}
		all = append(all, c...)
	}
	return all, len(all) > 0
}

func (p *page) credit(s string) ([]Credit, bool) {
	s = strings.TrimSpace(s)
	if i := strings.IndexByte(s, ':'); i > 0 {
		word := strings.TrimSpace(s[:i])
		role, known := roles[fold(word)]
		if !known && !slices.Contains(byWords, fold(word)) {
			return nil, false
		}
		return p.named(s[i+1:], role, word)
	}
	for _, by := range byWords {
		if len(s) > len(by)+1 && strings.EqualFold(s[:len(by)], by) && s[len(by)] == ' ' {
			return p.named(s[len(by)+1:], "", "")
		}
	}
	if label, ok := longestRole(s); ok {
		return p.named(s[len(label):], roles[fold(label)], label)
	}
	for _, dash := range []string{" - ", " – ", " — ", " | ", ", "} {
		if i := strings.LastIndex(" "+s, dash); i >= 0 {
			name, word := (" " + s)[:i], (" " + s)[i+len(dash):]
			if role, known := roles[fold(word)]; known {
				if strings.TrimSpace(name) == "" {
					return []Credit{{Role: role, Label: p.label(role, word)}}, true
				}
				return p.named(name, role, word)
			}
		}
	}
	return nil, false
}

// longestRole finds a role of two words and "by" at the start: "Written by X".
func longestRole(s string) (label string, ok bool) {
	longest := 0
	for word := range roles {
		if len(word) > longest && (strings.HasSuffix(word, " by") || strings.HasSuffix(word, " oleh")) && len(s) > len(word)+1 &&
			strings.EqualFold(s[:len(word)], word) && s[len(word)] == ' ' {
			longest = len(word)
		}
	}
	return s[:longest], longest > 0
}

// named makes one credit per name; no name is a credit of the role alone.
func (p *page) named(names string, role news.Role, word string) ([]Credit, bool) {
	names = strings.TrimSpace(names)
	if role == "" && names == "" {
		return nil, false
	}
	if names == "" {
		return []Credit{{Role: role, Label: p.label(role, word)}}, true
	}
	var all []Credit
	for _, name := range splitNames(names) {
		if !nameLike(name) {
			return nil, false
		}
		all = append(all, Credit{Name: name, Role: role, Label: p.label(role, word)})
	}
	return all, true
}

// label keeps the page's word for a role where it is not ours.
func (p *page) label(role news.Role, word string) string {
	if role == "" || fold(word) == fold(p.o.Locale.Message("role."+string(role))) {
		return ""
	}
	return strings.TrimSpace(word)
}

// splitNames splits "A, B dan C"; what follows a comma and is an academic title
// ("S.Kom") stays with its name.
func splitNames(s string) []string {
	var names []string
	for _, part := range splitAny(s, " dan ", " and ", " & ", "/", ", ") {
		part = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(part), ","))
		if part == "" {
			continue
		}
		if n := len(names); n > 0 && strings.Contains(part, ".") && !strings.Contains(part, " ") {
			names[n-1] += ", " + part
			continue
		}
		names = append(names, part)
	}
	return names
}

func splitAny(s string, seps ...string) []string {
	parts := []string{s}
	for _, sep := range seps {
		var next []string
		for _, p := range parts {
			for piece := range strings.SplitSeq(p, sep) {
				if strings.TrimSpace(piece) != "" {
					next = append(next, piece)
				}
			}
		}
		parts = next
	}
	return parts
}

// nameLike reports whether text can be the name of a person or a desk: up to
// seven words that begin with capitals.
func nameLike(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 7 || utf8.RuneCountInString(s) > 80 || endsSentence(strings.TrimRight(s, ".")) {
		return false
	}
	capital := false
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "(\"'@"))
		switch {
		case unicode.IsUpper(r), unicode.IsLetter(r) && !unicode.IsLower(r):
			capital = true
		case !nameConnectors[strings.ToLower(w)]:
			return false
		}
	}
	return capital
}
