package api

import (
	"fmt"
	"testing"
)

// BenchmarkSaveOverHTTP is one acknowledged save through the whole handler, on
// SQLite with its fsync (issue bar: 5 ms of server time, fsync not counted).
func BenchmarkSaveOverHTTP(b *testing.B) {
	h := newHouse(b, sqlite(b))
	path, etag := h.draft("rani", "Pasar")
	seq := 0
	for b.Loop() {
		seq++
		h.pass(1e9)
		a := h.ask("rani", "PATCH", path, fmt.Sprintf(`{"client":"t","seq":%d,"fields":{"kicker":"Kota %d"}}`, seq, seq), "If-Match", etag, "Prefer", "handling=lenient")
		if a.Status != 200 {
			b.Fatalf("%d %s", a.Status, a.Body)
		}
		etag = a.Header().Get("ETag")
	}
}

// BenchmarkListOverHTTP is the newsroom's list with a thousand articles.
func BenchmarkListOverHTTP(b *testing.B) {
	h := newHouse(b, sqlite(b))
	for i := range 1000 {
		h.draft("rani", fmt.Sprintf("Pasar %d", i))
		h.pass(1e9)
	}
	for b.Loop() {
		h.pass(1e9)
		if a := h.ask("rudi", "GET", "/articles?limit=50", nil); a.Status != 200 {
			b.Fatalf("%d %s", a.Status, a.Body)
		}
	}
}
