package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"warta/internal/news"
)

var _ Articles = articles{}

type articles struct{ *tx }

const articleColumns = `id, edition, work, public, revision, live, scheduled, path, embargo, withdrawal,
	created, first_published, display, updated, corrected, origin_source, origin_key, origin_hash, client,
	section, creator, assignee, due, expires, spiked, stuck, flow`

// withdrawal keeps the field that the public form leaves out.
type withdrawal struct {
	news.Withdrawal
	By string `json:"by,omitempty"`
}

func (t articles) Create(ctx context.Context, a *news.Article, draft *news.Content) error {
	if err := checkText("create article", a, draft); err != nil {
		return err
	}
	if a.Dates.Created.IsZero() {
		a.Dates.Created = t.Now()
	}
	embargo, gone, err := articleJSON(a)
	if err != nil {
		return t.fail(err, "create article")
	}
	flow, err := encode(a.Flow)
	if err != nil {
		return t.fail(err, "create article")
	}
	err = t.insert(ctx, tArticle, (*int64)(&a.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO article (`+articleColumns+`, origin)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
				$23, $24, $25, $26, $27, $28)
			ON CONFLICT DO NOTHING`,
			id, int64(a.Edition), string(a.Work), string(a.Public), a.Revision, int64(a.Live), int64(a.Scheduled),
			a.Path, embargo, gone, micros(a.Dates.Created), micros(a.Dates.FirstPublished), micros(a.Dates.Display),
			micros(a.Dates.Updated), micros(a.Dates.Corrected), a.Origin.Source, a.Origin.Key, a.Origin.Hash,
			a.ClientID, int64(a.Section), int64(a.Creator), int64(a.Assignee), micros(a.Due()), micros(a.Flow.ExpiresAt),
			micros(a.Flow.SpikedAt), a.Flow.Stuck, flow, originKey(a.Origin))
	})
	if err != nil {
		return t.fail(err, "create article")
	}
	t.touch(a.ID, true, draft)
	if draft != nil {
		return t.PutDraft(ctx, a.ID, draft)
	}
	return nil
}

func articleJSON(a *news.Article) (embargo, gone any, err error) {
	if a.Embargo != nil {
		if embargo, err = encode(a.Embargo); err != nil {
			return nil, nil, err
		}
	}
	if a.Withdrawal != nil {
		gone, err = encode(withdrawal{*a.Withdrawal, a.Withdrawal.By})
	}
	return embargo, gone, err
}

func originKey(o news.Origin) string {
	if o.Source == "" && o.Key == "" {
		return ""
	}
	return indexKey(o.Source + "\n" + o.Key)
}

func (t articles) Get(ctx context.Context, id news.ArticleID) (news.Article, error) {
	r, err := t.query(ctx, `SELECT `+articleColumns+` FROM article WHERE id = $1`, int64(id))
	if err != nil {
		return news.Article{}, t.fail(err, "get article %d", id)
	}
	return one(t.database, r, scanArticle, "get article %d", id)
}

func scanArticle(r *sql.Rows, a *news.Article) error {
	var embargo, gone sql.NullString
	var due time.Time
	err := r.Scan(&a.ID, &a.Edition, &a.Work, &a.Public, &a.Revision, &a.Live, &a.Scheduled, &a.Path, &embargo, &gone,
		at(&a.Dates.Created), at(&a.Dates.FirstPublished), at(&a.Dates.Display), at(&a.Dates.Updated),
		at(&a.Dates.Corrected), &a.Origin.Source, &a.Origin.Key, &a.Origin.Hash, &a.ClientID,
		&a.Section, &a.Creator, &a.Assignee, at(&due), at(&a.Flow.ExpiresAt), at(&a.Flow.SpikedAt), &a.Flow.Stuck, fromJSON(&a.Flow))
	if err != nil {
		return err
	}
	if a.Flow.Schedule != nil {
		a.Flow.Schedule.At = due
	}
	if embargo.Valid {
		a.Embargo = new(news.Embargo)
		if err := json.Unmarshal([]byte(embargo.String), a.Embargo); err != nil {
			return err
		}
	}
	if gone.Valid {
		var w withdrawal
		if err := json.Unmarshal([]byte(gone.String), &w); err != nil {
			return err
		}
		w.Withdrawal.By = w.By
		a.Withdrawal = &w.Withdrawal
	}
	return nil
}

func (t articles) Save(ctx context.Context, a *news.Article, was int) error {
	if err := checkText("save article "+a.ID.String(), a); err != nil {
		return err
	}
	if a.Revision < was {
		return refuse(news.Stale, "save article %d", a.ID)
	}
	embargo, gone, err := articleJSON(a)
	if err != nil {
		return t.fail(err, "save article %d", a.ID)
	}
	flow, err := encode(a.Flow)
	if err != nil {
		return t.fail(err, "save article %d", a.ID)
	}
	n, err := t.exec(ctx, `
		UPDATE article SET work = $3, public = $4, revision = $5, live = $6, scheduled = $7, path = $8,
			embargo = $9, withdrawal = $10, first_published = $11, display = $12, updated = $13, corrected = $14,
			origin_source = $15, origin_key = $16, origin_hash = $17, origin = $18,
			section = $19, creator = $20, assignee = $21, due = $22, expires = $23, spiked = $24, stuck = $25, flow = $26
		WHERE id = $1 AND revision = $2`,
		int64(a.ID), was, string(a.Work), string(a.Public), a.Revision, int64(a.Live), int64(a.Scheduled), a.Path,
		embargo, gone, micros(a.Dates.FirstPublished), micros(a.Dates.Display), micros(a.Dates.Updated),
		micros(a.Dates.Corrected), a.Origin.Source, a.Origin.Key, a.Origin.Hash, originKey(a.Origin),
		int64(a.Section), int64(a.Creator), int64(a.Assignee), micros(a.Due()), micros(a.Flow.ExpiresAt),
		micros(a.Flow.SpikedAt), a.Flow.Stuck, flow)
	if err != nil {
		return t.fail(err, "save article %d", a.ID)
	}
	if n == 0 {
		if _, err := t.Get(ctx, a.ID); err != nil {
			return t.fail(err, "save article %d", a.ID)
		}
		return refuse(news.Stale, "save article %d", a.ID)
	}
	t.touch(a.ID, false, nil)
	return nil
}

func (t articles) ByOrigin(ctx context.Context, o news.Origin) (news.ArticleID, error) {
	key := originKey(o)
	if key == "" || !storable(key) {
		return 0, refuse(news.NotFound, "find article by origin")
	}
	var id news.ArticleID
	err := t.row(ctx, `SELECT id FROM article WHERE origin IN ($1, $2) AND origin <> ''`, []any{key, redactedOrigin(key)}, &id)
	return id, t.fail(err, "find article by origin %s %s", o.Source, o.Key)
}

func (t articles) Newest(ctx context.Context, e news.EditionID, before news.ArticleID, limit int) ([]news.Article, error) {
	if before == 0 {
		before = maxID
	}
	r, err := t.query(ctx, `
		SELECT `+articleColumns+` FROM article
		WHERE edition = $1 AND id < $2 ORDER BY id DESC LIMIT CAST($3 AS BIGINT)`, int64(e), int64(before), limit)
	if err != nil {
		return nil, t.fail(err, "list articles")
	}
	return all(t.database, r, scanArticle, "list articles")
}

func (t articles) Draft(ctx context.Context, id news.ArticleID) (c news.Content, err error) {
	err = t.row(ctx, `SELECT content FROM draft WHERE article = $1`, []any{int64(id)}, fromJSON(&c))
	return c, t.fail(err, "get draft of article %d", id)
}

func (t articles) PutDraft(ctx context.Context, id news.ArticleID, c *news.Content) error {
	t.touch(id, true, c)
	if c == nil {
		_, err := t.exec(ctx, `DELETE FROM draft WHERE article = $1`, int64(id))
		if err == nil {
			err = t.useIn(ctx, id, 0, nil)
		}
		return t.fail(err, "close draft of article %d", id)
	}
	if err := checkText("save draft of article "+id.String(), c); err != nil {
		return err
	}
	content, err := encode(c)
	if err != nil {
		return t.fail(err, "save draft of article %d", id)
	}
	_, err = t.exec(ctx, `
		INSERT INTO draft (article, content) VALUES ($1, $2)
		ON CONFLICT (article) DO UPDATE SET content = excluded.content`, int64(id), content)
	if err == nil {
		err = t.useIn(ctx, id, 0, c)
	}
	return t.fail(err, "save draft of article %d", id)
}
