package site

import (
	"fmt"
	"html/template"
	"strings"

	"warta/internal/body"
	"warta/internal/feed"
	"warta/internal/news"
)

// robotsFull lets search engines show large pictures (SD-3).
const robotsFull = "max-image-preview:large"

// meta fills the head of an article's page.
func (s *story) meta(page *Page, sh *shown) error {
	a := s.a
	fa, err := s.feedArticle()
	if err != nil {
		return err
	}
	m := &page.Meta
	title := s.Content.Headline
	if seo := s.Content.Headlines["seo"]; seo != "" {
		title = seo
	}
	m.Title = feed.Labelled(fa, title) + " - " + a.set.Name
	if sh.n > 0 {
		m.Title = feed.Labelled(fa, title) + " - " + a.word("pages.page", "n", sh.n+1) + " - " + a.set.Name
	}
	m.Description = fa.Description
	m.Canonical = fa.URL
	m.Robots = robotsFull
	if pager := sh.pager; pager != nil {
		// The whole story is the one to be found (MP-2).
		m.Canonical = a.abs(pager.All)
		m.Prev, m.Next = pager.Prev, pager.Next
	} else if s.Content.Paged && (a.rq.asked["query.page"] != "" || a.rq.lite && len(s.Content.Body.Pages()) > 1) {
		m.Canonical = a.abs(s.Path + "?" + a.word("query.page") + "=" + a.word("query.all"))
	}
	if s.Content.Canonical != "" {
		m.Canonical = s.Content.Canonical
	}
	if s.Content.Flags.NoIndex {
		m.Robots = "noindex"
	}
	if s.lead != nil && s.lead.Src != "" && !s.lead.Graphic && sh.n == 0 && s.film() < 0 && !s.leadInGallery() {
		m.Preload = s.lead
	}
	for _, p := range feed.ArticleProperties(a.paper(), fa) {
		m.Properties = append(m.Properties, Property(p))
	}
	ld, err := feed.ArticleLD(a.paper(), fa)
	if err != nil {
		return err
	}
	return m.structured(ld, a, page.Crumbs)
}

// structured puts JSON-LD documents into the head, with the way to the page.
func (m *Meta) structured(ld []byte, a *assembly, crumbs []Link) error {
	way, err := feed.BreadcrumbLD(a.feedCrumbs(crumbs))
	if err != nil {
		return err
	}
	for _, doc := range [][]byte{ld, way} {
		if doc != nil {
			// Package feed escaped it for a script element.
			m.JSONLD = append(m.JSONLD, template.JS(doc))
		}
	}
	return nil
}

// properties are Open Graph values of pages other than articles.
func (a *assembly) properties(m *Meta, kind, title string) {
	share := a.shareImage(a.paperPicture(), "paper")
	for _, p := range feed.PageProperties(a.paper(), kind, title, m.Description, m.Canonical, share) {
		m.Properties = append(m.Properties, Property(p))
	}
}

// descriptionLength bounds a description made from the text, in characters.
const descriptionLength = 200

// description for shares and search: the article's own, else the standfirst,
// else the first paragraph, cut at a word.
func (s *story) description() string {
	for _, d := range []string{s.Content.Description, s.Content.Standfirst} {
		if strings.TrimSpace(d) != "" {
			return d
		}
	}
	if d := shorten(s.Content.Body.FirstParagraph(), descriptionLength); d != "" {
		return d
	}
	// A page of pictures, or a stub: no page goes without a description.
	return s.Content.Headline
}

func shorten(text string, limit int) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) <= limit {
		return string(runes)
	}
	cut := string(runes[:limit-1])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:–-") + "…"
}

// feedArticle is the story for machines: the values of the page, in full even
// where the page is one of several.
func (s *story) feedArticle() (feed.Article, error) {
	a, c := s.a, &s.Content
	out := feed.Article{ID: s.ID, URL: a.abs(s.Path), Headline: c.Headline, Kind: c.Kind, Description: s.description(),
		Standfirst: c.Standfirst, Lang: s.lang(), Published: s.published(), Updated: s.updated(), Changed: s.published(),
		Words: s.Words, Unverified: s.unverified(), Images: a.machineImage(s.lead, s.leadAsset(), s.Content.Flags),
		Gallery: s.gallery(), Films: s.films(), Share: a.shareImage(s.sharePicture(), s.ID.String())}
	if s.leadInGallery() && len(out.Images) > 0 {
		// The page prints it there, in the album's words.
		if album := s.gallery(); album != nil {
			out.Images = album
		} else {
			out.Images[0].Caption = ""
		}
	}
	out.Label, _ = a.stampOf(c.Kind, c.Label, false, s.answers, "")
	out.Answers = s.answers
	if social := c.Headlines["social"]; social != c.Headline {
		out.Alternative = social
	}
	out.Dateline = s.dateline().Place
	if sec, ok := a.bySec[c.Section]; ok {
		out.Section = sec.Name
	}
	for _, t := range s.tags {
		out.Tags = append(out.Tags, t.Text)
	}
	byline, after := s.credits()
	for _, x := range byline {
		out.Authors = append(out.Authors, feed.Credit{Name: x.Name, URL: a.abs(x.URL)})
	}
	for _, x := range after {
		switch news.Role(x.RoleKey) {
		case news.RoleWriter:
			out.Authors = append(out.Authors, feed.Credit{Name: x.Name, URL: a.abs(x.URL)})
		case news.RoleEditor:
			out.Editors = append(out.Editors, feed.Credit{Name: x.Name, URL: a.abs(x.URL)})
		}
	}
	if c.Source != nil {
		out.Source = feed.Source{Name: c.Source.Name, URL: c.Source.URL}
	}
	if s.Dates.Updated.After(out.Changed) {
		out.Changed = a.at(s.Dates.Updated)
	}
	for _, t := range s.ties {
		out.Ties = append(out.Ties, feed.Tie{Label: t.Label, Text: t.Text, URL: a.abs(t.URL)})
	}
	for _, m := range s.amendments() {
		date, err := a.face.date("published", m.At)
		if err != nil {
			return out, err
		}
		out.Amendments = append(out.Amendments, feed.Amendment{Label: m.Label, Note: m.Note, At: m.At, Date: date,
			Reply: a.abs(m.Reply.URL), ReplyText: m.Reply.Text})
		if m.At.After(out.Changed) {
			out.Changed = m.At
		}
	}
	return out, nil
}

// feedText adds the whole text, for formats that carry it.
func (s *story) feedText(out *feed.Article) error {
	html, err := s.text(body.Feed, body.Part{Doc: s.Content.Body})
	if err != nil {
		return fmt.Errorf("article %s for feeds: %w", s.ID, err)
	}
	out.HTML = string(html[0])
	return nil
}
