package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"warta/internal/news"
)

// Archive takes whole tables out of a newspaper and fills an empty one with them:
// backups, moves from one database to another, another Warta (operations.md 8). It
// knows rows, not articles. Which tables there are is in archivetables.go, made
// from the schema; a test compares the two, so that no table can be forgotten.
type Archive interface {
	// Tables lists what is taken along, in the order in which it must be filled.
	Tables() []ArchiveTable
	// Snapshot runs fn on one snapshot. rows reads a table's rows in the order of
	// its key, one at a time; a row's values are int64, string, []byte or nil, and
	// belong to the caller. Read counts stand in a file of their own on SQLite: of
	// them the snapshot is another, a moment later.
	Snapshot(ctx context.Context, fn func(m ArchiveMark, rows func(table string, each func(row []any) error) error) error) error
	// Begin makes the newspaper ready to be filled from an archive, and tells how
	// many of its pieces are here already. Conflict when the newspaper is not
	// empty, or was begun with another archive.
	Begin(ctx context.Context, archive string) (pieces int64, err error)
	// Fill writes the rows of piece number n, counted from 1, in one transaction;
	// one that is here already is passed over.
	Fill(ctx context.Context, archive string, n int64, table string, rows [][]any) error
	// Finish makes the newspaper one that can be opened and served.
	Finish(ctx context.Context, archive string, m ArchiveMark) error
}

// ArchiveTable is a table of the newspaper.
type ArchiveTable struct {
	Name    string
	Columns []ArchiveColumn
	// Whole tables refer to themselves: all their rows are one piece.
	Whole bool
}

// ArchiveColumn is a column; Type is 'i' for a number, 't' for text, 'b' for
// bytes.
type ArchiveColumn struct {
	Name string
	Type byte
}

// ArchiveMark is where a newspaper stood.
type ArchiveMark struct {
	// Schema is the number of the newest migration, Side that of the side file.
	Schema int64 `json:"schema"`
	Side   int64 `json:"side"`
	// Seq and Event are the ledger's end, Audit the audit's.
	Seq   news.Seq  `json:"ledger_seq"`
	Event string    `json:"ledger_event,omitempty"`
	Audit AuditHead `json:"audit_head"`
	// Rules and Desk are by which rules the readers' side and the newsroom's lists
	// were worked out; an older one is worked out again.
	Rules int64 `json:"rules"`
	Desk  int64 `json:"desk_rules"`
}

// archiveTable is a line of archivetables.go.
type archiveTable struct {
	name, columns, types string
	// whole and side: as above, and kept in SQLite's side file.
	whole, side       bool
	dump, load, probe query
}

// archiveLeft are the tables that stay behind, each with the reason.
var archiveLeft = map[string]string{
	"api_answer":     "answers for requests that come twice; they live for a day",
	"api_secret":     "signs cursors; made anew",
	"asset_dirty":    "what the index has still to read; it is made anew",
	"attempt":        "counters of the last minutes",
	"desk_dirty":     "what the index has still to read; it is made anew",
	"desk_rules":     "in the mark: how the lists were worked out, without the state of the index",
	"ledger":         "in the mark",
	"login_link":     "links for one day; a copy must not open a door",
	"login_session":  "a copy must not be signed in: everybody signs in again",
	"presence":       "who is in front of a text at this moment",
	"pub_derived":    "in the mark",
	"read_batch":     "which flushes of counts were seen; of this process",
	"read_minute":    "readings of the last three hours",
	"restoring":      "says that an archive is coming in",
	"search_doc":     "the index; made anew",
	"search_source":  "the index; made anew",
	"search_state":   "the index; made anew",
	"search_word":    "the index; made anew",
	"signed_revoked": "goes with signing_key",
	"signing_key":    "signs links to drafts; made anew, so that a copy cannot make them",
	"upload":         "files on their way in; they are sent again",
	"upload_chunk":   "files on their way in; they are sent again",
	// PostgreSQL's full-text tables; on SQLite they are virtual.
	"search_text":       "the index; made anew",
	"search_text_asset": "the index; made anew",
	"search_text_desk":  "the index; made anew",
}

// archiveWhole are the tables that refer to themselves.
var archiveWhole = map[string]bool{"section": true}

func (d *database) Archive() Archive { return archive{d} }

type archive struct{ d *database }

func (archive) Tables() []ArchiveTable { return ArchiveTables() }

// ArchiveTables lists what an archive of this Warta holds.
func ArchiveTables() []ArchiveTable {
	out := make([]ArchiveTable, len(archiveTables))
	for i, t := range archiveTables {
		out[i] = t.public()
	}
	return out
}

func (t *archiveTable) public() ArchiveTable {
	p := ArchiveTable{Name: t.name, Whole: t.whole}
	for i, name := range strings.Fields(t.columns) {
		p.Columns = append(p.Columns, ArchiveColumn{name, t.types[i]})
	}
	return p
}

func archiveTableOf(name string) (*archiveTable, error) {
	for i := range archiveTables {
		if archiveTables[i].name == name {
			return &archiveTables[i], nil
		}
	}
	return nil, refuse(news.Invalid, "archive: there is no table %q", name)
}

// Snapshot reads for as long as it takes.
func (a archive) Snapshot(ctx context.Context, fn func(ArchiveMark, func(string, func([]any) error) error) error) error {
	s, err := a.d.reader.begin(ctx, a.d.dialect.begin(archiving))
	if err != nil {
		return a.d.fail(err, "begin to archive")
	}
	defer s.end()
	side := s
	if a.d.sideReader != a.d.reader {
		if side, err = a.d.sideReader.begin(ctx, a.d.dialect.begin(archiving)); err != nil {
			return a.d.fail(err, "begin to archive")
		}
		defer side.end()
	}
	m, err := a.mark(ctx, s, side)
	if err != nil {
		return a.d.fail(err, "archive")
	}
	return fn(m, func(name string, each func([]any) error) error {
		t, err := archiveTableOf(name)
		if err != nil {
			return err
		}
		from := s
		if t.side {
			from = side
		}
		r, err := from.query(ctx, t.dump)
		if err != nil {
			return a.d.fail(err, "archive %s", name)
		}
		return a.d.fail(rows{r, from}.each(func() error {
			row := make([]any, len(t.types))
			to := make([]any, len(row))
			for i := range row {
				to[i] = &row[i]
			}
			if err := r.Scan(to...); err != nil {
				return err
			}
			for i := range row {
				if row[i], err = archived(row[i], t.types[i]); err != nil {
					return fmt.Errorf("%s: %w", strings.Fields(t.columns)[i], err)
				}
			}
			return each(row)
		}), "archive %s", name)
	})
}

var errArchiveValue = errors.New("a value of another type than its column's")

// archived gives a value in the column's own type; drivers differ in how they
// give texts.
func archived(v any, as byte) (any, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil
	case int64:
		if as == 'i' {
			return x, nil
		}
	case string:
		if as == 't' {
			return x, nil
		}
		if as == 'b' {
			return []byte(x), nil
		}
	case []byte:
		if as == 't' {
			return string(x), nil
		}
		if as == 'b' {
			return append([]byte{}, x...), nil
		}
	}
	return nil, errArchiveValue
}

func (a archive) mark(ctx context.Context, s, side *session) (m ArchiveMark, err error) {
	var number sql.NullInt64
	var hash sql.NullString
	// On PostgreSQL the side tables stand beside the others.
	version := query(`SELECT max(version_id) FROM migration`)
	sideVersion := version
	if side == s {
		sideVersion = `SELECT max(version_id) FROM migration_side`
	}
	err = errors.Join(
		s.row(ctx, version, nil, &m.Schema),
		side.row(ctx, sideVersion, nil, &m.Side),
		s.row(ctx, `SELECT seq, event FROM ledger WHERE id = 1`, nil, &m.Seq, &m.Event),
		s.row(ctx, `SELECT rules FROM pub_derived WHERE id = 1`, nil, &m.Rules),
		s.row(ctx, `SELECT rules FROM desk_rules WHERE id = 1`, nil, &m.Desk),
		s.row(ctx, `SELECT (SELECT max(number) FROM audit), (SELECT hash FROM audit ORDER BY number DESC LIMIT 1)`, nil, &number, &hash))
	m.Audit = AuditHead{Number: number.Int64, Hash: hash.String}
	return m, err
}
