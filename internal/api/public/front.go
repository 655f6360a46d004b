package public

import (
	"context"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
)

// Front is an edited page: the containers that the desk arranged. Slots that
// no card holds are filled with the container's list when a page is made.
type Front struct {
	Containers []Container `json:"containers"`
	Breaking   *Breaking   `json:"breaking,omitempty" doc:"The banner above everything"`
}

// Container is a group on a front.
type Container struct {
	Name     string      `json:"name,omitempty"`
	Layout   string      `json:"layout,omitempty"`
	Capacity int         `json:"capacity"`
	Fill     string      `json:"fill,omitempty" doc:"What takes the slots that no card holds"`
	Cards    []FrontCard `json:"cards"`
}

// FrontCard is an article or a free link in a slot.
type FrontCard struct {
	Article  *Card  `json:"article,omitempty"`
	URL      string `json:"url,omitempty"`
	Headline string `json:"headline,omitempty" doc:"What the front says instead of the article's own headline"`
	Kicker   string `json:"kicker,omitempty"`
}

// Breaking is the banner.
type Breaking struct {
	Text  string    `json:"text"`
	URL   string    `json:"url,omitempty"`
	Until time.Time `json:"until"`
}

// frontIn names an edited page.
type frontIn struct {
	Section int64 `query:"section" minimum:"1" doc:"The section whose front it is; absent for the home page"`
}

func (p *Paper) front(ctx context.Context, in *frontIn) (*protocol.Answer[Front], error) {
	out := &protocol.Answer[Front]{Body: Front{Containers: []Container{}}}
	return out, p.read(ctx, func(s *sheet) error {
		if err := s.loadSections(); err != nil {
			return err
		}
		of := news.FrontOf{Section: news.SectionID(in.Section)}
		s.call.Show(news.KeyFront(s.ed, of))
		if in.Section != 0 && s.section(of.Section) == nil {
			return news.E(news.NotFound, "read the front of "+of.String(), nil)
		}
		f, err := s.view.Front(ctx, of)
		if news.Is(err, news.NotFound) {
			return nil // pure backfill
		}
		if err != nil {
			return err
		}
		now := s.view.Now()
		// A card that ends changes the answer without a command.
		seatOf(ctx).answered.volatile = true
		var ids []news.ArticleID
		for _, c := range f.Containers {
			for _, card := range c.Cards {
				if card.Article != 0 {
					ids = append(ids, card.Article)
					s.call.Show(news.KeyCard(card.Article))
				}
			}
		}
		if f.Breaking != nil && f.Breaking.Article != 0 {
			ids = append(ids, f.Breaking.Article)
			s.call.Show(news.KeyCard(f.Breaking.Article))
		}
		cards, err := s.view.Cards(ctx, ids)
		if err != nil {
			return err
		}
		for _, c := range f.Containers {
			box := Container{Name: c.Name, Layout: c.Layout, Capacity: c.Capacity, Fill: c.Fill.By, Cards: []FrontCard{}}
			for _, card := range c.Cards {
				if !card.ExpiresAt.IsZero() && !now.Before(card.ExpiresAt) {
					continue
				}
				fc := FrontCard{URL: s.abs(card.URL), Headline: card.Headline, Kicker: card.Kicker}
				if card.Article != 0 {
					known, live := cards[card.Article]
					if !live {
						continue
					}
					shown := s.card(known)
					fc.Article, fc.URL = &shown, shown.URL
				}
				box.Cards = append(box.Cards, fc)
			}
			out.Body.Containers = append(out.Body.Containers, box)
		}
		if b := f.Breaking; b != nil && now.Before(b.Until) {
			shown := Breaking{Text: b.Text, URL: s.abs(b.URL), Until: b.Until.UTC()}
			if b.Article != 0 {
				known, live := cards[b.Article]
				if !live {
					return nil
				}
				shown.URL = s.abs(known.Path)
			}
			out.Body.Breaking = &shown
		}
		return nil
	})
}
