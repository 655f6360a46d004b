package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

var _ Store = (*Spool)(nil)

// Spool stands between this node and a bucket, in a folder of its own:
//
//	waiting/…   what was accepted and has not arrived in the bucket
//	kept/…      copies of what was read lately
//
// What is put is on this disk before anything else happens, so an upload is
// accepted while the bucket is away and arrives when it is back. What was read
// once is read from this disk, so the photos of yesterday's pages stay there as
// well. Another node sees what waits here when it has arrived.
type Spool struct {
	bucket  *Breaker
	waiting *Disk
	kept    *shelf
	log     *slog.Logger
	wake    chan struct{}

	// names are those being put, sent or removed: one at a time each.
	mu    sync.Mutex
	names map[string]*sync.Mutex
	users map[string]int
}

// SpoolOptions say how much a node keeps.
type SpoolOptions struct {
	// Dir is the node's own folder; it is made if it is not there.
	Dir string
	// Keep is how many bytes of copies are kept; 2 GiB when 0.
	Keep int64
	// Now is time.Now outside of tests.
	Now    func() time.Time
	Logger *slog.Logger
}

const (
	defaultKeep = 2 << 30
	// largestKept is up to where an object is copied as a whole before its first
	// byte is answered: renditions are, films are passed through.
	largestKept = 16 << 20
	// sendAgain is how often what waits is looked at without being woken.
	sendAgain = time.Second
)

// OpenSpool opens the folder and learns what waits in it.
func OpenSpool(bucket Store, o SpoolOptions) (*Spool, error) {
	if o.Keep == 0 {
		o.Keep = defaultKeep
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	waiting, err := openFolder(filepath.Join(o.Dir, "waiting"))
	if err != nil {
		return nil, err
	}
	copies, err := openFolder(filepath.Join(o.Dir, "kept"))
	if err != nil {
		return nil, errors.Join(err, waiting.Close())
	}
	kept, err := newShelf(copies, o.Keep)
	if err != nil {
		return nil, errors.Join(err, waiting.Close(), copies.Close())
	}
	return &Spool{bucket: NewBreaker(bucket, o.Now), waiting: waiting, kept: kept, log: o.Logger,
		wake: make(chan struct{}, 1), names: map[string]*sync.Mutex{}, users: map[string]int{}}, nil
}

func openFolder(dir string) (*Disk, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make the spool: %w", err)
	}
	return OpenDisk(dir)
}

// Close lets the folder go. What waits stays there for the next start.
func (s *Spool) Close() error { return errors.Join(s.waiting.Close(), s.kept.disk.Close()) }

// hold keeps others from a name until the function it gives is called.
func (s *Spool) hold(name string) func() {
	s.mu.Lock()
	m := s.names[name]
	if m == nil {
		m = new(sync.Mutex)
		s.names[name] = m
	}
	s.users[name]++
	s.mu.Unlock()
	m.Lock()
	return func() {
		m.Unlock()
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.users[name]--; s.users[name] == 0 {
			delete(s.names, name)
			delete(s.users, name)
		}
	}
}

// Put returns when the bytes are on this disk, and in the bucket if that took
// them.
func (s *Spool) Put(ctx context.Context, name string, r io.Reader) error {
	if err := CheckName(name); err != nil {
		return fmt.Errorf("put %w", err)
	}
	defer s.hold(name)()
	if err := s.waiting.Put(ctx, name, r); err != nil {
		return err
	}
	s.kept.drop(ctx, name)
	if err := s.send(ctx, name); err != nil {
		s.log.Warn("an object waits for the bucket", "name", name, "error", err)
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
	return nil
}

// PutNew asks the bucket, and cannot be answered while that is away.
func (s *Spool) PutNew(ctx context.Context, name string, r io.Reader) error {
	if err := CheckName(name); err != nil {
		return fmt.Errorf("put %w", err)
	}
	defer s.hold(name)()
	if _, err := s.waiting.Stat(ctx, name); err == nil {
		return fmt.Errorf("put %s: %w", name, fs.ErrExist)
	}
	return s.bucket.PutNew(ctx, name, r)
}

// send brings one waiting object to the bucket; its name is held.
func (s *Spool) send(ctx context.Context, name string) error {
	f, err := s.waiting.Open(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // sent or removed meanwhile
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if err := s.bucket.Put(ctx, name, f); err != nil {
		return err
	}
	// What was just put is what readers will ask for.
	if size, err := f.Seek(0, io.SeekEnd); err == nil && size <= largestKept {
		if _, err := f.Seek(0, io.SeekStart); err == nil {
			s.kept.add(ctx, name, size, f)
		}
	}
	return s.waiting.Delete(ctx, name)
}

// Run sends what waits until ctx ends.
func (s *Spool) Run(ctx context.Context) {
	tick := time.NewTicker(sendAgain)
	defer tick.Stop()
	told := false
	for {
		n, err := s.Drain(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !told:
			s.log.Error("objects wait for the bucket", "error", err)
		case err == nil && n > 0:
			s.log.Info("objects arrived in the bucket", "n", n)
		}
		told = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.wake:
		}
	}
}

// Drain sends what waits now, and says how many arrived.
func (s *Spool) Drain(ctx context.Context) (int, error) {
	var names []string
	err := s.waiting.List(ctx, "", func(i Info) error {
		names = append(names, i.Name)
		return nil
	})
	if err != nil {
		return 0, err
	}
	for n, name := range names {
		if err := s.drain(ctx, name); err != nil {
			return n, err
		}
	}
	return len(names), nil
}

func (s *Spool) drain(ctx context.Context, name string) error {
	defer s.hold(name)()
	return s.send(ctx, name)
}

// Waiting is how many objects have not arrived in the bucket, and how many
// bytes they have.
func (s *Spool) Waiting(ctx context.Context) (n int, size int64, err error) {
	err = s.waiting.List(ctx, "", func(i Info) error {
		n, size = n+1, size+i.Size
		return nil
	})
	return n, size, err
}

// Away reports whether the bucket is being left alone after failures.
func (s *Spool) Away() bool { return s.bucket.Away() }

// Open reads from this disk if it can.
func (s *Spool) Open(ctx context.Context, name string) (io.ReadSeekCloser, error) {
	if f, err := s.here(ctx, name); !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	// One reader fetches, the others wait for its copy. It may also have been on
	// its way from here when we looked.
	defer s.hold(name)()
	if f, err := s.here(ctx, name); !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	f, err := s.bucket.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if size > largestKept || !s.kept.add(ctx, name, size, f) {
		// Too large, or the disk is full: from the bucket, from the start.
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return f, nil
	}
	if copied, err := s.kept.open(ctx, name); err == nil {
		return copied, f.Close()
	}
	_, err = f.Seek(0, io.SeekStart)
	return f, err
}

// here opens what this disk has.
func (s *Spool) here(ctx context.Context, name string) (io.ReadSeekCloser, error) {
	f, err := s.waiting.Open(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		f, err = s.kept.open(ctx, name)
	}
	return f, err
}

// Stat looks on this disk first.
func (s *Spool) Stat(ctx context.Context, name string) (Info, error) {
	i, err := s.waiting.Stat(ctx, name)
	if !errors.Is(err, fs.ErrNotExist) {
		return i, err
	}
	if i, err := s.kept.disk.Stat(ctx, name); err == nil {
		return i, nil
	}
	return s.bucket.Stat(ctx, name)
}

// Delete removes from the disk and the bucket. While the bucket is away it
// fails, and nothing waits: whoever deletes asks again.
func (s *Spool) Delete(ctx context.Context, name string) error {
	defer s.hold(name)()
	s.kept.drop(ctx, name)
	return errors.Join(s.waiting.Delete(ctx, name), s.bucket.Delete(ctx, name))
}

// Forget removes this node's copy of what another node deleted.
func (s *Spool) Forget(ctx context.Context, name string) { s.kept.drop(ctx, name) }

// List gives what is in the bucket and what waits here.
func (s *Spool) List(ctx context.Context, prefix string, fn func(Info) error) error {
	here := map[string]bool{}
	err := s.waiting.List(ctx, prefix, func(i Info) error {
		here[i.Name] = true
		return fn(i)
	})
	if err != nil {
		return err
	}
	return s.bucket.List(ctx, prefix, func(i Info) error {
		if here[i.Name] {
			return nil
		}
		return fn(i)
	})
}

// Kept reports whether this disk has a copy of what was read or sent.
func (s *Spool) Kept(ctx context.Context, name string) bool {
	_, err := s.kept.disk.Stat(ctx, name)
	return err == nil
}
