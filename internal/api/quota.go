package api

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"warta/internal/web"
)

const (
	// quotaRequests in quotaWindow are what a token, or a person, may ask for
	// (API-11).
	quotaRequests = 600
	quotaWindow   = time.Minute
	// quotaKeys bounds memory; whoever is forgotten begins anew.
	quotaKeys = 20_000
)

// quota counts requests by who asks, never by anything that the request says
// (operations.md 2.2). It is a bucket of 600 that fills ten a second.
type quota struct {
	now func() time.Time

	mu         sync.Mutex
	young, old map[string]*bucket
}

type bucket struct {
	level float64
	at    time.Time
}

func newQuota(now func() time.Time) *quota { return &quota{now: now, young: map[string]*bucket{}} }

// take takes one and tells the caller how many are left
// (draft-ietf-httpapi-ratelimit-headers).
func (q *quota) take(h http.Header, who string) error {
	const perSecond = float64(quotaRequests) / float64(quotaWindow/time.Second)
	q.mu.Lock()
	defer q.mu.Unlock()
	b := q.bucket(who)
	now := q.now()
	if elapsed := now.Sub(b.at).Seconds(); elapsed > 0 {
		b.level = min(quotaRequests, b.level+elapsed*perSecond)
		b.at = now
	}
	h.Set("RateLimit-Policy", `"default";q=600;w=60`)
	if b.level < 1 {
		wait := time.Duration((1 - b.level) / perSecond * float64(time.Second))
		h.Set("RateLimit", `"default";r=0;t=1`)
		return &web.Limited{After: max(wait, time.Second)}
	}
	b.level--
	full := int((quotaRequests - b.level) / perSecond)
	h.Set("RateLimit", `"default";r=`+strconv.Itoa(int(b.level))+`;t=`+strconv.Itoa(max(1, full)))
	return nil
}

func (q *quota) bucket(who string) *bucket {
	if b := q.young[who]; b != nil {
		return b
	}
	b := q.old[who]
	if b == nil {
		b = &bucket{level: quotaRequests, at: q.now()}
	}
	if len(q.young) >= quotaKeys {
		q.old, q.young = q.young, map[string]*bucket{}
	}
	q.young[who] = b
	return b
}

// guesses bounds what somebody without a right may try: a network that shows
// tokens which are none.
type guesses struct{ *web.Limiter }

func newGuesses() *guesses { return &guesses{web.NewLimiter(2, 60, nil)} }
