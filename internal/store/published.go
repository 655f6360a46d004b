package store

import (
	"context"
	"time"

	"warta/internal/news"
)

// Published is all that public code can read. It has no method that reaches
// the newsroom's tables.
type Published interface {
	// View runs fn on one snapshot of one edition, so that a page never mixes
	// two states. A zero edition means the first.
	View(ctx context.Context, e news.EditionID, fn func(View) error) error
	// Editions lists the editions, for the choice by host.
	Editions(ctx context.Context) ([]news.Edition, error)
}

// View is the published state at one moment.
type View interface {
	// Seq is the ledger's number in this snapshot: the page cache refuses a page
	// if one of its keys was purged at a higher one.
	Seq() news.Seq
	Now() time.Time
	// Edition gives the edition. Its lists and maps are shared with other
	// readers and must not be changed.
	Edition() news.Edition
	// Resolve tells what an address is, in one indexed lookup. NotFound.
	Resolve(ctx context.Context, path string) (Address, error)
	// Article gives a live article with everything its page prints of itself.
	Article(ctx context.Context, id news.ArticleID) (PublishedArticle, error)
	// Withdrawal gives the notice of a withdrawn one.
	Withdrawal(ctx context.Context, id news.ArticleID) (news.Withdrawal, error)
	// Cards gives the live ones among ids, by id.
	Cards(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]Card, error)
	// List gives cards of a list, newest first. Its cost does not depend on the
	// length of the list.
	List(ctx context.Context, q ListQuery) ([]Card, error)
	// Count is the maintained number of articles in a list.
	Count(ctx context.Context, l List) (int64, error)
	Taxa
}

// Taxa names what cards and pages refer to.
type Taxa interface {
	// Sections lists all sections of the edition with their counts, in tree
	// order.
	Sections(ctx context.Context) ([]SectionEntry, error)
	Tag(ctx context.Context, slug string) (news.Tag, error)
	Person(ctx context.Context, slug string) (news.Person, error)
	Tags(ctx context.Context, ids []news.TagID) (map[news.TagID]news.Tag, error)
	People(ctx context.Context, ids []news.PersonID) (map[news.PersonID]news.Person, error)
	// Assets gives the ones it finds; their lists must not be changed.
	Assets(ctx context.Context, ids []news.AssetID) (map[news.AssetID]news.Asset, error)
}

// AddressKind is what an address leads to.
type AddressKind string

const (
	AddressArticle  AddressKind = "article"
	AddressSection  AddressKind = "section"
	AddressRedirect AddressKind = "redirect"
	AddressGone     AddressKind = "gone"
)

// Address is what a path leads to. To is set for redirects: the final path,
// never one that redirects again.
type Address struct {
	Kind    AddressKind
	Article news.ArticleID
	Section news.SectionID
	To      string
}

// PublishedArticle is the live version of an article on the readers' side.
type PublishedArticle struct {
	ID      news.ArticleID
	Edition news.EditionID
	Version news.VersionID
	Path    string
	Dates   news.Dates
	// Content without the newsroom's fields: Slugline and NotesInternal are
	// empty.
	Content    news.Content
	Amendments []news.Amendment
	// Listed is false for static pages and for what the edition keeps out of
	// lists.
	Listed bool
	// Sections are all sections that list the article: the primary first, its
	// ancestors, then the others with theirs.
	Sections []news.SectionID
	// Words of the body, for the reading time.
	Words int
}

// Card is an article in a list.
type Card struct {
	ID         news.ArticleID
	Path       string
	At         time.Time
	Kind       news.ArticleKind
	Headline   string
	Kicker     string
	Standfirst string
	Label      string
	Language   string
	Section    news.SectionID
	// Photo is nil when there is none. It is shared with other readers: it must
	// not be changed.
	Photo *news.Asset
	// PhotoCaption is the article's caption of its lead photo.
	PhotoCaption string
	PhotoAlt     string
	// Amended marks an article with a correction.
	Amended    bool
	Unverified bool
	Updated    time.Time
}

// List is one of the lists an article stands in.
type List struct {
	// By is "edition", "section" (with its descendants), "primary" (a primary
	// section alone), "tag" or "person".
	By string
	// ID is the section's, tag's or person's; unused for "edition".
	ID int64
}

// ListQuery asks for a piece of a list.
type ListQuery struct {
	List  List
	Limit int
	// BeforeAt and BeforeID continue after the last card seen.
	BeforeAt time.Time
	BeforeID news.ArticleID
	// Without leaves out these articles.
	Without []news.ArticleID
	// NoAds leaves out advertorials.
	NoAds bool
}

// SectionEntry is a section with the path of its page and its count.
type SectionEntry struct {
	news.Section
	Path  string
	Count int64
}
