package cache

import (
	"bytes"
	"hash/crc32"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

const (
	// minCompress is the size below which an encoding saves less than its
	// header costs.
	minCompress = 256
	// gzipFirst is made while the first reader waits, so it is a fast level;
	// gzipBest and brotli are made in the background. On a 14 KB page: gzip 6
	// takes half a millisecond and gives 3.8 KB, brotli 6 takes one and gives
	// 3.6 KB, brotli 11 takes 55 and gives 3.3 KB.
	gzipFirst   = 2
	gzipBest    = 6
	brotliLevel = 6
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// compressible tells by the type whether a body is text that nobody encoded.
func compressible(h http.Header) bool {
	if h.Get("Content-Encoding") != "" {
		return false
	}
	t, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return false
	}
	switch {
	case strings.HasPrefix(t, "text/"), strings.HasSuffix(t, "+xml"), strings.HasSuffix(t, "+json"):
		return true
	}
	switch t {
	case "application/json", "application/javascript", "application/xml", "application/manifest+json":
		return true
	}
	return false
}

// Writers hold some hundred kilobytes of tables each, so they are kept.
var (
	gzipWriters   [gzipBest + 1]sync.Pool
	brotliWriters sync.Pool
)

func gzipBytes(b []byte, level int) []byte {
	var out bytes.Buffer
	out.Grow(len(b)/3 + 64)
	w, _ := gzipWriters[level].Get().(*gzip.Writer)
	if w == nil {
		w, _ = gzip.NewWriterLevel(nil, level) // fails for unknown levels only
	}
	w.Reset(&out)
	squeeze(w, b)
	gzipWriters[level].Put(w)
	return bytes.Clone(out.Bytes())
}

// Brotli is b as browsers get it, for those who weigh pages.
func Brotli(b []byte) []byte { return brotliBytes(b) }

func brotliBytes(b []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(b)/3 + 64)
	w, _ := brotliWriters.Get().(*brotli.Writer)
	if w == nil {
		w = brotli.NewWriterLevel(nil, brotliLevel)
	}
	w.Reset(&out)
	squeeze(w, b)
	brotliWriters.Put(w)
	return bytes.Clone(out.Bytes())
}

// squeeze writes into memory, which cannot fail.
func squeeze(w io.WriteCloser, b []byte) {
	_, _ = w.Write(b)
	_ = w.Close()
}

// first makes the encoding that the first answer goes out with.
func (e *entry) first() {
	if !e.squeezable {
		return
	}
	e.size += e.store(gzipped, gzipBytes(e.page.Body, gzipFirst))
}

// best makes the small encodings and gives how many bytes that added.
func (e *entry) best() int64 {
	if !e.squeezable {
		return 0
	}
	return e.store(brotlied, brotliBytes(e.page.Body)) + e.store(gzipped, gzipBytes(e.page.Body, gzipBest))
}

// store swaps an encoding in if it is smaller than what is there, and gives
// the difference in bytes held.
func (e *entry) store(enc encoding, body []byte) int64 {
	was := e.page.Body
	held := int64(0)
	if v := e.variants[enc].Load(); v != nil {
		was, held = v.body, int64(len(v.body))
	}
	if len(body) >= len(was) {
		return 0
	}
	e.variants[enc].Store(e.variant(enc, body))
	return int64(len(body)) - held
}
