package admin

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"warta/internal/auth"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// writing are what it takes to open an article.
var writing = []newsroom.Permission{newsroom.PermCreate}

// laneCards bounds a column of the board.
const laneCards = 60

func declareDesk(s *Server, member func(string, handler)) {
	member("GET /newsroom/{$}", s.deskPage)
	member("POST /newsroom/bulk", s.bulk)
	member("POST /newsroom/views", s.saveView)
	member("POST /newsroom/views/drop", s.dropView)
	member("GET /newsroom/a/{id}/peek", s.peek)
}

// deskCard is an article on the board, or a row of the list.
type deskCard struct {
	ID                       news.ArticleID
	Headline                 string
	Work                     string
	Stamps                   []stamp
	Section, Who, With, Age  string
	When                     string
	Heat                     string
	Words                    int
	WordsText                string
	Picture                  string
	Notes, Must              int
	Embargo, Conflict, Stuck bool
	Path                     string
	Moves                    []cardMove
	Due                      string
	// Reads are those of the last hour, of what is live.
	Reads string
	// Inside are the initials of those who have it open.
	Inside []string
	// Column is where the card stands on the board, HTML how it looks there.
	Column newsroom.Column
	HTML   template.HTML
}

// mark names everything that a card shows.
func (c *deskCard) mark(lang string) string {
	var b strings.Builder
	fmt.Fprint(&b, lang, "\x00", c.ID, "\x00", c.Headline, "\x00", c.Work, "\x00", c.Section, "\x00", c.Who, "\x00", c.With, "\x00", c.Age, "\x00", c.Due, "\x00", c.Heat, "\x00",
		c.WordsText, "\x00", c.Picture, "\x00", c.Notes, " ", c.Must, c.Embargo, c.Conflict, c.Stuck, c.Column, c.Inside, "\x00", c.Reads)
	for _, m := range c.Moves {
		b.WriteString("\x00" + m.Name)
	}
	return b.String()
}

// cardShelf keeps cards as they were rendered: between two looks at the board
// few of them change.
type cardShelf struct {
	mu   sync.Mutex
	html map[string]template.HTML
}

// mostCards is when the shelf is cleared.
const mostCards = 4000

func (s *Server) cardHTML(tag string, c *deskCard) (template.HTML, error) {
	mark := c.mark(tag)
	s.shelf.mu.Lock()
	html, ok := s.shelf.html[mark]
	s.shelf.mu.Unlock()
	if ok {
		return html, nil
	}
	out, err := s.render(tag, "desk_card", c)
	if err != nil {
		return "", err
	}
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	if s.shelf.html == nil || len(s.shelf.html) >= mostCards {
		s.shelf.html = map[string]template.HTML{}
	}
	// It was escaped a moment ago by the same set.
	html = template.HTML(out)
	s.shelf.html[mark] = html
	return html, nil
}

// cardMove is a line of a card's menu: a button of the board's one form, or a
// link to a page that asks for more.
type cardMove struct {
	Name, Text string
	Link       bool
	To         string
}

// cardMoves are the commands that a card offers, in order; those with Link ask
// something first.
var cardMoves = []struct {
	cmd  news.Command
	name string
	link bool
	to   newsroom.Column
}{
	{news.CmdClaim, "claim", false, ""},
	{news.CmdSubmit, "submit", false, newsroom.ColumnDesk},
	{news.CmdApprove, "approve", false, newsroom.ColumnReady},
	{news.CmdReopen, "reopen", false, newsroom.ColumnDesk},
	{news.CmdReturn, "return", true, newsroom.ColumnWriting},
	{news.CmdPublish, "publish", true, newsroom.ColumnLive},
	{news.CmdUpdate, "publish", true, newsroom.ColumnLive},
	{news.CmdSchedule, "publish", true, newsroom.ColumnScheduled},
	{news.CmdUnspike, "unspike", false, ""},
	{news.CmdSpike, "spike", false, ""},
	{news.CmdWithdraw, "withdraw", true, ""},
}

type deskLane struct {
	Column newsroom.Column
	Cards  []deskCard
	More   bool
	On     bool
	Href   string
}

// deskData is Meja.
type deskData struct {
	Lanes []deskLane
	Rows  []deskCard
	List  bool
	Next  string
	Here  string
	// Filters as they were asked for, and what can be asked.
	Filter   deskFilter
	Modes    []tab
	Views    []viewLine
	Query    string
	New      []place
	Empty    bool
	Narrowed bool
	Bulk     []string
	Sections []option
	Kinds    []option
	Now      string
	CanTag   bool
	Stream   string
	// First are the tasks of a newspaper in which nobody wrote yet.
	First []firstTask
}

// firstTask is one of the three ways to begin.
type firstTask struct{ Name, Href, Key string }

type viewLine struct {
	Name, Href string
	On         bool
}

type deskFilter struct {
	Section, Kind, Author, Column, Mode, Sort string
	Mine, Photo, NoPhoto, Embargo, Notes      bool
	Work                                      string
}

func (f deskFilter) query() url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("section", f.Section)
	set("kind", f.Kind)
	set("author", f.Author)
	set("mode", f.Mode)
	set("work", f.Work)
	for name, on := range map[string]bool{"mine": f.Mine, "photo": f.Photo, "nophoto": f.NoPhoto, "embargo": f.Embargo, "notes": f.Notes} {
		if on {
			q.Set(name, "1")
		}
	}
	return q
}

func (f deskFilter) href() string {
	if q := f.query().Encode(); q != "" {
		return deskPath + "?" + q
	}
	return deskPath
}

// readFilter reads the query; what says nothing is left out.
func readFilter(q url.Values) deskFilter {
	on := func(name string) bool { return q.Get(name) == "1" }
	f := deskFilter{Section: q.Get("section"), Kind: q.Get("kind"), Author: strings.TrimSpace(q.Get("author")), Column: q.Get("column"), Work: q.Get("work"),
		Mine: on("mine"), Photo: on("photo"), NoPhoto: on("nophoto"), Embargo: on("embargo"), Notes: on("notes")}
	if q.Get("mode") == "list" {
		f.Mode = "list"
	}
	if _, ok := articleID(f.Section); !ok {
		f.Section = ""
	}
	if !slices.Contains(news.ArticleKinds, news.ArticleKind(f.Kind)) {
		f.Kind = ""
	}
	return f
}

func (s *Server) filterOf(v *visit, f deskFilter) (newsroom.Filter, error) {
	out := newsroom.Filter{Mine: f.Mine}
	if id, ok := articleID(f.Section); ok {
		out.Sections = []news.SectionID{news.SectionID(id)}
	}
	if f.Kind != "" {
		out.Kinds = []news.ArticleKind{news.ArticleKind(f.Kind)}
	}
	if f.Work != "" {
		out.Work = []news.WorkState{news.WorkState(f.Work)}
	}
	for mark, on := range map[string]bool{"photo": f.Photo, "embargo": f.Embargo, "notes": f.Notes} {
		if on {
			out.Has = append(out.Has, mark)
		}
	}
	if f.NoPhoto {
		out.Lacks = []string{"photo"}
	}
	if f.Author != "" {
		found, err := s.o.Newsroom.PeopleNamed(v.r.Context(), v.who, f.Author, 20)
		if err != nil {
			return out, err
		}
		for _, p := range found {
			out.Authors = append(out.Authors, p.ID)
		}
		out.Names = []string{f.Author}
	}
	return out, nil
}

// deskPage is Meja, the newsroom's home: the board, or everything as a dense
// list.
func (s *Server) deskPage(v *visit) error {
	if !v.may(newsroom.PermRead, newsroom.PermGlance) {
		return to(v, accountPath)
	}
	ctx := v.r.Context()
	paper, err := s.o.Newsroom.Paper(ctx, v.who)
	if err != nil {
		return err
	}
	f := readFilter(v.r.URL.Query())
	d := deskData{Filter: f, List: f.Mode == "list", Here: v.r.URL.RequestURI(), Query: f.query().Encode(), Now: s.clock(paper.Now), CanTag: v.may(newsroom.PermTag)}
	filter, err := s.filterOf(v, f)
	if err != nil {
		return err
	}
	if d.List {
		err = s.deskRows(v, paper, filter, &d)
	} else {
		err = s.deskLanes(v, paper, filter, &d)
	}
	if err != nil {
		return err
	}
	if err := s.deskFrame(v, paper, &d); err != nil {
		return err
	}
	p := page{Bare: v.msg("room.place.meja"), Place: "meja", Scripts: []string{"board.js"}, Regions: map[string]string{"papan": "desk_board"}}
	return s.show(v, http.StatusOK, p, "desk", d)
}

// deskFrame fills in what stands around the board: filters, views, what is next
// in an empty newsroom.
func (s *Server) deskFrame(v *visit, paper newsroom.Paper, d *deskData) error {
	f := d.Filter
	d.Sections = s.sectionOptions(v, paper, 0, []string{f.Section})
	d.Sections[0].Label = v.msg("room.desk.all_sections")
	d.Kinds = []option{{"", v.msg("room.desk.all_kinds"), f.Kind == ""}}
	for _, k := range news.ArticleKinds {
		d.Kinds = append(d.Kinds, option{string(k), v.msg("kind." + string(k)), string(k) == f.Kind})
	}
	board, list, mine := f, f, f
	board.Mode, board.Mine, list.Mode, list.Mine, mine.Mode, mine.Mine = "", false, "list", false, "", true
	d.Modes = []tab{{Name: "board", Path: board.href(), On: f.Mode == "" && !f.Mine}, {Name: "list", Path: list.href(), On: f.Mode == "list" && !f.Mine},
		{Name: "mine", Path: mine.href(), On: f.Mine}}
	views, err := s.o.Newsroom.Views(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	for _, w := range views {
		d.Views = append(d.Views, viewLine{w.Name, deskPath + "?" + w.Query, w.Query == d.Query})
	}
	bare := f
	bare.Mode = ""
	d.Narrowed = bare.query().Encode() != ""
	if v.may(newsroom.PermDesk) {
		d.Bulk = []string{"claim", "approve", "reopen", "spike"}
	} else if v.may(newsroom.PermSubmit) {
		d.Bulk = []string{"submit", "spike"}
	}
	d.Stream = f.href()
	if !d.Empty || d.Narrowed {
		return nil
	}
	// A desk at rest is no new newspaper.
	any, err := s.o.Newsroom.Articles(v.r.Context(), v.who, newsroom.ListRequest{Edition: paper.Edition.ID, Limit: 1})
	if err != nil || len(any) > 0 {
		return err
	}
	for _, x := range []struct {
		task firstTask
		need []newsroom.Permission
	}{
		{firstTask{"import", importPath, ""}, []newsroom.Permission{newsroom.PermRunImport}},
		{firstTask{"invite", usersPath + "/invite", ""}, []newsroom.Permission{newsroom.PermUsers}},
		{firstTask{"write", newPath, "c"}, writing},
	} {
		if v.may(x.need...) && v.as == "" {
			d.First = append(d.First, x.task)
		}
	}
	return nil
}

func (s *Server) deskLanes(v *visit, paper newsroom.Paper, filter newsroom.Filter, d *deskData) error {
	lanes, err := s.o.Newsroom.Board(v.r.Context(), v.who, paper.Edition.ID, filter, laneCards)
	if err != nil {
		return err
	}
	var rows []store.DeskRow
	for _, l := range lanes {
		rows = append(rows, l.Cards...)
	}
	cards, err := s.cards(v, paper, rows)
	if err != nil {
		return err
	}
	d.Empty = len(rows) == 0
	at, chosen := 0, false
	for _, l := range lanes {
		lane := deskLane{Column: l.Column, More: l.More, Cards: cards[at : at+len(l.Cards)]}
		at += len(l.Cards)
		for i := range lane.Cards {
			c := &lane.Cards[i]
			c.Column = l.Column
			if c.HTML, err = s.cardHTML(v.words.Tag(), c); err != nil {
				return err
			}
		}
		if l.Column == newsroom.ColumnTrouble && len(l.Cards) == 0 {
			continue
		}
		if paper.Edition.Settings.Workflow == news.WorkflowSimple && len(l.Cards) == 0 && (l.Column == newsroom.ColumnDesk || l.Column == newsroom.ColumnReady) {
			continue
		}
		q := d.Filter.query()
		q.Set("column", string(l.Column))
		lane.Href = deskPath + "?" + q.Encode()
		lane.On = d.Filter.Column == string(l.Column)
		chosen = chosen || lane.On
		d.Lanes = append(d.Lanes, lane)
	}
	if !chosen && len(d.Lanes) > 0 {
		i := 0
		if v.may(newsroom.PermDesk) && len(d.Lanes) > 1 {
			i = 1
		}
		d.Lanes[i].On = true
	}
	return nil
}

func (s *Server) deskRows(v *visit, paper newsroom.Paper, filter newsroom.Filter, d *deskData) error {
	const pageSize = 100
	q := v.r.URL.Query()
	r := newsroom.ListRequest{Edition: paper.Edition.ID, Filter: filter, Limit: pageSize}
	if at, id, ok := strings.Cut(q.Get("after"), "-"); ok {
		us, err := strconv.ParseInt(at, 10, 64)
		if n, ok := articleID(id); ok && err == nil {
			r.AfterAt, r.AfterID = time.UnixMicro(us), n
		}
	}
	rows, err := s.o.Newsroom.Articles(v.r.Context(), v.who, r)
	if err != nil {
		return err
	}
	if d.Rows, err = s.cards(v, paper, rows); err != nil {
		return err
	}
	d.Empty = len(rows) == 0
	if len(rows) == pageSize {
		last := rows[len(rows)-1]
		next := d.Filter.query()
		next.Set("after", strconv.FormatInt(last.Changed.UnixMicro(), 10)+"-"+last.Article.String())
		d.Next = deskPath + "?" + next.Encode()
	}
	return nil
}

// cards makes of rows what the board and the lists show.
func (s *Server) cards(v *visit, paper newsroom.Paper, rows []store.DeskRow) ([]deskCard, error) {
	ctx := v.r.Context()
	var users []news.UserID
	var people []news.PersonID
	for _, r := range rows {
		users = append(users, r.Owner, r.Assignee)
		people = append(people, r.People...)
	}
	called, err := s.o.Newsroom.Called(ctx, v.who, users, people, nil)
	if err != nil {
		return nil, err
	}
	moves, err := s.o.Newsroom.Moves(ctx, v.who, rows)
	if err != nil {
		return nil, err
	}
	ids := make([]news.ArticleID, len(rows))
	for i := range rows {
		ids[i] = rows[i].Article
	}
	inside, err := s.o.Newsroom.Present(ctx, v.who, ids)
	if err != nil {
		return nil, err
	}
	var reads map[news.ArticleID]int64
	if slices.ContainsFunc(rows, func(r store.DeskRow) bool { return r.Public == news.Live }) {
		if reads, err = s.o.Newsroom.ReadsAnHour(ctx, v.who, paper.Edition.ID); err != nil {
			return nil, err
		}
	}
	sections := map[news.SectionID]string{}
	for _, x := range paper.Sections {
		sections[x.ID] = x.Name
	}
	out := make([]deskCard, 0, len(rows))
	say := memo{}
	for i := range rows {
		r := &rows[i]
		c := deskCard{ID: r.Article, Headline: firstOf(r.Headline, r.Slugline, v.msg("room.untitled")), Work: string(r.Work), Section: sections[r.Section], Words: r.Words, WordsText: say.of("w", r.Words, func() string { return v.msg("room.desk.words", "n", r.Words) }),
			Picture: r.Picture, Notes: r.Notes, Must: r.MustFix, Embargo: r.Embargo.After(paper.Now), Conflict: r.Conflicts > 0, Stuck: r.Stuck, Path: r.Path,
			Age:  say.of("a", int(paper.Now.Sub(r.Changed)/time.Minute), func() string { return age(v, paper.Now, r.Changed) }),
			When: say.of("m", int(r.Changed.Unix()/60), func() string { return s.moment(v, paper.Now, r.Changed) }), With: initials(called.Users[r.Assignee])}
		var names []string
		for _, p := range r.People {
			names = append(names, called.People[p])
		}
		names = append(names, r.Names...)
		if len(names) == 0 {
			names = append(names, called.Users[r.Owner])
		}
		c.Who = initials(names[0])
		for _, name := range inside[r.Article] {
			if in := initials(name); !slices.Contains(c.Inside, in) && len(c.Inside) < 3 {
				c.Inside = append(c.Inside, in)
			}
		}
		switch wait := paper.Now.Sub(r.Changed); {
		case r.Work != news.Desk && r.Work != news.Ready:
		case wait >= 20*time.Minute:
			c.Heat = "red"
		case wait >= 10*time.Minute:
			c.Heat = "amber"
		}
		if n := reads[r.Article]; n > 0 && r.Public == news.Live {
			c.Reads = v.msg("room.desk.reads", "n", n)
		}
		if !r.Due.IsZero() {
			c.Due = s.moment(v, paper.Now, r.Due)
		}
		c.Stamps = rowStamps(v, say, r, paper.Now)
		for _, m := range cardMoves {
			if !slices.Contains(moves[r.Article], m.cmd) || slices.ContainsFunc(c.Moves, func(x cardMove) bool { return x.Name == m.name }) {
				continue
			}
			name := m.name
			if name == "claim" && r.Assignee == v.me.User.ID && r.Assignee != 0 {
				name = "release"
			}
			c.Moves = append(c.Moves, cardMove{Name: name, Text: say.of("d"+name, 0, func() string { return v.msg("room.do." + name) }), Link: m.link, To: string(m.to)})
		}
		out = append(out, c)
	}
	return out, nil
}

func rowStamps(v *visit, say memo, r *store.DeskRow, now time.Time) (out []stamp) {
	word := func(state string) string {
		return say.of("s"+state, 0, func() string { return v.msg("room.stamp." + state) })
	}
	if r.Work != news.Settled {
		out = append(out, stamp{string(r.Work), word(string(r.Work))})
	}
	if r.Embargo.After(now) {
		out = append(out, stamp{"embargo", word("embargo")})
	}
	if r.Public != news.Never {
		out = append(out, stamp{string(r.Public), word(string(r.Public))})
	}
	return out
}

// memo says a sentence once that many cards share.
type memo map[string]string

func (m memo) of(kind string, n int, say func() string) string {
	key := kind + strconv.Itoa(n)
	text, ok := m[key]
	if !ok {
		text = say()
		m[key] = text
	}
	return text
}

// initials are a person's first letters, as a card has room for.
func initials(name string) string {
	var out []rune
	for _, w := range strings.Fields(name) {
		if r := []rune(w); len(out) < 2 {
			out = append(out, r[0])
		}
	}
	return strings.ToUpper(string(out))
}

// bulk gives one command on all that were picked (at most 100). Those that it
// does not fit are left, and told.
func (s *Server) bulk(v *visit) error {
	if err := v.parse(); err != nil {
		return err
	}
	form := v.r.PostForm
	next := form.Get("next")
	if auth.SafeNext(next) != next || next == "" {
		next = deskPath
	}
	var ids []news.ArticleID
	for _, t := range form["pick"] {
		if id, ok := articleID(t); ok && len(ids) < 100 {
			ids = append(ids, id)
		}
	}
	what := form.Get("do")
	if len(ids) == 0 {
		return v.leave(next, flash{Code: "bulk_none"})
	}
	done, first := 0, ""
	note := func(err error) error {
		switch {
		case err == nil:
			done++
		case !shownAgain(err) && !news.Is(err, news.NotFound):
			return err
		case first == "":
			first, _ = v.sentence(err)
		}
		return nil
	}
	switch what {
	case "tags":
		paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
		if err != nil {
			return err
		}
		tags, unknown, err := s.readTags(v, paper.Edition.ID, form.Get("bulk.tags"))
		if err != nil {
			return err
		}
		if len(unknown) > 0 || len(tags) == 0 {
			return v.leave(next, flash{Code: "bulk_tags"})
		}
		var work store.BulkWork
		if _, err := s.do(v, newsroom.StartBulk{Edition: paper.Edition.ID, BulkEdit: newsroom.BulkEdit{Articles: ids, AddTags: tags}, Work: &work}); err != nil {
			return err
		}
		_, skipped, err := s.o.Newsroom.Bulk(v.r.Context(), v.who, work.ID)
		if err != nil {
			return err
		}
		done = len(ids) - len(skipped)
	case "section":
		to_, ok := articleID(form.Get("bulk.section"))
		if !ok {
			return v.leave(next, flash{Code: "bulk_none"})
		}
		for _, id := range ids {
			_, err := s.do(v, newsroom.MoveSection{Article: id, To: news.SectionID(to_)})
			if err := note(err); err != nil {
				return err
			}
		}
	case "claim", "release", "submit", "approve", "reopen", "spike", "unspike":
		for _, id := range ids {
			_, err := s.do(v, moves[what](v, id, 0))
			if err := note(err); err != nil {
				return err
			}
		}
	default:
		return news.E(news.Invalid, "do "+strconv.Quote(what)+" to many", nil)
	}
	f := flash{Code: "bulk", Args: map[string]string{"n": strconv.Itoa(done), "all": strconv.Itoa(len(ids)), "problem": first}}
	return v.leave(next, f)
}

func (s *Server) saveView(v *visit) error {
	q, err := url.ParseQuery(v.r.PostFormValue("query"))
	if err != nil {
		q = url.Values{}
	}
	query := readFilter(q).query().Encode()
	err = s.o.Newsroom.SaveView(v.r.Context(), v.who, store.DeskView{Name: v.r.PostFormValue("name"), Query: query})
	if err != nil {
		if !shownAgain(err) {
			return err
		}
		return v.leave(deskPath+"?"+query, flash{Code: "view_wrong"})
	}
	return v.leave(deskPath+"?"+query, flash{Code: "view"})
}

func (s *Server) dropView(v *visit) error {
	if err := s.o.Newsroom.DropView(v.r.Context(), v.who, v.r.PostFormValue("name")); err != nil {
		return err
	}
	return v.leave(deskPath, flash{Code: "view_dropped"})
}

// peek shows the beginning of a text without opening it.
func (s *Server) peek(v *visit) error {
	d, err := s.openArticle(v, "")
	if err != nil {
		return err
	}
	text := strings.TrimSpace(d.Content.Body.Text())
	return s.show(v, http.StatusOK, page{Bare: headlineOf(v, d), Place: "meja", Page: true, Regions: map[string]string{"lapis": "desk_peek"}}, "desk_peek",
		struct {
			*sheet
			Text string
			Lead leadView
		}{d, cut(text, 900), s.leadOf(d, d.Content)})
}

// articleID reads an article's number.
func articleID(text string) (news.ArticleID, bool) {
	var n int64
	if text == "" || len(text) > 18 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return news.ArticleID(n), n > 0
}
