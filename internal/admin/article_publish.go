package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
)

// publishView is the publish sheet: what will be so afterwards, and what has to
// be decided before (S3.12 to S3.14).
type publishView struct {
	*sheet
	// Live: readers have it, and a class of change is asked for.
	Live bool
	// URL is where it stands, or will.
	URL      string
	Tags     []string
	Lead     leadView
	Unmet    []findingLine
	Blocked  bool
	Override *field
	// Classes are the kinds of change that may be chosen, with the server's own
	// suggestion first; Slips say why it is no typing slip.
	Classes []option
	Slips   []string
	Slip    *field
	Note    field
	Asked   field
	Apology string
	At      timeField
	Quarter []quarter
	When    string
	// Bound is the version that waits, Due when it goes out.
	Bound         *news.Schedule
	Later         timeField
	Draft         bool
	Banner        *bannerField
	Slots         []option
	CanGo         bool
	CanPut        bool
	Primary, Text string
}

type bannerField struct {
	On    bool
	Text  field
	Level []option
}

func (s *Server) publishPage(v *visit) error {
	d, err := s.openArticle(v, "terbit")
	if err != nil {
		return err
	}
	return s.showPublish(v, http.StatusOK, page{}, d, nil)
}

func (s *Server) showPublish(v *visit, status int, p page, d *sheet, wrong map[string]string) error {
	view, err := s.publishViewOf(v, d)
	if err != nil {
		return err
	}
	mark := func(f *field) {
		if f != nil {
			f.Error = wrong[f.Name]
		}
	}
	mark(view.Override)
	mark(view.Slip)
	mark(&view.Note)
	mark(&view.Asked)
	view.At = s.timeField(v, "at", v.msg("room.publish.at"), "", time.Time{}, wrong)
	if view.Bound != nil {
		view.Later = s.timeField(v, "at", v.msg("room.publish.at"), "", view.Bound.At, wrong)
	}
	if view.Banner != nil {
		view.Banner.Text.Error = wrong["text"]
	}
	p.Place, p.Bare = "meja", headlineOf(v, d)
	p.Regions = map[string]string{"inspektur": "publish_sheet", "lapis": "publish_sheet"}
	return s.show(v, status, p, "article_publish", view)
}

func (s *Server) publishViewOf(v *visit, d *sheet) (publishView, error) {
	a, ctx := &d.Article, v.r.Context()
	form := v.r.PostForm
	if v.r.Method == http.MethodGet {
		form = v.r.URL.Query()
	}
	view := publishView{sheet: d, Live: a.Public == news.Live, URL: a.Path, Lead: s.leadOf(d, d.Content), Tags: tagNames(d, d.Content.Tags),
		Draft: a.Work != news.Settled, When: "now"}
	if form.Get("when") == "at" {
		view.When = "at"
	}
	view.CanGo = d.can(news.CmdPublish) || d.can(news.CmdUpdate) || d.can(news.CmdSchedule) || d.can(news.CmdCorrect) || d.can(news.CmdRebind)
	view.CanPut = d.can(news.CmdPublish) || d.can(news.CmdUpdate) || view.Live && d.can(news.CmdCorrect)
	if view.URL == "" {
		slug := d.Content.Slug
		if slug == "" {
			slug = news.Slug(d.Content.Headline)
		}
		view.URL = "…/" + slug
	}
	checks, err := s.o.Newsroom.Check(ctx, v.who, d.ID, nil)
	if err != nil {
		return view, err
	}
	view.Unmet = s.findings(v, d, checks)
	view.Blocked = slices.ContainsFunc(checks, func(f news.Finding) bool { return f.Level == news.Block })
	if view.Blocked && v.may(newsroom.PermOverride) {
		view.Override = &field{Name: "override", Label: v.msg("room.publish.override"), Hint: v.msg("room.publish.override_hint"), Type: "text", Prose: true,
			Value: form.Get("override"), Max: 500}
	}
	view.Note = field{Name: "note", Label: v.msg("room.publish.note"), Hint: v.msg("room.publish.note_hint"), Rows: 3, Prose: true, Max: 2000, Value: form.Get("note")}
	view.Asked = field{Name: "requested_by", Label: v.msg("room.publish.requested_by"), Type: "text", Max: 200, Value: form.Get("requested_by")}
	if view.Live && view.Draft {
		if err := s.classes(v, d, &view); err != nil {
			return view, err
		}
	} else if view.Live && d.can(news.CmdCorrect) {
		view.Classes = s.amendments(v, form.Get("class"))
	}
	view.Apology = newsroom.Apology(d.Edition, news.Koreksi)
	view.At = s.timeField(v, "at", v.msg("room.publish.at"), "", time.Time{}, nil)
	view.Quarter = s.quarters(d.Paper.Now)
	if f := a.Flow.Schedule; f != nil && a.Scheduled != 0 {
		view.Bound = f
		view.Later = s.timeField(v, "at", v.msg("room.publish.at"), "", f.At, nil)
	}
	if v.may(newsroom.PermBreaking) && view.CanPut {
		text := form.Get("banner.text")
		if text == "" {
			text = d.Content.Headline
			if short := d.Content.Headlines["push"]; short != "" {
				text = short
			}
			if r := []rune(text); len(r) > news.MaxBreaking {
				text = string(r[:news.MaxBreaking-1]) + "…"
			}
		}
		view.Banner = &bannerField{On: form.Get("banner") == "1", Text: field{Name: "banner.text", Label: v.msg("room.publish.banner_text"), Type: "text",
			Prose: true, Max: news.MaxBreaking, Value: text}}
		for _, l := range news.BreakingLevels {
			view.Banner.Level = append(view.Banner.Level, option{l, v.msg("room.banner." + l), l == "breaking"})
		}
	}
	if v.may(newsroom.PermFront) && view.CanPut && !view.Live {
		slot := form.Get("slot")
		view.Slots = []option{{"", v.msg("room.publish.no_slot"), slot == ""}}
		for n := 1; n <= 9; n++ {
			view.Slots = append(view.Slots, option{strconv.Itoa(n), strconv.Itoa(n), slot == strconv.Itoa(n)})
		}
	}
	switch {
	case view.Live:
		view.Primary = v.msg("room.publish.button_update")
	default:
		view.Primary = v.msg("room.publish.button")
	}
	return view, nil
}

// classes are what an update of a live article can be called; what the change
// itself says comes first.
func (s *Server) classes(v *visit, d *sheet, view *publishView) error {
	reasons, err := s.o.Newsroom.Slip(v.r.Context(), v.who, d.ID, d.Content)
	if err != nil && !shownAgain(err) {
		return err
	}
	chosen := v.r.PostForm.Get("class")
	if chosen == "" {
		chosen = string(news.Substantial)
		if len(reasons) == 0 && err == nil {
			chosen = string(news.Minor)
		}
	}
	for _, r := range reasons {
		view.Slips = append(view.Slips, v.msg("error.field."+r))
	}
	if len(reasons) > 0 && v.may(newsroom.PermOverride) {
		view.Slip = &field{Name: "slip", Label: v.msg("room.publish.slip"), Type: "text", Prose: true, Max: 500, Value: v.r.PostForm.Get("slip")}
	}
	for _, c := range []string{string(news.Minor), string(news.Substantial)} {
		view.Classes = append(view.Classes, option{c, v.msg("room.class." + c), c == chosen})
	}
	if d.can(news.CmdCorrect) {
		view.Classes = append(view.Classes, s.amendments(v, chosen)...)
	}
	return nil
}

func (s *Server) amendments(v *visit, chosen string) (out []option) {
	for i, k := range news.AmendmentKinds {
		out = append(out, option{string(k), v.msg("room.class." + string(k)), string(k) == chosen || chosen == "" && i == 1})
	}
	return out
}

// publish makes the draft what readers have: now or at a time, as a first
// publication, an update or a correction, with banner and slot if they were
// asked for.
func (s *Server) publish(v *visit) error {
	if err := v.parse(); err != nil {
		return err
	}
	d, err := s.openArticle(v, "terbit")
	if err != nil {
		return err
	}
	form, wrong := v.r.PostForm, map[string]string{}
	cmd, name := s.publication(v, d, wrong)
	if cmd == nil {
		return s.showPublish(v, http.StatusUnprocessableEntity, page{Problem: v.msg("room.form.refused")}, d, wrong)
	}
	res, err := s.do(v, cmd)
	if err != nil {
		if !shownAgain(err) {
			return err
		}
		p, status := v.refused(err)
		bad := v.fieldErrors(err)
		if more := s.unmet(v, bad); more != "" {
			p.Problem += " " + more
		}
		if name == "schedule" && bad["at"] == "" {
			bad["at"] = bad["time"]
		}
		again, err := s.openArticle(v, "terbit")
		if err != nil {
			return err
		}
		return s.showPublish(v, status, p, again, bad)
	}
	f := flash{Code: name, Article: d.ID, Args: map[string]string{"headline": headlineOf(v, d)}}
	switch name {
	case "publish", "update":
		f.Undo = name
	}
	if name != "schedule" {
		f.Link = res.Path
		now := d.Paper.Now
		f.Args["at"] = s.clock(now) + now.In(s.o.Zone()).Format(".05")
	} else if look, err := s.o.Newsroom.Look(v.r.Context(), v.who, d.ID); err == nil && look.Article.Flow.Schedule != nil {
		f.Args["at"] = s.moment(v, d.Paper.Now, look.Article.Flow.Schedule.At)
	}
	if name != "schedule" {
		if problem := s.spread(v, d); problem != "" {
			f.Code, f.Args["problem"] = name+"_but", problem
		}
	}
	next := form.Get("next")
	if next == "" || !strings.HasPrefix(next, "/newsroom/") || strings.ContainsAny(next, "\\\r\n") {
		next = d.Base
	}
	return v.leave(next, f)
}

// publication builds the command that the sheet asks for; nil with what is wrong.
func (s *Server) publication(v *visit, d *sheet, wrong map[string]string) (newsroom.Command, string) {
	form, a := v.r.PostForm, &d.Article
	revision := int(max(0, number(v, "revision")))
	class, override, slip := form.Get("class"), strings.TrimSpace(form.Get("override")), strings.TrimSpace(form.Get("slip"))
	amends := slices.Contains(news.AmendmentKinds, news.AmendmentKind(class))
	if form.Get("when") == "at" {
		at, ok := s.readTime(v, "at", wrong)
		if amends {
			wrong["at"] = v.msg("room.publish.amend_now")
		}
		if !ok || amends {
			return nil, ""
		}
		return newsroom.Schedule{Article: d.ID, IfRevision: revision, At: at, Class: news.ChangeClass(class), Override: override, Slip: slip}, "schedule"
	}
	switch {
	case a.Public != news.Live:
		return newsroom.Publish{Article: d.ID, IfRevision: revision, Override: override}, "publish"
	case amends:
		note := strings.TrimSpace(form.Get("note"))
		if form.Get("apology") == "1" {
			note = strings.TrimSpace(note + " " + newsroom.Apology(d.Edition, news.AmendmentKind(class)))
		}
		return newsroom.Correct{Article: d.ID, IfRevision: revision, Kind: news.AmendmentKind(class), Note: note, RequestedBy: strings.TrimSpace(form.Get("requested_by")),
			Draft: a.Work != news.Settled, Override: override}, "correct"
	}
	return newsroom.Update{Article: d.ID, IfRevision: revision, Class: news.ChangeClass(class), Override: override, Slip: slip}, "update"
}

// spread puts a new article where the sheet asked: on the front, into the
// banner. The article is out by then: what fails is told, and takes nothing back.
func (s *Server) spread(v *visit, d *sheet) (problem string) {
	form, e := v.r.PostForm, d.Article.Edition
	if form.Get("banner") == "1" {
		_, err := s.do(v, newsroom.Break{Edition: e, Text: strings.TrimSpace(form.Get("banner.text")), Article: d.ID, Level: form.Get("banner.level")})
		if err != nil {
			problem, _ = v.sentence(err)
		}
	}
	if slot, err := strconv.Atoi(form.Get("slot")); err == nil && slot >= 1 && slot <= 9 {
		if _, err := s.do(v, newsroom.PutOnFront{Edition: e, Article: d.ID, Slot: slot}); err != nil {
			text, _ := v.sentence(err)
			problem = strings.TrimSpace(problem + " " + text)
		}
	}
	return problem
}

// withdrawView is the page on which an article is taken from readers (S3.15).
type withdrawView struct {
	*sheet
	Ground   field
	Reason   field
	Slug     field
	Slug_    string
	Places   []placeLine
	Gone     bool
	Unsigned bool
	First    string
	Due      string
	CanSign  bool
	Back     *field
	Notice   noticePreview
}

type placeLine struct{ What, Where string }

type noticePreview struct{ At, Ground, Reason, Headline string }

func (s *Server) withdrawPage(v *visit) error {
	d, err := s.openArticle(v, "")
	if err != nil {
		return err
	}
	return s.showWithdraw(v, http.StatusOK, page{}, d, nil)
}

func (s *Server) showWithdraw(v *visit, status int, p page, d *sheet, wrong map[string]string) error {
	a, form := &d.Article, v.r.Form
	if form == nil {
		if err := v.r.ParseForm(); err != nil {
			return news.E(news.Invalid, "read a form", err)
		}
		form = v.r.Form
	}
	view := withdrawView{sheet: d, Gone: a.Public == news.Withdrawn}
	if !d.can(news.CmdWithdraw) && !view.Gone {
		return news.E(news.Forbidden, "withdraw article "+d.ID.String(), nil)
	}
	view.Slug_ = a.Path[strings.LastIndex(a.Path, "/")+1:]
	view.Ground = field{Name: "ground", Label: v.msg("room.withdraw.ground"), Required: true, Error: wrong["ground"],
		Options: []option{{"", v.msg("room.form.choose"), form.Get("ground") == ""}}}
	for _, g := range news.Grounds {
		if g == news.GroundExpired {
			continue
		}
		view.Ground.Options = append(view.Ground.Options, option{string(g), v.msg("ground." + string(g)), form.Get("ground") == string(g)})
	}
	view.Reason = field{Name: "reason", Label: v.msg("room.withdraw.reason"), Hint: v.msg("room.withdraw.reason_hint"), Rows: 4, Prose: true, Max: 1000, Required: true,
		Value: form.Get("reason"), Error: wrong["reason"]}
	view.Slug = field{Name: "slug", Label: v.msg("room.withdraw.slug", "slug", view.Slug_), Type: "text", Auto: "off", Required: true, Error: wrong["slug"], Value: form.Get("slug")}
	ground := news.Ground(form.Get("ground"))
	if ground == "" && a.Withdrawal != nil {
		ground = a.Withdrawal.Ground
	}
	view.Notice = noticePreview{At: s.date(v, d.Paper.Now), Headline: headlineOf(v, d), Reason: form.Get("reason")}
	if ground != "" {
		view.Notice.Ground = v.msg("ground." + string(ground))
		if ground.HidesHeadline() {
			view.Notice.Headline = ""
		}
	}
	if w := a.Withdrawal; w != nil {
		view.Notice.At, view.Notice.Reason = s.date(v, w.At), w.Reason
	}
	if sig := a.Flow.Signature; sig != nil && sig.By == "" && view.Gone {
		name, err := s.called(v.r.Context(), v, sig.First)
		if err != nil {
			return err
		}
		view.Unsigned, view.First, view.Due = true, name(sig.First), s.date(v, sig.Due)
		view.CanSign = d.can(news.CmdConfirm) && sig.First != v.who.String()
	}
	if view.Gone && d.can(news.CmdReinstate) {
		view.Back = &field{Name: "reason", Label: v.msg("room.withdraw.back_reason"), Rows: 3, Prose: true, Max: 1000, Required: true, Error: wrong["reason"]}
	}
	if !view.Gone {
		stands, err := s.o.Newsroom.Stands(v.r.Context(), v.who, d.ID)
		if err != nil {
			return err
		}
		for _, x := range stands {
			view.Places = append(view.Places, placeLine{v.msg("room.stands." + x.What), x.Name})
		}
	}
	p.Title, p.Place, p.Page = v.msg("room.withdraw.title"), "meja", true
	return s.show(v, status, p, "article_withdraw", view)
}

func (s *Server) withdraw(v *visit) error {
	if err := v.parse(); err != nil {
		return err
	}
	d, err := s.openArticle(v, "")
	if err != nil {
		return err
	}
	form := v.r.PostForm
	slug := d.Article.Path[strings.LastIndex(d.Article.Path, "/")+1:]
	switch {
	case form.Get("do") == "look":
		// The notice as it would be read, before anything is taken away.
		return s.showWithdraw(v, http.StatusOK, page{}, d, nil)
	case strings.TrimSpace(form.Get("slug")) != slug:
		return s.showWithdraw(v, http.StatusUnprocessableEntity, page{Problem: v.msg("room.form.refused")}, d,
			map[string]string{"slug": v.msg("room.withdraw.slug_wrong")})
	}
	_, err = s.do(v, newsroom.Withdraw{Article: d.ID, IfRevision: int(max(0, number(v, "revision"))), Ground: news.Ground(form.Get("ground")),
		Reason: strings.TrimSpace(form.Get("reason"))})
	if err != nil {
		if !shownAgain(err) {
			return err
		}
		p, status := v.refused(err)
		return s.showWithdraw(v, status, p, d, v.fieldErrors(err))
	}
	return v.leave(d.Base, flash{Code: "withdraw", Article: d.ID, Link: d.Article.Path})
}
