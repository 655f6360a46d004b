// Package site is the paper as readers see it: addresses, the assembly of each
// page from the published tables, themes, and the read counter. It cannot
// reach the newsroom: nothing here can write an article or read an unpublished
// one.
//
// A request becomes a page in this order; each step has its file:
//
//	routes.go     which address leads where, as text
//	request.go    edition, canonical form, allow-listed query: the cache key
//	resolve.go    what a stored path is: article, list, redirect, notice
//	assembly.go   one snapshot, and the surrogate keys of all that is read
//	article.go …  the page struct of each page type (contract: page.go)
//	face.go       the theme's templates, bound to the edition's words
//
// Around them: themes.go chooses and changes themes while the paper runs,
// reads.go counts readings, media.go and feeds.go answer machine addresses.
package site

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"warta/internal/cache"
	"warta/internal/news"
	"warta/internal/search"
	"warta/internal/store"
	"warta/internal/web"
)

//go:embed all:theme all:lite
var embedded embed.FS

// Options of a site. Published and Cache are needed.
type Options struct {
	Published store.Published
	// Reads is where readings are counted; nil counts none and prints none.
	Reads store.Reads
	Cache *cache.Cache
	// Media opens a rendition by its name; nil answers 404 for all. The error
	// of a name that does not exist is fs.ErrNotExist or of kind NotFound.
	Media func(ctx context.Context, name string) (io.ReadSeekCloser, error)
	// Preview opens a file that is not public for somebody of the newsroom, whose
	// session the request carries; nil, or a nil answer, is for everybody else. The
	// answer is kept by no cache.
	Preview func(r *http.Request, name string) io.ReadSeekCloser
	// Previews open links to drafts; the zero value opens none.
	Previews Previews
	// ThemeDir holds theme folders by name; empty means the embedded one only.
	ThemeDir string
	// Search answers what readers look for; nil finds nothing.
	Search *search.Engine
	// SearchRate and SearchBurst bound the searches of a network of readers that
	// the cache cannot answer, per second and at once; default 5 and 40.
	SearchRate  float64
	SearchBurst int
	// Storybook opens /-/storybook.
	Storybook bool
	// Development looks for changed theme files before each render.
	Development bool
	// RenderTime bounds the time that a theme folder's template may take for a
	// page; default one second (TH-3).
	RenderTime time.Duration
	// Now gives the time for notices, dates and ages; default time.Now.
	Now func() time.Time
	// Logger gets what has no reader to tell; nil means the default.
	Logger *slog.Logger
}

// Server serves the editions of one newspaper. It is safe for concurrent use.
type Server struct {
	o      Options
	log    *slog.Logger
	themes *themes
	reads  *counter
	misses *web.Limiter
	// gate says which files readers may have.
	gate mediaGate
	// popular are the most read articles, in memory.
	popular *rankings
	// adClicks counts how often advertisements were followed.
	adClicks *adClicks
	routes   []route

	// hosts are the editions as requests are told apart by them; renewed by
	// Reload, and by a render that meets other settings.
	hosts   atomic.Pointer[[]host]
	loading sync.Mutex
	// footers are kept per edition for the ledger's present position.
	footers sync.Map
	// fronts are the editions' home fronts, likewise.
	fronts sync.Map
	// reminded is when the operator was last told of a matter.
	reminded sync.Map
}

// New prepares a site and its default theme. A database that is away is no
// error: last good copies are served until it is back.
func New(o Options) (*Server, error) {
	if o.Published == nil || o.Cache == nil {
		return nil, errors.New("open the site: it needs the published tables and a cache")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.RenderTime <= 0 {
		o.RenderTime = defaultLimits.time
	}
	s := &Server{o: o, log: o.Logger}
	var err error
	if s.themes, err = newThemes(o); err != nil {
		return nil, fmt.Errorf("open the site: %w", err)
	}
	if o.SearchRate <= 0 {
		o.SearchRate = 5
	}
	if o.SearchBurst <= 0 {
		o.SearchBurst = 40
	}
	s.misses = web.NewLimiter(o.SearchRate, o.SearchBurst, nil)
	s.reads = newCounter(o, s.log)
	s.popular = newRankings(s)
	s.adClicks = &adClicks{log: s.log, pending: map[string]int64{}}
	s.routes = s.install()
	return s, nil
}

// Handler answers readers. Package web puts its chain around it.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// Run counts readings into the store until ctx ends, then once more, and keeps
// the lists of the most read articles fresh.
func (s *Server) Run(ctx context.Context) {
	var side sync.WaitGroup
	side.Go(func() { s.popular.run(ctx) })
	side.Go(func() { s.adClicks.run(ctx) })
	s.reads.run(ctx)
	side.Wait()
}

// Reload reads the editions' settings and changed theme files again. Call it
// on a settings event, after the cache was purged of the event's keys; the
// error names every theme that stayed as it was, with file and line.
func (s *Server) Reload(ctx context.Context) error {
	_, err := s.loadEditions(ctx)
	if changed := s.themes.rescan(); changed {
		s.purgeThemes()
	}
	for _, h := range s.known() {
		_, ferr := s.themes.face(h.edition)
		err = errors.Join(err, ferr)
	}
	return err
}

// purgeThemes makes pages anew after theme files changed. No ledger position
// belongs to that, hence 0: every page that carries the key.
func (s *Server) purgeThemes() { s.o.Cache.Purge(0, keyTheme) }

// keyTheme is carried by every page that a theme printed.
const keyTheme = "theme"

func (s *Server) loadEditions(ctx context.Context) ([]host, error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	editions, err := s.o.Published.Editions(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the editions: %w", err)
	}
	list := make([]host, len(editions))
	for i, e := range editions {
		list[i] = newHost(e)
		// A theme is checked here, before a render with its time limit needs it.
		// What is wrong with it was logged and stands in Reload's error.
		_, _ = s.themes.face(e)
	}
	s.hosts.Store(&list)
	return list, nil
}

func (s *Server) known() []host {
	if p := s.hosts.Load(); p != nil {
		return *p
	}
	return nil
}

// learn keeps the list of editions true when a render meets other settings
// than requests are told apart by.
func (s *Server) learn(e news.Edition) {
	s.loading.Lock()
	defer s.loading.Unlock()
	list := slices.Clone(s.known())
	i := slices.IndexFunc(list, func(h host) bool { return h.edition.ID == e.ID })
	switch {
	case i < 0:
		list = append(list, newHost(e))
	case reflect.DeepEqual(list[i].edition, e):
		return
	default:
		list[i] = newHost(e)
	}
	s.hosts.Store(&list)
}
