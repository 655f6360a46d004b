package newsroom

import (
	"context"

	"warta/internal/news"
	"warta/internal/store"
)

// Stand is a place from which an article would vanish: What is "url", "front",
// "banner", "section", "tag", "person", "feed" or "search", Name says which.
type Stand struct{ What, Name string }

// Stands lists where readers find an article now, for the page on which it is
// withdrawn (S3.15).
func (n *Newsroom) Stands(ctx context.Context, who Actor, id news.ArticleID) (out []Stand, err error) {
	err = n.reading(ctx, who, id, func(tx store.Tx) error {
		out = nil
		a, err := tx.Articles().Get(ctx, id)
		if err != nil || a.Live == 0 {
			return err
		}
		v, err := tx.Articles().Version(ctx, a.Live)
		if err != nil {
			return err
		}
		out = append(out, Stand{"url", a.Path})
		e := newEyes(ctx, tx, who)
		up, err := e.up(a.Edition, v.Content.Section)
		if err != nil {
			return err
		}
		for _, front := range append([]news.SectionID{0}, up...) {
			f, err := liveFront(ctx, tx, a.Edition, news.FrontOf{Section: front})
			if err != nil {
				return err
			}
			for _, box := range f.Containers {
				for _, card := range box.Cards {
					if card.Article == id {
						out = append(out, Stand{"front", f.Of.String()})
					}
				}
			}
			if f.Breaking != nil && f.Breaking.Article == id && f.Breaking.Until.After(tx.Now()) {
				out = append(out, Stand{"banner", f.Breaking.Text})
			}
		}
		for _, s := range append(up, v.Content.More...) {
			section, err := tx.Taxonomy().Section(ctx, s)
			if err != nil {
				return err
			}
			out = append(out, Stand{"section", section.Name})
		}
		tags, err := tx.Taxonomy().Tags(ctx, v.Content.Tags)
		if err != nil {
			return err
		}
		for _, t := range tags {
			out = append(out, Stand{"tag", t.Name})
		}
		people, err := tx.People().Get(ctx, creditedPeople(v.Content))
		for _, p := range people {
			out = append(out, Stand{"person", p.Name})
		}
		out = append(out, Stand{"feed", ""}, Stand{"search", ""})
		return err
	})
	return out, err
}
