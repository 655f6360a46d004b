package web

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter gives each network of readers (/24, /48) a token bucket. It is for
// what costs: misses, search, writes; never for cached pages, since a whole
// city can share an address behind a carrier's gateway (threat N7).
//
// Its memory is bounded: of the networks seen it keeps the latest 50,000 to
// 100,000. A network that is forgotten begins with a full bucket.
type Limiter struct {
	rate  rate.Limit
	burst int
	now   func() time.Time

	mu         sync.Mutex
	young, old map[netip.Prefix]*rate.Limiter
}

// limiterKeys is the size of one of the two generations.
const limiterKeys = 50_000

// NewLimiter allows perSecond requests on average and burst at once. now may be
// nil for the clock.
func NewLimiter(perSecond float64, burst int, now func() time.Time) *Limiter {
	if now == nil {
		now = time.Now
	}
	return &Limiter{rate: rate.Limit(perSecond), burst: burst, now: now, young: map[netip.Prefix]*rate.Limiter{}}
}

// Allow takes a token of the address's network, or gives a [Limited] error that
// says when there will be one.
func (l *Limiter) Allow(a netip.Addr) error {
	now := l.now()
	r := l.bucket(Shorten(a)).ReserveN(now, 1)
	if wait := r.DelayFrom(now); !r.OK() || wait > 0 {
		r.CancelAt(now)
		return &Limited{After: max(wait, time.Second)}
	}
	return nil
}

func (l *Limiter) bucket(p netip.Prefix) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.young[p]
	if b != nil {
		return b
	}
	if b = l.old[p]; b == nil {
		b = rate.NewLimiter(l.rate, l.burst)
	}
	if len(l.young) >= limiterKeys {
		l.old, l.young = l.young, map[netip.Prefix]*rate.Limiter{}
	}
	l.young[p] = b
	return b
}

// Limit makes a handler that asks the limiter first.
func (l *Limiter) Limit(h Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := l.Allow(ClientAddr(r)); err != nil {
			return err
		}
		return h(w, r)
	}
}
