//go:build unix

package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// asServer makes c run as a user that PostgreSQL accepts, since it refuses
// root, and in a process group of its own, so that an interrupt at the
// keyboard leaves the clearing up to the guard.
func asServer(c *exec.Cmd, root string) error {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 != nil || err2 != nil {
			continue
		}
		c.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return os.Chown(root, int(uid), int(gid))
	}
	return fmt.Errorf("this runs as root, PostgreSQL does not, and there is neither a user postgres nor nobody")
}
