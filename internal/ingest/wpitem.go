package ingest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/news"
)

// item makes an article, or a static page.
func (w *wordpress) item(p *wpPost) *Item {
	it := &Item{Ref: -p.ID, Number: p.ID, Type: p.Type, Kind: news.KindNews, Parent: p.Parent, Order: p.Order,
		Slug: p.Name, Sticky: p.Sticky, Pings: p.PingStatus == "open", CommentsOpen: p.CommentStatus == "open"}
	it.Origin, it.Also = w.origin(p)
	it.Origin.Hash = p.hash()
	it.Language = firstText(p.Language, w.site.Language)
	it.Addresses = w.addresses(p)
	it.Created = w.when(p.DateGMT, p.Date, p.PubDate)
	w.state(it, p)
	if it.State != news.Never || it.Held != "" {
		it.Published = it.Created
	}
	if mod := w.when(p.ModifiedGMT, p.Modified, ""); mod.After(it.Created) {
		it.Updated = mod
	}
	switch p.Type {
	case "post":
	case "page":
		it.Kind = news.KindPage
	default:
		it.Tags = append(it.Tags, p.Type)
		it.note("type", p.Type, "")
	}
	w.words(it, p)
	w.fields(it, p)
	w.taxonomy(it, p)
	w.byline(it, p)
	w.lead(it, p)
	it.Comments = w.comments(p)
	it.Kept = append(it.Kept, p.Extra...)
	if strings.TrimSpace(p.Description) != "" {
		it.Kept = append(it.Kept, Field{"description", p.Description})
	}
	return it
}

func (it *Item) note(kind, name, example string) {
	it.Notes = append(it.Notes, Note{Kind: kind, Name: name, Count: 1, Example: excerpt(example)})
}

// state maps WordPress's states to the two of ours.
func (w *wordpress) state(it *Item, p *wpPost) {
	it.Work, it.State = news.Writing, news.Never
	switch p.Status {
	case "publish":
		it.Work, it.State = news.Settled, news.Live
	case "future":
		it.Work, it.State = news.Ready, news.Scheduled
	case "pending":
		it.Work = news.Desk
	case "private":
		it.Held = "private"
	case "trash":
		it.Work = news.Spiked
	case "draft", "":
	default:
		// A state of a plugin's.
		it.Held = "state"
		it.Kept = append(it.Kept, Field{"status", p.Status})
	}
	if (p.Password != "" || p.Protected) && p.Status != "trash" {
		if it.State == news.Live || it.State == news.Scheduled {
			it.Work, it.State = news.Writing, news.Never
		}
		it.Held = "password"
		if p.Password != "" {
			it.Kept = append(it.Kept, Field{"post_password", p.Password})
		}
	}
}

// words are headline, standfirst and text.
func (w *wordpress) words(it *Item, p *wpPost) {
	base := w.absolute(p.Link)
	if base == "" {
		base = w.site.URL + "/"
	}
	o := MapOptions{Base: base, Classic: !p.Rendered, Shortcodes: true, Dateline: it.Kind != news.KindPage && !w.o.NoDateline, Outlet: w.o.Outlet,
		Seed: it.Origin.Source + "\x00" + it.Origin.Key, Site: w.hosts}
	m := MapHTML(p.Content, o)
	it.Body, it.Media, it.Targets, it.Dateline = m.Doc, m.Media, m.Targets, m.Dateline
	it.Notes = append(it.Notes, m.Notes...)
	it.MoreMark = max(m.More, 0)
	if m.Rest != "" {
		it.Kept = append(it.Kept, Field{"content (rest)", m.Rest})
	}
	it.Headline = plainTitle(p.Title)
	if it.Headline == "" {
		it.Headline = firstText(clip(oneLine(it.Body.FirstParagraph())), p.Name, "#"+strconv.FormatInt(p.ID, 10))
		it.note("text", "no headline", it.Headline)
	}
	if n := news.Length(it.Headline); n > headlineLimit {
		it.note("limit", "headline", it.Headline)
	}
	if it.Standfirst = plainText(p.Excerpt); it.Standfirst != "" && p.Rendered && madeExcerpt(it.Standfirst, it.Body) {
		it.Standfirst = ""
	}
	if it.Standfirst != "" && fold(it.Standfirst) == fold(it.Body.FirstParagraph()) {
		// Printed above the text it would say the same twice (IMP-7).
		it.Description, it.Standfirst = it.Standfirst, ""
		it.note("left_out", "standfirst that repeats the text", it.Description)
	}
	if news.Length(it.Standfirst) > 400 {
		it.note("limit", "standfirst", it.Standfirst)
	}
}

// madeExcerpt: the REST interface gives the beginning of the text where no excerpt
// was written.
func madeExcerpt(s string, d body.Doc) bool {
	s = strings.TrimRight(s, " …[].")
	s = strings.TrimSuffix(s, "&hellip;")
	text := fold(d.Text())
	return strings.HasPrefix(text, fold(s)) || s == ""
}

// passing are fields that serve a moment, or WordPress itself.
var passing = words(`_edit_last _edit_lock _encloseme _pingme _wp_old_date _wp_desired_post_slug _wp_trash_meta_status _wp_trash_meta_time
	_wp_trash_meta_comments_status _publicize_pending _oembed_time _last_editor_used_jetpack _yoast_wpseo_content_score
	_yoast_wpseo_linkdex _yoast_wpseo_estimated-reading-time-minutes _yoast_wpseo_wordproof_timestamp rank_math_seo_score rank_math_internal_links_processed
	rank_math_analytic_object_id _wp_page_template _thumbnail_id _wp_attached_file _wp_old_slug _yoast_wpseo_is_cornerstone`)

var seoFields = struct{ title, social, description, canonical, noindex, primary []string }{
	title:       []string{"_yoast_wpseo_title", "rank_math_title", "_aioseo_title", "_aioseop_title", "_seopress_titles_title", "_genesis_title"},
	social:      []string{"_yoast_wpseo_opengraph-title", "rank_math_facebook_title", "_aioseo_og_title", "_seopress_social_fb_title"},
	description: []string{"_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_aioseop_description", "_seopress_titles_desc", "_genesis_description"},
	canonical:   []string{"_yoast_wpseo_canonical", "rank_math_canonical_url", "_aioseo_canonical_url", "_seopress_robots_canonical", "_genesis_canonical_uri"},
	noindex:     []string{"_yoast_wpseo_meta-robots-noindex", "rank_math_robots", "_seopress_robots_index", "_genesis_noindex", "_aioseop_noindex"},
	primary:     []string{"_yoast_wpseo_primary_category", "rank_math_primary_category", "_primary_category", "_seopress_robots_primary_cat", "epc_primary_category"},
}

// counters of page views that plugins keep in fields.
var viewFields = words(`post_views_count views _post_views post_views view_count views_count _views wpb_post_views_count wpb_post_views
	penci_post_views_count tie_views jnews_views _jnews_views entry_views pageviews hits _hits post_view _post_view_count post_viewed
	tdc_views td_post_views _eael_post_view_count bestbooks_views_count newsup_post_views_count wps_views mts_view_count`)

func isCounter(name string) bool { return viewFields[name] }

// creditFields name people in fields of a paper's own making.
var creditFields = func() map[string]news.Role {
	out := map[string]news.Role{}
	for word, role := range roles {
		word = strings.ReplaceAll(word, " ", "_")
		out[word], out["nama_"+word] = role, role
	}
	return out
}()

var sourceFields = words("sumber sumber_berita source sumber_foto_berita nama_sumber source_name media_sumber")
var sourceURLFields = words("sumber_url url_sumber link_sumber source_url source_link sumber_link original_url")

// fields reads what plugins and papers keep beside a post.
func (w *wordpress) fields(it *Item, p *wpPost) {
	used := map[string]bool{}
	get := func(names []string) string {
		for _, n := range names {
			if v := strings.TrimSpace(p.meta(n)); v != "" {
				used[n] = true
				return v
			}
		}
		return ""
	}
	headlines := func(use, v string) {
		if v == "" || v == it.Headline {
			return
		}
		if it.Headlines == nil {
			it.Headlines = map[string]string{}
		}
		it.Headlines[use] = v
	}
	title := func(names []string) string {
		v := get(names)
		out, ok := w.template(v, it)
		if !ok && v != "" {
			it.note("field", "title template", v)
			it.Kept = append(it.Kept, Field{names[0], v})
		}
		return out
	}
	headlines("seo", firstText(title(seoFields.title), p.SEOTitle))
	headlines("social", title(seoFields.social))
	if d, ok := w.template(get(seoFields.description), it); ok {
		if d = firstText(d, p.SEODescription); d != "" {
			it.Description = plainText(d)
		}
	}
	if c := firstText(w.absolute(get(seoFields.canonical)), p.Canonical); c != "" && c != w.absolute(p.Link) {
		it.Canonical = c
	}
	it.NoIndex = p.NoIndex
	switch v := get(seoFields.noindex); {
	case v == "1", v == "yes", strings.Contains(v, "noindex"), v == "on":
		it.NoIndex = true
	}
	p.primary = number(get(seoFields.primary))
	source := news.Source{}
	for _, f := range p.Meta {
		name := strings.ToLower(strings.Trim(f.Name, "_"))
		name = strings.NewReplacer("-", "_", " ", "_").Replace(name)
		v := strings.TrimSpace(f.Value)
		switch {
		case v == "" || passing[f.Name] || used[f.Name]:
		case strings.HasPrefix(v, "field_") && strings.HasPrefix(f.Name, "_"):
			// Advanced Custom Fields' note of which form a field is of.
		case strings.HasPrefix(f.Name, "_oembed_"):
		case isCounter(f.Name) || viewFields[name]:
			if n := number(strings.NewReplacer(",", "", ".", "").Replace(v)); n > 0 || v == "0" {
				if it.Reads == nil || n > *it.Reads {
					it.Reads = &n
				}
				continue
			}
			it.Kept = append(it.Kept, f)
		case sourceFields[name] && source.Name == "" && len(v) <= 200:
			source.Name = plainTitle(v)
			if u := w.absolute(v); u != "" {
				source.Name, source.URL = hostOf(u), u
			}
		case sourceURLFields[name] && w.absolute(v) != "":
			source.URL = w.absolute(v)
		case creditFields[name] != "" && len(v) <= 200 && !strings.HasPrefix(v, "a:") && number(v) == 0:
			for _, n := range splitNames(plainTitle(v)) {
				it.Byline = append(it.Byline, Credit{Name: n, Role: creditFields[name]})
			}
		case f.Name == "_wp_old_slug":
		// What another Warta wrote.
		case f.Name == "warta_kicker" && it.Kicker == "":
			it.Kicker = plainTitle(v)
		case f.Name == "warta_kind" && slices.Contains(news.ArticleKinds, news.ArticleKind(v)) && it.Kind != news.KindPage:
			it.Kind = news.ArticleKind(v)
		case f.Name == "warta_language" && validLang(v):
			it.Language = v
		default:
			it.Kept = append(it.Kept, f)
		}
	}
	if source.Name != "" || source.URL != "" {
		if source.Name == "" {
			source.Name = hostOf(source.URL)
		}
		it.Source = &source
	}
}

// template fills the simple variables of SEO plugins' titles; one with others is
// no text.
func (w *wordpress) template(s string, it *Item) (string, bool) {
	if !strings.Contains(s, "%") {
		return s, true
	}
	out := strings.NewReplacer("%%title%%", it.Headline, "%title%", it.Headline, "%%sitename%%", w.site.Name, "%sitename%", w.site.Name, "%%sep%%", "-", "%sep%", "-",
		"%%page%%", "", "%page%", "", "%%excerpt%%", it.Standfirst, "%excerpt%", it.Standfirst, "#post_title", it.Headline, "#site_title", w.site.Name, "#separator_sa", "-").Replace(s)
	if strings.Contains(out, "%%") {
		return "", false
	}
	out = oneLine(strings.Join(strings.Fields(out), " "))
	if out == strings.TrimSpace(it.Headline+" - "+w.site.Name) || out == it.Headline {
		return "", true // what every page gets anyway
	}
	if i := strings.IndexByte(out, '%'); i >= 0 {
		if k := strings.IndexByte(out[i+1:], '%'); k > 2 && strings.IndexFunc(out[i+1:i+1+k], func(r rune) bool { return !isWordRune(r) && r != '_' }) < 0 {
			return "", false
		}
	}
	return out, true
}

// taxonomy sorts terms into sections and tags.
func (w *wordpress) taxonomy(it *Item, p *wpPost) {
	for _, t := range p.Terms {
		if t.Taxonomy == "tag" {
			t.Taxonomy = "post_tag" // WXR 1.0
		}
		if t.Taxonomy == "" {
			if named(p.Terms, t.Name) {
				continue // the same term again, as a feed has it
			}
			t.Taxonomy = "category"
		}
		if t.Slug == "" {
			t.Slug = news.Slug(t.Name)
		}
		known := w.terms[t.Taxonomy+"\x00"+t.Slug]
		if known == nil && t.Number > 0 {
			known = w.byID[t.Number]
		}
		if known != nil {
			t.Name, t.Number = known.Name, known.Number
		} else {
			t.Name = plainTitle(t.Name)
		}
		if t.Name == "" {
			t.Name = t.Slug
		}
		switch {
		case t.Name == "":
		case t.Taxonomy == "author":
			p.coAuthors = append(p.coAuthors, t)
		case t.Taxonomy == "language":
			it.Language = t.Slug
		case t.Taxonomy == "post_format":
			switch strings.TrimPrefix(t.Slug, "post-format-") {
			case "video":
				it.Kind = news.KindVideo
			case "gallery", "image":
				it.Kind = news.KindPhoto
			}
			it.Kept = append(it.Kept, Field{"post_format", t.Slug})
		case becomes(t.Taxonomy) == "section":
			if !sameTerm(it.Sections, t) {
				it.Sections = append(it.Sections, t)
			}
		case becomes(t.Taxonomy) == "tag":
			if !sameTerm(it.Terms, t) {
				it.Terms = append(it.Terms, t)
				it.Tags = append(it.Tags, t.Name)
			}
			if t.Taxonomy != "post_tag" {
				it.note("taxonomy", t.Taxonomy, t.Name)
			}
		default:
			it.Kept = append(it.Kept, Field{t.Taxonomy, t.Slug})
		}
	}
	for i, s := range it.Sections {
		if p.primary > 0 && s.Number == p.primary && i > 0 {
			copy(it.Sections[1:i+1], it.Sections[:i])
			it.Sections[0] = s
		}
	}
	// Without a chosen one, the deepest section says most, and "Uncategorized"
	// nothing.
	if p.primary == 0 && len(it.Sections) > 1 && (it.Sections[0].Slug == "uncategorized" || it.Sections[0].Slug == "tak-berkategori") {
		it.Sections = append(it.Sections[1:], it.Sections[0])
	}
	for i, s := range it.Sections {
		if i == 0 {
			it.Section = s.Name
		} else if s.Name != it.Section {
			it.More = append(it.More, s.Name)
		}
	}
	if len(it.More) > 3 {
		it.note("limit", "sections", "")
	}
	if len(it.Tags) > 15 {
		it.note("limit", "tags", "")
	}
}

func named(terms []TermRef, name string) bool {
	for _, t := range terms {
		if t.Taxonomy != "" && t.Name == name {
			return true
		}
	}
	return false
}

func sameTerm(list []TermRef, t TermRef) bool {
	for _, x := range list {
		if x.Taxonomy == t.Taxonomy && x.Slug == t.Slug {
			return true
		}
	}
	return false
}

// byline: a paper's own fields name who did what; else co-authors; else the
// account that wrote the post.
func (w *wordpress) byline(it *Item, p *wpPost) {
	writer := false
	for _, c := range it.Byline {
		writer = writer || c.Role != news.RoleEditor && c.Role != news.RolePhotographer
	}
	var lead []Credit
	if !writer && len(p.coAuthors) > 0 {
		seen := map[string]bool{}
		for _, t := range p.coAuthors {
			c := w.credit(strings.TrimPrefix(t.Slug, "cap-"), t.Name)
			if !seen[c.Login+"\x00"+c.Name] {
				seen[c.Login+"\x00"+c.Name] = true
				lead = append(lead, c)
			}
		}
	} else if !writer && p.Creator != "" {
		lead = []Credit{w.credit(p.Creator, "")}
	}
	it.Byline = append(lead, it.Byline...)
	if writer && p.Creator != "" {
		it.Kept = append(it.Kept, Field{"creator", p.Creator})
	}
	if len(it.Byline) > 12 {
		it.note("limit", "byline", "")
	}
}

// credit names an author by the name that readers saw.
func (w *wordpress) credit(login, name string) Credit {
	if a := w.authors[login]; a != nil {
		return Credit{Name: a.Name, Login: a.Login}
	}
	if a := w.authors[name]; a != nil {
		return Credit{Name: a.Name, Login: a.Login}
	}
	return Credit{Name: plainTitle(firstText(name, login)), Login: login}
}

// lead is the picture above the text.
func (w *wordpress) lead(it *Item, p *wpPost) {
	var ref MediaRef
	l := Lead{}
	switch {
	case p.Featured.Number > 0 || p.Featured.URL != "":
		f := p.Featured
		ref = MediaRef{Kind: "photo", ID: f.Number, URL: f.URL, Original: original(f.URL)}
		l.Caption, l.Alt, l.Credit = f.Caption, f.Alt, f.Credit
	case number(p.meta("_thumbnail_id")) > 0:
		ref = MediaRef{Kind: "photo", ID: number(p.meta("_thumbnail_id"))}
	case w.absolute(p.meta("fifu_image_url")) != "":
		ref = MediaRef{Kind: "photo", URL: w.absolute(p.meta("fifu_image_url"))}
		l.Alt = oneLine(p.meta("fifu_image_alt"))
	default:
		return
	}
	rest := it.Kept[:0:0]
	for _, f := range it.Kept {
		name := strings.ToLower(f.Name)
		picture := strings.Contains(name, "thumbnail") || strings.Contains(name, "featured") || strings.Contains(name, "foto") || strings.Contains(name, "gambar")
		switch {
		case picture && (strings.Contains(name, "caption") || strings.Contains(name, "keterangan")) && l.Caption == "":
			l.Caption = plainText(f.Value)
		case picture && (strings.Contains(name, "credit") || strings.Contains(name, "sumber") || strings.Contains(name, "kredit")) && l.Credit == "":
			l.Credit = plainTitle(f.Value)
		case f.Name == "fifu_image_url" || f.Name == "fifu_image_alt":
		default:
			rest = append(rest, f)
		}
	}
	it.Kept = rest
	// The same picture in the text has a number already.
	for _, m := range it.Media {
		if m.Kind == "photo" && (ref.ID > 0 && m.ID == ref.ID || ref.URL != "" && m.URL == ref.URL) {
			l.Media = m.Ref
		}
	}
	w.repeated(it, &ref, &l)
	if l.Media == 0 {
		ref.Ref = -int64(len(it.Media) + 1)
		it.Media = append(it.Media, ref)
		l.Media = ref.Ref
	}
	it.Lead = &l
}

// repeated takes the lead picture out of the text when the text begins with it:
// the page would show it twice (IMP-7). What the text says of it is kept.
func (w *wordpress) repeated(it *Item, ref *MediaRef, l *Lead) {
	if len(it.Body.Blocks) < 2 || l.Media == 0 {
		return
	}
	img, ok := it.Body.Blocks[0].(*body.Image)
	if !ok || img.Asset != l.Media {
		return
	}
	for _, s := range img.Caption {
		if len(s.Marks) > 0 || s.Break {
			return
		}
	}
	if c := img.Caption.Text(); c != "" && l.Caption != "" && c != l.Caption || img.Alt != "" && l.Alt != "" && img.Alt != l.Alt {
		return
	}
	l.Caption, l.Alt, l.Credit = firstText(l.Caption, img.Caption.Text()), firstText(l.Alt, img.Alt), firstText(l.Credit, img.Credit)
	it.Body.Blocks = it.Body.Blocks[1:]
	it.MoreMark = max(0, it.MoreMark-1)
	it.note("left_out", "picture that repeats the lead", ref.URL)
}

// Future reports whether a scheduled item's time is still to come.
func (it *Item) Future(now time.Time) bool {
	return it.State == news.Scheduled && it.Published.After(now)
}
