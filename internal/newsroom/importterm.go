package newsroom

import (
	"fmt"
	"strconv"
	"strings"

	"warta/internal/auth"
	"warta/internal/ingest"
	"warta/internal/news"
	"warta/internal/store"
)

// Sections, tags and people of a source. Each is found by the source's own key,
// else by its name, else made; the name is kept as it comes (TAX-1).

// termKey is the identity of a term at its source.
func (i *bringing) termKey(taxonomy, slug, name string) string {
	if slug == "" {
		slug = "name:" + name
	}
	return i.plan.sites[i.chunk.site] + "\x01" + taxonomy + "\x01" + slug
}

func (i *bringing) terms() error {
	// Parents can come after their children.
	children := map[news.SectionID]*ingest.Term{}
	for k := range i.chunk.records {
		r := &i.chunk.records[k]
		t := r.Term
		if t == nil {
			continue
		}
		made, what := false, ""
		if t.Number > 0 && len(i.importWriter.terms) < mostKnown {
			i.importWriter.terms[termNumber{i.chunk.site, t.Number}] = i.termKey(t.Taxonomy, t.Slug, t.Name)
		}
		switch t.Becomes() {
		case "section":
			id, isNew, err := i.section(t.Taxonomy, t.Slug, t.Name, t)
			if err != nil {
				return err
			}
			if made = isNew; made && (t.Parent != "" || t.ParentNumber != 0) {
				children[id] = t
			}
		case "tag":
			_, isNew, err := i.tag(t.Taxonomy, t.Slug, t.Name, t.Description)
			if err != nil {
				return err
			}
			made = isNew
		default:
			what = "kept"
			if !i.again(r) {
				if err := i.keep("term "+t.Taxonomy, t.Number, 0, t); err != nil {
					return err
				}
			}
		}
		if i.again(r) {
			continue
		}
		switch {
		case what != "":
			i.wrote(r, what)
		case made:
			i.wrote(r, "created")
		default:
			i.wrote(r, "unchanged")
		}
	}
	for id, t := range children {
		if err := i.under(id, t); err != nil {
			return err
		}
	}
	return nil
}

// under puts a section that this batch made below its parent.
func (i *bringing) under(id news.SectionID, t *ingest.Term) error {
	slug := t.Parent
	if slug == "" {
		for k := range i.chunk.records {
			if p := i.chunk.records[k].Term; p != nil && p.Number == t.ParentNumber && p.Taxonomy == t.Taxonomy {
				slug = p.Slug
			}
		}
	}
	parent, ok := i.known.sections[i.termKey(t.Taxonomy, slug, "")]
	if slug == "" || !ok || parent == id || slug == t.Slug {
		return nil
	}
	for up := parent; up != 0; {
		if up == id {
			return nil // a circle at the source
		}
		s, err := i.tx.Taxonomy().Section(i.ctx, up)
		if err != nil {
			return err
		}
		up = s.Parent
	}
	s, err := i.tx.Taxonomy().Section(i.ctx, id)
	if err != nil {
		return err
	}
	s.Parent = parent
	clear(i.known.up)
	return i.putSection(&s)
}

// putSection writes a section under an address that nothing else has.
func (i *bringing) putSection(s *news.Section) error {
	base := s.Slug
	above := ""
	for up := s.Parent; up != 0; {
		p, err := i.tx.Taxonomy().Section(i.ctx, up)
		if err != nil {
			return err
		}
		above = "/" + p.Slug + above
		up = p.Parent
	}
	all, err := i.tx.Taxonomy().Sections(i.ctx, s.Edition)
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		if n > 1 {
			s.Slug = base + "-" + strconv.Itoa(n)
		}
		path := above + "/" + s.Slug
		owner, err := i.tx.Imports().Addresses(i.ctx, s.Edition, []string{path})
		if err != nil {
			return err
		}
		_, taken := owner[path]
		for _, o := range all {
			taken = taken && !(o.ID == s.ID && o.Parent == s.Parent) || o.ID != s.ID && o.Parent == s.Parent && o.Slug == s.Slug
		}
		if taken && n < 100 {
			continue
		}
		break
	}
	if err := i.tx.Taxonomy().PutSection(i.ctx, s); err != nil {
		return err
	}
	i.key(news.KeySection(s.ID), news.KeyEdition(s.Edition))
	return i.tx.Publishing().PutSection(i.ctx, *s)
}

// section finds or makes one.
func (i *bringing) section(taxonomy, slug, name string, t *ingest.Term) (news.SectionID, bool, error) {
	key := i.termKey(taxonomy, slug, name)
	if id, ok := i.known.sections[key]; ok {
		return id, false, nil
	}
	had, err := i.tx.Imports().Things(i.ctx, i.run.Edition, "section", []string{key})
	if err != nil {
		return 0, false, err
	}
	if v, ok := had[key]; ok {
		if s, err := i.tx.Taxonomy().Section(i.ctx, news.SectionID(v.ID)); err == nil {
			id := s.ID
			if s.MergedInto != 0 {
				id = s.MergedInto
			}
			i.known.sections[key] = id
			return id, false, nil
		} else if !news.Is(err, news.NotFound) {
			return 0, false, err
		}
	}
	s, err := i.tx.Taxonomy().FindSection(i.ctx, i.run.Edition, name)
	if err == nil && s.MergedInto == 0 && !i.claimed("section", int64(s.ID)) {
		i.known.sections[key] = s.ID
		i.things = append(i.things, store.ImportThing{Kind: "section", Key: key, ID: int64(s.ID)})
		return s.ID, false, nil
	}
	if err != nil && !news.Is(err, news.NotFound) {
		return 0, false, err
	}
	s = news.Section{Edition: i.run.Edition, Name: name, Slug: slug}
	if t != nil {
		s.Description = t.Description
	}
	if !news.ValidSlug(s.Slug) {
		s.Slug = news.Slug(name)
	}
	if s.Slug == "" {
		s.Slug = "rubrik"
	}
	if err := i.putSection(&s); err != nil {
		return 0, false, fmt.Errorf("section %q: %w", name, err)
	}
	i.known.sections[key] = s.ID
	i.things = append(i.things, store.ImportThing{Kind: "section", Key: key, ID: int64(s.ID), Run: i.run.ID})
	return s.ID, true, nil
}

// claimed reports whether this batch made a thing for another term: two
// categories of one name stay two.
func (i *bringing) claimed(kind string, id int64) bool {
	for _, t := range i.things {
		if t.Kind == kind && t.ID == id {
			return true
		}
	}
	return false
}

// tag finds or makes one.
func (i *bringing) tag(taxonomy, slug, name, description string) (news.TagID, bool, error) {
	key := i.termKey(taxonomy, slug, name)
	if id, ok := i.known.tags[key]; ok {
		return id, false, nil
	}
	had, err := i.tx.Imports().Things(i.ctx, i.run.Edition, "tag", []string{key})
	if err != nil {
		return 0, false, err
	}
	if v, ok := had[key]; ok {
		i.known.tags[key] = news.TagID(v.ID)
		return news.TagID(v.ID), false, nil
	}
	t, err := i.tx.Taxonomy().FindTag(i.ctx, i.run.Edition, name)
	if err == nil && !t.Forbidden {
		id := t.ID
		if t.MergedInto != 0 {
			id = t.MergedInto
		}
		i.known.tags[key] = id
		i.things = append(i.things, store.ImportThing{Kind: "tag", Key: key, ID: int64(id)})
		return id, false, nil
	}
	if err != nil && !news.Is(err, news.NotFound) {
		return 0, false, err
	}
	t = news.Tag{Edition: i.run.Edition, Name: name, Slug: slug, Type: news.TagSubject, Description: description}
	if !news.ValidSlug(t.Slug) {
		t.Slug = news.Slug(name)
	}
	if t.Slug == "" {
		t.Slug = "tag"
	}
	base := t.Slug
	for n := 2; ; n++ {
		err := i.tx.Taxonomy().PutTag(i.ctx, &t)
		if err == nil {
			break
		}
		if !news.Is(err, news.Conflict) || n > 100 {
			return 0, false, fmt.Errorf("tag %q: %w", name, err)
		}
		t.ID, t.Slug = 0, base+"-"+strconv.Itoa(n)
	}
	i.known.tags[key] = t.ID
	i.things = append(i.things, store.ImportThing{Kind: "tag", Key: key, ID: int64(t.ID), Run: i.run.ID})
	return t.ID, true, nil
}

// authors become people, and accounts without rights (PERM-6).
func (i *bringing) authors() error {
	for k := range i.chunk.records {
		r := &i.chunk.records[k]
		if r.Author == nil {
			continue
		}
		made, err := i.author(r.Author, i.again(r))
		if err != nil {
			return fmt.Errorf("author %q: %w", r.Author.Name, err)
		}
		switch {
		case i.again(r):
		case made:
			i.wrote(r, "created")
		default:
			i.wrote(r, "unchanged")
		}
	}
	return nil
}

func (i *bringing) authorKey(login string) string {
	return i.plan.sites[i.chunk.site] + "\x01author\x01" + login
}

func (i *bringing) author(a *ingest.Author, again bool) (bool, error) {
	key := i.authorKey(a.Login)
	if a.Login == "" {
		key = i.authorKey("name:" + a.Name)
	}
	if _, ok := i.known.people[key]; ok {
		return false, nil
	}
	had, err := i.tx.Imports().Things(i.ctx, i.run.Edition, "person", []string{key})
	if err != nil {
		return false, err
	}
	if v, ok := had[key]; ok {
		i.known.people[key] = news.PersonID(v.ID)
		return false, nil
	}
	p, err := i.tx.People().Find(i.ctx, a.Name)
	made := news.Is(err, news.NotFound) || err == nil && i.claimed("person", int64(p.ID))
	if err != nil && !made {
		return false, err
	}
	run := int64(0)
	if made {
		if p, err = i.makePerson(a); err != nil {
			return false, err
		}
		run = i.run.ID
	} else if p.MergedInto != 0 {
		p.ID = p.MergedInto
	}
	i.known.people[key] = p.ID
	i.things = append(i.things, store.ImportThing{Kind: "person", Key: key, ID: int64(p.ID), Run: run})
	if !again {
		if err := i.account(a, key, p.ID); err != nil {
			return false, err
		}
		if len(a.Fields) > 0 {
			return made, i.keep("author", a.Number, 0, a)
		}
	}
	return made, nil
}

func (i *bringing) makePerson(a *ingest.Author) (news.Person, error) {
	p := news.Person{Name: a.Name, Slug: a.Slug, Bio: a.Bio, Active: true}
	if strings.HasPrefix(a.URL, "https://") || strings.HasPrefix(a.URL, "http://") {
		p.Contacts = []news.Contact{{Label: "web", URL: a.URL}}
	}
	if !news.ValidSlug(p.Slug) {
		p.Slug = news.Slug(a.Name)
	}
	if p.Slug == "" {
		p.Slug = "penulis"
	}
	base := p.Slug
	for n := 2; ; n++ {
		err := i.tx.People().Put(i.ctx, &p)
		if err == nil || !news.Is(err, news.Conflict) || n > 100 {
			return p, err
		}
		p.ID, p.Slug = 0, base+"-"+strconv.Itoa(n)
	}
}

// account makes one for whoever has an address to sign in with. What they may do
// waits for an administrator's word; their old password opens it once.
func (i *bringing) account(a *ingest.Author, key string, person news.PersonID) error {
	if a.Guest || a.Email == "" {
		return nil
	}
	origin := "wordpress:" + strings.ReplaceAll(key, "\x01", "/")
	if _, err := i.tx.Accounts().ByOrigin(i.ctx, origin); !news.Is(err, news.NotFound) {
		return err
	}
	if _, err := i.tx.Accounts().ByEmail(i.ctx, a.Email); !news.Is(err, news.NotFound) {
		return err // somebody has it already, and keeps it
	}
	u := store.User{Name: short(a.Name, 120), Email: strings.TrimSpace(a.Email), Person: person, Active: true, Handle: auth.NewHandle(),
		Locale: i.set.Locale, Origin: origin}
	if len(auth.CheckUser(u.Name, u.Email)) > 0 {
		return i.keep("account", a.Number, 0, a)
	}
	if err := i.tx.Accounts().Put(i.ctx, &u); err != nil {
		return err
	}
	i.things = append(i.things, store.ImportThing{Kind: "account", Key: origin, ID: int64(u.ID), Run: i.run.ID})
	if a.Hash != "" && auth.Scheme(a.Hash) != "" {
		if err := i.tx.Accounts().SetPassword(i.ctx, u.ID, a.Hash, ""); err != nil {
			return err
		}
	}
	for _, g := range grantsOf(a) {
		g.User, g.Pending, g.By, g.At = u.ID, true, i.who.String(), i.now
		if err := i.tx.Accounts().PutGrant(i.ctx, &g); err != nil {
			return err
		}
	}
	return nil
}

// grantsOf are what an author did at the source, as positions here. An export does
// not tell; writing is the least.
func grantsOf(a *ingest.Author) []news.Grant {
	role := ""
	for _, f := range a.Fields {
		if n := strings.ToLower(f.Name); n == "roles" || n == "role" || strings.HasSuffix(n, "capabilities") || n == "wp:author_role" {
			role += " " + strings.ToLower(f.Value)
		}
	}
	switch {
	case strings.Contains(role, "administrator"):
		return []news.Grant{{Position: news.Admin}}
	case strings.Contains(role, "editor"):
		return []news.Grant{{Position: news.Redaktur}}
	case strings.Contains(role, "author"):
		return []news.Grant{{Position: news.Penulis, On: []news.Switch{news.SwitchPublishOwn}}}
	case strings.Contains(role, "subscriber"):
		return nil
	}
	return []news.Grant{{Position: news.Penulis}}
}
