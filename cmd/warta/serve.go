package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"

	"warta/internal/web"
)

type serveCmd struct {
	listen `embed:""`
}

// Run serves the newspaper of the data folder until it is told to stop.
func (c *serveCmd) Run(a *app) error {
	unlock, err := lock(a.Data)
	if err != nil {
		return err
	}
	defer unlock()
	db, err := a.database(nil)
	if err != nil {
		return err
	}
	p, err := a.open(db, c.listen, nil, false)
	if err != nil {
		return err
	}
	if err := a.openDoor(p, nil); err != nil {
		return closing(p, err)
	}
	if _, err := ensureEdition(a.ctx, db, p.room); err != nil {
		return closing(p, err)
	}
	a.tellLacks(a.ctx, db)
	return closing(p, a.serve(p, c.listen, func(home string) {
		fmt.Fprintf(a.stdout, "The paper is at %s\nThe newsroom is at %s/newsroom/\n", home, newsroomURL(c.Newsroom, home))
		a.greetOwner(p, c.listen, home)
	}))
}

// closing ends the newspaper and gives the first thing that went wrong.
func closing(p *newspaper, err error) error {
	if cerr := p.Close(); err == nil {
		err = cerr
	}
	return err
}

// serve listens, follows the ledger and counts reads until the context ends;
// then it stops taking connections, lets the present requests finish, and
// writes the last counts.
func (a *app) serve(p *newspaper, l listen, ready func(home string)) error {
	ln, err := net.Listen("tcp", l.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", l.Addr, err)
	}
	// What happened while nobody listened comes before the first page.
	if err := p.follow.start(a.ctx); err != nil {
		a.log.Error("the ledger cannot be read yet; kept pages are served", "err", err)
	}
	// So does what fell due meanwhile (SCH-1).
	if _, err := p.room.Sweep(a.ctx); err != nil {
		a.log.Error("what is due cannot be looked for yet; it is tried each second", "err", err)
	}
	if _, err := p.room.ExpireMedia(a.ctx); err != nil {
		a.log.Error("rights that ended cannot be looked for yet; it is tried each second", "err", err)
	}
	background, stop := context.WithCancel(a.ctx)
	var work sync.WaitGroup
	work.Go(func() { p.follow.run(background) })
	work.Go(func() { p.index.Run(background) })
	work.Go(func() { p.site.Run(background) })
	work.Go(func() { p.jobs.Run(background) })
	work.Go(func() { p.room.Run(background) })
	work.Go(func() { p.api.Run(background) })
	work.Go(func() { a.sweepKeys(background, p.api) })
	work.Go(func() { p.keeper.Run(background) })
	work.Go(func() { p.room.Index().Run(background) })
	work.Go(func() { a.keepHeads(background, p.db, a.headsFile(l.Heads)) })
	work.Go(func() { p.room.RunMedia(background) })
	work.Go(func() { p.blobs.run(background) })
	ready("http://" + ln.Addr().String())
	a.log.Info("serving", "addr", ln.Addr().String(), "version", version)
	err = web.Serve(a.ctx, ln, a.handler(p, l), web.ServerOptions{Logger: a.log})
	stop()
	work.Wait()
	a.log.Info("stopped")
	return err
}

// handler is the public site, with the newsroom and the API beside it, in their
// plumbing.
func (a *app) handler(p *newspaper, l listen) http.Handler {
	all := overAPI(p.api, l.Newsroom, p.site.Handler())
	if l.WordPress {
		all = overWordPress(p, l.Newsroom, all)
	}
	if p.admin != nil {
		all = withNewsroom(l.Newsroom, all, p.admin.Handler())
	}
	return web.Chain(all,
		web.RequestID(),
		web.TrustProxies(l.Proxies),
		web.AccessLog(a.log),
		web.Recover(a.log),
		web.SecurityHeaders(),
	)
}
