package site

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"
)

// adClicks counts how often advertisements were followed: a number per slot,
// nothing about the reader (AD-2). The log keeps the numbers, a line per slot
// and minute.
type adClicks struct {
	log     *slog.Logger
	mu      sync.Mutex
	pending map[string]int64
}

func (c *adClicks) count(slot string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending[slot]++
}

func (c *adClicks) run(ctx context.Context) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			c.write()
		case <-ctx.Done():
			c.write()
			return
		}
	}
}

func (c *adClicks) write() {
	c.mu.Lock()
	batch := c.pending
	c.pending = map[string]int64{}
	c.mu.Unlock()
	for _, slot := range slices.Sorted(maps.Keys(batch)) {
		c.log.Info("an advertisement was followed", "slot", slot, "clicks", batch[slot])
	}
}
