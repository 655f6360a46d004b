// Package feed writes the paper in formats that machines read: RSS, Atom, JSON
// Feed, sitemaps, robots.txt and its like, JSON-LD (schema.org) and Open Graph.
// It is given finished values, the very ones that
// stand on the page, and decides only how each format says them; so what a
// machine is told never differs from what a reader sees (SD-1).
package feed

import (
	"time"

	"warta/internal/news"
)

// Paper is the newspaper that speaks. Addresses are absolute.
type Paper struct {
	Name    string
	Tagline string
	// URL of the front page.
	URL string
	// Lang is the BCP 47 tag.
	Lang string
	// Masthead is what the law wants published about the company.
	Masthead news.Masthead
	// Addresses of the pages on which the paper explains itself; empty ones are
	// left out.
	Guideline, Ethics, Corrections, MastheadURL string
	// Logo is the paper's mark, or empty.
	Logo Image
	// SameAs are the paper's own addresses elsewhere, such as its channel.
	SameAs []string
	// Hubs are the WebSub hubs that are told of changes.
	Hubs []string
}

// Article is an article as its page shows it. Times carry the edition's zone.
type Article struct {
	ID news.ArticleID
	// GUID replaces the id made from the number, for what is no article.
	GUID string
	URL  string
	// Headline is the one printed; Alternative another one, or empty.
	Headline, Alternative string
	Kind                  news.ArticleKind
	// Label is the printed stamp, or empty.
	Label string
	// Answers is set for a reply to another article: its label goes with it.
	Answers bool
	// Description for shares and search engines, plain text.
	Description string
	// Standfirst as printed, or empty.
	Standfirst string
	Lang       string
	Published  time.Time
	// Updated is zero unless the page prints it.
	Updated time.Time
	// Changed is the newest change of any kind a feed reader should hear of.
	Changed time.Time
	// Authors are the credits of the byline, Editors those after the text whose
	// role is editor; nameless ones are left out.
	Authors, Editors []Credit
	Images           []Image
	// Gallery are all pictures of a photo story, Films the films of the text.
	Gallery []Image
	Films   []Film
	// Share is the picture that goes with the address where it is shared.
	Share   Image
	Section string
	Tags    []string
	Words   int
	// Dateline is the place that opens the text.
	Dateline   string
	Amendments []Amendment
	// Ties lead to what the article answers or follows up, and on.
	Ties   []Tie
	Source Source
	// HTML is the text for feeds, all pages of it; Unverified its last
	// paragraph, or empty.
	HTML       string
	Unverified string
}

// Credit is a person with an own page, or a name alone.
type Credit struct{ Name, URL string }

// Image is a picture with what is printed below it.
type Image struct {
	URL             string
	MIME            string
	Width, Height   int
	Bytes           int64
	Alt             string
	Caption, Credit string
	// AI tells that the picture was made by a machine, in the edition's words.
	AI string
	// Shapes are the same picture cut to shapes that search engines ask for (SD-1);
	// only address and size count.
	Shapes []Image
}

// Amendment is a dated notice. Label and Date are as printed.
type Amendment struct {
	Kind  string
	Label string
	Note  string
	Date  string
	At    time.Time
	// Reply is the address of the full reply, or empty; ReplyText its link.
	Reply, ReplyText string
}

// Tie is a printed word and the article that it leads to.
type Tie struct{ Label, Text, URL string }

// Source is where a text was taken from.
type Source struct{ Name, URL string }

// Crumb is one step from the front page to the page.
type Crumb struct{ Name, URL string }

// List is a page that lists articles.
type List struct {
	Name, Description, URL string
	// Self is the address of the list's feed.
	Self     string
	Articles []ListItem
	// Former are articles that were withdrawn from the list, newest first.
	Former []Former
}

// Former is an article that a list once had.
type Former struct {
	ID news.ArticleID
	At time.Time
}

// ListItem is an article in a list.
type ListItem struct{ Name, URL string }
