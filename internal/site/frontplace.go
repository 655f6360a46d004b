package site

import (
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// arranging turns a front's containers into what is printed. The desk's cards
// take their places first, on the whole page, so that no backfill higher up
// can take an article away from where the desk wants it; then each container
// is filled in its order.
type arranging struct {
	a *assembly
	// cards and assets are those that the desk's cards name; only what readers
	// may see is there.
	cards  map[news.ArticleID]store.Card
	assets map[news.AssetID]news.Asset
	// shown are the articles that have a place (LS-3).
	shown   map[news.ArticleID]bool
	streams map[stream]*listed
	out     []container
}

// container is one of the page's in the making.
type container struct {
	news.Container
	slots []slot
	// placed is the number of slots that the desk filled.
	placed int
	// ranked containers stand in the order of readings.
	ranked bool
}

// slot is one place: an article or, without a number, a free link, with what
// the front says of it.
type slot struct {
	card store.Card
	desk news.FrontCard
}

// arrange works out which article stands where.
func (a *assembly) arrange(list []news.Container) (*arranging, error) {
	m := &arranging{a: a, shown: map[news.ArticleID]bool{}, streams: map[stream]*listed{}}
	if err := m.readNamed(list); err != nil {
		return nil, err
	}
	for _, c := range list[:min(len(list), news.MaxContainers)] {
		c.Capacity = min(max(c.Capacity, 1), news.MaxCards)
		m.out = append(m.out, container{Container: c})
	}
	for i := range m.out {
		m.place(&m.out[i])
	}
	// Lines below a headline give way to cards, wherever those stand.
	for i := range m.out {
		for k := range m.out[i].slots {
			m.placeLines(&m.out[i].slots[k].desk)
		}
	}
	for i := range m.out {
		m.ask(&m.out[i])
	}
	for i := range m.out {
		if err := m.fill(&m.out[i]); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// readNamed reads whatever the desk's cards name, in two questions.
func (m *arranging) readNamed(list []news.Container) error {
	var articles wanted[news.ArticleID]
	var assets wanted[news.AssetID]
	for _, c := range list {
		for _, card := range c.Cards {
			if m.expired(card.ExpiresAt) {
				continue
			}
			articles.add(card.Article)
			assets.add(card.Image)
			for _, l := range card.SubLinks {
				articles.add(l.Article)
			}
		}
	}
	var err error
	if m.cards, err = m.a.cited(articles.ids); err != nil {
		return err
	}
	m.assets, err = m.a.readAssets(assets.ids)
	return err
}

// expired tells whether a card is over; one that will be bounds the page.
func (m *arranging) expired(at time.Time) bool {
	if at.IsZero() {
		return false
	}
	m.a.bound(at)
	return !at.After(m.a.now)
}

// place gives the desk's cards their slots: the pinned ones in their order,
// then the others. A card whose article is not live, or has a place already,
// leaves its slot to the next.
func (m *arranging) place(c *container) {
	here := map[news.ArticleID]bool{}
	for _, pinned := range []bool{true, false} {
		for _, card := range c.Cards {
			if card.Pin != pinned || len(c.slots) == c.Capacity || m.expired(card.ExpiresAt) {
				continue
			}
			s := slot{desk: card}
			if card.Article != 0 {
				live, ok := m.cards[card.Article]
				if !ok || here[card.Article] || m.shown[card.Article] && !c.AllowRepeat {
					continue
				}
				s.card, here[card.Article], m.shown[card.Article] = live, true, true
			}
			c.slots = append(c.slots, s)
		}
	}
	c.placed = len(c.slots)
}

// placeLines keeps the sub-links that lead somewhere and say something new.
func (m *arranging) placeLines(card *news.FrontCard) {
	var keep []news.FrontLink
	for _, l := range card.SubLinks {
		if l.Article != 0 {
			if _, live := m.cards[l.Article]; !live || m.shown[l.Article] {
				continue
			}
			m.shown[l.Article] = true
		}
		if keep = append(keep, l); len(keep) == news.MaxSubLinks {
			break
		}
	}
	card.SubLinks = keep
}

// print is a slot as the theme prints it: the front's words instead of the
// article's own where it has any.
func (m *arranging) print(s slot) Card {
	var out Card
	if s.card.ID != 0 {
		out = m.a.card(s.card)
	} else {
		out = Card{URL: s.desk.URL, External: strings.Contains(s.desk.URL, "://")}
	}
	d := s.desk
	if d.Headline != "" {
		out.Headline = d.Headline
	}
	if d.Kicker != "" {
		out.Kicker = d.Kicker
	}
	if d.Image != 0 {
		if asset, ok := m.assets[d.Image]; ok && !(s.card.Graphic && s.card.Photo != nil && s.card.Photo.ID == d.Image) {
			if p := photo(&asset); p != nil {
				out.Photo = p
			}
		}
	}
	if d.HideImage {
		out.Photo = nil
	}
	if d.Standfirst != nil {
		if out.ShowStandfirst = *d.Standfirst; !*d.Standfirst {
			out.Standfirst = ""
		}
	}
	for _, l := range d.SubLinks {
		link := Link{Text: l.Headline, URL: l.URL}
		if l.Article != 0 {
			c := m.cards[l.Article]
			link.URL = c.Path
			if link.Text == "" {
				link.Text = c.Headline
			}
		}
		out.SubLinks = append(out.SubLinks, link)
	}
	return out
}
