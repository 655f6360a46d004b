package ingest

import (
	"slices"
	"strings"
)

// leadReach is how many lines may describe the photo.
const leadReach = 3

// lead takes the lines about the photo above the text. They show by standing
// twice (a photo's alt text repeats its caption), by standing before the
// dateline, with which the text begins, or by a mark such as "(Foto: …)".
func (p *page) lead() error {
	var found []line
	for p.passFurniture() {
	}
	n := p.beforeDateline()
	switch first, ok := p.peek(); {
	case !ok:
		return nil
	case n > 0:
	case p.repeated():
		n = 2
	case p.isPhotoLine(first):
		n = 1
	}
	for ; n > 0; n-- {
		for p.passFurniture() {
		}
		l, ok := p.peek()
		if !ok {
			break
		}
		switch {
		case isPhotoCredit(l):
			p.photo().Credit = photoCredit(p.take("credit", p.main.Ref).text)
		case len(found) > 0 && l.text == found[len(found)-1].text:
			p.leave("duplicate")
		default:
			found = append(found, l)
			p.take("caption", p.main.Ref)
		}
	}
	switch len(found) {
	case 0:
	case 1:
		p.photo().Caption = found[0].text
	default:
		// Two different lines: the photo's own text, then what is printed below.
		p.photo().Alt, p.photo().Caption = found[0].text, found[1].text
		for _, l := range found[2:] {
			p.photo().Caption += "\n" + l.text
		}
	}
	return nil
}

func (p *page) photo() *Lead {
	if p.main.Lead == nil {
		p.main.Lead = &Lead{}
	}
	return p.main.Lead
}

// beforeDateline counts the lines of text before the paragraph that opens with
// a dateline, if it comes soon.
func (p *page) beforeDateline() int {
	count := 0
	for n := 0; count <= leadReach; n++ {
		l, ok := p.ahead(n)
		if !ok {
			return 0
		}
		if _, furniture := l.furniture(); furniture {
			continue
		}
		if d, _, ok := p.dateline(l.text); ok && !d.weak() {
			return count
		}
		if l.prose() && l.length > 500 {
			return 0
		}
		count++
	}
	return 0
}

// repeated reports whether the next two lines of text are the same.
func (p *page) repeated() bool {
	a, ok1 := p.ahead(0)
	b, ok2 := p.ahead(1)
	return ok1 && ok2 && a.text == b.text
}

func (p *page) isPhotoLine(l line) bool {
	if l.length > 400 {
		return false
	}
	next, ok := p.ahead(1)
	return ok && next.length > 40 &&
		slices.ContainsFunc(photoMarks, func(m string) bool { return strings.Contains(l.folded, m) })
}

// photoCredit is the line without "Foto:", which the page of ours adds.
func photoCredit(s string) string {
	for _, opening := range photoCredits {
		if strings.HasSuffix(opening, ":") || strings.HasSuffix(opening, " ") {
			if len(s) > len(opening) && fold(s[:len(opening)]) == strings.TrimSpace(opening) {
				return trim(s[len(opening):])
			}
		}
	}
	return s
}

func isPhotoCredit(l line) bool { return l.length <= 120 && hasOpening(l.folded, photoCredits) }
