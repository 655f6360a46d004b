package store

import (
	"context"
	"time"

	"warta/internal/news"
)

var _ Fronts = fronts{}

type fronts struct{ *tx }

func (t *tx) Fronts() Fronts { return fronts{t} }

func (t fronts) Put(ctx context.Context, f *news.Front) error {
	op := "put the front of " + f.Of.String()
	if err := checkText(op, f); err != nil {
		return err
	}
	data, err := encode(f)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	_, err = t.exec(ctx, `
		INSERT INTO front (edition, section, data) VALUES ($1, $2, $3)
		ON CONFLICT (edition, section) DO UPDATE SET data = excluded.data`,
		int64(f.Edition), int64(f.Of.Section), data)
	return t.fail(err, "%s", op)
}

func (t fronts) Get(ctx context.Context, e news.EditionID, of news.FrontOf) (news.Front, error) {
	f := news.Front{Edition: e, Of: of}
	err := t.row(ctx, `SELECT data FROM front WHERE edition = $1 AND section = $2`,
		[]any{int64(e), int64(of.Section)}, fromJSON(&f))
	return f, t.fail(err, "get the front of %s", of)
}

func (t fronts) At(ctx context.Context, e news.EditionID, of news.FrontOf, moment time.Time) (news.Front, error) {
	f := news.Front{Edition: e, Of: of}
	err := t.row(ctx, `
		SELECT data FROM pub_front_interval
		WHERE edition = $1 AND section = $2 AND since <= $3 AND (until IS NULL OR until > $3)
		ORDER BY since DESC LIMIT 1`,
		[]any{int64(e), int64(of.Section), moment.UnixMicro()}, fromJSON(&f))
	return f, t.fail(err, "get the front of %s at %s", of, moment.Format(time.RFC3339))
}

// PutFront shows an arrangement from now on; the one before keeps its interval.
func (t publishing) PutFront(ctx context.Context, f news.Front) error {
	op := "show the front of " + f.Of.String()
	if err := checkText(op, f); err != nil {
		return err
	}
	data, err := encode(f)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	where := []any{int64(f.Edition), int64(f.Of.Section)}
	now := t.Now().UnixMicro()
	for _, step := range []struct {
		text query
		args []any
	}{
		{`INSERT INTO pub_front (edition, section, data) VALUES ($1, $2, $3)
			ON CONFLICT (edition, section) DO UPDATE SET data = excluded.data`, []any{data}},
		{`UPDATE pub_front_interval SET until = $3 WHERE edition = $1 AND section = $2 AND until IS NULL`, []any{now}},
		{`INSERT INTO pub_front_interval (edition, section, since, until, data) VALUES ($1, $2, $3, NULL, $4)
			ON CONFLICT (edition, section, since) DO UPDATE SET data = excluded.data, until = NULL`, []any{now, data}},
	} {
		if _, err := t.exec(ctx, step.text, append(where[:2:2], step.args...)...); err != nil {
			return t.fail(err, "%s", op)
		}
	}
	return t.fail(t.use(ctx, news.KeyFront(f.Edition, f.Of), frontAssets(&f)), "%s", op)
}

func frontAssets(f *news.Front) []news.AssetID {
	var out []news.AssetID
	for _, c := range f.Containers {
		for _, card := range c.Cards {
			out = append(out, card.Image)
		}
	}
	return out
}

func (v *view) Front(ctx context.Context, of news.FrontOf) (news.Front, error) {
	f := news.Front{Edition: v.edition.ID, Of: of}
	err := v.s.row(ctx, `SELECT data FROM pub_front WHERE edition = CAST($1 AS BIGINT) AND section = CAST($2 AS BIGINT)`,
		[]any{int64(v.edition.ID), int64(of.Section)}, fromJSON(&f))
	if err != nil {
		return news.Front{}, v.d.fail(err, "get the front of %s", of)
	}
	return f, nil
}
