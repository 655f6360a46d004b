package store

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"time"

	"warta/internal/news"
)

// farthest is later than any instant.
const farthest int64 = math.MaxInt64

// registerKinds are the kinds of lines, for a query that asks for all.
var registerKinds = []RegisterKind{RegisterKind(news.Ralat), RegisterKind(news.Koreksi), RegisterKind(news.Klarifikasi),
	RegisterKind(news.HakJawab), RegisterWithdrawn, RegisterReinstated}

// registerLine is a line before it has a number.
type registerLine struct {
	edition   news.EditionID
	kind      RegisterKind
	at        time.Time
	article   news.ArticleID
	amendment news.AmendmentID
	note      string
	ground    news.Ground
	reply     news.ArticleID
}

// enter adds a line unless it is there.
func (t *tx) enter(ctx context.Context, l registerLine) error {
	var n int
	err := t.row(ctx, `SELECT count(*) FROM pub_register WHERE article = $1 AND kind = $2 AND at = $3 AND amendment = $4`,
		[]any{int64(l.article), string(l.kind), l.at.UnixMicro(), int64(l.amendment)}, &n)
	if err != nil || n > 0 {
		return err
	}
	var id int64
	return t.insert(ctx, tRegister, &id, func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO pub_register (id, edition, kind, at, article, amendment, note, ground, reply)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
			id, int64(l.edition), string(l.kind), l.at.UnixMicro(), int64(l.article), int64(l.amendment), l.note,
			string(l.ground), int64(l.reply))
	})
}

// enterAmendments adds the lines of an article's amendments.
func (t *tx) enterAmendments(ctx context.Context, e news.EditionID, id news.ArticleID, as []news.Amendment) error {
	for _, a := range as {
		err := t.enter(ctx, registerLine{edition: e, kind: RegisterKind(a.Kind), at: a.At, article: id, amendment: a.ID,
			note: a.Note, reply: a.Reply})
		if err != nil {
			return err
		}
	}
	return nil
}

// registerLines reads one kind of lines: with an index for each kind, a seldom
// kind is found as fast as a frequent one.
const registerLines query = `
	SELECT r.id, r.at, r.kind, r.article, a.path, a.headline, n.data, r.note, r.ground, r.reply, x.path, x.headline
	FROM pub_register AS r
	LEFT JOIN pub_article AS a ON a.id = r.article AND a.edition = r.edition
	LEFT JOIN pub_notice AS n ON n.article = r.article
	LEFT JOIN pub_article AS x ON x.id = r.reply AND x.edition = r.edition
	WHERE r.edition = CAST($1 AS BIGINT) AND r.kind = CAST($2 AS TEXT) AND (r.at, r.id) < ($3, $4) AND r.at >= $5
	ORDER BY r.at DESC, r.id DESC LIMIT CAST($6 AS BIGINT)`

func (v *view) Register(ctx context.Context, q RegisterQuery) ([]RegisterEntry, error) {
	if q.Limit <= 0 {
		return nil, nil
	}
	before, beforeID := farthest, farthest
	if !q.BeforeAt.IsZero() {
		before, beforeID = q.BeforeAt.UnixMicro(), q.BeforeID
	}
	since := -farthest
	if !q.Since.IsZero() {
		since = q.Since.UnixMicro()
	}
	kinds := q.Kinds
	if len(kinds) == 0 {
		kinds = registerKinds
	}
	var out []RegisterEntry
	for _, kind := range kinds {
		r, err := v.s.query(ctx, registerLines, int64(v.edition.ID), string(kind), before, beforeID, since, q.Limit)
		if err != nil {
			return nil, v.d.fail(err, "read the register of %s", kind)
		}
		lines, err := all(v.d, rows{r, v.s}, scanRegister, "read the register of %s", kind)
		if err != nil {
			return nil, err
		}
		out = append(out, lines...)
	}
	slices.SortFunc(out, func(a, b RegisterEntry) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return int(b.ID - a.ID)
	})
	return out[:min(len(out), q.Limit)], nil
}

func scanRegister(r *sql.Rows, e *RegisterEntry) error {
	var path, headline, replyPath, reply sql.NullString
	var notice *news.Withdrawal
	err := r.Scan(&e.ID, at(&e.At), &e.Kind, &e.Article, &path, &headline, fromJSON(&notice), &e.Note, &e.Ground, &e.Reply,
		&replyPath, &reply)
	if err != nil {
		return err
	}
	e.Path, e.Headline, e.ReplyPath, e.ReplyHeadline = path.String, headline.String, replyPath.String, reply.String
	if e.Gone = !path.Valid; !e.Gone || notice == nil {
		return nil
	}
	e.Path, e.Headline = notice.Path, notice.Headline
	if notice.Ground.HidesHeadline() {
		e.Headline = ""
		if e.Kind != RegisterWithdrawn && e.Kind != RegisterReinstated {
			// The text of an amendment could name the child or the victim.
			e.Note = ""
		}
	}
	return nil
}

func (v *view) Former(ctx context.Context, l List, limit int) ([]FormerEntry, error) {
	in, err := listOf(v.edition.ID, l)
	if err != nil || limit <= 0 {
		return nil, err
	}
	r, err := v.s.query(ctx, `
		SELECT f.article, f.at, n.data FROM pub_former AS f JOIN pub_notice AS n ON n.article = f.article
		WHERE f.edition = CAST($1 AS BIGINT) AND f.kind = CAST($2 AS BIGINT) AND f.id = CAST($3 AS BIGINT)
		ORDER BY f.at DESC, f.article DESC LIMIT CAST($4 AS BIGINT)`, int64(in.edition), int64(in.kind), in.id, limit)
	if err != nil {
		return nil, v.d.fail(err, "list what was withdrawn by %s %d", l.By, l.ID)
	}
	return all(v.d, rows{r, v.s}, func(r *sql.Rows, f *FormerEntry) error {
		var w news.Withdrawal
		err := r.Scan(&f.Article, at(&f.At), fromJSON(&w))
		f.Path = w.Path
		return err
	}, "list what was withdrawn by %s %d", l.By, l.ID)
}

// leaveLists remembers where a withdrawn article stood.
func (t *tx) leaveLists(ctx context.Context, was standing, when time.Time) error {
	for _, l := range was.lists {
		_, err := t.exec(ctx, `
			INSERT INTO pub_former (edition, kind, id, at, article) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			int64(l.edition), int64(l.kind), l.id, when.UnixMicro(), int64(was.article))
		if err != nil {
			return err
		}
	}
	return nil
}
