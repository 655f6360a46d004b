package ingest

import (
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode"

	"warta/internal/news"
)

// wpPost is a post of WordPress, of any type, as an export or the REST interface
// tells it.
type wpPost struct {
	ID, Parent, Order                                    int64
	Title, Link, GUID, Creator, PubDate, Date, DateGMT   string
	Modified, ModifiedGMT, Content, Excerpt, Description string
	Name, Status, Type, Password, CommentStatus          string
	PingStatus, AttachmentURL                            string
	Sticky                                               bool
	Terms                                                []TermRef
	Meta                                                 []Field
	Comments                                             []wpComment
	Extra                                                []Field
	// Rendered: the content is the finished HTML of the site, not what an author
	// wrote.
	Rendered bool
	// Protected: readers need a password, which we are not told.
	Protected bool
	// Medium is what the REST interface tells of an attachment.
	Medium Medium
	// Featured is the picture above the text, by number and, if known, address.
	Featured Medium
	// SEO of the REST interface's plugins, by our names.
	SEOTitle, SEODescription, Canonical, Language string
	NoIndex                                       bool
	// primary and coAuthors are on their way from one step of the mapping to the
	// next.
	primary   int64
	coAuthors []TermRef
}

type wpComment struct {
	ID, Parent, User, Post                int64
	Author, Email, URL, IP, Date, DateGMT string
	Content, Approved, Type               string
	Meta                                  []Field
}

func (p *wpPost) meta(names ...string) string {
	for _, n := range names {
		for i := len(p.Meta) - 1; i >= 0; i-- {
			if p.Meta[i].Name == n && strings.TrimSpace(p.Meta[i].Value) != "" {
				return p.Meta[i].Value
			}
		}
	}
	return ""
}

// wordpress turns posts into records. It remembers what later posts need: authors,
// and terms by slug; both are few.
type wordpress struct {
	o       StreamOptions
	site    Site
	hosts   []string
	key     string // of origins: the site's host and path
	authors map[string]*Author
	terms   map[string]*Term
	byID    map[int64]*Term
}

func newWordPress(o StreamOptions) *wordpress {
	w := &wordpress{o: o, authors: map[string]*Author{}, terms: map[string]*Term{}, byID: map[int64]*Term{}}
	w.setSite(Site{URL: o.Site})
	return w
}

func (w *wordpress) setSite(s Site) {
	w.site = s
	if s.Zone != "" {
		if z, err := time.LoadLocation(s.Zone); err == nil {
			w.o.Zone = z
		}
	}
	if u, err := url.Parse(s.URL); err == nil && u.Host != "" {
		w.hosts = []string{u.Hostname()}
		w.key = bareHost(u.Hostname()) + strings.TrimSuffix(u.Path, "/")
	}
}

const maxRemembered = 200_000

func (w *wordpress) author(a *Author) {
	if a.Name == "" {
		a.Name = strings.TrimSpace(a.First + " " + a.Last)
	}
	if a.Name == "" {
		a.Name = a.Login
	}
	a.Name = oneLine(a.Name)
	a.Bio = plainText(a.Bio)
	if a.Slug == "" {
		a.Slug = news.Slug(a.Login)
	}
	if w.site.URL != "" && a.Slug != "" {
		a.Addresses = append(a.Addresses, Address{w.site.URL + "/author/" + a.Slug + "/", "permalink"})
		if a.Number > 0 {
			a.Addresses = append(a.Addresses, Address{w.site.URL + "/?author=" + strconv.FormatInt(a.Number, 10), "id"})
		}
	}
	if len(w.authors) < maxRemembered {
		w.authors[a.Login] = a
		if w.authors[a.Slug] == nil {
			w.authors[a.Slug] = a
		}
	}
}

func (w *wordpress) term(t *Term) {
	if t.Name == "" {
		t.Name = t.Slug
	}
	t.Name = plainTitle(t.Name)
	t.Description = plainText(t.Description)
	if t.Slug == "" {
		t.Slug = news.Slug(t.Name)
	}
	if len(w.terms) < maxRemembered {
		w.terms[t.Taxonomy+"\x00"+t.Slug] = t
		if t.Number > 0 {
			w.byID[t.Number] = t
		}
	}
	w.termAddresses(t)
}

// termAddresses are WordPress's usual ones; a site can have other words in them,
// which its REST interface tells and an export does not.
func (w *wordpress) termAddresses(t *Term) {
	if w.site.URL == "" || t.Slug == "" || len(t.Addresses) > 0 {
		return
	}
	slug := t.Slug
	base := "/" + t.Taxonomy + "/"
	id := "taxonomy=" + url.QueryEscape(t.Taxonomy) + "&term=" + url.QueryEscape(t.Slug)
	switch t.Taxonomy {
	case "category":
		base, id = "/category/", "cat="+strconv.FormatInt(t.Number, 10)
		for up, n := t.Parent, 0; up != "" && n < 10; n++ {
			slug = up + "/" + slug
			p := w.terms["category\x00"+up]
			if p == nil {
				break
			}
			up = p.Parent
		}
	case "post_tag":
		base, id = "/tag/", "tag="+url.QueryEscape(t.Slug)
	case "nav_menu":
		return
	}
	if becomes(t.Taxonomy) == "" {
		return
	}
	t.Addresses = append(t.Addresses, Address{w.site.URL + base + slug + "/", "permalink"})
	if t.Taxonomy != "category" || t.Number > 0 {
		t.Addresses = append(t.Addresses, Address{w.site.URL + "/?" + id, "id"})
	}
}

// remembers reports whether a record is needed again when a run goes on behind it:
// guest authors are.
func (w *wordpress) remembers(p *wpPost) bool { return p.Type == "guest-author" }

// records gives what a post is here.
func (w *wordpress) records(p *wpPost) []Record {
	if p.Type == "" {
		p.Type = "post"
	}
	switch kind := typeOf(p.Type); {
	case p.Type == "attachment":
		return []Record{{Medium: w.medium(p)}}
	case p.Type == "nav_menu_item":
		return []Record{{MenuItem: w.menuItem(p)}}
	case p.Type == "guest-author":
		a := w.guest(p)
		w.author(a)
		return []Record{{Author: a}}
	case kind != "" || p.Status == "auto-draft" || p.Status == "inherit":
		why := firstText(kind, "type")
		if p.Status == "auto-draft" || p.Status == "inherit" {
			why = "state"
		}
		return []Record{{Kept: &Kept{What: p.Type, Number: p.ID, Title: plainTitle(p.Title), Why: why, Raw: p.Content, Fields: append(p.Meta, p.Extra...)}}}
	}
	return []Record{{Item: w.item(p)}}
}

// outline gives what a post is called, if it is an article or a file.
func (w *wordpress) outline(p *wpPost) (Record, bool) {
	if p.Type == "" {
		p.Type = "post"
	}
	switch {
	case p.Type == "attachment":
		m := &Medium{Number: p.ID, Parent: p.Parent, Order: p.Order, URL: firstText(w.absolute(p.AttachmentURL), w.absolute(p.GUID)), Addresses: w.addresses(p)}
		m.MIME = mimeOf(m.URL)
		m.Kind = kindOf(m.MIME)
		return Record{Medium: m}, true
	case p.Type == "nav_menu_item", p.Type == "guest-author", typeOf(p.Type) != "", p.Status == "auto-draft", p.Status == "inherit":
		return Record{}, false
	}
	it := &Item{Ref: -p.ID, Number: p.ID, Type: p.Type, Parent: p.Parent, Order: p.Order, Slug: p.Name, Addresses: w.addresses(p)}
	it.Origin, it.Also = w.origin(p)
	w.state(it, p)
	it.Kept = nil
	return Record{Item: it}, true
}

// typeOf says why posts of a type are no articles, "" when they are.
func typeOf(t string) string {
	switch t {
	case "post", "page":
		return ""
	case "revision", "customize_changeset", "custom_css", "oembed_cache", "user_request", "wp_block", "wp_template", "wp_template_part",
		"wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face", "acf-field", "acf-field-group", "acf-post-type", "acf-taxonomy",
		"wpcf7_contact_form", "wpforms", "feedback", "shop_order", "shop_coupon", "shop_order_refund", "elementor_library", "elementor_snippet",
		"scheduled-action", "ml-slider", "ml-slide", "tablepress_table", "amp_validated_url", "jp_pay_order", "mc4wp-form", "spucpt", "popup",
		"web-story-template", "postman_sent_mail", "flamingo_contact", "flamingo_inbound", "polylang_mo", "wp_stream_alerts", "is_search_form":
		return "type"
	}
	return ""
}

// when gives a time: the one in UTC, else the site's local one, else the feed's.
func (w *wordpress) when(gmt, local, pub string) time.Time {
	if t, ok := wpTime(gmt, time.UTC); ok {
		return t
	}
	if t, ok := wpTime(local, w.o.Zone); ok {
		return t.UTC()
	}
	for _, layout := range [...]string{time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700"} {
		if t, err := time.Parse(layout, pub); err == nil && t.Year() > 1 {
			return t.UTC()
		}
	}
	return time.Time{}
}

// wpTime reads "2024-06-05 16:04:48"; zeros mean that there is none.
func wpTime(s string, zone *time.Location) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 19 || strings.HasPrefix(s, "0000") {
		return time.Time{}, false
	}
	if zone == nil {
		zone = time.UTC
	}
	for _, layout := range [...]string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil && t.Year() > 1 {
			return t, true
		}
	}
	return time.Time{}, false
}

// absolute makes an address of the site absolute; "" when it is none.
func (w *wordpress) absolute(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		return s
	}
	if strings.HasPrefix(s, "/") && w.site.URL != "" {
		if u, err := url.Parse(w.site.URL); err == nil {
			if r, err := url.Parse(s); err == nil {
				return u.ResolveReference(r).String()
			}
		}
	}
	return ""
}

// addresses are all forms under which a post could be asked for, beside those that
// follow by rule from its permalink ([Address.Variants]).
func (w *wordpress) addresses(p *wpPost) []Address {
	var out []Address
	add := func(u, form string) {
		if u == "" {
			return
		}
		for _, a := range out {
			if a.URL == u {
				return
			}
		}
		out = append(out, Address{u, form})
	}
	link := w.absolute(p.Link)
	if link != "" && !strings.ContainsAny(link, "?#") {
		add(link, "permalink")
	}
	if w.site.URL != "" && p.ID > 0 {
		id := strconv.FormatInt(p.ID, 10)
		add(w.site.URL+"/?p="+id, "short")
		switch p.Type {
		case "page":
			add(w.site.URL+"/?page_id="+id, "short")
		case "attachment":
			add(w.site.URL+"/?attachment_id="+id, "short")
		case "post":
		default:
			add(w.site.URL+"/?post_type="+url.QueryEscape(p.Type)+"&p="+id, "short")
		}
	}
	if strings.Contains(link, "?") {
		add(link, "short")
	}
	if w.ours(p.GUID) {
		add(p.GUID, "guid")
	}
	if link != "" && p.Name != "" && !strings.Contains(link, "?") {
		for _, f := range p.Meta {
			if f.Name != "_wp_old_slug" || f.Value == "" || f.Value == p.Name {
				continue
			}
			trimmed := strings.TrimSuffix(link, "/")
			if dir, last := path.Split(trimmed); last == p.Name || last == url.PathEscape(p.Name) {
				add(dir+f.Value+link[len(trimmed):], "old")
			}
		}
	}
	return out
}

func (w *wordpress) ours(u string) bool {
	if !strings.HasPrefix(u, "http") || len(w.hosts) == 0 {
		return false
	}
	return bareHost(hostOf(u)) == bareHost(w.hosts[0])
}

// origin is the identity of a post. One site has one number for each, whether it
// is read from an export or over the network.
func (w *wordpress) origin(p *wpPost) (o news.Origin, also []news.Origin) {
	o.Source = "wordpress"
	if p.ID > 0 {
		o.Key = w.key + "/?p=" + strconv.FormatInt(p.ID, 10)
	}
	if p.GUID != "" {
		guid := news.Origin{Source: "wordpress", Key: "guid:" + p.GUID}
		if o.Key == "" {
			o.Key = guid.Key
		} else {
			also = append(also, guid)
		}
	}
	if o.Key == "" {
		o.Key = firstText(p.Link, sum(p.Title, p.Date, p.Type))
	}
	if len(o.Key) > 500 {
		o.Key = sum(o.Key)
	}
	return o, also
}

// hash tells whether a post changed since it was read last.
func (p *wpPost) hash() string {
	parts := []string{p.Title, p.Link, p.Creator, p.Date, p.DateGMT, p.Content, p.Excerpt, p.Name, p.Status, p.Type, p.Password,
		strconv.FormatInt(p.Parent, 10), strconv.FormatBool(p.Sticky), p.CommentStatus, strconv.FormatInt(p.Featured.Number, 10)}
	for _, t := range p.Terms {
		parts = append(parts, t.Taxonomy, t.Slug, t.Name)
	}
	for _, f := range p.Meta {
		if !passing[f.Name] && !isCounter(f.Name) {
			parts = append(parts, f.Name, f.Value)
		}
	}
	return sum(parts...)
}

// plainTitle is a title without markup; WordPress lets some stand in titles.
func plainTitle(s string) string {
	if strings.IndexByte(s, '<') < 0 && strings.IndexByte(s, '&') < 0 && !needsCleaning(s) {
		return oneLine(s)
	}
	return oneLine(MapHTML(s, MapOptions{Seed: "t"}).Doc.Text())
}

// plainText is a text of a few paragraphs without markup.
func plainText(s string) string {
	if strings.IndexByte(s, '<') < 0 && strings.IndexByte(s, '&') < 0 && !needsCleaning(s) {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(MapHTML(s, MapOptions{Classic: true, Seed: "t"}).Doc.Text())
}

func (w *wordpress) comments(p *wpPost) []Comment {
	var out []Comment
	for i := range p.Comments {
		out = append(out, w.comment(&p.Comments[i]))
	}
	return out
}

func (w *wordpress) comment(c *wpComment) Comment {
	r := Comment{Number: c.ID, Article: c.Post, Parent: c.Parent, User: c.User, Author: oneLine(c.Author), Email: c.Email, URL: c.URL, IP: c.IP,
		Published: w.when(c.DateGMT, c.Date, ""), Type: firstText(c.Type, "comment"), Fields: c.Meta}
	switch c.Approved {
	case "1", "approve", "approved":
		r.State = "approved"
	case "spam":
		r.State = "spam"
	case "trash", "post-trashed":
		r.State = "trash"
	default:
		r.State = "held"
	}
	if r.Text = plainText(c.Content); r.Text != strings.TrimSpace(c.Content) {
		r.Raw = c.Content
	}
	return r
}

func (w *wordpress) menuItem(p *wpPost) *MenuItem {
	m := &MenuItem{Number: p.ID, Order: p.Order, Title: plainTitle(p.Title), Type: p.meta("_menu_item_type"), Object: p.meta("_menu_item_object"),
		ObjectID: number(p.meta("_menu_item_object_id")), Parent: number(p.meta("_menu_item_menu_item_parent")), URL: p.meta("_menu_item_url"),
		Hidden: p.Status != "publish"}
	switch m.Type {
	case "post_type":
		m.Type = "article"
	case "taxonomy":
		m.Type = "term"
	default:
		m.Type = "custom"
	}
	for _, t := range p.Terms {
		if t.Taxonomy == "nav_menu" {
			m.Menu = firstText(t.Slug, news.Slug(t.Name))
		}
	}
	return m
}

func (w *wordpress) guest(p *wpPost) *Author {
	a := &Author{Guest: true, Number: 0, Name: plainTitle(firstText(p.meta("cap-display_name"), p.Title)), Login: firstText(p.meta("cap-user_login"), strings.TrimPrefix(p.Name, "cap-")),
		Email: p.meta("cap-user_email"), First: p.meta("cap-first_name"), Last: p.meta("cap-last_name"), URL: p.meta("cap-website"),
		Bio: plainText(firstText(p.meta("cap-description"), p.Content))}
	a.Slug = firstText(strings.TrimPrefix(p.Name, "cap-"), a.Login)
	for _, f := range p.Meta {
		if !strings.HasPrefix(f.Name, "cap-") && !passing[f.Name] {
			a.Fields = append(a.Fields, f)
		}
	}
	return a
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
