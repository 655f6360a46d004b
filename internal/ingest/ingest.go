// Package ingest reads articles from elsewhere: files and pages of other
// systems become plain values, which package newsroom turns into commands. It
// writes nothing itself.
//
// A source ([Source], one line in the table of source.go) turns bytes into a
// [Batch]: articles in full, articles that are only cited (stubs), and an
// account of what became of every line, so that nothing is dropped silently
// (migration.md, "Lossless"). Everything is named the way the source names it:
// sections, tags and people by name, articles by a number that is good inside
// the batch alone.
//
// A source of any length is read as a stream of records instead
// ([Source.Stream], record.go): WordPress's exports (wxr.go, on the scanner of
// xmlscan.go) and live sites (wprest.go), which share wppost.go and wpitem.go.
// Their texts are markup and go through the mapper of html.go; what an item's text
// points to is resolved when it is written ([Item.Finish], ref.go). A [Report]
// goes along with such a run.
package ingest

import (
	"slices"
	"time"

	"warta/internal/body"
	"warta/internal/news"
)

// Batch is what one source holds.
type Batch struct {
	// Items in the order of the source; a capture's own article comes first.
	Items []Item `json:"items"`
	// Lines accounts for the input: every line with text stands here, whole or
	// in parts, with what it became.
	Lines []Line `json:"lines"`
	// Warnings are what a person should look at; the input was read all the same.
	Warnings []Warning `json:"warnings,omitempty"`
}

// Item is one article.
type Item struct {
	// Ref is the item's number inside the batch: -1, -2, …. Read-also blocks
	// and Cites use it until [Item.Resolved] puts stored ids in its place.
	Ref int64 `json:"ref"`
	// Origin is the identity under which a second import meets the same article.
	Origin news.Origin `json:"origin"`
	// Also are further identities to look up before a new article is made: the
	// page of an article that was only cited so far, and the other way round.
	Also []news.Origin `json:"also,omitempty"`
	// Stub marks an article that the source only cites. It has a headline and
	// whatever else stood beside it; what an earlier import knew better must
	// not be emptied by it.
	Stub bool `json:"stub,omitempty"`

	Headline   string        `json:"headline"`
	Kicker     string        `json:"kicker,omitempty"`
	Standfirst string        `json:"standfirst,omitempty"`
	Dateline   news.Dateline `json:"dateline,omitzero"`
	Byline     []Credit      `json:"byline,omitempty"`
	Lead       *Lead         `json:"lead,omitempty"`
	// Section is the primary section's name as typed, More are others.
	Section string   `json:"section,omitempty"`
	More    []string `json:"more,omitempty"`
	// SectionHint is what the source lets one conclude without saying so: the
	// section that the related articles share. For where Section is empty.
	SectionHint string           `json:"section_hint,omitempty"`
	Tags        []string         `json:"tags,omitempty"`
	Kind        news.ArticleKind `json:"kind,omitempty"`
	Language    string           `json:"language,omitempty"`
	Source      *news.Source     `json:"source,omitempty"`
	Canonical   string           `json:"canonical,omitempty"`
	Body        body.Doc         `json:"body"`
	ClosingNote string           `json:"closing_note,omitempty"`

	// Published is the time of first publication; zero when the source does not
	// tell.
	Published time.Time `json:"published,omitzero"`
	Updated   time.Time `json:"updated,omitzero"`
	// State is what readers of the source knew of the article.
	State news.PublicState `json:"state"`
	// Reads is the source's read count; nil when it does not tell.
	Reads *int64 `json:"reads,omitempty"`
	// Cites are the articles that the source lists with this one, in its order.
	Cites []Cite `json:"cites,omitempty"`

	// Number is the source's own number of the article, zero when it has none.
	Number int64 `json:"number,omitempty"`
	// Media and Targets are what the text's negative numbers stand for, in a text
	// that came through the mapper of markup; see [Item.Finish].
	Media   []MediaRef `json:"media,omitempty"`
	Targets []Target   `json:"targets,omitempty"`

	// Type is the source's own word for what it is ("post", "page", "recipe").
	Type string `json:"type,omitempty"`
	// Created is the source's date of a draft as of anything else.
	Created time.Time `json:"created,omitzero"`
	// Work is the state of the draft that the source's state asks for; with State
	// Scheduled, Published is the time at which it is to go live.
	Work news.WorkState `json:"work,omitempty"`
	// MoreMark is the number of blocks before the mark that ends the teaser; zero means
	// none.
	MoreMark int `json:"more_mark,omitempty"`
	// Held says why something that the source shows to some stays unpublished here:
	// "private", "password" or "state", the rest of a message key below
	// "import.held.".
	Held string `json:"held,omitempty"`
	// Sticky is pinned to the front.
	Sticky bool   `json:"sticky,omitempty"`
	Slug   string `json:"slug,omitempty"`
	// Parent is the number of the page above, Order its place among its siblings.
	Parent int64 `json:"parent,omitempty"`
	Order  int64 `json:"order,omitempty"`
	// Addresses are all that the source answered under.
	Addresses []Address `json:"addresses,omitempty"`
	// Sections and Terms name the source's terms exactly, the primary section
	// first; Section, More and Tags are their names.
	Sections []TermRef `json:"sections,omitempty"`
	Terms    []TermRef `json:"terms,omitempty"`
	// Headlines by use ("seo", "social").
	Headlines   map[string]string `json:"headlines,omitempty"`
	Description string            `json:"description,omitempty"`
	NoIndex     bool              `json:"noindex,omitempty"`
	// Comments of readers, all states; CommentsOpen: the source takes more.
	Comments     []Comment `json:"comments,omitempty"`
	CommentsOpen bool      `json:"comments_open,omitempty"`
	Pings        bool      `json:"pings,omitempty"`
	// Notes are for the report: what was simplified, kept or not understood.
	Notes []Note `json:"notes,omitempty"`
	// Kept are the source's fields that have no home here.
	Kept []Field `json:"kept,omitempty"`
}

// Credit is a byline's line: a role with or without a name, or a name alone.
type Credit struct {
	Name string    `json:"name,omitempty"`
	Role news.Role `json:"role,omitempty"`
	// Label is the role's word where the source's differs from ours.
	Label string `json:"label,omitempty"`
	// Login is the account at the source, for finding the person.
	Login string `json:"login,omitempty"`
}

// Lead is what the source says about the medium above the text.
type Lead struct {
	Caption string `json:"caption,omitempty"`
	Alt     string `json:"alt,omitempty"`
	Credit  string `json:"credit,omitempty"`
	// Media is the medium itself, a negative number of [Item.Media]; zero when the
	// source only tells of it. An empty caption, alt or credit means the asset's own.
	Media int64 `json:"media,omitempty"`
}

// Cite is another article in a list of this one's page.
type Cite struct {
	Ref int64 `json:"ref"`
	// List is "readalso", "related", "latest" or "popular".
	List string `json:"list"`
}

// Line is a line of the input, or a part of one, and its use.
type Line struct {
	// Number counts lines of the input from 1.
	Number int `json:"line"`
	// Use is the field it went into ("headline", "body", …) or, when Left, the
	// reason: the rest of a message key below "import.left.".
	Use string `json:"use"`
	// Left is true for what is in no article; it is kept beside it for the
	// editor to see.
	Left bool `json:"left,omitempty"`
	// Ref is the item concerned, zero when it is none in particular.
	Ref int64 `json:"ref,omitempty"`
	// Text as it stands in the input, without the spaces around it.
	Text string `json:"text"`
}

// Warning is a doubt about one line.
type Warning struct {
	// Line is zero when the doubt is about no line.
	Line int `json:"line,omitempty"`
	// Code is the rest of a message key below "import.warn.".
	Code string `json:"code"`
	// Text fills the message's placeholder {text}.
	Text string `json:"text,omitempty"`
}

// LeftOut lists what went into no article.
func (b *Batch) LeftOut() []Line {
	var left []Line
	for _, l := range b.Lines {
		if l.Left {
			left = append(left, l)
		}
	}
	return left
}

// Resolved gives the item's text with the batch's numbers replaced by stored
// ids. A reference that has none is left out, and with the last one its block.
// The item itself is not changed.
//
// Media that are no assets yet, and pointers to articles that are not here, become
// what [Item.Finish] makes of them.
func (it *Item) Resolved(ids map[int64]int64) body.Doc {
	if len(it.Media) > 0 || len(it.Targets) > 0 {
		doc, _ := it.Finish(Resolver{Item: func(ref int64) (int64, bool) { id, ok := ids[ref]; return id, ok }})
		return doc
	}
	doc := it.Body
	doc.Blocks = nil
	for _, block := range it.Body.Blocks {
		also, ok := block.(*body.ReadAlso)
		if !ok {
			doc.Blocks = append(doc.Blocks, block)
			continue
		}
		resolved := *also
		resolved.Refs = nil
		for _, ref := range also.Refs {
			if ref >= 0 {
				resolved.Refs = append(resolved.Refs, ref)
			} else if id, ok := ids[ref]; ok && !slices.Contains(resolved.Refs, id) {
				resolved.Refs = append(resolved.Refs, id)
			}
		}
		if len(resolved.Refs) > 0 {
			doc.Blocks = append(doc.Blocks, &resolved)
		}
	}
	return doc
}
