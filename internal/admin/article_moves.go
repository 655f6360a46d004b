package admin

import (
	"net/http"
	"strings"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// moves are the commands on an article that a form gives, by the last part of
// their address. Boards, lists and the article's own pages post the same forms.
var moves = map[string]func(v *visit, id news.ArticleID, revision int) newsroom.Command{
	"submit": func(_ *visit, id news.ArticleID, r int) newsroom.Command {
		return newsroom.Submit{Article: id, IfRevision: r}
	},
	"claim": func(v *visit, id news.ArticleID, _ int) newsroom.Command {
		return newsroom.Claim{Article: id, Over: true}
	},
	"release": func(_ *visit, id news.ArticleID, _ int) newsroom.Command { return newsroom.Release{Article: id} },
	"return": func(v *visit, id news.ArticleID, r int) newsroom.Command {
		return newsroom.Return{Article: id, IfRevision: r, Reason: strings.TrimSpace(v.r.PostFormValue("reason"))}
	},
	"approve": func(v *visit, id news.ArticleID, r int) newsroom.Command {
		return newsroom.Approve{Article: id, IfRevision: r, Override: strings.TrimSpace(v.r.PostFormValue("override"))}
	},
	"reopen": func(_ *visit, id news.ArticleID, r int) newsroom.Command {
		return newsroom.Reopen{Article: id, IfRevision: r}
	},
	"spike": func(_ *visit, id news.ArticleID, r int) newsroom.Command {
		return newsroom.Spike{Article: id, IfRevision: r}
	},
	"unspike": func(_ *visit, id news.ArticleID, r int) newsroom.Command {
		return newsroom.Unspike{Article: id, IfRevision: r}
	},
	"undo":       func(_ *visit, id news.ArticleID, _ int) newsroom.Command { return newsroom.Undo{Article: id} },
	"unschedule": func(_ *visit, id news.ArticleID, _ int) newsroom.Command { return newsroom.Unschedule{Article: id} },
	"confirm": func(_ *visit, id news.ArticleID, _ int) newsroom.Command {
		return newsroom.ConfirmWithdrawal{Article: id}
	},
	"reinstate": func(v *visit, id news.ArticleID, _ int) newsroom.Command {
		return newsroom.Reinstate{Article: id, Reason: strings.TrimSpace(v.r.PostFormValue("reason"))}
	},
	"section": func(v *visit, id news.ArticleID, r int) newsroom.Command {
		return newsroom.MoveSection{Article: id, IfRevision: r, To: news.SectionID(number(v, "section"))}
	},
	"duplicate": func(v *visit, id news.ArticleID, _ int) newsroom.Command {
		return newsroom.Fork{From: id, ClientID: v.r.PostFormValue("ulid")}
	},
	"embargo":    nil, // these two read a time (article_times.go)
	"lift":       nil,
	"reschedule": nil,
}

// move gives one of them and leads back to where the form was.
func (s *Server) move(v *visit) error {
	id, ok := articleID(v.r.PathValue("id"))
	if !ok {
		return news.E(news.NotFound, "find an article", nil)
	}
	if err := v.parse(); err != nil {
		return err
	}
	name := v.r.URL.Path[strings.LastIndex(v.r.URL.Path, "/")+1:]
	cmd := newsroom.Command(nil)
	if build := moves[name]; build != nil {
		revision := 0
		if n := number(v, "revision"); n > 0 {
			revision = int(n)
		}
		cmd = build(v, id, revision)
	} else {
		var wrong map[string]string
		if cmd, wrong = s.timedMove(v, id, name); cmd == nil {
			return s.moveAgain(v, id, name, http.StatusUnprocessableEntity, v.msg("room.form.refused"), wrong)
		}
	}
	res, err := s.do(v, cmd)
	if err == nil && name == "duplicate" {
		return v.leave(articlePath+res.Article.String(), flash{Code: "duplicate", Article: res.Article})
	}
	return s.afterMove(v, id, name, err)
}

// afterMove leads on after a move, or says why it was not made. Two people who
// move one thing: the later one counts, and reads who was there before.
func (s *Server) afterMove(v *visit, id news.ArticleID, name string, err error) error {
	if err != nil {
		if !shownAgain(err) {
			return err
		}
		text, status := v.sentence(err)
		if news.Is(err, news.Conflict) {
			text += s.movedBefore(v, id)
		}
		return s.moveAgain(v, id, name, status, text, v.fieldErrors(err))
	}
	f := flash{Code: name, Article: id}
	if waysBack[name] != "" {
		f.Undo = name
	}
	if look, err := s.o.Newsroom.Look(v.r.Context(), v.who, id); err == nil {
		f.Args = map[string]string{"headline": look.Headline}
		if f.Args["headline"] == "" {
			f.Args["headline"] = v.msg("room.untitled")
		}
		if a := look.Article; (name == "undo" || name == "publish") && a.Public == news.Live {
			f.Link = a.Path
		}
	}
	next := v.r.PostFormValue("next")
	if next == "" || auth.SafeNext(next) != next {
		next = articlePath + id.String()
	}
	if name == "spike" && strings.HasPrefix(next, articlePath) {
		next = deskPath
	}
	return v.leave(next, f)
}

// movedBefore tells who moved an article a moment ago, when a move no longer
// fits.
func (s *Server) movedBefore(v *visit, id news.ArticleID) string {
	rows, err := s.o.Newsroom.Audited(v.r.Context(), v.who, store.AuditQuery{Subject: "article " + id.String(), Limit: 1})
	if err != nil || len(rows) == 0 || rows[0].Actor == v.who.String() {
		return ""
	}
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil || paper.Now.Sub(rows[0].At) > 10*time.Minute {
		return ""
	}
	name, err := s.called(v.r.Context(), v, rows[0].Actor)
	if err != nil {
		return ""
	}
	return " " + v.msg("room.moved_before", "name", name(rows[0].Actor), "age", age(v, paper.Now, rows[0].At))
}

// moveAgain says why a move was not made. From the board the message goes back
// to the board; from a page with a form of its own the form is shown again.
func (s *Server) moveAgain(v *visit, id news.ArticleID, name string, status int, text string, wrong map[string]string) error {
	if fragment(v.r) {
		return s.say(v, status, text+wrongList(wrong), "")
	}
	v.r.SetPathValue("id", id.String())
	d, err := s.openArticle(v, "")
	if err != nil {
		return err
	}
	p := page{Problem: text}
	switch name {
	case "return":
		return s.showReturn(v, status, p, d, wrong)
	case "embargo", "lift":
		return s.showEmbargo(v, status, p, d, wrong)
	case "reschedule":
		return s.showPublish(v, status, p, d, wrong)
	case "reinstate":
		return s.showWithdraw(v, status, p, d, wrong)
	}
	if more := s.unmet(v, wrong); more != "" {
		p.Problem += " " + more
	}
	return s.showArticle(v, status, p, d, nil, nil)
}

func wrongList(wrong map[string]string) string {
	var out strings.Builder
	for _, text := range wrong {
		out.WriteString(" " + text)
	}
	return out.String()
}

// unmet names the fields that a command found wrong.
func (s *Server) unmet(v *visit, wrong map[string]string) string {
	var list []string
	for _, f := range news.Fields {
		if text := wrong[f.Name]; text != "" {
			list = append(list, v.msg(f.Label())+": "+text)
		}
	}
	return strings.Join(list, " ")
}

// returnView asks why a text goes back.
type returnView struct {
	*sheet
	Reason field
	Notes  int
}

func (s *Server) returnPage(v *visit) error {
	d, err := s.openArticle(v, "")
	if err != nil {
		return err
	}
	return s.showReturn(v, http.StatusOK, page{}, d, nil)
}

func (s *Server) showReturn(v *visit, status int, p page, d *sheet, wrong map[string]string) error {
	if !d.can(news.CmdReturn) {
		return news.E(news.Forbidden, "return article "+d.ID.String(), nil)
	}
	p.Title, p.Place, p.Page = v.msg("room.return.title"), "meja", true
	return s.show(v, status, p, "article_return", returnView{sheet: d, Reason: field{Name: "reason", Label: v.msg("room.return.reason"),
		Hint: v.msg("room.return.hint"), Rows: 4, Prose: true, Required: true, Focus: true, Max: 500, Value: v.r.PostFormValue("reason"), Error: wrong["reason"]}})
}
