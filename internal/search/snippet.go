package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Piece is part of a text; Mark says that it is one of the words looked for.
// Pieces are plain text: who prints them escapes them.
type Piece struct {
	Text string
	Mark bool
}

// Mark gives the whole text in pieces.
func (q Query) Mark(a *Analyser, text string) []Piece {
	return pieces(text, 0, len(text), q.hits(a.Tokens(text)))
}

// span is a found word; term tells which of the query's.
type span struct{ start, end, term int }

// hits finds the query's words among tokens.
func (q Query) hits(tokens []Token) []span {
	want := map[string]int{}
	for i, t := range q.Terms {
		for _, s := range t.Stems {
			want[s] = i
		}
	}
	var out []span
	for i, t := range tokens {
		if n, ok := want[t.Stem]; ok && !t.Stop {
			out = append(out, span{t.Start, t.End, n})
			continue
		}
		for n, p := range q.Phrases {
			if end := phraseAt(tokens[i:], p); end > 0 && (len(out) == 0 || out[len(out)-1].end <= t.Start) {
				out = append(out, span{t.Start, tokens[i+end-1].End, len(q.Terms) + n})
			}
		}
	}
	return out
}

// phraseAt counts the tokens that a phrase takes at the beginning; 0 when it is
// not there.
func phraseAt(tokens []Token, words []string) int {
	for i, t := range tokens {
		for _, w := range t.Words() {
			if len(words) == 0 || words[0] != w {
				return 0
			}
			words = words[1:]
		}
		if len(words) == 0 {
			return i + 1
		}
	}
	return 0
}

const (
	// scanTokens is how far into a text the words are looked for.
	scanTokens = 1500
	// lead is how much stands before the first found word, in runes.
	lead = 40
)

// Snippet gives about width runes of the text around the place where most of
// the words stand together; the beginning when there is none of them. Cut ends
// get an ellipsis.
func (q Query) Snippet(a *Analyser, text string, width int) []Piece {
	if len(text) > scanTokens*12 {
		text = strings.ToValidUTF8(text[:scanTokens*12], "")
	}
	found := q.hits(a.Tokens(text))
	start := 0
	if len(found) > 0 {
		start = back(text, found[densest(found, width)].start, lead)
	}
	end := forth(text, start, width)
	if end == len(text) && start > 0 {
		start = back(text, end, width)
	}
	out := pieces(text, start, end, found)
	if start > 0 {
		out = append([]Piece{{Text: "…\u00a0"}}, out...)
	}
	if end < len(text) {
		out = append(out, Piece{Text: "\u00a0…"})
	}
	return out
}

// densest finds the window with the most different words, then the most words,
// then the first.
func densest(found []span, width int) int {
	best, score := 0, -1
	for i := range found {
		seen := map[int]bool{}
		n := 0
		for j := i; j < len(found) && found[j].end-found[i].start <= width-lead; j++ {
			n++
			seen[found[j].term] = true
		}
		if s := len(seen)*100 + min(n, 99); s > score {
			best, score = i, s
		}
	}
	return best
}

// back goes n runes back at most, to the beginning of a paragraph, a sentence
// or a word.
func back(text string, i, n int) int {
	at, word := i, i
	for range n {
		if at == 0 {
			return 0
		}
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if r == '\n' {
			return at
		}
		at -= size
		if unicode.IsSpace(r) {
			word = at + size
			if p, _ := utf8.DecodeLastRuneInString(text[:at]); strings.ContainsRune(".!?”", p) {
				return word
			}
		}
	}
	if at == 0 {
		return 0
	}
	return word
}

// forth goes n runes on at most, to the end of a word.
func forth(text string, i, n int) int {
	word := i
	for range n {
		if i == len(text) {
			return i
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			word = i
		}
		i += size
	}
	if i == len(text) || word == 0 {
		return i
	}
	return word
}

// pieces cuts text[from:to] at the found words; a line end is a space.
func pieces(text string, from, to int, found []span) []Piece {
	var out []Piece
	add := func(a, b int, mark bool) {
		if a < b {
			out = append(out, Piece{Text: oneLine(text[a:b]), Mark: mark})
		}
	}
	at := from
	for _, s := range found {
		if s.start < at || s.end > to {
			continue
		}
		add(at, s.start, false)
		add(s.start, s.end, true)
		at = s.end
	}
	add(at, to, false)
	return out
}

// oneLine puts a space where lines end.
func oneLine(s string) string {
	if !strings.ContainsFunc(s, isBreak) {
		return s
	}
	var b strings.Builder
	broken := false
	for _, r := range s {
		if isBreak(r) {
			broken = true
			continue
		}
		if broken {
			b.WriteByte(' ')
			broken = false
		}
		b.WriteRune(r)
	}
	if broken {
		b.WriteByte(' ')
	}
	return b.String()
}

func isBreak(r rune) bool {
	return r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029'
}
