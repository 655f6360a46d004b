package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"strconv"
	"strings"
	"sync/atomic"
)

// Disk keeps blobs as files in a folder:
//
//	ab/ab3f91c2.jpg   blobs, each under its name
//	.tmp/17           being written; removed at start
//
// Every path is opened through an os.Root, so that not even a symbolic link
// leads out of the folder. Names bring their own first folder, which spreads
// them; a name without one lies at the top.
type Disk struct {
	root *os.Root
	next atomic.Int64
	// doubtful is set once a folder could not be synced: what looks stored may
	// not be, so from then on every Put syncs all folders on its way.
	doubtful atomic.Bool
	// fault, if set, lets a test fail a step of Put.
	fault func(step string) error
}

var _ Store = (*Disk)(nil)

// tempFolder cannot be a blob's: parts of names do not begin with a dot.
const tempFolder = ".tmp"

// OpenDisk opens the folder, making it if needed. One process may have it open.
func OpenDisk(dir string) (*Disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	if err := errors.Join(root.RemoveAll(tempFolder), root.Mkdir(tempFolder, 0o700)); err != nil {
		root.Close()
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	return &Disk{root: root}, nil
}

// Close releases the folder.
func (d *Disk) Close() error { return d.root.Close() }

func (d *Disk) step(name string) error {
	if d.fault != nil {
		return d.fault(name)
	}
	return nil
}

// Put implements [Store]: a temporary file, synced, renamed, and the folder
// synced, in this order, so that a name leads to all bytes or to none.
func (d *Disk) Put(ctx context.Context, name string, r io.Reader, size int64) (Info, error) {
	if err := CheckName(name); err != nil {
		return Info{}, err
	}
	if info, err := d.Stat(ctx, name); err == nil {
		// Whoever put it may not have come to the end.
		if err := d.syncFolders(path.Dir(name)); err != nil {
			return Info{}, fmt.Errorf("put blob %s: %w", name, err)
		}
		return info, nil
	}
	temp := tempFolder + "/" + strconv.FormatInt(d.next.Add(1), 10)
	err := d.fill(ctx, temp, r, size)
	if err == nil {
		err = d.install(temp, name)
	}
	if err != nil {
		_ = d.root.Remove(temp)
		return Info{}, fmt.Errorf("put blob %s: %w", name, err)
	}
	return d.Stat(ctx, name)
}

func (d *Disk) fill(ctx context.Context, temp string, r io.Reader, size int64) error {
	f, err := d.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := io.Copy(f, heeding{ctx, r})
	if err = errors.Join(err, d.step("write")); err != nil {
		return err
	}
	if size >= 0 && n != size {
		return fmt.Errorf("%d bytes came, %d were announced: %w", n, size, io.ErrUnexpectedEOF)
	}
	if err := errors.Join(f.Sync(), d.step("sync")); err != nil {
		return err
	}
	return errors.Join(f.Close(), d.step("close"))
}

func (d *Disk) install(temp, name string) error {
	folder := path.Dir(name)
	if err := errors.Join(d.makeFolder(folder), d.step("folder")); err != nil {
		return err
	}
	if err := d.step("rename"); err != nil {
		return err
	}
	if err := d.root.Rename(temp, name); err != nil {
		return err
	}
	if d.doubtful.Load() {
		return d.syncFolders(folder)
	}
	return d.syncFolder(folder)
}

// makeFolder makes a folder and its parents, and syncs each into its own: a
// synced file in a folder that the disk does not know is lost.
func (d *Disk) makeFolder(folder string) error {
	if folder == "." {
		return nil
	}
	if st, err := d.root.Stat(folder); err == nil && st.IsDir() {
		return nil
	}
	if err := d.makeFolder(path.Dir(folder)); err != nil {
		return err
	}
	if err := d.root.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return d.syncFolder(path.Dir(folder))
}

func (d *Disk) syncFolder(folder string) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := errors.Join(f.Sync(), d.step("sync folder")); err != nil {
		d.doubtful.Store(true)
		return err
	}
	return nil
}

// syncFolders syncs a folder and all above it.
func (d *Disk) syncFolders(folder string) error {
	for ; folder != "."; folder = path.Dir(folder) {
		if err := d.syncFolder(folder); err != nil {
			return err
		}
	}
	return d.syncFolder(".")
}

// heeding ends a copy when its context does.
type heeding struct {
	ctx context.Context
	r   io.Reader
}

func (h heeding) Read(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.r.Read(p)
}

type openFile struct {
	*os.File
	info Info
}

func (f *openFile) Info() Info { return f.info }

// Open implements [Store].
func (d *Disk) Open(ctx context.Context, name string) (Reader, error) {
	if err := errors.Join(CheckName(name), ctx.Err()); err != nil {
		return nil, err
	}
	f, err := d.root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", name, absent(err))
	}
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("open blob %s: %w", name, err)
	}
	return &openFile{f, infoOf(name, st)}, nil
}

// Stat implements [Store].
func (d *Disk) Stat(ctx context.Context, name string) (Info, error) {
	if err := errors.Join(CheckName(name), ctx.Err()); err != nil {
		return Info{}, err
	}
	st, err := d.root.Stat(name)
	if err == nil && !st.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return Info{}, fmt.Errorf("stat blob %s: %w", name, absent(err))
	}
	return infoOf(name, st), nil
}

// absent gives fs.ErrNotExist for "a/b" when "a" is a file, too.
func absent(err error) error {
	if errors.Is(err, errNotDir) {
		return fs.ErrNotExist
	}
	return err
}

func infoOf(name string, st fs.FileInfo) Info {
	return Info{Name: name, Size: st.Size(), Stored: st.ModTime().UTC()}
}

// Delete implements [Store]. The folder stays.
func (d *Disk) Delete(ctx context.Context, name string) error {
	if _, err := d.Stat(ctx, name); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	err := d.root.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // somebody else was faster
	}
	if err == nil {
		err = d.syncFolder(path.Dir(name))
	}
	if err != nil {
		return fmt.Errorf("delete blob %s: %w", name, err)
	}
	return nil
}

// List implements [Store]. It reads only folders that can hold the prefix.
func (d *Disk) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		err := d.list(ctx, ".", prefix, yield)
		if err != nil && !errors.Is(err, errStop) {
			yield(Info{}, fmt.Errorf("list blobs %s: %w", prefix, err))
		}
	}
}

var errStop = errors.New("enough")

// list gives the blobs of a folder in the order of their names, in which "a.b"
// comes before "a/b" because "." does before "/": a folder is sorted as if its
// name ended with a slash.
func (d *Disk) list(ctx context.Context, folder, prefix string, yield func(Info, error) bool) error {
	entries, err := fs.ReadDir(d.root.FS(), folder)
	if err != nil {
		return err
	}
	sortEntries(entries)
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		name := path.Join(folder, e.Name())
		if CheckName(name) != nil {
			continue // the temporary folder, or not ours
		}
		if e.IsDir() {
			if inside := name + "/"; strings.HasPrefix(inside, prefix) || strings.HasPrefix(prefix, inside) {
				if err := d.list(ctx, name, prefix, yield); err != nil {
					return err
				}
			}
			continue
		}
		st, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && (!st.Mode().IsRegular() || !strings.HasPrefix(name, prefix)) {
			continue
		}
		if err != nil {
			return err
		}
		if !yield(infoOf(name, st), nil) {
			return errStop
		}
	}
	return nil
}
