package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/news"
)

// Desk is what the newsroom's lists are made from: one narrow row for each
// article, kept by this package's own writers, so that no command can forget
// it. Who may see a row is the newsroom's question, not asked here.
type Desk interface {
	// List gives rows, newest change first.
	List(ctx context.Context, q DeskQuery) ([]DeskRow, error)
	// Rows gives the rows of articles, in the order in which they were asked for.
	Rows(ctx context.Context, ids []news.ArticleID) ([]DeskRow, error)
	// Dirty lists articles whose words changed since the index read them.
	Dirty(ctx context.Context, limit int) ([]DeskMark, error)
	// Head is the text that the newsroom works on: the open draft, else what is
	// live, scheduled or was last frozen.
	Head(ctx context.Context, id news.ArticleID) (news.Content, error)
	// Index puts documents into the newsroom's index and takes the marks off,
	// where nothing changed meanwhile. A document without terms is removed.
	Index(ctx context.Context, docs []DeskDoc) error
	// Find gives the numbers of articles that hold the terms and stand in the
	// lists, highest first, below before (0 is the highest).
	Find(ctx context.Context, q DeskFind) ([]news.ArticleID, error)
	// AtAddress is the article that ever had an address; 0 for none.
	AtAddress(ctx context.Context, e news.EditionID, path string) (news.ArticleID, error)
	// Analyser is by which the index was made; Reindex says that it is another
	// now, and marks every article.
	Analyser(ctx context.Context) (int, error)
	Reindex(ctx context.Context, analyser int) error
	// Views are a person's saved filters.
	PutView(ctx context.Context, who news.UserID, v DeskView) error
	Views(ctx context.Context, who news.UserID) ([]DeskView, error)
	DropView(ctx context.Context, who news.UserID, name string) error
}

// DeskRow is an article in the newsroom's lists.
type DeskRow struct {
	Article  news.ArticleID   `json:"-"`
	Edition  news.EditionID   `json:"-"`
	Changed  time.Time        `json:"-"`
	Work     news.WorkState   `json:"w"`
	Public   news.PublicState `json:"p"`
	Revision int              `json:"r"`
	Headline string           `json:"h,omitempty"`
	Slugline string           `json:"l,omitempty"`
	// Section is the article's, which says who may see it.
	Section   news.SectionID   `json:"s,omitempty"`
	Kind      news.ArticleKind `json:"k,omitempty"`
	Owner     news.UserID      `json:"o,omitempty"`
	Assignee  news.UserID      `json:"e,omitempty"`
	People    []news.PersonID  `json:"a,omitempty"`
	Names     []string         `json:"n,omitempty"`
	Tags      []news.TagID     `json:"g,omitempty"`
	Path      string           `json:"u,omitempty"`
	Created   time.Time        `json:"c,omitzero"`
	Published time.Time        `json:"f,omitzero"`
	Updated   time.Time        `json:"d,omitzero"`
	Embargo   time.Time        `json:"b,omitzero"`
	// Due is when the scheduled version goes live.
	Due   time.Time `json:"t,omitzero"`
	Words int       `json:"x,omitempty"`
	// Picture is "", "no_credit" or "ok".
	Picture string `json:"i,omitempty"`
	// Notes are open threads, MustFix those among them that block publishing.
	Notes     int  `json:"no,omitempty"`
	MustFix   int  `json:"mf,omitempty"`
	Conflicts int  `json:"co,omitempty"`
	Tasks     int  `json:"ta,omitempty"`
	Stuck     bool `json:"st,omitempty"`
	facets    string
	// unread is what was not taken apart yet.
	unread string
}

// WentOut is when what readers have was published or last brought up to date;
// zero when they have nothing.
func (r DeskRow) WentOut() time.Time {
	switch {
	case r.Public != news.Live:
		return time.Time{}
	case r.Updated.After(r.Published):
		return r.Updated
	}
	return r.Published
}

// Trouble reports whether the row belongs into the column of what went wrong.
func (r DeskRow) Trouble() bool { return r.Stuck || r.Conflicts > 0 || r.Tasks > 0 }

// In reports whether the article stands in a list.
func (r DeskRow) In(f Facet) bool { return strings.Contains(r.facets, " "+string(f)+" ") }

// Facet names one of the newsroom's lists.
type Facet string

// FacetAll holds everything that was not spiked.
const FacetAll Facet = "all"

func FacetWork(w news.WorkState) Facet     { return Facet("w:" + string(w)) }
func FacetPublic(p news.PublicState) Facet { return Facet("p:" + string(p)) }
func FacetSection(id news.SectionID) Facet { return number64("s:", int64(id)) }
func FacetPerson(id news.PersonID) Facet   { return number64("a:", int64(id)) }
func FacetTag(id news.TagID) Facet         { return number64("g:", int64(id)) }
func FacetOwner(id news.UserID) Facet      { return number64("o:", int64(id)) }
func FacetAssignee(id news.UserID) Facet   { return number64("e:", int64(id)) }
func FacetKind(k news.ArticleKind) Facet   { return Facet("k:" + string(k)) }
func FacetName(name string) Facet          { return Facet("n:" + strings.ReplaceAll(nameKey(name), " ", "_")) }
func number64(kind string, id int64) Facet { return Facet(kind + strconv.FormatInt(id, 10)) }
func FacetHas(what string) Facet           { return Facet("f:" + what) }
func joinFacets(list []Facet) string       { return " " + strings.Join(asStrings(list), " ") + " " }
func asStrings(list []Facet) (out []string) {
	for _, f := range list {
		out = append(out, string(f))
	}
	return out
}
func splitFacets(text string) (out []Facet) {
	for _, f := range strings.Fields(text) {
		out = append(out, Facet(f))
	}
	return out
}

// DeskQuery asks for a piece of the newsroom's list.
type DeskQuery struct {
	Edition news.EditionID
	// Groups must all hold: a row stands in one of the lists of each.
	Groups [][]Facet
	// Not are lists in which it must not stand.
	Not []Facet
	// BeforeAt and BeforeID continue after the last row seen; Since leaves out
	// what changed earlier.
	BeforeAt time.Time
	BeforeID news.ArticleID
	Since    time.Time
	Limit    int
	// WentOut lists what is live by when it last went out, newest first; Since
	// and BeforeAt are then such times. An import changes thousands of rows and
	// publishes none of them just now.
	WentOut bool
	// Keep leaves out rows that the caller does not want; nil keeps all.
	Keep func(*DeskRow) bool
}

// DeskMark is an article to index; Mark tells this change from a later one.
type DeskMark struct {
	Article news.ArticleID
	Mark    string
}

// DeskDoc is an article as the newsroom's index keeps it.
type DeskDoc struct {
	DeskMark
	SearchDoc
	Facets []Facet
	Gone   bool
}

// DeskFind is a question to the newsroom's index.
type DeskFind struct {
	Terms, Not          [][]string
	Phrases, NotPhrases [][]string
	Groups              [][]Facet
	Before              news.ArticleID
	Limit               int
}

// DeskView is a saved filter: a query string with a name.
type DeskView struct {
	Name  string
	Query string
}

var _ Desk = desk{}

type desk struct{ *tx }

func (t *tx) Desk() Desk { return desk{t} }

// touched is what is known of an article that changed in this transaction.
type touched struct {
	// text says that its words changed; draft is the open one, when it is in hand.
	text  bool
	draft *news.Content
	// derived rows are made long after the change.
	derived bool
}

// touch remembers that an article's row is no longer true. Every writer of this
// package that changes what the row shows calls it.
func (t *tx) touch(id news.ArticleID, text bool, draft *news.Content) {
	if t.touches == nil {
		t.touches = map[news.ArticleID]touched{}
	}
	was := t.touches[id]
	was.text = was.text || text
	if text {
		was.draft = draft
	}
	t.touches[id] = was
}

// flushDesk writes the rows of everything that was touched.
func (t *tx) flushDesk(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(t.touches)) {
		if err := t.writeDesk(ctx, id, t.touches[id]); err != nil {
			return err
		}
	}
	clear(t.touches)
	clear(t.frozen)
	return nil
}

func (t *tx) writeDesk(ctx context.Context, id news.ArticleID, what touched) error {
	a, err := t.Articles().Get(ctx, id)
	if news.Is(err, news.NotFound) {
		// A row stands for its article. Tasks, notes and demands may name one that
		// is not here: it was never brought along, or somebody mistyped it.
		return t.dropDesk(ctx, id)
	}
	if err != nil {
		return err
	}
	c := what.draft
	if c == nil {
		head, err := t.head(ctx, &a)
		if err != nil && !news.Is(err, news.NotFound) {
			return err
		}
		c = &head
	}
	if a.Flow.Purged {
		return t.dropDesk(ctx, id)
	}
	row := deskRow(&a, c)
	if err := t.deskCounts(ctx, &row); err != nil {
		return err
	}
	if err := t.deskPicture(ctx, &row, c); err != nil {
		return err
	}
	row.Changed = t.Now()
	if what.derived {
		has, err := t.Desk().Rows(ctx, []news.ArticleID{id})
		if err != nil {
			return err
		}
		row.Changed = slices.MaxFunc([]time.Time{a.Dates.Created, a.Dates.FirstPublished, a.Dates.Updated, a.Dates.Corrected}, time.Time.Compare)
		for _, was := range has {
			row.Changed = was.Changed
		}
	}
	if err := t.putDesk(ctx, &row); err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO desk_dirty (article, mark) VALUES ($1, $2)
		ON CONFLICT (article) DO UPDATE SET mark = excluded.mark`, int64(id), newEventID())
	return err
}

// dropDesk takes an article that was purged out of the lists.
func (t *tx) dropDesk(ctx context.Context, id news.ArticleID) error {
	var lists string
	var edition, changed int64
	err := t.row(ctx, `SELECT facets, edition, changed FROM desk WHERE article = $1`, []any{int64(id)}, &lists, &edition, &changed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, f := range splitFacets(lists) {
		if _, err := t.exec(ctx, `DELETE FROM desk_list WHERE edition = $1 AND facet = $2 AND changed = $3 AND article = $4`,
			edition, string(f), changed, int64(id)); err != nil {
			return err
		}
	}
	if _, err := t.exec(ctx, `DELETE FROM desk WHERE article = $1`, int64(id)); err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO desk_dirty (article, mark) VALUES ($1, $2)
		ON CONFLICT (article) DO UPDATE SET mark = excluded.mark`, int64(id), newEventID())
	return err
}

// head is the text that the newsroom works on.
func (t *tx) head(ctx context.Context, a *news.Article) (news.Content, error) {
	c, err := t.Articles().Draft(ctx, a.ID)
	if !news.Is(err, news.NotFound) {
		return c, err
	}
	id := cmp.Or(a.Live, a.Scheduled, a.Flow.LastLive)
	if id == 0 {
		err := t.row(ctx, `SELECT id FROM version WHERE article = $1 ORDER BY number DESC LIMIT 1`, []any{int64(a.ID)}, &id)
		if errors.Is(err, sql.ErrNoRows) {
			return news.Content{}, refuse(news.NotFound, "find the text of article %d", a.ID)
		}
		if err != nil {
			return news.Content{}, err
		}
	}
	if c := t.frozen[id]; c != nil {
		return *c, nil
	}
	v, err := t.Articles().Version(ctx, id)
	return v.Content, err
}

func (t desk) Head(ctx context.Context, id news.ArticleID) (news.Content, error) {
	a, err := t.Articles().Get(ctx, id)
	if err != nil {
		return news.Content{}, err
	}
	c, err := t.head(ctx, &a)
	return c, t.fail(err, "read the text of article %d", id)
}

func deskRow(a *news.Article, c *news.Content) DeskRow { return deskRowOf(a, c, c.Body.Words()) }

func deskRowOf(a *news.Article, c *news.Content, words int) DeskRow {
	r := DeskRow{Article: a.ID, Edition: a.Edition, Work: a.Work, Public: a.Public, Revision: a.Revision,
		Headline: cut(c.Headline, 300), Slugline: cut(c.Slugline, 120), Section: a.Section, Kind: c.Kind, Tags: c.Tags, Path: a.Path,
		Created: a.Dates.Created, Published: a.Dates.FirstPublished, Updated: a.Dates.Updated, Words: words}
	if r.Kind == "" {
		r.Kind = news.KindNews
	}
	for _, x := range c.Byline {
		switch {
		case x.Person != 0 && !slices.Contains(r.People, x.Person):
			r.People = append(r.People, x.Person)
		case x.Person == 0 && x.Name != "" && !slices.Contains(r.Names, x.Name):
			r.Names = append(r.Names, cut(x.Name, 200))
		}
	}
	if a.Embargo != nil {
		r.Embargo = a.Embargo.Until
	}
	r.Owner, r.Assignee, r.Due, r.Stuck = a.Creator, a.Assignee, a.Due(), a.Flow.Stuck != ""
	return r
}

func cut(s string, runes int) string {
	for i := range s {
		if runes--; runes < 0 {
			return s[:i]
		}
	}
	return s
}

// deskCounts are what is open on an article.
func (t *tx) deskCounts(ctx context.Context, r *DeskRow) error {
	return t.row(ctx, `
		SELECT count(*), coalesce(sum(must_fix), 0),
			(SELECT count(*) FROM conflict WHERE article = $1 AND resolved IS NULL),
			(SELECT count(*) FROM task WHERE article = $1 AND article <> 0 AND closed_at IS NULL)
		FROM note WHERE article = $1 AND thread = id AND resolved IS NULL`,
		[]any{int64(r.Article)}, &r.Notes, &r.MustFix, &r.Conflicts, &r.Tasks)
}

// deskPicture says whether the article has a lead picture, and whether its
// credit is known.
func (t *tx) deskPicture(ctx context.Context, r *DeskRow, c *news.Content) error {
	lead, credit := news.AssetID(0), ""
	if c.Lead != nil {
		lead, credit = c.Lead.Asset, c.Lead.Credit
	}
	if lead == 0 {
		c.Body.Walk(func(b body.Block) {
			if i, ok := b.(*body.Image); ok && lead == 0 && i.Asset != 0 {
				lead, credit = news.AssetID(i.Asset), i.Credit
			}
		})
	}
	if lead == 0 {
		return nil
	}
	r.Picture = "no_credit"
	if credit == "" {
		found, err := t.Media().Get(ctx, []news.AssetID{lead})
		if err != nil {
			return err
		}
		for _, a := range found {
			credit = a.Credit
		}
	}
	if credit != "" {
		r.Picture = "ok"
	}
	return nil
}

// Lists are those in which the article stands.
func (r *DeskRow) Lists() []Facet {
	out := []Facet{FacetWork(r.Work), FacetPublic(r.Public), FacetKind(r.Kind)}
	if r.Work != news.Spiked {
		out = append(out, FacetAll)
	}
	if r.Section != 0 {
		out = append(out, FacetSection(r.Section))
	}
	for _, id := range r.People {
		out = append(out, FacetPerson(id))
	}
	for _, n := range r.Names {
		out = append(out, FacetName(n))
	}
	for _, id := range r.Tags {
		out = append(out, FacetTag(id))
	}
	if r.Owner != 0 {
		out = append(out, FacetOwner(r.Owner))
	}
	if r.Assignee != 0 {
		out = append(out, FacetAssignee(r.Assignee))
	}
	for what, yes := range map[string]bool{"photo": r.Picture != "", "embargo": !r.Embargo.IsZero(), "due": !r.Due.IsZero(),
		"trouble": r.Trouble(), "notes": r.Notes > 0} {
		if yes {
			out = append(out, FacetHas(what))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// putDesk writes the row and moves the article in its lists.
func (t *tx) putDesk(ctx context.Context, r *DeskRow) error {
	var was string
	var before, edition int64
	err := t.row(ctx, `SELECT facets, changed, edition FROM desk WHERE article = $1`, []any{int64(r.Article)}, &was, &before, &edition)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	lists := r.Lists()
	r.facets = joinFacets(lists)
	data, err := encode(r)
	if err != nil {
		return err
	}
	now := r.Changed.UnixMicro()
	if _, err := t.exec(ctx, `
		INSERT INTO desk (article, edition, changed, facets, data, went_out) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (article) DO UPDATE SET edition = excluded.edition, changed = excluded.changed,
			facets = excluded.facets, data = excluded.data, went_out = excluded.went_out`,
		int64(r.Article), int64(r.Edition), now, r.facets, data, micros(r.WentOut())); err != nil {
		return err
	}
	if was == r.facets && before == now && edition == int64(r.Edition) {
		return nil
	}
	for chunk := range slices.Chunk(splitFacets(was), rowsPerInsert) {
		args := []any{edition, before, int64(r.Article)}
		for i := range rowsPerInsert {
			f := chunk[0]
			if i < len(chunk) {
				f = chunk[i]
			}
			args = append(args, string(f))
		}
		if _, err := t.exec(ctx, `DELETE FROM desk_list WHERE edition = $1 AND changed = $2 AND article = $3
			AND facet IN ($4, $5, $6, $7, $8, $9, $10, $11)`, args...); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(lists, rowsPerInsert) {
		// Room that is left repeats the first row, which conflicts with itself.
		args := []any{int64(r.Edition), now, int64(r.Article)}
		for i := range rowsPerInsert {
			f := chunk[0]
			if i < len(chunk) {
				f = chunk[i]
			}
			args = append(args, string(f))
		}
		if _, err := t.exec(ctx, `INSERT INTO desk_list (edition, changed, article, facet) VALUES
			($1, $2, $3, $4), ($1, $2, $3, $5), ($1, $2, $3, $6), ($1, $2, $3, $7), ($1, $2, $3, $8), ($1, $2, $3, $9),
			($1, $2, $3, $10), ($1, $2, $3, $11) ON CONFLICT DO NOTHING`, args...); err != nil {
			return err
		}
	}
	return nil
}

func scanDesk(r *sql.Rows, d *DeskRow) error {
	return r.Scan(&d.Article, &d.Edition, at(&d.Changed), &d.facets, fromJSON(d))
}

// scanDeskLater leaves the row's JSON for when it is wanted: a list looks at
// many rows that stand in another list only.
func scanDeskLater(r *sql.Rows, d *DeskRow) error {
	return r.Scan(&d.Article, &d.Edition, at(&d.Changed), &d.facets, &d.unread)
}

func (r *DeskRow) read() error {
	if r.unread == "" {
		return nil
	}
	text := r.unread
	r.unread = ""
	return json.Unmarshal([]byte(text), r)
}

const deskColumns = `d.article, d.edition, d.changed, d.facets, d.data`

const deskList query = `
	SELECT ` + deskColumns + ` FROM desk_list AS l JOIN desk AS d ON d.article = l.article
	WHERE l.edition = CAST($1 AS BIGINT) AND l.facet = CAST($2 AS TEXT) AND (l.changed, l.article) < ($3, $4) AND l.changed >= $5
		AND d.facets LIKE CAST($7 AS TEXT)
	ORDER BY l.changed DESC, l.article DESC LIMIT CAST($6 AS BIGINT)`

const deskWentOut query = `
	SELECT ` + deskColumns + ` FROM desk AS d
	WHERE d.edition = CAST($1 AS BIGINT) AND d.went_out IS NOT NULL AND (d.went_out, d.article) < ($2, $3) AND d.went_out >= $4
	ORDER BY d.went_out DESC, d.article DESC LIMIT CAST($5 AS BIGINT)`

// longList is from where on a list is not counted further: which of two such
// is longer does not matter.
const longList = 2000

const deskCount query = `
	SELECT count(*) FROM (SELECT 1 AS one FROM desk_list
		WHERE edition = CAST($1 AS BIGINT) AND facet = CAST($2 AS TEXT) AND changed < $3 AND changed >= $4
		LIMIT CAST($5 AS BIGINT)) AS few`

// List reads the group with the fewest rows in its order, and asks each row for
// the other groups.
func (t desk) List(ctx context.Context, q DeskQuery) ([]DeskRow, error) {
	before, beforeID, since := farthest, int64(math.MaxInt64), -farthest
	if !q.BeforeAt.IsZero() {
		before, beforeID = q.BeforeAt.UnixMicro(), int64(q.BeforeID)
	}
	if !q.Since.IsZero() {
		since = q.Since.UnixMicro()
	}
	groups := slices.DeleteFunc(slices.Clone(q.Groups), func(g []Facet) bool { return len(g) == 0 })
	if len(groups) == 0 {
		groups = [][]Facet{{FacetAll}}
	}
	for _, g := range groups {
		if !storable(strings.Join(asStrings(g), " ")) {
			return nil, nil
		}
	}
	lead, fewest := 0, math.MaxInt
	for i, g := range groups {
		if len(groups) == 1 || q.WentOut {
			break
		}
		if len(g) == 1 && g[0] == FacetAll {
			continue // no list is longer
		}
		total := 0
		for _, f := range g {
			var n int
			if err := t.row(ctx, deskCount, []any{int64(q.Edition), string(f), before, since, longList}, &n); err != nil {
				return nil, t.fail(err, "count a list of the newsroom")
			}
			total += n
		}
		if total < fewest {
			lead, fewest = i, total
		}
	}
	also := "%"
	for i, g := range groups {
		if i != lead && len(g) == 1 && g[0] != FacetAll {
			also = like(g[0])
		}
	}
	from := deskSource{t: t, edition: q.Edition, also: also, wentOut: q.WentOut, at: before, id: beforeID, since: since, piece: max(20, min(q.Limit+1, 200))}
	sources := []*deskSource{&from}
	if !q.WentOut {
		sources = nil
		for _, f := range groups[lead] {
			s := from
			s.facet = f
			sources = append(sources, &s)
		}
	}
	var out []DeskRow
	var last *DeskRow
	for len(out) < q.Limit {
		var next *deskSource
		for _, s := range sources {
			row, err := s.peek(ctx)
			if err != nil {
				return nil, t.fail(err, "list the newsroom's articles")
			}
			if row == nil {
				continue
			}
			if next == nil || newer(row, next.rows[0]) {
				next = s
			}
		}
		if next == nil {
			break
		}
		row := next.rows[0]
		next.rows = next.rows[1:]
		if last != nil && last.Article == row.Article {
			continue
		}
		last = row
		if !fits(row, groups, q.Not) {
			continue
		}
		if err := row.read(); err != nil {
			return nil, t.fail(err, "list the newsroom's articles")
		}
		if q.Keep == nil || q.Keep(row) {
			out = append(out, *row)
		}
	}
	return out, nil
}

// like is a pattern that every row of a list matches. Others may, too: an
// underscore stands for anything, and so does what one database escapes with.
func like(f Facet) string { return "% " + strings.ReplaceAll(string(f), `\`, "_") + " %" }

func newer(a, b *DeskRow) bool {
	if c := a.Changed.Compare(b.Changed); c != 0 {
		return c > 0
	}
	return a.Article > b.Article
}

func fits(r *DeskRow, groups [][]Facet, not []Facet) bool {
	for _, g := range groups {
		if !slices.ContainsFunc(g, r.In) {
			return false
		}
	}
	return !slices.ContainsFunc(not, r.In)
}

// deskSource reads one list piece by piece.
type deskSource struct {
	t       desk
	edition news.EditionID
	facet   Facet
	wentOut bool
	// also spares the way to here of rows that lack one other list.
	also   string
	at, id int64
	since  int64
	piece  int
	rows   []*DeskRow
	ended  bool
}

func (s *deskSource) peek(ctx context.Context) (*DeskRow, error) {
	if len(s.rows) == 0 && !s.ended {
		var r rows
		var err error
		if s.wentOut {
			r, err = s.t.query(ctx, deskWentOut, int64(s.edition), s.at, s.id, s.since, s.piece)
		} else {
			r, err = s.t.query(ctx, deskList, int64(s.edition), string(s.facet), s.at, s.id, s.since, s.piece, s.also)
		}
		if err != nil {
			return nil, err
		}
		found, err := all(s.t.database, r, scanDeskLater, "list the newsroom's articles")
		if err != nil {
			return nil, err
		}
		for i := range found {
			s.rows = append(s.rows, &found[i])
		}
		s.ended = len(found) < s.piece
		if n := len(found); n > 0 {
			last := &found[n-1]
			s.at, s.id = last.Changed.UnixMicro(), int64(last.Article)
			if s.wentOut {
				if err := last.read(); err != nil {
					return nil, err
				}
				s.at = last.WentOut().UnixMicro()
			}
		}
		s.piece = min(2*s.piece, 400)
	}
	if len(s.rows) == 0 {
		return nil, nil
	}
	return s.rows[0], nil
}

func (t desk) Rows(ctx context.Context, ids []news.ArticleID) ([]DeskRow, error) {
	found, err := byID(ctx, t.s, ids,
		`SELECT `+deskColumns+` FROM desk AS d WHERE d.article IN `+in8,
		`SELECT `+deskColumns+` FROM desk AS d WHERE d.article IN `+in32,
		scanDesk, func(d *DeskRow) news.ArticleID { return d.Article })
	return inOrder(ids, found), t.fail(err, "get rows of the newsroom's list")
}

func (t desk) AtAddress(ctx context.Context, e news.EditionID, path string) (news.ArticleID, error) {
	if !storable(path) {
		return 0, nil
	}
	o, err := t.owner(ctx, e, path)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return o.article, t.fail(err, "find what stands at %s", path)
}

func (t desk) PutView(ctx context.Context, who news.UserID, v DeskView) error {
	if err := checkText("save a view", v); err != nil {
		return err
	}
	_, err := t.exec(ctx, `INSERT INTO desk_view (person, name, data) VALUES ($1, $2, $3)
		ON CONFLICT (person, name) DO UPDATE SET data = excluded.data`, int64(who), v.Name, v.Query)
	return t.fail(err, "save a view")
}

func (t desk) Views(ctx context.Context, who news.UserID) ([]DeskView, error) {
	r, err := t.query(ctx, `SELECT name, data FROM desk_view WHERE person = $1 ORDER BY name LIMIT 200`, int64(who))
	if err != nil {
		return nil, t.fail(err, "list views")
	}
	return all(t.database, r, func(r *sql.Rows, v *DeskView) error { return r.Scan(&v.Name, &v.Query) }, "list views")
}

func (t desk) DropView(ctx context.Context, who news.UserID, name string) error {
	n, err := t.exec(ctx, `DELETE FROM desk_view WHERE person = $1 AND name = $2`, int64(who), name)
	if err == nil && n == 0 {
		return refuse(news.NotFound, "drop the view %s", name)
	}
	return t.fail(err, "drop a view")
}

// deskRules counts the changes of what a row holds.
const deskRules = 2

// deriveDesk makes the rows of a database of before there were any, once, in
// pieces of their own transactions: a reader of a large archive need not wait
// for one long one.
func (d *database) deriveDesk(ctx context.Context) error {
	for after := int64(-1); ; {
		done := false
		err := d.Write(ctx, func(x Tx) error {
			t := x.(*tx)
			var has int
			if err := t.row(ctx, `SELECT rules FROM desk_rules WHERE id = 1`, nil, &has); err != nil {
				return err
			}
			if has >= deskRules {
				done = true
				return nil
			}
			if after < 0 {
				err := t.row(ctx, `SELECT coalesce(max(article), 0) FROM desk`, nil, &after)
				if err != nil {
					return err
				}
				if has > 0 {
					after = 0
				}
			}
			r, err := t.query(ctx, `SELECT id FROM article WHERE id > $1 ORDER BY id LIMIT CAST($2 AS BIGINT)`, after, pieceOfDerive)
			if err != nil {
				return err
			}
			n := 0
			if err := r.each(func() error {
				n++
				if err := r.Scan(&after); err != nil {
					return err
				}
				t.touch(news.ArticleID(after), true, nil)
				t.touches[news.ArticleID(after)] = touched{derived: true}
				return nil
			}); err != nil {
				return err
			}
			if n < pieceOfDerive {
				done = true
				_, err = t.exec(ctx, `UPDATE desk_rules SET rules = $1 WHERE id = 1`, deskRules)
			}
			return err
		})
		if err != nil || done {
			return err
		}
	}
}
