package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"warta/internal/news"
)

// PutSection copies a section. Its address, and that of each section below it,
// follows from the names of the path to it; old addresses lead to new ones.
// When it moved in the tree, its articles leave the lists of former ancestors
// and join those of the new.
func (t publishing) PutSection(ctx context.Context, s news.Section) error {
	op := fmt.Sprintf("show section %d", s.ID)
	if err := checkText(op, s); err != nil {
		return err
	}
	tree, err := t.tree(ctx, s.Edition)
	if err != nil {
		return t.fail(err, "%s", op)
	}
	was, known := tree[s.ID]
	if s.Parent != 0 && tree[s.Parent] == nil {
		return refuse(news.NotFound, "%s: find parent %d", op, s.Parent)
	}
	before := tree.ancestors(s.ID)
	entry := &SectionEntry{Section: s}
	if known {
		entry.Path = was.Path
	}
	tree[s.ID] = entry
	if slices.Contains(tree.ancestors(s.Parent), s.ID) {
		return refuse(news.Invalid, "%s: it would be below itself", op)
	}
	if err := t.writeSection(ctx, entry); err != nil {
		return t.fail(err, "%s", op)
	}
	for id := range tree {
		if id == s.ID || slices.Contains(tree.ancestors(id), s.ID) {
			if err := t.readdress(ctx, tree, id); err != nil {
				return t.fail(err, "%s", op)
			}
		}
	}
	if known && !slices.Equal(before, tree.ancestors(s.ID)) {
		err = t.relist(ctx, tree, s)
	}
	return t.fail(err, "%s", op)
}

// sectionTree is the sections of an edition by number.
type sectionTree map[news.SectionID]*SectionEntry

func (t *tx) tree(ctx context.Context, e news.EditionID) (sectionTree, error) {
	r, err := t.query(ctx, `
		SELECT id, edition, parent, name, slug, description, colour, position, path FROM pub_section
		WHERE edition = $1`, int64(e))
	if err != nil {
		return nil, err
	}
	tree := make(sectionTree)
	err = r.each(func() error {
		s := new(SectionEntry)
		if err := r.Scan(&s.ID, &s.Edition, &s.Parent, &s.Name, &s.Slug, &s.Description, &s.Colour, &s.Order, &s.Path); err != nil {
			return err
		}
		tree[s.ID] = s
		return nil
	})
	return tree, err
}

// ancestors gives id, its parent, and so on to the top.
func (tree sectionTree) ancestors(id news.SectionID) []news.SectionID {
	var out []news.SectionID
	for s := tree[id]; s != nil && !slices.Contains(out, s.ID); s = tree[s.Parent] {
		out = append(out, s.ID)
	}
	return out
}

// listing gives the sections that list an article filed under some: each
// followed by its ancestors, none twice.
func (tree sectionTree) listing(filed []news.SectionID) []news.SectionID {
	var out []news.SectionID
	for _, id := range filed {
		for _, a := range tree.ancestors(id) {
			if !slices.Contains(out, a) {
				out = append(out, a)
			}
		}
	}
	return out
}

func (t publishing) writeSection(ctx context.Context, s *SectionEntry) error {
	_, err := t.exec(ctx, `
		INSERT INTO pub_section (id, edition, parent, name, slug, description, colour, position, path)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE SET edition = excluded.edition, parent = excluded.parent, name = excluded.name,
			slug = excluded.slug, description = excluded.description, colour = excluded.colour,
			position = excluded.position`,
		int64(s.ID), int64(s.Edition), int64(s.Parent), s.Name, s.Slug, s.Description, s.Colour, s.Order, s.Path)
	return err
}

func (t publishing) readdress(ctx context.Context, tree sectionTree, id news.SectionID) error {
	s, path := tree[id], ""
	for _, a := range tree.ancestors(id) {
		path = "/" + tree[a].Slug + path
	}
	if path == s.Path {
		return nil
	}
	if err := t.claim(ctx, s.Edition, path, owner{section: id}); err != nil {
		return err
	}
	s.Path = path
	_, err := t.exec(ctx, `UPDATE pub_section SET path = $2 WHERE id = $1`, int64(id), path)
	return err
}

// relist moves the articles of a section that moved. Its list names them all,
// and stays itself as it is, so that it can be walked while others change.
func (t publishing) relist(ctx context.Context, tree sectionTree, s news.Section) error {
	const piece = 500
	for after := news.ArticleID(0); ; {
		ids, err := t.listed(ctx, s, after, piece)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := t.relistOne(ctx, tree, id); err != nil {
				return err
			}
		}
		if len(ids) < piece {
			return nil
		}
		after = ids[len(ids)-1]
	}
}

// listed gives numbers of a section's articles in ascending order. That order
// costs a sort of the list, which a move of a section can afford.
func (t publishing) listed(ctx context.Context, s news.Section, after news.ArticleID, limit int) ([]news.ArticleID, error) {
	r, err := t.query(ctx, `
		SELECT article FROM pub_list WHERE edition = $1 AND kind = $2 AND id = $3 AND article > $4
		ORDER BY article LIMIT CAST($5 AS BIGINT)`, int64(s.Edition), int64(bySection), int64(s.ID), int64(after), limit)
	if err != nil {
		return nil, err
	}
	var out []news.ArticleID
	err = r.each(func() error {
		var id news.ArticleID
		if err := r.Scan(&id); err != nil {
			return err
		}
		out = append(out, id)
		return nil
	})
	return out, err
}

func (t publishing) relistOne(ctx context.Context, tree sectionTree, id news.ArticleID) error {
	was, err := t.shown(ctx, id)
	if err != nil || was == nil {
		return err
	}
	var filed []news.SectionID
	if err := t.row(ctx, `SELECT filed FROM pub_text WHERE article = $1`, []any{int64(id)}, fromJSON(&filed)); err != nil {
		return err
	}
	sections := tree.listing(filed)
	to := was.standing
	to.lists = slices.DeleteFunc(slices.Clone(was.lists), func(l list) bool { return l.kind == bySection })
	for _, section := range sections {
		to.lists = append(to.lists, list{was.edition, bySection, int64(section)})
	}
	slices.SortFunc(to.lists, compareLists)
	if err := t.move(ctx, was.standing, to); err != nil {
		return err
	}
	text, err := json.Marshal(sections)
	if err != nil {
		return err
	}
	// Without a digest the next Show writes whatever it is given.
	_, err = t.exec(ctx, `UPDATE pub_article SET lists = $2, digest = '' WHERE id = $1`, int64(id), writeLists(to.lists))
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE pub_text SET sections = $2 WHERE article = $1`, int64(id), string(text))
	return err
}

func (t publishing) PutTag(ctx context.Context, g news.Tag) error {
	if err := checkText("show tag", g); err != nil {
		return err
	}
	return t.replace(ctx, "show tag "+g.Slug, `
		UPDATE pub_tag SET edition = $2, name = $3, slug = $4, type = $5, description = $6 WHERE id = $1
			AND NOT EXISTS (SELECT 1 FROM pub_tag AS o WHERE o.edition = $2 AND o.slug = $4 AND o.id <> $1)`, `
		INSERT INTO pub_tag (id, edition, name, slug, type, description) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT DO NOTHING`,
		int64(g.ID), int64(g.Edition), g.Name, g.Slug, string(g.Type), g.Description)
}

func (t publishing) PutPerson(ctx context.Context, p news.Person) error {
	if err := checkText("show person", p); err != nil {
		return err
	}
	contacts, err := encode(p.Contacts)
	if err != nil {
		return t.fail(err, "show person %s", p.Slug)
	}
	err = t.replace(ctx, "show person "+p.Slug, `
		UPDATE pub_person SET name = $2, slug = $3, title = $4, bio = $5, portrait = $6, contacts = $7, active = $8
		WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM pub_person AS o WHERE o.slug = $3 AND o.id <> $1)`, `
		INSERT INTO pub_person (id, name, slug, title, bio, portrait, contacts, active)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		int64(p.ID), p.Name, p.Slug, p.Title, p.Bio, int64(p.Portrait), contacts, number(p.Active))
	if err != nil {
		return err
	}
	return t.fail(t.use(ctx, news.KeyPerson(p.ID), []news.AssetID{p.Portrait}), "show person %s", p.Slug)
}

// PutAsset keeps from the readers' side what is not public of an asset, and marks
// one whose rights have ended: it stands on no page and its files answer 410.
func (t publishing) PutAsset(ctx context.Context, a news.Asset) error {
	if err := checkText("show asset", a); err != nil {
		return err
	}
	data, err := encode(a.Public())
	if err != nil {
		return t.fail(err, "show asset %d", a.ID)
	}
	err = t.replace(ctx, fmt.Sprintf("show asset %d", a.ID),
		`UPDATE pub_asset SET data = $2, withheld = $3 WHERE id = $1`,
		`INSERT INTO pub_asset (id, data, withheld) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		int64(a.ID), data, number(a.Withheld(t.Now())))
	if err != nil {
		return err
	}
	return t.fail(t.nameRenditions(ctx, &a), "show asset %d", a.ID)
}

func (t publishing) Shown(ctx context.Context, id any) (bool, error) {
	var q query
	var number int64
	switch id := id.(type) {
	case news.TagID:
		q, number = `SELECT count(*) FROM pub_tag WHERE id = $1`, int64(id)
	case news.PersonID:
		q, number = `SELECT count(*) FROM pub_person WHERE id = $1`, int64(id)
	case news.TopicID:
		q, number = `SELECT count(*) FROM pub_topic WHERE id = $1`, int64(id)
	case news.AssetID:
		q, number = `SELECT count(*) FROM pub_asset WHERE id = $1`, int64(id)
	default:
		return false, refuse(news.Internal, "ask whether a %T is shown", id)
	}
	var n int
	err := t.row(ctx, q, []any{number}, &n)
	return n > 0, t.fail(err, "ask whether %T %d is shown", id, number)
}

func (t publishing) PutEdition(ctx context.Context, e news.Edition) error {
	if err := checkText("show edition", e); err != nil {
		return err
	}
	data, err := encode(e)
	if err != nil {
		return t.fail(err, "show edition %d", e.ID)
	}
	err = t.replace(ctx, fmt.Sprintf("show edition %d", e.ID),
		`UPDATE pub_edition SET data = $2 WHERE id = $1`,
		`INSERT INTO pub_edition (id, data) VALUES ($1, $2) ON CONFLICT DO NOTHING`, int64(e.ID), data)
	if err != nil {
		return err
	}
	return t.fail(t.use(ctx, news.KeyEdition(e.ID), editionAssets(&e)), "show edition %d", e.ID)
}

// errUnnumbered is a copy of something that was never put into the newsroom.
var errUnnumbered = errors.New("it has no number")

// replace updates the row numbered args[0], or inserts it; Conflict when
// another row has its unique value.
func (t publishing) replace(ctx context.Context, op string, update, insert query, args ...any) error {
	if id, _ := args[0].(int64); id <= 0 {
		return news.E(news.Invalid, op, errUnnumbered)
	}
	n, err := t.exec(ctx, update, args...)
	if err == nil && n == 0 {
		n, err = t.exec(ctx, insert, args...)
	}
	if err == nil && n == 0 {
		// Another writer may have shown the same thing for the first time while the
		// insert waited for it; now it is there to be changed.
		if n, err = t.exec(ctx, update, args...); err == nil && n == 0 {
			return refuse(news.Conflict, "%s", op)
		}
	}
	return t.fail(err, "%s", op)
}
