package newsroom

import (
	"context"
	"fmt"
	"net/url"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"

	"golang.org/x/text/language"
)

// checkPerson refuses what a profile cannot say (PPL-1).
func checkPerson(p *news.Person, who Actor) error {
	var bad []news.FieldError
	long := func(field, text string, limit int) {
		if news.Length(text) > limit && !who.imports() {
			bad = append(bad, news.FieldError{Field: field, Code: "too_long", Limit: limit})
		}
	}
	long("title", p.Title, 120)
	long("bio", p.Bio, 1000)
	for i, c := range p.Contacts {
		if u, err := url.Parse(c.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "mailto" && u.Scheme != "tel" {
			bad = append(bad, news.FieldError{Field: fmt.Sprintf("contacts.%d.url", i), Code: "url"})
		}
		long(fmt.Sprintf("contacts.%d.label", i), c.Label, 60)
	}
	for i, l := range p.Languages {
		if _, err := language.Parse(l); err != nil {
			bad = append(bad, news.FieldError{Field: fmt.Sprintf("languages.%d", i), Code: "unknown"})
		}
	}
	if bad != nil {
		return &news.Error{Kind: news.Invalid, Op: "define person", Code: "fields", Fields: bad}
	}
	return nil
}

// ownProfile is the subject of a profile: whose own it is may change it.
func ownProfile(p *news.Person) Subject {
	if p.ID == 0 {
		return Subject{}
	}
	return Subject{Profiles: []news.PersonID{p.ID}}
}

// PeopleNamed is the picker of credits: profiles whose name begins so.
func (n *Newsroom) PeopleNamed(ctx context.Context, who Actor, prefix string, limit int) (out []news.Person, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if !holdsSomewhere(who, PermRead) && !holdsSomewhere(who, PermPerson) {
			return news.E(news.Forbidden, string(PermRead), nil)
		}
		out, err = tx.Names().PeopleByPrefix(ctx, prefix, limited(limit, 50))
		return err
	})
	return out, err
}

// TagsNamed is the picker of tags; forbidden ones are not offered.
func (n *Newsroom) TagsNamed(ctx context.Context, who Actor, e news.EditionID, prefix string, limit int) (out []news.Tag, err error) {
	limit = limited(limit, 50)
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if !holdsSomewhere(who, PermRead) {
			return news.E(news.Forbidden, string(PermRead), nil)
		}
		found, err := tx.Names().TagsByPrefix(ctx, e, prefix, 2*limit)
		out = nil
		for _, t := range found {
			if !t.Forbidden && len(out) < limit {
				out = append(out, t)
			}
		}
		return err
	})
	return out, err
}

// MergePeople makes a profile part of another: one person who was entered
// twice. The old page leads to the other one, lists and credits show the other
// one, and no frozen version is rewritten (PPL-4). Call it again until Left is
// false.
type MergePeople struct {
	From, Into news.PersonID
	Left       *bool
}

func (MergePeople) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermPerson, Subject{}, nil
}

func (c MergePeople) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	op := fmt.Sprintf("merge person %d into %d", c.From, c.Into)
	found, err := tx.People().Get(ctx, []news.PersonID{c.From, c.Into})
	if err != nil {
		return outcome{}, err
	}
	if len(found) != 2 {
		return outcome{}, news.E(news.NotFound, op, nil)
	}
	a, b := found[0], found[1]
	if b.MergedInto != 0 || a.MergedInto != 0 && a.MergedInto != b.ID {
		return outcome{}, news.Refuse(news.Conflict, op, "already_merged", nil)
	}
	editions, err := tx.Editions().All(ctx)
	if err != nil {
		return outcome{}, err
	}
	m, err := tx.Names().Last(ctx, "person", int64(a.ID))
	if err != nil && !news.Is(err, news.NotFound) {
		return outcome{}, err
	}
	if a.MergedInto == 0 {
		m = store.Merge{Kind: "person", Source: int64(a.ID), Target: int64(b.ID), At: tx.Now(), By: who.String()}
		if err := tx.Names().Merge(ctx, &m); err != nil {
			return outcome{}, err
		}
		a.MergedInto, a.Active = b.ID, false
		if err := tx.People().Put(ctx, &a); err != nil {
			return outcome{}, err
		}
		if err := joinPerson(ctx, tx, editions, a, b); err != nil {
			return outcome{}, err
		}
	}
	keys := []string{news.KeyPerson(a.ID), news.KeyPerson(b.ID)}
	left := false
	var events []news.Event
	for _, e := range editions {
		moved, more, err := reshow(ctx, tx, e.ID, "person", int64(a.ID), m.ID)
		if err != nil {
			return outcome{}, err
		}
		left = left || more
		events = append(events, news.Event{Edition: e.ID, Kind: news.EventPeople,
			Keys: append(append([]string{news.KeyArchive(e.ID), news.KeyRedirects(e.ID)}, keys...), moved...)})
	}
	if c.Left != nil {
		*c.Left = left
	}
	return outcome{events: events, audit: store.AuditRow{Command: "person.merge", Subject: fmt.Sprintf("person %d", a.ID),
		Changes: []store.Change{{Field: "merged_into", To: fmt.Sprint(b.ID)}}}}, nil
}

func joinPerson(ctx context.Context, tx store.Tx, editions []news.Edition, a, b news.Person) error {
	shown, err := tx.Publishing().Shown(ctx, a.ID)
	if err != nil || !shown {
		return err
	}
	if err := showPerson(ctx, tx, b); err != nil {
		return err
	}
	if err := tx.Names().Unlist(ctx, a.ID); err != nil {
		return err
	}
	for _, e := range editions {
		path, err := pagePath(ctx, tx, e.ID, "path.author", a.Slug)
		if err != nil {
			return err
		}
		if err := leaveAt(ctx, tx, e.ID, path, b.ID); err != nil {
			return err
		}
	}
	return nil
}

// mergedPeople gives for each merged profile the one it became part of.
func mergedPeople(ctx context.Context, tx store.Tx, ids []news.PersonID) (map[news.PersonID]news.PersonID, error) {
	found, err := tx.People().Get(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := map[news.PersonID]news.PersonID{}
	for _, p := range found {
		if p.MergedInto != 0 {
			out[p.ID] = p.MergedInto
		}
	}
	return out, nil
}

// pagePath is the address of a tag's, person's or topic's page; word is the
// message key of its first part.
func pagePath(ctx context.Context, tx store.Tx, e news.EditionID, word, slug string) (string, error) {
	edition, err := tx.Editions().Get(ctx, e)
	if err != nil {
		return "", err
	}
	set := edition.Settings.WithDefaults()
	words := locale.Get(set.Locale).With(set.Messages)
	return "/" + words.Message(word) + "/" + url.PathEscape(slug), nil
}

// leaveAt makes an address lead to a tag, person or topic.
func leaveAt(ctx context.Context, tx store.Tx, e news.EditionID, path string, id any) error {
	err := tx.Publishing().Leave(ctx, e, path, id)
	if news.Is(err, news.Conflict) {
		// An article or a section stands there; it has the address for good.
		return nil
	}
	return err
}
