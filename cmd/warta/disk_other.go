//go:build !unix

package main

// diskFree is not known here.
func diskFree(string) (free, total uint64, ok bool) { return 0, 0, false }
