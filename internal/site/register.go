package site

import (
	"fmt"
	"net/http"
	"strconv"

	"warta/internal/cache"
	"warta/internal/feed"
	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// registerLines is the number of lines of a page of the registers.
const registerLines = 50

// correctionsPage lists every amendment and withdrawal, for ever (PRS-5).
func (a *assembly) correctionsPage(vars) (*cache.Page, error) {
	return a.registerPage("koreksi", "path.corrections", "pencabutan", "path.withdrawals", nil)
}

// withdrawalsPage lists every withdrawal; a reinstatement is a further line and
// removes none (PRS-24).
func (a *assembly) withdrawalsPage(vars) (*cache.Page, error) {
	return a.registerPage("pencabutan", "path.withdrawals", "koreksi", "path.corrections",
		[]store.RegisterKind{store.RegisterWithdrawn, store.RegisterReinstated})
}

func (a *assembly) registerPage(name, path, other, otherPath string, kinds []store.RegisterKind) (*cache.Page, error) {
	a.key(news.KeyRegister(a.ed.ID))
	page, err := a.page("register", 0)
	if err != nil {
		return nil, err
	}
	path = "/" + a.word(path)
	q := store.RegisterQuery{Kinds: kinds, Limit: registerLines + 1}
	before, continued := a.rq.asked["query.before"]
	if continued {
		var id news.ArticleID
		q.BeforeAt, id, _ = parseBefore(before)
		q.BeforeID = int64(id)
	}
	lines, err := a.view.Register(a.ctx, q)
	if err != nil {
		return nil, fmt.Errorf("read the register: %w", err)
	}
	p := RegisterPage{Name: a.word(name + ".title"), Intro: a.word(name + ".intro"), Continued: continued,
		Elsewhere: Link{Text: a.word(other + ".title"), URL: "/" + a.word(otherPath)}}
	if len(lines) == q.Limit {
		lines = lines[:registerLines]
		last := lines[len(lines)-1]
		p.Older = path + "?" + a.word("query.before") + "=" + strconv.FormatInt(last.At.UnixMicro(), 10) + "-" + strconv.FormatInt(last.ID, 10)
	}
	if continued {
		p.First = path
	}
	for _, l := range lines {
		at := a.at(l.At)
		iso := at.Format("2006-01")
		if n := len(p.Months); n == 0 || p.Months[n-1].ISO != iso {
			p.Months = append(p.Months, RegisterMonth{Text: a.loc.Date(locale.Month, at, a.zone), ISO: iso})
		}
		m := &p.Months[len(p.Months)-1]
		m.Lines = append(m.Lines, a.registerLine(l))
	}
	page.Crumbs = append(a.crumbs(0), Link{Text: p.Name, URL: path})
	m := &page.Meta
	m.Title, m.Description = p.Name+" - "+a.set.Name, p.Intro
	m.Canonical, m.Robots, m.Next = a.abs(path), robotsFull, p.Older
	if continued {
		m.Canonical, m.Robots = a.abs(path+"?"+a.word("query.before")+"="+before), "noindex, follow"
	}
	// The feeds hold both registers, in every format.
	m.Feeds = append(a.feeds("/"+a.word("path.corrections"), a.word("feed.register")), m.Feeds[0])
	a.properties(m, "website", p.Name)
	fl := feed.List{Name: p.Name, Description: p.Intro, URL: a.abs(path)}
	for _, month := range p.Months {
		for _, l := range month.Lines {
			if l.Headline != "" {
				fl.Articles = append(fl.Articles, feed.ListItem{Name: l.Label + ": " + l.Headline, URL: a.abs(path) + "#k" + strconv.FormatInt(l.ID, 10)})
			}
		}
	}
	ld, err := feed.ListLD(a.paper(), fl)
	if err != nil {
		return nil, err
	}
	if err := m.structured(ld, a, page.Crumbs); err != nil {
		return nil, err
	}
	p.Page = page
	return a.print(http.StatusOK, p)
}

// registerLine is a line as the page prints it. What the ground hides, the
// store does not give.
func (a *assembly) registerLine(e store.RegisterEntry) RegisterLine {
	a.key(news.KeyCard(e.Article), news.KeyArticle(e.Article))
	if e.Reply != 0 {
		a.key(news.KeyCard(e.Reply))
	}
	l := RegisterLine{ID: e.ID, At: a.at(e.At), Label: a.registerLabel(e.Kind), LabelKind: "amended", Headline: e.Headline,
		URL: e.Path, Gone: e.Gone, Note: e.Note}
	switch e.Kind {
	case store.RegisterWithdrawn:
		l.LabelKind = "withdrawn"
		if e.Ground != "" {
			l.Ground = a.word("ground." + string(e.Ground))
		}
	case store.RegisterReinstated:
	default:
		if e.ReplyPath != "" {
			l.Reply = Link{Text: e.ReplyHeadline, URL: e.ReplyPath}
		}
	}
	return l
}
