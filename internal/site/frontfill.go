package site

import (
	"fmt"
	"slices"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Bounds of the backfill, so that no rule can make a page expensive.
const (
	// spare is how many cards more than its free slots a list is asked for at
	// first: some of the newest have their place higher up.
	spare = 4
	// fillDepth is how far a list is read for articles that fit.
	fillDepth = 200
	// readDepth is how far an order by readings is looked through.
	readDepth = 60
	// taggedDepth is the same where each article's tags or topic must be read.
	taggedDepth = 30
)

// readSince are the orders by readings.
var readSince = map[string]time.Duration{"read": 24 * time.Hour, "read_week": 7 * 24 * time.Hour}

// stream names a list that containers are filled from.
type stream struct {
	list store.List
	// ads lets paid content in, for a container of nothing else (PRS-61).
	ads bool
}

// listed is what was read of a list so far. Containers with one rule share it.
type listed struct {
	want  int
	cards []store.Card
	ended bool
}

// stream gives the list of a rule; ok is false for "none" and for what no list
// can be of.
func (m *arranging) stream(f news.Fill) (s stream, ok bool) {
	s.ads = f.Kind == news.KindAdvertorial
	s.list = store.List{By: f.By, ID: f.ID}
	switch f.By {
	case "", "edition":
		s.list = store.List{By: "edition"}
	case "section", "tag", "topic":
		ok = f.ID > 0
		return s, ok
	case "kind":
		i := slices.Index(news.ArticleKinds, f.Kind)
		s.list.ID = int64(i)
		return s, i >= 0 && f.Kind != news.KindPage
	default:
		return s, false
	}
	return s, true
}

// ask notes how much of its list a container wants, so that containers of one
// list are one question.
func (m *arranging) ask(c *container) {
	free := c.Capacity - len(c.slots)
	s, ok := m.stream(c.Fill)
	if !ok || free <= 0 {
		return
	}
	m.keys(c.Fill)
	if readSince[c.Fill.Order] != 0 {
		return
	}
	l := m.streams[s]
	if l == nil {
		l = &listed{want: spare}
		m.streams[s] = l
	}
	l.want += free
}

// keys notes the lists that a rule reads, whether they hold anything or not.
func (m *arranging) keys(f news.Fill) {
	a := m.a
	switch f.By {
	case "section":
		a.key(news.KeySection(news.SectionID(f.ID)))
	case "tag":
		a.key(news.KeyTag(news.TagID(f.ID)))
	case "topic":
		a.key(news.KeyTopic(news.TopicID(f.ID)))
	case "kind":
		a.key(news.KeyKind(a.ed.ID, f.Kind))
	default:
		a.key(news.KeyLatest(a.ed.ID))
	}
}

// fill takes the newest or the most read that fit into the free slots. Where
// too little was read the newest follow: a front is never blank.
func (m *arranging) fill(c *container) error {
	if since := readSince[c.Fill.Order]; since != 0 {
		if err := m.fillRead(c, since); err != nil {
			return err
		}
		if c.ranked {
			return nil
		}
	}
	s, ok := m.stream(c.Fill)
	if !ok || len(c.slots) >= c.Capacity {
		return nil
	}
	from := len(c.slots)
	for i := 0; len(c.slots) < c.Capacity && i < fillDepth; i++ {
		card, ok, err := m.next(s, i)
		if err != nil {
			return err
		}
		if !ok || m.tooOld(c.Fill, card) {
			break
		}
		if c.Fill.Kind != "" {
			// Its kind decides, which may change while its lists stay.
			m.a.key(news.KeyCard(card.ID))
			if card.Kind != c.Fill.Kind {
				continue
			}
		}
		m.take(c, card)
	}
	for _, s := range c.slots[from:] {
		m.ages(c.Fill, s.card)
	}
	pictures(c.slots[c.placed:], photoPlaces[c.Layout]-c.placed)
	return nil
}

// take gives an article the next slot unless it has a place.
func (m *arranging) take(c *container, card store.Card) {
	if m.shown[card.ID] && !c.AllowRepeat {
		return
	}
	if slices.ContainsFunc(c.slots, func(s slot) bool { return s.card.ID == card.ID }) {
		return
	}
	m.shown[card.ID] = true
	c.slots = append(c.slots, slot{card: card})
}

// next gives card i of a list, reading on when what was read is used up.
func (m *arranging) next(s stream, i int) (store.Card, bool, error) {
	l := m.streams[s]
	if l == nil {
		l = &listed{want: spare}
		m.streams[s] = l
	}
	if i >= len(l.cards) && !l.ended {
		q := store.ListQuery{List: s.list, Limit: min(max(l.want, 2*spare), 60), NoAds: !s.ads}
		if n := len(l.cards); n > 0 {
			q.BeforeAt, q.BeforeID = l.cards[n-1].At, l.cards[n-1].ID
		}
		more, err := m.a.view.List(m.a.ctx, q)
		if err != nil {
			return store.Card{}, false, fmt.Errorf("fill a front from %s %d: %w", s.list.By, s.list.ID, err)
		}
		l.cards = append(l.cards, more...)
		l.ended = len(more) < q.Limit
	}
	if i >= len(l.cards) {
		return store.Card{}, false, nil
	}
	return l.cards[i], true, nil
}

func (m *arranging) tooOld(f news.Fill, c store.Card) bool {
	return f.MaxAgeHours > 0 && !c.At.Add(time.Duration(f.MaxAgeHours)*time.Hour).After(m.a.now)
}

// ages bounds the page by the moment at which a card becomes too old.
func (m *arranging) ages(f news.Fill, c store.Card) {
	if f.MaxAgeHours > 0 {
		m.a.bound(c.At.Add(time.Duration(f.MaxAgeHours) * time.Hour))
	}
}

// fewRead are too few for a list of the most read.
const fewRead = 3

// fillRead takes the most read, in their order.
func (m *arranging) fillRead(c *container, since time.Duration) error {
	if _, ok := m.stream(c.Fill); !ok || len(c.slots) >= c.Capacity {
		return nil
	}
	var section news.SectionID
	depth := readDepth
	switch c.Fill.By {
	case "section":
		section = news.SectionID(c.Fill.ID)
		if c.Fill.Kind == "" && c.AllowRepeat {
			depth = c.Capacity
		}
	case "tag", "topic":
		depth = taggedDepth
	}
	list, err := m.a.popular(since, section, depth)
	if err != nil {
		return err
	}
	fits := func(news.ArticleID) bool { return true }
	if c.Fill.By == "tag" || c.Fill.By == "topic" {
		if fits, err = m.about(c.Fill, list); err != nil {
			return err
		}
	}
	from := len(c.slots)
	for _, r := range list {
		if len(c.slots) == c.Capacity {
			break
		}
		if c.Fill.Kind != "" && r.Kind != c.Fill.Kind || m.tooOld(c.Fill, r.Card) || !fits(r.ID) {
			continue
		}
		m.take(c, r.Card)
		m.ages(c.Fill, r.Card)
	}
	c.ranked = len(c.slots)-from >= min(fewRead, c.Capacity-from)
	return nil
}

// about tells which of the articles have the rule's tag or topic, which cards
// do not say.
func (m *arranging) about(f news.Fill, list []read) (func(news.ArticleID) bool, error) {
	ids := make([]news.ArticleID, len(list))
	for i, r := range list {
		ids[i] = r.ID
		m.a.key(news.KeyArticle(r.ID))
	}
	found, err := m.a.view.Articles(m.a.ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read the most read articles: %w", err)
	}
	return func(id news.ArticleID) bool {
		c := found[id].Content
		if f.By == "topic" {
			return c.Topic == news.TopicID(f.ID)
		}
		return slices.Contains(c.Tags, news.TagID(f.ID))
	}, nil
}

// photoPlaces are the first places of a layout, which show a photo.
var photoPlaces = map[string]int{"lead": 3, "section": 2, "grid": news.MaxCards, "media": news.MaxCards}

// pictures puts the newest articles that have a photo into the first places,
// which show one; the others follow, newest first. Nothing is left out, and
// what the desk placed stays where it is.
func pictures(list []slot, places int) {
	if places <= 0 {
		return
	}
	var with, without []slot
	for _, s := range list {
		if len(with) < places && s.card.Photo != nil && !s.card.Graphic && photo(s.card.Photo) != nil {
			with = append(with, s)
		} else {
			without = append(without, s)
		}
	}
	copy(list, append(with, without...))
}
