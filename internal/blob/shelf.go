package blob

import (
	"container/list"
	"context"
	"io"
	"slices"
	"sync"
)

// shelf is copies on disk up to a number of bytes; the one not read for the
// longest time goes first.
type shelf struct {
	disk *Disk
	most int64

	mu    sync.Mutex
	size  int64
	order *list.List // of *copied, most lately read first
	index map[string]*list.Element
}

type copied struct {
	name string
	size int64
}

func newShelf(d *Disk, most int64) (*shelf, error) {
	s := &shelf{disk: d, most: most, order: list.New(), index: map[string]*list.Element{}}
	var found []Info
	err := d.List(context.Background(), "", func(i Info) error {
		found = append(found, i)
		return nil
	})
	slices.SortFunc(found, func(a, b Info) int { return a.Modified.Compare(b.Modified) })
	for _, i := range found {
		s.note(i.Name, i.Size)
	}
	return s, err
}

// note says that a copy is there, and gives the names of those to remove for it.
func (s *shelf) note(name string, size int64) (out []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget(name)
	s.index[name] = s.order.PushFront(&copied{name, size})
	for s.size += size; s.size > s.most && s.order.Len() > 1; {
		last := s.order.Back().Value.(*copied)
		s.forget(last.name)
		out = append(out, last.name)
	}
	return out
}

func (s *shelf) forget(name string) {
	if e := s.index[name]; e != nil {
		s.size -= e.Value.(*copied).size
		s.order.Remove(e)
		delete(s.index, name)
	}
}

// add copies what r gives; false means that there is no room or the source
// broke, which is no reason to fail.
func (s *shelf) add(ctx context.Context, name string, size int64, r io.Reader) bool {
	if size > s.most || s.disk.Put(ctx, name, r) != nil {
		return false
	}
	for _, old := range s.note(name, size) {
		_ = s.disk.Delete(ctx, old)
	}
	return true
}

func (s *shelf) open(ctx context.Context, name string) (io.ReadSeekCloser, error) {
	f, err := s.disk.Open(ctx, name)
	if err == nil {
		s.mu.Lock()
		if e := s.index[name]; e != nil {
			s.order.MoveToFront(e)
		}
		s.mu.Unlock()
	}
	return f, err
}

func (s *shelf) drop(ctx context.Context, name string) {
	s.mu.Lock()
	s.forget(name)
	s.mu.Unlock()
	_ = s.disk.Delete(ctx, name)
}
