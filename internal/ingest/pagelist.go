package ingest

import (
	"strings"
	"unicode"

	"warta/internal/locale"
)

// trim removes the spaces of any kind around a value that is not running text.
func trim(s string) string { return strings.TrimFunc(s, unicode.IsSpace) }

// lists reads everything below the text: lists of other articles, each under
// its heading, and what is left of the page.
func (p *page) lists() error {
	for {
		l, ok := p.peek()
		if !ok {
			return nil
		}
		if list, ok := l.listHeading(); ok {
			p.leave("heading")
			if err := p.list(list); err != nil {
				return err
			}
			continue
		}
		switch {
		case p.passFurniture():
			if p.batch.Lines[len(p.batch.Lines)-1].Use == "comments" {
				p.comments()
			}
		case p.closing(l):
		default:
			p.leave("other")
		}
	}
}

// comments passes by what readers wrote, up to the next list.
func (p *page) comments() {
	for {
		l, ok := p.peek()
		if !ok {
			return
		}
		if kind, _ := l.furniture(); kind == "foot" {
			return
		}
		if _, heading := l.listHeading(); heading {
			return
		}
		p.leave("comments")
	}
}

// entry is one line of a list: a date, or text, or both.
type entry struct {
	at    int // index into p.batch.Lines
	l     line
	date  *locale.Found
	when  bool // a date, readable or relative
	apart string
}

// list reads the entries of one list and makes articles of them.
func (p *page) list(list string) error {
	var entries []entry
	flush := func() { p.cards(list, entries); entries = nil }
	for {
		l, ok := p.peek()
		if !ok {
			flush()
			return nil
		}
		if _, heading := l.listHeading(); heading || p.endsText(l) || p.startsClosing(l) {
			flush()
			return nil
		}
		if _, counter := l.reads(); counter {
			flush()
			p.passFurniture()
			continue
		}
		if _, furniture := l.furniture(); furniture || !hasLetter(l.text) && !p.o.Locale.LooksLikeDate(l.text) {
			if !p.passFurniture() {
				p.leave("other")
			}
			continue
		}
		if p.resumes(list, l, entries) {
			flush()
			return p.body()
		}
		e := entry{at: len(p.batch.Lines), l: l}
		f, isDate, bad := p.date(l)
		switch {
		case isDate:
			e.date, e.when = &f, true
		case bad:
			return p.badDate(l)
		case l.length <= 60 && locale.Relative(l.text):
			e.when = true
		default:
			e.date, e.apart = p.dateAndSection(l)
			e.when = e.date != nil
		}
		entries = append(entries, e)
		// The use is known when the card is whole.
		p.take(pendingUse, 0)
	}
}

// resumes reports whether the text goes on below a box of related articles in
// its middle: long running text, where so far stood headlines without dates.
func (p *page) resumes(list string, l line, entries []entry) bool {
	if list != "related" || l.length <= 200 || !l.prose() {
		return false
	}
	for _, e := range entries {
		if e.when {
			return false
		}
	}
	next, ok := p.ahead(1)
	if !ok {
		return true
	}
	_, isDate, bad := p.date(next)
	return !isDate && !bad && !next.capitals()
}

// pendingUse marks a line whose card is not read to its end.
const pendingUse = "pending"

// startsClosing reports whether a line below a list belongs to the article: its
// credits, tags or source.
func (p *page) startsClosing(l line) bool {
	if _, rest, ok := l.labelled(tagLabels); ok && rest != "" {
		return true
	}
	if strings.ContainsRune(l.text, ':') {
		_, ok := p.credits(l)
		return ok
	}
	return false
}

// dateAndSection reads "INTERNASIONAL | Sabtu, 28 Jun 2025", in either order.
func (p *page) dateAndSection(l line) (*locale.Found, string) {
	if l.length > 120 {
		return nil, ""
	}
	f, ok := p.o.Locale.FindDate(l.text, p.o.Zone)
	if !ok {
		return nil, ""
	}
	rest := newLine(l.number, strings.Trim(trim(l.text[:f.Start]+l.text[f.End:]), "|•·-–—/, \u00a0"))
	if f.Start > 0 && f.End < len(l.text) && hasText(l.text[:f.Start]) && hasText(l.text[f.End:]) {
		return nil, ""
	}
	if !hasLetter(rest.text) {
		return nil, ""
	}
	// "Banjir 1 Maret 2025" is a headline: the parts need a sign between them.
	if !strings.ContainsAny(l.text[:f.Start]+l.text[f.End:], "|•·/–—-") || !rest.sectionLike() {
		return nil, ""
	}
	return &f, rest.text
}
