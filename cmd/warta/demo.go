package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"warta/internal/admin"
	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/sample"
	"warta/internal/store"
)

type demoCmd struct {
	listen `embed:""`
	Theme  string `help:"Theme to print the sample newspaper with: a folder of --themes, or cetak." placeholder:"NAME"`
}

// Run serves the sample newspaper, which it loads at the first start. Its clock
// stands at a Saturday evening in June 2025 and runs on from there.
func (c *demoCmd) Run(a *app) error {
	if a.Data == "data" {
		// A newcomer's demo must not become the start of a real newspaper.
		a.Data = filepath.Join("data", "demo")
	}
	if a.Log == "info" {
		// A newcomer wants to read the address, not a line for each request.
		a.log = logger(a.stderr, "warn")
	}
	unlock, err := lock(a.Data)
	if err != nil {
		return err
	}
	defer unlock()
	clock := sample.NewClock(sample.Evening)
	db, err := a.database(clock.Now)
	if err != nil {
		return err
	}
	// Everybody who tries the demo is let in with a password.
	c.SecondFactor = false
	p, err := a.open(db, c.listen, clock.Now, true)
	if err != nil {
		return err
	}
	seedPath, fresh, err := a.loadDemo(p, clock)
	if err == nil {
		err = a.dress(p, c.Theme)
	}
	var staff []admin.DemoAccount
	var token string
	if err == nil && onlyHere(c.Addr) {
		staff = demoStaff
	}
	if err == nil {
		err = a.openDoor(p, staff)
	}
	switch {
	case err != nil:
	case len(staff) > 0:
		if err = a.hireDemo(p); err == nil && fresh != nil {
			err = a.busyDemo(p, fresh, clock)
		}
		if err == nil {
			token, err = a.demoToken(p)
		}
	default:
		err = a.dismissDemo(p)
	}
	if err != nil {
		return closing(p, err)
	}
	go a.watchThemes(p, time.Second)
	return closing(p, a.serve(p, c.listen, func(home string) {
		fmt.Fprintf(a.stdout, "\nLentera Sagara, a sample newspaper:  %s/\n", home)
		fmt.Fprintf(a.stdout, "the page that Warta began with:      %s%s\n", home, seedPath)
		fmt.Fprintf(a.stdout, "every block and card in every state: %s/-/storybook\n", home)
		fmt.Fprintf(a.stdout, "the API, described:                  %s%s/docs\n\n", home, protocol.Prefix)
		if len(staff) > 0 {
			fmt.Fprintf(a.stdout, "the newsroom:                        %s/newsroom/\n", home)
			for _, d := range staff {
				fmt.Fprintf(a.stdout, "  %-28s %s\n", d.Email, d.Password)
			}
			fmt.Fprintf(a.stdout, "a chief's token for the API, for a day:\n  %s\n\n", token)
		}
		fmt.Fprintf(a.stdout, "Its clock stands at %s. Stop it with Ctrl+C; make clean removes its data.\n",
			clock.Now().In(time.FixedZone("WIB", 7*3600)).Format("Monday, 2 January 2006 15:04 WIB"))
	}))
}

// demoMark is the file that tells a demo's data folder from a newspaper's; it
// holds the address of the seed's page.
const demoMark = "demo.json"

// loadDemo loads the sample newspaper into an empty database, or finds it
// there, and starts the clock. fresh is the newspaper that was loaded now, nil for
// one that was there.
func (a *app) loadDemo(p *newspaper, clock *sample.Clock) (seedPath string, fresh *sample.Paper, err error) {
	mark := filepath.Join(a.Data, demoMark)
	if b, err := os.ReadFile(mark); err == nil {
		latest, err := lastChange(a.ctx, p.db)
		if err != nil {
			return "", nil, err
		}
		if latest.Before(sample.Evening) {
			latest = sample.Evening
		}
		clock.Run(latest.Add(time.Second))
		return string(b), nil, nil
	}
	empty, err := isEmpty(a.ctx, p.db)
	if err != nil {
		return "", nil, err
	}
	if !empty {
		return "", nil, news.Refuse(news.Conflict, "start the demo", "demo.not_empty", map[string]any{"dir": a.Data})
	}
	paper, err := sample.Load(a.ctx, sample.Options{Newsroom: newsroom.New(p.db, newsroom.Options{}), Database: p.db,
		Blobs: p.blobs, Clock: clock, Progress: progress(a.stdout, "Printing the sample newspaper")})
	if err != nil {
		return "", nil, err
	}
	if err := p.index.CatchUp(a.ctx); err != nil {
		return "", nil, err
	}
	clock.Run(sample.Evening)
	return paper.SeedPath, &paper, os.WriteFile(mark, []byte(paper.SeedPath), 0o640)
}

// busyDemo gives the demo's accounts something to do.
func (a *app) busyDemo(p *newspaper, paper *sample.Paper, clock *sample.Clock) error {
	staff := sample.Staff{}
	for _, d := range demoStaff {
		who, err := a.demoPerson(p, d.Email)
		if err != nil {
			return err
		}
		part, _, _ := strings.Cut(d.Email, "@")
		staff[part] = who
	}
	err := paper.Busy(a.ctx, sample.Options{Newsroom: newsroom.New(p.db, newsroom.Options{}), Database: p.db, Clock: clock}, staff)
	clock.Run(sample.Evening)
	return err
}

// dress puts the sample newspaper into another theme, as a newspaper's own
// settings would; without a name it stays in the one that it has.
func (a *app) dress(p *newspaper, theme string) error {
	if theme == "" {
		return nil
	}
	e, err := ensureEdition(a.ctx, p.db, p.room)
	if err != nil || e.Settings.Theme == theme {
		return err
	}
	e.Settings.Theme = theme
	if _, err := p.room.Do(a.ctx, newsroom.Operator(), newsroom.ChangeSettings{Edition: &e}); err != nil {
		return err
	}
	// The log tells an operator; whoever tries a theme looks at this window.
	return p.site.Reload(a.ctx)
}

// watchThemes takes up what somebody changes in a theme folder while looking at
// the demo, and tells them once what is wrong with it; until it is mended, the
// pages stay as they were.
func (a *app) watchThemes(p *newspaper, every time.Duration) {
	told := ""
	for tick := time.Tick(every); ; {
		select {
		case <-a.ctx.Done():
			return
		case <-tick:
		}
		now := ""
		if err := p.site.Reload(a.ctx); err != nil {
			now = err.Error()
		}
		if now != told && now != "" && a.ctx.Err() == nil {
			fmt.Fprintln(a.stderr, now)
		}
		told = now
	}
}

// lastChange is when the newspaper was last changed.
func lastChange(ctx context.Context, db store.Database) (time.Time, error) {
	seq, _, err := db.Ledger().Head(ctx)
	if err != nil || seq == 0 {
		return time.Time{}, err
	}
	events, err := db.Ledger().From(ctx, seq, 1)
	if err != nil || len(events) == 0 {
		return time.Time{}, err
	}
	return events[0].At, nil
}

func isEmpty(ctx context.Context, db store.Database) (bool, error) {
	seq, _, err := db.Ledger().Head(ctx)
	return seq == 0, err
}

// progress prints a line that is rewritten on a terminal, and one line at the
// end elsewhere.
func progress(w io.Writer, what string) func(done, total int) {
	f, ok := w.(*os.File)
	terminal := false
	if ok {
		info, err := f.Stat()
		terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return func(done, total int) {
		switch {
		case terminal && done < total:
			fmt.Fprintf(w, "\r%s: %d of %d articles", what, done, total)
		case done == total:
			if terminal {
				fmt.Fprint(w, "\r")
			}
			fmt.Fprintf(w, "%s: %d of %d articles\n", what, done, total)
		}
	}
}
