package archive

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"warta/internal/blob"
	"warta/internal/news"
	"warta/internal/store"
)

// taker is told what an archive holds, in its order.
type taker struct {
	head func(*Head) error
	// piece gets the rows of the n-th piece of the archive.
	piece func(n int64, table string, rows [][]any) error
	// file must read r to its end.
	file func(name string, size int64, r io.Reader) error
}

// Limits of what is read: an archive can come from anywhere.
const (
	maxJSON   = 64 << 20
	maxPiece  = 256 << 20
	maxWindow = 64 << 20
)

// read walks an archive once and checks every row, every file and the totals.
func read(ctx context.Context, r io.Reader, tables []store.ArchiveTable, t taker) (h Head, m Manifest, err error) {
	z, err := zstd.NewReader(bufio.NewReaderSize(r, 1<<20), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxWindow), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return h, m, err
	}
	defer z.Close()
	x := &reader{ctx: ctx, t: t, sums: map[string]*total{}, next: map[string]int{}, columns: map[string][]store.ArchiveColumn{}, hashes: map[string]File{}}
	for _, t := range tables {
		x.columns[t.Name] = t.Columns
		x.known = append(x.known, described(t))
	}
	in := tar.NewReader(z)
	for !x.done {
		e, err := in.Next()
		if errors.Is(err, io.EOF) {
			if x.h.ID == "" {
				return x.h, x.m, broken("format", io.ErrUnexpectedEOF)
			}
			return x.h, x.m, broken("cut", io.ErrUnexpectedEOF)
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return x.h, x.m, x.fault(err)
		}
		if err := x.entry(e, in); err != nil {
			return x.h, x.m, x.fault(err)
		}
	}
	return x.h, x.m, nil
}

type reader struct {
	ctx     context.Context
	t       taker
	h       Head
	m       Manifest
	known   []Table
	columns map[string][]store.ArchiveColumn
	sums    map[string]*total
	next    map[string]int
	pieces  int64
	files   total
	bytes   int64
	// hashes are files read whose line has not come yet.
	hashes map[string]File
	done   bool
}

// fault sorts what went wrong: a refusal of ours stays, the rest is a broken file.
func (x *reader) fault(err error) error {
	var known *news.Error
	switch {
	case errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, errTaking):
		return err
	case x.h.ID == "":
		return broken("format", err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return broken("cut", err)
	}
	return broken("damaged", err)
}

// errTaking marks errors of the side that takes.
var errTaking = errors.New("fill the newspaper")

func taking(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", errTaking, err)
}

func (x *reader) entry(e *tar.Header, r io.Reader) error {
	dir, name, _ := strings.Cut(e.Name, "/")
	switch {
	case e.Typeflag != tar.TypeReg || e.Size < 0:
		return fmt.Errorf("%q is no file", e.Name)
	case e.Name == "warta.json" && x.h.ID == "":
		return x.head(r, e.Size)
	case x.h.ID == "":
		return errors.New("it does not begin with warta.json")
	case dir == "tables":
		return x.piece(name, e.Size, r)
	case dir == "media":
		return x.file(name, e.Size, r)
	case dir == "files":
		return x.list(e.Size, r)
	case e.Name == "manifest.json":
		return x.end(r, e.Size)
	}
	return fmt.Errorf("%q has no place in an archive", e.Name)
}

func decode(r io.Reader, size int64, v any) error {
	if size > maxJSON {
		return errors.New("it is too large")
	}
	return json.NewDecoder(r).Decode(v)
}

func (x *reader) head(r io.Reader, size int64) error {
	var h Head
	if err := decode(r, size, &h); err != nil {
		return err
	}
	if h.Format != Format || h.ID == "" {
		return news.Refuse(news.Invalid, "read the archive", "archive.format", map[string]any{"version": h.Version})
	}
	if !slices.EqualFunc(h.Tables, x.known, func(a, b Table) bool { return a.Name == b.Name && slices.Equal(a.Columns, b.Columns) }) {
		return news.Refuse(news.Conflict, "read the archive", "archive.schema", map[string]any{"version": h.Version, "schema": h.Mark.Schema})
	}
	x.h = h
	return taking(x.t.head(&h))
}

func (x *reader) piece(name string, size int64, r io.Reader) error {
	table, file, _ := strings.Cut(name, "/")
	columns, ok := x.columns[table]
	n, numbered := number(file)
	if !ok || !numbered || n != x.next[table]+1 || size > maxPiece {
		return fmt.Errorf("a piece out of its place: %q", name)
	}
	x.next[table] = n
	x.pieces++
	sum := x.sums[table]
	if sum == nil {
		sum = &total{}
		x.sums[table] = sum
	}
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 0, 1<<16), maxLine)
	var rows [][]any
	for in.Scan() {
		row, hash, err := parse(in.Bytes(), columns)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		sum.add(hash)
		rows = append(rows, row)
	}
	if err := in.Err(); err != nil {
		return err
	}
	return taking(x.t.piece(x.pieces, table, rows))
}

func (x *reader) file(name string, size int64, r io.Reader) error {
	if err := blob.CheckName(name); err != nil {
		return err
	}
	if _, twice := x.hashes[name]; twice {
		return fmt.Errorf("the file %q is in it twice", name)
	}
	h := &hashing{r: r, h: sha256.New()}
	if err := taking(x.t.file(name, size, h)); err != nil {
		if h.err != nil && !errors.Is(h.err, io.EOF) {
			return h.err // the archive's fault, not the store's
		}
		return err
	}
	if h.n != size {
		return io.ErrUnexpectedEOF
	}
	x.hashes[name] = File{name, size, hex.EncodeToString(h.h.Sum(nil))}
	return nil
}

// hashing reads along.
type hashing struct {
	r   io.Reader
	h   hash.Hash
	n   int64
	err error
}

func (h *hashing) Read(b []byte) (int, error) {
	n, err := h.r.Read(b)
	h.h.Write(b[:n])
	h.n += int64(n)
	h.err = err
	return n, err
}

func (x *reader) list(size int64, r io.Reader) error {
	if size > maxPiece {
		return errors.New("it is too large")
	}
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 0, 1<<16), 1<<20)
	for in.Scan() {
		var f File
		if err := json.Unmarshal(in.Bytes(), &f); err != nil {
			return err
		}
		if x.hashes[f.Name] != f {
			return fmt.Errorf("the file %q differs from its checksum", f.Name)
		}
		delete(x.hashes, f.Name)
		x.files.add(sha256.Sum256(bytes.TrimSpace(in.Bytes())))
		x.bytes += f.Size
	}
	return in.Err()
}

func (x *reader) end(r io.Reader, size int64) error {
	if err := decode(r, size, &x.m); err != nil {
		return err
	}
	if x.m.ID != x.h.ID || len(x.hashes) > 0 || x.files.total() != x.m.Files {
		return errors.New("the files are not those of the manifest")
	}
	for _, t := range x.known {
		sum := x.sums[t.Name]
		if sum == nil {
			sum = &total{}
		}
		if sum.total() != x.m.Tables[t.Name] {
			return fmt.Errorf("the table %s is not that of the manifest", t.Name)
		}
	}
	x.done = true
	return nil
}
