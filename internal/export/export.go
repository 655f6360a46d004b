// Package export writes the paper in the formats of other systems, as whole
// files: WordPress's export format and ninjs, the news agencies' JSON. It is the
// way out of Warta that needs no Warta at the other end.
//
// It reads a [Paper]. The usual one is [Published], what readers see: nothing of
// the newsroom can be in such a file, because there is no way from here to it.
// Package newsroom makes one with drafts for whoever may have them, and takes the
// newsroom's own fields out before (press-rules.md PRS-34).
//
//	paper.go    what is written, and where it is read
//	story.go    an article with everything that its text names
//	wxr.go      WordPress: the file; wxritem.go its items, wxrxml.go its XML
//	blocks.go   WordPress: the text as block markup
//	ninjs.go    ninjs 3.1
//	xhtml.go    markup as XML
//
// Everything is written as it is read: memory does not grow with the archive,
// but for the numbers of the photos written so far.
package export

import (
	"context"
	"net/url"
	"strings"
	"time"

	"warta/internal/news"
)

// Options say how to write.
type Options struct {
	// Base is the scheme and host before every address; empty means the edition's
	// own. There is no export without one: a file that leaves the house needs
	// whole addresses.
	Base string
	// MediaFrom is the number from which photos and files are numbered in formats
	// that number them together with articles; zero means [MediaFrom] of nothing.
	MediaFrom int64
	// Message gives a text of the edition's language; nil writes keys.
	Message func(key string, args ...any) string
	// Comments gives an article's comments that may leave; nil leaves all of them
	// here.
	Comments func(ctx context.Context, id news.ArticleID) ([]Comment, error)
	// Progress is told after each article.
	Progress func(Counts)
}

// Comment is what a reader wrote at the paper's former home. Addresses of mail and
// network are not in it.
type Comment struct {
	Number, Parent int64
	Author         string
	At             time.Time
	Text           string
}

// Counts say what an export holds.
type Counts struct {
	Articles  int `json:"articles"`
	Pages     int `json:"pages"`
	Drafts    int `json:"drafts"`
	Withdrawn int `json:"withdrawn"`
	Media     int `json:"media"`
	Comments  int `json:"comments"`
	Sections  int `json:"sections"`
	Tags      int `json:"tags"`
	People    int `json:"people"`
	// Left counts parts of texts that have no form at the other end: blocks of a
	// newer Warta, media that readers may not see.
	Left int `json:"left"`
}

// MediaFrom gives the number from which media are numbered beside articles up to
// max: a round one, so that a later export of the same paper gives the same
// numbers until it has ten times as many articles.
func MediaFrom(max news.ArticleID) int64 {
	from := int64(100_000)
	for from <= int64(max) {
		from *= 10
	}
	return from
}

// base is the address before every path, without a slash at its end.
func base(e news.Edition, given string) (string, error) {
	s := given
	if s == "" {
		s = e.Settings.BaseURL
	}
	if s == "" && len(e.Hosts) > 0 {
		s = "https://" + e.Hosts[0]
	}
	s = strings.TrimRight(s, "/")
	u, err := url.Parse(s)
	if s == "" || err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.Path != "" || u.RawQuery != "" {
		return "", news.Refuse(news.Invalid, "export", "export.base", map[string]any{"base": s})
	}
	return s, nil
}
