package site

import (
	"net/http"
	"strings"
	"time"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/news"
)

// popularLength is the number of places of the popular page.
const popularLength = 50

// ranges of the popular page; the first is the one without a query. Names are
// those of messages: query.day, lists.popular_day, and so on.
var ranges = []struct {
	name, link string
	since      time.Duration
}{
	{"day", "lists.today", 24 * time.Hour},
	{"week", "lists.this_week", 7 * 24 * time.Hour},
	{"month", "lists.this_month", 30 * 24 * time.Hour},
}

// rangeOf gives the name of a range by its word in the query; "" if there is
// none.
func rangeOf(word func(string) string, v string) string {
	for _, r := range ranges {
		if v == word("query."+r.name) {
			return r.name
		}
	}
	return ""
}

// popularPage are the most read of the last day, week or month, of the edition
// or a section.
func (a *assembly) popularPage(vars) (*cache.Page, error) {
	section, to, err := a.askedSection()
	if err != nil {
		return nil, err
	}
	asked, value := a.rq.asked["query.range"], a.rq.asked["query.section"]
	path := "/" + a.word("path.popular")
	if to != "" {
		return a.moved(a.withQuery(path, "query.range", asked, "query.section", to), false), nil
	}
	page, err := a.page("popular", section)
	if err != nil {
		return nil, err
	}
	p := PopularPage{Filter: a.filter(path, section, "query.range")}
	current := ranges[0]
	for i, r := range ranges {
		word := a.word("query." + r.name)
		c := Choice{Text: a.word(r.link), Current: asked == word || asked == "" && i == 0}
		if i == 0 {
			word = "" // the page without a query
		}
		if c.URL = a.withQuery(path, "query.range", word, "query.section", value); c.Current {
			current = r
		}
		p.Ranges = append(p.Ranges, c)
	}
	if current == ranges[0] {
		asked = ""
	}
	p.Name = a.word("lists.popular_" + current.name)
	page.Crumbs = append(a.crumbs(0), Link{Text: a.word("list.popular"), URL: path})
	if sec, ok := a.bySec[section]; ok && section != 0 {
		p.Name = a.word("lists.popular_in", "title", p.Name, "section", sec.Name)
		page.Crumbs = append(page.Crumbs, Link{Text: sec.Name, URL: a.withQuery(path, "query.section", value)})
	}
	list, err := a.popular(current.since, section, popularLength)
	if err != nil {
		return nil, err
	}
	fl := feed.List{Name: p.Name}
	for _, r := range list {
		c := RankedCard{Card: a.card(r.Card)}
		if *a.set.ReadsFrom >= 0 && r.N >= int64(*a.set.ReadsFrom) {
			c.Reads = r.N
		}
		p.Items = append(p.Items, c)
		fl.Articles = append(fl.Articles, feed.ListItem{Name: c.Headline, URL: a.abs(c.URL)})
	}
	if len(p.Items) == 0 {
		p.Elsewhere = a.elsewhere()
	} else {
		page.Meta.Preload = p.Items[0].Photo
	}
	p.Description = a.word("lists.popular_description", "title", p.Name, "paper", a.set.Name)
	m := &page.Meta
	m.Title, m.Description = p.Name+" - "+a.set.Name, p.Description
	m.Canonical, m.Robots = a.abs(a.withQuery(path, "query.range", asked, "query.section", value)), robotsFull
	if strings.Contains(m.Canonical, "?") || len(p.Items) == 0 {
		m.Robots = "noindex, follow"
	}
	a.properties(m, "website", p.Name)
	fl.Description, fl.URL = p.Description, m.Canonical
	ld, err := feed.ListLD(a.paper(), fl)
	if err != nil {
		return nil, err
	}
	if err := m.structured(ld, a, page.Crumbs); err != nil {
		return nil, err
	}
	p.Page = page
	return a.print(http.StatusOK, p)
}

// elsewhere are the lists that never are empty for long.
func (a *assembly) elsewhere() []Link {
	return []Link{{Text: a.word("list.latest"), URL: "/" + a.word("path.latest")},
		{Text: a.word("lists.index"), URL: "/" + a.word("path.index")}}
}

// boxLength and boxLeast are the places of the popular box of a section, and
// how many of them must be filled.
const boxLength, boxLeast = 6, 3

// popularBox are the most read of a section today or, where that is a thin
// list, this week; nil where that is thin, too.
func (a *assembly) popularBox(section news.SectionID) (*PopularBox, error) {
	for i, title := range []string{"lists.popular_here", "lists.popular_here_week"} {
		list, err := a.popular(ranges[i].since, section, boxLength)
		if err != nil {
			return nil, err
		}
		if len(list) < boxLeast {
			continue
		}
		word := ""
		if i > 0 {
			word = a.word("query." + ranges[i].name)
		}
		box := &PopularBox{Title: a.word(title), URL: a.withQuery("/"+a.word("path.popular"), "query.range", word,
			"query.section", strings.TrimPrefix(a.bySec[section].Path, "/"))}
		for _, r := range list {
			box.Cards = append(box.Cards, a.card(r.Card))
		}
		return box, nil
	}
	return nil, nil
}
