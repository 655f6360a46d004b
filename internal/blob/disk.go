package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
)

var _ Store = (*Disk)(nil)

// Disk keeps objects as files in 256 folders, named by the first byte of the
// name's SHA-256, so that no folder grows too long to list:
//
//	4f/gunung-walira-640-8c1d….jpg
//	tmp/…            objects that are being written
type Disk struct{ root *os.Root }

const tmp = "tmp"

// stale is when a file in tmp belongs to nobody any more: another process may
// have the folder open and be in the midst of a long film.
const stale = 24 * time.Hour

// OpenDisk opens a folder that exists. What a crash left half written a day ago
// is removed.
func OpenDisk(dir string) (*Disk, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the media folder: %w", err)
	}
	if err := sweep(root); err != nil {
		return nil, errors.Join(fmt.Errorf("open the media folder: %w", err), root.Close())
	}
	return &Disk{root}, nil
}

func sweep(root *os.Root) error {
	if err := root.Mkdir(tmp, 0o750); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	left, err := fs.ReadDir(root.FS(), tmp)
	if err != nil {
		return err
	}
	for _, e := range left {
		fi, err := e.Info()
		if err != nil || time.Since(fi.ModTime()) < stale {
			continue
		}
		if err := root.Remove(path.Join(tmp, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Close lets the folder go.
func (d *Disk) Close() error { return d.root.Close() }

func place(name string) (folder, file string) {
	sum := sha256.Sum256([]byte(name))
	folder = hex.EncodeToString(sum[:1])
	return folder, path.Join(folder, name)
}

// Put writes beside the place, syncs, renames and syncs the folder: a crash
// leaves the old object or the new one, never a part.
func (d *Disk) Put(ctx context.Context, name string, r io.Reader) error {
	return d.write(ctx, name, r, d.root.Rename)
}

// PutNew links instead of renaming: a link does not replace.
func (d *Disk) PutNew(ctx context.Context, name string, r io.Reader) error {
	return d.write(ctx, name, r, func(temp, file string) error {
		if err := d.root.Link(temp, file); err != nil {
			return err
		}
		return d.root.Remove(temp)
	})
}

func (d *Disk) write(ctx context.Context, name string, r io.Reader, settle func(temp, file string) error) (err error) {
	if err := CheckName(name); err != nil {
		return fmt.Errorf("put %w", err)
	}
	folder, file := place(name)
	if err := d.makeFolder(folder); err != nil {
		return fmt.Errorf("put %s: %w", name, err)
	}
	f, temp, err := d.create(name)
	if err != nil {
		return fmt.Errorf("put %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("put %s: %w", name, errors.Join(err, d.root.Remove(temp)))
		}
	}()
	_, err = io.Copy(f, contextReader{ctx, r})
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	if err = settle(temp, file); err != nil {
		return err
	}
	return d.syncFolder(folder)
}

// makeFolder makes one of the 256 folders and syncs the one above: a synced file
// in a folder that the disk does not know is lost in a power cut.
func (d *Disk) makeFolder(folder string) error {
	err := d.root.Mkdir(folder, 0o750)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := d.syncFolder("."); err != nil {
		// Empty, so that the next one makes and syncs it again.
		return errors.Join(err, d.root.Remove(folder))
	}
	return nil
}

// create opens a file of its own in tmp; two writers of one name get two.
func (d *Disk) create(name string) (*os.File, string, error) {
	for i := 0; ; i++ {
		temp := path.Join(tmp, fmt.Sprintf("%d-%s", i, name))
		f, err := d.root.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
		if errors.Is(err, fs.ErrExist) && i < 1000 {
			continue
		}
		return f, temp, err
	}
}

func (d *Disk) syncFolder(folder string) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open reads an object.
func (d *Disk) Open(_ context.Context, name string) (io.ReadSeekCloser, error) {
	if err := CheckName(name); err != nil {
		return nil, fmt.Errorf("open %w: %w", err, fs.ErrNotExist)
	}
	_, file := place(name)
	f, err := d.root.Open(file)
	if err != nil {
		return nil, fmt.Errorf("open object: %w", err)
	}
	return f, nil
}

// Stat tells size and time of an object.
func (d *Disk) Stat(_ context.Context, name string) (Info, error) {
	if err := CheckName(name); err != nil {
		return Info{}, fmt.Errorf("stat %w: %w", err, fs.ErrNotExist)
	}
	_, file := place(name)
	fi, err := d.root.Stat(file)
	if err != nil {
		return Info{}, fmt.Errorf("stat object: %w", err)
	}
	return Info{Name: name, Size: fi.Size(), Modified: fi.ModTime()}, nil
}

// Delete removes an object.
func (d *Disk) Delete(_ context.Context, name string) error {
	if err := CheckName(name); err != nil {
		return nil //nolint:nilerr // what cannot be there is not there
	}
	_, file := place(name)
	if err := d.root.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete object: %w", err)
	}
	return nil
}

// List walks the folders.
func (d *Disk) List(ctx context.Context, prefix string, fn func(Info) error) error {
	return fs.WalkDir(d.root.FS(), ".", func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("list objects: %w", err)
		case ctx.Err() != nil:
			return ctx.Err()
		case e.IsDir() && p == tmp:
			return fs.SkipDir
		case e.IsDir() || !strings.HasPrefix(e.Name(), prefix):
			return nil
		}
		fi, err := e.Info()
		if err != nil {
			return fmt.Errorf("list objects: %w", err)
		}
		return fn(Info{Name: e.Name(), Size: fi.Size(), Modified: fi.ModTime()})
	})
}

// contextReader ends a copy when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
