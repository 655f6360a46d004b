package site

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

const (
	// indexLength is the number of articles of a page of the index: few days of
	// few papers have more, and the page keeps within its 900 elements.
	indexLength = 75
	// indexLengthLite keeps a lite page within its 300 elements.
	indexLengthLite = 40
)

// index is the archive by date of the edition or of one section. Every
// question it asks of the store is a seek in the list's order, so that a page
// costs the same whatever is in the archive.
type index struct {
	*assembly
	list    store.List
	section news.SectionID
	// value is the section in addresses.
	value string
	today day
	// first is the day of the edition's oldest article; today without any. A
	// section has the same, so that the form leads somewhere from every day.
	first day
}

// indexPage is the archive's door: the newest day that has articles.
func (a *assembly) indexPage(v vars) (*cache.Page, error) {
	x, moved, err := a.index()
	if x == nil {
		return moved, err
	}
	d := x.today
	_, end := d.span(a.zone)
	if at, ok, err := x.nearest(end, false); err != nil {
		return nil, err
	} else if ok {
		d = dayOf(at)
	}
	return x.dayPage(d, true)
}

// indexOfDate is the archive of a year, a month or a day.
func (a *assembly) indexOfDate(v vars) (*cache.Page, error) {
	d, ok := dayIn(v["year"], v["month"], v["day"])
	if !ok {
		return nil, errNoPage
	}
	x, moved, err := a.index()
	if x == nil {
		return moved, err
	}
	// Nothing is known of the future, and nothing was before the first article:
	// what nobody can ask for needs no page.
	if today := x.today.path(); d.path() > today[:len(d.path())] || d.path() < x.first.path()[:len(d.path())] {
		return nil, errNoPage
	}
	switch {
	case d.month == 0:
		return x.yearPage(d)
	case d.day == 0:
		return x.monthPage(d)
	}
	return x.dayPage(d, false)
}

// index notes what every page of the archive is made from: any article that
// comes or goes may change a calendar or a neighbour. It gives a redirect
// instead for another writing of the section.
func (a *assembly) index() (*index, *cache.Page, error) {
	x := &index{assembly: a, list: store.List{By: "edition"}, today: dayOf(a.now)}
	id, to, err := a.askedSection()
	if err != nil {
		return nil, nil, err
	}
	if to != "" {
		return nil, a.moved(a.withQuery(a.rq.path, "query.section", to), false), nil
	}
	if id != 0 {
		a.key(news.KeySection(id))
		x.section, x.value = id, a.rq.asked["query.section"]
		x.list = store.List{By: "section", ID: int64(id)}
	}
	a.key(news.KeyLatest(a.ed.ID))
	x.first = x.today
	at, ok, err := a.view.Nearest(a.ctx, store.List{By: "edition"}, time.Time{}, true)
	if err != nil {
		return nil, nil, fmt.Errorf("find the oldest article: %w", err)
	}
	if first := dayOf(a.at(at)); ok && first.path() < x.today.path() {
		x.first = first
	}
	return x, nil, nil
}

// nearest is View.Nearest in the edition's zone.
func (x *index) nearest(moment time.Time, after bool) (time.Time, bool, error) {
	at, ok, err := x.view.Nearest(x.ctx, x.list, moment, after)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("find the index's neighbours: %w", err)
	}
	return x.at(at), ok, nil
}

// address of a day, month or year, in the same section.
func (x *index) address(d day) string {
	return x.withQuery("/"+x.word("path.index")+"/"+d.path(), "query.section", x.value)
}

func (x *index) date(style locale.Style, d day) string {
	return x.loc.Date(style, d.noon(), time.UTC)
}

// link to a neighbour: the nearest article before or after a moment, as its
// day, month or year.
func (x *index) link(moment time.Time, after bool, text func(day) (string, day)) (Link, error) {
	at, ok, err := x.nearest(moment, after)
	if err != nil || !ok || dayOf(at).path() > x.today.path() {
		return Link{}, err
	}
	words, d := text(dayOf(at))
	return Link{Text: words, URL: x.address(d)}, nil
}

func (x *index) asDay(d day) (string, day)   { return x.date(locale.LongDate, d), d }
func (x *index) asMonth(d day) (string, day) { d.day = 0; return x.date(locale.Month, d), d }
func (x *index) asYear(d day) (string, day)  { d.month, d.day = 0, 0; return d.path(), d }

func (x *index) dayPage(d day, door bool) (*cache.Page, error) {
	page, err := x.page("index", x.section)
	if err != nil {
		return nil, err
	}
	path := x.address(d)
	if door {
		path = x.withQuery("/"+x.word("path.index"), "query.section", x.value)
	}
	p := IndexPage{Of: "day", Name: x.heading(x.date(locale.LongDate, d))}
	if err := x.fill(&p, d, x.address(d)); err != nil {
		return nil, err
	}
	from, until := d.span(x.zone)
	if p.PrevDay, err = x.link(from, false, x.asDay); err == nil {
		p.NextDay, err = x.link(until, true, x.asDay)
	}
	if err != nil {
		return nil, err
	}
	if p.Calendar, err = x.calendar(d); err != nil {
		return nil, err
	}
	crumbs := x.crumbsTo(d)
	if door {
		crumbs = x.crumbsTo(day{})
	}
	if door {
		// The day has a page of its own.
		page.Meta.Title = x.word("lists.index_title")
	}
	return x.finish(page, p, path, crumbs)
}

// monthPage is the month's calendar and its newest day.
func (x *index) monthPage(d day) (*cache.Page, error) {
	page, err := x.page("index", x.section)
	if err != nil {
		return nil, err
	}
	p := IndexPage{Of: "month", Name: x.heading(x.date(locale.Month, d))}
	from, until := d.span(x.zone)
	at, ok, err := x.nearest(until, false)
	if err != nil {
		return nil, err
	}
	shown := d
	if ok && !at.Before(from) {
		shown = dayOf(at)
		if err := x.fill(&p, shown, x.address(shown)); err != nil {
			return nil, err
		}
		begins, _ := shown.span(x.zone)
		if p.PrevDay, err = x.link(begins, false, x.asDay); err != nil {
			return nil, err
		}
	}
	if p.Calendar, err = x.calendar(shown); err != nil {
		return nil, err
	}
	return x.finish(page, p, x.address(d), x.crumbsTo(d))
}

// yearPage is the year's months.
func (x *index) yearPage(d day) (*cache.Page, error) {
	page, err := x.page("index", x.section)
	if err != nil {
		return nil, err
	}
	p := IndexPage{Of: "year", Name: x.heading(d.path())}
	bounds := make([]time.Time, 13)
	for m := range bounds {
		bounds[m] = midnight(d.year, time.Month(m+1), 1, x.zone)
	}
	has, err := x.view.Has(x.ctx, x.list, bounds)
	if err != nil {
		return nil, fmt.Errorf("list the months of %s: %w", d.path(), err)
	}
	for i, there := range has {
		month := day{year: d.year, month: time.Month(i + 1)}
		m := CalendarMonth{Date: Date{Text: x.loc.MonthName(month.month), ISO: month.iso()}}
		if there {
			m.URL = x.address(month)
		}
		p.Months = append(p.Months, m)
	}
	if p.PrevYear, err = x.link(bounds[0], false, x.asYear); err == nil {
		p.NextYear, err = x.link(bounds[12], true, x.asYear)
	}
	if err != nil {
		return nil, err
	}
	return x.finish(page, p, x.address(d), x.crumbsTo(d))
}

// fill lists the articles of a day; what has no room continues at path.
func (x *index) fill(p *IndexPage, d day, path string) error {
	from, until := d.span(x.zone)
	n := indexLength
	if x.rq.lite {
		n = indexLengthLite
	}
	q := store.ListQuery{List: x.list, Limit: n + 1, Since: from, BeforeAt: until}
	if before, ok := x.rq.asked["query.before"]; ok && p.Of == "day" {
		q.BeforeAt, q.BeforeID, _ = parseBefore(before)
		if q.BeforeAt.Before(from) || q.BeforeAt.After(until) {
			return errNoPage
		}
		p.Continued, p.First = true, path
	}
	cards, err := x.view.List(x.ctx, q)
	if err != nil {
		return fmt.Errorf("list the articles of %s: %w", d.path(), err)
	}
	if len(cards) == q.Limit {
		cards = cards[:n]
		p.Older = x.before(path, cards[n-1])
	}
	p.Day = Date{Text: x.date(locale.LongDate, d), ISO: d.iso()}
	p.Cards = x.cards(cards)
	return nil
}

// heading names the page by its date, and by its section if it has one.
func (x *index) heading(date string) string {
	if sec, ok := x.bySec[x.section]; ok {
		return x.word("lists.index_section", "section", sec.Name, "date", date)
	}
	return x.word("lists.index_date", "date", date)
}

func (x *index) crumbsTo(d day) []Link {
	out := append(x.crumbs(0), Link{Text: x.word("lists.index"), URL: x.withQuery("/"+x.word("path.index"), "query.section", x.value)})
	if d.year != 0 {
		text, y := x.asYear(d)
		out = append(out, Link{Text: text, URL: x.address(y)})
	}
	if d.month != 0 {
		_, m := x.asMonth(d)
		out = append(out, Link{Text: x.loc.MonthName(d.month), URL: x.address(m)})
	}
	if d.day != 0 {
		out = append(out, Link{Text: x.date(locale.Day, d), URL: x.address(d)})
	}
	return out
}

func (x *index) finish(page Page, p IndexPage, path string, crumbs []Link) (*cache.Page, error) {
	page.Crumbs = crumbs
	p.Filter = x.filter(strings.SplitN(path, "?", 2)[0], x.section)
	p.Description = x.word("lists.index_description", "title", p.Name, "paper", x.set.Name)
	m := &page.Meta
	if m.Title == "" {
		m.Title = p.Name
	}
	m.Title, m.Description = m.Title+" - "+x.set.Name, p.Description
	m.Canonical, m.Robots = x.abs(path), robotsFull
	if p.Continued {
		m.Canonical = x.abs(x.withQuery(strings.SplitN(path, "?", 2)[0], "query.section", x.value, "query.before", x.rq.asked["query.before"]))
	}
	if p.Continued || x.section != 0 || len(p.Cards) == 0 && p.Of != "year" {
		m.Robots = "noindex, follow"
	}
	m.Next = p.Older
	x.properties(m, "website", p.Name)
	l := feed.List{Name: p.Name, Description: p.Description, URL: m.Canonical}
	for _, c := range p.Cards {
		l.Articles = append(l.Articles, feed.ListItem{Name: c.Headline, URL: x.abs(c.URL)})
	}
	ld, err := feed.ListLD(x.paper(), l)
	if err != nil {
		return nil, err
	}
	if err := m.structured(ld, x.assembly, crumbs); err != nil {
		return nil, err
	}
	p.Page = page
	return x.print(http.StatusOK, p)
}
