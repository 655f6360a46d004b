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
	if list == a.word("path.corrections") {
		return a.registerFeed(f)
	}
	l, err := a.feedListing(list)
	if news.Is(err, news.NotFound) {
		return a.movedFeed(f, "/"+list)
	}
	if err != nil {
		return nil, err
	}
	cards, err := a.view.List(a.ctx, store.ListQuery{List: l.list, Limit: f.Limit})
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", l.path, err)
	}
	articles, err := a.feedArticles(cards)
	if err != nil {
		return nil, err
	}
	fl := feed.List{Name: l.name, Description: l.description, URL: a.abs(l.path)}
	if fl.Former, err = a.former(l, f.Limit, articles); err != nil {
		return nil, err
	}
	return a.feedAnswer(f, fl, articles, !a.set.FeedSummary)
}

// movedFeed sends the feed of a list that stands elsewhere now after it.
func (a *assembly) movedFeed(f feed.Format, list string) (*cache.Page, error) {
	to, err := a.anyForm(list)
	if err != nil {
		return nil, err
	}
	to = strings.TrimSuffix(to, "/")
	if to == "" || to == list || !a.isList(to) {
		return nil, errNoPage
	}
	return a.moved(to+"/"+f.File, false), nil
}

// feedArticles are the articles of cards as feeds tell them.
func (a *assembly) feedArticles(cards []store.Card) ([]feed.Article, error) {
	ids := make([]news.ArticleID, len(cards))
	for i, c := range cards {
		ids[i] = c.ID
	}
	stories, err := a.readStories(ids)
	if err != nil {
		return nil, err
	}
	out := make([]feed.Article, len(stories))
	for i, s := range stories {
		if out[i], err = s.feedArticle(); err != nil {
			return nil, err
		}
		if !a.set.FeedSummary {
			if err := s.feedText(&out[i]); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// former are the articles that were withdrawn from a list and are not in it
// again.
func (a *assembly) former(l listing, limit int, articles []feed.Article) ([]feed.Former, error) {
	list, err := a.view.Former(a.ctx, l.list, limit)
	if err != nil {
		return nil, fmt.Errorf("list what was withdrawn from %s: %w", l.path, err)
	}
	there := make(map[news.ArticleID]bool, len(articles))
	for _, x := range articles {
		there[x.ID] = true
	}
	var out []feed.Former
	for _, f := range list {
		if a.key(news.KeyArticle(f.Article)); !there[f.Article] {
			out = append(out, feed.Former{ID: f.Article, At: a.at(f.At)})
		}
	}
	return out, nil
}

// feedAnswer writes a feed with the headers of all feeds. Nothing of the
// moment of writing is in it: as long as nothing changes, each poll gets 304
// (FD-1).
func (a *assembly) feedAnswer(f feed.Format, l feed.List, articles []feed.Article, full bool) (*cache.Page, error) {
	p := a.paper()
	l.Self = strings.TrimSuffix(l.URL, "/") + "/" + f.File
	out, err := f.Write(p, l, articles, full)
	if err != nil {
		return nil, err
	}
	page := machinePage(f.Type, out)
	if len(p.Hubs) > 0 {
		links := make([]string, 0, len(p.Hubs)+1)
		for _, hub := range p.Hubs {
			links = append(links, "<"+hub+`>; rel="hub"`)
		}
		// WebSub looks here first (WebSub, section 4).
		page.Header.Set("Link", strings.Join(append(links, "<"+l.Self+`>; rel="self"`), ", "))
	}
	// Readers that run in a browser may fetch what anybody may read.
	page.Header.Set("Access-Control-Allow-Origin", "*")
	return page, nil
}

// machinePage is a file for machines. It is no search result (its pages are),
// and it changes by its keys alone.
func machinePage(mime string, body []byte) *cache.Page {
	h := http.Header{}
	h.Set("Content-Type", mime)
	h.Set("Cache-Control", pageCacheControl)
	h.Set("X-Robots-Tag", "noindex")
	return &cache.Page{Status: http.StatusOK, Header: h, Body: body}
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
		case a.word("path.topic"):
			_, l, err := a.topicListing(slug)
			return l, err
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

// feeds announces the feeds of a list in every format; path is "" for the
// whole paper.
func (a *assembly) feeds(path, name string) []Feed {
	out := make([]Feed, len(feed.Formats))
	for i, f := range feed.Formats {
		out[i] = a.announce(f, path, name)
	}
	return out
}

func (a *assembly) announce(f feed.Format, path, name string) Feed {
	return Feed{Title: a.word("list.feed", "format", f.Name, "name", name),
		URL: strings.TrimSuffix(path, "/") + "/" + f.File, Type: f.Alternate}
}

// announced are the feeds that every page names: the paper's and that of the
// amendments (PRS-14), each in the first format, which every reader knows. The
// front page is the paper's list and names all formats; so does each list for
// itself. Every line more would be paid for by every article's page.
func (a *assembly) announced(kind string) []Feed {
	var out []Feed
	if kind == "front" {
		out = a.feeds("", a.set.Name)
	} else {
		out = []Feed{a.announce(feed.Formats[0], "", a.set.Name)}
	}
	return append(out, a.announce(feed.Formats[0], "/"+a.word("path.corrections"), a.word("feed.register")))
}
