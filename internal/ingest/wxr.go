package ingest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"

	"warta/internal/news"
)

// A WXR file is RSS 2.0 with elements of WordPress's own (versions 1.0 to 1.2):
//
//	rss > channel > title, link, wp:author, wp:category, wp:tag, wp:term, item
//	item > title, content:encoded, wp:post_id, category, wp:postmeta, wp:comment
//
// It is read item by item; nothing of it is held longer.

// StreamWXR reads one file. Records come in the file's order, the site first. A
// file that is no export, or broken, gives one error that names line and column;
// since that can come late in a long file, [SurveyWXR] tells beforehand.
func StreamWXR(ctx context.Context, r io.Reader, o StreamOptions) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		o.Options = o.Options.withDefaults()
		x := &wxr{o: o, yield: yield, wp: newWordPress(o)}
		if o.Outline {
			x.outline = &Survey{Items: map[string]int{}, Terms: map[string]int{}}
		}
		err := x.read(ctx, r)
		if errors.Is(err, errStopped) {
			return
		}
		if err != nil {
			yield(Record{}, wxrRefusal(o.Options, err))
		}
	}
}

// detectWXR takes RSS with elements of WordPress's own.
func detectWXR(head []byte) bool {
	return (bytes.Contains(head, []byte("<rss")) || bytes.Contains(head, []byte("<channel"))) &&
		(bytes.Contains(head, []byte("wordpress.org/export/")) || bytes.Contains(head, []byte("<wp:")))
}

// Survey is what a first look through a file finds.
type Survey struct {
	// Items by type of the source ("post", "page", "attachment", …), Comments,
	// Authors and Terms by taxonomy: a plain count of the elements.
	Items    map[string]int `json:"items"`
	Terms    map[string]int `json:"terms"`
	Comments int            `json:"comments"`
	Authors  int            `json:"authors"`
	// Bytes is the length as UTF-8.
	Bytes    int64          `json:"bytes"`
	Site     Site           `json:"site"`
	Repaired map[string]int `json:"repaired,omitempty"`
	// ZoneMinutes is the distance of the site's clock from UTC, as its newest
	// article has it; ZoneKnown says that one told.
	ZoneMinutes int  `json:"zone_minutes"`
	ZoneKnown   bool `json:"zone_known"`
}

// SurveyWXR looks through a whole file without making anything of it: whether it
// is sound, and how much there is in it.
func SurveyWXR(ctx context.Context, r io.Reader, o StreamOptions) (Survey, error) {
	o.Options = o.Options.withDefaults()
	v := Survey{Items: map[string]int{}, Terms: map[string]int{}}
	x := &wxr{o: o, survey: &v, wp: newWordPress(o)}
	err := x.read(ctx, r)
	if x.s != nil {
		v.Bytes, v.Repaired = x.s.at.Offset, x.s.repairs
	}
	v.Site = x.site
	if err != nil {
		return v, wxrRefusal(o.Options, err)
	}
	return v, nil
}

func wxrRefusal(o Options, err error) error {
	var x *xmlError
	if !errors.As(err, &x) {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		e := news.Refuse(news.Invalid, "import wxr "+o.Name, "import.unreadable", map[string]any{"file": o.Name})
		e.Err = err
		return e
	}
	args := map[string]any{"file": o.Name, "line": x.at.Line, "column": x.at.Column}
	for k, v := range x.args {
		args[k] = v
	}
	kind := news.Invalid
	if x.code == "large" || x.code == "deep" || x.code == "attributes" || x.code == "tag_large" {
		kind = news.TooLarge
	}
	return news.Refuse(kind, "import wxr "+o.Name, "import.xml_"+x.code, args)
}

// wxr is one reading.
type wxr struct {
	o      StreamOptions
	yield  func(Record, error) bool
	survey *Survey
	// outline counts while records without content are given.
	outline *Survey
	s       *xmlScanner
	wp      *wordpress
	site    Site
	told    bool // the site was yielded
	// spaces are the prefixes that the file binds, by what they mean to us.
	spaces map[string]string
	// wpSeen: something of WordPress's own was met.
	wpSeen bool
}

func (x *wxr) read(ctx context.Context, r io.Reader) error {
	text, decode, err := readEncoding(r)
	if err != nil {
		return err
	}
	x.s = newXMLScanner(text, ctx.Err)
	x.s.decode = decode
	x.spaces = map[string]string{}
	if err := x.root(); err != nil {
		return err
	}
	for {
		t, err := x.s.tag()
		if err == io.EOF {
			if x.o.Truncated {
				break
			}
			return x.s.fail("ends", map[string]any{"element": "channel", "start": 1})
		}
		if err != nil {
			return err
		}
		if t.end {
			if t.name == "channel" || t.name == "rss" {
				break
			}
			return x.s.failAt(t.at, "mismatch", map[string]any{"found": "</" + t.full() + ">", "wanted": "</channel>"})
		}
		if err := x.element(t); err != nil {
			var cut *xmlError
			if x.o.Truncated && errors.As(err, &cut) && cut.code == "ends" {
				if err := x.emit(Record{At: t.at, Kept: &Kept{What: t.full(), Why: "truncated"}}); err != nil {
					return err
				}
				break
			}
			return err
		}
	}
	if !x.wpSeen {
		return x.s.fail("feed", nil)
	}
	if err := x.tell(); err != nil {
		return err
	}
	if x.outline != nil {
		x.outline.Bytes, x.outline.Repaired, x.outline.Site = x.s.at.Offset, x.s.repairs, x.site
	}
	return x.emit(Record{At: x.s.at, End: &End{Repaired: x.s.repairs, Survey: x.outline}})
}

// root finds <rss><channel>. What a broken server wrote before it is passed over.
func (x *wxr) root() error {
	s := x.s
	for {
		i := s.index([]byte{'<'}, 0, maxXMLJunk)
		if i < 0 {
			if s.err != nil {
				return s.err
			}
			if s.at.Offset == 0 && len(bytes.TrimSpace(s.rest())) == 0 && s.eof {
				return s.fail("empty", nil)
			}
			return s.fail("not", nil)
		}
		if s.at.Offset+int64(i) > maxXMLJunk {
			return s.fail("not", nil)
		}
		s.skip(i)
		s.have(200)
		b := s.rest()
		switch {
		case bytes.HasPrefix(b, []byte("<rss")), bytes.HasPrefix(b, []byte("<channel")):
			t, err := s.tag()
			if err != nil {
				return err
			}
			x.bind(t)
			if t.name == "channel" {
				return nil
			}
			if t, err = s.tag(); err == io.EOF {
				return s.ends("rss", t.at)
			} else if err != nil {
				return err
			}
			if t.name != "channel" || t.end {
				return s.failAt(t.at, "mismatch", map[string]any{"found": "<" + t.full() + ">", "wanted": "<channel>"})
			}
			x.bind(t)
			return nil
		case bytes.HasPrefix(b, []byte("<?xml")):
			if err := s.pass([]byte("?>"), 2, "?xml"); err != nil {
				return err
			}
		case bytes.HasPrefix(b, []byte("<!--")):
			if err := s.pass(commentEnd, 4, "comment"); err != nil {
				return err
			}
		case bytes.HasPrefix(b, []byte("<!DOCTYPE")) && !bytes.Contains(bytes.ToLower(b[:min(len(b), 40)]), []byte("html")):
			if err := s.docType(); err != nil {
				return err
			}
		case bytes.HasPrefix(b, []byte("<html")), bytes.HasPrefix(b, []byte("<!DOCTYPE")), bytes.HasPrefix(b, []byte("<feed")), bytes.HasPrefix(b, []byte("<rdf:")):
			return s.fail("not", nil)
		default:
			s.repairs["before"]++
			s.skip(1)
		}
	}
}

// bind notes prefixes.
func (x *wxr) bind(t xmlTag) {
	for _, a := range t.attrs {
		switch {
		case a.prefix == "xmlns":
			if m := meaning(a.value); m != "" {
				x.spaces[a.name] = m
			}
		case a.prefix == "" && a.name == "xmlns":
			if m := meaning(a.value); m != "" {
				x.spaces[""] = m
			}
		}
	}
}

// meaning of a namespace, by its address without the version.
func meaning(uri string) string {
	switch {
	case strings.Contains(uri, "wordpress.org/export/") && strings.Contains(uri, "/excerpt"):
		return "excerpt"
	case strings.Contains(uri, "wordpress.org/export"):
		return "wp"
	case strings.Contains(uri, "rss/1.0/modules/content"):
		return "content"
	case strings.Contains(uri, "purl.org/dc/"):
		return "dc"
	}
	return ""
}

// name gives an element's name with the usual prefix, whatever the file calls it.
// The usual prefixes mean the usual thing even where the file says otherwise or
// nothing: that is how WordPress reads its files.
func (x *wxr) name(t *xmlTag) string {
	switch t.prefix {
	case "wp", "content", "excerpt", "dc":
		return t.prefix + ":" + t.name
	}
	for _, a := range t.attrs {
		if t.prefix != "" && a.prefix == "xmlns" && a.name == t.prefix || t.prefix == "" && a.prefix == "" && a.name == "xmlns" {
			if m := meaning(a.value); m != "" {
				return m + ":" + t.name
			}
		}
	}
	if m := x.spaces[t.prefix]; m != "" && t.prefix != "" {
		return m + ":" + t.name
	}
	if t.prefix == "" && (strings.HasPrefix(t.name, "post_") || strings.HasPrefix(t.name, "comment_") || t.name == "postmeta" || t.name == "meta_key" || t.name == "meta_value") {
		return "wp:" + t.name
	}
	return t.full()
}

// element reads one element of the channel.
func (x *wxr) element(t xmlTag) error {
	x.s.spent = 0
	name := x.name(&t)
	if strings.HasPrefix(name, "wp:") {
		x.wpSeen = true
	}
	switch name {
	case "item":
		return x.item(t)
	case "wp:author":
		return x.author(t)
	case "wp:category", "wp:tag", "wp:term":
		return x.term(t, name)
	case "title", "link", "description", "language", "generator", "wp:wxr_version", "wp:base_site_url", "wp:base_blog_url", "pubDate", "lastBuildDate":
		s, err := x.s.text(&t, true, stopField)
		if err != nil {
			return err
		}
		s = strings.TrimSpace(s)
		switch name {
		case "title":
			x.site.Name = plainTitle(s)
		case "link":
			if x.site.URL == "" {
				x.site.URL = s
			}
		case "description":
			x.site.Tagline = plainTitle(s)
		case "language":
			x.site.Language = s
		case "generator":
			x.site.Generator = s
		case "wp:wxr_version":
			x.site.Version = s
		case "wp:base_blog_url":
			x.site.URL = s
		case "wp:base_site_url":
			if x.site.URL == "" {
				x.site.URL = s
			}
		}
		return nil
	case "image", "cloud", "atom:link", "sy:updatePeriod", "sy:updateFrequency", "docs", "ttl", "managingEditor", "webMaster", "copyright":
		_, err := x.s.text(&t, false, nil)
		return err
	}
	if x.stray(&t) {
		return nil
	}
	// Something that we do not know is kept as it is.
	s, err := x.s.text(&t, true, nil)
	if err != nil {
		return err
	}
	if err := x.tell(); err != nil {
		return err
	}
	return x.emit(Record{At: t.at, Kept: &Kept{What: t.full(), Why: "element", Raw: strings.TrimSpace(s)}})
}

// stray is a tag of HTML that has no end: a warning of PHP's in the middle of the
// file.
func (x *wxr) stray(t *xmlTag) bool {
	if t.prefix != "" || t.name != "br" && t.name != "hr" && t.name != "img" {
		return false
	}
	x.s.repairs["text"]++
	return true
}

// stopField: these cannot stand inside of a text, so its end is missing.
func stopField(b []byte) bool {
	if len(b) > 1 && b[1] == '/' {
		for _, w := range [...]string{"</item", "</channel", "</rss", "</wp:"} {
			if bytes.HasPrefix(b, []byte(w)) {
				return true
			}
		}
		return false
	}
	for _, w := range [...]string{"<item>", "<item ", "<wp:", "<content:encoded", "<excerpt:encoded", "<dc:creator", "<guid"} {
		if bytes.HasPrefix(b, []byte(w)) {
			return true
		}
	}
	return false
}

// tell yields the site before anything else.
func (x *wxr) tell() error {
	if x.told {
		return nil
	}
	x.told = true
	x.site.URL = strings.TrimSuffix(firstText(x.site.URL, x.o.Site), "/")
	x.wp.setSite(x.site)
	site := x.site
	return x.emit(Record{Site: &site})
}

func (x *wxr) emit(r Record) error {
	if x.survey != nil {
		return nil
	}
	if r.At.Offset < x.o.From && r.Site == nil && r.Author == nil && r.Term == nil && r.End == nil {
		return nil
	}
	if !x.yield(r, nil) {
		return errStopped
	}
	return nil
}

// fields reads the simple elements of a container, each once, in order. Elements
// for which sub answers true are read by it.
func (x *wxr) fields(t xmlTag, sub func(t xmlTag, name string) (bool, error), set func(name, value string, t *xmlTag)) error {
	if t.empty {
		return nil
	}
	if x.s.depth++; x.s.depth > maxXMLDepth {
		return x.s.failAt(t.at, "deep", map[string]any{"limit": maxXMLDepth})
	}
	defer func() { x.s.depth-- }()
	for {
		c, err := x.s.tag()
		if err == io.EOF {
			return x.s.ends(t.full(), t.at)
		}
		if err != nil {
			return err
		}
		if c.end {
			if c.full() == t.full() {
				return nil
			}
			return x.s.failAt(c.at, "mismatch", map[string]any{"found": "</" + c.full() + ">", "wanted": "</" + t.full() + ">"})
		}
		if x.stray(&c) {
			continue
		}
		name := x.name(&c)
		if strings.HasPrefix(name, "wp:") {
			x.wpSeen = true
		}
		if sub != nil {
			done, err := sub(c, name)
			if err != nil {
				return err
			}
			if done {
				continue
			}
		}
		stop := stopField
		if !strings.HasPrefix(name, "wp:") && name != "content:encoded" && name != "excerpt:encoded" && !plainFields[name] {
			stop = nil // not ours: kept as it is
		}
		if name == "item" {
			return x.s.failAt(c.at, "mismatch", map[string]any{"found": "<item>", "wanted": "</" + t.full() + ">"})
		}
		keep := x.survey == nil && x.outline == nil || surveyFields[name] || x.outline != nil && outlineFields[name]
		v, err := x.s.text(&c, keep, stop)
		if err != nil {
			return err
		}
		if x.s.spent > maxXMLElement {
			return x.s.failAt(t.at, "large", map[string]any{"element": t.full(), "limit": maxXMLElement >> 20})
		}
		set(name, v, &c)
	}
}

var plainFields = map[string]bool{"title": true, "link": true, "pubDate": true, "dc:creator": true, "guid": true, "description": true,
	"category": true}

var surveyFields = map[string]bool{"wp:post_type": true, "wp:post_date": true, "wp:post_date_gmt": true, "wp:term_taxonomy": true}

// outlineFields are what an outline tells of an item.
var outlineFields = map[string]bool{"link": true, "guid": true, "wp:post_id": true, "wp:post_name": true, "wp:status": true,
	"wp:post_parent": true, "wp:menu_order": true, "wp:attachment_url": true, "wp:post_password": true}

func (x *wxr) author(t xmlTag) error {
	a := &Author{}
	err := x.fields(t, nil, func(name, v string, _ *xmlTag) {
		v = strings.TrimSpace(v)
		switch name {
		case "wp:author_id":
			a.Number = number(v)
		case "wp:author_login":
			a.Login = v
		case "wp:author_email":
			a.Email = v
		case "wp:author_display_name":
			a.Name = v
		case "wp:author_first_name":
			a.First = v
		case "wp:author_last_name":
			a.Last = v
		case "wp:author_nicename":
			a.Slug = v
		case "wp:author_url":
			a.URL = v
		case "wp:author_description":
			a.Bio = v
		case "wp:author_password", "wp:author_pass":
			a.Hash = v
		default:
			a.Fields = append(a.Fields, Field{name, v})
		}
	})
	if err != nil {
		return err
	}
	if v := x.counting(); v != nil {
		v.Authors++
		return nil
	}
	if err := x.tell(); err != nil {
		return err
	}
	x.wp.author(a)
	return x.emit(Record{At: t.at, Author: a})
}

func (x *wxr) term(t xmlTag, name string) error {
	m := &Term{}
	switch name {
	case "wp:category":
		m.Taxonomy = "category"
	case "wp:tag":
		m.Taxonomy = "post_tag"
	}
	err := x.fields(t, func(c xmlTag, name string) (bool, error) {
		if name != "wp:termmeta" {
			return false, nil
		}
		f, err := x.meta(c)
		m.Fields = append(m.Fields, f)
		return true, err
	}, func(name, v string, _ *xmlTag) {
		switch v = strings.TrimSpace(v); name {
		case "wp:term_id":
			m.Number = number(v)
		case "wp:term_taxonomy":
			m.Taxonomy = v
		case "wp:category_nicename", "wp:tag_slug", "wp:term_slug":
			m.Slug = v
		case "wp:category_parent", "wp:term_parent":
			if m.Parent = v; v == "0" {
				m.Parent = ""
			}
		case "wp:cat_name", "wp:tag_name", "wp:term_name":
			m.Name = v
		case "wp:category_description", "wp:tag_description", "wp:term_description":
			m.Description = v
		default:
			m.Fields = append(m.Fields, Field{name, v})
		}
	})
	if err != nil {
		return err
	}
	if v := x.counting(); v != nil {
		v.Terms[m.Taxonomy]++
		return nil
	}
	if err := x.tell(); err != nil {
		return err
	}
	x.wp.term(m)
	return x.emit(Record{At: t.at, Term: m})
}

// meta reads a pair of key and value.
func (x *wxr) meta(t xmlTag) (f Field, err error) {
	err = x.fields(t, nil, func(name, v string, _ *xmlTag) {
		switch name {
		case "wp:meta_key":
			f.Name = strings.TrimSpace(v)
		case "wp:meta_value":
			f.Value = v
		}
	})
	return f, err
}

func (x *wxr) item(t xmlTag) error {
	x.bindings(t)
	p := &wpPost{}
	seen := map[string]bool{}
	comments := 0
	err := x.fields(t, func(c xmlTag, name string) (bool, error) {
		switch name {
		case "wp:postmeta":
			f, err := x.meta(c)
			p.Meta = append(p.Meta, f)
			return true, err
		case "wp:comment":
			comments++
			m, err := x.comment(c)
			p.Comments = append(p.Comments, m)
			return true, err
		}
		return false, nil
	}, func(name, v string, c *xmlTag) {
		if name == "category" {
			p.Terms = append(p.Terms, TermRef{Taxonomy: c.attr("domain"), Slug: c.attr("nicename"), Name: strings.TrimSpace(v)})
			return
		}
		if seen[name] || !p.set(name, v, c) {
			if strings.TrimSpace(v) != "" {
				p.Extra = append(p.Extra, Field{c.full(), v})
			}
			return
		}
		seen[name] = true
	})
	if err != nil {
		return err
	}
	if x.survey != nil {
		surveyItem(x.survey, p, comments)
		return nil
	}
	if err := x.tell(); err != nil {
		return err
	}
	if x.outline != nil {
		surveyItem(x.outline, p, comments)
		if r, ok := x.wp.outline(p); ok {
			r.At = t.at
			return x.emit(r)
		}
		return nil
	}
	// What lies before the place to go on from is read, but not mapped.
	if t.at.Offset < x.o.From && !x.wp.remembers(p) {
		return nil
	}
	for _, r := range x.wp.records(p) {
		r.At = t.at
		if err := x.emit(r); err != nil {
			return err
		}
	}
	return nil
}

// bindings of an item hold for its elements; they are few, and never taken back.
func (x *wxr) bindings(t xmlTag) {
	for _, a := range t.attrs {
		if a.prefix == "xmlns" && x.spaces[a.name] == "" && len(x.spaces) < 100 {
			if m := meaning(a.value); m != "" {
				x.spaces[a.name] = m
			}
		}
	}
}

// counting is where elements are counted instead of being mapped; nil where they
// are mapped.
func (x *wxr) counting() *Survey {
	if x.survey != nil {
		return x.survey
	}
	return x.outline
}

func surveyItem(v *Survey, p *wpPost, comments int) {
	v.Items[firstText(p.Type, "post")]++
	v.Comments += comments
	if local, ok := wpTime(p.Date, nil); ok {
		if utc, ok := wpTime(p.DateGMT, nil); ok {
			v.ZoneMinutes, v.ZoneKnown = int(local.Sub(utc).Minutes()), true
		}
	}
}

func (x *wxr) comment(t xmlTag) (wpComment, error) {
	m := wpComment{}
	err := x.fields(t, func(c xmlTag, name string) (bool, error) {
		if name != "wp:commentmeta" {
			return false, nil
		}
		f, err := x.meta(c)
		m.Meta = append(m.Meta, f)
		return true, err
	}, func(name, v string, c *xmlTag) {
		switch name {
		case "wp:comment_id":
			m.ID = number(strings.TrimSpace(v))
		case "wp:comment_author":
			m.Author = v
		case "wp:comment_author_email":
			m.Email = strings.TrimSpace(v)
		case "wp:comment_author_url":
			m.URL = strings.TrimSpace(v)
		case "wp:comment_author_IP":
			m.IP = strings.TrimSpace(v)
		case "wp:comment_date":
			m.Date = v
		case "wp:comment_date_gmt":
			m.DateGMT = v
		case "wp:comment_content":
			m.Content = v
		case "wp:comment_approved":
			m.Approved = strings.TrimSpace(v)
		case "wp:comment_type":
			m.Type = strings.TrimSpace(v)
		case "wp:comment_parent":
			m.Parent = number(strings.TrimSpace(v))
		case "wp:comment_user_id":
			m.User = number(strings.TrimSpace(v))
		default:
			m.Meta = append(m.Meta, Field{c.full(), v})
		}
	})
	return m, err
}

// set puts a simple element where it belongs; false when it is not ours.
func (p *wpPost) set(name, v string, c *xmlTag) bool {
	trimmed := strings.TrimSpace(v)
	switch name {
	case "title":
		p.Title = v
	case "link":
		p.Link = trimmed
	case "pubDate":
		p.PubDate = trimmed
	case "dc:creator", "wp:author":
		p.Creator = trimmed
	case "guid":
		p.GUID = trimmed
	case "description":
		p.Description = v
	case "content:encoded":
		p.Content = v
	case "excerpt:encoded":
		p.Excerpt = v
	case "wp:post_id":
		p.ID = number(trimmed)
	case "wp:post_date":
		p.Date = trimmed
	case "wp:post_date_gmt":
		p.DateGMT = trimmed
	case "wp:post_modified":
		p.Modified = trimmed
	case "wp:post_modified_gmt":
		p.ModifiedGMT = trimmed
	case "wp:comment_status":
		p.CommentStatus = trimmed
	case "wp:ping_status":
		p.PingStatus = trimmed
	case "wp:post_name":
		p.Name = trimmed
	case "wp:status":
		p.Status = trimmed
	case "wp:post_parent":
		p.Parent = number(trimmed)
	case "wp:menu_order":
		n, _ := strconv.ParseInt(trimmed, 10, 64)
		p.Order = n
	case "wp:post_type":
		p.Type = trimmed
	case "wp:post_password":
		p.Password = v
	case "wp:is_sticky":
		p.Sticky = trimmed == "1"
	case "wp:attachment_url":
		p.AttachmentURL = trimmed
	default:
		return false
	}
	return true
}
