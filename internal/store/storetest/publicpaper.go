package storetest

import (
	"errors"
	"slices"
	"time"

	"warta/internal/body"
	"warta/internal/news"
	"warta/internal/store"
)

func topics(h *house) {
	o := news.Topic{Edition: h.edition, Name: "Banjir Besar", Slug: "banjir", Summary: "Satu.\n\nDua.", Lead: 4}
	h.write(func(tx store.Tx) error {
		tax := tx.Taxonomy()
		h.must(tax.PutTopic(h.ctx, &o))
		h.refused(tax.PutTopic(h.ctx, &news.Topic{Edition: h.edition, Name: "Lain", Slug: "banjir"}), news.Conflict)
		h.refused(tax.PutTopic(h.ctx, &news.Topic{Edition: h.edition, Name: "a\x00", Slug: "x"}), news.Invalid)
		found, err := tax.FindTopic(h.ctx, h.edition, "BANJIR besar ")
		h.must(err)
		h.same("found", found, o)
		_, err = tax.FindTopic(h.ctx, h.edition, "Banjir")
		h.refused(err, news.NotFound)
		list, err := tax.Topics(h.ctx, []news.TopicID{o.ID, 99})
		h.must(err)
		h.same("topics", list, []news.Topic{o})
		shown, err := tx.Publishing().Shown(h.ctx, o.ID)
		h.must(err)
		h.same("shown before", shown, false)
		return nil
	})
	p := h.piece(1, "Satu")
	p.Content.Topic = o.ID
	h.show(p)
	h.view(func(v store.View) error {
		_, err := v.Topic(h.ctx, "banjir")
		h.refused(err, news.NotFound)
		_, err = v.Topic(h.ctx, "\xff")
		h.refused(err, news.NotFound)
		return nil
	})
	h.write(func(tx store.Tx) error { return tx.Publishing().PutTopic(h.ctx, o) })
	h.view(func(v store.View) error {
		got, err := v.Topic(h.ctx, "banjir")
		h.must(err)
		h.same("topic", got, o)
		by, err := v.Topics(h.ctx, []news.TopicID{o.ID, 99})
		h.must(err)
		h.same("by number", by, map[news.TopicID]news.Topic{o.ID: o})
		entries, err := v.Lists(h.ctx, "topic", 1, 0, 10)
		h.must(err)
		h.same("lists", entries, []store.ListEntry{{ID: int64(o.ID), Name: o.Name, Slug: o.Slug, Count: 1, Newest: p.Dates.Display}})
		return nil
	})
	h.same("list", h.listed(store.List{By: "topic", ID: int64(o.ID)}), []news.ArticleID{1})
	p.Content.Topic = 0
	h.show(p)
	h.same("left", len(h.listed(store.List{By: "topic", ID: int64(o.ID)})), 0)
}

func frontsInTime(h *house) {
	clock := &Clock{At: morning}
	h.options.Now = clock.Now
	db := Open(h, h.options)
	of := news.FrontOf{Section: 3}
	front := func(name string) news.Front {
		return news.Front{Edition: h.edition, Of: of, Containers: []news.Container{{Name: name, Capacity: 3}}}
	}
	for i, name := range []string{"pagi", "siang", "malam"} {
		clock.At = morning.Add(time.Duration(i) * time.Hour)
		f := front(name)
		h.must(db.Write(h.ctx, func(tx store.Tx) error {
			h.must(tx.Fronts().Put(h.ctx, &f))
			return tx.Publishing().PutFront(h.ctx, f)
		}))
	}
	h.read(func(tx store.Tx) error {
		f, err := tx.Fronts().Get(h.ctx, h.edition, of)
		h.must(err)
		h.same("now", f, front("malam"))
		_, err = tx.Fronts().Get(h.ctx, h.edition, news.FrontOf{})
		h.refused(err, news.NotFound)
		for after, want := range map[time.Duration]string{0: "pagi", 59 * time.Minute: "pagi", time.Hour: "siang", 9 * time.Hour: "malam"} {
			f, err := tx.Fronts().At(h.ctx, h.edition, of, morning.Add(after))
			h.must(err)
			h.same("after "+after.String(), f, front(want))
		}
		_, err = tx.Fronts().At(h.ctx, h.edition, of, morning.Add(-1))
		h.refused(err, news.NotFound)
		return nil
	})
	h.view(func(v store.View) error {
		f, err := v.Front(h.ctx, of)
		h.must(err)
		h.same("readers", f, front("malam"))
		_, err = v.Front(h.ctx, news.FrontOf{})
		h.refused(err, news.NotFound)
		return nil
	})
}

func operatorRedirects(h *house) {
	h.show(h.piece(1, "Satu"))
	live := "/2025/03/01/satu"
	put := func(from, to string) (err error) {
		_ = h.db.Write(h.ctx, func(tx store.Tx) error {
			err = tx.Redirects().Put(h.ctx, h.edition, from, to)
			return err
		})
		return err
	}
	leads := func(from, to string) {
		h.Helper()
		a, kind := h.resolve(from)
		if a.Kind != store.AddressRedirect || a.To != to {
			h.Errorf("%s leads to %+v (%v), want %s", from, a, kind, to)
		}
	}
	h.must(put("/b", "/c"))
	h.must(put("/a", "/b")) // behind a redirect
	leads("/a", "/c")
	h.must(put("/c", "/d")) // before one
	leads("/a", "/d")
	leads("/b", "/d")
	h.must(put("/?p=12", live))
	leads("/?p=12", live)
	h.must(put("/luar", "https://lain.example/x?y=1#z"))
	leads("/luar", "https://lain.example/x?y=1#z")
	for _, c := range []struct{ from, to string }{{"/d", "/a"}, {"/d", "/b"}, {"/e", "/e"}} {
		err := put(c.from, c.to)
		h.refused(err, news.Invalid)
		if e := (*news.Error)(nil); errors.As(err, &e) && e.Code != "loop" {
			h.Errorf("%s to %s: code %q, want loop", c.from, c.to, e.Code)
		}
	}
	h.refused(put(live, "/d"), news.Conflict)
	for _, c := range []struct{ from, to string }{
		{"", "/x"}, {"/", "/x"}, {"x", "/x"}, {"//evil.example", "/x"}, {`/\evil.example`, "/x"}, {"/-/media/x", "/x"}, {"/a#b", "/x"}, {"/a\x00", "/x"},
		{"/x", ""}, {"/x", "x"}, {"/x", "//evil.example"}, {"/x", `/\evil.example`}, {"/x", "javascript:alert(1)"}, {"/x", "ftp://a/b"}, {"/x", "https://"},
		{"/x", "/a b"}, {"/x", "/a\r\nSet-Cookie: a=b"}, {"/x", "https://u:p@a.example/"},
	} {
		h.refused(put(c.from, c.to), news.Invalid)
	}
	var from []string
	h.read(func(tx store.Tx) error {
		for after := ""; ; {
			list, err := tx.Redirects().List(h.ctx, h.edition, after, 2)
			h.must(err)
			for _, r := range list {
				from, after = append(from, r.From), r.From
			}
			if len(list) < 2 {
				return nil
			}
		}
	})
	slices.Sort(from)
	h.same("list", from, []string{"/?p=12", "/a", "/b", "/c", "/luar"})

	// The target moves, and goes.
	p := h.piece(1, "Satu")
	p.Path, p.Version = "/2025/03/01/satu-baru", 12
	h.show(p)
	leads("/?p=12", p.Path)
	leads(live, p.Path)
	h.write(func(tx store.Tx) error { return tx.Publishing().Hide(h.ctx, 1, news.Withdrawal{At: morning}) })
	a, _ := h.resolve("/?p=12")
	h.same("gone", a, store.Address{Kind: store.AddressGone, Article: 1})

	// What is published at such an address has it, and no new article takes it.
	h.write(func(tx store.Tx) error {
		path, err := tx.Publishing().FreePath(h.ctx, h.edition, "/a", 2)
		h.must(err)
		h.same("free", path, "/a-2")
		q := h.piece(2, "Dua")
		q.Path = "/a"
		return tx.Publishing().Show(h.ctx, q, morning)
	})
	a, _ = h.resolve("/a")
	h.same("taken", a, store.Address{Kind: store.AddressArticle, Article: 2})
	h.write(func(tx store.Tx) error {
		h.must(tx.Redirects().Remove(h.ctx, h.edition, "/b"))
		h.refused(tx.Redirects().Remove(h.ctx, h.edition, "/b"), news.NotFound)
		return nil
	})
	_, kind := h.resolve("/b")
	h.same("removed", kind, news.NotFound)
}

func formerSlugs(h *house) {
	h.show(h.piece(1, "Satu"))
	h.write(func(tx store.Tx) error {
		pub := tx.Publishing()
		h.must(pub.PutTag(h.ctx, news.Tag{ID: 1, Edition: h.edition, Slug: "baru"}))
		h.must(pub.PutTag(h.ctx, news.Tag{ID: 2, Edition: h.edition, Slug: "lain"}))
		h.must(pub.PutPerson(h.ctx, news.Person{ID: 1, Slug: "orang"}))
		h.must(pub.PutTopic(h.ctx, news.Topic{ID: 1, Edition: h.edition, Slug: "kisah"}))
		h.must(pub.Leave(h.ctx, h.edition, "/tag/lama", news.TagID(1)))
		h.must(pub.Leave(h.ctx, h.edition, "/tag/lama", news.TagID(1)))
		h.must(pub.Leave(h.ctx, h.edition, "/penulis/x", news.PersonID(1)))
		h.must(pub.Leave(h.ctx, h.edition, "/topik/x", news.TopicID(1)))
		h.must(pub.Leave(h.ctx, h.edition, "/tag/kosong", news.TagID(9)))
		h.refused(pub.Leave(h.ctx, h.edition, "/2025/03/01/satu", news.TagID(1)), news.Conflict)
		h.refused(pub.Leave(h.ctx, h.edition, "/x", 7), news.Internal)
		return tx.Redirects().Put(h.ctx, h.edition, "/tagar", "/tag/lama")
	})
	for path, want := range map[string]store.Address{
		"/tag/lama":  {Kind: store.AddressTag, Slug: "baru"},
		"/penulis/x": {Kind: store.AddressPerson, Slug: "orang"},
		"/topik/x":   {Kind: store.AddressTopic, Slug: "kisah"},
		"/tagar":     {Kind: store.AddressTag, Slug: "baru"},
	} {
		got, _ := h.resolve(path)
		h.same(path, got, want)
	}
	_, kind := h.resolve("/tag/kosong")
	h.same("of what is not shown", kind, news.NotFound)
	h.write(func(tx store.Tx) error { return tx.Publishing().Leave(h.ctx, h.edition, "/tag/lama", news.TagID(2)) })
	got, _ := h.resolve("/tag/lama")
	h.same("the last that had it", got, store.Address{Kind: store.AddressTag, Slug: "lain"})
}

func registers(h *house) {
	at := func(n int) time.Time { return morning.Add(time.Duration(n) * time.Hour) }
	reply := h.show(h.piece(9, "Jawaban"))
	p := h.piece(1, "Satu")
	p.Amendments = []news.Amendment{
		{ID: 1, Article: 1, Kind: news.Ralat, Note: "Nama anak", At: at(1)},
		{ID: 2, Article: 1, Kind: news.HakJawab, Note: "Jawaban", At: at(2), Reply: 9},
	}
	h.show(p)
	p.Content.Headline, p.Version = "Satu Benar", 12
	h.show(p) // no line twice
	q := h.show(h.piece(2, "Dua"))
	hide := func(id news.ArticleID, g news.Ground, headline string, n int) {
		h.write(func(tx store.Tx) error {
			return tx.Publishing().Hide(h.ctx, id, news.Withdrawal{Ground: g, Headline: headline, Reason: "Alasan", At: at(n)})
		})
	}
	read := func(q store.RegisterQuery) (out []store.RegisterEntry) {
		h.view(func(v store.View) (err error) {
			out, err = v.Register(h.ctx, q)
			return err
		})
		return out
	}
	lines := read(store.RegisterQuery{Limit: 10})
	h.same("lines", lines, []store.RegisterEntry{
		{ID: 2, At: at(2), Kind: "hak_jawab", Article: 1, Path: p.Path, Headline: "Satu Benar", Note: "Jawaban", Reply: reply.ID, ReplyPath: reply.Path, ReplyHeadline: "Jawaban"},
		{ID: 1, At: at(1), Kind: "ralat", Article: 1, Path: p.Path, Headline: "Satu Benar", Note: "Nama anak"},
	})
	hide(1, news.GroundChild, "", 3)
	hide(2, news.GroundCourt, "Dua", 3)
	hide(9, news.GroundCourt, "Jawaban", 4)
	h.show(q)
	kinds := func(q store.RegisterQuery) (out []store.RegisterKind) {
		for _, e := range read(q) {
			out = append(out, e.Kind)
		}
		return out
	}
	lines = read(store.RegisterQuery{Limit: 10, Kinds: []store.RegisterKind{"withdrawn", "reinstated"}})
	if len(lines) != 4 {
		h.Fatalf("withdrawals and returns: %+v", lines)
	}
	for _, e := range lines {
		if e.Article == 1 && (e.Headline != "" || !e.Gone || e.Note != "Alasan" || e.Ground != news.GroundChild || e.Path != p.Path) {
			h.Errorf("a child's withdrawal: %+v", e)
		}
		if e.Article == 2 && (e.Gone || e.Headline != "Dua") {
			h.Errorf("an article that is back: %+v", e)
		}
	}
	for _, e := range read(store.RegisterQuery{Limit: 10, Kinds: []store.RegisterKind{"ralat", "hak_jawab"}}) {
		if e.Note != "" || e.Headline != "" || !e.Gone || e.ReplyPath != "" {
			h.Errorf("an amendment of what hides its headline: %+v", e)
		}
	}
	// A keyset over all kinds reads every line once.
	var seen []int64
	q2 := store.RegisterQuery{Limit: 2}
	for {
		page := read(q2)
		for _, e := range page {
			seen = append(seen, e.ID)
			q2.BeforeAt, q2.BeforeID = e.At, e.ID
		}
		if len(page) < 2 {
			break
		}
	}
	sorted := slices.Compact(slices.Sorted(slices.Values(seen)))
	h.same("every line once", len(sorted), 6)
	h.same("since", kinds(store.RegisterQuery{Limit: 10, Since: at(4)}), []store.RegisterKind{"withdrawn"})
	h.same("before", kinds(store.RegisterQuery{Limit: 10, BeforeAt: at(1)}), []store.RegisterKind{"reinstated"})
	h.same("limit", len(read(store.RegisterQuery{})), 0)

	former := func(l store.List) (out []store.FormerEntry) {
		h.view(func(v store.View) (err error) {
			out, err = v.Former(h.ctx, l, 10)
			return err
		})
		return out
	}
	h.same("former", former(store.List{By: "edition"}), []store.FormerEntry{{Article: 9, Path: reply.Path, At: at(4)}, {Article: 1, Path: p.Path, At: at(3)}})
	h.same("former of none", len(former(store.List{By: "tag", ID: 5})), 0)
	h.show(p)
	h.same("former again", len(former(store.List{By: "edition"})), 1)
	h.sound()
}

func links(h *house) {
	report, answer, follow := h.piece(1, "Laporan"), h.piece(2, "Jawaban"), h.piece(3, "Lanjutan")
	report.Amendments = []news.Amendment{{ID: 1, Kind: news.HakJawab, At: morning, Reply: 2}}
	follow.Content.Follows = 1
	of := func(id news.ArticleID) (out []store.ArticleLink) {
		h.view(func(v store.View) (err error) {
			out, err = v.Links(h.ctx, id)
			return err
		})
		for i := range out {
			out[i].Other = store.Card{ID: out[i].Other.ID, Headline: out[i].Other.Headline}
		}
		return out
	}
	h.show(report)
	h.same("before the others are live", len(of(1)), 0)
	h.show(answer)
	h.show(follow)
	h.same("report", of(1), []store.ArticleLink{
		{Kind: "reply", From: 2, To: 1, Other: store.Card{ID: 2, Headline: "Jawaban"}},
		{Kind: "follow", From: 3, To: 1, Other: store.Card{ID: 3, Headline: "Lanjutan"}}})
	h.same("answer", of(2), []store.ArticleLink{{Kind: "reply", From: 2, To: 1, Other: store.Card{ID: 1, Headline: "Laporan"}}})
	h.write(func(tx store.Tx) error {
		ends, err := tx.Publishing().Linked(h.ctx, 1)
		slices.Sort(ends)
		h.same("ends", ends, []news.ArticleID{2, 3})
		h.must(err)
		return tx.Publishing().Hide(h.ctx, 2, news.Withdrawal{At: morning})
	})
	h.same("without the withdrawn", len(of(1)), 1)
	h.same("of the withdrawn", len(of(2)), 0)
	follow.Content.Follows, follow.Version = 0, 32
	h.show(follow)
	h.same("cut", len(of(1)), 0)
	h.show(answer)
	h.same("back", len(of(1)), 1)
}

func archiveTimes(h *house) {
	day := func(d, hour int) time.Time { return time.Date(2025, 1, d, hour, 0, 0, 0, time.UTC) }
	times := map[news.ArticleID]time.Time{1: day(1, 0), 2: day(1, 23), 3: day(3, 0), 4: day(31, 23), 5: day(32, 0), 6: day(90, 5)}
	h.write(func(tx store.Tx) error {
		for id, at := range times {
			p := h.piece(id, "Artikel "+id.String())
			p.Dates.Display, p.Content.Tags = at, []news.TagID{news.TagID(id % 2)}
			h.must(tx.Publishing().Show(h.ctx, p, at))
		}
		return nil
	})
	edition := store.List{By: "edition"}
	h.view(func(v store.View) error {
		var bounds []time.Time
		for d := 1; d <= 100; d++ {
			bounds = append(bounds, day(d, 0))
		}
		has, err := v.Has(h.ctx, edition, bounds)
		h.must(err)
		h.same("spans", len(has), 99)
		for i, got := range has {
			want := slices.Contains([]int{1, 3, 31, 32, 90}, i+1)
			if got != want {
				h.Errorf("day %d: %v, want %v", i+1, got, want)
			}
		}
		for _, n := range []int{0, 1, 2, 33, 34} {
			has, err := v.Has(h.ctx, edition, bounds[:n])
			h.must(err)
			h.same("length", len(has), max(0, n-1))
		}
		_, err = v.Has(h.ctx, store.List{By: "desk"}, bounds)
		h.refused(err, news.Invalid)

		for _, c := range []struct {
			moment time.Time
			after  bool
			want   news.ArticleID
		}{
			{day(1, 0), false, 0}, {day(1, 0), true, 1}, {day(3, 0), false, 2}, {day(3, 0), true, 3},
			{day(200, 0), false, 6}, {day(200, 0), true, 0}, {time.Time{}, true, 1},
		} {
			at, ok, err := v.Nearest(h.ctx, edition, c.moment, c.after)
			h.must(err)
			if ok != (c.want != 0) || ok && !at.Equal(times[c.want]) {
				h.Errorf("nearest to %v (after %v): %v, %v, want article %d", c.moment, c.after, at, ok, c.want)
			}
		}
		months, err := v.Months(h.ctx)
		h.must(err)
		h.same("months", months, []store.Month{{Year: 2025, Month: 3, Count: 1, Changed: times[6]},
			{Year: 2025, Month: 2, Count: 1, Changed: times[5]}, {Year: 2025, Month: 1, Count: 4, Changed: times[4]}})

		for _, c := range []struct {
			name  string
			query store.ListQuery
			want  []news.ArticleID
		}{
			{"since", store.ListQuery{Limit: 9, Since: day(31, 23)}, []news.ArticleID{6, 5, 4}},
			{"a day", store.ListQuery{Limit: 9, Since: day(1, 0), BeforeAt: day(2, 0)}, []news.ArticleID{2, 1}},
			{"oldest", store.ListQuery{Limit: 2, Oldest: true}, []news.ArticleID{1, 2}},
			{"oldest, on", store.ListQuery{Limit: 2, Oldest: true, BeforeAt: times[2], BeforeID: 2}, []news.ArticleID{3, 4}},
			{"oldest since", store.ListQuery{Limit: 2, Oldest: true, Since: day(3, 0)}, []news.ArticleID{3, 4}},
			{"oldest since, on", store.ListQuery{Limit: 9, Oldest: true, Since: day(3, 0), BeforeAt: times[4], BeforeID: 4}, []news.ArticleID{5, 6}},
			{"oldest without", store.ListQuery{Limit: 2, Oldest: true, Without: []news.ArticleID{1}}, []news.ArticleID{2, 3}},
		} {
			c.query.List = edition
			cards, err := v.List(h.ctx, c.query)
			h.must(err)
			var got []news.ArticleID
			for _, card := range cards {
				got = append(got, card.ID)
			}
			h.same(c.name, got, c.want)
		}
		return nil
	})
	h.write(func(tx store.Tx) error {
		h.must(tx.Publishing().Hide(h.ctx, 6, news.Withdrawal{At: day(100, 0)}))
		p := h.piece(5, "Artikel 5")
		p.Dates.Display, p.Version = day(2, 0), 52
		return tx.Publishing().Show(h.ctx, p, day(101, 0))
	})
	h.view(func(v store.View) error {
		months, err := v.Months(h.ctx)
		h.must(err)
		h.same("months after", months, []store.Month{{Year: 2025, Month: 1, Count: 5, Changed: day(101, 0)}})
		return nil
	})
	h.sound()
}

func listsOfLists(h *house) {
	h.write(func(tx store.Tx) error {
		pub := tx.Publishing()
		for id := news.TagID(1); id <= 5; id++ {
			h.must(pub.PutTag(h.ctx, news.Tag{ID: id, Edition: h.edition, Name: "T", Slug: "t" + news.ArticleID(id).String()}))
		}
		h.must(pub.PutPerson(h.ctx, news.Person{ID: 1, Name: "P", Slug: "p"}))
		for id := news.ArticleID(1); id <= 5; id++ {
			p := h.piece(id, "Artikel "+id.String())
			for g := news.TagID(1); g <= news.TagID(id); g++ {
				p.Content.Tags = append(p.Content.Tags, g)
			}
			p.Content.Byline = []news.Credit{{Person: 1}}
			h.must(pub.Show(h.ctx, p, morning))
		}
		return nil
	})
	h.view(func(v store.View) error {
		var got []int64
		for after := int64(0); ; {
			list, err := v.Lists(h.ctx, "tag", 3, after, 2)
			h.must(err)
			for _, e := range list {
				got, after = append(got, e.ID), e.ID
			}
			if len(list) < 2 {
				break
			}
		}
		h.same("tags with three articles", got, []int64{1, 2, 3})
		people, err := v.Lists(h.ctx, "person", 1, 0, 10)
		h.must(err)
		h.same("people", people, []store.ListEntry{{ID: 1, Name: "P", Slug: "p", Count: 5, Newest: morning.Add(5 * time.Minute)}})
		_, err = v.Lists(h.ctx, "section", 1, 0, 10)
		h.refused(err, news.Invalid)
		many, err := v.Articles(h.ctx, []news.ArticleID{1, 5, 99})
		h.must(err)
		h.same("articles", len(many), 2)
		one, err := v.Article(h.ctx, 5)
		h.must(err)
		h.same("the same article", many[5], one)
		return nil
	})
}

func kindsAndPages(h *house) {
	video, page := h.piece(1, "Film"), h.piece(2, "Tentang")
	video.Content.Kind, video.Seconds = news.KindVideo, 75
	video.Content.Flags = news.Flags{Graphic: true, Child: true}
	page.Content.Kind, page.Listed, page.Path = news.KindPage, false, "/tentang"
	h.show(video)
	h.show(page)
	kind := func(k news.ArticleKind) store.List {
		return store.List{By: "kind", ID: int64(slices.Index(news.ArticleKinds, k))}
	}
	h.same("video", h.listed(kind(news.KindVideo)), []news.ArticleID{1})
	h.same("news", len(h.listed(kind(news.KindNews))), 0)
	h.same("pages", h.listed(store.List{By: "page"}), []news.ArticleID{2})
	h.same("edition", h.listed(store.List{By: "edition"}), []news.ArticleID{1})
	h.view(func(v store.View) error {
		cards, err := v.Cards(h.ctx, []news.ArticleID{1})
		h.must(err)
		if c := cards[1]; !c.Graphic || !c.Protected || c.Seconds != 75 || c.Photos != 0 {
			h.Errorf("card %+v", c)
		}
		return nil
	})
	video.Content.Kind, video.Photos, video.Version = news.KindNews, 4, 12
	h.show(video)
	h.same("changed kind", h.listed(kind(news.KindNews)), []news.ArticleID{1})
	h.same("left kind", len(h.listed(kind(news.KindVideo))), 0)
	h.sound()
}

func renditions(h *house) {
	state := func(name string) (s store.RenditionState) {
		h.view(func(v store.View) (err error) {
			s, err = v.Rendition(h.ctx, name)
			return err
		})
		return s
	}
	asset := func(id news.AssetID) news.Asset {
		name := news.ArticleID(id).String()
		return news.Asset{ID: id, Edition: h.edition, Renditions: []news.Rendition{{Name: "f" + name + ".webp"}, {Name: "g" + name + ".webp"}}}
	}
	h.write(func(tx store.Tx) error {
		for id := news.AssetID(1); id <= 7; id++ {
			h.must(tx.Publishing().PutAsset(h.ctx, asset(id)))
		}
		pub := tx.Publishing()
		h.must(pub.PutPerson(h.ctx, news.Person{ID: 1, Slug: "p", Portrait: 3}))
		h.must(pub.PutTopic(h.ctx, news.Topic{ID: 1, Edition: h.edition, Slug: "o", Lead: 4}))
		h.must(pub.PutFront(h.ctx, news.Front{Edition: h.edition, Containers: []news.Container{{Cards: []news.FrontCard{{Image: 5}}}}}))
		set := news.Settings{Masthead: news.Masthead{Logo: 6}}
		return pub.PutEdition(h.ctx, news.Edition{ID: h.edition, Settings: set})
	})
	p, q := h.piece(1, "Satu"), h.piece(2, "Dua")
	p.Content.Lead = &news.LeadMedia{Asset: 1}
	p.Content.Body.Blocks = append(p.Content.Body.Blocks, &body.Image{Asset: 2})
	q.Content.Lead = &news.LeadMedia{Asset: 2}
	h.show(p)
	h.show(q)
	for _, name := range []string{"f1.webp", "g1.webp", "f2.webp", "f3.webp", "f4.webp", "f5.webp", "f6.webp"} {
		h.same(name, state(name), store.RenditionPublic)
	}
	h.same("of no page", state("f7.webp"), store.RenditionGone)
	for _, name := range []string{"", "f", "f99.webp", "\xff", "a\x00"} {
		h.same("unknown", state(name), store.RenditionUnknown)
	}
	h.write(func(tx store.Tx) error { return tx.Publishing().Hide(h.ctx, 1, news.Withdrawal{At: morning}) })
	h.same("withdrawn", state("f1.webp"), store.RenditionGone)
	h.same("still another's", state("f2.webp"), store.RenditionPublic)
	q.Content.Lead, q.Version = nil, 22
	h.show(q)
	h.same("replaced", state("f2.webp"), store.RenditionGone)
	h.show(p)
	h.same("shown again", state("g1.webp"), store.RenditionPublic)
	h.write(func(tx store.Tx) error { return tx.Publishing().PutFront(h.ctx, news.Front{Edition: h.edition}) })
	h.same("off the front", state("f5.webp"), store.RenditionGone)
}

func popular(h *house) {
	r := h.db.Reads()
	h.must(r.Add(h.ctx, "a", morning, map[news.ArticleID]int64{1: 5, 2: 7, 3: 1}))
	h.must(r.Add(h.ctx, "b", morning.Add(-30*time.Hour), map[news.ArticleID]int64{1: 5, 4: 100}))
	for _, c := range []struct {
		since time.Duration
		limit int
		want  []store.ReadCount
	}{
		{-24 * time.Hour, 10, []store.ReadCount{{Article: 2, N: 7}, {Article: 1, N: 5}, {Article: 3, N: 1}}},
		{-48 * time.Hour, 2, []store.ReadCount{{Article: 4, N: 100}, {Article: 1, N: 10}}},
		{time.Hour, 10, nil},
		{-48 * time.Hour, 0, nil},
	} {
		got, err := r.Popular(h.ctx, morning.Add(c.since), c.limit)
		h.must(err)
		h.same(c.since.String(), got, c.want)
	}
}
