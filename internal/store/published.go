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
	// Articles gives the live ones among ids, by id, in few queries.
	Articles(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]PublishedArticle, error)
	// Withdrawal gives the notice of a withdrawn one.
	Withdrawal(ctx context.Context, id news.ArticleID) (news.Withdrawal, error)
	// Cards gives the live ones among ids, by id.
	Cards(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]Card, error)
	// List gives cards of a list, newest first. Its cost does not depend on the
	// length of the list.
	List(ctx context.Context, q ListQuery) ([]Card, error)
	// Count is the maintained number of articles in a list.
	Count(ctx context.Context, l List) (int64, error)
	// Has reports for each pair of neighbouring bounds whether the list has an
	// article in [bounds[i], bounds[i+1]): one index seek each.
	Has(ctx context.Context, l List, bounds []time.Time) ([]bool, error)
	// Nearest gives the time of the list's newest article before a moment, or
	// with after of its oldest one at or after it; ok is false if there is none.
	Nearest(ctx context.Context, l List, moment time.Time, after bool) (at time.Time, ok bool, err error)
	// Months lists the months (UTC) in which listed articles were published,
	// newest first, with maintained counts and the newest change.
	Months(ctx context.Context) ([]Month, error)
	// Lists gives the tags, people or topics whose lists hold at least n
	// articles, by number from after on; kind is "tag", "person" or "topic".
	Lists(ctx context.Context, kind string, n int64, after int64, limit int) ([]ListEntry, error)
	// Register reads the amendments and withdrawals, newest first (PRS-5, PRS-24).
	Register(ctx context.Context, q RegisterQuery) ([]RegisterEntry, error)
	// Former lists articles that were withdrawn from a list, newest withdrawal
	// first, for Atom's deleted entries.
	Former(ctx context.Context, l List, limit int) ([]FormerEntry, error)
	// Links gives the articles that answer or follow up the given one, and those
	// that it answers or follows up; live ones only, oldest first.
	Links(ctx context.Context, id news.ArticleID) ([]ArticleLink, error)
	// Front gives an edited page. NotFound when it is not edited.
	Front(ctx context.Context, of news.FrontOf) (news.Front, error)
	// Comments are what readers wrote below an article of a former site, and what was
	// approved there; the oldest first.
	Comments(ctx context.Context, id news.ArticleID, limit int) ([]ReaderComment, error)
	// FormerFile finds the asset that a file of a former site became, by the file's
	// addresses ("host/path", the host without "www."): the first that is known. It
	// says nothing of whether readers may see it; zero is none.
	FormerFile(ctx context.Context, addresses []string) (news.AssetID, error)
	// Rendition tells whether readers may have a file: some live article,
	// profile, topic, front or setting shows its asset.
	Rendition(ctx context.Context, name string) (RenditionState, error)
	Taxa
}

// Month is a month of the archive.
type Month struct {
	Year    int
	Month   time.Month
	Count   int64
	Changed time.Time
}

// ListEntry is a tag, person or topic with its list.
type ListEntry struct {
	ID         int64
	Name, Slug string
	Count      int64
	// Newest is the display time of the list's newest article.
	Newest time.Time
}

// RegisterQuery asks for a piece of the registers.
type RegisterQuery struct {
	// Kinds narrows to these; empty means all.
	Kinds []RegisterKind
	// Since and Before bound the time: Since ≤ at < Before; zero means open.
	Since time.Time
	// BeforeAt and BeforeID continue after the last entry seen.
	BeforeAt time.Time
	BeforeID int64
	Limit    int
}

// RegisterKind is a kind of amendment, or "withdrawn" or "reinstated".
type RegisterKind string

const (
	RegisterWithdrawn  RegisterKind = "withdrawn"
	RegisterReinstated RegisterKind = "reinstated"
)

// RegisterEntry is one line of the registers; lines are never removed.
type RegisterEntry struct {
	ID      int64
	At      time.Time
	Kind    RegisterKind
	Article news.ArticleID
	// Path and Headline are those of now. Headline is empty when the article
	// was withdrawn on a ground that hides it; Gone says that it is withdrawn.
	Path, Headline string
	Gone           bool
	// Note is an amendment's text or a withdrawal's public reason; empty for an
	// amendment of an article whose notice hides its headline.
	Note   string
	Ground news.Ground
	// Reply is the article that carries the reply; ReplyPath and ReplyHeadline
	// are empty unless it is live.
	Reply                    news.ArticleID
	ReplyPath, ReplyHeadline string
}

// FormerEntry is an article that a list once had.
type FormerEntry struct {
	Article news.ArticleID
	Path    string
	At      time.Time
}

// ArticleLink ties two live articles: From answers (kind "reply") or follows
// up (kind "follow") To.
type ArticleLink struct {
	Kind     string
	From, To news.ArticleID
	// Other is the card of the end that was not asked for.
	Other Card
}

// RenditionState is what the readers' side knows of a file.
type RenditionState string

const (
	RenditionPublic RenditionState = "public"
	// RenditionGone was public once and is not any more.
	RenditionGone RenditionState = "gone"
	// RenditionUnknown never was.
	RenditionUnknown RenditionState = "unknown"
)

// Taxa names what cards and pages refer to.
type Taxa interface {
	// Sections lists all sections of the edition with their counts, in tree
	// order.
	Sections(ctx context.Context) ([]SectionEntry, error)
	Tag(ctx context.Context, slug string) (news.Tag, error)
	Person(ctx context.Context, slug string) (news.Person, error)
	Tags(ctx context.Context, ids []news.TagID) (map[news.TagID]news.Tag, error)
	// Topic finds a topic by its slug. NotFound.
	Topic(ctx context.Context, slug string) (news.Topic, error)
	Topics(ctx context.Context, ids []news.TopicID) (map[news.TopicID]news.Topic, error)
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
	// AddressTag, AddressPerson and AddressTopic are former addresses of a page
	// whose present one is made with Slug.
	AddressTag    AddressKind = "tag"
	AddressPerson AddressKind = "person"
	AddressTopic  AddressKind = "topic"
)

// Address is what a path leads to. To is set for redirects: the final path,
// never one that redirects again.
type Address struct {
	// Slug is set for tags, people and topics.
	Slug    string
	Kind    AddressKind
	Article news.ArticleID
	Section news.SectionID
	To      string
	// Since is set, and Article is not, for a gone address that must not be
	// written anywhere: there is no notice to look up.
	Since time.Time
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
	// Photos and Seconds as on cards.
	Photos, Seconds int
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
	// Amended is the kind of the newest amendment; empty means none.
	Amended    news.AmendmentKind
	Unverified bool
	// Answers is set when a live article names this one as the reply to it.
	Answers bool
	Updated time.Time
	// Graphic keeps the photo off cards and share images (PRS-33). Protected is
	// set when the article is flagged child or victim (PRS-42).
	Graphic, Protected bool
	// NoIndex is set when search engines should not show the article: it is
	// flagged so, or its home is at another house's address.
	NoIndex bool
	// Photos is the number of pictures of a photo story, Seconds the length of
	// a film; zero when it is neither, or unknown.
	Photos, Seconds int
}

// List is one of the lists an article stands in.
type List struct {
	// By is "edition", "section" (with its descendants), "primary" (a primary
	// section alone), "tag", "person", "topic", "kind" or "page" (the static
	// pages).
	By string
	// ID is the section's, tag's, person's or topic's, for "kind" the place in
	// news.ArticleKinds; unused for "edition" and "page".
	ID int64
}

// ListQuery asks for a piece of a list.
type ListQuery struct {
	List  List
	Limit int
	// BeforeAt and BeforeID continue after the last card seen.
	BeforeAt time.Time
	BeforeID news.ArticleID
	// Since leaves out what is older.
	Since time.Time
	// Oldest turns the order round: oldest first, BeforeAt and BeforeID then
	// being those of the last card seen.
	Oldest bool
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
