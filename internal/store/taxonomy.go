package store

import (
	"context"
	"database/sql"

	"warta/internal/news"
)

var _ Taxonomy = taxonomy{}

type taxonomy struct{ *tx }

// put updates the row numbered *id, and inserts it when there is none or no
// number yet. Both texts do nothing where another row has the unique value;
// that is the Conflict.
func (t *tx) put(ctx context.Context, in table, id *int64, update, insert func(id int64) (int64, error)) error {
	if *id > 0 {
		if n, err := update(*id); err != nil || n == 1 {
			return err
		}
	}
	return t.insert(ctx, in, id, insert)
}

const sectionColumns = `id, edition, coalesce(parent, 0), name, slug, description, colour, position, more`

func scanSection(r *sql.Rows, s *news.Section) error {
	return r.Scan(&s.ID, &s.Edition, &s.Parent, &s.Name, &s.Slug, &s.Description, &s.Colour, &s.Order, fromJSON(&s.SectionDesk))
}

func (t taxonomy) PutSection(ctx context.Context, s *news.Section) error {
	if err := checkText("put section", s); err != nil {
		return err
	}
	var parent any
	if s.Parent != 0 {
		parent = int64(s.Parent)
	}
	more, err := encode(s.SectionDesk)
	if err != nil {
		return t.fail(err, "put section %q", s.Name)
	}
	args := func(id int64) []any {
		return []any{id, int64(s.Edition), parent, s.Name, nameKey(s.Name), s.Slug, s.Description, s.Colour, s.Order, more}
	}
	err = t.put(ctx, tSection, (*int64)(&s.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			UPDATE section SET edition = $2, parent = $3, name = $4, name_key = $5, slug = $6, description = $7,
				colour = $8, position = $9, more = $10
			WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM section AS o
				WHERE o.edition = $2 AND coalesce(o.parent, 0) = coalesce($3, 0) AND o.slug = $6 AND o.id <> $1)`,
			args(id)...)
	}, func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO section (id, edition, parent, name, name_key, slug, description, colour, position, more)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`, args(id)...)
	})
	return t.fail(err, "put section %q", s.Name)
}

func (t taxonomy) Section(ctx context.Context, id news.SectionID) (news.Section, error) {
	r, err := t.query(ctx, `SELECT `+sectionColumns+` FROM section WHERE id = $1`, int64(id))
	if err != nil {
		return news.Section{}, t.fail(err, "get section %d", id)
	}
	return one(t.database, r, scanSection, "get section %d", id)
}

func (t taxonomy) Sections(ctx context.Context, e news.EditionID) ([]news.Section, error) {
	r, err := t.query(ctx, `SELECT `+sectionColumns+` FROM section WHERE edition = $1 ORDER BY id`, int64(e))
	if err != nil {
		return nil, t.fail(err, "list sections")
	}
	out, err := all(t.database, r, scanSection, "list sections")
	return inTreeOrder(out, func(s news.Section) news.Section { return s }), err
}

func (t taxonomy) FindSection(ctx context.Context, e news.EditionID, name string) (news.Section, error) {
	if !storable(name) {
		return news.Section{}, refuse(news.NotFound, "find section %q", name)
	}
	r, err := t.query(ctx, `
		SELECT `+sectionColumns+` FROM section WHERE edition = $1 AND name_key = $2 ORDER BY id LIMIT 1`,
		int64(e), nameKey(name))
	if err != nil {
		return news.Section{}, t.fail(err, "find section %q", name)
	}
	return one(t.database, r, scanSection, "find section %q", name)
}

const (
	publishedTagColumns = `id, edition, name, slug, type, description`
	tagColumns          = publishedTagColumns + `, more`
)

func scanTag(r *sql.Rows, g *news.Tag) error {
	return r.Scan(&g.ID, &g.Edition, &g.Name, &g.Slug, &g.Type, &g.Description, fromJSON(&g.TagMore))
}

func scanPublishedTag(r *sql.Rows, g *news.Tag) error {
	return r.Scan(&g.ID, &g.Edition, &g.Name, &g.Slug, &g.Type, &g.Description)
}

func (t taxonomy) PutTag(ctx context.Context, g *news.Tag) error {
	if err := checkText("put tag", g); err != nil {
		return err
	}
	more, err := encode(g.TagMore)
	if err != nil {
		return t.fail(err, "put tag %q", g.Name)
	}
	args := func(id int64) []any {
		return []any{id, int64(g.Edition), g.Name, nameKey(g.Name), g.Slug, string(g.Type), g.Description, more}
	}
	err = t.put(ctx, tTag, (*int64)(&g.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			UPDATE tag SET edition = $2, name = $3, name_key = $4, slug = $5, type = $6, description = $7, more = $8
			WHERE id = $1 AND NOT EXISTS (
				SELECT 1 FROM tag AS o WHERE o.edition = $2 AND o.slug = $5 AND o.id <> $1)`, args(id)...)
	}, func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO tag (id, edition, name, name_key, slug, type, description, more)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`, args(id)...)
	})
	if err == nil {
		err = t.aliases(ctx, "tag", g.Edition, int64(g.ID), g.Aliases)
	}
	return t.fail(err, "put tag %q", g.Name)
}

func (t taxonomy) Tags(ctx context.Context, ids []news.TagID) ([]news.Tag, error) {
	found, err := byID(ctx, t.s, ids,
		`SELECT `+tagColumns+` FROM tag WHERE id IN `+in8,
		`SELECT `+tagColumns+` FROM tag WHERE id IN `+in32,
		scanTag, func(g *news.Tag) news.TagID { return g.ID })
	return inOrder(ids, found), t.fail(err, "get tags")
}

func (t taxonomy) FindTag(ctx context.Context, e news.EditionID, name string) (news.Tag, error) {
	if !storable(name) {
		return news.Tag{}, refuse(news.NotFound, "find tag %q", name)
	}
	r, err := t.query(ctx, `
		SELECT `+tagColumns+` FROM tag WHERE edition = $1 AND name_key = $2 ORDER BY id LIMIT 1`,
		int64(e), nameKey(name))
	if err != nil {
		return news.Tag{}, t.fail(err, "find tag %q", name)
	}
	g, err := one(t.database, r, scanTag, "find tag %q", name)
	if !news.Is(err, news.NotFound) {
		return g, err
	}
	r, err = t.query(ctx, `
		SELECT `+tagColumns+` FROM tag WHERE id = (SELECT id FROM name_alias
			WHERE kind = 'tag' AND edition = $1 AND name_key = $2 ORDER BY id LIMIT 1)`, int64(e), nameKey(name))
	if err != nil {
		return news.Tag{}, t.fail(err, "find tag %q", name)
	}
	return one(t.database, r, scanTag, "find tag %q", name)
}
