package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

var _ Store = (*Breaker)(nil)

const (
	// breakAfter is how many failures in a row make a bucket count as away.
	breakAfter = 3
	// firstRest is how long it is left alone then; twice as long after each
	// attempt that fails again, up to longRest.
	firstRest = time.Second
	longRest  = 15 * time.Second
)

// Breaker stands before a bucket. After three failures in a row it answers with
// [ErrAway] at once instead of letting every reader wait for a time-out, and
// lets one call through from time to time to see whether the bucket is back.
type Breaker struct {
	store Store
	now   func() time.Time

	mu     sync.Mutex
	failed int
	rest   time.Duration
	until  time.Time
	trying bool
}

// NewBreaker guards a store; now is nil outside of tests.
func NewBreaker(s Store, now func() time.Time) *Breaker {
	if now == nil {
		now = time.Now
	}
	return &Breaker{store: s, now: now}
}

// Away reports whether calls are refused at this moment.
func (b *Breaker) Away() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failed >= breakAfter && (b.trying || b.now().Before(b.until))
}

// call runs one operation and learns from its end.
func (b *Breaker) call(op string, do func() error) error {
	b.mu.Lock()
	away := b.failed >= breakAfter
	if away && (b.trying || b.now().Before(b.until)) {
		b.mu.Unlock()
		return fmt.Errorf("%s: %w", op, ErrAway)
	}
	b.trying = b.trying || away
	b.mu.Unlock()
	err := errors.New("it panicked")
	defer func() { b.learn(away, err) }()
	err = do()
	return err
}

func (b *Breaker) learn(probe bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if probe {
		b.trying = false
	}
	switch {
	case errors.Is(err, ErrAway):
		if b.failed++; b.failed >= breakAfter {
			b.rest = min(longRest, max(firstRest, 2*b.rest))
			b.until = b.now().Add(b.rest)
		}
	case errors.Is(err, context.Canceled):
		// What a caller ended says nothing.
	default:
		// An answer, be it that there is no such object.
		b.failed, b.rest = 0, 0
	}
}

func (b *Breaker) Put(ctx context.Context, name string, r io.Reader) error {
	return b.call("put "+name, func() error { return b.store.Put(ctx, name, r) })
}

func (b *Breaker) PutNew(ctx context.Context, name string, r io.Reader) error {
	return b.call("put "+name, func() error { return b.store.PutNew(ctx, name, r) })
}

func (b *Breaker) Open(ctx context.Context, name string) (f io.ReadSeekCloser, err error) {
	err = b.call("open "+name, func() error {
		f, err = b.store.Open(ctx, name)
		return err
	})
	return f, err
}

func (b *Breaker) Stat(ctx context.Context, name string) (i Info, err error) {
	err = b.call("stat "+name, func() error {
		i, err = b.store.Stat(ctx, name)
		return err
	})
	return i, err
}

func (b *Breaker) Delete(ctx context.Context, name string) error {
	return b.call("delete "+name, func() error { return b.store.Delete(ctx, name) })
}

func (b *Breaker) List(ctx context.Context, prefix string, fn func(Info) error) error {
	return b.call("list objects", func() error { return b.store.List(ctx, prefix, fn) })
}
