package storetest

import (
	"slices"
	"strings"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

// deskRows writes articles whose rows the cases below list: one for each
// content, a minute apart.
func (h *house) deskRows(change func(i int, a *news.Article), contents ...news.Content) (ids []news.ArticleID, db store.Database) {
	h.Helper()
	now := morning
	o := h.options
	o.Now = func() time.Time { return now }
	db = Open(h, o)
	for i, c := range contents {
		now = morning.Add(time.Duration(i) * time.Minute)
		a := news.Article{Edition: h.edition, Work: news.Writing, Public: news.Never, Revision: 1, Section: c.Section, Dates: news.Dates{Created: now}}
		if change != nil {
			change(i, &a)
		}
		h.must(db.Write(h.ctx, func(tx store.Tx) error { return tx.Articles().Create(h.ctx, &a, &c) }))
		ids = append(ids, a.ID)
	}
	return ids, db
}

func deskIDs(rows []store.DeskRow) (ids []news.ArticleID) {
	for _, r := range rows {
		ids = append(ids, r.Article)
	}
	return ids
}

// deskLists: a list holds what stands in one of each group, newest change first,
// by keyset, and follows every change.
func deskLists(h *house) {
	contents := make([]news.Content, 12)
	for i := range contents {
		contents[i] = news.Content{Headline: "Berita", Section: news.SectionID(1 + i%2), Tags: []news.TagID{news.TagID(1 + i%3)},
			Byline: []news.Credit{{Person: news.PersonID(1 + i%4)}, {Name: "Rina Tamu"}}, Kind: news.KindNews}
	}
	ids, db := h.deskRows(func(i int, a *news.Article) { a.Creator, a.Assignee = 7, news.UserID(8+i%2) }, contents...)
	list := func(q store.DeskQuery) (out []news.ArticleID) {
		h.Helper()
		q.Edition = h.edition
		h.must(db.Read(h.ctx, func(tx store.Tx) error {
			rows, err := tx.Desk().List(h.ctx, q)
			out = deskIDs(rows)
			return err
		}))
		return out
	}
	want := func(keep func(i int) bool) (out []news.ArticleID) {
		for i := len(ids) - 1; i >= 0; i-- {
			if keep(i) {
				out = append(out, ids[i])
			}
		}
		return out
	}
	one := func(f store.Facet) [][]store.Facet { return [][]store.Facet{{f}} }
	h.same("everything", list(store.DeskQuery{Limit: 100}), want(func(int) bool { return true }))
	for name, c := range map[string]struct {
		groups [][]store.Facet
		keep   func(i int) bool
	}{
		"section":              {one(store.FacetSection(1)), func(i int) bool { return i%2 == 0 }},
		"person":               {one(store.FacetPerson(3)), func(i int) bool { return i%4 == 2 }},
		"name":                 {one(store.FacetName("rina TAMU")), func(int) bool { return true }},
		"tag":                  {one(store.FacetTag(2)), func(i int) bool { return i%3 == 1 }},
		"owner":                {one(store.FacetOwner(7)), func(int) bool { return true }},
		"assignee":             {one(store.FacetAssignee(9)), func(i int) bool { return i%2 == 1 }},
		"kind":                 {one(store.FacetKind(news.KindNews)), func(int) bool { return true }},
		"work":                 {one(store.FacetWork(news.Writing)), func(int) bool { return true }},
		"public":               {one(store.FacetPublic(news.Live)), func(int) bool { return false }},
		"one of two":           {[][]store.Facet{{store.FacetTag(1), store.FacetTag(2)}}, func(i int) bool { return i%3 < 2 }},
		"the same twice":       {[][]store.Facet{{store.FacetTag(1), store.FacetSection(1)}}, func(i int) bool { return i%3 == 0 || i%2 == 0 }},
		"both of two":          {[][]store.Facet{{store.FacetTag(1)}, {store.FacetSection(1)}}, func(i int) bool { return i%6 == 0 }},
		"a name not storable":  {one(store.FacetName("\xff")), func(int) bool { return false }},
		"what nothing is said": {one(store.FacetHas("photo")), func(int) bool { return false }},
	} {
		h.same(name, list(store.DeskQuery{Groups: c.groups, Limit: 100}), want(c.keep))
	}
	h.same("left out", list(store.DeskQuery{Not: []store.Facet{store.FacetTag(1)}, Limit: 100}), want(func(i int) bool { return i%3 != 0 }))
	h.same("kept by the caller", list(store.DeskQuery{Limit: 2, Keep: func(r *store.DeskRow) bool { return r.Assignee == 8 && r.Headline != "" }}),
		want(func(i int) bool { return i%2 == 0 })[:2])
	h.same("since", list(store.DeskQuery{Since: morning.Add(9 * time.Minute), Limit: 100}), want(func(i int) bool { return i >= 9 }))
	h.same("after the third", list(store.DeskQuery{BeforeAt: morning.Add(9 * time.Minute), BeforeID: ids[9], Limit: 2}), []news.ArticleID{ids[8], ids[7]})
	h.same("another edition", list(store.DeskQuery{Groups: one(store.FacetTag(1)), Limit: 0}), none)

	// Whatever is open on an article shows in its row.
	first := ids[0]
	h.must(db.Write(h.ctx, func(tx store.Tx) error {
		h.must(tx.Notes().Add(h.ctx, &news.Note{Article: first, At: morning, By: "user 7", Text: "Cek.", MustFix: true}))
		a, err := tx.Articles().Get(h.ctx, first)
		h.must(err)
		a.Section, a.Work, a.Revision = 2, news.Desk, 2
		h.must(tx.Articles().Save(h.ctx, &a, 1))
		return tx.Tasks().Add(h.ctx, &news.Task{Edition: h.edition, Kind: news.TaskFollowUp, Article: first, OpenedBy: "user 7"})
	}))
	h.same("moved out", list(store.DeskQuery{Groups: one(store.FacetSection(1)), Limit: 100}), want(func(i int) bool { return i%2 == 0 && i > 0 }))
	for _, f := range []store.Facet{store.FacetSection(2), store.FacetWork(news.Desk), store.FacetHas("notes"), store.FacetHas("trouble")} {
		if got := list(store.DeskQuery{Groups: one(f), Limit: 100}); !slices.Contains(got, first) {
			h.Errorf("the list %s lacks what came into it: %v", f, got)
		}
	}
	h.must(db.Read(h.ctx, func(tx store.Tx) error {
		rows, err := tx.Desk().Rows(h.ctx, []news.ArticleID{first, 99999, ids[3]})
		h.must(err)
		h.same("rows asked for", deskIDs(rows), []news.ArticleID{first, ids[3]})
		r := rows[0]
		if r.Notes != 1 || r.MustFix != 1 || r.Tasks != 1 || r.Section != 2 || r.Revision != 2 || !r.Trouble() || !r.In(store.FacetWork(news.Desk)) {
			h.Errorf("row %+v", r)
		}
		c, err := tx.Desk().Head(h.ctx, first)
		h.must(err)
		h.same("the text worked on", c.Headline, "Berita")
		_, err = tx.Desk().Head(h.ctx, 99999)
		h.refused(err, news.NotFound)
		return nil
	}))
	// A spiked article is in no list but that of the spiked.
	h.must(db.Write(h.ctx, func(tx store.Tx) error {
		a, err := tx.Articles().Get(h.ctx, first)
		h.must(err)
		a.Work, a.Revision = news.Spiked, 3
		return tx.Articles().Save(h.ctx, &a, 2)
	}))
	if got := list(store.DeskQuery{Limit: 100}); slices.Contains(got, first) {
		h.Error("a spiked article is listed")
	}
	h.same("spiked", list(store.DeskQuery{Groups: one(store.FacetWork(news.Spiked)), Limit: 100}), []news.ArticleID{first})
}

// deskWentOut: what is live by when it went out, however much changed later.
func deskWentOut(h *house) {
	contents := make([]news.Content, 30)
	for i := range contents {
		contents[i] = news.Content{Headline: "Berita", Section: news.SectionID(1 + i%2)}
	}
	ids, db := h.deskRows(func(i int, a *news.Article) {
		a.Public = news.Live
		a.Dates.FirstPublished = morning.Add(-time.Duration(i+1) * 24 * time.Hour)
		switch i {
		case 0:
			a.Dates.FirstPublished = morning.Add(-time.Minute)
		case 1: // long published, updated just now
			a.Dates.Updated = morning
		case 2: // taken back
			a.Public, a.Dates.FirstPublished = news.Withdrawn, morning
		}
	}, contents...)
	h.must(db.Read(h.ctx, func(tx store.Tx) error {
		list := func(q store.DeskQuery) []news.ArticleID {
			q.Edition, q.WentOut = h.edition, true
			rows, err := tx.Desk().List(h.ctx, q)
			h.must(err)
			return deskIDs(rows)
		}
		hour := morning.Add(-time.Hour)
		h.same("the last hour", list(store.DeskQuery{Since: hour, Limit: 10}), []news.ArticleID{ids[1], ids[0]})
		h.same("of one section", list(store.DeskQuery{Since: hour, Groups: [][]store.Facet{{store.FacetSection(1)}}, Limit: 10}), ids[:1])
		h.same("after the first", list(store.DeskQuery{BeforeAt: morning, BeforeID: ids[1], Limit: 2}), []news.ArticleID{ids[0], ids[3]})
		h.same("all", len(list(store.DeskQuery{Limit: 100})), 29)
		return nil
	}))
}

// deskSearch: documents are indexed once, found by terms and lists, and go.
func deskSearch(h *house) {
	ids, db := h.deskRows(nil, news.Content{Headline: "Satu", Section: 1}, news.Content{Headline: "Dua", Section: 2}, news.Content{Headline: "Tiga", Section: 2})
	find := func(q store.DeskFind) (out []news.ArticleID) {
		h.Helper()
		q.Limit = 10
		h.must(db.Read(h.ctx, func(tx store.Tx) (err error) {
			out, err = tx.Desk().Find(h.ctx, q)
			return err
		}))
		return out
	}
	h.must(db.Write(h.ctx, func(tx store.Tx) error {
		d := tx.Desk()
		marks, err := d.Dirty(h.ctx, 10)
		h.must(err)
		h.same("to index", len(marks), 3)
		var docs []store.DeskDoc
		for i, m := range marks {
			doc := store.DeskDoc{DeskMark: m, Facets: []store.Facet{store.FacetAll, store.FacetSection(news.SectionID(1 + min(1, 2-i)))}}
			doc.Head, doc.Text, doc.Exact = []string{"pasar"}, []string{"kota", []string{"tiga", "dua", "satu"}[i]}, [][]string{{"pasar", "kota"}, {[]string{"tiga", "dua", "satu"}[i]}}
			docs = append(docs, doc)
		}
		h.must(d.Index(h.ctx, docs))
		h.must(d.Index(h.ctx, docs)) // a second node comes late
		marks, err = d.Dirty(h.ctx, 10)
		h.same("nothing left", len(marks), 0)
		return err
	}))
	down := []news.ArticleID{ids[2], ids[1], ids[0]}
	word := func(w string) [][]string { return [][]string{{w}} }
	h.same("all with a word", find(store.DeskFind{Terms: word("pasar")}), down)
	h.same("below a number", find(store.DeskFind{Terms: word("pasar"), Before: ids[2]}), down[1:])
	h.same("one of two words", find(store.DeskFind{Terms: [][]string{{"satu", "dua"}}}), down[1:])
	h.same("without a word", find(store.DeskFind{Terms: word("kota"), Not: word("dua")}), []news.ArticleID{ids[2], ids[0]})
	h.same("words in a row", find(store.DeskFind{Phrases: [][]string{{"pasar", "kota"}}}), down)
	h.same("not across fields", find(store.DeskFind{Phrases: [][]string{{"kota", "dua"}}}), none)
	h.same("without words in a row", find(store.DeskFind{Terms: word("satu"), NotPhrases: [][]string{{"pasar", "kota"}}}), none)
	h.same("in a list", find(store.DeskFind{Terms: word("pasar"), Groups: [][]store.Facet{{store.FacetSection(2)}}}), down[:2])
	h.same("no question", find(store.DeskFind{}), none)

	// What changed is marked again; an index made by other rules is made anew.
	h.must(db.Write(h.ctx, func(tx store.Tx) error {
		return tx.Articles().PutDraft(h.ctx, ids[0], &news.Content{Headline: "Nol"})
	}))
	h.must(db.Write(h.ctx, func(tx store.Tx) error {
		d := tx.Desk()
		marks, err := d.Dirty(h.ctx, 10)
		h.must(err)
		if len(marks) != 1 || marks[0].Article != ids[0] {
			h.Errorf("after a change %v", marks)
		}
		h.must(d.Index(h.ctx, []store.DeskDoc{{DeskMark: marks[0], Gone: true}}))
		h.must(d.Reindex(h.ctx, 77))
		n, err := d.Analyser(h.ctx)
		h.must(err)
		h.same("analyser", n, 77)
		h.must(d.Reindex(h.ctx, 77))
		marks, err = d.Dirty(h.ctx, 10)
		h.same("all marked", len(marks), 3)
		return err
	}))
	h.same("one is gone", find(store.DeskFind{Terms: word("pasar")}), down[:2])
}

func deskViews(h *house) {
	h.show(h.piece(1, "Pasar"))
	h.write(func(tx store.Tx) error {
		d := tx.Desk()
		for _, v := range []store.DeskView{{Name: "Pagi", Query: "a=1"}, {Name: "Malam", Query: "b=2"}, {Name: "Pagi", Query: "c=3"}} {
			h.must(d.PutView(h.ctx, 7, v))
		}
		h.refused(d.PutView(h.ctx, 7, store.DeskView{Name: "\xff"}), news.Invalid)
		got, err := d.Views(h.ctx, 7)
		h.must(err)
		h.same("views", got, []store.DeskView{{Name: "Malam", Query: "b=2"}, {Name: "Pagi", Query: "c=3"}})
		h.must(d.DropView(h.ctx, 7, "Malam"))
		h.refused(d.DropView(h.ctx, 8, "Pagi"), news.NotFound)
		for path, want := range map[string]news.ArticleID{"/2025/03/01/pasar": 1, "/entah": 0, "\xff": 0} {
			id, err := d.AtAddress(h.ctx, h.edition, path)
			h.must(err)
			h.same("at "+path, id, want)
		}
		return nil
	})
}

func notesStay(h *house) {
	id := h.article()
	first := news.Note{Article: id, At: morning, By: "user 7", Author: 7, Name: "Ranita", Text: "Benarkah?", MustFix: true, Anchor: news.Anchor{Block: "a", From: 1, To: 3, Quote: "di"}}
	h.write(func(tx store.Tx) error {
		n := tx.Notes()
		h.must(n.Add(h.ctx, &first))
		h.same("a thread of its own", first.Thread, first.ID)
		answer := news.Note{Article: id, Thread: first.ID, At: morning, By: "user 8", Text: "Ya."}
		h.must(n.Add(h.ctx, &answer))
		h.refused(n.Add(h.ctx, &news.Note{Article: id, Text: "\x00"}), news.Invalid)
		got, err := n.Get(h.ctx, first.ID)
		h.must(err)
		h.same("note", got, first)
		_, err = n.Get(h.ctx, 99)
		h.refused(err, news.NotFound)
		first.Anchor.From = 2
		h.must(n.Anchor(h.ctx, first.ID, first.Anchor))
		// Whichever of its notes is named, the thread ends.
		h.must(n.Resolve(h.ctx, answer.ID, morning.Add(time.Hour), "user 9"))
		first.Resolved, first.ResolvedBy = morning.Add(time.Hour), "user 9"
		of, err := n.Of(h.ctx, id)
		h.must(err)
		h.same("of the article", of, []news.Note{first, answer})
		h.must(n.Resolve(h.ctx, first.ID, time.Time{}, ""))
		got, err = n.Get(h.ctx, first.ID)
		h.must(err)
		h.same("open again", got.Resolved.IsZero(), true)
		h.refused(n.Resolve(h.ctx, 99, morning, "x"), news.NotFound)
		return nil
	})
}

func demandsStay(h *house) {
	h.write(func(tx store.Tx) error {
		d := tx.Demands()
		var all []news.Demand
		for i, due := range []time.Duration{3, 1, 2} {
			x := news.Demand{Edition: h.edition, Article: news.ArticleID(5 + i%2), Kind: "hak_jawab", State: "open", Received: morning,
				Due: tx.Now().Add(time.Duration(due-2) * time.Hour), Who: "Sulastri", Text: "Tidak benar.", Evidence: []string{"a.pdf"}, At: morning}
			h.must(d.Add(h.ctx, &x))
			all = append(all, x)
		}
		got, err := d.Get(h.ctx, all[0].ID)
		h.must(err)
		h.same("demand", got, all[0])
		_, err = d.Get(h.ctx, 99)
		h.refused(err, news.NotFound)
		h.refused(d.Add(h.ctx, &news.Demand{Edition: h.edition, Who: "\xff"}), news.Invalid)
		list, err := d.List(h.ctx, h.edition, "open", time.Time{}, 0, 10)
		h.must(err)
		h.same("by time", list, []news.Demand{all[1], all[2], all[0]})
		list, err = d.List(h.ctx, h.edition, "open", all[1].Due, all[1].ID, 1)
		h.must(err)
		h.same("the next", list, all[2:])
		list, err = d.OfArticle(h.ctx, 5)
		h.must(err)
		h.same("of an article", list, []news.Demand{all[0], all[2]})

		over, err := d.Overdue(h.ctx, 10)
		h.must(err)
		h.same("overdue", over, []news.Demand{all[1], all[2]})
		h.must(d.Flag(h.ctx, all[1].ID, morning))
		steps := []news.DemandStep{{At: morning, By: "user 7", Text: "Surat dikirim."}, {At: morning.Add(time.Hour), By: "user 8", Decision: "refused", Ground: "basi"}}
		h.must(d.Step(h.ctx, all[2].ID, steps[0], "open", all[2].Due))
		h.must(d.Step(h.ctx, all[2].ID, steps[1], "refused", all[2].Due))
		h.refused(d.Step(h.ctx, 99, steps[0], "open", morning), news.NotFound)
		h.refused(d.Step(h.ctx, all[2].ID, news.DemandStep{Text: "\x00"}, "open", morning), news.Invalid)
		got2, err := d.Steps(h.ctx, all[2].ID)
		h.must(err)
		h.same("steps", got2, steps)
		over, err = d.Overdue(h.ctx, 10)
		h.same("none to tell of", len(over), 0)
		return err
	})
}

func frontDesk(h *house) {
	of := news.FrontOf{Section: 4}
	front := func(name string) news.Front {
		return news.Front{Edition: h.edition, Of: of, Containers: []news.Container{{ID: "a", Name: name, Revision: 1, Cards: []news.FrontCard{{Article: 3}}}}}
	}
	h.write(func(tx store.Tx) error {
		f := tx.FrontDesk()
		_, err := f.Draft(h.ctx, h.edition, of)
		h.refused(err, news.NotFound)
		d := news.FrontDraft{Front: front("Satu"), Revision: 1}
		h.must(f.PutDraft(h.ctx, &d, 0))
		h.refused(f.PutDraft(h.ctx, &d, 0), news.Stale)
		d.Front, d.Revision = front("Dua"), 2
		h.must(f.PutDraft(h.ctx, &d, 1))
		h.refused(f.PutDraft(h.ctx, &d, 1), news.Stale)
		got, err := f.Draft(h.ctx, h.edition, of)
		h.must(err)
		h.same("draft", got, d)
		step, err := f.Step(h.ctx, h.edition, of)
		h.must(err)
		h.same("the step before", step, news.FrontDraft{Front: front("Satu"), Revision: 1})
		_, err = f.Step(h.ctx, h.edition, news.FrontOf{})
		h.refused(err, news.NotFound)
		h.must(f.DropStep(h.ctx, h.edition, of, 1))
		_, err = f.Step(h.ctx, h.edition, of)
		h.refused(err, news.NotFound)

		var kept []news.FrontRevision
		for i, name := range []string{"Satu", "Dua", "Tiga"} {
			r := news.FrontRevision{Front: front(name), At: morning.Add(time.Duration(i) * time.Hour), By: "user 7", Reason: name}
			h.must(f.Keep(h.ctx, &r))
			h.same("number", r.Number, i+1)
			kept = append(kept, r)
		}
		lines, err := f.Revisions(h.ctx, h.edition, of, 3, 1)
		h.must(err)
		if len(lines) != 1 || lines[0].Number != 2 || lines[0].Reason != "Dua" || len(lines[0].Front.Containers) != 0 {
			h.Errorf("below the third: %+v", lines)
		}
		r, err := f.Revision(h.ctx, h.edition, of, 1)
		h.must(err)
		h.same("the first", r, kept[0])
		_, err = f.Revision(h.ctx, h.edition, of, 9)
		h.refused(err, news.NotFound)
		r, err = f.AsOf(h.ctx, h.edition, of, morning.Add(90*time.Minute))
		h.must(err)
		h.same("as of then", r, kept[1])
		_, err = f.AsOf(h.ctx, h.edition, of, morning.Add(-time.Second))
		h.refused(err, news.NotFound)

		var planned []news.FrontChange
		for _, in := range []time.Duration{time.Hour, -time.Hour} {
			c := news.FrontChange{Front: front("Nanti"), Due: tx.Now().Add(in), State: news.FrontWaiting, By: "user 7"}
			h.must(f.Plan(h.ctx, &c))
			planned = append(planned, c)
		}
		due, err := f.Due(h.ctx, 10)
		h.must(err)
		h.same("due", due, planned[1:])
		h.must(f.Settle(h.ctx, planned[1].ID, news.FrontDone, time.Second))
		h.refused(f.Settle(h.ctx, planned[1].ID, news.FrontCancelled, 0), news.Stale)
		c, err := f.Change(h.ctx, planned[1].ID)
		h.must(err)
		if c.State != news.FrontDone || c.Late != time.Second {
			h.Errorf("settled: %+v", c)
		}
		_, err = f.Change(h.ctx, 99)
		h.refused(err, news.NotFound)
		waits, err := f.Planned(h.ctx, h.edition, of)
		h.must(err)
		if !slices.ContainsFunc(waits, func(c news.FrontChange) bool { return c.ID == planned[0].ID }) {
			h.Errorf("planned: %+v", waits)
		}
		return nil
	})
}

func settingsHistory(h *house) {
	h.write(func(tx store.Tx) error {
		s := tx.SettingsLog()
		n, err := s.Head(h.ctx, h.edition)
		h.must(err)
		h.same("none", n, 0)
		var all []store.SettingsRevision
		for i, name := range []string{"Satu", "Dua", "Tiga"} {
			r := store.SettingsRevision{At: morning, By: "user 7", Changed: []string{"name"}, Edition: news.Edition{ID: h.edition, Settings: news.Settings{Name: name}}}
			h.must(s.Add(h.ctx, &r))
			h.same("number", r.Number, i+1)
			all = append(all, r)
		}
		h.refused(s.Add(h.ctx, &store.SettingsRevision{By: "\x00", Edition: news.Edition{ID: h.edition}}), news.Invalid)
		got, err := s.Get(h.ctx, h.edition, 2)
		h.must(err)
		h.same("the second", got, all[1])
		_, err = s.Get(h.ctx, h.edition, 9)
		h.refused(err, news.NotFound)
		lines, err := s.List(h.ctx, h.edition, 3, 1)
		h.must(err)
		if len(lines) != 1 || lines[0].Number != 2 || lines[0].Edition.Settings.Name != "" {
			h.Errorf("below the third: %+v", lines)
		}
		n, err = s.Head(h.ctx, h.edition)
		h.same("newest", n, 3)
		return err
	})
}

func bulkGoesOn(h *house) {
	h.write(func(tx store.Tx) error {
		w := store.BulkWork{Edition: h.edition, At: morning, By: "user 7", Total: 9, Data: `{"articles":[1]}`}
		h.must(tx.Bulk().Start(h.ctx, &w))
		h.must(tx.Bulk().Advance(h.ctx, w.ID, 0, 5))
		h.refused(tx.Bulk().Advance(h.ctx, w.ID, 0, 5), news.Stale)
		w.Done = 5
		got, err := tx.Bulk().Get(h.ctx, w.ID)
		h.must(err)
		h.same("work", got, w)
		_, err = tx.Bulk().Get(h.ctx, 99)
		h.refused(err, news.NotFound)
		return nil
	})
}

func namesAndMerges(h *house) {
	city := h.section(0, "Kota")
	h.write(func(tx store.Tx) error {
		var tags []news.Tag
		for i, name := range []string{"Banjir", "banjir bandang", "Pasar", "Banjar"} {
			g := news.Tag{Edition: h.edition, Name: name, Slug: news.Slug(name), Type: news.TagSubject}
			switch i {
			case 2:
				g.Aliases = []string{"Bandar"}
			case 3:
				g.MergedInto = 1
			}
			h.must(tx.Taxonomy().PutTag(h.ctx, &g))
			tags = append(tags, g)
		}
		var people []news.Person
		for _, name := range []string{"Ranita", "Rahmat", "Zainal"} {
			p := news.Person{Name: name, Slug: news.Slug(name)}
			h.must(tx.People().Put(h.ctx, &p))
			people = append(people, p)
		}
		n := tx.Names()
		tagNames := func(list []news.Tag, err error) (out []string) {
			h.must(err)
			for _, g := range list {
				out = append(out, g.Name)
			}
			return out
		}
		personNames := func(list []news.Person, err error) (out []string) {
			h.must(err)
			for _, p := range list {
				out = append(out, p.Name)
			}
			return out
		}
		h.same("tags by beginning", tagNames(n.TagsByPrefix(h.ctx, h.edition, "BAN", 10)), []string{"Banjir", "banjir bandang", "Pasar"})
		h.same("two of them", tagNames(n.TagsByPrefix(h.ctx, h.edition, "ban", 2)), []string{"Banjir", "banjir bandang"})
		h.same("not storable", tagNames(n.TagsByPrefix(h.ctx, h.edition, "\xff", 10)), []string(nil))
		h.same("tags by name", tagNames(n.TagsAfter(h.ctx, h.edition, "Banjir", tags[0].ID, 2)), []string{"banjir bandang", "Pasar"})
		h.same("people by beginning", personNames(n.PeopleByPrefix(h.ctx, "ra", 10)), []string{"Rahmat", "Ranita"})
		h.same("people by name", personNames(n.PeopleAfter(h.ctx, "Rahmat", people[1].ID, 10)), []string{"Ranita", "Zainal"})

		_, err := n.Last(h.ctx, "tag", int64(tags[3].ID))
		h.refused(err, news.NotFound)
		m := store.Merge{Kind: "tag", Edition: h.edition, Source: int64(tags[3].ID), Target: int64(tags[0].ID), At: morning, By: "user 7"}
		h.must(n.Merge(h.ctx, &m))
		h.must(n.Remember(h.ctx, m.ID, 5, 3, 3))
		for _, want := range [][]news.ArticleID{{3}, {5}, nil} {
			ids, err := n.Recall(h.ctx, m.ID, 1)
			h.must(err)
			h.same("recalled one by one", ids, want)
		}
		h.must(n.Undo(h.ctx, m.ID, morning.Add(time.Hour)))
		m.Undone = morning.Add(time.Hour)
		got, err := n.Last(h.ctx, "tag", m.Source)
		h.must(err)
		h.same("merge", got, m)
		return nil
	})
	p := h.piece(1, "Pasar")
	p.Content.Section, p.Sections = city.ID, []news.SectionID{city.ID}
	h.show(p)
	q := h.piece(2, "Kota")
	q.Content.Section, q.Sections = city.ID, []news.SectionID{city.ID}
	h.show(q)
	h.write(func(tx store.Tx) error {
		n := tx.Names()
		ids, err := n.Listed(h.ctx, h.edition, "section", int64(city.ID), 1, 10)
		h.must(err)
		h.same("listed after the first", ids, []news.ArticleID{2})
		count, err := n.CountListed(h.ctx, h.edition, "section", int64(city.ID))
		h.must(err)
		h.same("how many", count, int64(2))
		_, err = n.Listed(h.ctx, h.edition, "entah", 1, 0, 10)
		if err == nil {
			h.Error("a list of no kind was given")
		}
		i, err := n.LiveAt(h.ctx, 1, morning.Add(time.Hour))
		h.must(err)
		h.same("live then", i.Version, p.Version)
		_, err = n.LiveAt(h.ctx, 1, morning.Add(-time.Hour))
		h.refused(err, news.NotFound)
		return nil
	})
	other := h.section(0, "Daerah")
	h.write(func(tx store.Tx) error {
		h.must(tx.Names().Follow(h.ctx, city.ID, other.ID))
		return tx.Names().Unlist(h.ctx, city.ID)
	})
	h.view(func(v store.View) error {
		sections, err := v.Sections(h.ctx)
		h.must(err)
		if len(sections) != 1 || sections[0].ID != other.ID {
			h.Errorf("readers have the sections %+v", sections)
		}
		return nil
	})
	h.write(func(tx store.Tx) error {
		h.must(tx.Names().Unlist(h.ctx, news.TagID(1)))
		h.must(tx.Names().Unlist(h.ctx, news.PersonID(1)))
		if err := tx.Names().Unlist(h.ctx, "kota"); err == nil {
			h.Error("something without a page was unlisted")
		}
		return nil
	})
}

// redactionReaches: words vanish from every text and word kept of an article,
// and what stood there can be proven.
func redactionReaches(h *house) {
	const secret = "Bunga"
	text := func(s string) news.Content {
		return news.Content{Headline: s, Body: body.Doc{Version: body.SchemaVersion, Blocks: []body.Block{&body.Paragraph{Node: body.Node{ID: "000000000001"}, Text: body.Text(s + " bersaksi.")}}}}
	}
	id := h.article()
	h.write(func(tx store.Tx) error {
		c := text(secret)
		a := tx.Articles()
		h.must(a.PutDraft(h.ctx, id, &c))
		v := news.Version{Article: id, Revision: 1, Content: c, FrozenAt: morning}
		h.must(a.AddVersion(h.ctx, &v))
		for n := 2; n < 5; n++ {
			c.Kicker = strings.Repeat("x", n)
			h.must(a.AddRevision(h.ctx, &news.Revision{Article: id, Number: n, Kind: news.RevisionManual, At: morning, Content: &c}))
		}
		h.must(tx.Tasks().Add(h.ctx, &news.Task{Edition: h.edition, Kind: news.TaskFollowUp, Article: id, Note: "Tanya " + secret, OpenedBy: "user 7"}))
		return tx.Notes().Add(h.ctx, &news.Note{Article: id, At: morning, By: "user 7", Text: secret + " kelas 3"})
	})
	holds := func(s string) bool { return strings.Contains(s, secret) }
	h.write(func(tx store.Tx) error {
		r := tx.Redaction()
		where, err := r.Places(h.ctx, id, holds)
		h.must(err)
		if len(where) < 7 {
			h.Errorf("before: %v", where)
		}
		places, err := r.Contents(h.ctx, id, "child", "user 9", func(c *news.Content) bool {
			if c.Headline != secret {
				return false
			}
			n := text("Korban")
			n.Kicker = c.Kicker
			*c = n
			return true
		})
		h.must(err)
		h.same("texts", len(places), 5)
		words, err := r.Words(h.ctx, id, "child", "user 9", func(s string) string { return strings.ReplaceAll(s, secret, "korban") })
		h.must(err)
		h.same("words", len(words), 2)
		stones, err := r.Tombstones(h.ctx, id)
		h.must(err)
		h.same("tombstones", len(stones), 7)
		for _, s := range stones {
			if len(s.Hash) != 64 || s.Ground != "child" || s.By != "user 9" {
				h.Errorf("tombstone %+v", s)
			}
		}
		return nil
	})
	h.read(func(tx store.Tx) error {
		where, err := tx.Redaction().Places(h.ctx, id, holds)
		h.must(err)
		h.same("after", where, []string(nil))
		for n := 2; n < 5; n++ {
			r, err := tx.Articles().Revision(h.ctx, id, n)
			h.must(err)
			if r.Content.Headline != "Korban" || len(r.Content.Kicker) != n {
				h.Errorf("revision %d is %+v", n, r.Content)
			}
		}
		return nil
	})
	// An address that tells goes, and nobody learns where it led.
	p := h.piece(id, "Bunga Bersaksi")
	h.show(p)
	h.write(func(tx store.Tx) error {
		gone, err := tx.Redaction().Addresses(h.ctx, h.edition, id, func(path string) bool { return strings.Contains(path, "bunga") })
		h.must(err)
		h.same("addresses", gone, []string{p.Path})
		return nil
	})
	if a, kind := h.resolve(p.Path); kind != news.Gone && a.Kind != store.AddressGone {
		h.Errorf("the address still leads to %+v", a)
	}
}

func factsAndTrim(h *house) {
	h.article()
	for range 3 {
		h.write(func(tx store.Tx) error {
			_, err := tx.Record(h.ctx, []news.Event{{Edition: h.edition, Kind: news.EventUpdated}}, store.AuditRow{Actor: "user 7", Command: "x", Subject: "y"})
			return err
		})
	}
	h.write(func(tx store.Tx) error {
		f, err := tx.Ops().Facts(h.ctx)
		h.must(err)
		if f.Schema < 13 || f.Counts["articles"] != 1 || f.Events != 3 || f.Oldest.IsZero() || f.Dirty != 1 || f.Head.Number != 3 || f.LateDemands != 0 {
			h.Errorf("facts %+v", f)
		}
		n, err := tx.Ops().Trim(h.ctx, tx.Now().Add(time.Hour), 10)
		h.must(err)
		h.same("trimmed, but for the newest", n, int64(2))
		n, err = tx.Ops().Trim(h.ctx, tx.Now().Add(time.Hour), 10)
		h.same("nothing more", n, int64(0))
		return err
	})
}

func auditQueries(h *house) {
	for i := range 6 {
		h.write(func(tx store.Tx) error {
			_, err := tx.Record(h.ctx, nil, store.AuditRow{Actor: []string{"user 1", "user 2"}[i%2], Command: []string{"publish", "spike", "lift"}[i%3],
				Subject: "article 5", Reason: "sebab", Changes: []store.Change{{Field: "a", From: "1", To: "2"}}})
			return err
		})
	}
	h.read(func(tx store.Tx) error {
		a := tx.Audit()
		numbers := func(q store.AuditQuery) (out []int64) {
			rows, err := a.Find(h.ctx, q)
			h.must(err)
			for _, r := range rows {
				out = append(out, r.Number)
				h.same("words of it", r.Changes, []store.Change{{Field: "a", From: "1", To: "2"}})
			}
			return out
		}
		h.same("newest first", numbers(store.AuditQuery{Limit: 2}), []int64{6, 5})
		h.same("below", numbers(store.AuditQuery{Before: 3, Limit: 9}), []int64{2, 1})
		h.same("by actor", numbers(store.AuditQuery{Actor: "user 2", Limit: 9}), []int64{6, 4, 2})
		h.same("by command", numbers(store.AuditQuery{Command: "spike", Limit: 9}), []int64{5, 2})
		h.same("by subject", numbers(store.AuditQuery{Subject: "article 5", Limit: 1}), []int64{6})
		h.same("by subject and actor", numbers(store.AuditQuery{Subject: "article 5", Actor: "user 1", Limit: 9}), []int64{5, 3, 1})
		h.same("later", numbers(store.AuditQuery{Since: tx.Now().Add(time.Hour), Limit: 9}), []int64(nil))
		h.same("until then", len(numbers(store.AuditQuery{Until: tx.Now().Add(time.Hour), Limit: 9})), 6)
		head, err := a.Head(h.ctx)
		h.must(err)
		h.same("head", head.Number, int64(6))
		v, err := a.Verify(h.ctx, []store.AuditHead{head})
		h.must(err)
		if v.Why != "" {
			h.Errorf("a sound chain: %+v", v)
		}
		head.Hash = strings.Repeat("0", 64)
		if v, err = a.Verify(h.ctx, []store.AuditHead{head}); err != nil || v.Why == "" {
			h.Errorf("a chain that lacks a kept head: %+v, %v", v, err)
		}
		return nil
	})
}
