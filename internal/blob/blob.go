// Package blob keeps bytes under names: renditions of photos, originals,
// documents. One small interface over a folder or a bucket, and between the
// newspaper and a bucket a spool, so that neither an upload nor a reader
// depends on the network at that moment. It knows nothing of what the bytes
// are.
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Store keeps objects that never change: a name is written once. Errors for a
// name that is not there wrap fs.ErrNotExist.
type Store interface {
	// Put stores the whole of r under name. It returns when the bytes would
	// survive a power cut. Writing a name again replaces it as a whole, so that
	// a retry does no harm; readers see the old object or the new one.
	Put(ctx context.Context, name string, r io.Reader) error
	// PutNew stores as Put does, unless the name is taken: then its error wraps
	// fs.ErrExist. Of several writers at once one succeeds.
	PutNew(ctx context.Context, name string, r io.Reader) error
	// Open reads an object; seeking serves ranges.
	Open(ctx context.Context, name string) (io.ReadSeekCloser, error)
	// Stat tells size and time of an object.
	Stat(ctx context.Context, name string) (Info, error)
	// Delete removes an object; one that is not there is no error.
	Delete(ctx context.Context, name string) error
	// List calls fn with every object whose name begins with prefix, in no
	// particular order, until fn returns an error.
	List(ctx context.Context, prefix string, fn func(Info) error) error
}

// Info describes an object.
type Info struct {
	Name     string
	Size     int64
	Modified time.Time
}

// MaxName is the longest name, in bytes.
const MaxName = 200

// ErrName is wrapped by errors about names that cannot be kept.
var ErrName = errors.New("not an object name")

// ErrAway is wrapped by errors of a bucket that cannot be reached or does not
// do its work: the same call may succeed later.
var ErrAway = errors.New("the bucket is away")

// CheckName refuses names that are not made of letters, digits, '-', '_' and
// '.', or that begin with a dot: a name is one step of a path and nothing else.
func CheckName(name string) error {
	if name == "" || len(name) > MaxName || name[0] == '.' {
		return fmt.Errorf("%w: %.40q", ErrName, name)
	}
	for i := range len(name) {
		c := name[i]
		ok := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.", c) >= 0
		if !ok {
			return fmt.Errorf("%w: %.40q", ErrName, name)
		}
	}
	return nil
}
