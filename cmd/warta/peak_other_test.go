//go:build !unix

package main

import "os/exec"

func peakOf(*exec.Cmd) int64 { return 0 }
