package feed

import "time"

// Limits of the sitemap protocol and of Google News. SitemapURLs is a fifth of
// what the protocol allows: with addresses of at most 2,048 bytes a file then
// cannot reach its 50 MB, either.
const (
	SitemapURLs = 10_000
	NewsURLs    = 1_000
	NewsAge     = 48 * time.Hour
)

// SitemapURL is a page in a sitemap.
type SitemapURL struct {
	Loc string
	// Changed is when the page last changed for its readers; zero is left out,
	// for a wrong time is worse than none.
	Changed time.Time
	// Image is the address of its main picture. Google reads nothing else of
	// a picture.
	Image string
	// News makes it an entry of the news sitemap.
	News *SitemapNews
}

// SitemapNews is what Google News wants to know of an article.
type SitemapNews struct {
	Name, Lang, Title string
	Published         time.Time
}

const sitemapNS = "http://www.sitemaps.org/schemas/sitemap/0.9"

// Sitemap writes a sitemap (sitemaps.org) with Google's image and news
// extensions where they are used.
func Sitemap(urls []SitemapURL) []byte {
	attrs := []string{"xmlns", sitemapNS}
	var images, articles bool
	for _, u := range urls {
		images, articles = images || u.Image != "", articles || u.News != nil
	}
	if images {
		attrs = append(attrs, "xmlns:image", "http://www.google.com/schemas/sitemap-image/1.1")
	}
	if articles {
		attrs = append(attrs, "xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9")
	}
	m := &markup{b: append(make([]byte, 0, 256+160*len(urls)), declaration...)}
	m.open("urlset", attrs...)
	for _, u := range urls {
		m.open("url")
		m.text("loc", u.Loc)
		m.text("lastmod", when(u.Changed))
		if n := u.News; n != nil {
			m.open("news:news")
			m.open("news:publication")
			m.text("news:name", n.Name)
			m.text("news:language", n.Lang)
			m.close()
			m.text("news:publication_date", when(n.Published))
			m.text("news:title", filled(n.Title))
			m.close()
		}
		if u.Image != "" {
			m.open("image:image")
			m.text("image:loc", u.Image)
			m.close()
		}
		m.close()
	}
	m.close()
	return m.bytes()
}

// SitemapIndex writes the list of sitemaps.
func SitemapIndex(files []SitemapURL) []byte {
	m := &markup{b: append(make([]byte, 0, 256+100*len(files)), declaration...)}
	m.open("sitemapindex", "xmlns", sitemapNS)
	for _, f := range files {
		m.open("sitemap")
		m.text("loc", f.Loc)
		m.text("lastmod", when(f.Changed))
		m.close()
	}
	m.close()
	return m.bytes()
}
