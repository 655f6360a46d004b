package newsroom

import (
	"context"
	"slices"
	"strings"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// HealthLevel is how bad a line of the health report is.
type HealthLevel string

const (
	HealthOK    HealthLevel = "ok"
	HealthWarn  HealthLevel = "warn"
	HealthError HealthLevel = "error"
)

// HealthLine is one thing that was looked at. Its sentence is the message
// "health."+Code with Args; one that is not ok has its remedy in
// "health.fix."+Code.
type HealthLine struct {
	Area  string         `json:"area"`
	Level HealthLevel    `json:"level"`
	Code  string         `json:"code"`
	Args  map[string]any `json:"args,omitempty"`
}

// Sentence is the line in somebody's language, and what to do about it.
func (h HealthLine) Sentence(l *locale.Locale) (what, fix string) {
	args := make([]any, 0, 2*len(h.Args))
	for k, v := range h.Args {
		args = append(args, k, v)
	}
	what = l.Message("health."+h.Code, args...)
	if h.Level != HealthOK {
		fix = l.Message("health.fix."+h.Code, args...)
	}
	return what, fix
}

// HealthOptions of a look.
type HealthOptions struct {
	// Deep runs the database's whole integrity check and walks the whole audit.
	Deep bool
	// Heads are those kept elsewhere, for the audit.
	Heads []store.AuditHead
	// Now is this machine's clock.
	Now func() time.Time
}

const (
	// clockOff and jobsLate are those of the alarms (operations.md section 9).
	clockOff   = 2 * time.Second
	jobsLate   = 5 * time.Minute
	farBehind  = 1000
	eventsOld  = 8 * 24 * time.Hour
	manyUnread = 5000
)

// Health looks at the newspaper: whoever holds the permission may, in a screen
// or at the command line. A database that does not answer is a line of the
// report, not an error.
func (n *Newsroom) Health(ctx context.Context, who Actor, o HealthOptions) ([]HealthLine, error) {
	if !Can(who, PermHealth, Subject{}) {
		return nil, news.E(news.Forbidden, string(PermHealth), nil)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	var out []HealthLine
	add := adder(&out)
	if err := n.databaseHealth(ctx, o.Deep, add); err != nil {
		return out, nil
	}
	n.mediaHealth(ctx, add)
	f, now, here, took, err := n.facts(ctx, o)
	if err != nil {
		add("database", HealthError, "database", "cause", err.Error())
		return out, nil
	}
	if err := n.factsHealth(ctx, f, now, here, took, o, add); err != nil {
		return out, err
	}
	return out, n.paperHealth(ctx, add)
}

// addLine puts a line into a report; args are pairs of name and value.
type addLine = func(area string, level HealthLevel, code string, args ...any)

func adder(out *[]HealthLine) addLine {
	return func(area string, level HealthLevel, code string, args ...any) {
		l := HealthLine{Area: area, Level: level, Code: code}
		for i := 0; i+1 < len(args); i += 2 {
			if l.Args == nil {
				l.Args = map[string]any{}
			}
			l.Args[args[i].(string)] = args[i+1]
		}
		*out = append(*out, l)
	}
}

// databaseHealth asks whether the database answers; that it does not is a line,
// and the error for whoever would go on.
func (n *Newsroom) databaseHealth(ctx context.Context, deep bool, add addLine) error {
	began := time.Now()
	if err := n.db.Check(ctx, deep); err != nil {
		if ctx.Err() == nil {
			add("database", HealthError, "database", "cause", err.Error())
		}
		return err
	}
	add("database", HealthOK, "database.ok", "ms", time.Since(began).Milliseconds())
	return nil
}

// facts reads what the report needs, and both clocks.
func (n *Newsroom) facts(ctx context.Context, o HealthOptions) (f store.Facts, now, here time.Time, took time.Duration, err error) {
	began := time.Now()
	err = n.db.Read(ctx, func(tx store.Tx) (err error) {
		now, here = tx.Now(), o.Now()
		f, err = tx.Ops().Facts(ctx)
		return err
	})
	return f, now, here, time.Since(began), err
}

func (n *Newsroom) factsHealth(ctx context.Context, f store.Facts, now, here time.Time, took time.Duration, o HealthOptions, add addLine) error {
	add("database", HealthOK, "schema", "number", f.Schema)
	for _, name := range []string{"articles", "live", "drafts", "media", "people", "tags", "sections"} {
		add("counts", HealthOK, "count."+name, "n", f.Counts[name])
	}
	if d := here.Sub(now); d.Abs() > clockOff+took {
		add("clock", HealthWarn, "clock", "seconds", int64(d.Round(time.Second)/time.Second))
	} else {
		add("clock", HealthOK, "clock.ok")
	}
	jobsHealth(f, now, add)
	if err := n.auditHealth(ctx, f, o, add); err != nil {
		return err
	}
	if f.LateDemands > 0 {
		add("desk", HealthWarn, "demands", "n", f.LateDemands)
	}
	if f.LateFronts > 0 {
		add("desk", HealthError, "fronts_late", "n", f.LateFronts)
	}
	if f.LateArticles > 0 {
		add("desk", HealthError, "articles_late", "n", f.LateArticles)
	}
	if f.LateFronts+f.LateArticles == 0 {
		add("desk", HealthOK, "schedules.ok")
	}
	if f.Dirty > manyUnread {
		add("search", HealthWarn, "desk_index", "n", f.Dirty)
	}
	return nil
}

func jobsHealth(f store.Facts, now time.Time, add func(string, HealthLevel, string, ...any)) {
	waiting, failed := int64(0), int64(0)
	late := false
	for _, j := range f.Jobs {
		switch j.State {
		case store.JobWaiting, store.JobRunning:
			waiting += j.N
			if late = now.Sub(j.Oldest) > jobsLate; late {
				add("jobs", HealthWarn, "jobs_late", "kind", j.Kind, "minutes", int64(now.Sub(j.Oldest)/time.Minute))
			}
		case store.JobFailed:
			failed += j.N
		}
	}
	if failed > 0 {
		add("jobs", HealthWarn, "jobs_failed", "n", failed)
	}
	if !late && failed == 0 {
		add("jobs", HealthOK, "jobs.ok", "n", waiting)
	}
	for _, name := range sorted(f.Behind) {
		if f.Behind[name] > farBehind {
			add("jobs", HealthWarn, "behind", "name", name, "n", f.Behind[name])
		}
	}
	if f.Events > 1 && !f.Oldest.IsZero() && now.Sub(f.Oldest) > eventsOld {
		add("jobs", HealthWarn, "outbox_old", "days", int64(now.Sub(f.Oldest)/(24*time.Hour)))
	}
}

func sorted(m map[string]int64) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (n *Newsroom) auditHealth(ctx context.Context, f store.Facts, o HealthOptions, add func(string, HealthLevel, string, ...any)) error {
	if len(o.Heads) == 0 && f.Head.Number > 0 {
		add("audit", HealthWarn, "audit_heads")
	}
	if !o.Deep {
		add("audit", HealthOK, "audit.head", "number", f.Head.Number)
		return nil
	}
	v, err := n.VerifyAudit(ctx, o.Heads)
	if err != nil {
		return err
	}
	if v.Why != "" {
		add("audit", HealthError, "audit", "number", v.Wrong, "why", v.Why)
		return nil
	}
	add("audit", HealthOK, "audit.ok", "number", v.Head.Number)
	return nil
}

// paperHealth tells what the paper still owes its readers (PRS-70, PRS-71).
func (n *Newsroom) paperHealth(ctx context.Context, add func(string, HealthLevel, string, ...any)) error {
	editions, err := n.db.Published().Editions(ctx)
	if err != nil {
		return err
	}
	for _, e := range editions {
		err := n.db.Published().View(ctx, e.ID, func(v store.View) error {
			set := v.Edition().Settings.WithDefaults()
			words := locale.Get(set.Locale).With(set.Messages)
			there := map[string]bool{}
			for _, name := range news.Explanations {
				a, err := v.Resolve(ctx, "/"+words.Message("path."+name))
				if err != nil && !news.Is(err, news.NotFound) && !news.Is(err, news.Gone) {
					return err
				}
				there[name] = err == nil && a.Kind == store.AddressArticle
			}
			lacks := news.Missing(set, there)
			for _, l := range lacks {
				level := HealthWarn
				if l.Error {
					level = HealthError
				}
				add("paper", level, "lack", "what", strings.TrimSuffix(words.Message("lack."+l.What), "."), "paper", set.Name)
			}
			if len(lacks) == 0 {
				add("paper", HealthOK, "lack.ok", "paper", set.Name)
			}
			if set.BaseURL == "" {
				add("paper", HealthWarn, "base_url", "paper", set.Name)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Worst is the worst level of a report.
func Worst(lines []HealthLine) HealthLevel {
	worst := HealthOK
	for _, l := range lines {
		if l.Level == HealthError || l.Level == HealthWarn && worst == HealthOK {
			worst = l.Level
		}
	}
	return worst
}
