package site

import (
	"fmt"
	"net/http"
	"strings"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/news"
	"warta/internal/store"
)

// feedPage writes a list in one of the formats; list is the path of the list
// without its first slash, "" for the whole paper.
func (a *assembly) feedPage(f feed.Format, list string) (*cache.Page, error) {
	if err := a.loadSections(); err != nil {
		return nil, err
	}
	l, err := a.feedListing(list)
	if err != nil {
		return nil, err
	}
	cards, err := a.view.List(a.ctx, store.ListQuery{List: l.list, Limit: f.Limit})
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", l.path, err)
	}
	ids := make([]news.ArticleID, len(cards))
	for i, c := range cards {
		ids[i] = c.ID
	}
	stories, err := a.readStories(ids)
	if err != nil {
		return nil, err
	}
	articles := make([]feed.Article, 0, len(stories))
	for _, s := range stories {
		fa, err := s.feedArticle()
		if err == nil && !a.set.FeedSummary {
			err = s.feedText(&fa)
		}
		if err != nil {
			return nil, err
		}
		articles = append(articles, fa)
	}
	fl := feed.List{Name: l.name, Description: l.description, URL: a.abs(l.path),
		Self: a.abs(strings.TrimSuffix(l.path, "/") + "/" + f.File)}
	out, err := f.Write(a.paper(), fl, articles, !a.set.FeedSummary)
	if err != nil {
		return nil, err
	}
	h := http.Header{}
	h.Set("Content-Type", f.Type)
	h.Set("Cache-Control", pageCacheControl)
	return &cache.Page{Status: http.StatusOK, Header: h, Body: out}, nil
}

func (a *assembly) feedListing(list string) (listing, error) {
	if list == "" {
		a.key(news.KeyLatest(a.ed.ID))
		return listing{list: store.List{By: "edition"}, path: "/", name: a.set.Name, description: a.set.Tagline}, nil
	}
	kind, slug, two := strings.Cut(list, "/")
	if two && !strings.Contains(slug, "/") {
		switch kind {
		case a.word("path.tag"):
			return a.tagListing(slug)
		case a.word("path.author"):
			return a.personListing(slug)
		}
	}
	addr, err := a.view.Resolve(a.ctx, "/"+list)
	if err != nil {
		return listing{}, err
	}
	if addr.Kind != store.AddressSection {
		return listing{}, errNoPage
	}
	return a.sectionListing(addr.Section)
}

// robots is robots.txt (RFC 9309): machine addresses are not for crawlers.
func (a *assembly) robots(vars) (*cache.Page, error) {
	h := http.Header{}
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", pageCacheControl)
	return &cache.Page{Status: http.StatusOK, Header: h,
		Body: []byte("User-agent: *\nDisallow: /-/baca/\nDisallow: /-/storybook\n")}, nil
}
