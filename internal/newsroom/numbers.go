package newsroom

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// Periods are those for which the newsroom's numbers can be asked, back from now.
var Periods = []string{"hour", "day", "week", "month"}

// periods says how long each is, how long an answer is good enough, and into what
// steps its course is cut.
var periods = map[string]struct{ long, fresh, step time.Duration }{
	"hour":  {time.Hour, 10 * time.Second, 0},
	"day":   {24 * time.Hour, time.Minute, time.Hour},
	"week":  {7 * 24 * time.Hour, 5 * time.Minute, 24 * time.Hour},
	"month": {30 * 24 * time.Hour, 15 * time.Minute, 24 * time.Hour},
}

const (
	// numbersTop is the length of the list of articles, numbersDepth how many are
	// looked at for it and for authors.
	numbersTop   = 50
	numbersDepth = 2000
	numbersWords = 50
)

// NumbersRequest asks what was read in a period.
type NumbersRequest struct {
	Edition news.EditionID
	// Period is one of Periods.
	Period string
	// Section narrows the list of articles to a section and what is below it; zero
	// asks for all.
	Section news.SectionID
}

// Numbers is what readers read (ANA-2). Whoever may know of their own articles
// alone gets those, and nothing of the whole paper.
type Numbers struct {
	// From is the beginning of the period, Until its end; First is the hour of the
	// oldest reading that is kept, zero where nothing was read yet.
	From, Until, First time.Time
	// Whole says that the actor may see all of the paper.
	Whole bool
	// Total are the readings of the period, Before those of the one before it
	// (where they are kept), Lately those of the last five minutes.
	Total, Before, Lately int64
	// Course is the period cut into steps, oldest first.
	Course   []NumberStep
	Articles []ArticleNumber
	Sections []SectionNumber
	Authors  []AuthorNumber
	// Sources are readings by the class of place that readers came from: search,
	// whatsapp, social, direct, internal, other, unknown.
	Sources []NameNumber
	// Words are what at least ten networks searched for on one day.
	Words []NameNumber
}

// NumberStep is the readings of a step of the period.
type NumberStep struct {
	At time.Time
	N  int64
}

// ArticleNumber is an article with its readings.
type ArticleNumber struct {
	Row store.DeskRow
	N   int64
	// Before are the readings of the period before.
	Before int64
	// Course is the period in steps, for a day and a week.
	Course []int64
}

// SectionNumber is a section with its readings, those below it not counted.
type SectionNumber struct {
	Section news.SectionID
	N       int64
}

// AuthorNumber is who wrote, with the readings of what they wrote: a person of
// the paper, or a name. An article of two counts for both.
type AuthorNumber struct {
	Person   news.PersonID
	Name     string
	N        int64
	Articles int
}

// NameNumber is something with a name.
type NameNumber struct {
	Name string
	N    int64
}

// numbersBase is what is worked out for everybody at once, and kept for a while.
type numbersBase struct {
	from, until, first time.Time
	at                 time.Time
	articles           []store.ReadCount
	before             map[news.ArticleID]int64
	rows               []store.DeskRow
	beforeTotal        int64
	lately             int64
	shares             []store.ShareHour
}

// numbersKept are the bases that are worth keeping.
type numbersKept struct {
	mu   sync.Mutex
	base map[numbersKey]*numbersBase
}

type numbersKey struct {
	edition news.EditionID
	period  string
}

// Numbers gives what was read in a period. Invalid for a period that there is not.
func (n *Newsroom) Numbers(ctx context.Context, who Actor, q NumbersRequest) (out Numbers, err error) {
	if !holdsSomewhere(who, PermStats) {
		return out, news.E(news.Forbidden, string(PermStats), nil)
	}
	p, ok := periods[q.Period]
	if !ok {
		return out, badField("read the numbers", "period", "unknown")
	}
	base, err := n.numbersBase(ctx, q.Edition, q.Period)
	if err != nil {
		return out, err
	}
	out = Numbers{From: base.from, Until: base.until, First: base.first}
	counts := make(map[news.ArticleID]int64, len(base.articles))
	for _, c := range base.articles {
		counts[c.Article] = c.N
	}
	var top []store.DeskRow
	var below []news.SectionID
	err = n.db.Read(ctx, func(tx store.Tx) error {
		e := newEyes(ctx, tx, who)
		top, below, out.Authors, out.Total = nil, nil, nil, 0
		out.Whole = Can(who, PermStats, Subject{})
		if q.Section != 0 {
			if below, err = e.down(q.Edition, q.Section); err != nil {
				return err
			}
		}
		authors := map[AuthorNumber]*AuthorNumber{}
		var ids []news.ArticleID
		for i := range base.rows {
			r := &base.rows[i]
			s, err := e.of(r)
			if err != nil {
				return err
			}
			if !Can(who, PermStats, s) || !e.glances(s) || below != nil && !slices.Contains(below, r.Section) {
				continue
			}
			if len(ids) < numbersTop {
				ids = append(ids, r.Article)
			}
			if !out.Whole {
				out.Total += counts[r.Article]
			}
			for _, a := range authorsOf(r) {
				if authors[a] == nil {
					authors[a] = &AuthorNumber{Person: a.Person, Name: a.Name}
				}
				authors[a].N += counts[r.Article]
				authors[a].Articles++
			}
		}
		for _, a := range authors {
			out.Authors = append(out.Authors, *a)
		}
		// What is shown is read now: an article may have been withdrawn since.
		rows, err := tx.Desk().Rows(ctx, ids)
		if err != nil {
			return err
		}
		var failed error
		keep := e.keep(&failed)
		for _, r := range rows {
			if keep(&r) {
				top = append(top, r)
			}
		}
		return failed
	})
	if err != nil {
		return out, err
	}
	slices.SortFunc(out.Authors, func(a, b AuthorNumber) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Name, b.Name))
	})
	out.Authors = out.Authors[:min(len(out.Authors), numbersTop)]
	for _, r := range top {
		out.Articles = append(out.Articles, ArticleNumber{Row: r, N: counts[r.Article], Before: base.before[r.Article]})
	}
	if q.Period == "day" || q.Period == "week" {
		if err := n.courses(ctx, out.Articles, base.from, p.long, p.step); err != nil {
			return out, err
		}
	}
	if out.Whole {
		out.shares(base, q, below, p.step)
		if below == nil {
			out.Before, out.Lately = base.beforeTotal, base.lately
		}
	}
	return out, nil
}

// authorsOf are those whom a row names; people of the paper by number.
func authorsOf(r *store.DeskRow) (out []AuthorNumber) {
	for _, id := range r.People {
		out = append(out, AuthorNumber{Person: id})
	}
	for _, name := range r.Names {
		out = append(out, AuthorNumber{Name: name})
	}
	return out
}

// courses fills in how articles were read over the period.
func (n *Newsroom) courses(ctx context.Context, list []ArticleNumber, from time.Time, long, step time.Duration) error {
	ids := make([]news.ArticleID, len(list))
	at := map[news.ArticleID]int{}
	steps := int(long / step)
	for i := range list {
		ids[i] = list[i].Row.Article
		at[ids[i]] = i
		list[i].Course = make([]int64, steps)
	}
	hours, err := n.db.Reads().Course(ctx, ids, from)
	for _, h := range hours {
		if k := int(h.Hour.Sub(from) / step); k >= 0 && k < steps {
			list[at[h.Article]].Course[k] += h.N
		}
	}
	return err
}

// shares fills in what is counted for the whole paper, or for sections of it.
func (out *Numbers) shares(base *numbersBase, q NumbersRequest, below []news.SectionID, step time.Duration) {
	sections, sources, words := map[news.SectionID]int64{}, map[string]int64{}, map[string]int64{}
	if step > 0 {
		for at := base.from; at.Before(base.until); at = at.Add(step) {
			out.Course = append(out.Course, NumberStep{At: at})
		}
	}
	for _, s := range base.shares {
		if s.Hour.Before(base.from) {
			continue
		}
		add := func() {
			out.Total += s.N
			if k := int(s.Hour.Sub(base.from) / max(step, 1)); step > 0 && k >= 0 && k < len(out.Course) {
				out.Course[k].N += s.N
			}
		}
		switch s.Kind {
		case store.ShareAll:
			if below == nil {
				add()
			}
		case store.ShareSection:
			if id, err := strconv.ParseInt(s.Name, 10, 64); err == nil {
				sections[news.SectionID(id)] += s.N
				if slices.Contains(below, news.SectionID(id)) {
					add()
				}
			}
		case store.ShareFrom:
			sources[s.Name] += s.N
		case store.ShareWords:
			words[s.Name] += s.N
		}
	}
	for id, n := range sections {
		out.Sections = append(out.Sections, SectionNumber{Section: id, N: n})
	}
	slices.SortFunc(out.Sections, func(a, b SectionNumber) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Section, b.Section))
	})
	out.Sources = byNumber(sources, len(sources))
	out.Words = byNumber(words, numbersWords)
	if q.Period == "hour" {
		// An hour is counted by minutes, and shares are not.
		out.Total = 0
		standing := map[news.ArticleID]news.SectionID{}
		for i := range base.rows {
			standing[base.rows[i].Article] = base.rows[i].Section
		}
		for _, c := range base.articles {
			if below == nil || slices.Contains(below, standing[c.Article]) {
				out.Total += c.N
			}
		}
		out.Sections, out.Sources, out.Words = nil, nil, nil
	}
}

func byNumber(m map[string]int64, limit int) (out []NameNumber) {
	for name, n := range m {
		out = append(out, NameNumber{name, n})
	}
	slices.SortFunc(out, func(a, b NameNumber) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name)) })
	return out[:min(limit, len(out))]
}

// numbersBase gives what was worked out a moment ago, or works it out. Others
// wait for who does, and find it done.
func (n *Newsroom) numbersBase(ctx context.Context, edition news.EditionID, period string) (*numbersBase, error) {
	n.numbers.mu.Lock()
	defer n.numbers.mu.Unlock()
	var now time.Time
	if err := n.db.Read(ctx, func(tx store.Tx) error { now = tx.Now(); return nil }); err != nil {
		return nil, err
	}
	key, p := numbersKey{edition, period}, periods[period]
	if b := n.numbers.base[key]; b != nil && now.Sub(b.at) < p.fresh && !now.Before(b.at) {
		return b, nil
	}
	b, err := n.countNumbers(ctx, edition, period, now)
	if err != nil {
		return nil, err
	}
	if n.numbers.base == nil {
		n.numbers.base = map[numbersKey]*numbersBase{}
	}
	n.numbers.base[key] = b
	return b, nil
}

func (n *Newsroom) countNumbers(ctx context.Context, edition news.EditionID, period string, now time.Time) (*numbersBase, error) {
	p := periods[period]
	// Whole hours, the running one included; minutes where the period is one.
	unit := time.Hour
	if period == "hour" {
		unit = time.Minute
	}
	until := now.Truncate(unit).Add(unit)
	b := &numbersBase{at: now, from: until.Add(-p.long), until: until, before: map[news.ArticleID]int64{}}
	reads := n.db.Reads()
	between := reads.Between
	if period == "hour" {
		between = reads.Lately
	}
	var err error
	if b.first, err = reads.First(ctx); err != nil {
		return nil, err
	}
	if b.articles, err = between(ctx, b.from, b.until, numbersDepth); err != nil {
		return nil, err
	}
	// Half a period before is none to compare with; of months, forty days are kept.
	if period != "month" && !b.first.IsZero() && !b.first.After(b.from.Add(-p.long)) {
		before, err := between(ctx, b.from.Add(-p.long), b.from, numbersDepth)
		if err != nil {
			return nil, err
		}
		for _, c := range before {
			b.before[c.Article] = c.N
			b.beforeTotal += c.N
		}
	}
	five, err := reads.Lately(ctx, now.Truncate(time.Minute).Add(-4*time.Minute), now.Add(time.Minute), numbersDepth)
	if err != nil {
		return nil, err
	}
	for _, c := range five {
		b.lately += c.N
	}
	if b.shares, err = reads.Shares(ctx, edition, b.from, store.ShareAll, store.ShareSection, store.ShareFrom, store.ShareWords); err != nil {
		return nil, err
	}
	ids := make([]news.ArticleID, len(b.articles))
	for i, c := range b.articles {
		ids[i] = c.Article
	}
	err = n.db.Read(ctx, func(tx store.Tx) error {
		rows, err := tx.Desk().Rows(ctx, ids)
		b.rows = slices.DeleteFunc(rows, func(r store.DeskRow) bool { return r.Edition != edition })
		return err
	})
	return b, err
}

// ArticleReads is how an article was read.
type ArticleReads struct {
	Total int64
	// Day is the last 24 hours, hour by hour, Month the last 30 days, day by day;
	// both end with what runs now.
	Day, Month []NumberStep
}

// ReadsOf gives how an article was read, for whoever may see its numbers.
func (n *Newsroom) ReadsOf(ctx context.Context, who Actor, id news.ArticleID) (out ArticleReads, err error) {
	var now time.Time
	err = n.db.Read(ctx, func(tx store.Tx) error {
		now = tx.Now()
		e := newEyes(ctx, tx, who)
		row, s, err := e.subject(id)
		switch {
		case err != nil:
			return err
		case row == nil || !e.glances(s):
			return news.E(news.NotFound, "read the numbers of article "+id.String(), nil)
		case !Can(who, PermStats, s):
			return news.E(news.Forbidden, string(PermStats), nil)
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	totals, err := n.db.Reads().Totals(ctx, []news.ArticleID{id})
	if err != nil {
		return out, err
	}
	out.Total = totals[id]
	until := now.Truncate(time.Hour).Add(time.Hour)
	steps := func(step time.Duration, count int) (list []NumberStep) {
		for i := range count {
			list = append(list, NumberStep{At: until.Add(time.Duration(i-count) * step)})
		}
		return list
	}
	out.Day, out.Month = steps(time.Hour, 24), steps(24*time.Hour, 30)
	hours, err := n.db.Reads().Course(ctx, []news.ArticleID{id}, out.Month[0].At)
	for _, h := range hours {
		if k := int(h.Hour.Sub(out.Month[0].At) / (24 * time.Hour)); k >= 0 && k < len(out.Month) {
			out.Month[k].N += h.N
		}
		if k := int(h.Hour.Sub(out.Day[0].At) / time.Hour); k >= 0 && k < len(out.Day) {
			out.Day[k].N += h.N
		}
	}
	return out, err
}

// ReadsAnHour gives the readings of the last sixty minutes, for cards: at most the
// articles that are read most. Empty for whoever may not see the paper's numbers.
func (n *Newsroom) ReadsAnHour(ctx context.Context, who Actor, edition news.EditionID) (map[news.ArticleID]int64, error) {
	if !Can(who, PermStats, Subject{}) {
		return nil, nil
	}
	base, err := n.numbersBase(ctx, edition, "hour")
	if err != nil {
		return nil, err
	}
	return maps.Collect(func(yield func(news.ArticleID, int64) bool) {
		for _, c := range base.articles {
			if !yield(c.Article, c.N) {
				return
			}
		}
	}), nil
}
