package feed

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"strings"
	"time"

	"warta/internal/news"
)

// RSS 2.0 (rssboard.org) with the modules content, dc, media and atom. Names
// with their prefix are written as they are: encoding/xml would declare each
// namespace anew on each element.
type rss struct {
	XMLName xml.Name   `xml:"rss"`
	Version string     `xml:"version,attr"`
	Content string     `xml:"xmlns:content,attr"`
	DC      string     `xml:"xmlns:dc,attr"`
	Media   string     `xml:"xmlns:media,attr"`
	Atom    string     `xml:"xmlns:atom,attr"`
	Channel rssChannel `xml:"channel"`
}

type rssChannel struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	Self        rssSelf   `xml:"atom:link"`
	Description string    `xml:"description"`
	Language    string    `xml:"language,omitempty"`
	Copyright   string    `xml:"copyright,omitempty"`
	LastBuild   string    `xml:"lastBuildDate,omitempty"`
	Generator   string    `xml:"generator"`
	Items       []rssItem `xml:"item"`
}

type rssSelf struct {
	Href string `xml:"href,attr"`
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
}

type rssItem struct {
	Title       string    `xml:"title"`
	Link        string    `xml:"link"`
	GUID        rssGUID   `xml:"guid"`
	PubDate     string    `xml:"pubDate"`
	Creators    []string  `xml:"dc:creator"`
	Categories  []string  `xml:"category"`
	Description string    `xml:"description,omitempty"`
	Encoded     string    `xml:"content:encoded,omitempty"`
	Media       []rssFile `xml:"media:content"`
}

type rssGUID struct {
	PermaLink bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

type rssFile struct {
	URL         string   `xml:"url,attr"`
	Medium      string   `xml:"medium,attr"`
	Type        string   `xml:"type,attr,omitempty"`
	Width       int      `xml:"width,attr,omitempty"`
	Height      int      `xml:"height,attr,omitempty"`
	Size        int64    `xml:"fileSize,attr,omitempty"`
	Description *rssText `xml:"media:description"`
	Credit      string   `xml:"media:credit,omitempty"`
}

type rssText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// RSS writes a list's feed. Full puts the whole text of each article into it,
// otherwise the standfirst stands alone (setting FeedSummary); notices of
// correction and of missing verification are in both (PRS-4, PRS-30).
func RSS(p Paper, l List, articles []Article, full bool) ([]byte, error) {
	ch := rssChannel{Title: p.Name, Link: l.URL, Description: l.Description, Language: p.Lang,
		Self: rssSelf{Href: l.Self, Rel: "self", Type: "application/rss+xml"}, Generator: "Warta",
		Copyright: p.Masthead.Company}
	if l.Name != "" && l.Name != p.Name {
		ch.Title = l.Name + " - " + p.Name
	}
	if ch.Description == "" {
		// The element is required and must not be empty.
		ch.Description = ch.Title
	}
	var newest time.Time
	for _, a := range articles {
		if a.Changed.After(newest) {
			newest = a.Changed
		}
		ch.Items = append(ch.Items, item(a, full))
	}
	if !newest.IsZero() {
		ch.LastBuild = newest.Format(time.RFC1123Z)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", " ")
	err := enc.Encode(rss{Version: "2.0", Content: "http://purl.org/rss/1.0/modules/content/",
		DC: "http://purl.org/dc/elements/1.1/", Media: "http://search.yahoo.com/mrss/",
		Atom: "http://www.w3.org/2005/Atom", Channel: ch})
	if err != nil {
		return nil, fmt.Errorf("write RSS of %s: %w", l.URL, err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func item(a Article, full bool) rssItem {
	// The guid is the stored number: it outlives headline, address and host.
	it := rssItem{Title: Labelled(a, a.Headline), Link: a.URL, GUID: rssGUID{ID: "article-" + a.ID.String()},
		PubDate: a.Published.Format(time.RFC1123Z)}
	for _, c := range a.Authors {
		if c.Name != "" {
			it.Creators = append(it.Creators, c.Name)
		}
	}
	if a.Section != "" {
		it.Categories = append(it.Categories, a.Section)
	}
	it.Categories = append(it.Categories, a.Tags...)
	it.Description = summary(a)
	if full {
		it.Encoded = encoded(a)
	}
	for _, i := range a.Images {
		f := rssFile{URL: i.URL, Medium: "image", Type: i.MIME, Width: i.Width, Height: i.Height, Size: i.Bytes, Credit: i.Credit}
		if text := join(" ", i.Caption, i.AI); text != "" {
			f.Description = &rssText{Type: "plain", Text: text}
		}
		it.Media = append(it.Media, f)
	}
	return it
}

// Labelled puts the label of paid content before a headline that stands where
// no stamp can be printed (PRS-60).
func Labelled(a Article, headline string) string {
	if a.Kind == news.KindAdvertorial && a.Label != "" {
		return "[" + a.Label + "] " + headline
	}
	return headline
}

// summary is the description: plain text, with the notices before it.
func summary(a Article) string {
	var parts []string
	for _, m := range a.Amendments {
		parts = append(parts, join(" ", m.Label+" ("+m.Date+"): "+m.Note, m.Reply))
	}
	text := a.Standfirst
	if text == "" {
		text = a.Description
	}
	parts = append(parts, text, a.Unverified)
	return join("\n\n", parts...)
}

// encoded is the whole text for content:encoded.
func encoded(a Article) string {
	var b strings.Builder
	for _, m := range a.Amendments {
		fmt.Fprintf(&b, "<p><strong>%s</strong> (<time datetime=\"%s\">%s</time>): %s", html.EscapeString(m.Label),
			when(m.At), html.EscapeString(m.Date), html.EscapeString(m.Note))
		if m.Reply != "" {
			fmt.Fprintf(&b, " <a href=\"%s\">%s</a>", html.EscapeString(m.Reply), html.EscapeString(m.ReplyText))
		}
		b.WriteString("</p>\n")
	}
	if a.Standfirst != "" {
		b.WriteString("<p><strong>" + html.EscapeString(a.Standfirst) + "</strong></p>\n")
	}
	b.WriteString(a.HTML)
	if a.Unverified != "" {
		b.WriteString("\n<p><em>" + html.EscapeString(a.Unverified) + "</em></p>")
	}
	return b.String()
}

func join(sep string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}
