package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// auditCmd is "warta audit".
type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Check that no row of the audit was changed, removed or put elsewhere."`
	Export auditExportCmd `cmd:"" help:"Write the audit as CSV, newest first."`
}

type auditVerifyCmd struct {
	Heads string `help:"File with heads that were kept elsewhere, one a line. Default: audit-heads.jsonl in the data folder." placeholder:"FILE" env:"WARTA_AUDIT_HEADS"`
}

// Run walks the whole chain; the exit code is 9 when something is wrong.
func (c *auditVerifyCmd) Run(a *app) error {
	heads, err := readHeads(a.headsFile(c.Heads))
	if err != nil {
		return err
	}
	return a.withRoom(func(_ store.Database, room *newsroom.Newsroom) error {
		v, err := room.VerifyAudit(a.ctx, heads)
		if err != nil {
			return err
		}
		w := words()
		if v.Why != "" {
			return &news.Error{Kind: news.Internal, Op: "verify the audit", Code: "audit_broken",
				Args: map[string]any{"number": v.Wrong, "why": v.Why}, Err: errAuditBroken}
		}
		fmt.Fprintln(a.stdout, w.Message("audit.whole", "rows", v.Rows, "number", v.Head.Number, "hash", v.Head.Hash, "heads", len(heads), "gone", v.Gone))
		return nil
	})
}

var errAuditBroken = errors.New("the audit is not whole")

// exitAudit: the chain is broken.
const exitAudit = 9

type auditExportCmd struct {
	Actor   string    `help:"Only what this actor did, such as \"user 7\"."`
	Subject string    `help:"Only what was done to this, such as \"article 42\"."`
	Command string    `help:"Only this command, such as publish."`
	Since   time.Time `help:"Not before (2026-03-01T00:00:00+07:00)." placeholder:"TIME"`
	Until   time.Time `help:"Before." placeholder:"TIME"`
}

// Run writes to standard output; the export leaves a row itself.
func (c *auditExportCmd) Run(a *app) error {
	return a.withRoom(func(_ store.Database, room *newsroom.Newsroom) error {
		out := bufio.NewWriter(a.stdout)
		err := room.ExportAudit(a.ctx, newsroom.Operator(), store.AuditQuery{Actor: c.Actor, Subject: c.Subject, Command: c.Command,
			Since: c.Since, Until: c.Until}, out)
		return errors.Join(err, out.Flush())
	})
}

func (a *app) headsFile(given string) string {
	if given != "" {
		return given
	}
	return filepath.Join(a.Data, "audit-heads.jsonl")
}

// readHeads reads what keepHeads wrote; a file that is not there has none.
func readHeads(file string) ([]store.AuditHead, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the heads of the audit: %w", err)
	}
	defer f.Close()
	var out []store.AuditHead
	d := json.NewDecoder(bufio.NewReader(f))
	for {
		var h store.AuditHead
		if err := d.Decode(&h); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return out, fmt.Errorf("%s is not a list of heads: %w", file, err)
		}
		out = append(out, h)
	}
}

// headEvery is how often the end of the audit is written to a second place
// (operations.md N10).
const headEvery = time.Hour

// keepHeads appends the audit's end to a file outside the database at once and
// then each hour, if there is a new one: what the database holds afterwards
// must still lead there. The file belongs on another machine or a disk that is
// only appended to.
func (a *app) keepHeads(ctx context.Context, db store.Database, file string) {
	for {
		if err := keepHead(ctx, db, file); err != nil && ctx.Err() == nil {
			a.log.Error("the audit's head could not be written", "file", file, "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(headEvery):
		}
	}
}

func keepHead(ctx context.Context, db store.Database, file string) error {
	var h store.AuditHead
	err := db.Read(ctx, func(tx store.Tx) (err error) {
		h, err = tx.Audit().Head(ctx)
		return err
	})
	if err != nil || h.Number == 0 {
		return err
	}
	heads, err := readHeads(file)
	if err != nil {
		return err
	}
	if n := len(heads); n > 0 && heads[n-1].Number >= h.Number {
		return nil
	}
	line, err := json.Marshal(h)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}
