package admin

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

func declareAudit(s *Server, member func(string, handler)) {
	member("GET /newsroom/audit", s.auditPage)
	member("POST /newsroom/audit/verify", s.auditVerify)
	member("POST /newsroom/audit/export", s.auditExport)
}

type auditData struct {
	Users                          []option
	Commands                       []option
	Command, Subject, Since, Until string
	Rows                           []auditRow
	Next, Export                   string
	Narrowed, May                  bool
	Chain, ChainText               string
}

const auditOnPage = 50

// auditQuery reads the filters out of the address.
func (s *Server) auditQuery(v *visit) (store.AuditQuery, bool) {
	q := v.r.URL.Query()
	out := store.AuditQuery{Command: strings.TrimSpace(q.Get("command")), Subject: strings.TrimSpace(q.Get("subject"))}
	switch user := q.Get("user"); {
	case user == "clock", user == "import", user == "operator":
		out.Actor = user
	case user != "":
		if n, err := strconv.ParseInt(user, 10, 64); err == nil && n > 0 {
			out.Actor = "user " + news.UserID(n).String()
		}
	}
	// A number alone is an article's.
	if n, err := strconv.ParseInt(out.Subject, 10, 64); err == nil && n > 0 {
		out.Subject = "article " + out.Subject
	}
	if since, ok := s.dayEnd(q.Get("since")); ok && !since.IsZero() {
		out.Since = since.AddDate(0, 0, -1).Add(time.Second)
	}
	if until, ok := s.dayEnd(q.Get("until")); ok && !until.IsZero() {
		out.Until = until
	}
	out.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	return out, out.Command+out.Subject+out.Actor != "" || !out.Since.IsZero() || !out.Until.IsZero()
}

func (s *Server) auditPage(v *visit) error { return s.showAudit(v, "", "") }

func (s *Server) showAudit(v *visit, chain, text string) error {
	if !v.may(newsroom.PermAudit) {
		return news.E(news.Forbidden, string(newsroom.PermAudit), nil)
	}
	q := v.r.URL.Query()
	ask, narrowed := s.auditQuery(v)
	ask.Limit = auditOnPage + 1
	rows, err := s.o.Newsroom.Audited(v.r.Context(), v.who, ask)
	if err != nil {
		return err
	}
	whole := newsroom.Can(v.who, newsroom.PermAudit, newsroom.Subject{}) && v.as == ""
	d := auditData{Command: ask.Command, Subject: ask.Subject, Since: q.Get("since"), Until: q.Get("until"), Narrowed: narrowed, May: whole, Chain: chain, ChainText: text,
		Export: with(auditPath+"/export", q, "before", "")}
	names := s.actors(v)
	for _, r := range rows[:min(len(rows), auditOnPage)] {
		d.Rows = append(d.Rows, s.auditRow(v, r, names))
	}
	if len(rows) > auditOnPage {
		d.Next = with(auditPath, q, "before", strconv.FormatInt(rows[auditOnPage-1].Number, 10))
	}
	if chain == "" {
		d.Chain, d.ChainText = "off", v.msg("room.audit.unverified")
		if ask.Before == 0 && !narrowed && len(rows) > 0 {
			d.ChainText = v.msg("room.audit.head", "number", strconv.FormatInt(rows[0].Number, 10))
		}
	}
	d.Users = []option{{"", v.msg("room.audit.everybody"), q.Get("user") == ""}}
	if v.may(newsroom.PermUsers, newsroom.PermGrants) {
		list, err := s.o.Newsroom.Accounts(v.r.Context(), v.who, 0, 101)
		if err != nil {
			return err
		}
		for _, a := range list {
			d.Users = append(d.Users, option{a.User.ID.String(), a.User.Name, q.Get("user") == a.User.ID.String()})
		}
	} else {
		d.Users = append(d.Users, option{v.me.User.ID.String(), v.me.User.Name, q.Get("user") == v.me.User.ID.String()})
	}
	for _, m := range []string{"operator", "import", "clock"} {
		d.Users = append(d.Users, option{m, v.msg("room.audit.actor." + m), q.Get("user") == m})
	}
	if user := q.Get("user"); user != "" && !slices.ContainsFunc(d.Users, func(o option) bool { return o.On }) {
		d.Users = append(d.Users, option{user, names(ask.Actor), true})
	}
	for _, key := range v.words.Keys() {
		if command, ok := strings.CutPrefix(key, "room.audit.command."); ok {
			d.Commands = append(d.Commands, option{Value: command, Label: v.msg(key)})
		}
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.place.audit"), Place: "audit"}, "audit", d)
}

// auditVerify walks the chain; it reads every row, so it is asked for.
func (s *Server) auditVerify(v *visit) error {
	if !newsroom.Can(v.who, newsroom.PermAudit, newsroom.Subject{}) {
		return news.E(news.Forbidden, string(newsroom.PermAudit), nil)
	}
	s.waitFor(v, 10*patience)
	verdict, err := s.o.Newsroom.VerifyAudit(v.r.Context(), nil)
	if err != nil {
		return err
	}
	if verdict.Why != "" {
		return s.showAudit(v, "error", v.msg("health.audit", "number", verdict.Wrong, "why", verdict.Why))
	}
	return s.showAudit(v, "ok", v.msg("health.audit.ok", "number", verdict.Head.Number))
}

// auditExport gives the rows of the filters as CSV. The export itself leaves a
// row.
func (s *Server) auditExport(v *visit) error {
	ask, _ := s.auditQuery(v)
	ask.Before, ask.Limit = 0, 1_000_000
	var b bytes.Buffer
	out := &lateFile{v: v, name: fmt.Sprintf("audit-%s.csv", v.me.At.UTC().Format("20060102-1504")), first: &b}
	if err := s.o.Newsroom.ExportAudit(v.r.Context(), v.who, ask, out); err != nil {
		if !out.begun {
			return err
		}
		// The head is out: what can be said is that the file is not whole.
		s.log.Error("an audit export broke off", "err", err)
		panic(http.ErrAbortHandler)
	}
	return out.end()
}

// lateFile holds an answer back until it is worth sending, so that a refusal can
// still be a page.
type lateFile struct {
	v     *visit
	name  string
	first *bytes.Buffer
	begun bool
}

func (f *lateFile) Write(b []byte) (int, error) {
	if f.begun {
		return f.v.w.Write(b)
	}
	f.first.Write(b)
	if f.first.Len() < 64<<10 {
		return len(b), nil
	}
	return len(b), f.end()
}

func (f *lateFile) end() error {
	if f.begun {
		return nil
	}
	f.begun = true
	h := f.v.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	h.Set("Content-Disposition", `attachment; filename="`+f.name+`"`)
	_, err := f.v.w.Write(f.first.Bytes())
	return err
}
