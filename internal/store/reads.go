package store

import (
	"context"
	"database/sql"
	"maps"
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
	if !storable(batch) || len(batch) > maxPath {
		return refuse(news.Invalid, "count readings")
	}
	err := r.write(ctx, func(s *session) error {
		n, err := s.exec(ctx, `INSERT INTO read_batch (batch, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
			batch, when.UnixMicro())
		if err != nil || n == 0 {
			return err
		}
		// One order for all nodes, so that two flushes do not wait for each other.
		ids := slices.Sorted(maps.Keys(counts))
		hour := when.Unix() / 3600
		for chunk := range slices.Chunk(ids, rowsPerCount) {
			if err := addCounts(ctx, s, hour, chunk, counts); err != nil {
				return err
			}
		}
		if _, err := s.exec(ctx, `DELETE FROM read_batch WHERE at < $1`, when.Add(-keepBatches).UnixMicro()); err != nil {
			return err
		}
		_, err = s.exec(ctx, `DELETE FROM read_hour WHERE hour < $1`, hour-keepHours)
		return err
	})
	return r.d.fail(err, "count readings")
}

// rowsPerCount is the number of rows in the texts of addCounts.
const rowsPerCount = 8

// addCounts adds to the totals and the hour of at most rowsPerCount articles.
// Room that is left selects nothing: its article is 0.
func addCounts(ctx context.Context, s *session, hour int64, ids []news.ArticleID, counts map[news.ArticleID]int64) error {
	args := make([]any, 2*rowsPerCount, 2*rowsPerCount+1)
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
	if limit <= 0 {
		return nil, nil
	}
	s, err := r.d.sideReader.begin(ctx, r.d.dialect.begin(reading))
	if err != nil {
		return nil, r.d.fail(err, "read the most read")
	}
	defer s.end()
	found, err := s.query(ctx, mostRead, since.Unix()/3600, limit)
	if err != nil {
		return nil, r.d.fail(err, "read the most read")
	}
	return all(r.d, rows{found, s}, func(r *sql.Rows, c *ReadCount) error { return r.Scan(&c.Article, &c.N) }, "read the most read")
}

const mostRead query = `
	SELECT article, CAST(sum(n) AS BIGINT) AS total FROM read_hour WHERE hour >= CAST($1 AS BIGINT)
	GROUP BY article ORDER BY total DESC, article DESC LIMIT CAST($2 AS BIGINT)`
