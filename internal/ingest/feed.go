package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	feedjson "github.com/mmcdole/gofeed/json"
	"github.com/mmcdole/gofeed/rss"

	"warta/internal/body"
	"warta/internal/locale"
	"warta/internal/news"
)

// A feed tells of articles in RSS 2.0, RSS 1.0, Atom or JSON Feed; a good library
// reads the four into one form. What a feed gives whole becomes an article; what it
// only announces becomes one with a note. Every item says where it was taken from
// (PRS-17, PRS-82), unless it is this paper's own old feed, which [StreamOptions]
// says by Site.

// MaxFeed is the largest feed taken, in bytes, MaxFeedItems the most items of it.
const (
	MaxFeed      = 16 << 20
	MaxFeedItems = 20_000
	maxFeedDepth = 64
)

// detectFeed takes what begins like one of the formats.
func detectFeed(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, utf8Mark), " \t\r\n")
	if bytes.HasPrefix(head, []byte("{")) {
		return bytes.Contains(head, []byte("jsonfeed.org/version"))
	}
	return bytes.HasPrefix(head, []byte("<")) && feedRoot(head) != ""
}

// feedRoot gives the name of the outermost element, if it is a feed's.
func feedRoot(b []byte) string {
	for range 50 {
		i := bytes.IndexByte(b, '<')
		if i < 0 || i+1 >= len(b) {
			return ""
		}
		b = b[i+1:]
		switch {
		case bytes.HasPrefix(b, []byte("!--")):
			end := bytes.Index(b, []byte("-->"))
			if end < 0 {
				return ""
			}
			b = b[end+3:]
		case b[0] == '?' || b[0] == '!':
			end := bytes.IndexByte(b, '>')
			if end < 0 {
				return ""
			}
			b = b[end+1:]
		default:
			end := bytes.IndexAny(b, " \t\r\n>/")
			if end < 0 {
				return ""
			}
			name := string(b[:end])
			if _, local, ok := strings.Cut(name, ":"); ok {
				name = local
			}
			switch strings.ToLower(name) {
			case "rss", "feed", "rdf", "channel":
				return name
			}
			return ""
		}
	}
	return ""
}

// StreamFeed reads a feed. Records come in the order site, items; At.Offset counts
// items, so that a run that goes on From one leaves out those before it.
func StreamFeed(ctx context.Context, r io.Reader, o StreamOptions) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		o.Options = o.Options.withDefaults()
		f, err := readFeed(ctx, r, o)
		if err != nil {
			yield(Record{}, err)
			return
		}
		if !yield(Record{Site: &f.site}, nil) {
			return
		}
		n := int64(0)
		for i := range f.feed.Items {
			n++
			if err := ctx.Err(); err != nil {
				yield(Record{}, err)
				return
			}
			if n < o.From {
				continue
			}
			if !yield(Record{At: Position{Offset: n}, Item: f.item(i)}, nil) {
				return
			}
		}
		n++
		yield(Record{At: Position{Offset: n}, End: &End{Repaired: f.repaired}}, nil)
	}
}

// SurveyFeed looks through a feed.
func SurveyFeed(ctx context.Context, r io.Reader, o StreamOptions) (Survey, error) {
	o.Options = o.Options.withDefaults()
	v := Survey{Items: map[string]int{}, Terms: map[string]int{}}
	f, err := readFeed(ctx, r, o)
	if err != nil {
		return v, err
	}
	v.Items["entry"], v.Bytes, v.Site, v.Repaired = len(f.feed.Items), int64(f.size), f.site, f.repaired
	return v, nil
}

type feedReading struct {
	o        StreamOptions
	feed     *gofeed.Feed
	rss      *rss.Feed
	atom     *atom.Feed
	json     *feedjson.Feed
	site     Site
	base     string
	own      bool
	size     int
	repaired map[string]int
}

func readFeed(ctx context.Context, r io.Reader, o StreamOptions) (*feedReading, error) {
	refuse := refusal(o.Options, "feed")
	b, err := io.ReadAll(io.LimitReader(&rowReader{ctx: ctx, r: r, max: 1 << 62}, MaxFeed+1))
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		e := news.Refuse(news.Invalid, "import feed "+o.Name, "import.unreadable", map[string]any{"file": o.Name})
		e.Err = err
		return nil, e
	}
	if len(b) > MaxFeed {
		return nil, refuse("import.too_large_feed", map[string]any{"limit": o.Locale.FileSize(MaxFeed)})
	}
	size := len(b)
	f := &feedReading{o: o, size: size, repaired: map[string]int{}}
	if len(bytes.TrimSpace(b)) == 0 {
		return nil, refuse("import.empty", nil)
	}
	text, err := f.decode(b, refuse)
	if err != nil {
		return nil, err
	}
	head := bytes.TrimLeft(text, " \t\r\n")
	isJSON := bytes.HasPrefix(head, []byte("{"))
	switch {
	case isJSON:
		if !json.Valid(text) {
			var v json.RawMessage
			err := json.Unmarshal(text, &v)
			var syntax *json.SyntaxError
			at := 0
			if errors.As(err, &syntax) {
				at = int(syntax.Offset) - 1
			}
			p := place(bytes.NewReader(text), int64(max(at, 0)))
			return nil, refuse("import.json_syntax", map[string]any{"line": p.Line, "column": p.Column})
		}
		if !bytes.Contains(text, []byte("jsonfeed.org/version")) {
			return nil, refuse("import.feed_not", nil)
		}
	case feedRoot(head) == "":
		if isHTML(fold(string(head[:min(len(head), 200)]))) {
			return nil, refuse("import.feed_page", map[string]any{"found": firstText(strings.Join(feedLinks(text, o.Site), ", "), "–")})
		}
		return nil, refuse("import.feed_not", nil)
	default:
		if at, code := feedBomb(text); code != "" {
			p := place(bytes.NewReader(text), int64(at))
			return nil, refuse("import.too_"+code, map[string]any{"line": p.Line, "column": p.Column, "limit": maxFeedDepth})
		}
	}
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true
	feed, err := p.Parse(bytes.NewReader(text))
	if err != nil || feed == nil {
		line := 0
		var syntax *xml.SyntaxError
		if errors.As(err, &syntax) {
			line = syntax.Line
		}
		e := refuse("import.feed_damaged", map[string]any{"line": max(line, 1)})
		var x *news.Error
		if errors.As(e, &x) {
			x.Err = err
		}
		return nil, e
	}
	if len(feed.Items) > MaxFeedItems {
		return nil, refuse("import.too_many_items", map[string]any{"limit": MaxFeedItems})
	}
	f.feed = feed
	switch original := feed.OriginalFeed().(type) {
	case *rss.Feed:
		f.rss = original
	case *atom.Feed:
		f.atom = original
	case *feedjson.Feed:
		f.json = original
	}
	link := feed.Link
	if link == "" {
		link = feed.FeedLink
	}
	f.base = firstText(webURL(link), webURL(o.Site))
	f.site = Site{Name: plainTitle(feed.Title), Tagline: plainText(feed.Description), URL: strings.TrimRight(f.base, "/"), Language: feed.Language,
		Version: strings.TrimSpace(feed.FeedType + " " + feed.FeedVersion), Generator: feed.Generator}
	f.own = o.Site != "" && bareHost(hostOf(o.Site)) == bareHost(hostOf(f.base))
	return f, nil
}

func webURL(s string) string {
	if u, err := url.Parse(strings.TrimSpace(s)); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return strings.TrimSpace(s)
	}
	return ""
}

// decode gives the feed as UTF-8. What a declaration says counts only for bytes that
// are no UTF-8.
func (f *feedReading) decode(b []byte, refuse func(string, map[string]any) error) ([]byte, error) {
	text, used, ok := toUTF8(b, declaredEncoding(b[:min(len(b), 2048)]))
	if !ok {
		return nil, refuse("import.xml_encoding", map[string]any{"encoding": clip(used)})
	}
	if used != "utf-8" {
		f.repaired["encoding"]++
	}
	if needsCleaning(text) && !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }) {
		f.repaired["control"]++
	}
	text = cleanText(text)
	// The declaration is true now.
	if i := strings.Index(text[:min(len(text), 500)], "<?xml"); i >= 0 {
		if end := strings.Index(text[i:], "?>"); end >= 0 {
			text = text[i+end+2:]
		}
	}
	return []byte(text), nil
}

// feedBomb looks for elements in each other, and attributes, beyond what any feed
// has: the reader works by recursion.
func feedBomb(b []byte) (at int, code string) {
	depth := 0
	for i := 0; i < len(b); {
		if b[i] != '<' {
			n := bytes.IndexByte(b[i:], '<')
			if n < 0 {
				return 0, ""
			}
			i += n
		}
		skip := func(open, close string) bool {
			if !bytes.HasPrefix(b[i:], []byte(open)) {
				return false
			}
			n := bytes.Index(b[i:], []byte(close))
			if n < 0 {
				i = len(b)
			} else {
				i += n + len(close)
			}
			return true
		}
		if skip("<!--", "-->") || skip("<![CDATA[", "]]>") || skip("<?", "?>") || skip("<!", ">") {
			continue
		}
		start := i
		quote, equals := byte(0), 0
		for i++; i < len(b); i++ {
			c := b[i]
			if quote != 0 {
				if c == quote {
					quote = 0
				}
				continue
			}
			if c == '"' || c == '\'' {
				quote = c
			} else if c == '=' {
				if equals++; equals > 200 {
					return start, "deep"
				}
			} else if c == '>' {
				break
			}
		}
		switch {
		case start+1 < len(b) && b[start+1] == '/':
			depth = max(0, depth-1)
		case i > 0 && i < len(b) && b[i-1] == '/':
		default:
			if depth++; depth > maxFeedDepth {
				return start, "deep"
			}
		}
		i++
	}
	return 0, ""
}

// item makes an article of an entry.
func (f *feedReading) item(i int) *Item {
	g := f.feed.Items[i]
	link := withoutCampaign(f.absolute(g.Link))
	it := &Item{Ref: -int64(i + 1), Type: "entry", Kind: news.KindNews, Language: f.feed.Language, State: news.Live, Work: news.Settled}
	it.Origin, it.Also = f.origin(g, link)
	f.dates(it, g)
	content, summary := g.Content, g.Description
	if f.json != nil && i < len(f.json.Items) && f.json.Items[i] != nil {
		j := f.json.Items[i]
		content, summary = j.ContentHTML, j.Summary
		if content == "" && j.ContentText != "" {
			content = "<p>" + strings.ReplaceAll(esc(strings.TrimSpace(j.ContentText)), "\n\n", "</p><p>") + "</p>"
		}
		if j.Language != "" {
			it.Language = j.Language
		}
		if j.ExternalURL != "" {
			it.Kept = append(it.Kept, Field{"external_url", j.ExternalURL})
		}
	}
	if strings.TrimSpace(content) == "" {
		content, summary = summary, ""
		if plainText(content) != "" {
			it.note("text", "summary only", clip(plainTitle(content)))
		}
	}
	o := MapOptions{Base: firstText(link, f.base), Classic: !strings.Contains(content, "<p") && !strings.Contains(content, "<br"), Dateline: !f.o.NoDateline, Outlet: f.o.Outlet,
		Seed: it.Origin.Source + "\x00" + it.Origin.Key}
	m := MapHTML(content, o)
	it.Body, it.Media, it.Targets, it.Dateline = m.Doc, m.Media, m.Targets, m.Dateline
	it.Notes = append(it.Notes, m.Notes...)
	if m.Rest != "" {
		it.Kept = append(it.Kept, Field{"content (rest)", m.Rest})
	}
	it.Headline = plainTitle(g.Title)
	if it.Headline == "" {
		it.Headline = firstText(clip(oneLine(it.Body.FirstParagraph())), link, it.Origin.Key)
		it.note("text", "no headline", it.Headline)
	}
	if n := news.Length(it.Headline); n > headlineLimit {
		it.note("limit", "headline", it.Headline)
	}
	if s := plainText(summary); s != "" && !madeExcerpt(s, it.Body) && fold(s) != fold(it.Headline) {
		it.Standfirst = s
		it.noRepeat()
	}
	f.byline(it, g)
	for _, c := range g.Categories {
		if c = plainTitle(c); c != "" && !slices.Contains(it.Tags, c) {
			it.Tags = append(it.Tags, c)
		}
	}
	if len(it.Tags) > 0 {
		it.SectionHint = it.Tags[0]
	}
	if len(it.Tags) > 15 {
		it.note("limit", "tags", "")
	}
	f.media(it, g)
	f.source(it, i, g, link)
	f.rest(it, g)
	it.Origin.Hash = f.hash(g, content)
	return it
}

func (f *feedReading) absolute(s string) string {
	s = strings.TrimSpace(s)
	if webURL(s) != "" || s == "" {
		return s
	}
	base, err := url.Parse(f.base)
	if err != nil || f.base == "" {
		return ""
	}
	u, err := base.Parse(s)
	if err != nil {
		return ""
	}
	return webURL(u.String())
}

// origin is the entry's own identity. One that is not good everywhere ("17") is
// good in its feed alone.
func (f *feedReading) origin(g *gofeed.Item, link string) (o news.Origin, also []news.Origin) {
	o.Source = "feed"
	id := strings.TrimSpace(g.GUID)
	switch {
	case strings.Contains(id, ":") && len(id) > 10:
		o.Key = id
	case id != "":
		o.Key = bareHost(hostOf(firstText(f.base, link))) + "#" + id
	case link != "":
		o.Key = link
	default:
		o.Key = sum("entry", f.base, g.Title, g.Published, g.Description)
	}
	if len(o.Key) > 500 {
		o.Key = sum(o.Key)
	}
	if link != "" {
		also = append(also, news.Origin{Source: "page", Key: addressKey(link)})
	}
	return o, also
}

// addressKey is the identity of a page by its address: without scheme, www,
// fragment, the marks of campaigns, and a slash at the end.
func addressKey(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" {
		return sum("address", s)
	}
	q := u.Query()
	for name := range q {
		if strings.HasPrefix(name, "utm_") || name == "fbclid" || name == "gclid" || name == "amp" {
			q.Del(name)
		}
	}
	return sum("address", bareHost(u.Hostname()), strings.TrimSuffix(u.EscapedPath(), "/"), q.Encode())
}

// withoutCampaign takes the marks off an address that only count where a reader came
// from.
func withoutCampaign(s string) string {
	before, query, ok := strings.Cut(s, "?")
	if !ok {
		return s
	}
	query, fragment, _ := strings.Cut(query, "#")
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		if !strings.HasPrefix(part, "utm_") && !strings.HasPrefix(part, "fbclid=") && !strings.HasPrefix(part, "gclid=") {
			kept = append(kept, part)
		}
	}
	if kept != nil {
		before += "?" + strings.Join(kept, "&")
	}
	if fragment != "" {
		before += "#" + fragment
	}
	return before
}

func (f *feedReading) when(it *Item, s string, parsed *time.Time) time.Time {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}
	}
	if t, timed, zoned, ok := moment(s, f.o.Zone); ok {
		if !zoned && timed {
			it.note("text", "time without a zone", s)
		}
		if !timed {
			it.note("text", "no time of day", s)
		}
		return t
	}
	for _, l := range []*locale.Locale{f.o.Locale, locale.Get("id"), locale.Get("en")} {
		if d, ok := l.ParseDate(s, f.o.Zone); ok {
			return d.Time.UTC()
		}
	}
	if parsed != nil && parsed.Year() > 1 && parsed.Year() < 10000 {
		return parsed.UTC()
	}
	it.note("text", "date that could not be read", s)
	it.Kept = append(it.Kept, Field{"date", s})
	return time.Time{}
}

func (f *feedReading) dates(it *Item, g *gofeed.Item) {
	it.Published = f.when(it, g.Published, g.PublishedParsed)
	updated := time.Time{}
	if g.Updated != g.Published {
		updated = f.when(it, g.Updated, g.UpdatedParsed)
	}
	if it.Published.IsZero() {
		it.Published = updated
	} else if updated.After(it.Published) {
		it.Updated = updated
	}
	it.Created = it.Published
}

// byline: names as they stand; a list of full names in one field is taken apart.
func (f *feedReading) byline(it *Item, g *gofeed.Item) {
	seen := map[string]bool{}
	add := func(name, email string) {
		name = plainTitle(name)
		if name == "" || strings.Contains(name, "@") {
			if at := strings.IndexByte(firstText(name, email), '('); at > 0 {
				name = strings.Trim(firstText(name, email)[at:], "() ")
			} else if name == "" {
				return
			}
		}
		for _, by := range byWords {
			if len(name) > len(by) && strings.EqualFold(name[:len(by)], by) && name[len(by)] == ' ' {
				name = strings.TrimSpace(name[len(by):])
			}
		}
		names := splitNames(name)
		for _, n := range names {
			if len(strings.Fields(n)) < 2 {
				names = []string{name}
				break
			}
		}
		for _, n := range names {
			if n != "" && !seen[fold(n)] && len(it.Byline) < 50 {
				seen[fold(n)] = true
				it.Byline = append(it.Byline, Credit{Name: n})
			}
		}
	}
	for _, a := range g.Authors {
		if a != nil {
			add(a.Name, a.Email)
		}
	}
	if g.DublinCoreExt != nil {
		for _, c := range g.DublinCoreExt.Creator {
			add(c, "")
		}
	}
	if len(it.Byline) > 12 {
		it.note("limit", "byline", "")
	}
}

// feedMedium is a medium beside an entry's text.
type feedMedium struct {
	url, kind, mime        string
	caption, credit, title string
	width                  int
	// weak: a small picture for lists.
	weak bool
}

// media: the first picture stands above the text; sounds, films and documents
// follow it.
func (f *feedReading) media(it *Item, g *gofeed.Item) {
	var list []feedMedium
	add := func(m feedMedium) {
		if m.url = f.absolute(m.url); m.url == "" {
			return
		}
		if m.kind == "" {
			m.kind = kindOfMedium(m.mime, m.url)
		}
		for i := range list {
			if list[i].url == m.url {
				list[i].caption, list[i].credit = firstText(list[i].caption, m.caption), firstText(list[i].credit, m.credit)
				return
			}
		}
		list = append(list, m)
	}
	var walk func(ext.Extension, feedMedium, int)
	walk = func(e ext.Extension, outer feedMedium, depth int) {
		if depth > 5 {
			return
		}
		text := func(name string, from feedMedium, was string) string {
			for _, c := range e.Children[name] {
				if s := plainTitle(c.Value); s != "" && (name != "credit" || c.Attrs["role"] == "" || strings.Contains(c.Attrs["role"], "photo") || strings.Contains(c.Attrs["role"], "author")) {
					return s
				}
			}
			return was
		}
		outer.caption = text("description", outer, outer.caption)
		outer.title = text("title", outer, outer.title)
		outer.credit = text("credit", outer, outer.credit)
		if e.Name == "content" && e.Attrs["url"] != "" {
			m := outer
			m.url, m.mime = e.Attrs["url"], e.Attrs["type"]
			m.width, _ = strconv.Atoi(e.Attrs["width"])
			switch e.Attrs["medium"] {
			case "image":
				m.kind = "photo"
			case "video", "audio":
				m.kind = e.Attrs["medium"]
			}
			add(m)
		}
		for _, name := range []string{"content", "group"} {
			for _, c := range e.Children[name] {
				walk(c, outer, depth+1)
			}
		}
		for _, c := range e.Children["thumbnail"] {
			add(feedMedium{url: c.Attrs["url"], kind: "photo", weak: true})
		}
	}
	for _, name := range []string{"group", "content"} {
		for _, e := range g.Extensions["media"][name] {
			walk(e, feedMedium{caption: extText(g, "media", "description"), credit: extText(g, "media", "credit"), title: extText(g, "media", "title")}, 0)
		}
	}
	for _, e := range g.Enclosures {
		if e != nil {
			add(feedMedium{url: e.URL, mime: e.Type})
		}
	}
	if g.Image != nil {
		add(feedMedium{url: g.Image.URL, kind: "photo", caption: plainTitle(g.Image.Title)})
	}
	for _, e := range g.Extensions["media"]["thumbnail"] {
		add(feedMedium{url: e.Attrs["url"], kind: "photo", weak: true})
	}
	best := -1
	for i, m := range list {
		if m.kind == "photo" && (best < 0 || list[best].weak && !m.weak || !m.weak && m.width > list[best].width) {
			best = i
		}
	}
	inText := map[string]bool{}
	for _, m := range it.Media {
		inText[m.URL] = true
	}
	if best >= 0 {
		m := list[best]
		// A small picture beside a text that has pictures is one of them.
		if !m.weak || len(it.Media) == 0 {
			it.setLead(MediaRef{Kind: "photo", URL: m.url, Original: original(m.url)}, Lead{Caption: m.caption, Credit: m.credit})
		}
	}
	fresh := false
	for i, m := range list {
		if m.kind == "photo" {
			if i != best && !m.weak {
				it.Kept = append(it.Kept, Field{"picture", m.url})
			}
			continue
		}
		if inText[m.url] {
			continue
		}
		ref := -int64(len(it.Media) + 1)
		it.Media = append(it.Media, MediaRef{Ref: ref, Kind: m.kind, URL: m.url})
		caption := body.Inline(nil)
		if m.caption != "" {
			caption = body.Text(m.caption)
		}
		switch m.kind {
		case "video":
			it.Body.Blocks = append(it.Body.Blocks, &body.Video{Asset: ref, Caption: caption})
		case "audio":
			it.Body.Blocks = append(it.Body.Blocks, &body.Audio{Asset: ref, Caption: caption})
		default:
			it.Body.Blocks = append(it.Body.Blocks, &body.File{Asset: ref, Label: firstText(m.title, baseName(m.url))})
		}
		fresh = true
	}
	if fresh {
		it.Body.Version = body.SchemaVersion
		it.Body.AssignIDs(it.Origin.Source + "\x00" + it.Origin.Key)
	}
}

func baseName(u string) string {
	p := Address{URL: u}.Path()
	p, _, _ = strings.Cut(p, "?")
	return firstText(p[strings.LastIndexByte(p, '/')+1:], u)
}

func kindOfMedium(mime, u string) string {
	mime, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(mime)), "/")
	switch mime {
	case "image":
		return "photo"
	case "video", "audio":
		return mime
	}
	name := strings.ToLower(baseName(u))
	switch name[strings.LastIndexByte(name, '.')+1:] {
	case "jpg", "jpeg", "png", "webp", "gif", "avif":
		return "photo"
	case "mp3", "m4a", "ogg", "oga", "opus", "wav", "aac":
		return "audio"
	case "mp4", "m4v", "webm", "mov", "ogv":
		return "video"
	}
	return "file"
}

func extText(g *gofeed.Item, prefix, name string) string {
	for _, e := range g.Extensions[prefix][name] {
		if s := plainTitle(e.Value); s != "" {
			return s
		}
	}
	return ""
}

// source records where an entry was taken from. One of this paper's own old feed
// has an address here instead.
func (f *feedReading) source(it *Item, i int, g *gofeed.Item, link string) {
	if f.own && link != "" && bareHost(hostOf(link)) == bareHost(hostOf(f.o.Site)) {
		it.Addresses = append(it.Addresses, Address{link, "permalink"})
		last := strings.Trim(Address{URL: link}.Path(), "/")
		last, _, _ = strings.Cut(last[strings.LastIndexByte(last, '/')+1:], "?")
		if s, err := url.PathUnescape(last); err == nil && s == news.Slug(s) {
			it.Slug = s
		}
		return
	}
	s := news.Source{Name: f.site.Name, URL: firstText(link, f.site.URL), Item: strings.TrimSpace(g.GUID), Licence: plainTitle(f.feed.Copyright)}
	switch {
	case f.rss != nil && i < len(f.rss.Items) && f.rss.Items[i] != nil && f.rss.Items[i].Source != nil:
		if src := f.rss.Items[i].Source; plainTitle(src.Title) != "" {
			s.Name = plainTitle(src.Title)
		}
	case f.atom != nil && i < len(f.atom.Entries) && f.atom.Entries[i] != nil:
		e := f.atom.Entries[i]
		if e.Source != nil && plainTitle(e.Source.Title) != "" {
			s.Name = plainTitle(e.Source.Title)
		}
		if r := plainTitle(e.Rights); r != "" {
			s.Licence = r
		}
	}
	if s.Name == "" {
		s.Name = hostOf(s.URL)
	}
	if len(s.Item) > 500 {
		s.Item = ""
	}
	it.Source = &s
	it.Canonical = link
}

// rest keeps fields of a feed's own that have no home here.
func (f *feedReading) rest(it *Item, g *gofeed.Item) {
	for _, prefix := range slices.Sorted(maps.Keys(g.Extensions)) {
		if prefix == "media" || prefix == "content" || prefix == "dc" || prefix == "_" {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(g.Extensions[prefix])) {
			for _, e := range g.Extensions[prefix][name] {
				if v := strings.TrimSpace(firstText(e.Value, e.Attrs["href"], e.Attrs["url"])); v != "" && len(it.Kept) < 100 {
					it.Kept = append(it.Kept, Field{prefix + ":" + name, cleanText(v)})
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(g.Custom)) {
		if v := strings.TrimSpace(g.Custom[name]); v != "" && len(it.Kept) < 100 {
			it.Kept = append(it.Kept, Field{name, cleanText(v)})
		}
	}
}

func (f *feedReading) hash(g *gofeed.Item, content string) string {
	parts := []string{g.Title, g.Link, g.GUID, g.Published, g.Updated, content, g.Description}
	parts = append(parts, g.Categories...)
	for _, a := range g.Authors {
		if a != nil {
			parts = append(parts, a.Name)
		}
	}
	for _, e := range g.Enclosures {
		if e != nil {
			parts = append(parts, e.URL)
		}
	}
	return sum(parts...)
}
