package site

import (
	"fmt"
	"net/http"
	"slices"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/news"
	"warta/internal/store"
)

// listing is a list of articles before it is a page or a feed.
type listing struct {
	// kind is the page type.
	kind string
	list store.List
	// path of the list's page.
	path              string
	name, description string
	colour            string
	section           news.SectionID
	person            *news.Person
	// tag is what a tag stands for, noAds leaves paid content out.
	tag   news.TagType
	noAds bool
}

func (a *assembly) sectionListing(id news.SectionID) (listing, error) {
	a.key(news.KeySection(id))
	if err := a.loadSections(); err != nil {
		return listing{}, err
	}
	sec, ok := a.bySec[id]
	if !ok {
		return listing{}, errNoPage
	}
	return listing{kind: "section", list: store.List{By: "section", ID: int64(id)}, path: sec.Path, name: sec.Name,
		description: sec.Description, colour: colour(sec.Colour), section: id}, nil
}

func (a *assembly) tagListing(slug string) (listing, error) {
	t, err := a.view.Tag(a.ctx, slug)
	if err != nil {
		return listing{}, err
	}
	a.key(news.KeyTag(t.ID))
	return listing{kind: "tag", list: store.List{By: "tag", ID: int64(t.ID)}, path: "/" + a.word("path.tag") + "/" + t.Slug,
		name: t.Name, description: t.Description, tag: t.Type}, nil
}

// tagTypes are the words for what a tag stands for. A subject is what any tag
// is, and goes without saying.
var tagTypes = map[news.TagType]string{
	news.TagPerson:       "lists.tag_person",
	news.TagOrganisation: "lists.tag_organisation",
	news.TagPlace:        "lists.tag_place",
	news.TagEvent:        "lists.tag_event",
}

func (a *assembly) personListing(slug string) (listing, error) {
	p, err := a.view.Person(a.ctx, slug)
	if err != nil {
		return listing{}, err
	}
	a.key(news.KeyPerson(p.ID))
	return listing{kind: "person", list: store.List{By: "person", ID: int64(p.ID)},
		path: "/" + a.word("path.author") + "/" + p.Slug, name: p.Name, description: p.Bio, person: &p}, nil
}

// latestPage is the whole edition, newest first, without paid content (PRS-61).
// Its feed is the paper's own.
func (a *assembly) latestPage(vars) (*cache.Page, error) {
	a.key(news.KeyLatest(a.ed.ID))
	return a.listPage(listing{kind: "latest", list: store.List{By: "edition"}, path: "/" + a.word("path.latest"),
		name: a.word("list.latest"), description: a.word("lists.latest_description", "paper", a.set.Name), noAds: true})
}

func (a *assembly) sectionPage(id news.SectionID) (*cache.Page, error) {
	l, err := a.sectionListing(id)
	if err != nil {
		return nil, err
	}
	return a.listPage(l)
}

func (a *assembly) tagPage(v vars) (*cache.Page, error) {
	l, err := a.tagListing(v["slug"])
	if err != nil {
		return a.orMoved(nil, err)
	}
	return a.listPage(l)
}

func (a *assembly) personPage(v vars) (*cache.Page, error) {
	l, err := a.personListing(v["slug"])
	if err != nil {
		return a.orMoved(nil, err)
	}
	return a.listPage(l)
}

// listLength is the edition's number of entries, within 10–50 (URL-4).
func (a *assembly) listLength() int { return min(50, max(10, a.set.ListLength)) }

func (a *assembly) listPage(l listing) (*cache.Page, error) {
	if _, lost := a.rq.asked["query.page"]; lost {
		return a.moved(l.path, false), nil
	}
	page, err := a.page(l.kind, l.section)
	if err != nil {
		return nil, err
	}
	q := store.ListQuery{List: l.list, Limit: a.listLength() + 1, NoAds: l.noAds}
	before, continued := a.rq.asked["query.before"]
	var front []Container
	if continued {
		q.BeforeAt, q.BeforeID, _ = parseBefore(before)
	} else if front, q.Without, err = a.sectionFront(l.section); err != nil {
		return nil, err
	}
	cards, err := a.view.List(a.ctx, q)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", l.path, err)
	}
	p := ListPage{Name: l.name, Description: l.description, Colour: l.colour, Continued: continued, Containers: front}
	if len(cards) == q.Limit {
		cards = cards[:q.Limit-1]
		p.Older = a.before(l.path, cards[len(cards)-1])
	}
	if p.Count, err = a.view.Count(a.ctx, l.list); err != nil {
		return nil, fmt.Errorf("count %s: %w", l.path, err)
	}
	p.Cards = a.cards(cards)
	if continued {
		p.First = l.path
	}
	switch {
	case l.person != nil:
		err = a.roles(p.Cards, l.person.ID)
	case l.section != 0 && !continued:
		p.Popular, err = a.popularBox(l.section)
	}
	if err != nil {
		return nil, err
	}
	if message, ok := tagTypes[l.tag]; ok {
		p.TagType = a.word(message)
	}
	if len(p.Cards) > 0 && !continued && front == nil {
		p.Cards[0].Lead = true
	}
	for _, sec := range a.sections {
		if l.section != 0 && sec.Parent == l.section {
			p.Children = append(p.Children, Link{Text: sec.Name, URL: sec.Path})
		}
	}
	if l.section != 0 {
		page.Crumbs = a.crumbs(l.section)
	} else {
		page.Crumbs = append(a.crumbs(0), Link{Text: l.name, URL: l.path})
	}
	if p.Person, err = a.person(l.person); err != nil {
		return nil, err
	}
	if err := a.listMeta(&page, l, p, cards); err != nil {
		return nil, err
	}
	p.Page = page
	return a.print(http.StatusOK, p)
}

func (a *assembly) listMeta(page *Page, l listing, p ListPage, cards []store.Card) error {
	m := &page.Meta
	m.Title = l.name + " - " + a.set.Name
	if m.Description = l.description; m.Description == "" {
		m.Description = a.word("list.description", "name", l.name, "paper", a.set.Name)
	}
	m.Canonical, m.Robots = a.abs(l.path), robotsFull
	if p.Continued {
		m.Canonical, m.Robots = a.abs(l.path+"?"+a.word("query.before")+"="+a.rq.asked["query.before"]), "noindex, follow"
	}
	if p.Count == 0 {
		m.Robots = "noindex, follow"
	}
	m.Next = p.Older
	if l.kind != "latest" {
		m.Feeds = append(a.feeds(l.path, l.name), m.Feeds...)
	} else {
		m.Feeds = append(a.feeds("", a.set.Name), m.Feeds[1:]...)
	}
	kind := "website"
	if l.person != nil {
		kind = "profile"
	}
	a.properties(m, kind, l.name)
	if !p.Continued {
		m.Preload = preload(p.Cards)
		if p.Containers != nil {
			m.Preload = firstPhoto(p.Containers)
		}
	}
	fl := feed.List{Name: l.name, Description: l.description, URL: a.abs(l.path)}
	fl.Articles = a.items(p.Containers)
	for _, c := range cards {
		fl.Articles = append(fl.Articles, feed.ListItem{Name: c.Headline, URL: a.abs(c.Path)})
	}
	ld, err := feed.ListLD(a.paper(), fl)
	if l.person != nil {
		ld, err = feed.PersonLD(a.paper(), fl, *l.person)
	}
	if err != nil {
		return err
	}
	return m.structured(ld, a, page.Crumbs)
}

func (a *assembly) person(p *news.Person) (*Person, error) {
	if p == nil {
		return nil, nil
	}
	out := &Person{Name: p.Name, Title: p.Title, Bio: p.Bio}
	for _, c := range p.Contacts {
		out.Contacts = append(out.Contacts, Link{Text: c.Label, URL: c.URL})
	}
	if p.Portrait != 0 {
		assets, err := a.readAssets([]news.AssetID{p.Portrait})
		if err != nil {
			return nil, err
		}
		if m, ok := assets[p.Portrait]; ok {
			out.Portrait = photo(&m)
		}
	}
	return out, nil
}

// roles says on each card what the person did for the article, where that is
// not reporting it.
func (a *assembly) roles(cards []Card, who news.PersonID) error {
	ids := make([]news.ArticleID, len(cards))
	for i, c := range cards {
		ids[i] = news.ArticleID(c.ID)
	}
	found, err := a.view.Articles(a.ctx, ids)
	if err != nil {
		return fmt.Errorf("read the credits of %d articles: %w", len(ids), err)
	}
	for i := range cards {
		var roles []string
		for _, x := range found[ids[i]].Content.Byline {
			if x.Person != who {
				continue
			}
			if role := a.role(x); role != "" && x.Role != news.RoleReporter && !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
		cards[i].Role = a.loc.List(roles)
	}
	return nil
}
