package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"warta/internal/news"
)

// Scrub ends a redaction in the database's files. Rows that were changed and
// words that left an index are gone for every question at once, and their bytes
// are not: an index keeps the words of removed documents until its pieces are
// merged, and the log keeps former pages until it is put away. SQLite's writers
// overwrite what they free (secure_delete); what a page that was split has left
// between its rows goes with a VACUUM, which a small file always gets, and a
// large one when one of the strings is found in its bytes.
//
// Files that still hold one of the strings are given back. On PostgreSQL there
// is nothing that could be done from here: former rows go with its own VACUUM,
// and beyond is true.
func (d *database) Scrub(ctx context.Context, strings []string) (left []string, beyond bool, err error) {
	if d.dir == "" {
		return nil, true, nil
	}
	looked := patterns(strings)
	for _, f := range []struct {
		name   string
		pool   *pool
		merges []merge
	}{
		{"warta-side.db", d.side, []merge{mergeSearch}},
		{"warta.db", d.writer, []merge{mergeDesk, mergeAssets}},
	} {
		found, err := d.scrub(ctx, f.pool, f.name, f.merges, looked)
		if err != nil {
			return left, false, d.fail(err, "scrub %s", f.name)
		}
		left = append(left, found...)
	}
	return left, false, nil
}

// alwaysVacuumed is up to which size a file is written anew after every
// redaction: that takes about a second, in which writers wait.
const alwaysVacuumed = 128 << 20

// mergeSteps bounds the steps of a merge, each of which lets writers in between.
const mergeSteps = 10_000

// merge are the statements that make one piece of a full-text index: the first
// begins, the second goes on.
type merge struct{ begin, on query }

var (
	mergeSearch = merge{`INSERT INTO search_text (search_text, rank) VALUES ('merge', -500)`,
		`INSERT INTO search_text (search_text, rank) VALUES ('merge', 500)`}
	mergeDesk = merge{`INSERT INTO search_text_desk (search_text_desk, rank) VALUES ('merge', -500)`,
		`INSERT INTO search_text_desk (search_text_desk, rank) VALUES ('merge', 500)`}
	mergeAssets = merge{`INSERT INTO search_text_asset (search_text_asset, rank) VALUES ('merge', -500)`,
		`INSERT INTO search_text_asset (search_text_asset, rank) VALUES ('merge', 500)`}
)

func (d *database) scrub(ctx context.Context, p *pool, name string, merges []merge, looked [][]byte) ([]string, error) {
	for _, m := range merges {
		step := m.begin
		for range mergeSteps {
			done, err := d.mergeStep(ctx, p, step)
			if err != nil {
				return nil, err
			}
			if done {
				break
			}
			step = m.on
		}
	}
	file := filepath.Join(d.dir, name)
	if err := p.alone(ctx, putLogAway); err != nil {
		return nil, err
	}
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	holds, err := fileHolds(ctx, file, looked)
	if err != nil {
		return nil, err
	}
	if holds || info.Size() <= alwaysVacuumed {
		if err := p.alone(ctx, vacuum); err != nil {
			return nil, err
		}
	}
	var left []string
	for _, f := range []string{file, file + "-wal"} {
		holds, err := fileHolds(ctx, f, looked)
		if err != nil {
			return nil, err
		}
		if holds {
			left = append(left, "file "+filepath.Base(f))
		}
	}
	return left, nil
}

// mergeStep merges a piece of an index; done says that nothing is left to merge.
func (d *database) mergeStep(ctx context.Context, p *pool, step query) (done bool, err error) {
	s, err := p.begin(ctx, d.dialect.begin(writing))
	if err != nil {
		return false, err
	}
	defer s.end()
	var before, after int64
	if err := s.row(ctx, `SELECT total_changes()`, nil, &before); err != nil {
		return false, err
	}
	if _, err := s.exec(ctx, step); err != nil {
		return false, err
	}
	if err := s.row(ctx, `SELECT total_changes()`, nil, &after); err != nil {
		return false, err
	}
	// The statement itself counts as one (sqlite.org/fts5.html, "merge").
	return after-before < 2, s.commit(ctx)
}

// alone hands out a connection outside of a transaction.
func (p *pool) alone(ctx context.Context, fn func(context.Context, *sql.Conn) error) error {
	select {
	case p.places <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	s, err := p.session(ctx)
	if err != nil {
		<-p.places
		return err
	}
	defer s.end()
	return fn(ctx, s.conn)
}

// vacuum writes the file anew. Its copy may be large, so it lies on disk.
func vacuum(ctx context.Context, c *sql.Conn) error {
	_, err := c.ExecContext(ctx, `PRAGMA temp_store = file`)
	if err == nil {
		_, err = c.ExecContext(ctx, `VACUUM`)
	}
	_, back := c.ExecContext(context.WithoutCancel(ctx), `PRAGMA temp_store = memory`)
	return errors.Join(err, back, putLogAway(ctx, c))
}

// putLogAway brings the log into the file and empties it; a reader on an older
// page is waited for a while.
func putLogAway(ctx context.Context, c *sql.Conn) error {
	var busy, log, moved int
	for range 5 {
		if err := c.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved); err != nil {
			return err
		}
		if busy == 0 {
			return nil
		}
	}
	return nil // what the log holds is looked for
}

// patterns are the bytes by which a string is found in a file, in lower case:
// as it is written, composed and not, and as addresses write it.
func patterns(list []string) [][]byte {
	var out [][]byte
	add := func(s string) {
		if b := []byte(lowerASCII(s)); len(b) > 2 && !slices.ContainsFunc(out, func(o []byte) bool { return bytes.Equal(o, b) }) {
			out = append(out, b)
		}
	}
	for _, s := range list {
		s = strings.Join(strings.Fields(s), " ")
		for _, form := range []string{s, norm.NFC.String(s), norm.NFD.String(s), news.Slug(s)} {
			add(form)
		}
	}
	return out
}

func lowerASCII(s string) string {
	b := []byte(s)
	lowerInPlace(b)
	return string(b)
}

func lowerInPlace(b []byte) {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
}

// fileHolds reports whether a file's bytes hold one of the patterns.
func fileHolds(ctx context.Context, file string, looked [][]byte) (bool, error) {
	if len(looked) == 0 {
		return false, nil
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look into the file: %w", err)
	}
	defer f.Close()
	longest := 0
	for _, p := range looked {
		longest = max(longest, len(p))
	}
	buf, kept := make([]byte, 1<<20), 0
	for {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		n, err := io.ReadFull(f, buf[kept:])
		part := buf[:kept+n]
		lowerInPlace(part[kept:])
		for _, p := range looked {
			if bytes.Contains(part, p) {
				return true, nil
			}
		}
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				err = nil
			}
			return false, err
		}
		kept = copy(buf, part[len(part)-longest:])
	}
}
