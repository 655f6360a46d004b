package cache

import "errors"

// Clear is Reset and deletes every disk copy: the ledger is not the one that
// the copies were kept in step with, so that any of them may show what was
// withdrawn since.
func (c *Cache) Clear(seq int64) error {
	c.Reset(seq)
	if c.disk == nil {
		return nil
	}
	err := c.disk.clear()
	// Once more: a copy may have been read from disk just before it went.
	c.Reset(seq)
	return err
}

func (d *disk) clear() error {
	<-d.ready
	folders := map[byte]bool{}
	d.mu.Lock()
	for id := range d.index {
		d.remove(id)
		folders[id[0]] = true
	}
	d.mu.Unlock()
	return errors.Join(d.syncAll(folders), d.bury())
}
