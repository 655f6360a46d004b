package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"warta/internal/news"
)

// lock takes the data folder for one serving process: two would write the same
// page store. Imports at the command line do not need it; the database lets
// them in beside a server. The lock goes with the process, however it ends.
func lock(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "serve.lock"), os.O_CREATE|os.O_RDWR, 0o640)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, news.Refuse(news.Conflict, "lock the data folder", "data.locked", map[string]any{"dir": dir})
	}
	return func() { f.Close() }, nil
}
