// Package public is the half of the JSON API that everybody may read: what the
// paper shows now, in numbers and words instead of pages. It stands on the
// published side alone; nothing in it can name a draft.
//
//	public.go    what it needs, and its routes
//	serve.go     answers from the page cache: who asks cannot change them
//	paper.go     one snapshot of one edition, and the keys of what it shows
//	article.go   an article; text.go its text
//	cards.go     articles in lists
//	taxa.go      sections, tags, people, topics
//	search.go    asking the index
//	register.go  amendments and withdrawals
//	front.go     edited pages, as the desk arranged them
package public

import (
	"net/http"

	"warta/internal/api/protocol"
	"warta/internal/cache"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
	"warta/internal/web"
)

// Options of the public half. Published, Cache and Edition are needed.
type Options struct {
	Published store.Published
	Cache     *cache.Cache
	// Edition tells editions apart by the request's host, and gives the
	// canonical scheme and host and the edition's words.
	Edition func(r *http.Request) (e news.EditionID, base string, words *locale.Locale)
	// Search answers questions; nil finds nothing.
	Search *search.Engine
	// SearchKey is carried by answers from the index, which goes its own way.
	SearchKey string
	// Cursors seals places in lists.
	Cursors *protocol.Cursors
	// Rate and Burst bound what the cache cannot answer, per second and at once,
	// for each network of readers; default 10 and 120.
	Rate  float64
	Burst int
}

// Paper answers for the published side.
type Paper struct {
	o      Options
	misses *web.Limiter
	inner  http.Handler
}

// Mount declares the routes of the public half at a door.
func Mount(d *protocol.Door, o Options) *Paper {
	if o.Rate <= 0 {
		o.Rate = 10
	}
	if o.Burst <= 0 {
		o.Burst = 120
	}
	p := &Paper{o: o, misses: web.NewLimiter(o.Rate, o.Burst, nil)}
	get := func(id, path string) protocol.Route {
		return protocol.Route{ID: id, Method: http.MethodGet, Path: "/public" + path, Group: "public", Access: protocol.Public}
	}
	protocol.Handle(d, get("publicEdition", "/edition"), p.edition)
	protocol.Handle(d, get("publicArticles", "/articles"), p.articles)
	one := get("publicArticle", "/articles/{id}")
	one.Errors = []int{http.StatusGone}
	protocol.Handle(d, one, p.article)
	find := get("publicLookup", "/lookup")
	find.Errors = []int{http.StatusGone}
	protocol.Handle(d, find, p.lookup)
	protocol.Handle(d, get("publicSections", "/sections"), p.sections)
	protocol.Handle(d, get("publicTags", "/tags"), p.tags)
	protocol.Handle(d, get("publicTag", "/tags/{slug}"), p.tag)
	protocol.Handle(d, get("publicPeople", "/people"), p.people)
	protocol.Handle(d, get("publicPerson", "/people/{slug}"), p.person)
	protocol.Handle(d, get("publicTopics", "/topics"), p.topics)
	protocol.Handle(d, get("publicTopic", "/topics/{slug}"), p.topic)
	protocol.Handle(d, get("publicSearch", "/search"), p.search)
	protocol.Handle(d, get("publicAmendments", "/amendments"), p.amendments)
	protocol.Handle(d, get("publicWithdrawals", "/withdrawals"), p.withdrawals)
	protocol.Handle(d, get("publicFront", "/front"), p.front)
	return p
}
