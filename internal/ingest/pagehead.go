package ingest

import (
	"slices"
	"strings"
	"unicode"

	"warta/internal/locale"
	"warta/internal/news"
)

// headReach is how many lines of text may stand before the byline and the date:
// kicker, headline, standfirst.
const headReach = 5

// head reads everything up to the date: kicker, headline, standfirst, byline,
// time of publication.
func (p *page) head() error {
	for p.passFurniture() {
	}
	before, marked := p.beforeByline()
	if len(before) == 0 {
		return p.noHeadline()
	}
	if !marked {
		// Neither byline nor date: the first line is the headline if it can be
		// one at all.
		_, _, dated := p.dateline(before[0].text)
		if dated || before[0].prose() || strings.HasSuffix(before[0].text, ".") {
			return p.noHeadline()
		}
		before = before[:1]
	}
	p.titles(before)
	return p.bylineAndDate()
}

func (p *page) noHeadline() error {
	number := 1
	if l, ok := p.peek(); ok {
		number = l.number
	} else if n := len(p.lines); n > 0 {
		number = p.lines[n-1].number
	}
	return p.refuse("import.no_headline", map[string]any{"line": number})
}

// beforeByline looks ahead for the byline or the date and gives the lines of
// text before it; marked is false when neither comes soon. Sentences in between
// are a standfirst; two and then "Editor: …", or three, are a text without a
// byline above it.
func (p *page) beforeByline() (before []line, marked bool) {
	sentences := 0
	for n := 0; len(before) <= headReach; n++ {
		l, ok := p.ahead(n)
		if !ok {
			return before, false
		}
		if _, furniture := l.furniture(); furniture {
			continue
		}
		if _, counter := l.reads(); counter {
			continue
		}
		if head, dated := p.marksHead(l); head {
			return before, dated || sentences < 2
		}
		if len(before) > 0 && (p.opensText(l) || sentences == 2 && l.sentence()) {
			return before, false
		}
		if len(before) > 0 && l.sentence() {
			sentences++
		}
		before = append(before, l)
	}
	return before, false
}

// opensText reports whether a line can only stand in a text or below it.
func (p *page) opensText(l line) bool {
	if l.prose() && l.length > 400 {
		return true
	}
	if _, list := l.listHeading(); list {
		return true
	}
	if _, pointer := l.readAlsoTarget(); pointer {
		return true
	}
	d, _, ok := p.dateline(l.text)
	return ok && !d.weak()
}

// marksHead reports whether a line is a byline, a date, or both.
func (p *page) marksHead(l line) (head, dated bool) {
	if _, ok := p.credits(l); ok {
		return true, false
	}
	if _, ok, bad := p.date(l); ok || bad {
		return true, true
	}
	if l.length <= 60 && locale.Relative(l.text) {
		return true, true
	}
	_, ok := p.mixed(l)
	return ok, ok
}

// titles takes the lines before the byline: which is the headline follows from
// their shape.
func (p *page) titles(before []line) {
	head := 0
	if len(before) > 1 && before[0].capitals() && before[0].words() <= 4 && before[1].length > before[0].length && !before[1].prose() {
		head = 1
	}
	last := len(before)
	// A name alone, right above the date.
	var name Credit
	if last-head >= 2 {
		var ok bool
		if name, ok = p.nameAndOutlet(before[last-1]); ok {
			last--
		}
	}
	for i := 0; i < len(before); {
		if p.passFurniture() {
			continue
		}
		l := before[i]
		switch {
		case i < head && fold(p.main.Section) == l.folded:
			p.leave("duplicate")
		case i < head && p.main.Section == "" && p.isSectionName(l):
			p.main.Section = p.take("section", p.main.Ref).text
		case i < head:
			p.main.Kicker = p.take("kicker", p.main.Ref).text
		case i == head:
			p.main.Headline = p.take("headline", p.main.Ref).text
		case i >= last:
			p.addCredits([]Credit{name})
		case l.text == p.main.Headline || l.text == p.main.Standfirst:
			p.leave("duplicate")
		case p.main.Standfirst == "":
			p.main.Standfirst = p.take("standfirst", p.main.Ref).text
		default:
			p.main.Standfirst += "\n" + p.take("standfirst", p.main.Ref).text
		}
		i++
	}
}

// isSectionName reports whether the name also stands on a card further down.
func (p *page) isSectionName(l line) bool {
	for _, other := range p.lines[p.i+1:] {
		if other.folded == l.folded {
			return true
		}
	}
	return false
}

// nameAndOutlet reads "Ratna Pradipta" and "Ratna Pradipta - Harian Lembah"; the
// outlet prints where the role would.
func (p *page) nameAndOutlet(l line) (Credit, bool) {
	if p.isNameLine(l) {
		return Credit{Name: l.text}, true
	}
	for _, dash := range []string{" - ", " – ", " | "} {
		if name, outlet, ok := strings.Cut(l.text, dash); ok && p.isNameLine(newLine(l.number, name)) && isOutlet(outlet) {
			return Credit{Name: name, Role: news.RoleReporter, Label: outlet}, true
		}
	}
	return Credit{}, false
}

// isNameLine is strict: two to four capitalised words of letters.
func (p *page) isNameLine(l line) bool {
	n := l.words()
	return n >= 2 && n <= 4 && l.length <= 40 && nameLike(l.text) && !l.capitals() &&
		strings.IndexFunc(l.text, func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune("?!:\"“,", r) }) < 0
}

// bylineAndDate takes what stands between the headline and the text.
func (p *page) bylineAndDate() error {
	for {
		if p.passFurniture() {
			continue
		}
		l, ok := p.peek()
		if !ok {
			return nil
		}
		if cs, ok := p.credits(l); ok {
			p.addCredits(cs)
			continue
		}
		f, isDate, bad := p.date(l)
		if isDate {
			p.published(l, f)
			p.take("published", p.main.Ref)
			continue
		}
		if l.length <= 60 && locale.Relative(l.text) {
			p.warn(l.number, "relative", l.text)
			p.leave("label")
			continue
		}
		if m, ok := p.mixed(l); ok {
			p.takeMixed(l, m)
			continue
		}
		if bad {
			return p.badDate(l)
		}
		return nil
	}
}

// addCredits takes the next line's credits; the same credit is kept once.
func (p *page) addCredits(cs []Credit) {
	if p.addNew(cs) {
		p.take("byline", p.main.Ref)
	} else {
		p.leave("duplicate")
	}
}

// addNew adds those credits that are not there yet.
func (p *page) addNew(cs []Credit) (fresh bool) {
	for _, c := range cs {
		if p.first("credit", string(c.Role)+"\x00"+c.Name) {
			p.main.Byline = append(p.main.Byline, c)
			fresh = true
		}
	}
	return fresh
}

// published keeps the first date as that of publication, a later one as that of
// an update.
func (p *page) published(l line, f locale.Found) {
	switch {
	case p.main.Published.IsZero():
		p.main.Published = f.Time
		p.doubts(l, f)
	case f.Time.After(p.main.Published):
		p.main.Updated = f.Time
	}
}

// mixture is a line with a date and other things: "Budi Santoso | Sabtu, 1 Maret
// 2025 | 19:13 WIB | Dibaca 12 kali".
type mixture struct {
	found   locale.Found
	credits []Credit
	reads   *int64
}

func (p *page) mixed(l line) (m mixture, ok bool) {
	if l.length > 160 {
		return m, false
	}
	if m.found, ok = p.o.Locale.FindDate(l.text, p.o.Zone); !ok {
		return m, false
	}
	rest := l.text[:m.found.Start] + "|" + l.text[m.found.End:]
	for _, part := range splitAny(rest, "|", "•", "·", " - ", " – ", " — ") {
		part = strings.Trim(trim(part), ",-–—|• ")
		piece := newLine(l.number, part)
		if part == "" || slices.Contains(publishedLabels, strings.Trim(piece.folded, " :")) {
			continue
		}
		if n, ok := piece.reads(); ok {
			m.reads = &n
			continue
		}
		if cs, ok := p.credits(piece); ok {
			m.credits = append(m.credits, cs...)
			continue
		}
		if _, ok := piece.furniture(); ok {
			continue
		}
		if !p.isNameLine(piece) {
			return m, false
		}
		m.credits = append(m.credits, Credit{Name: part})
	}
	return m, len(m.credits) > 0 || m.reads != nil
}

func (p *page) takeMixed(l line, m mixture) {
	p.published(l, m.found)
	p.addNew(m.credits)
	if p.main.Reads == nil {
		p.main.Reads = m.reads
	}
	p.take("byline and date", p.main.Ref)
}
