package search

import (
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

// How much a word says of an article, by where it stands.
const (
	inHeadline   = 5.0
	inTags       = 3.0
	inKicker     = 2.0
	inStandfirst = 2.0
	inByline     = 1.5
	inBody       = 1.0
	inCaption    = 0.5
)

// maxTokens bounds what is indexed of one article: some fifty pages of print.
const maxTokens = 20_000

// names are what articles refer to by number.
type names struct {
	tags   map[news.TagID]news.Tag
	people map[news.PersonID]news.Person
}

// document is an article as the index keeps it: everything that readers see of
// its words.
func document(p *store.PublishedArticle, n names) store.SearchDoc {
	c := &p.Content
	b := builder{a: For(c.Language), doc: store.SearchDoc{Article: p.ID, Edition: p.Edition, At: p.Dates.Display,
		Section: c.Section, Weights: map[string]float64{}, Words: map[string]string{}}}
	if c.Section != 0 {
		b.doc.Sections = append(b.doc.Sections, c.Section)
	}
	b.doc.Sections = append(b.doc.Sections, c.More...)
	b.add(c.Headline, inHeadline)
	for _, id := range c.Tags {
		b.add(n.tags[id].Name, inTags)
	}
	b.add(c.Kicker, inKicker)
	b.head = false
	b.add(c.Standfirst, inStandfirst)
	for _, x := range c.Byline {
		if x.Person != 0 {
			b.add(n.people[x.Person].Name, inByline)
		} else {
			b.add(x.Name, inByline)
		}
	}
	b.add(c.Body.Text(), inBody)
	if l := c.Lead; l != nil {
		b.add(l.Caption, inCaption)
		b.add(l.Credit, inCaption)
	}
	if c.Source != nil {
		b.add(c.Source.Name, inCaption)
	}
	return b.done()
}

// builder fills a document field by field, the head's first.
type builder struct {
	a     *Analyser
	doc   store.SearchDoc
	head  bool
	seen  map[string]bool
	total int
}

func (b *builder) add(text string, weight float64) {
	if b.seen == nil {
		b.seen, b.head = map[string]bool{}, true
	}
	if strings.TrimSpace(text) == "" || b.total >= maxTokens {
		return
	}
	tokens := b.a.Tokens(text)
	tokens = tokens[:min(len(tokens), maxTokens-b.total)]
	b.total += len(tokens)
	words := make([]string, 0, len(tokens))
	for _, t := range tokens {
		words = append(words, t.Words()...)
		if t.Stop {
			continue
		}
		b.doc.Length++
		b.doc.Weights[t.Stem] += weight
		b.doc.Words[t.Word] = t.Stem
		if b.seen[t.Stem] {
			continue
		}
		b.seen[t.Stem] = true
		if b.head {
			b.doc.Head = append(b.doc.Head, t.Stem)
		} else {
			b.doc.Text = append(b.doc.Text, t.Stem)
		}
	}
	b.doc.Exact = append(b.doc.Exact, words)
}

func (b *builder) done() store.SearchDoc { return b.doc }
