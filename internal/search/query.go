package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// MaxRunes and MaxTerms bound what is considered of a question.
	MaxRunes = 500
	MaxTerms = 32
)

// Query is a question taken apart.
type Query struct {
	// Text is the question, its spaces made single, cut to MaxRunes.
	Text string
	// Terms are the words that a hit should hold.
	Terms []Term
	// Phrases are words that must stand beside each other as they are.
	Phrases [][]string
	// Not and NotPhrases must not occur.
	Not        []Term
	NotPhrases [][]string
	// Cut says that the question was longer than what is considered.
	Cut bool
}

// Term is a word with the roots of which one is enough: that of the paper's
// language and, for a word that this leaves alone, the English one.
type Term struct {
	Word  string
	Stems []string
}

// Clean makes spaces single and cuts to MaxRunes, as Parse does: the form in
// which a question is part of an address.
func Clean(text string) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, " "), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	if utf8.RuneCountInString(text) <= MaxRunes {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:MaxRunes]))
}

// quotes open and close an exact phrase.
const quotes = "\"“”„«»"

// Parse takes a question apart. There is no question that it refuses: what is
// no word is passed over, and a quote that is not closed reaches to the end.
func (a *Analyser) Parse(text string) Query {
	q := Query{Text: Clean(text)}
	q.Cut = q.Text != text && utf8.RuneCountInString(text) > MaxRunes
	var stops []string
	n := 0
	full := func() bool {
		n++
		q.Cut = q.Cut || n > MaxTerms
		return n > MaxTerms
	}
	for rest := q.Text; rest != ""; {
		rest = strings.TrimLeft(rest, " ")
		not := false
		if r, ok := strings.CutPrefix(rest, "-"); ok {
			not, rest = startsTerm(r), r
		}
		if rest == "" {
			break
		}
		if r, size := utf8.DecodeRuneInString(rest); strings.ContainsRune(quotes, r) {
			inner, after := quoted(rest[size:])
			rest = after
			if words := a.words(inner); len(words) > 0 && !full() {
				q.phrase(words, not)
			}
			continue
		}
		piece := rest
		if i := strings.IndexAny(rest, " "+quotes); i >= 0 {
			piece, rest = rest[:i], rest[i:]
		} else {
			rest = ""
		}
		tokens := a.Tokens(piece)
		if len(tokens) > 1 && not {
			// -covid-19: the words together.
			if !full() {
				q.phrase(a.words(piece), true)
			}
			continue
		}
		for _, t := range tokens {
			if t.Stop {
				if !not {
					stops = append(stops, t.Word)
				}
				continue
			}
			if full() {
				break
			}
			q.term(a.term(t), not)
		}
	}
	if len(q.Terms)+len(q.Phrases) == 0 {
		// A question of stop words alone looks for these words themselves.
		for _, w := range stops[:min(len(stops), 4)] {
			q.phrase([]string{w}, false)
		}
	}
	return q
}

// startsTerm reports whether a minus sign excludes what follows it.
func startsTerm(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return inWord(r) || strings.ContainsRune(quotes, r)
}

// quoted cuts at the closing quote.
func quoted(s string) (inner, after string) {
	i := strings.IndexAny(s, quotes)
	if i < 0 {
		return s, ""
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[:i], s[i+size:]
}

// maxPhrase bounds the words of one phrase.
const maxPhrase = 24

func (a *Analyser) words(text string) []string {
	var out []string
	for _, t := range a.Tokens(text) {
		out = append(out, t.Words()...)
	}
	return out[:min(len(out), maxPhrase)]
}

func (a *Analyser) term(t Token) Term {
	out := Term{Word: t.Word, Stems: []string{t.Stem}}
	if a == indonesian && t.Stem == t.Word && t.Parts == nil && !roots()[t.Word] {
		if s := stemEnglish(t.Word); s != t.Stem {
			out.Stems = append(out.Stems, s)
		}
	}
	return out
}

func (q *Query) term(t Term, not bool) {
	list := &q.Terms
	if not {
		list = &q.Not
	}
	same := func(o Term) bool { return o.Stems[0] == t.Stems[0] }
	if !slices.ContainsFunc(*list, same) {
		*list = append(*list, t)
	}
}

func (q *Query) phrase(words []string, not bool) {
	if not {
		q.NotPhrases = append(q.NotPhrases, words)
	} else {
		q.Phrases = append(q.Phrases, words)
	}
}

// Empty reports that there is nothing to look for.
func (q Query) Empty() bool { return len(q.Terms)+len(q.Phrases) == 0 }
