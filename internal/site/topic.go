package site

import (
	"fmt"
	"net/http"
	"strings"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// newCards are the newest of a topic that stand above its timeline; a topic of
// fewer than twice as many has its timeline alone.
const newCards = 3

// topicListing is a topic before it is a page or a feed.
func (a *assembly) topicListing(slug string) (news.Topic, listing, error) {
	t, err := a.view.Topic(a.ctx, slug)
	if err != nil {
		return t, listing{}, err
	}
	a.key(news.KeyTopic(t.ID))
	return t, listing{kind: "topic", list: store.List{By: "topic", ID: int64(t.ID)},
		path: a.topicLink(t).URL, name: t.Name, description: shorten(strings.Join(strings.Fields(t.Summary), " "), descriptionLength)}, nil
}

// thread is an article's topic; the article's page goes with the topic's name.
func (a *assembly) thread(id news.TopicID) (Link, error) {
	if id == 0 {
		return Link{}, nil
	}
	a.key(news.KeyTopic(id))
	found, err := a.view.Topics(a.ctx, []news.TopicID{id})
	if err != nil {
		return Link{}, fmt.Errorf("read topic %d: %w", id, err)
	}
	if t, ok := found[id]; ok {
		return a.topicLink(t), nil
	}
	return Link{}, nil
}

// topicPage tells a story by its articles: what is new, then how it came to
// that, newest first or from the beginning.
func (a *assembly) topicPage(v vars) (*cache.Page, error) {
	t, l, err := a.topicListing(v["slug"])
	if err != nil {
		return a.orMoved(nil, err)
	}
	page, err := a.page("topic", 0)
	if err != nil {
		return nil, err
	}
	p := TopicPage{Name: t.Name, Summary: paragraphs(t.Summary), Oldest: a.rq.asked["query.order"] != ""}
	if p.Count, err = a.view.Count(a.ctx, l.list); err != nil {
		return nil, fmt.Errorf("count topic %s: %w", t.Slug, err)
	}
	order, self := "", l.path
	if p.Oldest {
		order = a.rq.asked["query.order"]
		self = a.withQuery(l.path, "query.order", order)
		p.Order = Link{Text: a.word("lists.topic_newest"), URL: l.path}
	} else {
		p.Order = Link{Text: a.word("lists.topic_oldest"), URL: a.withQuery(l.path, "query.order", a.word("query.oldest"))}
	}
	q := store.ListQuery{List: l.list, Limit: a.listLength() + 1, Oldest: p.Oldest}
	before, continued := a.rq.asked["query.before"]
	if continued {
		q.BeforeAt, q.BeforeID, _ = parseBefore(before)
		p.Continued, p.First = true, self
	}
	cards, err := a.view.List(a.ctx, q)
	if err != nil {
		return nil, fmt.Errorf("list topic %s: %w", t.Slug, err)
	}
	if len(cards) == q.Limit {
		cards = cards[:q.Limit-1]
		p.Older = a.before(self, cards[len(cards)-1])
	}
	if !p.Continued {
		if p.Lead, err = a.topicLead(t); err != nil {
			return nil, err
		}
	}
	rest := cards
	if !p.Continued && !p.Oldest && len(cards) >= 2*newCards {
		p.New, rest = a.cards(cards[:newCards]), cards[newCards:]
	}
	p.Days = a.topicDays(rest)
	page.Crumbs = append(a.crumbs(0), Link{Text: t.Name, URL: l.path})
	if err := a.topicMeta(&page, l, p, self, cards); err != nil {
		return nil, err
	}
	p.Page = page
	return a.print(http.StatusOK, p)
}

func (a *assembly) topicLead(t news.Topic) (*Photo, error) {
	if t.Lead == 0 {
		return nil, nil
	}
	assets, err := a.readAssets([]news.AssetID{t.Lead})
	if err != nil {
		return nil, err
	}
	if m, ok := assets[t.Lead]; ok {
		return photo(&m), nil
	}
	return nil, nil
}

// topicDays puts the articles of one day in the edition's zone together.
func (a *assembly) topicDays(cards []store.Card) []TopicDay {
	var out []TopicDay
	for _, c := range cards {
		d := dayOf(a.at(c.At))
		if len(out) == 0 || out[len(out)-1].ISO != d.iso() {
			out = append(out, TopicDay{Date: Date{Text: a.loc.Date(locale.LongDate, d.noon(), nil), ISO: d.iso()}})
		}
		day := &out[len(out)-1]
		day.Cards = append(day.Cards, a.card(c))
	}
	return out
}

func (a *assembly) topicMeta(page *Page, l listing, p TopicPage, self string, cards []store.Card) error {
	m := &page.Meta
	m.Title = l.name + " - " + a.set.Name
	if m.Description = l.description; m.Description == "" {
		m.Description = a.word("lists.topic_description", "name", l.name, "paper", a.set.Name)
	}
	m.Canonical, m.Robots = a.abs(self), robotsFull
	if p.Continued {
		m.Canonical = a.abs(a.withQuery(l.path, "query.order", a.rq.asked["query.order"], "query.before", a.rq.asked["query.before"]))
	}
	if p.Continued || p.Oldest || p.Count == 0 {
		m.Robots = "noindex, follow"
	}
	m.Next = p.Older
	m.Feeds = append(a.feeds(l.path, l.name), m.Feeds...)
	m.Preload = p.Lead
	a.properties(m, "website", l.name)
	fl := feed.List{Name: l.name, Description: m.Description, URL: a.abs(l.path)}
	for _, c := range cards {
		fl.Articles = append(fl.Articles, feed.ListItem{Name: c.Headline, URL: a.abs(c.Path)})
	}
	ld, err := feed.ListLD(a.paper(), fl)
	if err != nil {
		return err
	}
	return m.structured(ld, a, page.Crumbs)
}

// paragraphs splits a plain text at its empty lines.
func paragraphs(text string) []string {
	var out []string
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
