package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"warta/internal/news"
)

// The readers' side is worked out from what was published. When the rules of
// that change, the tables of an older Warta hold less than they should; derive
// brings them up to date once, after the migrations, in one transaction.

// rules counts the changes of what Show, Hide and the Put methods derive.
const rules = 2

// derive does nothing when the readers' side was made by the present rules. Of
// several nodes that start together one does it while the others wait.
func (d *database) derive(ctx context.Context) error {
	var has int
	err := func() error {
		s, err := d.writer.begin(ctx, d.dialect.begin(reading))
		if err != nil {
			return err
		}
		defer s.end()
		return s.row(ctx, `SELECT rules FROM pub_derived WHERE id = 1`, nil, &has)
	}()
	if err != nil || has >= rules {
		return err
	}
	return d.Write(ctx, func(t Tx) error {
		tx := t.(*tx)
		n, err := tx.exec(ctx, `UPDATE pub_derived SET rules = $1 WHERE id = 1 AND rules < $1`, rules)
		if err != nil || n == 0 {
			return err
		}
		for _, step := range []func(context.Context) error{
			tx.deriveEditions, tx.derivePeople, tx.deriveAssets, tx.deriveArticles, tx.deriveNotices, tx.deriveLibrary,
		} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// pieceOfDerive is how many rows are in memory at once.
const pieceOfDerive = 500

// inPieces runs fn for each number that text gives, which asks for those above
// $1 in ascending order, at most $2.
func (t *tx) inPieces(ctx context.Context, text query, fn func(id int64) error) error {
	for after := int64(0); ; {
		r, err := t.query(ctx, text, after, pieceOfDerive)
		if err != nil {
			return err
		}
		var ids []int64
		if err := r.each(func() error {
			var id int64
			err := r.Scan(&id)
			ids = append(ids, id)
			return err
		}); err != nil {
			return err
		}
		for _, id := range ids {
			if err := fn(id); err != nil {
				return err
			}
		}
		if len(ids) < pieceOfDerive {
			return nil
		}
		after = ids[len(ids)-1]
	}
}

func (t *tx) deriveEditions(ctx context.Context) error {
	return t.inPieces(ctx, `SELECT id FROM pub_edition WHERE id > $1 ORDER BY id LIMIT CAST($2 AS BIGINT)`, func(id int64) error {
		e, err := t.Editions().Get(ctx, news.EditionID(id))
		if news.Is(err, news.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return t.use(ctx, news.KeyEdition(e.ID), editionAssets(&e))
	})
}

func (t *tx) derivePeople(ctx context.Context) error {
	return t.inPieces(ctx, `SELECT id FROM pub_person WHERE id > $1 ORDER BY id LIMIT CAST($2 AS BIGINT)`, func(id int64) error {
		var portrait news.AssetID
		if err := t.row(ctx, `SELECT portrait FROM pub_person WHERE id = $1`, []any{id}, &portrait); err != nil {
			return err
		}
		if err := t.use(ctx, news.KeyPerson(news.PersonID(id)), []news.AssetID{portrait}); err != nil || portrait == 0 {
			return err
		}
		// A portrait was not copied with its person before.
		found, err := t.Media().Get(ctx, []news.AssetID{portrait})
		for _, a := range found {
			if err := t.Publishing().PutAsset(ctx, a); err != nil {
				return err
			}
		}
		return err
	})
}

func (t *tx) deriveAssets(ctx context.Context) error {
	return t.inPieces(ctx, `SELECT id FROM pub_asset WHERE id > $1 ORDER BY id LIMIT CAST($2 AS BIGINT)`, func(id int64) error {
		var a news.Asset
		if err := t.row(ctx, `SELECT data FROM pub_asset WHERE id = $1`, []any{id}, fromJSON(&a)); err != nil {
			return err
		}
		a.ID = news.AssetID(id)
		return t.Publishing().PutAsset(ctx, a)
	})
}

// deriveArticles shows each article once more as it stands: its lists, its
// columns, the registers and whatever else follows from it.
func (t *tx) deriveArticles(ctx context.Context) error {
	return t.inPieces(ctx, `SELECT id FROM pub_article WHERE id > $1 ORDER BY id LIMIT CAST($2 AS BIGINT)`, func(id int64) error {
		if err := t.deriveArticle(ctx, news.ArticleID(id)); err != nil {
			return fmt.Errorf("derive article %d: %w", id, err)
		}
		return nil
	})
}

func (t *tx) deriveArticle(ctx context.Context, id news.ArticleID) error {
	was, err := t.shown(ctx, id)
	if err != nil {
		return err
	}
	r, err := t.query(ctx, `SELECT `+publishedColumns+publishedJoin+`WHERE a.id = $1`, int64(id))
	if err != nil {
		return err
	}
	p, err := one(t.database, r, scanPublished, "get published article %d", id)
	if err != nil {
		return err
	}
	assets, err := t.Media().Get(ctx, p.Content.Film())
	if err != nil {
		return err
	}
	p.Photos, p.Seconds = p.Content.Photos(), 0
	for _, a := range assets {
		p.Seconds = a.Seconds
	}
	// An article without a display time stands where it was put.
	rec, err := newRecord(&p, time.UnixMicro(was.at))
	if err != nil {
		return err
	}
	pub := publishing{t}
	if err := pub.writeRecord(ctx, rec); err != nil {
		return err
	}
	if err := t.move(ctx, was.standing, rec.standing); err != nil {
		return err
	}
	// The month changed when its article last did.
	changed := slices.MaxFunc([]time.Time{p.Dates.FirstPublished, p.Dates.Updated, p.Dates.Corrected}, time.Time.Compare)
	if changed.IsZero() {
		changed = time.UnixMicro(was.at)
	}
	t.touchMonths(standing{}, rec.standing, changed)
	return pub.showAround(ctx, &p)
}

// deriveNotices enters withdrawals of before there was a register, and the
// lists in which the last version stood.
func (t *tx) deriveNotices(ctx context.Context) error {
	return t.inPieces(ctx, `SELECT article FROM pub_notice WHERE article > $1 ORDER BY article LIMIT CAST($2 AS BIGINT)`, func(id int64) error {
		if err := t.deriveNotice(ctx, news.ArticleID(id)); err != nil {
			return fmt.Errorf("derive notice of article %d: %w", id, err)
		}
		return nil
	})
}

func (t *tx) deriveNotice(ctx context.Context, id news.ArticleID) error {
	var w news.Withdrawal
	var e news.EditionID
	err := t.row(ctx, `SELECT edition, data FROM pub_notice WHERE article = $1`, []any{int64(id)}, &e, fromJSON(&w))
	if err != nil {
		return err
	}
	amendments, err := t.Amendments().Of(ctx, id)
	if err != nil {
		return err
	}
	if err := t.enterAmendments(ctx, e, id, amendments); err != nil {
		return err
	}
	err = t.enter(ctx, registerLine{edition: e, kind: RegisterWithdrawn, at: w.At, article: id, note: w.Reason, ground: w.Ground})
	if err != nil {
		return err
	}
	var last news.VersionID
	err = t.row(ctx, `SELECT version FROM pub_interval WHERE article = $1 ORDER BY since DESC LIMIT 1`, []any{int64(id)}, &last)
	if err != nil {
		return err
	}
	v, err := t.Articles().Version(ctx, last)
	if news.Is(err, news.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	tree, err := t.tree(ctx, e)
	if err != nil {
		return err
	}
	p := PublishedArticle{ID: id, Edition: e, Content: v.Content, Listed: v.Content.Kind != news.KindPage,
		Sections: tree.listing(filedUnder(&v.Content))}
	return t.leaveLists(ctx, standing{article: id, lists: listsOf(&p)}, w.At)
}
