package store

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"math"
	"slices"
	"time"

	"warta/internal/news"
)

var _ Reads = reads{}

// reads counts on the side pool, in transactions that touch nothing else.
type reads struct{ d *database }

func (d *database) Reads() Reads { return reads{d} }

// How long batches are remembered, and hours kept.
const (
	keepBatches = 24 * time.Hour
	keepHours   = 40 * 24 // hours
	keepMinutes = 180     // minutes
)

func (r reads) write(ctx context.Context, fn func(*session) error) error {
	s, err := r.d.side.begin(ctx, r.d.dialect.begin(counting))
	if err != nil {
		return err
	}
	defer s.end()
	if err := fn(s); err != nil {
		return err
	}
	return s.commit(ctx)
}

func (r reads) Add(ctx context.Context, batch string, when time.Time, counts map[news.ArticleID]int64) error {
	return r.Flush(ctx, ReadFlush{Batch: batch, At: when, Articles: counts})
}

func (r reads) Flush(ctx context.Context, f ReadFlush) error {
	if !storable(f.Batch) || len(f.Batch) > maxPath {
		return refuse(news.Invalid, "count readings")
	}
	err := r.write(ctx, func(s *session) error {
		n, err := s.exec(ctx, `INSERT INTO read_batch (batch, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
			f.Batch, f.At.UnixMicro())
		if err != nil || n == 0 {
			return err
		}
		// One order for all nodes, so that two flushes do not wait for each other.
		ids := slices.Sorted(maps.Keys(f.Articles))
		hour, minute := f.At.Unix()/3600, f.At.Unix()/60
		for chunk := range slices.Chunk(ids, rowsPerCount) {
			if err := addCounts(ctx, s, hour, minute, chunk, f.Articles); err != nil {
				return err
			}
		}
		for _, share := range slices.SortedFunc(maps.Keys(f.Shares), compareShares) {
			if f.Shares[share] <= 0 || !storable(share.Name) || len(share.Name) > maxShare {
				continue
			}
			if _, err := s.exec(ctx, `INSERT INTO read_share (edition, kind, hour, name, n) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (edition, kind, hour, name) DO UPDATE SET n = read_share.n + excluded.n`,
				int64(share.Edition), share.Kind, hour, share.Name, f.Shares[share]); err != nil {
				return err
			}
		}
		if _, err := s.exec(ctx, `DELETE FROM read_batch WHERE at < $1`, f.At.Add(-keepBatches).UnixMicro()); err != nil {
			return err
		}
		if _, err := s.exec(ctx, `DELETE FROM read_minute WHERE minute < $1`, minute-keepMinutes); err != nil {
			return err
		}
		if _, err := s.exec(ctx, `DELETE FROM read_share WHERE hour < $1`, hour-keepHours); err != nil {
			return err
		}
		_, err = s.exec(ctx, `DELETE FROM read_hour WHERE hour < $1`, hour-keepHours)
		return err
	})
	return r.d.fail(err, "count readings")
}

func compareShares(a, b ReadShare) int {
	return cmp.Or(cmp.Compare(a.Edition, b.Edition), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}

// maxShare bounds the name of a share, in bytes.
const maxShare = 200

// rowsPerCount is the number of rows in the texts of addCounts.
const rowsPerCount = 8

// addCounts adds to the totals and the hour of at most rowsPerCount articles.
// Room that is left selects nothing: its article is 0.
func addCounts(ctx context.Context, s *session, hour, minute int64, ids []news.ArticleID, counts map[news.ArticleID]int64) error {
	args := make([]any, 2*rowsPerCount, 2*rowsPerCount+1) // and the hour, or the minute
	for i := range rowsPerCount {
		args[2*i], args[2*i+1] = int64(0), int64(0)
		if i < len(ids) && counts[ids[i]] > 0 {
			args[2*i], args[2*i+1] = int64(ids[i]), counts[ids[i]]
		}
	}
	if _, err := s.exec(ctx, countedRows+`
		INSERT INTO read_total (article, total) SELECT article, n FROM counted WHERE n > 0
		ON CONFLICT (article) DO UPDATE SET total = read_total.total + excluded.total`, args...); err != nil {
		return err
	}
	if _, err := s.exec(ctx, countedRows+`
		INSERT INTO read_minute (minute, article, n) SELECT CAST($17 AS BIGINT), article, n FROM counted WHERE n > 0
		ON CONFLICT (minute, article) DO UPDATE SET n = read_minute.n + excluded.n`, append(args, minute)...); err != nil {
		return err
	}
	_, err := s.exec(ctx, countedRows+`
		INSERT INTO read_hour (hour, article, n) SELECT CAST($17 AS BIGINT), article, n FROM counted WHERE n > 0
		ON CONFLICT (hour, article) DO UPDATE SET n = read_hour.n + excluded.n`, append(args, hour)...)
	return err
}

// countedRows names the arguments as rows. The casts tell PostgreSQL their type.
const countedRows query = `
	WITH counted (article, n) AS (VALUES
		(CAST($1 AS BIGINT), CAST($2 AS BIGINT)), ($3, $4), ($5, $6), ($7, $8), ($9, $10), ($11, $12), ($13, $14),
		($15, $16))`

func (r reads) Set(ctx context.Context, id news.ArticleID, total int64) error {
	if total < 0 {
		return refuse(news.Invalid, "set readings of article %d", id)
	}
	err := r.write(ctx, func(s *session) error {
		_, err := s.exec(ctx, `
			INSERT INTO read_total (article, total) VALUES ($1, $2)
			ON CONFLICT (article) DO UPDATE SET total = excluded.total`, int64(id), total)
		return err
	})
	return r.d.fail(err, "set readings of article %d", id)
}

func (r reads) SetAll(ctx context.Context, totals map[news.ArticleID]int64) error {
	err := r.write(ctx, func(s *session) error {
		for _, id := range slices.Sorted(maps.Keys(totals)) {
			if totals[id] < 0 {
				return refuse(news.Invalid, "set readings of article %d", id)
			}
			if _, err := s.exec(ctx, `
				INSERT INTO read_total (article, total) VALUES ($1, $2)
				ON CONFLICT (article) DO UPDATE SET total = excluded.total`, int64(id), totals[id]); err != nil {
				return err
			}
		}
		return nil
	})
	return r.d.fail(err, "set readings")
}

func (r reads) Totals(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]int64, error) {
	type total struct {
		id news.ArticleID
		n  int64
	}
	s, err := r.d.sideReader.begin(ctx, r.d.dialect.begin(reading))
	if err != nil {
		return nil, r.d.fail(err, "read totals")
	}
	defer s.end()
	found, err := byID(ctx, s, ids,
		`SELECT article, total FROM read_total WHERE article IN `+in8,
		`SELECT article, total FROM read_total WHERE article IN `+in32,
		func(r *sql.Rows, t *total) error { return r.Scan(&t.id, &t.n) },
		func(t *total) news.ArticleID { return t.id })
	out := make(map[news.ArticleID]int64, len(found))
	for id, t := range found {
		out[id] = t.n
	}
	return out, r.d.fail(err, "read totals")
}

func (r reads) Popular(ctx context.Context, since time.Time, limit int) ([]ReadCount, error) {
	return r.Between(ctx, since, time.Unix(math.MaxInt32*3600, 0), limit)
}

func (r reads) Between(ctx context.Context, since, until time.Time, limit int) ([]ReadCount, error) {
	return r.most(ctx, mostRead, since.Unix()/3600, until.Unix()/3600, limit)
}

func (r reads) Lately(ctx context.Context, since, until time.Time, limit int) ([]ReadCount, error) {
	return r.most(ctx, mostLately, since.Unix()/60, until.Unix()/60, limit)
}

func (r reads) most(ctx context.Context, text query, since, until int64, limit int) ([]ReadCount, error) {
	if limit <= 0 {
		return nil, nil
	}
	return look(ctx, r, text, func(r *sql.Rows, c *ReadCount) error { return r.Scan(&c.Article, &c.N) }, since, until, limit)
}

// look asks one question of the side pool's readers.
func look[T any](ctx context.Context, r reads, text query, scan func(*sql.Rows, *T) error, args ...any) ([]T, error) {
	s, err := r.d.sideReader.begin(ctx, r.d.dialect.begin(reading))
	if err != nil {
		return nil, r.d.fail(err, "look at the readings")
	}
	defer s.end()
	found, err := s.query(ctx, text, args...)
	if err != nil {
		return nil, r.d.fail(err, "look at the readings")
	}
	return all(r.d, rows{found, s}, scan, "look at the readings")
}

const mostRead query = `
	SELECT article, CAST(sum(n) AS BIGINT) AS total FROM read_hour
	WHERE hour >= CAST($1 AS BIGINT) AND hour < CAST($2 AS BIGINT)
	GROUP BY article ORDER BY total DESC, article DESC LIMIT CAST($3 AS BIGINT)`

const mostLately query = `
	SELECT article, CAST(sum(n) AS BIGINT) AS total FROM read_minute
	WHERE minute >= CAST($1 AS BIGINT) AND minute < CAST($2 AS BIGINT)
	GROUP BY article ORDER BY total DESC, article DESC LIMIT CAST($3 AS BIGINT)`

// courseOf meets each hour of the range at one article: the table has no order by
// articles, and a list of hours is short.
const courseOf query = `
	WITH RECURSIVE span (hour) AS (
		SELECT CAST($2 AS BIGINT) UNION ALL SELECT hour + 1 FROM span WHERE hour < CAST($3 AS BIGINT))
	SELECT r.article, r.hour, r.n FROM span CROSS JOIN read_hour AS r
	WHERE r.hour = span.hour AND r.article = CAST($1 AS BIGINT)`

func (r reads) Course(ctx context.Context, ids []news.ArticleID, since time.Time) ([]ReadHour, error) {
	from := since.Unix() / 3600
	last, err := look(ctx, r, `SELECT CAST(coalesce(max(hour), 0) AS BIGINT) FROM read_hour`, func(r *sql.Rows, n *int64) error { return r.Scan(n) })
	if err != nil || len(last) == 0 || last[0] < from {
		return nil, err
	}
	var out []ReadHour
	for _, id := range ids {
		hours, err := look(ctx, r, courseOf, func(r *sql.Rows, h *ReadHour) error {
			var hour int64
			err := r.Scan(&h.Article, &hour, &h.N)
			h.Hour = time.Unix(hour*3600, 0).UTC()
			return err
		}, int64(id), max(from, last[0]-keepHours), last[0])
		if err != nil {
			return nil, err
		}
		out = append(out, hours...)
	}
	return out, nil
}

func (r reads) Shares(ctx context.Context, e news.EditionID, since time.Time, kinds ...string) ([]ShareHour, error) {
	var out []ShareHour
	for _, kind := range kinds {
		found, err := look(ctx, r, `SELECT kind, name, hour, n FROM read_share WHERE edition = $1 AND kind = $2 AND hour >= $3 ORDER BY hour, name`,
			func(r *sql.Rows, h *ShareHour) error {
				var hour int64
				err := r.Scan(&h.Kind, &h.Name, &hour, &h.N)
				h.Hour = time.Unix(hour*3600, 0).UTC()
				return err
			}, int64(e), kind, since.Unix()/3600)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func (r reads) First(ctx context.Context) (time.Time, error) {
	first, err := look(ctx, r, `SELECT CAST(coalesce(min(hour), 0) AS BIGINT) FROM read_hour`, func(r *sql.Rows, n *int64) error { return r.Scan(n) })
	if err != nil || len(first) == 0 || first[0] == 0 {
		return time.Time{}, err
	}
	return time.Unix(first[0]*3600, 0).UTC(), nil
}
