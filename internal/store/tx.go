package store

import (
	"context"
	"time"

	"warta/internal/news"
)

var _ Tx = (*tx)(nil)

// tx is one transaction of the newsroom. A statement that fails in the database
// dooms it, on both databases; the refusals that the interfaces name (NotFound,
// Conflict, Stale, Invalid for a value) leave it usable.
type tx struct {
	*database
	s        *session
	readOnly bool
	recorded bool
	at       time.Time
	// counts are changes of maintained counts, written in one order at the end:
	// two writers that touch the same lists then cannot wait for each other.
	counts map[list]int64
	// months are changes of the archive by months, written likewise.
	months map[editionMonth]monthChange
	// kept are the highest numbers that rows brought along.
	kept map[table]int64
	// free are the addresses that FreePath gave, and to whom.
	free map[address]news.ArticleID
	// touches are the articles whose rows of the newsroom's list are no longer
	// true, and frozen the texts that were frozen in this transaction.
	touches map[news.ArticleID]touched
	frozen  map[news.VersionID]*news.Content
}

func (t *tx) Now() time.Time {
	if t.at.IsZero() {
		// An error dooms the transaction; it is told at the commit.
		t.at, _ = t.time(context.Background(), t.s)
	}
	return t.at
}

func (t *tx) Articles() Articles     { return articles{t} }
func (t *tx) Amendments() Amendments { return amendments{t} }
func (t *tx) Taxonomy() Taxonomy     { return taxonomy{t} }
func (t *tx) People() People         { return people{t} }
func (t *tx) Media() Media           { return media{t} }
func (t *tx) Editions() Editions     { return editions{t} }
func (t *tx) Publishing() Publishing { return publishing{t} }
func (t *tx) Saving() Saving         { return saving{t} }

func (t *tx) query(ctx context.Context, text query, args ...any) (rows, error) {
	r, err := t.s.query(ctx, text, args...)
	return rows{r, t.s}, err
}

func (t *tx) row(ctx context.Context, text query, args []any, dest ...any) error {
	return t.s.row(ctx, text, args, dest...)
}

// exec writes. It refuses where nothing may be written.
func (t *tx) exec(ctx context.Context, text query, args ...any) (int64, error) {
	if t.readOnly {
		return 0, t.s.fail(errOnlyRead)
	}
	if t.recorded {
		return 0, t.s.fail(errRecorded)
	}
	return t.s.exec(ctx, text, args...)
}

// maxID is the highest number a row may bring along: JavaScript counts no
// further.
const maxID = 1 << 53

// insert adds a row numbered *id, or with a new number when that is zero. add
// runs an INSERT … ON CONFLICT DO NOTHING; Conflict when it adds nothing.
func (t *tx) insert(ctx context.Context, in table, id *int64, add func(id int64) (int64, error)) error {
	if *id < 0 || *id >= maxID {
		return refuse(news.Invalid, "number %s %d", in, *id)
	}
	if *id != 0 {
		n, err := add(*id)
		if err != nil {
			return err
		}
		if n == 0 {
			return refuse(news.Conflict, "insert %s %d", in, *id)
		}
		t.keep(in, *id)
		return nil
	}
	// A number given by the database can be one that an import brought along;
	// the second try comes after keepID.
	for range 2 {
		next, err := t.dialect.nextID(ctx, t.s, in)
		if err != nil {
			return err
		}
		n, err := add(next)
		if err != nil {
			return err
		}
		if n == 1 {
			*id = next
			return nil
		}
		t.keep(in, next)
		if err := t.flushKept(ctx); err != nil {
			return err
		}
	}
	return refuse(news.Conflict, "insert %s", in)
}

func (t *tx) keep(in table, id int64) {
	if t.kept == nil {
		t.kept = make(map[table]int64)
	}
	t.kept[in] = max(t.kept[in], id)
}

// flush writes what was gathered during the transaction.
func (t *tx) flush(ctx context.Context) error {
	if err := t.flushKept(ctx); err != nil {
		return err
	}
	if err := t.flushDesk(ctx); err != nil {
		return err
	}
	return t.flushCounts(ctx)
}

func (t *tx) flushKept(ctx context.Context) error {
	for in, id := range t.kept {
		if err := t.dialect.keepID(ctx, t.s, in, id); err != nil {
			return err
		}
	}
	clear(t.kept)
	return nil
}
