package site

import (
	"fmt"

	"warta/internal/news"
)

// readTies gives the live articles that this one answers or follows up, and
// those that follow it up, oldest first (PRS-2, PRS-31). Replies to it stand in
// its amendments already.
func (s *story) readTies() error {
	a := s.a
	if s.Content.Follows != 0 {
		// It may become public, or public no more.
		a.key(news.KeyCard(s.Content.Follows))
	}
	links, err := a.view.Links(a.ctx, s.ID)
	if err != nil {
		return fmt.Errorf("read the links of article %s: %w", s.ID, err)
	}
	for _, l := range links {
		key := ""
		switch {
		case l.Kind == "reply" && l.From == s.ID:
			key, s.answers = "link.answers", true
		case l.Kind == "follow" && l.From == s.ID:
			key = "link.follows"
		case l.Kind == "follow":
			key = "link.followed"
		default:
			continue
		}
		a.key(news.KeyCard(l.Other.ID))
		s.ties = append(s.ties, Tie{Label: a.word(key), Text: l.Other.Headline, URL: l.Other.Path, At: a.at(l.Other.At)})
	}
	return nil
}

// stamp is the label of the article's own page.
func (s *story) stamp() (text, class string) {
	c := &s.Content
	return s.a.stampOf(c.Kind, c.Label, c.Flags.Unverified != nil, s.answers, "")
}
