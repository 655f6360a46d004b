package export

import (
	"context"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
)

// head is what every item has, whatever its type.
type head struct {
	id, parent, order  int64
	link, creator      string
	at, modified       time.Time
	slug, status, kind string
	content, excerpt   string
	noComments         bool
}

// item writes an article, after the media that it is the first to show.
func (x *wxr) item(ctx context.Context, s *story) error {
	var comments []Comment
	if x.o.Comments != nil {
		var err error
		if comments, err = x.o.Comments(ctx, s.ID); err != nil {
			return fmt.Errorf("read the comments of article %d: %w", s.ID, err)
		}
	}
	x.attachments(s)
	c := &s.Content
	h := head{id: int64(s.ID), at: s.Dates.Display, modified: s.Dates.Updated, kind: "post", status: "publish", noComments: c.Flags.NoComments}
	if h.at.IsZero() {
		h.at = s.Dates.Created
	}
	h.link = x.base + "/?p=" + strconv.FormatInt(h.id, 10)
	if s.Path != "" {
		h.link = x.base + s.Path
		h.slug = path.Base(strings.TrimSuffix(s.Path, "/"))
	}
	if h.slug == "" {
		h.slug = c.Slug
	}
	if len(h.slug) > maxSlug {
		h.slug = h.slug[:maxSlug]
	}
	switch s.State {
	case Draft:
		h.status = "draft"
	case Desk:
		h.status = "pending"
	case Scheduled:
		h.status, h.at = "future", s.Due
	}
	switch {
	case s.State != Live:
		x.n.Drafts++
	case c.Kind == news.KindPage:
		x.n.Pages++
	default:
		x.n.Articles++
	}
	if c.Kind == news.KindPage {
		h.kind = "page"
	}
	if h.modified.Before(h.at) {
		h.modified = h.at
	}
	credits := s.byline()
	for i, a := range credits {
		// The others are fields of the post.
		if i > 0 && a.Role != "" {
			continue
		}
		if a.slug == "" {
			credits[i].slug = x.login(a.name)
			x.author(0, credits[i].slug, a.name)
		}
		if i == 0 {
			h.creator = credits[i].slug
		}
	}
	h.content = s.blockMarkup(x.mediaID)
	h.excerpt = escape(c.Standfirst)
	x.n.Left += s.left

	x.raw("\t<item>\n")
	x.text("\t\t", "title", escape(c.Headline))
	x.common(h)
	x.terms(s, credits)
	x.fields(s, credits)
	for _, c := range comments {
		x.comment(c)
	}
	x.raw("\t</item>\n")
	return nil
}

// comment writes one that readers saw.
func (x *wxr) comment(c Comment) {
	const in = "\t\t\t"
	x.n.Comments++
	x.raw("\t\t<wp:comment>\n")
	x.number(in, "wp:comment_id", c.Number)
	x.text(in, "wp:comment_author", c.Author)
	x.raw(in, "<wp:comment_author_email></wp:comment_author_email>\n", in, "<wp:comment_author_url></wp:comment_author_url>\n", in, "<wp:comment_author_IP></wp:comment_author_IP>\n")
	at := func(zone *time.Location) string {
		if c.At.IsZero() {
			return wpZero
		}
		return c.At.In(zone).Format(wpLayout)
	}
	x.plain(in, "wp:comment_date", at(x.zone))
	x.plain(in, "wp:comment_date_gmt", at(time.UTC))
	x.text(in, "wp:comment_content", escape(c.Text))
	x.plain(in, "wp:comment_approved", "1")
	x.plain(in, "wp:comment_type", "comment")
	x.number(in, "wp:comment_parent", c.Parent)
	x.number(in, "wp:comment_user_id", 0)
	x.raw("\t\t</wp:comment>\n")
}

// login gives a name without a profile an account's name that is nobody else's.
func (x *wxr) login(name string) string {
	slug := firstOf(news.Slug(name), "penulis")
	for try, n := slug, 2; ; n++ {
		if owner, taken := x.logins[try]; !taken || owner == name {
			return try
		}
		try = slug + "-" + strconv.Itoa(n)
	}
}

const (
	wpLayout = "2006-01-02 15:04:05"
	wpZero   = "0000-00-00 00:00:00"
)

// common writes the elements of every item in WordPress's order.
func (x *wxr) common(h head) {
	const in = "\t\t"
	x.plain(in, "link", h.link)
	x.plain(in, "pubDate", h.at.UTC().Format(time.RFC1123Z))
	x.text(in, "dc:creator", h.creator)
	x.raw(in, `<guid isPermaLink="false">`, escape(x.base), "/?p=", strconv.FormatInt(h.id, 10), "</guid>\n")
	x.raw(in, "<description></description>\n")
	x.text(in, "content:encoded", h.content)
	x.text(in, "excerpt:encoded", h.excerpt)
	x.number(in, "wp:post_id", h.id)
	gmt := h.at.UTC().Format(wpLayout)
	if h.status == "draft" || h.status == "pending" {
		gmt = wpZero // as WordPress has it for what has no date yet
	}
	x.plain(in, "wp:post_date", h.at.In(x.zone).Format(wpLayout))
	x.plain(in, "wp:post_date_gmt", gmt)
	x.plain(in, "wp:post_modified", h.modified.In(x.zone).Format(wpLayout))
	x.plain(in, "wp:post_modified_gmt", h.modified.UTC().Format(wpLayout))
	open := "open"
	if h.noComments || h.kind != "post" {
		open = "closed"
	}
	x.plain(in, "wp:comment_status", open)
	x.plain(in, "wp:ping_status", "closed")
	x.text(in, "wp:post_name", h.slug)
	x.plain(in, "wp:status", h.status)
	x.number(in, "wp:post_parent", h.parent)
	x.number(in, "wp:menu_order", h.order)
	x.plain(in, "wp:post_type", h.kind)
	x.raw(in, "<wp:post_password></wp:post_password>\n")
	x.raw(in, "<wp:is_sticky>0</wp:is_sticky>\n")
}

func (x *wxr) category(domain, slug, name string) {
	x.raw("\t\t", `<category domain="`, domain, `" nicename="`, escape(xmlText(slug)), `">`)
	x.cdata(escape(name))
	x.raw("</category>\n")
}

// terms are the sections, the primary one first, the tags, and authors beyond the
// first (as the plugin Co-Authors Plus keeps them).
func (x *wxr) terms(s *story, credits []author) {
	for _, id := range append([]news.SectionID{s.Content.Section}, s.Content.More...) {
		if c, ok := x.sections[id]; ok {
			x.category("category", c.slug, c.name)
		}
	}
	for _, id := range s.Content.Tags {
		if t, ok := s.tags[id]; ok {
			x.category("post_tag", t.Slug, t.Name)
		}
	}
	plain := 0
	for _, a := range credits {
		if a.Role == "" {
			plain++
		}
	}
	for _, a := range credits {
		if a.Role == "" && plain > 1 {
			x.category("author", "cap-"+a.slug, a.name)
		}
	}
	switch s.Content.Kind {
	case news.KindVideo:
		x.category("post_format", "post-format-video", "Video")
	case news.KindPhoto:
		x.category("post_format", "post-format-gallery", "Gallery")
	}
}

func (x *wxr) meta(key, value string) {
	x.raw("\t\t<wp:postmeta>\n")
	x.text("\t\t\t", "wp:meta_key", key)
	x.text("\t\t\t", "wp:meta_value", value)
	x.raw("\t\t</wp:postmeta>\n")
}

// some writes a field unless it is empty.
func (x *wxr) some(key, value string) {
	if value != "" {
		x.meta(key, value)
	}
}

// fields are what WordPress keeps beside a post. Names are those of the plugins
// that nearly every paper there uses, or the paper's own word for a role.
func (x *wxr) fields(s *story, credits []author) {
	c := &s.Content
	if l := c.Lead; l != nil {
		if a, _, ok := s.asset(int64(l.Asset)); ok {
			x.meta("_thumbnail_id", strconv.FormatInt(x.mediaID(int64(l.Asset)), 10))
			if l.Caption != a.Caption {
				x.some("thumbnail_caption", l.Caption)
			}
			if l.Credit != a.Credit {
				x.some("thumbnail_credit", l.Credit)
			}
			if l.Alt != a.Alt {
				x.some("thumbnail_alt", l.Alt)
			}
		}
	}
	for _, a := range credits {
		if a.Role != "" {
			x.meta(string(a.Role), a.name)
		}
	}
	if c.Section != 0 && len(c.More) > 0 {
		x.meta("_yoast_wpseo_primary_category", strconv.FormatInt(int64(c.Section), 10))
	}
	x.some("_yoast_wpseo_title", c.Headlines["seo"])
	x.some("_yoast_wpseo_opengraph-title", c.Headlines["social"])
	x.some("_yoast_wpseo_metadesc", c.Description)
	x.some("_yoast_wpseo_canonical", c.Canonical)
	if c.Flags.NoIndex {
		x.meta("_yoast_wpseo_meta-robots-noindex", "1")
	}
	if c.Source != nil {
		x.some("sumber", c.Source.Name)
		x.some("sumber_url", c.Source.URL)
	}
	x.some("warta_kicker", c.Kicker)
	x.some("warta_label", c.Label)
	x.some("warta_kind", string(c.Kind))
	x.some("warta_language", c.Language)
	if s.topic != nil {
		x.meta("warta_topic", s.topic.Name)
	}
	if s.reads > 0 {
		x.meta("post_views_count", strconv.FormatInt(s.reads, 10))
	}
}

// mediaID is the number of a medium among posts.
func (x *wxr) mediaID(id int64) int64 { return x.o.MediaFrom + id }

// attachments writes the media of a story that were not written yet.
func (x *wxr) attachments(s *story) {
	ids := s.Content.Body.Refs().Assets
	if l := s.Content.Lead; l != nil {
		ids = append([]int64{int64(l.Asset)}, ids...)
	}
	for _, id := range ids {
		a, ok := s.assets[news.AssetID(id)]
		if !ok || x.media[a.ID] {
			continue
		}
		f, ok := file(&a)
		if !ok {
			continue
		}
		x.media[a.ID] = true
		x.n.Media++
		at := s.Dates.FirstPublished
		if at.IsZero() {
			at = s.Dates.Created
		}
		title := a.Title
		if title == "" {
			title = strings.TrimSuffix(f.Name, path.Ext(f.Name))
		}
		address := x.base + mediaPath + f.Name
		x.raw("\t<item>\n")
		x.text("\t\t", "title", escape(title))
		x.common(head{id: x.mediaID(id), parent: int64(s.ID), link: address, at: at, modified: at, slug: "media-" + strconv.FormatInt(id, 10),
			status: "inherit", kind: "attachment", excerpt: escape(a.Caption), noComments: true})
		x.text("\t\t", "wp:attachment_url", address)
		x.meta("_wp_attached_file", f.Name)
		x.some("_wp_attachment_image_alt", a.Alt)
		x.some("_photo_credit", a.Credit)
		x.some("_photo_copyright", a.Copyright)
		x.some("_photo_licence", a.Rights.Licence)
		x.some("_digital_source_type", a.AISource)
		x.raw("\t</item>\n")
	}
}
