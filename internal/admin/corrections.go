package admin

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

func declareCorrections(s *Server, member func(string, handler)) {
	member("GET "+correctionsPath, s.correctionsPage)
	member("GET "+correctionsPath+"/new", s.newDemandPage)
	member("POST "+correctionsPath+"/new", s.newDemand)
	member("GET "+correctionsPath+"/{demand}", s.demandPage)
	member("POST "+correctionsPath+"/{demand}", s.demandStep)
	member("POST "+correctionsPath+"/task/{task}", s.closeTask)
}

// correctionsView is the corrections desk: what others ask of the paper, what
// the desk still must do, and the registers as readers see them (S7.1).
type correctionsView struct {
	Demands   []demandLine
	Decided   []demandLine
	Tasks     []taskLine
	Register  []registerLine
	Withdrawn []registerLine
	Gone      bool
}

type demandLine struct {
	ID                 news.DemandID
	Kind, Who, Passage string
	Due, State         string
	Late               bool
	Article            news.ArticleID
}

type taskLine struct {
	ID       news.TaskID
	Kind     string
	Note     string
	Headline string
	Article  news.ArticleID
	Due      string
	Late     bool
}

type registerLine struct {
	Kind, Headline, Path, Note, At string
	Article                        news.ArticleID
}

func (s *Server) correctionsPage(v *visit) error {
	if !v.may(newsroom.PermDesk) {
		return news.E(news.Forbidden, string(newsroom.PermDesk), nil)
	}
	ctx, room := v.r.Context(), s.o.Newsroom
	paper, err := room.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	var d correctionsView
	open, err := room.Demands(ctx, v.who, paper.Edition.ID, news.DemandOpen, time.Time{}, 0, 100)
	if err != nil {
		return err
	}
	for _, f := range open {
		d.Demands = append(d.Demands, s.demandLine(v, paper.Now, f))
	}
	for _, state := range news.DemandDecisions {
		done, err := room.Demands(ctx, v.who, paper.Edition.ID, state, time.Time{}, 0, 20)
		if err != nil {
			return err
		}
		for _, f := range done {
			d.Decided = append(d.Decided, s.demandLine(v, paper.Now, f))
		}
	}
	tasks, _, err := room.Tasks(ctx, v.who, paper.Edition.ID, 0, 100)
	if err != nil {
		return err
	}
	for _, k := range tasks {
		line := taskLine{ID: k.ID, Kind: v.msg("room.task." + string(k.Kind)), Note: k.Note, Article: k.Article, Due: s.moment(v, paper.Now, k.Due),
			Late: !k.Due.IsZero() && k.Due.Before(paper.Now)}
		if k.Article != 0 {
			if look, err := room.Look(ctx, v.who, k.Article); err == nil {
				line.Headline = look.Headline
			} else if !shownAgain(err) && !news.Is(err, news.NotFound) {
				return err
			}
		}
		d.Tasks = append(d.Tasks, line)
	}
	slices.SortStableFunc(d.Tasks, func(a, b taskLine) int { return rank(a.Late) - rank(b.Late) })
	for _, half := range []struct {
		into  *[]registerLine
		kinds []store.RegisterKind
	}{{&d.Register, []store.RegisterKind{store.RegisterKind(news.Ralat), store.RegisterKind(news.Koreksi), store.RegisterKind(news.Klarifikasi), store.RegisterKind(news.HakJawab)}},
		{&d.Withdrawn, []store.RegisterKind{store.RegisterWithdrawn, store.RegisterReinstated}}} {
		list, err := room.Register(ctx, v.who, paper.Edition.ID, store.RegisterQuery{Kinds: half.kinds, Limit: 15})
		if err != nil {
			return err
		}
		for _, e := range list {
			*half.into = append(*half.into, registerLine{Kind: v.msg("room.register." + string(e.Kind)), Headline: firstOf(e.Headline, v.msg("room.register.hidden")), Path: e.Path,
				Note: e.Note, At: s.moment(v, paper.Now, e.At), Article: e.Article})
		}
	}
	return s.show(v, http.StatusOK, page{Title: v.msg("room.place.koreksi"), Place: "koreksi"}, "corrections", d)
}

func (s *Server) demandLine(v *visit, now time.Time, f newsroom.DemandFile) demandLine {
	x := f.Demand
	return demandLine{ID: x.ID, Kind: v.msg("room.demand." + string(x.Kind)), Who: x.Who, Passage: cut(firstOf(x.Passage, x.Text), 140), Due: s.moment(v, now, x.Due), Late: f.Overdue,
		Article: x.Article, State: v.msg("room.demand.state." + string(x.State))}
}

type newDemandView struct {
	Kind, Article, Who, Contact, Passage, Text, Document, Ground field
	Received                                                     timeField
}

func (s *Server) newDemandPage(v *visit) error { return s.showNewDemand(v, http.StatusOK, page{}, nil) }

func (s *Server) showNewDemand(v *visit, status int, p page, wrong map[string]string) error {
	if !v.may(newsroom.PermDesk) {
		return news.E(news.Forbidden, string(newsroom.PermDesk), nil)
	}
	value := v.r.FormValue
	input := func(name string, rows, most int) field {
		return field{Name: name, Label: v.msg("room.demand.field." + name), Type: "text", Auto: "off", Rows: rows, Max: most, Prose: true, Value: value(name), Error: wrong[name]}
	}
	d := newDemandView{Article: input("article", 0, 20), Who: input("who", 0, 200), Contact: input("contact", 0, 400), Passage: input("passage", 2, 4000), Text: input("text", 5, 20000),
		Document: input("document", 0, 400), Ground: input("ground", 2, 1000)}
	d.Who.Required = true
	d.Document.Hint = v.msg("room.demand.document_hint")
	d.Kind = field{Name: "kind", Label: v.msg("room.demand.field.kind"), Error: wrong["kind"]}
	for _, k := range news.DemandKinds {
		d.Kind.Options = append(d.Kind.Options, option{string(k), v.msg("room.demand." + string(k)), string(k) == value("kind")})
	}
	d.Received = s.timeField(v, "received", v.msg("room.demand.field.received"), v.msg("room.demand.received_hint"), time.Time{}, wrong)
	p.Title, p.Place, p.Page = v.msg("room.demand.new"), "koreksi", true
	return s.show(v, status, p, "demand_new", d)
}

func (s *Server) newDemand(v *visit) error {
	if err := v.parse(); err != nil {
		return err
	}
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	form, wrong := v.r.PostForm, map[string]string{}
	x := news.Demand{Edition: paper.Edition.ID, Kind: news.DemandKind(form.Get("kind"))}
	for name, into := range map[string]*string{"who": &x.Who, "contact": &x.Contact, "passage": &x.Passage, "text": &x.Text, "document": &x.Document, "ground": &x.Ground} {
		*into = strings.TrimSpace(form.Get(name))
	}
	if t := strings.TrimSpace(form.Get("article")); t != "" {
		id, ok := articleID(strings.TrimPrefix(t[strings.LastIndex(t, "/")+1:], "#"))
		if !ok {
			wrong["article"] = s.fieldSentence(v, "unknown", 0)
		}
		x.Article = id
	}
	if form.Get("received.date") != "" {
		if t, ok := s.readTime(v, "received", wrong); ok {
			x.Received = t
		}
	}
	if len(wrong) > 0 {
		return s.showNewDemand(v, http.StatusUnprocessableEntity, page{Problem: v.msg("room.form.refused")}, wrong)
	}
	if _, err := s.do(v, newsroom.EnterDemand{Demand: &x}); err != nil {
		if !shownAgain(err) && !news.Is(err, news.NotFound) {
			return err
		}
		p, status := v.refused(err)
		return s.showNewDemand(v, status, p, v.fieldErrors(err))
	}
	return v.leave(correctionsPath+"/"+x.ID.String(), flash{Code: "demand"})
}

// demandView is one demand with what was done about it.
type demandView struct {
	demandLine
	Contact, Text, Document, Ground string
	Received                        string
	Steps                           []stepLine
	Open                            bool
	Note, Why                       field
	Decision, Outcome               field
	Headline                        string
}

type stepLine struct{ When, Who, Text, Decision string }

func (s *Server) readDemand(v *visit) (newsroom.DemandFile, error) {
	id, ok := articleID(v.r.PathValue("demand"))
	if !ok {
		return newsroom.DemandFile{}, news.E(news.NotFound, "find a demand", nil)
	}
	return s.o.Newsroom.Demand(v.r.Context(), v.who, news.DemandID(id))
}

func (s *Server) demandPage(v *visit) error {
	f, err := s.readDemand(v)
	if err != nil {
		return err
	}
	return s.showDemand(v, http.StatusOK, page{}, f, nil)
}

func (s *Server) showDemand(v *visit, status int, p page, f newsroom.DemandFile, wrong map[string]string) error {
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	x := f.Demand
	d := demandView{demandLine: s.demandLine(v, paper.Now, f), Contact: x.Contact, Text: x.Text, Document: x.Document, Ground: x.Ground, Received: s.date(v, x.Received),
		Open: x.State == news.DemandOpen}
	d.Passage = x.Passage
	actors := []string{x.By}
	for _, step := range f.Steps {
		actors = append(actors, step.By)
	}
	name, err := s.called(v.r.Context(), v, actors...)
	if err != nil {
		return err
	}
	for _, step := range f.Steps {
		line := stepLine{When: s.moment(v, paper.Now, step.At), Who: name(step.By), Text: strings.TrimSpace(step.Text + " " + step.Ground)}
		if step.Decision != "" {
			line.Decision = v.msg("room.demand.state." + string(step.Decision))
		}
		d.Steps = append(d.Steps, line)
	}
	if x.Article != 0 {
		if look, err := s.o.Newsroom.Look(v.r.Context(), v.who, x.Article); err == nil {
			d.Headline = look.Headline
		}
	}
	d.Note = field{Name: "text", Label: v.msg("room.demand.step"), Rows: 3, Prose: true, Max: 20000, Value: v.r.PostFormValue("text"), Error: wrong["text"]}
	d.Why = field{Name: "ground", Label: v.msg("room.demand.why"), Rows: 2, Prose: true, Max: 1000, Value: v.r.PostFormValue("ground"), Error: wrong["ground"]}
	d.Decision = field{Name: "decision", Label: v.msg("room.demand.decision"), Error: wrong["decision"], Options: []option{{"", v.msg("room.demand.undecided"), v.r.PostFormValue("decision") == ""}}}
	for _, k := range news.DemandDecisions {
		d.Decision.Options = append(d.Decision.Options, option{string(k), v.msg("room.demand.state." + string(k)), v.r.PostFormValue("decision") == string(k)})
	}
	d.Outcome = field{Name: "outcome", Label: v.msg("room.demand.outcome"), Error: wrong["outcome"], Options: []option{{"", "–", v.r.PostFormValue("outcome") == ""}}}
	for _, o := range news.DemandOutcomes {
		d.Outcome.Options = append(d.Outcome.Options, option{o, v.msg("room.outcome." + o), v.r.PostFormValue("outcome") == o})
	}
	p.Title, p.Place, p.Page = d.Kind+" · "+x.Who, "koreksi", true
	return s.show(v, status, p, "demand", d)
}

func (s *Server) demandStep(v *visit) error {
	if err := v.parse(); err != nil {
		return err
	}
	f, err := s.readDemand(v)
	if err != nil {
		return err
	}
	form := v.r.PostForm
	step := news.DemandStep{Text: strings.TrimSpace(form.Get("text")), Decision: news.DemandState(form.Get("decision")), Ground: strings.TrimSpace(form.Get("ground")), Outcome: form.Get("outcome")}
	if n, err := strconv.ParseInt(form.Get("reply"), 10, 64); err == nil {
		step.Reply = news.ArticleID(n)
	}
	if _, err := s.do(v, newsroom.WorkOnDemand{Demand: f.Demand.ID, Step: step}); err != nil {
		if !shownAgain(err) {
			return err
		}
		p, status := v.refused(err)
		return s.showDemand(v, status, p, f, v.fieldErrors(err))
	}
	return v.leave(correctionsPath+"/"+f.Demand.ID.String(), flash{Code: "demand_step"})
}

// closeTask ends one, with what came of it.
func (s *Server) closeTask(v *visit) error {
	id, ok := articleID(v.r.PathValue("task"))
	if !ok {
		return news.E(news.NotFound, "find a task", nil)
	}
	if _, err := s.do(v, newsroom.CloseTask{Task: news.TaskID(id), Reason: strings.TrimSpace(v.r.PostFormValue("reason"))}); err != nil {
		if !shownAgain(err) {
			return err
		}
		return v.leave(correctionsPath, flash{Code: "task_wrong"})
	}
	return v.leave(correctionsPath, flash{Code: "task"})
}
