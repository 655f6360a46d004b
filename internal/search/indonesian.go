package search

import (
	_ "embed"
	"strings"
	"sync"
)

// The Indonesian stemmer takes affixes off as Nazief and Adriani described it
// (and Asian's confix stripping after them): particle, possessive, suffix, then
// up to three prefixes, undoing what a prefix did to the first letter
// (memukul: pukul). What is left must be a root that the list knows; of several
// the longest wins, since the shorter ones are accidents (berita: "ber-ita").
//
// News is full of words that no list knows. From those only the affixes are
// taken that hardly ever begin or end a name, so that a name stays a name.

//go:embed roots.txt
var rootText string

//go:embed kept.txt
var keptText string

var (
	roots = sync.OnceValue(func() map[string]bool { return wordFile(rootText) })
	kept  = sync.OnceValue(func() map[string]bool { return wordFile(keptText) })
)

// wordFile reads words; a line that begins with # is a comment.
func wordFile(text string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(line) {
			out[w] = true
		}
	}
	return out
}

// irregular are words whose longest known root is not the right one.
var irregular = map[string]string{
	"mengaku": "aku", "pengakuan": "aku", "mengakui": "aku", "mengakunya": "aku", "belajar": "ajar", "pelajar": "ajar",
	"pelajaran": "ajar", "pembelajaran": "ajar", "seberang": "seberang", "beruang": "beruang", "berarti": "arti",
	"berikut": "ikut", "berikutnya": "ikut", "sekutu": "sekutu", "mengemuka": "muka", "mengekang": "kekang",
	"kepolisian": "polisi", "pertama": "pertama", "terpuruk": "puruk", "mengenai": "kena", "kementerian": "menteri",
}

// Affixes in the order in which they are taken off.
var (
	particles  = []string{"lah", "kah", "tah", "pun"}
	possessive = []string{"nya", "ku", "mu"}
	suffixes   = []string{"kan", "an", "i", "is", "isme", "isasi", "wan", "wati"}
)

// minRoot is the length of the shortest root that a word may be taken back to.
const minRoot = 3

// stemIndonesian gives the root of a word in lower case.
func stemIndonesian(w string) string {
	if len(w) <= 3 || !plainLetters(w) {
		return w
	}
	if r, ok := irregular[w]; ok {
		return r
	}
	if kept()[w] || roots()[w] {
		return w
	}
	var s stripping
	for _, b := range bases(w) {
		s.prefixes(b.word, b.suffix, "", 0)
	}
	if s.best != "" {
		return s.best
	}
	for _, b := range bases(w) {
		if r := withoutInfix(b.word); r != "" {
			return r
		}
	}
	return stemUnknown(w)
}

func plainLetters(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

// base is a word without some of what it ends in; suffix is the derivational
// one that was taken.
type base struct{ word, suffix string }

// bases lists the word with fewer and fewer endings.
func bases(w string) []base {
	words := []string{w}
	cut := func(list []string) {
		for _, x := range words {
			for _, end := range list {
				if r, ok := strings.CutSuffix(x, end); ok && len(r) >= minRoot {
					words = append(words, r)
				}
			}
		}
	}
	cut(particles)
	cut(possessive)
	out := make([]base, 0, 2*len(words))
	for _, x := range words {
		out = append(out, base{x, ""})
	}
	for _, x := range words {
		for _, end := range suffixes {
			if r, ok := strings.CutSuffix(x, end); ok && len(r) >= minRoot {
				out = append(out, base{r, end})
			}
		}
	}
	return out
}

// stripping looks for the longest root, and of two as long for the one with
// fewer prefixes.
type stripping struct {
	best  string
	depth int
}

// apart are pairs of a first prefix and a suffix that no word has.
var apart = map[string]string{"be": "i", "di": "an", "ke": "i kan", "me": "an", "se": "i kan", "te": "an"}

func (s *stripping) prefixes(w, suffix, first string, depth int) {
	if first != "" && suffix != "" {
		for no := range strings.FieldsSeq(apart[first]) {
			if no == suffix {
				return
			}
		}
	}
	if better := len(w) > len(s.best) || len(w) == len(s.best) && depth < s.depth; better && roots()[w] {
		s.best, s.depth = w, depth
	}
	if depth == 3 || len(w) <= minRoot+1 {
		return
	}
	for _, r := range withoutPrefix(w) {
		f := first
		if f == "" {
			f = w[:2]
		}
		if len(r) >= minRoot {
			s.prefixes(r, suffix, f, depth+1)
		}
	}
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// withoutPrefix gives what may stand behind the first prefix, each way in which
// it could have joined.
func withoutPrefix(w string) []string {
	rest := func(n int, put string) string { return put + w[n:] }
	switch w[:2] {
	case "di", "ke", "se":
		return []string{w[2:]}
	case "be", "te", "pe":
		var out []string
		if strings.HasPrefix(w[2:], "r") {
			out = append(out, w[3:], w[2:])
		} else if strings.HasPrefix(w, "belajar") || strings.HasPrefix(w, "pelajar") {
			return []string{w[3:]}
		} else {
			out = append(out, w[2:])
		}
		if w[:2] != "pe" {
			return out
		}
		return append(out, nasal(w, rest)...)
	case "me":
		return append([]string{w[2:]}, nasal(w, rest)...)
	}
	return nil
}

// nasal undoes the meeting of me- or pe- with the root's first letter.
func nasal(w string, rest func(int, string) string) []string {
	var out []string
	at := func(i int) byte {
		if i < len(w) {
			return w[i]
		}
		return 0
	}
	switch {
	case strings.HasPrefix(w[2:], "ng"):
		out = append(out, rest(4, ""))
		if vowel(at(4)) {
			out = append(out, rest(4, "k"))
		}
		if at(4) == 'e' { // mengecat
			out = append(out, rest(5, ""))
		}
	case strings.HasPrefix(w[2:], "ny"):
		out = append(out, rest(4, "s"))
	case at(2) == 'n':
		out = append(out, rest(3, ""))
		if vowel(at(3)) {
			out = append(out, rest(3, "t"))
		}
	case at(2) == 'm':
		out = append(out, rest(3, ""))
		if vowel(at(3)) {
			out = append(out, rest(3, "p"))
		}
	}
	return out
}

// withoutInfix finds roots that took their affix inside (kinerja), or repeat
// their first letter (rerata).
func withoutInfix(w string) string {
	if len(w) < 6 {
		return ""
	}
	if !vowel(w[0]) {
		switch w[1:3] {
		case "in", "em", "el", "er":
			if r := w[:1] + w[3:]; vowel(w[3]) && len(r) > minRoot && roots()[r] {
				return r
			}
		}
		if w[1] == 'e' && w[2] == w[0] && roots()[w[2:]] {
			return w[2:]
		}
	}
	return ""
}

// minUnknown is the length of what must be left of a word that no list knows.
const minUnknown = 5

// stemUnknown takes sure affixes off a word whose root is not in the list.
func stemUnknown(w string) string {
	if r, ok := strings.CutSuffix(w, "nya"); ok && len(r) >= minUnknown-1 {
		w = r
	}
	bare := func(r string, ends ...string) string {
		for _, end := range ends {
			if x, ok := strings.CutSuffix(r, end); ok && len(x) >= minUnknown {
				return x
			}
		}
		return r
	}
	if r := withoutNasal(w, "me"); r != "" {
		return bare(r, "kan", "i")
	}
	if r, ok := strings.CutPrefix(w, "di"); ok {
		if x := bare(r, "kan", "i"); x != r && len(x) >= minUnknown {
			return x
		}
	}
	if r, ok := strings.CutSuffix(w, "an"); ok {
		if x := withoutNasal(r, "pe"); x != "" {
			return x
		}
	}
	// An agent (pengqasar) is told from a name by letters that no name has there.
	if r, ok := strings.CutPrefix(w, "peng"); ok && len(r) >= minUnknown && strings.IndexByte("ghkq", r[0]) >= 0 {
		return r
	}
	return w
}

// withoutNasal takes me- or pe- with its nasal off where the next letter shows
// that it is one.
func withoutNasal(w, prefix string) string {
	r, ok := strings.CutPrefix(w, prefix)
	if !ok {
		return ""
	}
	for _, n := range []struct{ nasal, before, put string }{
		{"ng", "aeioughkq", ""}, {"ny", "aeiou", "s"}, {"m", "bfpv", ""}, {"n", "cdjsz", ""}} {
		x, ok := strings.CutPrefix(r, n.nasal)
		if ok && len(x) > 0 && strings.IndexByte(n.before, x[0]) >= 0 {
			if x = n.put + x; len(x) >= minUnknown {
				return x
			}
			return ""
		}
	}
	return ""
}
