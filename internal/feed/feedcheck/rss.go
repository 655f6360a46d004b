package feedcheck

import (
	"strconv"
	"strings"
)

var (
	channelWords = vocabulary{
		allowed: []string{"title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate",
			"lastBuildDate", "generator", "docs", "cloud", "ttl", "image", "rating", "textInput", "skipHours", "skipDays"},
		many:     []string{"category", "item"},
		required: []string{"title", "link", "description"},
	}
	itemWords = vocabulary{
		allowed: []string{"title", "link", "description", "author", "comments", "guid", "pubDate", "source"},
		many:    []string{"category", "enclosure"},
	}
	imageWords = vocabulary{allowed: []string{"url", "title", "link", "width", "height", "description"}, required: []string{"url", "title", "link"}}
	inputWords = vocabulary{allowed: []string{"title", "description", "name", "link"}, required: []string{"title", "description", "name", "link"}}
	missingRSS = map[string]string{"title": "MissingTitle", "link": "MissingLink", "description": "MissingDescription"}
)

func (c *checker) rss(root *node) {
	if _, ok := root.attrOf("version"); !ok {
		c.fault("MissingAttribute", root, "version")
	}
	c.holds(root, "", vocabulary{allowed: []string{"channel"}, required: []string{"channel"}}, nil)
	for _, ch := range root.of("", "channel") {
		c.channel(ch)
	}
}

func (c *checker) channel(ch *node) {
	c.holds(ch, "", channelWords, missingRSS)
	self := 0
	for _, l := range ch.of(nsAtom, "link") {
		c.link(l)
		if rel, _ := l.attrOf("rel"); rel == "self" {
			self++
			c.ownAddress(l)
		}
	}
	if self == 0 {
		c.fault("MissingSelf", ch)
	}
	guids := map[string]bool{}
	items := false
	for _, n := range ch.children {
		if n.name.Space != "" {
			continue
		}
		if items && n.name.Local != "item" && n.name.Local != "category" {
			c.fault("MisplacedItem", n)
			items = false
		}
		switch n.name.Local {
		case "title", "copyright", "generator":
			c.plain(n, n.text)
			if n.name.Local == "title" && strings.TrimSpace(n.text) == "" {
				c.fault("NotBlank", n)
			}
		case "description":
			c.safe(n, n.text)
		case "link", "docs":
			c.address("InvalidLink", n, n.text, true)
		case "language":
			if !lang.MatchString(n.text) {
				c.fault("InvalidLanguage", n, n.text)
			}
		case "pubDate", "lastBuildDate":
			c.date2822(n)
		case "managingEditor", "webMaster":
			c.rssContact(n)
		case "ttl":
			c.positive("InvalidInteger", n, n.text)
		case "image":
			c.image(n)
		case "textInput":
			c.holds(n, "", inputWords, missingRSS)
			for _, l := range n.of("", "link") {
				c.address("InvalidLink", l, l.text, true)
			}
			for _, k := range n.children {
				if k.name.Local == "title" || k.name.Local == "description" {
					c.plain(k, k.text)
				}
			}
		case "cloud":
			for _, a := range []string{"domain", "port", "path", "registerProcedure", "protocol"} {
				if _, ok := n.attrOf(a); !ok {
					c.fault("MissingAttribute", n, a)
				}
			}
		case "item":
			items = true
			c.item(n, guids)
		}
	}
}

func (c *checker) positive(rule string, n *node, s string) {
	if strings.TrimSpace(s) == "" && rule == "InvalidInteger" {
		c.fault("NotBlank", n)
		return
	}
	if v, err := strconv.Atoi(strings.TrimSpace(s)); err != nil || v <= 0 {
		c.fault(rule, n, s)
	}
}

func (c *checker) image(n *node) {
	c.holds(n, "", imageWords, missingRSS)
	if strings.TrimSpace(n.text) != "" {
		c.fault("UnexpectedText", n)
	}
	for _, k := range n.children {
		v := strings.TrimSpace(k.text)
		w, err := strconv.Atoi(v)
		switch k.name.Local {
		case "url", "link":
			c.address("InvalidLink", k, k.text, true)
		case "title", "description":
			if c.plain(k, k.text); k.name.Local == "title" && v == "" {
				c.fault("NotBlank", k)
			}
		case "width":
			if err != nil || w <= 0 || w > 144 {
				c.fault("InvalidWidth", k, v)
			}
		case "height":
			if err != nil || w <= 0 || w > 400 {
				c.fault("InvalidHeight", k, v)
			}
		}
	}
}

// rssContact is "address (name)".
func (c *checker) rssContact(n *node) {
	addr, _, named := strings.Cut(strings.TrimSpace(n.text), " (")
	if !named {
		addr = strings.TrimPrefix(addr, "mailto:")
		addr, _, _ = strings.Cut(addr, "?")
	}
	c.contact(n, addr)
}

func (c *checker) item(n *node, guids map[string]bool) {
	c.holds(n, "", itemWords, nil)
	if len(n.of("", "title")) == 0 && len(n.of("", "description")) == 0 {
		c.fault("ItemMustContainTitleOrDescription", n)
	}
	if len(n.of("", "guid")) == 0 {
		c.fault("MissingGuid", n)
	}
	if len(n.of("", "enclosure")) > 1 {
		c.fault("DuplicateEnclosure", n)
	}
	described := false
	for _, k := range n.children {
		if k.name.Space == nsContent && k.name.Local == "encoded" {
			c.safe(k, k.text)
			if !described {
				c.fault("NeedDescriptionBeforeContent", k)
			}
		}
		if k.name.Space != "" {
			continue
		}
		switch k.name.Local {
		case "title", "category":
			if c.plain(k, k.text); strings.TrimSpace(k.text) == "" {
				c.fault("NotBlank", k)
			}
		case "description":
			described = true
			c.safe(k, k.text)
		case "link", "comments":
			c.address("InvalidLink", k, k.text, true)
		case "pubDate":
			c.date2822(k)
		case "author":
			c.rssContact(k)
		case "guid":
			c.guid(k, guids)
		case "source", "enclosure":
			for _, a := range map[string][]string{"source": {"url"}, "enclosure": {"url", "length", "type"}}[k.name.Local] {
				v, ok := k.attrOf(a)
				switch {
				case !ok:
					c.fault("MissingAttribute", k, a)
				case a == "length":
					if i, err := strconv.Atoi(v); err != nil || v == "" {
						c.fault("InvalidIntegerAttribute", k, v)
					} else if i < 0 {
						c.fault("InvalidNonNegativeInteger", k, v)
					}
				case a == "type":
					c.mediaType("InvalidMIMEAttribute", k, v)
				case k.name.Local == "enclosure":
					if !strings.HasPrefix(v, "http://") && !strings.HasPrefix(v, "https://") {
						c.fault("InvalidURLAttribute", k, v)
					}
				default:
					c.address("InvalidFullLink", k, v, true)
				}
			}
		}
	}
}

func (c *checker) guid(n *node, guids map[string]bool) {
	perma, has := n.attrOf("isPermaLink")
	if has && perma != "true" && perma != "false" {
		c.fault("InvalidBooleanAttribute", n, perma)
	}
	if perma != "false" {
		if n.text == "" || badChar.MatchString(n.text) || !scheme.MatchString(n.text) {
			c.fault("InvalidHttpGUID", n, n.text)
		} else if !strings.HasPrefix(n.text, "http:") && !strings.HasPrefix(n.text, "https:") && !strings.HasPrefix(n.text, "ftp:") {
			c.fault("InvalidPermalink", n, n.text)
		}
	} else if _, err := strconv.Atoi(n.text); err == nil && len(n.text) < 8 {
		c.fault("NotSufficientlyUnique", n, n.text)
	}
	if n.text != "" && guids[n.text] {
		c.fault("DuplicateValue", n, n.text)
	}
	guids[n.text] = true
}
