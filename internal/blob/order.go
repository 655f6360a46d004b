package blob

import (
	"io/fs"
	"slices"
	"strings"
	"syscall"
)

// errNotDir is what a file system says of "a/b" when "a" is a file.
const errNotDir = syscall.ENOTDIR

func sortEntries(entries []fs.DirEntry) {
	key := func(e fs.DirEntry) string {
		if e.IsDir() {
			return e.Name() + "/"
		}
		return e.Name()
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(key(a), key(b)) })
}
