package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/locale"
	"warta/internal/news"
)

// A capture is the text of one article's page, as a browser's "select all,
// copy" or innerText gives it: a line per block, empty lines between most of
// them. It is read from top to bottom in four parts, each of which takes its
// lines and hands on:
//
//	head   headline, standfirst, byline, date          pagehead.go
//	lead   caption and alt text, up to the dateline    pagelead.go
//	text   paragraphs, subheads, read-also, credits    pagebody.go
//	lists  related, latest, popular: other articles    pagelist.go, pagecard.go
//
// Furniture (share bars, toasts, counters; pageline.go) may stand anywhere.
// Words are in pagewords.go; the rules here are about shape and order alone.
type page struct {
	o     Options
	lines []line
	// i is the next line to take.
	i      int
	refuse func(code string, args map[string]any) error
	batch  Batch
	main   Item
	// seen holds what must not be taken twice: credits, tags, citations.
	seen map[string]bool
	// stubs are the cited articles by folded headline, as indexes into
	// batch.Items; order of first citation.
	stubs   map[string]int
	nextRef int64
	// text collects the blocks of the article.
	text []body.Block
}

// detectCapture takes any text that is no markup. Sources for markup stand
// before this one in the table.
func detectCapture(head []byte) bool {
	return !bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, utf8Mark), " \t\r\n"), []byte("<")) &&
		!bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("{"))
}

// detectPage takes a page in HTML or as plain text.
func detectPage(head []byte) bool {
	return detectCapture(head) || looksLikeHTML(head)
}

// looksLikeHTML reports whether an input begins as pages, or parts of pages, do.
func looksLikeHTML(head []byte) bool {
	s := fold(string(bytes.TrimLeft(bytes.TrimPrefix(head[:min(len(head), 2000)], utf8Mark), " \t\r\n")))
	if isHTML(s) {
		return !strings.HasPrefix(s, "<?xml") || strings.Contains(s, "<html")
	}
	return hasOpening(s, []string{"<!--", "<h1", "<h2", "<h3", "<p>", "<p ", "<div", "<article", "<section", "<main", "<meta", "<title", "<figure", "<img", "<blockquote", "<ul", "<ol", "<table", "<span", "<a ", "<em", "<strong", "<b>", "<i>", "<br", "<hr", "<center", "<font", "<script", "<style", "<link", "<header"})
}

// readPage reads a page, whichever of the two it is.
func readPage(input []byte, o Options) (*Batch, error) {
	if looksLikeHTML(input) || looksLikeHTML(decoded(input)) {
		return readMarkup(input, o)
	}
	return readCapture(input, o)
}

// decoded gives the beginning of an input in UTF-16 as text.
func decoded(input []byte) []byte {
	if !bytes.HasPrefix(input, utf16Little) && !bytes.HasPrefix(input, utf16Big) && !halfZero(input) {
		return nil
	}
	text, _, _ := toUTF8(input[:min(len(input)&^1, 4000)], "")
	return []byte(text)
}

// readCapture reads a plain-text capture.
func readCapture(input []byte, o Options) (*Batch, error) {
	o = o.withDefaults()
	refuse := refusal(o, "page")
	lines, err := splitLines(input, refuse)
	if err != nil {
		return nil, err
	}
	if isHTML(lines[0].folded) {
		return nil, refuse("import.html", nil)
	}
	p := &page{o: o, lines: lines, refuse: refuse, seen: map[string]bool{}, stubs: map[string]int{}, nextRef: -2}
	p.main = Item{Ref: -1, State: news.Live, Language: o.Locale.Tag()}
	p.batch.Items = []Item{{}}
	for _, part := range []func() error{p.head, p.lead, p.body, p.lists} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	hash := sha256.Sum256(input)
	if err := p.finish(hex.EncodeToString(hash[:])); err != nil {
		return nil, err
	}
	return &p.batch, nil
}

func isHTML(first string) bool {
	return hasOpening(first, []string{"<!doctype", "<html", "<head", "<body", "<?xml"})
}

// finish gives identities and checks the whole.
func (p *page) finish(hash string) error {
	m := &p.main
	if p.text == nil && m.Lead == nil {
		return p.refuse("import.no_text", nil)
	}
	m.identify(hash)
	m.Body = body.Doc{Version: body.SchemaVersion, Blocks: p.text}
	// The ids follow from the identity, so that reading the same page twice
	// gives the same document.
	m.Body.AssignIDs(m.Origin.Key)
	for _, problem := range m.Body.Validate() {
		if problem.Code == "too_large" {
			return p.refuse("import.too_much_text", map[string]any{"limit": p.o.Locale.FileSize(int64(problem.Limit))})
		}
	}
	if m.Published.IsZero() {
		p.warn(p.lineOf("headline"), "no_date", "")
	}
	for _, c := range m.Byline {
		if c.Name == "" {
			p.warn(p.lineOf("byline"), "nameless", "")
		}
	}
	if n := news.Length(m.Headline); n > headlineLimit {
		p.warn(p.lineOf("headline"), "long", clip(m.Headline))
	}
	p.batch.Items[0] = *m
	for i := range p.batch.Items[1:] {
		stub := &p.batch.Items[i+1]
		stub.identify(stub.stubHash())
	}
	p.hint()
	return nil
}

// headlineLimit is what the newsroom would accept when typed.
var headlineLimit = func() int {
	for _, f := range news.Fields {
		if f.Name == "headline" {
			return f.Limit
		}
	}
	return 0
}()

// hint concludes the section: related lists show articles of the same section,
// so what they agree on is the article's own and theirs.
func (p *page) hint() {
	items := p.batch.Items
	at := map[int64]*Item{}
	for i := range items {
		at[items[i].Ref] = &items[i]
	}
	hint := items[0].Section
	for _, c := range items[0].Cites {
		s := at[c.Ref].Section
		if c.List != "related" || s == "" {
			continue
		}
		if hint != "" && fold(hint) != fold(s) {
			return
		}
		if hint == "" {
			hint = s
		}
	}
	if hint == "" {
		return
	}
	items[0].SectionHint = hint
	for _, c := range items[0].Cites {
		if c.List == "related" {
			at[c.Ref].SectionHint = hint
		}
	}
}

// peek gives the next line; ok is false at the end.
func (p *page) peek() (line, bool) { return p.ahead(0) }

func (p *page) ahead(n int) (line, bool) {
	if p.i+n < len(p.lines) {
		return p.lines[p.i+n], true
	}
	return line{}, false
}

// take accounts for the next line and goes on.
func (p *page) take(use string, ref int64) line {
	l := p.lines[p.i]
	p.i++
	p.batch.Lines = append(p.batch.Lines, Line{Number: l.number, Use: use, Ref: ref, Text: l.text})
	return l
}

// leave accounts for the next line as left out.
func (p *page) leave(reason string) line {
	l := p.take(reason, 0)
	p.batch.Lines[len(p.batch.Lines)-1].Left = true
	return l
}

func (p *page) warn(number int, code, text string) {
	p.batch.Warnings = append(p.batch.Warnings, Warning{Line: number, Code: code, Text: text})
}

// passFurniture takes the next line if it is none of the article's own: page
// furniture, a counter, the time of an update.
func (p *page) passFurniture() bool {
	l, ok := p.peek()
	if !ok {
		return false
	}
	if p.counter(l) {
		return true
	}
	if f, _, ok := p.datedBy(l, openings["updated"]); ok {
		p.main.Updated = f.Time
		p.take("updated", p.main.Ref)
		return true
	}
	if kind, ok := l.furniture(); ok {
		if kind == "navigation" {
			p.breadcrumb(l)
		}
		p.leave(kind)
		return true
	}
	return false
}

// counter takes a read counter.
func (p *page) counter(l line) bool {
	n, ok := l.reads()
	if !ok {
		return false
	}
	if p.main.Reads == nil {
		p.main.Reads = &n
		p.take("reads", p.main.Ref)
		return true
	}
	if *p.main.Reads != n {
		p.warn(l.number, "reads", l.text)
	}
	p.leave("counter")
	return true
}

// breadcrumb takes the section from "Beranda / Ekonomi".
func (p *page) breadcrumb(l line) {
	parts := splitAny(l.text, "/", ">", "»", "›")
	if len(parts) >= 2 && p.main.Section == "" && p.main.Headline == "" {
		section := newLine(l.number, trim(parts[len(parts)-1]))
		if section.sectionLike() {
			p.main.Section = section.text
		}
	}
}

// date reads a line that is a date, perhaps behind a label; bad is true for one
// that was meant as a date and cannot be read.
func (p *page) date(l line) (f locale.Found, ok, bad bool) {
	if l.length > 120 {
		return f, false, false
	}
	f, text, ok := p.datedBy(l, publishedLabels)
	if !ok {
		f, ok = p.o.Locale.ParseDate(text, p.o.Zone)
	}
	return f, ok, !ok && p.o.Locale.LooksLikeDate(text)
}

// datedBy reads a label and a date that fill the line: "Terbit : 1 Maret 2025".
// rest is what stands behind the label, or the whole line without one.
func (p *page) datedBy(l line, labels []string) (f locale.Found, rest string, ok bool) {
	rest = l.text
	if l.length > 120 {
		return f, rest, false
	}
	for _, label := range labels {
		if len(l.text) <= len(label) || !strings.HasPrefix(l.folded, label) || fold(l.text[:len(label)]) != label {
			continue
		}
		after := l.text[len(label):]
		if first := after[0]; first != ' ' && first != ':' && first != '\t' && first < 0x80 {
			continue
		}
		if f, ok := p.o.Locale.ParseDate(after, p.o.Zone); ok {
			return f, after, true
		}
		rest = after
	}
	return f, rest, false
}

// doubts passes a date's doubts on.
func (p *page) doubts(l line, f locale.Found) {
	for _, d := range f.Doubts {
		p.warn(l.number, string(d), l.text)
	}
}

func (p *page) badDate(l line) error {
	return p.refuse("import.date", map[string]any{"line": l.number, "text": clip(l.text)})
}

// lineOf gives the number of the line that a field of the article came from.
func (p *page) lineOf(use string) int {
	for _, l := range p.batch.Lines {
		if strings.HasPrefix(l.Use, use) && l.Ref == p.main.Ref {
			return l.Number
		}
	}
	return 0
}

// first reports whether something of a kind is met for the first time.
func (p *page) first(kind, what string) bool {
	key := kind + "\x00" + what
	if p.seen[key] {
		return false
	}
	p.seen[key] = true
	return true
}

// clip shortens text for a sentence.
func clip(s string) string {
	const most = 80
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i] + "…"
		}
	}
	return s
}

// minute is the precision of printed times.
func sameMinute(a, b time.Time) bool {
	return a.Truncate(time.Minute).Equal(b.Truncate(time.Minute))
}
