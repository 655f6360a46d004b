// Package wordpress answers for existing readers of WordPress's REST API, so that
// a paper's phone app, widgets and partners survive its move: the reading half of
// /wp-json/wp/v2. It is off until the operator turns it on.
//
// It stands on the published side alone, like package public: nothing in it can
// name a draft, an account or a login. Users are public profiles with articles,
// media are those that readers may see.
//
//	wordpress.go  what it needs
//	serve.go      answers from the page cache; errors in WordPress's shape
//	ask.go        the questions of an address
//	routes.go     the routes, and the index that discovery reads
//	posts.go      posts and pages: lists; post.go one of them
//	terms.go      categories and tags; users.go; media.go; search.go
//	fields.go     _fields and _embed
//
// What differs from WordPress is in docs/moving-out.md.
package wordpress

import (
	"net/http"

	"warta/internal/cache"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
	"warta/internal/web"
)

// Prefix of all addresses but those with ?rest_route=.
const Prefix = "/wp-json"

// Options of the facade. Published, Cache and Edition are needed.
type Options struct {
	Published store.Published
	Cache     *cache.Cache
	// Edition tells editions apart by the request's host, and gives the canonical
	// scheme and host and the edition's words.
	Edition func(r *http.Request) (e news.EditionID, base string, words *locale.Locale)
	// Search answers questions; nil finds nothing. SearchKey is carried by its
	// answers.
	Search    *search.Engine
	SearchKey string
	// Rate and Burst bound what the cache cannot answer, per second and at once,
	// for each network of readers; default 10 and 120.
	Rate  float64
	Burst int
}

// Facade answers.
type Facade struct {
	o      Options
	misses *web.Limiter
	menu   []route
}

// New makes one.
func New(o Options) *Facade {
	if o.Rate <= 0 {
		o.Rate = 10
	}
	if o.Burst <= 0 {
		o.Burst = 120
	}
	return &Facade{o: o, misses: web.NewLimiter(o.Rate, o.Burst, nil), menu: menu()}
}

// Mine reports whether a request is for the facade.
func Mine(r *http.Request) bool {
	p := r.URL.Path
	return p == Prefix || len(p) > len(Prefix) && p[:len(Prefix)+1] == Prefix+"/" || (p == "/" || p == "/index.php") && r.URL.Query().Has("rest_route")
}

// Discover is the value of a Link header by which clients find the facade from
// the front page.
func Discover(base string) string { return "<" + base + Prefix + `/>; rel="https://api.w.org/"` }
