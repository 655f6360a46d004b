package auth

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"
	"unicode/utf8"

	"warta/internal/news"
)

// A larger filter of breached passwords is a Bloom filter in the data folder,
// made by the operator from a list of their choice. It is read in place: a
// question costs as many reads of one byte as the filter has hashes, and no
// memory.
//
// Layout: "wartapw1", number of hashes and number of bits (8 bytes each, big
// end first), then the bits. A password is known by the SHA-1 that lists use.

// FilterName is the filter's file in the data folder.
const FilterName = "passwords.filter"

const (
	filterMagic  = "wartapw1"
	filterHeader = 24
	// filterBits for each entry and filterHashes let one in about 20,000 good
	// passwords be refused by mistake: 27 MB for 11 million entries.
	filterBits   = 20
	filterHashes = 14
)

type filter struct {
	f      *os.File
	hashes uint64
	bits   uint64
}

// openFilter gives nil where there is none.
func openFilter(dir string) (*filter, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	f, err := root.Open(FilterName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	x, err := readFilter(f)
	if err != nil {
		f.Close()
	}
	return x, err
}

func readFilter(f *os.File) (*filter, error) {
	var head [filterHeader]byte
	info, err := f.Stat()
	if err == nil {
		_, err = f.ReadAt(head[:], 0)
	}
	x := &filter{f: f, hashes: binary.BigEndian.Uint64(head[8:]), bits: binary.BigEndian.Uint64(head[16:])}
	if err != nil || string(head[:8]) != filterMagic || x.hashes == 0 || x.hashes > 64 || x.bits == 0 ||
		x.bits > 1<<40 || uint64(info.Size()) != filterHeader+(x.bits+7)/8 {
		return nil, news.Refuse(news.Invalid, "read the password filter", "auth.filter", map[string]any{"file": FilterName})
	}
	return x, nil
}

// spots calls fn with each bit of a SHA-1, by double hashing.
func spots(sum [20]byte, hashes, bits uint64, fn func(bit uint64) bool) bool {
	a, b := binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])|1
	for i := range hashes {
		if !fn((a + i*b) % bits) {
			return false
		}
	}
	return true
}

func (x *filter) has(password string) (bool, error) {
	var failed error
	known := spots(sha1.Sum([]byte(password)), x.hashes, x.bits, func(bit uint64) bool {
		var b [1]byte
		if _, err := x.f.ReadAt(b[:], int64(filterHeader+bit/8)); err != nil {
			failed = err
			return false
		}
		return b[0]&(1<<(bit%8)) != 0
	})
	return known, failed
}

// maxFilter bounds the entries of a list: a filter of 2.5 GB.
const maxFilter = 1_000_000_000

// MakeFilter writes the filter of a data folder from a list with a password, or
// its SHA-1 in hex with or without ":count", on each line. list is read twice.
// It gives the number of entries.
func MakeFilter(ctx context.Context, dir string, list io.ReadSeeker) (int, error) {
	n := 0
	if err := eachLine(ctx, list, func([20]byte) { n++ }); err != nil {
		return 0, err
	}
	if n == 0 || n > maxFilter {
		return 0, news.Refuse(news.Invalid, "make the password filter", "auth.filter_list", nil)
	}
	if _, err := list.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	bits := uint64(math.Ceil(float64(n)*filterBits/8)) * 8
	set := make([]byte, bits/8)
	err := eachLine(ctx, list, func(sum [20]byte) {
		spots(sum, filterHashes, bits, func(bit uint64) bool { set[bit/8] |= 1 << (bit % 8); return true })
	})
	if err != nil {
		return 0, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, err
	}
	defer root.Close()
	const fresh = FilterName + ".new"
	f, err := root.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640)
	if err != nil {
		return 0, err
	}
	head := binary.BigEndian.AppendUint64([]byte(filterMagic), filterHashes)
	_, err = f.Write(binary.BigEndian.AppendUint64(head, bits))
	if err == nil {
		_, err = f.Write(set)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = root.Rename(fresh, FilterName)
	}
	if err != nil {
		return 0, fmt.Errorf("write the password filter: %w", err)
	}
	return n, nil
}

func eachLine(ctx context.Context, r io.Reader, fn func([20]byte)) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 64<<10), 1<<20)
	for n := 0; s.Scan(); n++ {
		if n%10_000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		line := bytes.TrimRight(s.Bytes(), "\r")
		if sum, ok := listedHash(line); ok {
			fn(sum)
		} else if utf8.RuneCount(line) >= minPassword {
			fn(sha1.Sum(line))
		}
	}
	if err := s.Err(); err != nil {
		return news.Refuse(news.Invalid, "read the list of passwords", "auth.filter_list", nil)
	}
	return nil
}

func listedHash(line []byte) (sum [20]byte, ok bool) {
	text, count, found := strings.Cut(string(line), ":")
	if len(text) != 40 || found && strings.Trim(count, "0123456789 ") != "" {
		return sum, false
	}
	_, err := hex.Decode(sum[:], []byte(text))
	return sum, err == nil
}
