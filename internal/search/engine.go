package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"warta/internal/news"
	"warta/internal/store"
)

// Engine answers questions from the index.
type Engine struct{ index store.Search }

// NewEngine asks this index.
func NewEngine(index store.Search) *Engine { return &Engine{index: index} }

// Filter narrows and orders an answer.
type Filter struct {
	Edition       news.EditionID
	Sections      []news.SectionID
	Since, Before time.Time
	ByTime        bool
	// Loose lets hits miss some of the words when hardly any has them all.
	Loose         bool
	Now           time.Time
	Offset, Limit int
}

// Find gives the hits of a question. Their articles may have changed since:
// look each up before it is shown.
func (e *Engine) Find(ctx context.Context, q Query, f Filter) (store.SearchResult, error) {
	groups := func(terms []Term) [][]string {
		out := make([][]string, len(terms))
		for i, t := range terms {
			out[i] = t.Stems
		}
		return out
	}
	return e.index.Find(ctx, store.SearchQuery{Edition: f.Edition, Terms: groups(q.Terms), Phrases: q.Phrases,
		Not: groups(q.Not), NotPhrases: q.NotPhrases, Sections: f.Sections, Since: f.Since, Before: f.Before,
		ByTime: f.ByTime, Partial: f.Loose, Now: f.Now, Offset: f.Offset, Limit: f.Limit})
}

// State tells how far the index has got.
func (e *Engine) State(ctx context.Context) (store.SearchState, error) { return e.index.State(ctx) }

const (
	// Shorter words are not corrected: too many others are near. A long one may
	// be wrong in two places.
	minCorrected, minTwice = 4, 7
	// maxCorrected bounds how many words of a question are corrected.
	maxCorrected = 3
)

// Correct gives the question with unknown words replaced by near ones that the
// index has; "" when there is nothing better.
func (e *Engine) Correct(ctx context.Context, a *Analyser, q Query) (string, error) {
	var tokens []Token
	var words []string
	for _, t := range a.Tokens(q.Text) {
		if !t.Stop && t.Parts == nil && utf8.RuneCountInString(t.Word) >= minCorrected && !hasDigit(t.Word) {
			tokens, words = append(tokens, t), append(words, t.Word)
		}
	}
	tokens = tokens[:min(len(tokens), MaxTerms)]
	if len(tokens) == 0 {
		return "", nil
	}
	known, err := e.index.Frequency(ctx, words[:len(tokens)])
	if err != nil {
		return "", err
	}
	var b strings.Builder
	at, changed := 0, 0
	for _, t := range tokens {
		if known[t.Word] > 0 || changed == maxCorrected {
			continue
		}
		better, err := e.near(ctx, a, t)
		if err != nil {
			return "", err
		}
		if better == "" {
			continue
		}
		changed++
		b.WriteString(q.Text[at:t.Start] + better)
		at = t.End
	}
	if changed == 0 {
		return "", nil
	}
	return b.String() + q.Text[at:], nil
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// near finds the most used of the nearest words. Its first letter is the
// word's, or the second where the first two may have changed places or the
// first is too many.
func (e *Engine) near(ctx context.Context, a *Analyser, t Token) (string, error) {
	r := []rune(t.Word)
	letters := []string{string(r[:1])}
	if r[1] != r[0] {
		letters = append(letters, string(r[1:2]))
	}
	most := 1
	if len(r) >= minTwice {
		most = 2
	}
	var lengths []int
	for n := len(r) - most; n <= len(r)+most; n++ {
		lengths = append(lengths, n)
	}
	list, err := e.index.Alike(ctx, letters, lengths)
	if err != nil {
		return "", err
	}
	best, distance, n := "", most+1, int64(0)
	for _, w := range list {
		d := edits(r, []rune(w.Word), min(distance, most))
		if d > most || hasDigit(w.Word) || a.root(w.Word) == t.Stem {
			continue
		}
		if d < distance || d == distance && (w.N > n || w.N == n && w.Word < best) {
			best, distance, n = w.Word, d, w.N
		}
	}
	return best, nil
}

// edits counts insertions, deletions, replacements and swaps of neighbours
// between two words; anything above most is most+1.
func edits(a, b []rune, most int) int {
	if max(len(a), len(b))-min(len(a), len(b)) > most {
		return most + 1
	}
	var rows [3][64]int
	if len(b) >= len(rows[0]) {
		return most + 1
	}
	before, last, now := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d++
			}
			d = min(d, last[j]+1, now[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			now[j] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}

// Complete gives the questions that a reader may be about to type: the text
// with its last word finished by words of the index, the most used first.
func (e *Engine) Complete(ctx context.Context, text string, limit int) ([]string, error) {
	text = Clean(text)
	i := strings.LastIndexByte(text, ' ') + 1
	prefix := fold(text[i:])
	if utf8.RuneCountInString(prefix) < 2 {
		return nil, nil
	}
	words, err := e.index.Words(ctx, prefix, 4*limit)
	if err != nil {
		return nil, err
	}
	words = slices.DeleteFunc(words, func(w store.SearchWord) bool { return hasDigit(w.Word) && !hasDigit(prefix) })
	slices.SortStableFunc(words, func(a, b store.SearchWord) int { return cmp.Compare(b.N, a.N) })
	var out []string
	for _, w := range words[:min(limit, len(words))] {
		out = append(out, text[:i]+w.Word)
	}
	return out, nil
}
