// Package sample is the sample newspaper: "Lentera Sagara", the paper of a
// port city that does not exist, and the seed, the page that Warta had to hold
// and print before anything else. It is the content of `warta demo`, and tests
// use it wherever they need a whole newspaper.
//
// Its history is replayed, not inserted: every article is created, published
// and corrected by the newsroom's own commands, each at its own hour of the
// paper's clock, so that whatever the product does to a story was done to
// these.
package sample

import (
	"embed"
	"sync/atomic"
	"time"
)

// files are the paper's articles, photos and settings. A photo's folder holds
// its ready-made renditions, named by width.
//
//go:embed paper.json topics.json fronts.json evening.json seed.txt supplement.json articles/*.json photos/photos.json photos/*/*.jpg portraits/*/*.jpg media
var files embed.FS

// Seed is the text of the seed page, byte for byte (seed-page.md SP-1).
func Seed() []byte {
	b, err := files.ReadFile("seed.txt")
	if err != nil {
		panic("sample: the seed is not embedded: " + err.Error())
	}
	return b
}

// Evening is the hour at which the sample newspaper stands when it is opened:
// Saturday, 28 June 2025, six in the evening in Jakarta. It is the clock of
// the seed's tests, too.
var Evening = time.Date(2025, 6, 28, 18, 0, 0, 0, wib).UTC()

var wib = time.FixedZone("WIB", 7*3600)

// Clock is a newspaper's time that can be set and, once started, runs on.
type Clock struct{ state atomic.Pointer[clockState] }

type clockState struct {
	at    time.Time
	since time.Time
	runs  bool
}

// NewClock gives a clock that stands at t.
func NewClock(t time.Time) *Clock {
	c := &Clock{}
	c.Set(t)
	return c
}

// Now is the clock's time, in UTC with microseconds.
func (c *Clock) Now() time.Time {
	s := c.state.Load()
	if !s.runs {
		return s.at
	}
	return s.at.Add(time.Since(s.since)).Truncate(time.Microsecond)
}

// Set stops the clock at t.
func (c *Clock) Set(t time.Time) {
	c.state.Store(&clockState{at: t.UTC().Truncate(time.Microsecond)})
}

// Run lets the clock run on from t.
func (c *Clock) Run(t time.Time) {
	c.state.Store(&clockState{at: t.UTC().Truncate(time.Microsecond), since: time.Now(), runs: true})
}
