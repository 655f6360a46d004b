package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
)

// disk is the page store: one file for each page that was rendered well.
//
//	ab/ab3f….page   a copy; the name is the hash of the page's address
//	tmp/17          a copy being written; removed at start
//	cursor          the ledger position that the copies stand at
//
// The index holds what eviction and withdrawal need and no addresses: about
// 200 bytes a copy. A withdrawal looks through all of it, a few milliseconds
// for a hundred thousand copies, so there is no second index to keep in step.
//
// mu is taken after Cache.mu where both are needed.
type disk struct {
	c     *Cache
	root  *os.Root
	limit int64
	// bootSeq is the cursor that the folder was found with. What a copy from
	// before claims to show beyond it does not count: it may come from a
	// newspaper that a restored backup has taken back.
	bootSeq int64
	// ready is closed when the index is complete.
	ready   chan struct{}
	stop    chan struct{}
	closing sync.Once
	temp    atomic.Int64

	mu    sync.Mutex
	index map[copyID]*copyInfo
	// loose copies go first when room is needed, pinned ones last.
	loose, pinned lru
	bytes         int64
	// early copies were deleted while the index was read: the scan may have
	// seen them.
	early map[copyID]bool
	// undead copies were withdrawn and could not be deleted.
	undead map[copyID]bool

	corrupt, errs atomic.Int64

	// afterRead, if set, lets a test come between reading a copy and using it.
	afterRead func()
}

// copyID is the first half of the SHA-256 of a page's address.
type copyID [16]byte

func idOf(key string) copyID {
	sum := sha256.Sum256([]byte(key))
	return copyID(sum[:16])
}

func (id copyID) name() string {
	s := hex.EncodeToString(id[:])
	return s[:2] + "/" + s + ".page"
}

// copyInfo is a copy in the index.
type copyInfo struct {
	id copyID
	// keys are hashes of the surrogate keys. Two keys with one hash cost a
	// copy that did not have to go.
	keys []uint32
	seq  int64
	// order tells later writes from earlier ones; zero is from before the start.
	order int64
	size  int64
	pin   bool
	// inMemory copies are read, though not from here: they are not evicted.
	inMemory     bool
	older, newer *copyInfo
}

const (
	// maxCopies bounds the index to some 40 MB.
	maxCopies = 200_000
	// blockSize is what a file system gives out.
	blockSize = 4096
)

func hashKey(k string) uint32 {
	h := fnv.New32a()
	_, _ = io.WriteString(h, k)
	return h.Sum32()
}

func hashKeys(keys []string) []uint32 {
	out := make([]uint32, len(keys))
	for i, k := range keys {
		out[i] = hashKey(k)
	}
	return out
}

func openDisk(c *Cache, dir string, limit int64) (*disk, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	d := &disk{
		c: c, root: root, limit: limit,
		ready: make(chan struct{}), stop: make(chan struct{}),
		index: map[copyID]*copyInfo{}, undead: map[copyID]bool{}, early: map[copyID]bool{},
	}
	if err := d.prepare(); err != nil {
		root.Close()
		return nil, err
	}
	if err := c.cursor.load(root); err != nil {
		c.report("", err)
	}
	d.bootSeq = c.cursor.position()
	go d.scan()
	return d, nil
}

// prepare removes what a killed process left half done.
func (d *disk) prepare() error {
	if err := d.root.RemoveAll("tmp"); err != nil {
		return err
	}
	return d.root.Mkdir("tmp", 0o700)
}

func (d *disk) close() error {
	d.closing.Do(func() { close(d.stop) })
	<-d.ready
	return d.root.Close()
}

// worthKeeping: an answer that is an address's own. Of a page that was not
// found there is no good copy, only an old one that must go.
func worthKeeping(status int) bool {
	switch status {
	case http.StatusOK, http.StatusMovedPermanently, http.StatusPermanentRedirect, http.StatusGone:
		return true
	}
	return false
}

// keep writes the copy of a page.
func (d *disk) keep(e *entry) {
	if !worthKeeping(e.page.Status) {
		d.forget(e.key, e.order)
		return
	}
	if err := d.write(e); err != nil {
		d.errs.Add(1)
		d.c.report(e.key, fmt.Errorf("keep copy: %w", err))
	}
	d.evict()
}

func (d *disk) write(e *entry) error {
	b, err := encodeCopy(e)
	if err != nil {
		return err
	}
	temp := "tmp/" + strconv.FormatInt(d.temp.Add(1), 10)
	if err := d.root.WriteFile(temp, b, 0o600); err != nil {
		_ = d.root.Remove(temp)
		return err
	}
	id := idOf(e.key)

	// A withdrawal either was recorded before this look, or finds the copy in
	// the index, since it cannot take d.mu before we let go of it.
	d.c.mu.Lock()
	refused := e.generation != d.c.generation || d.c.dropped.after(e.page.Seq, e.page.Keys)
	d.mu.Lock()
	d.c.mu.Unlock()
	defer d.mu.Unlock()
	if old := d.index[id]; refused || old != nil && old.order > e.order {
		return d.root.Remove(temp)
	}
	err = d.root.Rename(temp, id.name())
	if errors.Is(err, fs.ErrNotExist) {
		_ = d.root.Mkdir(id.name()[:2], 0o700) // the folder's first copy
		err = d.root.Rename(temp, id.name())
	}
	if err != nil {
		_ = d.root.Remove(temp)
		return err
	}
	delete(d.undead, id)
	d.put(&copyInfo{
		id: id, keys: hashKeys(e.page.Keys), seq: e.page.Seq, order: e.order,
		size: roundUp(int64(len(b))), pin: e.page.Pin, inMemory: true,
	})
	return nil
}

func roundUp(n int64) int64 { return (n + blockSize - 1) / blockSize * blockSize }

// has reports whether there may be a copy.
func (d *disk) has(key string) bool {
	select {
	case <-d.ready:
	default:
		_, err := d.root.Stat(idOf(key).name())
		return err == nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.index[idOf(key)] != nil
}

// read gives the copy of an address, or nil.
func (d *disk) read(key string) *entry {
	id := idOf(key)
	d.mu.Lock()
	info, dead := d.index[id], d.undead[id]
	seq := d.bootSeq
	if info != nil {
		seq = info.seq
	}
	d.mu.Unlock()
	if dead || info == nil && d.complete() {
		return nil
	}
	b, err := d.root.ReadFile(id.name())
	if errors.Is(err, fs.ErrNotExist) {
		d.vanished(id, info)
		return nil
	}
	var e *entry
	if err == nil {
		e, err = decodeCopy(b)
	}
	if err == nil && e.key != key {
		return nil // another address with the same hash
	}
	if err != nil {
		d.spoilt(id, err)
		return nil
	}
	e.page.Seq = min(e.page.Seq, seq)
	d.touch(key)
	if d.afterRead != nil {
		d.afterRead()
	}
	return e
}

func (d *disk) complete() bool {
	select {
	case <-d.ready:
		return true
	default:
		return false
	}
}

// vanished takes a copy out of the index that somebody else deleted.
func (d *disk) vanished(id copyID, info *copyInfo) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.index[id] == info {
		d.unput(id)
	}
}

// spoilt deletes a corrupt copy; a disk that does not answer is only counted.
func (d *disk) spoilt(id copyID, err error) {
	if !errors.Is(err, errCorrupt) {
		d.errs.Add(1)
		return
	}
	d.corrupt.Add(1)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.remove(id)
}

// forgetSoon deletes the copy of an address that has no page any more.
func (d *disk) forgetSoon(key string) {
	if !d.has(key) {
		return
	}
	before := d.c.orders.Load()
	d.c.back.soon(func() { d.forget(key, before) })
}

// forget deletes the copy unless it was written for a later page.
func (d *disk) forget(key string, order int64) {
	id := idOf(key)
	d.mu.Lock()
	defer d.mu.Unlock()
	if info := d.index[id]; info == nil || info.order <= order {
		d.remove(id)
	}
}

// remove deletes a copy from index and disk. The caller holds mu.
func (d *disk) remove(id copyID) {
	d.unput(id)
	if !d.complete() {
		d.early[id] = true
	}
	if err := d.root.Remove(id.name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.errs.Add(1)
		d.undead[id] = true
	}
}

// drop deletes the copies that carry any of the keys and show less than seq,
// and does not return before the disk has it.
func (d *disk) drop(seq int64, keys []string) error {
	<-d.ready
	wanted := map[uint32]bool{}
	for _, k := range keys {
		wanted[hashKey(k)] = true
	}
	folders := map[byte]bool{}
	d.mu.Lock()
	for id, info := range d.index {
		if seq != 0 && info.seq >= seq {
			continue
		}
		for _, k := range info.keys {
			if wanted[k] {
				d.remove(id)
				folders[id[0]] = true
				break
			}
		}
	}
	left := len(d.undead)
	d.mu.Unlock()
	if err := d.syncAll(folders); err != nil {
		return err
	}
	if left > 0 {
		return fmt.Errorf("%d withdrawn copies cannot be deleted", left)
	}
	return nil
}

func (d *disk) syncAll(folders map[byte]bool) error {
	for f := range folders {
		if err := d.sync(fmt.Sprintf("%02x", f)); err != nil {
			return err
		}
	}
	return nil
}

func (d *disk) sync(folder string) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// bury tries again to delete the undead, and fails while there are any.
func (d *disk) bury() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for id := range d.undead {
		err := d.root.Remove(id.name())
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("delete withdrawn copy: %w", err)
		}
		if err := d.sync(id.name()[:2]); err != nil {
			return fmt.Errorf("delete withdrawn copy: %w", err)
		}
		delete(d.undead, id)
	}
	return nil
}

// reset takes back what copies claim to show beyond seq.
func (d *disk) reset(seq int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.bootSeq = min(d.bootSeq, seq)
	for _, info := range d.index {
		info.seq = min(info.seq, seq)
		info.inMemory = false
	}
}

func (d *disk) stats() DiskStats {
	d.mu.Lock()
	defer d.mu.Unlock()
	return DiskStats{Bytes: d.bytes, Copies: len(d.index), Corrupt: d.corrupt.Load(), Errors: d.errs.Load()}
}
