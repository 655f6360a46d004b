package ingest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// pageMeta is what a page says of itself, by where it says it. Each list is in the
// order of the page.
type pageMeta struct {
	// articles are the nodes of JSON-LD that are articles, the page's own first.
	articles []map[string]any
	// byID finds nodes that others only name.
	byID map[string]map[string]any
	// metas by name, property or itemprop in lower case.
	metas map[string][]string
	// props are elements with itemprop, or with the classes of microformats.
	title, canonical, lang string
	amp                    string
	headings               []*html.Node // h1
	times                  []*html.Node
	props                  map[string][]*html.Node
	hclass                 map[string][]*html.Node
	relAuthor              []*html.Node
	article                []*html.Node // <article>
	base                   string
}

// maxLD bounds JSON-LD, per script and in nodes.
const (
	maxLDBytes = 2 << 20
	maxLDNodes = 5_000
)

// articleTypes are the types of JSON-LD that stand for an article, best first.
var articleTypes = []string{"newsarticle", "reportagenewsarticle", "liveblogposting", "opinionnewsarticle", "analysisnewsarticle", "reviewnewsarticle", "backgroundnewsarticle",
	"askpublicnewsarticle", "article", "blogposting", "socialmediaposting", "report", "scholarlyarticle", "techarticle", "review", "advertisercontentarticle", "satiricalarticle",
	"medicalscholarlyarticle", "recipe", "videoobject", "webpage"}

// microformats are classes of h-entry that we read.
var microformats = words("h-entry p-name p-summary e-content p-author dt-published dt-updated p-canonical u-url u-canonical p-tag p-category p-note")

func readMeta(root *html.Node) *pageMeta {
	m := &pageMeta{byID: map[string]map[string]any{}, metas: map[string][]string{}, props: map[string][]*html.Node{}, hclass: map[string][]*html.Node{}}
	nodes := 0
	walkNodes(root, func(n *html.Node) bool {
		if n.Type != html.ElementNode {
			return true
		}
		switch n.Data {
		case "script":
			if t := strings.ToLower(attr(n, "type")); strings.HasPrefix(strings.TrimSpace(t), "application/ld+json") && n.FirstChild != nil {
				m.linked(n.FirstChild.Data, &nodes)
			}
			return false
		case "style", "svg", "template":
			return false
		case "html":
			m.lang = firstText(attr(n, "lang"), attr(n, "xml:lang"))
		case "base":
			m.base = firstText(m.base, attr(n, "href"))
		case "title":
			if m.title == "" && n.Namespace == "" {
				m.title = oneLine(textOf(n))
			}
		case "meta":
			name := strings.ToLower(strings.TrimSpace(firstText(attr(n, "property"), attr(n, "name"), attr(n, "itemprop"), attr(n, "http-equiv"))))
			if v := strings.TrimSpace(attr(n, "content")); v != "" && name != "" {
				for _, one := range strings.Fields(name) {
					if len(m.metas[one]) < 50 {
						m.metas[one] = append(m.metas[one], v)
					}
				}
			}
		case "link":
			if contains(strings.Fields(strings.ToLower(attr(n, "rel"))), "canonical") && m.canonical == "" {
				m.canonical = strings.TrimSpace(attr(n, "href"))
			}
		case "h1":
			m.headings = append(m.headings, n)
		case "time":
			m.times = append(m.times, n)
		case "article":
			m.article = append(m.article, n)
		}
		for i := range n.Attr {
			switch a := &n.Attr[i]; a.Key {
			case "itemprop":
				for _, p := range strings.Fields(strings.ToLower(a.Val)) {
					if len(m.props[p]) < 200 {
						m.props[p] = append(m.props[p], n)
					}
				}
			case "rel":
				if n.Data != "link" && contains(strings.Fields(strings.ToLower(a.Val)), "author") {
					m.relAuthor = append(m.relAuthor, n)
				}
			case "class":
				if strings.Contains(a.Val, "p-") || strings.Contains(a.Val, "e-") || strings.Contains(a.Val, "dt-") || strings.Contains(a.Val, "h-") || strings.Contains(a.Val, "u-") {
					for _, c := range strings.Fields(a.Val) {
						if microformats[c] && len(m.hclass[c]) < 200 {
							m.hclass[c] = append(m.hclass[c], n)
						}
					}
				}
			}
		}
		return true
	})
	slices.SortStableFunc(m.articles, func(a, b map[string]any) int { return ldRank(a) - ldRank(b) })
	return m
}

// linked reads a script of JSON-LD: a node, a list of them, or a graph. Papers
// write line ends and tabs into its texts, and comments around it.
func (m *pageMeta) linked(s string, nodes *int) {
	if len(s) > maxLDBytes {
		return
	}
	s = strings.TrimSpace(s)
	for _, wrap := range [...][2]string{{"<!--", "-->"}, {"//<![CDATA[", "//]]>"}, {"/*<![CDATA[*/", "/*]]>*/"}, {"<![CDATA[", "]]>"}} {
		s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(s, wrap[0])), wrap[1]))
	}
	s = strings.TrimRight(s, "; \n\t")
	var v any
	d := json.NewDecoder(strings.NewReader(s))
	if d.Decode(&v) != nil {
		d = json.NewDecoder(strings.NewReader(escapeControls(s)))
		if d.Decode(&v) != nil {
			return
		}
	}
	m.node(v, 0, nodes)
}

// escapeControls writes control characters in the texts of JSON as it demands.
func escapeControls(s string) string {
	var b strings.Builder
	in, escaped := false, false
	for i := range len(s) {
		c := s[i]
		switch {
		case in && escaped:
			escaped = false
			if !strings.ContainsRune(`"\/bfnrtu`, rune(c)) {
				b.WriteByte('\\') // "\'" is none of JSON's
			}
		case in && c == '\\':
			escaped = true
		case c == '"':
			in = !in
		case in && c < 0x20:
			b.WriteString(`\u00`)
			const hex = "0123456789abcdef"
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func (m *pageMeta) node(v any, depth int, nodes *int) {
	if *nodes++; depth > 8 || *nodes > maxLDNodes {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			m.node(x, depth+1, nodes)
		}
	case map[string]any:
		if id, _ := v["@id"].(string); id != "" && len(v) > 1 {
			m.byID[id] = v
		}
		if ldRank(v) < len(articleTypes) {
			m.articles = append(m.articles, v)
		}
		for _, name := range [...]string{"@graph", "mainEntity", "mainEntityOfPage", "hasPart", "subjectOf", "itemListElement", "item"} {
			switch inner := v[name].(type) {
			case []any:
				if name == "hasPart" || name == "itemListElement" || name == "item" {
					continue // other articles
				}
				m.node(inner, depth+1, nodes)
			case map[string]any:
				if name == "@graph" || name == "mainEntity" || name == "mainEntityOfPage" {
					m.node(inner, depth+1, nodes)
				}
			}
		}
	}
}

func ldTypes(v map[string]any) []string {
	var out []string
	for _, t := range ldTexts(v["@type"], 0) {
		t = strings.ToLower(t)
		if i := strings.LastIndexAny(t, "/#:"); i >= 0 {
			t = t[i+1:]
		}
		out = append(out, t)
	}
	return out
}

// ldRank is the place of a node's type, the number of types when it is none.
func ldRank(v map[string]any) int {
	best := len(articleTypes)
	for _, t := range ldTypes(v) {
		if i := slices.Index(articleTypes, t); i >= 0 {
			best = min(best, i)
		}
	}
	return best
}

// ldTexts gives the texts of a value: one, a list, or nodes with a value of their
// own.
func ldTexts(v any, depth int) []string {
	if depth > 4 {
		return nil
	}
	switch v := v.(type) {
	case string:
		if s := strings.TrimSpace(v); s != "" {
			return []string{s}
		}
	case []any:
		var out []string
		for _, x := range v {
			if len(out) < 100 {
				out = append(out, ldTexts(x, depth+1)...)
			}
		}
		return out
	case map[string]any:
		for _, name := range [...]string{"@value", "name", "headline", "url", "@id"} {
			if out := ldTexts(v[name], depth+1); out != nil {
				return out
			}
		}
	}
	return nil
}

// ld gives the texts of a field of the page's own article in JSON-LD: that of the
// first node that has it.
func (m *pageMeta) ld(names ...string) []string {
	for _, a := range m.articles {
		// A video of the page, or the page around, is asked for what articles have
		// only when there is no article.
		if ldRank(a) >= len(articleTypes)-2 && ldRank(m.articles[0]) < len(articleTypes)-2 {
			continue
		}
		for _, name := range names {
			if out := ldTexts(a[name], 0); out != nil {
				return out
			}
		}
	}
	return nil
}

func (m *pageMeta) ldOne(names ...string) string {
	if out := m.ld(names...); out != nil {
		return out[0]
	}
	return ""
}

// meta gives the first of some names of <meta>.
func (m *pageMeta) meta(names ...string) string {
	for _, n := range names {
		if v := m.metas[n]; v != nil {
			return v[0]
		}
	}
	return ""
}

// propText is the value of an element with itemprop: an attribute, or its text.
func propText(n *html.Node) string {
	for _, a := range [...]string{"content", "datetime", "title"} {
		if v := strings.TrimSpace(attr(n, a)); v != "" && (a != "title" || n.Data == "abbr") {
			return v
		}
	}
	return oneLine(textOf(n))
}

// address gives the address of the page: where it was fetched, or what it says.
func (m *pageMeta) address(fetched string) (page, base string) {
	page = fetched
	for _, s := range []string{m.canonical, m.meta("og:url"), m.ldOne("url"), m.meta("parsely-link")} {
		if page == "" {
			page = webURL(s)
		}
	}
	for _, n := range append(m.hclass["p-canonical"], append(m.hclass["u-url"], m.hclass["u-canonical"]...)...) {
		if page == "" {
			page = webURL(attr(n, "href"))
		}
	}
	base = page
	if m.base != "" {
		if b, err := url.Parse(page); err == nil {
			if u, err := b.Parse(m.base); err == nil && webURL(u.String()) != "" {
				base = u.String()
			}
		}
	}
	return page, base
}
