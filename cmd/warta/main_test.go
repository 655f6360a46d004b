package main

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"warta/internal/media"
	"warta/internal/sample"
)

// asWarta makes the test binary behave as warta itself: tests that kill the
// program, or run it as a newcomer would, start themselves with it set.
const asWarta = "WARTA_TEST_AS_WARTA"

func TestMain(m *testing.M) {
	media.Child()
	if os.Getenv(asWarta) != "" {
		os.Unsetenv(asWarta)
		main()
		return
	}
	code := m.Run()
	stopBrowser()
	if shared.stop != nil {
		shared.stop()
	}
	os.Exit(code)
}

// demoPaper is the sample newspaper as `warta demo` serves it, its clock
// standing still.
type demoPaper struct {
	*newspaper
	clock *sample.Clock
	// home is its address, seed the path of the seed's page.
	home, seed string
}

// newDemo loads a sample newspaper of the test's own.
func newDemo(t testing.TB) *demoPaper {
	t.Helper()
	d, stop, err := startDemo(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return d
}

func startDemo(dir string) (*demoPaper, func(), error) {
	clock := sample.NewClock(sample.Evening)
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	a := &app{cli: &cli{Data: dir}, ctx: context.Background(), stdout: io.Discard, stderr: io.Discard, log: quiet}
	db, err := a.database(clock.Now)
	if err != nil {
		return nil, nil, err
	}
	p, err := a.open(db, listen{SearchRate: 1000, Themes: "../../themes"}, clock.Now, true)
	if err != nil {
		return nil, nil, err
	}
	seed, _, err := a.loadDemo(p, clock)
	if err != nil {
		return nil, nil, err
	}
	clock.Set(sample.Evening)
	if err := p.follow.start(a.ctx); err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(a.ctx)
	var work sync.WaitGroup
	work.Go(func() { p.follow.run(ctx) })
	work.Go(func() { p.site.Run(ctx) })
	server := httptest.NewServer(a.handler(p, listen{}))
	stop := func() {
		server.Close()
		cancel()
		work.Wait()
		p.Close()
	}
	return &demoPaper{newspaper: p, clock: clock, home: server.URL, seed: seed}, stop, nil
}

// shared is one sample newspaper for all tests that only read.
var shared struct {
	once sync.Once
	demo *demoPaper
	stop func()
	err  error
}

// sharedDemo gives the newspaper that tests share; they must not change it.
func sharedDemo(t testing.TB) *demoPaper {
	t.Helper()
	shared.once.Do(func() {
		dir, err := os.MkdirTemp("", "warta-demo")
		if err != nil {
			shared.err = err
			return
		}
		var stop func()
		shared.demo, stop, shared.err = startDemo(dir)
		shared.stop = func() {
			if stop != nil {
				stop()
			}
			os.RemoveAll(dir)
		}
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.demo
}
