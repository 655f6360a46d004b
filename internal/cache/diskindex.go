package cache

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// put adds a copy to the index, in place of an older one. The caller holds mu.
func (d *disk) put(info *copyInfo) {
	d.unput(info.id)
	d.index[info.id] = info
	d.list(info).push(info)
	d.bytes += info.size
}

func (d *disk) unput(id copyID) {
	info := d.index[id]
	if info == nil {
		return
	}
	delete(d.index, id)
	d.list(info).remove(info)
	d.bytes -= info.size
}

func (d *disk) list(info *copyInfo) *lru {
	if info.pin {
		return &d.pinned
	}
	return &d.loose
}

// touch tells that a copy was read, or that its page left memory until when it
// was read from there.
func (d *disk) touch(key string) { d.mark(key, false) }

func (d *disk) mark(key string, inMemory bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if info := d.index[idOf(key)]; info != nil {
		info.inMemory = inMemory
		d.list(info).remove(info)
		d.list(info).push(info)
	}
}

// evict deletes the copies that were read least recently until the rest fits.
func (d *disk) evict() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.bytes > d.limit || len(d.index) > maxCopies {
		info := d.loose.victim()
		if info == nil {
			info = d.pinned.victim()
		}
		if info == nil {
			return
		}
		d.remove(info.id)
	}
}

// lru is a list of copies by the time they were last read.
type lru struct{ newest, oldest *copyInfo }

func (l *lru) push(i *copyInfo) {
	i.older, i.newer = l.newest, nil
	if l.newest != nil {
		l.newest.newer = i
	} else {
		l.oldest = i
	}
	l.newest = i
}

func (l *lru) remove(i *copyInfo) {
	if i.newer != nil {
		i.newer.older = i.older
	} else {
		l.newest = i.older
	}
	if i.older != nil {
		i.older.newer = i.newer
	} else {
		l.oldest = i.newer
	}
	i.older, i.newer = nil, nil
}

// victimLook bounds the search for a copy whose page is not in memory.
const victimLook = 1000

// victim gives the copy to delete. Those whose pages are in memory are read
// there, so they count as new.
func (l *lru) victim() *copyInfo {
	for range victimLook {
		i := l.oldest
		if i == nil || !i.inMemory || i == l.newest {
			return i
		}
		l.remove(i)
		l.push(i)
	}
	return l.oldest
}

// found is a copy that the scan has read the header of.
type found struct {
	info *copyInfo
	when int64
}

// scan reads the headers of all copies into the index, the least recently
// written first in line to go.
func (d *disk) scan() {
	defer close(d.ready)
	var all []found
	for i := range 256 {
		select {
		case <-d.stop:
			return
		default:
		}
		all = append(all, d.scanFolder(fmt.Sprintf("%02x", i))...)
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Compare(a.when, b.when) })
	d.mu.Lock()
	for _, f := range all {
		// What was written since the start is newer.
		if d.index[f.info.id] == nil && !d.early[f.info.id] {
			// Here, under the lock: a reset may have moved the bound during the scan.
			f.info.seq = min(f.info.seq, d.bootSeq)
			d.put(f.info)
		}
	}
	clear(d.early)
	d.mu.Unlock()
	d.evict()
}

func (d *disk) scanFolder(folder string) []found {
	names, err := fs.ReadDir(d.root.FS(), folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		d.errs.Add(1)
		d.c.report("", fmt.Errorf("read index of copies: %w", err))
		return nil
	}
	var out []found
	for _, n := range names {
		id, ok := parseID(folder, n.Name())
		if !ok {
			continue // not ours
		}
		f, err := d.look(id)
		switch {
		case err == nil:
			out = append(out, f)
		case errors.Is(err, fs.ErrNotExist): // replaced or deleted meanwhile
		default:
			d.spoilt(id, err)
		}
	}
	return out
}

// look reads the header of one copy.
func (d *disk) look(id copyID) (found, error) {
	f, err := d.root.Open(id.name())
	if err != nil {
		return found{}, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return found{}, err
	}
	h, err := readCopyHeader(f, st.Size())
	if err != nil {
		return found{}, err
	}
	if idOf(h.Key) != id {
		return found{}, errCorrupt
	}
	return found{&copyInfo{
		id: id, keys: hashKeys(h.Keys), seq: h.Seq,
		size: roundUp(st.Size()), pin: h.Pin,
	}, st.ModTime().UnixNano()}, nil
}

func parseID(folder, name string) (copyID, bool) {
	hexed, ok := strings.CutSuffix(name, ".page")
	b, err := hex.DecodeString(hexed)
	if !ok || err != nil || len(b) != len(copyID{}) || !strings.HasPrefix(hexed, folder) {
		return copyID{}, false
	}
	return copyID(b), true
}
