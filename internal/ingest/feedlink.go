package ingest

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// feedLinks gives the feeds that a page names: <link rel="alternate" type="…">.
func feedLinks(page []byte, address string) []string {
	base, _ := url.Parse(address)
	z := html.NewTokenizer(bytes.NewReader(page))
	z.SetMaxBuf(maxTagBytes)
	var out []string
	for range 20_000 {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			if t.Data == "body" {
				return out
			}
			if t.Data != "link" {
				continue
			}
			n := &html.Node{Attr: t.Attr}
			typ := attr(n, "type")
			if !contains(strings.Fields(strings.ToLower(attr(n, "rel"))), "alternate") || typ != "application/rss+xml" && typ != "application/atom+xml" && typ != "application/feed+json" {
				continue
			}
			href := strings.TrimSpace(attr(n, "href"))
			if base != nil {
				if u, err := base.Parse(href); err == nil {
					href = u.String()
				}
			}
			if href != "" && len(out) < 5 {
				out = append(out, href)
			}
		}
	}
	return out
}
