package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"time"

	"github.com/klauspost/compress/gzip"
)

// A copy is one file, whole or worthless:
//
//	8 bytes   "wartapg1"
//	4 bytes   length of the header, big endian
//	4 bytes   CRC-32C of the header
//	n bytes   header, JSON: copyHeader
//	m bytes   body, as gzip if the header says so
//	32 bytes  SHA-256 of everything before
//
// The header has a sum of its own, so that the index can be read without the
// bodies. Nothing is synced: after a power cut a copy may be short or empty,
// which the sums tell, and a missing copy costs one render.

const (
	copyMagic     = "wartapg1"
	copyPrefix    = len(copyMagic) + 8
	maxCopyHeader = 1 << 20
)

var errCorrupt = errors.New("cache: copy is corrupt")

type copyHeader struct {
	Key    string        `json:"key"`
	Keys   []string      `json:"keys,omitempty"`
	Seq    int64         `json:"seq"`
	At     time.Time     `json:"at"`
	Status int           `json:"status"`
	Header http.Header   `json:"header"`
	MaxAge time.Duration `json:"max_age,omitempty"`
	Pin    bool          `json:"pin,omitempty"`
	// Size is the length of the page, Stored that of the body in the file.
	Size   int64 `json:"size"`
	Stored int64 `json:"stored"`
	Gzip   bool  `json:"gzip,omitempty"`
}

func encodeCopy(e *entry) ([]byte, error) {
	p := e.page
	h := copyHeader{
		Key: e.key, Keys: p.Keys, Seq: p.Seq, At: e.at.UTC(), Status: p.Status,
		Header: p.Header, MaxAge: p.MaxAge, Pin: p.Pin, Size: int64(len(p.Body)),
	}
	body := p.Body
	if v := e.variants[gzipped].Load(); v != nil {
		body, h.Gzip = v.body, true
	}
	h.Stored = int64(len(body))
	head, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("encode copy of %q: %w", e.key, err)
	}
	if len(head) > maxCopyHeader {
		return nil, fmt.Errorf("encode copy of %q: header of %d bytes", e.key, len(head))
	}
	b := make([]byte, 0, copyPrefix+len(head)+len(body)+sha256.Size)
	b = append(b, copyMagic...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(head)))
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(head, castagnoli))
	b = append(b, head...)
	b = append(b, body...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

// readCopyHeader reads the header from the start of a file of the given size.
func readCopyHeader(r io.Reader, size int64) (copyHeader, error) {
	var h copyHeader
	prefix := make([]byte, copyPrefix)
	if _, err := io.ReadFull(r, prefix); err != nil {
		return h, corrupt(err)
	}
	n := int64(binary.BigEndian.Uint32(prefix[len(copyMagic):]))
	if string(prefix[:len(copyMagic)]) != copyMagic || n > maxCopyHeader || n > size {
		return h, errCorrupt
	}
	head := make([]byte, n)
	if _, err := io.ReadFull(r, head); err != nil {
		return h, corrupt(err)
	}
	if crc32.Checksum(head, castagnoli) != binary.BigEndian.Uint32(prefix[len(copyMagic)+4:]) {
		return h, errCorrupt
	}
	if err := json.Unmarshal(head, &h); err != nil {
		return h, errCorrupt
	}
	if h.Stored < 0 || h.Size < 0 || size != int64(copyPrefix)+n+h.Stored+sha256.Size {
		return h, errCorrupt
	}
	return h, nil
}

// corrupt tells a file that ends too early from a disk that does not answer.
func corrupt(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errCorrupt
	}
	return err
}

// decodeCopy gives the page of a copy, ready to be served.
func decodeCopy(b []byte) (*entry, error) {
	h, err := readCopyHeader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	end := len(b) - sha256.Size
	if sum := sha256.Sum256(b[:end]); !bytes.Equal(sum[:], b[end:]) {
		return nil, errCorrupt
	}
	stored := b[end-int(h.Stored) : end]
	body := stored
	if h.Gzip {
		if body, err = gunzip(stored, h.Size); err != nil {
			return nil, errCorrupt
		}
	}
	if int64(len(body)) != h.Size {
		return nil, errCorrupt
	}
	e := newEntry(h.Key, &Page{
		Status: h.Status, Header: h.Header, Body: body, Keys: h.Keys,
		Seq: h.Seq, MaxAge: h.MaxAge, Pin: h.Pin,
	}, nil, h.At)
	if h.Gzip {
		e.size += e.store(gzipped, stored)
	}
	e.stale.Store(true)
	return e, nil
}

func gunzip(b []byte, size int64) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	// The stated size is a hint until the sum of the bytes is known to hold.
	out.Grow(int(min(size, 1<<20)))
	_, err = io.Copy(&out, io.LimitReader(r, size+1))
	return out.Bytes(), err
}
