package ingest

import (
	"context"
	"io"
	"iter"
	"strings"
	"time"
)

// Record is one thing of a source that is read as a stream, in the order of the
// source. Exactly one of the pointers is set.
type Record struct {
	// At is where the record begins in the input; its Offset is what a later run is
	// told to go on from. For a site that is read over the network it only counts.
	At Position `json:"at"`

	Site     *Site     `json:"site,omitempty"`
	Author   *Author   `json:"author,omitempty"`
	Term     *Term     `json:"term,omitempty"`
	Item     *Item     `json:"item,omitempty"`
	Medium   *Medium   `json:"medium,omitempty"`
	MenuItem *MenuItem `json:"menu_item,omitempty"`
	Comment  *Comment  `json:"comment,omitempty"`
	Kept     *Kept     `json:"kept,omitempty"`
	// End is the last record of a stream: what had to be repaired, by the rest of
	// a message key below "import.repaired.".
	End *End `json:"end,omitempty"`
}

// Kind names the pointer that is set: "site", "author", "term", "item", "medium",
// "menu_item", "comment", "kept", "end".
func (r *Record) Kind() string {
	switch {
	case r.Site != nil:
		return "site"
	case r.Author != nil:
		return "author"
	case r.Term != nil:
		return "term"
	case r.Item != nil:
		return "item"
	case r.Medium != nil:
		return "medium"
	case r.MenuItem != nil:
		return "menu_item"
	case r.Comment != nil:
		return "comment"
	case r.Kept != nil:
		return "kept"
	case r.End != nil:
		return "end"
	}
	return ""
}

// Site is what a source says of itself. It comes first.
type Site struct {
	Name    string `json:"name,omitempty"`
	Tagline string `json:"tagline,omitempty"`
	// URL is the address of the front page, without a slash at its end.
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
	// Zone is an IANA name; empty when the source does not tell.
	Zone       string `json:"zone,omitempty"`
	DateFormat string `json:"date_format,omitempty"`
	// Version of the format, Generator the program that wrote it.
	Version   string `json:"version,omitempty"`
	Generator string `json:"generator,omitempty"`
	// Sticky are numbers of articles pinned to the front, where the site says it
	// rather than the articles.
	Sticky []int64 `json:"sticky,omitempty"`
	// IconID and LogoID are media by the source's number.
	IconID int64 `json:"icon,omitempty"`
	LogoID int64 `json:"logo,omitempty"`
}

// Author is a person with an account at the source. One who has written nothing
// comes in, too.
type Author struct {
	Number int64  `json:"number,omitempty"`
	Login  string `json:"login,omitempty"`
	// Slug is the last part of the author's page.
	Slug  string `json:"slug,omitempty"`
	Email string `json:"email,omitempty"`
	Name  string `json:"name"`
	First string `json:"first,omitempty"`
	Last  string `json:"last,omitempty"`
	Bio   string `json:"bio,omitempty"`
	URL   string `json:"url,omitempty"`
	// Portrait is the address of a picture.
	Portrait string `json:"portrait,omitempty"`
	// Hash is the password's hash as the source stores it; package auth verifies
	// it once. Never printed, and in no report.
	Hash string `json:"-"`
	// Guest: a name without an account (Co-Authors Plus).
	Guest     bool      `json:"guest,omitempty"`
	Addresses []Address `json:"addresses,omitempty"`
	Fields    []Field   `json:"fields,omitempty"`
}

// Term is a word of one of the source's vocabularies.
type Term struct {
	Number int64 `json:"number,omitempty"`
	// Taxonomy is "category", "post_tag", "nav_menu" or a word of the source's own.
	Taxonomy string `json:"taxonomy"`
	Slug     string `json:"slug"`
	Name     string `json:"name"`
	// Parent is the slug, ParentNumber the number, of the term above.
	Parent       string    `json:"parent,omitempty"`
	ParentNumber int64     `json:"parent_number,omitempty"`
	Description  string    `json:"description,omitempty"`
	Addresses    []Address `json:"addresses,omitempty"`
	Fields       []Field   `json:"fields,omitempty"`
}

// Becomes says what a term is here: "section", "tag", "menu", or "" for a
// vocabulary that only serves the source's own machinery.
func (t *Term) Becomes() string { return becomes(t.Taxonomy) }

func becomes(taxonomy string) string {
	switch taxonomy {
	case "category":
		return "section"
	case "nav_menu":
		return "menu"
	case "author", "post_format", "link_category", "post_translations", "term_translations", "language", "term_language", "yst_prominent_words",
		"wp_theme", "wp_template_part_area", "wp_pattern_category", "product_type", "product_visibility", "elementor_library_type", "ef_editorial_meta",
		"following_users", "ef_usergroup", "nav_menu_item":
		return ""
	}
	return "tag"
}

// TermRef names a term from an article.
type TermRef struct {
	Taxonomy string `json:"taxonomy"`
	Slug     string `json:"slug,omitempty"`
	Name     string `json:"name,omitempty"`
	Number   int64  `json:"number,omitempty"`
}

// Medium is a file of the source.
type Medium struct {
	Number int64  `json:"number,omitempty"`
	URL    string `json:"url"`
	MIME   string `json:"mime,omitempty"`
	// Kind is "photo", "video", "audio" or "file".
	Kind    string `json:"kind"`
	Title   string `json:"title,omitempty"`
	Caption string `json:"caption,omitempty"`
	Alt     string `json:"alt,omitempty"`
	Credit  string `json:"credit,omitempty"`
	// Text is the description, for the newsroom.
	Text   string `json:"text,omitempty"`
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	// Parent is the number of the article that it was uploaded to, Order its place
	// among the others there.
	Parent    int64     `json:"parent,omitempty"`
	Order     int64     `json:"order,omitempty"`
	Author    string    `json:"author,omitempty"`
	Published time.Time `json:"published,omitzero"`
	Addresses []Address `json:"addresses,omitempty"`
	Comments  []Comment `json:"comments,omitempty"`
	Fields    []Field   `json:"fields,omitempty"`
}

// MenuItem is one entry of a menu.
type MenuItem struct {
	Number int64 `json:"number,omitempty"`
	// Menu is the slug of the menu's term.
	Menu   string `json:"menu"`
	Order  int64  `json:"order,omitempty"`
	Parent int64  `json:"parent,omitempty"`
	Title  string `json:"title,omitempty"`
	// Type is "custom" (URL), "article" or "term"; Object and ObjectID name the
	// latter two: "page" and a number, or "category" and a number.
	Type     string `json:"type"`
	Object   string `json:"object,omitempty"`
	ObjectID int64  `json:"object_id,omitempty"`
	URL      string `json:"url,omitempty"`
	// Hidden: a draft of an entry.
	Hidden bool `json:"hidden,omitempty"`
}

// Comment is a reader's comment with its state at the source.
type Comment struct {
	Number int64 `json:"number,omitempty"`
	// Article is the number of the article, where the comment comes alone.
	Article   int64     `json:"article,omitempty"`
	Parent    int64     `json:"parent,omitempty"`
	Author    string    `json:"author,omitempty"`
	Email     string    `json:"email,omitempty"`
	URL       string    `json:"url,omitempty"`
	IP        string    `json:"ip,omitempty"`
	User      int64     `json:"user,omitempty"`
	Published time.Time `json:"published,omitzero"`
	// State is "approved", "held", "spam" or "trash"; Type "comment", "pingback",
	// "trackback" or a word of the source's.
	State string `json:"state"`
	Type  string `json:"type"`
	// Text is plain, in paragraphs; Raw the source's markup where it had any.
	Text   string  `json:"text"`
	Raw    string  `json:"raw,omitempty"`
	Fields []Field `json:"fields,omitempty"`
}

// Kept is something that has no home here and is kept aside as it came.
type Kept struct {
	// What it was: "revision", "wp_block", "element", …
	What   string `json:"what"`
	Number int64  `json:"number,omitempty"`
	Title  string `json:"title,omitempty"`
	// Why is the rest of a message key below "import.kept.".
	Why string `json:"why"`
	Raw string `json:"raw,omitempty"`
	// Fields are what the source kept beside it.
	Fields []Field `json:"fields,omitempty"`
}

// Field is a name and a value of the source's own.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Address is an address that a thing had at the source.
type Address struct {
	URL string `json:"url"`
	// Form is "permalink", "short" (?p=1), "guid", "old" (an earlier slug),
	// "file" or "id" (?cat=1).
	Form string `json:"form"`
}

// Path is the address as the site's server sees it: path and query.
func (a Address) Path() string {
	s := a.URL
	if _, rest, ok := strings.Cut(s, "://"); ok {
		i := strings.IndexAny(rest, "/?#")
		if i < 0 {
			return "/"
		}
		s = rest[i:]
	}
	s, _, _ = strings.Cut(s, "#")
	if !strings.HasPrefix(s, "/") {
		s = "/" + s
	}
	return s
}

// Variants are the addresses that the source answered, too, for a permalink: its
// AMP page, its feed, its pages of comments. They follow one rule, so that a
// server need not store them; a proof of addresses tries them.
func (a Address) Variants() []string {
	if a.Form != "permalink" && a.Form != "old" || strings.Contains(a.URL, "?") {
		if a.Form == "short" {
			return []string{a.URL + "&amp=1", a.URL + "&feed=rss2"}
		}
		return nil
	}
	base := strings.TrimSuffix(a.URL, "/")
	return []string{base + "/amp/", base + "/?amp=1", base + "/feed/", base + "/comment-page-1/"}
}

// End closes a stream.
type End struct {
	Repaired map[string]int `json:"repaired,omitempty"`
	// Survey is what an outline found, where the source counts.
	Survey *Survey `json:"survey,omitempty"`
}

// StreamOptions say how to read a stream.
type StreamOptions struct {
	Options
	// From leaves out records that begin before it: a run that was interrupted goes
	// on there. What later records need (the site, authors, terms) comes again.
	From int64
	// Truncated takes a file that ends in the middle for one that ends there; what
	// is cut off in it is kept aside.
	Truncated bool
	// Site is the source's address, where the source does not tell.
	Site string
	// NoDateline leaves datelines in the text.
	NoDateline bool
	// Outline reads a whole input fast, to see that it is sound and what it holds:
	// of articles and media only number, type, origin, parent and addresses need be
	// given, and nothing else need come. Texts that point forward can be resolved by
	// it before they are written.
	Outline bool
}

// Streamer reads a source record by record. After an error nothing follows.
type Streamer func(ctx context.Context, r io.Reader, o StreamOptions) iter.Seq2[Record, error]
