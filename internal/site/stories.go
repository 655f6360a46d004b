package site

import (
	"fmt"

	"warta/internal/news"
	"warta/internal/store"
)

// readStory reads the article and what it cites.
func (a *assembly) readStory(id news.ArticleID) (*story, error) {
	a.key(news.KeyArticle(id))
	p, err := a.view.Article(a.ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read article %s: %w", id, err)
	}
	list, err := a.stories([]store.PublishedArticle{p})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// readStories reads many articles and what they cite, each kind of thing in as
// few queries as for one. An article that is not live is left out.
func (a *assembly) readStories(ids []news.ArticleID) ([]*story, error) {
	for _, id := range ids {
		a.key(news.KeyArticle(id))
	}
	found, err := a.view.Articles(a.ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read %d articles: %w", len(ids), err)
	}
	list := make([]store.PublishedArticle, 0, len(found))
	for _, id := range ids {
		if p, ok := found[id]; ok {
			list = append(list, p)
		}
	}
	return a.stories(list)
}

// stories adds to articles what they cite. Stories that are read together
// share what was found: each looks up its own ids.
func (a *assembly) stories(list []store.PublishedArticle) ([]*story, error) {
	if err := a.loadSections(); err != nil {
		return nil, err
	}
	var who wanted[news.PersonID]
	var tags wanted[news.TagID]
	var cited wanted[news.ArticleID]
	var assets wanted[news.AssetID]
	for i := range list {
		c := &list[i].Content
		for _, x := range c.Byline {
			who.add(x.Person)
		}
		for _, id := range c.Tags {
			tags.add(id)
		}
		refs := c.Body.Refs()
		for _, id := range refs.Articles {
			cited.add(news.ArticleID(id))
		}
		for _, m := range list[i].Amendments {
			cited.add(m.Reply)
		}
		for _, id := range refs.Assets {
			assets.add(news.AssetID(id))
		}
		if c.Lead != nil {
			assets.add(c.Lead.Asset)
		}
	}
	for _, id := range who.ids {
		a.key(news.KeyPerson(id))
	}
	shared := story{a: a}
	var err error
	if shared.people, err = a.people(who.ids); err != nil {
		return nil, err
	}
	named, err := a.readTags(tags.ids)
	if err != nil {
		return nil, err
	}
	if shared.cited, err = a.cited(cited.ids); err != nil {
		return nil, err
	}
	if shared.assets, err = a.readAssets(assets.ids); err != nil {
		return nil, err
	}
	out := make([]*story, len(list))
	for i := range list {
		s := shared
		s.PublishedArticle = list[i]
		s.tags = a.tagLinks(s.Content.Tags, named)
		if s.lead = leadPhoto(s.Content.Lead, s.leadAsset()); s.lead != nil {
			s.lead.Graphic = s.Content.Flags.Graphic
		}
		if err := s.readTies(); err != nil {
			return nil, err
		}
		out[i] = &s
	}
	return out, nil
}

// wanted are ids, each once and without zero, in the order of first mention.
type wanted[ID comparable] struct {
	ids  []ID
	seen map[ID]bool
}

func (w *wanted[ID]) add(id ID) {
	var zero ID
	if id == zero || w.seen[id] {
		return
	}
	if w.seen == nil {
		w.seen = map[ID]bool{}
	}
	w.seen[id] = true
	w.ids = append(w.ids, id)
}

// readTags reads tags by their ids.
func (a *assembly) readTags(ids []news.TagID) (map[news.TagID]news.Tag, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	for _, id := range ids {
		a.key(news.KeyTag(id))
	}
	m, err := a.view.Tags(a.ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read tags: %w", err)
	}
	return m, nil
}

// tagLinks are the known ones among the ids, in their order.
func (a *assembly) tagLinks(ids []news.TagID, known map[news.TagID]news.Tag) []Link {
	var out []Link
	for _, id := range ids {
		if t, ok := known[id]; ok {
			out = append(out, Link{Text: t.Name, URL: "/" + a.word("path.tag") + "/" + t.Slug})
		}
	}
	return out
}
