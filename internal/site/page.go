package site

import (
	"html/template"
	"time"
)

// The structs of this file are the theme contract: what a template is given.
// They hold plain values; nothing in them reads or writes anything. A change
// that breaks a theme needs a new ContractVersion.

// ContractVersion is the version of the theme contract below.
const ContractVersion = 1

// Page is what every page has. Page types embed it.
type Page struct {
	// Type is the page's type: "front", "article", "section", "tag", "person",
	// "latest", "topic", "search", "popular", "index", "register", "about",
	// "notfound", "gone", "unavailable", "storybook".
	Type string
	Site Site
	Meta Meta
	// Crumbs lead from the front page here, outside main; the last one is the
	// page's own section or name.
	Crumbs []Link
	// Profile is "lite" on pages without scripts, fonts and list photos (LT-1),
	// and empty on ordinary ones; Other is this page's address in the other
	// profile, or empty.
	Profile string
	Other   string
	// Breaking is the banner above everything; nil means none (LS-4).
	Breaking *Breaking
	// Ads are the filled slots of this page by name (AD-1); an empty slot is not
	// there.
	Ads map[string]Ad
}

// Breaking is the banner of news that just broke.
type Breaking struct{ Text, URL string }

// Ad is an advertisement in a slot, with sizes that are known before it loads.
type Ad struct {
	Slot string
	// Photo with URL is a house or direct ad; Frame a third party's frame.
	Photo *Photo
	URL   string
	Frame string
	// Label is the word above it, which cannot be removed.
	Label string
	// Width and Height are reserved.
	Width, Height int
}

// Site is the newspaper around the page.
type Site struct {
	Name    string
	Tagline string
	// Lang is the BCP 47 tag, Dir "ltr" or "rtl".
	Lang string
	Dir  string
	// Home is the address of the front page.
	Home string
	// Now is the moment of rendering, to be printed as a date only.
	Now time.Time
	// Sections of the first level, in their order; Current marks the one that
	// the page belongs to.
	Sections []NavSection
	Masthead Masthead
	// Footer links, in order.
	Footer []Link
	// Search, Latest, Popular, Index and Saved are addresses of those pages.
	Search, Latest, Popular, Index, Saved string
	// Channel is the box that invites to a channel: Text is the whole
	// invitation, empty URL means none.
	Channel Link
}

// NavSection is a section in the menu.
type NavSection struct {
	Name    string
	URL     string
	Colour  string
	Current bool
	// Items are lines below it; only a menu of the desk's own has some.
	Items []NavSection
}

// Masthead is the press company in short.
type Masthead struct {
	Company, Address, Responsible, Chief, Email, Phone, DewanPers string
}

// Link is a text with an address.
type Link struct {
	Text string
	URL  string
}

// Meta is what a page's head says.
type Meta struct {
	// Title of the page and of the browser's window.
	Title       string
	Description string
	// Canonical is absolute.
	Canonical string
	// Robots is the content of the robots meta element; empty means none.
	Robots string
	// Prev and Next are addresses of neighbouring list pages.
	Prev, Next string
	// Feeds announced by the page.
	Feeds []Feed
	// Properties are Open Graph and card values, in order.
	Properties []Property
	// JSONLD are the page's structured data, written for a script element.
	JSONLD []template.JS
	// Preload is the lead photo, for fetchpriority.
	Preload *Photo
}

// Feed is an alternate of the page.
type Feed struct{ Title, URL, Type string }

// Property is one meta element: Name is a "property" when it has a colon and
// a "name" otherwise, except "twitter:…", which is a name.
type Property struct{ Name, Content string }

// Card is an article in a list.
type Card struct {
	ID       int64
	URL      string
	Headline string
	Kicker   string
	// Standfirst is empty when there is none.
	Standfirst string
	// Label is the stamp that must be shown: OPINI, ADVERTORIAL, RALAT …; empty
	// means none. LabelKind is its class: "opinion", "ad", "amended",
	// "unverified", "video", "photo".
	Label, LabelKind string
	// Amended is the printed kind of the newest amendment, besides a Label of
	// another kind; empty means none.
	Amended       string
	Section       string
	SectionURL    string
	SectionColour string
	At            time.Time
	Lang          string // when it differs from the page's
	Photo         *Photo
	// Caption is the lead photo's caption (some themes use it as alt).
	Caption string
	// Minutes of reading; 0 when unknown.
	Minutes int
	// Photos is the number of pictures of a photo story, Duration the printed
	// length of a film; zero and empty when it is neither.
	Photos   int
	Duration string
	// SubLinks stand below the headline on fronts.
	SubLinks []Link
	// ShowStandfirst asks for the standfirst where the card's size has none.
	ShowStandfirst bool
	// Authors and Portrait say whose opinion it is, on the cards of a front's
	// "opinion" containers.
	Authors  []string
	Portrait *Photo
	// External is true for a link to another house; such a card has no time.
	External bool
	// Role is what the person of a person's page did for the article, where that
	// is not reporting it.
	Role string
	// Lead is true on the first card of a list that leads it.
	Lead bool
}

// Photo is a picture in several widths.
type Photo struct {
	// Src is a rendition for browsers that know no srcset; Srcset is ready for
	// the attribute. Src is empty when the picture's file is not here, as after
	// the import of a plain text: then there is no img to print, but there may
	// be a caption and a credit.
	Src    string
	Srcset string
	Width  int
	Height int
	Alt    string
	// Caption and Credit are printed once, below the picture.
	Caption string
	Credit  string
	// AI asks for the label that it was made by a machine.
	AI bool
	// Graphic asks for a notice with words before it (PRS-33).
	Graphic bool
	// Lighter are the same picture in formats that not every browser reads, the
	// lightest first; empty where there is one format.
	Lighter []PhotoSource
	// Colour is the dominant colour's class suffix, or empty.
	Colour string
	// Bytes is the size of Src.
	Bytes int64
	// FocalX and FocalY, 0–100, for object-position.
	FocalX, FocalY int
	// Focus is the classes that keep that point in a crop, or empty for the middle.
	Focus string
}

// PhotoSource is a picture's widths in one format.
type PhotoSource struct {
	MIME   string
	Srcset string
}

// Credit is one entry of a byline or of the credits after the text.
type Credit struct {
	// Name is empty when only the role is known.
	Name string
	URL  string
	// Role is the printed word; empty means none.
	Role string
	// RoleKey is the role's name in the newsroom, such as "jurnalis".
	RoleKey string
}

// ShareLink is one network of the share bar, or the copy control.
type ShareLink struct {
	// Network is "whatsapp", "facebook", "x", "telegram", "line", "threads",
	// "email" or "copy".
	Network string
	// Label is the printed name.
	Label string
	// URL is empty for "copy".
	URL string
}

// Amendment is a dated notice.
type Amendment struct {
	Kind string
	// Label is the printed word: RALAT, KOREKSI, KLARIFIKASI, HAK JAWAB.
	Label string
	Note  string
	At    time.Time
	Reply Link
}

// Tie leads to the report that an article answers or follows up, or to what
// followed it.
type Tie struct {
	Label, Text, URL string
	At               time.Time
}

// Article is an article with everything its page prints.
type Article struct {
	ID         int64
	URL        string // absolute
	Path       string
	Headline   string
	Kicker     string
	Standfirst string
	Label      string
	LabelKind  string
	Lang       string
	Byline     []Credit
	// Credits are the roles that print after the text.
	Credits   []Credit
	Published time.Time
	// Updated is zero unless it is to be printed.
	Updated time.Time
	// Old asks for the old-story notice.
	Old     bool
	Minutes int
	Share   []ShareLink
	// Amendments, oldest first.
	Amendments []Amendment
	// Ties, oldest first.
	Ties []Tie
	// Lead is nil when there is neither a picture nor a caption.
	Lead     *Photo
	Dateline Dateline
	Body     template.HTML
	// Sheets are the theme's sheets for the block kinds and the format of this
	// article, such as "block/table", which a page without them need not carry.
	Sheets []string
	// Before and After are the text of the other pages of a story in several,
	// to be shown in print alone (PR-1).
	Before, After template.HTML
	// Format is "photo", "video" or empty: what kind of story the page tells. A
	// video story's text begins with its film, a photo story's pictures are the
	// story.
	Format string
	// Row says that the text has photos for the viewer.
	Row bool
	// AIUse is the line on the use of a generative tool; empty means none.
	AIUse string
	// Unverified is the bracketed note, the last element of the body; empty
	// means none.
	Unverified string
	Source     Link
	// Pages are the page links of a story in several pages; nil for one page.
	Pages       *Pager
	Tags        []Link
	ClosingNote string
	// Comments are what readers wrote below it on a former site, closed; the oldest
	// first, answers below what they answer.
	Comments    []Comment
	Reads       Reads
	Section     Link
	SectionName string
	// Topic is the story that the article belongs to; without URL it is none.
	Topic  Link
	Colour string
}

// Dateline is the place and outlet that open the text; Body has it already.
type Dateline struct{ Place, Outlet string }

// Pager links the pages of one story.
type Pager struct {
	Pages      []PageLink
	Prev, Next string
	All        string
}

// PageLink is one number of a pager.
type PageLink struct {
	Number  int
	URL     string
	Current bool
}

// Reads is the printed read count.
type Reads struct {
	// Show is false below the edition's threshold.
	Show  bool
	Count int64
	// Beacon and Pixel count one reading.
	Beacon, Pixel string
}

// ArticlePage is page/article.html.
type ArticlePage struct {
	Page
	Article Article
	// Lists are the lists that the theme's manifest asks for, by name.
	Lists map[string][]Card
}

// FrontPage is page/front.html.
type FrontPage struct {
	Page
	Containers []Container
	// Trending are the topics and tags that people talk about.
	Trending []Link
}

// Container is a group of cards on a front.
type Container struct {
	// Name is empty for the first container of an unedited front.
	Name   string
	URL    string
	Colour string
	// Layout is "lead", "section", "list", "grid", "opinion", "media" or
	// "headlines"; a theme prints one that it does not know as "list".
	Layout string
	// Ranked containers stand in the order of readings.
	Ranked bool
	Cards  []Card
}

// ListPage is page/section.html, page/tag.html, page/person.html and
// page/latest.html.
type ListPage struct {
	Page
	// Name is the heading.
	Name        string
	Description string
	Colour      string
	// Count is the maintained number of articles in the list.
	Count int64
	Cards []Card
	// Older is the address of the next entries; empty at the end.
	Older string
	// Continued is true on later pages of the list; First leads back from there.
	Continued bool
	First     string
	// TagType says what a tag stands for.
	TagType string
	// Popular are the most read of a section; nil when too few are read.
	Popular *PopularBox
	// Children are the section's own sections.
	Children []Link
	// Containers are the section's edited front, above its list, which leaves
	// out what stands there.
	Containers []Container
	// Person is set on a person's page.
	Person *Person
}

// Person is a public profile.
type Person struct {
	Name, Title, Bio string
	Portrait         *Photo
	Contacts         []Link
}

// GonePage is page/gone.html: the notice of a withdrawn article.
type GonePage struct {
	Page
	// Headline is empty when the ground hides it.
	Headline string
	At       time.Time
	Ground   string
	Reason   string
	Contact  string
	// Editing is set when nothing was withdrawn: a publication was taken back
	// within its ten seconds and is being edited again.
	Editing bool
}

// NotFoundPage is page/notfound.html.
type NotFoundPage struct {
	Page
	// Cards are articles that the words of the address may have meant, or the
	// newest ones when Newest is true. The page is to weigh 8 KB at most.
	Cards  []Card
	Newest bool
	// Form is the search form with the words of the address.
	Form SearchForm
}
