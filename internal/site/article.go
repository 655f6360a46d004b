package site

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// story is a live article with everything it refers to, read from the
// snapshot. The page, its structured data and its place in feeds are made from
// the same story.
type story struct {
	a *assembly
	store.PublishedArticle
	people map[news.PersonID]news.Person
	tags   []Link
	cited  map[news.ArticleID]store.Card
	assets map[news.AssetID]news.Asset
	lead   *Photo
	// ties lead to what it answers or follows up, and on; answers says that it is
	// a reply.
	ties    []Tie
	answers bool
}

func (s *story) leadAsset() *news.Asset {
	if s.Content.Lead == nil {
		return nil
	}
	if m, ok := s.assets[s.Content.Lead.Asset]; ok {
		return &m
	}
	return nil
}

func (a *assembly) people(ids []news.PersonID) (map[news.PersonID]news.Person, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	m, err := a.view.People(a.ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	return m, nil
}

func (a *assembly) readAssets(ids []news.AssetID) (map[news.AssetID]news.Asset, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	for _, id := range ids {
		a.key(news.KeyAsset(id))
	}
	m, err := a.view.Assets(a.ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	return m, nil
}

// Article and Asset resolve the references of a text (body.Resolver): what is
// not live is left out.
func (s *story) Article(id int64) (body.Link, bool) {
	c, ok := s.cited[news.ArticleID(id)]
	return body.Link{URL: c.Path, Headline: c.Headline}, ok
}

func (s *story) Asset(id int64) (body.Medium, bool) {
	m, ok := s.assets[news.AssetID(id)]
	if !ok {
		return body.Medium{}, false
	}
	return medium(m), true
}

// dateline of the text; the edition's outlet unless the article says otherwise.
func (s *story) dateline() Dateline {
	d := Dateline{Place: s.Content.Dateline.Place, Outlet: s.Content.Dateline.Outlet}
	if d.Outlet == "" {
		d.Outlet = s.a.set.Outlet
	}
	if s.Content.Dateline.NoOutlet {
		d.Outlet = ""
	}
	if d.Place == "" {
		return Dateline{}
	}
	return d
}

// text writes the story's text, piece by piece; the dateline opens the first.
func (s *story) text(profile body.Profile, parts ...body.Part) ([]body.HTML, error) {
	sizes, d := s.a.face.Theme.Manifest.Sizes, s.dateline()
	o := body.Options{Profile: profile, Resolver: s, Message: s.a.loc.Message, Lang: s.lang(),
		Sponsored: s.Content.Kind == news.KindAdvertorial, Sizes: sizes["text"], SizesWide: sizes["wide"],
		Album: s.Content.Kind == news.KindPhoto, Graphic: s.Content.Flags.Graphic,
		Dateline: body.Dateline{Place: d.Place, Outlet: d.Outlet}}
	if album := sizes["album"]; o.Album && album != "" {
		o.Sizes, o.SizesWide = album, album
	}
	// A theme without the script has pictures without a viewer.
	o.Viewer, _ = s.a.face.Theme.assetURL("viewer.js")
	switch {
	case profile == body.Feed:
		o.Base = s.a.rq.base
	case s.a.rq.lite:
		o.Profile, o.Base, o.Prefix = body.Lite, s.a.rq.base, s.a.rq.litePrefix()
	case len(s.a.face.blocks) > 0:
		o.Override = s.a.face.Block
	}
	out, err := body.RenderParts(o, parts...)
	if err != nil {
		return nil, fmt.Errorf("write the text of article %s: %w", s.ID, err)
	}
	return out, nil
}

func (s *story) lang() string {
	if s.Content.Language != "" {
		return s.Content.Language
	}
	return s.a.loc.Tag()
}

// published is the printed time: the display time, which equals that of first
// publication unless a chief moved it.
func (s *story) published() time.Time {
	if !s.Dates.Display.IsZero() {
		return s.a.at(s.Dates.Display)
	}
	return s.a.at(s.Dates.FirstPublished)
}

// day is a time as a day in words.
func (a *assembly) day(t time.Time) string { return a.loc.Date(locale.Day, t, a.zone) }

// updatedAfter is how much later an update must be to be printed.
const updatedAfter = 5 * time.Minute

// updated is the printed time of the last update or amendment, or zero.
func (s *story) updated() time.Time {
	u := s.Dates.Updated
	if u.IsZero() || u.Sub(s.published()) < updatedAfter {
		return time.Time{}
	}
	return s.a.at(u)
}

// old asks for the notice on a story that readers could take for new.
func (s *story) old() bool {
	days := s.a.set.OldAfterDays
	if days < 0 || s.Content.Flags.Evergreen || s.Content.Kind == news.KindPage {
		return false
	}
	from := s.published().Add(time.Duration(days) * 24 * time.Hour)
	if from.After(s.a.now) && from.Before(s.a.until) {
		s.a.until = from
	}
	return !from.After(s.a.now)
}

// wordsPerMinute is how fast readers are taken to read.
const wordsPerMinute = 200

func (s *story) minutes() int {
	if s.Words == 0 {
		return 0
	}
	return max(1, (s.Words+wordsPerMinute/2)/wordsPerMinute)
}

// unverified is the bracketed note that ends an unverified report (PRS-30).
func (s *story) unverified() string {
	u := s.Content.Flags.Unverified
	switch {
	case u == nil:
		return ""
	case u.Note != "":
		return bracketed(u.Note)
	}
	return bracketed(s.a.word("unverified.note"))
}

// bracketed: the brackets are the law's, so a note typed without them gets them.
func bracketed(note string) string {
	if len(note) > 1 && note[0] == '(' && note[len(note)-1] == ')' {
		return note
	}
	return "(" + note + ")"
}

func (s *story) amendments() []Amendment {
	var out []Amendment
	for _, m := range s.Amendments {
		x := Amendment{Kind: string(m.Kind), Label: s.a.word("amendment." + string(m.Kind)), Note: m.Note, At: s.a.at(m.At)}
		if c, ok := s.cited[m.Reply]; ok && m.Reply != 0 {
			x.Reply = Link{Text: c.Headline, URL: c.Path}
		}
		out = append(out, x)
	}
	return out
}

// articlePage prints a live article, or one of its pages.
func (a *assembly) articlePage(id news.ArticleID) (*cache.Page, error) {
	s, err := a.readStory(id)
	if err != nil {
		return nil, err
	}
	sh, err := s.pages()
	if err != nil {
		return nil, err
	}
	if sh == nil {
		return a.moved(s.Path, false), nil
	}
	page, err := a.page("article", s.Content.Section)
	if err != nil {
		return nil, err
	}
	if !s.takesAds() {
		page.Ads = nil
	}
	page.Crumbs = a.crumbs(s.Content.Section)
	art, err := s.article(sh, page.Ads)
	if err != nil {
		return nil, err
	}
	if art.Topic, err = a.thread(s.Content.Topic); err != nil {
		return nil, err
	}
	if art.Reads, err = a.readCount(id); err != nil {
		return nil, err
	}
	if err := s.meta(&page, sh); err != nil {
		return nil, err
	}
	p := ArticlePage{Page: page, Article: art, Lists: map[string][]Card{}}
	if s.Content.Kind != news.KindPage {
		if p.Lists, err = a.lists(s.PublishedArticle); err != nil {
			return nil, err
		}
	}
	return a.print(http.StatusOK, p)
}

// article fills what the page prints of the article itself.
func (s *story) article(sh *shown, ads map[string]Ad) (Article, error) {
	a, c := s.a, &s.Content
	text, err := s.text(body.Site, s.parts(sh, ads)...)
	if err != nil {
		return Article{}, err
	}
	out := Article{ID: int64(s.ID), URL: a.abs(s.Path), Path: s.Path, Headline: c.Headline, Kicker: c.Kicker,
		Standfirst: c.Standfirst, Published: s.published(), Updated: s.updated(), Old: s.old(), Minutes: s.minutes(),
		Amendments: s.amendments(), Ties: s.ties, Dateline: s.dateline(), Unverified: s.unverified(), Tags: s.tags,
		ClosingNote: c.ClosingNote, AIUse: s.aiUse(), Format: format(c.Kind), Pages: sh.pager}
	if out.Comments, err = a.comments(s.ID); err != nil {
		return Article{}, err
	}
	formats := []string{out.Format}
	if len(out.Comments) > 0 {
		formats = append(formats, "thread")
	}
	if c.Flags.Graphic {
		formats = append(formats, "graphic")
	}
	out.Sheets = a.face.Theme.sheets(c.Body.Kinds(), formats...)
	for i, h := range text {
		switch {
		case i < sh.n:
			out.Before += template.HTML(h)
		case i == sh.n:
			out.Body = template.HTML(h)
		default:
			out.After += template.HTML(h)
		}
	}
	out.Row = strings.Contains(string(out.Body), " data-viewer=")
	// The picture above the text stands on its first page only; a film is there
	// itself, and its still with it.
	if sh.n == 0 && s.film() < 0 && !s.leadInGallery() {
		out.Lead = s.lead
	}
	out.Label, out.LabelKind = s.stamp()
	if lang := s.lang(); lang != a.loc.Tag() {
		out.Lang = lang
	}
	out.Byline, out.Credits = s.credits()
	if c.Source != nil {
		out.Source = Link{Text: c.Source.Name, URL: c.Source.URL}
	}
	headline := c.Headline
	if social := c.Headlines["social"]; social != "" {
		headline = social
	}
	if c.Kind == news.KindAdvertorial {
		headline = feed.Labelled(feed.Article{Kind: c.Kind, Label: out.Label}, headline)
	}
	out.Share = shareLinks(a.set.Share, a.loc.Message, headline, out.URL)
	if sec, ok := a.bySec[c.Section]; ok {
		out.Section = Link{Text: sec.Name, URL: sec.Path}
		out.SectionName, out.Colour = sec.Name, colour(sec.Colour)
	}
	return out, nil
}

// leadInGallery tells that the lead stands in a gallery of the same page: above
// it, readers would see it twice.
func (s *story) leadInGallery() (found bool) {
	if s.Content.Lead == nil || s.Content.Paged {
		return false
	}
	s.Content.Body.Walk(func(b body.Block) {
		if g, ok := b.(*body.Gallery); ok {
			found = found || slices.ContainsFunc(g.Images, func(m *body.Image) bool { return news.AssetID(m.Asset) == s.Content.Lead.Asset })
		}
	})
	return found
}

// role is the printed word for what a credit is for.
func (a *assembly) role(x news.Credit) string {
	if x.Label == "" && x.Role != "" {
		return a.word("role." + string(x.Role))
	}
	return x.Label
}

// credits parts the byline by role: reporters above the text, the others after
// it, each once and in printed order (PPL-2).
func (s *story) credits() (byline, after []Credit) {
	for _, x := range s.Content.Byline {
		c := Credit{Name: x.Name, Role: s.a.role(x), RoleKey: string(x.Role)}
		if p, ok := s.people[x.Person]; ok && x.Person != 0 {
			c.Name = p.Name
			if p.Slug != "" {
				c.URL = "/" + s.a.word("path.author") + "/" + p.Slug
			}
		}
		if c.Name == "" && c.Role == "" {
			continue
		}
		if x.Role.InByline() {
			byline = append(byline, c)
		} else {
			after = append(after, c)
		}
	}
	return byline, after
}
