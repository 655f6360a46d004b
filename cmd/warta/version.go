package main

import (
	"fmt"
	"runtime"
)

type versionCmd struct{}

// Run prints the version, for people and for bug reports.
func (versionCmd) Run(a *app) error {
	_, err := fmt.Fprintf(a.stdout, "warta %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
