package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"warta/internal/news"
)

func (v *view) Sections(ctx context.Context) ([]SectionEntry, error) {
	r, err := v.s.query(ctx, `
		SELECT s.id, s.edition, s.parent, s.name, s.slug, s.description, s.colour, s.position, s.path, coalesce(c.n, 0)
		FROM pub_section AS s LEFT JOIN pub_count AS c ON c.edition = s.edition AND c.kind = 2 AND c.id = s.id
		WHERE s.edition = $1`, int64(v.edition.ID))
	if err != nil {
		return nil, v.d.fail(err, "list sections")
	}
	out, err := all(v.d, rows{r, v.s}, func(r *sql.Rows, s *SectionEntry) error {
		return r.Scan(&s.ID, &s.Edition, &s.Parent, &s.Name, &s.Slug, &s.Description, &s.Colour, &s.Order, &s.Path, &s.Count)
	}, "list sections")
	return inTreeOrder(out, func(s SectionEntry) news.Section { return s.Section }), err
}

// inTreeOrder puts each section before its children, and siblings by their
// order, then by age. A section whose parent is missing stands at the top.
func inTreeOrder[T any](sections []T, of func(T) news.Section) []T {
	known := make(map[news.SectionID]bool, len(sections))
	for _, s := range sections {
		known[of(s).ID] = true
	}
	children := make(map[news.SectionID][]T)
	for _, s := range sections {
		parent := of(s).Parent
		if !known[parent] {
			parent = 0
		}
		children[parent] = append(children[parent], s)
	}
	out := make([]T, 0, len(sections))
	var add func(parent news.SectionID)
	add = func(parent news.SectionID) {
		siblings := children[parent]
		slices.SortFunc(siblings, func(a, b T) int {
			return cmp.Or(cmp.Compare(of(a).Order, of(b).Order), cmp.Compare(of(a).ID, of(b).ID))
		})
		for _, s := range siblings {
			out = append(out, s)
			add(of(s).ID)
		}
	}
	add(0)
	return out
}

func (v *view) Tag(ctx context.Context, slug string) (news.Tag, error) {
	if !storable(slug) {
		return news.Tag{}, refuse(news.NotFound, "get tag")
	}
	r, err := v.s.query(ctx, `SELECT `+publishedTagColumns+` FROM pub_tag WHERE edition = $1 AND slug = $2`,
		int64(v.edition.ID), slug)
	if err != nil {
		return news.Tag{}, v.d.fail(err, "get tag %s", slug)
	}
	return one(v.d, rows{r, v.s}, scanPublishedTag, "get tag %s", slug)
}

func (v *view) Person(ctx context.Context, slug string) (news.Person, error) {
	if !storable(slug) {
		return news.Person{}, refuse(news.NotFound, "get person")
	}
	r, err := v.s.query(ctx, `SELECT `+publishedPersonColumns+` FROM pub_person WHERE slug = $1`, slug)
	if err != nil {
		return news.Person{}, v.d.fail(err, "get person %s", slug)
	}
	return one(v.d, rows{r, v.s}, scanPublishedPerson, "get person %s", slug)
}

func (v *view) Tags(ctx context.Context, ids []news.TagID) (map[news.TagID]news.Tag, error) {
	found, err := byID(ctx, v.s, ids,
		`SELECT `+publishedTagColumns+` FROM pub_tag WHERE id IN `+in8,
		`SELECT `+publishedTagColumns+` FROM pub_tag WHERE id IN `+in32,
		scanPublishedTag, func(g *news.Tag) news.TagID { return g.ID })
	return found, v.d.fail(err, "get tags")
}

func (v *view) People(ctx context.Context, ids []news.PersonID) (map[news.PersonID]news.Person, error) {
	found, err := byID(ctx, v.s, ids,
		`SELECT `+publishedPersonColumns+` FROM pub_person WHERE id IN `+in8,
		`SELECT `+publishedPersonColumns+` FROM pub_person WHERE id IN `+in32,
		scanPublishedPerson, func(p *news.Person) news.PersonID { return p.ID })
	return found, v.d.fail(err, "get people")
}

func (v *view) Assets(ctx context.Context, ids []news.AssetID) (map[news.AssetID]news.Asset, error) {
	found, err := byID(ctx, v.s, ids,
		`SELECT id, data FROM pub_asset WHERE withheld = 0 AND id IN `+in8,
		`SELECT id, data FROM pub_asset WHERE withheld = 0 AND id IN `+in32,
		func(r *sql.Rows, a *news.Asset) error {
			var id int64
			var data sql.RawBytes
			if err := r.Scan(&id, &data); err != nil {
				return err
			}
			photo, err := v.d.photos.decode(id, data)
			if err == nil {
				*a = *photo
			}
			return err
		}, func(a *news.Asset) news.AssetID { return a.ID })
	return found, v.d.fail(err, "get assets")
}
