package admin

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
	"warta/internal/style"
)

func declareRules(s *Server, member func(string, handler)) {
	member("GET /newsroom/rules", s.rulesPage)
	member("POST /newsroom/rules", s.rulesSave)
	member("GET /newsroom/rules/style", s.stylePage)
	member("POST /newsroom/rules/style", s.styleSave)
	member("GET /newsroom/rules/own", s.ownRulesPage)
	member("GET /newsroom/rules/own/edit", s.ownRulePage)
	member("POST /newsroom/rules/own/edit", s.ownRuleSave)
	member("GET /newsroom/rules/own/remove", s.ownRuleRemovePage)
	member("POST /newsroom/rules/own/remove", s.ownRuleRemove)
	member("GET /newsroom/rules/try", s.styleTry)
	member("POST /newsroom/rules/try", s.styleTry)
	member("GET /newsroom/rules/history", s.rulesHistory)
}

// rulesOf is what every page of the rules needs: which section, and what it
// changes.
type rulesView struct {
	Tab      string
	Section  string
	Sections []option
	State    string
	paper    newsroom.Paper
	section  news.SectionID
	rules    news.Rules
}

func (d *rulesView) path(tab string) string {
	path := rulesPath
	if tab != "" {
		path += "/" + tab
	}
	if d.Section != "" {
		path += "?section=" + d.Section
	}
	return path
}

// Paths of the tabs, for the template.
func (d *rulesView) Levels() string  { return d.path("") }
func (d *rulesView) Style() string   { return d.path("style") }
func (d *rulesView) Own() string     { return d.path("own") }
func (d *rulesView) Try() string     { return d.path("try") }
func (d *rulesView) History() string { return d.path("history") }

func (s *Server) rulesView(v *visit, tab string) (*rulesView, error) {
	if !v.may(newsroom.PermRules) {
		return nil, news.E(news.Forbidden, string(newsroom.PermRules), nil)
	}
	p, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return nil, err
	}
	d := &rulesView{Tab: tab, paper: p}
	n, _ := strconv.ParseInt(v.r.FormValue("section"), 10, 64)
	d.Sections = []option{{"", v.msg("room.rules.whole"), n == 0}}
	for _, x := range p.Sections {
		id := strconv.FormatInt(int64(x.ID), 10)
		d.Sections = append(d.Sections, option{id, x.Name, int64(x.ID) == n})
		if int64(x.ID) == n {
			d.section, d.Section = x.ID, id
		}
	}
	if n != 0 && d.section == 0 {
		return nil, news.E(news.NotFound, "find a section", nil)
	}
	d.rules, err = s.o.Newsroom.RulesOf(v.r.Context(), v.who, p.Edition.ID, d.section)
	d.State = newsroom.RulesState(d.rules)
	return d, err
}

// keep saves rules, unless somebody else did since the form was made.
func (s *Server) keepRules(v *visit, d *rulesView, now news.Rules) error {
	_, err := s.o.Newsroom.Do(v.r.Context(), v.who, newsroom.SetRules{Edition: d.paper.Edition.ID, Section: d.section, Rules: now, Was: v.r.PostFormValue("state")})
	return err
}

type levelRow struct {
	ID, Name, Usual string
	Options         []option
	Changed         bool
}

type levelsData struct {
	*rulesView
	Rows     []levelRow
	FourEyes []option
}

func (s *Server) rulesPage(v *visit) error {
	d, err := s.rulesView(v, "levels")
	if err != nil {
		return err
	}
	return s.showLevels(v, d, nil)
}

func (s *Server) showLevels(v *visit, d *rulesView, failed error) error {
	p := page{Title: v.msg("room.place.gaya"), Place: "gaya"}
	status := http.StatusOK
	if failed != nil {
		if p.Problem, status = v.sentence(failed); status >= 500 {
			return failed
		}
	}
	out := levelsData{rulesView: d}
	usual := newsroom.Checklist()
	for _, id := range newsroom.ChecklistOrder() {
		row := levelRow{ID: id, Name: v.msg("room.rules.check." + id), Usual: v.msg("room.rules.level." + string(usual[id]))}
		now, set := d.rules.Levels[id]
		row.Changed = set
		as := v.msg("room.set.default_is", "what", strings.ToLower(row.Usual))
		if d.section != 0 {
			as = v.msg("room.rules.as_above")
		}
		row.Options = append(row.Options, option{"", as, !set})
		for _, l := range news.Levels {
			row.Options = append(row.Options, option{string(l), v.msg("room.rules.level." + string(l)), set && now == l})
		}
		out.Rows = append(out.Rows, row)
	}
	as := v.msg("room.set.default_is", "what", strings.ToLower(v.msg("room.set.is.no")))
	if d.section != 0 {
		as = v.msg("room.rules.as_above")
	}
	e := d.rules.FourEyes
	out.FourEyes = []option{{"", as, e == nil}, {"yes", v.msg("room.set.is.yes"), e != nil && *e}, {"no", v.msg("room.set.is.no"), e != nil && !*e}}
	return s.show(v, status, p, "rules", out)
}

func (s *Server) rulesSave(v *visit) error {
	d, err := s.rulesView(v, "levels")
	if err != nil {
		return err
	}
	now := d.rules
	now.Levels = map[string]news.Level{}
	for _, id := range newsroom.ChecklistOrder() {
		if l := v.r.PostFormValue("level." + id); l != "" {
			now.Levels[id] = news.Level(l)
		}
	}
	now.FourEyes = nil
	if text := v.r.PostFormValue("four_eyes"); text != "" {
		yes := text == "yes"
		now.FourEyes = &yes
	}
	if err := s.keepRules(v, d, now); err != nil {
		return s.showLevels(v, d, err)
	}
	return v.leave(d.path(""), flash{Code: "rules_saved"})
}

// styleRow is a rule of the pack on the page.
type styleRow struct {
	ID, Grade, Find, Put, Why, Example string
	On, Changed, Headline, Cut         bool
}

type styleData struct {
	*rulesView
	Query    string
	Grade    string
	Grades   []option
	Rows     []styleRow
	Next     string
	Total    int
	Narrowed bool
}

const styleOnPage = 60

func (s *Server) stylePage(v *visit) error {
	d, err := s.rulesView(v, "style")
	if err != nil {
		return err
	}
	return s.showStyle(v, d, nil)
}

func gradeOptions(v *visit, now string, all bool) (out []option) {
	if all {
		out = append(out, option{"", v.msg("room.rules.grade.all"), now == ""})
	}
	for _, g := range style.Grades {
		out = append(out, option{string(g), v.msg("room.rules.grade." + string(g)), now == string(g)})
	}
	return out
}

func (s *Server) showStyle(v *visit, d *rulesView, failed error) error {
	p := page{Title: v.msg("room.place.gaya"), Place: "gaya", Regions: map[string]string{"kaidah": "rules_style_list"}}
	status := http.StatusOK
	if failed != nil {
		if p.Problem, status = v.sentence(failed); status >= 500 {
			return failed
		}
	}
	q := v.r.URL.Query()
	out := styleData{rulesView: d, Query: strings.TrimSpace(q.Get("q")), Grade: q.Get("grade")}
	out.Grades = gradeOptions(v, out.Grade, true)
	out.Narrowed = out.Query != "" || out.Grade != ""
	after, seen := q.Get("after"), false
	for _, r := range style.Pack() {
		out.Total++
		if after != "" && !seen {
			seen = r.ID == after
			continue
		}
		if out.Grade != "" && string(r.Grade) != out.Grade || !says(r.ID+" "+r.Find+" "+r.Put+" "+r.Why, out.Query) {
			continue
		}
		if len(out.Rows) == styleOnPage {
			if out.Next == "" {
				out.Next = with(rulesPath+"/style", q, "after", out.Rows[styleOnPage-1].ID)
			}
			continue
		}
		row := styleRow{ID: r.ID, Grade: string(r.Grade), Find: r.Find, Put: r.Put, Why: r.Why, On: true, Headline: r.Headline, Cut: r.Cut}
		if on, said := d.rules.Style[r.ID]; said {
			row.On, row.Changed = on, true
		}
		if len(r.Hits) > 0 {
			row.Example = r.Hits[0]
		}
		if r.Way == style.Matcher || r.Way == style.Pattern {
			row.Find = row.Example
		}
		out.Rows = append(out.Rows, row)
	}
	return s.show(v, status, p, "rules_style", out)
}

// styleSave switches the rules that the form shows; others stay as they are.
func (s *Server) styleSave(v *visit) error {
	d, err := s.rulesView(v, "style")
	if err != nil {
		return err
	}
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	on := map[string]bool{}
	for _, id := range v.r.PostForm["on"] {
		on[id] = true
	}
	now := d.rules
	now.Style = maps.Clone(now.Style)
	if now.Style == nil {
		now.Style = map[string]bool{}
	}
	known := map[string]bool{}
	for _, r := range style.Pack() {
		known[r.ID] = true
	}
	for _, id := range v.r.PostForm["row"] {
		was, said := now.Style[id]
		switch {
		case !known[id]:
		case !on[id]:
			now.Style[id] = false
		case said && !was && d.section == 0:
			delete(now.Style, id)
		case said && !was:
			now.Style[id] = true
		}
	}
	if err := s.keepRules(v, d, now); err != nil {
		return s.showStyle(v, d, err)
	}
	return v.leave(with(rulesPath+"/style", v.r.URL.Query(), "section", d.Section), flash{Code: "rules_saved"})
}

type ownData struct {
	*rulesView
	Rows []styleRow
}

func (d *ownData) Edit(id string) string {
	return with(rulesPath+"/own/edit", nil, "section", d.Section, "id", id)
}

func (d *ownData) Remove(id string) string {
	return with(rulesPath+"/own/remove", nil, "section", d.Section, "id", id)
}

func (s *Server) ownRulesPage(v *visit) error {
	d, err := s.rulesView(v, "own")
	if err != nil {
		return err
	}
	out := &ownData{rulesView: d}
	for _, r := range d.rules.Own {
		out.Rows = append(out.Rows, styleRow{ID: r.ID, Grade: string(r.Grade), Find: r.Find, Put: r.Put, Why: r.Why, Cut: r.Cut})
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.place.gaya"), Place: "gaya"}, "rules_own", out)
}

type ownRuleData struct {
	*rulesView
	Was                                          string
	ID, Grade, Way, Find, Put, Why, Hits, Passes field
	Cut, Headline                                bool
}

func (s *Server) ownRulePage(v *visit) error {
	d, err := s.rulesView(v, "own")
	if err != nil {
		return err
	}
	id := v.r.URL.Query().Get("id")
	r := style.Rule{Grade: style.Manner, Way: style.Word}
	if id != "" {
		i := slices.IndexFunc(d.rules.Own, func(r style.Rule) bool { return r.ID == id })
		if i < 0 {
			return news.E(news.NotFound, "find a rule", nil)
		}
		r = d.rules.Own[i]
	}
	return s.showOwnRule(v, d, id, r, nil)
}

func (s *Server) showOwnRule(v *visit, d *rulesView, was string, r style.Rule, failed error) error {
	title := "room.rules.own.new"
	if was != "" {
		title = "room.rules.own.edit"
	}
	p := page{Title: v.msg(title), Place: "gaya", Page: true}
	status := http.StatusOK
	wrong := map[string]string{}
	if failed != nil {
		if p.Problem, status = v.sentence(failed); status >= 500 {
			return failed
		}
		wrong = ownErrors(v, failed, r)
	}
	text := func(name, value, kind string, rows int) field {
		f := field{Name: name, Label: v.msg("room.rules.own." + name), Type: kind, Auto: "off", Value: value, Rows: rows, Error: wrong[name]}
		if key := "room.rules.own." + name + ".text"; v.words.Has(key) {
			f.Hint = v.msg(key)
		}
		return f
	}
	out := ownRuleData{rulesView: d, Was: was, ID: text("id", r.ID, "text", 0), Find: text("find", r.Find, "text", 0), Put: text("put", r.Put, "text", 0),
		Why: text("why", r.Why, "text", 2), Hits: text("hits", strings.Join(r.Hits, "\n"), "text", 3), Passes: text("passes", strings.Join(r.Passes, "\n"), "text", 3),
		Cut: r.Cut, Headline: r.Headline}
	out.ID.Required, out.Find.Required, out.Why.Required, out.Hits.Required = true, true, true, true
	out.Why.Prose, out.Hits.Prose, out.Passes.Prose = true, true, true
	out.Grade = field{Name: "grade", Label: v.msg("room.rules.own.grade"), Options: gradeOptions(v, string(r.Grade), false), Error: wrong["grade"]}
	out.Way = field{Name: "way", Label: v.msg("room.rules.own.way"), Error: wrong["way"]}
	for _, w := range style.Ways {
		out.Way.Options = append(out.Way.Options, option{string(w), v.msg("room.rules.way." + string(w)), w == r.Way})
	}
	return s.show(v, status, p, "rules_own_edit", out)
}

// ownErrors are the sentences about a rule at the fields that they are about.
func ownErrors(v *visit, err error, r style.Rule) map[string]string {
	out := map[string]string{}
	var e *news.Error
	if !errors.As(err, &e) {
		return out
	}
	said := v.fieldErrors(err)
	for _, f := range e.Fields {
		at, ok := map[string]string{"style_id": "id", "taken": "id", "style_grade": "grade", "style_way": "way", "style_find": "find", "style_put": "put",
			"style_why": "why", "style_no_example": "hits", "style_example_missed": "hits", "style_example_found": "passes"}[f.Code]
		if !ok {
			at = "id"
		}
		out[at] = said[f.Field]
		if f.Code == "taken" {
			out[at] = v.msg("room.rules.own.taken")
		}
	}
	if bad, ok := errors.AsType[*style.Bad](style.Try(r)); ok && bad.Detail != "" {
		for _, at := range []string{"hits", "passes", "find"} {
			if out[at] != "" {
				out[at] += " " + v.msg("room.rules.own.detail", "text", bad.Detail)
			}
		}
	}
	return out
}

func (s *Server) ownRuleSave(v *visit) error {
	d, err := s.rulesView(v, "own")
	if err != nil {
		return err
	}
	r := style.Rule{ID: strings.TrimSpace(v.r.PostFormValue("id")), Grade: style.Grade(v.r.PostFormValue("grade")), Way: style.Way(v.r.PostFormValue("way")),
		Find: strings.TrimSpace(v.r.PostFormValue("find")), Put: strings.TrimSpace(v.r.PostFormValue("put")), Cut: v.r.PostFormValue("cut") != "",
		Headline: v.r.PostFormValue("headline") != "", Why: strings.TrimSpace(v.r.PostFormValue("why")),
		Hits: lines(strings.ReplaceAll(v.r.PostFormValue("hits"), "\r", "")), Passes: lines(strings.ReplaceAll(v.r.PostFormValue("passes"), "\r", ""))}
	was := v.r.PostFormValue("was")
	now := d.rules
	now.Own = slices.Clone(now.Own)
	if i := slices.IndexFunc(now.Own, func(x style.Rule) bool { return was != "" && x.ID == was }); i >= 0 {
		now.Own[i] = r
	} else {
		now.Own = append(now.Own, r)
	}
	if err := s.keepRules(v, d, now); err != nil {
		return s.showOwnRule(v, d, was, r, err)
	}
	return v.leave(d.path("own"), flash{Code: "rule_saved", Args: map[string]string{"name": r.ID}})
}

func (s *Server) ownRuleRemovePage(v *visit) error {
	d, err := s.rulesView(v, "own")
	if err != nil {
		return err
	}
	id := v.r.URL.Query().Get("id")
	if !slices.ContainsFunc(d.rules.Own, func(r style.Rule) bool { return r.ID == id }) {
		return news.E(news.NotFound, "find a rule", nil)
	}
	out := confirmData{Lines: []string{v.msg("room.rules.own.remove_text", "name", id)}, Action: v.r.URL.RequestURI(), Back: d.path("own"),
		Button: v.msg("room.rules.own.remove"), Danger: true}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.rules.own.remove_title", "name", id), Place: "gaya", Narrow: true}, "confirm", out)
}

func (s *Server) ownRuleRemove(v *visit) error {
	d, err := s.rulesView(v, "own")
	if err != nil {
		return err
	}
	id := v.r.URL.Query().Get("id")
	now := d.rules
	now.Own = slices.DeleteFunc(slices.Clone(now.Own), func(r style.Rule) bool { return r.ID == id })
	if len(now.Own) == len(d.rules.Own) {
		return news.E(news.NotFound, "find a rule", nil)
	}
	if err := s.keepRules(v, d, now); err != nil {
		return err
	}
	return v.leave(d.path("own"), flash{Code: "rule_removed", Args: map[string]string{"name": id}})
}

// marked is a piece of a text that was read: what was found in it, or not.
type marked struct {
	Text, Grade, Put, Why, Rule string
	Fix                         bool
}

type tryData struct {
	*rulesView
	Text           field
	Headline, Read bool
	Pieces         []marked
	Hits           int
	Facts          []fact
}

// styleTry reads a text as it would be read in the editor. Nothing is kept of it.
func (s *Server) styleTry(v *visit) error {
	d, err := s.rulesView(v, "try")
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(v.r.PostFormValue("text"), "\r\n", "\n")
	out := tryData{rulesView: d, Headline: v.r.PostFormValue("headline") != "",
		Text: field{Name: "text", Label: v.msg("room.rules.try.text"), Rows: 8, Value: text, Prose: true, Max: 20000}}
	if strings.TrimSpace(text) != "" {
		out.Read = true
		answer, err := s.o.Newsroom.Style(v.r.Context(), v.who, d.paper.Edition.ID, d.section, []newsroom.StyleText{{Text: text, Headline: out.Headline}})
		if err != nil {
			return err
		}
		runes := []rune(text)
		at := 0
		for _, h := range answer.Hits[0] {
			if h.From < at || h.To > len(runes) {
				continue // inside another hit
			}
			out.Hits++
			if h.From > at {
				out.Pieces = append(out.Pieces, marked{Text: string(runes[at:h.From])})
			}
			out.Pieces = append(out.Pieces, marked{Text: string(runes[h.From:h.To]), Grade: string(h.Grade), Put: h.Put, Why: h.Why, Rule: h.Rule, Fix: h.Fix})
			at = h.To
		}
		out.Pieces = append(out.Pieces, marked{Text: string(runes[at:])})
		f := answer.Facts
		out.Facts = []fact{{v.msg("room.rules.try.words"), v.words.Number(int64(f.Words))}, {v.msg("room.rules.try.long"), v.words.Number(int64(f.LongSentences))}}
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.place.gaya"), Place: "gaya"}, "rules_try", out)
}

// rulesHistory is who changed the rules, out of the audit.
func (s *Server) rulesHistory(v *visit) error {
	d, err := s.rulesView(v, "history")
	if err != nil {
		return err
	}
	subject := "edition " + strconv.FormatInt(int64(d.paper.Edition.ID), 10)
	if d.section != 0 {
		subject = "section " + d.Section
	}
	before, _ := strconv.ParseInt(v.r.URL.Query().Get("before"), 10, 64)
	rows, err := s.o.Newsroom.Audited(v.r.Context(), v.who, store.AuditQuery{Subject: subject, Command: "rules.set", Before: max(before, 0), Limit: 41})
	if err != nil {
		return err
	}
	out := struct {
		*rulesView
		Rows []auditRow
		Next string
	}{rulesView: d}
	names := s.actors(v)
	for i, r := range rows {
		if i == 40 {
			out.Next = with(rulesPath+"/history", v.r.URL.Query(), "before", strconv.FormatInt(rows[39].Number, 10))
			break
		}
		out.Rows = append(out.Rows, s.auditRow(v, r, names))
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.place.gaya"), Place: "gaya"}, "rules_history", out)
}

// auditRow is a row of the audit in words.
type auditRow struct {
	Number                                 int64
	ISO, When, Who, What, On, Href, Reason string
	Command, Session, Address, Request     string
	Hash                                   string
	Changes                                []settingChange
	Gone                                   bool
}

func (s *Server) auditRow(v *visit, r store.AuditRow, names func(string) string) auditRow {
	out := auditRow{Number: r.Number, ISO: r.At.UTC().Format(time.RFC3339Nano), When: s.date(v, r.At), Who: names(r.Actor), Command: r.Command, What: r.Command,
		Reason: r.Reason, Session: r.Session, Address: r.Address, Request: r.Request, Hash: r.Hash, Gone: r.Gone != ""}
	if key := "room.audit.command." + r.Command; v.words.Has(key) {
		out.What = v.msg(key)
	}
	out.On, out.Href = s.subject(v, r.Subject, names)
	for _, c := range r.Changes {
		out.Changes = append(out.Changes, settingChange{c.Field, c.From, c.To})
	}
	return out
}

// subject is what a row is about, and where one can look at it.
func (s *Server) subject(v *visit, subject string, names func(string) string) (text, href string) {
	kind, id, ok := strings.Cut(subject, " ")
	if !ok {
		return subject, ""
	}
	switch kind {
	case "article":
		href = articlePath + id
	case "user":
		return names(subject), usersPath + "/" + id
	}
	if key := "room.audit.subject." + kind; v.words.Has(key) {
		return v.msg(key, "id", id), href
	}
	return subject, href
}
