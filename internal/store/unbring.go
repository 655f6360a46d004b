package store

import (
	"context"

	"warta/internal/news"
)

// A run of an import can be taken back (IMP-8). What follows deletes rows that
// nothing else in this package deletes; it is for things that a run made and
// nobody touched since.

// articleRows are the rows that stand for an article and nothing else. The
// address book is among them: the article was never here.
var articleRows = []query{
	`DELETE FROM pub_text WHERE article = $1`,
	`DELETE FROM pub_article WHERE id = $1`,
	`DELETE FROM pub_interval WHERE article = $1`,
	`DELETE FROM pub_notice WHERE article = $1`,
	`DELETE FROM pub_former WHERE article = $1`,
	`DELETE FROM pub_register WHERE article = $1`,
	`DELETE FROM pub_url WHERE article = $1`,
	`DELETE FROM pub_link WHERE source = $1`,
	`DELETE FROM pub_link WHERE target = $1`,
	`DELETE FROM asset_use WHERE article = $1`,
	`DELETE FROM amendment WHERE article = $1`,
	`DELETE FROM saved WHERE article = $1`,
	`DELETE FROM conflict WHERE article = $1`,
	`DELETE FROM note WHERE article = $1`,
	`DELETE FROM draft WHERE article = $1`,
	`DELETE FROM revision WHERE article = $1`,
	`DELETE FROM version WHERE article = $1`,
	`DELETE FROM import_comment WHERE article = $1`,
	`DELETE FROM import_kept WHERE article = $1 AND article <> 0`,
	`DELETE FROM article WHERE id = $1`,
}

func (t imports) RemoveArticle(ctx context.Context, id news.ArticleID) error {
	op := "take back article " + id.String()
	was, err := t.shown(ctx, id)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	if was != nil {
		t.touchMonths(was.standing, standing{}, t.Now())
		if err := t.move(ctx, was.standing, standing{}); err != nil {
			return t.fail(err, "%s", op)
		}
	}
	if err := t.use(ctx, news.KeyArticle(id), nil); err != nil {
		return t.fail(err, "%s", op)
	}
	if err := t.dropDesk(ctx, id); err != nil {
		return t.fail(err, "%s", op)
	}
	for _, text := range articleRows {
		if _, err := t.exec(ctx, text, int64(id)); err != nil {
			return t.fail(err, "%s", op)
		}
	}
	return nil
}

func (t imports) count(ctx context.Context, text query, id int64) (int, error) {
	var n int
	err := t.row(ctx, text, []any{id}, &n)
	return n, err
}

// removeUnused deletes by the texts, unless used counts something.
func (t imports) removeUnused(ctx context.Context, op string, id int64, used []query, texts ...query) (bool, error) {
	for _, text := range used {
		n, err := t.count(ctx, text, id)
		if err != nil || n > 0 {
			return false, t.fail(err, "%s", op)
		}
	}
	for _, text := range texts {
		if _, err := t.exec(ctx, text, id); err != nil {
			return false, t.fail(err, "%s", op)
		}
	}
	return true, nil
}

func (t imports) RemoveAsset(ctx context.Context, id news.AssetID) (bool, error) {
	for _, text := range []query{`SELECT count(*) FROM asset_use WHERE asset = $1`, `SELECT count(*) FROM pub_use WHERE asset = $1`} {
		n, err := t.count(ctx, text, int64(id))
		if err != nil || n > 0 {
			return false, t.fail(err, "take back asset %d", id)
		}
	}
	err := t.Library().Delete(ctx, id)
	if news.Is(err, news.NotFound) {
		err = nil
	}
	return err == nil, err
}

func (t imports) RemoveTag(ctx context.Context, id news.TagID) (bool, error) {
	n, err := t.listed(ctx, byTag, int64(id))
	if err != nil || n > 0 {
		return false, t.fail(err, "take back tag %d", id)
	}
	if n, err = t.desked(ctx, FacetTag(id)); err != nil || n > 0 {
		return false, t.fail(err, "take back tag %d", id)
	}
	return t.removeUnused(ctx, "take back a tag", int64(id), nil,
		`DELETE FROM pub_tag WHERE id = $1`, `DELETE FROM pub_url WHERE tag = $1 AND tag <> 0`, `DELETE FROM tag WHERE id = $1`)
}

func (t imports) RemovePerson(ctx context.Context, id news.PersonID) (bool, error) {
	n, err := t.listed(ctx, byPerson, int64(id))
	if err != nil || n > 0 {
		return false, t.fail(err, "take back person %d", id)
	}
	if n, err = t.desked(ctx, FacetPerson(id)); err != nil || n > 0 {
		return false, t.fail(err, "take back person %d", id)
	}
	if err := t.use(ctx, news.KeyPerson(id), nil); err != nil {
		return false, t.fail(err, "take back person %d", id)
	}
	return t.removeUnused(ctx, "take back a person", int64(id), []query{`SELECT count(*) FROM account WHERE person = $1`},
		`DELETE FROM pub_person WHERE id = $1`, `DELETE FROM pub_url WHERE person = $1 AND person <> 0`, `DELETE FROM person WHERE id = $1`)
}

func (t imports) RemoveSection(ctx context.Context, id news.SectionID) (bool, error) {
	n, err := t.listed(ctx, bySection, int64(id))
	if err != nil || n > 0 {
		return false, t.fail(err, "take back section %d", id)
	}
	return t.removeUnused(ctx, "take back a section", int64(id),
		[]query{`SELECT count(*) FROM article WHERE section = $1`, `SELECT count(*) FROM section WHERE parent = $1`},
		`DELETE FROM pub_section WHERE id = $1`, `DELETE FROM pub_url WHERE section = $1 AND section <> 0`, `DELETE FROM section WHERE id = $1`)
}

// listed counts the articles in a list, in every edition.
func (t imports) listed(ctx context.Context, kind listKind, id int64) (int64, error) {
	n := int64(0)
	err := t.row(ctx, `SELECT coalesce(sum(n), 0) FROM pub_count WHERE kind = $1 AND id = $2`, []any{int64(kind), id}, &n)
	for l, change := range t.counts {
		if l.kind == kind && l.id == id {
			n += change
		}
	}
	return n, err
}

// desked reports whether the newsroom has something in a list.
func (t imports) desked(ctx context.Context, f Facet) (n int64, err error) {
	r, err := t.query(ctx, `SELECT count(*) FROM desk_list AS l JOIN edition AS e ON e.id = l.edition WHERE l.facet = $1`, string(f))
	if err != nil {
		return 0, err
	}
	err = r.each(func() error { return r.Scan(&n) })
	return n, err
}

func (t imports) RemoveRest(ctx context.Context, run int64) error {
	for _, text := range []query{`DELETE FROM import_comment WHERE run = $1`, `DELETE FROM import_kept WHERE run = $1`,
		`DELETE FROM import_number WHERE run = $1`, `DELETE FROM import_thing WHERE run = $1`} {
		if _, err := t.exec(ctx, text, run); err != nil {
			return t.fail(err, "take back import run %d", run)
		}
	}
	return nil
}
