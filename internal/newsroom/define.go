package newsroom

import (
	"context"
	"fmt"

	"warta/internal/news"
	"warta/internal/store"
)

// The commands of this file define what articles refer to. Each creates what
// has no number yet and changes what has one; the number is left in the value.

// DefineSection creates or changes a section.
type DefineSection struct{ Section *news.Section }

func (DefineSection) permission() Permission { return PermSection }

func (d DefineSection) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	s := d.Section
	if err := named("section", s.Name, 60); err != nil {
		return outcome{}, err
	}
	if s.Slug == "" {
		s.Slug = news.Slug(s.Name)
	}
	if !news.ValidSlug(s.Slug) {
		return outcome{}, badField("section", "slug", "slug")
	}
	if err := tx.Taxonomy().PutSection(ctx, s); err != nil {
		return outcome{}, err
	}
	if err := tx.Publishing().PutSection(ctx, *s); err != nil {
		return outcome{}, err
	}
	// Section names stand in every page's menu.
	return defined(s.Edition, news.EventTaxonomy, "section.define", fmt.Sprintf("section %d", s.ID),
		news.KeySection(s.ID), news.KeyEdition(s.Edition)), nil
}

// DefineTag creates or changes a tag.
type DefineTag struct{ Tag *news.Tag }

func (DefineTag) permission() Permission { return PermTag }

func (d DefineTag) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	t := d.Tag
	if err := named("tag", t.Name, 60); err != nil {
		return outcome{}, err
	}
	if t.Slug == "" {
		t.Slug = news.Slug(t.Name)
	}
	if t.Type == "" {
		t.Type = news.TagSubject
	}
	if err := tx.Taxonomy().PutTag(ctx, t); err != nil {
		return outcome{}, err
	}
	// A tag becomes public with the first article that carries it.
	if err := renew(ctx, tx, t.ID, func() error { return tx.Publishing().PutTag(ctx, *t) }); err != nil {
		return outcome{}, err
	}
	return defined(t.Edition, news.EventTaxonomy, "tag.define", fmt.Sprintf("tag %d", t.ID), news.KeyTag(t.ID), news.KeyArchive(t.Edition)), nil
}

// DefinePerson creates or changes a public profile.
type DefinePerson struct {
	Edition news.EditionID
	Person  *news.Person
}

func (DefinePerson) permission() Permission { return PermPerson }

func (d DefinePerson) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	p := d.Person
	if err := named("person", p.Name, 120); err != nil {
		return outcome{}, err
	}
	if p.Slug == "" {
		p.Slug = news.Slug(p.Name)
	}
	if err := tx.People().Put(ctx, p); err != nil {
		return outcome{}, err
	}
	if err := renew(ctx, tx, p.ID, func() error { return tx.Publishing().PutPerson(ctx, *p) }); err != nil {
		return outcome{}, err
	}
	return defined(d.Edition, news.EventPeople, "person.define", fmt.Sprintf("person %d", p.ID), news.KeyPerson(p.ID), news.KeyArchive(d.Edition)), nil
}

// AddAsset registers a medium whose bytes are in the blob store.
type AddAsset struct{ Asset *news.Asset }

func (AddAsset) permission() Permission { return PermMediaAdd }

func (d AddAsset) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	if err := tx.Media().Put(ctx, d.Asset); err != nil {
		return outcome{}, err
	}
	if err := renew(ctx, tx, d.Asset.ID, func() error { return tx.Publishing().PutAsset(ctx, *d.Asset) }); err != nil {
		return outcome{}, err
	}
	return defined(d.Asset.Edition, news.EventMedia, "media.add", fmt.Sprintf("asset %d", d.Asset.ID), news.KeyAsset(d.Asset.ID)), nil
}

// ChangeSettings creates an edition or changes its settings.
type ChangeSettings struct{ Edition *news.Edition }

func (ChangeSettings) permission() Permission { return PermSettings }

func (c ChangeSettings) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	e := c.Edition
	if err := e.Settings.Validate(); err != nil {
		return outcome{}, err
	}
	if err := tx.Editions().Put(ctx, e); err != nil {
		return outcome{}, err
	}
	if err := tx.Publishing().PutEdition(ctx, *e); err != nil {
		return outcome{}, err
	}
	return defined(e.ID, news.EventSettings, "settings.change", fmt.Sprintf("edition %d", e.ID), news.KeyEdition(e.ID)), nil
}

// renew copies a changed thing to the readers' side if they see it already;
// the event's key purges the pages that print it.
func renew(ctx context.Context, tx store.Tx, id any, put func() error) error {
	shown, err := tx.Publishing().Shown(ctx, id)
	if err != nil || !shown {
		return err
	}
	return put()
}

func defined(e news.EditionID, kind news.EventKind, command, subject string, keys ...string) outcome {
	return outcome{
		events: []news.Event{{Edition: e, Kind: kind, Keys: keys}},
		audit:  store.AuditRow{Command: command, Subject: subject},
	}
}

func named(what, name string, limit int) error {
	switch n := news.Length(name); {
	case n == 0:
		return badField(what, "name", "required")
	case n > limit && limit > 0:
		return &news.Error{Kind: news.Invalid, Op: "define " + what,
			Fields: []news.FieldError{{Field: "name", Code: "too_long", Limit: limit}}}
	}
	return nil
}

func badField(what, field, code string) error {
	return &news.Error{Kind: news.Invalid, Op: "define " + what, Fields: []news.FieldError{{Field: field, Code: code}}}
}
