package cache

import "sync/atomic"

// Stats are counts since the start, and the present state.
type Stats struct {
	// Hits were answered from memory, Misses waited for a render or for a last
	// good copy, Stale got one, Shed found every place to render taken.
	Hits, Misses, Stale, Shed int64
	// Renders were begun; Refused were overtaken by a purge, Failed gave no
	// page (not counting those that say that there is none).
	Renders, Refused, Failed int64
	// InFlight renders are under way.
	InFlight int64
	// Bytes and Entries are in memory; Evicted left it for want of room.
	Bytes   int64
	Entries int
	Evicted int64
	// Disk is the page store; zero without one.
	Disk DiskStats
}

// DiskStats describe the page store.
type DiskStats struct {
	Bytes  int64
	Copies int
	// Corrupt copies were found and deleted, Errors are reads and writes that
	// failed otherwise.
	Corrupt, Errors int64
}

type counters struct {
	misses, stale, shed, renders, refused, failed, inFlight, evicted atomic.Int64
}

// Stats gives the present figures.
func (c *Cache) Stats() Stats {
	s := Stats{
		Misses: c.stats.misses.Load(), Stale: c.stats.stale.Load(), Shed: c.stats.shed.Load(),
		Renders: c.stats.renders.Load(), Refused: c.stats.refused.Load(), Failed: c.stats.failed.Load(),
		InFlight: c.stats.inFlight.Load(), Evicted: c.stats.evicted.Load(),
	}
	for i := range c.shards {
		s.Hits += c.shards[i].hits.Load()
	}
	c.mu.Lock()
	s.Bytes, s.Entries = c.bytes, c.entries
	c.mu.Unlock()
	if c.disk != nil {
		s.Disk = c.disk.stats()
	}
	return s
}
