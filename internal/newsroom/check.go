package newsroom

import (
	"context"
	"maps"
	"slices"
	"time"

	"warta/internal/news"
	"warta/internal/store"
	"warta/internal/style"
)

// rule is one line of the checklist: the same one while writing, at the desk, at
// publication, through the API and in an import (CHK-1). Its message is the key
// "error.field."+id. A file check_<area>.go holds each area's.
type rule struct {
	id    string
	level news.Level
	// fixed rules keep their level, and no reason passes them.
	fixed bool
	// kinds narrows the rule; none means every kind.
	kinds []news.ArticleKind
	find  func(*checking) ([]place, error)
}

// place is where a rule is not met.
type place struct {
	field, block string
	limit        int
}

// checking is an article under the checklist.
type checking struct {
	ctx     context.Context
	tx      store.Tx
	a       *news.Article
	c       *news.Content
	edition news.Edition
	// at is when the text will be read: now, or the scheduled time.
	at time.Time
	// imported texts were written elsewhere: nobody reads advice on them.
	imported bool
	// guide is the house style of the article's section; see style.go.
	guide  func() (*style.Guide, error)
	assets map[news.AssetID]news.Asset
	uses   []use
}

// Checklist names every rule with its default level, for the screen on which
// levels are set.
func Checklist() map[string]news.Level {
	out := map[string]news.Level{}
	for _, r := range checklist {
		if !r.fixed {
			out[r.id] = r.level
		}
	}
	return out
}

// checklist is every rule, in the order in which findings are shown.
var checklist = slices.Concat(textRules, peopleRules, pressRules, mediaRules, styleRules)

// effective are the rules of a section: the defaults, the edition's levels, then
// those of the section and its ancestors, the nearest last.
type effective struct {
	levels   map[string]news.Level
	fourEyes bool
	style    map[string]bool
	own      []style.Rule
}

func rulesOf(ctx context.Context, tx store.Tx, e news.EditionID, section news.SectionID) (effective, error) {
	out := effective{levels: map[string]news.Level{}, style: map[string]bool{}}
	up, err := upwards(ctx, tx, e, section)
	if err != nil {
		return out, err
	}
	slices.Reverse(up)
	for _, s := range append([]news.SectionID{0}, up...) {
		r, err := tx.Workflow().Rules(ctx, e, s)
		if err != nil {
			return out, err
		}
		for id, l := range r.Levels {
			out.levels[id] = l
		}
		if r.FourEyes != nil {
			out.fourEyes = *r.FourEyes
		}
		maps.Copy(out.style, r.Style)
		out.own = append(out.own, r.Own...)
	}
	return out, nil
}

func (e effective) level(r rule) news.Level {
	if l, ok := e.levels[r.id]; ok && !r.fixed {
		return l
	}
	return r.level
}

// check gives every rule that the content does not meet, as it is now.
func check(ctx context.Context, tx store.Tx, a *news.Article, c *news.Content) ([]news.Finding, error) {
	return checkAt(ctx, tx, a, c, tx.Now(), false)
}

func checkAt(ctx context.Context, tx store.Tx, a *news.Article, c *news.Content, at time.Time, imported bool) ([]news.Finding, error) {
	rules, err := rulesOf(ctx, tx, a.Edition, c.Section)
	if err != nil {
		return nil, err
	}
	k := &checking{ctx: ctx, tx: tx, a: a, c: c, at: at, imported: imported, guide: rules.guide}
	if k.edition, err = tx.Editions().Get(ctx, a.Edition); err != nil {
		return nil, err
	}
	if err := k.media(); err != nil {
		return nil, err
	}
	var out []news.Finding
	for _, r := range checklist {
		level := rules.level(r)
		if level == news.Off || r.kinds != nil && !slices.Contains(r.kinds, c.Kind) {
			continue
		}
		places, err := r.find(k)
		if err != nil {
			return nil, err
		}
		for _, p := range places {
			out = append(out, news.Finding{Rule: r.id, Level: level, Field: p.field, Block: p.block, Limit: p.limit})
		}
	}
	return out, nil
}

// passing says how an article passes the checklist.
type passing struct {
	imported bool
	override string
	at       time.Time
}

// gate refuses content that the checklist blocks. What was public elsewhere
// passes with its unmet rules noted on the article; a chief passes what is not
// fixed with a reason.
func gate(ctx context.Context, tx store.Tx, who Actor, op string, a *news.Article, c *news.Content, how passing) ([]news.Finding, error) {
	if err := c.Validate(news.Check{Publish: op != "approve", Imported: how.imported}); err != nil {
		return nil, err
	}
	if how.at.IsZero() {
		how.at = tx.Now()
	}
	found, err := checkAt(ctx, tx, a, c, how.at, how.imported)
	if err != nil {
		return nil, err
	}
	var blocked []news.Finding
	fixed := false
	for _, f := range found {
		if f.Level == news.Block {
			blocked = append(blocked, f)
			fixed = fixed || isFixed(f.Rule)
		}
	}
	a.Flow.Unmet = nil
	switch {
	case len(blocked) == 0:
		return found, nil
	case how.imported:
		for _, f := range blocked {
			if !slices.Contains(a.Flow.Unmet, f.Rule) {
				a.Flow.Unmet = append(a.Flow.Unmet, f.Rule)
			}
		}
		return found, nil
	case how.override != "" && !fixed:
		s, err := subjectOf(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		if !Can(who, PermOverride, s) {
			return nil, news.Refuse(news.Forbidden, op+" article "+a.ID.String(), "override", nil)
		}
		if n := news.Length(how.override); n < 10 || n > 500 {
			return nil, &news.Error{Kind: news.Invalid, Op: op, Fields: []news.FieldError{{Field: "override", Code: "too_short", Limit: 10}}}
		}
		return found, nil
	}
	bad := &news.Error{Kind: news.Invalid, Op: op + " article " + a.ID.String(), Code: "checklist"}
	for _, f := range blocked {
		bad.Fields = append(bad.Fields, news.FieldError{Field: f.Field, Block: f.Block, Code: f.Rule, Limit: f.Limit})
	}
	return nil, bad
}

func isFixed(id string) bool {
	return slices.ContainsFunc(checklist, func(r rule) bool { return r.id == id && r.fixed })
}

// Check runs the checklist over an article's open draft, or over the given
// content in its place, for whoever may read it.
func (n *Newsroom) Check(ctx context.Context, who Actor, id news.ArticleID, c *news.Content) (out []news.Finding, err error) {
	err = n.db.Read(ctx, func(tx store.Tx) error {
		p, s, err := ask(ctx, tx, PermRead, id)
		if err != nil {
			return err
		}
		if !Can(who, p, s) {
			return denied(who, p, s)
		}
		a, err := tx.Articles().Get(ctx, id)
		if err != nil {
			return err
		}
		content := c
		if content == nil {
			draft, err := current(ctx, tx, &a)
			if err != nil {
				return err
			}
			content = &draft
		}
		out, err = check(ctx, tx, &a, content)
		return err
	})
	return out, err
}

// SetRules sets the levels of an edition's checklist, or of one section's.
type SetRules struct {
	Edition news.EditionID
	// Section is zero for the whole edition.
	Section news.SectionID
	Rules   news.Rules
	// Was is the state that the person looked at (RulesState); empty does not care.
	Was string
}

func (c SetRules) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	s, err := inSection(ctx, tx, c.Edition, c.Section)
	return PermRules, s, err
}

func (c SetRules) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	if _, err := tx.Editions().Get(ctx, c.Edition); err != nil {
		return outcome{}, err
	}
	if c.Section != 0 {
		if _, err := tx.Taxonomy().Section(ctx, c.Section); err != nil {
			return outcome{}, err
		}
	}
	known := Checklist()
	var bad []news.FieldError
	for id, l := range c.Rules.Levels {
		if _, ok := known[id]; !ok || !slices.Contains(news.Levels, l) {
			bad = append(bad, news.FieldError{Field: "levels." + id, Code: "unknown"})
		}
	}
	bad = append(bad, badStyle(c.Rules)...)
	if bad != nil {
		return outcome{}, &news.Error{Kind: news.Invalid, Op: "set rules", Code: "fields", Fields: bad}
	}
	was, err := tx.Workflow().Rules(ctx, c.Edition, c.Section)
	if err != nil {
		return outcome{}, err
	}
	if c.Was != "" && c.Was != RulesState(was) {
		return outcome{}, news.Refuse(news.Stale, "set rules", "rules_stale", nil)
	}
	if err := tx.Workflow().PutRules(ctx, c.Edition, c.Section, c.Rules); err != nil {
		return outcome{}, err
	}
	subject := "edition " + news.ArticleID(c.Edition).String()
	if c.Section != 0 {
		subject = "section " + news.ArticleID(c.Section).String()
	}
	out := defined(c.Edition, news.EventRules, "rules.set", subject)
	out.audit.Changes = ruleChanges(was, c.Rules)
	return out, nil
}
