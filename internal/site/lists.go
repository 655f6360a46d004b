package site

import (
	"fmt"
	"slices"
	"sort"

	"warta/internal/news"
	"warta/internal/store"
)

// lists fills what the theme's manifest asks for below an article. Lists of
// one rule are one query. "latest" comes last, since it may leave out what the
// others show.
func (a *assembly) lists(p store.PublishedArticle) (map[string][]Card, error) {
	requests := a.face.Theme.Manifest.Lists
	limits := map[string]int{}
	names := make([]string, 0, len(requests))
	for name, r := range requests {
		names = append(names, name)
		limits[r.Rule] = max(limits[r.Rule], a.limit(name, r))
	}
	sort.Strings(names)
	related, err := a.related(p, limits["related"])
	if err != nil {
		return nil, err
	}
	latest, err := a.latest(p, limits["latest"], related)
	if err != nil {
		return nil, err
	}
	byRule := map[string][]Card{"related": a.cards(related), "latest": a.cards(latest)}
	out := make(map[string][]Card, len(names))
	for _, name := range names {
		list := byRule[requests[name].Rule]
		out[name] = list[:min(len(list), a.limit(name, requests[name]))]
	}
	return out, nil
}

// limit of a list: the edition's own for the lists that carry its names.
func (a *assembly) limit(name string, r ListRequest) int {
	own := 0
	switch name {
	case "related":
		own = a.ed.Settings.RelatedLimit
	case "latest":
		own = a.ed.Settings.LatestLimit
	}
	switch {
	case own < 0:
		return 0
	case own > 0:
		return min(own, maxListLimit)
	}
	return r.Limit
}

// related: the editor's picks in her order, then the newest of the same
// primary section (rule "section"); never the article itself, never paid
// content by rule.
func (a *assembly) related(p store.PublishedArticle, limit int) ([]store.Card, error) {
	if limit <= 0 {
		return nil, nil
	}
	var out []store.Card
	without := []news.ArticleID{p.ID}
	if picks := p.Content.Related; len(picks) > 0 {
		cards, err := a.cited(picks)
		if err != nil {
			return nil, err
		}
		for _, id := range picks {
			if c, ok := cards[id]; ok && !slices.Contains(without, id) && len(out) < limit {
				out = append(out, c)
				without = append(without, id)
			}
		}
	}
	if len(out) >= limit || p.Content.Section == 0 {
		return out, nil
	}
	a.key(news.KeySection(p.Content.Section))
	more, err := a.view.List(a.ctx, store.ListQuery{List: store.List{By: "primary", ID: int64(p.Content.Section)},
		Limit: limit - len(out), Without: without, NoAds: true})
	if err != nil {
		return nil, fmt.Errorf("list articles related to %s: %w", p.ID, err)
	}
	return append(out, more...), nil
}

// cited gives the live ones among the ids, and notes all of them: one that is
// not live now may be so later.
func (a *assembly) cited(ids []news.ArticleID) (map[news.ArticleID]store.Card, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	for _, id := range ids {
		a.key(news.KeyCard(id))
	}
	cards, err := a.view.Cards(a.ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read cited articles: %w", err)
	}
	return cards, nil
}

// latest: the edition's newest, without the article itself and without paid
// content (PRS-61).
func (a *assembly) latest(p store.PublishedArticle, limit int, related []store.Card) ([]store.Card, error) {
	if limit <= 0 {
		return nil, nil
	}
	without := []news.ArticleID{p.ID}
	if a.set.LatestSkipShown {
		for _, c := range related {
			without = append(without, c.ID)
		}
	}
	a.key(news.KeyLatest(a.ed.ID))
	list, err := a.view.List(a.ctx, store.ListQuery{List: store.List{By: "edition"}, Limit: limit, Without: without, NoAds: true})
	if err != nil {
		return nil, fmt.Errorf("list the latest articles: %w", err)
	}
	return list, nil
}
