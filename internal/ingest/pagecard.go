package ingest

import (
	"time"
)

// cards groups a list's entries into articles. Where there are dates, each card
// has one: above its headline if the list opens with a date, else below.
func (p *page) cards(list string, entries []entry) {
	if len(entries) == 0 {
		return
	}
	dated := false
	for _, e := range entries {
		dated = dated || e.when
	}
	if !dated {
		p.undated(list, entries)
		return
	}
	above := entries[0].when
	var group []entry
	for _, e := range entries {
		if above && e.when && len(group) > 0 {
			p.card(list, group, true)
			group = nil
		}
		group = append(group, e)
		if !above && e.when {
			p.card(list, group, false)
			group = nil
		}
	}
	if len(group) > 0 {
		p.card(list, group, above)
	}
}

// undated reads a list without dates: a headline per line, sections in capitals
// above theirs.
func (p *page) undated(list string, entries []entry) {
	for i := 0; i < len(entries); i++ {
		if e := entries[i]; e.l.capitals() && e.l.sectionLike() && i+1 < len(entries) && !entries[i+1].l.capitals() {
			p.card(list, entries[i:i+2], true)
			i++
			continue
		}
		p.card(list, entries[i:i+1], true)
	}
}

// card makes an article of one group. Its parts are told apart by their place:
// [caption] [section] headline; the caption is a sentence, the section a few
// words. dateAbove puts a summary after the headline rather than before it.
func (p *page) card(list string, group []entry, dateAbove bool) {
	var texts []entry
	var it Item
	var date *entry
	for i, e := range group {
		switch {
		case e.when:
			date = &group[i]
			it.Section = e.apart
			if e.date != nil {
				it.Published = e.date.Time
			}
		case len(texts) > 0 && texts[len(texts)-1].l.text == e.l.text:
			p.settle(e, "duplicate", 0, true)
		default:
			texts = append(texts, e)
		}
	}
	if len(texts) == 0 {
		if date != nil {
			p.settle(*date, "other", 0, true)
		}
		return
	}
	head, section, caption, summary := parts(texts, dateAbove)
	// More lines than a card has: articles without a date of their own.
	var extra []entry
	for i, e := range texts {
		switch i {
		case head, section, caption, summary:
		default:
			extra = append(extra, e)
		}
	}
	it.Headline = texts[head].l.text
	if section >= 0 {
		it.Section = texts[section].l.text
	}
	if caption >= 0 {
		it.Lead = &Lead{Caption: texts[caption].l.text}
	}
	if summary >= 0 {
		it.Standfirst = texts[summary].l.text
	}
	for _, e := range extra {
		if e.at < texts[head].at {
			p.extra(list, e)
		}
	}
	ref := p.cite(list, it, texts[head].l.number)
	known := p.item(ref)
	p.kept(texts, head, "headline", ref, known.Headline)
	p.kept(texts, section, "section", ref, known.Section)
	p.kept(texts, summary, "standfirst", ref, known.Standfirst)
	p.kept(texts, caption, "caption", ref, known.caption())
	if date != nil {
		p.dateOf(*date, ref)
	}
	for _, e := range extra {
		if e.at > texts[head].at {
			p.extra(list, e)
		}
	}
}

// kept accounts for a text of a card: it is in the article's field, or an
// earlier list said something else and that was kept.
func (p *page) kept(texts []entry, i int, use string, ref int64, value string) {
	switch {
	case i < 0:
	case texts[i].l.text == value:
		p.settle(texts[i], use, ref, false)
	default:
		p.settle(texts[i], "differs", ref, true)
	}
}

// item is the article of a number.
func (p *page) item(ref int64) *Item {
	if ref == p.main.Ref {
		return &p.main
	}
	// Stubs are numbered from -2 in the order of their making.
	return &p.batch.Items[-ref-1]
}

func (it *Item) caption() string {
	if it.Lead == nil {
		return ""
	}
	return it.Lead.Caption
}

// dateOf accounts for a card's date.
func (p *page) dateOf(e entry, ref int64) {
	if e.date == nil {
		p.warn(e.l.number, "relative", e.l.text)
		p.settle(e, "label", ref, true)
		return
	}
	p.doubts(e.l, *e.date)
	if !sameMinute(p.item(ref).Published, e.date.Time) {
		p.settle(e, "differs", ref, true)
		return
	}
	p.settle(e, "published", ref, false)
}

// extra is a line that no card has a place for: a headline if it can be one.
func (p *page) extra(list string, e entry) {
	if e.l.sentence() || e.l.words() < 3 {
		p.settle(e, "other", 0, true)
		return
	}
	ref := p.cite(list, Item{Headline: e.l.text}, e.l.number)
	p.kept([]entry{e}, 0, "headline", ref, p.item(ref).Headline)
}

// parts tells which text of a card is what; -1 is none.
func parts(texts []entry, dateAbove bool) (head, section, caption, summary int) {
	head, section, caption, summary = len(texts)-1, -1, -1, -1
	if dateAbove {
		head = 0
	}
	isSection := func(i, against int) bool {
		return i >= 0 && i < len(texts) && texts[i].l.sectionLike() && texts[i].l.length < texts[against].l.length
	}
	if dateAbove {
		// [section] headline [summary]
		if len(texts) > 1 && isSection(0, 1) && (texts[0].l.capitals() || len(texts) > 2 || texts[0].l.words() <= 2) {
			section, head = 0, 1
		}
		if head+1 < len(texts) && texts[head+1].l.sentence() {
			summary = head + 1
		}
		return head, section, caption, summary
	}
	// [caption] [section] headline, or headline section
	if len(texts) > 1 && texts[head].l.sectionLike() && texts[head].l.capitals() && texts[head-1].l.length > texts[head].l.length &&
		!texts[head-1].l.capitals() {
		section, head = head, head-1
		if head > 0 && texts[head-1].l.sentence() {
			caption = head - 1
		}
		return head, section, caption, summary
	}
	if head > 0 && texts[head].l.sentence() && !texts[head-1].l.sentence() && !isSection(head-1, head) {
		head, summary = head-1, head
	}
	if isSection(head-1, head) {
		section = head - 1
		if section > 0 {
			caption = section - 1
		}
	} else if head > 0 && texts[head-1].l.sentence() {
		caption = head - 1
	}
	return head, section, caption, summary
}

// settle gives a line of a card its use.
func (p *page) settle(e entry, use string, ref int64, left bool) {
	l := &p.batch.Lines[e.at]
	l.Use, l.Ref, l.Left = use, ref, left
}

// cite notes that the page lists an article and gives its number. What two
// lists say of one article is put together; where they differ the first is
// kept.
func (p *page) cite(list string, it Item, number int) int64 {
	key := fold(it.Headline)
	if key == fold(p.main.Headline) {
		// A list that shows the article itself tells its section.
		if p.main.Section == "" {
			p.main.Section = it.Section
		}
		if p.main.Published.IsZero() {
			p.main.Published = it.Published
		}
		return p.main.Ref
	}
	i, met := p.stubs[key]
	if !met {
		i = len(p.batch.Items)
		p.stubs[key] = i
		it.Ref, it.Stub, it.State, it.Language = p.nextRef, true, p.main.State, p.main.Language
		p.nextRef--
		p.batch.Items = append(p.batch.Items, it)
	} else {
		p.merge(&p.batch.Items[i], it, number)
	}
	ref := p.batch.Items[i].Ref
	if p.first("cite", list+"\x00"+key) {
		p.main.Cites = append(p.main.Cites, Cite{ref, list})
	}
	return ref
}

func (p *page) merge(known *Item, it Item, number int) {
	if known.Section == "" {
		known.Section = it.Section
	}
	if known.Standfirst == "" {
		known.Standfirst = it.Standfirst
	}
	if known.Lead == nil {
		known.Lead = it.Lead
	}
	switch {
	case known.Published.IsZero():
		known.Published = it.Published
	case it.Published != (time.Time{}) && !sameMinute(known.Published, it.Published):
		p.warn(number, "differs", it.Headline)
	}
}
