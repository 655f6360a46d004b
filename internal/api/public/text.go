package public

import (
	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// cited is what an article refers to, as it is called now.
type cited struct {
	s        *sheet
	people   map[news.PersonID]news.Person
	tags     map[news.TagID]news.Tag
	topics   map[news.TopicID]news.Topic
	assets   map[news.AssetID]news.Asset
	articles map[news.ArticleID]store.Card
}

// cited reads what the article refers to, each kind of thing in one query.
func (s *sheet) cited(a *store.PublishedArticle, related bool) (*cited, error) {
	c := &a.Content
	out := &cited{s: s}
	var people []news.PersonID
	for _, x := range c.Byline {
		if x.Person != 0 {
			people = append(people, x.Person)
			s.call.Show(news.KeyPerson(x.Person))
		}
	}
	refs := c.Body.Refs()
	var articles []news.ArticleID
	for _, id := range refs.Articles {
		articles = append(articles, news.ArticleID(id))
	}
	for _, m := range a.Amendments {
		if m.Reply != 0 {
			articles = append(articles, m.Reply)
		}
	}
	if related {
		articles = append(articles, c.Related...)
	}
	var assets []news.AssetID
	for _, id := range refs.Assets {
		assets = append(assets, news.AssetID(id))
	}
	if c.Lead != nil && c.Lead.Asset != 0 {
		assets = append(assets, c.Lead.Asset)
	}
	for _, id := range c.Tags {
		s.call.Show(news.KeyTag(id))
	}
	for _, id := range articles {
		s.call.Show(news.KeyCard(id))
	}
	for _, id := range assets {
		s.call.Show(news.KeyAsset(id))
	}
	var err error
	if out.people, err = s.view.People(s.ctx, people); err != nil {
		return nil, err
	}
	if out.tags, err = s.view.Tags(s.ctx, c.Tags); err != nil {
		return nil, err
	}
	if c.Topic != 0 {
		s.call.Show(news.KeyTopic(c.Topic))
		if out.topics, err = s.view.Topics(s.ctx, []news.TopicID{c.Topic}); err != nil {
			return nil, err
		}
	}
	if out.articles, err = s.view.Cards(s.ctx, articles); err != nil {
		return nil, err
	}
	out.assets, err = s.view.Assets(s.ctx, assets)
	return out, err
}

func (c *cited) byline(s *sheet, content *news.Content) []Credit {
	out := make([]Credit, 0, len(content.Byline))
	for _, x := range content.Byline {
		credit := Credit{Name: x.Name, Role: string(x.Role), Label: x.Label}
		if credit.Label == "" && x.Role != "" {
			credit.Label = s.words.Message("role." + string(x.Role))
		}
		if p, ok := c.people[x.Person]; ok {
			ref := s.person(p)
			credit.Person, credit.Name = &ref, p.Name
		}
		out = append(out, credit)
	}
	return out
}

// Article and Asset answer the text's references (body.Resolver).
func (c *cited) Article(id int64) (body.Link, bool) {
	card, ok := c.articles[news.ArticleID(id)]
	return body.Link{URL: card.Path, Headline: card.Headline}, ok
}

// Asset gives a medium with its public files.
func (c *cited) Asset(id int64) (body.Medium, bool) {
	a, ok := c.assets[news.AssetID(id)]
	if !ok {
		return body.Medium{}, false
	}
	m := body.Medium{Kind: a.Kind, Width: a.Width, Height: a.Height, Colour: a.Colour, FocalX: a.FocalX, FocalY: a.FocalY,
		Caption: a.Caption, Credit: a.Credit, Alt: a.Alt, Title: a.Title, MIME: a.MIME, Size: a.Size, Seconds: a.Seconds, AI: a.AISource != ""}
	for _, r := range a.Renditions {
		src := body.Source{URL: mediaPath + r.Name, Width: r.Width, Height: r.Height, MIME: r.MIME, Size: r.Size}
		switch {
		case r.MIME == "text/vtt":
			m.Captions = append(m.Captions, src)
		case a.Kind == "photo" && len(m.Sources) > 0 && r.MIME != m.Sources[0].MIME:
			// One format; its srcset is in ascending width.
		case a.Kind == "photo" || len(m.Sources) == 0:
			m.Sources = append(m.Sources, src)
		}
	}
	return m, true
}
