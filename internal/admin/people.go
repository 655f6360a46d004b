package admin

import (
	"net/http"
	"strconv"
	"strings"

	"warta/internal/news"
	"warta/internal/newsroom"
)

type peopleData struct {
	Tabs  []listTab
	Q     string
	Lines []personLine
	Next  string
	Empty emptyState
	Form  *personForm
}

type personLine struct {
	Name, Title, Href, Live, Last, Into string
	Off                                 bool
}

type personForm struct {
	ID                                             news.PersonID
	Name, Slug, Title, Bio, Portrait, Contacts, In field
	Active                                         bool
	Merge, Split, Live, Thumb                      string
}

func (s *Server) peoplePage(v *visit) error {
	return s.showPeople(v, http.StatusOK, page{}, news.Person{Active: true}, nil)
}

func personAddress(id news.PersonID) string {
	return peoplePath + "/" + strconv.FormatInt(int64(id), 10)
}

func (s *Server) showPeople(v *visit, status int, p page, typed news.Person, wrong map[string]string) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	after, _ := articleID(q.Get("id"))
	d := peopleData{Tabs: nameTabs(v, "people"), Q: strings.TrimSpace(q.Get("q"))}
	list, err := s.o.Newsroom.PersonTable(ctx, v.who, paper.Edition.ID, d.Q, q.Get("after"), news.PersonID(after), namesPerPage)
	if err != nil {
		return err
	}
	for _, x := range list {
		d.Lines = append(d.Lines, personLine{Name: x.Name, Title: x.Title, Href: personAddress(x.ID), Live: v.words.Number(x.Live), Last: s.agoOf(v, x.Last, paper.Now), Into: x.Into, Off: !x.Active})
	}
	if len(list) == namesPerPage && d.Q == "" {
		last := list[len(list)-1]
		u := *v.r.URL
		u.Path = peoplePath
		d.Next = changedAddress(&u, "after", last.Name, "id", strconv.FormatInt(int64(last.ID), 10))
	}
	d.Empty = emptyState{Title: v.msg("room.person.none"), Text: v.msg("room.person.none_text")}
	if d.Q != "" {
		d.Empty = emptyState{Title: v.msg("room.names.no_match"), Href: peoplePath, Link: v.msg("room.names.all")}
	}
	if s.o.Newsroom.MayMind(v.who, 0) {
		if d.Form, err = s.personForm(v, typed, wrong); err != nil {
			return err
		}
	}
	p.Title, p.Place = v.msg("room.names.people"), "kanal"
	return s.show(v, status, p, "people", d)
}

func (s *Server) personForm(v *visit, x news.Person, wrong map[string]string) (*personForm, error) {
	text := func(name, value, hint string, rows int) field {
		return field{Name: name, Label: v.msg("room.person." + name), Hint: hint, Type: "text", Auto: "off", Value: value, Error: wrong[name], Prose: name != "slug", Rows: rows}
	}
	f := &personForm{ID: x.ID, Active: x.Active, Name: text("name", x.Name, "", 0), Slug: text("slug", x.Slug, v.msg("room.names.slug_hint"), 0), Title: text("title", x.Title, v.msg("room.person.title_hint"), 0),
		Bio: text("bio", x.Bio, "", 4)}
	var lines []string
	for _, c := range x.Contacts {
		lines = append(lines, strings.TrimSpace(c.Label+" "+c.URL))
	}
	f.Contacts = text("contacts", strings.Join(lines, "\n"), v.msg("room.person.contacts_hint"), 3)
	f.In = text("languages", strings.Join(x.Languages, ", "), v.msg("room.person.languages_hint"), 0)
	for name, sentence := range wrong {
		switch {
		case strings.HasPrefix(name, "contacts."):
			f.Contacts.Error = sentence
		case strings.HasPrefix(name, "languages."):
			f.In.Error = sentence
		}
	}
	portrait := ""
	if x.Portrait != 0 {
		portrait = strconv.FormatInt(int64(x.Portrait), 10)
		if a, err := s.o.Newsroom.Asset(v.r.Context(), v.who, x.Portrait); err == nil {
			if r, ok := thumb(&a, 160); ok {
				f.Thumb = renditionsPath + r.Name
			}
		} else if news.Is(err, news.Internal) {
			return nil, err
		}
	}
	f.Portrait = text("portrait", portrait, v.msg("room.names.image_hint"), 0)
	return f, nil
}

func (s *Server) personPage(v *visit) error {
	x, err := s.personOf(v)
	if err != nil {
		return err
	}
	if id, ok := articleID(v.r.URL.Query().Get("asset")); ok {
		x.Portrait = news.AssetID(id) // the picker's choice
	}
	return s.showPerson(v, http.StatusOK, page{}, x, nil)
}

// personOf finds the person of the address.
func (s *Server) personOf(v *visit) (newsroom.PersonLine, error) {
	id, ok := articleID(v.r.PathValue("id"))
	if !ok {
		return newsroom.PersonLine{}, news.E(news.NotFound, "find a person", nil)
	}
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return newsroom.PersonLine{}, err
	}
	return s.o.Newsroom.Profile(v.r.Context(), v.who, paper.Edition.ID, news.PersonID(id))
}

func (s *Server) showPerson(v *visit, status int, p page, x newsroom.PersonLine, wrong map[string]string) error {
	if !s.o.Newsroom.MayMind(v.who, x.ID) {
		return news.E(news.Forbidden, string(newsroom.PermPerson), nil)
	}
	f, err := s.personForm(v, x.Person, wrong)
	if err != nil {
		return err
	}
	f.Live = v.msg("room.names.articles", "n", x.Live)
	if s.o.Newsroom.MayMind(v.who, 0) {
		if x.MergedInto == 0 {
			f.Merge = personAddress(x.ID) + "/merge"
		} else {
			f.Split = peoplePath + "/split?id=" + strconv.FormatInt(int64(x.ID), 10)
		}
	}
	p.Title, p.Place, p.Page = firstOf(x.Name, v.msg("room.person.new")), "kanal", true
	return s.show(v, status, p, "person_edit", f)
}

func (s *Server) savePerson(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	form := func(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }
	var line newsroom.PersonLine
	id, _ := articleID(form("id"))
	if id != 0 {
		if line, err = s.o.Newsroom.Profile(ctx, v.who, paper.Edition.ID, news.PersonID(id)); err != nil {
			return err
		}
	}
	x := line.Person
	x.Name, x.Slug, x.Title, x.Bio, x.Active = form("name"), form("slug"), form("title"), strings.ReplaceAll(form("bio"), "\r\n", "\n"), form("active") == "1"
	portrait, _ := articleID(form("portrait"))
	x.Portrait = news.AssetID(portrait)
	x.Languages, x.Contacts = splitList(form("languages"), ", "), nil
	for _, l := range splitList(form("contacts"), "\n") {
		// The address is the last word, its label what stands before.
		i := strings.LastIndexByte(l, ' ')
		x.Contacts = append(x.Contacts, news.Contact{Label: strings.TrimSpace(l[:i+1]), URL: l[i+1:]})
	}
	_, err = s.o.Newsroom.Do(ctx, v.who, newsroom.DefinePerson{Edition: paper.Edition.ID, Person: &x})
	if err == nil {
		return v.leave(peoplePath+"?q="+escape(x.Name), flash{Code: "person", Args: map[string]string{"name": x.Name}})
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	if id != 0 {
		line.Person = x
		return s.showPerson(v, status, p, line, v.fieldErrors(err))
	}
	return s.showPeople(v, status, p, x, v.fieldErrors(err))
}

func (s *Server) mergePersonPage(v *visit) error { return s.showMergePerson(v, http.StatusOK, page{}) }

func (s *Server) showMergePerson(v *visit, status int, p page) error {
	ctx := v.r.Context()
	if !s.o.Newsroom.MayMind(v.who, 0) {
		return news.E(news.Forbidden, string(newsroom.PermPerson), nil)
	}
	x, err := s.personOf(v)
	if err != nil {
		return err
	}
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	d := mergeView{Path: personAddress(x.ID) + "/merge", Back: personAddress(x.ID), Name: x.Name, Live: v.msg("room.names.articles", "n", x.Live), Text: v.msg("room.names.merge_text")}
	name := strings.TrimSpace(v.r.FormValue("name"))
	d.Find = field{Name: "name", Label: v.msg("room.names.into"), Type: "text", Auto: "off", Value: name, Required: true}
	into, chosen := articleID(v.r.FormValue("into"))
	if !chosen && name != "" {
		// One profile of that name is meant; of several the person chooses.
		found, err := s.o.Newsroom.PeopleNamed(ctx, v.who, name, 20)
		if err != nil {
			return err
		}
		for _, o := range found {
			if o.ID != x.ID {
				d.Choices = append(d.Choices, option{strconv.FormatInt(int64(o.ID), 10), strings.TrimSuffix(o.Name+" · "+o.Title, " · "), len(d.Choices) == 0})
			}
		}
		if len(d.Choices) == 0 {
			d.Find.Error, status = v.msg("room.person.no_such"), http.StatusNotFound
		}
		if len(d.Choices) == 1 {
			into, chosen = articleID(d.Choices[0].Value)
			d.Choices = nil
		}
	}
	switch {
	case chosen && news.PersonID(into) == x.ID:
		d.Find.Error, status = v.msg("room.names.itself"), http.StatusBadRequest
	case chosen:
		preview, err := s.o.Newsroom.PreviewPersonMerge(ctx, v.who, paper.Edition.ID, x.ID, news.PersonID(into))
		if err != nil {
			if !told(err) {
				return err
			}
			p.Problem, status = v.sentence(err)
			break
		}
		other, err := s.o.Newsroom.Profile(ctx, v.who, paper.Edition.ID, news.PersonID(into))
		if err != nil {
			return err
		}
		d.fill(v, preview, other.Name, int64(into))
	}
	p.Title, p.Place, p.Page = v.msg("room.names.merge_this", "name", x.Name), "kanal", true
	return s.show(v, status, p, "merge", d)
}

func (s *Server) mergePerson(v *visit) error {
	id, _ := articleID(v.r.PathValue("id"))
	into, _ := articleID(v.r.PostFormValue("into"))
	left, err := s.untilDone(v, func(left *bool) newsroom.Command {
		return newsroom.MergePeople{From: news.PersonID(id), Into: news.PersonID(into), Left: left}
	})
	if err == nil {
		return v.leave(peoplePath, flash{Code: mergedCode("person_merged", left), Undo: "person", Args: map[string]string{"id": strconv.FormatInt(int64(id), 10)}})
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	return s.showMergePerson(v, status, p)
}

func (s *Server) splitPerson(v *visit) error {
	id, _ := articleID(firstOf(v.r.URL.Query().Get("id"), v.r.PostFormValue("id")))
	left, err := s.untilDone(v, func(left *bool) newsroom.Command {
		return newsroom.SplitPerson{Person: news.PersonID(id), Left: left}
	})
	if err == nil {
		return v.leave(personAddress(news.PersonID(id)), splitFlash("person", "person_split", id, left))
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	return s.showPeople(v, status, p, news.Person{Active: true}, nil)
}
