package cache

import "context"

// Copies calls fn with every page that is kept, in memory and on disk, and says
// how many there were: whoever must know that something is in none of them looks
// at each.
func (c *Cache) Copies(ctx context.Context, fn func(key string, body []byte)) (int, error) {
	c.mu.Lock()
	var all []*entry
	for e := c.order.newest; e != nil; e = e.older {
		all = append(all, e)
	}
	c.mu.Unlock()
	n := len(all)
	for _, e := range all {
		fn(e.key, e.page.Body)
	}
	if c.disk == nil {
		return n, nil
	}
	<-c.disk.ready
	c.disk.mu.Lock()
	ids := make([]copyID, 0, len(c.disk.index))
	for id := range c.disk.index {
		ids = append(ids, id)
	}
	c.disk.mu.Unlock()
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		b, err := c.disk.root.ReadFile(id.name())
		if err != nil {
			continue // it went meanwhile
		}
		if e, err := decodeCopy(b); err == nil {
			n++
			fn(e.key, e.page.Body)
		}
	}
	return n, nil
}
