package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"warta/internal/news"
)

// Saving is what saving a draft needs beside Articles (newsroom.md section 4).
type Saving interface {
	// Answer gives what a save was answered. NotFound.
	Answer(ctx context.Context, id news.ArticleID, client string, seq int64) (json.RawMessage, error)
	PutAnswer(ctx context.Context, id news.ArticleID, client string, seq int64, answer json.RawMessage) error
	// Forget drops answers from before a moment, at most limit, and tells how
	// many.
	Forget(ctx context.Context, before time.Time, limit int) (int64, error)
	// Ancestor gives the newest kept revision that is not younger than number
	// and has content, or else the oldest kept one. NotFound.
	Ancestor(ctx context.Context, id news.ArticleID, number int) (news.Revision, error)
	// Thin drops revisions of kind auto that are not among the last keep of them
	// and were made before a moment; the head, revision head, stays. Each kept
	// revision reads as before.
	Thin(ctx context.Context, id news.ArticleID, head, keep int, before time.Time) (int64, error)
	// Thick finds articles, by number above after and up to upto, with more than
	// keep revisions of kind auto of which some were made before a moment, so that
	// Thin has work there. last is the highest number of any article.
	Thick(ctx context.Context, after, upto news.ArticleID, keep int, before time.Time, limit int) (found []ThickArticle, last news.ArticleID, err error)
	// AddConflict gives c its number.
	AddConflict(ctx context.Context, c *news.Clash) error
	// PutConflict writes mine of an open conflict anew, or how it ended. Conflict
	// when it was resolved already.
	PutConflict(ctx context.Context, c *news.Clash) error
	// OpenConflicts lists what waits for somebody, in order of number.
	OpenConflicts(ctx context.Context, id news.ArticleID) ([]news.Clash, error)
	// Conflicts lists all, newest first, below number before (0 is the newest).
	Conflicts(ctx context.Context, id news.ArticleID, before, limit int) ([]news.Clash, error)
	Conflict(ctx context.Context, id news.ArticleID, number int) (news.Clash, error)
}

type saving struct{ *tx }

func (t saving) Answer(ctx context.Context, id news.ArticleID, client string, seq int64) (json.RawMessage, error) {
	if !storable(client) {
		return nil, refuse(news.NotFound, "get answer %d of article %d", seq, id)
	}
	var answer string
	err := t.row(ctx, `SELECT answer FROM saved WHERE article = $1 AND client = $2 AND seq = $3`,
		[]any{int64(id), client, seq}, &answer)
	if err != nil {
		return nil, t.fail(err, "get answer %d of article %d", seq, id)
	}
	return json.RawMessage(answer), nil
}

func (t saving) PutAnswer(ctx context.Context, id news.ArticleID, client string, seq int64, answer json.RawMessage) error {
	if err := checkText("keep answer", client, answer); err != nil {
		return err
	}
	n, err := t.exec(ctx, `
		INSERT INTO saved (article, client, seq, at, answer) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		int64(id), client, seq, micros(t.Now()), string(answer))
	if err == nil && n == 0 {
		return refuse(news.Conflict, "keep answer %d of article %d", seq, id)
	}
	return t.fail(err, "keep answer %d of article %d", seq, id)
}

func (t saving) Forget(ctx context.Context, before time.Time, limit int) (int64, error) {
	n, err := t.exec(ctx, `
		DELETE FROM saved WHERE (article, client, seq) IN (
			SELECT article, client, seq FROM saved WHERE at < $1 ORDER BY at LIMIT CAST($2 AS BIGINT))`,
		micros(before), limit)
	return n, t.fail(err, "forget answers")
}

func (t saving) Ancestor(ctx context.Context, id news.ArticleID, number int) (news.Revision, error) {
	var found int
	err := t.row(ctx, `
		SELECT number FROM revision WHERE article = $1 AND number <= $2 AND (content IS NOT NULL OR version <> 0)
		ORDER BY number DESC LIMIT 1`, []any{int64(id), number}, &found)
	if err == sql.ErrNoRows {
		err = t.row(ctx, `
			SELECT number FROM revision WHERE article = $1 AND (content IS NOT NULL OR version <> 0)
			ORDER BY number LIMIT 1`, []any{int64(id)}, &found)
	}
	if err != nil {
		return news.Revision{}, t.fail(err, "find an ancestor in article %d", id)
	}
	return articles{t.tx}.Revision(ctx, id, found)
}

func (t saving) Thin(ctx context.Context, id news.ArticleID, head, keep int, before time.Time) (int64, error) {
	op := "thin revisions of article " + id.String()
	// The number below which autos are not among the last ones.
	below := head
	if keep > 0 {
		var autos int
		err := t.row(ctx, `
			SELECT coalesce(min(number), 0), count(*) FROM (
				SELECT number FROM revision WHERE article = $1 AND kind = 'auto' ORDER BY number DESC LIMIT CAST($2 AS BIGINT)
			) AS newest`, []any{int64(id), keep}, &below, &autos)
		if err != nil || autos < keep {
			return 0, t.fail(err, "%s", op)
		}
	}
	if below > head {
		below = head
	}
	if err := t.standAlone(ctx, id, below, before); err != nil {
		return 0, t.fail(err, "%s", op)
	}
	n, err := t.exec(ctx, `
		DELETE FROM revision WHERE article = $1 AND number < $2 AND kind = 'auto' AND at < $3`,
		int64(id), below, micros(before))
	return n, t.fail(err, "%s", op)
}

// ThickArticle is an article with revisions to thin; Head is its newest.
type ThickArticle struct {
	ID   news.ArticleID
	Head int
}

func (t saving) Thick(ctx context.Context, after, upto news.ArticleID, keep int, before time.Time, limit int) (found []ThickArticle, last news.ArticleID, err error) {
	const op = "find revisions to thin"
	if err := t.row(ctx, `SELECT coalesce(max(id), 0) FROM article`, nil, &last); err != nil {
		return nil, 0, t.fail(err, op)
	}
	// The head's number bounds the count: most articles are passed over unread.
	r, err := t.query(ctx, `
		SELECT a.id, a.revision FROM article a
		WHERE a.id > $1 AND a.id <= $2 AND a.revision > $3
			AND (SELECT count(*) FROM revision r WHERE r.article = a.id AND r.kind = 'auto') > $3
			AND EXISTS (SELECT 1 FROM revision r WHERE r.article = a.id AND r.kind = 'auto' AND r.at < $4)
		ORDER BY a.id LIMIT CAST($5 AS BIGINT)`, int64(after), int64(upto), keep, micros(before), limit)
	if err != nil {
		return nil, 0, t.fail(err, op)
	}
	found, err = all(t.database, r, func(r *sql.Rows, v *ThickArticle) error { return r.Scan(&v.ID, &v.Head) }, op)
	return found, last, err
}

// standAlone writes anew, on its own, every revision that stays and was stored
// against one that goes.
func (t saving) standAlone(ctx context.Context, id news.ArticleID, below int, before time.Time) error {
	r, err := t.query(ctx, `
		SELECT r.number, r.content, c.content FROM revision r
		JOIN revision c ON c.article = r.article AND c.number = r.checkpoint
		WHERE r.article = $1 AND r.checkpoint <> 0
			AND c.number < $2 AND c.kind = 'auto' AND c.at < $3
			AND NOT (r.number < $2 AND r.kind = 'auto' AND r.at < $3)`, int64(id), below, micros(before))
	if err != nil {
		return err
	}
	return t.unfoldAll(ctx, id, r)
}

func (t saving) unfoldAll(ctx context.Context, id news.ArticleID, r rows) error {
	type row struct {
		number        int
		content, base []byte
	}
	list, err := all(t.database, r, func(r *sql.Rows, v *row) error { return r.Scan(&v.number, &v.content, &v.base) }, "read revisions")
	if err != nil {
		return err
	}
	for _, v := range list {
		text, err := articles{t.tx}.unfold(v.content, v.base)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE revision SET content = $3, checkpoint = 0 WHERE article = $1 AND number = $2`,
			int64(id), v.number, squeeze.EncodeAll(text, nil)); err != nil {
			return err
		}
	}
	return nil
}

// jsonText is how optional JSON is stored.
func jsonText(raw json.RawMessage) any {
	if raw == nil {
		return nil
	}
	return string(raw)
}

type optionalJSON struct{ to *json.RawMessage }

func (o optionalJSON) Scan(v any) error {
	var s sql.NullString
	if err := s.Scan(v); err != nil {
		return err
	}
	if *o.to = nil; s.Valid {
		*o.to = json.RawMessage(s.String)
	}
	return nil
}

func (t saving) AddConflict(ctx context.Context, c *news.Clash) error {
	op := "add conflict to article " + c.Article.String()
	if err := checkText(op, c); err != nil {
		return err
	}
	if err := t.row(ctx, `SELECT coalesce(max(number), 0) + 1 FROM conflict WHERE article = $1`,
		[]any{int64(c.Article)}, &c.Number); err != nil {
		return t.fail(err, "%s", op)
	}
	t.touch(c.Article, false, nil)
	n, err := t.exec(ctx, `
		INSERT INTO conflict (article, number, field, block, part, base, theirs, mine, base_rev, theirs_rev, mine_rev,
			theirs_by, mine_by, at, resolved, resolved_by, choice)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT DO NOTHING`,
		int64(c.Article), c.Number, c.Field, c.Block, c.Part, jsonText(c.Base), jsonText(c.Theirs), jsonText(c.Mine),
		c.BaseRevision, c.TheirsRevision, c.MineRevision, c.TheirsBy, c.MineBy, micros(c.At), micros(c.Resolved),
		c.ResolvedBy, c.Choice)
	if err == nil && n == 0 {
		return refuse(news.Conflict, "%s", op)
	}
	return t.fail(err, "%s", op)
}

func (t saving) PutConflict(ctx context.Context, c *news.Clash) error {
	op := "write conflict of article " + c.Article.String()
	if err := checkText(op, c); err != nil {
		return err
	}
	t.touch(c.Article, false, nil)
	n, err := t.exec(ctx, `
		UPDATE conflict SET mine = $3, mine_rev = $4, at = $5, resolved = $6, resolved_by = $7, choice = $8
		WHERE article = $1 AND number = $2 AND resolved IS NULL`,
		int64(c.Article), c.Number, jsonText(c.Mine), c.MineRevision, micros(c.At), micros(c.Resolved), c.ResolvedBy, c.Choice)
	if err == nil && n == 0 {
		if _, err := t.Conflict(ctx, c.Article, c.Number); err != nil {
			return err
		}
		return refuse(news.Conflict, "%s", op)
	}
	return t.fail(err, "%s", op)
}

const conflictColumns = `number, field, block, part, base, theirs, mine, base_rev, theirs_rev, mine_rev, theirs_by, mine_by,
	at, resolved, resolved_by, choice`

func scanConflict(id news.ArticleID) func(*sql.Rows, *news.Clash) error {
	return func(r *sql.Rows, c *news.Clash) error {
		c.Article = id
		return r.Scan(&c.Number, &c.Field, &c.Block, &c.Part, optionalJSON{&c.Base}, optionalJSON{&c.Theirs}, optionalJSON{&c.Mine},
			&c.BaseRevision, &c.TheirsRevision, &c.MineRevision, &c.TheirsBy, &c.MineBy, at(&c.At), at(&c.Resolved),
			&c.ResolvedBy, &c.Choice)
	}
}

func (t saving) OpenConflicts(ctx context.Context, id news.ArticleID) ([]news.Clash, error) {
	r, err := t.query(ctx, `SELECT `+conflictColumns+` FROM conflict WHERE article = $1 AND resolved IS NULL ORDER BY number`, int64(id))
	if err != nil {
		return nil, t.fail(err, "list open conflicts of article %d", id)
	}
	return all(t.database, r, scanConflict(id), "list open conflicts of article %d", id)
}

func (t saving) Conflicts(ctx context.Context, id news.ArticleID, before, limit int) ([]news.Clash, error) {
	if before == 0 {
		before = 1 << 31
	}
	r, err := t.query(ctx, `
		SELECT `+conflictColumns+` FROM conflict WHERE article = $1 AND number < $2
		ORDER BY number DESC LIMIT CAST($3 AS BIGINT)`, int64(id), before, limit)
	if err != nil {
		return nil, t.fail(err, "list conflicts of article %d", id)
	}
	return all(t.database, r, scanConflict(id), "list conflicts of article %d", id)
}

func (t saving) Conflict(ctx context.Context, id news.ArticleID, number int) (news.Clash, error) {
	r, err := t.query(ctx, `SELECT `+conflictColumns+` FROM conflict WHERE article = $1 AND number = $2`, int64(id), number)
	if err != nil {
		return news.Clash{}, t.fail(err, "get conflict %d of article %d", number, id)
	}
	return one(t.database, r, scanConflict(id), "get conflict %d of article %d", number, id)
}
