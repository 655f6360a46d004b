package feedcheck

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

// JSON checks a document against JSON Feed 1.1 (jsonfeed.org): what is
// required, the types of what is there, names that the format does not know.
func JSON(doc []byte, self string) []Finding {
	c := &checker{self: self}
	dec := json.NewDecoder(bytes.NewReader(doc))
	var feed map[string]any
	if err := dec.Decode(&feed); err != nil {
		c.jsonFault("NotJSON", "", err)
		return c.found
	}
	if _, err := dec.Token(); err != io.EOF {
		c.jsonFault("NotJSON", "", "more after the end")
	}
	c.object("feed", feed, map[string]string{
		"version": "text!", "title": "text!", "home_page_url": "address", "feed_url": "address", "description": "text",
		"user_comment": "text", "next_url": "address", "icon": "address", "favicon": "address", "authors": "authors",
		"author": "deprecated", "language": "language", "expired": "boolean", "hubs": "hubs", "items": "list!"})
	if v, _ := feed["version"].(string); v != "https://jsonfeed.org/version/1.1" {
		c.jsonFault("Version", "feed", v)
	}
	if v, ok := feed["feed_url"].(string); ok && self != "" && v != self {
		c.jsonFault("SelfDoesntMatchLocation", "feed", v)
	}
	ids := map[string]bool{}
	items, _ := feed["items"].([]any)
	for i, x := range items {
		where := fmt.Sprintf("items[%d]", i)
		item, ok := x.(map[string]any)
		if !ok {
			c.jsonFault("Type", where, x)
			continue
		}
		c.object(where, item, map[string]string{
			"id": "text!", "url": "address", "external_url": "address", "title": "text", "content_html": "html", "content_text": "text",
			"summary": "text", "image": "address", "banner_image": "address", "date_published": "date", "date_modified": "date",
			"authors": "authors", "author": "deprecated", "tags": "texts", "language": "language", "attachments": "attachments"})
		if item["content_html"] == nil && item["content_text"] == nil {
			c.jsonFault("MissingContent", where)
		}
		id, _ := item["id"].(string)
		if ids[id] {
			c.jsonFault("DuplicateID", where, id)
		}
		ids[id] = true
	}
	return c.found
}

func (c *checker) jsonFault(rule, where string, detail ...any) {
	c.found = append(c.found, Finding{rule, where, strings.TrimSpace(fmt.Sprintln(detail...))})
}

// object checks an object's members by their kinds; "!" marks required ones.
// Names that begin with an underscore are extensions and must be objects.
func (c *checker) object(where string, o map[string]any, kinds map[string]string) {
	names := make([]string, 0, len(o))
	for name := range o {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		at := where + "." + name
		kind, ok := kinds[name]
		switch {
		case strings.HasPrefix(name, "_"):
			if _, ok := o[name].(map[string]any); !ok {
				c.jsonFault("Extension", at)
			}
		case !ok:
			c.jsonFault("UnknownMember", at)
		default:
			c.value(at, strings.TrimSuffix(kind, "!"), o[name])
		}
	}
	for name, kind := range kinds {
		if _, ok := o[name]; !ok && strings.HasSuffix(kind, "!") {
			c.jsonFault("MissingMember", where+"."+name)
		}
	}
}

func (c *checker) value(at, kind string, v any) {
	text, isText := v.(string)
	list, isList := v.([]any)
	wrong := func() { c.jsonFault("Type", at, v) }
	switch kind {
	case "deprecated":
		c.jsonFault("Deprecated", at)
	case "boolean":
		if _, ok := v.(bool); !ok {
			wrong()
		}
	case "number":
		if _, ok := v.(float64); !ok {
			wrong()
		}
	case "list":
		if !isList {
			wrong()
		}
	case "texts":
		if !isList {
			wrong()
		}
		for i, x := range list {
			c.value(fmt.Sprintf("%s[%d]", at, i), "text", x)
		}
	case "authors", "hubs", "attachments":
		if !isList || len(list) == 0 {
			wrong()
		}
		for i, x := range list {
			o, ok := x.(map[string]any)
			if !ok {
				wrong()
				continue
			}
			member := fmt.Sprintf("%s[%d]", at, i)
			switch kind {
			case "authors":
				c.object(member, o, map[string]string{"name": "text", "url": "address", "avatar": "address"})
				if len(o) == 0 {
					c.jsonFault("MissingMember", member)
				}
			case "hubs":
				c.object(member, o, map[string]string{"type": "text!", "url": "address!"})
			default:
				c.object(member, o, map[string]string{"url": "address!", "mime_type": "text!", "title": "text",
					"size_in_bytes": "number", "duration_in_seconds": "number"})
			}
		}
	default:
		if !isText || strings.TrimSpace(text) == "" {
			wrong()
			return
		}
		n := &node{}
		n.name.Local = at
		switch kind {
		case "address":
			c.address("InvalidLink", n, text, true)
		case "date":
			if _, err := time.Parse(time.RFC3339, text); err != nil {
				c.jsonFault("InvalidRFC3339Date", at, text)
			}
		case "language":
			if !lang.MatchString(text) {
				c.jsonFault("InvalidLanguage", at, text)
			}
		case "html":
			c.safe(n, text)
		}
	}
}
