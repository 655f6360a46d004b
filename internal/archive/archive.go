// Package archive is the whole newspaper in one file: every table of the newsroom
// and of the readers' side, accounts with their hashed secrets, and the bytes of
// all media. Another Warta is filled from it, on SQLite or PostgreSQL, and is the
// same newspaper; it is the format of backups and of moves, too (operations.md 8).
//
// The file is a tar under zstd, in this order:
//
//	warta.json              what it is: format, schema, when, where the ledger and the audit stood
//	tables/<table>/<n>.jsonl  rows, in pieces of some MiB
//	media/<name>            files
//	files/<n>.jsonl         the files again: name, size, SHA-256
//	manifest.json           the end: rows and checksum of each table, and of the files
//
// A line of a piece is a JSON array: the row's checksum, then its values in the
// order of the columns in warta.json; bytes are base64. The checksum is the first
// 16 hex digits of the SHA-256 of the values as they stand in the line. A table's
// checksum is the sum of its rows' SHA-256 modulo 2^256, so that it does not
// depend on the order in which a database gives them.
//
// Not in it: the key file, without which sealed secrets (code generators) cannot
// be opened; sessions and links, so that a copy opens no door; indexes, which are
// made anew. It is written and read as a stream: memory does not grow with the
// newspaper. An import that was interrupted goes on where it stopped.
package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"math/bits"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Format is the version of the file's layout.
const Format = 1

// Head is warta.json.
type Head struct {
	Format int `json:"format"`
	// ID names the archive; an import that goes on asks for the same one.
	ID      string    `json:"id"`
	Made    time.Time `json:"made"`
	Version string    `json:"warta"`
	// Editions are the names of the papers in it, for people.
	Editions []string          `json:"editions"`
	Mark     store.ArchiveMark `json:"mark"`
	Tables   []Table           `json:"tables"`
}

// Table names a table and its columns: "id:i" is a number, "name:t" a text,
// "content:b" bytes.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

// Manifest is manifest.json.
type Manifest struct {
	ID     string           `json:"id"`
	Tables map[string]Total `json:"tables"`
	Files  Total            `json:"files"`
	// Bytes of all files.
	Bytes int64 `json:"bytes"`
	// Missing are files that the newspaper names and its store does not have.
	Missing []string `json:"missing,omitempty"`
}

// Total is how many there are, and their checksum.
type Total struct {
	Rows int64  `json:"rows"`
	Sum  string `json:"sum"`
}

// File is a line of files/….
type File struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Hash string `json:"sha256"`
}

// Progress tells how far a run is.
type Progress struct {
	// Table or file in hand, rows and bytes of files so far.
	Of          string
	Rows, Files int64
	Bytes       int64
}

// total adds up checksums.
type total struct {
	rows int64
	sum  [4]uint64
}

// add takes one row's SHA-256, as a number, to the sum.
func (t *total) add(hash [sha256.Size]byte) {
	t.rows++
	var carry uint64
	for i := 3; i >= 0; i-- {
		var x uint64
		for _, b := range hash[8*i : 8*i+8] {
			x = x<<8 | uint64(b)
		}
		t.sum[i], carry = bits.Add64(t.sum[i], x, carry)
	}
}

func (t *total) total() Total {
	var b [sha256.Size]byte
	for i, x := range t.sum {
		for k := range 8 {
			b[8*i+k] = byte(x >> (56 - 8*k))
		}
	}
	return Total{t.rows, hex.EncodeToString(b[:])}
}

// broken is an archive that is not what it says.
func broken(why string, cause error) error {
	e := news.Refuse(news.Invalid, "read the archive", "archive.broken", map[string]any{"why": why})
	e.Err = cause
	return e
}
