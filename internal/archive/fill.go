package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"warta/internal/blob"
	"warta/internal/news"
	"warta/internal/store"
)

// Verify reads an archive to its end and writes nothing: every row and file is
// what its checksum says, and all are there. The error is Invalid for a file that
// is none or is damaged, Conflict for one of another Warta's schema.
func Verify(ctx context.Context, r io.Reader, tables []store.ArchiveTable, o Options) (Head, Manifest, error) {
	var p Progress
	return read(ctx, r, tables, taker{
		head: func(*Head) error { return nil },
		piece: func(_ int64, table string, rows [][]any) error {
			p.Of, p.Rows = table, p.Rows+int64(len(rows))
			o.tell(p)
			return nil
		},
		file: func(name string, size int64, r io.Reader) error {
			p.Of, p.Files, p.Bytes = name, p.Files+1, p.Bytes+size
			o.tell(p)
			_, err := io.Copy(io.Discard, r)
			return err
		},
	})
}

func (o Options) tell(p Progress) {
	if o.Progress != nil {
		o.Progress(p)
	}
}

// Fill makes an empty newspaper the one of the archive. It is whole only at the
// end: until then it cannot be opened. Run again after an interruption, with the
// same file, it goes on where it stopped.
//
// At the end everything is read back from the database and compared: rows and
// checksums of each table, where the audit stands.
func Fill(ctx context.Context, r io.Reader, db store.Archive, media blob.Store, o Options) (Head, Manifest, error) {
	var p Progress
	var done int64
	var id string
	h, m, err := read(ctx, r, db.Tables(), taker{
		head: func(h *Head) error {
			id = h.ID
			var err error
			done, err = db.Begin(ctx, h.ID)
			return err
		},
		piece: func(n int64, table string, rows [][]any) error {
			p.Of, p.Rows = table, p.Rows+int64(len(rows))
			o.tell(p)
			if n <= done {
				return nil
			}
			return db.Fill(ctx, id, n, table, rows)
		},
		file: func(name string, size int64, r io.Reader) error {
			p.Of, p.Files, p.Bytes = name, p.Files+1, p.Bytes+size
			o.tell(p)
			return keep(ctx, media, name, size, r)
		},
	})
	if err != nil {
		return h, m, err
	}
	if err := Compare(ctx, db, m, &h.Mark); err != nil {
		return h, m, err
	}
	return h, m, db.Finish(ctx, id, h.Mark)
}

// keep stores a file, unless an earlier run did.
func keep(ctx context.Context, media blob.Store, name string, size int64, r io.Reader) error {
	if info, err := media.Stat(ctx, name); err == nil && info.Size == size {
		_, err := io.Copy(io.Discard, r)
		return err
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return media.Put(ctx, name, r)
}

// Copy fills an empty newspaper from another without a file between them, and
// compares. It can be run again after an interruption as long as nothing changes
// in the first one, which is not touched.
func Copy(ctx context.Context, from store.Archive, fromMedia blob.Store, to store.Archive, toMedia blob.Store, o Options) (Head, Manifest, error) {
	o.ID = func(m store.ArchiveMark) string {
		sum := sha256.Sum256(fmt.Appendf(nil, "move %d %d %d %s %s", m.Schema, m.Side, m.Seq, m.Event, m.Audit.Hash))
		return hex.EncodeToString(sum[:8])
	}
	r, w := io.Pipe()
	wrote := make(chan error, 1)
	reading := o
	reading.Progress = nil
	go func() {
		_, _, err := Write(ctx, w, from, fromMedia, reading)
		w.CloseWithError(err)
		wrote <- err
	}()
	h, m, err := Fill(ctx, r, to, toMedia, o)
	r.CloseWithError(errTaking)
	if werr := <-wrote; werr != nil && !errors.Is(werr, errTaking) {
		err = errors.Join(werr, err)
	}
	return h, m, err
}

// Compare reads every table of a newspaper and compares rows and checksums with a
// manifest. mark is what must stand in the audit; nil asks for nothing.
func Compare(ctx context.Context, db store.Archive, m Manifest, mark *store.ArchiveMark) error {
	return db.Snapshot(ctx, func(here store.ArchiveMark, rows func(string, func([]any) error) error) error {
		if mark != nil && (here.Audit.Number != mark.Audit.Number || here.Audit.Hash != mark.Audit.Hash) {
			return differs("audit", nil)
		}
		for _, t := range db.Tables() {
			sum, err := checksum(ctx, t.Name, rows)
			if err != nil {
				return err
			}
			if sum != m.Tables[t.Name] {
				return differs(t.Name, fmt.Errorf("%d rows %s, want %d rows %s", sum.Rows, sum.Sum, m.Tables[t.Name].Rows, m.Tables[t.Name].Sum))
			}
		}
		return nil
	})
}

func differs(table string, cause error) error {
	e := news.Refuse(news.Internal, "compare with the archive", "archive.differs", map[string]any{"table": table})
	e.Err = cause
	return e
}

func checksum(ctx context.Context, table string, rows func(string, func([]any) error) error) (Total, error) {
	var sum total
	var b []byte
	err := rows(table, func(row []any) error {
		var hash [sha256.Size]byte
		var err error
		if b, hash, err = line(b[:0], row); err != nil {
			return err
		}
		sum.add(hash)
		return ctx.Err()
	})
	return sum.total(), err
}

// Sums gives rows and checksum of each table of a newspaper.
func Sums(ctx context.Context, db store.Archive) (map[string]Total, error) {
	out := map[string]Total{}
	err := db.Snapshot(ctx, func(_ store.ArchiveMark, rows func(string, func([]any) error) error) error {
		for _, t := range db.Tables() {
			sum, err := checksum(ctx, t.Name, rows)
			if err != nil {
				return err
			}
			out[t.Name] = sum
		}
		return nil
	})
	return out, err
}
