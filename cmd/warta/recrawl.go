package main

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"warta/internal/newsroom"
)

// crawlMost bounds how many pages a redaction reads again.
const crawlMost = 5000

var crawlLinks = regexp.MustCompile(`(?:href|src|srcset|content)="([^"]+)"|<loc>([^<]+)</loc>|"url":"([^"]+)"`)

// recrawl reads the paper through the site's own handler, from the home page, the
// feeds and the sitemaps on, and past the cache's marks of time: what readers
// get is what is looked at (press-rules.md PRS-43).
func recrawl(h http.Handler, host string, begin []string) newsroom.Crawl {
	return func(ctx context.Context, look func(address string, page []byte)) (int, error) {
		queue, seen := append([]string{"/"}, begin...), map[string]bool{}
		n := 0
		for len(queue) > 0 && n < crawlMost {
			at := queue[0]
			queue = queue[1:]
			if seen[at] {
				continue
			}
			seen[at] = true
			if err := ctx.Err(); err != nil {
				return n, err
			}
			r := httptest.NewRequestWithContext(ctx, http.MethodGet, at, nil)
			r.Host = host
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			n++
			page := w.Body.Bytes()
			look(at, page)
			if to := w.Header().Get("Location"); to != "" {
				queue = append(queue, onThisPaper(at, host, to)...)
			}
			if kind := w.Header().Get("Content-Type"); w.Code != http.StatusOK || !strings.Contains(kind, "html") && !strings.Contains(kind, "xml") && !strings.Contains(kind, "json") {
				continue
			}
			for _, m := range crawlLinks.FindAllSubmatch(page, -1) {
				for _, to := range m[1:] {
					queue = append(queue, onThisPaper(at, host, html.UnescapeString(string(to)))...)
				}
			}
		}
		return n, nil
	}
}

// onThisPaper gives the path of a link that stays on the paper.
func onThisPaper(at, host, to string) []string {
	base, err := url.Parse("http://" + host + at)
	if err != nil || to == "" {
		return nil
	}
	u, err := base.Parse(to)
	if err != nil || u.Host != host || u.Scheme != "http" && u.Scheme != "https" || strings.HasPrefix(u.Path, "/-/") {
		return nil
	}
	u.Fragment = ""
	return []string{u.RequestURI()}
}
