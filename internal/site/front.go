package site

import (
	"fmt"
	"net/http"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/news"
	"warta/internal/store"
)

// Sizes of an unedited front, until fronts are edited.
const (
	// leadCards are the cards of the first container, sectionCards of each
	// other one.
	leadCards, sectionCards = 8, 5
	// leadPictures and sectionPictures are the first places of a container's
	// layout, which show a photo.
	leadPictures, sectionPictures = 3, 2
	// maxContainers is the most a front may hold (reader-site.md 2).
	maxContainers = 30
)

// frontPage is the unedited front: the newest, then each section with its own
// newest; no article stands there twice (LS-3).
func (a *assembly) frontPage(vars) (*cache.Page, error) {
	page, err := a.page("front", 0)
	if err != nil {
		return nil, err
	}
	a.key(news.KeyLatest(a.ed.ID))
	newest, err := a.view.List(a.ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: leadCards, NoAds: true})
	if err != nil {
		return nil, fmt.Errorf("list the newest articles: %w", err)
	}
	newest = pictured(newest, leadPictures)
	p := FrontPage{}
	var shown []news.ArticleID
	var items []feed.ListItem
	add := func(c Container, list []store.Card) {
		c.Cards = a.cards(list)
		for i, x := range list {
			shown = append(shown, x.ID)
			items = append(items, feed.ListItem{Name: x.Headline, URL: a.abs(x.Path)})
			c.Cards[i].Lead = i == 0
		}
		p.Containers = append(p.Containers, c)
	}
	if len(newest) > 0 {
		add(Container{Layout: "lead"}, newest)
	}
	for _, sec := range a.sections {
		if sec.Parent != 0 {
			continue
		}
		a.key(news.KeySection(sec.ID))
		if sec.Count == 0 || len(p.Containers) == maxContainers {
			continue
		}
		list, err := a.view.List(a.ctx, store.ListQuery{List: store.List{By: "section", ID: int64(sec.ID)},
			Limit: sectionCards, Without: shown})
		if err != nil {
			return nil, fmt.Errorf("list section %s: %w", sec.Slug, err)
		}
		if len(list) > 0 {
			add(Container{Name: sec.Name, URL: sec.Path, Colour: colour(sec.Colour), Layout: "section"}, pictured(list, sectionPictures))
		}
	}
	m := &page.Meta
	m.Title = a.set.Name
	if a.set.Tagline != "" {
		m.Title += " - " + a.set.Tagline
	}
	if m.Description = a.set.Tagline; m.Description == "" {
		m.Description = a.word("list.description", "name", a.set.Name, "paper", a.set.Name)
	}
	m.Canonical, m.Robots = a.abs("/"), robotsFull
	a.properties(m, "website", a.set.Name)
	ld, err := feed.FrontLD(a.paper())
	if err != nil {
		return nil, err
	}
	if err := m.structured(ld, a, nil); err != nil {
		return nil, err
	}
	if len(p.Containers) > 0 {
		m.Preload = preload(p.Containers[0].Cards)
	}
	p.Page = page
	return a.print(http.StatusOK, p)
}

// pictured puts the newest articles that have a photo into a layout's first
// places, which show one; the others follow, newest first. Nothing is left out.
func pictured(list []store.Card, places int) []store.Card {
	var with, without []store.Card
	for _, c := range list {
		if len(with) < places && c.Photo != nil && photo(c.Photo) != nil {
			with = append(with, c)
		} else {
			without = append(without, c)
		}
	}
	return append(with, without...)
}

func preload(cards []Card) *Photo {
	if len(cards) == 0 {
		return nil
	}
	return cards[0].Photo
}
