package newsroom

import (
	"context"
	"fmt"
	"slices"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// demandSubject is the article that a demand is about, else the paper: a demand
// is worked on by those who may correct it.
func demandSubject(ctx context.Context, tx store.Tx, id news.ArticleID) (Subject, error) {
	if id == 0 {
		return Subject{}, nil
	}
	return articleSubject(ctx, tx, id)
}

// EnterDemand writes down what somebody outside asks of the paper (PRS-11, 26,
// 83, 109). It starts a clock, and cannot be deleted by anybody.
type EnterDemand struct{ Demand *news.Demand }

func (c EnterDemand) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := demandSubject(ctx, tx, c.Demand.Article)
	return PermDesk, s, err
}

func (c EnterDemand) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	d := c.Demand
	d.State, d.Flagged, d.At, d.By, d.ID = news.DemandOpen, time.Time{}, tx.Now(), who.String(), 0
	if d.Received.IsZero() {
		d.Received = tx.Now()
	}
	if d.Article != 0 {
		a, err := tx.Articles().Get(ctx, d.Article)
		if err != nil {
			return outcome{}, err
		}
		d.Edition = a.Edition
	}
	e, err := tx.Editions().Get(ctx, d.Edition)
	if err != nil {
		return outcome{}, err
	}
	if d.Due.IsZero() {
		d.Due = d.Received.Add(demandTime(e.Settings))
	}
	if err := d.Validate(tx.Now()); err != nil {
		return outcome{}, err
	}
	if err := tx.Demands().Add(ctx, d); err != nil {
		return outcome{}, err
	}
	return demanded(d, "demand.enter", string(d.Kind)), nil
}

func demandTime(s news.Settings) time.Duration {
	if s.DemandHours > 0 {
		return time.Duration(s.DemandHours) * time.Hour
	}
	return news.DemandDefault
}

func demanded(d *news.Demand, command, reason string) outcome {
	out := outcome{events: []news.Event{{Edition: d.Edition, Kind: news.EventDemand, Article: d.Article}},
		audit: store.AuditRow{Command: command, Subject: "demand " + d.ID.String(), Reason: reason}}
	out.result.Article, out.result.Demand = d.Article, d.ID
	return out
}

// WorkOnDemand adds a remark, evidence, a new time limit, or the decision. A
// decided demand can be taken up again with a remark; nothing that was written
// before changes.
type WorkOnDemand struct {
	Demand news.DemandID
	Step   news.DemandStep
}

func (c WorkOnDemand) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	d, err := tx.Demands().Get(ctx, c.Demand)
	if err != nil {
		return PermDesk, Subject{}, err
	}
	s, err := demandSubject(ctx, tx, d.Article)
	return PermDesk, s, err
}

func (c WorkOnDemand) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	d, err := tx.Demands().Get(ctx, c.Demand)
	if err != nil {
		return outcome{}, err
	}
	s := c.Step
	s.At, s.By = tx.Now(), who.String()
	if err := checkStep(ctx, tx, &d, &s); err != nil {
		return outcome{}, err
	}
	state, due := d.State, d.Due
	command := "demand.note"
	if s.Decision != "" {
		state, command = s.Decision, "demand.decide"
	}
	if !s.Due.IsZero() {
		due = s.Due
		if s.Decision == "" && d.State != news.DemandOpen {
			state, command = news.DemandOpen, "demand.reopen"
		}
	}
	if err := tx.Demands().Step(ctx, d.ID, s, state, due); err != nil {
		return outcome{}, err
	}
	return demanded(&d, command, string(s.Decision)), nil
}

func checkStep(ctx context.Context, tx store.Tx, d *news.Demand, s *news.DemandStep) error {
	var bad []news.FieldError
	wrong := func(field, code string, limit int) {
		bad = append(bad, news.FieldError{Field: field, Code: code, Limit: limit})
	}
	if news.Length(s.Text) > 20000 {
		wrong("text", "too_long", 20000)
	}
	if news.Length(s.Ground) > 1000 {
		wrong("ground", "too_long", 1000)
	}
	if s.Decision != "" && !slices.Contains(news.DemandDecisions, s.Decision) {
		wrong("decision", "unknown", 0)
	}
	// A refusal needs its ground: it can be punished (PPMS 4(e)).
	if s.Decision == news.DemandRefused && news.Length(s.Ground) == 0 {
		wrong("ground", "required", 0)
	}
	if s.Outcome != "" && !slices.Contains(news.DemandOutcomes, s.Outcome) {
		wrong("outcome", "unknown", 0)
	}
	if !s.Due.IsZero() && s.Due.Before(tx.Now()) {
		wrong("due", "past", 0)
	}
	if s.Text == "" && s.Decision == "" && s.Due.IsZero() && len(s.Evidence) == 0 && s.Amendment == 0 && s.Reply == 0 {
		wrong("text", "required", 0)
	}
	if s.Amendment != 0 {
		list, err := tx.Amendments().Of(ctx, d.Article)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(list, func(a news.Amendment) bool { return a.ID == s.Amendment }) {
			wrong("amendment", "unknown", 0)
		}
	}
	if s.Reply != 0 {
		if _, err := tx.Articles().Get(ctx, s.Reply); news.Is(err, news.NotFound) {
			wrong("reply", "unknown", 0)
		} else if err != nil {
			return err
		}
	}
	if bad != nil {
		return &news.Error{Kind: news.Invalid, Op: "work on demand " + d.ID.String(), Code: "fields", Fields: bad}
	}
	return nil
}

// lateDemand tells the desk of one demand that nobody decided in time.
type lateDemand struct{ found bool }

func (*lateDemand) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermPublish, Subject{}, nil
}

func (c *lateDemand) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	c.found = false
	late, err := tx.Demands().Overdue(ctx, 1)
	if err != nil || len(late) == 0 {
		return outcome{}, err
	}
	c.found = true
	d := late[0]
	if err := tx.Demands().Flag(ctx, d.ID, tx.Now()); err != nil {
		return outcome{}, err
	}
	if err := tellLate(ctx, tx, who, &d); err != nil {
		return outcome{}, err
	}
	return demanded(&d, "demand.overdue", fmt.Sprintf("due %s", d.Due.UTC().Format(time.RFC3339))), nil
}

// tellLate opens the desk's task for an overdue demand: the section's editors
// see it, or the chiefs where it is about the paper.
func tellLate(ctx context.Context, tx store.Tx, who Actor, d *news.Demand) error {
	k := news.Task{Edition: d.Edition, Kind: news.TaskDemand, Article: d.Article, Note: "demand " + d.ID.String(), Due: d.Due}
	if d.Article != 0 {
		a, err := tx.Articles().Get(ctx, d.Article)
		if err != nil {
			return err
		}
		k.Section = a.Section
	}
	_, err := openTask(ctx, tx, who, k)
	return err
}

// DueDemands tells the desk of every demand whose time is over, once each, and
// says how many: the sweep of due items calls it.
func (n *Newsroom) DueDemands(ctx context.Context) (int, error) {
	any, err := n.anything(ctx, func(tx store.Tx) (int, error) {
		late, err := tx.Demands().Overdue(ctx, 1)
		return len(late), err
	})
	for i := 0; ; i++ {
		if err != nil || !any {
			return i, err
		}
		c := &lateDemand{}
		if _, err := n.Do(ctx, Clock(), c); err != nil {
			return i, err
		}
		if !c.found {
			return i, nil
		}
	}
}

// DemandFile is a demand with everything that was done with it (PRS-13: what
// an export for Dewan Pers is made from).
type DemandFile struct {
	Demand news.Demand
	Steps  []news.DemandStep
	// Overdue is set when it is open and past due.
	Overdue bool
}

// Demands lists those of a state by their due time, after one.
func (n *Newsroom) Demands(ctx context.Context, who Actor, e news.EditionID, state news.DemandState, after time.Time, afterID news.DemandID, limit int) ([]DemandFile, error) {
	limit = limited(limit, 100)
	var out []DemandFile
	err := n.db.Read(ctx, func(tx store.Tx) error {
		out = nil
		if !holdsSomewhere(who, PermDesk) {
			return news.E(news.Forbidden, string(PermDesk), nil)
		}
		for at, id := after, afterID; len(out) < limit; {
			list, err := tx.Demands().List(ctx, e, state, at, id, limit)
			if err != nil {
				return err
			}
			for _, d := range list {
				at, id = d.Due, d.ID
				s, err := demandSubject(ctx, tx, d.Article)
				if err != nil && !news.Is(err, news.NotFound) {
					return err
				}
				if len(out) < limit && Can(who, PermDesk, s) {
					out = append(out, DemandFile{Demand: d, Overdue: d.State == news.DemandOpen && d.Due.Before(tx.Now())})
				}
			}
			if len(list) < limit {
				break
			}
		}
		return nil
	})
	return out, err
}

// Demand gives one with its steps.
func (n *Newsroom) Demand(ctx context.Context, who Actor, id news.DemandID) (f DemandFile, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		if f.Demand, err = tx.Demands().Get(ctx, id); err != nil {
			return err
		}
		s, err := demandSubject(ctx, tx, f.Demand.Article)
		if err != nil && !news.Is(err, news.NotFound) {
			return err
		}
		if !Can(who, PermDesk, s) {
			return news.E(news.Forbidden, string(PermDesk), nil)
		}
		f.Overdue = f.Demand.State == news.DemandOpen && f.Demand.Due.Before(tx.Now())
		f.Steps, err = tx.Demands().Steps(ctx, id)
		return err
	})
	return f, err
}
