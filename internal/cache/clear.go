package cache

// Clear is Reset and deletes every disk copy: the ledger is not the one that
// the copies were kept in step with, so that any of them may show what was
// withdrawn since.
func (c *Cache) Clear(seq int64) error {
	c.Reset(seq)
	if c.disk == nil {
		return nil
	}
	return c.disk.clear()
}

func (d *disk) clear() error {
	<-d.ready
	d.mu.Lock()
	for id := range d.index {
		d.remove(id)
	}
	d.mu.Unlock()
	return d.bury()
}
