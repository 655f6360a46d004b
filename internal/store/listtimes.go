package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"warta/internal/news"
)

// spansPerQuery is the number of spans in the text of Has: a month's days fit.
const spansPerQuery = 32

// hasArticles seeks once in each span. Room that is left is a span without
// length.
const hasArticles query = `
	WITH span (i, since, until) AS (VALUES
		(CAST(0 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT)), (1, $5, $6), (2, $6, $7), (3, $7, $8), (4, $8, $9),
		(5, $9, $10), (6, $10, $11), (7, $11, $12), (8, $12, $13), (9, $13, $14), (10, $14, $15), (11, $15, $16),
		(12, $16, $17), (13, $17, $18), (14, $18, $19), (15, $19, $20), (16, $20, $21), (17, $21, $22), (18, $22, $23),
		(19, $23, $24), (20, $24, $25), (21, $25, $26), (22, $26, $27), (23, $27, $28), (24, $28, $29), (25, $29, $30),
		(26, $30, $31), (27, $31, $32), (28, $32, $33), (29, $33, $34), (30, $34, $35), (31, $35, $36))
	SELECT i FROM span WHERE EXISTS (SELECT 1 FROM pub_list AS l
		WHERE l.edition = CAST($1 AS BIGINT) AND l.kind = CAST($2 AS BIGINT) AND l.id = CAST($3 AS BIGINT)
			AND l.at >= span.since AND l.at < span.until)`

func (v *view) Has(ctx context.Context, l List, bounds []time.Time) ([]bool, error) {
	in, err := listOf(v.edition.ID, l)
	if err != nil {
		return nil, err
	}
	out := make([]bool, max(0, len(bounds)-1))
	for first := 0; first < len(out); first += spansPerQuery {
		args := []any{int64(in.edition), int64(in.kind), in.id}
		for i := range spansPerQuery + 1 {
			args = append(args, bounds[min(first+i, len(bounds)-1)].UnixMicro())
		}
		r, err := v.s.query(ctx, hasArticles, args...)
		if err != nil {
			return nil, v.d.fail(err, "look for articles by %s %d", l.By, l.ID)
		}
		err = rows{r, v.s}.each(func() error {
			var i int
			if err := r.Scan(&i); err != nil {
				return err
			}
			out[first+i] = true
			return nil
		})
		if err != nil {
			return nil, v.d.fail(err, "look for articles by %s %d", l.By, l.ID)
		}
	}
	return out, nil
}

const inList = `SELECT at FROM pub_list
	WHERE edition = CAST($1 AS BIGINT) AND kind = CAST($2 AS BIGINT) AND id = CAST($3 AS BIGINT) AND at `

func (v *view) Nearest(ctx context.Context, l List, moment time.Time, after bool) (found time.Time, ok bool, err error) {
	in, err := listOf(v.edition.ID, l)
	if err != nil {
		return time.Time{}, false, err
	}
	var text query = inList + `< $4 ORDER BY at DESC LIMIT 1`
	if after {
		text = inList + `>= $4 ORDER BY at LIMIT 1`
	}
	err = v.s.row(ctx, text, []any{int64(in.edition), int64(in.kind), in.id, moment.UnixMicro()}, at(&found))
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, false, nil
	}
	return found, err == nil, v.d.fail(err, "look for the nearest article by %s %d", l.By, l.ID)
}

// monthOf is how pub_month writes a month.
func monthOf(micros int64) int64 {
	t := time.UnixMicro(micros).UTC()
	return int64(t.Year())*12 + int64(t.Month()) - 1
}

func (v *view) Months(ctx context.Context) ([]Month, error) {
	r, err := v.s.query(ctx, `SELECT month, n, changed FROM pub_month WHERE edition = CAST($1 AS BIGINT) AND n > 0
		ORDER BY month DESC`, int64(v.edition.ID))
	if err != nil {
		return nil, v.d.fail(err, "list months")
	}
	return all(v.d, rows{r, v.s}, func(r *sql.Rows, m *Month) error {
		var month int64
		err := r.Scan(&month, &m.Count, at(&m.Changed))
		m.Year, m.Month = int(month/12), time.Month(month%12+1)
		return err
	}, "list months")
}

// monthChange is what a transaction does to a month of the archive.
type monthChange struct{ n, changed int64 }

type editionMonth struct {
	edition news.EditionID
	month   int64
}

// touchMonths counts an article out of the month where it stood and into that
// where it stands; both have changed.
func (t *tx) touchMonths(from, to standing, when time.Time) {
	for _, s := range []struct {
		standing
		n int64
	}{{from, -1}, {to, 1}} {
		e, listed := s.edition()
		if !listed {
			continue
		}
		if t.months == nil {
			t.months = make(map[editionMonth]monthChange)
		}
		key := editionMonth{e, monthOf(s.at)}
		was := t.months[key]
		t.months[key] = monthChange{was.n + s.n, max(was.changed, when.UnixMicro())}
	}
}

// Lists walks the maintained counts in the order of their key.
func (v *view) Lists(ctx context.Context, kind string, n, after int64, limit int) ([]ListEntry, error) {
	var text query
	switch kind {
	case "tag":
		text = entriesOf + `JOIN pub_tag AS e ON e.id = c.id` + entriesFrom
	case "person":
		text = entriesOf + `JOIN pub_person AS e ON e.id = c.id` + entriesFrom
	case "topic":
		text = entriesOf + `JOIN pub_topic AS e ON e.id = c.id` + entriesFrom
	default:
		return nil, refuse(news.Invalid, "list lists by %q", kind)
	}
	r, err := v.s.query(ctx, text, int64(v.edition.ID), int64(listKinds[kind]), n, after, limit)
	if err != nil {
		return nil, v.d.fail(err, "list lists by %s", kind)
	}
	return all(v.d, rows{r, v.s}, func(r *sql.Rows, e *ListEntry) error {
		return r.Scan(&e.ID, &e.Name, &e.Slug, &e.Count, at(&e.Newest))
	}, "list lists by %s", kind)
}

const (
	entriesOf = `
	SELECT c.id, e.name, e.slug, c.n, (SELECT l.at FROM pub_list AS l
		WHERE l.edition = c.edition AND l.kind = c.kind AND l.id = c.id ORDER BY l.at DESC, l.article DESC LIMIT 1)
	FROM pub_count AS c `
	entriesFrom = `
	WHERE c.edition = CAST($1 AS BIGINT) AND c.kind = CAST($2 AS BIGINT) AND c.n >= $3 AND c.id > $4
	ORDER BY c.id LIMIT CAST($5 AS BIGINT)`
)
