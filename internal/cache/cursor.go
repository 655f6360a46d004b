package cache

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"
)

// cursor is the ledger position that the pages stand at. It lies beside the
// copies because it says how old they may be; it is as unsynced as they are.
type cursor struct {
	mu  sync.Mutex
	pos cursorPos
	set bool
}

type cursorPos struct {
	Seq int64     `json:"seq"`
	ID  string    `json:"id"`
	At  time.Time `json:"at"`
}

const cursorFile = "cursor"

func (c *cursor) load(root *os.Root) error {
	b, err := root.ReadFile(cursorFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read ledger cursor: %w", err)
	}
	var p cursorPos
	if err := json.Unmarshal(b, &p); err != nil {
		return fmt.Errorf("read ledger cursor: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pos, c.set = p, true
	return nil
}

func (c *cursor) position() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pos.Seq
}

// Cursor gives the position that was last saved, here or before the start, with
// the time of saving; ok is false if there is none, or none that can be read.
func (c *Cache) Cursor() (seq int64, id string, at time.Time, ok bool) {
	c.cursor.mu.Lock()
	defer c.cursor.mu.Unlock()
	p := c.cursor.pos
	return p.Seq, p.ID, p.At, c.cursor.set
}

// SaveCursor remembers that every change up to ledger position seq, whose event
// was id, has been purged or dropped here. Saving the same position again tells
// that the node is still in step. It fails while withdrawn copies are on disk
// that cannot be deleted.
func (c *Cache) SaveCursor(seq int64, id string) error {
	p := cursorPos{Seq: seq, ID: id, At: c.o.Now().UTC()}
	c.cursor.mu.Lock()
	defer c.cursor.mu.Unlock()
	if c.disk != nil {
		if err := c.disk.saveCursor(p); err != nil {
			return fmt.Errorf("save ledger cursor %d: %w", seq, err)
		}
	}
	c.cursor.pos, c.cursor.set = p, true
	return nil
}

func (d *disk) saveCursor(p cursorPos) error {
	if err := d.bury(); err != nil {
		return err
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if err := d.root.WriteFile("tmp/"+cursorFile, b, 0o600); err != nil {
		return err
	}
	return d.root.Rename("tmp/"+cursorFile, cursorFile)
}
