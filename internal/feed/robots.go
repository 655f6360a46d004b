package feed

import (
	"net/url"
	"strings"

	"warta/internal/news"
)

// Closed are paths that no crawler should fetch.
type Closed struct {
	// Pages are closed alone and with a query or parts below them, not what
	// merely begins like them; Trees with all that begins like them.
	Pages, Trees []string
}

// Robots writes robots.txt (RFC 9309). Crawlers that the edition denies stand
// in one group of their own; a crawler reads the group that names it and no
// other, so everyone else reads the last one.
func Robots(m news.Machine, closed Closed, sitemaps ...string) []byte {
	var b strings.Builder
	denied := 0
	for _, c := range Crawlers {
		if c.Decision(m) == Deny {
			b.WriteString("User-agent: " + c.Token + "\n")
			denied++
		}
	}
	if denied > 0 {
		b.WriteString("Disallow: /\n\n")
	}
	b.WriteString("User-agent: *\n")
	for _, p := range closed.Pages {
		p = (&url.URL{Path: p}).EscapedPath()
		b.WriteString("Disallow: " + p + "$\nDisallow: " + p + "?\nDisallow: " + p + "/\n")
	}
	for _, p := range closed.Trees {
		b.WriteString("Disallow: " + (&url.URL{Path: p}).EscapedPath() + "\n")
	}
	for i, s := range sitemaps {
		if i == 0 {
			b.WriteByte('\n')
		}
		b.WriteString("Sitemap: " + s + "\n")
	}
	return []byte(b.String())
}
