package ingest

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
)

// ghostPostFields are those of a post that have a home here or only repeat
// something; all others are kept beside it.
var ghostPostFields = words(`id uuid title slug mobiledoc lexical html markdown plaintext comment_id featured page type status visibility
	created_at created_by updated_at updated_by published_at published_by author_id custom_excerpt canonical_url feature_image image
	feature_image_alt feature_image_caption meta_title meta_description og_title twitter_title tags authors primary_tag primary_author
	url excerpt reading_time language locale author access`)

var ghostMetaFields = words(`id post_id meta_title meta_description og_title twitter_title feature_image_alt feature_image_caption`)

// item makes an article, or a static page, of a post.
func (g *ghost) item(r ghostRow, raw json.RawMessage) *Item {
	id := r.str("id")
	meta := g.meta[id]
	get := func(name string) string { return strings.TrimSpace(firstText(r.str(name), meta.str(name))) }
	it := &Item{Ref: -1, Type: r.postType(), Kind: news.KindNews, Slug: r.str("slug"), Sticky: r.yes("featured"),
		Language: firstText(r.str("locale", "language"), g.site.Language)}
	it.Origin, it.Also = g.origin(r)
	it.Origin.Hash = g.hash(id, raw)
	if _, err := strconv.ParseInt(id, 10, 64); err == nil {
		it.Number = r.num("id")
	}
	switch it.Type {
	case "post":
	case "page":
		it.Kind, it.Sticky = news.KindPage, false
	default:
		it.Tags = append(it.Tags, it.Type)
		it.note("type", it.Type, "")
	}
	it.Created = r.when("created_at")
	it.Published = r.when("published_at")
	if up := r.when("updated_at"); !it.Published.IsZero() && up.After(it.Published) {
		it.Updated = up
	}
	g.state(it, r)
	it.Addresses = g.addresses(it, r)

	g.text(it, r)
	it.Headline = plainTitle(r.str("title"))
	if it.Headline == "" {
		it.Headline = firstText(clip(oneLine(it.Body.FirstParagraph())), it.Slug, "#"+id)
		it.note("text", "no headline", it.Headline)
	}
	if n := news.Length(it.Headline); n > headlineLimit {
		it.note("limit", "headline", it.Headline)
	}
	it.Standfirst = plainText(get("custom_excerpt"))
	it.noRepeat()
	it.headline("seo", plainTitle(get("meta_title")))
	it.headline("social", plainTitle(firstText(get("og_title"), get("twitter_title"))))
	if d := plainText(get("meta_description")); d != "" {
		it.Description = d
	}
	if c := g.absolute(get("canonical_url")); c != "" && (len(it.Addresses) == 0 || !g.ours(c) || Address{URL: c}.Path() != it.Addresses[0].Path()) {
		it.Canonical = c
	}
	g.tagging(it, id)
	g.byline(it, r, id)
	if image := g.absolute(firstText(get("feature_image"), get("image"))); image != "" {
		it.setLead(MediaRef{Kind: "photo", URL: image, Original: ghostOriginal(image)}, Lead{Alt: oneLine(get("feature_image_alt")), Caption: plainTitle(get("feature_image_caption"))})
	}
	for _, c := range g.comments[id] {
		it.Comments = append(it.Comments, g.comment(c))
	}
	for _, f := range append(r.fields(ghostPostFields), meta.fields(ghostMetaFields)...) {
		f.Value = strings.ReplaceAll(f.Value, ghostPlaceholder, g.site.URL)
		it.Kept = append(it.Kept, f)
	}
	return it
}

// noRepeat takes a standfirst away that the text begins with: printed above it, it
// would say the same twice (IMP-7).
func (it *Item) noRepeat() {
	if it.Standfirst == "" {
		return
	}
	if fold(it.Standfirst) == fold(it.Body.FirstParagraph()) {
		it.Description, it.Standfirst = it.Standfirst, ""
		it.note("left_out", "standfirst that repeats the text", it.Description)
	}
	if news.Length(it.Standfirst) > 400 {
		it.note("limit", "standfirst", it.Standfirst)
	}
}

// headline sets the headline for a use, where it differs.
func (it *Item) headline(use, v string) {
	if v == "" || v == it.Headline {
		return
	}
	if it.Headlines == nil {
		it.Headlines = map[string]string{}
	}
	it.Headlines[use] = v
}

// setLead puts a medium above the text, and takes it out of the text when that
// begins with it.
func (it *Item) setLead(ref MediaRef, l Lead) {
	for _, m := range it.Media {
		if m.Kind == ref.Kind && m.URL != "" && (m.URL == ref.URL || m.URL == ref.Original || m.Original != "" && (m.Original == ref.URL || m.Original == ref.Original)) {
			l.Media = m.Ref
			break
		}
	}
	(*wordpress)(nil).repeated(it, &ref, &l)
	if l.Media == 0 {
		ref.Ref = -int64(len(it.Media) + 1)
		it.Media = append(it.Media, ref)
		l.Media = ref.Ref
	}
	it.Lead = &l
}

// ghostOriginal is the file of which /content/images/size/w1000/… is a rendition.
func ghostOriginal(u string) string {
	before, after, ok := strings.Cut(u, "/content/images/size/")
	if !ok {
		return ""
	}
	if _, file, ok := strings.Cut(after, "/"); ok {
		if rest, ok := strings.CutPrefix(file, "format/"); ok {
			_, file, _ = strings.Cut(rest, "/")
		}
		return before + "/content/images/" + file
	}
	return ""
}

// origin is the post's own identity: its uuid, which Ghost keeps when an export is
// read by another Ghost; its number changes then.
func (g *ghost) origin(r ghostRow) (o news.Origin, also []news.Origin) {
	o.Source = "ghost"
	site := bareHost(hostOf(g.site.URL))
	id, uuid := r.str("id"), r.str("uuid")
	if id != "" {
		o.Key = "id:" + site + "/" + id
	}
	if uuid != "" {
		if o.Key != "" {
			also = []news.Origin{o}
		}
		o.Key = "uuid:" + uuid
	}
	if o.Key == "" {
		o.Key = sum("post", site, r.str("slug"), r.str("title"), r.str("created_at"))
	}
	if len(o.Key) > 500 {
		o.Key = sum(o.Key)
	}
	return o, also
}

// hash tells whether a post, or what belongs to it, changed.
func (g *ghost) hash(id string, raw json.RawMessage) string {
	parts := []string{string(raw)}
	for _, l := range g.tagged[id] {
		if t := g.tagOf(l.id); t != nil {
			parts = append(parts, "tag", t.slug, t.name)
		}
	}
	for _, l := range g.written[id] {
		parts = append(parts, "author", l.id)
	}
	if m := g.meta[id]; m != nil {
		b, _ := json.Marshal(m)
		parts = append(parts, string(b))
	}
	return sum(parts...)
}

// state: what a site shows to members alone, or sent by mail alone, is not public
// there and stays unpublished here, with a note (migration.md: private posts).
func (g *ghost) state(it *Item, r ghostRow) {
	it.Work, it.State = news.Writing, news.Never
	switch status := r.str("status"); status {
	case "published":
		it.Work, it.State = news.Settled, news.Live
	case "scheduled":
		it.Work, it.State = news.Ready, news.Scheduled
		if it.Published.IsZero() {
			it.Work, it.State = news.Writing, news.Never
			it.note("text", "scheduled without a time", it.Headline)
		}
	case "sent":
		it.Held = "email"
	case "draft", "":
		it.Published = time.Time{}
	default:
		it.Held = "state"
		it.Kept = append(it.Kept, Field{"status", status})
	}
	if v := r.str("visibility"); v != "" && v != "public" && (it.State != news.Never || it.Held != "") {
		it.Work, it.State, it.Held = news.Writing, news.Never, "members"
		it.Kept = append(it.Kept, Field{"visibility", v})
	}
}

// addresses: /slug/, or what the setting of older versions says; the preview's; the
// mail's.
func (g *ghost) addresses(it *Item, r ghostRow) []Address {
	var out []Address
	add := func(path, form string) {
		for _, a := range out {
			if a.URL == g.site.URL+path {
				return
			}
		}
		out = append(out, Address{g.site.URL + path, form})
	}
	if it.Slug != "" {
		slug := url.PathEscape(it.Slug)
		if pattern := g.settings["permalinks"]; strings.Contains(pattern, ":slug") && strings.HasPrefix(pattern, "/") && it.Type == "post" {
			path := pattern
			at := firstTime(it.Published, it.Created)
			if g.o.Zone != nil {
				at = at.In(g.o.Zone)
			}
			section, author := "all", "all"
			if s := g.sectionOf(g.tagged[r.str("id")]); s != nil {
				section = s.slug
			}
			if a := g.authorsOf(r, r.str("id")); len(a) > 0 {
				author = a[0].Slug
			}
			path = strings.NewReplacer(":year", at.Format("2006"), ":month", at.Format("01"), ":day", at.Format("02"), ":slug", slug, ":id", r.str("id"),
				":author", author, ":primary_author", author, ":primary_tag", section).Replace(path)
			add(path, "permalink")
			add("/"+slug+"/", "old")
		} else {
			add("/"+slug+"/", "permalink")
		}
	}
	if u := r.str("url"); u != "" && g.ours(g.absolute(u)) {
		add(Address{URL: g.absolute(u)}.Path(), "old")
	}
	for _, from := range g.old[it.Slug] {
		if strings.HasPrefix(from, "/") {
			add(from, "old")
		}
	}
	if uuid := r.str("uuid"); uuid != "" {
		add("/p/"+url.PathEscape(uuid)+"/", "short")
		if r.str("status") == "sent" {
			add("/email/"+url.PathEscape(uuid)+"/", "short")
		}
	}
	return out
}

func firstTime(ts ...time.Time) time.Time {
	for _, t := range ts {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func (g *ghost) tagging(it *Item, id string) {
	links := g.tagged[id]
	section := g.sectionOf(links)
	for _, l := range links {
		t := g.tagOf(l.id)
		switch {
		case t == nil:
			it.note("taxonomy", "tag that is not in the file", l.id)
		case t.internal:
			it.Kept = append(it.Kept, Field{"internal tag", t.name})
		case t == section:
			it.Section = t.name
			it.Sections = append([]TermRef{{Taxonomy: "category", Slug: t.slug, Name: t.name}}, it.Sections...)
		case g.sections[t.slug]:
			it.More = append(it.More, t.name)
			it.Sections = append(it.Sections, TermRef{Taxonomy: "category", Slug: t.slug, Name: t.name})
		default:
			it.Tags = append(it.Tags, t.name)
			it.Terms = append(it.Terms, TermRef{Taxonomy: "post_tag", Slug: t.slug, Name: t.name})
		}
	}
	if len(it.More) > 3 {
		it.note("limit", "sections", "")
	}
	if len(it.Tags) > 15 {
		it.note("limit", "tags", "")
	}
}

// authorsOf gives who wrote a post, in order.
func (g *ghost) authorsOf(r ghostRow, id string) []*Author {
	var out []*Author
	for _, l := range g.written[id] {
		if a := g.userOf(l.id); a != nil {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		if a := g.userOf(r.str("author_id", "author", "created_by")); a != nil {
			out = append(out, a)
		}
	}
	return out
}

func (g *ghost) byline(it *Item, r ghostRow, id string) {
	if it.Kind == news.KindPage {
		// Ghost prints no author on pages.
		for _, a := range g.authorsOf(r, id) {
			it.Kept = append(it.Kept, Field{"author", a.Login})
		}
		return
	}
	for _, a := range g.authorsOf(r, id) {
		it.Byline = append(it.Byline, Credit{Name: a.Name, Login: a.Login})
	}
	if len(it.Byline) > 12 {
		it.note("limit", "byline", "")
	}
}

func (g *ghost) comment(r ghostRow) Comment {
	m := g.members[r.str("member_id")]
	c := Comment{Author: oneLine(m[0]), Email: m[1], Published: r.when("created_at"), Type: "comment", Raw: r.str("html"), Text: plainText(r.str("html"))}
	switch r.str("status") {
	case "published", "":
		c.State = "approved"
	case "deleted":
		c.State = "trash"
	default:
		c.State = "held"
	}
	for _, name := range []string{"id", "parent_id", "in_reply_to_id", "edited_at"} {
		if v := r.text(name); v != "" {
			c.Fields = append(c.Fields, Field{name, v})
		}
	}
	return c
}

// text makes the article's text of the form that its author wrote: lexical, or
// mobiledoc before it, or Markdown in the beginning. What cannot be read comes in
// from the finished HTML.
func (g *ghost) text(it *Item, r ghostRow) {
	page := g.base + "/"
	if len(it.Addresses) > 0 {
		page = g.base + it.Addresses[0].Path()
	}
	o := MapOptions{Base: page, Dateline: it.Kind != news.KindPage && !g.o.NoDateline, Outlet: g.o.Outlet, Seed: it.Origin.Source + "\x00" + it.Origin.Key}
	finished := strings.ReplaceAll(r.str("html"), ghostPlaceholder, g.base)
	if g.site.URL == "" {
		o.unhost = standIn
	}
	t := &ghostText{g: g, m: newMapper(o), finished: finished}
	t.m.mark = "card:" + sum(o.Seed)[:12] + ":"
	var src string
	ok := false
	for _, form := range []struct {
		name string
		read func(string) (string, bool)
	}{{"lexical", t.lexical}, {"mobiledoc", t.mobiledoc}} {
		s := strings.ReplaceAll(r.str(form.name), ghostPlaceholder, g.base)
		if ok || strings.TrimSpace(s) == "" {
			continue
		}
		if src, ok = form.read(s); !ok {
			it.note("text", form.name+" that could not be read", s)
			it.Kept = append(it.Kept, Field{form.name, r.str(form.name)})
			t.m.slots = nil
		}
	}
	if !ok {
		src = finished
		if strings.TrimSpace(src) == "" {
			src = markdown(strings.ReplaceAll(r.str("markdown"), ghostPlaceholder, g.base))
		}
		src = t.html(src)
	}
	f := &flow{m: t.m, top: true}
	if len(src) > maxMarkup {
		t.m.note("limit", "markup", false, "")
		cut := cutAt(src, maxMarkup)
		src, t.m.rest = src[:cut], src[cut:]
	}
	t.m.markup(f, cleanText(src), false)
	m := t.m.finish(f)
	if m.Rest != "" {
		it.Kept = append(it.Kept, Field{"text (rest)", m.Rest})
	}
	it.Body, it.Media, it.Targets, it.Dateline = m.Doc, m.Media, m.Targets, m.Dateline
	it.Notes = append(it.Notes, m.Notes...)
	it.MoreMark = max(m.More, 0)
	for i := range it.Media {
		if it.Media[i].Original == "" {
			it.Media[i].Original = ghostOriginal(it.Media[i].URL)
		}
	}
	if g.site.URL == "" {
		g.unhost(it)
	}
}

// unhost tells of media whose site is not known.
func (g *ghost) unhost(it *Item) {
	for i, m := range it.Media {
		if strings.HasPrefix(m.URL, standIn) {
			it.note("media", "address of the site is not known", m.URL)
		}
		if path, ok := strings.CutPrefix(m.Link, standIn); ok {
			it.Media[i].Link = path
		}
	}
}
