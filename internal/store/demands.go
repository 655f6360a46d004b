package store

import (
	"context"
	"database/sql"
	"math"
	"time"

	"warta/internal/news"
)

// Demands are what people outside ask of the paper: replies, corrections,
// take-downs. Nothing of them is ever deleted, and what was done with one is
// only ever added to.
type Demands interface {
	Add(ctx context.Context, d *news.Demand) error
	Get(ctx context.Context, id news.DemandID) (news.Demand, error)
	// Step adds what was done, and sets the state that it led to.
	Step(ctx context.Context, id news.DemandID, s news.DemandStep, state news.DemandState, due time.Time) error
	// Steps lists what was done, oldest first.
	Steps(ctx context.Context, id news.DemandID) ([]news.DemandStep, error)
	// List gives those of a state by their due time, soonest first, after a
	// moment and number.
	List(ctx context.Context, e news.EditionID, state news.DemandState, after time.Time, afterID news.DemandID, limit int) ([]news.Demand, error)
	// OfArticle lists an article's, oldest first.
	OfArticle(ctx context.Context, id news.ArticleID) ([]news.Demand, error)
	// Overdue lists open ones that are past due and were not told of yet; Flag
	// says that they were.
	Overdue(ctx context.Context, limit int) ([]news.Demand, error)
	Flag(ctx context.Context, id news.DemandID, at time.Time) error
}

var _ Demands = demands{}

type demands struct{ *tx }

func (t *tx) Demands() Demands { return demands{t} }

const demandColumns = `id, edition, article, kind, state, received, due, flagged, data`

func scanDemand(r *sql.Rows, d *news.Demand) error {
	var id, edition, article int64
	var kind, state string
	var received, due, flagged time.Time
	if err := r.Scan(&id, &edition, &article, &kind, &state, at(&received), at(&due), at(&flagged), fromJSON(d)); err != nil {
		return err
	}
	d.ID, d.Edition, d.Article, d.Kind, d.State = news.DemandID(id), news.EditionID(edition), news.ArticleID(article), news.DemandKind(kind), news.DemandState(state)
	d.Received, d.Due, d.Flagged = received, due, flagged
	return nil
}

func (t demands) Add(ctx context.Context, d *news.Demand) error {
	if err := checkText("enter a demand", d); err != nil {
		return err
	}
	data, err := encode(d)
	if err != nil {
		return t.fail(err, "enter a demand")
	}
	err = t.insert(ctx, tDemand, (*int64)(&d.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `INSERT INTO demand (`+demandColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
			id, int64(d.Edition), int64(d.Article), string(d.Kind), string(d.State), d.Received.UnixMicro(), d.Due.UnixMicro(),
			micros(d.Flagged), data)
	})
	return t.fail(err, "enter a demand")
}

func (t demands) Get(ctx context.Context, id news.DemandID) (news.Demand, error) {
	r, err := t.query(ctx, `SELECT `+demandColumns+` FROM demand WHERE id = $1`, int64(id))
	if err != nil {
		return news.Demand{}, t.fail(err, "get demand %d", id)
	}
	return one(t.database, r, scanDemand, "get demand %d", id)
}

func (t demands) Step(ctx context.Context, id news.DemandID, s news.DemandStep, state news.DemandState, due time.Time) error {
	if err := checkText("work on a demand", s); err != nil {
		return err
	}
	data, err := encode(s)
	if err != nil {
		return t.fail(err, "work on demand %d", id)
	}
	n, err := t.exec(ctx, `UPDATE demand SET state = $2, due = $3 WHERE id = $1`, int64(id), string(state), due.UnixMicro())
	if err == nil && n == 0 {
		return refuse(news.NotFound, "work on demand %d", id)
	}
	if err == nil {
		_, err = t.exec(ctx, `INSERT INTO demand_step (demand, number, at, actor, data)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM demand_step WHERE demand = $1), $2, $3, $4)`,
			int64(id), s.At.UnixMicro(), s.By, data)
	}
	return t.fail(err, "work on demand %d", id)
}

func (t demands) Steps(ctx context.Context, id news.DemandID) ([]news.DemandStep, error) {
	r, err := t.query(ctx, `SELECT at, actor, data FROM demand_step WHERE demand = $1 ORDER BY number`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list the steps of demand %d", id)
	}
	return all(t.database, r, func(r *sql.Rows, s *news.DemandStep) error {
		var when time.Time
		var by string
		err := r.Scan(at(&when), &by, fromJSON(s))
		s.At, s.By = when, by
		return err
	}, "list the steps of demand %d", id)
}

func (t demands) List(ctx context.Context, e news.EditionID, state news.DemandState, after time.Time, afterID news.DemandID, limit int) ([]news.Demand, error) {
	from := int64(math.MinInt64)
	if !after.IsZero() {
		from = after.UnixMicro()
	}
	r, err := t.query(ctx, `SELECT `+demandColumns+` FROM demand WHERE edition = $1 AND state = $2 AND (due, id) > ($3, $4)
		ORDER BY due, id LIMIT CAST($5 AS BIGINT)`, int64(e), string(state), from, int64(afterID), limit)
	if err != nil {
		return nil, t.fail(err, "list demands")
	}
	return all(t.database, r, scanDemand, "list demands")
}

func (t demands) OfArticle(ctx context.Context, id news.ArticleID) ([]news.Demand, error) {
	r, err := t.query(ctx, `SELECT `+demandColumns+` FROM demand WHERE article = $1 ORDER BY id`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list the demands on article %d", id)
	}
	return all(t.database, r, scanDemand, "list the demands on article %d", id)
}

func (t demands) Overdue(ctx context.Context, limit int) ([]news.Demand, error) {
	r, err := t.query(ctx, `SELECT `+demandColumns+` FROM demand WHERE state = 'open' AND due <= $1 AND flagged IS NULL
		ORDER BY due, id LIMIT CAST($2 AS BIGINT)`, t.Now().UnixMicro(), limit)
	if err != nil {
		return nil, t.fail(err, "list overdue demands")
	}
	return all(t.database, r, scanDemand, "list overdue demands")
}

func (t demands) Flag(ctx context.Context, id news.DemandID, when time.Time) error {
	_, err := t.exec(ctx, `UPDATE demand SET flagged = $2 WHERE id = $1`, int64(id), when.UnixMicro())
	return t.fail(err, "tell of demand %d", id)
}
