package storetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// searchDoc makes a document of plain words: each is its own stem.
func searchDoc(h *house, id news.ArticleID, at time.Time, head, text string) store.SearchDoc {
	d := store.SearchDoc{Article: id, Edition: h.edition, At: at, Section: 7, Sections: []news.SectionID{7},
		Head: strings.Fields(head), Text: strings.Fields(text), Weights: map[string]float64{}, Words: map[string]string{}}
	for _, w := range d.Head {
		d.Weights[w] += 5
		d.Words[w] = w
	}
	for _, w := range d.Text {
		d.Weights[w]++
		d.Words[w] = w
	}
	d.Exact = [][]string{d.Head, d.Text}
	d.Length = len(d.Head) + len(d.Text)
	return d
}

// index puts documents and moves the cursor on by one.
func (h *house) index(docs ...store.SearchDoc) {
	h.Helper()
	h.apply(store.SearchChange{Put: docs})
}

func (h *house) apply(c store.SearchChange) {
	h.Helper()
	st, err := h.db.Search().State(h.ctx)
	h.must(err)
	c.State.Seq, c.State.Event, c.State.Version = st.Seq+1, "e", 1
	h.must(h.db.Search().Apply(h.ctx, st, c))
}

func (h *house) find(q store.SearchQuery) store.SearchResult {
	h.Helper()
	if q.Edition == 0 {
		q.Edition = h.edition
	}
	if q.Limit == 0 {
		q.Limit = 20
	}
	q.Now = morning.Add(24 * time.Hour)
	r, err := h.db.Search().Find(h.ctx, q)
	h.must(err)
	return r
}

func hitsOf(r store.SearchResult) []news.ArticleID {
	var out []news.ArticleID
	for _, hit := range r.Hits {
		out = append(out, hit.Article)
	}
	return out
}

var none []news.ArticleID

func terms(words ...string) [][]string {
	var out [][]string
	for _, w := range words {
		out = append(out, strings.Split(w, "|"))
	}
	return out
}

func searchFinds(h *house) {
	h.index(
		searchDoc(h, 1, morning, "banjir kota", "air sungai naik dan warga mengungsi"),
		searchDoc(h, 2, morning.Add(time.Hour), "harga beras", "kota pasar naik lagi banjir kiriman"),
		searchDoc(h, 3, morning.Add(2*time.Hour), "pemilu", "kota dan desa memilih"))
	other := searchDoc(h, 4, morning, "banjir kota", "di tempat lain")
	other.Edition = h.edition + 1
	h.index(other)
	for _, c := range []struct {
		name string
		q    store.SearchQuery
		want []news.ArticleID
	}{
		{"one word, the headline first", store.SearchQuery{Terms: terms("banjir")}, []news.ArticleID{1, 2}},
		{"every word", store.SearchQuery{Terms: terms("banjir", "naik")}, []news.ArticleID{1, 2}},
		{"one of two stems", store.SearchQuery{Terms: terms("beras|desa")}, []news.ArticleID{2, 3}},
		{"by time", store.SearchQuery{Terms: terms("kota"), ByTime: true}, []news.ArticleID{3, 2, 1}},
		{"without a word", store.SearchQuery{Terms: terms("kota"), Not: terms("beras", "pemilu")}, []news.ArticleID{1}},
		{"a phrase", store.SearchQuery{Phrases: [][]string{{"air", "sungai", "naik"}}}, []news.ArticleID{1}},
		{"a phrase in another order", store.SearchQuery{Phrases: [][]string{{"sungai", "air"}}}, nil},
		{"no phrase across fields", store.SearchQuery{Phrases: [][]string{{"kota", "air"}}}, nil},
		{"a word and a phrase", store.SearchQuery{Terms: terms("banjir"), Phrases: [][]string{{"naik", "lagi"}}}, []news.ArticleID{2}},
		{"without a phrase", store.SearchQuery{Terms: terms("banjir"), NotPhrases: [][]string{{"air", "sungai"}}}, []news.ArticleID{2}},
		{"since", store.SearchQuery{Terms: terms("kota"), Since: morning.Add(time.Hour), ByTime: true}, []news.ArticleID{3, 2}},
		{"before", store.SearchQuery{Terms: terms("kota"), Before: morning.Add(time.Hour), ByTime: true}, []news.ArticleID{1}},
		{"a section without articles", store.SearchQuery{Terms: terms("kota"), Sections: []news.SectionID{8}}, nil},
		{"one of the sections", store.SearchQuery{Terms: terms("kota"), Sections: []news.SectionID{8, 7}, ByTime: true}, []news.ArticleID{3, 2, 1}},
		{"another edition", store.SearchQuery{Terms: terms("banjir"), Edition: h.edition + 1}, []news.ArticleID{4}},
		{"nothing", store.SearchQuery{Terms: terms("gempa")}, nil},
		{"no term", store.SearchQuery{Not: terms("kota")}, nil},
		{"operators are words", store.SearchQuery{Terms: terms(`" OR "`, "NEAR(", `'a' | 'b'`, `\`)}, nil},
		{"what no text can hold", store.SearchQuery{Terms: terms("a\x00b")}, nil},
		{"the most telling words", store.SearchQuery{Terms: terms("pemilu", "gempa", "beras", "kota"), Partial: true}, []news.ArticleID{3, 2}},
		{"a later page", store.SearchQuery{Terms: terms("kota"), ByTime: true, Offset: 2}, []news.ArticleID{1}},
	} {
		r := h.find(c.q)
		h.same(c.name, hitsOf(r), c.want)
		if c.q.Offset == 0 && r.Found != len(c.want) {
			h.Errorf("%s: found %d, want %d", c.name, r.Found, len(c.want))
		}
	}
	r := h.find(store.SearchQuery{Terms: terms("kota")})
	h.same("sections", r.Sections, map[news.SectionID]int{7: 3})
}

func searchForgets(h *house) {
	h.index(searchDoc(h, 1, morning, "rahasia", "nama orang"), searchDoc(h, 2, morning, "biasa", "nama kota"))
	// Replacing takes the old words and the old time out.
	h.index(searchDoc(h, 1, morning.Add(time.Hour), "terbuka", "nama orang"))
	h.same("an old headline", hitsOf(h.find(store.SearchQuery{Terms: terms("rahasia")})), none)
	h.same("the new one", hitsOf(h.find(store.SearchQuery{Terms: terms("terbuka")})), []news.ArticleID{1})
	words := func(prefix string) []store.SearchWord {
		w, err := h.db.Search().Words(h.ctx, prefix, 10)
		h.must(err)
		return w
	}
	h.same("words with na", words("na"), []store.SearchWord{{Word: "nama", N: 2}})
	h.same("words of what was replaced", words("rah"), []store.SearchWord(nil))
	h.apply(store.SearchChange{Remove: []news.ArticleID{1, 99}})
	h.same("a removed article", hitsOf(h.find(store.SearchQuery{Terms: terms("nama")})), []news.ArticleID{2})
	h.same("its words", words("o"), []store.SearchWord(nil))
	h.same("a word that another has", words("na"), []store.SearchWord{{Word: "nama", N: 1}})
	freq, err := h.db.Search().Frequency(h.ctx, []string{"nama", "orang", "kota"})
	h.must(err)
	h.same("frequencies", freq, map[string]int64{"nama": 1, "kota": 1})
	alike, err := h.db.Search().Alike(h.ctx, []string{"k"}, []int{3, 4, 5})
	h.must(err)
	h.same("alike", alike, []store.SearchWord{{Word: "kota", N: 1}})
	st, err := h.db.Search().State(h.ctx)
	h.must(err)
	h.same("documents", st.Documents, int64(1))
	h.apply(store.SearchChange{Clear: true})
	h.same("after clearing", hitsOf(h.find(store.SearchQuery{Terms: terms("nama")})), none)
	h.same("words after clearing", words("n"), []store.SearchWord(nil))
}

func searchCursor(h *house) {
	st, err := h.db.Search().State(h.ctx)
	h.must(err)
	h.same("the first state", st, store.SearchState{})
	h.index(searchDoc(h, 1, morning, "satu", "dua"))
	// Another node stood where this one did, and was faster.
	err = h.db.Search().Apply(h.ctx, st, store.SearchChange{Put: []store.SearchDoc{searchDoc(h, 2, morning, "tiga", "empat")},
		State: store.SearchState{Version: 1, Seq: 9, Event: "x"}})
	h.refused(err, news.Stale)
	h.same("nothing of it", hitsOf(h.find(store.SearchQuery{Terms: terms("tiga")})), none)
	h.db = h.again()
	st, err = h.db.Search().State(h.ctx)
	h.must(err)
	h.same("after opening again", st, store.SearchState{Version: 1, Seq: 1, Event: "e", Documents: 1})
	h.same("the document", hitsOf(h.find(store.SearchQuery{Terms: terms("satu")})), []news.ArticleID{1})
}

// again opens the same place once more.
func (h *house) again() store.Database {
	h.must(h.db.Close())
	return Open(h.T, h.options)
}

// searchBounds: many hits are counted to a thousand and the newest come back;
// one with the term in its headline is found however old it is.
func searchBounds(h *house) {
	var docs []store.SearchDoc
	old := searchDoc(h, 5000, morning.Add(-24*time.Hour), "langka", "judul lama")
	docs = append(docs, old)
	for i := range 1100 {
		docs = append(docs, searchDoc(h, news.ArticleID(i+1), morning.Add(time.Duration(i)*time.Minute), fmt.Sprintf("nomor%d", i), "langka isi"))
	}
	for part := range slices.Chunk(docs, 300) {
		h.index(part...)
	}
	r := h.find(store.SearchQuery{Terms: terms("langka")})
	if r.Found != store.SearchCounted || !r.More || r.Sections != nil {
		h.Errorf("found %d, more %v, sections %v", r.Found, r.More, r.Sections)
	}
	if len(r.Hits) == 0 || r.Hits[0].Article != 5000 {
		h.Errorf("first hit %v, want the old headline", hitsOf(r))
	}
	r = h.find(store.SearchQuery{Terms: terms("langka"), ByTime: true, Offset: 995, Limit: 20})
	h.same("the end of what can be reached", hitsOf(r), []news.ArticleID{105, 104, 103, 102, 101})
	r = h.find(store.SearchQuery{Terms: terms("langka"), Since: morning.Add(1000 * time.Minute)})
	if r.Found != 100 || r.More {
		h.Errorf("in a span: found %d, more %v, want exactly 100", r.Found, r.More)
	}
}
