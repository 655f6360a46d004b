package wordpress

import (
	"net/http"
	"path"
	"slices"
	"sort"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
)

// walker goes through a list by its keys.
type walker struct {
	a *answer
	q store.ListQuery
	// most cards are looked at.
	most int
	// stopped says that there were more.
	stopped bool
}

func (w *walker) run(fn func(store.Card) (more bool, err error)) error {
	w.q.Limit = 100
	for n := 0; ; {
		cards, err := w.a.view.List(w.a.ctx, w.q)
		if err != nil {
			return err
		}
		for _, c := range cards {
			if n++; n > w.most {
				w.stopped = true
				return nil
			}
			w.q.BeforeAt, w.q.BeforeID = c.At, c.ID
			if more, err := fn(c); err != nil || !more {
				return err
			}
		}
		if len(cards) < w.q.Limit {
			return nil
		}
	}
}

// filter is what a list of posts is asked for.
type filter struct {
	pages                    bool
	include, exclude         []int64
	categories, noCategories []int64
	tags, noTags             []int64
	authors, noAuthors       []int64
	slugs                    []string
	after, before            time.Time
	modAfter, modBefore      time.Time
	orderby                  string
	oldest                   bool
}

// plain: nothing but a list, a date and an order, which the store's own lists and
// counts answer.
func (f *filter) inList() bool {
	return len(f.exclude)+len(f.noCategories)+len(f.noTags)+len(f.noAuthors) == 0 && f.modAfter.IsZero() && f.modBefore.IsZero() &&
		len(f.categories)+len(f.tags)+len(f.authors) <= 1 && (f.orderby == "date")
}

func (a *answer) filter(pages bool) (f filter, err error) {
	q := a.ask
	f.pages = pages
	for name, to := range map[string]*[]int64{"include": &f.include, "exclude": &f.exclude, "categories": &f.categories, "categories_exclude": &f.noCategories,
		"tags": &f.tags, "tags_exclude": &f.noTags, "author": &f.authors, "author_exclude": &f.noAuthors} {
		if *to, err = q.numbers(name); err != nil {
			return f, err
		}
	}
	for name, to := range map[string]*time.Time{"after": &f.after, "before": &f.before, "modified_after": &f.modAfter, "modified_before": &f.modBefore} {
		if *to, err = q.moment(name, a.zone); err != nil {
			return f, err
		}
	}
	f.slugs = q.values["slug"]
	f.orderby = q.one("orderby")
	switch f.orderby {
	case "":
		f.orderby = "date"
	case "date", "include", "id", "title", "slug", "modified", "author", "relevance", "include_slugs", "menu_order", "parent":
	default:
		return f, badParam("orderby", "orderby is not one of author, date, id, include, modified, parent, relevance, slug, include_slugs and title.")
	}
	if f.orderby == "relevance" && !q.has("search") {
		return f, refuse(http.StatusBadRequest, "rest_no_search_term_defined", "You need to define a search term to order by relevance.")
	}
	switch q.one("order") {
	case "", "desc":
	case "asc":
		f.oldest = true
	default:
		return f, badParam("order", "order is not one of asc and desc.")
	}
	if q.one("sticky") == "true" || q.one("sticky") == "1" {
		f.include = []int64{maxNumber - 1} // there are none
	}
	return f, nil
}

// takes reports whether an article is one that is asked for.
func (f *filter) takes(x *store.PublishedArticle) bool {
	if (x.Content.Kind == news.KindPage) != f.pages {
		return false
	}
	id := int64(x.ID)
	at := x.Dates.Display.Truncate(time.Second)
	changed := modified(x).Truncate(time.Second)
	in := func(list []int64, has func(int64) bool) bool { return slices.ContainsFunc(list, has) }
	section := func(id int64) bool {
		return x.Content.Section == news.SectionID(id) || slices.Contains(x.Content.More, news.SectionID(id))
	}
	tag := func(id int64) bool { return slices.Contains(x.Content.Tags, news.TagID(id)) }
	author := func(id int64) bool {
		return slices.ContainsFunc(x.Content.Byline, func(c news.Credit) bool { return c.Person == news.PersonID(id) && id != 0 })
	}
	switch {
	case len(f.include) > 0 && !slices.Contains(f.include, id), slices.Contains(f.exclude, id):
	case len(f.slugs) > 0 && !slices.Contains(f.slugs, slugOf(x)):
	case len(f.categories) > 0 && !in(f.categories, section) && !in(f.categories, func(id int64) bool { return slices.Contains(x.Sections, news.SectionID(id)) }):
	case in(f.noCategories, section), len(f.tags) > 0 && !in(f.tags, tag), in(f.noTags, tag), len(f.authors) > 0 && !in(f.authors, author), in(f.noAuthors, author):
	case !f.after.IsZero() && !at.After(f.after), !f.before.IsZero() && !at.Before(f.before):
	case !f.modAfter.IsZero() && !changed.After(f.modAfter), !f.modBefore.IsZero() && !changed.Before(f.modBefore):
	default:
		return true
	}
	return false
}

func slugOf(x *store.PublishedArticle) string { return path.Base(strings.TrimSuffix(x.Path, "/")) }

func modified(x *store.PublishedArticle) time.Time {
	t := x.Dates.Display
	for _, o := range []time.Time{x.Dates.Updated, x.Dates.Corrected} {
		if o.After(t) {
			t = o
		}
	}
	return t
}

// listOf is the list that holds what is asked for: the narrowest one.
func (f *filter) listOf() store.List {
	switch {
	case f.pages:
		return store.List{By: "page"}
	case len(f.tags) == 1:
		return store.List{By: "tag", ID: f.tags[0]}
	case len(f.authors) == 1:
		return store.List{By: "person", ID: f.authors[0]}
	case len(f.categories) == 1:
		return store.List{By: "section", ID: f.categories[0]}
	}
	return store.List{By: "edition"}
}

// sieved is how many articles are looked at one by one where no list answers.
const sieved = 2000

func (a *answer) posts(pages bool) (any, error) {
	f, err := a.filter(pages)
	if err != nil {
		return nil, err
	}
	if a.ask.start()+a.ask.perPage > deepest {
		return nil, badParam("page", "Lists end at 10000 entries; ask by before and after instead.")
	}
	var ids []news.ArticleID
	switch {
	case a.ask.has("search"):
		ids, err = a.asked(&f)
	case len(f.include) > 0:
		for _, id := range f.include {
			ids = append(ids, news.ArticleID(id))
		}
		ids, err = a.sieve(&f, ids)
	case len(f.slugs) > 0 && !pages:
		if ids, err = a.bySlug(f.slugs); err == nil {
			ids, err = a.sieve(&f, ids)
		}
	case f.inList() && len(f.slugs) == 0:
		ids, err = a.fromList(&f)
	default:
		ids, err = a.sieveList(&f)
	}
	if err != nil {
		return nil, err
	}
	return a.postObjects(ids)
}

// fromList reads a piece of a maintained list. Its cost is that of the pages
// before it, which is bounded.
func (a *answer) fromList(f *filter) ([]news.ArticleID, error) {
	list := f.listOf()
	total, err := a.view.Count(a.ctx, list)
	if err != nil {
		return nil, err
	}
	bounded := !f.after.IsZero() || !f.before.IsZero()
	w := walker{a: a, q: store.ListQuery{List: list, Oldest: f.oldest}, most: deepest}
	if !f.after.IsZero() {
		w.q.Since = f.after.Add(time.Second) // strictly after, by the second that is printed
	}
	if !f.before.IsZero() && !f.oldest {
		w.q.BeforeAt = f.before
	}
	skip, seen := a.ask.start(), int64(0)
	var ids []news.ArticleID
	err = w.run(func(c store.Card) (bool, error) {
		if f.oldest && !f.before.IsZero() && !c.At.Before(f.before) {
			return false, nil
		}
		if seen++; seen > int64(skip) && len(ids) < a.ask.perPage {
			ids = append(ids, c.ID)
		}
		// A period has no count of its own: it is counted as far as is looked.
		return bounded || len(ids) < a.ask.perPage, nil
	})
	if bounded {
		total = seen
	}
	if err == nil {
		err = a.total(total)
	}
	return ids, err
}

// sieveList looks at articles one by one.
func (a *answer) sieveList(f *filter) ([]news.ArticleID, error) {
	w := walker{a: a, q: store.ListQuery{List: f.listOf()}, most: sieved}
	if !f.after.IsZero() {
		w.q.Since = f.after.Add(time.Second)
	}
	if !f.before.IsZero() {
		w.q.BeforeAt = f.before
	}
	var ids []news.ArticleID
	if err := w.run(func(c store.Card) (bool, error) {
		ids = append(ids, c.ID)
		return true, nil
	}); err != nil {
		return nil, err
	}
	if w.stopped && f.orderby != "date" {
		return nil, badParam("orderby", "There are too many to be ordered so; narrow the list, or order by date.")
	}
	return a.sieve(f, ids)
}

// sieve leaves those that are asked for, in the order that is asked for, and gives
// the piece.
func (a *answer) sieve(f *filter, ids []news.ArticleID) ([]news.ArticleID, error) {
	var list []store.PublishedArticle
	for piece := range slices.Chunk(ids, 100) {
		found, err := a.view.Articles(a.ctx, piece)
		if err != nil {
			return nil, err
		}
		for _, id := range piece {
			if x, ok := found[id]; ok && x.Edition == a.ed && f.takes(&x) {
				x.Content.Body.Blocks = nil // it is read again when it is written
				list = append(list, x)
			}
		}
	}
	sort.SliceStable(list, func(i, j int) bool {
		x, y := &list[i], &list[j]
		if f.orderby == "include" {
			return slices.Index(f.include, int64(x.ID)) < slices.Index(f.include, int64(y.ID))
		}
		if !f.oldest {
			x, y = y, x
		}
		switch f.orderby {
		case "id":
			return x.ID < y.ID
		case "title":
			return strings.ToLower(x.Content.Headline) < strings.ToLower(y.Content.Headline)
		case "slug":
			return slugOf(x) < slugOf(y)
		case "modified":
			return modified(x).Before(modified(y))
		case "author":
			return authorOf(x) < authorOf(y)
		}
		return x.Dates.Display.Before(y.Dates.Display)
	})
	if err := a.total(int64(len(list))); err != nil {
		return nil, err
	}
	out := make([]news.ArticleID, 0, a.ask.perPage)
	for _, x := range cut(a.ask, list) {
		out = append(out, x.ID)
	}
	return out, nil
}

func authorOf(x *store.PublishedArticle) int64 {
	for _, c := range x.Content.Byline {
		if c.Person != 0 {
			return int64(c.Person)
		}
	}
	return 0
}

// asked puts a question to the index.
func (a *answer) asked(f *filter) ([]news.ArticleID, error) {
	a.volatile = true
	a.show(a.f.o.SearchKey)
	if a.f.o.Search == nil {
		return nil, a.total(0)
	}
	state, err := a.f.o.Search.State(a.ctx)
	if err != nil {
		return nil, err
	}
	a.unkept = state.Seq < a.view.Seq()
	words := a.ask.one("search")
	if r := []rune(words); len(r) > 200 {
		words = string(r[:200])
	}
	order := search.Filter{Edition: a.ed, Loose: true, Now: a.view.Now(), ByTime: f.orderby != "relevance", Since: f.after, Before: f.before,
		Limit: store.SearchCounted}
	found, err := a.f.o.Search.Find(a.ctx, search.For(a.words.Tag()).Parse(words), order)
	if err != nil {
		return nil, err
	}
	ids := make([]news.ArticleID, 0, len(found.Hits))
	for _, h := range found.Hits {
		ids = append(ids, h.Article)
	}
	if f.orderby != "relevance" {
		return a.sieve(f, ids)
	}
	// The index's order stays.
	f.orderby, f.include = "include", nil
	for _, id := range ids {
		f.include = append(f.include, int64(id))
	}
	if len(ids) == 0 {
		return nil, a.total(0)
	}
	return a.sieve(f, ids)
}

// bySlug finds articles by the last part of their address: at the addresses of
// papers that have nothing else in it, then through the index, whose words a slug
// is made of.
func (a *answer) bySlug(slugs []string) ([]news.ArticleID, error) {
	var ids []news.ArticleID
	for _, slug := range slugs {
		if strings.ContainsAny(slug, "/?#") || len(slug) > 200 {
			continue
		}
		for _, p := range []string{"/" + slug, "/" + slug + "/"} {
			at, err := a.view.Resolve(a.ctx, p)
			if err == nil && at.Kind == store.AddressArticle {
				ids = append(ids, at.Article)
			} else if err != nil && !news.Is(err, news.NotFound) {
				return nil, err
			}
		}
		if len(ids) > 0 || a.f.o.Search == nil {
			continue
		}
		a.volatile = true
		a.show(a.f.o.SearchKey)
		state, err := a.f.o.Search.State(a.ctx)
		if err != nil {
			return nil, err
		}
		a.unkept = a.unkept || state.Seq < a.view.Seq()
		found, err := a.f.o.Search.Find(a.ctx, search.For(a.words.Tag()).Parse(strings.ReplaceAll(slug, "-", " ")),
			search.Filter{Edition: a.ed, Loose: true, Now: a.view.Now(), Limit: 50})
		if err != nil {
			return nil, err
		}
		for _, h := range found.Hits {
			ids = append(ids, h.Article)
		}
	}
	return ids, nil
}
