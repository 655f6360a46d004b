package ingest

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a line is by its own words, wherever it stands.

// furniture gives the kind of a line that belongs to the page and not to the
// article: the reason why it is left out.
func (l line) furniture() (kind string, ok bool) {
	if len(l.text) > 300 {
		return "", false
	}
	// In this order, not the map's: a line can be in two tables.
	for _, kind := range []string{"toast", "share", "advert", "comments", "navigation", "label"} {
		if slices.Contains(whole[kind], l.folded) {
			return kind, true
		}
	}
	switch {
	case l.isShareBar():
		return "share", true
	case l.isPageLinks():
		return "pages", true
	}
	if hasOpening(l.folded, openings["channel"]) && containsAny(l.folded, channelWords) {
		return "channel", true
	}
	for _, kind := range []string{"navigation", "foot", "comments"} {
		if l.length <= 160 && hasOpening(l.folded, openings[kind]) {
			return kind, true
		}
	}
	if n, rest := leadingNumber(l.folded); n && slices.Contains(ends["reading_time"], rest) {
		return "reading_time", true
	}
	return "", false
}

func hasOpening(s string, list []string) bool {
	return slices.ContainsFunc(list, func(o string) bool { return strings.HasPrefix(s, o) })
}

func containsAny(s string, list []string) bool {
	return slices.ContainsFunc(list, func(w string) bool { return strings.Contains(s, w) })
}

// isShareBar reports whether the line is made of words of share bars: at least
// two, or one network with its "icon".
func (l line) isShareBar() bool {
	n, named := 0, 0
	for _, w := range strings.FieldsFunc(l.folded, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",|•·:/", r) }) {
		if !networks[w] {
			return false
		}
		n++
		if shareNames[w] {
			named++
		}
	}
	return n >= 2 && named >= 1 || n == 1 && named == 1 && utf8.RuneCountInString(l.folded) > 1
}

// isPageLinks recognises "Halaman : 1 2 3 Selanjutnya", "Page 1 of 3".
func (l line) isPageLinks() bool {
	labelled, numbers, others := false, 0, 0
	for _, w := range strings.FieldsFunc(l.folded, func(r rune) bool { return unicode.IsSpace(r) || r == ':' || r == '|' || r == '/' }) {
		switch _, err := strconv.Atoi(w); {
		case slices.Contains(pageLabels, w):
			labelled = true
		case err == nil:
			numbers++
		case pageWords[w]:
			others++
		default:
			return false
		}
	}
	return labelled && numbers+others > 0 || others > 0
}

// reads gives the number of a read counter.
func (l line) reads() (n int64, ok bool) {
	if len(l.folded) > 100 {
		return 0, false
	}
	s := strings.TrimRight(l.folded, ".")
	if slices.Contains(countersOfOne, s) {
		return 1, true
	}
	for _, pattern := range counters {
		before, after, _ := strings.Cut(pattern, "{n}")
		if strings.HasPrefix(s, before) && strings.HasSuffix(s, after) && len(s) > len(before)+len(after) {
			if n, ok := wholeNumber(s[len(before) : len(s)-len(after)]); ok {
				return n, true
			}
		}
	}
	return 0, false
}

// wholeNumber reads 2, 1.204 and 1,204; a rounded "1,2 rb" is no count.
func wholeNumber(s string) (int64, bool) {
	s = strings.TrimSpace(s)
	groups := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' })
	if len(groups) == 0 || len(s) > 24 {
		return 0, false
	}
	for i, g := range groups {
		if i > 0 && len(g) != 3 || len(groups) > 1 && len(g) > 3 {
			return 0, false
		}
	}
	if strings.Join(groups, ".") != strings.ReplaceAll(s, ",", ".") {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.Join(groups, ""), 10, 64)
	return n, err == nil && n >= 0 && s[0] != '-' && s[0] != '+'
}

func leadingNumber(s string) (ok bool, rest string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i > 0, s[i:]
}

// listHeading gives the kind of list that the line opens.
func (l line) listHeading() (list string, ok bool) {
	s := strings.TrimRight(l.folded, " :")
	for _, list := range []string{"related", "latest", "popular"} {
		if slices.Contains(listHeadings[list], s) {
			return list, true
		}
	}
	return "", false
}

// labelled splits "Label : rest" if the label is in the list. The rest is as it
// stands, without the spaces of any kind in front of it; an empty one means that
// the label stands alone.
func (l line) labelled(list []string) (label, rest string, ok bool) {
	i := strings.IndexByte(l.text, ':')
	if i < 0 || i > 60 || !slices.Contains(list, fold(l.text[:i])) {
		return "", "", false
	}
	return strings.TrimSpace(l.text[:i]), strings.TrimSpace(l.text[i+1:]), true
}

// readAlsoTarget gives the headline that an inline pointer names; empty when
// the label stands alone and headlines follow.
func (l line) readAlsoTarget() (target string, ok bool) {
	if slices.Contains(readAlsoAlone, l.folded) {
		return "", true
	}
	_, rest, ok := l.labelled(readAlso)
	return rest, ok
}

// sentence reports whether the line ends as running text does.
func (l line) sentence() bool { return endsSentence(l.text) }

func endsSentence(s string) bool {
	s = strings.TrimRight(s, "”\"'’)]» ")
	return s != "" && strings.ContainsRune(".!?…:;,", lastRune(s))
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func (l line) words() int { return len(strings.Fields(l.text)) }

// prose reports whether the line is running text rather than a title: long, or
// of several sentences.
func (l line) prose() bool {
	return l.length > 300 || l.sentence() && l.length > 160 || strings.Count(l.text, ". ") >= 2
}

// capitals reports whether the line has letters and none of them is lower case.
func (l line) capitals() bool { return isCapitals(l.text) }

func isCapitals(s string) bool {
	upper := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		upper = upper || unicode.IsUpper(r)
	}
	return upper
}

// sectionLike reports whether the line can be a section's name: a few words,
// no end of a sentence.
func (l line) sectionLike() bool {
	return l.length <= 40 && l.words() <= 5 && !l.sentence() && !strings.ContainsAny(l.text, ":?\"") && hasLetter(l.text)
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

// titleCase reports whether most of the longer words begin with a capital.
func (l line) titleCase() bool {
	long, capital := 0, 0
	for _, w := range strings.Fields(l.text) {
		if utf8.RuneCountInString(w) <= 3 {
			continue
		}
		long++
		if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "“\"'(‘")); unicode.IsUpper(r) || unicode.IsDigit(r) {
			capital++
		}
	}
	return long > 0 && capital*5 >= long*3
}
