package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"warta/internal/news"
	"warta/internal/newsroom"
)

func declareNames(s *Server, member func(string, handler)) {
	member("GET "+sectionsPath, s.sectionsPage)
	member("POST "+sectionsPath, s.saveSection)
	member("POST "+sectionsPath+"/order", s.orderSections)
	member("GET "+sectionsPath+"/{id}", s.sectionPage)
	member("GET "+sectionsPath+"/{id}/close", s.closeSectionPage)
	member("POST "+sectionsPath+"/{id}/close", s.closeSection)
	member("GET "+tagsPath, s.tagsPage)
	member("POST "+tagsPath, s.saveTag)
	member("GET "+tagsPath+"/near", s.nearPage)
	member("POST "+tagsPath+"/split", s.splitTag)
	member("GET "+tagsPath+"/{id}", s.tagPage)
	member("GET "+tagsPath+"/{id}/merge", s.mergeTagPage)
	member("POST "+tagsPath+"/{id}/merge", s.mergeTag)
	member("GET "+peoplePath, s.peoplePage)
	member("POST "+peoplePath, s.savePerson)
	member("POST "+peoplePath+"/split", s.splitPerson)
	member("GET "+peoplePath+"/{id}", s.personPage)
	member("GET "+peoplePath+"/{id}/merge", s.mergePersonPage)
	member("POST "+peoplePath+"/{id}/merge", s.mergePerson)
}

// tabPlace is a page of a group, and what one must be allowed for it.
type tabPlace struct {
	name, path string
	need       newsroom.Permission
}

// tabsOf lead between the pages of a group; their words are prefix+name.
func tabsOf(v *visit, prefix, on string, places ...tabPlace) []listTab {
	var out []listTab
	for _, t := range places {
		if v.may(t.need) || t.name == on {
			out = append(out, listTab{Name: v.msg(prefix + t.name), Href: t.path, On: t.name == on})
		}
	}
	return out
}

// nameTabs lead between the tables of names.
func nameTabs(v *visit, on string) []listTab {
	return tabsOf(v, "room.names.", on, tabPlace{"sections", sectionsPath, newsroom.PermSection}, tabPlace{"tags", tagsPath, newsroom.PermTag}, tabPlace{"people", peoplePath, newsroom.PermPerson})
}

type sectionsData struct {
	Tabs  []listTab
	Lines []sectionLine
	May   bool
	Form  *sectionForm
}

type sectionLine struct {
	newsroom.SectionLine
	Href, Live, Last string
	ColourName       string
}

// sectionForm defines a section, or a new one.
type sectionForm struct {
	ID                              news.SectionID
	Name, Slug, Parent, Colour      field
	Description, Desk, Place, Order field
	Colours                         []option
	Close                           string
}

func (s *Server) sectionsPage(v *visit) error {
	return s.showSections(v, http.StatusOK, page{}, news.Section{}, nil)
}

func (s *Server) sectionPage(v *visit) error {
	id, ok := articleID(v.r.PathValue("id"))
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	sec := paper.Section(news.SectionID(id))
	if !ok || sec.ID == 0 {
		return news.E(news.NotFound, "find a section", nil)
	}
	return s.showSection(v, http.StatusOK, page{}, paper, sec, nil)
}

func (s *Server) sectionForm(v *visit, paper newsroom.Paper, sec news.Section, wrong map[string]string) *sectionForm {
	text := func(name, value, hint string) field {
		return field{Name: name, Label: v.msg("room.section." + name), Hint: hint, Type: "text", Auto: "off", Value: value, Error: wrong[name], Prose: name != "slug"}
	}
	f := &sectionForm{ID: sec.ID, Name: text("name", sec.Name, ""), Slug: text("slug", sec.Slug, v.msg("room.names.slug_hint")), Description: text("description", sec.Description, ""),
		Desk: text("desk", sec.Desk, v.msg("room.section.desk_hint")), Place: text("place", sec.Dateline.Place, v.msg("room.section.place_hint"))}
	f.Description.Rows = 2
	f.Parent = field{Name: "parent", Label: v.msg("room.section.parent"), Error: wrong["parent"], Options: []option{{"", v.msg("room.section.top"), sec.Parent == 0}}}
	for _, o := range paper.Sections {
		if o.ID != sec.ID {
			f.Parent.Options = append(f.Parent.Options, option{strconv.FormatInt(int64(o.ID), 10), o.Name, o.ID == sec.Parent})
		}
	}
	for i, c := range news.SectionColours {
		f.Colours = append(f.Colours, option{c, v.msg("room.colour." + c), c == sec.Colour || sec.Colour == "" && i == 0})
	}
	if sec.ID != 0 {
		f.Close = sectionsPath + "/" + strconv.FormatInt(int64(sec.ID), 10) + "/close"
	}
	return f
}

func (s *Server) showSections(v *visit, status int, p page, typed news.Section, wrong map[string]string) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	list, err := s.o.Newsroom.SectionTable(ctx, v.who, paper.Edition.ID)
	if err != nil {
		return err
	}
	d := sectionsData{Tabs: nameTabs(v, "sections"), May: v.may(newsroom.PermSection)}
	for _, x := range list {
		line := sectionLine{SectionLine: x, Href: sectionsPath + "/" + strconv.FormatInt(int64(x.ID), 10), Live: v.words.Number(x.Live),
			Last: s.agoOf(v, x.Last, paper.Now), ColourName: firstOf(x.Colour, news.SectionColours[0])}
		d.Lines = append(d.Lines, line)
	}
	if d.May {
		d.Form = s.sectionForm(v, paper, typed, wrong)
	}
	p.Title, p.Place = v.msg("room.names.sections"), "kanal"
	return s.show(v, status, p, "sections", d)
}

func (s *Server) showSection(v *visit, status int, p page, paper newsroom.Paper, sec news.Section, wrong map[string]string) error {
	if !v.may(newsroom.PermSection) {
		return news.E(news.Forbidden, string(newsroom.PermSection), nil)
	}
	p.Title, p.Place, p.Page = firstOf(sec.Name, v.msg("room.section.new")), "kanal", true
	return s.show(v, status, p, "section_edit", s.sectionForm(v, paper, sec, wrong))
}

func (s *Server) saveSection(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	form := func(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }
	id, _ := articleID(form("id"))
	sec := news.Section{Edition: paper.Edition.ID, Order: len(paper.Sections) + 1}
	if id != 0 {
		if sec = paper.Section(news.SectionID(id)); sec.ID == 0 {
			return news.E(news.NotFound, "find a section", nil)
		}
	}
	parent, _ := articleID(form("parent"))
	sec.Name, sec.Slug, sec.Description, sec.Colour, sec.Desk, sec.Parent = form("name"), form("slug"), form("description"), form("colour"), form("desk"), news.SectionID(parent)
	sec.Dateline.Place = form("place")
	_, err = s.o.Newsroom.Do(ctx, v.who, newsroom.DefineSection{Section: &sec})
	if err == nil {
		return v.leave(sectionsPath, flash{Code: "section_saved", Args: map[string]string{"name": sec.Name}})
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	if id != 0 {
		return s.showSection(v, status, p, paper, sec, v.fieldErrors(err))
	}
	return s.showSections(v, status, p, sec, v.fieldErrors(err))
}

// orderSections moves a section among its siblings.
func (s *Server) orderSections(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	id, _ := articleID(v.r.PostFormValue("id"))
	sec := paper.Section(news.SectionID(id))
	if sec.ID == 0 {
		return news.E(news.NotFound, "find a section", nil)
	}
	var ids []news.SectionID
	for _, o := range paper.Sections {
		if o.Parent == sec.Parent {
			ids = append(ids, o.ID)
		}
	}
	i := slices.Index(ids, sec.ID)
	k := i - 1
	if v.r.PostFormValue("do") == "down" {
		k = i + 1
	}
	if k >= 0 && k < len(ids) {
		ids[i], ids[k] = ids[k], ids[i]
	}
	if _, err := s.o.Newsroom.Do(ctx, v.who, newsroom.OrderSections{Edition: paper.Edition.ID, Sections: ids}); err != nil {
		return err
	}
	return to(v, sectionsPath)
}

// mergeView is the page before one name becomes part of another.
type mergeView struct {
	Path, Back, Name, Into string
	IntoID                 string
	Live                   string
	From, To               string
	Articles               []mergeArticle
	// Choices are what it can become part of; Find asks for a name instead.
	Choices []option
	Find    field
	// Final says that it cannot be taken back.
	Final bool
	Text  string
}

type mergeArticle struct{ Href, Headline, Stamp string }

func (s *Server) closeSectionPage(v *visit) error {
	return s.showClose(v, http.StatusOK, page{})
}

func (s *Server) showClose(v *visit, status int, p page) error {
	if !v.may(newsroom.PermSection) {
		return news.E(news.Forbidden, string(newsroom.PermSection), nil)
	}
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	id, _ := articleID(v.r.PathValue("id"))
	sec := paper.Section(news.SectionID(id))
	if sec.ID == 0 {
		return news.E(news.NotFound, "find a section", nil)
	}
	list, err := s.o.Newsroom.SectionTable(ctx, v.who, paper.Edition.ID)
	if err != nil {
		return err
	}
	d := mergeView{Path: sectionsPath + "/" + strconv.FormatInt(int64(sec.ID), 10) + "/close", Back: sectionsPath, Name: sec.Name, Final: true, Text: v.msg("room.section.close_text")}
	into, _ := articleID(v.r.FormValue("into"))
	for _, x := range list {
		if x.ID == sec.ID {
			d.Live = v.msg("room.names.articles", "n", x.Live)
			continue
		}
		d.Choices = append(d.Choices, option{strconv.FormatInt(int64(x.ID), 10), x.Name, x.ID == news.SectionID(into)})
		if x.ID == news.SectionID(into) {
			d.Into, d.IntoID = x.Name, strconv.FormatInt(int64(x.ID), 10)
		}
	}
	p.Title, p.Place, p.Page = v.msg("room.section.close_this", "name", sec.Name), "kanal", true
	return s.show(v, status, p, "merge", d)
}

// closeSection moves piece by piece until nothing is left: a long list takes a
// while, and can be gone on with.
func (s *Server) closeSection(v *visit) error {
	id, _ := articleID(v.r.PathValue("id"))
	into, _ := articleID(v.r.PostFormValue("into"))
	left, err := s.untilDone(v, func(left *bool) newsroom.Command {
		return newsroom.CloseSection{Section: news.SectionID(id), Into: news.SectionID(into), Left: left}
	})
	if err == nil {
		return v.leave(sectionsPath, flash{Code: mergedCode("section_closed", left)})
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	return s.showClose(v, status, p)
}

// untilDone gives a command again while something is left, for as long as a
// request may take: ten pieces of five hundred.
func (s *Server) untilDone(v *visit, command func(left *bool) newsroom.Command) (left bool, err error) {
	left = true
	for range 10 {
		if _, err := s.o.Newsroom.Do(v.r.Context(), v.who, command(&left)); err != nil || !left {
			return left, err
		}
	}
	return left, nil
}

// mergedCode says that it is done, or that pressing again goes on.
func mergedCode(code string, left bool) string {
	if left {
		return "merge_goes_on"
	}
	return code
}

// splitFlash says that a merge was taken back; of a very long list only a part, and
// the same button goes on.
func splitFlash(way, code string, id news.ArticleID, left bool) flash {
	f := flash{Code: mergedCode(code, left)}
	if left {
		f.Undo, f.Args = way, map[string]string{"id": strconv.FormatInt(int64(id), 10)}
	}
	return f
}
