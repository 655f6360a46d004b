package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"warta/internal/store"
)

// types is what we may say of each schema.org type and what we must: the
// properties of schema.org's own lists that Google's documentation requires or
// recommends. A name that is not here is a slip.
var types = func() map[string]struct{ must, may []string } {
	article := struct{ must, may []string }{
		[]string{"headline", "url", "mainEntityOfPage", "inLanguage", "datePublished", "dateModified", "author", "publisher", "description", "isAccessibleForFree"},
		[]string{"alternativeHeadline", "image", "editor", "articleSection", "keywords", "wordCount", "dateline", "correction", "isBasedOn", "citation", "video", "hasPart"}}
	return map[string]struct{ must, may []string }{
		"NewsArticle": article, "OpinionNewsArticle": article, "AnalysisNewsArticle": article, "BackgroundNewsArticle": article,
		"AdvertiserContentArticle": article,
		"WebPage":                  {[]string{"name", "headline", "url", "inLanguage", "publisher"}, []string{"description", "mainEntityOfPage", "datePublished", "alternativeHeadline"}},
		"AboutPage":                {[]string{"name", "url", "inLanguage"}, []string{"description", "mainEntity", "publisher"}},
		"CollectionPage":           {[]string{"name", "url", "inLanguage"}, []string{"description", "mainEntity", "publisher", "about", "image"}},
		"SearchResultsPage":        {[]string{"name", "url"}, []string{"inLanguage", "mainEntity"}},
		"ProfilePage":              {[]string{"url", "mainEntity", "inLanguage"}, []string{"hasPart"}},
		"WebSite":                  {[]string{"name", "url", "inLanguage", "publisher"}, []string{"description"}},
		"NewsMediaOrganization": {[]string{"name", "url"}, []string{"legalName", "description", "publishingPrinciples", "ethicsPolicy",
			"correctionsPolicy", "masthead", "ownershipFundingInfo", "sameAs", "address", "contactPoint", "logo"}},
		"Organization":      {[]string{"name"}, []string{"url"}},
		"Person":            {[]string{"name"}, []string{"url", "jobTitle", "description", "worksFor", "sameAs", "image"}},
		"ImageObject":       {[]string{"url"}, []string{"width", "height", "caption", "creditText", "copyrightNotice", "description", "digitalSourceType", "license", "acquireLicensePage"}},
		"ImageGallery":      {[]string{"name", "url", "image"}, nil},
		"VideoObject":       {[]string{"name", "description", "thumbnailUrl", "uploadDate"}, []string{"duration", "contentUrl", "embedUrl", "transcript"}},
		"CorrectionComment": {[]string{"text", "datePublished", "name"}, []string{"url"}},
		"BreadcrumbList":    {[]string{"itemListElement"}, nil},
		"ItemList":          {[]string{"itemListElement"}, []string{"name"}},
		"ListItem":          {[]string{"position"}, []string{"name", "item", "url"}},
		"PostalAddress":     {[]string{"streetAddress"}, nil},
		"ContactPoint":      {[]string{"contactType"}, []string{"email", "telephone"}},
	}
}()

// checkLD walks a value of a JSON-LD document and tells what is wrong in it.
func checkLD(v any, at string) (wrong []string) {
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			wrong = append(wrong, checkLD(x, fmt.Sprintf("%s[%d]", at, i))...)
		}
	case map[string]any:
		kind, _ := v["@type"].(string)
		if kind == "" {
			if v["@id"] != nil || v["@graph"] != nil {
				return checkLD(v["@graph"], at)
			}
			return []string{at + ": an object without a type"}
		}
		rule, known := types[kind]
		if !known {
			return []string{at + ": type " + kind + " is not on the list"}
		}
		for _, name := range rule.must {
			if v[name] == nil {
				wrong = append(wrong, fmt.Sprintf("%s: %s has no %s", at, kind, name))
			}
		}
		for name, x := range v {
			if strings.HasPrefix(name, "@") {
				continue
			}
			if !slices.Contains(rule.must, name) && !slices.Contains(rule.may, name) {
				wrong = append(wrong, fmt.Sprintf("%s: %s has an unknown property %s", at, kind, name))
			}
			if s, ok := x.(string); ok && strings.TrimSpace(s) == "" {
				wrong = append(wrong, fmt.Sprintf("%s.%s is empty", at, name))
			}
			wrong = append(wrong, checkLD(x, at+"."+name)...)
		}
	}
	sort.Strings(wrong)
	return wrong
}

// seenPage is what a reader sees of a page, for comparison with what machines
// are told.
type seenPage struct {
	text, h1, crumbs string
	times            []string
	pictures         string
	ld               []map[string]any
}

func see(t *testing.T, body []byte) seenPage {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var p seenPage
	var text func(*html.Node) string
	text = func(n *html.Node) string {
		if n.Type == html.TextNode {
			return n.Data
		}
		if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style") {
			return ""
		}
		var b strings.Builder
		for c := range n.ChildNodes() {
			b.WriteString(text(c))
		}
		return b.String()
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	p.text = squeeze(text(root))
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attr := func(key string) string {
			for _, a := range n.Attr {
				if a.Key == key {
					return a.Val
				}
			}
			return ""
		}
		switch n.Data {
		case "h1":
			p.h1 = squeeze(text(n))
		case "time":
			p.times = append(p.times, attr("datetime"))
		case "nav":
			if attr("class") == "crumbs" {
				p.crumbs = squeeze(text(n))
			}
		case "img", "source", "video", "a":
			p.pictures += attr("src") + " " + attr("srcset") + " " + attr("poster") + " " + attr("href") + " "
		case "script":
			if attr("type") == "application/ld+json" && n.FirstChild != nil {
				var doc map[string]any
				if err := json.Unmarshal([]byte(n.FirstChild.Data), &doc); err != nil {
					t.Errorf("JSON-LD does not parse: %v", err)
					continue
				}
				p.ld = append(p.ld, doc)
			}
		}
	}
	return p
}

// TestStructuredDataSaysWhatThePageShows: every page's JSON-LD is complete,
// and every value of it is one that the reader sees (SD-1).
func TestStructuredDataSaysWhatThePageShows(t *testing.T) {
	d := sharedDemo(t)
	paths := map[string]bool{}
	for _, path := range looks(d) {
		paths[path] = true
	}
	err := d.db.Published().View(d.ctx(), 0, func(v store.View) error {
		cards, err := v.List(d.ctx(), store.ListQuery{List: store.List{By: "edition"}, Limit: 200})
		for _, c := range cards {
			paths[c.Path] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for path := range paths {
		if strings.HasPrefix(path, "/-/") {
			continue
		}
		status, _, body := get(t, d.home+path)
		page := see(t, body)
		if status == 200 && len(page.ld) == 0 && !bytes.Contains(body, []byte(`content="noindex`)) {
			t.Errorf("%s has no structured data", path)
		}
		for _, doc := range page.ld {
			for _, w := range checkLD(doc, path) {
				t.Error(w)
			}
			if doc["headline"] != nil && doc["author"] != nil {
				compareArticle(t, path, page, doc)
			}
			if doc["@type"] == "BreadcrumbList" {
				for _, step := range doc["itemListElement"].([]any) {
					name := strings.Join(strings.Fields(step.(map[string]any)["name"].(string)), " ")
					if !strings.Contains(page.crumbs, name) {
						t.Errorf("%s: the way to the page names %q, the page does not", path, name)
					}
				}
			}
		}
	}
}

func compareArticle(t *testing.T, path string, page seenPage, doc map[string]any) {
	t.Helper()
	say := func(what string, value any) { t.Errorf("%s: %s %q is not on the page", path, what, value) }
	shown := func(what string, value any) {
		s, ok := value.(string)
		if ok && !strings.Contains(page.text, strings.Join(strings.Fields(s), " ")) {
			say(what, s)
		}
	}
	if got := strings.Join(strings.Fields(doc["headline"].(string)), " "); got != page.h1 {
		t.Errorf("%s: headline %q, the page's is %q", path, got, page.h1)
	}
	for _, key := range []string{"datePublished", "dateModified"} {
		if s, _ := doc[key].(string); !slices.Contains(page.times, s) {
			say(key, s)
		}
	}
	shown("section", doc["articleSection"])
	shown("dateline", doc["dateline"])
	list, _ := doc["keywords"].([]any)
	for _, k := range list {
		shown("keyword", k)
	}
	for _, key := range []string{"author", "editor", "correction"} {
		list, _ := doc[key].([]any)
		for _, x := range list {
			n := x.(map[string]any)
			if n["@type"] == "Organization" {
				continue // the paper itself, for an article without a name
			}
			shown(key, n["name"])
			shown(key, n["text"])
			if at, ok := n["datePublished"].(string); ok && !slices.Contains(page.times, at) {
				say(key+" date", at)
			}
		}
	}
	if strings.Contains(path, "?halaman=") {
		return // what machines are told is the whole story; its photo stands on page one
	}
	list, _ = doc["image"].([]any)
	for _, x := range list {
		n := x.(map[string]any)
		u := n["url"].(string)
		if !strings.Contains(page.pictures, u[strings.LastIndexByte(u, '/'):]) {
			say("image", u)
		}
		shown("caption", n["caption"])
		shown("credit", n["creditText"])
	}
}
