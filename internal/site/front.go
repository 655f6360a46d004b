package site

import (
	"net/http"
	"slices"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/news"
)

// Sizes of a front that nobody arranged.
const (
	// leadCards are the cards of the first container, sectionCards and
	// gridCards of the others, popularCards of the last.
	leadCards, sectionCards, gridCards, popularCards = 8, 5, 4, 6
)

// frontPage is the home page: the desk's front, or the paper's own order.
func (a *assembly) frontPage(vars) (*cache.Page, error) {
	page, err := a.page("front", 0)
	if err != nil {
		return nil, err
	}
	f, _, err := a.homeFront()
	if err != nil {
		return nil, err
	}
	p := FrontPage{}
	if p.Trending, err = a.trending(f); err != nil {
		return nil, err
	}
	if len(f.Containers) > 0 {
		if p.Containers, err = a.containers(f.Containers); err != nil {
			return nil, err
		}
	}
	if len(p.Containers) == 0 {
		if p.Containers, err = a.containers(a.ownOrder()); err != nil {
			return nil, err
		}
		for i := range p.Containers {
			relay(&p.Containers[i])
		}
	}
	m := &page.Meta
	m.Title = a.set.Name
	if a.set.Tagline != "" {
		m.Title += " - " + a.set.Tagline
	}
	m.Description = a.set.Tagline
	m.Canonical, m.Robots = a.abs("/"), robotsFull
	a.properties(m, "website", a.set.Name)
	ld, err := feed.FrontLD(a.paper(), a.items(p.Containers))
	if err != nil {
		return nil, err
	}
	if err := m.structured(ld, a, nil); err != nil {
		return nil, err
	}
	m.Preload = firstPhoto(p.Containers)
	p.Page = page
	return a.print(http.StatusOK, p)
}

// sectionFront is the edited front of a section, and the articles on it; both
// are empty when there is none. Lite pages have the list alone.
func (a *assembly) sectionFront(id news.SectionID) ([]Container, []news.ArticleID, error) {
	if id == 0 || a.rq.lite {
		return nil, nil, nil
	}
	f, _, err := a.readFront(news.FrontOf{Section: id})
	if err != nil || len(f.Containers) == 0 {
		return nil, nil, err
	}
	list, err := a.containers(f.Containers)
	if err != nil {
		return nil, nil, err
	}
	var shown []news.ArticleID
	for _, c := range list {
		for _, card := range c.Cards {
			if card.ID != 0 {
				shown = append(shown, news.ArticleID(card.ID))
			}
		}
	}
	return list, shown, nil
}

// ownOrder is the arrangement of a front that nobody arranged: the newest,
// then each section with its own newest, then what was read most. An article
// may stand in the last one again, which would be no such list without it.
func (a *assembly) ownOrder() []news.Container {
	list := []news.Container{{Layout: "lead", Capacity: leadCards}}
	for _, sec := range a.sections {
		if sec.Parent != 0 {
			continue
		}
		a.key(news.KeySection(sec.ID))
		if sec.Count == 0 || len(list) == news.MaxContainers-1 {
			continue
		}
		c := news.Container{Name: sec.Name, Layout: "section", Capacity: sectionCards, Fill: news.Fill{By: "section", ID: int64(sec.ID)}}
		if len(list)%3 == 0 {
			c.Layout, c.Capacity = "grid", gridCards
		}
		list = append(list, c)
	}
	a.popularUntil()
	if len(a.s.mostRead(a.ctx, readSince["read"])) > 0 {
		list = append(list, news.Container{Name: a.word("front.popular_day"), Layout: "headlines", Capacity: popularCards,
			Fill: news.Fill{Order: "read"}, AllowRepeat: true})
	}
	return list
}

// relay gives a container of opinions the opinions' layout.
func relay(c *Container) {
	if c.Layout != "section" && c.Layout != "grid" {
		return
	}
	if !slices.ContainsFunc(c.Cards, func(x Card) bool { return x.LabelKind != "opinion" }) {
		c.Layout = "opinion"
	}
}

// containers arranges and prints; empty containers are left out.
func (a *assembly) containers(list []news.Container) ([]Container, error) {
	m, err := a.arrange(list)
	if err != nil {
		return nil, err
	}
	heads, err := a.heads(list)
	if err != nil {
		return nil, err
	}
	var out []Container
	for i, c := range m.out {
		if len(c.slots) == 0 {
			continue
		}
		p := heads[i]
		p.Name, p.Layout, p.Ranked = c.Name, c.Layout, c.ranked && c.placed == 0
		if p.Ranked && (c.Fill.By == "" || c.Fill.By == "edition") {
			p.URL = a.mostReadPage(c.Fill.Order)
		}
		if p.Layout == "" {
			p.Layout = "list"
		}
		for k, s := range c.slots {
			card := m.print(s)
			card.Lead = k == 0
			p.Cards = append(p.Cards, card)
		}
		out = append(out, p)
	}
	return out, a.authors(out)
}

// mostReadPage is the address of the whole order by readings.
func (a *assembly) mostReadPage(order string) string {
	week := ""
	if order == "read_week" {
		week = a.word("query.week")
	}
	return a.withQuery("/"+a.word("path.popular"), "query.range", week)
}

// heads gives each container the address and colour of what it is filled from.
func (a *assembly) heads(list []news.Container) ([]Container, error) {
	var tags wanted[news.TagID]
	var topics wanted[news.TopicID]
	for _, c := range list {
		switch c.Fill.By {
		case "tag":
			tags.add(news.TagID(c.Fill.ID))
		case "topic":
			topics.add(news.TopicID(c.Fill.ID))
		}
	}
	tagsByID, err := a.readTags(tags.ids)
	if err != nil {
		return nil, err
	}
	topicsByID, err := a.readTopics(topics.ids)
	if err != nil {
		return nil, err
	}
	out := make([]Container, len(list))
	for i, c := range list {
		switch c.Fill.By {
		case "section":
			if sec, ok := a.bySec[news.SectionID(c.Fill.ID)]; ok {
				out[i] = Container{URL: sec.Path, Colour: colour(sec.Colour)}
			}
		case "tag":
			if t, ok := tagsByID[news.TagID(c.Fill.ID)]; ok {
				out[i].URL = a.tagLink(t).URL
			}
		case "topic":
			if t, ok := topicsByID[news.TopicID(c.Fill.ID)]; ok {
				out[i].URL = a.topicLink(t).URL
			}
		}
	}
	return out, nil
}

// items are the stories of a front for machines, each once, as it is printed.
func (a *assembly) items(list []Container) []feed.ListItem {
	seen := map[int64]bool{}
	var out []feed.ListItem
	for _, c := range list {
		for _, card := range c.Cards {
			if card.ID != 0 && !seen[card.ID] {
				seen[card.ID] = true
				out = append(out, feed.ListItem{Name: card.Headline, URL: a.abs(card.URL)})
			}
		}
	}
	return out
}

// firstPhoto is the picture of the first card, which is on the first screen.
func firstPhoto(list []Container) *Photo {
	if len(list) == 0 {
		return nil
	}
	return preload(list[0].Cards)
}

func preload(cards []Card) *Photo {
	if len(cards) == 0 {
		return nil
	}
	return cards[0].Photo
}
