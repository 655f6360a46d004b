package wordpress

import (
	"warta/internal/news"
)

// search is WordPress's search across types; ours is across articles.
func (a *answer) search() (any, error) {
	if t := a.ask.one("type"); t != "" && t != "post" {
		return []object{}, a.total(0)
	}
	f, err := a.filter(false)
	if err != nil {
		return nil, err
	}
	f.orderby = "relevance"
	var ids []news.ArticleID
	if a.ask.one("search") == "" {
		f.orderby = "date"
		ids, err = a.fromList(&f)
	} else {
		ids, err = a.asked(&f)
	}
	if err != nil {
		return nil, err
	}
	cards, err := a.view.Cards(a.ctx, ids)
	out := make([]object, 0, len(ids))
	for _, id := range ids {
		if c, ok := cards[id]; ok {
			a.show(news.KeyCard(id))
			out = append(out, object{"id": int64(id), "title": escape(c.Headline), "url": a.abs(c.Path), "type": "post", "subtype": "post",
				"_links": object{"self": []object{embeddable(a.api("posts/" + itoa(int64(id))))}, "about": href(a.api("types/post")), "collection": href(a.api("search"))}})
		}
	}
	return out, err
}
