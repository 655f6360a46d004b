package site

import (
	"fmt"

	"warta/internal/news"
	"warta/internal/store"
)

// stamps are the labels of kinds that carry one: message key and class.
var stamps = map[news.ArticleKind]struct{ message, class string }{
	news.KindOpinion:     {"label.opinion", "opinion"},
	news.KindAnalysis:    {"label.analysis", "opinion"},
	news.KindVideo:       {"label.video", "video"},
	news.KindPhoto:       {"label.photo", "photo"},
	news.KindAdvertorial: {"label.advertorial", "ad"},
}

// stamp is the label of an article. Paid content comes before everything else
// and can have no other (PRS-60); the rest follows by how much a reader needs
// to know it.
func (a *assembly) stamp(kind news.ArticleKind, label string, unverified bool, amended news.AmendmentKind) (text, class string) {
	s := stamps[kind]
	switch {
	case kind == news.KindAdvertorial:
		if label != "" {
			return label, s.class
		}
	case unverified:
		return a.word("label.unverified"), "unverified"
	case amended != "" && s.message == "":
		// A column stays one when it is corrected: cards print both.
		return a.word("amendment." + string(amended)), "amended"
	}
	if s.message == "" {
		return "", ""
	}
	return a.word(s.message), s.class
}

// stampOf is the stamp of an article that may be a reply: it is called one
// unless it is paid or unverified, wherever it stands (PRS-2).
func (a *assembly) stampOf(kind news.ArticleKind, label string, unverified, answers bool, amended news.AmendmentKind) (text, class string) {
	if answers && kind != news.KindAdvertorial && !unverified {
		return a.word("amendment." + string(news.HakJawab)), "amended"
	}
	return a.stamp(kind, label, unverified, amended)
}

// card is an article in a list; it notes what the card shows.
func (a *assembly) card(c store.Card) Card {
	a.key(news.KeyCard(c.ID))
	out := Card{ID: int64(c.ID), URL: c.Path, Headline: c.Headline, Kicker: c.Kicker, Standfirst: c.Standfirst,
		At: a.at(c.At), Caption: c.PhotoCaption}
	out.Label, out.LabelKind = a.stampOf(c.Kind, c.Label, c.Unverified, c.Answers, c.Amended)
	if c.Amended != "" {
		// Cards print both, the stamp and what was set right.
		if amended := a.word("amendment." + string(c.Amended)); amended != out.Label {
			out.Amended = amended
		}
	}
	if sec, ok := a.bySec[c.Section]; ok {
		out.Section, out.SectionURL, out.SectionColour = sec.Name, sec.Path, colour(sec.Colour)
	}
	if c.Language != "" && c.Language != a.loc.Tag() {
		out.Lang = c.Language
	}
	out.Photos, out.Duration = c.Photos, duration(c.Seconds)
	// What may shock stays off cards (PRS-33).
	if c.Photo != nil && !c.Graphic {
		a.key(news.KeyAsset(c.Photo.ID))
		if p := photo(c.Photo); p != nil {
			if c.PhotoAlt != "" {
				p.Alt = c.PhotoAlt
			}
			if c.PhotoCaption != "" {
				p.Caption = c.PhotoCaption
			}
			out.Photo = p
		}
	}
	return out
}

func (a *assembly) cards(list []store.Card) []Card {
	out := make([]Card, len(list))
	for i, c := range list {
		out[i] = a.card(c)
	}
	return out
}

// duration is the length of a film as players print it: "2:34", "1:02:07".
func duration(seconds int) string {
	if seconds <= 0 {
		return ""
	}
	h, m, s := seconds/3600, seconds/60%60, seconds%60
	if h > 0 {
		return fmt.Sprintf("%d:%02d:%02d", h, m, s)
	}
	return fmt.Sprintf("%d:%02d", m, s)
}
