package auth_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/store/storetest"
)

// guesses counts what got as far as the password, by what the answer was.
type guesses struct{ wrong, limited, other atomic.Int64 }

func (g *guesses) count(err error) {
	switch {
	case news.Is(err, news.Unauthenticated):
		g.wrong.Add(1)
	case err != nil && strings.Contains(err.Error(), "rate limited"):
		g.limited.Add(1)
	default:
		g.other.Add(1)
	}
}

// Operations.md S9: ten thousand guesses a minute on one account from all over
// the net, for half an hour of the clock: at most ten get through in any
// quarter of an hour, and the owner gets in beside them.
func TestTenThousandGuessesAMinuteOnOneAccount(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Penulis)
	home := from("198.51.100.1")
	home.Device = of.in("sari@lentera.example").Device
	of.clock.At = of.clock.At.Add(time.Hour)

	const minutes, perMinute = 31, 10_000
	through := make([]int64, minutes)
	for m := range minutes {
		var g guesses
		var wg sync.WaitGroup
		n := perMinute
		if m%15 != 0 {
			n = 100 // the minutes between are the same, and cost time
		}
		for w := range 8 {
			wg.Go(func() {
				for i := w; i < n; i += 8 {
					c := from(fmt.Sprintf("203.%d.%d.7", i/250%250, i%250))
					_, err := of.keep.SignIn(of.ctx, c, "sari@lentera.example", fmt.Sprint("tebakan ", i), "")
					g.count(err)
				}
			})
		}
		wg.Wait()
		if g.other.Load() != 0 {
			t.Fatalf("minute %d: %d answers of another kind", m, g.other.Load())
		}
		through[m] = g.wrong.Load()
		if m%10 == 3 {
			if _, err := of.keep.SignIn(of.ctx, home, "sari@lentera.example", good, ""); err != nil {
				t.Errorf("minute %d: the owner is shut out at home: %v", m, err)
			}
		}
		of.clock.At = of.clock.At.Add(time.Minute)
	}
	for m := range through {
		sum := int64(0)
		for _, n := range through[m:min(m+15, minutes)] {
			sum += n
		}
		if sum > 10 {
			t.Errorf("from minute %d, %d guesses got through in a quarter of an hour", m, sum)
		}
	}
	if through[0] == 0 {
		t.Error("no guess got through at all: the test shows nothing")
	}
	// The owner on a strange browser waits like everybody.
	_, err := of.keep.SignIn(of.ctx, from("198.51.100.200"), "sari@lentera.example", good, "")
	of.limited(err)
	// A flood is a few rows, not a row for each guess.
	rows := 0
	for _, row := range of.audit() {
		if strings.Contains(row, "login.failed") {
			rows++
		}
	}
	if rows == 0 || rows > 2*minutes {
		t.Errorf("%d audit rows for the flood", rows)
	}
}

func TestGuessesSpreadOverManyAccounts(t *testing.T) {
	of := newOffice(t)
	const accounts = 40
	of.must(of.db.Write(of.ctx, func(tx store.Tx) error {
		for i := range accounts {
			u := store.User{Name: "Orang", Email: fmt.Sprintf("orang%d@lentera.example", i), Active: true, Handle: auth.NewHandle()}
			if err := tx.Accounts().Put(of.ctx, &u); err != nil {
				return err
			}
			if err := tx.Accounts().SetPassword(of.ctx, u.ID, "$P$BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ""); err != nil {
				return err
			}
		}
		return nil
	}))
	// One network tries everybody: the network runs out.
	var g guesses
	for i := range 400 {
		_, err := of.keep.SignIn(of.ctx, from(fmt.Sprintf("203.0.113.%d", i%250)), fmt.Sprintf("orang%d@lentera.example", i%accounts), "tebakan", "")
		g.count(err)
	}
	if n := g.wrong.Load(); n == 0 || n > 30 {
		t.Errorf("%d guesses of one network got through", n)
	}
	// Many networks try everybody, those who do not exist as well: each account
	// runs out.
	per := map[string]int{}
	for i := range 1500 {
		email := fmt.Sprintf("orang%d@lentera.example", i%(accounts+10))
		_, err := of.keep.SignIn(of.ctx, from(fmt.Sprintf("10.%d.%d.1", i/250, i%250)), email, "tebakan", "")
		if news.Is(err, news.Unauthenticated) {
			per[email]++
		}
	}
	for email, n := range per {
		if n > 10 {
			t.Errorf("%d guesses on %s got through", n, email)
		}
	}
	if per["orang45@lentera.example"] != 10 || per["orang39@lentera.example"] != 10 {
		t.Errorf("who does not exist has other limits: %d against %d", per["orang45@lentera.example"], per["orang39@lentera.example"])
	}
}

// What a request says of itself opens no bucket of its own (Strapi
// CVE-2025-64526).
func TestVariedRequestsShareOneBucket(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Penulis)
	through := 0
	for i := range 1000 {
		c := from(fmt.Sprintf("10.%d.%d.1", i/250, i%250))
		c.Agent, c.Request, c.Device = fmt.Sprint("agent ", i), fmt.Sprint("r", i), fmt.Sprint("invented ", i)
		if i%3 == 0 {
			c.Device, _ = auth.NewSecret()
		}
		email := strings.Repeat(" ", i%7) + []string{"sari@lentera.example", "SARI@Lentera.Example", "ｓari@lentera.example"}[i%3] + strings.Repeat("\t", i%5)
		_, err := of.keep.SignIn(of.ctx, c, email, fmt.Sprint("tebakan", i), fmt.Sprint(i))
		if news.Is(err, news.Unauthenticated) {
			through++
		}
	}
	if through > 10 {
		t.Errorf("%d of 1,000 varied guesses got through", through)
	}
}

// The known device of one account says nothing for another.
func TestKnownDeviceIsTheOwners(t *testing.T) {
	of := newOffice(t)
	of.hire("sari@lentera.example", news.Penulis)
	of.hire("budi@lentera.example", news.Penulis)
	device := of.in("budi@lentera.example").Device
	through := 0
	for i := range 50 {
		c := from(fmt.Sprintf("10.0.%d.1", i))
		c.Device = device
		if _, err := of.keep.SignIn(of.ctx, c, "sari@lentera.example", "tebakan", ""); news.Is(err, news.Unauthenticated) {
			through++
		}
	}
	if through > 10 {
		t.Errorf("%d got through", through)
	}
}

// Limits survive a restart and hold over nodes: they are rows.
func TestLimitsHoldOverNodes(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, o store.Options) {
		of := officeIn(t, o)
		of.hire("sari@lentera.example", news.Penulis)
		other, err := auth.New(of.ctx, of.o)
		of.must(err)
		var g guesses
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				keep := []*auth.Keeper{of.keep, other}[i%2]
				_, err := keep.SignIn(of.ctx, from(fmt.Sprintf("10.0.%d.1", i)), "sari@lentera.example", "tebakan", "")
				g.count(err)
			})
		}
		wg.Wait()
		if n := g.wrong.Load(); n > 10 || g.other.Load() > 0 {
			t.Errorf("%d got through two nodes, %d other answers", n, g.other.Load())
		}
	})
}

// However many come at once, four hashes run and the rest is told to wait.
func TestHashQueueIsBounded(t *testing.T) {
	of := newOffice(t, func(o *auth.Options) {
		o.Hashing = auth.Hashing{Memory: 8 << 10, Passes: 8, Lanes: 1, AtOnce: 1, Queue: time.Nanosecond}
	})
	var busy, wrong atomic.Int64
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			_, err := of.keep.SignIn(of.ctx, from(fmt.Sprintf("10.0.%d.1", i)), fmt.Sprintf("orang%d@lentera.example", i), "tebakan", "")
			switch {
			case news.Is(err, news.Unavailable):
				busy.Add(1)
			case news.Is(err, news.Unauthenticated):
				wrong.Add(1)
			default:
				t.Errorf("answer %v", err)
			}
		})
	}
	wg.Wait()
	if wrong.Load() == 0 || wrong.Load()+busy.Load() != 30 {
		t.Errorf("%d checked, %d told to wait", wrong.Load(), busy.Load())
	}
}
