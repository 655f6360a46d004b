package export

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// WXR writes the paper as WordPress exports itself (version 1.2 of its format),
// for its importer: people as authors, sections as categories, tags, the menu,
// articles as posts, static pages as pages, photos and files as attachments. What
// WordPress has no place for goes into fields of the post, under the names that
// plugins and papers use and that Warta's own import reads.
//
// Articles keep their numbers, so that "?p=42" is the same article there.
func WXR(ctx context.Context, w io.Writer, p Paper, o Options) (Counts, error) {
	e := p.Edition()
	address, err := base(e, o.Base)
	if err != nil {
		return Counts{}, err
	}
	if o.MediaFrom == 0 {
		o.MediaFrom = MediaFrom(0)
	}
	x := &wxr{xmlWriter: newXMLWriter(w), p: p, o: o, base: address, settings: e.Settings.WithDefaults(),
		sections: map[news.SectionID]category{}, logins: map[string]string{}, media: map[news.AssetID]bool{}}
	x.zone = x.settings.Location()
	if err := x.head(ctx); err != nil {
		return x.n, err
	}
	err = storiesOf(ctx, p, &x.o, address, false, func(s *story) error {
		if err := x.item(ctx, s); err != nil {
			return err
		}
		if o.Progress != nil {
			o.Progress(x.n)
		}
		return x.err
	})
	if err != nil {
		return x.n, err
	}
	x.menu()
	x.raw("</channel>\n</rss>\n")
	return x.n, x.close()
}

// wxr is one file.
type wxr struct {
	*xmlWriter
	p        Paper
	o        Options
	n        Counts
	base     string
	settings news.Settings
	zone     *time.Location
	sections map[news.SectionID]category
	// logins are the authors written so far, by account.
	logins map[string]string
	// media are those written so far.
	media map[news.AssetID]bool
	next  int64
}

// category is a section at the other end, where a slug is the whole paper's.
type category struct{ slug, name string }

const wxrHead = `<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file. In WordPress: Tools, Import, WordPress. -->
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
`

func (x *wxr) head(ctx context.Context) error {
	x.raw(wxrHead)
	x.plain("\t", "title", x.settings.Name)
	x.plain("\t", "link", x.base)
	x.plain("\t", "description", x.settings.Tagline)
	x.plain("\t", "pubDate", x.p.Now().UTC().Format(time.RFC1123Z))
	x.plain("\t", "language", x.settings.Locale)
	x.plain("\t", "wp:wxr_version", "1.2")
	x.plain("\t", "wp:base_site_url", x.base)
	x.plain("\t", "wp:base_blog_url", x.base)
	for person, err := range x.p.AllPeople(ctx) {
		if err != nil {
			return fmt.Errorf("read the people: %w", err)
		}
		x.author(int64(person.ID), person.Slug, person.Name)
	}
	sections, err := x.p.Sections(ctx)
	if err != nil {
		return fmt.Errorf("read the sections: %w", err)
	}
	x.categories(sections)
	for tag, err := range x.p.AllTags(ctx) {
		if err != nil {
			return fmt.Errorf("read the tags: %w", err)
		}
		x.n.Tags++
		x.raw("\t<wp:tag><wp:term_id>", strconv.FormatInt(tagTerm(tag.ID), 10), "</wp:term_id><wp:tag_slug>")
		x.cdata(tag.Slug)
		x.raw("</wp:tag_slug><wp:tag_name>")
		x.cdata(escape(tag.Name))
		x.raw("</wp:tag_name>")
		if tag.Description != "" {
			x.raw("<wp:tag_description>")
			x.cdata(escape(tag.Description))
			x.raw("</wp:tag_description>")
		}
		x.raw("</wp:tag>\n")
	}
	if len(x.settings.Menu) > 0 {
		x.raw("\t<wp:term><wp:term_id>", menuTerm, "</wp:term_id><wp:term_taxonomy>nav_menu</wp:term_taxonomy><wp:term_slug><![CDATA[", menuSlug, "]]></wp:term_slug><wp:term_name>")
		x.cdata(escape(x.settings.Name))
		x.raw("</wp:term_name></wp:term>\n")
	}
	x.plain("\t", "generator", "https://wordpress.org/?v=6.1")
	return x.err
}

// Terms of all vocabularies are numbered together there. Sections keep their
// numbers; there are at most some hundred.
const (
	menuTerm = "9999"
	menuSlug = "menu"
	tagsFrom = 10_000
	maxSlug  = 190 // WordPress's column has 200
)

func tagTerm(id news.TagID) int64 { return tagsFrom + int64(id) }

func (x *wxr) author(id int64, login, name string) {
	if _, done := x.logins[login]; done || login == "" {
		return
	}
	x.logins[login] = name
	x.n.People++
	x.raw("\t<wp:author>")
	if id > 0 {
		x.raw("<wp:author_id>", strconv.FormatInt(id, 10), "</wp:author_id>")
	}
	// No address of mail: it is nobody's business at the other end.
	x.raw("<wp:author_login>")
	x.cdata(login)
	x.raw("</wp:author_login><wp:author_email><![CDATA[]]></wp:author_email><wp:author_display_name>")
	x.cdata(name)
	x.raw("</wp:author_display_name><wp:author_first_name><![CDATA[]]></wp:author_first_name><wp:author_last_name><![CDATA[]]></wp:author_last_name></wp:author>\n")
}

// categories are the sections, each after the one above it.
func (x *wxr) categories(sections []store.SectionEntry) {
	taken := map[string]bool{}
	for _, s := range sections {
		slug := s.Slug
		if up := x.sections[s.Parent].slug; taken[slug] && up != "" {
			slug = up + "-" + slug
		}
		for n := 2; taken[slug]; n++ {
			slug = s.Slug + "-" + strconv.Itoa(n)
		}
		taken[slug] = true
		x.sections[s.ID] = category{slug, s.Name}
		x.n.Sections++
		x.raw("\t<wp:category><wp:term_id>", strconv.FormatInt(int64(s.ID), 10), "</wp:term_id><wp:category_nicename>")
		x.cdata(slug)
		x.raw("</wp:category_nicename><wp:category_parent>")
		x.cdata(x.sections[s.Parent].slug)
		x.raw("</wp:category_parent><wp:cat_name>")
		x.cdata(escape(s.Name))
		x.raw("</wp:cat_name>")
		if s.Description != "" {
			x.raw("<wp:category_description>")
			x.cdata(escape(s.Description))
			x.raw("</wp:category_description>")
		}
		x.raw("</wp:category>\n")
	}
}

// menu writes the edition's own menu; without one WordPress makes one of pages,
// as Warta does of sections.
func (x *wxr) menu() {
	order := int64(0)
	// Behind every number that an attachment can have.
	x.next = x.o.MediaFrom * 9
	var walk func(items []news.MenuItem, parent int64)
	walk = func(items []news.MenuItem, parent int64) {
		for _, m := range items {
			order++
			x.next++
			id := x.next
			title, kind, object, objectID, address := m.Text, "custom", "custom", id, m.URL
			if m.Section != 0 {
				c, ok := x.sections[m.Section]
				if !ok {
					continue
				}
				if title == "" {
					title = c.name
				}
				kind, object, objectID, address = "taxonomy", "category", int64(m.Section), ""
			} else if strings.HasPrefix(address, "/") {
				address = x.base + address
			} else if address == "" {
				address = "#"
			}
			x.raw("\t<item>\n")
			x.text("\t\t", "title", escape(title))
			x.common(head{id: id, link: x.base + "/?p=" + strconv.FormatInt(id, 10), at: x.p.Now(), modified: x.p.Now(), slug: "menu-" + strconv.FormatInt(id, 10),
				status: "publish", kind: "nav_menu_item", order: order})
			x.raw("\t\t", `<category domain="nav_menu" nicename="`, menuSlug, `">`)
			x.cdata(escape(x.settings.Name))
			x.raw("</category>\n")
			x.meta("_menu_item_type", kind)
			x.meta("_menu_item_menu_item_parent", strconv.FormatInt(parent, 10))
			x.meta("_menu_item_object_id", strconv.FormatInt(objectID, 10))
			x.meta("_menu_item_object", object)
			x.meta("_menu_item_target", "")
			x.meta("_menu_item_classes", `a:1:{i:0;s:0:"";}`)
			x.meta("_menu_item_xfn", "")
			x.meta("_menu_item_url", address)
			x.raw("\t</item>\n")
			walk(m.Items, id)
		}
	}
	walk(x.settings.Menu, 0)
}
