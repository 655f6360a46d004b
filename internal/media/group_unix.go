//go:build unix

package media

import (
	"os/exec"
	"syscall"
)

// ownGroup makes a command the head of a process group, which is killed as a
// whole: a program that the child started ends with it.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

func become(path string, args, env []string) error { return syscall.Exec(path, args, env) }
