package site_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/html"
)

// TestTokensAreDefined finds a var() that leads nowhere: CSS itself would
// silently drop the declaration.
func TestTokensAreDefined(t *testing.T) {
	files, _ := filepath.Glob("theme/css/*.css")
	var all strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	for _, m := range regexp.MustCompile(`var\((--[a-z0-9-]+)`).FindAllStringSubmatch(all.String(), -1) {
		if !strings.Contains(all.String(), m[1]+":") {
			t.Errorf("%s is used and nowhere set", m[1])
		}
	}
}

func compressed(b []byte) int {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, 11)
	w.Write(b)
	w.Close()
	return out.Len()
}

// TestBudgets holds what reader-site.md sections 11 and 15 allow, in bytes.
func TestBudgets(t *testing.T) {
	for file, limit := range map[string]int64{"newsreader": 28_000, "source-serif": 26_000, "jakarta": 18_000} {
		info, err := os.Stat("theme/asset/fonts/" + file + ".woff2")
		if err != nil {
			t.Error(err)
		} else if info.Size() > limit {
			t.Errorf("%s has %d bytes, may have %d", file, info.Size(), limit)
		}
		if _, err := os.Stat("theme/asset/fonts/OFL-" + file + ".txt"); err != nil {
			t.Errorf("the licence of %s: %v", file, err)
		}
	}
	var scripts []byte
	for _, f := range []string{"warta", "early", "tools", "sw"} {
		b, err := os.ReadFile("theme/js/" + f + ".js")
		if err != nil {
			t.Fatal(err)
		}
		scripts = append(scripts, b...)
	}
	if got := compressed(scripts); got > 6<<10 {
		t.Errorf("the scripts have %d bytes compressed", got)
	} else {
		t.Logf("all scripts: %d bytes compressed", got)
	}
	viewer, err := os.ReadFile("theme/js/viewer.js")
	if err != nil {
		t.Fatal(err)
	}
	if got := compressed(viewer); got > 4<<10 {
		t.Errorf("the viewer of photos has %d bytes compressed", got)
	} else {
		t.Logf("the viewer of photos, on first use: %d bytes compressed", got)
	}
	all := storybook(t, "id", nil)
	for name, limit := range map[string]int{"article": 14_000, "article-blocks": 16_000, "front": 25_000, "section": 16_000, "tag": 16_000, "person": 16_000, "notfound": 8_000} {
		page := all[name].Body
		got := compressed(page)
		css := page[bytes.Index(page, []byte("<style>")):bytes.Index(page, []byte("</style>"))]
		t.Logf("%-14s %6d bytes compressed, of these CSS %5d", name, got, compressed(css))
		if got > limit {
			t.Errorf("%s has %d bytes compressed, may have %d", name, got, limit)
		}
		if got := compressed(css); got > 10_000 {
			t.Errorf("the style of %s has %d bytes compressed", name, got)
		}
	}
}

// eachElement visits every element in document order.
func eachElement(n *html.Node, visit func(n *html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		eachElement(c, visit)
	}
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func inside(n *html.Node, element string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == element {
			return true
		}
	}
	return false
}

// labelOf is the label that an input stands in.
func labelOf(n *html.Node) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "label" {
			return p
		}
	}
	return nil
}

func spoken(n *html.Node) string {
	if label, ok := attribute(n, "aria-label"); ok {
		return label
	}
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Data == "img" {
			alt, _ := attribute(n, "alt")
			b.WriteString(alt)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.TrimSpace(b.String())
}

// faults lists what RS-2, RS-5 and section 12 forbid on a page.
func faults(doc *html.Node) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	count := map[string]int{}
	ids := map[string]bool{}
	level := 0
	labels := map[string]bool{}
	var wanted []string
	eachElement(doc, func(n *html.Node) {
		count[n.Data]++
		for _, a := range n.Attr {
			switch {
			case a.Key == "style":
				say("<%s> has a style attribute", n.Data)
			case strings.HasPrefix(a.Key, "on"):
				say("<%s> has the handler %s", n.Data, a.Key)
			case a.Key == "id":
				if ids[a.Val] {
					say("the id %q is there twice", a.Val)
				}
				ids[a.Val] = true
			case a.Key == "aria-labelledby":
				wanted = append(wanted, strings.Fields(a.Val)...)
			case slices.Contains([]string{"src", "srcset", "poster", "data"}, a.Key) && strings.Contains(a.Val, "//"):
				say("<%s %s> is on another host: %s", n.Data, a.Key, a.Val)
			}
		}
		switch n.Data {
		case "h1", "h2", "h3", "h4", "h5", "h6":
			l := int(n.Data[1] - '0')
			if !inside(n, "main") {
				say("<%s> is outside main", n.Data)
			}
			if l > level+1 {
				say("<%s> %q follows level %d", n.Data, spoken(n), level)
			}
			level = l
			if spoken(n) == "" {
				say("<%s> is empty", n.Data)
			}
		case "a", "button":
			if spoken(n) == "" {
				say("<%s> has no name", n.Data)
			}
			if href, _ := attribute(n, "href"); n.Data == "a" && href == "" {
				say("a link %q leads nowhere", spoken(n))
			}
		case "img":
			if _, ok := attribute(n, "alt"); !ok {
				say("an img has no alt")
			}
			for _, k := range []string{"width", "height"} {
				if v, _ := attribute(n, k); v == "" || v == "0" {
					say("an img has no %s", k)
				}
			}
		case "input":
			if label := labelOf(n); spoken(n) == "" && (label == nil || spoken(label) == "") {
				say("an input has no label")
			}
		case "nav":
			label, _ := attribute(n, "aria-label")
			if by, ok := attribute(n, "aria-labelledby"); ok {
				label = "#" + by
			}
			if label == "" || labels[label] {
				say("a nav has no label of its own: %q", label)
			}
			labels[label] = true
		case "link":
			rel, _ := attribute(n, "rel")
			href, _ := attribute(n, "href")
			media, _ := attribute(n, "media")
			if rel == "stylesheet" && media != "print" || rel == "preload" || (rel == "icon" && strings.Contains(href, "//")) {
				say("link rel=%s %s costs a request before the page", rel, href)
			}
		case "ul", "ol":
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Type == html.ElementNode && c.Data != "li" {
					say("<%s> holds a <%s>", n.Data, c.Data)
				}
			}
		}
	})
	for _, w := range wanted {
		if !ids[w] {
			say("aria-labelledby %q leads nowhere", w)
		}
	}
	for _, one := range []string{"main", "h1", "title"} {
		if count[one] != 1 {
			say("there are %d <%s>", count[one], one)
		}
	}
	eachElement(doc, func(n *html.Node) {
		if n.Data == "a" && inside(n, "article") {
			href, _ := attribute(n, "href")
			if strings.HasPrefix(href, "#") && !ids[href[1:]] {
				say("%s leads nowhere", href)
			}
		}
	})
	return out
}

func TestPagesAreSound(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		for name, page := range storybook(t, lang, nil) {
			t.Run(lang+"/"+name, func(t *testing.T) {
				doc, err := html.Parse(bytes.NewReader(page.Body))
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range faults(doc) {
					t.Error(f)
				}
				if !bytes.HasPrefix(page.Body, []byte("<!doctype html>\n<html lang=\""+lang+"\"")) {
					t.Errorf("begins with %.40q", page.Body)
				}
				if !strings.Contains(page.CSP, "style-src 'self' 'sha256-") || !strings.Contains(page.CSP, "script-src 'self' 'sha256-") {
					t.Errorf("the policy does not allow the page's own style and script: %s", page.CSP)
				}
			})
		}
	}
}

// TestFaultsAreFound shows that the test above can fail.
func TestFaultsAreFound(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"two h1":           {`<title>a</title><main><h1>a</h1><h1>b</h1></main>`, "there are 2 <h1>"},
		"skipped level":    {`<title>a</title><main><h1>a</h1><h3>b</h3></main>`, `<h3> "b" follows level 1`},
		"inline style":     {`<title>a</title><main><h1 style="color:red">a</h1></main>`, "<h1> has a style attribute"},
		"handler":          {`<title>a</title><main><h1 onclick="x()">a</h1></main>`, "<h1> has the handler onclick"},
		"same id":          {`<title>a</title><main><h1 id=x>a</h1><p id=x></main>`, `the id "x" is there twice`},
		"foreign picture":  {`<title>a</title><main><h1>a</h1><img alt="" width=1 height=1 src="https://cdn.example/a.png"></main>`, "<img src> is on another host: https://cdn.example/a.png"},
		"nameless link":    {`<title>a</title><main><h1>a</h1><a href="/"></a></main>`, "<a> has no name"},
		"no alt":           {`<title>a</title><main><h1>a</h1><img width=1 height=1 src=a></main>`, "an img has no alt"},
		"label is missing": {`<title>a</title><main><h1>a</h1><section aria-labelledby=y></section></main>`, `aria-labelledby "y" leads nowhere`},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := html.Parse(strings.NewReader(c.page))
			if err != nil {
				t.Fatal(err)
			}
			if got := faults(doc); !slices.Contains(got, c.want) {
				t.Errorf("got %q, want %q among them", got, c.want)
			}
		})
	}
}

// TestArticleOrder is the order of reader-site.md 3.1, on the page that has
// everything.
func TestArticleOrder(t *testing.T) {
	all := storybook(t, "id", nil)
	in := func(page string, want ...string) {
		t.Helper()
		body := string(all[page].Body)
		body = body[strings.Index(body, "<main"):]
		at := 0
		for _, w := range want {
			i := strings.Index(body[at:], w)
			if i < 0 {
				t.Fatalf("%s: %q does not come after what stands before it", page, w)
			}
			at += i + len(w)
		}
	}
	in("article-marked", `class="stamp s-unverified"`, `class="kick"`, "<h1>", `class="stand"`, `rel="author"`, "<time", "menit baca",
		`class="share"`, `data-copy=`, `role="status"`, `class="amend"`, `class="old"`, `class="lead"`, "<figcaption>", `class="credit"`, `class="body"`,
		`class="dateline"`, `class="readalso"`, `class="unverified"`, `class="credits"`, "Sumber Berita", `class="tags"`, `class="closing"`,
		`class="related"`, `class="reads"`, `class="latest"`, "</main>")
	in("article-advertorial", `class="stamp s-ad"`, "<h1>", `class="body"`, `class="stamp s-ad"`, `class="channel"`, `class="tags"`)
}

func TestCardHasOneLinkAndASilentPicture(t *testing.T) {
	doc, err := html.Parse(bytes.NewReader(storybook(t, "id", nil)[""].Body))
	if err != nil {
		t.Fatal(err)
	}
	cards := 0
	eachElement(doc, func(n *html.Node) {
		class, _ := attribute(n, "class")
		if n.Data != "article" || !strings.HasPrefix(class, "card ") {
			return
		}
		cards++
		links := 0
		eachElement(n, func(e *html.Node) {
			switch e.Data {
			case "a":
				links++
				if e.Parent.Data != "h2" && e.Parent.Data != "h3" {
					t.Errorf("a link of %q is not its headline", class)
				}
			case "img":
				if alt, ok := attribute(e, "alt"); alt != "" || !ok {
					t.Errorf("a card's picture says %q", alt)
				}
			}
		})
		if links != 1 {
			t.Errorf("card %q has %d links", class, links)
		}
	})
	if cards < 40 {
		t.Errorf("the storybook shows %d cards", cards)
	}
}
