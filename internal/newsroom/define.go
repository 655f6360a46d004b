package newsroom

import (
	"context"
	"fmt"
	"slices"

	"warta/internal/news"
	"warta/internal/store"
)

// The commands of this file define what articles refer to. Each creates what
// has no number yet and changes what has one; the number is left in the value.

// DefineSection creates or changes a section.
type DefineSection struct{ Section *news.Section }

func (DefineSection) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermSection, Subject{}, nil
}

func (d DefineSection) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
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
	if err := checkSection(ctx, tx, s, who); err != nil {
		return outcome{}, err
	}
	var was news.Section
	if s.ID != 0 {
		var err error
		if was, err = tx.Taxonomy().Section(ctx, s.ID); err != nil && !news.Is(err, news.NotFound) {
			return outcome{}, err
		}
		if was.MergedInto != 0 {
			return outcome{}, news.Refuse(news.Conflict, "define section", "section_closed", nil)
		}
		s.MergedInto = 0
	}
	if err := tx.Taxonomy().PutSection(ctx, s); err != nil {
		return outcome{}, err
	}
	if err := tx.Publishing().PutSection(ctx, *s); err != nil {
		return outcome{}, err
	}
	// Section names stand in every page's menu.
	out := defined(s.Edition, news.EventTaxonomy, "section.define", fmt.Sprintf("section %d", s.ID),
		news.KeySection(s.ID), news.KeyEdition(s.Edition))
	out.audit.Changes = changes(was, *s)
	return out, nil
}

// DefineTag creates or changes a tag.
type DefineTag struct{ Tag *news.Tag }

func (DefineTag) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermTag, Subject{}, nil
}

func (d DefineTag) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
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
	if err := checkTag(ctx, tx, t, who); err != nil {
		return outcome{}, err
	}
	was, err := tx.Taxonomy().Tags(ctx, []news.TagID{t.ID})
	if err != nil {
		return outcome{}, err
	}
	for _, old := range was {
		if old.MergedInto != 0 {
			return outcome{}, news.Refuse(news.Conflict, "define tag", "already_merged", nil)
		}
		t.MergedInto = 0
	}
	if err := tx.Taxonomy().PutTag(ctx, t); err != nil {
		return outcome{}, err
	}
	// A tag becomes public with the first article that carries it.
	if err := renew(ctx, tx, t.ID, func() error { return tx.Publishing().PutTag(ctx, *t) }); err != nil {
		return outcome{}, err
	}
	for _, old := range was {
		if err := leave(ctx, tx, t.Edition, "path.tag", old.Slug, t.Slug, t.ID); err != nil {
			return outcome{}, err
		}
	}
	out := defined(t.Edition, news.EventTaxonomy, "tag.define", fmt.Sprintf("tag %d", t.ID),
		news.KeyTag(t.ID), news.KeyArchive(t.Edition))
	out.audit.Changes = changes(only(was), *t)
	return out, nil
}

// DefinePerson creates or changes a public profile.
type DefinePerson struct {
	Edition news.EditionID
	Person  *news.Person
}

func (d DefinePerson) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermPerson, ownProfile(d.Person), nil
}

func (d DefinePerson) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	p := d.Person
	if err := checkPerson(p, who); err != nil {
		return outcome{}, err
	}
	if err := named("person", p.Name, 120); err != nil {
		return outcome{}, err
	}
	if p.Slug == "" {
		p.Slug = news.Slug(p.Name)
	}
	was, err := tx.People().Get(ctx, []news.PersonID{p.ID})
	if err != nil {
		return outcome{}, err
	}
	for _, old := range was {
		if old.MergedInto != 0 {
			return outcome{}, news.Refuse(news.Conflict, "define person", "already_merged", nil)
		}
		p.MergedInto = 0
	}
	if err := tx.People().Put(ctx, p); err != nil {
		return outcome{}, err
	}
	if err := renew(ctx, tx, p.ID, func() error { return showPerson(ctx, tx, *p) }); err != nil {
		return outcome{}, err
	}
	// A person stands in every edition.
	editions, err := tx.Editions().All(ctx)
	if err != nil {
		return outcome{}, err
	}
	for _, old := range was {
		for _, e := range editions {
			if err := leave(ctx, tx, e.ID, "path.author", old.Slug, p.Slug, p.ID); err != nil {
				return outcome{}, err
			}
		}
	}
	out := defined(d.Edition, news.EventPeople, "person.define", fmt.Sprintf("person %d", p.ID),
		news.KeyPerson(p.ID), news.KeyArchive(d.Edition))
	out.audit.Changes = changes(only(was), *p)
	return out, nil
}

// AddAsset registers a medium whose bytes are in the blob store.
type AddAsset struct{ Asset *news.Asset }

func (AddAsset) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermMediaAdd, Subject{}, nil
}

func (d AddAsset) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	if d.Asset.Added.IsZero() {
		d.Asset.Added = tx.Now()
	}
	if err := tx.Media().Put(ctx, d.Asset); err != nil {
		return outcome{}, err
	}
	if err := tx.Uploads().Use(ctx, d.Asset.ID, renditionNames(d.Asset)...); err != nil {
		return outcome{}, err
	}
	if err := renew(ctx, tx, d.Asset.ID, func() error { return tx.Publishing().PutAsset(ctx, *d.Asset) }); err != nil {
		return outcome{}, err
	}
	return defined(d.Asset.Edition, news.EventMedia, "media.add", fmt.Sprintf("asset %d", d.Asset.ID), news.KeyAsset(d.Asset.ID)), nil
}

// ChangeSettings creates an edition or changes its settings.
type ChangeSettings struct{ Edition *news.Edition }

func (ChangeSettings) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermSettings, Subject{}, nil
}

func (c ChangeSettings) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return putSettings(ctx, tx, who, c.Edition, "settings.change")
}

// notExpired refuses a new security.txt that would be worth nothing (RFC 9116,
// 2.5.5). One that has run out since does not stand in the way of other settings.
func notExpired(ctx context.Context, tx store.Tx, e *news.Edition) error {
	sec := e.Settings.Machine.Security
	if len(sec.Contacts) == 0 || sec.Expires.After(tx.Now()) {
		return nil
	}
	if e.ID != 0 {
		was, err := tx.Editions().Get(ctx, e.ID)
		if err != nil && !news.Is(err, news.NotFound) {
			return err
		}
		if was.Settings.Machine.Security.Expires.Equal(sec.Expires) {
			return nil
		}
	}
	return &news.Error{Kind: news.Invalid, Op: "check settings", Code: "fields",
		Fields: []news.FieldError{{Field: "machine.security.expires", Code: "past"}}}
}

// showPictures puts the pictures that settings name on the readers' side: the
// paper's logo, and those of house and direct advertisements.
func showPictures(ctx context.Context, tx store.Tx, s *news.Settings) error {
	var ids []news.AssetID
	if s.Masthead.Logo != 0 {
		ids = append(ids, s.Masthead.Logo)
	}
	for _, slot := range news.AdSlots {
		if id := s.Ads.Slots[slot].Image; id != 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := tx.Media().Get(ctx, ids)
	if err != nil {
		return fmt.Errorf("show the pictures of the settings: %w", err)
	}
	for _, m := range found {
		if err := tx.Publishing().PutAsset(ctx, m); err != nil {
			return err
		}
	}
	return nil
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

// only is the only one of a list, or nothing.
func only[T any](list []T) (v T) {
	if len(list) > 0 {
		v = list[0]
	}
	return v
}
