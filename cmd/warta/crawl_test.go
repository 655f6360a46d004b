package main

import (
	"bytes"
	"context"
	"net/url"
	"sort"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"warta/internal/store"
)

// found is what a crawler keeps of a page.
type found struct {
	status                        int
	from                          string
	title, description, canonical string
	noindex                       bool
	links                         []string
	html                          bool
}

// crawl walks every internal link, picture and alternate from the front page.
func crawl(t *testing.T, home string) map[string]found {
	t.Helper()
	pages := map[string]found{}
	queue := []struct{ path, from string }{{"/", "the start"}}
	for len(queue) > 0 && !t.Failed() {
		next := queue[0]
		queue = queue[1:]
		if _, ok := pages[next.path]; ok {
			continue
		}
		status, h, body := get(t, home+next.path)
		p := found{status: status, from: next.from}
		p.noindex = strings.Contains(h.Get("X-Robots-Tag"), "noindex")
		if strings.HasPrefix(h.Get("Content-Type"), "text/html") {
			p.html = true
			p.read(t, body, home, next.path)
			for _, l := range p.links {
				queue = append(queue, struct{ path, from string }{l, next.path})
			}
		}
		if loc := h.Get("Location"); loc != "" {
			if to, ok := internal(home, next.path, loc); ok {
				queue = append(queue, struct{ path, from string }{to, next.path})
			}
		}
		pages[next.path] = p
		if len(pages) > 5000 {
			t.Fatalf("the crawl does not end; the last page was %s", next.path)
		}
	}
	return pages
}

// internal gives an address of the paper itself, without its fragment.
func internal(home, at, ref string) (string, bool) {
	base, err := url.Parse(home + at)
	if err != nil {
		return "", false
	}
	u, err := base.Parse(ref)
	if err != nil || u.Host != base.Host || u.Scheme != base.Scheme {
		return "", false
	}
	// Each reading is counted by its pixel; a crawler must not.
	if strings.HasPrefix(u.Path, "/-/baca/") || strings.HasPrefix(u.Path, "/-/storybook") {
		return "", false
	}
	out := u.EscapedPath()
	if u.RawQuery != "" {
		out += "?" + u.RawQuery
	}
	return out, true
}

func (p *found) read(t *testing.T, body []byte, home, at string) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", at, err)
	}
	follow := func(ref string) {
		if to, ok := internal(home, at, ref); ok {
			p.links = append(p.links, to)
		}
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		switch n.Data {
		case "title":
			if n.FirstChild != nil && n.Parent.Data == "head" {
				p.title = n.FirstChild.Data
			}
		case "meta":
			switch attr["name"] {
			case "description":
				p.description = attr["content"]
			case "robots":
				p.noindex = p.noindex || strings.Contains(attr["content"], "noindex")
			}
		case "link":
			if attr["rel"] == "canonical" {
				p.canonical = attr["href"]
			}
			follow(attr["href"])
		case "a", "area":
			if attr["href"] != "" {
				follow(attr["href"])
			}
		case "img", "script", "source", "video", "audio", "iframe":
			for _, key := range []string{"src", "poster"} {
				if attr[key] != "" {
					follow(attr[key])
				}
			}
			for _, part := range strings.Split(attr["srcset"], ",") {
				if f := strings.Fields(part); len(f) > 0 {
					follow(f[0])
				}
			}
		}
	}
}

// TestCrawl walks the sample newspaper as a search engine does: no link leads
// nowhere, no article is an orphan, and every page says what it is.
func TestCrawl(t *testing.T) {
	d := sharedDemo(t)
	pages := crawl(t, d.home)
	paths := make([]string, 0, len(pages))
	for path := range pages {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	titles := map[string]string{}
	for _, path := range paths {
		p := pages[path]
		switch {
		case p.status == 410:
			// A withdrawn article's notice may be linked from the register.
			continue
		case p.status == 301:
			t.Errorf("%s links to %s, which has moved", p.from, path)
			continue
		case p.status != 200:
			t.Errorf("%s links to %s, which answers %d", p.from, path, p.status)
			continue
		case !p.html:
			continue
		}
		if p.title == "" || p.description == "" || p.canonical == "" {
			t.Errorf("%s: title %q, description %q, canonical %q: none may be missing", path, p.title, p.description, p.canonical)
		}
		if to, ok := internal(d.home, path, p.canonical); p.noindex || ok && to != path {
			continue // not what is to be found
		}
		if other, taken := titles[p.title]; taken {
			t.Errorf("%s and %s have the same title %q", other, path, p.title)
		}
		titles[p.title] = path
		if u, err := url.Parse(p.canonical); err != nil || !strings.HasPrefix(p.canonical, "http") {
			t.Errorf("%s: canonical %q is not absolute", path, p.canonical)
		} else if to, ok := internal(d.home, path, u.String()); ok && pages[to].status != 200 {
			t.Errorf("%s: canonical %s answers %d", path, to, pages[to].status)
		}
	}
	t.Logf("%d addresses, %d indexed titles", len(pages), len(titles))

	ctx := context.Background()
	err := d.db.Published().View(ctx, 0, func(v store.View) error {
		for _, list := range []string{"edition", "page"} {
			cards, err := v.List(ctx, store.ListQuery{List: store.List{By: list}, Limit: 1000})
			if err != nil {
				return err
			}
			for _, c := range cards {
				if _, ok := pages[c.Path]; !ok {
					t.Errorf("%s is an orphan: nothing links to it", c.Path)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
