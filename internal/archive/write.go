package archive

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"warta/internal/blob"
	"warta/internal/store"
)

// Options of a run; the zero value works.
type Options struct {
	// Version of this Warta.
	Version string
	// ID names the archive; empty means a new name. A move gives one that is the
	// same as long as the newspaper is, so that it can go on.
	ID func(store.ArchiveMark) string
	// Editions are the names of the papers, for the head.
	Editions []string
	// Passing names media that are on their way in and stay behind.
	Passing func(name string) bool
	// Now is time.Now outside of tests.
	Now      func() time.Time
	Progress func(Progress)
}

// pieceSize is how large a piece of a table becomes, about.
const pieceSize = 4 << 20

// Write writes the whole newspaper. Its tables are of one moment; media, which
// never change, are those there afterwards.
func Write(ctx context.Context, w io.Writer, db store.Archive, media blob.Store, o Options) (Head, Manifest, error) {
	z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(4<<20))
	if err != nil {
		return Head{}, Manifest{}, err
	}
	x := &writer{ctx: ctx, o: o, tar: tar.NewWriter(z), media: media, m: Manifest{Tables: map[string]Total{}}, named: map[string]bool{}}
	if x.o.Now == nil {
		x.o.Now = time.Now
	}
	if x.o.Progress == nil {
		x.o.Progress = func(Progress) {}
	}
	err = db.Snapshot(ctx, func(mark store.ArchiveMark, rows func(string, func([]any) error) error) error {
		if err := x.head(mark, db.Tables()); err != nil {
			return err
		}
		for _, t := range db.Tables() {
			if err := x.table(t, rows); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = x.files()
	}
	if err == nil {
		err = x.json("manifest.json", x.m)
	}
	if err == nil {
		err = x.tar.Close()
	}
	return x.h, x.m, errors.Join(err, z.Close())
}

type writer struct {
	ctx   context.Context
	o     Options
	tar   *tar.Writer
	media blob.Store
	h     Head
	m     Manifest
	p     Progress
	// named are the files that the newspaper names and that were not written yet.
	named map[string]bool
}

func (x *writer) head(mark store.ArchiveMark, tables []store.ArchiveTable) error {
	var id [8]byte
	rand.Read(id[:])
	x.h = Head{Format: Format, ID: hex.EncodeToString(id[:]), Made: x.o.Now().UTC().Truncate(time.Second), Version: x.o.Version, Editions: x.o.Editions, Mark: mark}
	if x.o.ID != nil {
		x.h.ID = x.o.ID(mark)
	}
	for _, t := range tables {
		x.h.Tables = append(x.h.Tables, described(t))
	}
	x.m.ID = x.h.ID
	return x.json("warta.json", x.h)
}

func described(t store.ArchiveTable) Table {
	out := Table{Name: t.Name}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, c.Name+":"+string(c.Type))
	}
	return out
}

func (x *writer) json(name string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return x.entry(name, append(b, '\n'))
}

func (x *writer) entry(name string, b []byte) error {
	if err := x.tar.WriteHeader(x.header(name, int64(len(b)))); err != nil {
		return err
	}
	_, err := x.tar.Write(b)
	return err
}

func (x *writer) header(name string, size int64) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: x.h.Made, Format: tar.FormatPAX}
}

func (x *writer) table(t store.ArchiveTable, rows func(string, func([]any) error) error) error {
	var sum total
	var b []byte
	piece := 0
	flush := func() error {
		if len(b) == 0 {
			return nil
		}
		piece++
		err := x.entry("tables/"+t.Name+"/"+pieceName(piece), b)
		b = b[:0]
		return err
	}
	x.p.Of = t.Name
	// What the photo desk keeps of files is in this table.
	names := -1
	if t.Name == "media_file" {
		names = slices.IndexFunc(t.Columns, func(c store.ArchiveColumn) bool { return c.Name == "name" })
	}
	err := rows(t.Name, func(row []any) error {
		if err := x.ctx.Err(); err != nil {
			return err
		}
		var hash [sha256.Size]byte
		var err error
		if b, hash, err = line(b, row); err != nil {
			return fmt.Errorf("archive %s: %w", t.Name, err)
		}
		sum.add(hash)
		if names >= 0 {
			if name, ok := row[names].(string); ok {
				x.named[name] = true
			}
		}
		if x.p.Rows++; x.p.Rows%1000 == 0 {
			x.o.Progress(x.p)
		}
		if len(b) >= pieceSize && !t.Whole {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	x.m.Tables[t.Name] = sum.total()
	return flush()
}

func pieceName(n int) string { return fmt.Sprintf("%06d.jsonl", n) }

// files writes the media. Their list is taken first, so that a store that is
// being written to is not walked while it is read.
func (x *writer) files() error {
	var list []string
	if x.media != nil {
		err := x.media.List(x.ctx, "", func(i blob.Info) error {
			if x.o.Passing == nil || !x.o.Passing(i.Name) {
				list = append(list, i.Name)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("list the media: %w", err)
		}
	}
	slices.Sort(list)
	var sum total
	var lines bytes.Buffer
	piece := 0
	flush := func() error {
		if lines.Len() == 0 {
			return nil
		}
		piece++
		err := x.entry("files/"+pieceName(piece), lines.Bytes())
		lines.Reset()
		return err
	}
	// Lines wait in memory until the files before them are written: about 150
	// bytes each, in pieces as tables.
	for _, name := range list {
		if err := x.ctx.Err(); err != nil {
			return err
		}
		f, err := x.file(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // collected meanwhile
		}
		if err != nil {
			return fmt.Errorf("archive the file %s: %w", name, err)
		}
		delete(x.named, name)
		b, err := json.Marshal(f)
		if err != nil {
			return err
		}
		sum.add(sha256.Sum256(b))
		lines.Write(append(b, '\n'))
		x.m.Bytes += f.Size
		x.p.Files++
		x.p.Bytes += f.Size
		x.p.Of = name
		x.o.Progress(x.p)
		if lines.Len() >= pieceSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	x.m.Files = sum.total()
	for name := range x.named {
		x.m.Missing = append(x.m.Missing, name)
	}
	slices.Sort(x.m.Missing)
	return flush()
}

// file writes one file; its size is asked for first, because tar wants it in
// front. A name is written once and never changes.
func (x *writer) file(name string) (File, error) {
	info, err := x.media.Stat(x.ctx, name)
	if err != nil {
		return File{}, err
	}
	r, err := x.media.Open(x.ctx, name)
	if err != nil {
		return File{}, err
	}
	defer r.Close()
	if err := x.tar.WriteHeader(x.header("media/"+name, info.Size)); err != nil {
		return File{}, err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(x.tar, h), io.LimitReader(r, info.Size))
	if err == nil && n != info.Size {
		err = io.ErrUnexpectedEOF
	}
	return File{name, info.Size, hex.EncodeToString(h.Sum(nil))}, err
}

// number reads the number of a piece's name.
func number(name string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSuffix(name, ".jsonl"))
	return n, err == nil && n > 0 && pieceName(n) == name
}
