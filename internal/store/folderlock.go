package store

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockFolder makes processes that open the same folder do so one after
// another: SQLite has no lock that spans the several transactions of a
// migration, nor the switch to WAL before it. The lock goes with the process,
// however it ends.
func lockFolder(dir string) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, "open.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			break
		}
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	return func() { f.Close() }, nil
}
