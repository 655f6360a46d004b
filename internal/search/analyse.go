package search

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball"
	"golang.org/x/text/unicode/norm"
)

// Token is a word of a text.
type Token struct {
	// Word is as the index keeps it: NFKC, lower case, without accents on Latin
	// letters. Stem is its root in the analyser's language.
	Word, Stem string
	// Stop says that the word finds nothing by itself.
	Stop bool
	// Start and End are its bytes in the text.
	Start, End int
	// Parts are the words that an exact phrase sees, when they are not Word:
	// "rumah-rumah" is one token and two words.
	Parts []string
}

// Words gives the words that an exact phrase sees.
func (t Token) Words() []string {
	if t.Parts != nil {
		return t.Parts
	}
	return []string{t.Word}
}

// Analyser takes text of one language apart. It is safe for concurrent use.
type Analyser struct {
	stem func(string) string
	stop map[string]bool
	memo memo
}

var (
	indonesian = &Analyser{stem: stemIndonesian, stop: stopIndonesian}
	english    = &Analyser{stem: stemEnglish, stop: stopEnglish}
	other      = &Analyser{stem: func(w string) string { return w }}
)

// For gives the analyser of a language, by its BCP 47 tag. Malay is close
// enough to Indonesian; a language without a stemmer keeps its words.
func For(tag string) *Analyser {
	primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
	switch primary {
	case "", "id", "ms":
		return indonesian
	case "en":
		return english
	}
	return other
}

func stemEnglish(w string) string {
	if !plainLetters(w) {
		return w
	}
	s, err := snowball.Stem(w, "english", false)
	if err != nil || s == "" {
		return w
	}
	return s
}

// Stem gives the root of a word or, as "bolak-balik", of words tied together.
func (a *Analyser) Stem(word string) string {
	var out []string
	for _, t := range a.Tokens(word) {
		out = append(out, t.Stem)
	}
	return strings.Join(out, " ")
}

const (
	// maxWord is the length in bytes of the longest word that is kept whole; an
	// address or a checksum is not read by anybody.
	maxWord = 48
)

// Tokens takes a text apart. A hyphen ties words: a word said twice, with or
// without affixes, is one token of one root ("rumah-rumah", "meniru-nirukan");
// other tied words stand beside each other.
func (a *Analyser) Tokens(text string) []Token {
	out := make([]Token, 0, len(text)/7+1)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !inWord(r) {
			i += size
			continue
		}
		start := i
		i = wordEnd(text, i)
		word := fold(text[start:i])
		if word == "" {
			continue
		}
		// The other half of a doubled word, after a hyphen.
		if next := afterHyphen(text, i); next > 0 {
			end := wordEnd(text, next)
			second := fold(text[next:end])
			if root, ok := a.doubled(word, second); ok {
				out = append(out, Token{Word: word + "-" + second, Stem: root, Start: start, End: end, Parts: []string{word, second}})
				i = end
				continue
			}
		}
		out = append(out, Token{Word: word, Stem: a.root(word), Stop: a.stop[word], Start: start, End: i})
	}
	return out
}

// inWord: letters, their marks, digits. A format character within a word, such
// as a soft hyphen, belongs to it and is dropped by fold.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

func wordEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case inWord(r), r == '\u00ad', r == '\u200d', r == '\u200c':
		case r == '\'' || r == '’' || r == 'ʼ':
			// Jum'at, d'Artagnan: only between letters.
			n, _ := utf8.DecodeRuneInString(text[i+size:])
			if !unicode.IsLetter(n) {
				return i
			}
		case r == '.' || r == ',':
			// 1.000 and 3,5 are one number.
			before, _ := utf8.DecodeLastRuneInString(text[:i])
			n, _ := utf8.DecodeRuneInString(text[i+size:])
			if !unicode.IsDigit(before) || !unicode.IsDigit(n) {
				return i
			}
		default:
			return i
		}
		i += size
	}
	return i
}

// afterHyphen gives where the word after a hyphen at i begins; 0 when there is
// none.
func afterHyphen(text string, i int) int {
	r, size := utf8.DecodeRuneInString(text[i:])
	if r != '-' && r != '‐' && r != '‑' {
		return 0
	}
	n, _ := utf8.DecodeRuneInString(text[i+size:])
	if !unicode.IsLetter(n) {
		return 0
	}
	return i + size
}

// together are doubled words that do not mean what one half means.
var together = wordSet("undang mata kupu laba cumi kura gara hati oleh alun paru ubur kunang agar anai onde langit")

// doubled gives the root of two halves that say the same.
func (a *Analyser) doubled(first, second string) (string, bool) {
	one, two := a.root(first), a.root(second)
	switch {
	case one == two:
	case two != "" && len(second) > 3 && strings.HasSuffix(one, second):
	// meniru-nirukan: the second half has kept what the prefix did.
	case len(second) > 3 && a == indonesian && plainLetters(second) && sameRoot(one, second):
	default:
		return "", false
	}
	if together[one] && a == indonesian {
		return one + one, true
	}
	return one, true
}

func sameRoot(root, second string) bool {
	for _, b := range bases(second) {
		// nirukan, nangis, mukul: as behind the prefix me-.
		for _, r := range withoutPrefix("me" + b.word) {
			if r == root {
				return true
			}
		}
	}
	return false
}

// fold writes a word as the index keeps it.
func fold(s string) string {
	if plain := lowerASCII(s); plain != "" {
		return limit(plain)
	}
	var b strings.Builder
	latin := false
	for _, r := range norm.NFD.String(norm.NFKC.String(s)) {
		switch {
		case unicode.IsMark(r) && latin, r == '\u00ad', r == '\u200d', r == '\u200c', r == '\'', r == '’', r == 'ʼ', r == '.', r == ',':
			continue
		case !inWord(r):
			continue
		}
		latin = unicode.Is(unicode.Latin, r) || latin && unicode.IsMark(r)
		b.WriteRune(unicode.ToLower(r))
	}
	return limit(norm.NFC.String(b.String()))
}

// lowerASCII is fold for the usual case; "" when it is not that.
func lowerASCII(s string) string {
	upper := false
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		case c >= 'A' && c <= 'Z':
			upper = true
		default:
			return ""
		}
	}
	if upper {
		return strings.ToLower(s)
	}
	return s
}

func limit(s string) string {
	if len(s) <= maxWord {
		return s
	}
	i := maxWord
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	return s[:i]
}

// root is the stem of a folded word, remembered.
func (a *Analyser) root(w string) string {
	if s, ok := a.memo.get(w); ok {
		return s
	}
	s := a.stem(w)
	a.memo.put(w, s)
	return s
}

// memo remembers stems. Text is made of few words: it is emptied when it has
// grown, which a newspaper does once in a while.
type memo struct {
	mu sync.RWMutex
	m  map[string]string
}

const memoSize = 60_000

func (m *memo) get(w string) (string, bool) {
	m.mu.RLock()
	s, ok := m.m[w]
	m.mu.RUnlock()
	return s, ok
}

func (m *memo) put(w, s string) {
	m.mu.Lock()
	if m.m == nil || len(m.m) >= memoSize {
		m.m = make(map[string]string, 1024)
	}
	// Clones, so that no text is held by one of its words.
	m.m[strings.Clone(w)] = strings.Clone(s)
	m.mu.Unlock()
}
