package feedcheck

import (
	"strconv"
	"strings"
)

var (
	feedWords = vocabulary{
		allowed:  []string{"generator", "icon", "id", "logo", "rights", "subtitle", "title", "updated"},
		many:     []string{"author", "category", "contributor", "link", "entry"},
		required: []string{"id", "title", "updated"},
	}
	entryWords = vocabulary{
		allowed:  []string{"content", "id", "published", "rights", "source", "summary", "title", "updated"},
		many:     []string{"author", "category", "contributor", "link"},
		required: []string{"id", "title", "updated"},
	}
	sourceWords = vocabulary{allowed: feedWords.allowed, many: []string{"author", "category", "contributor", "link"},
		required: feedWords.required}
	personWords = vocabulary{allowed: []string{"name", "uri", "email"}, required: []string{"name"}}
	// rels are the registered link relations that feeds use.
	rels = map[string]bool{"alternate": true, "related": true, "self": true, "enclosure": true, "via": true, "hub": true,
		"first": true, "last": true, "next": true, "previous": true, "current": true, "replies": true, "edit": true,
		"edit-media": true, "license": true, "service": true, "payment": true, "prev-archive": true, "next-archive": true,
		"http-www-iana-org": true}
)

func (c *checker) atom(root *node) {
	switch root.name.Space {
	case nsAtom:
	case "":
		c.fault("MissingNamespace", root)
		return
	case "http://purl.org/atom/ns#":
		c.fault("ObsoleteNamespace", root)
		return
	default:
		c.fault("InvalidNamespace", root, root.name.Space)
		return
	}
	for p, ns := range root.prefixes {
		if ns == nsAtom && p != "" {
			c.fault("AvoidNamespacePrefix", root, p)
		}
	}
	c.languages(root)
	c.holds(root, nsAtom, feedWords, nil)
	c.shared(root)
	self := false
	for _, l := range root.of(nsAtom, "link") {
		if rel, _ := l.attrOf("rel"); rel == "self" {
			self = true
			c.ownAddress(l)
		}
	}
	if !self {
		c.fault("MissingSelf", root)
	}
	seen := map[string]string{}
	entries := root.of(nsAtom, "entry")
	for _, e := range entries {
		c.entry(e, root)
		id, updated := "", ""
		for _, x := range e.of(nsAtom, "id") {
			id = x.text
		}
		for _, x := range e.of(nsAtom, "updated") {
			updated = x.text
		}
		if was, again := seen[id]; again && id != "" {
			if was == updated {
				c.fault("DuplicateEntries", e, id)
			} else {
				c.fault("DuplicateIds", e, id)
			}
		}
		seen[id] = updated
	}
	met := false
	for _, k := range root.children {
		if k.name.Space == nsAtom && k.name.Local == "entry" {
			met = true
		} else if met && k.name.Space == nsAtom {
			c.fault("MisplacedMetadata", k)
			break
		}
	}
}

// languages checks xml:lang everywhere.
func (c *checker) languages(n *node) {
	for _, a := range n.attr {
		if a.Name.Space == nsXML && a.Name.Local == "lang" && a.Value != "" && !lang.MatchString(a.Value) {
			c.fault("InvalidLanguage", n, a.Value)
		}
	}
	for _, k := range n.children {
		c.languages(k)
	}
}

// ownAddress compares a self link with the address that the feed came from.
func (c *checker) ownAddress(l *node) {
	href, _ := l.attrOf("href")
	if c.self != "" && href != c.self {
		c.fault("SelfDoesntMatchLocation", l, href)
	}
	if t, ok := l.attrOf("type"); ok && l.parent.name.Space == nsAtom && t != "application/atom+xml" {
		c.fault("SelfNotAtom", l, t)
	}
}

// shared are the elements that feeds, entries and sources have in common.
func (c *checker) shared(n *node) {
	links := map[string]bool{}
	for _, k := range n.children {
		if k.name.Space != nsAtom {
			continue
		}
		switch k.name.Local {
		case "id":
			c.id(k)
		case "title", "subtitle", "rights", "summary":
			c.textConstruct(k)
			if k.name.Local == "title" || k.name.Local == "subtitle" {
				if strings.TrimSpace(k.all()) == "" {
					c.fault("NotBlank", k)
				}
			}
		case "updated", "published":
			c.date3339(k)
		case "author", "contributor":
			c.person(k)
		case "link":
			c.link(k)
			rel, _ := k.attrOf("rel")
			if rel == "" {
				rel = "alternate"
			}
			typ, _ := k.attrOf("type")
			hl, _ := k.attrOf("hreflang")
			if rel == "alternate" {
				if key := typ + " " + hl; links[key] {
					c.fault("DuplicateAtomLink", k, key)
				} else {
					links[key] = true
				}
			}
		case "category":
			term, ok := k.attrOf("term")
			if !ok {
				c.fault("MissingAttribute", k, "term")
			} else if strings.TrimSpace(term) == "" {
				c.fault("NotBlank", k, "term")
			}
			if s, ok := k.attrOf("scheme"); ok {
				c.address("InvalidFullLink", k, s, true)
			}
			if s, ok := k.attrOf("label"); ok {
				c.plain(k, s)
			}
		case "icon", "logo":
			c.trimmed(k)
			c.address("InvalidLink", k, k.text, false)
		case "generator":
			if strings.TrimSpace(k.text) == "" {
				c.fault("NotBlank", k)
			}
			c.plain(k, k.text)
			c.noElements(k)
			if u, ok := k.attrOf("uri"); ok {
				c.address("InvalidLink", k, u, false)
			}
		}
	}
}

func (c *checker) trimmed(n *node) {
	if strings.TrimSpace(n.text) != n.text {
		c.fault("UnexpectedWhitespace", n)
	}
}

func (c *checker) link(l *node) {
	href, ok := l.attrOf("href")
	switch {
	case !ok:
		c.fault("MissingHref", l)
	case badChar.MatchString(href):
		c.fault("InvalidLink", l, href)
	default:
		c.address("InvalidLink", l, href, false)
	}
	if strings.TrimSpace(l.all()) != "" {
		c.fault("AtomLinkNotEmpty", l)
	}
	if rel, ok := l.attrOf("rel"); ok {
		switch {
		case rel == "":
			c.fault("AttrNotBlank", l, "rel")
		case strings.Contains(rel, ":"):
		case !rels[strings.TrimPrefix(rel, "http://www.iana.org/assignments/relation/")]:
			c.fault("UnregisteredAtomLinkRel", l, rel)
		}
	}
	if t, ok := l.attrOf("type"); ok {
		if t == "" {
			c.fault("AttrNotBlank", l, "type")
		} else {
			c.mediaType("InvalidMIMEType", l, t)
		}
	}
	if t, ok := l.attrOf("title"); ok {
		if c.plain(l, t); t == "" {
			c.fault("AttrNotBlank", l, "title")
		}
	}
	if v, ok := l.attrOf("length"); ok {
		if i, err := strconv.Atoi(v); err != nil || i < 0 {
			c.fault("InvalidNonNegativeInteger", l, v)
		}
	}
	if v, ok := l.attrOf("hreflang"); ok && !lang.MatchString(v) {
		c.fault("InvalidLanguage", l, v)
	}
}

func (c *checker) person(n *node) {
	c.holds(n, nsAtom, personWords, nil)
	for _, k := range n.children {
		switch k.name.Local {
		case "name":
			if strings.TrimSpace(k.text) == "" {
				c.fault("NotBlank", k)
			}
			c.plain(k, k.text)
			if anyEmail.MatchString(k.text) {
				c.fault("ContainsEmail", k)
			}
		case "uri":
			c.trimmed(k)
			c.address("InvalidLink", k, k.text, false)
		case "email":
			c.contact(k, k.text)
		}
	}
}

// textConstruct checks RFC 4287, 3.1.
func (c *checker) textConstruct(n *node) {
	typ, has := n.attrOf("type")
	if !has {
		typ = "text"
	}
	switch typ {
	case "text":
		c.noElements(n)
	case "html":
		c.noElements(n)
		c.safe(n, n.text)
	case "xhtml":
		c.xhtml(n)
	default:
		c.fault("InvalidTextType", n, typ)
	}
}

func (c *checker) noElements(n *node) {
	if len(n.children) > 0 {
		c.fault("UndefinedElement", n.children[0])
	}
}

func (c *checker) xhtml(n *node) {
	if len(n.children) != 1 || n.children[0].name.Local != "div" || strings.TrimSpace(n.text) != "" {
		c.fault("MissingXhtmlDiv", n)
	}
}

func (c *checker) entry(e, root *node) {
	c.holds(e, nsAtom, entryWords, nil)
	c.shared(e)
	// The author may be the feed's, or the source's (RFC 4287, 4.1.2).
	authors := len(e.of(nsAtom, "author"))
	for _, s := range e.of(nsAtom, "source") {
		c.holds(s, nsAtom, sourceWords, map[string]string{"id": "MissingSourceElement", "title": "MissingSourceElement", "updated": "MissingSourceElement"})
		c.shared(s)
		authors += len(s.of(nsAtom, "author"))
	}
	if root != nil {
		authors += len(root.of(nsAtom, "author"))
	}
	if authors == 0 {
		c.fault("MissingElement", e, "author")
	}
	alternate := false
	for _, l := range e.of(nsAtom, "link") {
		rel, has := l.attrOf("rel")
		alternate = alternate || !has || rel == "alternate" || strings.HasSuffix(rel, "/alternate")
	}
	contents := e.of(nsAtom, "content")
	if len(contents) == 0 && !alternate {
		c.fault("MissingContentOrAlternate", e)
	}
	if len(contents) == 0 && len(e.of(nsAtom, "summary")) == 0 {
		c.fault("MissingTextualContent", e)
	}
	for _, k := range contents {
		c.content(k)
	}
}

func (c *checker) content(n *node) {
	typ, has := n.attrOf("type")
	if src, ok := n.attrOf("src"); ok {
		c.address("InvalidLink", n, src, false)
		if typ == "text" || typ == "html" || typ == "xhtml" {
			c.fault("InvalidMIMEType", n, typ)
		}
		if strings.TrimSpace(n.text) != "" {
			c.fault("UnexpectedText", n)
		}
		c.noElements(n)
		return
	}
	if strings.TrimSpace(n.text) == "" && len(n.children) == 0 {
		c.fault("NotBlank", n)
	}
	switch {
	case !has || typ == "text":
		c.noElements(n)
	case strings.HasPrefix(typ, "multipart/") || strings.HasPrefix(typ, "message/"):
		c.fault("InvalidMIMEType", n, typ)
	case typ == "text/html" || strings.HasPrefix(typ, "text/html;"):
		c.safe(n, n.text)
	case typ == "html":
		c.noElements(n)
		c.safe(n, n.text)
	case typ == "xhtml":
		c.xhtml(n)
	default:
		c.mediaType("InvalidMIMEType", n, typ)
		if strings.HasPrefix(typ, "text/") {
			c.noElements(n)
		}
	}
}
