package wordpress

import (
	"net/http"
	"strings"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

func (a *answer) post(id string, pages bool) (any, error) {
	n, ok := number(id)
	if !ok {
		return nil, noPost()
	}
	a.show(news.KeyArticle(news.ArticleID(n)))
	x, err := a.view.Article(a.ctx, news.ArticleID(n))
	if news.Is(err, news.NotFound) {
		w, err := a.view.Withdrawal(a.ctx, news.ArticleID(n))
		if err == nil {
			// The address of the article answers so, too, with the whole notice.
			return nil, refuse(http.StatusGone, "rest_post_withdrawn", w.Reason)
		}
		if news.Is(err, news.NotFound) {
			return nil, noPost()
		}
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	if x.Edition != a.ed || (x.Content.Kind == news.KindPage) != pages {
		return nil, noPost()
	}
	out, err := a.written([]store.PublishedArticle{x})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

func (a *answer) postObjects(ids []news.ArticleID) ([]object, error) {
	found, err := a.view.Articles(a.ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]store.PublishedArticle, 0, len(ids))
	for _, id := range ids {
		if x, ok := found[id]; ok {
			list = append(list, x)
		}
	}
	return a.written(list)
}

// cited is what some articles name.
type cited struct {
	a      *answer
	cards  map[news.ArticleID]store.Card
	assets map[news.AssetID]news.Asset
	people map[news.PersonID]news.Person
	tags   map[news.TagID]news.Tag
}

func (c cited) Article(id int64) (body.Link, bool) {
	x, ok := c.cards[news.ArticleID(id)]
	return body.Link{URL: x.Path, Headline: x.Headline}, ok && x.Path != ""
}

func (c cited) Asset(id int64) (body.Medium, bool) {
	x, ok := c.assets[news.AssetID(id)]
	if !ok {
		return body.Medium{}, false
	}
	f, ok := largest(&x)
	return body.Medium{Kind: x.Kind, Width: x.Width, Height: x.Height, Caption: x.Caption, Credit: x.Credit, Alt: x.Alt, Title: x.Title, MIME: x.MIME,
		Size: f.Size, Seconds: x.Seconds, AI: x.AISource != "", Sources: []body.Source{{URL: mediaPath + f.Name, Width: f.Width, Height: f.Height, MIME: f.MIME, Size: f.Size}}}, ok
}

// written writes articles as posts, with what stands behind their links where that
// is asked for.
func (a *answer) written(list []store.PublishedArticle) ([]object, error) {
	c := cited{a: a}
	var articles []news.ArticleID
	var assets []news.AssetID
	var people []news.PersonID
	var tags []news.TagID
	for i := range list {
		x := &list[i]
		a.show(news.KeyArticle(x.ID))
		refs := x.Content.Body.Refs()
		for _, id := range refs.Articles {
			articles = append(articles, news.ArticleID(id))
			a.show(news.KeyCard(news.ArticleID(id)))
		}
		for _, m := range x.Amendments {
			if m.Reply != 0 {
				articles = append(articles, m.Reply)
				a.show(news.KeyCard(m.Reply))
			}
		}
		for _, id := range refs.Assets {
			assets = append(assets, news.AssetID(id))
		}
		if l := x.Content.Lead; l != nil && l.Asset != 0 {
			assets = append(assets, l.Asset)
		}
		for _, p := range x.Content.Byline {
			if p.Person != 0 {
				people = append(people, p.Person)
				a.show(news.KeyPerson(p.Person))
			}
		}
		for _, id := range x.Content.Tags {
			a.show(news.KeyTag(id))
		}
		tags = append(tags, x.Content.Tags...)
	}
	for _, id := range assets {
		a.show(news.KeyAsset(id))
	}
	var err error
	if c.cards, err = a.view.Cards(a.ctx, articles); err != nil {
		return nil, err
	}
	if c.assets, err = a.view.Assets(a.ctx, assets); err != nil {
		return nil, err
	}
	for id, x := range c.assets {
		if x.Withheld(a.view.Now()) {
			delete(c.assets, id)
		}
	}
	if c.people, err = a.view.People(a.ctx, people); err != nil {
		return nil, err
	}
	if c.tags, err = a.view.Tags(a.ctx, tags); err != nil {
		return nil, err
	}
	if _, err := a.sections(); err != nil {
		return nil, err
	}
	out := make([]object, 0, len(list))
	for i := range list {
		o, err := c.post(&list[i])
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

func (c cited) post(x *store.PublishedArticle) (object, error) {
	a, id := c.a, int64(x.ID)
	kind, base := "post", "posts"
	if x.Content.Kind == news.KindPage {
		kind, base = "page", "pages"
	}
	html, err := c.html(x)
	if err != nil {
		return nil, err
	}
	excerpt := x.Content.Standfirst
	if excerpt == "" {
		excerpt = x.Content.Description
	}
	if excerpt != "" {
		excerpt = "<p>" + escape(excerpt) + "</p>\n"
	}
	author, featured := authorOf(x), int64(0)
	if l := x.Content.Lead; l != nil {
		if _, ok := c.Asset(int64(l.Asset)); ok {
			featured = int64(l.Asset)
		}
	}
	comments := "closed"
	o := object{"id": id, "date": a.local(x.Dates.Display), "date_gmt": gmt(x.Dates.Display), "guid": rendered(a.base + "/?p=" + itoa(id)),
		"modified": a.local(modified(x)), "modified_gmt": gmt(modified(x)), "slug": slugOf(x), "status": "publish", "type": kind, "link": a.abs(x.Path),
		"title": rendered(escape(x.Content.Headline)), "content": object{"rendered": html, "protected": false}, "excerpt": object{"rendered": excerpt, "protected": false},
		"author": author, "featured_media": featured, "comment_status": comments, "ping_status": "closed", "template": "", "meta": []any{}}
	links := object{"self": href(a.api(base + "/" + itoa(id))), "collection": href(a.api(base)), "about": href(a.api("types/" + kind)), "curies": curies()}
	o["_links"] = links
	embedded := object{}
	if author != 0 {
		links["author"] = []object{embeddable(a.api("users/" + itoa(author)))}
		if p, ok := c.people[news.PersonID(author)]; ok && a.ask.embeds("author") {
			embedded["author"] = []object{a.userObject(p)}
		}
	}
	if featured != 0 {
		links["wp:featuredmedia"] = []object{embeddable(a.api("media/" + itoa(featured)))}
		if a.ask.embeds("wp:featuredmedia") {
			m := a.mediumObject(c.assets[news.AssetID(featured)])
			if l := x.Content.Lead; l.Caption != "" {
				m["caption"] = rendered("<p>" + escape(l.Caption) + "</p>\n")
			}
			embedded["wp:featuredmedia"] = []object{m}
		}
	}
	if kind == "page" {
		o["parent"], o["menu_order"] = 0, 0
	} else {
		categories, tags := []int64{}, []int64{}
		var categoryObjects, tagObjects []object
		for _, s := range append([]news.SectionID{x.Content.Section}, x.Content.More...) {
			if e, ok := a.tree[s]; ok {
				categories = append(categories, int64(s))
				categoryObjects = append(categoryObjects, a.categoryObject(e))
			}
		}
		for _, t := range x.Content.Tags {
			if e, ok := c.tags[t]; ok {
				tags = append(tags, int64(t))
				tagObjects = append(tagObjects, a.tagObject(e, 0))
			}
		}
		for _, t := range tagObjects {
			delete(t, "count") // the list has it
		}
		o["categories"], o["tags"], o["sticky"], o["format"] = categories, tags, false, format(x.Content.Kind)
		links["wp:term"] = []object{{"taxonomy": "category", "embeddable": true, "href": a.api("categories?post=" + itoa(id))},
			{"taxonomy": "post_tag", "embeddable": true, "href": a.api("tags?post=" + itoa(id))}}
		if a.ask.embeds("wp:term") {
			embedded["wp:term"] = [][]object{append([]object{}, categoryObjects...), append([]object{}, tagObjects...)}
		}
	}
	if len(embedded) > 0 {
		o["_embedded"] = embedded
	}
	return o, nil
}

func format(k news.ArticleKind) string {
	switch k {
	case news.KindVideo:
		return "video"
	case news.KindPhoto:
		return "gallery"
	}
	return "standard"
}

// html is the text as for feeds, with what the law wants beside it: the label of
// paid content, the note of an unverified report, and amendments.
func (c cited) html(x *store.PublishedArticle) (string, error) {
	a, content := c.a, &x.Content
	d := body.Dateline{Place: content.Dateline.Place, Outlet: content.Dateline.Outlet}
	switch {
	case d.Place == "" || content.Dateline.NoOutlet:
		d.Outlet = ""
	case d.Outlet == "":
		d.Outlet = a.set.Outlet
	}
	text, err := content.Body.Render(body.Options{Profile: body.Feed, Resolver: c, Message: a.words.Message, Lang: content.Language, Base: a.base,
		Dateline: d, Sponsored: content.Label != ""})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	line := func(class, s string) {
		if s != "" {
			b.WriteString(`<p class="` + class + `">` + escape(s) + "</p>\n")
		}
	}
	line("warta-label", content.Label)
	b.WriteString(string(text))
	line("warta-closing", content.ClosingNote)
	if u := content.Flags.Unverified; u != nil {
		note := u.Note
		if note == "" {
			note = a.words.Message("unverified.note")
		}
		line("warta-unverified", note)
	}
	for _, m := range x.Amendments {
		text := a.words.Message("amendment."+string(m.Kind)) + " (" + m.At.In(a.zone).Format("2006-01-02 15:04 -07:00") + "): " + m.Note
		if reply, ok := c.cards[m.Reply]; ok {
			text += " " + a.abs(reply.Path)
		}
		line("warta-amendment", text)
	}
	return b.String(), nil
}
