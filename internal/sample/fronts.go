package sample

import (
	"fmt"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// topic is an entry of topics.json: a story thread and its stories, newest
// first.
type topic struct {
	Name, Slug, Summary, Lead string
	Stories                   []string
}

// front is an entry of fronts.json: the home page, or the page of a section.
type front struct {
	Section    string
	Trending   []struct{ Tag, Topic, Name string }
	Containers []group
}

// group is a container, its fill named by By and Of.
type group struct {
	Name, Layout, By, Of, Order string
	Kind                        news.ArticleKind
	Capacity                    int
	AllowRepeat                 bool `json:"allow_repeat"`
	Cards                       []frontCard
}

type frontCard struct {
	Story, Headline, Kicker, Image string
	Pin                            bool
	HideImage                      bool `json:"hide_image"`
	Standfirst                     *bool
	Lines                          []struct{ Story, Headline string }
}

func (l *loader) topics() error {
	var list []topic
	if err := readJSON("topics.json", &list); err != nil {
		return err
	}
	l.names.topics = map[string]news.TopicID{}
	l.names.topicOf = map[string]news.TopicID{}
	for _, t := range list {
		v := &news.Topic{Edition: l.out.Edition, Name: t.Name, Slug: t.Slug, Summary: t.Summary}
		var err error
		if v.Lead, err = number(l.names.assets, "photo", t.Lead); err != nil {
			return err
		}
		if _, err := l.do(newsroom.DefineTopic{Topic: v}); err != nil {
			return fmt.Errorf("topic %q: %w", t.Name, err)
		}
		l.names.topics[t.Name] = v.ID
		for _, key := range t.Stories {
			l.names.topicOf[key] = v.ID
		}
	}
	return nil
}

// fronts arranges the home page and a section's page, as the desk left them on
// Saturday evening.
func (l *loader) fronts() error {
	var list []front
	if err := readJSON("fronts.json", &list); err != nil {
		return err
	}
	for _, f := range list {
		v, err := l.names.front(f)
		if err != nil {
			return fmt.Errorf("front %q: %w", f.Section, err)
		}
		v.Edition = l.out.Edition
		if _, err := l.do(newsroom.ArrangeFront{Front: v}); err != nil {
			return fmt.Errorf("front %q: %w", f.Section, err)
		}
	}
	return nil
}

func (n *names) front(f front) (*news.Front, error) {
	v := &news.Front{}
	var err error
	if f.Section != "" {
		if v.Of.Section, err = number(n.sections, "section", f.Section); err != nil {
			return nil, err
		}
	}
	for _, t := range f.Trending {
		trend := news.Trend{Name: t.Name}
		if t.Tag != "" {
			trend.Tag, err = number(n.tags, "tag", t.Tag)
		} else {
			trend.Topic, err = number(n.topics, "topic", t.Topic)
		}
		if err != nil {
			return nil, err
		}
		v.Trending = append(v.Trending, trend)
	}
	for _, g := range f.Containers {
		c, err := n.container(g)
		if err != nil {
			return nil, fmt.Errorf("container %q: %w", g.Name, err)
		}
		v.Containers = append(v.Containers, c)
	}
	return v, nil
}

func (n *names) container(g group) (news.Container, error) {
	c := news.Container{Name: g.Name, Layout: g.Layout, Capacity: g.Capacity, AllowRepeat: g.AllowRepeat,
		Fill: news.Fill{By: g.By, Kind: g.Kind, Order: g.Order}}
	switch g.By {
	case "section":
		id, err := number(n.sections, "section", g.Of)
		if err != nil {
			return c, err
		}
		c.Fill.ID = int64(id)
	case "topic":
		id, err := number(n.topics, "topic", g.Of)
		if err != nil {
			return c, err
		}
		c.Fill.ID = int64(id)
	case "tag":
		id, err := number(n.tags, "tag", g.Of)
		if err != nil {
			return c, err
		}
		c.Fill.ID = int64(id)
	}
	for _, card := range g.Cards {
		v := news.FrontCard{Headline: card.Headline, Kicker: card.Kicker, Pin: card.Pin, HideImage: card.HideImage, Standfirst: card.Standfirst}
		var err error
		if v.Article, err = number(n.articles, "article", card.Story); err != nil {
			return c, err
		}
		if card.Image != "" {
			if v.Image, err = number(n.assets, "photo", card.Image); err != nil {
				return c, err
			}
		}
		for _, line := range card.Lines {
			id, err := number(n.articles, "article", line.Story)
			if err != nil {
				return c, err
			}
			v.SubLinks = append(v.SubLinks, news.FrontLink{Article: id, Headline: line.Headline})
		}
		c.Cards = append(c.Cards, v)
	}
	return c, nil
}
