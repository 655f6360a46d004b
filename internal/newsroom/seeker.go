package newsroom

import (
	"strings"
	"unicode"

	"warta/internal/news"
)

// seeker looks for protected names in texts, however they are written: with or
// without accents and hyphens, in the spellings that Indonesian names share
// (Soekarno, Sukarno; Achmad, Ahmad), run together in an address or a file name,
// and as initials (PRS-41).
type seeker struct {
	// names are the words of each name.
	names [][]part
	// joined are the names as one word, for file names and addresses.
	joined []string
	// initials are the first letters, for "BW", "B.W." and "B W".
	initials []string
}

// part is a word of a name: its folded spelling, and its first letter as written.
type part struct{ spelt, first string }

func newSeeker(names []news.ProtectedName) *seeker {
	s := &seeker{}
	for _, n := range names {
		var parts []part
		joined := ""
		for _, w := range split(n.Name) {
			parts = append(parts, part{spelling(w), first(w)})
			joined += spelling(w)
		}
		if len(parts) == 0 {
			continue
		}
		s.names = append(s.names, parts)
		if len(joined) >= 5 {
			s.joined = append(s.joined, joined)
		}
		if len(parts) >= 2 && (n.Kind == "" || n.Kind == "name" || n.Kind == "relative") {
			letters := ""
			for _, w := range split(n.Name) {
				letters += first(w)
			}
			s.initials = append(s.initials, letters)
		}
	}
	return s
}

// in reports whether a text tells one of the names.
func (s *seeker) in(text string) bool {
	words := split(text)
	spelt := make([]string, len(words))
	for i, w := range words {
		spelt[i] = spelling(w)
	}
	for _, n := range s.names {
		if tells(spelt, n) {
			return true
		}
	}
	for _, w := range spelt {
		for _, j := range s.joined {
			if strings.Contains(w, j) {
				return true
			}
		}
	}
	for _, i := range s.initials {
		if initialled(text, i) {
			return true
		}
	}
	return false
}

// tells reports whether the words of a name stand in a text: in a row, or with
// words or initials of a middle name between them, or last name first, or with
// some of them shortened to their first letter ("Bimo W.", "B. Wicaksana").
func tells(words []string, name []part) bool {
	if len(name) == 1 {
		for _, w := range words {
			if w == name[0].spelt || possessive(w, name[0].spelt) {
				return true
			}
		}
		return false
	}
	for i := range words {
		if row(words[i:], name) {
			return true
		}
	}
	// Last name first.
	turned := append([]part{name[len(name)-1]}, name[:len(name)-1]...)
	for i := range words {
		if row(words[i:], turned) {
			return true
		}
	}
	return false
}

// row matches a name at the start of words: at least one of its words in full.
func row(words []string, name []part) bool {
	full, at := 0, 0
	for i, n := range name {
		// One word may stand between two words of a name.
		found := false
		for skip := 0; skip <= 1 && at+skip < len(words); skip++ {
			if i == 0 && skip > 0 {
				break
			}
			w := words[at+skip]
			switch {
			case w == n.spelt || possessive(w, n.spelt):
				full++
				found = true
			case w == n.first && skip == 0:
				found = true
			}
			if found {
				at += skip + 1
				break
			}
		}
		if !found {
			return false
		}
	}
	return full > 0
}

// first is a word's first letter.
func first(w string) string {
	for i := range w {
		if i > 0 {
			return w[:i]
		}
	}
	return w
}

// possessive is a name with "-nya" or an English "'s" run together with it.
func possessive(w, n string) bool { return w == n+"nya" || w == n+"s" && len(n) > 3 }

// initialled reports whether initials stand in capitals: "BW", "B.W.", "B W".
func initialled(text, initials string) bool {
	upper := strings.ToUpper(initials)
	run := ""
	flush := func() bool { return run == upper }
	rs := []rune(text)
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		if !unicode.IsUpper(r) {
			if run != "" && (r == '.' || r == ' ' && i+1 < len(rs) && unicode.IsUpper(rs[i+1]) && single(rs, i+1)) {
				continue
			}
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				if i > 0 && !unicode.IsUpper(rs[i-1]) && flush() {
					return true
				}
				run = ""
				// The rest of a word that began with a capital.
				for i+1 < len(rs) && (unicode.IsLetter(rs[i+1]) || unicode.IsDigit(rs[i+1])) {
					i++
				}
				continue
			}
			if flush() {
				return true
			}
			run = ""
			continue
		}
		run += string(r)
	}
	return flush()
}

// single reports whether the capital at i stands alone.
func single(rs []rune, i int) bool {
	return i+1 >= len(rs) || !unicode.IsLower(rs[i+1])
}

// split gives the words of a text in small letters without accents: at spaces,
// punctuation, and where a small letter meets a capital, as in file names.
func split(text string) []string {
	var out []string
	var w strings.Builder
	end := func() {
		if w.Len() > 0 {
			out = append(out, w.String())
			w.Reset()
		}
	}
	var last rune
	for _, r := range news.Plain(text) {
		switch {
		case r == '\'' || r == '’' || r == '`' || r == 'ʼ':
			continue
		case unicode.IsLetter(r):
			if unicode.IsUpper(r) && unicode.IsLower(last) {
				end()
			}
			w.WriteRune(unicode.ToLower(r))
		case unicode.IsDigit(r):
			w.WriteRune(r)
		default:
			end()
		}
		last = r
	}
	end()
	return out
}

// spellings are the old and other ways to write the same sound, the longer ones
// first.
var spellings = strings.NewReplacer("oe", "u", "dj", "j", "tj", "c", "ch", "h", "sj", "s", "sh", "s", "sy", "s", "nj", "ni", "th", "t",
	"dh", "d", "kh", "h", "ph", "f", "v", "f", "q", "k", "x", "ks", "z", "s", "y", "i", "ie", "i", "ee", "i", "oo", "u", "ck", "k")

// spelling folds a word to one spelling: old letters become new ones, doubled
// letters single.
func spelling(w string) string {
	w = spellings.Replace(w)
	var b strings.Builder
	var last rune
	for _, r := range w {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}
