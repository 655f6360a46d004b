package wordpress

import (
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

func noTerm() *fault { return refuse(http.StatusNotFound, "rest_term_invalid", "Term does not exist.") }

// term is a category, a tag or a user while a list of them is chosen.
type term struct {
	id    int64
	name  string
	slug  string
	count int64
	// up is the parent.
	up int64
}

// walkLimit is how many terms of a vocabulary a list looks at.
const walkLimit = 5000

// chosen filters and orders terms as the address asks, and gives the piece.
func (a *answer) chosen(base string, all []term) ([]term, error) {
	q := a.ask
	include, err := q.numbers("include")
	if err != nil {
		return nil, err
	}
	exclude, err := q.numbers("exclude")
	if err != nil {
		return nil, err
	}
	parent, err := q.numbers("parent")
	if err != nil {
		return nil, err
	}
	if q.has("post") {
		if include, err = a.termsOf(base); err != nil {
			return nil, err
		}
	}
	find := strings.ToLower(q.one("search"))
	empty := q.one("hide_empty") == "true" || q.one("hide_empty") == "1"
	list := slices.DeleteFunc(slices.Clone(all), func(t term) bool {
		return (len(include) > 0 || q.has("post")) && !slices.Contains(include, t.id) || slices.Contains(exclude, t.id) || len(parent) > 0 && !slices.Contains(parent, t.up) ||
			q.has("slug") && !slices.Contains(q.values["slug"], t.slug) || find != "" && !strings.Contains(strings.ToLower(t.name), find) && !strings.Contains(t.slug, find) ||
			empty && t.count == 0
	})
	by := q.one("orderby")
	switch by {
	case "", "name", "id", "count", "slug", "include", "include_slugs", "term_group", "description", "registered_date":
	default:
		return nil, badParam("orderby", "orderby is not one of id, include, name, slug and count.")
	}
	sort.SliceStable(list, func(i, j int) bool {
		x, y := list[i], list[j]
		switch by {
		case "id", "registered_date":
			return x.id < y.id
		case "count":
			return x.count < y.count
		case "slug":
			return x.slug < y.slug
		case "include":
			return slices.Index(include, x.id) < slices.Index(include, y.id)
		}
		return strings.ToLower(x.name) < strings.ToLower(y.name)
	})
	switch q.one("order") {
	case "", "asc":
	case "desc":
		slices.Reverse(list)
	default:
		return nil, badParam("order", "order is not one of asc and desc.")
	}
	if err := a.total(int64(len(list))); err != nil {
		return nil, err
	}
	return cut(q, list), nil
}

// termsOf gives the terms of the articles that "post" names.
func (a *answer) termsOf(base string) ([]int64, error) {
	posts, err := a.ask.numbers("post")
	if err != nil {
		return nil, err
	}
	ids := make([]news.ArticleID, len(posts))
	for i, id := range posts {
		ids[i] = news.ArticleID(id)
		a.show(news.KeyArticle(ids[i]))
	}
	found, err := a.view.Articles(a.ctx, ids)
	var out []int64
	for _, x := range found {
		if base == "tags" {
			for _, t := range x.Content.Tags {
				out = append(out, int64(t))
			}
			continue
		}
		for _, s := range append([]news.SectionID{x.Content.Section}, x.Content.More...) {
			out = append(out, int64(s))
		}
	}
	return out, err
}

func (a *answer) categories() (any, error) {
	if _, err := a.sections(); err != nil {
		return nil, err
	}
	all := make([]term, len(a.list))
	for i, s := range a.list {
		all[i] = term{int64(s.ID), s.Name, s.Slug, s.Count, int64(s.Parent)}
	}
	list, err := a.chosen("categories", all)
	out := make([]object, 0, len(list))
	for _, t := range list {
		out = append(out, a.categoryObject(a.tree[news.SectionID(t.id)]))
	}
	return out, err
}

func (a *answer) category(id string) (any, error) {
	n, ok := number(id)
	tree, err := a.sections()
	if err != nil {
		return nil, err
	}
	s, found := tree[news.SectionID(n)]
	if !ok || !found {
		return nil, noTerm()
	}
	return a.categoryObject(s), nil
}

func (a *answer) categoryObject(s store.SectionEntry) object {
	return a.termObject("categories", "category", term{int64(s.ID), s.Name, s.Slug, s.Count, int64(s.Parent)}, s.Description, a.abs(s.Path))
}

func (a *answer) termObject(base, taxonomy string, t term, description, link string) object {
	self := a.api(base + "/" + itoa(t.id))
	o := object{"id": t.id, "count": t.count, "description": escape(description), "link": link, "name": escape(t.name), "slug": t.slug,
		"taxonomy": taxonomy, "meta": []any{},
		"_links": object{"self": href(self), "collection": href(a.api(base)), "about": href(a.api("taxonomies/" + taxonomy)),
			"wp:post_type": href(a.api("posts?" + base + "=" + itoa(t.id))), "curies": curies()}}
	if taxonomy == "category" {
		o["parent"] = t.up
	}
	return o
}

// lists walks the tags or people that have articles.
func (a *answer) lists(kind string) ([]term, error) {
	var out []term
	for after := int64(0); len(out) < walkLimit; {
		list, err := a.view.Lists(a.ctx, kind, 1, after, 500)
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			out = append(out, term{id: e.ID, name: e.Name, slug: e.Slug, count: e.Count})
			after = e.ID
		}
		if len(list) < 500 {
			break
		}
	}
	return out, nil
}

func (a *answer) tags() (any, error) {
	all, err := a.lists("tag")
	if err != nil {
		return nil, err
	}
	list, err := a.chosen("tags", all)
	if err != nil {
		return nil, err
	}
	ids := make([]news.TagID, len(list))
	for i, t := range list {
		ids[i] = news.TagID(t.id)
	}
	found, err := a.view.Tags(a.ctx, ids)
	out := make([]object, 0, len(list))
	for _, t := range list {
		if x, ok := found[news.TagID(t.id)]; ok {
			out = append(out, a.tagObject(x, t.count))
		}
	}
	return out, err
}

func (a *answer) tag(id string) (any, error) {
	n, ok := number(id)
	if !ok {
		return nil, noTerm()
	}
	found, err := a.view.Tags(a.ctx, []news.TagID{news.TagID(n)})
	if err != nil {
		return nil, err
	}
	t, ok := found[news.TagID(n)]
	if !ok || t.Edition != a.ed {
		return nil, noTerm()
	}
	count, err := a.view.Count(a.ctx, store.List{By: "tag", ID: n})
	return a.tagObject(t, count), err
}

func (a *answer) tagObject(t news.Tag, count int64) object {
	a.show(news.KeyTag(t.ID))
	return a.termObject("tags", "post_tag", term{int64(t.ID), t.Name, t.Slug, count, 0}, t.Description, a.page("path.tag", t.Slug))
}

// page is the address of a page of a list.
func (a *answer) page(key, slug string) string {
	return a.base + "/" + a.words.Message(key) + "/" + url.PathEscape(slug)
}
