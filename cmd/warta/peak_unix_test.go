//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// peakOf is the most memory that a process had, in KiB.
func peakOf(cmd *exec.Cmd) int64 {
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		return int64(u.Maxrss)
	}
	return 0
}
