package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"warta/internal/news"
)

// dateline splits "JAKARTA, koranmetro.com – Presiden …" into its place and
// outlet and the text. Only what can be printed again letter by letter is taken
// apart; "TEMPO.CO, Jakarta -" stays in the text.
func (p *page) dateline(s string) (d opening, rest string, ok bool) {
	return splitDateline(s, p.o.Outlet)
}

// splitDateline does it for a paper that calls itself own in datelines.
func splitDateline(s, own string) (d opening, rest string, ok bool) {
	dash, width := -1, 0
	start := s[:min(len(s), 100)]
	for _, sep := range []string{" – ", " - ", " — "} {
		if i := strings.Index(start, sep); i > 0 && (dash < 0 || i < dash) {
			dash, width, d.dash = i, len(sep), sep
		}
	}
	if dash < 0 || dash > 90 {
		return d, "", false
	}
	before := s[:dash]
	rest = s[dash+width:]
	if blank(rest) || strings.HasPrefix(rest, " ") || len(rest) < 20 {
		return d, "", false
	}
	place, outlet, named := strings.Cut(before, ", ")
	next, _ := utf8.DecodeRuneInString(rest)
	switch {
	case named && isPlace(place) && isOutlet(outlet):
		d.Place = place
		if outlet != own {
			d.Outlet = outlet
		}
	case !named && (isWirePlace(before) || isPlace(before) && len(strings.Fields(before)) <= 2 && unicode.IsUpper(next)):
		d.Place, d.NoOutlet = before, true
	default:
		return d, "", false
	}
	return d, rest, true
}

// opening is a dateline with the dash that followed it.
type opening struct {
	news.Dateline
	dash string
}

// weak: "Jakarta - Polisi …" is a dateline where a text begins, but no sign
// that a text begins.
func (o opening) weak() bool { return o.NoOutlet && !isWirePlace(o.Place) }

// isPlace: one to four capitalised words of letters, no outlet's name with a dot.
func isPlace(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 4 || strings.Join(words, " ") != s {
		return false
	}
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return false
		}
		if strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' && r != '’' }) >= 0 {
			return false
		}
	}
	return true
}

// isWirePlace: a place in capitals alone ("JAKARTA"), or a place with the agency
// in brackets ("Jakarta (ANTARA)").
func isWirePlace(s string) bool {
	if place, agency, ok := strings.Cut(s, " ("); ok {
		agency, closed := strings.CutSuffix(agency, ")")
		return closed && isPlace(place) && isOutlet(agency)
	}
	return isPlace(s) && isCapitals(s) && utf8.RuneCountInString(s) >= 3
}

// isOutlet: up to four words, with a dot as in a domain or with a capital.
func isOutlet(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 4 || strings.Join(words, " ") != s || strings.ContainsAny(s, ",;:?!()\"“") {
		return false
	}
	if len(words) == 1 && strings.Contains(strings.Trim(s, "."), ".") {
		return true
	}
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}
