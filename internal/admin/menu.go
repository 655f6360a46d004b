package admin

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"warta/internal/news"
	"warta/internal/newsroom"
)

func declareMenu(s *Server, member func(string, handler)) {
	member("GET "+menuPath, s.menuPage)
	member("POST "+menuPath, s.changeMenu)
	member("POST "+menuPath+"/undo", s.undoMenu)
	member("GET "+pagesPath, s.staticPages)
	member("POST "+pagesPath, s.newStaticPage)
	member("POST "+pagesPath+"/order", s.orderPages)
	member("GET "+redirectsPath, s.redirectsPage)
	member("POST "+redirectsPath, s.addRedirect)
	member("POST "+redirectsPath+"/many", s.manyRedirects)
	member("POST "+redirectsPath+"/drop", s.dropRedirect)
}

// paperTabs lead between menu, pages and redirects.
func paperTabs(v *visit, on string) []listTab {
	return tabsOf(v, "room.paper.", on, tabPlace{"menu", menuPath, newsroom.PermMenu}, tabPlace{"pages", pagesPath, newsroom.PermMenu}, tabPlace{"redirects", redirectsPath, newsroom.PermRedirect})
}

type menuData struct {
	Tabs     []listTab
	Revision int
	Lines    []menuLine
	Sections []option
	May, Own bool
	CanUndo  bool
	Text, To field
	Under    []option
}

// menuLine is a line of the menu with its place: "2", or "2.0" below it.
type menuLine struct {
	At, Text, Leads    string
	Depth              int
	First, Last        bool
	In, Out            bool
	Own, Section, Lost bool
	Edit               field
	Target             field
}

func (s *Server) menuPage(v *visit) error { return s.showMenu(v, http.StatusOK, page{}, nil) }

func (s *Server) showMenu(v *visit, status int, p page, wrong map[string]string) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	e, revision, err := s.o.Newsroom.Settings(ctx, v.who, paper.Edition.ID)
	if err != nil {
		return err
	}
	d := menuData{Tabs: paperTabs(v, "menu"), Revision: revision, May: v.may(newsroom.PermMenu), Own: len(e.Settings.Menu) > 0}
	before, err := s.menuBefore(v, e)
	if err != nil {
		return err
	}
	d.CanUndo = before != nil
	shown := e.Settings.Menu
	if !d.Own {
		shown = sectionMenu(paper)
	}
	var walk func(at string, list []news.MenuItem, depth int)
	walk = func(at string, list []news.MenuItem, depth int) {
		for i, m := range list {
			l := menuLine{At: at + strconv.Itoa(i), Depth: depth, First: i == 0, Last: i == len(list)-1, Own: d.Own, In: depth == 0 && i > 0 && len(m.Items) == 0, Out: depth > 0, Section: m.Section != 0}
			l.Text, l.Leads = m.Text, m.URL
			if m.Section != 0 {
				sec := paper.Section(m.Section)
				l.Text, l.Leads, l.Lost = firstOf(m.Text, sec.Name), v.msg("room.menu.section"), sec.ID == 0
			}
			l.Edit = field{Name: "text", Value: m.Text}
			l.Target = field{Name: "url", Value: m.URL}
			d.Lines = append(d.Lines, l)
			walk(l.At+".", m.Items, depth+1)
			if depth == 0 {
				d.Under = append(d.Under, option{l.At, l.Text, false})
			}
		}
	}
	walk("", shown, 0)
	for _, sec := range paper.Sections {
		d.Sections = append(d.Sections, option{strconv.FormatInt(int64(sec.ID), 10), sec.Name, false})
	}
	d.Text = field{Name: "text", Label: v.msg("room.menu.text"), Hint: v.msg("room.menu.text_hint"), Type: "text", Auto: "off", Prose: true}
	d.To = field{Name: "url", Label: v.msg("room.menu.to"), Hint: v.msg("room.menu.to_hint"), Type: "text", Auto: "off"}
	if wrong != nil {
		d.Text.Value, d.To.Value = v.r.PostFormValue("text"), v.r.PostFormValue("url")
		for name, text := range wrong {
			switch name[strings.LastIndexByte(name, '.')+1:] {
			case "url":
				d.To.Error = text
			case "text":
				d.Text.Error = text
			default:
				p.Problem = text
			}
		}
	}
	p.Title, p.Place, p.Page = v.msg("room.paper.menu"), "laman", true
	return s.show(v, status, p, "menu", d)
}

// sectionMenu is the menu of a paper that has none of its own: its top sections.
func sectionMenu(paper newsroom.Paper) (out []news.MenuItem) {
	for _, sec := range paper.Sections {
		if sec.Parent == 0 && len(out) < news.MaxMenuItems {
			out = append(out, news.MenuItem{Section: sec.ID})
		}
	}
	return out
}

// menuAt finds the list that a place lies in, and its index there.
func menuAt(menu *[]news.MenuItem, at string) (list *[]news.MenuItem, i int, ok bool) {
	first, rest, below := strings.Cut(at, ".")
	i, err := strconv.Atoi(first)
	if err != nil || i < 0 || i >= len(*menu) {
		return nil, 0, false
	}
	if !below {
		return menu, i, true
	}
	return menuAt(&(*menu)[i].Items, rest)
}

// copyMenu is a menu of its own, down to the last line.
func copyMenu(menu []news.MenuItem) []news.MenuItem {
	out := slices.Clone(menu)
	for i := range out {
		out[i].Items = copyMenu(out[i].Items)
	}
	return out
}

// changeMenu is one step: a line up, down, in, out, off, changed, or a new one.
func (s *Server) changeMenu(v *visit) error {
	ctx := v.r.Context()
	if err := v.r.ParseForm(); err != nil {
		return &news.Error{Kind: news.Invalid, Op: "read form", Err: err}
	}
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	e, _, err := s.o.Newsroom.Settings(ctx, v.who, paper.Edition.ID)
	if err != nil {
		return err
	}
	menu := copyMenu(e.Settings.Menu)
	form := func(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }
	do := form("do")
	if len(menu) == 0 && do != "none" {
		menu = sectionMenu(paper)
	}
	list, i, found := menuAt(&menu, form("at"))
	switch do {
	case "own":
	case "none":
		menu = nil
	case "add":
		m := news.MenuItem{Text: form("text"), URL: form("url")}
		if id, ok := articleID(form("section")); ok {
			m.Section, m.URL = news.SectionID(id), ""
		}
		if under, k, ok := menuAt(&menu, form("under")); ok {
			(*under)[k].Items = append((*under)[k].Items, m)
		} else {
			menu = append(menu, m)
		}
	default:
		if !found {
			return news.Refuse(news.Stale, "change the menu", "menu_line", nil)
		}
		switch line := (*list)[i]; do {
		case "up":
			if i > 0 {
				(*list)[i], (*list)[i-1] = (*list)[i-1], line
			}
		case "down":
			if i < len(*list)-1 {
				(*list)[i], (*list)[i+1] = (*list)[i+1], line
			}
		case "in":
			if i > 0 {
				above := &(*list)[i-1]
				above.Items = append(above.Items, line)
				*list = slices.Delete(*list, i, i+1)
			}
		case "out":
			if dot := strings.LastIndexByte(form("at"), '.'); dot > 0 {
				parent, k, _ := menuAt(&menu, form("at")[:dot])
				*list = slices.Delete(*list, i, i+1)
				*parent = slices.Insert(*parent, k+1, line)
			}
		case "off":
			*list = slices.Delete(*list, i, i+1)
		case "save":
			(*list)[i].Text = form("text")
			if line.Section == 0 {
				(*list)[i].URL = form("url")
			}
		}
	}
	revision, _ := strconv.Atoi(form("revision"))
	return s.putMenu(v, paper.Edition.ID, revision, menu, "menu")
}

func (s *Server) putMenu(v *visit, e news.EditionID, revision int, menu []news.MenuItem, code string) error {
	patch, err := json.Marshal(map[string]any{"menu": menu})
	if err != nil {
		return err
	}
	if len(menu) == 0 {
		patch = []byte(`{"menu":null}`)
	}
	_, err = s.o.Newsroom.Do(v.r.Context(), v.who, newsroom.PatchSettings{Edition: e, IfRevision: revision, Patch: patch})
	if err == nil {
		f := flash{Code: code}
		if code == "menu" {
			f.Undo = "menu"
		}
		return v.leave(menuPath, f)
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	return s.showMenu(v, status, p, v.fieldErrors(err))
}

// menuBefore is the menu before its newest change, nil when there was none.
func (s *Server) menuBefore(v *visit, e news.Edition) (*[]news.MenuItem, error) {
	list, err := s.o.Newsroom.SettingsHistory(v.r.Context(), v.who, e.ID, 0, 50)
	if news.Is(err, news.Forbidden) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// The newest state that changed the menu, and what stood before it.
	for i, r := range list {
		if i+1 == len(list) || !slices.ContainsFunc(r.Changed, func(name string) bool { return strings.HasPrefix(name, "menu") }) {
			continue
		}
		was, err := s.o.Newsroom.SettingsAt(v.r.Context(), v.who, e.ID, list[i+1].Number)
		if err != nil {
			return nil, err
		}
		return &was.Edition.Settings.Menu, nil
	}
	return nil, nil
}

// undoMenu takes the newest change of the menu back, and leaves other settings.
func (s *Server) undoMenu(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	e, _, err := s.o.Newsroom.Settings(ctx, v.who, paper.Edition.ID)
	if err != nil {
		return err
	}
	before, err := s.menuBefore(v, e)
	if err != nil {
		return err
	}
	if before == nil {
		return v.leave(menuPath, flash{Code: "menu_nothing"})
	}
	return s.putMenu(v, paper.Edition.ID, 0, *before, "menu_undone")
}
