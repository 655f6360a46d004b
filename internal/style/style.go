// Package style reads Indonesian news text as a sub-editor does: it knows which
// forms are not standard, which words are wordy, which number is written in a
// way that readers stumble over. Rules are data: a pack comes with the binary, a
// newspaper adds its own and switches off what it does not want.
//
// It gives hits and never a score (CHK-3, CHK-7).
package style

import (
	"cmp"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Grade is how sure a rule is.
type Grade string

const (
	// Wrong is against the spelling rules or the dictionary.
	Wrong Grade = "salah"
	// Manner is a matter of the house's style.
	Manner Grade = "gaya"
	// Advice is a thought to consider.
	Advice Grade = "saran"
)

// Grades lists them, the surest first.
var Grades = []Grade{Wrong, Manner, Advice}

// Way is how a rule finds its place.
type Way string

const (
	// Word finds one or more whole words. A find with a capital letter is
	// compared as it is written, others without regard to case.
	Word Way = "word"
	// Form finds a word with what may stand before and after it: "analisa" finds
	// "menganalisa" and "dianalisanya" as well.
	Form Way = "form"
	// Pattern finds a regular expression (RE2: no backreferences).
	Pattern Way = "pattern"
	// Matcher finds what needs more than a pattern; Find names one of Matchers.
	Matcher Way = "matcher"
)

// Ways lists them.
var Ways = []Way{Word, Form, Pattern, Matcher}

// Rule is one line of the pack.
type Rule struct {
	ID    string `json:"id"`
	Grade Grade  `json:"grade"`
	Way   Way    `json:"way"`
	Find  string `json:"find"`
	// Put is what should stand there; a Pattern's may use $1. Empty proposes
	// nothing, except for a Matcher, which knows itself.
	Put string `json:"put,omitempty"`
	// Cut proposes to leave out what was found.
	Cut bool `json:"cut,omitempty"`
	// Headline rules look at headlines alone.
	Headline bool `json:"headline,omitempty"`
	// Why is the explanation that the writer reads.
	Why string `json:"why"`
	// Hits are sentences in which the rule finds something, Passes some in which
	// it must not. A rule whose examples fail is not taken.
	Hits   []string `json:"hits"`
	Passes []string `json:"passes,omitempty"`
}

// Hit is a place that a rule has something to say about.
type Hit struct {
	Rule  string `json:"rule"`
	Grade Grade  `json:"grade"`
	// From and To count code points of the text, as the anchors of notes do.
	From int `json:"from"`
	To   int `json:"to"`
	// Found is what stands there, Put what might; Fix says whether Put is a
	// proposal (it may be to write nothing).
	Found string `json:"found"`
	Put   string `json:"put"`
	Fix   bool   `json:"fix"`
	Why   string `json:"why"`
}

// Bad is a rule that cannot be taken, with the reason as a key.
type Bad struct {
	Rule string
	// Code is "id", "grade", "way", "find", "why", "put", "no_example",
	// "example_missed" or "example_found".
	Code string
	// Detail is the example, or what the pattern's compiler says.
	Detail string
}

func (b *Bad) Error() string { return fmt.Sprintf("rule %q: %s: %s", b.Rule, b.Code, b.Detail) }

// Guide is a set of rules made ready. It is safe for many at once.
type Guide struct {
	rules []Rule
	// words are entries by their first word, folded; exact compare as written.
	words map[string][]entry
	forms map[string]int
	parts []part
}

type entry struct {
	rule  int
	words []string
	exact bool
}

// part is a rule that looks at the whole text.
type part struct {
	rule    int
	find    *regexp.Regexp
	matcher func(*reading, func(from, to int, put string))
	// near is a piece of every match, and digit says that every match has one:
	// a text without is not searched.
	near  string
	digit bool
}

// needed finds what every match of a pattern must have: its longest literal, and
// whether there is a digit.
func needed(t *syntax.Regexp) (near string, digit bool) {
	switch t.Op {
	case syntax.OpLiteral:
		if t.Flags&syntax.FoldCase == 0 {
			near = string(t.Rune)
		}
	case syntax.OpCharClass:
		digit = len(t.Rune) > 0 && t.Rune[0] >= '0' && t.Rune[len(t.Rune)-1] <= '9'
	case syntax.OpCapture, syntax.OpPlus:
		return needed(t.Sub[0])
	case syntax.OpConcat:
		for _, s := range t.Sub {
			n, d := needed(s)
			digit = digit || d
			if len(n) > len(near) {
				near = n
			}
		}
	}
	return near, digit
}

// New makes rules ready, without trying their examples. The error is a *Bad.
func New(rules []Rule) (*Guide, error) { return compile(rules) }

// Try says whether a rule may be taken: whether it is complete, and its examples
// hold. The error is a *Bad.
func Try(r Rule) error {
	g, err := compile([]Rule{r})
	if err != nil {
		return err
	}
	return g.try(r)
}

func compile(rules []Rule) (*Guide, error) {
	g := &Guide{rules: rules, words: map[string][]entry{}, forms: map[string]int{}}
	for i, r := range rules {
		if err := whole(r); err != nil {
			return nil, err
		}
		switch r.Way {
		case Word:
			exact := strings.ToLower(r.Find) != r.Find
			e := entry{rule: i, exact: exact}
			for _, t := range tokens(r.Find) {
				w := r.Find[t.from:t.to]
				if !exact {
					w = fold(w)
				}
				e.words = append(e.words, w)
			}
			if len(e.words) == 0 {
				return nil, &Bad{r.ID, "find", r.Find}
			}
			first := fold(e.words[0])
			g.words[first] = append(g.words[first], e)
		case Form:
			g.forms[fold(r.Find)] = i
		case Pattern:
			find, err := regexp.Compile(r.Find)
			if err != nil {
				return nil, &Bad{r.ID, "find", err.Error()}
			}
			p := part{rule: i, find: find}
			if tree, err := syntax.Parse(r.Find, syntax.Perl); err == nil {
				p.near, p.digit = needed(tree.Simplify())
			}
			g.parts = append(g.parts, p)
		case Matcher:
			m, ok := Matchers[r.Find]
			if !ok {
				return nil, &Bad{r.ID, "find", r.Find}
			}
			g.parts = append(g.parts, part{rule: i, matcher: m})
		}
	}
	for _, list := range g.words {
		slices.SortStableFunc(list, func(a, b entry) int { return cmp.Compare(len(b.words), len(a.words)) })
	}
	return g, nil
}

func whole(r Rule) error {
	switch {
	case r.ID == "" || len(r.ID) > 64 || strings.ContainsAny(r.ID, " \t\n"):
		return &Bad{r.ID, "id", r.ID}
	case !slices.Contains(Grades, r.Grade):
		return &Bad{r.ID, "grade", string(r.Grade)}
	case !slices.Contains(Ways, r.Way):
		return &Bad{r.ID, "way", string(r.Way)}
	case strings.TrimSpace(r.Find) == "" || len(r.Find) > 500:
		return &Bad{r.ID, "find", r.Find}
	case len(r.Put) > 500 || r.Cut && r.Put != "":
		return &Bad{r.ID, "put", r.Put}
	case strings.TrimSpace(r.Why) == "" || len(r.Why) > 500:
		return &Bad{r.ID, "why", r.Why}
	case len(r.Hits) == 0 || len(r.Hits)+len(r.Passes) > 20:
		return &Bad{r.ID, "no_example", ""}
	}
	for _, s := range append(slices.Clone(r.Hits), r.Passes...) {
		if len(s) > 1000 {
			return &Bad{r.ID, "no_example", s[:40]}
		}
	}
	return nil
}

func (g *Guide) try(r Rule) error {
	found := func(text string) bool {
		return slices.ContainsFunc(g.Read(text, r.Headline), func(h Hit) bool { return h.Rule == r.ID })
	}
	for _, text := range r.Hits {
		if !found(text) {
			return &Bad{r.ID, "example_missed", text}
		}
	}
	for _, text := range r.Passes {
		if found(text) {
			return &Bad{r.ID, "example_found", text}
		}
	}
	return nil
}

// Rules are those the guide was made of.
func (g *Guide) Rules() []Rule { return slices.Clone(g.rules) }

// maxText bounds one text: more than any paragraph, less than an attack.
const maxText = 100_000

// Read gives what the rules say of one paragraph, or of a headline. Words in
// quotation marks are the speaker's and are left alone, as are proper names.
func (g *Guide) Read(text string, headline bool) []Hit {
	if len(text) > maxText {
		text = text[:maxText]
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	r := &reading{text: text, words: tokens(text), headline: headline}
	r.quoted = quotations(text)
	r.titled = headline && r.titleCase()
	var out []Hit
	add := func(rule, from, to int, put string) {
		d := g.rules[rule]
		if d.Headline && !headline {
			return
		}
		found := text[from:to]
		h := Hit{Rule: d.ID, Grade: d.Grade, From: from, To: to, Found: found, Put: put, Why: d.Why}
		h.Fix = d.Cut || put != "" && put != found
		if !h.Fix {
			h.Put = ""
		}
		out = append(out, h)
	}
	g.byWord(r, add)
	digits := strings.ContainsAny(text, "0123456789")
	for _, p := range g.parts {
		if g.rules[p.rule].Headline && !headline || p.digit && !digits || p.near != "" && !strings.Contains(text, p.near) {
			continue
		}
		if p.matcher != nil {
			p.matcher(r, func(from, to int, put string) { add(p.rule, from, to, put) })
			continue
		}
		for _, m := range p.find.FindAllStringSubmatchIndex(text, 200) {
			if m[0] == m[1] || r.inQuotation(m[0]) {
				continue
			}
			put := ""
			if d := g.rules[p.rule]; d.Put != "" {
				put = string(p.find.ExpandString(nil, d.Put, text, m))
			}
			add(p.rule, m[0], m[1], put)
		}
	}
	return settle(text, out)
}

// byWord goes over the words once.
func (g *Guide) byWord(r *reading, add func(rule, from, to int, put string)) {
	for i := 0; i < len(r.words); i++ {
		t := r.words[i]
		if r.inQuotation(t.from) {
			continue
		}
		w := r.text[t.from:t.to]
		low := fold(w)
		name := r.name(i)
		taken := false
		for _, e := range g.words[low] {
			last := i + len(e.words) - 1
			if last >= len(r.words) || name && !e.exact && len(e.words) == 1 || !r.follows(i, e) {
				continue
			}
			// Two names side by side are no phrase: "Wali Kota" is not "wali kota".
			if !e.exact && len(e.words) > 1 && name && r.name(last) {
				continue
			}
			end := r.words[last].to
			// At the head of a sentence the right word can look like the wrong one.
			if put := like(r.text[t.from:end], g.rules[e.rule].Put); put != r.text[t.from:end] {
				add(e.rule, t.from, end, put)
			}
			i, taken = last, true
			break
		}
		if taken || name {
			continue
		}
		if rule, put, ok := g.form(low); ok {
			add(rule, t.from, t.to, like(w, put))
		}
	}
}

// before and after are what Indonesian puts around a word, the empty first.
var (
	before = []string{"", "di", "me", "mem", "men", "meng", "ber", "be", "ter", "per", "pe", "peng", "pem", "pen", "ke", "se", "diper", "memper", "keber", "pember"}
	after  = []string{"", "nya", "kan", "an", "i", "lah", "kah", "pun", "ku", "mu", "kannya", "annya", "inya", "kanlah"}
)

func (g *Guide) form(w string) (rule int, put string, ok bool) {
	for _, p := range before {
		if !strings.HasPrefix(w, p) {
			continue
		}
		rest := w[len(p):]
		for _, s := range after {
			if !strings.HasSuffix(rest, s) || len(rest)-len(s) < 3 {
				continue
			}
			if rule, ok := g.forms[rest[:len(rest)-len(s)]]; ok {
				if g.rules[rule].Put == "" {
					return rule, "", true
				}
				return rule, p + fold(g.rules[rule].Put) + s, true
			}
		}
	}
	return 0, "", false
}

// settle puts hits in order, keeps the surest of those that overlap, and counts
// in code points.
func settle(text string, hits []Hit) []Hit {
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(slices.Index(Grades, a.Grade), slices.Index(Grades, b.Grade)), cmp.Compare(b.To, a.To))
	})
	out := hits[:0]
	end := -1
	for _, h := range hits {
		if h.From < end {
			continue
		}
		out, end = append(out, h), h.To
	}
	at, n := 0, 0
	count := func(to int) int {
		n += utf8.RuneCountInString(text[at:to])
		at = to
		return n
	}
	for i := range out {
		out[i].From = count(out[i].From)
		out[i].To = count(out[i].To)
	}
	return slices.Clip(out)
}

// token is a word's place in bytes.
type token struct{ from, to int }

// tokens are the words of a text: letters, with apostrophes between them.
func tokens(text string) (out []token) {
	start := -1
	for i, c := range text {
		inside := unicode.IsLetter(c) || unicode.IsMark(c) ||
			(c == '\'' || c == '’') && start >= 0 && nextIsLetter(text[i+utf8.RuneLen(c):])
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			out = append(out, token{start, i})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, token{start, len(text)})
	}
	return out
}

func nextIsLetter(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(c)
}

func fold(s string) string { return strings.ReplaceAll(strings.ToLower(s), "’", "'") }

// like writes put in the capitals of what was found.
func like(found, put string) string {
	if put == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(found)
	if !unicode.IsUpper(first) {
		return put
	}
	if rest := found[size:]; strings.ToUpper(rest) == rest && len(rest) > 1 && strings.ToLower(rest) != rest {
		return strings.ToUpper(put)
	}
	c, n := utf8.DecodeRuneInString(put)
	return string(unicode.ToUpper(c)) + put[n:]
}

// reading is a text under the rules.
type reading struct {
	text     string
	words    []token
	quoted   []token
	headline bool
	// titled headlines have capitals everywhere, which tell nothing of names.
	titled bool
}

func (r *reading) word(i int) string { return r.text[r.words[i].from:r.words[i].to] }

// inQuotation says whether the byte stands between quotation marks.
func (r *reading) inQuotation(at int) bool {
	for _, q := range r.quoted {
		if at >= q.from && at < q.to {
			return true
		}
	}
	return false
}

// follows says whether the entry's words stand here, one space between them.
func (r *reading) follows(i int, e entry) bool {
	for k, want := range e.words {
		got := r.word(i + k)
		if !e.exact {
			got = fold(got)
		}
		if got != want {
			return false
		}
		if k > 0 {
			if gap := r.text[r.words[i+k-1].to:r.words[i+k].from]; gap != " " && gap != "\u00a0" {
				return false
			}
		}
	}
	return true
}

// name says whether the word looks like a part of a name: it begins with a
// capital where none is asked for, or it is an abbreviation in capitals.
func (r *reading) name(i int) bool {
	w := r.word(i)
	first, size := utf8.DecodeRuneInString(w)
	if !unicode.IsUpper(first) {
		return false
	}
	if rest := w[size:]; rest != "" && strings.ToUpper(rest) == rest && !r.titled {
		return true
	}
	if r.titled || i == 0 {
		return false
	}
	for j := r.words[i].from; j > 0; {
		c, n := utf8.DecodeLastRuneInString(r.text[:j])
		if !unicode.IsSpace(c) {
			return !strings.ContainsRune(".!?:;“\"(—–…•", c)
		}
		j -= n
	}
	return false
}

// titleCase says whether most longer words begin with a capital.
func (r *reading) titleCase() bool {
	upper, all := 0, 0
	for i := range r.words {
		w := r.word(i)
		if utf8.RuneCountInString(w) < 4 {
			continue
		}
		all++
		if c, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(c) {
			upper++
		}
	}
	return all >= 3 && upper*10 >= all*7
}

// quotations are the stretches between quotation marks, the marks included.
func quotations(text string) (out []token) {
	open, straight := -1, -1
	for i, c := range text {
		switch c {
		case '“':
			if open < 0 {
				open = i
			}
		case '”':
			if open >= 0 {
				out = append(out, token{open, i + len("”")})
				open = -1
			}
		case '"':
			if straight < 0 {
				straight = i
			} else {
				out = append(out, token{straight, i + 1})
				straight = -1
			}
		}
	}
	return out
}
