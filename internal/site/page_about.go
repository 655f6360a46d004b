package site

import "time"

// AboutPage is page/about.html: a page by which the paper explains itself, made
// from its settings: masthead, right of reply, privacy, counting. An article of
// kind page at the same address takes its place.
type AboutPage struct {
	Page
	// Subject is "masthead", "reply", "privacy" or "counting".
	Subject string
	// Name is the heading, Intro the paragraph below it.
	Name, Intro string
	// Warning says that something the law wants here is missing; empty means
	// that nothing is.
	Warning string
	Parts   []AboutPart
	// Links lead on, below everything else.
	Links []Link
	// Dated is the day for which the page speaks; zero prints none.
	Dated time.Time
}

// AboutPart is a heading with what stands below it, in this order.
type AboutPart struct {
	// Title is empty for the part that needs no heading.
	Title      string
	Paragraphs []string
	Points     []string
	Facts      []AboutFact
}

// AboutFact is a word and what it stands for.
type AboutFact struct {
	Name string
	// Values are names or numbers, with an address where they have a page.
	Values []Link
}
