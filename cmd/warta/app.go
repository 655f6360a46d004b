package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"warta/internal/admin"
	"warta/internal/api"
	"warta/internal/auth"
	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/job"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/search"
	"warta/internal/site"
	"warta/internal/store"
	"warta/internal/web"
)

// app is what every subcommand gets.
type app struct {
	*cli
	ctx            context.Context
	args           []string
	stdout, stderr io.Writer
	log            *slog.Logger
}

func logger(w io.Writer, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l}))
}

// database opens the newspaper's database; now is nil outside the demo.
func (a *app) database(now func() time.Time) (store.Database, error) {
	if a.DB == "" {
		if err := os.MkdirAll(a.Data, 0o750); err != nil {
			return nil, fmt.Errorf("make the data folder: %w", err)
		}
	}
	return store.Open(a.ctx, store.Options{URL: a.DB, Dir: a.Data, Logger: a.log, Now: now})
}

// ensureEdition makes the first edition of a newspaper that has none, so that
// there is a paper to import into and to serve.
func ensureEdition(ctx context.Context, db store.Database, room *newsroom.Newsroom) (news.Edition, error) {
	var all []news.Edition
	err := db.Read(ctx, func(tx store.Tx) (err error) {
		all, err = tx.Editions().All(ctx)
		return err
	})
	if err != nil {
		return news.Edition{}, err
	}
	if len(all) > 0 {
		return all[0], nil
	}
	e := &news.Edition{}
	_, err = room.Do(ctx, newsroom.Operator(), newsroom.ChangeSettings{Edition: e})
	return *e, err
}

// newspaper is everything that serving needs, wired together.
type newspaper struct {
	db     store.Database
	cache  *cache.Cache
	room   *newsroom.Newsroom
	site   *site.Server
	follow *follower
	index  *search.Indexer
	jobs   *job.Runner
	keeper *auth.Keeper
	api    *api.Server
	// admin is the newsroom's pages; nil until openDoor.
	admin *admin.Server
	blobs mediaStore
	close []func() error
}

// open wires a newspaper over an open database, which it then owns.
func (a *app) open(db store.Database, l listen, now func() time.Time, storybook bool) (_ *newspaper, err error) {
	p := &newspaper{db: db, close: []func() error{db.Close}}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	if p.blobs, err = a.blobs(); err != nil {
		return nil, err
	}
	p.close = append(p.close, p.blobs.Close)
	darkroom, err := a.darkroom()
	if err != nil {
		return nil, err
	}
	p.cache, err = cache.New(cache.Options{Dir: filepath.Join(a.Data, "pages"), Now: now, Definite: definite,
		Report: func(key string, err error) { a.log.Error("a page could not be made anew", "page", key, "err", err) }})
	if err != nil {
		return nil, fmt.Errorf("open the page store: %w", err)
	}
	p.close = append(p.close, p.cache.Close)
	themes := l.Themes
	if themes == "" {
		themes = filepath.Join(a.Data, "themes")
	}
	p.site, err = site.New(site.Options{Published: db.Published(), Reads: db.Reads(), Cache: p.cache,
		Media: func(ctx context.Context, name string) (io.ReadSeekCloser, error) { return p.blobs.Open(ctx, name) }, Preview: p.preview(l.Newsroom),
		Previews: p.previews(),
		Search:   search.NewEngine(db.Search()), SearchRate: l.SearchRate, SearchBurst: int(8 * l.SearchRate),
		ThemeDir: themes, Storybook: storybook, Now: now, Logger: a.log})
	if err != nil {
		return nil, err
	}
	p.follow = &follower{ledger: db.Ledger(), cache: p.cache, site: p.site, hide: p.forgetHidden, log: a.log}
	if s, ok := p.blobs.Store.(interface{ Forget(context.Context, string) }); ok {
		p.follow.forget = s.Forget
	}
	p.index = search.NewIndexer(search.Options{Published: db.Published(), Search: db.Search(), Ledger: db.Ledger(), Logger: a.log,
		// After the index, never before: a page made in between would keep the
		// old answer.
		Changed: func(seq news.Seq) { p.cache.Purge(int64(seq), site.KeySearch) }})
	if p.keeper, err = a.keeper(db, l, now); err != nil {
		return nil, err
	}
	p.close = append(p.close, p.keeper.Close)
	p.room = newsroom.New(db, newsroom.Options{Applied: p.applied, Holders: newsroom.Holders, Blobs: p.blobs, Spool: p.blobs.waiter(), Darkroom: darkroom,
		Crawl: a.readAgain(p), Fetch: importClient(), Temp: a.Data, Signer: p.keeper, Print: p.printDraft, Logger: a.log})
	if p.api, err = a.openAPI(p, now); err != nil {
		return nil, err
	}
	p.jobs = a.jobs(db, p.room.Workers()...)
	return p, nil
}

// applied follows a change of this process: its pages go, and the index learns
// of it, before whoever made it gets the answer.
func (p *newspaper) applied(events []news.Event) {
	p.follow.apply(events)
	ctx, cancel := context.WithTimeout(context.Background(), indexPatience)
	defer cancel()
	// What fails here is tried again in the background, and logged there.
	_ = p.index.CatchUp(ctx)
}

// indexPatience is how long a command waits for the index.
const indexPatience = 250 * time.Millisecond

// jobs is what this node does after changes, in the background.
func (a *app) jobs(db store.Database, more ...job.Worker) *job.Runner {
	tell := &job.Announcer{Published: db.Published(), Client: web.NewClient(web.ClientOptions{UserAgent: "Warta/" + version})}
	for _, f := range feed.Formats {
		tell.FeedFiles = append(tell.FeedFiles, f.File)
	}
	return job.New(job.Options{Database: db, Workers: append(tell.Workers(), more...), Consumers: []job.Consumer{tell.Consumer()}, Logger: a.log})
}

// definite errors are the newspaper's word, not a fault: a page that was
// withdrawn must not be answered with an old copy.
func definite(err error) bool { return news.Is(err, news.NotFound) || news.Is(err, news.Gone) }

// Close ends what open began, last things first: the site writes its counts
// before the database goes.
func (p *newspaper) Close() error {
	var all []error
	for i := len(p.close) - 1; i >= 0; i-- {
		all = append(all, p.close[i]())
	}
	p.close = nil
	return errors.Join(all...)
}
