// Package blob keeps bytes under names: photos and their renditions, files,
// backups. On one machine they lie on disk ([Disk]); a bucket comes with the
// same face and must pass the same suite (package blobtest).
//
// Names look like paths and are not: "ab/ab3f91c2.jpg". They are made by the
// newspaper from a hash and random bits, never taken from an upload. What is
// stored under a name never changes; other bytes get another name. That is why
// a Put of a name that exists is no conflict: it must bring the same bytes.
package blob

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"
	"time"
)

// Info describes a blob.
type Info struct {
	Name string
	// Size is in bytes.
	Size int64
	// Stored is when it was put, by the store's clock.
	Stored time.Time
}

// Reader is an open blob. ReadAt serves ranges, several at once.
type Reader interface {
	io.ReadSeekCloser
	io.ReaderAt
	Info() Info
}

// Store keeps blobs. It is safe for concurrent use. Errors wrap fs.ErrNotExist
// for a name that is not there and fs.ErrInvalid for one that [CheckName]
// refuses.
type Store interface {
	// Put stores what r gives under the name, whole or not at all: nobody sees
	// a part, and when Put returns, the bytes survive a power cut. If the name
	// exists, its bytes are kept and r is read or not. A size that is not
	// negative must be r's length, else nothing is stored.
	Put(ctx context.Context, name string, r io.Reader, size int64) (Info, error)
	Open(ctx context.Context, name string) (Reader, error)
	Stat(ctx context.Context, name string) (Info, error)
	// Delete removes a blob; one that is not there is no error. Readers that
	// are open read on.
	Delete(ctx context.Context, name string) error
	// List gives the blobs whose names begin with prefix, by name. What is put
	// or deleted meanwhile may be given or not.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]
}

// maxName is the longest name in bytes: it leaves room for a bucket's prefix
// within S3's 1,024 and for a temporary name within a file system's 255.
const (
	maxName = 400
	maxPart = 200
)

// CheckName reports, as an error that wraps fs.ErrInvalid, a name that is not
// one or more parts joined by "/", each of lower-case letters, digits, "-", "_"
// and "." and beginning with a letter or digit. That leaves out ".." and
// hidden files, what a file system would fold together, and every byte that
// some storage takes for something else.
func CheckName(name string) error {
	if name == "" || len(name) > maxName {
		return invalid(name)
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || len(part) > maxPart {
			return invalid(name)
		}
		for i, c := range []byte(part) {
			switch {
			case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			case i > 0 && (c == '-' || c == '_' || c == '.'):
			default:
				return invalid(name)
			}
		}
		if part[len(part)-1] == '.' {
			return invalid(name)
		}
	}
	return nil
}

func invalid(name string) error {
	if len(name) > 60 {
		name = name[:60] + "…"
	}
	return fmt.Errorf("blob name %q: %w", name, fs.ErrInvalid)
}
