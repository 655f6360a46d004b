package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"warta/internal/news"
)

// open gives the inner database, on SQLite.
func open(t *testing.T) *database {
	t.Helper()
	db, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db.(*database)
}

// scans are the statements that may read a whole table, and why.
var scans = map[string]string{
	"SELECT id, data FROM pub_edition ORDER BY id":                                        "a paper has a handful of editions",
	strings.Join(strings.Fields(string(mostRead)), " "):                                   "the ranking of the last days is one range of hours, for a job every few minutes",
	"SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1":                         "it reads one row, from the end",
	"SELECT article, mark FROM desk_dirty ORDER BY article DESC LIMIT CAST($1 AS BIGINT)": "it reads a few rows, from the end",
}

// Every statement behind a public page, and behind publishing, finds its rows
// through an index and sorts nothing: pages do not slow down as the archive
// grows (architecture.md, invariant 7).
func TestPlans(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	useEverything(t, d)
	seen := 0
	for name, p := range map[string]*pool{"published": d.public, "side": d.sideReader, "writer": d.writer} {
		s, err := p.begin(ctx, "BEGIN")
		if err != nil {
			t.Fatal(err)
		}
		for text := range s.stmts {
			flat := strings.Join(strings.Fields(string(text)), " ")
			if strings.HasPrefix(flat, "INSERT") || scans[flat] != "" {
				continue
			}
			seen++
			for _, step := range explain(t, s, text) {
				if strings.HasPrefix(step, "SCAN") && !constantRows(step) || strings.Contains(step, "TEMP B-TREE") {
					t.Errorf("%s: %s\n\t%s", name, flat, step)
				}
			}
		}
		s.end()
	}
	if seen < 25 {
		t.Errorf("only %d statements were seen: the test shows nothing", seen)
	}
}

// Every statement behind the newsroom's lists, its board, search and history,
// its tasks, what is due and what was noted finds its rows through an index and
// sorts nothing: 100,000 articles are no reason to wait (newsroom.md section 14).
func TestDeskPlans(t *testing.T) {
	d := open(t)
	useTheDesk(t, d)
	s, err := d.writer.begin(t.Context(), "BEGIN")
	if err != nil {
		t.Fatal(err)
	}
	defer s.end()
	seen := 0
	for text := range s.stmts {
		flat := strings.Join(strings.Fields(string(text)), " ")
		if strings.HasPrefix(flat, "INSERT") || scans[flat] != "" {
			continue
		}
		seen++
		for _, step := range explain(t, s, text) {
			// What FTS5 looks up in its own index is shown as a scan of it.
			if strings.HasPrefix(step, "SCAN") && !constantRows(step) && !strings.Contains(step, "VIRTUAL TABLE INDEX") || strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s\n\t%s", flat, step)
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d statements were seen: the test shows nothing", seen)
	}
}

// useTheDesk prepares each statement behind the newsroom's screens once.
func useTheDesk(t *testing.T, d *database) {
	t.Helper()
	ctx := t.Context()
	must(t, d.Write(ctx, func(tx Tx) error {
		e := news.Edition{ID: 1}
		must(t, tx.Editions().Put(ctx, &e))
		a := news.Article{Edition: e.ID, Work: news.Writing, Public: news.Never, Revision: 1}
		must(t, tx.Articles().Create(ctx, &a, &news.Content{Headline: "x", Section: 1}))
		must(t, tx.Articles().AddRevision(ctx, &news.Revision{Article: a.ID, Number: 1, Content: &news.Content{}}))
		note := news.Note{Article: a.ID, Text: "x"}
		must(t, tx.Notes().Add(ctx, &note))
		must(t, tx.Notes().Resolve(ctx, note.ID, time.Now(), "x"))
		task := news.Task{Edition: e.ID, Kind: news.TaskFollowUp, Article: a.ID}
		must(t, tx.Tasks().Add(ctx, &task))
		return tx.Tasks().Close(ctx, task)
	}))
	must(t, d.Write(ctx, func(tx Tx) error {
		desk := tx.Desk()
		for _, q := range []DeskQuery{
			{Groups: [][]Facet{{FacetSection(1)}}},
			{Groups: [][]Facet{{FacetSection(1), FacetTag(2)}, {FacetWork(news.Desk)}}, Since: time.Now()},
			{WentOut: true, Since: time.Now()},
		} {
			q.Edition, q.Limit = 1, 10
			_, err := desk.List(ctx, q)
			must(t, err)
		}
		_, err := desk.Rows(ctx, make([]news.ArticleID, 20))
		must(t, err)
		_, err = desk.Rows(ctx, []news.ArticleID{1})
		must(t, err)
		_, err = desk.Head(ctx, 1)
		must(t, err)
		_, err = desk.Find(ctx, DeskFind{Terms: [][]string{{"x"}}, Groups: [][]Facet{{FacetAll}}, Limit: 10})
		must(t, err)
		marks, err := desk.Dirty(ctx, 10)
		must(t, err)
		must(t, desk.Index(ctx, []DeskDoc{{DeskMark: marks[0]}}))
		_, err = desk.AtAddress(ctx, 1, "/a")
		must(t, err)
		_, err = desk.Views(ctx, 1)
		must(t, err)
		_, err = tx.Articles().Revisions(ctx, 1, 0, 10)
		must(t, err)
		_, err = tx.Articles().Revision(ctx, 1, 1)
		must(t, err)
		_, err = tx.Notes().Of(ctx, 1)
		must(t, err)
		_, err = tx.Tasks().Open(ctx, 1, 0, 10)
		must(t, err)
		_, err = tx.Tasks().Of(ctx, 1)
		must(t, err)
		_, err = tx.Demands().List(ctx, 1, "open", time.Now(), 0, 10)
		must(t, err)
		_, err = tx.Demands().OfArticle(ctx, 1)
		must(t, err)
		_, err = tx.Demands().Overdue(ctx, 10)
		must(t, err)
		w := tx.Workflow()
		_, _ = w.Due(ctx, time.Now()) // nothing is due; the statement is what matters
		_, _ = w.Unsigned(ctx, time.Now())
		_, err = tx.FrontDesk().Due(ctx, 10)
		must(t, err)
		_, err = tx.FrontDesk().Planned(ctx, 1, news.FrontOf{})
		must(t, err)
		_, err = tx.FrontDesk().Revisions(ctx, 1, news.FrontOf{}, 0, 10)
		must(t, err)
		_, err = tx.SettingsLog().List(ctx, 1, 0, 10)
		must(t, err)
		_, err = tx.Names().TagsByPrefix(ctx, 1, "x", 10)
		must(t, err)
		_, err = tx.Names().PeopleByPrefix(ctx, "x", 10)
		must(t, err)
		_, err = tx.Names().TagsAfter(ctx, 1, "x", 0, 10)
		must(t, err)
		_, err = tx.Names().PeopleAfter(ctx, "x", 0, 10)
		must(t, err)
		_, err = tx.Saving().OpenConflicts(ctx, 1)
		must(t, err)
		for _, q := range []AuditQuery{{}, {Subject: "article 1"}, {Actor: "user 1"}, {Command: "publish"}, {Since: time.Now()}} {
			q.Limit = 10
			_, err = tx.Audit().Find(ctx, q)
			must(t, err)
		}
		return nil
	}))
}

// constantRows reports whether a step walks rows that the statement itself
// brings along.
func constantRows(step string) bool {
	return strings.Contains(step, "CONSTANT ROW") || strings.HasSuffix(step, "VALUES CLAUSE") || step == "SCAN q" || step == "SCAN span" || step == "SCAN few"
}

func explain(t *testing.T, s *session, text query) []string {
	t.Helper()
	r, err := s.conn.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+string(text), make([]any, placeholders(text))...)
	if err != nil {
		t.Fatalf("explain %s: %v", text, err)
	}
	defer r.Close()
	var steps []string
	for r.Next() {
		var a, b, c int
		var detail string
		if err := r.Scan(&a, &b, &c, &detail); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, detail)
	}
	return steps
}

// placeholders gives the highest number behind a $.
func placeholders(text query) int {
	n := 0
	for _, after := range strings.Split(string(text), "$")[1:] {
		var i int
		fmt.Sscanf(after, "%d", &i)
		n = max(n, i)
	}
	return n
}

// A list reads one range of its key, whichever list it is.
func TestListPlan(t *testing.T) {
	d := open(t)
	s, err := d.public.begin(t.Context(), "BEGIN")
	if err != nil {
		t.Fatal(err)
	}
	defer s.end()
	want := []string{
		"SEARCH l USING PRIMARY KEY (edition=? AND kind=? AND id=? AND (at,article)<(?,?))",
		"SEARCH c USING INTEGER PRIMARY KEY (rowid=?)",
		"SEARCH m USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN",
		// Whether it answers another article is one look-up for each card.
		"CORRELATED SCALAR SUBQUERY 1",
		"SEARCH answer USING PRIMARY KEY (kind=? AND source=?)",
	}
	if got := explain(t, s, listCards); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got plan\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// useEverything prepares each statement of the readers' side once.
func useEverything(t *testing.T, d *database) {
	t.Helper()
	ctx := t.Context()
	p := &PublishedArticle{ID: 1, Edition: 1, Version: 1, Path: "/a", Listed: true, Sections: []news.SectionID{1},
		Amendments: []news.Amendment{{ID: 1, Kind: news.Ralat, Reply: 2}},
		Content:    news.Content{Section: 1, Tags: []news.TagID{1}, Follows: 3, Lead: &news.LeadMedia{Asset: 1}}}
	must(t, d.Write(ctx, func(tx Tx) error {
		pub := tx.Publishing()
		must(t, pub.PutEdition(ctx, news.Edition{ID: 1}))
		must(t, pub.PutSection(ctx, news.Section{ID: 1, Edition: 1, Slug: "s"}))
		must(t, pub.PutTag(ctx, news.Tag{ID: 1, Edition: 1, Slug: "t"}))
		must(t, pub.PutPerson(ctx, news.Person{ID: 1, Slug: "p"}))
		must(t, pub.PutAsset(ctx, news.Asset{ID: 1, Renditions: []news.Rendition{{Name: "a.webp"}}}))
		must(t, pub.PutTopic(ctx, news.Topic{ID: 1, Edition: 1, Slug: "o"}))
		must(t, pub.PutFront(ctx, news.Front{Edition: 1, Containers: []news.Container{{Cards: []news.FrontCard{{Image: 1}}}}}))
		must(t, pub.PutFront(ctx, news.Front{Edition: 1}))
		must(t, pub.Leave(ctx, 1, "/tag/alt", news.TagID(1)))
		must(t, pub.Leave(ctx, 1, "/tag/alt", news.TopicID(1)))
		must(t, tx.Redirects().Put(ctx, 1, "/old", "/a"))
		_, err := tx.Redirects().List(ctx, 1, "", 10)
		must(t, err)
		must(t, tx.Redirects().Remove(ctx, 1, "/old"))
		_, err = tx.Fronts().At(ctx, 1, news.FrontOf{}, time.Now().Add(time.Hour))
		must(t, err)
		path, err := pub.FreePath(ctx, 1, p.Path, 1)
		must(t, err)
		p.Path = path
		must(t, pub.Show(ctx, p, time.Now()))
		p.Version, p.Content.Tags = 2, nil
		must(t, pub.Show(ctx, p, time.Now().Add(1)))
		must(t, pub.Redirect(ctx, 1, "/b", 1))
		p.Content.Lead = nil
		p.Version = 3
		must(t, pub.Show(ctx, p, time.Now().Add(2)))
		must(t, pub.Redirect(ctx, 1, "/b", 1))
		must(t, pub.Hide(ctx, 1, news.Withdrawal{}))
		must(t, pub.Show(ctx, p, time.Now().Add(2)))
		_, err = tx.Record(ctx, []news.Event{{}}, AuditRow{})
		return err
	}))
	many := make([]news.ArticleID, 20)
	must(t, d.Published().View(ctx, 1, func(v View) error { return viewEverything(ctx, v, many) }))
	_, err := d.Published().Editions(ctx)
	must(t, err)
	_, err = d.Reads().Totals(ctx, many)
	must(t, err)
	_, err = d.Reads().Popular(ctx, time.Now(), 10)
	must(t, err)
}

func viewEverything(ctx context.Context, v View, many []news.ArticleID) error {
	_, err := v.Resolve(ctx, "/a")
	if err == nil {
		_, err = v.Article(ctx, 1)
	}
	if err == nil {
		_, err = v.Cards(ctx, many)
	}
	if err == nil {
		_, err = v.Cards(ctx, many[:1])
	}
	if err == nil {
		_, err = v.List(ctx, ListQuery{List: List{By: "edition"}, Limit: 1})
	}
	if err == nil {
		_, err = v.Count(ctx, List{By: "edition"})
	}
	if err == nil {
		_, err = v.Sections(ctx)
	}
	if err == nil {
		_, err = v.Tag(ctx, "t")
	}
	if err == nil {
		_, err = v.Person(ctx, "p")
	}
	if err == nil {
		_, err = v.Tags(ctx, []news.TagID{1})
	}
	if err == nil {
		_, err = v.People(ctx, []news.PersonID{1})
	}
	if err == nil {
		_, err = v.Assets(ctx, []news.AssetID{1})
	}
	if err == nil {
		_, err = v.List(ctx, ListQuery{List: List{By: "edition"}, Limit: 1, Oldest: true})
	}
	if err == nil {
		_, err = v.Articles(ctx, many)
	}
	if err == nil {
		_, err = v.Articles(ctx, many[:1])
	}
	if err == nil {
		_, err = v.Has(ctx, List{By: "edition"}, make([]time.Time, 3))
	}
	for _, after := range []bool{true, false} {
		if err == nil {
			_, _, err = v.Nearest(ctx, List{By: "edition"}, time.Now(), after)
		}
	}
	if err == nil {
		_, err = v.Months(ctx)
	}
	for _, kind := range []string{"tag", "person", "topic"} {
		if err == nil {
			_, err = v.Lists(ctx, kind, 1, 0, 10)
		}
	}
	if err == nil {
		_, err = v.Register(ctx, RegisterQuery{Limit: 10})
	}
	if err == nil {
		_, err = v.Former(ctx, List{By: "edition"}, 10)
	}
	if err == nil {
		_, err = v.Links(ctx, 1)
	}
	if err == nil {
		_, err = v.Front(ctx, news.FrontOf{})
	}
	if err == nil {
		_, err = v.Rendition(ctx, "a.webp")
	}
	if err == nil {
		_, err = v.Topic(ctx, "o")
	}
	if err == nil {
		_, err = v.Topics(ctx, []news.TopicID{1})
	}
	// There is no notice; the statement is what matters.
	_, _ = v.Withdrawal(ctx, 1)
	return err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
