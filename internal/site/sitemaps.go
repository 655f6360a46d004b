package site

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/news"
	"warta/internal/store"
)

const xmlType = "application/xml; charset=utf-8"

// tagArticles is how many articles a tag must have to be in the sitemap: a
// page with fewer says nothing that theirs do not.
const tagArticles = 3

// sitemap is one family of files in the sitemap index, after the months.
type sitemap struct {
	// name is the file's: "sitemap-tags.xml", then "sitemap-tags-2.xml".
	name, holds string
	// kind with least is a list of lists; else urls gives everything at once.
	kind  string
	least int64
	word  string
	urls  func(*assembly) ([]feed.SitemapURL, error)
}

var sitemaps = []sitemap{
	{name: "pages", holds: "the front page, static pages and those made from data", urls: (*assembly).pageURLs},
	{name: "sections", holds: "sections that have articles", urls: (*assembly).sectionURLs},
	{name: "tags", holds: "tags with at least three articles", kind: "tag", least: tagArticles, word: "path.tag"},
	{name: "topics", holds: "topics that have articles", kind: "topic", least: 1, word: "path.topic"},
	{name: "people", holds: "people who have articles", kind: "person", least: 1, word: "path.author"},
}

// sitemapIndex names every sitemap that has an address in it.
func (a *assembly) sitemapIndex(vars) (*cache.Page, error) {
	a.key(news.KeyArchive(a.ed.ID))
	var files []feed.SitemapURL
	file := func(name string, part int, changed time.Time) {
		if part > 0 {
			name += "-" + strconv.Itoa(part+1)
		}
		files = append(files, feed.SitemapURL{Loc: a.abs("/sitemap-" + name + ".xml"), Changed: a.at(changed)})
	}
	for _, s := range sitemaps {
		if s.kind == "" {
			urls, err := s.urls(a)
			if err != nil {
				return nil, err
			}
			if len(urls) > 0 {
				file(s.name, 0, time.Time{})
			}
			continue
		}
		// Parts are ranges of numbers: what stands in a part does not depend on
		// the others, and finding the next one is one step in an index.
		for after := int64(0); ; {
			list, err := a.view.Lists(a.ctx, s.kind, s.least, after, 1)
			if err != nil {
				return nil, fmt.Errorf("list %s for the sitemap: %w", s.name, err)
			}
			if len(list) == 0 {
				break
			}
			part := (list[0].ID - 1) / feed.SitemapURLs
			file(s.name, int(part), time.Time{})
			after = (part + 1) * feed.SitemapURLs
		}
	}
	months, err := a.view.Months(a.ctx)
	if err != nil {
		return nil, fmt.Errorf("list the months for the sitemap: %w", err)
	}
	for _, m := range months {
		if has, err := a.monthShows(m); err != nil {
			return nil, err
		} else if !has {
			continue
		}
		for part := range int((m.Count + feed.SitemapURLs - 1) / feed.SitemapURLs) {
			file(fmt.Sprintf("%04d-%02d", m.Year, m.Month), part, m.Changed)
		}
	}
	return machinePage(xmlType, feed.SitemapIndex(files)), nil
}

// sitemapPart is one of the index's files: a month, or a part of a family.
func (a *assembly) sitemapPart(v vars) (*cache.Page, error) {
	name := v["part"]
	if month, part, ok := parseMonth(name); ok {
		return a.sitemapMonth(month, part)
	}
	a.key(news.KeyArchive(a.ed.ID))
	for _, s := range sitemaps {
		rest, ok := strings.CutPrefix(name, s.name)
		part, numbered := parsePart(rest)
		if !ok || !numbered || s.kind == "" && part > 0 {
			continue
		}
		urls, err := a.familyURLs(s, part)
		if err != nil {
			return nil, err
		}
		return sitemapAnswer(urls)
	}
	return nil, errNoPage
}

func (a *assembly) familyURLs(s sitemap, part int) ([]feed.SitemapURL, error) {
	if s.kind == "" {
		return s.urls(a)
	}
	after := int64(part) * feed.SitemapURLs
	list, err := a.view.Lists(a.ctx, s.kind, s.least, after, feed.SitemapURLs)
	if err != nil {
		return nil, fmt.Errorf("list %s for the sitemap: %w", s.name, err)
	}
	var out []feed.SitemapURL
	for _, e := range list {
		if e.ID > after+feed.SitemapURLs {
			break
		}
		out = append(out, feed.SitemapURL{Loc: a.abs("/" + a.word(s.word) + "/" + e.Slug), Changed: a.at(e.Newest)})
	}
	return out, nil
}

// sitemapAnswer: a sitemap without an address is not valid, so it is not there.
func sitemapAnswer(urls []feed.SitemapURL) (*cache.Page, error) {
	if len(urls) == 0 {
		return nil, errNoPage
	}
	return machinePage(xmlType, feed.Sitemap(urls)), nil
}

// parseMonth reads "2025-03" and, for a month in several parts, "2025-03-2".
func parseMonth(s string) (month time.Time, part int, ok bool) {
	if len(s) < 7 {
		return time.Time{}, 0, false
	}
	month, err := time.Parse("2006-01", s[:7])
	part, ok = parsePart(s[7:])
	return month, part, err == nil && ok
}

// parsePart reads what stands after a family's name: "" for the first part,
// "-2" for the second.
func parsePart(s string) (part int, ok bool) {
	if s == "" {
		return 0, true
	}
	digits, ok := strings.CutPrefix(s, "-")
	n, err := strconv.Atoi(digits)
	if !ok || err != nil || n < 2 || n > 100_000 || digits != strconv.Itoa(n) {
		return 0, false
	}
	return n - 1, true
}

// sitemapMonth lists the articles of a month (UTC), newest first.
func (a *assembly) sitemapMonth(month time.Time, part int) (*cache.Page, error) {
	a.key(news.KeyMonth(a.ed.ID, month))
	q := store.ListQuery{List: store.List{By: "edition"}, Limit: feed.SitemapURLs, Since: month, BeforeAt: month.AddDate(0, 1, 0)}
	var cards []store.Card
	for range part + 1 {
		var err error
		if cards, err = a.view.List(a.ctx, q); err != nil {
			return nil, fmt.Errorf("list %s for the sitemap: %w", month.Format("2006-01"), err)
		}
		if len(cards) == 0 {
			return nil, errNoPage
		}
		last := cards[len(cards)-1]
		q.BeforeAt, q.BeforeID = last.At, last.ID
	}
	return sitemapAnswer(a.articleURLs(cards))
}

// fewArticles is how many a month may have for all of them to be looked at: in
// a fuller one somebody has something that search engines may show.
const fewArticles = 20

// monthShows reports whether a month's file has an address in it: one without
// would not be there (sitemapAnswer), and the index must not name it.
func (a *assembly) monthShows(m store.Month) (bool, error) {
	if m.Count == 0 || m.Count > fewArticles {
		return m.Count > 0, nil
	}
	from := time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC)
	cards, err := a.view.List(a.ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: fewArticles, Since: from, BeforeAt: from.AddDate(0, 1, 0)})
	if err != nil {
		return false, fmt.Errorf("list %s for the sitemap: %w", from.Format("2006-01"), err)
	}
	return slices.ContainsFunc(cards, func(c store.Card) bool { return !c.NoIndex }), nil
}

// articleURLs are those of the articles that search engines should show.
func (a *assembly) articleURLs(cards []store.Card) []feed.SitemapURL {
	out := make([]feed.SitemapURL, 0, len(cards))
	for _, c := range cards {
		if c.NoIndex {
			continue
		}
		u := feed.SitemapURL{Loc: a.abs(c.Path), Changed: a.at(c.At)}
		if c.Updated.After(c.At) {
			u.Changed = a.at(c.Updated)
		}
		if c.Photo != nil && !c.Graphic {
			if list := renditions(c.Photo); list != nil {
				u.Image = a.abs(mediaURL(list[len(list)-1].Name))
			}
		}
		out = append(out, u)
	}
	return out
}

// sitemapNews lists the articles of the last 48 hours for Google News: no paid
// content, no static page (PRS-61). It changes with each article, and when its
// oldest one grows too old.
func (a *assembly) sitemapNews(vars) (*cache.Page, error) {
	a.key(news.KeyArchive(a.ed.ID))
	since := a.now.Add(-feed.NewsAge)
	cards, err := a.view.List(a.ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: feed.NewsURLs, Since: since, NoAds: true})
	if err != nil {
		return nil, fmt.Errorf("list the articles of the last two days: %w", err)
	}
	var out []feed.SitemapURL
	var oldest time.Time
	for _, c := range cards {
		if c.NoIndex {
			continue
		}
		lang := c.Language
		if lang == "" {
			lang = a.loc.Tag()
		}
		lang, _, _ = strings.Cut(lang, "-")
		out = append(out, feed.SitemapURL{Loc: a.abs(c.Path), News: &feed.SitemapNews{Name: a.set.Name, Lang: lang,
			Title: c.Headline, Published: a.at(c.At)}})
		oldest = c.At
	}
	// On a quiet day it is empty and still there: robots.txt names it.
	page := machinePage(xmlType, feed.Sitemap(out))
	if !oldest.IsZero() {
		page.MaxAge = max(time.Second, oldest.Add(feed.NewsAge).Sub(a.now))
	}
	return page, nil
}

// pageURLs are the front page and the paper's own pages.
func (a *assembly) pageURLs() ([]feed.SitemapURL, error) {
	out := []feed.SitemapURL{{Loc: a.abs("/")}}
	q := store.ListQuery{List: store.List{By: "page"}, Limit: feed.SitemapURLs - len(dataPages) - 1}
	cards, err := a.view.List(a.ctx, q)
	if err != nil {
		return nil, fmt.Errorf("list the static pages: %w", err)
	}
	for _, u := range a.articleURLs(cards) {
		u.Image = ""
		out = append(out, u)
	}
	for _, key := range dataPages {
		if a.s.has(key) {
			out = append(out, feed.SitemapURL{Loc: a.abs("/" + a.word(key))})
		}
	}
	return out, nil
}

// has reports whether there is a page made from data at a word's address.
func (s *Server) has(word string) bool {
	return slices.ContainsFunc(s.routes, func(r route) bool { return r.pattern == "/{"+word+"}" })
}

// dataPages are pages made from data that search engines should know.
var dataPages = []string{"path.latest", "path.index", "path.masthead", "path.corrections", "path.withdrawals", "path.privacy"}

func (a *assembly) sectionURLs() ([]feed.SitemapURL, error) {
	if err := a.loadSections(); err != nil {
		return nil, err
	}
	var out []feed.SitemapURL
	for _, sec := range a.sections {
		if sec.Count == 0 {
			continue
		}
		at, ok, err := a.view.Nearest(a.ctx, store.List{By: "section", ID: int64(sec.ID)}, a.now.Add(time.Hour), false)
		if err != nil {
			return nil, fmt.Errorf("find the newest article of section %d: %w", sec.ID, err)
		}
		u := feed.SitemapURL{Loc: a.abs(sec.Path)}
		if ok {
			u.Changed = a.at(at)
		}
		out = append(out, u)
	}
	return out, nil
}
