package main

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/feed"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/search"
	"warta/internal/site"
)

// A redaction is over when the paper was read again. These bound how much is
// read: what leads to the article comes first, and articles that name the same
// are found by the newsroom's search, however many there are.
const (
	crawlMost = 5000
	crawlTime = 30 * time.Second
)

var crawlLinks = regexp.MustCompile(`(?:href|src|srcset|content|poster)="([^"]+)"|<loc>([^<]+)</loc>|"(?:url|image|path|next_url)":"([^"]+)"`)

// readAgain reads the paper after a redaction as its readers get it, through the
// site's own handler, and then the copies of pages that this node keeps
// (press-rules.md PRS-43).
func (a *app) readAgain(p *newspaper) newsroom.Crawl {
	return func(ctx context.Context, of newsroom.Redacted, look func(newsroom.Page)) (int, error) {
		e, err := ensureEdition(ctx, p.db, p.room)
		if err != nil {
			return 0, err
		}
		// Search pages that were made before the index followed must not stay.
		if err := p.index.CatchUp(ctx); err != nil {
			return 0, err
		}
		seq, _, err := p.db.Ledger().Head(ctx)
		if err != nil {
			return 0, err
		}
		p.cache.Drop(int64(seq), site.KeySearch)
		host := "localhost"
		if u, err := url.Parse(e.Settings.BaseURL); err == nil && u.Host != "" {
			host = u.Host
		}
		words := siteWords(e)
		lite := "/" + words("path.lite")
		begin := append([]string{of.Path, lite + of.Path, "/", lite, "/robots.txt", "/sitemap.xml", "/sitemap-news.xml",
			protocol.Prefix + "/public/articles", "/" + words("path.latest"), "/" + words("path.popular"), "/" + words("path.index")}, of.Gone...)
		for _, f := range feed.Formats {
			begin = append(begin, "/"+f.File)
		}
		n := recrawl(ctx, overAPI(p.api, nil, p.site.Handler()), host, begin, look)
		found, err := p.stillFound(ctx, e.ID, of.Strings)
		if err != nil {
			return n, err
		}
		for _, id := range found {
			look(newsroom.Page{Address: fmt.Sprintf("search: article %d", id), Text: []byte(of.Strings[0])})
		}
		copies, err := p.cache.Copies(ctx, func(key string, body []byte) { look(newsroom.Page{Address: "copy of " + key, Text: body}) })
		return n + copies, err
	}
}

// siteWords gives the words of an edition's addresses.
func siteWords(e news.Edition) func(string) string {
	set := e.Settings.WithDefaults()
	words := locale.Get(set.Locale).With(set.Messages)
	return func(key string) string { return words.Message(key) }
}

// stillFound asks the readers' index for articles by the strings. Its pages
// cannot be asked: they print the question.
func (p *newspaper) stillFound(ctx context.Context, e news.EditionID, list []string) (out []news.ArticleID, err error) {
	engine := search.NewEngine(p.db.Search())
	for _, s := range list {
		q := search.For("id").Parse(`"` + strings.ReplaceAll(s, `"`, " ") + `"`)
		r, err := engine.Find(ctx, q, search.Filter{Edition: e, Now: time.Now(), Limit: 50})
		if err != nil {
			return nil, err
		}
		for _, h := range r.Hits {
			out = append(out, h.Article)
		}
	}
	return out, nil
}

// recrawl walks every link from the given addresses on, and past marks of time:
// what readers get is what is looked at.
func recrawl(ctx context.Context, h http.Handler, host string, queue []string, look func(newsroom.Page)) int {
	seen, end := map[string]bool{}, time.Now().Add(crawlTime)
	n := 0
	for len(queue) > 0 && n < crawlMost && ctx.Err() == nil && time.Now().Before(end) {
		at := queue[0]
		queue = queue[1:]
		if seen[at] || at == "" {
			continue
		}
		seen[at] = true
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, at, nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		n++
		page, to := w.Body.Bytes(), w.Header().Get("Location")
		look(newsroom.Page{Address: at, Status: w.Code, Location: to, Text: page})
		if to != "" {
			queue = append(queue, onThisPaper(at, host, to)...)
		}
		if kind := w.Header().Get("Content-Type"); w.Code != http.StatusOK || !strings.Contains(kind, "html") && !strings.Contains(kind, "xml") && !strings.Contains(kind, "json") {
			continue
		}
		for _, m := range crawlLinks.FindAllSubmatch(page, -1) {
			for _, to := range m[1:] {
				for part := range strings.SplitSeq(html.UnescapeString(string(to)), ", ") {
					link, _, _ := strings.Cut(part, " ")
					queue = append(queue, onThisPaper(at, host, strings.ReplaceAll(link, `\/`, "/"))...)
				}
			}
		}
	}
	return n
}

// onThisPaper gives the path of a link that stays on the paper. Of its machine
// addresses only the pictures for shares say anything in words.
func onThisPaper(at, host, to string) []string {
	base, err := url.Parse("http://" + host)
	if err == nil {
		base.Path, _, _ = strings.Cut(at, "?")
	}
	if err != nil || to == "" {
		return nil
	}
	u, err := base.Parse(to)
	if err != nil || u.Host != host || u.Scheme != "http" && u.Scheme != "https" ||
		strings.HasPrefix(u.Path, "/-/") && !strings.HasPrefix(u.Path, "/-/share/") {
		return nil
	}
	u.Fragment = ""
	return []string{u.RequestURI()}
}
