package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"warta/internal/archive"
	"warta/internal/auth"
	"warta/internal/blob"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// backupCmd is "warta backup". A backup is an archive.
type backupCmd struct {
	Create  exportArchiveCmd `cmd:"" help:"Write the whole newspaper into one file, beside a server that goes on."`
	Verify  verifyArchiveCmd `cmd:"" help:"Read an archive to its end and compare every row and file with its checksum."`
	Restore importArchiveCmd `cmd:"" help:"Fill an empty newspaper from an archive. Interrupted, it goes on when it is run again."`
}

type exportArchiveCmd struct {
	File   string `arg:"" help:"File to write, such as koran.tar.zst; - is standard output." placeholder:"FILE"`
	Reason string `help:"Why; stands in the audit." placeholder:"TEXT"`
}

// Run writes the archive beside a server that goes on: it is of one moment.
func (c *exportArchiveCmd) Run(a *app) error {
	db, err := a.database(nil)
	if err != nil {
		return err
	}
	defer db.Close()
	media, err := a.blobs()
	if err != nil {
		return err
	}
	defer media.Close()
	o, err := a.archiveOptions(db)
	if err != nil {
		return err
	}
	// The row comes first: it is in the archive, and there even if the disk is full.
	room := newsroom.New(db, newsroom.Options{Logger: a.log})
	if err := room.Note(a.ctx, newsroom.Operator(), newsroom.AuditNote{Command: "export.archive", Subject: "newspaper", Reason: c.Reason}); err != nil {
		return err
	}
	var h archive.Head
	var m archive.Manifest
	err = a.writeWhole(c.File, func(w io.Writer) (err error) {
		h, m, err = archive.Write(a.ctx, w, db.Archive(), media, o)
		return err
	})
	if err != nil || c.File == "-" {
		return err
	}
	l := words()
	fmt.Fprintln(a.stdout, l.Message("archive.written", "file", c.File, "rows", rowsOf(m), "tables", len(h.Tables), "files", m.Files.Rows,
		"size", l.FileSize(m.Bytes), "seq", int64(h.Mark.Seq), "audit", h.Mark.Audit.Number))
	if len(m.Missing) > 0 {
		fmt.Fprintln(a.stdout, l.Message("archive.missing", "n", len(m.Missing)))
	}
	a.tellKey()
	return nil
}

func (a *app) tellKey() {
	fmt.Fprintln(a.stdout, words().Message("archive.key", "file", filepath.Join(a.Data, auth.KeyFileName)))
}

func rowsOf(m archive.Manifest) (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// archiveOptions are the same for all that archive.
func (a *app) archiveOptions(db store.Database) (archive.Options, error) {
	o := archive.Options{Version: version, Passing: newsroom.Passing, Progress: a.archiveProgress()}
	editions, err := db.Published().Editions(a.ctx)
	for _, e := range editions {
		o.Editions = append(o.Editions, e.Settings.WithDefaults().Name)
	}
	return o, err
}

// archiveProgress writes a line of the log now and then.
func (a *app) archiveProgress() func(archive.Progress) {
	last := time.Now()
	return func(p archive.Progress) {
		if time.Since(last) > 5*time.Second {
			last = time.Now()
			a.log.Info("archive", "at", p.Of, "rows", p.Rows, "files", p.Files, "bytes", p.Bytes)
		}
	}
}

type importArchiveCmd struct {
	File string `arg:"" help:"Archive to read." placeholder:"FILE"`
}

// Run reads the file twice: nothing is written of one that is not whole.
func (c *importArchiveCmd) Run(a *app) error {
	f, err := os.Open(c.File)
	if err != nil {
		return cannotRead(c.File, err)
	}
	defer f.Close()
	unlock, err := lock(a.Data)
	if err != nil {
		return err
	}
	defer unlock()
	db, err := store.Open(a.ctx, store.Options{URL: a.DB, Dir: a.Data, Logger: a.log, Fill: true})
	if err != nil {
		return err
	}
	defer db.Close()
	o := archive.Options{Progress: a.archiveProgress()}
	if _, _, err := archive.Verify(a.ctx, f, db.Archive().Tables(), o); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return cannotRead(c.File, err)
	}
	media, err := a.blobs()
	if err != nil {
		return err
	}
	defer media.Close()
	h, m, err := archive.Fill(a.ctx, f, db.Archive(), media, o)
	if err != nil {
		return err
	}
	room := newsroom.New(db, newsroom.Options{Logger: a.log})
	if err := a.proveAudit(room, h, "import.archive"); err != nil {
		return err
	}
	l := words()
	fmt.Fprintln(a.stdout, l.Message("archive.filled", "file", c.File, "rows", rowsOf(m), "files", m.Files.Rows, "size", l.FileSize(m.Bytes)))
	if _, err := os.Stat(filepath.Join(a.Data, auth.KeyFileName)); errors.Is(err, fs.ErrNotExist) {
		a.tellKey()
	}
	return a.drained(media)
}

// proveAudit checks the chain up to where it stood, and writes that it came here.
func (a *app) proveAudit(room *newsroom.Newsroom, h archive.Head, command string) error {
	var heads []store.AuditHead
	if h.Mark.Audit.Number > 0 {
		heads = append(heads, h.Mark.Audit)
	}
	v, err := room.VerifyAudit(a.ctx, heads)
	if err != nil {
		return err
	}
	if v.Why != "" {
		return &news.Error{Kind: news.Internal, Op: "verify the audit", Code: "audit_broken", Args: map[string]any{"number": v.Wrong, "why": v.Why}, Err: errAuditBroken}
	}
	return room.Note(a.ctx, newsroom.Operator(), newsroom.AuditNote{Command: command, Subject: "newspaper", Reason: "archive " + h.ID + " of " + h.Made.Format(time.RFC3339)})
}

type verifyArchiveCmd struct {
	File string `arg:"" help:"Archive to read." placeholder:"FILE"`
}

// Run needs no newspaper: the tables are those of this Warta.
func (c *verifyArchiveCmd) Run(a *app) error {
	f, err := os.Open(c.File)
	if err != nil {
		return cannotRead(c.File, err)
	}
	defer f.Close()
	h, m, err := archive.Verify(a.ctx, f, store.ArchiveTables(), archive.Options{Progress: a.archiveProgress()})
	if err != nil {
		return err
	}
	l := words()
	fmt.Fprintln(a.stdout, l.Message("archive.whole", "file", c.File, "rows", rowsOf(m), "files", m.Files.Rows, "size", l.FileSize(m.Bytes), "made", h.Made.Format(time.RFC3339)))
	return nil
}

func cannotRead(name string, cause error) error {
	e := news.Refuse(news.NotFound, "read the archive", "archive.unreadable", map[string]any{"file": name})
	e.Err = cause
	return e
}

// moveCmd is "warta move": one process and files become PostgreSQL and a bucket,
// or back. Nothing is changed where the newspaper is; whoever starts it at the
// new place switches.
type moveCmd struct {
	To      string `help:"Address of an empty PostgreSQL database, or sqlite: with --to-data." placeholder:"URL" required:""`
	ToData  string `help:"Data folder of the new place, for SQLite's files. Default: the present one." placeholder:"DIR"`
	ToMedia string `help:"Where media shall be: a folder or a bucket. Default: they stay where they are." placeholder:"URL"`
}

// Run asks that no server is running on the data folder: what it would write after
// the copy would be lost.
func (c *moveCmd) Run(a *app) error {
	unlock, err := lock(a.Data)
	if err != nil {
		return err
	}
	defer unlock()
	from, err := a.database(nil)
	if err != nil {
		return err
	}
	defer from.Close()
	there := *a.cli
	there.DB = c.To
	if c.ToData != "" {
		there.Data = c.ToData
	}
	if c.To == "sqlite:" {
		there.DB = ""
	}
	if there.DB == a.DB && there.Data == a.Data {
		return news.Refuse(news.Invalid, "move", "archive.same", nil)
	}
	if err := os.MkdirAll(there.Data, 0o750); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	to, err := store.Open(a.ctx, store.Options{URL: there.DB, Dir: there.Data, Logger: a.log, Fill: true})
	if err != nil {
		return err
	}
	defer to.Close()
	var fromMedia, toMedia blob.Store
	if c.ToMedia != "" {
		here, err := a.blobs()
		if err != nil {
			return err
		}
		defer here.Close()
		there.Media = c.ToMedia
		other := *a
		other.cli = &there
		goal, err := other.blobs()
		if err != nil {
			return err
		}
		defer goal.Close()
		defer func() {
			if derr := other.drained(goal); derr != nil && !errors.Is(derr, context.Canceled) {
				a.log.Error("bring media to the bucket", "err", derr)
			}
		}()
		fromMedia, toMedia = here, goal
	}
	o, err := a.archiveOptions(from)
	if err != nil {
		return err
	}
	h, m, err := archive.Copy(a.ctx, from.Archive(), fromMedia, to.Archive(), toMedia, o)
	if err != nil {
		return err
	}
	if err := a.proveAudit(newsroom.New(to, newsroom.Options{Logger: a.log}), h, "move"); err != nil {
		return err
	}
	l := words()
	fmt.Fprintln(a.stdout, l.Message("archive.moved", "rows", rowsOf(m), "tables", len(h.Tables), "files", m.Files.Rows, "size", l.FileSize(m.Bytes)))
	return nil
}
