package site

import (
	"fmt"

	"warta/internal/news"
)

// authors puts names and portraits on the cards of opinions: who says it is
// the news. Only those containers ask, since cards do not say.
func (a *assembly) authors(list []Container) error {
	var ids wanted[news.ArticleID]
	for _, c := range list {
		if c.Layout != "opinion" {
			continue
		}
		for _, card := range c.Cards {
			ids.add(news.ArticleID(card.ID))
		}
	}
	if len(ids.ids) == 0 {
		return nil
	}
	for _, id := range ids.ids {
		a.key(news.KeyArticle(id))
	}
	articles, err := a.view.Articles(a.ctx, ids.ids)
	if err != nil {
		return fmt.Errorf("read the authors of opinions: %w", err)
	}
	var who wanted[news.PersonID]
	for _, id := range ids.ids {
		for _, credit := range articles[id].Content.Byline {
			who.add(credit.Person)
		}
	}
	for _, id := range who.ids {
		a.key(news.KeyPerson(id))
	}
	people, err := a.people(who.ids)
	if err != nil {
		return err
	}
	var faces wanted[news.AssetID]
	for _, p := range people {
		faces.add(p.Portrait)
	}
	portraits, err := a.readAssets(faces.ids)
	if err != nil {
		return err
	}
	for i := range list {
		if list[i].Layout != "opinion" {
			continue
		}
		for k := range list[i].Cards {
			card := &list[i].Cards[k]
			for _, credit := range articles[news.ArticleID(card.ID)].Content.Byline {
				if !credit.Role.InByline() && credit.Role != news.RoleWriter {
					continue
				}
				name := credit.Name
				if p, ok := people[credit.Person]; ok && credit.Person != 0 {
					name = p.Name
					if m, ok := portraits[p.Portrait]; ok && card.Portrait == nil && p.Portrait != 0 {
						card.Portrait = photo(&m)
					}
				}
				if name != "" {
					card.Authors = append(card.Authors, name)
				}
			}
		}
	}
	return nil
}
