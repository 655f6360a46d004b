package news

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"warta/internal/body"
)

// A typing slip changes nothing that a reader could have relied on (newsroom.md
// 6.1, PRS-6). What it may not touch is named by these reasons; each is a message
// code below "error.field.".
const (
	SlipWords     = "slip_words"     // more than twenty words
	SlipDigit     = "slip_digit"     // a number
	SlipName      = "slip_name"      // a name
	SlipQuotation = "slip_quotation" // what somebody said
	SlipHeadline  = "slip_headline"  // a meaning-word of the headline
	SlipMedia     = "slip_media"     // another picture, film or document
	SlipKind      = "slip_kind"      // what sort of text it is, or its flags
)

// slipWords is how many words a typing slip may change, and slipFree how long
// after first publication that is not asked.
const (
	slipWords = 20
	slipFree  = 15 * time.Minute
)

// NotSlip gives why a change of a live text is more than a typing slip; none
// means that it may be one. names are the printed names of the credits, since is
// the time that has passed since first publication.
func NotSlip(before, after *Content, names []string, since time.Duration) []string {
	s := &slip{names: map[string]bool{}}
	for _, n := range names {
		for _, w := range words(n) {
			s.names[fold(w.text)] = true
		}
	}
	was, is := slipTexts(before), slipTexts(after)
	for _, key := range slipKeys(was, is) {
		s.text(key, was.of[key], is.of[key])
	}
	if s.changed > slipWords && since > slipFree {
		s.because(SlipWords)
	}
	if !slices.Equal(before.Byline, after.Byline) {
		s.because(SlipName)
	}
	if !sameMedia(before, after) {
		s.because(SlipMedia)
	}
	if before.Kind != after.Kind || before.Label != after.Label || !sameFlags(before.Flags, after.Flags) ||
		(before.Source == nil) != (after.Source == nil) || (before.AIUse == nil) != (after.AIUse == nil) {
		s.because(SlipKind)
	}
	return s.reasons
}

type slip struct {
	names   map[string]bool
	changed int
	reasons []string
}

func (s *slip) because(r string) {
	if !slices.Contains(s.reasons, r) {
		s.reasons = append(s.reasons, r)
	}
}

// text compares one text with itself before.
func (s *slip) text(key, before, after string) {
	a, b := words(before), words(after)
	for _, h := range hunks(a, b) {
		was, is := a[h.a0:h.a1], b[h.b0:h.b1]
		s.changed += max(len(was), len(is))
		// Words that only changed their case or lost a mark are no other words.
		folded := func(list []word) (out []string) {
			for _, w := range list {
				out = append(out, fold(w.text))
			}
			return out
		}
		sameWords := slices.Equal(folded(was), folded(is))
		for _, w := range slices.Concat(was, is) {
			if strings.ContainsFunc(w.text, unicode.IsDigit) && !sameWords {
				s.because(SlipDigit)
			}
			if w.quoted || strings.HasPrefix(key, "quote:") {
				s.because(SlipQuotation)
			}
			if sameWords {
				continue
			}
			if s.names[fold(w.text)] || w.proper {
				s.because(SlipName)
			}
			if strings.HasPrefix(key, "headline") && !functionWords[fold(w.text)] {
				s.because(SlipHeadline)
			}
		}
	}
}

// word is a word with where it stands.
type word struct {
	text string
	// quoted: between quotation marks. proper: begins with a capital, and not
	// only because a sentence does.
	quoted, proper bool
}

// words splits a text at spaces and punctuation; numbers keep their points and
// commas, words their hyphens and apostrophes.
func words(text string) []word {
	var out []word
	quoted, first := false, true
	rs := []rune(text)
	for i := 0; i < len(rs); {
		r := rs[i]
		switch {
		case r == '“' || r == '«':
			quoted = true
			i++
		case r == '”' || r == '»':
			quoted = false
			i++
		case r == '"':
			quoted = !quoted
			i++
		case isWord(r):
			j := i
			for j < len(rs) && (isWord(rs[j]) || j+1 < len(rs) && isWord(rs[j+1]) && joins(rs, j)) {
				j++
			}
			t := string(rs[i:j])
			out = append(out, word{text: t, quoted: quoted, proper: unicode.IsUpper(r) && !first && !shouts(t) && !strings.ContainsFunc(t, unicode.IsDigit)})
			first = false
			i = j
		default:
			if strings.ContainsRune(".!?\n:–—", r) {
				first = true
			}
			i++
		}
	}
	return out
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// joins reports whether the mark at i holds two parts of a word or number
// together.
func joins(rs []rune, i int) bool {
	if i == 0 || !isWord(rs[i-1]) {
		return false
	}
	switch rs[i] {
	case '-', '\'', '’', '/':
		return true
	case '.', ',', ':':
		return unicode.IsDigit(rs[i-1]) && unicode.IsDigit(rs[i+1])
	}
	return false
}

// shouts reports whether a word is an abbreviation all in capitals that is no
// name by that alone; two letters or fewer tell nothing.
func shouts(w string) bool { return utf8.RuneCountInString(w) < 2 }

func fold(w string) string { return strings.ToLower(w) }

// hunk is a stretch in which two lists of words differ.
type hunk struct{ a0, a1, b0, b1 int }

// hunks compares two lists of words by their longest common subsequence. What
// both begin and end with is cut off first, so that a slip in a long text costs
// little; what is left of two very different texts is one hunk.
func hunks(a, b []word) []hunk {
	eq := func(i, j int) bool { return a[i].text == b[j].text }
	lo := 0
	for lo < len(a) && lo < len(b) && eq(lo, lo) {
		lo++
	}
	ah, bh := len(a), len(b)
	for ah > lo && bh > lo && eq(ah-1, bh-1) {
		ah, bh = ah-1, bh-1
	}
	n, m := ah-lo, bh-lo
	if n == 0 && m == 0 {
		return nil
	}
	const most = 4_000_000
	if n == 0 || m == 0 || n*m > most {
		return []hunk{{lo, ah, lo, bh}}
	}
	table := make([]int32, (n+1)*(m+1))
	at := func(i, j int) *int32 { return &table[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if eq(lo+i, lo+j) {
				*at(i, j) = *at(i+1, j+1) + 1
			} else {
				*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			}
		}
	}
	var out []hunk
	i, j := 0, 0
	for i < n || j < m {
		if i < n && j < m && eq(lo+i, lo+j) {
			i, j = i+1, j+1
			continue
		}
		h := hunk{lo + i, lo + i, lo + j, lo + j}
		for i < n || j < m {
			if i < n && j < m && eq(lo+i, lo+j) {
				break
			}
			if j >= m || i < n && *at(i+1, j) >= *at(i, j+1) {
				i++
			} else {
				j++
			}
		}
		h.a1, h.b1 = lo+i, lo+j
		out = append(out, h)
	}
	return out
}

// texts are the texts of a content by what they are.
type texts struct {
	keys []string
	of   map[string]string
}

func (t *texts) add(key, text string) {
	if _, ok := t.of[key]; !ok {
		t.keys = append(t.keys, key)
	}
	if t.of[key] != "" {
		t.of[key] += "\n"
	}
	t.of[key] += text
}

// slipTexts are the texts that readers see. The body is one text, so that a
// paragraph cut in two is no change of words; what quotes is one of its own.
func slipTexts(c *Content) *texts {
	t := &texts{of: map[string]string{}}
	t.add("headline", c.Headline)
	for _, k := range []string{"short", "social", "seo", "push", "print"} {
		t.add("headline."+k, c.Headlines[k])
	}
	t.add("kicker", c.Kicker)
	t.add("standfirst", c.Standfirst)
	t.add("description", c.Description)
	t.add("dateline", c.Dateline.Place)
	t.add("closing_note", c.ClosingNote)
	if c.Lead != nil {
		t.add("caption", c.Lead.Caption)
		t.add("credit", c.Lead.Credit)
	}
	quotes := map[string]bool{}
	c.Body.Walk(func(b body.Block) {
		switch b := b.(type) {
		case *body.Quote:
			quotes[b.ID] = true
			for _, p := range b.Blocks {
				quotes[p.BlockID()] = true
			}
		case *body.Pullquote:
			quotes[b.ID] = true
		}
	})
	c.Body.Texts(func(block, attribute, text string) {
		switch {
		case quotes[block]:
			t.add("quote:body", text)
		case attribute == "" || attribute == "caption" || attribute == "title" || attribute == "attribution" ||
			attribute == "credit" || attribute == "transcript" || attribute == "label":
			t.add("body", text)
		}
	})
	return t
}

func slipKeys(was, is *texts) []string {
	keys := slices.Clone(was.keys)
	for _, k := range is.keys {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

func sameMedia(before, after *Content) bool {
	var a, b AssetID
	if before.Lead != nil {
		a = before.Lead.Asset
	}
	if after.Lead != nil {
		b = after.Lead.Asset
	}
	count := func(c *Content) map[string]int {
		n := map[string]int{}
		c.Body.Walk(func(b body.Block) {
			switch b := b.(type) {
			case *body.Embed:
				n[b.URL]++
			case *body.Video:
				n[b.URL]++
			case *body.Audio:
				n[b.URL]++
			case *body.RawHTML:
				n[b.HTML]++
			}
		})
		return n
	}
	x, y := count(before), count(after)
	same := len(x) == len(y)
	for k, n := range x {
		same = same && y[k] == n
	}
	was, is := before.Body.Refs().Assets, after.Body.Refs().Assets
	slices.Sort(was)
	slices.Sort(is)
	return a == b && same && slices.Equal(was, is)
}

func sameFlags(a, b Flags) bool {
	u, v := a.Unverified, b.Unverified
	if (u == nil) != (v == nil) || u != nil && *u != *v {
		return false
	}
	return a.Child == b.Child && a.Victim == b.Victim && a.Graphic == b.Graphic
}

// functionWords carry no meaning of their own in a headline.
var functionWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`yang di ke dari dan atau pada oleh untuk dengan dalam akan para si sang ini itu
		juga pun lah kah adalah ialah bagi serta hingga sampai sebagai the a an of to in on at by for and or with from as`) {
		m[w] = true
	}
	return m
}()
