package admin

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

const redirectsPerPage = 100

type redirectsData struct {
	Tabs     []listTab
	Lines    []store.Redirect
	Next     string
	Q        string
	From, To field
	// Tried is the dry run of a list, Text the list that would be done.
	Tried     []triedLine
	Text      string
	Good, Bad int
	Many      field
	Test      field
	TestSays  string
	Dropped   *store.Redirect
	Empty     emptyState
}

type triedLine struct {
	newsroom.RedirectLine
	Says string
	Bad  bool
}

func (s *Server) redirectsPage(v *visit) error {
	return s.showRedirects(v, http.StatusOK, page{}, redirectsData{}, nil)
}

func (s *Server) showRedirects(v *visit, status int, p page, d redirectsData, wrong map[string]string) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	list, err := s.o.Newsroom.Redirects(ctx, v.who, paper.Edition.ID, q.Get("after"), redirectsPerPage)
	if err != nil {
		return err
	}
	d.Tabs, d.Lines = paperTabs(v, "redirects"), list
	if len(list) == redirectsPerPage {
		u := *v.r.URL
		u.Path = redirectsPath
		d.Next = changedAddress(&u, "after", list[len(list)-1].From, "dropped", "", "to", "", "test", "")
	}
	text := func(name, hint string) field {
		return field{Name: name, Label: v.msg("room.redirect." + name), Hint: v.msg("room.redirect." + hint), Type: "text", Auto: "off", Error: wrong[name], Value: v.r.PostFormValue(name)}
	}
	d.From, d.To = text("from", "from_hint"), text("to", "to_hint")
	d.From.Required, d.To.Required = true, true
	d.Many = field{Name: "lines", Label: v.msg("room.redirect.lines"), Hint: v.msg("room.redirect.lines_hint"), Rows: 6, Value: d.Text, Error: wrong["lines"]}
	if address := strings.TrimSpace(q.Get("test")); address != "" {
		if d.TestSays, err = s.tryAddress(v, paper, address); err != nil {
			return err
		}
	}
	d.Test = field{Name: "test", Label: v.msg("room.redirect.test"), Hint: v.msg("room.redirect.test_hint"), Type: "text", Auto: "off", Value: q.Get("test")}
	if from, target := q.Get("dropped"), q.Get("to"); from != "" && target != "" {
		d.Dropped = &store.Redirect{From: from, To: target}
	}
	d.Empty = emptyState{Title: v.msg("room.redirect.none"), Text: v.msg("room.redirect.none_text")}
	p.Title, p.Place, p.Page = v.msg("room.paper.redirects"), "laman", true
	return s.show(v, status, p, "redirects", d)
}

// tryAddress says what an address does now.
func (s *Server) tryAddress(v *visit, paper newsroom.Paper, address string) (string, error) {
	lead, err := s.o.Newsroom.Leads(v.r.Context(), v.who, paper.Edition.ID, address)
	if err != nil {
		return "", err
	}
	return v.msg("room.redirect.leads."+lead.What, "to", lead.To), nil
}

func (s *Server) addRedirect(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	from, target := strings.TrimSpace(v.r.PostFormValue("from")), strings.TrimSpace(v.r.PostFormValue("to"))
	_, err = s.o.Newsroom.Do(ctx, v.who, newsroom.SendElsewhere{Edition: paper.Edition.ID, From: from, To: target})
	if err == nil {
		return v.leave(redirectsPath, flash{Code: "redirect"})
	}
	if !told(err) {
		return err
	}
	p, status := v.refused(err)
	if news.Is(err, news.Conflict) {
		p.Problem = v.msg("room.redirect.says.taken")
	}
	return s.showRedirects(v, status, p, redirectsData{}, v.fieldErrors(err))
}

// manyRedirects reads a list that was pasted or sent as a file, shows what it would
// do, and does it when asked to.
func (s *Server) manyRedirects(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	text, do, err := readRedirectForm(v)
	if err != nil {
		return err
	}
	d := redirectsData{Text: text}
	refuse := func(err error) error {
		if !told(err) {
			return err
		}
		p, status := v.refused(err)
		return s.showRedirects(v, status, p, d, v.fieldErrors(err))
	}
	lines, err := newsroom.ReadRedirects(strings.NewReader(text))
	if err != nil {
		return refuse(err)
	}
	if len(lines) == 0 {
		return s.showRedirects(v, http.StatusBadRequest, page{Problem: v.msg("room.redirect.no_lines")}, d, nil)
	}
	c := newsroom.SendMany{Edition: paper.Edition.ID, Lines: lines}
	if do {
		var report []newsroom.RedirectLine
		c.Report = &report
		if _, err := s.o.Newsroom.Do(ctx, v.who, c); err != nil {
			return refuse(err)
		}
		done := 0
		for _, l := range report {
			if l.Final != "" {
				done++
			}
		}
		return v.leave(redirectsPath, flash{Code: "redirects", Args: map[string]string{"n": v.words.Number(int64(done))}})
	}
	report, err := s.o.Newsroom.SendManyTry(ctx, v.who, c)
	if err != nil {
		return refuse(err)
	}
	for _, l := range report {
		t := triedLine{RedirectLine: l, Bad: l.Final == ""}
		switch {
		case l.Code == "":
			t.Says = v.msg("room.redirect.says.ok")
		case v.words.Has("room.redirect.says." + l.Code):
			t.Says = v.msg("room.redirect.says."+l.Code, "to", l.Final)
		default:
			t.Says = v.msg("error." + l.Code)
		}
		if t.Bad {
			d.Bad++
		} else {
			d.Good++
		}
		d.Tried = append(d.Tried, t)
	}
	return s.showRedirects(v, http.StatusOK, page{}, d, nil)
}

// readRedirectForm reads the list, from the field or from the file.
func readRedirectForm(v *visit) (text string, do bool, err error) {
	bad := func(err error) error { return &news.Error{Kind: news.Invalid, Op: "read form", Err: err} }
	if !strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/") {
		if err := v.r.ParseForm(); err != nil {
			return "", false, bad(err)
		}
		return v.r.PostFormValue("lines"), v.r.PostFormValue("do") == "do", nil
	}
	form, err := v.r.MultipartReader()
	if err != nil {
		return "", false, bad(err)
	}
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			return text, do, nil
		}
		if err != nil {
			return "", false, bad(err)
		}
		b, err := io.ReadAll(part)
		if err != nil {
			return "", false, bad(err)
		}
		switch {
		case part.FormName() == "do":
			do = string(b) == "do"
		case part.FormName() == "lines" || len(bytes.TrimSpace(b)) > 0:
			text += strings.ToValidUTF8(string(b), "\uFFFD") + "\n"
		}
	}
}

// dropRedirect takes one away. The page that follows has it at hand to be put back.
func (s *Server) dropRedirect(v *visit) error {
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	from := v.r.PostFormValue("from")
	if _, err := s.o.Newsroom.Do(ctx, v.who, newsroom.DropRedirect{Edition: paper.Edition.ID, From: from}); err != nil {
		return err
	}
	return to(v, redirectsPath+"?dropped="+escape(from)+"&to="+escape(v.r.PostFormValue("to")))
}
