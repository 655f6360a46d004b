package site

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"warta/internal/news"
)

// Lengths of the strip of topics and tags, and of what it is made from when
// the desk chose none.
const (
	maxTrending  = 12
	trendingRead = 10
	trendingTags = 8
)

// trending are the topics and tags that people talk about: the desk's choice,
// or else, on the home page, the tags of what was read most in the last day.
func (a *assembly) trending(f news.Front) ([]Link, error) {
	if len(f.Trending) > 0 {
		return a.chosenTrends(f.Trending[:min(len(f.Trending), maxTrending)])
	}
	if f.Of.Section != 0 {
		return nil, nil
	}
	a.popularUntil()
	read := a.s.mostRead(a.ctx, 24*time.Hour)
	if len(read) == 0 {
		return nil, nil
	}
	read = read[:min(len(read), trendingRead)]
	ids := make([]news.ArticleID, len(read))
	for i, r := range read {
		ids[i] = r.Article
		a.key(news.KeyArticle(r.Article))
	}
	articles, err := a.view.Articles(a.ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read the most read articles: %w", err)
	}
	weight := map[news.TagID]int64{}
	for _, r := range read {
		for _, id := range articles[r.Article].Content.Tags {
			weight[id] += r.N
		}
	}
	tags := make([]news.TagID, 0, len(weight))
	for id := range weight {
		tags = append(tags, id)
	}
	slices.SortFunc(tags, func(x, y news.TagID) int {
		return cmp.Or(cmp.Compare(weight[y], weight[x]), cmp.Compare(x, y))
	})
	tags = tags[:min(len(tags), trendingTags)]
	named, err := a.readTags(tags)
	if err != nil {
		return nil, err
	}
	return a.tagLinks(tags, named), nil
}

func (a *assembly) chosenTrends(chosen []news.Trend) ([]Link, error) {
	var tagIDs wanted[news.TagID]
	var topicIDs wanted[news.TopicID]
	for _, t := range chosen {
		tagIDs.add(t.Tag)
		topicIDs.add(t.Topic)
	}
	tags, err := a.readTags(tagIDs.ids)
	if err != nil {
		return nil, err
	}
	topics, err := a.readTopics(topicIDs.ids)
	if err != nil {
		return nil, err
	}
	var out []Link
	for _, t := range chosen {
		var l Link
		if topic, ok := topics[t.Topic]; ok && t.Topic != 0 {
			l = a.topicLink(topic)
		} else if tag, ok := tags[t.Tag]; ok && t.Tag != 0 {
			l = a.tagLink(tag)
		} else {
			continue
		}
		if t.Name != "" {
			l.Text = t.Name
		}
		out = append(out, l)
	}
	return out, nil
}

// readTopics reads topics by their ids.
func (a *assembly) readTopics(ids []news.TopicID) (map[news.TopicID]news.Topic, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	for _, id := range ids {
		a.key(news.KeyTopic(id))
	}
	m, err := a.view.Topics(a.ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	return m, nil
}

func (a *assembly) tagLink(t news.Tag) Link {
	return Link{Text: t.Name, URL: "/" + a.word("path.tag") + "/" + t.Slug}
}

func (a *assembly) topicLink(t news.Topic) Link {
	return Link{Text: t.Name, URL: "/" + a.word("path.topic") + "/" + t.Slug}
}
