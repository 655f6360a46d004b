package store

import (
	"context"
	"database/sql"

	"warta/internal/news"
)

var _ People = people{}

type people struct{ *tx }

const (
	publishedPersonColumns = `id, name, slug, title, bio, portrait, contacts, active`
	personColumns          = publishedPersonColumns + `, more`
)

func scanPerson(r *sql.Rows, p *news.Person) error {
	return r.Scan(&p.ID, &p.Name, &p.Slug, &p.Title, &p.Bio, &p.Portrait, fromJSON(&p.Contacts), &p.Active, fromJSON(&p.PersonMore))
}

func scanPublishedPerson(r *sql.Rows, p *news.Person) error {
	return r.Scan(&p.ID, &p.Name, &p.Slug, &p.Title, &p.Bio, &p.Portrait, fromJSON(&p.Contacts), &p.Active)
}

func (t people) Put(ctx context.Context, p *news.Person) error {
	if err := checkText("put person", p); err != nil {
		return err
	}
	contacts, err := encode(p.Contacts)
	if err != nil {
		return t.fail(err, "put person %q", p.Name)
	}
	more, err := encode(p.PersonMore)
	if err != nil {
		return t.fail(err, "put person %q", p.Name)
	}
	args := func(id int64) []any {
		return []any{id, p.Name, nameKey(p.Name), p.Slug, p.Title, p.Bio, int64(p.Portrait), contacts, number(p.Active), more}
	}
	err = t.put(ctx, tPerson, (*int64)(&p.ID), func(id int64) (int64, error) {
		return t.exec(ctx, `
			UPDATE person SET name = $2, name_key = $3, slug = $4, title = $5, bio = $6, portrait = $7, contacts = $8,
				active = $9, more = $10
			WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM person AS o WHERE o.slug = $4 AND o.id <> $1)`, args(id)...)
	}, func(id int64) (int64, error) {
		return t.exec(ctx, `
			INSERT INTO person (id, name, name_key, slug, title, bio, portrait, contacts, active, more)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`, args(id)...)
	})
	return t.fail(err, "put person %q", p.Name)
}

func (t people) Get(ctx context.Context, ids []news.PersonID) ([]news.Person, error) {
	found, err := byID(ctx, t.s, ids,
		`SELECT `+personColumns+` FROM person WHERE id IN `+in8,
		`SELECT `+personColumns+` FROM person WHERE id IN `+in32,
		scanPerson, func(p *news.Person) news.PersonID { return p.ID })
	return inOrder(ids, found), t.fail(err, "get people")
}

func (t people) Find(ctx context.Context, name string) (news.Person, error) {
	if !storable(name) {
		return news.Person{}, refuse(news.NotFound, "find person %q", name)
	}
	r, err := t.query(ctx, `SELECT `+personColumns+` FROM person WHERE name_key = $1 ORDER BY id LIMIT 1`, nameKey(name))
	if err != nil {
		return news.Person{}, t.fail(err, "find person %q", name)
	}
	return one(t.database, r, scanPerson, "find person %q", name)
}
