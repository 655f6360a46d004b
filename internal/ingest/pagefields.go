package ingest

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"warta/internal/body"
	"warta/internal/locale"
	"warta/internal/news"
)

// fields fills what a page says of itself.
func (p *pageReading) fields() {
	it, m := &p.it, p.meta
	site := plainTitle(firstText(m.meta("og:site_name"), publisherOf(m), m.meta("application-name")))
	it.Headline = p.title(site)
	p.otherHeadlines(site)
	p.dates()
	p.people(site)
	if n := first(m.hclass["p-summary"]); n != nil {
		it.Standfirst = oneLine(textOf(n))
	}
	it.Description = plainTitle(firstText(m.meta("og:description"), m.meta("description"), m.ldOne("description"), m.meta("twitter:description")))
	for _, s := range append(m.ld("articleSection"), m.metas["article:section"]...) {
		if s = plainTitle(s); s != "" && len(s) <= 80 {
			it.SectionHint = s
			break
		}
	}
	p.tags()
	if p.address != "" || site != "" {
		it.Source = &news.Source{Name: firstText(site, hostOf(p.address)), URL: p.address, Licence: plainTitle(m.ldOne("license"))}
	}
	it.Canonical = webURL(m.canonical)
	if it.Canonical == "" {
		it.Canonical = p.address
	}
	if canonical := it.Canonical; canonical != "" && p.address != "" && addressKey(canonical) != addressKey(p.address) {
		it.Also = append(it.Also, news.Origin{Source: "page", Key: addressKey(canonical)})
	}
	for _, s := range m.metas["robots"] {
		it.NoIndex = it.NoIndex || strings.Contains(strings.ToLower(s), "noindex")
	}
	// An export of a system of its own says when it was published; without that it
	// was not.
	if m.hclass["h-entry"] != nil && m.hclass["dt-published"] == nil && m.hclass["p-canonical"] == nil && it.Published.IsZero() && p.o.Address == "" {
		it.State, it.Work = news.Never, news.Writing
	}
}

func first(list []*html.Node) *html.Node {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

func publisherOf(m *pageMeta) string {
	for _, a := range m.articles {
		switch v := a["publisher"].(type) {
		case map[string]any:
			if id, _ := v["@id"].(string); id != "" && v["name"] == nil && m.byID[id] != nil {
				v = m.byID[id]
			}
			if t := ldTexts(v["name"], 0); t != nil {
				return t[0]
			}
		case []any, string:
			if t := ldTexts(v, 0); t != nil && !strings.HasPrefix(t[0], "http") {
				return t[0]
			}
		}
	}
	return ""
}

// titleSeparators stand between a page's title and the site's name.
var titleSeparators = []string{" | ", " - ", " – ", " — ", " · ", " • ", " » ", " :: ", " / ", "_", " ｜ ", "|", ": "}

// title chooses the headline: the one that the page shows above its text, if what it
// says of itself agrees; else what it says.
func (p *pageReading) title(site string) string {
	m := p.meta
	if n := first(m.hclass["p-name"]); n != nil && m.hclass["h-entry"] != nil {
		if s := oneLine(textOf(n)); s != "" {
			return s
		}
	}
	og := withoutSite(plainTitle(m.meta("dc:title", "dcterms:title", "dcterm:title", "og:title", "weibo:article:title", "twitter:title", "dc.title", "parsely-title")), site)
	ld := withoutSite(plainTitle(m.ldOne("headline", "name")), site)
	title := plainTitle(m.title)
	var shown []string
	for _, h := range m.headings {
		if s := oneLine(textOf(h)); s != "" && !hiddenNode(h) {
			shown = append(shown, s)
		}
	}
	agree := func(s string) bool {
		return s != "" && (len(shown) == 0 && og == "" || alike(s, og) || alike(s, title) || slices.ContainsFunc(shown, func(h string) bool { return alike(s, h) }))
	}
	switch {
	case agree(ld):
		// Some cut it at the length that search engines print.
		for _, s := range append(slices.Clone(shown), og) {
			if cut := strings.TrimRight(fold(ld), ".… "); len(ld) >= 90 && strings.HasPrefix(fold(s), cut) {
				return s
			}
		}
		return ld
	case og != "":
		for _, h := range shown {
			if alike(h, og) {
				return h
			}
		}
		return og
	case ld != "" && title == "":
		return ld
	}
	for _, h := range shown {
		if alike(h, title) {
			return h
		}
	}
	if s := bareTitle(title, site); len(strings.Fields(s)) > 1 {
		return s
	}
	return firstText(bareTitle(title, site), firstOf(shown), ld)
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// otherHeadlines keeps what the page gave search engines and other sites to show.
func (p *pageReading) otherHeadlines(site string) {
	m := p.meta
	p.it.headline("social", withoutSite(plainTitle(m.meta("og:title", "twitter:title")), site))
	for _, s := range []string{withoutSite(plainTitle(m.ldOne("headline")), site), bareTitle(plainTitle(m.title), site)} {
		if s != "" && s != p.it.Headline && s != p.it.Headlines["social"] && p.it.Headlines["seo"] == "" {
			p.it.headline("seo", s)
		}
	}
	for _, h := range m.headings {
		if s := oneLine(textOf(h)); p.it.Headline != "" && s != p.it.Headline && s != p.it.Headlines["social"] && s != p.it.Headlines["seo"] && alike(s, p.it.Headline) {
			p.it.Kept = append(p.it.Kept, Field{"h1", s})
		}
	}
}

// alike: one holds most words of the other.
func alike(a, b string) bool {
	x, y := scoreWords(a), scoreWords(b)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	in := map[string]bool{}
	for _, w := range y {
		in[w] = true
	}
	n := 0
	for _, w := range x {
		if in[w] {
			n++
		}
	}
	return n*10 >= len(x)*7 && n*10 >= len(y)*5
}

func withoutSite(s, site string) string {
	if site == "" {
		return s
	}
	for _, sep := range titleSeparators {
		if i := strings.LastIndex(s, sep); i > 0 && fold(s[i+len(sep):]) == fold(site) {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}

// bareTitle takes the site's name off <title>: what stands behind the last separator,
// when what is before it is the longer part.
func bareTitle(s, site string) string {
	if out := withoutSite(s, site); out != s {
		return out
	}
	for _, sep := range titleSeparators[:8] {
		if i := strings.LastIndex(s, sep); i > 0 && len(strings.Fields(s[:i])) >= 4 && len(strings.Fields(s[i+len(sep):])) <= 4 {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}

// published are where pages say when, best first.
var publishedNames = []string{"article:published_time", "og:article:published_time", "datepublished", "date.published", "og:published_time", "published_time", "publishdate", "publish-date", "publish_date", "parsely-pub-date",
	"sailthru.date", "article.published", "article_date_original", "originalpublicationdate", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "date", "pubdate", "article:published", "rnews:datepublished",
	"weibo:article:create_at", "article:create_at", "content_create_date", "displaydate", "iso-8601-publish-date", "lastpubdate", "releasedate", "published"}

var modifiedNames = []string{"article:modified_time", "og:article:modified_time", "datemodified", "og:updated_time", "dateupdated", "last-modified", "dcterms.modified", "article:modified", "lastmod"}

func (p *pageReading) dates() {
	m, it := p.meta, &p.it
	// A value without a time of day, or without a zone, is second to one with both
	// that means the same day.
	var best time.Time
	quality := 0
	try := func(s string) {
		t, timed, zoned, ok := moment(s, p.o.Zone)
		if !ok {
			if f, found := p.o.Locale.ParseDate(s, p.o.Zone); found {
				t, timed, zoned, ok = f.Time.UTC(), f.HasTime, !slices.Contains(f.Doubts, locale.NoZone), true
			}
		}
		if !ok || t.Year() < 1990 {
			return
		}
		q := 1
		if timed {
			q++
			if zoned {
				q++
			}
		}
		if q > quality && (best.IsZero() || t.Sub(best).Abs() < 26*time.Hour) {
			best, quality = t, q
		}
	}
	for _, s := range m.ld("datePublished", "dateCreated", "uploadDate") {
		try(s)
	}
	for _, name := range publishedNames {
		for _, s := range m.metas[name] {
			try(s)
		}
	}
	for _, list := range [][]*html.Node{m.hclass["dt-published"], m.props["datepublished"], m.props["datecreated"]} {
		for _, n := range list {
			try(propText(n))
		}
	}
	// An entry that has a class for its date, and none of it, was not published.
	entry := len(m.hclass["h-entry"]) == 1
	if quality < 3 && !entry {
		p.timeElements(try)
	}
	if quality < 2 && !entry {
		p.visibleDate(try)
	}
	it.Published = best
	if quality == 2 {
		p.batch.Warnings = append(p.batch.Warnings, Warning{Code: "zone", Text: best.Format("2006-01-02 15:04")})
	}
	if quality == 1 {
		p.batch.Warnings = append(p.batch.Warnings, Warning{Code: "no_time", Text: best.In(p.o.Zone).Format("2006-01-02")})
	}
	for _, s := range append(m.ld("dateModified"), m.metas["article:modified_time"]...) {
		if t, _, _, ok := moment(s, p.o.Zone); ok && t.After(it.Published) && !it.Published.IsZero() {
			it.Updated = t
			break
		}
	}
}

// timeElements tries <time>: the first that is named for publication, or that stands
// near the headline.
func (p *pageReading) timeElements(try func(string)) {
	for _, named := range []bool{true, false} {
		for _, n := range p.meta.times {
			name := strings.ToLower(attr(n, "class") + " " + attr(n, "itemprop") + " " + attr(n, "pubdate"))
			is := hasAttr(n, "pubdate") || strings.Contains(name, "publi") || strings.Contains(name, "entry-date") || strings.Contains(name, "created")
			if is != named || strings.Contains(name, "updated") && !is || strings.Contains(name, "modified") && !is {
				continue
			}
			if !named && within(n, "aside", "footer", "nav", "li") {
				continue
			}
			try(firstText(attr(n, "datetime"), oneLine(textOf(n))))
			try(oneLine(textOf(n)))
			if !named {
				break
			}
		}
	}
}

func within(n *html.Node, names ...string) bool {
	for a := n.Parent; a != nil; a = a.Parent {
		if contains(names, a.Data) {
			return true
		}
	}
	return false
}

// visibleDate looks for a date that readers see: in short lines after the headline.
func (p *pageReading) visibleDate(try func(string)) {
	start := first(p.meta.headings)
	n, seen := 0, start == nil
	root := find(p.root, "body")
	if root == nil {
		return
	}
	done := false
	walkNodes(root, func(c *html.Node) bool {
		if done {
			return false
		}
		if c == start {
			seen = true
		}
		if c.Type == html.ElementNode {
			return c.Data != "script" && c.Data != "style" && c.Data != "noscript" && c.Data != "aside" && c.Data != "nav"
		}
		if !seen || c.Type != html.TextNode || len(c.Data) > 300 {
			return false
		}
		s := strings.TrimSpace(c.Data)
		if len(s) < 8 || len(s) > 160 {
			return false
		}
		if n++; n > 60 {
			done = true
			return false
		}
		if f, ok := p.o.Locale.FindDate(s, p.o.Zone); ok {
			try(s[f.Start:f.End])
			done = f.HasTime
		}
		return false
	})
}

func (p *pageReading) people(site string) {
	it, m := &p.it, p.meta
	seen := map[string]bool{}
	page := &page{o: p.o}
	add := func(s string) {
		s = oneLine(plainTitle(s))
		if s == "" || len(s) > 200 || strings.HasPrefix(s, "http") || strings.HasPrefix(s, "@") || fold(s) == fold(site) {
			return
		}
		if cs, ok := page.credits(newLine(0, s)); ok {
			for _, c := range cs {
				if c.Name != "" && !seen[fold(c.Name)] && len(it.Byline) < 30 {
					seen[fold(c.Name)] = true
					it.Byline = append(it.Byline, c)
				}
			}
			return
		}
		names := splitNames(s)
		for _, n := range names {
			if len(strings.Fields(n)) < 2 {
				names = []string{s}
				break
			}
		}
		for _, n := range names {
			if !seen[fold(n)] && len(it.Byline) < 30 {
				seen[fold(n)] = true
				it.Byline = append(it.Byline, Credit{Name: n})
			}
		}
	}
	for _, list := range [][]string{p.ldPeople("author"), p.ldPeople("creator"), m.metas["author"], m.metas["article:author"], m.metas["parsely-author"], m.metas["dc.creator"], m.metas["byl"], m.metas["sailthru.author"]} {
		for _, s := range list {
			add(s)
		}
		if len(it.Byline) > 0 {
			break
		}
	}
	for _, list := range [][]*html.Node{m.hclass["p-author"], m.props["author"], m.relAuthor} {
		if len(it.Byline) > 0 {
			break
		}
		for _, n := range list {
			if name := find(n, "[itemprop]"); name != nil {
				n = name
			}
			add(propText(n))
		}
	}
	for _, s := range p.ldPeople("editor") {
		if n := len(it.Byline); s != "" {
			add(s)
			if len(it.Byline) > n {
				it.Byline[len(it.Byline)-1].Role = news.RoleEditor
			}
		}
	}
}

// ldPeople gives the names of people in JSON-LD, following references.
func (p *pageReading) ldPeople(field string) (out []string) {
	var walk func(v any, depth int)
	walk = func(v any, depth int) {
		if depth > 5 || len(out) > 30 {
			return
		}
		switch v := v.(type) {
		case string:
			out = append(out, v)
		case []any:
			for _, x := range v {
				walk(x, depth+1)
			}
		case map[string]any:
			if v["name"] == nil {
				if id, _ := v["@id"].(string); id != "" && p.meta.byID[id] != nil {
					v = p.meta.byID[id]
				}
			}
			for _, s := range ldTexts(v["name"], 0) {
				out = append(out, s)
			}
		}
	}
	for _, a := range p.meta.articles {
		if a[field] != nil && len(out) == 0 {
			walk(a[field], 0)
		}
	}
	return out
}

func (p *pageReading) tags() {
	it, m := &p.it, p.meta
	add := func(s string) {
		s = plainTitle(s)
		if s != "" && len(s) <= 100 && len(it.Tags) < 50 && !slices.ContainsFunc(it.Tags, func(t string) bool { return fold(t) == fold(s) }) {
			it.Tags = append(it.Tags, s)
		}
	}
	for _, n := range append(m.hclass["p-tag"], m.hclass["p-category"]...) {
		add(oneLine(textOf(n)))
	}
	for _, list := range [][]string{m.metas["article:tag"], m.ld("keywords"), m.metas["news_keywords"], m.metas["keywords"]} {
		if len(it.Tags) > 0 {
			break
		}
		for _, s := range list {
			for part := range strings.SplitSeq(s, ",") {
				add(part)
			}
		}
	}
	if len(it.Tags) > 15 {
		it.note("limit", "tags", "")
	}
}

// takeLine takes lines of the text that are fields: who, when.
func (p *pageReading) takeLine(l line, sentences int) bool {
	if l.length > 160 {
		return false
	}
	page := &page{o: p.o}
	if sentences == 0 || l.length <= 80 {
		if cs, ok := page.credits(l); ok && (sentences == 0 || strings.Contains(l.text, ":") || hasOpening(l.folded, []string{"by ", "oleh "})) {
			for _, c := range cs {
				if c.Name != "" && !slices.ContainsFunc(p.it.Byline, func(x Credit) bool { return fold(x.Name) == fold(c.Name) }) {
					p.it.Byline = append(p.it.Byline, c)
				}
			}
			p.c.leaveText(l.text, "label")
			return true
		}
	}
	if sentences > 0 || l.length > 100 {
		return false
	}
	if slices.ContainsFunc(p.it.Byline, func(c Credit) bool {
		return c.Name != "" && (fold(c.Name) == l.folded || "von "+fold(c.Name) == l.folded || "de "+fold(c.Name) == l.folded)
	}) {
		p.c.leaveText(l.text, "label")
		return true
	}
	if _, ok := p.o.Locale.FindDate(l.text, p.o.Zone); ok && !endsSentence(l.text) {
		p.c.leaveText(l.text, "label")
		return true
	}
	return false
}

// lead is the picture above the text: the first that the page shows there, or the one
// that it names for others to show.
func (p *pageReading) lead() {
	it, m := &p.it, p.meta
	for i, b := range it.Body.Blocks {
		if i > 1 {
			break
		}
		if img, ok := b.(*body.Image); ok && p.plain(img) {
			it.Lead = &Lead{Media: img.Asset, Caption: img.Caption.Text(), Alt: img.Alt, Credit: img.Credit}
			it.Body.Blocks = slices.Delete(it.Body.Blocks, i, i+1)
			return
		}
		if b.Kind() != body.KindHeading {
			break
		}
	}
	image := firstText(m.meta("og:image:secure_url"), m.meta("og:image"), p.ldImage(), m.meta("twitter:image"), m.meta("twitter:image:src"))
	if image == "" {
		return
	}
	base, err := url.Parse(p.base)
	if err != nil {
		return
	}
	u, err := base.Parse(image)
	if err != nil || webURL(u.String()) == "" {
		return
	}
	it.setLead(MediaRef{Kind: "photo", URL: u.String(), Original: original(u.String())}, Lead{Alt: plainTitle(m.meta("og:image:alt")), Caption: p.ldImageField("caption", "description"), Credit: p.ldImageField("creditText", "author", "copyrightHolder")})
}

// plain: a caption without links and line breaks fits a lead.
func (p *pageReading) plain(img *body.Image) bool {
	for _, s := range img.Caption {
		if s.Break || linkOf(s) != "" {
			return false
		}
	}
	return img.Asset != 0
}

func (p *pageReading) ldImage() string {
	for _, a := range p.meta.articles {
		if s := imageOf(a["image"], 0); s != "" {
			return s
		}
	}
	return ""
}

func imageOf(v any, depth int) string {
	if depth > 4 {
		return ""
	}
	switch v := v.(type) {
	case string:
		return v
	case []any:
		for _, x := range v {
			if s := imageOf(x, depth+1); s != "" {
				return s
			}
		}
	case map[string]any:
		for _, name := range []string{"url", "contentUrl", "@id"} {
			if s := imageOf(v[name], depth+1); s != "" {
				return s
			}
		}
	}
	return ""
}

func (p *pageReading) ldImageField(names ...string) string {
	for _, a := range p.meta.articles {
		v := a["image"]
		if l, ok := v.([]any); ok && len(l) > 0 {
			v = l[0]
		}
		if m, ok := v.(map[string]any); ok {
			for _, n := range names {
				if t := ldTexts(m[n], 0); t != nil && !strings.HasPrefix(t[0], "http") && len(t[0]) < 500 {
					return plainTitle(t[0])
				}
			}
		}
	}
	return ""
}
