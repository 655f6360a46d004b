package newsroom

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"
)

// nightly is how much longer the long runs are at night.
func nightly(n int) int {
	if os.Getenv("WARTA_NIGHTLY") != "" {
		return 10 * n
	}
	return n
}

// TestThreeEditorsLoseNothing: sessions of three people on one article over a
// network that delays, loses, repeats and reorders, with hours offline.
func TestThreeEditorsLoseNothing(t *testing.T) {
	eachSession(t, nightly(2500), func(t testing.TB, seed uint64) {
		s := newSession(t, seed, "sari", "bram", "dewi")
		for range 25 {
			s.step(true)
		}
		s.settle()
		s.check()
	})
}

// TestOnePersonOnASlowLineHasNoConflict: one tab, then two of one person, on a
// line that loses and repeats (INV-4).
func TestOnePersonOnASlowLineHasNoConflict(t *testing.T) {
	eachSession(t, nightly(1000), func(t testing.TB, seed uint64) {
		s := newSession(t, seed, "sari")
		s.loss, s.delay = 5, 3
		for range 60 {
			s.step(true)
		}
		s.settle()
		s.check()
		if len(s.mem.conflicts) > 0 {
			t.Errorf("a conflict with nobody: %+v", s.mem.conflicts[0])
		}
		for _, r := range s.mem.revisions {
			if r.Kind == "merged" || r.Kind == "displaced" {
				t.Errorf("revision %d is %s, with one writer", r.Number, r.Kind)
			}
		}
	})
}

// eachSession runs seeds on every processor and stops at the first that fails,
// which is told by its number.
func eachSession(t *testing.T, n int, run func(t testing.TB, seed uint64)) {
	if testing.Short() {
		n /= 20
	}
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for seed := w; seed < n && !t.Failed(); seed += workers {
				run(numbered{t, seed}, uint64(seed))
			}
		})
	}
	wg.Wait()
}

// numbered tells the session's number with a failure.
type numbered struct {
	testing.TB
	seed int
}

func (n numbered) Errorf(format string, args ...any) {
	n.Helper()
	n.TB.Errorf("session %d: "+format, append([]any{n.seed}, args...)...)
}

func (n numbered) Error(args ...any) {
	n.TB.Error(fmt.Sprintf("session %d:", n.seed), fmt.Sprint(args...))
}

func (n numbered) Fatalf(format string, args ...any) {
	n.Helper()
	n.Errorf(format, args...)
	runtime.Goexit()
}

func (n numbered) Fatal(args ...any) { n.Error(args...); runtime.Goexit() }
