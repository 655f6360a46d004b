package store

import (
	"context"
	"database/sql"
	"maps"
	"math"
	"slices"
	"time"

	"warta/internal/news"
)

var (
	_ Published = published{}
	_ View      = (*view)(nil)
)

// published reads on the public pool and on nothing else.
type published struct{ d *database }

func (d *database) Published() Published { return published{d} }

// view is one snapshot of one edition.
type view struct {
	d       *database
	s       *session
	seq     news.Seq
	now     time.Time
	edition news.Edition
}

func (p published) View(ctx context.Context, e news.EditionID, fn func(View) error) error {
	s, err := p.d.public.begin(ctx, p.d.dialect.begin(reading))
	if err != nil {
		return p.d.fail(err, "begin to read")
	}
	defer s.end()
	v := &view{d: p.d, s: s}
	var id sql.NullInt64
	var data []byte
	err = s.row(ctx, `
		SELECT l.seq, e.id, e.data FROM ledger AS l
		LEFT JOIN pub_edition AS e ON e.id =
			CASE WHEN CAST($1 AS BIGINT) = 0 THEN (SELECT min(id) FROM pub_edition) ELSE CAST($1 AS BIGINT) END
		WHERE l.id = 1`, []any{int64(e)}, &v.seq, &id, &data)
	if err != nil {
		return p.d.fail(err, "read edition %d", e)
	}
	if !id.Valid {
		return refuse(news.NotFound, "read edition %d", e)
	}
	edition, err := p.d.settings.decode(id.Int64, data)
	if err != nil {
		return p.d.fail(err, "read edition %d", e)
	}
	v.edition = *edition
	if v.now, err = p.d.time(ctx, s); err != nil {
		return p.d.fail(err, "read the time")
	}
	if err := fn(v); err != nil {
		return err
	}
	return p.d.fail(s.failed, "read")
}

func (p published) Editions(ctx context.Context) ([]news.Edition, error) {
	s, err := p.d.public.begin(ctx, p.d.dialect.begin(reading))
	if err != nil {
		return nil, p.d.fail(err, "begin to read")
	}
	defer s.end()
	r, err := s.query(ctx, `SELECT id, data FROM pub_edition ORDER BY id`)
	if err != nil {
		return nil, p.d.fail(err, "list editions")
	}
	return all(p.d, rows{r, s}, scanEdition, "list editions")
}

func (v *view) Seq() news.Seq         { return v.seq }
func (v *view) Now() time.Time        { return v.now }
func (v *view) Edition() news.Edition { return v.edition }

func (v *view) Article(ctx context.Context, id news.ArticleID) (PublishedArticle, error) {
	r, err := v.s.query(ctx, `SELECT `+publishedColumns+publishedJoin+`WHERE a.id = $1 AND a.edition = CAST($2 AS BIGINT)`,
		int64(id), int64(v.edition.ID))
	if err != nil {
		return PublishedArticle{}, v.d.fail(err, "get published article %d", id)
	}
	return one(v.d, rows{r, v.s}, scanPublished, "get published article %d", id)
}

// publishedColumns and publishedJoin are the same for one article and for many.
const (
	publishedColumns = `a.id, a.edition, a.version, a.path, a.updated, a.listed, a.photos, a.seconds, x.created,
		x.first_published, x.display, x.corrected, x.words, x.sections, x.amendments, x.content`
	publishedJoin = ` FROM pub_article AS a JOIN pub_text AS x ON x.article = a.id `
)

func scanPublished(r *sql.Rows, p *PublishedArticle) error {
	return r.Scan(&p.ID, &p.Edition, &p.Version, &p.Path, at(&p.Dates.Updated), &p.Listed, &p.Photos, &p.Seconds,
		at(&p.Dates.Created), at(&p.Dates.FirstPublished), at(&p.Dates.Display), at(&p.Dates.Corrected), &p.Words,
		fromJSON(&p.Sections), fromJSON(&p.Amendments), fromJSON(&p.Content))
}

func (v *view) Articles(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]PublishedArticle, error) {
	found, err := byID(ctx, v.s, ids,
		`SELECT `+publishedColumns+publishedJoin+`WHERE a.id IN `+in8,
		`SELECT `+publishedColumns+publishedJoin+`WHERE a.id IN `+in32,
		scanPublished, func(p *PublishedArticle) news.ArticleID { return p.ID })
	maps.DeleteFunc(found, func(_ news.ArticleID, p PublishedArticle) bool { return p.Edition != v.edition.ID })
	return found, v.d.fail(err, "get published articles")
}

func (v *view) Withdrawal(ctx context.Context, id news.ArticleID) (w news.Withdrawal, err error) {
	err = v.s.row(ctx, `SELECT data FROM pub_notice WHERE article = $1 AND edition = CAST($2 AS BIGINT)`,
		[]any{int64(id), int64(v.edition.ID)}, fromJSON(&w))
	return w, v.d.fail(err, "get notice of article %d", id)
}

// cardColumns and cardJoins are the same for one list and for given articles.
const (
	cardColumns = `c.id, c.edition, c.path, c.at, c.updated, c.kind, c.language, c.headline, c.kicker, c.standfirst,
		c.label, c.section, c.photo_caption, c.photo_alt, c.amendment, c.unverified, c.graphic, c.protected, c.photos,
		c.seconds, c.noindex, c.photo, m.data,
		EXISTS (SELECT 1 FROM pub_link AS answer WHERE answer.kind = 'reply' AND answer.source = c.id)`
	cardPhoto = ` LEFT JOIN pub_asset AS m ON m.id = c.photo AND m.withheld = 0 `
)

// placedCard is a card with its edition: a list is of one, other articles need not be.
type placedCard struct {
	Card
	edition news.EditionID
}

func (v *view) scanCard(r *sql.Rows, c *placedCard) error {
	var photo news.AssetID
	var data sql.RawBytes
	err := r.Scan(&c.ID, &c.edition, &c.Path, at(&c.At), at(&c.Updated), &c.Kind, &c.Language, &c.Headline, &c.Kicker,
		&c.Standfirst, &c.Label, &c.Section, &c.PhotoCaption, &c.PhotoAlt, &c.Amended, &c.Unverified, &c.Graphic,
		&c.Protected, &c.Photos, &c.Seconds, &c.NoIndex, &photo, &data, &c.Answers)
	if err != nil || data == nil {
		return err
	}
	c.Photo, err = v.d.photos.decode(int64(photo), data)
	return err
}

func (v *view) Cards(ctx context.Context, ids []news.ArticleID) (map[news.ArticleID]Card, error) {
	found, err := byID(ctx, v.s, ids,
		`SELECT `+cardColumns+` FROM pub_article AS c`+cardPhoto+`WHERE c.id IN `+in8,
		`SELECT `+cardColumns+` FROM pub_article AS c`+cardPhoto+`WHERE c.id IN `+in32,
		v.scanCard, func(c *placedCard) news.ArticleID { return c.ID })
	out := make(map[news.ArticleID]Card, len(found))
	for id, c := range found {
		if c.edition == v.edition.ID {
			out[id] = c.Card
		}
	}
	return out, v.d.fail(err, "get cards")
}

// listCards hides its numbers in casts. SQLite may look at the value of a bare
// parameter in a comparison or a LIMIT when it plans, and then plans anew
// whenever another kind of list or length is asked for: a fifth of a page's time.
const listCards query = `
	SELECT ` + cardColumns + `
	FROM pub_list AS l JOIN pub_article AS c ON c.id = l.article` + cardPhoto + `
	WHERE l.edition = CAST($1 AS BIGINT) AND l.kind = CAST($2 AS BIGINT) AND l.id = CAST($3 AS BIGINT)
		AND (l.at, l.article) < ($4, $5) AND l.ad <= $6
	ORDER BY l.at DESC, l.article DESC LIMIT CAST($7 AS BIGINT)`

// listOldest is listCards the other way round.
const listOldest query = `
	SELECT ` + cardColumns + `
	FROM pub_list AS l JOIN pub_article AS c ON c.id = l.article` + cardPhoto + `
	WHERE l.edition = CAST($1 AS BIGINT) AND l.kind = CAST($2 AS BIGINT) AND l.id = CAST($3 AS BIGINT)
		AND (l.at, l.article) > ($4, $5) AND l.ad <= $6
	ORDER BY l.at, l.article LIMIT CAST($7 AS BIGINT)`

// start gives the query that reads a list and the place after which it begins.
func (q *ListQuery) start() (text query, at, id int64) {
	text, at, id = listCards, math.MaxInt64, math.MaxInt64
	if q.Oldest {
		text, at, id = listOldest, math.MinInt64, 0
		if !q.Since.IsZero() {
			at = q.Since.UnixMicro()
		}
	}
	if !q.BeforeAt.IsZero() && (!q.Oldest || q.BeforeAt.UnixMicro() >= at) {
		at, id = q.BeforeAt.UnixMicro(), int64(q.BeforeID)
	}
	return text, at, id
}

// List reads as many more cards as it may have to leave out. What is older than
// Since is among them; the limit bounds that, too.
func (v *view) List(ctx context.Context, q ListQuery) ([]Card, error) {
	l, err := listOf(v.edition.ID, q.List)
	if err != nil || q.Limit <= 0 {
		return nil, err
	}
	text, at, id := q.start()
	r, err := v.s.query(ctx, text, int64(l.edition), int64(l.kind), l.id, at, id,
		number(!q.NoAds), q.Limit+len(q.Without))
	if err != nil {
		return nil, v.d.fail(err, "list by %s %d", q.List.By, q.List.ID)
	}
	out := make([]Card, 0, q.Limit)
	err = rows{r, v.s}.each(func() error {
		var c placedCard
		if err := v.scanCard(r, &c); err != nil {
			return err
		}
		if len(out) < q.Limit && !slices.Contains(q.Without, c.ID) && !c.At.Before(q.Since) {
			out = append(out, c.Card)
		}
		return nil
	})
	return out, v.d.fail(err, "list by %s %d", q.List.By, q.List.ID)
}

func (v *view) Count(ctx context.Context, l List) (int64, error) {
	in, err := listOf(v.edition.ID, l)
	if err != nil {
		return 0, err
	}
	var n int64
	err = v.s.row(ctx, `SELECT coalesce(max(n), 0) FROM pub_count
		WHERE edition = CAST($1 AS BIGINT) AND kind = CAST($2 AS BIGINT) AND id = CAST($3 AS BIGINT)`,
		[]any{int64(in.edition), int64(in.kind), in.id}, &n)
	return n, v.d.fail(err, "count by %s %d", l.By, l.ID)
}
