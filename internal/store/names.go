package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"warta/internal/news"
)

// Names is what the pickers and the tables of sections, tags and people need,
// and how one name becomes part of another.
type Names interface {
	// TagsByPrefix and PeopleByPrefix find by the beginning of a name, or of an
	// alias, folded; merged ones are left out.
	TagsByPrefix(ctx context.Context, e news.EditionID, prefix string, limit int) ([]news.Tag, error)
	PeopleByPrefix(ctx context.Context, prefix string, limit int) ([]news.Person, error)
	// TagsAfter and PeopleAfter list by name, after a name and number.
	TagsAfter(ctx context.Context, e news.EditionID, name string, id news.TagID, limit int) ([]news.Tag, error)
	PeopleAfter(ctx context.Context, name string, id news.PersonID, limit int) ([]news.Person, error)
	// Listed gives live articles that readers find under a thing, in ascending
	// order after a number: by is "tag", "person", "section" or "primary".
	Listed(ctx context.Context, e news.EditionID, by string, id int64, after news.ArticleID, limit int) ([]news.ArticleID, error)
	// CountListed is how many there are.
	CountListed(ctx context.Context, e news.EditionID, by string, id int64) (int64, error)
	// Merge notes that one thing became part of another; Last is the newest of a
	// source. NotFound.
	Merge(ctx context.Context, m *Merge) error
	Last(ctx context.Context, kind string, source int64) (Merge, error)
	Undo(ctx context.Context, id int64, at time.Time) error
	// Remember notes articles that a merge showed under the other name; Recall gives
	// the lowest of them and forgets those.
	Remember(ctx context.Context, merge int64, ids ...news.ArticleID) error
	Recall(ctx context.Context, merge int64, limit int) ([]news.ArticleID, error)
	// Unlist takes the page of a tag, person or section (by the type of id) away
	// from readers; its address is the caller's to lead on.
	Unlist(ctx context.Context, id any) error
	// LiveAt is the version that readers had at a moment. NotFound.
	LiveAt(ctx context.Context, id news.ArticleID, moment time.Time) (Interval, error)
	// PublishedBefore walks what was published before a moment.
	PublishedBefore(ctx context.Context, e news.EditionID, moment, before time.Time, beforeID news.ArticleID, limit int) ([]Interval, error)
	// Follow gives every address of one section to another.
	Follow(ctx context.Context, from, to news.SectionID) error
}

// Merge is one thing that became part of another.
type Merge struct {
	ID             int64
	Kind           string
	Edition        news.EditionID
	Source, Target int64
	At             time.Time
	By             string
	Undone         time.Time
}

var _ Names = names{}

type names struct{ *tx }

func (t *tx) Names() Names { return names{t} }

// aliases replaces the other names of a thing.
func (t *tx) aliases(ctx context.Context, kind string, e news.EditionID, id int64, list []string) error {
	if _, err := t.exec(ctx, `DELETE FROM name_alias WHERE kind = $1 AND id = $2`, kind, id); err != nil {
		return err
	}
	for _, name := range list {
		if _, err := t.exec(ctx, `INSERT INTO name_alias (kind, edition, name_key, id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			kind, int64(e), nameKey(name), id); err != nil {
			return err
		}
	}
	return nil
}

// span is the range of keys that begin with a prefix.
func span(prefix string) (first, last string, ok bool) {
	first = cases.Fold().String(norm.NFC.String(strings.TrimLeft(prefix, " ")))
	return first, first + "\U0010FFFF", storable(first) && len(first) <= 400
}

func (t names) TagsByPrefix(ctx context.Context, e news.EditionID, prefix string, limit int) ([]news.Tag, error) {
	first, last, ok := span(prefix)
	if !ok {
		return nil, nil
	}
	r, err := t.query(ctx, `SELECT `+tagColumns+` FROM tag WHERE edition = $1 AND name_key >= $2 AND name_key < $3
		ORDER BY name_key, id LIMIT CAST($4 AS BIGINT)`, int64(e), first, last, 2*limit)
	if err != nil {
		return nil, t.fail(err, "find tags")
	}
	out, err := all(t.database, r, scanTag, "find tags")
	if err != nil {
		return nil, err
	}
	r, err = t.query(ctx, `SELECT id FROM name_alias WHERE kind = 'tag' AND edition = $1 AND name_key >= $2 AND name_key < $3
		ORDER BY name_key, id LIMIT CAST($4 AS BIGINT)`, int64(e), first, last, limit)
	if err != nil {
		return nil, t.fail(err, "find tags")
	}
	also, err := all(t.database, r, func(r *sql.Rows, id *news.TagID) error { return r.Scan(id) }, "find tags")
	if err != nil {
		return nil, err
	}
	more, err := t.Taxonomy().Tags(ctx, also)
	if err != nil {
		return nil, err
	}
	seen := map[news.TagID]bool{}
	kept := out[:0]
	for _, g := range append(out, more...) {
		if g.MergedInto == 0 && !seen[g.ID] && len(kept) < limit {
			seen[g.ID] = true
			kept = append(kept, g)
		}
	}
	return kept, nil
}

func (t names) PeopleByPrefix(ctx context.Context, prefix string, limit int) ([]news.Person, error) {
	first, last, ok := span(prefix)
	if !ok {
		return nil, nil
	}
	r, err := t.query(ctx, `SELECT `+personColumns+` FROM person WHERE name_key >= $1 AND name_key < $2
		ORDER BY name_key, id LIMIT CAST($3 AS BIGINT)`, first, last, 2*limit)
	if err != nil {
		return nil, t.fail(err, "find people")
	}
	out, err := all(t.database, r, scanPerson, "find people")
	kept := out[:0]
	for _, p := range out {
		if p.MergedInto == 0 && len(kept) < limit {
			kept = append(kept, p)
		}
	}
	return kept, err
}

func (t names) TagsAfter(ctx context.Context, e news.EditionID, name string, id news.TagID, limit int) ([]news.Tag, error) {
	if !storable(name) {
		return nil, nil
	}
	r, err := t.query(ctx, `SELECT `+tagColumns+` FROM tag WHERE edition = $1 AND (name_key, id) > ($2, $3)
		ORDER BY name_key, id LIMIT CAST($4 AS BIGINT)`, int64(e), nameKey(name), int64(id), limit)
	if err != nil {
		return nil, t.fail(err, "list tags")
	}
	return all(t.database, r, scanTag, "list tags")
}

func (t names) PeopleAfter(ctx context.Context, name string, id news.PersonID, limit int) ([]news.Person, error) {
	if !storable(name) {
		return nil, nil
	}
	r, err := t.query(ctx, `SELECT `+personColumns+` FROM person WHERE (name_key, id) > ($1, $2)
		ORDER BY name_key, id LIMIT CAST($3 AS BIGINT)`, nameKey(name), int64(id), limit)
	if err != nil {
		return nil, t.fail(err, "list people")
	}
	return all(t.database, r, scanPerson, "list people")
}

func (t names) Listed(ctx context.Context, e news.EditionID, by string, id int64, after news.ArticleID, limit int) ([]news.ArticleID, error) {
	in, err := listOf(e, List{By: by, ID: id})
	if err != nil {
		return nil, err
	}
	r, err := t.query(ctx, `SELECT article FROM pub_list WHERE edition = $1 AND kind = $2 AND id = $3 AND article > $4
		ORDER BY article LIMIT CAST($5 AS BIGINT)`, int64(in.edition), int64(in.kind), in.id, int64(after), limit)
	if err != nil {
		return nil, t.fail(err, "list the articles of a %s", by)
	}
	return all(t.database, r, func(r *sql.Rows, id *news.ArticleID) error { return r.Scan(id) }, "list the articles of a %s", by)
}

func (t names) CountListed(ctx context.Context, e news.EditionID, by string, id int64) (n int64, err error) {
	in, err := listOf(e, List{By: by, ID: id})
	if err != nil {
		return 0, err
	}
	err = t.row(ctx, `SELECT coalesce(sum(n), 0) FROM pub_count WHERE edition = $1 AND kind = $2 AND id = $3`,
		[]any{int64(in.edition), int64(in.kind), in.id}, &n)
	return n, t.fail(err, "count the articles of a %s", by)
}

func (t names) Merge(ctx context.Context, m *Merge) error {
	err := t.insert(ctx, tMerge, &m.ID, func(id int64) (int64, error) {
		return t.exec(ctx, `INSERT INTO merge (id, kind, edition, source, target, at, actor, undone) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)
			ON CONFLICT DO NOTHING`, id, m.Kind, int64(m.Edition), m.Source, m.Target, m.At.UnixMicro(), m.By)
	})
	return t.fail(err, "merge %s %d", m.Kind, m.Source)
}

func (t names) Last(ctx context.Context, kind string, source int64) (m Merge, err error) {
	err = t.row(ctx, `SELECT id, kind, edition, source, target, at, actor, undone FROM merge WHERE kind = $1 AND source = $2
		ORDER BY id DESC LIMIT 1`, []any{kind, source}, &m.ID, &m.Kind, &m.Edition, &m.Source, &m.Target, at(&m.At), &m.By, at(&m.Undone))
	return m, t.fail(err, "find the merge of %s %d", kind, source)
}

func (t names) Undo(ctx context.Context, id int64, when time.Time) error {
	_, err := t.exec(ctx, `UPDATE merge SET undone = $2 WHERE id = $1`, id, when.UnixMicro())
	return t.fail(err, "undo merge %d", id)
}

func (t names) Remember(ctx context.Context, merge int64, ids ...news.ArticleID) error {
	for _, id := range ids {
		if _, err := t.exec(ctx, `INSERT INTO merge_article (merge, article) VALUES ($1, $2) ON CONFLICT DO NOTHING`, merge, int64(id)); err != nil {
			return t.fail(err, "remember the articles of merge %d", merge)
		}
	}
	return nil
}

func (t names) Recall(ctx context.Context, merge int64, limit int) ([]news.ArticleID, error) {
	r, err := t.query(ctx, `SELECT article FROM merge_article WHERE merge = $1 ORDER BY article LIMIT CAST($2 AS BIGINT)`, merge, limit)
	if err != nil {
		return nil, t.fail(err, "recall the articles of merge %d", merge)
	}
	ids, err := all(t.database, r, func(r *sql.Rows, id *news.ArticleID) error { return r.Scan(id) }, "recall the articles of merge %d", merge)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	_, err = t.exec(ctx, `DELETE FROM merge_article WHERE merge = $1 AND article <= $2`, merge, int64(ids[len(ids)-1]))
	return ids, t.fail(err, "recall the articles of merge %d", merge)
}

func (t names) Unlist(ctx context.Context, id any) error {
	var err error
	switch id := id.(type) {
	case news.TagID:
		_, err = t.exec(ctx, `DELETE FROM pub_tag WHERE id = $1`, int64(id))
	case news.PersonID:
		if err = t.use(ctx, news.KeyPerson(id), nil); err == nil {
			_, err = t.exec(ctx, `DELETE FROM pub_person WHERE id = $1`, int64(id))
		}
	case news.SectionID:
		_, err = t.exec(ctx, `DELETE FROM pub_section WHERE id = $1`, int64(id))
	default:
		return refuse(news.Internal, "unlist a %T", id)
	}
	return t.fail(err, "take %T %v away from readers", id, id)
}

func (t names) Follow(ctx context.Context, from, to news.SectionID) error {
	_, err := t.exec(ctx, `UPDATE pub_url SET section = $2 WHERE section = $1`, int64(from), int64(to))
	return t.fail(err, "lead section %d to %d", from, to)
}
