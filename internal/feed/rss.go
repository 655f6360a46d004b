package feed

import (
	"strconv"
	"time"
)

// RSS writes RSS 2.0 (rssboard.org) with the modules content, dc, media and
// atom. Full puts the whole text of each article into it, otherwise the
// standfirst stands alone (setting FeedSummary); notices of correction and of
// missing verification are in both (PRS-4, PRS-30).
func RSS(p Paper, l List, articles []Article, full bool) ([]byte, error) {
	m := newMarkup(articles)
	m.open("rss", "version", "2.0",
		"xmlns:atom", "http://www.w3.org/2005/Atom",
		"xmlns:content", "http://purl.org/rss/1.0/modules/content/",
		"xmlns:dc", "http://purl.org/dc/elements/1.1/",
		"xmlns:media", "http://search.yahoo.com/mrss/")
	m.open("channel")
	m.text("title", title(p, l))
	m.text("link", l.URL)
	description := l.Description
	if description == "" {
		// The element is required and must not be empty.
		description = title(p, l)
	}
	m.text("description", description)
	m.text("language", p.Lang)
	m.text("copyright", p.Masthead.Company)
	if t := newest(l, articles); !t.IsZero() {
		m.text("lastBuildDate", t.Format(time.RFC1123Z))
	}
	m.text("generator", generator)
	m.empty("atom:link", "href", l.Self, "rel", "self", "type", "application/rss+xml")
	for _, hub := range p.Hubs {
		m.empty("atom:link", "href", hub, "rel", "hub")
	}
	for _, a := range articles {
		m.rssItem(a, full)
	}
	m.close()
	m.close()
	return m.bytes(), nil
}

const generator = "Warta"

func (m *markup) rssItem(a Article, full bool) {
	m.open("item")
	m.text("title", Labelled(a, a.Headline))
	m.text("link", a.URL)
	m.text("guid", guid(a), "isPermaLink", "false")
	m.text("pubDate", a.Published.Format(time.RFC1123Z))
	for _, c := range a.Authors {
		m.text("dc:creator", c.Name)
	}
	for _, c := range categories(a) {
		m.text("category", c)
	}
	// Before the content, or some readers show the summary instead of it.
	m.html("description", summaryHTML(a))
	if full {
		m.html("content:encoded", fullHTML(a))
	}
	m.media(a)
	m.close()
}

// categories are the section and the tags.
func categories(a Article) []string {
	out := make([]string, 0, len(a.Tags)+1)
	if a.Section != "" {
		out = append(out, a.Section)
	}
	return append(out, a.Tags...)
}

// media are the pictures as Media RSS tells them, in RSS and in Atom.
func (m *markup) media(a Article) {
	for _, i := range a.Images {
		m.open("media:content", "url", i.URL, "medium", "image", "type", i.MIME, "fileSize", number(i.Bytes),
			"width", number(int64(i.Width)), "height", number(int64(i.Height)))
		m.text("media:description", join(" ", i.Caption, i.AI), "type", "plain")
		m.text("media:credit", i.Credit)
		m.close()
	}
}

// number is empty for zero, which means "unknown".
func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
