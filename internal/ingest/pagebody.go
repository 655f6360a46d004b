package ingest

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"warta/internal/body"
	"warta/internal/news"
)

// maxBlocks is the most blocks of one text (newsroom.md BODY-1).
const maxBlocks = 2000

// body reads the text up to the first list of other articles, or to what can
// only come after a text.
func (p *page) body() error {
	for {
		if l, ok := p.peek(); ok && p.endsText(l) {
			return nil
		}
		if p.passFurniture() {
			continue
		}
		l, ok := p.peek()
		if !ok {
			return nil
		}
		if len(p.text) >= maxBlocks {
			return p.refuse("import.too_many_blocks", map[string]any{"limit": maxBlocks})
		}
		switch {
		case p.readAlso(l):
		case p.closing(l):
		default:
			p.paragraph()
		}
	}
}

// endsText reports whether the text is over: a list's heading, readers'
// comments, the page's foot.
func (p *page) endsText(l line) bool {
	if _, ok := l.listHeading(); ok {
		return true
	}
	if kind, ok := l.furniture(); ok {
		return kind == "comments" || kind == "foot"
	}
	return false
}

// readAlso takes an inline pointer. The label alone on its line is followed by
// one headline, or by a group of lines without an empty one between, three at
// most: a block holds no more.
func (p *page) readAlso(l line) bool {
	target, ok := l.readAlsoTarget()
	if !ok {
		return false
	}
	if target != "" {
		if len(target) > 400 {
			return false
		}
		ref := p.cite("readalso", Item{Headline: target}, l.number)
		p.take("readalso", ref)
		p.pointer(ref)
		return true
	}
	next, ok := p.ahead(1)
	if !ok || next.prose() || p.endsText(next) {
		return false
	}
	p.leave("label")
	var refs []int64
	for first := true; len(refs) < 3; first = false {
		l, ok := p.peek()
		if !ok || !first && l.apart || l.prose() || p.endsText(l) {
			break
		}
		if _, furniture := l.furniture(); furniture {
			break
		}
		if _, pointer := l.readAlsoTarget(); pointer {
			break
		}
		ref := p.cite("readalso", Item{Headline: l.text}, l.number)
		p.take("readalso", ref)
		refs = append(refs, ref)
	}
	p.pointer(refs...)
	return true
}

// pointer adds a block; the article itself is no target.
func (p *page) pointer(refs ...int64) {
	var others []int64
	for _, r := range refs {
		if r != p.main.Ref && !slices.Contains(others, r) {
			others = append(others, r)
		}
	}
	if len(others) > 0 {
		p.text = append(p.text, &body.ReadAlso{Refs: others})
	}
}

// closing takes the lines that follow a text and are fields of the article:
// credits, tags, source.
func (p *page) closing(l line) bool {
	if strings.ContainsRune(l.text, ':') && l.length <= 200 {
		if cs, ok := p.credits(l); ok {
			p.addCredits(cs)
			return true
		}
	}
	if _, rest, ok := l.labelled(tagLabels); ok && l.length <= 500 {
		return p.tags(rest)
	}
	if _, rest, ok := l.labelled(sourceLabels); ok && rest != "" && l.length <= 160 && p.main.Source == nil {
		p.main.Source = source(rest)
		p.take("source", p.main.Ref)
		return true
	}
	return false
}

func source(s string) *news.Source {
	if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
		if !strings.ContainsAny(s, " \t") {
			return &news.Source{URL: s}
		}
	}
	return &news.Source{Name: s}
}

// tags takes "Tag : a, b" or "#a #b"; a label alone is followed by a group of
// lines.
func (p *page) tags(rest string) bool {
	switch {
	case hasText(rest):
		p.take("tags", p.main.Ref)
		p.addTags(rest)
		return true
	case rest != "":
		return false
	}
	next, ok := p.ahead(1)
	if !ok || next.length > 60 || next.sentence() {
		return false
	}
	p.leave("label")
	for first := true; ; first = false {
		l, ok := p.peek()
		if !ok || !first && l.apart || l.length > 60 || l.sentence() || p.endsText(l) {
			return true
		}
		if _, furniture := l.furniture(); furniture {
			return true
		}
		p.take("tags", p.main.Ref)
		p.addTags(l.text)
	}
}

func (p *page) addTags(s string) {
	seps := []string{",", ";", "|", "•", "·"}
	if strings.Contains(s, "#") {
		seps = append(seps, "#")
	}
	for _, tag := range splitAny(s, seps...) {
		if tag = trim(tag); hasText(tag) && p.first("tag", fold(tag)) {
			p.main.Tags = append(p.main.Tags, tag)
		}
	}
}

func hasText(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// paragraph takes the next line as a paragraph, a subhead, or with its
// neighbours as a list of points.
func (p *page) paragraph() {
	if p.points() {
		return
	}
	l := p.lines[p.i]
	text := l.text
	switch {
	case !p.hasParagraph():
		if place, rest, ok := p.dateline(text); ok {
			p.main.Dateline = place.Dateline
			text = rest
			if place.dash != " – " {
				p.warn(l.number, "dash", clip(l.text))
			}
		}
	case p.isSubhead(l):
		p.take("body", p.main.Ref)
		p.text = append(p.text, &body.Heading{Level: 2, Text: body.Text(text)})
		return
	}
	if n := utf8.RuneCountInString(text); n > 20_000 {
		p.warn(l.number, "long", clip(text))
	}
	p.take("body", p.main.Ref)
	p.text = append(p.text, &body.Paragraph{Text: body.Text(text)})
}

func (p *page) hasParagraph() bool {
	return slices.ContainsFunc(p.text, func(b body.Block) bool { return b.Kind() == body.KindParagraph })
}

// isSubhead judges by shape and neighbours: short, without an end of sentence,
// with running text after it. Capitals make it sure; a line in lower case must
// also be shorter and stand between sentences.
func (p *page) isSubhead(l line) bool {
	if l.length > 120 || l.words() > 16 || !l.apart || !hasLetter(l.text) {
		return false
	}
	question := strings.HasSuffix(l.text, "?")
	if l.sentence() && !question {
		return false
	}
	next, after, ok := p.following()
	if !ok || !next.apart {
		return false
	}
	titled := l.capitals() || l.titleCase()
	switch {
	case bulleted(next), isText(after) && !isText(next) && next.length <= 120:
		// A list, or a subhead of its own, follows.
		return titled
	case !isText(next) || next.length <= l.length:
		return false
	case titled:
		return true
	}
	if last, ok := p.text[len(p.text)-1].(*body.Paragraph); ok && !endsSentence(spanText(last.Text)) {
		return false
	}
	return !question && l.words() <= 10 && next.length > 2*l.length && p.text[len(p.text)-1].Kind() != body.KindHeading
}

// isText reports whether a line is running text, be it without a full stop.
func isText(l line) bool { return l.sentence() || l.length > 150 }

func bulleted(l line) bool {
	return slices.ContainsFunc(bullets, func(b string) bool { return strings.HasPrefix(l.text, b) })
}

// following gives the two lines of text after the next one, past furniture; ok
// is false when there is none.
func (p *page) following() (next, after line, ok bool) {
	for n := 1; n <= 8; n++ {
		l, more := p.ahead(n)
		if !more {
			break
		}
		if _, furniture := l.furniture(); furniture {
			continue
		}
		if _, heading := l.listHeading(); heading {
			break
		}
		if _, pointer := l.readAlsoTarget(); pointer {
			break
		}
		if ok {
			return next, l, true
		}
		next, ok = l, true
	}
	return next, after, ok
}

func spanText(in body.Inline) string {
	var b strings.Builder
	for _, s := range in {
		b.WriteString(s.Text)
	}
	return b.String()
}

// bullets open the points of a list.
var bullets = []string{"• ", "· ", "- ", "* ", "– ", "▪ ", "‣ "}

// points takes a list: two lines or more in a row with the same bullet.
func (p *page) points() bool {
	first := p.lines[p.i]
	i := slices.IndexFunc(bullets, func(b string) bool { return strings.HasPrefix(first.text, b) })
	if i < 0 {
		return false
	}
	n := 0
	for n < 200 {
		l, ok := p.ahead(n)
		if !ok || !strings.HasPrefix(l.text, bullets[i]) || blank(l.text[len(bullets[i]):]) {
			break
		}
		n++
	}
	if n < 2 {
		return false
	}
	var list body.List
	for range n {
		l := p.take("body", p.main.Ref)
		list.Items = append(list.Items, body.Point(body.Text(strings.TrimLeft(l.text[len(bullets[i]):], " \t"))))
	}
	p.text = append(p.text, &list)
	return true
}
