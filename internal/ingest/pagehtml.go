package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"

	"warta/internal/body"
	"warta/internal/news"
)

// A page of HTML, fetched or saved, is read in these steps:
//
//	pagemeta.go     what the page says of itself: JSON-LD, <meta>, microdata
//	pagefields.go   headline, time, people, pictures of that and of what it shows
//	pagefind.go     the element that holds the text
//	pageclean.go    what stands in it without being text, kept as left out
//	html*.go        the element to blocks
//
// Words are in pageclutter.go and pagewords.go.

// MaxPage is the largest page taken, in bytes.
const MaxPage = 16_000_000

// pageReading is one page on its way.
type pageReading struct {
	o       Options
	refuse  func(code string, args map[string]any) error
	root    *html.Node
	meta    *pageMeta
	address string
	base    string
	// sure are the runs of four words of the text as JSON-LD gives it.
	sure  map[string]int
	c     *cleaner
	it    Item
	batch Batch
}

// readMarkup reads a page of HTML.
func readMarkup(input []byte, o Options) (*Batch, error) {
	o = o.withDefaults()
	p := &pageReading{o: o, refuse: refusal(o, "page")}
	if len(input) > MaxPage {
		return nil, p.refuse("import.too_large", map[string]any{"limit": o.Locale.FileSize(MaxPage)})
	}
	src, err := p.decode(input)
	if err != nil {
		return nil, err
	}
	if blank(src) {
		return nil, p.refuse("import.empty", nil)
	}
	if !safePage(src) {
		return nil, p.refuse("import.page_bomb", nil)
	}
	if p.root, err = html.Parse(strings.NewReader(src)); err != nil {
		return nil, p.refuse("import.page_bomb", nil)
	}
	p.meta = readMeta(p.root)
	p.address, p.base = p.meta.address(o.Address)
	p.it = Item{Ref: -1, Kind: news.KindNews, Type: "page", State: news.Live, Work: news.Settled}
	p.it.Language = languageOf(p.meta.lang, firstText(p.meta.ldOne("inLanguage"), p.meta.meta("og:locale")))
	p.fields()
	if err := p.text(isFragment(src)); err != nil {
		return nil, err
	}
	if err := p.finish(input); err != nil {
		return nil, err
	}
	return &p.batch, nil
}

// isFragment: the text alone, as some systems export it.
func isFragment(src string) bool {
	head := strings.ToLower(src[:min(len(src), 4096)])
	return !strings.Contains(head, "<html") && !strings.Contains(head, "<body") && !strings.Contains(head, "<head") && !strings.Contains(head, "<!doctype")
}

func languageOf(names ...string) string {
	for _, s := range names {
		s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
		if s != "" && validLang(s) {
			return s
		}
	}
	return ""
}

// decode gives the page as UTF-8, by what it says in its head.
func (p *pageReading) decode(input []byte) (string, error) {
	text, used, ok := toUTF8(input, declaredCharset(input))
	if !ok {
		// A name that nobody knows: browsers go on, and so do we.
		text, used, _ = toUTF8(input, "")
	}
	if used != "utf-8" {
		p.batch.Warnings = append(p.batch.Warnings, Warning{Code: "encoding", Text: used})
	}
	return cleanText(text), nil
}

// declaredCharset finds <meta charset> and its older form.
func declaredCharset(b []byte) string {
	z := html.NewTokenizer(strings.NewReader(string(b[:min(len(b), 4096)])))
	for range 200 {
		switch z.Next() {
		case html.ErrorToken:
			return declaredEncoding(b[:min(len(b), 2048)])
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.Data == "body" {
				return ""
			}
			if t.Data != "meta" {
				continue
			}
			n := &html.Node{Attr: t.Attr}
			if c := attr(n, "charset"); c != "" {
				return c
			}
			if strings.EqualFold(attr(n, "http-equiv"), "content-type") {
				if _, c, ok := strings.Cut(strings.ToLower(attr(n, "content")), "charset="); ok {
					c, _, _ = strings.Cut(c, ";")
					return strings.Trim(c, "\"' ")
				}
			}
		}
	}
	return ""
}

// text finds the text and makes blocks of it.
func (p *pageReading) text(whole bool) error {
	bodyNode := find(p.root, "body")
	if bodyNode == nil {
		return p.refuse("import.page_none", nil)
	}
	said := map[string]string{}
	say := func(s, why string) {
		if f := foldLine(strings.TrimSpace(s)); f != "" && said[f] == "" {
			said[f] = why
		}
	}
	say(p.it.Headline, "duplicate")
	say(p.it.Standfirst, "duplicate")
	for _, h := range p.meta.headings {
		say(oneLine(textOf(h)), "duplicate")
	}
	if !whole {
		for _, f := range findAll(bodyNode, "figcaption") {
			if t := oneLine(textOf(f)); len(t) > 20 {
				say(t, "caption")
			}
		}
		for _, img := range findAll(bodyNode, "img") {
			if t := oneLine(attr(img, "alt")); len(t) > 20 {
				say(t, "caption")
			}
		}
	}
	prune(bodyNode, 0)
	p.sure = p.sureWords()
	container, f := p.container(bodyNode, whole)
	p.c = &cleaner{f: f, said: said, sure: p.sure, host: bareHost(hostOf(p.base))}
	if m := f.m[container]; m != nil {
		p.c.total = m.text
	}
	if p.told(container) {
		return nil
	}
	p.c.learn(container)
	p.c.clean(container)
	o := MapOptions{Base: p.base, Outlet: p.o.Outlet, Seed: p.seed()}
	if u, err := url.Parse(p.address); err == nil && u.Host != "" {
		o.Site = []string{u.Hostname()}
	}
	m := MapNode(container, o)
	p.it.Media, p.it.Targets = m.Media, m.Targets
	p.it.Notes = append(p.it.Notes, m.Notes...)
	if m.Rest != "" {
		p.it.Kept = append(p.it.Kept, Field{"text (rest)", m.Rest})
	}
	blocks := p.c.tidyText(m.Doc.Blocks, p.takeLine)
	if len(blocks) == 0 {
		blocks = m.Doc.Blocks // a note of one line, which is its own headline
	}
	p.it.Body = body.Doc{Version: body.SchemaVersion, Blocks: blocks}
	p.headlineOfText()
	p.dateline()
	return nil
}

// told makes the text of what JSON-LD gives, where the page itself shows less than
// half of that: it loads its text by a script, or asks readers for money first.
func (p *pageReading) told(container *html.Node) bool {
	if p.sure == nil {
		return false
	}
	shown := grams(scoreWords(textOf(container)))
	both, all := 0, 0
	for g, n := range p.sure {
		all += n
		both += min(n, shown[g])
	}
	if both*2 >= all {
		return false
	}
	text := p.meta.ldOne("articleBody")
	if !strings.Contains(text, "<p") && !strings.Contains(text, "<br") {
		text = "<p>" + strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), "</p><p>") + "</p>"
	}
	m := MapHTML(text, MapOptions{Base: p.base, Outlet: p.o.Outlet, Seed: p.seed(), Dateline: true})
	p.it.Body, p.it.Media, p.it.Targets, p.it.Dateline = m.Doc, m.Media, m.Targets, m.Dateline
	p.it.note("text", "text that only the page's data have", "")
	p.headlineOfText()
	return true
}

// sureWords are the runs of four words of the article's text as JSON-LD gives it, if
// it gives the whole.
func (p *pageReading) sureWords() map[string]int {
	text := p.meta.ldOne("articleBody")
	if len(text) < 600 {
		return nil
	}
	if strings.Contains(text, "<") {
		text = plainText(text)
	}
	return grams(scoreWords(html.UnescapeString(text)))
}

// enough is the least text, in bytes, that an element named as the article's must
// hold.
const enough = 250

// container chooses the element that holds the text: the one that holds the words
// that the page gives as its text; the one that is named so; the one with the most
// prose, if the library is of the same mind, or else the library's.
func (p *pageReading) container(bodyNode *html.Node, whole bool) (*html.Node, *finder) {
	f := measureAll(bodyNode)
	if whole {
		return bodyNode, f
	}
	if p.sure != nil {
		if n := f.bySure(bodyNode, p.sure); n != nil {
			return n, f
		}
	}
	if list := p.meta.hclass["e-content"]; len(list) == 1 && len(p.meta.hclass["h-entry"]) == 1 && holds(bodyNode, list[0]) {
		return list[0], f
	}
	for _, list := range [][]*html.Node{p.meta.hclass["e-content"], p.meta.props["articlebody"]} {
		if n := f.named(bodyNode, list); n != nil {
			return n, f
		}
	}
	own := f.top
	mine := f.m[own]
	if own != nil && mine.prose > 1500 && strictlyNamed(own) {
		return own, f
	}
	if lib := p.byLibrary(); lib != nil {
		g := measureAll(lib)
		theirs := g.m[lib]
		if own == nil || theirs.text > enough && theirs.prose*10 > mine.prose*12 {
			return lib, g
		}
	}
	if own != nil {
		return own, f
	}
	return bodyNode, f
}

// strictlyNamed: an element that says that it is the text of an article.
func strictlyNamed(n *html.Node) bool {
	return classWords(n, func(word, pair string) bool {
		switch pair {
		case "article-body", "article-content", "article-text", "entry-content", "post-content", "story-body", "story-content", "post-body", "body-content", "article-paragraphs":
			return true
		}
		return word == "articlebody" || word == "storybody"
	})
}

// named chooses among elements that are named as the text.
func (f *finder) named(bodyNode *html.Node, list []*html.Node) *html.Node {
	var in []*html.Node
	total := 0
	var best *html.Node
	for _, n := range list {
		m := f.m[n]
		if m == nil || n.Data == "meta" || !holds(bodyNode, n) {
			continue
		}
		in = append(in, n)
		total += m.text
		if best == nil || m.text > f.m[best].text {
			best = n
		}
	}
	if best == nil {
		return nil
	}
	// Several elements with the name are parts of one text, or teasers of others.
	m := f.m[best]
	if len(in) > 1 && m.text*10 < total*8 {
		best = common(in, bodyNode)
		m = f.m[best]
	}
	if top := f.m[f.top]; top != nil && m.prose*2 < top.prose && !holds(f.top, best) {
		return nil
	}
	if m.prose >= enough || len(in) == 1 && m.text > 0 && m.text*2 > f.m[bodyNode].text {
		return best
	}
	return nil
}

// bySure gives the lowest element with nearly all paragraphs whose words stand in the
// text that the page gives of itself; nil when the page shows little of that.
func (f *finder) bySure(bodyNode *html.Node, sure map[string]int) *html.Node {
	total := 0
	for _, n := range sure {
		total += n
	}
	type hit struct {
		n    *html.Node
		size int
	}
	var hits []hit
	sum := 0
	walkNodes(bodyNode, func(n *html.Node) bool {
		if n.Type != html.ElementNode {
			return false
		}
		m := f.m[n]
		if m == nil || m.text < 40 {
			return false
		}
		if m.paragraphs != 1 || m.prose != m.text {
			return true
		}
		words := scoreWords(textOf(n))
		got := 0
		for i := 0; i+4 <= len(words); i++ {
			if sure[strings.Join(words[i:i+4], " ")] > 0 {
				got++
			}
		}
		if got*10 >= (len(words)-3)*6 && got > 3 {
			hits = append(hits, hit{n, got})
			sum += got
		}
		return false
	})
	if sum*10 < total*6 {
		return nil
	}
	around := map[*html.Node]int{}
	for _, h := range hits {
		for a := h.n; a != nil && a != bodyNode.Parent; a = a.Parent {
			around[a] += h.size
		}
	}
	n := bodyNode
	for {
		var down *html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if around[c]*100 >= sum*92 {
				down = c
			}
		}
		if down == nil || inlineElements[down.Data] || down.Data == "p" {
			return n
		}
		n = down
	}
}

// common is the lowest element around all of some.
func common(list []*html.Node, within *html.Node) *html.Node {
	for n := list[0]; n != nil && n != within.Parent; n = n.Parent {
		all := true
		for _, x := range list {
			all = all && (x == n || holds(n, x) || !holds(within, x))
		}
		if all {
			return n
		}
	}
	return within
}

// byLibrary asks the readability library.
func (p *pageReading) byLibrary() *html.Node {
	u, err := url.Parse(firstText(p.base, "http://localhost/"))
	if err != nil {
		return nil
	}
	parser := readability.NewParser()
	parser.MaxElemsToParse = 200_000
	a, err := parser.ParseDocument(p.root, u)
	if err != nil || a.Node == nil {
		return nil
	}
	return a.Node
}

func (p *pageReading) seed() string { return "page\x00" + p.identity() }

// identity is the page's address or, without one, its headline and time.
func (p *pageReading) identity() string {
	if p.address != "" {
		return addressKey(p.address)
	}
	byHeadline, byTime := pageKeys(p.it.Headline, p.it.Published)
	return firstText(byTime, byHeadline)
}

// headlineOfText takes a headline that only the text has.
func (p *pageReading) headlineOfText() {
	if p.it.Headline != "" {
		return
	}
	for i, b := range p.it.Body.Blocks {
		if h, ok := b.(*body.Heading); ok && i < 3 {
			p.it.Headline = oneLine(h.Text.Text())
			p.it.Body.Blocks = slices.Delete(p.it.Body.Blocks, i, i+1)
			return
		}
	}
	if s := oneLine(p.it.Body.FirstParagraph()); s != "" {
		p.it.Headline = clip(s)
		p.it.note("text", "no headline", p.it.Headline)
	}
}

func (p *pageReading) dateline() {
	m := newMapper(MapOptions{Outlet: p.o.Outlet})
	m.dateline(p.it.Body.Blocks)
	p.it.Dateline = m.out.Dateline
	p.it.Notes = append(p.it.Notes, m.out.Notes...)
}

// finish gives identities, the lead and the account of what was left out.
func (p *pageReading) finish(input []byte) error {
	it := &p.it
	if it.Headline == "" && it.Body.Text() == "" {
		return p.refuse("import.page_none", nil)
	}
	if it.Headline == "" {
		it.Headline = p.o.Name
	}
	hash := sha256.Sum256(input)
	byHeadline, byTime := pageKeys(it.Headline, it.Published)
	it.Origin = news.Origin{Source: "page", Key: p.identity(), Hash: hex.EncodeToString(hash[:])}
	for _, key := range []string{byTime, byHeadline} {
		if key != "" && key != it.Origin.Key {
			it.Also = append(it.Also, news.Origin{Source: "page", Key: key})
		}
	}
	if it.Published.IsZero() {
		p.batch.Warnings = append(p.batch.Warnings, Warning{Code: "no_date"})
	}
	if n := news.Length(it.Headline); n > headlineLimit {
		p.batch.Warnings = append(p.batch.Warnings, Warning{Code: "long", Text: clip(it.Headline)})
	}
	it.noRepeat()
	p.lead()
	it.Body.Version = body.SchemaVersion
	it.Body.AssignIDs(p.seed())
	p.batch.Items = []Item{*it}
	p.batch.Lines = p.c.left
	return nil
}

// safePage looks through the tags of a page as safeMarkup does of a text, more lightly:
// pages are large, and the parser itself refuses what is nested too deeply.
func safePage(src string) bool {
	const maxEquals, maxPageTags, maxOpenMarks, maxReopened = 2000, 400_000, 200, 2_000_000
	marks, reopened, tags := 0, 0, 0
	for i := strings.IndexByte(src, '<'); i >= 0 && i+1 < len(src); {
		end := i + 1
		closing := src[end] == '/'
		if closing {
			end++
		}
		start := end
		for end < len(src) && isNameByte(src[end]) {
			end++
		}
		name := src[start:end]
		if name != "" {
			if tags++; tags > maxPageTags {
				return false
			}
			equals := 0
			for ; end < len(src) && src[end] != '>'; end++ {
				if src[end] == '=' {
					equals++
				}
			}
			if equals > maxEquals {
				return false
			}
			lower := name
			if len(name) <= 8 {
				lower = strings.ToLower(name)
			}
			switch {
			case formattingElement([]byte(lower)) && lower != "span":
				if closing {
					marks = max(0, marks-1)
				} else if marks++; marks > maxOpenMarks {
					return false
				}
			case !closing && (lower == "script" || lower == "style" || lower == "textarea"):
				if end = closedAt(src, end, lower); end < 0 {
					return true
				}
			case !closing:
				if reopened += marks; reopened > maxReopened {
					return false
				}
			}
		}
		next := strings.IndexByte(src[end:], '<')
		if next < 0 {
			return true
		}
		i = end + next
	}
	return true
}

// closedAt finds the end tag of an element whose content is no markup, -1 when there
// is none.
func closedAt(src string, from int, name string) int {
	for {
		n := strings.Index(src[from:], "</")
		if n < 0 {
			return -1
		}
		from += n
		if end := from + 2 + len(name); end <= len(src) && strings.EqualFold(src[from+2:end], name) {
			return from
		}
		from += 2
	}
}
