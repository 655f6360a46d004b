package body

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// elements is every element that this package writes, with its attributes.
// markup.md is for people; this one is for tests.
var elements = map[string]string{
	"p": "class id lang", "h2": "id", "h3": "id", "h4": "id", "ul": "", "ol": "start", "li": "",
	"figure": "class id data-crop", "figcaption": "", "blockquote": "cite", "pre": "class lang tabindex", "code": "", "hr": "", "br": "",
	"img": "src srcset sizes alt width height class loading decoding", "picture": "", "source": "src srcset sizes type",
	"video": "controls preload poster width height", "audio": "controls preload", "details": "class", "summary": "",
	"div": "class data-layout role aria-label tabindex", "section": "class aria-label aria-labelledby tabindex", "aside": "class aria-label aria-labelledby",
	"button": "type class data-provider data-url hidden", "iframe": "class sandbox title height loading srcdoc",
	"table": "", "caption": "id", "thead": "", "tbody": "", "tr": "", "th": "scope", "td": "",
	"a": "href rel", "span": "class lang", "strong": "", "em": "", "s": "", "sub": "", "sup": "",
}

var addresses = []string{"href", "src", "poster", "cite", "data-url"}

// reporter is what testing.TB and rapid's T have in common.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// checkMarkup reads the output as a browser does: nothing but our elements,
// attributes and schemes may come out, and writing it back must give a tree with
// every element closed where we closed it.
func checkMarkup(t reporter, h HTML) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(string(h)))
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("never closed: %v in\n%s", open, h)
			}
			return
		case html.CommentToken, html.DoctypeToken:
			t.Fatalf("a comment came out: %s", z.Raw())
		case html.StartTagToken:
			tok := z.Token()
			checkElement(t, tok)
			if !slices.Contains([]string{"br", "hr", "img", "source"}, tok.Data) {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			name := z.Token().Data
			if n := len(open); n == 0 || open[n-1] != name {
				t.Fatalf("</%s> closes %v in\n%s", name, open, h)
			}
			open = open[:len(open)-1]
		}
	}
}

func checkElement(t reporter, tok html.Token) {
	t.Helper()
	allowed, ok := elements[tok.Data]
	if !ok {
		t.Errorf("element <%s> came out", tok.Data)
	}
	for i, a := range tok.Attr {
		if !hasWord(allowed, a.Key) {
			t.Errorf("attribute %s came out on <%s>", a.Key, tok.Data)
		}
		if slices.ContainsFunc(tok.Attr[:i], func(b html.Attribute) bool { return b.Key == a.Key }) {
			t.Errorf("attribute %s stands twice on <%s>", a.Key, tok.Data)
		}
		values := []string{a.Val}
		if a.Key == "srcset" {
			values = strings.Split(a.Val, ", ")
		} else if !slices.Contains(addresses, a.Key) {
			continue
		}
		for _, v := range values {
			if err := checkAddress(v); err != nil {
				t.Errorf("<%s %s>: %v", tok.Data, a.Key, err)
			}
		}
	}
}

// checkAddress knows schemes in its own way, so that a mistake in linkScheme
// shows.
func checkAddress(s string) error {
	s = strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1 // as browsers do inside a scheme
		}
		return r
	}, strings.ToLower(s))
	for _, prefix := range []string{"https://", "http://", "mailto:", "tel:"} {
		if strings.HasPrefix(s, prefix) {
			return nil
		}
	}
	if strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && !strings.HasPrefix(s, "/\\") {
		return nil
	}
	return fmt.Errorf("address %q came out", s)
}
